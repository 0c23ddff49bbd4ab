//! One application, as verifiers see it. The number that was typed into it is shown to nobody who might still call it.

use actix_web::web;
use askama::Template;

use super::{crumbs, href, id_in, kind_name, path_of, status, waits};
use crate::domain::applications::{Act, Application, Confirmation, Status, digits};
use crate::domain::change::Refusal;
use crate::domain::clocks::Calendar;
use crate::domain::organisations::Desk;
use crate::service::applications::{self, Opened};
use crate::web::hours;
use crate::web::page::{Answer, Page, shown};
use crate::web::session::Caller;
use crate::web::views::{Crumb, Fact, Tag};

#[derive(Template)]
#[template(path = "applications/show.html")]
struct ShowPage {
    page: Page,
    crumbs: Vec<Crumb>,
    name: String,
    status: Tag,
    waits: String,
    /// What of it is taken, each a sentence.
    clashes: Vec<String>,
    /// Others that name the same: address and name.
    alike: Vec<(String, String)>,
    said: Vec<Fact>,
    desk: Vec<Fact>,
    administrator: Vec<Fact>,
    confirmations: Vec<ConfirmationView>,
    decision: Vec<Fact>,
    /// Where it stands among the organisations.
    organisation: Option<String>,
    acts: Vec<ActView>,
}

struct ConfirmationView {
    title: String,
    facts: Vec<Fact>,
    /// Why its call-back is not told.
    hidden: Option<String>,
}

struct ActView {
    id: String,
    href: String,
    label: String,
    kind: &'static str,
    refused: Option<String>,
}

/// `GET /applications/{id}`.
pub async fn show(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let opened = applications::show(&caller.context(), id_in(&id)?).await?;
    shown(&view(page, &caller, &opened))
}

fn view(page: Page, caller: &Caller, opened: &Opened) -> ShowPage {
    let application = &opened.application;
    let mut clashes = Vec::new();
    clashes.extend(
        opened
            .clash
            .name
            .iter()
            .map(|name| page.ta("applications.show.name_taken", [("name", name.as_str())])),
    );
    clashes.extend(opened.clash.domains.iter().map(|(domain, name)| {
        let gaps = [("domain", domain.as_str()), ("name", name.as_str())];
        page.ta("applications.show.domain_taken", gaps)
    }));
    let alike = opened
        .alike
        .iter()
        .map(|(id, reference, name)| (href(*id), format!("{name} · {reference}")));
    ShowPage {
        crumbs: crumbs(&page, application, None),
        name: application.content.name.clone(),
        status: status(&page, application.status),
        waits: waits(&page, caller, application),
        clashes,
        alike: alike.collect(),
        said: said(&page, application),
        desk: desk(&page, application),
        administrator: administrator(&page, application),
        confirmations: application
            .confirmations
            .iter()
            .map(|one| confirmation(&page, caller, opened, one))
            .collect(),
        decision: decision(&page, opened),
        organisation: (application.status == Status::Accepted).then(|| format!("/organisations/{}", application.id)),
        acts: acts(&page, caller, application),
        page,
    }
}

fn label(page: &Page, field: &str) -> String {
    page.t(&format!("applications.field.{field}.label")).into_owned()
}

/// What the applicant said of the organisation.
fn said(page: &Page, application: &Application) -> Vec<Fact> {
    let content = &application.content;
    let mut facts = vec![
        Fact::latin(page.t("applications.show.reference"), &application.reference),
        Fact::new(
            page.t("applications.show.received"),
            page.moment(application.received_at),
        ),
        Fact::new(label(page, "kind"), kind_name(page, content.kind)),
        Fact::new(label(page, "country"), page.country(content.country)),
        Fact::new(label(page, "legal_name"), &content.legal_name),
        Fact::new(label(page, "authority"), &content.authority),
        Fact::new(label(page, "authority_reference"), &content.authority_reference),
        Fact::latin(label(page, "domains"), content.domains.join(", ")),
    ];
    facts.extend(number(page, application));
    facts
}

/// The number that was typed in and where it is said to be found: told once nobody calls any more. Before that only the
/// confirmations tell whether it is the one that was called.
fn number(page: &Page, application: &Application) -> Vec<Fact> {
    let name = label(page, "switchboard");
    if application.status.is_open() {
        return vec![Fact::new(name, page.t("applications.show.number_hidden"))];
    }
    let content = &application.content;
    vec![
        Fact::latin(name, &content.switchboard),
        Fact::new(label(page, "switchboard_found"), &content.switchboard_found),
    ]
}

fn desk(page: &Page, application: &Application) -> Vec<Fact> {
    let content = &application.content;
    let desk = Desk {
        zone: content.zone.clone(),
        week: content.week,
        hours: content.hours,
    };
    let calendar: Calendar = desk.calendar(&content.holidays);
    let languages: Vec<String> = content
        .languages
        .iter()
        .map(|tag| hours::language_name(page, tag))
        .collect();
    let holidays = match content.holidays.len() {
        0 => page.t("applications.show.no_holidays").into_owned(),
        count => page.ta("applications.show.holidays", [("count", page.words().number(count))]),
    };
    vec![
        Fact::new(page.t("applications.show.hours"), hours::told(page, &calendar)),
        Fact::new(page.t("applications.show.zone"), content.zone.name()),
        Fact::new(label(page, "holidays"), holidays),
        Fact::new(label(page, "languages"), page.words().list(&languages)),
    ]
}

fn administrator(page: &Page, application: &Application) -> Vec<Fact> {
    let one = &application.content.administrator;
    vec![
        Fact::new(label(page, "administrator_name"), &one.name),
        Fact::latin(label(page, "administrator_email"), &one.email),
        Fact::new(label(page, "administrator_position"), &one.position),
    ]
}

/// What one verifier recorded. Whom they called is told to another only once that one has called themselves, so that the
/// second finds the number and does not copy it.
fn confirmation(page: &Page, caller: &Caller, opened: &Opened, one: &Confirmation) -> ConfirmationView {
    let application = &opened.application;
    let title = page.ta("applications.show.confirmed_by", [("name", opened.name(one.by))]);
    let checks: Vec<String> = one
        .checks
        .iter()
        .map(|check| page.t(&format!("applications.check.{check}")).into_owned())
        .collect();
    let mut facts = vec![
        Fact::new(page.t("applications.show.recorded"), page.moment(one.at)),
        Fact::new(page.t("applications.show.checked"), checks.join(" · ")),
    ];
    let is_open_to = application.confirmation_of(caller.actor()).is_some() || !application.status.is_open();
    if !is_open_to {
        return ConfirmationView {
            title,
            facts,
            hidden: Some(page.t("applications.show.call_hidden").into_owned()),
        };
    }
    let callback = &one.callback;
    let typed = digits(&application.content.switchboard);
    let same = if typed == digits(&callback.number) {
        "same_as_typed"
    } else {
        "other_than_typed"
    };
    facts.extend([
        Fact::latin(label(page, "number"), &callback.number),
        Fact::new(
            page.t("applications.show.compared"),
            page.t(&format!("applications.show.{same}")),
        ),
        Fact::new(
            label(page, "source"),
            page.t(&format!("applications.source.{}", callback.source)),
        ),
        Fact::new(label(page, "reference"), &callback.reference),
        Fact::new(label(page, "called_at"), page.moment(callback.called_at)),
        Fact::new(label(page, "spoke_to"), &callback.spoke_to),
    ]);
    if !one.note.is_empty() {
        facts.push(Fact::new(label(page, "note"), &one.note));
    }
    ConfirmationView {
        title,
        facts,
        hidden: None,
    }
}

fn decision(page: &Page, opened: &Opened) -> Vec<Fact> {
    let Some(decision) = &opened.application.decision else {
        return Vec::new();
    };
    let mut facts = vec![
        Fact::new(page.t("applications.show.decided_by"), opened.name(decision.by)),
        Fact::new(
            page.t("applications.show.decided_at"),
            page.moment(opened.application.status_since),
        ),
    ];
    facts.extend(
        decision
            .reason
            .map(|reason| Fact::new(label(page, "reason"), page.t(&format!("applications.reason.{reason}")))),
    );
    facts.push(Fact::new(label(page, "note"), &decision.note));
    facts
}

/// What can be done; nothing once it is over. Of confirming and correcting only the one that applies.
fn acts(page: &Page, caller: &Caller, application: &Application) -> Vec<ActView> {
    if !application.status.is_open() {
        return Vec::new();
    }
    let has_confirmed = application.confirmation_of(caller.actor()).is_some();
    let first = if has_confirmed { Act::Correct } else { Act::Confirm };
    [first, Act::Refuse, Act::Withdraw]
        .into_iter()
        .map(|act| {
            let refused = application.may(act, caller.actor());
            ActView {
                id: format!("{act}-refused"),
                href: format!("{}/{}", href(application.id), path_of(act)),
                label: page.t(&format!("applications.act.{act}")).into_owned(),
                kind: match act {
                    Act::Confirm => "primary",
                    Act::Refuse => "danger",
                    Act::Correct | Act::Withdraw => "",
                },
                refused: refused.err().map(|refusal: Refusal| page.refusal(&refusal)),
            }
        })
        .collect()
}
