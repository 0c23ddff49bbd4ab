//! Suspensions as they are read: one, many, and whom one could suspend.

use crate::domain::actor::{Actor, Role};
use crate::domain::change::Refusal;
use crate::domain::ids::{PersonId, SuspensionId};
use crate::domain::organisations::Organisation;
use crate::domain::people::{ADMINISTRATORS, Person};
use crate::domain::suspensions::{Others, Suspension, may_suspend_organisation, may_suspend_person};
use crate::service::{Context, Error};
use crate::store::paging::{Paged, Place};
use crate::store::suspensions::{self as rows, Cursor, Wanted};
use crate::store::{organisations, people};

/// A suspension with the names that stand on its page.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The suspension.
    pub suspension: Suspension,
    /// The organisation, or that of the person.
    pub organisation: Organisation,
    /// The person's name, where it is of one.
    pub person: Option<String>,
    /// Who suspended.
    pub by: Option<String>,
    /// Who lifted it.
    pub lifted_by: Option<String>,
    /// Whether the reader may lift it.
    pub may_lift: Result<(), Refusal>,
}

/// One suspension: four statements.
pub async fn open(cx: &Context<'_>, id: SuspensionId) -> Result<Opened, Error> {
    let db = cx.db.read();
    let suspension = rows::find(db, cx.actor, id).await?.ok_or(Error::NotFound)?;
    let organisation = organisations::get(db, suspension.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let lifted_by = suspension.lifted.as_ref().and_then(|lifted| lifted.by);
    let named = [suspension.of.person(), suspension.by, lifted_by];
    let names = people::names(db, named.into_iter().flatten()).await?;
    let name = |id: Option<PersonId>| id.and_then(|id| names.get(&id).cloned());
    let Others { verifiers, .. } = rows::others(db, cx.actor.person).await?;
    Ok(Opened {
        person: name(suspension.of.person()),
        by: name(suspension.by),
        lifted_by: name(lifted_by),
        may_lift: suspension.may_lift(cx.actor, verifiers),
        organisation,
        suspension,
    })
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The suspension.
    pub suspension: Suspension,
    /// What the organisation is called.
    pub organisation: String,
    /// The person's name, where it is of one.
    pub person: Option<String>,
}

/// A page of suspensions the actor may know of: three statements.
pub async fn list(cx: &Context<'_>, wanted: &Wanted, place: Place<Cursor>) -> Result<Paged<Listed, Cursor>, Error> {
    let db = cx.db.read();
    let Paged { rows, newer, older } = rows::page(db, cx.actor, wanted, place).await?;
    let briefs = organisations::brief(db, rows.iter().map(|row| row.organisation), None).await?;
    let names = people::names(db, rows.iter().filter_map(|row| row.of.person())).await?;
    let listed = rows.into_iter().map(|suspension| Listed {
        organisation: briefs
            .iter()
            .find(|brief| brief.id == suspension.organisation)
            .map(|brief| brief.name.clone())
            .unwrap_or_default(),
        person: suspension.of.person().and_then(|person| names.get(&person).cloned()),
        suspension,
    });
    Ok(Paged {
        rows: listed.collect(),
        newer,
        older,
    })
}

/// Somebody whom the actor may look up to suspend.
#[derive(Clone, Debug)]
pub struct Found {
    /// The person.
    pub person: Person,
    /// What their organisation is called.
    pub organisation: String,
    /// Whether the actor may suspend them.
    pub allowed: Result<(), Refusal>,
}

/// Whom the actor may look up under `text`: organisations, then people.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// Organisations, each with whether the actor may suspend it.
    pub organisations: Vec<(Organisation, Result<(), Refusal>)>,
    /// People.
    pub people: Vec<Found>,
}

/// At most so many of each are found.
pub const FOUND: usize = 25;

/// Looks up whom to suspend: a verifier everybody, an administrator the own organisation. Five statements.
pub async fn candidates(cx: &Context<'_>, text: &str) -> Result<Candidates, Error> {
    cx.actor
        .has_any(&[Role::Verifier, Role::AgencyAdmin, Role::ExchangeAdmin])?;
    let text = text.trim().to_lowercase();
    let db = cx.db.read();
    let is_verifier = cx.actor.roles.has(Role::Verifier);
    if is_verifier && text.is_empty() {
        return Ok(Candidates::default());
    }
    let known: Vec<Organisation> = if is_verifier {
        let register = organisations::register(db).await?;
        register.into_iter().map(|(organisation, _)| organisation).collect()
    } else {
        let own = organisations::get(db, cx.actor.organisation).await?;
        own.into_iter().collect()
    };
    let found = if is_verifier {
        let ids = rows::people_named(db, &text, FOUND as u64).await?;
        people::get_many(db, ids).await?
    } else {
        people::members(db, cx.actor).await?
    };
    // Of its platform alone the rule asks how many are left, and who acts is one of them.
    let others = rows::others(db, cx.actor.person).await?;
    let beside = |person: &Person| with_actor(cx.actor, person, others);
    let people = found
        .into_iter()
        .filter(|person| is_verifier || person.name.to_lowercase().contains(&text) || person.email.contains(&text))
        .take(FOUND)
        .map(|person| Found {
            organisation: known
                .iter()
                .find(|one| one.id == person.organisation)
                .map(|one| one.name.clone())
                .unwrap_or_default(),
            allowed: may_suspend_person(cx.actor, &person, beside(&person)),
            person,
        })
        .collect();
    let fits = |one: &Organisation| {
        !is_verifier
            || [&one.name, &one.legal_name]
                .iter()
                .any(|name| name.to_lowercase().contains(&text))
    };
    let organisations = known
        .into_iter()
        .filter(fits)
        .take(FOUND)
        .map(|one| (may_suspend_organisation(cx.actor, &one), one))
        .map(|(allowed, one)| (one, allowed))
        .collect();
    Ok(Candidates { organisations, people })
}

/// Who is left beside `person`, of whom `others` are beside the actor.
fn with_actor(actor: &Actor, person: &Person, others: Others) -> Others {
    let left = |role, others: u64| {
        let acts = u64::from(actor.roles.has(role) && !actor.is(person.id));
        let goes = u64::from(person.roles.has(role) && !actor.is(person.id) && acts_now(person));
        (others + acts).saturating_sub(goes)
    };
    Others {
        verifiers: left(Role::Verifier, others.verifiers),
        operators: left(Role::Operator, others.operators),
    }
}

fn acts_now(person: &Person) -> bool {
    person.standing == crate::domain::people::Standing::Active
}

/// Whether `actor` has a page of suspensions at all.
pub fn has_page(actor: &Actor) -> bool {
    actor.has(Role::Verifier).is_ok() || actor.has_any(ADMINISTRATORS).is_ok()
}
