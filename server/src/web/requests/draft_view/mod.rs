//! The form of a request in the reader's words: fields, rows of targets, the gate, and what will be promised.

mod checks;
mod choices;
mod fields;
mod mistakes;
mod parts;
mod periods;
mod rows;

use crate::domain::change::Fault;
use crate::domain::ids::IndicatorId;
use crate::domain::requests::kinds::Kind;
use crate::service::requests::drafting::{InWriting, Material, Preview};
use crate::web::organisations::exchange_named;
use crate::web::page::Page;
use crate::web::views::{Choice, ChoiceGroup, Crumb, ErrorSummary, Fact, FieldView};

use super::draft_form::DraftForm;
use super::drafting::DRAFTED;

pub use checks::{GateView, gate};
use choices::bases;
use fields::{form, until};
pub use parts::{PartView, parts};
pub use periods::PeriodView;
use rows::{RowView, SearchView};

/// The whole form.
pub struct FormView {
    pub action: String,
    /// What it begins; empty for a draft.
    pub creates: String,
    pub title: String,
    pub lead: String,
    pub crumbs: Vec<Crumb>,
    pub version: String,
    pub opened: String,
    /// The request, where the draft is none any more: nothing can be saved, and what was typed can be copied.
    pub over: Option<Crumb>,
    pub kind: String,
    pub kinds: Vec<KindLink>,
    pub summary: ErrorSummary,
    pub changes: Option<ErrorSummary>,
    pub recipient: FieldView,
    pub recipients: Vec<Choice>,
    pub why_recipient: FieldView,
    pub deputy: FieldView,
    pub deputies: Vec<Choice>,
    /// The exchange that holds, where the request is about its holds: it is told, not chosen.
    pub recipient_fixed: Option<String>,
    pub basis: FieldView,
    pub bases: Vec<ChoiceGroup>,
    pub law: String,
    pub urgency: FieldView,
    pub urgencies: Vec<Choice>,
    pub urgency_reason: FieldView,
    pub callback: FieldView,
    pub language: FieldView,
    pub languages: Vec<Choice>,
    pub rows: Vec<RowView>,
    /// Looking for further indicators, where the case has many.
    pub search: Option<SearchView>,
    pub targets: FieldView,
    /// How much of each hold, where a release is asked.
    pub parts: Vec<PartView>,
    pub follows: bool,
    pub holds_money: bool,
    pub needs_end: bool,
    pub is_info: bool,
    pub is_release: bool,
    pub scope: FieldView,
    pub scopes: Vec<Choice>,
    pub uncapped_reason: FieldView,
    pub until: FieldView,
    pub order_expected_on: FieldView,
    pub order_court: FieldView,
    pub at_expiry: FieldView,
    pub at_expiries: Vec<Choice>,
    pub release_reason: FieldView,
    pub release_reasons: Vec<Choice>,
    pub data: FieldView,
    pub data_kinds: Vec<Choice>,
    pub data_from: FieldView,
    pub data_to: FieldView,
    /// The period of each kind of data alone.
    pub periods: Vec<PeriodView>,
    /// Whether any is typed, or wrong.
    pub has_periods: bool,
    pub facts: FieldView,
    pub flows: FieldView,
    pub tlp: FieldView,
    pub tlps: Vec<Choice>,
    pub secret_until: FieldView,
    pub secret_basis: FieldView,
    pub undertakings: FieldView,
    pub undertaking_choices: Vec<Choice>,
    pub gate: Option<GateView>,
    pub promised: Vec<Fact>,
    pub back: String,
    pub discard: Option<String>,
    pub no_indicators: bool,
    pub add_indicators: String,
}

/// One kind one can choose before writing.
pub struct KindLink {
    pub href: String,
    pub word: String,
    pub current: bool,
}

/// The chain of an indicator of the case.
pub fn chain_of(material: &Material) -> impl Fn(IndicatorId) -> Option<String> + '_ {
    |id| {
        let indicator = material.indicators.iter().find(|indicator| indicator.id == id)?;
        indicator
            .observed
            .key
            .chain
            .as_ref()
            .map(|chain| chain.name().to_owned())
    }
}

/// Where the form of a request goes that is not saved yet.
pub fn begins_at(material: &Material) -> String {
    format!("/cases/{}/requests", material.case.id)
}

/// The form of a request that is not saved yet.
/// With its gate, where something was sent of which a draft could be made.
pub fn begin(
    page: &Page,
    material: &Material,
    typed: &DraftForm,
    faults: &[Fault],
    preview: Option<&Preview>,
) -> FormView {
    let action = begins_at(material);
    let creates = page.creates(&action, &typed.creates);
    let mut view = form(page, material, typed, faults, action);
    view.creates = creates;
    view.gate = preview.map(|draft| gate(page, draft, typed, faults));
    view.summary = view.errors(page, faults);
    view.kinds = DRAFTED
        .iter()
        .map(|kind| KindLink {
            href: format!("/cases/{}/requests/new?kind={kind}", material.case.id),
            word: page.t(&format!("requests.kind.{kind}")).into_owned(),
            current: kind.code() == typed.kind,
        })
        .collect();
    view
}

/// The form of a draft, with its gate.
pub fn edit(page: &Page, writing: &InWriting, typed: &DraftForm, faults: &[Fault]) -> FormView {
    let request = &writing.saved.request;
    let mut view = form(
        page,
        &writing.material,
        typed,
        faults,
        format!("/requests/{}", request.id),
    );
    view.title = draft_title(page, request.content.kind, &writing.material.case.reference);
    view.lead = page.t("requests.form.lead_draft").into_owned();
    if let Some(last) = view.crumbs.last_mut() {
        last.text = page.t("requests.form.draft_crumb").into_owned();
    }
    view.gate = Some(gate(page, &writing.saved, typed, faults));
    view.until = until(page, view.until, request.is_about_data());
    if request.content.kind == Kind::Release {
        let holds = request.holds.iter();
        view.parts = parts(page, holds, (&typed.row, &typed.amount), faults);
    }
    view.bases = bases(page, &writing.material, request.kind_of_basis(), &typed.basis);
    view.recipient_fixed = request
        .content
        .kind
        .follows()
        .then(|| exchange_named(page, &writing.saved.setting.recipient));
    view.summary = view.errors(page, faults);
    view.discard = Some(format!("/requests/{}/discard", request.id));
    view
}

/// What was typed into a draft that was sent or issued meanwhile: `title` says so, the request stands at `href`.
pub fn overtaken(page: &Page, material: &Material, typed: &DraftForm, href: String, title: String) -> FormView {
    let mut view = form(page, material, typed, &[], String::new());
    if let Ok(kind) = typed.kind.parse() {
        view.title = draft_title(page, kind, &material.case.reference);
    }
    if let Some(last) = view.crumbs.last_mut() {
        last.text = page.t("requests.form.draft_crumb").into_owned();
    }
    view.lead = page.t("requests.form.overtaken_lead").into_owned();
    view.changes = Some(ErrorSummary {
        title,
        lines: Vec::new(),
    });
    view.over = Some(Crumb {
        href: Some(href),
        text: page.t("requests.form.to_request").into_owned(),
    });
    view
}

/// What a draft is called while it has no number: what it asks, and in which case.
fn draft_title(page: &Page, kind: Kind, case: &str) -> String {
    let kind = match kind {
        Kind::Freeze | Kind::Preserve | Kind::Info | Kind::Extend | Kind::Release => kind.code(),
        Kind::Convert
        | Kind::Seize
        | Kind::Return
        | Kind::Watch
        | Kind::TokenBlock
        | Kind::Amend
        | Kind::Withdraw
        | Kind::Assist
        | Kind::Ask => "other",
    };
    page.ta(&format!("requests.form.draft_title.{kind}"), [("case", case)])
}
