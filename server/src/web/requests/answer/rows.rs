//! The rows of an answer: an asset each, how much of it is held or let go, what stood there and what it is worth.

use super::super::act_page::{Asked, Asking};
use super::{ROWS, TargetAnswer, when};
use crate::domain::change::Fault;
use crate::domain::indicators::Chain;
use crate::domain::money::Asset;
use crate::domain::requests::{Held, Target};
use crate::text::Words;
use crate::web::views::{Choice, FieldView};

pub(super) use crate::domain::requests::row_field as id_of;

impl TargetAnswer {
    /// Rows with an amount; a row without one says nothing.
    pub(super) fn held(&self, words: &Words, target: &Target, faults: &mut Vec<Fault>) -> Vec<Held> {
        let mut held = Vec::new();
        for (row, typed) in self
            .amount
            .iter()
            .enumerate()
            .filter(|(_, typed)| !typed.trim().is_empty())
        {
            let sent = self.asset.get(row).map_or("", String::as_str);
            let Some(asset) = asset_of(target, sent) else {
                faults.push(Fault::new(id_of("asset", row), "unknown_choice"));
                continue;
            };
            match words.amount_at(id_of("amount", row), typed, asset.decimals) {
                Ok(amount) => held.push(Held { asset, amount }),
                Err(fault) => faults.push(fault),
            }
        }
        held
    }

    /// Rows of asset and amount, the first of which is needed `what`; further ones are free. Of what is `held` also what
    /// stood there before and what it is worth.
    pub(super) fn rows(&self, asking: &Asking<'_>, count: usize, what: &str, held: bool) -> Vec<Asked> {
        let known = asking
            .opened
            .request
            .target(asking.place.position)
            .map(assets)
            .unwrap_or_default();
        (0..count.max(self.amount.len()).min(ROWS))
            .map(|row| {
                let typed = |all: &[String]| all.get(row).cloned().unwrap_or_default();
                let asset = typed(&self.asset);
                let mut choices = vec![Choice::new("", asking.page.t("site.field.choose"), &asset)];
                choices.extend(
                    known
                        .iter()
                        .map(|one| Choice::new(sent_as(one), one.symbol.clone(), &asset)),
                );
                let field = |name: &str, typed: &str| {
                    let field = asking.field_as(name, &id_of(name, row), typed);
                    // Only the first row explains itself.
                    if row == 0 {
                        field
                    } else {
                        FieldView { hint: None, ..field }
                    }
                };
                let needed = |field: FieldView| {
                    if row == 0 {
                        field.needed(when(asking.page, what))
                    } else {
                        field.optional()
                    }
                };
                let figure = |field: FieldView| field.left_to_right().keyboard("decimal");
                let hint = (row == 0).then(|| asking.page.t("amounts.hint").into_owned());
                let amount = FieldView {
                    hint,
                    ..field("amount", &typed(&self.amount))
                };
                let mut beside = vec![needed(figure(amount))];
                if held {
                    beside.push(figure(field("before", &typed(&self.before))).optional());
                    beside.push(figure(field("value", &typed(&self.value))).optional());
                }
                Asked::Row(needed(field("asset", &asset)), choices, beside)
            })
            .collect()
    }
}

/// The asset that was sent, if the target may have it.
pub(super) fn asset_of(target: &Target, sent: &str) -> Option<Asset> {
    assets(target).into_iter().find(|asset| sent_as(asset) == sent)
}

/// How an asset is sent: its symbol says too little, since decimals differ by chain.
pub(super) fn sent_as(asset: &Asset) -> String {
    format!("{}.{}", asset.symbol, asset.decimals)
}

/// The assets an answer may name: what was asked first, then those of the chain, or of every chain where the target
/// stands on none.
fn assets(target: &Target) -> Vec<Asset> {
    let mut known: Vec<Asset> = target.asset.clone().into_iter().collect();
    let mut add = |chain: &str| {
        for asset in Asset::known_on(chain) {
            if !known.contains(&asset) {
                known.push(asset);
            }
        }
    };
    if target.chain.is_empty() {
        Chain::ALL.iter().for_each(|chain| add(chain.name()));
    } else {
        add(&target.chain);
    }
    known
}
