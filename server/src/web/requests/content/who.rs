//! Who asks: the agency, the officer with badge and mailbox, who answers for the officer, and who approved.

use super::super::words::{Cast, in_own_direction};
use crate::domain::assurance::{Part, least};
use crate::domain::values::Time;
use crate::service::requests::Opened;
use crate::web::organisations::desk;
use crate::web::page::Page;
use crate::web::views::Fact;

/// The lines of the card.
pub(super) fn who(page: &Page, opened: &Opened, cast: Cast<'_>) -> Vec<Fact> {
    let request = &opened.request;
    let label = |name: &str| page.t(&format!("requests.show.{name}")).into_owned();
    let agency = page.ta(
        "requests.show.agency_in",
        [
            ("agency", cast.asker.name.clone()),
            ("country", page.country(cast.asker.country)),
        ],
    );
    let (kind, urgency) = (request.content.kind, request.content.urgency);
    let of_author = least(kind, urgency, Part::Author);
    let of_approver = least(kind, urgency, Part::Approver);
    let mut facts = vec![
        Fact::new(label("agency"), in_own_direction(page, agency)),
        Fact::new(label("officer"), cast.person(request.author)),
    ];
    let assurance = |person| {
        let known = opened.asking.get(&person)?;
        Some(
            page.t(&format!("people.assurance.{}", known.assurance.code()))
                .into_owned(),
        )
    };
    facts.extend(
        assurance(request.author).map(|level| Fact::new(label("officer_assurance"), in_own_direction(page, level))),
    );
    let known = opened.asking.get(&request.author);
    facts.extend(
        known
            .and_then(|known| known.badge.clone())
            .map(|badge| Fact::latin(label("badge"), badge)),
    );
    facts.extend(known.map(|known| Fact::latin(label("mailbox"), known.email.clone())));
    let deputy = request.content.deputy.filter(|deputy| *deputy != request.author);
    if let Some((id, deputy)) = deputy.and_then(|id| Some((id, opened.asking.get(&id)?))) {
        let gaps = [
            ("person", cast.person(id).to_owned()),
            ("mailbox", deputy.email.clone()),
        ];
        facts.push(Fact::new(
            label("deputy"),
            in_own_direction(page, page.ta("requests.show.deputy_at", gaps)),
        ));
    }
    if !cast.asks() {
        facts.push(Fact::new(label("desk"), desk_of(page, cast)));
    }
    let approved = |by, at: Time| {
        let mut gaps = vec![("person", cast.person(by).to_owned()), ("time", page.moment(at))];
        match assurance(by) {
            Some(level) => {
                gaps.push(("level", level));
                page.ta("requests.show.approved_by_level", gaps)
            }
            None => page.ta("requests.show.approved_by", gaps),
        }
    };
    let approvals: Vec<String> = request
        .approvals
        .iter()
        .map(|approval| approved(approval.by, approval.at))
        .collect();
    if !approvals.is_empty() {
        let approvals = in_own_direction(page, page.words().list(&approvals));
        facts.push(Fact::new(label("approved"), approvals));
    }
    let levels = [("author", of_author.code()), ("approver", of_approver.code())];
    facts.push(Fact::new(
        label("assurance"),
        page.ta("requests.show.assurance_levels", levels),
    ));
    if let Some(handler) = request.handler.filter(|_| !cast.asks()) {
        facts.push(Fact::new(label("handler"), cast.person(handler)));
    }
    if !request.content.callback.is_empty() {
        facts.push(Fact::latin(label("live_number"), request.content.callback.clone()));
    }
    facts
}

/// Whether somebody works at the agency now, until when, and what time it is there.
fn desk_of(page: &Page, cast: Cast<'_>) -> String {
    let (now, until) = desk(page, cast.asker);
    match until {
        Some(until) => page.ta("requests.show.two", [("first", now.word), ("second", until)]),
        None => now.word,
    }
}
