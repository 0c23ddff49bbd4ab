//! Asking another exchange for what one did not answer: it begins a draft, in which all can still be changed.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::show::{crumbs, missed};
use super::words::{reference, target_view};
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::OrganisationId;
use crate::domain::organisations::Organisation;
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::service;
use crate::service::requests::drafting;
use crate::service::requests::open;
use crate::web::form::Typed;
use crate::web::page::{Answer, Page, again, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{AddressView, Choice, Crumb, ErrorSummary, FieldView};

#[derive(Template)]
#[template(path = "requests/again.html")]
struct AgainPage {
    page: Page,
    title: String,
    lead: String,
    crumbs: Vec<Crumb>,
    action: String,
    back: String,
    summary: ErrorSummary,
    recipient: FieldView,
    recipients: Vec<Choice>,
    targets: Vec<AddressView>,
}

/// To which exchange it goes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgainForm {
    recipient: String,
}

/// `GET /requests/{reference}/again/new`.
pub async fn new(page: Page, caller: Caller, named: web::Path<String>) -> Answer {
    let cx = caller.context();
    let opened = open(&cx, &named).await?;
    if let Err(refusal) = opened.request.may(Act::AskElsewhere, cx.actor) {
        return missed(page, &caller, &named, refusal.into()).await;
    }
    let exchanges = drafting::exchanges(&cx).await?;
    let recipient = told(&opened.request, &exchanges).map_or_else(String::new, |one| one.id.to_string());
    shown(&view(page, &opened.request, &exchanges, &AgainForm { recipient }, &[]))
}

/// `POST /requests/{reference}/again`: the draft for the other exchange.
pub async fn create(page: Page, caller: Caller, named: web::Path<String>, typed: Typed<AgainForm>) -> Answer {
    let cx = caller.context();
    let (typed, is_sent) = match typed {
        Typed::Sent(typed) => (typed, true),
        Typed::Resumed(typed) => (typed, false),
    };
    let drafted = match typed.recipient.parse::<OrganisationId>() {
        Ok(recipient) if is_sent => drafting::ask_again(&cx, &named, recipient).await,
        Ok(_) => Err(Refusal::Fields(Vec::new()).into()),
        Err(_) => Err(Refusal::field("recipient", "required").into()),
    };
    match drafted {
        Ok(request) => see_other(&format!("/requests/{}/edit", request.id)),
        Err(service::Error::Refused(Refusal::Fields(faults))) => {
            let opened = open(&cx, &named).await?;
            if let Err(refusal) = opened.request.may(Act::AskElsewhere, cx.actor) {
                return missed(page, &caller, &named, refusal.into()).await;
            }
            let exchanges = drafting::exchanges(&cx).await?;
            again(&view(page, &opened.request, &exchanges, &typed, &faults))
        }
        Err(error) => missed(page, &caller, &named, error).await,
    }
}

/// The exchange that the answer names, where it is one of ours: of the redirection, else of the first target.
fn told<'a>(request: &Request, exchanges: &'a [Organisation]) -> Option<&'a Organisation> {
    let answers = request.elsewhere().filter_map(|target| target.answer.as_ref());
    let mut names = vec![request.remark.as_str()];
    for answer in answers {
        names.push(&answer.entity);
        names.extend(answer.movement.iter().map(|moved| moved.exchange.as_str()));
    }
    names
        .into_iter()
        .find_map(|name| exchanges.iter().find(|one| one.name == name.trim()))
}

fn view(page: Page, request: &Request, exchanges: &[Organisation], typed: &AgainForm, faults: &[Fault]) -> AgainPage {
    let fault = faults.iter().find(|fault| fault.field == "recipient");
    let recipient = FieldView::new("recipient", page.t("requests.form.field.recipient.label"))
        .value(&typed.recipient)
        .error(fault.map(|fault| page.fault(fault)));
    let mut recipients = vec![Choice::new("", page.t("site.field.choose"), &typed.recipient)];
    recipients.extend(exchanges.iter().map(|one| {
        let gaps = [("name", one.name.clone()), ("country", page.country(one.country))];
        Choice::new(
            one.id.to_string(),
            page.ta("requests.form.exchange", gaps),
            &typed.recipient,
        )
    }));
    let back = format!("/requests/{}", reference(request));
    let title = page.t("requests.again.title").into_owned();
    AgainPage {
        crumbs: crumbs(&page, request, Some(&title)),
        lead: page.n("requests.again.lead", request.elsewhere().count()),
        action: format!("{back}/again"),
        summary: ErrorSummary::of(page.words(), [&recipient], faults),
        recipient,
        recipients,
        targets: request.elsewhere().map(|target| target_view(&page, target)).collect(),
        title,
        back,
        page,
    }
}
