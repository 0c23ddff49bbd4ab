//! How the things of a case look: statuses, offences, indicators, events.

use crate::domain::cases::indicators::ChecksumState;
use crate::domain::cases::{Indicator, Offence, Status};
use crate::domain::events::Event;
use crate::domain::indicators::{Chain, IndicatorKind};
use crate::domain::requests::Loss;
use crate::store::audit::Line;
use crate::web::page::Page;
use crate::web::requests::words;
use crate::web::views::{AddressView, Icon, Tag, TimelineEntry, Tone};

/// Where a case stands.
pub fn status(page: &Page, status: Status) -> Tag {
    let (tone, icon) = match status {
        Status::Open => (Tone::Neutral, Icon::Ring),
        Status::Active => (Tone::Held, Icon::Half),
        Status::Dormant => (Tone::Faint, Icon::Pause),
        Status::Closed => (Tone::Neutral, Icon::Check),
        Status::Archived => (Tone::Faint, Icon::Lock),
        Status::Purged => (Tone::Faint, Icon::Cross),
    };
    Tag::new(tone, icon, page.t(&format!("cases.status.{status}")))
}

/// An offence with its code.
pub fn offence(page: &Page, offence: Offence) -> String {
    let name = page.t(&format!("cases.offence.{offence}"));
    offence_named(page, &name, offence.code())
}

/// An offence by its name, with the class it has in the list of the United Nations (ICCS).
pub fn offence_named(page: &Page, name: &str, code: &str) -> String {
    let class = page.ta("cases.show.class", [("code", code)]);
    page.ta("cases.show.offence", [("name", name), ("class", class.as_str())])
}

/// What was lost of one asset, with its value where told.
pub fn loss(page: &Page, loss: &Loss) -> String {
    let words = page.words();
    let amount = words.amount(loss.amount.0, loss.asset.decimals, &loss.asset.symbol);
    match &loss.value {
        None => amount,
        Some(value) => {
            let fiat = words.fiat(value.minor, &value.currency);
            let gaps = [
                ("amount", amount),
                ("value", fiat),
                ("source", value.source.clone()),
                ("time", page.moment(value.priced_at)),
            ];
            page.ta("cases.show.loss_valued", gaps)
        }
    }
}

/// What a chain is called. One that is not known here keeps the name people gave it.
pub fn chain(page: &Page, chain: &Chain) -> String {
    let key = format!("indicators.chain.{}", chain.name());
    if page.words().has(&key) {
        page.t(&key).into_owned()
    } else {
        chain.name().to_owned()
    }
}

/// A value with its chain and tag; what stands on no chain says what it is instead.
pub fn address(page: &Page, kind: IndicatorKind, chain: Option<&Chain>, value: &str, tag: &str) -> AddressView {
    words::address(
        page,
        kind.code(),
        chain.map(Chain::name).unwrap_or_default(),
        value,
        tag,
    )
}

/// Whether a checksum stands behind an indicator.
pub fn checksum(page: &Page, state: ChecksumState, kind: IndicatorKind) -> Option<Tag> {
    let is_address = matches!(kind, IndicatorKind::Address | IndicatorKind::Contract);
    match state {
        ChecksumState::Holds => Some(Tag::new(Tone::Ok, Icon::Check, page.t("cases.checksum.holds"))),
        ChecksumState::None if is_address => {
            Some(Tag::new(Tone::Warn, Icon::Alert, page.t("cases.checksum.none")).wrapping())
        }
        ChecksumState::None => None,
        ChecksumState::Unchecked => {
            Some(Tag::new(Tone::Warn, Icon::Eye, page.t("cases.checksum.unchecked")).wrapping())
        }
    }
}

/// Where an indicator comes from and how good that is.
pub fn origin(page: &Page, indicator: &Indicator) -> String {
    let evaluation = format!("{}{}", indicator.evaluation.source, indicator.evaluation.information);
    let confidence = page.t(&format!("cases.confidence.{}", indicator.confidence));
    let source = words::source(page, &indicator.source);
    let gaps = [
        ("source", source.as_str()),
        ("evaluation", evaluation.as_str()),
        ("confidence", confidence.as_ref()),
    ];
    page.ta("cases.show.origin", gaps)
}

/// A line of the timeline of a case.
///
/// `by` is who did it, `about` the number of the request it happened to.
pub fn event(page: &Page, line: &Line, by: Option<&String>, about: Option<&String>) -> TimelineEntry {
    let (icon, tone) = mark(&line.act);
    let act = format!("trail.act.{}", line.act);
    let (text, detail) = match &line.event {
        Some(event @ Event::CaseOpened { reference }) => (
            page.ta(&format!("trail.event.{}", event.act()), [("reference", reference)]),
            None,
        ),
        Some(Event::IndicatorsAdded {
            added,
            merged,
            repeated,
            no_tag,
        }) => {
            let number = |count: &u32| page.words().number(*count);
            let numbers: Vec<String> = no_tag.iter().map(number).collect();
            let without =
                (!numbers.is_empty()).then(|| page.ta("cases.tag.said_of", [("numbers", page.words().list(&numbers))]));
            // The words of the page that added them; once the two were counted together.
            let text = match repeated {
                Some(repeated) => {
                    let known = merged.saturating_sub(*repeated);
                    let gaps = [
                        ("added", number(added)),
                        ("merged", number(&known)),
                        ("repeated", number(repeated)),
                    ];
                    page.ta("trail.event.indicators_added", gaps)
                }
                None => {
                    let gaps = [("added", number(added)), ("merged", number(merged))];
                    page.ta("cases.show.added_together", gaps)
                }
            };
            (text, without)
        }
        Some(event @ Event::IndicatorTagSaid { position, has_tag }) => {
            let said = if *has_tag {
                "cases.tag.has"
            } else {
                "cases.tag.has_none"
            };
            let gaps = [
                ("number", page.words().number(*position)),
                ("said", page.t(said).into_owned()),
            ];
            (page.ta(&format!("trail.event.{}", event.act()), gaps), None)
        }
        Some(Event::CaseStatusChanged { from, to, reason }) => {
            let status = |code: &String| page.t(&format!("cases.status.{code}")).into_owned();
            let mut gaps = vec![("from", status(from)), ("to", status(to))];
            let key = if reason.is_empty() {
                "cases.show.from_to"
            } else {
                gaps.push(("reason", reason.clone()));
                "cases.show.from_to_why"
            };
            let detail = page.ta(key, gaps);
            (page.t(&act).into_owned(), Some(detail))
        }
        Some(_) | None => (page.t(&act).into_owned(), None),
    };
    TimelineEntry {
        icon,
        tone,
        text,
        detail: detail.or_else(|| about.cloned()),
        by: by.cloned(),
        when: page.moment(line.at),
        at: line.at.rfc3339_millis(),
    }
}

/// By the act alone, since later versions may know more.
fn mark(act: &str) -> (Icon, Tone) {
    match act {
        "case_opened" | "case_changed" | "case_status_changed" => (Icon::Folder, Tone::Neutral),
        "indicators_added" => (Icon::Search, Tone::Neutral),
        "issued" => (Icon::Inbox, Tone::Neutral),
        "hold_placed" | "hold_extended" | "hold_changed" => (Icon::Snow, Tone::Held),
        "preservation_placed" | "preservation_extended" | "preservation_changed" => (Icon::Lock, Tone::Held),
        "hold_stays" | "preservation_stays" => (Icon::Lock, Tone::Faint),
        "hold_lapsed" | "hold_expiry_due" | "preservation_lapsed" | "preservation_expiry_due" | "clock_breached" => {
            (Icon::Alert, Tone::Danger)
        }
        "refused" | "disputed" => (Icon::Cross, Tone::Danger),
        "answered" | "accepted" => (Icon::Check, Tone::Ok),
        _ => (Icon::Doc, Tone::Neutral),
    }
}
