//! The targets of a request on its page: what is asked of each, what the exchange says, and what comes next.

use super::actions::ActionView;
use super::words::{Cast, amount, outcome_tag, reference, target_view};
use crate::domain::requests::kinds::Status;
use crate::domain::requests::{Answer, Request, Target};
use crate::web::page::Page;
use crate::web::views::{AddressView, Icon, Tag, Tone};

/// A line of the table.
#[derive(Clone, Debug)]
pub struct TargetRow {
    /// Its place: "Target 3".
    pub name: String,
    /// What it is.
    pub address: AddressView,
    /// Confidence, source and the transaction that brought it there.
    pub about: Vec<String>,
    /// At most this much.
    pub asked: Option<String>,
    /// The word of the exchange, or that it waits.
    pub outcome: Tag,
    /// What is said beside it.
    pub lines: Vec<Said>,
    /// What the asker should do next.
    pub next: Option<String>,
    /// When it was answered.
    pub answered: Option<String>,
    /// Answering it, for the exchange.
    pub action: Option<ActionView>,
}

/// A line below an outcome.
#[derive(Clone, Debug)]
pub struct Said {
    /// What is said.
    pub text: String,
    /// Whether it is written left to right in every language.
    pub latin: bool,
}

/// The lines of the table, in the order of the asker.
pub fn rows(page: &Page, request: &Request, cast: Cast<'_>) -> Vec<TargetRow> {
    let first_open = request.unanswered().next().map(|target| target.position);
    request
        .targets
        .iter()
        .map(|target| row(page, request, target, first_open, cast))
        .collect()
}

fn row(page: &Page, request: &Request, target: &Target, first_open: Option<u32>, cast: Cast<'_>) -> TargetRow {
    let answer = target.answer.as_ref();
    TargetRow {
        name: page.ta("requests.show.target_at", [("position", target.position.to_string())]),
        address: target_view(page, target),
        about: about(page, target),
        asked: target
            .asset
            .as_ref()
            .zip(target.amount)
            .map(|(asset, units)| amount(page, units, asset))
            .or_else(|| target.asset.as_ref().map(|asset| asset.symbol.clone())),
        outcome: answer.map_or_else(
            || waits(page, request, cast),
            |answer| outcome_tag(page, answer.outcome),
        ),
        lines: answer.map(|answer| said(page, answer)).unwrap_or_default(),
        next: answer.filter(|_| cast.asks()).map(|answer| {
            page.t(&format!("requests.next.{}", answer.outcome.next_step().code()))
                .into_owned()
        }),
        answered: answer.map(|answer| page.utc(answer.at)),
        action: action(page, request, target, first_open, cast),
    }
}

fn about(page: &Page, target: &Target) -> Vec<String> {
    let mut about = vec![
        page.t(&format!("requests.confidence.{}", target.confidence))
            .into_owned(),
    ];
    if !target.source.is_empty() {
        about.push(page.ta("requests.show.source", [("source", target.source.clone())]));
    }
    about
}

/// A target without an outcome: on whom it waits.
fn waits(page: &Page, request: &Request, cast: Cast<'_>) -> Tag {
    let word = |key: &str| page.t(key).into_owned();
    if !request.status.is_issued() {
        return Tag::new(Tone::Faint, Icon::Ring, word("requests.show.not_issued"));
    }
    if !request.status.is_open() {
        return Tag::new(Tone::Faint, Icon::Ring, word("requests.show.no_outcome"));
    }
    if request.status == Status::Clarification {
        let (tone, key) = if cast.asks() {
            (Tone::Danger, "requests.show.waits_you")
        } else {
            (Tone::Warn, "requests.show.waits_asker")
        };
        return Tag::new(tone, Icon::Hourglass, word(key));
    }
    if cast.asks() {
        Tag::new(Tone::Warn, Icon::Hourglass, word("requests.show.waits_recipient"))
    } else {
        Tag::new(Tone::Danger, Icon::Hourglass, word("requests.show.waits_you"))
    }
}

fn said(page: &Page, answer: &Answer) -> Vec<Said> {
    let Answer {
        outcome: _,
        ground,
        note,
        account,
        held,
        placed_at,
        until,
        movement,
        entity,
        at: _,
        by: _,
    } = answer;
    let words = |text: String| Said { text, latin: false };
    let mut lines: Vec<Said> = held
        .iter()
        .map(|held| Said {
            text: amount(page, held.amount, &held.asset),
            latin: true,
        })
        .collect();
    if let Some(ground) = ground {
        lines.push(words(page.t(&format!("requests.ground.{ground}")).into_owned()));
    }
    if let Some(moved) = movement {
        lines.push(words(page.ta("requests.show.moved_at", [("when", page.utc(moved.at))])));
        let named = [("requests.show.moved_to", &moved.exchange)];
        for (key, value) in named.into_iter().filter(|(_, value)| !value.is_empty()) {
            lines.push(words(page.ta(key, [("exchange", value)])));
        }
        for value in [&moved.destination, &moved.txid] {
            if !value.is_empty() {
                lines.push(Said {
                    text: value.clone(),
                    latin: true,
                });
            }
        }
    }
    if !entity.is_empty() {
        lines.push(words(page.ta("requests.show.entity", [("entity", entity)])));
    }
    if let Some(placed) = placed_at {
        lines.push(words(
            page.ta("requests.show.placed_at", [("when", page.words().utc_seconds(*placed))]),
        ));
    }
    if let Some(until) = until {
        lines.push(words(page.ta("requests.show.until", [("when", page.utc(until))])));
    }
    if !account.is_empty() {
        lines.push(words(page.ta("requests.show.account", [("account", account)])));
    }
    if !note.is_empty() {
        lines.push(words(note.clone()));
    }
    lines
}

/// The exchange answers from here while there is something to answer.
fn action(
    page: &Page,
    request: &Request,
    target: &Target,
    first_open: Option<u32>,
    cast: Cast<'_>,
) -> Option<ActionView> {
    let may_be_near = matches!(
        request.status,
        Status::Executing | Status::PartlyAnswered | Status::Disputed
    );
    if cast.asks() || !may_be_near || (target.answer.is_some() && request.status != Status::Disputed) {
        return None;
    }
    let position = target.position;
    let href = format!("/requests/{}/targets/{position}/answer", reference(request));
    let label = page.ta("requests.show.answer_target", [("position", position.to_string())]);
    let allowed = request.may_answer(cast.reader, position);
    let view = ActionView::of(page, &format!("answer-{position}"), label, href, allowed);
    let leads = first_open == Some(position);
    Some(if leads { view.primary() } else { view })
}
