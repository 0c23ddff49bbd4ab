//! Asking another exchange for what one did not answer, or for funds that went on to it: it begins a draft, in which all
//! can still be changed.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::show::{crumbs, missed};
use super::words::{reference, target_view};
use crate::domain::actor::Actor;
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::OrganisationId;
use crate::domain::indicators::IndicatorKind;
use crate::domain::organisations::Organisation;
use crate::domain::requests::acts::Act;
use crate::domain::requests::onward::Hop;
use crate::domain::requests::{Movement, Request, Target};
use crate::domain::values::Zone;
use crate::service;
use crate::service::requests::drafting;
use crate::service::requests::open;
use crate::text::Language;
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
    /// The place of the target whose funds are followed; empty where none are.
    target: String,
    targets: Vec<AddressView>,
}

/// To which exchange it goes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgainForm {
    recipient: String,
    /// The place of the target whose funds are followed; empty for what was not answered.
    target: String,
}

/// Of which target the funds are followed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    target: String,
}

/// `GET /requests/{reference}/again/new`.
pub async fn new(page: Page, caller: Caller, named: web::Path<String>, asked: web::Query<Asked>) -> Answer {
    let cx = caller.context();
    let opened = open(&cx, &named).await?;
    let target = asked.into_inner().target;
    if let Err(refusal) = may(&opened.request, cx.actor, &target) {
        return missed(page, &caller, &named, refusal.into()).await;
    }
    let exchanges = drafting::exchanges(&cx).await?;
    let named = told(&opened.request, &target);
    let recipient = member(&named, &exchanges).map_or_else(String::new, |one| one.id.to_string());
    let typed = AgainForm { recipient, target };
    shown(&view(page, &opened.request, &exchanges, &typed, &[]))
}

/// Whether the reader may ask elsewhere, of a `target` that is named about its funds.
fn may(request: &Request, actor: &Actor, target: &str) -> Result<(), Refusal> {
    if target.is_empty() {
        return request.may(Act::AskElsewhere, actor);
    }
    request.may_follow_funds(actor, position(target)?).map(|_| ())
}

fn position(target: &str) -> Result<u32, Refusal> {
    target.parse().map_err(|_| Refusal::Unseen)
}

/// `POST /requests/{reference}/again`: the draft for the other exchange.
pub async fn create(page: Page, caller: Caller, named: web::Path<String>, typed: Typed<AgainForm>) -> Answer {
    let cx = caller.context();
    let (typed, is_sent) = match typed {
        Typed::Sent(typed) => (typed, true),
        Typed::Resumed(typed) => (typed, false),
    };
    let drafted = match typed.recipient.parse::<OrganisationId>() {
        Ok(recipient) if is_sent && !typed.target.is_empty() => match position(&typed.target) {
            Ok(position) => drafting::follow_funds(&cx, &named, position, recipient, hop).await,
            Err(refusal) => Err(refusal.into()),
        },
        Ok(recipient) if is_sent => drafting::ask_again(&cx, &named, recipient).await,
        // Kept over a sign-in: nothing is wrong with it yet.
        Ok(_) | Err(_) if !is_sent => Err(Refusal::Fields(Vec::new()).into()),
        Ok(_) | Err(_) => Err(Refusal::field("recipient", "required").into()),
    };
    match drafted {
        Ok(request) => see_other(&format!("/requests/{}/edit", request.id)),
        Err(service::Error::Refused(Refusal::Fields(faults))) => {
            let opened = open(&cx, &named).await?;
            if let Err(refusal) = may(&opened.request, cx.actor, &typed.target) {
                return missed(page, &caller, &named, refusal.into()).await;
            }
            let exchanges = drafting::exchanges(&cx).await?;
            let view = view(page, &opened.request, &exchanges, &typed, &faults);
            if faults.is_empty() { shown(&view) } else { again(&view) }
        }
        Err(error) => missed(page, &caller, &named, error).await,
    }
}

/// The hop in the language of the request, which the next exchange reads: it names neither the exchange before nor its
/// number.
fn hop(request: &Request, from: &Target, moved: &Movement) -> Hop {
    let language = Language::from_tag(&request.content.language).unwrap_or(Language::English);
    let words = language.words();
    let when = words.moment_seconds(moved.at, &[&Zone::utc()]);
    let mut gaps = vec![
        ("from", from.value.clone()),
        ("to", moved.destination.clone()),
        ("when", when),
    ];
    let key = if moved.txid.is_empty() {
        "requests.onward.hop"
    } else {
        gaps.push(("txid", moved.txid.clone()));
        "requests.onward.hop_by"
    };
    Hop {
        reason: words.ta("requests.onward.reason", &gaps),
        facts: words.ta(key, &gaps),
        source: words.ta("requests.onward.source", &gaps),
    }
}

/// The names that the answers give of where to ask: of a `target` that is named the exchange its funds reached, else the
/// redirection and the answers to all that is asked elsewhere.
fn told(request: &Request, target: &str) -> Vec<String> {
    let followed = target.parse().ok().and_then(|position| request.target(position).ok());
    let mut names = Vec::new();
    if followed.is_none() {
        names.push(request.remark.clone());
    }
    let asked = request
        .elsewhere()
        .filter(|one| followed.is_none_or(|followed| followed.id == one.id));
    for answer in asked.filter_map(|target| target.answer.as_ref()) {
        names.push(answer.entity.clone());
        names.extend(answer.movement.iter().map(|moved| moved.exchange.clone()));
    }
    names.retain(|name| !name.trim().is_empty());
    names
}

/// The first of `names` that takes part here, by its name or its legal name.
fn member<'a>(names: &[String], exchanges: &'a [Organisation]) -> Option<&'a Organisation> {
    let is = |one: &Organisation, name: &str| {
        let name = name.trim().to_lowercase();
        one.name.to_lowercase() == name || one.legal_name.to_lowercase() == name
    };
    names.iter().find_map(|name| exchanges.iter().find(|one| is(one, name)))
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
    let followed = position(&typed.target).ok().and_then(|at| request.target(at).ok());
    let moved = followed.and_then(|target| target.answer.as_ref()?.movement.as_ref());
    let names = told(request, &typed.target);
    let stranger = names
        .first()
        .filter(|_| moved.is_some() && member(&names, exchanges).is_none());
    let recipient = match stranger {
        Some(name) => recipient.hint(page.ta("requests.onward.stranger", [("exchange", name)])),
        None => recipient,
    };
    let (title, lead, targets) = match followed.zip(moved) {
        Some((target, moved)) => (
            page.t("requests.onward.title").into_owned(),
            page.t("requests.onward.lead").into_owned(),
            went(&page, target, moved),
        ),
        None => (
            page.t("requests.again.title").into_owned(),
            page.n("requests.again.lead", request.elsewhere().count()),
            request.elsewhere().map(|target| target_view(&page, target)).collect(),
        ),
    };
    AgainPage {
        crumbs: crumbs(&page, request, Some(&title)),
        lead,
        action: format!("{back}/again"),
        summary: ErrorSummary::of(page.words(), [&recipient], faults),
        recipient,
        recipients,
        target: typed.target.clone(),
        targets,
        title,
        back,
        page,
    }
}

/// The address that was reached, and the transaction that moved the funds there.
fn went(page: &Page, from: &Target, moved: &Movement) -> Vec<AddressView> {
    let kind = IndicatorKind::Address.code();
    let reached = super::words::address(page, kind, &from.chain, &moved.destination, "");
    let by = Some(&moved.txid).filter(|txid| !txid.is_empty());
    let by = by.map(|txid| AddressView::whole(page.t("requests.show.txid"), txid.clone()));
    std::iter::once(reached).chain(by).collect()
}
