//! The directory of organisations, what those who look after them see, and who signs in as whom in a demonstration.

use super::{Context, Error};
use crate::domain::actor::{OrganisationKind, Role, words};
use crate::domain::clocks::Desk;
use crate::domain::ids::OrganisationId;
use crate::domain::organisations::{Holiday, LISTED, Oddity, Organisation, Standing};
use crate::domain::people::{self as persons, Person};
use crate::domain::values::{Country, Time};
use crate::store::{Db, applications, organisations, people};

words! {
    /// In which order the directory stands.
    Sort("order") {
        /// By name.
        Name = "name",
        /// By country, then by name.
        Country = "country",
        /// By kind, then by name.
        Kind = "kind",
    }
}

/// What a reader of the directory asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a name or a legal name, whatever its case; empty is all.
    pub text: String,
    /// Only this kind.
    pub kind: Option<OrganisationKind>,
    /// Only in this country.
    pub country: Option<Country>,
    /// Only those that work in this language.
    pub language: Option<String>,
    /// Only those where somebody works now.
    pub is_open: bool,
    /// Only of this standing; verifiers alone know of more than one.
    pub standing: Option<Standing>,
    /// In which order.
    pub sort: Sort,
}

/// The directory, as far as its reader may know of it.
#[derive(Clone, Debug)]
pub struct Directory {
    /// What fits, in the order that was asked for; countries by their codes.
    pub found: Vec<Organisation>,
    /// The countries one can choose.
    pub countries: Vec<Country>,
    /// The languages one can choose.
    pub languages: Vec<String>,
}

/// The organisations the actor may know of that fit.
pub async fn directory(cx: &Context<'_>, wanted: &Wanted) -> Result<Directory, Error> {
    let text = wanted.text.trim().to_lowercase();
    let mut found = organisations::directory(cx.db.read(), cx.actor).await?;
    let mut countries: Vec<Country> = found.iter().map(|one| one.country).collect();
    countries.sort_unstable();
    countries.dedup();
    let mut languages: Vec<String> = found.iter().flat_map(|one| one.languages.iter().cloned()).collect();
    languages.sort_unstable();
    languages.dedup();
    found.retain(|one| {
        let names = [&one.name, &one.legal_name];
        wanted.kind.is_none_or(|kind| one.kind == kind)
            && wanted.country.is_none_or(|country| one.country == country)
            && wanted
                .language
                .as_ref()
                .is_none_or(|language| one.languages.contains(language))
            && wanted.standing.is_none_or(|standing| one.standing == standing)
            && (!wanted.is_open || matches!(one.calendar.desk(cx.now), Desk::Open { .. }))
            && names.iter().any(|name| name.to_lowercase().contains(&text))
    });
    let place = |kind| OrganisationKind::ALL.iter().position(|one| *one == kind);
    match wanted.sort {
        // By name, as they were read.
        Sort::Name => {}
        Sort::Country => found.sort_by_key(|one| one.country),
        Sort::Kind => found.sort_by_key(|one| place(one.kind)),
    }
    Ok(Directory {
        found,
        countries,
        languages,
    })
}

/// One organisation the actor may know of.
///
/// # Errors
/// Not found: pending, suspended, of no listed kind, or absent; all are the same to whoever does not verify.
pub async fn show(cx: &Context<'_>, id: OrganisationId) -> Result<Organisation, Error> {
    organisations::find(cx.db.read(), cx.actor, id)
        .await?
        .ok_or(Error::NotFound)
}

/// Whether what a verifier asks for as an organisation is an application that has not become one.
pub async fn is_application(cx: &Context<'_>, id: OrganisationId) -> Result<bool, Error> {
    let may = cx.actor.has(Role::Verifier).is_ok();
    Ok(may && applications::find(cx.db.read(), id).await?.is_some())
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
