//! From draft to issue: the gate, the approver, and what is minted.

use super::assessing::{Assessed, assessed};
use super::{Context, Error, Setting, act, as_read, rows, save};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::ids::PersonId;
use crate::domain::organisations::Organisation;
use crate::domain::pace::Sent;
use crate::domain::people::Person;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::ReturnReason;
use crate::domain::requests::packet::{Names, Packet, PartyName, PersonName};
use crate::domain::requests::quality::Report;
use crate::domain::requests::review::Finding;
use crate::domain::requests::{AsApproved, Request, Seal};
use crate::domain::values::Time;
use crate::service::codes::{CODE_BYTES, crockford};
use crate::service::pace;
use crate::service::passkeys::approving::{self, Signing, Signs};
use crate::store::{Connection, Tx, numbers, pace as paces, people};

/// What is known of how much was sent before the actor sends `request`, of which `assessed` says who could approve it.
pub async fn sent(
    db: &impl Connection,
    cx: &Context<'_>,
    request: &Request,
    assessed: &Assessed,
) -> Result<Sent, Error> {
    pace::sent(db, cx, request, assessed.approvers.len()).await
}

/// The draft goes to the approver. That as much was sent as may be in a day is told to those who look after it.
pub async fn submit(cx: &Context<'_>, reference: &str) -> Result<Request, Error> {
    let sent = send(cx, reference).await;
    if let Err(Error::Refused(refusal)) = &sent {
        pace::alarm(cx, refusal).await?;
    }
    sent
}

async fn send(cx: &Context<'_>, reference: &str) -> Result<Request, Error> {
    let version = as_read(cx)?;
    let tx = cx.db.begin().await?;
    if let Some(person) = cx.actor.person {
        // One after the other, so that two at once do not both count what was sent before; and before any request, as
        // everybody locks people.
        people::lock(&tx, person).await?;
    }
    cx.still_acts(&tx).await?;
    // And all of the agency one after the other, for what it sends as a whole.
    paces::lock(&tx, cx.actor.organisation, cx.actor.kind).await?;
    let request = rows::lock(&tx, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    let setting = Setting::of(cx.db, &tx, &request).await?;
    takes_part(&setting)?;
    let assessed = assessed(&tx, cx, &request, &setting).await?;
    let sent = sent(&tx, cx, &request, &assessed).await?;
    let change = request.submit(cx.actor, version, &assessed.report, &sent, cx.now)?;
    save(cx, &tx, &change, &setting).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// A supervisor sends it back.
pub async fn send_back(
    cx: &Context<'_>,
    reference: &str,
    reason: ReturnReason,
    note: String,
) -> Result<Request, Error> {
    act(cx, reference, |request, _| {
        request.send_back(cx.actor, reason, note, cx.now)
    })
    .await
}

/// A second person approves; with the last approval the request is issued. Who signed in by a passkey signs what they
/// approve, and confirms by it who they are. `spoke`: whether they say that they spoke with the officer themselves.
pub async fn approve(
    cx: &Context<'_>,
    reference: &str,
    spoke: bool,
    signing: Option<Signing<'_>>,
) -> Result<Request, Error> {
    let version = as_read(cx)?;
    let signing = signing.filter(|_| cx.actor.signs());
    let begun = match &signing {
        Some(signing) => Some((signing, approving::take(cx, signing).await?)),
        None => None,
    };
    let tx = cx.begin().await?;
    let request = rows::lock(&tx, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    if begun.is_some() {
        request.may(Act::Approve, cx.actor)?;
    } else {
        request.takes(Act::Approve, cx.actor)?;
    }
    let setting = Setting::of(cx.db, &tx, &request).await?;
    takes_part(&setting)?;
    let Assessed { report, .. } = assessed(&tx, cx, &request, &setting).await?;
    let names = names(&tx, &request, &setting, cx).await?;
    let signed = match begun {
        Some((signing, ceremony)) => match approving::check(cx, &tx, &ceremony, signing, &request, &names).await? {
            Signs::Right(signed) => Some(*signed),
            Signs::Wrong(doubted) => {
                drop(tx);
                return Err(approving::wrong(cx, signing, *doubted).await?.into());
            }
        },
        None => None,
    };
    approving::earlier_fit(&tx, &request, &names).await?;
    let actor = match signed {
        Some(_) => &cx.actor.having_signed(),
        None => cx.actor,
    };
    let hash = signed.as_ref().map(|signed| signed.signature.hash.clone());
    let is_last = request.approvals.len() + 1 >= request.approvals_needed();
    let seal = if is_last && report.passes().is_ok() {
        Some(mint(cx, &tx, &setting).await?)
    } else {
        None
    };
    // Before anything is saved: whoever writes leaves waits for nobody any more.
    let parent = match request.parent.filter(|_| seal.is_some()) {
        Some(parent) => Some(rows::lock_any(&tx, parent).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let mut fault = None;
    let mint = |request: &Request| {
        let seal = seal.clone().unwrap_or(Seal {
            number: String::new(),
            verify_code: String::new(),
        });
        let packet = Packet::of(request, &seal.number, &names).unwrap_or_else(|error| {
            fault = Some(error);
            Packet {
                canonical: String::new(),
                hash: String::new(),
            }
        });
        (seal, packet)
    };
    let change = request.approve(
        actor,
        AsApproved {
            version,
            signed: hash.as_deref(),
            spoke,
        },
        &report,
        mint,
        setting.terms(),
        cx.now,
    )?;
    if let Some(error) = fault {
        return Err(Error::internal(error));
    }
    save(cx, &tx, &change, &setting).await?;
    if let Some(signed) = signed {
        approving::keep(cx, &tx, signed).await?;
    }
    if let Some(parent) = parent.filter(|_| change.after().seal.is_some()) {
        let followed = parent.followed(cx.actor, change.after(), cx.now)?;
        save(cx, &tx, &followed, &setting).await?;
    }
    tx.commit().await?;
    Ok(change.after().clone())
}

/// Nothing is sent to an exchange that does not take part: nobody there could answer.
fn takes_part(setting: &Setting) -> Result<(), Refusal> {
    if setting.recipient.may_act() {
        Ok(())
    } else {
        Err(Refusal::NotNow(NotNow::RecipientSuspended))
    }
}

async fn mint(cx: &Context<'_>, tx: &Tx, setting: &Setting) -> Result<Seal, Error> {
    let year = cx.now.date_in(&setting.asker.calendar.zone).year();
    let next = numbers::next(tx, "FR", year).await?;
    let mut chance = [0u8; CODE_BYTES];
    getrandom::fill(&mut chance).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Seal {
        number: format!("FR-{year}-{next:06}"),
        verify_code: crockford(&chance),
    })
}

/// Whom the packet of `request` names where the actor is its last approver.
pub(in crate::service) async fn names(
    db: &impl Connection,
    request: &Request,
    setting: &Setting,
    cx: &Context<'_>,
) -> Result<Names, Error> {
    let approved: Vec<PersonId> = request
        .approvals
        .iter()
        .map(|approval| approval.by)
        .chain(cx.actor.person)
        .collect();
    let deputy = request.content.deputy.filter(|deputy| *deputy != request.author);
    let all = approved.iter().copied().chain([request.author]).chain(deputy);
    let named = people::get_many(db, all).await?;
    let person = |id: PersonId| -> Result<PersonName, Error> {
        let found = named.iter().find(|person| person.id == id);
        let Person {
            id,
            name,
            badge,
            email: mailbox,
            ..
        } = found.cloned().ok_or(Error::NotFound)?;
        Ok(PersonName {
            id,
            name,
            badge: badge.unwrap_or_default(),
            mailbox,
        })
    };
    let approvers = approved.into_iter().map(person).collect::<Result<_, _>>()?;
    let party = |organisation: &Organisation| PartyName {
        id: organisation.id,
        name: organisation.name.clone(),
        country: organisation.country,
    };
    let parent = match request.parent {
        Some(parent) => rows::number_of(db, parent).await?,
        None => None,
    };
    Ok(Names {
        asker: party(&setting.asker),
        recipient: party(&setting.recipient),
        author: person(request.author)?,
        approvers,
        deputy: deputy.map(person).transpose()?,
        basis: setting.basis.code.clone(),
        basis_version: setting.basis.version,
        parent,
    })
}

/// A supervisor maintains, takes back or gives a new deadline; an officer accepts or disputes.
pub async fn maintain(cx: &Context<'_>, reference: &str, note: String) -> Result<Request, Error> {
    act(cx, reference, |request, setting| {
        request.maintain(cx.actor, note, setting.terms(), cx.now)
    })
    .await
}

/// A supervisor answers for the request in place of the officers who are suspended.
pub async fn stand_by(cx: &Context<'_>, reference: &str, note: String) -> Result<Request, Error> {
    act(cx, reference, |request, _| request.stood_by(cx.actor, note, cx.now)).await
}

/// A supervisor takes the request back.
pub async fn withdraw(cx: &Context<'_>, reference: &str, note: String) -> Result<Request, Error> {
    act(cx, reference, |request, setting| {
        request.withdraw(cx.actor, note, setting.terms(), cx.now)
    })
    .await
}

/// The asker accepts the answer.
pub async fn accept(cx: &Context<'_>, reference: &str) -> Result<Request, Error> {
    act(cx, reference, |request, _| request.accept(cx.actor, cx.now)).await
}

/// The asker disputes the answers to the targets at `positions`.
pub async fn dispute(cx: &Context<'_>, reference: &str, positions: &[u32], note: String) -> Result<Request, Error> {
    act(cx, reference, |request, setting| {
        request.dispute(cx.actor, positions, note, setting.terms(), cx.now)
    })
    .await
}

/// Either side opens an ended request again, for the answers at `positions` and whatever has none.
pub async fn reopen(cx: &Context<'_>, reference: &str, positions: &[u32], note: String) -> Result<Request, Error> {
    act(cx, reference, |request, setting| {
        request.reopen(cx.actor, positions, note, setting.terms(), cx.now)
    })
    .await
}

/// A supervisor sets a new deadline.
pub async fn replace_deadline(cx: &Context<'_>, reference: &str, due: Time) -> Result<Request, Error> {
    act(cx, reference, |request, setting| {
        request.replace_deadline(cx.actor, due, setting.terms(), cx.now)
    })
    .await
}

/// A supervisor who had no hand in it finds whether it was a case for its urgency.
pub async fn review(cx: &Context<'_>, reference: &str, finding: Finding, note: String) -> Result<Request, Error> {
    let version = as_read(cx)?;
    act(cx, reference, |request, _| {
        request.reviewed(cx.actor, version, finding, note, cx.now)
    })
    .await
}

/// The draft is thrown away.
pub async fn discard(cx: &Context<'_>, reference: &str) -> Result<Request, Error> {
    act(cx, reference, |request, _| request.discard(cx.actor, cx.now)).await
}

/// The gate's refusal of a request as it stands, for a page that shows it beside the draft.
pub fn blocks(report: &Report) -> Option<Refusal> {
    report.passes().err()
}
