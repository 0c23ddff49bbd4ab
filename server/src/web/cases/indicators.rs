//! Adding indicators: the paste box, what would become of each line, and what came of adding them.

use std::collections::{HashMap, HashSet};

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::facts::line_of;
use super::{href, id_in, looks};
use crate::domain::cases::indicators::ChecksumState;
use crate::domain::cases::pasted::{Correction, Line, Need, Reading, Sheet, Standing};
use crate::domain::cases::{Case, InformationGrade, SourceGrade, TypedBatch};
use crate::domain::change::{Fault, Refusal};
use crate::domain::indicators::{Chain, IndicatorKind, Reason};
use crate::domain::requests::kinds::Confidence;
use crate::service::cases::{self, List};
use crate::service::{Context, Error};
use crate::web::form;
use crate::web::page::{Answer, Page, again, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{AddressView, Choice, Crumb, ErrorSummary, FieldView, Icon, Tag, Tone};

/// Lines a preview shows. The others are counted, and nothing of them is lost: they stand in the box.
const SHOWN: usize = 200;

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

struct SheetView {
    ready: String,
    merged: Option<String>,
    needing: Option<String>,
    more: Option<String>,
    /// The words of the button; nothing where no line can be added.
    add: Option<String>,
    rows: Vec<LineView>,
    /// Corrections of lines that do not show.
    kept: Vec<KeptView>,
}

struct LineView {
    line: String,
    key: String,
    address: AddressView,
    chain_words: String,
    /// Asked of the person: which chain.
    chain: Option<(FieldView, Vec<Choice>)>,
    /// The chain that was chosen before, where it is not asked again.
    chosen: String,
    /// Asked of the person: the tag.
    tag: Option<FieldView>,
    /// The tag that was typed before, where it is not asked again.
    typed: String,
    /// Asked of the person: whether there is none; the id of the box, and whether it is ticked.
    no_tag: Option<(String, bool)>,
    has_no_tag: bool,
    verdict: Tag,
    advice: String,
    is_hot: bool,
}

struct KeptView {
    key: String,
    chain: String,
    tag: String,
    has_no_tag: bool,
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
    let case = cases::of_form(&caller.context(), id_in(&id)?).await?;
    case.may_work(caller.actor())?;
    shown(&view(page, &case, &ListForm::blank(), None, &[]))
}

/// `POST /cases/{id}/indicators/preview`.
pub async fn preview_indicators(
    page: Page,
    caller: Caller,
    id: web::Path<String>,
    sent: form::Typed<ListForm>,
) -> Answer {
    let (form::Typed::Sent(form) | form::Typed::Resumed(form)) = sent;
    previewed(page, &caller.context(), &id, &form, &[]).await
}

/// `POST /cases/{id}/indicators`.
pub async fn add_indicators(page: Page, caller: Caller, id: web::Path<String>, sent: form::Typed<ListForm>) -> Answer {
    let cx = caller.context();
    let form = match sent {
        form::Typed::Sent(form) => form,
        form::Typed::Resumed(form) => return previewed(page, &cx, &id, &form, &[]).await,
    };
    let added = match cases::add_indicators(&cx, id_in(&id)?, &form.list()).await {
        Ok(added) => added,
        Err(Error::Refused(Refusal::Fields(faults))) => return previewed(page, &cx, &id, &form, &faults).await,
        Err(error) => return Err(error.into()),
    };
    let gaps = [
        ("added", page.words().number(added.added)),
        ("merged", page.words().number(added.merged)),
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
    let summary = ErrorSummary {
        title: page.n("site.errors.title", faults.len()),
        lines: all.into_iter().filter_map(|field| line_of(&page, field)).collect(),
    };
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
        crumbs: vec![
            Crumb {
                href: Some("/cases".to_owned()),
                text: page.t("cases.index.title").into_owned(),
            },
            Crumb {
                href: Some(href(case.id)),
                text: case.reference.clone(),
            },
            Crumb {
                href: None,
                text: page.t("cases.paste.title").into_owned(),
            },
        ],
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

fn chain_choices(page: &Page, chains: &[Chain], typed: &str, none: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", page.t(none), typed)];
    choices.extend(
        chains
            .iter()
            .map(|chain| Choice::new(chain.name(), looks::chain(page, chain), typed)),
    );
    choices
}

/// Lines that wait for a person come first, then those that were corrected, then the rest.
fn sheet_view(page: &Page, sheet: &Sheet, list: &List) -> SheetView {
    let counts = sheet.counts();
    let is_corrected = |line: &Line| line.correction != Correction::default();
    let rank = |line: &&Line| match line.standing {
        Standing::Needs(_) => 0,
        Standing::Ready(_) | Standing::Repeats(_) | Standing::Known => {
            if is_corrected(line) {
                1
            } else {
                2
            }
        }
    };
    let mut lines: Vec<&Line> = sheet.lines.iter().collect();
    lines.sort_by_key(rank);
    let rest = lines.split_off(lines.len().min(SHOWN));
    let mut shown = lines;
    shown.sort_by_key(|line| (!matches!(line.standing, Standing::Needs(_)), line.line));
    // Lines that read the same share one correction; it stands in the form once.
    let mut named = HashSet::new();
    let rows: Vec<LineView> = shown
        .into_iter()
        .map(|line| line_view(page, line, list.kind, named.insert(line.key.clone())))
        .collect();
    let kept = rest
        .iter()
        .filter(|line| is_corrected(line) && named.insert(line.key.clone()))
        .map(|line| KeptView {
            key: line.key.clone(),
            chain: line
                .correction
                .chain
                .as_ref()
                .map(|chain| chain.name().to_owned())
                .unwrap_or_default(),
            tag: line.correction.tag.clone(),
            has_no_tag: line.correction.has_no_tag,
        })
        .collect();
    let some = |count: usize, key: &str| (count > 0).then(|| page.n(key, count));
    SheetView {
        ready: page.n("cases.paste.ready", counts.ready),
        merged: some(counts.merged, "cases.paste.merged"),
        needing: some(counts.needing, "cases.paste.needing"),
        more: some(rest.len(), "cases.paste.more"),
        add: some(counts.ready, "cases.paste.add"),
        rows,
        kept,
    }
}

/// `is_first`: no line above reads the same, so the questions are asked here.
fn line_view(page: &Page, line: &Line, kind: IndicatorKind, is_first: bool) -> LineView {
    let (verdict, advice) = verdict(page, line, kind);
    let correction = &line.correction;
    let chosen = correction
        .chain
        .as_ref()
        .map(|chain| chain.name().to_owned())
        .unwrap_or_default();
    let choices: Option<&[Chain]> = match &line.standing {
        Standing::Needs(Need::Chain(fitting)) if fitting.is_empty() => Some(Chain::ALL),
        Standing::Needs(Need::Chain(fitting)) => Some(fitting),
        Standing::Needs(Need::Value(_, fitting)) if !fitting.is_empty() => Some(fitting),
        _ if correction.chain.is_some() => Some(Chain::ALL),
        Standing::Ready(_) | Standing::Repeats(_) | Standing::Known | Standing::Needs(_) => None,
    };
    let asks_tag = match &line.standing {
        Standing::Needs(Need::Tag(kind) | Need::TagForm(kind)) => Some(*kind),
        Standing::Ready(_) | Standing::Repeats(_) | Standing::Known | Standing::Needs(_) => {
            let was_asked = !correction.tag.is_empty() || correction.has_no_tag;
            line.chain.as_ref().and_then(Chain::needs_tag).filter(|_| was_asked)
        }
    };
    let chain = choices.filter(|_| is_first).map(|choices| {
        let field = FieldView::new("line_chain", page.t("cases.paste.chain_of_line"))
            .id(format!("chain-{}", line.key))
            .value(&chosen);
        (field, chain_choices(page, choices, &chosen, "site.field.choose"))
    });
    let tag = asks_tag.filter(|_| is_first).map(|kind| {
        FieldView::new("line_tag", page.t(&format!("indicators.tag.{kind}")))
            .id(format!("tag-{}", line.key))
            .value(&correction.tag)
            .left_to_right()
    });
    let no_tag = tag
        .is_some()
        .then(|| (format!("no-tag-{}", line.key), correction.has_no_tag));
    let shown_tag = if tag.is_some() { "" } else { line.tag.as_str() };
    LineView {
        line: page.words().number(line.line),
        key: if is_first { line.key.clone() } else { String::new() },
        address: looks::address(page, kind, line.chain.as_ref(), &line.value, shown_tag),
        chain_words: line
            .chain
            .as_ref()
            .map(|chain| looks::chain(page, chain))
            .unwrap_or_default(),
        chain,
        chosen,
        typed: correction.tag.clone(),
        has_no_tag: correction.has_no_tag && no_tag.is_none(),
        tag,
        no_tag,
        verdict,
        advice,
        is_hot: matches!(line.standing, Standing::Needs(_)),
    }
}

/// What becomes of a line, and what to do.
fn verdict(page: &Page, line: &Line, kind: IndicatorKind) -> (Tag, String) {
    let told = |tone, icon, word: &str| {
        let tag = Tag::new(tone, icon, page.t(&format!("indicators.verdict.{word}"))).wrapping();
        (tag, page.t(&format!("indicators.verdict_hint.{word}")).into_owned())
    };
    match &line.standing {
        Standing::Ready(given) => match given.observed.checksum {
            ChecksumState::Holds => told(Tone::Ok, Icon::Check, "valid"),
            ChecksumState::None if kind == IndicatorKind::Address => told(Tone::Warn, Icon::Alert, "no_checksum"),
            ChecksumState::None => {
                let tag = Tag::new(Tone::Ok, Icon::Check, page.t("cases.paste.reads"));
                (tag, String::new())
            }
            ChecksumState::Unchecked => told(Tone::Warn, Icon::Eye, "unchecked"),
        },
        Standing::Repeats(first) => {
            let (tag, _) = told(Tone::Faint, Icon::Copy, "duplicate");
            let line = [("line", page.words().number(*first))];
            (tag, page.ta("indicators.verdict_hint.duplicate", line))
        }
        Standing::Known => {
            let tag = Tag::new(Tone::Faint, Icon::Copy, page.t("cases.paste.known")).wrapping();
            (tag, page.t("cases.paste.known_hint").into_owned())
        }
        Standing::Needs(Need::Chain(_)) => told(Tone::Danger, Icon::Question, "ambiguous"),
        Standing::Needs(Need::Tag(_)) => told(Tone::Danger, Icon::Alert, "tag_missing"),
        Standing::Needs(Need::TagForm(_)) => told(Tone::Danger, Icon::Cross, "tag_malformed"),
        Standing::Needs(Need::Network) => {
            let (tag, _) = told(Tone::Danger, Icon::Cross, "invalid");
            (tag, page.t("indicators.paste.unknown_network").into_owned())
        }
        Standing::Needs(Need::Value(reason, _)) => {
            let (tag, _) = told(Tone::Danger, Icon::Cross, "invalid");
            (tag, reason_words(page, *reason, kind))
        }
    }
}

fn reason_words(page: &Page, reason: Reason, kind: IndicatorKind) -> String {
    match (kind, reason) {
        (IndicatorKind::Address | IndicatorKind::Contract, _) | (_, Reason::Deceptive | Reason::SecretKey) => {
            page.t(&format!("indicators.reason.{reason}")).into_owned()
        }
        (_, _) => {
            let name = page.t(&format!("indicators.kind.{kind}"));
            page.ta("cases.paste.not_of_kind", [("kind", name)])
        }
    }
}
