//! The directory of organisations, what those who look after them see, and who signs in as whom in a demonstration.

use super::{Context, Error};
use crate::domain::actor::{OrganisationKind, Role};
use crate::domain::organisations::{Holiday, LISTED, Oddity, Organisation};
use crate::domain::people::{self as persons, Person};
use crate::domain::values::Time;
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

/// An organisation as those who verify it see it.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Which.
    pub organisation: Organisation,
    /// When it was entered.
    pub entered_at: Time,
    /// What of it needs a look.
    pub oddities: Vec<Oddity>,
}

/// Every organisation, whatever its standing: those that need a look first, then by name. Two statements.
pub async fn register(cx: &Context<'_>) -> Result<Vec<Registered>, Error> {
    cx.actor.has(Role::Verifier)?;
    let db = cx.db.read();
    let held = people::held_roles(db).await?;
    let mut register: Vec<Registered> = organisations::register(db)
        .await?
        .into_iter()
        .map(|(organisation, entered_at)| {
            let held = held.get(&organisation.id).copied().unwrap_or_default();
            Registered {
                oddities: organisation.oddities(held, cx.now),
                organisation,
                entered_at,
            }
        })
        .collect();
    register.sort_by_key(|one| one.oddities.is_empty());
    Ok(register)
}

/// One's own organisation with everybody who has an account there.
#[derive(Clone, Debug)]
pub struct Own {
    /// Which.
    pub organisation: Organisation,
    /// By name.
    pub members: Vec<Person>,
    /// Roles of its kind that nobody active has.
    pub unheld: Vec<Role>,
    /// Its holidays of the coming weeks, the next first.
    pub holidays: Vec<Holiday>,
}

/// How far ahead an administrator looks for holidays, in days.
const COMING: i64 = 8 * 7;

/// The own organisation, for those who look after it: three statements.
pub async fn own(cx: &Context<'_>) -> Result<Own, Error> {
    cx.actor.has_any(&[Role::AgencyAdmin, Role::ExchangeAdmin])?;
    let db = cx.db.read();
    let organisation = organisations::find(db, cx.actor, cx.actor.organisation).await?;
    let organisation = organisation.ok_or(Error::NotFound)?;
    let members = people::members(db, cx.actor).await?;
    let active = || {
        members
            .iter()
            .filter(|person| person.standing == persons::Standing::Active)
    };
    let is_held = |role: &Role| active().any(|person| person.roles.has(*role));
    let of_kind = Role::ALL.iter().filter(|role| role.kind() == organisation.kind);
    Ok(Own {
        unheld: of_kind.filter(|role| !is_held(role)).copied().collect(),
        holidays: organisation
            .coming_holidays(cx.now, COMING)
            .into_iter()
            .cloned()
            .collect(),
        organisation,
        members,
    })
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
