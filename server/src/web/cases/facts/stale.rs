//! What somebody else saved while one was writing.

use crate::domain::cases::{Case, Typed};
use crate::web::cases::looks;
use crate::web::page::Page;
use crate::web::views::{ErrorLine, ErrorSummary};

/// What is saved now where it differs from what was typed. The next save counts as made from what is saved now.
pub fn changes(page: &Page, case: &Case, typed: &Typed) -> ErrorSummary {
    let saved = Typed::of(case);
    let nothing = page.t("cases.form.nothing").into_owned();
    let facts = &case.facts;
    let words = page.words();
    let losses: Vec<String> = facts.losses.iter().map(|loss| looks::loss(page, loss)).collect();
    let victims: Vec<String> = facts
        .victims
        .iter()
        .map(|(country, count)| {
            let gaps = [("country", page.country(country)), ("count", words.number(*count))];
            page.ta("cases.form.victims_of", gaps)
        })
        .collect();
    let typed_facts = typed.read().ok();
    let same_losses = typed_facts.as_ref().is_some_and(|typed| typed.losses == facts.losses);
    let same_victims = typed_facts.as_ref().is_some_and(|typed| typed.victims == facts.victims);
    let day = |day: Option<jiff::civil::Date>| day.map(|day| page.date(day)).unwrap_or_default();
    let line = |field: &str, name: &str, is_same: bool, now: String| {
        let now = if now.is_empty() { nothing.clone() } else { now };
        let gaps = [("field", page.t(name).into_owned()), ("saved", now)];
        (!is_same).then(|| ErrorLine {
            field: field.to_owned(),
            text: page.ta("cases.form.saved_as", gaps),
        })
    };
    let same = |saved: &str, typed: &str| saved.replace("\r\n", "\n").trim() == typed.replace("\r\n", "\n").trim();
    let lines = [
        line(
            "title",
            "cases.field.title.label",
            same(&saved.title, &typed.title),
            saved.title.clone(),
        ),
        line(
            "offence",
            "cases.field.offence.label",
            saved.offence == typed.offence,
            looks::offence(page, facts.offence),
        ),
        line(
            "summary",
            "cases.field.summary.label",
            same(&saved.summary, &typed.summary),
            saved.summary.clone(),
        ),
        line(
            "from",
            "cases.field.from.label",
            saved.from == typed.from,
            day(facts.from),
        ),
        line("to", "cases.field.to.label", saved.to == typed.to, day(facts.to)),
        line("losses.0.asset", "cases.form.losses", same_losses, words.list(&losses)),
        line(
            "victims.0.country",
            "cases.form.victims",
            same_victims,
            words.list(&victims),
        ),
    ];
    ErrorSummary {
        title: page.t("cases.form.stale").into_owned(),
        lines: lines.into_iter().flatten().collect(),
    }
}
