//! Adding indicators: the paste box, what would become of each line, and what came of adding them.

mod sheet;

use std::collections::{HashMap, HashSet};

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use sheet::{SheetView, chain_choices, sheet_view};

use super::{crumbs, href, id_in};
use crate::domain::cases::pasted::{Correction, Reading, Sheet};
use crate::domain::cases::{Case, InformationGrade, SourceGrade, TypedBatch};
use crate::domain::change::{Fault, Refusal};
use crate::domain::indicators::{Chain, IndicatorKind};
use crate::domain::requests::kinds::Confidence;
use crate::service::cases::{self, List};
use crate::service::{Context, Error};
use crate::web::form;
use crate::web::page::{Answer, Page, again, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Choice, Crumb, ErrorSummary, FieldView, Tone};

#[derive(Template)]
#[template(path = "cases/indicators.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    lead: String,
    href: String,
    /// What was just added.
    added: Option<String>,
    summary: ErrorSummary,
    lines: FieldView,
    kind: FieldView,
    kinds: Vec<Choice>,
    chain: FieldView,
    chains: Vec<Choice>,
    source: FieldView,
    note: FieldView,
    source_grade: FieldView,
    source_grades: Vec<Choice>,
    information_grade: FieldView,
    information_grades: Vec<Choice>,
    confidence: FieldView,
    confidences: Vec<Choice>,
    sheet: Option<SheetView>,
}

/// The fields as they are sent. Corrections are lists of equal length; `no_tag` names the lines that have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListForm {
    lines: String,
    kind: String,
    chain: String,
    source: String,
    note: String,
    source_grade: String,
    information_grade: String,
    confidence: String,
    line: Vec<String>,
    line_chain: Vec<String>,
    line_tag: Vec<String>,
    no_tag: Vec<String>,
}

impl ListForm {
    fn blank() -> Self {
        Self {
            kind: IndicatorKind::Address.code().to_owned(),
            ..Self::default()
        }
    }

    fn list(&self) -> List {
        let without: HashSet<&String> = self.no_tag.iter().collect();
        let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
        let correction = |place: usize, key: &String| Correction {
            chain: chain_in(&at(&self.line_chain, place)),
            tag: at(&self.line_tag, place),
            has_no_tag: without.contains(key),
        };
        let corrections: HashMap<String, Correction> = self
            .line
            .iter()
            .enumerate()
            .map(|(place, key)| (key.clone(), correction(place, key)))
            .collect();
        List {
            kind: self.kind.parse().unwrap_or(IndicatorKind::Address),
            reading: Reading {
                chain: chain_in(&self.chain),
                corrections,
            },
            text: self.lines.clone(),
            said: TypedBatch {
                note: self.note.clone(),
                source: self.source.clone(),
                source_grade: self.source_grade.clone(),
                information_grade: self.information_grade.clone(),
                confidence: self.confidence.clone(),
            },
        }
    }
}

fn chain_in(text: &str) -> Option<Chain> {
    Chain::known(text)
}

/// `GET /cases/{id}/indicators/new`.
pub async fn new_indicators(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let case = cases::open_form(&caller.context(), id_in(&id)?).await?;
    shown(&view(page, &case, &ListForm::blank(), None, &[]))
}

/// `POST /cases/{id}/indicators/preview`.
pub async fn preview_indicators(
    page: Page,
    caller: Caller,
    id: web::Path<String>,
    sent: form::Typed<ListForm>,
) -> Answer {
    let cx = caller.context();
    match sent {
        form::Typed::Sent(form) => previewed(page, &cx, &id, &form, &[]).await,
        form::Typed::Resumed(form) => resumed(page, &cx, &id, &form).await,
    }
}

/// `POST /cases/{id}/indicators`.
pub async fn add_indicators(page: Page, caller: Caller, id: web::Path<String>, sent: form::Typed<ListForm>) -> Answer {
    let cx = caller.context();
    let form = match sent {
        form::Typed::Sent(form) => form,
        form::Typed::Resumed(form) => return resumed(page, &cx, &id, &form).await,
    };
    let added = match cases::add_indicators(&cx, id_in(&id)?, &form.list()).await {
        Ok(added) => added,
        Err(Error::Refused(Refusal::Fields(faults))) => return previewed(page, &cx, &id, &form, &faults).await,
        Err(error) => return Err(error.into()),
    };
    let gaps = [
        ("added", page.words().number(added.added)),
        ("merged", page.words().number(added.known)),
        ("repeated", page.words().number(added.repeated)),
    ];
    if added.waiting.is_empty() {
        page.say_next(Tone::Ok, "cases.paste.added", &gaps).await?;
        return see_other(&format!("{}#indicators", href(id_in(&id)?)));
    }
    // What could be added is; the rest stands in the box again. Sent twice, it is merged.
    let rest = ListForm {
        lines: added.waiting,
        ..form
    };
    let said = page.ta("cases.paste.added_in_part", gaps);
    let (case, sheet) = cases::preview(&cx, id_in(&id)?, &rest.list()).await?;
    let mut view = view(page, &case, &rest, Some(&sheet), &[]);
    view.added = Some(said);
    shown(&view)
}

/// The form as it was typed, with what would become of each line: an empty box is no fault yet.
async fn resumed(page: Page, cx: &Context<'_>, id: &str, form: &ListForm) -> Answer {
    if form.lines.trim().is_empty() {
        let case = cases::of_form(cx, id_in(id)?).await?;
        return shown(&view(page, &case, form, None, &[]));
    }
    previewed(page, cx, id, form, &[]).await
}

/// The form with what would become of each line; where the list itself cannot be read, without.
async fn previewed(page: Page, cx: &Context<'_>, id: &str, form: &ListForm, faults: &[Fault]) -> Answer {
    let id = id_in(id)?;
    let list = form.list();
    match cases::preview(cx, id, &list).await {
        Ok((case, sheet)) if faults.is_empty() => shown(&view(page, &case, form, Some(&sheet), faults)),
        Ok((case, sheet)) => again(&view(page, &case, form, Some(&sheet), faults)),
        Err(Error::Refused(Refusal::Fields(more))) => {
            let case = cases::of_form(cx, id).await?;
            let all: Vec<Fault> = more
                .into_iter()
                .chain(faults.iter().filter(|fault| fault.field != "lines").cloned())
                .collect();
            again(&view(page, &case, form, None, &all))
        }
        Err(error) => Err(error.into()),
    }
}

fn view(page: Page, case: &Case, form: &ListForm, sheet: Option<&Sheet>, faults: &[Fault]) -> ListPage {
    let field = |name: &str, value: &str| {
        let fault = faults.iter().find(|fault| fault.field == name);
        FieldView::new(name, page.t(&format!("cases.field.{name}.label")))
            .value(value)
            .error(fault.map(|fault| page.fault(fault)))
    };
    let lines = field("lines", &form.lines).hint(page.t("cases.field.lines.hint"));
    let kind = field("kind", &form.kind).hint(page.t("cases.field.kind.hint"));
    let chain = field("chain", &form.chain)
        .hint(page.t("cases.field.chain.hint"))
        .optional();
    let source = field("source", &form.source).hint(page.t("cases.field.source.hint"));
    let note = field("note", &form.note)
        .hint(page.t("cases.field.note.hint"))
        .optional();
    let source_grade = field("source_grade", &form.source_grade);
    let information_grade = field("information_grade", &form.information_grade);
    let confidence = field("confidence", &form.confidence);
    let all = [
        &lines,
        &kind,
        &chain,
        &source,
        &note,
        &source_grade,
        &information_grade,
        &confidence,
    ];
    let summary = ErrorSummary::of(page.words(), all, faults);
    let grades = |words: &[(&str, String)], typed: &str| {
        let mut choices = vec![Choice::new("", page.t("site.field.choose"), typed)];
        choices.extend(
            words
                .iter()
                .map(|(code, word)| Choice::new(*code, word.as_str(), typed)),
        );
        choices
    };
    let word = |key: String| page.t(&key).into_owned();
    let sources: Vec<_> = SourceGrade::ALL
        .iter()
        .map(|grade| (grade.code(), word(format!("cases.source_grade.{grade}").to_lowercase())))
        .collect();
    let informations: Vec<_> = InformationGrade::ALL
        .iter()
        .map(|grade| (grade.code(), word(format!("cases.information_grade.{grade}"))))
        .collect();
    let confidences: Vec<_> = Confidence::ALL
        .iter()
        .map(|one| (one.code(), word(format!("requests.confidence.{one}"))))
        .collect();
    ListPage {
        crumbs: crumbs(&page, case, &page.t("cases.paste.title")),
        lead: page.ta("cases.paste.lead", [("reference", &case.reference)]),
        href: href(case.id),
        added: None,
        kinds: IndicatorKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.code(), word(format!("indicators.kind.{kind}")), &form.kind))
            .collect(),
        chains: chain_choices(&page, Chain::ALL, &form.chain, "cases.paste.each_says"),
        source_grades: grades(&sources, &form.source_grade),
        information_grades: grades(&informations, &form.information_grade),
        confidences: grades(&confidences, &form.confidence),
        sheet: sheet.map(|sheet| sheet_view(&page, sheet, &form.list())),
        summary,
        lines,
        kind,
        chain,
        source,
        note,
        source_grade,
        information_grade,
        confidence,
        page,
    }
}
