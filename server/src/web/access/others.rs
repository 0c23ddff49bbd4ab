//! What is done to organisations, accounts and how people sign in: by which roles, and what it asks of the sign-in.

use super::{OtherView, asks};
use crate::domain::actor::{OrganisationKind, Role, Roles};
use crate::domain::members::administering::administrators;
use crate::domain::needs::{Needs, PACE};
use crate::domain::organisations::attestation;
use crate::domain::{applications, assurance, pace, people, providers, suspensions};
use crate::web::page::Page;
use crate::web::words;

/// Every such act, those of `role` where one is named.
pub(super) fn all(page: &Page, role: Option<Role>) -> Vec<OtherView> {
    let anywhere: Roles = OrganisationKind::ALL
        .iter()
        .flat_map(|kind| administrators(*kind))
        .copied()
        .collect();
    let of = |roles: &[Role]| roles.iter().copied().collect::<Roles>();
    let keepers = of(people::KEEPERS);

    let accounts = people::Act::ALL
        .iter()
        .map(|act| (format!("people.{act}"), keepers, act.needs()));
    let stops = suspensions::Act::ALL
        .iter()
        .map(|act| (format!("suspensions.{act}"), keepers, act.needs()));
    let joining = applications::Act::ALL
        .iter()
        .map(|act| (format!("applications.{act}"), of(applications::DECIDING), act.needs()));
    let attesting = attestation::Act::ALL
        .iter()
        .map(|act| (format!("attestations.{act}"), of(act.roles()), act.needs()));
    let evidence = assurance::Act::ALL
        .iter()
        .map(|act| (format!("assurance.{act}"), of(&act.anywhere()), act.needs()));
    let signing_in = providers::Act::ALL
        .iter()
        .map(|act| (format!("providers.{act}"), anywhere, act.needs()));
    let limits = [("pace".to_owned(), of(pace::SETTING), PACE)];

    let all = accounts.chain(stops).chain(joining).chain(attesting).chain(evidence);
    let all = all.chain(signing_in).chain(limits);
    all.filter(|(_, roles, _)| role.is_none_or(|role| roles.has(role)))
        .map(|(word, roles, needs): (String, Roles, Needs)| OtherView {
            act: page.t(&format!("access.other.{word}")).into_owned(),
            who: words::roles(page.words(), roles),
            asks: asks(page, needs),
        })
        .collect()
}
