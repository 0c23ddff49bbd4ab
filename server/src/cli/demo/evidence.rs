//! What the levels of the people of the demonstration rest on: each has the evidence of the level they are said to have.

use jiff::SignedDuration;

use super::people::Plan;
use super::stage::Stage;
use crate::app::Error as Stop;
use crate::domain::actor::{Actor, Assurance, Role};
use crate::domain::assurance::What;
use crate::domain::audit::Call;
use crate::domain::ids::{CallId, PersonId};
use crate::domain::values::Time;
use crate::service::{Context, assurance};
use crate::store::{Tx, people};

/// Who verified everybody there, and each other.
const VERIFIERS: [&str; 2] = ["s.bakker@platform.example", "d.vermeer@platform.example"];

/// The officer whose badge expires soon, and in how many days.
const EXPIRING: (&str, i64) = ("a.silva@pj.example", 21);

/// The officer who has asked for a call-back, and how many hours ago.
const ASKING: (&str, i64) = ("j.pereira@pj.example", 3);

/// How long ago each was recorded, in days.
const BADGE: i64 = 112;
const WORD: i64 = 111;
const CALL: i64 = 104;
const CONFIRMED: i64 = 98;

/// Gives everybody their evidence.
pub(super) async fn give(tx: &Tx, stage: &Stage<'_>, plans: &[Plan], joined: Time) -> Result<(), Stop> {
    for plan in plans {
        let Some(id) = stage.people.get(plan.email).and_then(|actor| actor.person) else {
            continue;
        };
        let Some(person) = people::get(tx, id).await.map_err(Stop::Database)? else {
            continue;
        };
        let all = evidence(stage, plan, id, joined);
        assurance::made_up(tx, &person, all, stage.now)
            .await
            .map_err(Stop::of)?;
    }
    Ok(())
}

/// One of them asks for a call-back.
pub(super) async fn ask(stage: &Stage<'_>) -> Result<(), Stop> {
    let (email, hours) = ASKING;
    let Some(actor) = stage.people.get(email) else {
        return Ok(());
    };
    let at = stage.now.plus(-SignedDuration::from_hours(hours));
    let call = Call {
        id: CallId::new(at),
        source: None,
    };
    let cx = Context {
        db: stage.db,
        actor,
        now: at,
        call: &call,
        as_of: None,
    };
    match actor.person {
        Some(person) => assurance::ask(&cx, person).await.map_err(Stop::of),
        None => Ok(()),
    }
}

fn evidence(stage: &Stage<'_>, plan: &Plan, own: PersonId, joined: Time) -> Vec<(What, Option<PersonId>, Time)> {
    let ago = |days: i64| stage.now.plus(-SignedDuration::from_hours(24 * days));
    let host = plan.host();
    let organisation = stage.organisations.get(host);
    let named = organisation.map_or_else(String::new, |organisation| organisation.name.clone());
    let mut verifiers = VERIFIERS
        .iter()
        .filter_map(|email| stage.people.get(email).and_then(|actor| actor.person));
    let verifier = verifiers.find(|by| *by != own);
    let lead = |actor: &&Actor| {
        let is_lead = [Role::Supervisor, Role::ExchangeAdmin]
            .iter()
            .any(|role| actor.roles.has(*role));
        is_lead && organisation.is_some_and(|own| own.id == actor.organisation) && !actor.is(own)
    };
    let mut leads: Vec<PersonId> = stage
        .people
        .values()
        .filter(lead)
        .filter_map(|actor| actor.person)
        .collect();
    leads.sort_unstable();
    // The first ones were vouched for by a verifier.
    let voucher = leads.first().copied().or(verifier);
    let (soon, in_days) = EXPIRING;
    let days = if plan.email == soon { in_days } else { 900 };
    let mut all = vec![(
        What::Mailbox {
            email: plan.email.to_owned(),
        },
        None,
        joined,
    )];
    if plan.assurance >= Assurance::L2 || plan.has_badge_seen {
        let badge = What::Badge {
            number: plan.badge_number(),
            issuer: named.clone(),
            expires_on: stage
                .now
                .plus(SignedDuration::from_hours(24 * days))
                .date_in(&crate::domain::values::Zone::utc()),
        };
        all.push((badge, voucher, ago(BADGE)));
    }
    if plan.assurance >= Assurance::L2 {
        all.push((What::Voucher {}, voucher, ago(WORD)));
    }
    if let (true, Some(number)) = (
        plan.assurance >= Assurance::L3,
        organisation.and_then(|organisation| organisation.switchboard.clone()),
    ) {
        let call = What::Callback {
            number,
            reached: format!("Duty desk, {named}"),
            called_at: ago(CALL),
        };
        all.push((call, verifier, ago(CALL)));
    }
    if plan.assurance >= Assurance::L4 {
        let desk = What::Desk {
            desk: "National central bureau, The Hague".to_owned(),
            reference: "NCB-NL 2026/118".to_owned(),
        };
        all.push((desk, verifier, ago(CONFIRMED)));
    }
    all
}
