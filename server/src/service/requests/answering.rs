//! What the exchange does, and the asker's answers to its questions.

use super::{Context, Error, Setting, act, rows, save, still_as_read};
use crate::domain::change::Refusal;
use crate::domain::holds::{Hold, LiftReason};
use crate::domain::ids::{HoldId, MessageId, PersonId, PreservationId};
use crate::domain::measures::Measure;
use crate::domain::money::Units;
use crate::domain::people::Person;
use crate::domain::requests::acts::Act;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Question, RedirectReason};
use crate::domain::requests::withdrawal::Fates;
use crate::domain::requests::{Answer, Request, Target};
use crate::domain::values::Time;
use crate::store::people;
use crate::store::requests::Message;

/// Intake takes it on.
pub async fn acknowledge(cx: &Context<'_>, reference: &str, own: String) -> Result<Request, Error> {
    act(cx, reference, |request, _| request.acknowledge(cx.actor, own, cx.now)).await
}

/// Intake gives it to a colleague who can answer it.
pub async fn assign(cx: &Context<'_>, reference: &str, handler: PersonId) -> Result<Request, Error> {
    if !colleagues(cx).await?.iter().any(|person| person.id == handler) {
        return Err(Refusal::field("handler", "required").into());
    }
    act(cx, reference, |request, _| request.assign(cx.actor, handler, cx.now)).await
}

/// Colleagues to whom a request can be given: those who can begin it and answer.
pub async fn colleagues(cx: &Context<'_>) -> Result<Vec<Person>, Error> {
    let mut colleagues = people::colleagues(cx.db.read(), cx.actor).await?;
    colleagues.retain(Person::may_handle);
    Ok(colleagues)
}

/// Intake names the right entity.
pub async fn redirect(
    cx: &Context<'_>,
    reference: &str,
    reason: RedirectReason,
    entity: String,
) -> Result<Request, Error> {
    act(cx, reference, |request, setting| {
        request.may(Act::Redirect, cx.actor)?;
        if setting.recipient.is_called(&entity) {
            return Err(Refusal::field("entity", "own_name"));
        }
        request.redirect(cx.actor, reason, entity, cx.now)
    })
    .await
}

/// A responder begins.
pub async fn start(cx: &Context<'_>, reference: &str) -> Result<Request, Error> {
    act(cx, reference, |request, _| request.start(cx.actor, cx.now)).await
}

/// A responder answers a target. `read` makes the answer of what was typed about it, once it is known that it may be
/// answered.
pub async fn answer(
    cx: &Context<'_>,
    reference: &str,
    position: u32,
    read: impl FnOnce(&Target) -> Result<Answer, Refusal>,
) -> Result<Request, Error> {
    act(cx, reference, |request, setting| {
        request.may_answer(cx.actor, position)?;
        let answer = read(request.target(position)?)?;
        answer.found.rests_on(setting.basis.binding)?;
        request.answer(cx.actor, position, answer, setting.terms(), cx.now)
    })
    .await
}

/// The exchange refuses.
pub async fn refuse(cx: &Context<'_>, reference: &str, ground: Ground, note: String) -> Result<Request, Error> {
    act(cx, reference, |request, setting| {
        request.refuse(cx.actor, ground, note, setting.terms(), cx.now)
    })
    .await
}

/// The exchange confirms a withdrawal and says what becomes of each hold and of the data it keeps.
pub async fn confirm_withdrawal(cx: &Context<'_>, reference: &str, fates: Fates) -> Result<Request, Error> {
    act(cx, reference, |request, _| {
        request.confirm_withdrawal(cx.actor, &fates, cx.now)
    })
    .await
}

/// The exchange lengthens a hold of its own accord.
pub async fn extend_hold(cx: &Context<'_>, reference: &str, hold: HoldId, until: Time) -> Result<Request, Error> {
    act(cx, reference, |request, _| {
        request.extend_hold(cx.actor, hold, until, cx.now)
    })
    .await
}

/// The exchange lifts a hold of its own accord, or the part of it that `part` reads of what was typed.
pub async fn lift_hold(
    cx: &Context<'_>,
    reference: &str,
    hold: HoldId,
    part: impl FnOnce(&Hold) -> Result<Option<Units>, Refusal>,
    reason: LiftReason,
) -> Result<Request, Error> {
    act(cx, reference, |request, _| {
        let held = request.held(hold)?;
        held.may_change(cx.actor)?;
        match part(held)? {
            Some(part) => request.lift_part(cx.actor, hold, part, reason, cx.now),
            None => request.lift_hold(cx.actor, hold, reason, cx.now),
        }
    })
    .await
}

/// The exchange states that a hold lapsed.
pub async fn lapse_hold(cx: &Context<'_>, reference: &str, hold: HoldId) -> Result<Request, Error> {
    act(cx, reference, |request, _| request.lapse_hold(cx.actor, hold, cx.now)).await
}

/// The exchange keeps data longer of its own accord.
pub async fn extend_preservation(
    cx: &Context<'_>,
    reference: &str,
    kept: PreservationId,
    until: Time,
) -> Result<Request, Error> {
    act(cx, reference, |request, _| {
        request.extend_preservation(cx.actor, kept, until, cx.now)
    })
    .await
}

/// The exchange lets data go of its own accord.
pub async fn lift_preservation(
    cx: &Context<'_>,
    reference: &str,
    kept: PreservationId,
    reason: LiftReason,
) -> Result<Request, Error> {
    act(cx, reference, |request, _| {
        request.lift_preservation(cx.actor, kept, reason, cx.now)
    })
    .await
}

/// The exchange states that a preservation lapsed.
pub async fn lapse_preservation(cx: &Context<'_>, reference: &str, kept: PreservationId) -> Result<Request, Error> {
    act(cx, reference, |request, _| {
        request.lapse_preservation(cx.actor, kept, cx.now)
    })
    .await
}

/// What is said in a message.
#[derive(Clone, Debug)]
pub struct Said {
    /// In words.
    pub body: String,
    /// The language it is written in.
    pub language: String,
}

/// The exchange asks the asker.
pub async fn ask(
    cx: &Context<'_>,
    reference: &str,
    question: Question,
    deadline: Time,
    said: Said,
) -> Result<Request, Error> {
    let id = MessageId::new(cx.now);
    if said.body.trim().is_empty() {
        return Err(Refusal::field("body", "required").into());
    }
    speak(
        cx,
        reference,
        id,
        said,
        Some((question, deadline)),
        |request, setting| request.ask(cx.actor, id, question, deadline, setting.terms(), cx.now),
    )
    .await
}

/// The asker answers.
pub async fn clarify(cx: &Context<'_>, reference: &str, said: Said) -> Result<Request, Error> {
    let id = MessageId::new(cx.now);
    if said.body.trim().is_empty() {
        return Err(Refusal::field("body", "required").into());
    }
    speak(cx, reference, id, said, None, |request, _| {
        request.clarify(cx.actor, id, cx.now)
    })
    .await
}

async fn speak(
    cx: &Context<'_>,
    reference: &str,
    id: MessageId,
    said: Said,
    question: Option<(Question, Time)>,
    rule: impl FnOnce(Request, &Setting) -> Result<crate::domain::change::Change<Request>, Refusal>,
) -> Result<Request, Error> {
    let tx = cx.begin().await?;
    let request = rows::lock(&tx, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    still_as_read(cx, &request)?;
    let setting = Setting::of(cx.db, &tx, &request).await?;
    let answers = request.question.map(|open| open.id).filter(|_| question.is_none());
    let change = rule(request, &setting)?;
    save(cx, &tx, &change, &setting).await?;
    let message = Message {
        id,
        request: change.after().id,
        organisation: cx.actor.organisation,
        person: cx.actor.person.ok_or(Error::NotFound)?,
        question: question.map(|(question, _)| question),
        deadline: question.map(|(_, deadline)| deadline),
        answers,
        body: said.body,
        language: said.language,
        at: cx.now,
    };
    rows::insert_message(&tx, message).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// Whether the reader may do `act` to the request now.
pub fn may(cx: &Context<'_>, request: &Request, act: Act) -> Result<(), Refusal> {
    request.may(act, cx.actor)
}
