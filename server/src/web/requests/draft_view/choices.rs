//! What can be chosen in the form: exchanges, legal bases, and coded words with their hints.

use crate::domain::legal_bases::{Jurisdiction, LegalBasis};
use crate::domain::requests::kinds::{Kind, Route};
use crate::service::requests::drafting::Material;
use crate::web::organisations::exchange_named;
use crate::web::page::Page;
use crate::web::views::{Choice, ChoiceGroup};

pub(super) fn recipients(page: &Page, material: &Material, typed: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", page.t("site.field.choose"), typed)];
    choices.extend(
        material
            .exchanges
            .iter()
            .map(|one| Choice::new(one.id.to_string(), exchange_named(page, one), typed)),
    );
    choices
}

/// The bases that carry this kind on the way of this form: those an authority of the reader's country may rely on, and
/// apart from them those of other jurisdictions, each with the one it is of. The gate judges the choice.
pub(super) fn bases(page: &Page, material: &Material, carried: Kind, typed: &str) -> Vec<ChoiceGroup> {
    let country = page.visitor.as_ref().map(|visitor| visitor.actor.country);
    let fitting = material
        .bases
        .iter()
        .filter(|basis| basis.carries(carried, Route::Direct));
    let is_here = |basis: &&LegalBasis| country.is_some_and(|country| basis.is_of(country));
    let (here, elsewhere): (Vec<_>, Vec<_>) = fitting.partition(is_here);
    let group = |name: Option<&str>, choices: Vec<Choice>| ChoiceGroup {
        name: name.map(|name| page.t(&format!("requests.form.bases.{name}")).into_owned()),
        choices,
    };
    let choices = |bases: Vec<&LegalBasis>, key: &str| -> Vec<Choice> {
        let choice = |basis: &LegalBasis| {
            let name = page.t(&format!("requests.basis.{}.name", basis.code)).into_owned();
            let gaps = [
                ("name", name),
                ("version", basis.version.to_string()),
                ("jurisdiction", jurisdiction(page, &basis.jurisdiction)),
            ];
            Choice::new(basis.id.to_string(), page.ta(key, gaps), typed)
        };
        bases.into_iter().map(choice).collect()
    };
    let mut groups = vec![
        group(None, vec![Choice::new("", page.t("site.field.choose"), typed)]),
        group(Some("here"), choices(here, "requests.form.basis")),
        group(Some("elsewhere"), choices(elsewhere, "requests.form.basis_elsewhere")),
    ];
    groups.retain(|group| !group.choices.is_empty());
    groups
}

/// Whose law it is, in words.
fn jurisdiction(page: &Page, jurisdiction: &Jurisdiction) -> String {
    match jurisdiction {
        Jurisdiction::Of(country) => page.country(*country),
        Jurisdiction::Any => page.t("requests.form.bases.of_any").into_owned(),
        Jurisdiction::EuropeanUnion => page.t("requests.form.bases.of_union").into_owned(),
        Jurisdiction::Parties => page.t("requests.form.bases.of_parties").into_owned(),
    }
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
    let others = material.deputies().filter(|person| {
        let id = person.id.to_string();
        Some(person.id) != reader || id == typed
    });
    let mut choices = vec![Choice::new("", page.t("requests.form.no_deputy"), typed)];
    choices.extend(others.map(|person| Choice::new(person.id.to_string(), person.name.clone(), typed)));
    choices
}
