//! How a request goes on, stage by stage, as far as its time has come.

use jiff::SignedDuration;

use crate::cli::seed::chance::Chance;
use crate::cli::seed::world::{Fault, House, World};
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Roles};
use crate::domain::ids::{MessageId, OrganisationId};
use crate::domain::pace::{Sent, Unfamiliar};
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Question, Status};
use crate::domain::requests::packet::{Names, Packet, PartyName, PersonName};
use crate::domain::requests::quality::Report;
use crate::domain::requests::review::Finding;
use crate::domain::requests::terms::{Promises, Terms};
use crate::domain::requests::{Request, Seal};

use super::answering::answer;
use super::{Cast, DAY, HOUR, Numbers, Thread};

/// What was flash or emergency is looked at afterwards, nearly always in time: by a supervisor who had no part in it, or in
/// a small agency by who approved it first.
pub(super) fn review(chance: &mut Chance, cast: &Cast<'_>, thread: &mut Thread<'_>) -> Result<(), Fault> {
    let Some(issued_at) = thread.request.issued_at else {
        return Ok(());
    };
    if thread.request.review.is_none() || chance.percent(3) {
        return Ok(());
    }
    let at = issued_at.plus(SignedDuration::from_mins(chance.between(2 * HOUR, 3 * DAY)));
    if at > thread.now {
        return Ok(());
    }
    let finding = match chance.between(0, 100) {
        0..90 => Finding::Justified,
        90..97 => Finding::WrongUrgency,
        _ => Finding::NotJustified,
    };
    let note = if finding.finds_fault() {
        "The funds had rested for a week."
    } else {
        ""
    };
    let version = thread.request.version;
    let mut request = thread.request.clone();
    if let Some(review) = request.review.as_mut() {
        review.supervisors = Some(cast.supervisors.iter().filter_map(|one| one.person).collect());
    }
    let found = |reviewer: &Actor| {
        request
            .clone()
            .reviewed(reviewer, version, finding, note.to_owned(), at)
    };
    let mut found = cast.supervisors.iter().map(found);
    let Some(first) = found.next() else { return Ok(()) };
    let change = found.fold(first, Result::or)?;
    thread.take(&change);
    Ok(())
}

/// What the clock has done by now.
pub(super) fn catch_up(thread: &mut Thread<'_>, cast: &Cast<'_>) {
    let now = thread.now;
    let clock = Actor {
        person: None,
        organisation: OrganisationId(uuid::Uuid::nil()),
        kind: OrganisationKind::Platform,
        country: cast.agency.organisation.country,
        roles: Roles::default(),
        assurance: Assurance::L0,
        session: None,
        proof: None,
        is_restricted: false,
        unfamiliar: Unfamiliar::default(),
    };
    if let Some(late) = thread.request.clone().breach(&clock, now) {
        thread.take(&late);
    }
    if let Some(overdue) = thread.request.clone().overdue_review(&clock, now) {
        thread.take(&overdue);
    }
    if let Some(closed) = thread.request.clone().close_unanswered(&clock, now) {
        thread.take(&closed);
    }
    let holds: Vec<_> = thread.request.holds.iter().map(|hold| hold.id).collect();
    for hold in holds {
        if let Some(ended) = thread.request.clone().expire(hold, &clock, now) {
            thread.take(&ended);
        }
    }
    let data: Vec<_> = thread.request.preservations.iter().map(|kept| kept.id).collect();
    for kept in data {
        if let Some(ended) = thread.request.clone().expire_preservation(kept, &clock, now) {
            thread.take(&ended);
        }
    }
}

pub(super) fn go_on(
    chance: &mut Chance,
    cast: &Cast<'_>,
    thread: &mut Thread<'_>,
    numbers: &mut Numbers,
    world: &World,
) -> Result<(), Fault> {
    let promises = Promises::default();
    let terms = Terms {
        recipient: &cast.exchange.organisation.calendar,
        asker: &cast.agency.organisation.calendar,
        promises: &promises,
    };
    let report = Report { findings: Vec::new() };
    if chance.percent(2) || !thread.wait(chance, 10, 8 * HOUR) {
        return Ok(());
    }
    let version = thread.request.version;
    let change = thread
        .request
        .clone()
        .submit(&cast.officer, version, &report, &Sent::by_known(), thread.at)?;
    thread.take(&change);
    for supervisor in cast.supervisors.iter().take(thread.request.approvals_needed()) {
        if !thread.wait(chance, 3, 5 * HOUR) {
            return Ok(());
        }
        approve(chance, cast, thread, numbers, world, supervisor, &report, terms)?;
    }
    if thread.request.status != Status::Issued || chance.percent(1) || !thread.wait(chance, 5, 2 * DAY) {
        return Ok(());
    }
    let own = format!("LE-{}", chance.code(8));
    let change = thread.request.clone().acknowledge(&cast.intake, own, thread.at)?;
    thread.take(&change);
    let person = cast.responder.person.ok_or(Fault::Missing("responder"))?;
    let change = thread.request.clone().assign(&cast.intake, person, thread.at)?;
    thread.take(&change);
    if chance.percent(8) && thread.wait(chance, HOUR, 2 * DAY) {
        let deadline = thread.at.plus(SignedDuration::from_hours(24 * 10));
        let question = *chance.one(Question::ALL).ok_or(Fault::Missing("question"))?;
        let message = MessageId::new(thread.at);
        let change = thread
            .request
            .clone()
            .ask(&cast.responder, message, question, deadline, terms, thread.at)?;
        thread.take(&change);
        if !thread.wait(chance, HOUR, 6 * DAY) {
            return Ok(());
        }
        let message = MessageId::new(thread.at);
        let change = thread.request.clone().clarify(&cast.officer, message, thread.at)?;
        thread.take(&change);
    }
    if !thread.wait(chance, HOUR, 3 * DAY) {
        return Ok(());
    }
    if chance.percent(9) {
        let ground = *chance
            .one(&[
                Ground::CourtOrderRequired,
                Ground::InsufficientId,
                Ground::NotHeld,
                Ground::Overbroad,
            ])
            .ok_or(Fault::Missing("ground"))?;
        let change = thread
            .request
            .clone()
            .refuse(&cast.responder, ground, String::new(), terms, thread.at)?;
        thread.take(&change);
    } else {
        let change = thread.request.clone().start(&cast.responder, thread.at)?;
        thread.take(&change);
        let positions: Vec<u32> = thread.request.targets.iter().map(|target| target.position).collect();
        for position in positions {
            if !thread.wait(chance, 5, 10 * HOUR) {
                return Ok(());
            }
            let answer = answer(chance, cast, &thread.request, position, thread.at)?;
            let change = thread
                .request
                .clone()
                .answer(&cast.responder, position, answer, terms, thread.at)?;
            thread.take(&change);
        }
    }
    if !thread.wait(chance, HOUR, 6 * DAY) || chance.percent(3) {
        return Ok(());
    }
    let change = thread.request.clone().accept(&cast.officer, thread.at)?;
    thread.take(&change);
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "an approval needs all who take part")]
fn approve(
    chance: &mut Chance,
    cast: &Cast<'_>,
    thread: &mut Thread<'_>,
    numbers: &mut Numbers,
    world: &World,
    supervisor: &Actor,
    report: &Report,
    terms: Terms<'_>,
) -> Result<(), Fault> {
    let is_last = thread.request.approvals.len() + 1 >= thread.request.approvals_needed();
    let year = thread.at.date_in(&cast.agency.organisation.calendar.zone).year();
    let number = if is_last { numbers.next(year) } else { String::new() };
    let seal = Seal {
        number,
        verify_code: chance.code(16),
    };
    let names = names(cast, world, &thread.request, supervisor)?;
    let mut packet = Packet {
        canonical: String::new(),
        hash: String::new(),
    };
    if is_last {
        let mut issued = thread.request.clone();
        issued.issued_at = Some(thread.at);
        packet = Packet::of(&issued, &seal.number, &names)?;
    }
    let version = thread.request.version;
    let change =
        thread
            .request
            .clone()
            .approve(supervisor, version.into(), report, |_| (seal, packet), terms, thread.at)?;
    thread.take(&change);
    Ok(())
}

fn names(cast: &Cast<'_>, world: &World, request: &Request, supervisor: &Actor) -> Result<Names, Fault> {
    let party = |house: &House| PartyName {
        id: house.organisation.id,
        name: house.organisation.name.clone(),
        country: house.organisation.country,
    };
    let person = |actor: &Actor| {
        let found = cast.agency.people.iter().find(|person| actor.is(person.id));
        found.map(|person| PersonName {
            id: person.id,
            name: person.name.clone(),
            badge: String::new(),
            mailbox: person.email.clone(),
        })
    };
    let basis = world.bases.iter().find(|basis| basis.id == request.content.basis);
    let basis = basis.ok_or(Fault::Missing("basis"))?;
    Ok(Names {
        asker: party(cast.agency),
        recipient: party(cast.exchange),
        author: person(&cast.officer).ok_or(Fault::Missing("author"))?,
        approvers: person(supervisor).into_iter().collect(),
        deputy: None,
        basis: basis.code.clone(),
        basis_version: basis.version,
        parent: None,
    })
}
