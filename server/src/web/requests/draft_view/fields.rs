//! Every field of the form with its label, its hint, what was typed and what is wrong.

use crate::domain::change::Fault;
use crate::domain::clocks::{ClockKind, Urgency, platform_promise};
use crate::domain::requests::kinds::{AtExpiry, DataKind, Kind, ReleaseReason, Scope, Tlp};
use crate::domain::requests::quality::LEAST_FACTS;
use crate::domain::requests::undertakings::Undertaking;
use crate::service::requests::drafting::Material;
use crate::text::Language;
use crate::web::page::Page;
use crate::web::views::{Choice, Crumb, ErrorSummary, Fact, FieldView};

use crate::web::requests::clocks::spans_of;
use crate::web::requests::draft_form::{DraftForm, LONGEST_FACTS};

use super::FormView;
use super::choices::{bases, coded, deputies, hinted, plain, recipients, ticked};
use super::periods::{PeriodView, periods};
use super::rows::{rows, search};

pub(super) fn form(page: &Page, material: &Material, typed: &DraftForm, faults: &[Fault], action: String) -> FormView {
    let kind: Kind = typed.kind.parse().unwrap_or(Kind::Freeze);
    let fields = Fields { page, faults };
    let case = format!("/cases/{}", material.case.id);
    let rows = if kind.follows() {
        Vec::new()
    } else {
        rows(&fields, material, typed)
    };
    let periods = periods(&fields, typed);
    let needed = |what: &str| page.t(&format!("requests.form.needed.{what}"));
    let facts_hint = page.na(
        "requests.form.field.facts.hint",
        LONGEST_FACTS,
        [("least", LEAST_FACTS)],
    );
    let mut view = FormView {
        action,
        creates: String::new(),
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
        why_recipient: fields.of("why_recipient", &typed.why_recipient).optional(),
        deputy: fields.of("deputy", &typed.deputy).optional(),
        deputies: deputies(page, material, &typed.deputy),
        basis: fields.of("basis", &typed.basis),
        // Of what follows another the draft itself says what carries it.
        bases: bases(page, material, kind, &typed.basis),
        law: page.t("requests.not_legal_advice").into_owned(),
        urgency: fields.of("urgency", &typed.urgency),
        urgencies: coded(
            page,
            Urgency::ALL.iter().map(|urgency| urgency.code()),
            "clocks.urgency",
            // Of money to be let go nothing is lost by waiting.
            if kind == Kind::Release { ".release" } else { ".why" },
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
        parts: Vec::new(),
        search: search(&fields, material, typed).filter(|_| !kind.follows()),
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
        until: until(page, fields.of("until", &typed.until), kind.keeps_data()),
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
        data_kinds: ticked(page, DataKind::ALL, "requests.data", &typed.data),
        data_from: fields.of("data_from", &typed.data_from).optional(),
        data_to: fields.of("data_to", &typed.data_to).optional(),
        has_periods: typed.has_own_periods() || periods.iter().any(PeriodView::is_wrong),
        periods,
        facts: fields.of("facts", &typed.facts).hint(facts_hint),
        flows: fields.of("flows", &typed.flows).optional().left_to_right(),
        tlp: fields.of("tlp", &typed.tlp),
        tlps: hinted(page, Tlp::ALL.iter().map(|tlp| tlp.code()), "requests.tlp", &typed.tlp),
        secret_until: fields.of("secret_until", &typed.secret_until).optional(),
        secret_basis: fields.of("secret_basis", &typed.secret_basis).needed(needed("secret")),
        undertakings: fields.of("undertakings", "").optional(),
        undertaking_choices: ticked(page, Undertaking::ALL, "requests.undertaking", &typed.undertakings),
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

/// Data is kept, and money held.
pub(super) fn until(page: &Page, field: FieldView, is_data: bool) -> FieldView {
    if !is_data {
        return field;
    }
    FieldView {
        label: page.t("requests.form.field.keep_until.label").into_owned(),
        ..field
    }
}

pub(super) struct Fields<'a> {
    pub(super) page: &'a Page,
    faults: &'a [Fault],
}

impl Fields<'_> {
    /// A field with its label, its hint where there is one, what was typed and what is wrong.
    pub(super) fn of(&self, name: &str, value: &str) -> FieldView {
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

    pub(super) fn error(&self, field: &str) -> Option<String> {
        self.faults
            .iter()
            .find(|fault| fault.field == field)
            .map(|fault| self.page.fault(fault))
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
                spans_of(page, clock, &spans),
            ))
        })
        .collect()
}
