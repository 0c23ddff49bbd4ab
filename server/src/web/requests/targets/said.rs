//! What the exchange answered of a target, line by line.

use super::super::words::{Cast, amount};
use super::Said;
use crate::domain::money::Units;
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{Answer, Found, Held};
use crate::web::page::Page;

/// The lines under the outcome; of a release that let go less than was `asked`, how much of how much.
pub(super) fn said(page: &Page, answer: &Answer, asked: Option<Units>, cast: Cast<'_>) -> Vec<Said> {
    let Answer {
        outcome,
        ground,
        note,
        account,
        held,
        placed_at,
        until,
        movement,
        indivisible: _,
        frees: _,
        let_go,
        entity,
        found,
        at: _,
        by: _,
    } = answer;
    let words = |text: String| Said { text, latin: false };
    let amounts = |all: &[Held], key: Option<&str>| -> Vec<Said> {
        let told = all.iter().filter(|held| key.is_none() || !held.amount.is_zero());
        told.map(|held| {
            let latin = amount(page, held.amount, &held.asset);
            match key {
                None => Said {
                    text: latin,
                    latin: true,
                },
                Some(key) => words(page.ta(key, [("amount", latin)])),
            }
        })
        .collect()
    };
    let mut lines = match (asked, let_go.first()) {
        (Some(asked), Some(part)) => {
            let figure = |units| amount(page, units, &part.asset);
            let gaps = [("amount", figure(part.amount)), ("asked", figure(asked))];
            vec![words(page.ta("requests.show.let_go_of", gaps))]
        }
        (Some(_) | None, _) => amounts(let_go, Some("requests.show.let_go")),
    };
    // What stays held after a release is not what was released.
    let is_rest = *outcome == Outcome::Released;
    lines.extend(amounts(held, is_rest.then_some("requests.show.stays_held")));
    if let Some(ground) = ground {
        lines.push(words(page.t(&format!("requests.ground.{ground}")).into_owned()));
    }
    if let Some(moved) = movement {
        lines.push(words(
            page.ta("requests.show.moved_at", [("when", page.moment(moved.at))]),
        ));
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
    lines.extend(told_of_account(page, found, held));
    if let Some(placed) = placed_at {
        lines.push(words(page.ta(
            "requests.show.placed_at",
            [("when", page.words().moment_seconds(*placed, &[page.zone()]))],
        )));
    }
    if let Some(until) = until {
        lines.push(words(
            page.ta("requests.show.until", [("when", cast.moment(page, until))]),
        ));
    }
    if !account.is_empty() {
        lines.push(words(page.ta("requests.show.account", [("account", account)])));
    }
    if !note.is_empty() {
        lines.push(words(note.clone()));
    }
    lines
}

/// By what the account was matched, on what the exchange acted, what stood there and what it is worth.
fn told_of_account(page: &Page, found: &Found, held: &[Held]) -> Vec<Said> {
    let Found {
        match_basis,
        relied_on,
        lines: assets,
        limits,
        review_at,
    } = found;
    let mut told = Vec::new();
    for line in assets {
        let figure = |units| amount(page, units, &line.asset);
        if let Some(before) = line.before {
            told.push(page.ta("requests.show.found.before", [("amount", figure(before))]));
        }
        if let Some(outside) = line.outside(held) {
            told.push(page.ta("requests.show.found.outside", [("amount", figure(outside))]));
        }
        if let Some(value) = &line.value {
            let gaps = [
                ("asset", line.asset.symbol.clone()),
                ("value", page.words().fiat(value.minor, &value.currency)),
                ("source", value.source.clone()),
                ("time", page.moment(value.priced_at)),
            ];
            told.push(page.ta("requests.show.found.value", gaps));
        }
    }
    let mut coded = |under: &str, code: Option<String>| {
        let word = code.map(|code| page.t(&format!("requests.{under}.{code}")).into_owned());
        told.extend(word.map(|word| page.ta(&format!("requests.show.found.{under}"), [("word", word)])));
    };
    coded("match_basis", match_basis.map(|basis| basis.to_string()));
    coded("relied_on", relied_on.map(|basis| basis.to_string()));
    told.extend(limits.iter().map(|limit| {
        let word = page.t(&format!("requests.limit.{limit}"));
        page.ta("requests.show.found.limits", [("limit", word)])
    }));
    if let Some(review) = review_at {
        told.push(page.ta("requests.show.found.review", [("when", page.moment(*review))]));
    }
    told.into_iter().map(|text| Said { text, latin: false }).collect()
}
