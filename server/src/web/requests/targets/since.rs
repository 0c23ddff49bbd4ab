//! What became of what an answer placed: how much is held now, until when, or how it ended.

use super::{Said, short, words};
use crate::domain::holds::{Hold, HoldStatus, Share};
use crate::domain::measures::Measure;
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::{Answer, Target};
use crate::domain::values::Time;
use crate::service::requests::Opened;
use crate::web::holds::clock::Kept;
use crate::web::page::Page;
use crate::web::requests::words::{Cast, amount, ended_or};

/// Once its hold or its data went on, what stands now: no line says held of what is not.
pub fn since(page: &Page, opened: &Opened, target: &Target, answer: &Answer, cast: Cast<'_>) -> Vec<Said> {
    let request = &opened.request;
    match (request.fate_of_data(target), request.fate(target)) {
        (Some(fate), _) => since_of_data(page, opened, target, answer, fate, cast),
        (None, Some(fate)) => since_of_money(page, opened, target, answer, fate, cast),
        (None, None) => request
            .end_since(target)
            .map(|end| ends_now(page, end, cast))
            .into_iter()
            .collect(),
    }
}

/// That another end was named since, and which.
fn ends_now(page: &Page, end: Time, cast: Cast<'_>) -> Said {
    words(page.ta("requests.show.ends_now", [("when", cast.moment(page, end))]))
}

fn since_of_money(
    page: &Page,
    opened: &Opened,
    target: &Target,
    answer: &Answer,
    fate: HoldStatus,
    cast: Cast<'_>,
) -> Vec<Said> {
    let request = &opened.request;
    let mut lines = Vec::new();
    let holds: Vec<&Hold> = request.holds_of(target).filter(|hold| hold.status == fate).collect();
    for hold in &holds {
        if hold.is_block() {
            continue;
        }
        let left = amount(page, hold.amount, &hold.asset);
        lines.push(if hold.status.share_at(hold.until, page.now()) == Share::Held {
            words(page.ta("requests.show.held_now", [("amount", left)]))
        } else {
            Said {
                text: left,
                latin: true,
            }
        });
        let let_go = hold.frozen.minus(hold.amount);
        if !let_go.is_zero() {
            let gaps = [("amount", amount(page, let_go, &hold.asset))];
            lines.push(words(page.ta("requests.show.let_go", gaps)));
        }
    }
    if fate.stands() {
        if let Some(hold) = holds.first() {
            lines.extend(ends(page, *hold, hold.until, answer, cast).map(words));
            lines.extend(short(page, request, target, hold.until, cast).map(words));
        }
    } else {
        let ended = holds
            .iter()
            .filter_map(|hold| Some((hold.ended_at?, *hold)))
            .max_by_key(|(at, _)| *at);
        lines.extend(ended.map(|(at, hold)| {
            words(
                Kept::Money(hold.amount, hold.frozen, &hold.asset, hold.status)
                    .other_basis(page, at, cast.asks())
                    .unwrap_or_else(|| page.ta("requests.show.hold_ended", [("when", cast.moment(page, at))])),
            )
        }));
        let why = ended.and_then(|(_, hold)| opened.why_hold_stays(hold.id));
        lines.extend(why.map(|why| in_their_words(page, why)));
    }
    lines
}

/// Why something stays on another basis, as the exchange wrote.
fn in_their_words(page: &Page, why: &str) -> Said {
    words(page.ta("requests.show.why_kept_as", [("words", why)]))
}

fn since_of_data(
    page: &Page,
    opened: &Opened,
    target: &Target,
    answer: &Answer,
    fate: PreservationStatus,
    cast: Cast<'_>,
) -> Vec<Said> {
    let request = &opened.request;
    let kept = request
        .preservations_of(target)
        .filter(|kept| kept.status == fate)
        .last();
    let Some(kept) = kept else { return Vec::new() };
    let Some(at) = kept.ended_at else {
        let end = ends(page, kept, kept.until, answer, cast);
        let short = short(page, request, target, kept.until, cast);
        return end.into_iter().chain(short).map(words).collect();
    };
    let ended = Kept::Data(kept.status).other_basis(page, at, cast.asks());
    let ended = ended.unwrap_or_else(|| page.ta("requests.show.preservation_ended", [("when", cast.moment(page, at))]));
    let why = opened.why_data_stays(kept.id).map(|why| in_their_words(page, why));
    std::iter::once(words(ended)).chain(why).collect()
}

/// Until when it stands, or that its end came; nothing where the answer says that end itself and it is to come.
fn ends(page: &Page, measure: &impl Measure, until: Time, answer: &Answer, cast: Cast<'_>) -> Option<String> {
    let is_told = answer.until == Some(until) && until > page.now();
    let key = ended_or(page, measure, "requests.show.until", "requests.show.ended_unsaid");
    (!is_told).then(|| page.ta(key, [("when", cast.moment(page, until))]))
}
