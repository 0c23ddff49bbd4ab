//! What can be chosen in the form: exchanges, legal bases, and coded words with their hints.

use crate::domain::organisations::Organisation;
use crate::domain::requests::kinds::Kind;
use crate::service::requests::drafting::Material;
use crate::web::page::Page;
use crate::web::views::Choice;

pub(super) fn recipients(page: &Page, material: &Material, typed: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", page.t("site.field.choose"), typed)];
    choices.extend(
        material
            .exchanges
            .iter()
            .map(|one| Choice::new(one.id.to_string(), named(page, one), typed)),
    );
    choices
}

pub(super) fn named(page: &Page, exchange: &Organisation) -> String {
    page.ta(
        "requests.form.exchange",
        [
            ("name", exchange.name.clone()),
            ("country", page.country(exchange.country)),
        ],
    )
}

/// Bases of the reader's own country first in the list of those that carry this kind; the gate judges the choice.
pub(super) fn bases(page: &Page, material: &Material, carried: Kind, typed: &str) -> Vec<Choice> {
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

pub(super) fn plain<'a>(page: &Page, codes: impl Iterator<Item = &'a str>, under: &str, typed: &str) -> Vec<Choice> {
    codes
        .map(|code| Choice::new(code, page.t(&format!("{under}.{code}")), typed))
        .collect()
}

pub(super) fn hinted<'a>(page: &Page, codes: impl Iterator<Item = &'a str>, under: &str, typed: &str) -> Vec<Choice> {
    codes
        .map(|code| {
            let hint = page.t(&format!("{under}_hint.{code}"));
            Choice::new(code, page.t(&format!("{under}.{code}")), typed).hint(hint)
        })
        .collect()
}

pub(super) fn coded<'a>(
    page: &Page,
    codes: impl Iterator<Item = &'a str>,
    under: &str,
    hint: &str,
    typed: &str,
) -> Vec<Choice> {
    codes
        .map(|code| {
            let why = page.t(&format!("{under}.{code}{hint}"));
            Choice::new(code, page.t(&format!("{under}.{code}")), typed).hint(why)
        })
        .collect()
}

/// The words of `all`, of which any may be ticked.
pub(super) fn ticked<T: Copy + std::fmt::Display>(
    page: &Page,
    all: &[T],
    under: &str,
    typed: &[String],
) -> Vec<Choice> {
    all.iter()
        .map(|one| {
            let code = one.to_string();
            let chosen = typed.iter().find(|typed| **typed == code).cloned();
            Choice::new(
                code.clone(),
                page.t(&format!("{under}.{code}")),
                &chosen.unwrap_or_default(),
            )
        })
        .collect()
}

/// Colleagues who may answer for the author: all but the reader.
pub(super) fn deputies(page: &Page, material: &Material, typed: &str) -> Vec<Choice> {
    let reader = page.visitor.as_ref().and_then(|visitor| visitor.actor.person);
    let others = material.deputies.iter().filter(|person| {
        let id = person.id.to_string();
        Some(person.id) != reader || id == typed
    });
    let mut choices = vec![Choice::new("", page.t("requests.form.no_deputy"), typed)];
    choices.extend(others.map(|person| Choice::new(person.id.to_string(), person.name.clone(), typed)));
    choices
}
