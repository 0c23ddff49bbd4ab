//! Asking another exchange for what one did not answer, or for funds that went on to it: it begins a draft, in which all
//! can still be changed.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::draft_form::DraftForm;
use super::drafting::{Begins, begun};
use super::show::{crumbs, missed, missed_on};
use super::words::{reference, target_view};
use crate::domain::actor::Actor;
use crate::domain::change::{Fault, NotNow, Refusal};
use crate::domain::ids::{OrganisationId, RequestId};
use crate::domain::indicators::IndicatorKind;
use crate::domain::organisations::Organisation;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::onward::Hop;
use crate::domain::requests::outcomes::NextStep;
use crate::domain::requests::{Movement, Request, Target};
use crate::domain::values::Zone;
use crate::service::requests::drafting;
use crate::service::requests::open;
use crate::service::{self, Context};
use crate::text::Language;
use crate::web::form::Typed;
use crate::web::form::creates::other_form;
use crate::web::organisations::exchange_named;
use crate::web::page::{Answer, Page, again, see_other, shown};
use crate::web::query::Query;
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
    creates: String,
    back: String,
    summary: ErrorSummary,
    recipient: FieldView,
    recipients: Vec<Choice>,
    /// The place of the one target it is about; empty where it is about all that were left open.
    target: String,
    targets: Vec<AddressView>,
}

/// To which exchange it goes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgainForm {
    /// What it begins.
    creates: String,
    recipient: String,
    /// The place of the one target it is about; empty for all that was left open.
    target: String,
}

impl Begins for AgainForm {
    fn onto(&self, _: &Request, saved: DraftForm) -> DraftForm {
        DraftForm {
            recipient: self.recipient.clone(),
            ..saved
        }
    }
}

/// Which one target it is about.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    target: String,
}

/// `GET /requests/{reference}/again/new`.
pub async fn new(page: Page, caller: Caller, named: web::Path<String>, Query(asked): Query<Asked>) -> Answer {
    let cx = caller.context();
    let opened = open(&cx, &named).await?;
    let target = asked.target;
    if let Err(refusal) = may(&opened.request, cx.actor, &target) {
        return missed_on(page, &caller, &opened, refusal.into()).await;
    }
    let exchanges = drafting::exchanges(&cx).await?;
    let recipient = first(&opened.request, &target, &exchanges);
    let typed = AgainForm {
        recipient,
        target,
        ..AgainForm::default()
    };
    shown(&view(page, &opened.request, &exchanges, &typed, &[]))
}

/// Whom the form names first: the same exchange where it is asked once more, else a member that the answers name.
fn first(request: &Request, target: &str, exchanges: &[Organisation]) -> String {
    let asked = about(request, target).filter(|target| is_asked_again(request, target));
    let same = asked.map(|_| request.content.recipient);
    let named = same.or_else(|| member(&told(request, target), exchanges).map(|one| one.id));
    named.map_or_else(String::new, |id| id.to_string())
}

/// The one target that is named.
fn about<'a>(request: &'a Request, target: &str) -> Option<&'a Target> {
    position(target).ok().and_then(|at| request.target(at).ok())
}

/// Whether the same exchange is asked once more for `target`.
fn is_asked_again(request: &Request, target: &Target) -> bool {
    request.next_step(target).is_some_and(NextStep::asks_the_same)
}

/// Whether the reader may ask anew: for one `target`, or follow its funds; for all that were left open where none is named.
fn may(request: &Request, actor: &Actor, target: &str) -> Result<(), Refusal> {
    if target.is_empty() {
        return request.may_ask_together(actor);
    }
    let position = position(target)?;
    let follows = request.may_follow_funds(actor, position).map(|_| ());
    follows.or_else(|_| request.may_ask_anew(actor, position).map(|_| ()))
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
    let begins = page.created(&action(&named), &typed.creates).map(RequestId);
    if let Some(id) = begins
        && is_sent
        && let Some(known) = begun(&page, &cx, id, &typed).await?
    {
        return Ok(known);
    }
    let drafted = match typed.recipient.parse::<OrganisationId>() {
        Ok(recipient) if is_sent => match begins {
            Some(id) => drafted(&cx, id, &named, &typed.target, recipient).await,
            None => Err(Refusal::Fields(vec![other_form("recipient")]).into()),
        },
        // Kept over a sign-in: nothing is wrong with it yet.
        Ok(_) | Err(_) if !is_sent => Err(Refusal::Fields(Vec::new()).into()),
        Ok(_) | Err(_) => Err(Refusal::field("recipient", "required").into()),
    };
    if drafted.is_err()
        && is_sent
        && let Some(id) = begins
        && let Some(known) = begun(&page, &cx, id, &typed).await?
    {
        return Ok(known);
    }
    match drafted {
        Ok(request) => see_other(&format!("/requests/{}/edit", request.id)),
        Err(service::Error::Refused(Refusal::Fields(faults))) => {
            let opened = open(&cx, &named).await?;
            if let Err(refusal) = may(&opened.request, cx.actor, &typed.target) {
                return missed_on(page, &caller, &opened, refusal.into()).await;
            }
            let exchanges = drafting::exchanges(&cx).await?;
            let view = view(page, &opened.request, &exchanges, &typed, &faults);
            if faults.is_empty() { shown(&view) } else { again(&view) }
        }
        Err(error) => missed(page, &caller, &named, error).await,
    }
}

/// Where the form goes.
fn action(named: &str) -> String {
    format!("/requests/{named}/again")
}

/// The draft for `recipient`: about the funds of the `target` that is named where they went on, else about that target, or
/// about all that were left open.
async fn drafted(
    cx: &Context<'_>,
    id: RequestId,
    named: &str,
    target: &str,
    recipient: OrganisationId,
) -> Result<Request, service::Error> {
    if target.is_empty() {
        return drafting::ask_again(cx, id, named, recipient, None).await;
    }
    let position = position(target)?;
    match drafting::follow_funds(cx, id, named, position, recipient, hop).await {
        Err(service::Error::Refused(Refusal::NotNow(NotNow::NothingElsewhere))) => {
            drafting::ask_again(cx, id, named, recipient, Some(position)).await
        }
        drafted => drafted,
    }
}

/// The hop in the language of the request, which the next exchange reads: it names neither the exchange before nor its
/// number.
fn hop(request: &Request, from: &Target, moved: &Movement) -> Hop {
    let language = Language::from_tag(&request.content.language).unwrap_or(Language::English);
    let words = language.words();
    let when = words.moment_seconds(moved.at, &[&Zone::utc()]);
    let gaps = [("from", from.value.clone()), ("when", when)];
    Hop {
        reason: words.ta("requests.onward.reason", &gaps),
        source: words.ta("requests.onward.source", &gaps),
    }
}

/// The names that were given of where to ask: of a `target` that is named the exchange its funds reached or its answer
/// names, else the one the whole was sent on to.
fn told(request: &Request, target: &str) -> Vec<String> {
    let mut names = Vec::new();
    match about(request, target).and_then(|target| target.answer.as_ref()) {
        Some(answer) => {
            names.push(answer.entity.clone());
            names.extend(answer.movement.iter().map(|moved| moved.exchange.clone()));
        }
        None if request.status == Status::Redirected => names.push(request.remark.clone()),
        None => {}
    }
    names.retain(|name| !name.trim().is_empty());
    names
}

/// The first of `names` that takes part here.
fn member<'a>(names: &[String], exchanges: &'a [Organisation]) -> Option<&'a Organisation> {
    names
        .iter()
        .find_map(|name| exchanges.iter().find(|one| one.is_called(name)))
}

fn view(page: Page, request: &Request, exchanges: &[Organisation], typed: &AgainForm, faults: &[Fault]) -> AgainPage {
    let fault = faults.iter().find(|fault| fault.field == "recipient");
    let recipient = FieldView::new("recipient", page.t("requests.form.field.recipient.label"))
        .value(&typed.recipient)
        .error(fault.map(|fault| page.fault(fault)));
    let mut recipients = vec![Choice::new("", page.t("site.field.choose"), &typed.recipient)];
    // Who sent the whole on is not asked once more.
    let said_no = (request.status == Status::Redirected).then_some(request.content.recipient);
    let others = exchanges.iter().filter(|one| Some(one.id) != said_no);
    recipients.extend(others.map(|one| Choice::new(one.id.to_string(), exchange_named(&page, one), &typed.recipient)));
    let back = format!("/requests/{}", reference(request));
    let action = action(&reference(request));
    let only = about(request, &typed.target);
    let moved = only.and_then(Target::reached);
    let names = told(request, &typed.target);
    let stranger = names
        .first()
        .filter(|_| only.is_some_and(|only| !is_asked_again(request, only)) && member(&names, exchanges).is_none());
    let recipient = match stranger {
        Some(name) => recipient.hint(page.ta("requests.onward.stranger", [("exchange", name)])),
        None => recipient,
    };
    let (title, lead) = words(&page, request, only, moved.is_some());
    let targets = match (only.zip(moved), only) {
        (Some((target, moved)), _) => went(&page, target, moved),
        (None, Some(target)) => vec![target_view(&page, target)],
        (None, None) => request
            .elsewhere_together()
            .map(|target| target_view(&page, target))
            .collect(),
    };
    AgainPage {
        crumbs: crumbs(&page, request, Some(&title)),
        lead,
        creates: page.creates(&action, &typed.creates),
        action,
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

/// What the page is called, and what it says above.
fn words(page: &Page, request: &Request, only: Option<&Target>, follows: bool) -> (String, String) {
    let word = |key: &str| page.t(&format!("requests.{key}")).into_owned();
    if follows {
        return (word("onward.title"), word("onward.lead"));
    }
    match only {
        Some(target) if is_asked_again(request, target) => {
            let why = if request.next_step(target) == Some(NextStep::CheckChainAndTag) {
                "again.same.not_found"
            } else {
                "again.same.refused"
            };
            (word("again.same.title"), word(why))
        }
        Some(_) => (word("again.title"), page.n("requests.again.lead", 1_usize)),
        None => (
            word("again.title"),
            page.n("requests.again.lead", request.elsewhere_together().count()),
        ),
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
