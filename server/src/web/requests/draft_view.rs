//! The form of a request in the reader's words: fields, rows of targets, the gate, and what will be promised.

use crate::domain::cases::Indicator;
use crate::domain::change::Fault;
use crate::domain::clocks::{ClockKind, Urgency, platform_promise};
use crate::domain::ids::IndicatorId;
use crate::domain::money::Asset;
use crate::domain::organisations::Organisation;
use crate::domain::requests::kinds::{AtExpiry, DataKind, Kind, ReleaseReason, Scope, Tlp};
use crate::domain::requests::quality::{Check, Finding, Report};
use crate::service::requests::drafting::{InWriting, Material};
use crate::text::Language;
use crate::web::page::Page;
use crate::web::seen;
use crate::web::views::{AddressView, Choice, Crumb, ErrorLine, ErrorSummary, Fact, FieldView};

use super::draft_form::{DraftForm, LONGEST_FACTS};
use super::drafting::DRAFTED;
use super::gate::field_of;

/// The whole form.
pub struct FormView {
    pub action: String,
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
    /// The exchange that holds, where the request is about its holds: it is told, not chosen.
    pub recipient_fixed: Option<String>,
    pub basis: FieldView,
    pub bases: Vec<Choice>,
    pub law: String,
    pub urgency: FieldView,
    pub urgencies: Vec<Choice>,
    pub urgency_reason: FieldView,
    pub callback: FieldView,
    pub language: FieldView,
    pub languages: Vec<Choice>,
    pub rows: Vec<RowView>,
    pub targets: FieldView,
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
    pub facts: FieldView,
    pub tlp: FieldView,
    pub tlps: Vec<Choice>,
    pub secret_until: FieldView,
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

/// One indicator of the case as a row of the form.
pub struct RowView {
    pub id: String,
    pub address: AddressView,
    pub what: String,
    pub chosen: bool,
    pub pick: FieldView,
    pub pick_label: String,
    pub asset: FieldView,
    pub assets: Vec<Choice>,
    pub amount: FieldView,
    pub txid: FieldView,
}

/// What the gate says.
pub struct GateView {
    pub score: u8,
    pub of_score: String,
    pub blocks: Vec<CheckView>,
    pub explain: Vec<ExplainView>,
    pub passes: Vec<CheckView>,
}

/// A check, and the field it is about.
pub struct CheckView {
    pub text: String,
    pub about: Option<&'static str>,
}

/// A check that must be changed or explained.
pub struct ExplainView {
    pub check: String,
    pub is_explained: bool,
    pub text: String,
    pub about: Option<&'static str>,
    pub field: FieldView,
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

/// The form of a request that is not saved yet.
pub fn begin(page: &Page, material: &Material, typed: &DraftForm, faults: &[Fault]) -> FormView {
    let action = format!("/cases/{}/requests", material.case.id);
    let mut view = form(page, material, typed, faults, action);
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
    let request = &writing.request;
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
    let mut gate = gate(page, &writing.report, typed, faults);
    gate.blocks.extend(writing.spent.iter().map(|refusal| CheckView {
        text: page.refusal(refusal),
        about: Some("urgency"),
    }));
    view.gate = Some(gate);
    view.recipient_fixed = request
        .content
        .kind
        .follows()
        .then(|| named(page, &writing.setting.recipient));
    view.summary = view.errors(page, faults);
    view.discard = Some(format!("/requests/{}/discard", request.id));
    view
}

/// What was typed into a draft that was sent or issued meanwhile: `title` says so, the request stands at `href`.
pub fn overtaken(page: &Page, material: &Material, typed: &DraftForm, href: String, title: String) -> FormView {
    let mut view = form(page, material, typed, &[], String::new());
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

impl FormView {
    /// What stops the form, in the order of the page.
    fn errors(&self, page: &Page, faults: &[Fault]) -> ErrorSummary {
        let mut fields = vec![
            &self.recipient,
            &self.basis,
            &self.urgency,
            &self.urgency_reason,
            &self.callback,
            &self.language,
            &self.targets,
        ];
        for row in &self.rows {
            fields.extend([&row.pick, &row.asset, &row.amount, &row.txid]);
        }
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
            &self.facts,
            &self.tlp,
            &self.secret_until,
        ]);
        let explained = self.gate.iter().flat_map(|gate| &gate.explain);
        fields.extend(explained.map(|check| &check.field));
        ErrorSummary::of(page.words(), fields, faults)
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
            "data" | "explanation" => String::new(),
            "recipient" => chosen(&self.recipients, &saved.recipient),
            "basis" => chosen(&self.bases, &saved.basis),
            "urgency" => chosen(&self.urgencies, &saved.urgency),
            "language" => chosen(&self.languages, &saved.language),
            "scope" => chosen(&self.scopes, &saved.scope),
            "at_expiry" => chosen(&self.at_expiries, &saved.at_expiry),
            "release_reason" => chosen(&self.release_reasons, &saved.release_reason),
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

fn form(page: &Page, material: &Material, typed: &DraftForm, faults: &[Fault], action: String) -> FormView {
    let kind: Kind = typed.kind.parse().unwrap_or(Kind::Freeze);
    let fields = Fields { page, faults };
    let case = format!("/cases/{}", material.case.id);
    let rows = if kind.follows() {
        Vec::new()
    } else {
        rows(&fields, material, typed)
    };
    let needed = |what: &str| page.t(&format!("requests.form.needed.{what}"));
    let facts_hint = page.na("requests.form.field.facts.hint", LONGEST_FACTS, [] as [(&str, &str); 0]);
    let mut view = FormView {
        action,
        title: page.ta(
            "requests.form.title",
            [("kind", page.t(&format!("requests.kind.{kind}")))],
        ),
        lead: page.ta("requests.form.lead", [("case", material.case.reference.as_str())]),
        crumbs: vec![
            Crumb {
                href: Some("/cases".to_owned()),
                text: page.t("site.nav.cases").into_owned(),
            },
            Crumb {
                href: Some(case.clone()),
                text: material.case.reference.clone(),
            },
            Crumb {
                href: None,
                text: page.t("requests.form.crumb").into_owned(),
            },
        ],
        version: typed.version.clone(),
        opened: typed.opened.clone(),
        over: None,
        kind: kind.code().to_owned(),
        kinds: Vec::new(),
        summary: ErrorSummary::default(),
        changes: None,
        recipient: fields.of("recipient", &typed.recipient),
        recipients: recipients(page, material, &typed.recipient),
        recipient_fixed: None,
        basis: fields.of("basis", &typed.basis),
        bases: bases(page, material, kind, &typed.basis),
        law: page.t("requests.not_legal_advice").into_owned(),
        urgency: fields.of("urgency", &typed.urgency),
        urgencies: coded(
            page,
            Urgency::ALL.iter().map(|urgency| urgency.code()),
            "clocks.urgency",
            ".why",
            &typed.urgency,
        ),
        urgency_reason: fields
            .of("urgency_reason", &typed.urgency_reason)
            .needed(needed("pressing")),
        callback: fields
            .of("callback", &typed.callback)
            .needed(needed("pressing"))
            .left_to_right()
            .keyboard("tel"),
        language: fields.of("language", &typed.language),
        languages: Language::ALL
            .iter()
            .map(|language| Choice::new(language.tag(), page.words().language_name(*language), &typed.language))
            .collect(),
        rows,
        targets: FieldView::new("targets", page.t("requests.form.targets")).error(fields.error("targets")),
        follows: kind.follows(),
        holds_money: kind.holds_money(),
        needs_end: kind.needs_end(),
        is_info: kind == Kind::Info,
        is_release: kind == Kind::Release,
        scope: fields.of("scope", &typed.scope),
        scopes: hinted(
            page,
            Scope::ALL.iter().map(|scope| scope.code()),
            "requests.scope",
            &typed.scope,
        ),
        uncapped_reason: fields
            .of("uncapped_reason", &typed.uncapped_reason)
            .needed(needed("uncapped")),
        until: fields.of("until", &typed.until),
        order_expected_on: fields.of("order_expected_on", &typed.order_expected_on).optional(),
        order_court: fields.of("order_court", &typed.order_court).needed(needed("order")),
        at_expiry: fields.of("at_expiry", &typed.at_expiry),
        at_expiries: plain(
            page,
            AtExpiry::ALL.iter().map(|wish| wish.code()),
            "requests.at_expiry",
            &typed.at_expiry,
        ),
        release_reason: fields.of("release_reason", &typed.release_reason),
        release_reasons: plain(
            page,
            ReleaseReason::ALL.iter().map(|reason| reason.code()),
            "requests.release_reason",
            &typed.release_reason,
        ),
        data: if kind == Kind::Info {
            fields.of("data", "")
        } else {
            fields.of("data", "").optional()
        },
        data_kinds: DataKind::ALL
            .iter()
            .map(|kind| {
                let chosen = typed.data.iter().any(|typed| typed == kind.code());
                let typed = if chosen { kind.code() } else { "" };
                Choice::new(kind.code(), page.t(&format!("requests.data.{kind}")), typed)
            })
            .collect(),
        data_from: fields.of("data_from", &typed.data_from).optional(),
        data_to: fields.of("data_to", &typed.data_to).optional(),
        facts: fields.of("facts", &typed.facts).hint(facts_hint),
        tlp: fields.of("tlp", &typed.tlp),
        tlps: hinted(page, Tlp::ALL.iter().map(|tlp| tlp.code()), "requests.tlp", &typed.tlp),
        secret_until: fields.of("secret_until", &typed.secret_until).optional(),
        gate: None,
        promised: promised(page, kind, &typed.urgency),
        back: case.clone(),
        discard: None,
        no_indicators: material.indicators.is_empty(),
        add_indicators: format!("{case}/indicators/new"),
    };
    view.summary = view.errors(page, faults);
    view
}

struct Fields<'a> {
    page: &'a Page,
    faults: &'a [Fault],
}

impl Fields<'_> {
    /// A field with its label, its hint where there is one, what was typed and what is wrong.
    fn of(&self, name: &str, value: &str) -> FieldView {
        let view = FieldView::new(name, self.page.t(&format!("requests.form.field.{name}.label")))
            .value(value)
            .error(self.error(name));
        let hint = format!("requests.form.field.{name}.hint");
        if self.page.words().has(&hint) {
            view.hint(self.page.t(&hint))
        } else {
            view
        }
    }

    fn error(&self, field: &str) -> Option<String> {
        self.faults
            .iter()
            .find(|fault| fault.field == field)
            .map(|fault| self.page.fault(fault))
    }
}

fn recipients(page: &Page, material: &Material, typed: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", page.t("site.field.choose"), typed)];
    choices.extend(
        material
            .exchanges
            .iter()
            .map(|one| Choice::new(one.id.to_string(), named(page, one), typed)),
    );
    choices
}

fn named(page: &Page, exchange: &Organisation) -> String {
    page.ta(
        "requests.form.exchange",
        [
            ("name", exchange.name.clone()),
            ("country", page.country(exchange.country)),
        ],
    )
}

/// Bases of the reader's own country first in the list of those that carry this kind; the gate judges the choice.
fn bases(page: &Page, material: &Material, kind: Kind, typed: &str) -> Vec<Choice> {
    let carried = if kind.follows() { Kind::Freeze } else { kind };
    let country = page.visitor.as_ref().map(|visitor| visitor.actor.country);
    let mut fitting: Vec<_> = material
        .bases
        .iter()
        .filter(|basis| basis.kinds.contains(&carried))
        .collect();
    fitting.sort_by_key(|basis| !country.is_some_and(|country| basis.is_of(country)));
    let mut choices = vec![Choice::new("", page.t("site.field.choose"), typed)];
    choices.extend(fitting.into_iter().map(|basis| {
        let gaps = [
            (
                "name",
                page.t(&format!("requests.basis.{}.name", basis.code)).into_owned(),
            ),
            ("version", basis.version.to_string()),
        ];
        Choice::new(basis.id.to_string(), page.ta("requests.form.basis", gaps), typed)
    }));
    choices
}

fn plain<'a>(page: &Page, codes: impl Iterator<Item = &'a str>, under: &str, typed: &str) -> Vec<Choice> {
    codes
        .map(|code| Choice::new(code, page.t(&format!("{under}.{code}")), typed))
        .collect()
}

fn hinted<'a>(page: &Page, codes: impl Iterator<Item = &'a str>, under: &str, typed: &str) -> Vec<Choice> {
    codes
        .map(|code| {
            let hint = page.t(&format!("{under}_hint.{code}"));
            Choice::new(code, page.t(&format!("{under}.{code}")), typed).hint(hint)
        })
        .collect()
}

fn coded<'a>(page: &Page, codes: impl Iterator<Item = &'a str>, under: &str, hint: &str, typed: &str) -> Vec<Choice> {
    codes
        .map(|code| {
            let why = page.t(&format!("{under}.{code}{hint}"));
            Choice::new(code, page.t(&format!("{under}.{code}")), typed).hint(why)
        })
        .collect()
}

fn rows(fields: &Fields<'_>, material: &Material, typed: &DraftForm) -> Vec<RowView> {
    material
        .indicators
        .iter()
        .zip(1u32..)
        .map(|(indicator, number)| row(fields, indicator, number, typed))
        .collect()
}

fn row(fields: &Fields<'_>, indicator: &Indicator, number: u32, typed: &DraftForm) -> RowView {
    let page = fields.page;
    let key = &indicator.observed.key;
    let (chosen, asset, amount, txid) = typed.typed_row(indicator.id);
    let chain = key.chain.as_ref().map_or("", |chain| chain.name());
    let field = |name: &str, value: &str| {
        FieldView::new(
            name,
            page.ta(&format!("requests.form.field.row_{name}.label"), [("number", number)]),
        )
        .id(format!("{name}.{number}"))
        .value(value)
        .error(fields.error(&format!("{name}.{number}")))
        .optional()
    };
    let mut assets = vec![Choice::new("", page.t("requests.form.any_asset"), asset)];
    assets.extend(Asset::known_on(chain).map(|known| Choice::new(known.symbol.clone(), known.symbol, asset)));
    RowView {
        id: indicator.id.to_string(),
        address: super::words::address(page, key.kind.code(), chain, &key.value, &key.tag),
        what: indicator.note.clone(),
        chosen,
        pick: FieldView::new("pick", page.ta("requests.form.row", [("number", number)]))
            .id(format!("pick.{number}"))
            .error(fields.error(&format!("pick.{number}"))),
        pick_label: page.ta("requests.form.pick", [("value", key.value.as_str())]),
        asset: field("asset", asset),
        assets,
        amount: field("amount", amount).left_to_right().keyboard("decimal"),
        txid: field("txid", txid).left_to_right(),
    }
}

fn gate(page: &Page, report: &Report, typed: &DraftForm, faults: &[Fault]) -> GateView {
    let text = |check: &Check, ending: &str| page.t(&format!("requests.check.{check}.{ending}")).into_owned();
    let kind: Kind = typed.kind.parse().unwrap_or(Kind::Freeze);
    let of = |wanted: Finding, ending: &str| -> Vec<CheckView> {
        report
            .findings
            .iter()
            .filter(|(_, finding)| *finding == wanted)
            .map(|(check, _)| CheckView {
                text: text(check, ending),
                about: field_of(*check, kind),
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
            about: field_of(*check, kind),
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
    GateView {
        score: report.score(),
        of_score: page.t("requests.form.of_hundred").into_owned(),
        blocks: of(Finding::Blocks, "block"),
        explain,
        passes: of(Finding::Passes, "pass"),
    }
}

/// What the platform table promises for the urgency that is chosen.
fn promised(page: &Page, kind: Kind, urgency: &str) -> Vec<Fact> {
    let Ok(urgency) = urgency.parse::<Urgency>() else {
        return Vec::new();
    };
    [ClockKind::Ack, ClockKind::Decision, ClockKind::Execution]
        .into_iter()
        .filter_map(|clock| {
            let promise = platform_promise(urgency, kind, clock)?;
            let spans: Vec<String> = promise
                .spans
                .iter()
                .map(|span| page.n(&format!("clocks.span.{}", span.code()), span.count()))
                .collect();
            Some(Fact::new(
                page.t(&format!("clocks.kind.{clock}")),
                page.words().list(&spans),
            ))
        })
        .collect()
}
