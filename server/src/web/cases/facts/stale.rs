//! What somebody else saved while one was writing.

use crate::domain::cases::{Case, Typed};
use crate::web::cases::looks;
use crate::web::page::Page;
use crate::web::seen;
use crate::web::views::{ErrorLine, ErrorSummary};

/// What is saved now where it differs from what was typed. The next save counts as made from what is saved now.
pub fn changes(page: &Page, case: &Case, opened: &str) -> ErrorSummary {
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
    let saved_fields = fields(case);
    let changed = seen::changed(opened, &saved_fields);
    let day = |day: Option<jiff::civil::Date>| day.map(|day| page.date(day)).unwrap_or_default();
    let line = |field: &str, name: &str, now: String| {
        let now = if now.is_empty() { nothing.clone() } else { now };
        let gaps = [("field", page.t(name).into_owned()), ("saved", now)];
        changed.contains(&field).then(|| ErrorLine {
            field: field.to_owned(),
            text: page.ta("cases.form.saved_as", gaps),
        })
    };
    let lines = [
        line("title", "cases.field.title.label", saved.title.clone()),
        line(
            "offence",
            "cases.field.offence.label",
            looks::offence(page, facts.offence),
        ),
        line("summary", "cases.field.summary.label", saved.summary.clone()),
        line("from", "cases.field.from.label", day(facts.from)),
        line("to", "cases.field.to.label", day(facts.to)),
        line(LOSSES, "cases.form.losses", words.list(&losses)),
        line(VICTIMS, "cases.form.victims", words.list(&victims)),
    ];
    ErrorSummary {
        title: page.t("cases.form.stale").into_owned(),
        lines: lines.into_iter().flatten().collect(),
    }
}

/// The first fields of losses and victims: what is wrong with all of them leads there.
const LOSSES: &str = "losses.0.asset";
const VICTIMS: &str = "victims.0.country";

/// The marks of a case as its form is opened.
pub fn opened_as(case: &Case) -> String {
    seen::marks(&fields(case))
}

fn fields(case: &Case) -> Vec<(&'static str, String)> {
    let saved = Typed::of(case);
    vec![
        ("title", saved.title),
        ("offence", saved.offence),
        ("summary", saved.summary),
        ("from", saved.from),
        ("to", saved.to),
        (LOSSES, format!("{:?}", case.facts.losses)),
        (VICTIMS, format!("{:?}", case.facts.victims)),
    ]
}
