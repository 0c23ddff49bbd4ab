//! One's own organisation, for those who look after it: who works there in which roles, and when its desk works.

use super::{CellView, CountView, MOST, SectionView, TableView, heads, more};
use crate::domain::organisations::Holiday;
use crate::domain::people::{Person, Standing};
use crate::service::organisations::Own;
use crate::web::hours;
use crate::web::members::href;
use crate::web::page::Page;
use crate::web::views::{Fact, Icon, Tag, Tone};
use crate::web::words;

/// What an administrator of an agency or an exchange finds.
pub fn section(page: &Page, view: SectionView, own: &Own) -> SectionView {
    let active = own.members.iter().filter(|person| person.standing == Standing::Active);
    let figure = |key: &str, count: usize, is_bad: bool| CountView {
        name: page.t(&format!("home.members.{key}")).into_owned(),
        value: page.words().number(count),
        detail: page.t(&format!("home.members.{key}_detail")).into_owned(),
        hot: is_bad && count == 0,
    };
    SectionView {
        figures: vec![
            figure("active", active.count(), true),
            CountView {
                hot: !own.unheld.is_empty(),
                ..figure("unheld", own.unheld.len(), false)
            },
            figure("holidays", own.holidays.len(), true),
        ],
        facts: facts(page, own),
        tables: vec![TableView {
            id: "members",
            title: page.t("home.members.title").into_owned(),
            heads: heads(page, "members", &["name", "roles", "standing"]),
            rows: own.members.iter().take(MOST).map(|person| row(page, person)).collect(),
            none: (String::new(), String::new()),
            more: more(page, own.members.len()),
        }],
        ..view
    }
}

fn facts(page: &Page, own: &Own) -> Vec<Fact> {
    let words = page.words();
    let label = |key: &str| page.t(&format!("home.members.fact.{key}")).into_owned();
    let unheld: Vec<String> = own.unheld.iter().map(|role| words::role(words, *role)).collect();
    let holidays: Vec<String> = own.holidays.iter().map(|day| holiday(page, day)).collect();
    let languages = own.organisation.languages.iter();
    let languages: Vec<String> = languages
        .map(|tag| words.language_named(tag).unwrap_or_else(|| tag.clone()))
        .collect();
    let or_none = |texts: &[String], none: &str| {
        if texts.is_empty() {
            page.t(&format!("home.members.fact.{none}")).into_owned()
        } else {
            words.list(texts)
        }
    };
    vec![
        Fact::new(label("unheld"), or_none(&unheld, "all_held")),
        Fact::new(label("hours"), hours::told(page, &own.organisation.calendar)),
        Fact::new(label("holidays"), or_none(&holidays, "no_holidays")),
        Fact::new(label("languages"), or_none(&languages, "no_languages")),
    ]
}

fn holiday(page: &Page, day: &Holiday) -> String {
    let name = day.name(page.lang()).to_owned();
    page.ta(
        "home.members.fact.holiday",
        [("date", page.date(day.on)), ("name", name)],
    )
}

fn row(page: &Page, person: &Person) -> Vec<CellView> {
    let (tone, icon) = match person.standing {
        Standing::Invited => (Tone::Faint, Icon::Hourglass),
        Standing::Active => (Tone::Ok, Icon::Check),
        Standing::Suspended => (Tone::Danger, Icon::Lock),
        Standing::Left => (Tone::Faint, Icon::Cross),
    };
    let assurance = page
        .t(&format!("people.assurance.{}", person.assurance.code()))
        .into_owned();
    vec![
        CellView {
            href: Some(href(person.id)),
            ..CellView::new(&person.name).sub(&person.email)
        },
        CellView::new(words::roles(page.words(), person.roles)),
        CellView {
            sub: Some(assurance),
            ..CellView::tags(vec![Tag::new(
                tone,
                icon,
                page.t(&format!("people.standing.{}", person.standing)),
            )])
        },
    ]
}
