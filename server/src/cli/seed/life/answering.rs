//! What an exchange says of a target.

use jiff::SignedDuration;

use crate::cli::seed::chance::Chance;
use crate::cli::seed::world::Fault;
use crate::domain::money::Units;
use crate::domain::requests::kinds::Kind;
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{Answer, Found, Held, MatchBasis, Movement, ReliedOn, Request};
use crate::domain::values::Time;

use super::Cast;

pub(super) fn answer(
    chance: &mut Chance,
    cast: &Cast<'_>,
    request: &Request,
    position: u32,
    at: Time,
) -> Result<Answer, Fault> {
    let responder = &cast.responder;
    let zone = &cast.agency.organisation.calendar.zone;
    let target = request.target(position)?;
    let outcome = outcome(chance, request.content.kind);
    let held = match (&target.asset, target.amount) {
        (Some(asset), Some(asked)) if outcome.needs_amount() => {
            let part = if outcome == Outcome::FrozenFull {
                asked
            } else {
                Units(asked.0 >> 1)
            };
            vec![Held {
                asset: asset.clone(),
                amount: part,
            }]
        }
        (_, _) => Vec::new(),
    };
    let until = outcome.places_hold() || outcome == Outcome::Preserved;
    let days = chance.between(15, 60);
    let end = at.plus(SignedDuration::from_hours(24 * days));
    // No longer than was asked.
    let asked = request.content.until.and_then(|day| Time::end_of(day, zone));
    let issued = request.issued_at.unwrap_or(at);
    Ok(Answer {
        outcome,
        ground: None,
        note: if outcome == Outcome::ProducedPartial {
            "Logins from before last year are no longer kept.".to_owned()
        } else {
            String::new()
        },
        account: chance.code(8),
        held,
        placed_at: outcome.places_hold().then_some(at),
        until: until.then(|| asked.map_or(end, |asked| end.min(asked))),
        movement: outcome.tells_movement().then(|| Movement {
            at: issued.plus(-SignedDuration::from_hours(30)),
            txid: String::new(),
            destination: String::new(),
            exchange: String::new(),
        }),
        indivisible: false,
        frees: false,
        let_go: Vec::new(),
        entity: String::new(),
        found: Found {
            match_basis: outcome.finds_account().then_some(MatchBasis::DepositAddress),
            relied_on: outcome.relies_on_basis().then_some(ReliedOn::Request),
            ..Found::default()
        },
        at,
        by: responder.person.ok_or(Fault::Missing("responder"))?,
    })
}

fn outcome(chance: &mut Chance, kind: Kind) -> Outcome {
    let roll = chance.between(0, 100);
    if kind == Kind::Freeze {
        match roll {
            0..38 => Outcome::FrozenFull,
            38..55 => Outcome::FrozenPartial,
            55..65 => Outcome::FrozenZeroBalance,
            65..80 => Outcome::NoMatch,
            80..95 => Outcome::MovedBefore,
            _ => Outcome::Unhosted,
        }
    } else if kind == Kind::Info {
        match roll {
            0..70 => Outcome::Produced,
            70..85 => Outcome::ProducedPartial,
            _ => Outcome::NoMatch,
        }
    } else if roll < 80 {
        Outcome::Preserved
    } else {
        Outcome::NoMatch
    }
}
