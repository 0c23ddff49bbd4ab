//! Beginning a request that follows another: about what its answers left standing, to the same exchange, on the same
//! basis.

use super::{Preview, in_case, previewed, with_case};
use crate::domain::cases::indicators::ChecksumState;
use crate::domain::change::{Change, Refusal};
use crate::domain::holds::Hold;
use crate::domain::ids::{HoldId, PreservationId, RequestId, TargetId};
use crate::domain::money::Units;
use crate::domain::preservations::Preservation;
use crate::domain::requests::drafting::{Origin, Parent, urgency_of_following};
use crate::domain::requests::kinds::{Confidence, Kind, ReleaseReason};
use crate::domain::requests::{Content, Request, Target};
use crate::service::requests::{Context, Error, Setting, rows, save};
use crate::store::{Connection, cases, organisations, people};

/// What an extension or a release asks of the holds or preservations of a request.
#[derive(Clone, Debug)]
pub struct Following {
    /// Which holds, and of a release how much of each, or all of it.
    pub holds: Vec<(HoldId, Option<Units>)>,
    /// Which preservations.
    pub preservations: Vec<PreservationId>,
    /// The new end of an extension.
    pub until: Option<jiff::civil::Date>,
    /// Why a release is asked.
    pub reason: Option<ReleaseReason>,
    /// What happened since, for the recipient.
    pub facts: String,
}

/// Begins a request of `kind` that follows another, under the `id` that its form made up. `read` makes what is asked of
/// what was typed about it, once it is known that it may be followed. What was chosen and stands no more is left out.
///
/// # Errors
/// As [`Request::draft`], or nothing that stands was chosen.
pub async fn follow(
    cx: &Context<'_>,
    id: RequestId,
    reference: &str,
    kind: Kind,
    read: impl FnOnce(&Request) -> Result<Following, Refusal>,
) -> Result<Request, Error> {
    let tx = cx.begin().await?;
    let parent = rows::lock(&tx, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    parent.may_follow(kind, cx.actor)?;
    let following = read(&parent)?;
    let change = begins(&tx, cx, id, &parent, kind, following).await?;
    let setting = Setting::of(cx.db, &tx, change.after()).await?;
    save(cx, &tx, &change, &setting).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// What the gate would find of a request that follows `parent`; nothing where none can be made of what was chosen.
pub async fn preview_following(
    cx: &Context<'_>,
    parent: &Request,
    kind: Kind,
    following: Following,
) -> Result<Option<Preview>, Error> {
    let db = cx.db.read();
    let drafted = begins(db, cx, RequestId::new(cx.now), parent, kind, following).await;
    let colleagues = people::colleagues(db, cx.actor).await?;
    previewed(db, cx, drafted, &colleagues).await
}

/// The draft that follows `parent`, made and not saved.
async fn begins(
    db: &impl Connection,
    cx: &Context<'_>,
    id: RequestId,
    parent: &Request,
    kind: Kind,
    following: Following,
) -> Result<Change<Request>, Error> {
    let case = cases::find(db, cx.actor, parent.case).await?.ok_or(Error::NotFound)?;
    let targets = targets(cx, parent, &following);
    if targets.is_empty() {
        let field = if parent.is_about_data() {
            "preservations"
        } else {
            "holds"
        };
        return Err(Refusal::field(field, "required").into());
    }
    let urgency = urgency_of_following(kind, parent.content.urgency);
    let content = with_case(
        Content {
            kind,
            urgency,
            // What made the first press says nothing of what follows at another pace.
            urgency_reason: if urgency == parent.content.urgency {
                parent.content.urgency_reason.clone()
            } else {
                String::new()
            },
            until: following.until,
            release_reason: following.reason,
            facts: following.facts,
            // The request it follows tells how the funds came there.
            flows: Vec::new(),
            data: Vec::new(),
            exceptions: std::collections::BTreeMap::new(),
            ..parent.content.clone()
        },
        &case,
    );
    let asker = organisations::get(db, parent.asker).await?.ok_or(Error::NotFound)?;
    let origin = Origin::Following(Parent {
        request: parent,
        zone: &asker.calendar.zone,
    });
    Ok(Request::draft(
        cx.actor,
        in_case(&case),
        id,
        content,
        targets,
        origin,
        cx.now,
    )?)
}

fn targets(cx: &Context<'_>, parent: &Request, following: &Following) -> Vec<Target> {
    let holds = parent
        .holds
        .iter()
        .filter(|hold| hold.status.stands())
        .filter_map(|hold| {
            let (_, part) = following.holds.iter().find(|(id, _)| *id == hold.id)?;
            Some(about_hold(hold, *part, parent, cx))
        });
    let data = parent
        .preservations
        .iter()
        .filter(|kept| kept.status.stands() && following.preservations.contains(&kept.id))
        .map(|kept| about_data(kept, parent, cx));
    holds
        .chain(data)
        .zip(1u32..)
        .map(|(target, position)| Target { position, ..target })
        .collect()
}

fn about_hold(hold: &Hold, part: Option<Units>, parent: &Request, cx: &Context<'_>) -> Target {
    // Of a freeze the target it was placed on; of an extension the one that is about it.
    let is_of = |target: &&Target| target.id == hold.target || target.hold == Some(hold.id);
    Target {
        asset: hold.named_asset().cloned(),
        amount: part.or_else(|| hold.whole()),
        hold: Some(hold.id),
        ..about(parent.targets.iter().find(is_of), cx)
    }
}

/// There is no amount of data.
fn about_data(kept: &Preservation, parent: &Request, cx: &Context<'_>) -> Target {
    let is_of = |target: &&Target| target.id == kept.target || target.preservation == Some(kept.id);
    Target {
        preservation: Some(kept.id),
        ..about(parent.targets.iter().find(is_of), cx)
    }
}

/// A target about the same as `placed_on`.
fn about(placed_on: Option<&Target>, cx: &Context<'_>) -> Target {
    let text = |field: fn(&Target) -> &String| placed_on.map(field).cloned().unwrap_or_default();
    Target {
        id: TargetId::new(cx.now),
        position: 1,
        indicator: placed_on.and_then(|target| target.indicator),
        what: text(|target| &target.what),
        chain: text(|target| &target.chain),
        value: text(|target| &target.value),
        tag: text(|target| &target.tag),
        no_tag: placed_on.and_then(|target| target.no_tag),
        checksum: placed_on.map_or(ChecksumState::Unchecked, |target| target.checksum),
        asset: None,
        amount: None,
        txid: text(|target| &target.txid),
        confidence: placed_on.map_or(Confidence::Medium, |target| target.confidence),
        source: text(|target| &target.source),
        hold: None,
        preservation: None,
        answer: None,
        anew: false,
    }
}
