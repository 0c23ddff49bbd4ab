//! What is typed into the form of a request, and how it is read.

mod parts;
mod periods;
mod reading;
mod rows;

use jiff::civil::Date;
use serde::Deserialize;

use crate::domain::clocks::Urgency;
use crate::domain::requests::Request;
use crate::domain::requests::flows::Flow;
use crate::domain::requests::kinds::{AtExpiry, Kind, Scope, Tlp};
use crate::domain::requests::quality::Check;
use crate::web::seen;

pub use parts::read_parts;
pub use periods::period_field;
pub use reading::date;
pub use rows::{FIND, older, sought};

/// The longest facts, in characters: about five lines, with room.
pub const LONGEST_FACTS: usize = 2000;
/// The longest line of text.
pub const LONGEST_LINE: usize = 200;
/// The longest explanation.
pub const LONGEST_NOTE: usize = 1000;

/// The fields of the form, as they were sent. The rows of targets are lists of equal length; `pick` names those chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DraftForm {
    /// What it begins, where it is none yet.
    pub creates: String,
    pub version: String,
    pub opened: String,
    pub kind: String,
    pub recipient: String,
    pub why_recipient: String,
    pub deputy: String,
    pub basis: String,
    pub urgency: String,
    pub urgency_reason: String,
    pub callback: String,
    pub language: String,
    pub scope: String,
    pub uncapped_reason: String,
    pub until: String,
    pub order_expected_on: String,
    pub order_court: String,
    pub at_expiry: String,
    pub facts: String,
    pub flows: String,
    pub tlp: String,
    pub secret_until: String,
    pub secret_basis: String,
    pub undertakings: Vec<String>,
    pub data: Vec<String>,
    pub data_from: String,
    pub data_to: String,
    /// Kinds of data, each with a period of its own, where one was typed: lists of equal length.
    pub period: Vec<String>,
    pub period_from: Vec<String>,
    pub period_to: Vec<String>,
    pub release_reason: String,
    pub row: Vec<String>,
    pub asset: Vec<String>,
    pub amount: Vec<String>,
    pub txid: Vec<String>,
    pub pick: Vec<String>,
    pub check: Vec<String>,
    pub explanation: Vec<String>,
    /// What is looked for among the indicators of the case.
    pub find: String,
    /// The number before which the page of those found begins.
    pub before: String,
    pub then: String,
}

impl DraftForm {
    /// An empty form for a request of `kind`, with the usual choices made.
    pub fn blank(kind: Kind, language: &str) -> Self {
        Self {
            kind: kind.code().to_owned(),
            language: language.to_owned(),
            urgency: Urgency::Routine.code().to_owned(),
            scope: Scope::AssetAmount.code().to_owned(),
            at_expiry: AtExpiry::AskFirst.code().to_owned(),
            tlp: Tlp::Amber.code().to_owned(),
            ..Self::default()
        }
    }

    /// The form of a draft as it is saved.
    pub fn of(request: &Request) -> Self {
        let content = &request.content;
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let mut form = Self {
            version: request.version.to_string(),
            kind: content.kind.code().to_owned(),
            recipient: content.recipient.to_string(),
            why_recipient: content.why_recipient.clone(),
            deputy: content.deputy.map(|deputy| deputy.to_string()).unwrap_or_default(),
            basis: content.basis.to_string(),
            urgency: content.urgency.code().to_owned(),
            urgency_reason: content.urgency_reason.clone(),
            callback: content.callback.clone(),
            language: content.language.clone(),
            scope: content.scope.code().to_owned(),
            uncapped_reason: content.uncapped_reason.clone(),
            until: date(content.until),
            order_expected_on: date(content.order_expected_on),
            order_court: content.order_court.clone(),
            at_expiry: content.at_expiry.code().to_owned(),
            facts: content.facts.clone(),
            flows: content.flows.iter().map(Flow::line).collect::<Vec<_>>().join("\n"),
            tlp: content.tlp.code().to_owned(),
            secret_until: date(content.secret_until),
            secret_basis: content.secret_basis.clone(),
            undertakings: content.undertakings.iter().map(|one| one.code().to_owned()).collect(),
            data: content
                .data
                .iter()
                .map(|wanted| wanted.kind.code().to_owned())
                .collect(),
            release_reason: content
                .release_reason
                .map(|reason| reason.code().to_owned())
                .unwrap_or_default(),
            ..Self::default()
        };
        form = form.with_periods(&content.data);
        let about_holds = content.kind.follows();
        for target in request.targets.iter().filter(|_| !about_holds) {
            let Some(indicator) = target.indicator else { continue };
            let symbol = target
                .asset
                .as_ref()
                .map(|asset| asset.symbol.clone())
                .unwrap_or_default();
            let decimals = target.asset.as_ref().map_or(0, |asset| asset.decimals);
            form.pick.push(indicator.to_string());
            form.row.push(indicator.to_string());
            form.asset.push(symbol);
            form.amount.push(
                target
                    .amount
                    .map(|amount| amount.in_field(decimals))
                    .unwrap_or_default(),
            );
            form.txid.push(target.txid.clone());
        }
        for (check, why) in &content.exceptions {
            form.check.push(check.clone());
            form.explanation.push(why.clone());
        }
        if content.kind == Kind::Release {
            form = form.with_parts(request);
        }
        form.opened = seen::marks(&form.fields());
        form
    }

    /// The fields a colleague may have changed, each with what stands in it.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let rows = [&self.pick, &self.asset, &self.amount, &self.txid];
        let together = |columns: &[&Vec<String>]| {
            columns
                .iter()
                .map(|column| column.join("|"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        vec![
            ("recipient", self.recipient.clone()),
            ("why_recipient", self.why_recipient.clone()),
            ("deputy", self.deputy.clone()),
            ("basis", self.basis.clone()),
            ("urgency", self.urgency.clone()),
            ("urgency_reason", self.urgency_reason.clone()),
            ("callback", self.callback.clone()),
            ("language", self.language.clone()),
            ("targets", together(&rows)),
            ("scope", self.scope.clone()),
            ("uncapped_reason", self.uncapped_reason.clone()),
            ("release_reason", self.release_reason.clone()),
            ("until", self.until.clone()),
            ("at_expiry", self.at_expiry.clone()),
            ("order_expected_on", self.order_expected_on.clone()),
            ("order_court", self.order_court.clone()),
            ("data", together(&[&self.data])),
            ("data_from", self.data_from.clone()),
            ("data_to", self.data_to.clone()),
            ("period", together(&[&self.period, &self.period_from, &self.period_to])),
            ("facts", self.facts.clone()),
            ("flows", self.flows.replace("\r\n", "\n")),
            ("tlp", self.tlp.clone()),
            ("secret_until", self.secret_until.clone()),
            ("secret_basis", self.secret_basis.clone()),
            ("undertakings", together(&[&self.undertakings])),
            ("explanation", together(&[&self.check, &self.explanation])),
        ]
    }

    /// What was explained of `check`.
    pub fn explained(&self, check: Check) -> &str {
        let at = self.check.iter().position(|known| known == check.code());
        at.and_then(|at| self.explanation.get(at)).map_or("", String::as_str)
    }
}
