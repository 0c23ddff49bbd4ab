//! What an exchange answers in a story.

use super::{Stage, form, unknown};
use crate::cli::demo::scene::Reply;
use crate::domain::indicators::IndicatorKind;
use crate::domain::money::{Asset, Units};
use crate::domain::requests::{Answer, AssetLine, Found, Held, MatchBasis, Movement, ReliedOn, Request, Target};
use crate::domain::values::Time;
use crate::service::{Context, Error};

impl Stage<'_> {
    pub(super) fn answer(
        &self,
        cx: &Context<'_>,
        request: &Request,
        position: u32,
        reply: &Reply,
    ) -> Result<Answer, Error> {
        let target = request.target(position)?;
        let held = match reply.held {
            None => Vec::new(),
            Some((symbol, amount)) => {
                let asset = Asset::find(&target.chain, symbol).ok_or_else(|| unknown(symbol))?;
                let amount = Units::typed(amount, asset.decimals).map_err(|error| form(amount, error))?;
                vec![Held { asset, amount }]
            }
        };
        let movement = reply.moved.map(|(ago, txid, destination)| Movement {
            at: self.before(ago),
            txid: txid.to_owned(),
            destination: destination.to_owned(),
            exchange: String::new(),
        });
        let placed_at = reply.outcome.places_hold().then(|| {
            let second = cx.now.micros().div_euclid(1_000_000) * 1_000_000;
            Time::from_micros(second)
        });
        let found = self.found(target, reply, &held)?;
        Ok(Answer {
            outcome: reply.outcome,
            ground: None,
            note: reply.note.to_owned(),
            account: reply.account.to_owned(),
            held,
            placed_at,
            until: reply.until.map(|ahead| self.before(-ahead)),
            movement,
            indivisible: false,
            frees: false,
            let_go: Vec::new(),
            entity: String::new(),
            found,
            at: cx.now,
            by: cx.actor.person.ok_or(Error::NotFound)?,
        })
    }

    fn found(&self, target: &Target, reply: &Reply, held: &[Held]) -> Result<Found, Error> {
        let outcome = reply.outcome;
        let kind: Option<IndicatorKind> = target.what.parse().ok();
        let mut lines = Vec::new();
        if let (Some(held), Some(before)) = (held.first(), reply.before) {
            let decimals = held.asset.decimals;
            lines.push(AssetLine {
                asset: held.asset.clone(),
                before: Some(Units::typed(before, decimals).map_err(|error| form(before, error))?),
                value: None,
            });
        }
        Ok(Found {
            match_basis: kind.and_then(MatchBasis::usual).filter(|_| outcome.finds_account()),
            relied_on: outcome.relies_on_basis().then_some(ReliedOn::Request),
            limits: reply.limits.iter().copied().collect(),
            lines,
            review_at: None,
        })
    }
}
