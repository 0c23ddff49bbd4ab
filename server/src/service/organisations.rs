//! The directory of organisations, and who signs in as whom in a demonstration.

use super::{Context, Error};
use crate::domain::actor::OrganisationKind;
use crate::domain::organisations::{LISTED, Organisation};
use crate::domain::people::Person;
use crate::store::{Db, organisations, people};

/// What a reader of the directory asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a name or a legal name, whatever its case; empty is all.
    pub text: String,
    /// Only this kind.
    pub kind: Option<OrganisationKind>,
}

/// The organisations the actor may know of that fit, by name.
pub async fn directory(cx: &Context<'_>, wanted: &Wanted) -> Result<Vec<Organisation>, Error> {
    let text = wanted.text.trim().to_lowercase();
    let mut found = organisations::directory(cx.db.read(), cx.actor).await?;
    found.retain(|organisation| {
        let fits_kind = wanted.kind.is_none_or(|kind| organisation.kind == kind);
        let names = [&organisation.name, &organisation.legal_name];
        fits_kind && names.iter().any(|name| name.to_lowercase().contains(&text))
    });
    Ok(found)
}

/// An organisation with people one can be in a demonstration.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Where they work.
    pub organisation: Organisation,
    /// Who they are, by name.
    pub people: Vec<Person>,
}

/// Everybody one can be in a demonstration, by organisation. Only a demonstration has a page that asks this.
pub async fn cast(db: &Db) -> Result<Vec<Cast>, Error> {
    let organisations = organisations::active(db.read()).await?;
    let everybody = people::active(db.read()).await?;
    let mut cast: Vec<Cast> = organisations
        .into_iter()
        .map(|organisation| Cast {
            people: everybody
                .iter()
                .filter(|person| person.organisation == organisation.id)
                .cloned()
                .collect(),
            organisation,
        })
        .filter(|cast| !cast.people.is_empty())
        .collect();
    // Listed kinds first, each in the order of the kinds; by name within one.
    let place = |kind| OrganisationKind::ALL.iter().position(|one| *one == kind);
    cast.sort_by_key(|cast| (!LISTED.contains(&cast.organisation.kind), place(cast.organisation.kind)));
    Ok(cast)
}
