//! What stops the form, and what somebody else changed in it meanwhile.

use crate::domain::change::Fault;
use crate::web::page::Page;
use crate::web::seen;
use crate::web::views::{Choice, ErrorLine, ErrorSummary};

use crate::web::requests::draft_form::DraftForm;

use super::FormView;

impl FormView {
    /// What stops the form, in the order of the page.
    pub(super) fn errors(&self, page: &Page, faults: &[Fault]) -> ErrorSummary {
        let mut fields = vec![
            &self.recipient,
            &self.why_recipient,
            &self.basis,
            &self.urgency,
            &self.urgency_reason,
            &self.callback,
            &self.language,
            &self.deputy,
            &self.targets,
        ];
        for row in &self.rows {
            fields.extend([&row.pick, &row.asset, &row.amount, &row.txid]);
        }
        fields.extend(self.parts.iter().map(|part| &part.field));
        fields.extend([
            &self.scope,
            &self.uncapped_reason,
            &self.release_reason,
            &self.until,
            &self.at_expiry,
            &self.order_expected_on,
            &self.order_court,
            &self.data,
            &self.data_from,
            &self.data_to,
        ]);
        fields.extend(self.periods.iter().flat_map(|period| [&period.from, &period.to]));
        fields.extend([
            &self.facts,
            &self.flows,
            &self.tlp,
            &self.secret_until,
            &self.secret_basis,
            &self.undertakings,
        ]);
        let explained = self.gate.iter().flat_map(|gate| &gate.explain);
        fields.extend(explained.map(|check| &check.field));
        ErrorSummary::of(page.words(), fields, faults)
    }

    /// Says that the draft was begun before, and that what is typed now is not saved yet; and, where something else was
    /// chosen for it to be about, that it stays about what it is.
    pub fn tell_begun(&mut self, page: &Page, is_about_others: bool) {
        let others = is_about_others.then(|| ErrorLine {
            field: "form".to_owned(),
            text: page.t("requests.form.begun_about_others").into_owned(),
        });
        self.changes = Some(ErrorSummary {
            title: page.t("requests.form.begun_otherwise").into_owned(),
            lines: others.into_iter().collect(),
        });
    }

    /// Names the fields that somebody else changed since the form was opened, with what is saved in them now. What the
    /// reader typed is no change of the other's.
    pub fn tell_changes(&mut self, page: &Page, saved: &DraftForm, opened: &str) {
        let lines = seen::changed(opened, &saved.fields())
            .into_iter()
            .map(|field| ErrorLine {
                field: field.to_owned(),
                text: self.saved_now(page, field, saved),
            })
            .collect();
        self.changes = Some(ErrorSummary {
            title: page.t("requests.form.stale").into_owned(),
            lines,
        });
    }

    fn saved_now(&self, page: &Page, field: &str, saved: &DraftForm) -> String {
        let chosen = |choices: &[Choice], code: &str| {
            let of = choices.iter().find(|choice| choice.value == code);
            of.map_or_else(String::new, |choice| choice.label.clone())
        };
        let now = match field {
            "targets" => return page.t("requests.form.targets_changed").into_owned(),
            "data" | "period" | "explanation" | "undertakings" | "flows" => String::new(),
            "recipient" => chosen(&self.recipients, &saved.recipient),
            "basis" => {
                let mut groups = self.bases.iter().map(|group| chosen(&group.choices, &saved.basis));
                groups.find(|name| !name.is_empty()).unwrap_or_default()
            }
            "urgency" => chosen(&self.urgencies, &saved.urgency),
            "language" => chosen(&self.languages, &saved.language),
            "scope" => chosen(&self.scopes, &saved.scope),
            "at_expiry" => chosen(&self.at_expiries, &saved.at_expiry),
            "release_reason" => chosen(&self.release_reasons, &saved.release_reason),
            "deputy" => chosen(&self.deputies, &saved.deputy),
            "tlp" => chosen(&self.tlps, &saved.tlp),
            written => saved
                .fields()
                .into_iter()
                .find(|(name, _)| *name == written)
                .map_or_else(String::new, |(_, value)| value),
        };
        let label = page.t(&format!("requests.form.field.{field}.label"));
        if now.is_empty() {
            return page.ta("requests.form.changed_now", [("field", label)]);
        }
        page.ta(
            "requests.form.saved_now",
            [("field", label.as_ref()), ("saved", now.as_str())],
        )
    }
}
