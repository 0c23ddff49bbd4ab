//! What was left without an answer, asked anew: of another exchange, or of the same with what was wrong mended.

use super::{check_recipient, in_case, with_case};
use crate::domain::change::Refusal;
use crate::domain::ids::{OrganisationId, RequestId, TargetId};
use crate::domain::requests::drafting::Origin;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::quality::Check;
use crate::domain::requests::{Content, Request, Target};
use crate::service::requests::{Context, Error, Setting, rows, save};
use crate::store::cases;

/// What an exchange did not answer asked anew of another: after a redirection, a refusal that was mended, or funds that
/// moved on. It follows nothing: whom it goes to learns nothing of who was asked before, and what was asked before stays as
/// it is. `only` is the position of the one target it is about; without it, it is about all
/// that were left open and that no answer says where to ask for.
///
/// # Errors
/// As [`Request::may_ask_anew`] and [`Request::draft`].
pub async fn ask_again(
    cx: &Context<'_>,
    id: RequestId,
    reference: &str,
    recipient: OrganisationId,
    only: Option<u32>,
) -> Result<Request, Error> {
    let tx = cx.begin().await?;
    let old = rows::lock(&tx, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    match only {
        Some(position) => old.may_ask_anew(cx.actor, position).map(|_| ())?,
        None => old.may_ask_together(cx.actor)?,
    }
    let case = cases::find(&tx, cx.actor, old.case).await?.ok_or(Error::NotFound)?;
    check_recipient(&tx, cx, recipient).await?;
    if old.status == Status::Redirected && recipient == old.content.recipient {
        return Err(Refusal::field("recipient", "unknown_choice").into());
    }
    // What this exchange holds or answered is not told to the other.
    let asked: Vec<&Target> = match only {
        Some(only) => old.elsewhere().filter(|target| target.position == only).collect(),
        None => old.elsewhere_together().collect(),
    };
    let targets = asked
        .into_iter()
        .zip(1u32..)
        .map(|(target, position)| Target {
            id: TargetId::new(cx.now),
            position,
            hold: None,
            preservation: None,
            answer: None,
            anew: false,
            ..target.clone()
        })
        .collect();
    let mut exceptions = old.content.exceptions.clone();
    // Explained of the one who was asked before; the other may well read the language.
    let mut why_recipient = old.content.why_recipient.clone();
    if recipient != old.content.recipient {
        exceptions.remove(Check::Language.code());
        why_recipient.clear();
    }
    let content = with_case(
        Content {
            recipient,
            why_recipient,
            exceptions,
            ..old.content.clone()
        },
        &case,
    );
    let change = Request::draft(
        cx.actor,
        in_case(&case),
        id,
        content,
        targets,
        Origin::Again(&old),
        cx.now,
    )?;
    let setting = Setting::of(cx.db, &tx, change.after()).await?;
    save(cx, &tx, &change, &setting).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}
