//! What the gate says of a draft: what stops it, what is to be explained, what is well.

use crate::domain::change::Fault;
use crate::domain::requests::kinds::Kind;
use crate::domain::requests::quality::{Check, Finding};
use crate::service::requests::drafting::Preview;
use crate::web::page::Page;
use crate::web::views::FieldView;

use crate::web::requests::draft_form::DraftForm;
use crate::web::requests::gate::{beside, checked, field_of};

/// What the gate says of a draft.
pub struct GateView {
    pub score: u8,
    pub of_score: String,
    pub blocks: Vec<CheckView>,
    pub explain: Vec<ExplainView>,
    pub warns: Vec<CheckView>,
    pub passes: Vec<CheckView>,
}

impl GateView {
    /// The same on a page that has not the fields it is about.
    #[must_use]
    pub fn without_links(mut self) -> Self {
        let all = self.blocks.iter_mut().chain(&mut self.warns).chain(&mut self.passes);
        all.for_each(|check| check.about = None);
        self.explain.iter_mut().for_each(|check| check.about = None);
        self
    }
}

/// A check, and the field it is about.
pub struct CheckView {
    pub text: String,
    /// What is told beside it.
    pub beside: Option<String>,
    pub about: Option<&'static str>,
}

/// A check that must be changed or explained.
pub struct ExplainView {
    pub check: String,
    pub is_explained: bool,
    pub text: String,
    pub beside: Option<String>,
    pub about: Option<&'static str>,
    pub field: FieldView,
}

/// What the gate says of `draft`, with what was `typed` to explain it.
pub fn gate(page: &Page, draft: &Preview, typed: &DraftForm, faults: &[Fault]) -> GateView {
    let report = &draft.assessed.report;
    let setting = &draft.setting;
    let zones = [&setting.recipient.calendar.zone, &setting.asker.calendar.zone];
    let told = |check: &Check| beside(page, *check, &draft.request, &draft.assessed, zones);
    let text = |check: &Check, ending: &str| checked(page, *check, ending);
    let kind: Kind = typed.kind.parse().unwrap_or(Kind::Freeze);
    let of = |wanted: Finding, ending: &str| -> Vec<CheckView> {
        report
            .findings
            .iter()
            .filter(|(_, finding)| *finding == wanted)
            .map(|(check, _)| CheckView {
                text: text(check, ending),
                beside: told(check),
                about: field_of(*check, kind, &draft.request),
            })
            .collect()
    };
    let explain = report
        .findings
        .iter()
        .filter(|(_, finding)| matches!(finding, Finding::Explain | Finding::Explained))
        .map(|(check, finding)| ExplainView {
            check: check.code().to_owned(),
            is_explained: *finding == Finding::Explained,
            text: text(check, "explain"),
            beside: told(check),
            about: field_of(*check, kind, &draft.request),
            field: FieldView::new("explanation", page.t("requests.form.field.explanation.label"))
                .id(format!("explanation.{check}"))
                .value(typed.explained(*check))
                .error(
                    faults
                        .iter()
                        .find(|fault| fault.field == format!("explanation.{check}"))
                        .map(|fault| page.fault(fault)),
                )
                .needed(page.t("requests.form.needed.explained")),
        })
        .collect();
    let spent = draft.spent.iter().map(|refusal| CheckView {
        text: page.refusal(refusal),
        beside: None,
        about: Some("urgency"),
    });
    GateView {
        score: report.score(),
        of_score: page.t("requests.form.of_hundred").into_owned(),
        blocks: of(Finding::Blocks, "block").into_iter().chain(spent).collect(),
        explain,
        warns: of(Finding::Warns, "warn"),
        passes: of(Finding::Passes, "pass"),
    }
}
