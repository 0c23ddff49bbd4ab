//! Beginning a request that follows another: an extension or a release of its holds.

mod reading;

use std::collections::BTreeSet;

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::draft_form::DraftForm;
use super::draft_view::{GateView, PartView, gate, parts};
use super::drafting::{Begins, begun};
use super::show::{list_word, missed, missed_on};
use super::words::{ended_or, held};
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::RequestId;
use crate::domain::requests::Request;
use crate::domain::requests::kinds::{Kind, ReleaseReason};
use crate::service::requests::drafting;
use crate::service::requests::{self, Opened};
use crate::service::{self, Context};
use crate::web::form::Typed;
use crate::web::form::creates::other_form;
use crate::web::page::{Answer, Page, again, see_other, shown};
use crate::web::query::Query;
use crate::web::session::Caller;
use crate::web::views::{Choice, Crumb, ErrorSummary, FieldView};

use reading::{as_far_as_read, first_field, read};

#[derive(Template)]
#[template(path = "requests/follow.html")]
struct FollowPage {
    page: Page,
    title: String,
    crumbs: Vec<Crumb>,
    action: String,
    creates: String,
    back: String,
    is_extension: bool,
    summary: ErrorSummary,
    about: String,
    kept: FieldView,
    choices: Vec<Choice>,
    /// How much of each hold, where money is to be released.
    parts: Vec<PartView>,
    until: FieldView,
    reason: FieldView,
    reasons: Vec<Choice>,
    facts: FieldView,
    /// What the gate would say of the draft, once something was sent.
    gate: Option<GateView>,
}

/// What is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FollowForm {
    /// What it begins.
    creates: String,
    holds: Vec<String>,
    preservations: Vec<String>,
    /// The holds of which `amount` says how much.
    row: Vec<String>,
    amount: Vec<String>,
    until: String,
    reason: String,
    facts: String,
}

impl Begins for FollowForm {
    fn onto(&self, draft: &Request, saved: DraftForm) -> DraftForm {
        let typed = DraftForm {
            facts: self.facts.clone(),
            ..saved
        };
        if draft.content.kind == Kind::Extend {
            return DraftForm {
                until: self.until.clone(),
                ..typed
            };
        }
        DraftForm {
            release_reason: self.reason.clone(),
            row: self.row.clone(),
            amount: self.amount.clone(),
            ..typed
        }
    }

    fn is_about_others(&self, draft: &Request) -> bool {
        let holds = draft.targets.iter().filter_map(|target| target.hold);
        let data = draft.targets.iter().filter_map(|target| target.preservation);
        let about: BTreeSet<String> = holds
            .map(|id| id.to_string())
            .chain(data.map(|id| id.to_string()))
            .collect();
        let ticked: BTreeSet<String> = self.holds.iter().chain(&self.preservations).cloned().collect();
        about != ticked
    }
}

/// Of which hold or preservation the reader asks; empty where the address names none.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    hold: String,
    preservation: String,
}

impl About {
    /// Those of `standing` that come ticked: the one that was named, or the only one. Of several none is chosen for the
    /// reader, who would ask for more than they meant.
    fn ticked(named: &str, standing: Vec<String>) -> Vec<String> {
        if named.is_empty() && standing.len() == 1 {
            return standing;
        }
        standing.into_iter().filter(|id| id == named).collect()
    }
}

/// `GET /requests/{reference}/extension/new`.
pub async fn new_extension(
    page: Page,
    caller: Caller,
    reference: web::Path<String>,
    Query(about): Query<About>,
) -> Answer {
    new(page, caller, &reference, Kind::Extend, &about).await
}

/// `GET /requests/{reference}/release/new`.
pub async fn new_release(
    page: Page,
    caller: Caller,
    reference: web::Path<String>,
    Query(about): Query<About>,
) -> Answer {
    new(page, caller, &reference, Kind::Release, &about).await
}

/// `POST /requests/{reference}/extension`.
pub async fn extend(page: Page, caller: Caller, reference: web::Path<String>, typed: Typed<FollowForm>) -> Answer {
    create(page, caller, &reference, Kind::Extend, typed).await
}

/// `POST /requests/{reference}/release`.
pub async fn release(page: Page, caller: Caller, reference: web::Path<String>, typed: Typed<FollowForm>) -> Answer {
    create(page, caller, &reference, Kind::Release, typed).await
}

async fn new(page: Page, caller: Caller, reference: &str, kind: Kind, about: &About) -> Answer {
    let cx = caller.context();
    let opened = requests::open(&cx, reference).await?;
    if let Err(refusal) = opened.request.may_follow(kind, cx.actor) {
        return missed_on(page, &caller, &opened, refusal.into()).await;
    }
    let request = &opened.request;
    let holds = request.holds.iter().filter(|hold| hold.status.stands());
    let data = request.preservations.iter().filter(|kept| kept.status.stands());
    let holds: Vec<String> = holds.map(|hold| hold.id.to_string()).collect();
    let data: Vec<String> = data.map(|kept| kept.id.to_string()).collect();
    let mut faults = Vec::new();
    for (named, standing) in [(&about.hold, &holds), (&about.preservation, &data)] {
        if !named.is_empty() && !standing.contains(named) {
            // What ended meanwhile, or is of another request.
            faults.push(Fault::new(first_field(request), "stands_no_more"));
        }
    }
    let typed = if faults.is_empty() {
        FollowForm {
            holds: About::ticked(&about.hold, holds),
            preservations: About::ticked(&about.preservation, data),
            ..FollowForm::default()
        }
    } else {
        FollowForm::default()
    };
    let view = view(page, &opened, kind, &typed, &faults);
    if faults.is_empty() { shown(&view) } else { again(&view) }
}

async fn create(page: Page, caller: Caller, reference: &str, kind: Kind, typed: Typed<FollowForm>) -> Answer {
    let cx = caller.context();
    let typed = match typed {
        Typed::Sent(typed) => typed,
        Typed::Resumed(typed) => {
            let opened = requests::open(&cx, reference).await?;
            if let Err(refusal) = opened.request.may_follow(kind, cx.actor) {
                return missed_on(page, &caller, &opened, refusal.into()).await;
            }
            return form_again(page, &cx, &opened, kind, &typed, &[]).await;
        }
    };
    let begins = page.created(&action(reference, kind), &typed.creates).map(RequestId);
    if let Some(id) = begins
        && let Some(known) = begun(&page, &cx, id, &typed).await?
    {
        return Ok(known);
    }
    let read = |parent: &Request| {
        if begins.is_none() {
            return Err(Refusal::Fields(vec![other_form(first_field(parent))]));
        }
        read(&page, &typed, kind, parent).map_err(Refusal::Fields)
    };
    let id = begins.unwrap_or_else(|| RequestId::new(cx.now));
    let error = match drafting::follow(&cx, id, reference, kind, read).await {
        Ok(request) => return see_other(&format!("/requests/{}/edit", request.id)),
        Err(error) => error,
    };
    match (begun(&page, &cx, id, &typed).await?, error) {
        (Some(known), _) => Ok(known),
        (None, service::Error::Refused(Refusal::Fields(faults))) => {
            let opened = requests::open(&cx, reference).await?;
            form_again(page, &cx, &opened, kind, &typed, &faults).await
        }
        (None, error) => missed(page, &caller, reference, error).await,
    }
}

/// The form once more, with what the gate would say of what is typed.
async fn form_again(
    page: Page,
    cx: &Context<'_>,
    opened: &Opened,
    kind: Kind,
    typed: &FollowForm,
    faults: &[Fault],
) -> Answer {
    let request = &opened.request;
    let following = as_far_as_read(&page, typed, kind, request, &mut Vec::new());
    let preview = drafting::preview_following(cx, request, kind, following).await?;
    let gate = preview.map(|draft| gate(&page, &draft, &DraftForm::of(&draft.request), &[]));
    let mut view = view(page, opened, kind, typed, faults);
    view.gate = gate.map(GateView::without_links);
    if faults.is_empty() { shown(&view) } else { again(&view) }
}

/// Where the form goes.
fn action(reference: &str, kind: Kind) -> String {
    let ending = if kind == Kind::Extend { "extension" } else { "release" };
    format!("/requests/{reference}/{ending}")
}

fn view(page: Page, opened: &Opened, kind: Kind, typed: &FollowForm, faults: &[Fault]) -> FollowPage {
    let request = &opened.request;
    let number = request
        .seal
        .as_ref()
        .map_or_else(|| request.id.to_string(), |seal| seal.number.clone());
    let back = format!("/requests/{number}");
    let error = |field: &str| {
        faults
            .iter()
            .find(|fault| fault.field == field)
            .map(|fault| page.fault(fault))
    };
    let field = |name: &str, label: &str, value: &str| {
        FieldView::new(name, page.t(&format!("requests.form.field.{label}.label")))
            .value(value)
            .error(error(name))
    };
    let about_data = request.is_about_data();
    let kept = if about_data {
        field("preservations", "preservations", "")
    } else {
        field("holds", "holds", "")
    };
    let until = field("until", "new_until", &typed.until);
    let reason = field("reason", "release_reason", &typed.reason);
    let facts = field("facts", "since_then", &typed.facts);
    let standing = request.holds.iter().filter(|hold| hold.status.stands());
    let parts = parts(
        &page,
        standing.filter(|_| kind == Kind::Release),
        (&typed.row, &typed.amount),
        faults,
    );
    let mut fields = vec![&kept];
    fields.extend(parts.iter().map(|part| &part.field));
    fields.extend([&until, &reason, &facts]);
    let summary = ErrorSummary::of(page.words(), fields, faults);
    let key = match (kind == Kind::Extend, about_data) {
        (true, false) => "requests.form.extend_title",
        (true, true) => "requests.form.extend_data_title",
        (false, false) => "requests.form.release_title",
        (false, true) => "requests.form.release_data_title",
    };
    let about = if about_data { "about_data" } else { "about_holds" };
    let action = action(&number, kind);
    FollowPage {
        title: page.ta(key, [("number", number.as_str())]),
        crumbs: vec![
            Crumb {
                href: Some("/requests".to_owned()),
                text: list_word(&page).into_owned(),
            },
            Crumb {
                href: Some(back.clone()),
                text: number.clone(),
            },
            Crumb {
                href: None,
                text: page.t(&format!("requests.kind.{kind}")).into_owned(),
            },
        ],
        creates: page.creates(&action, &typed.creates),
        action,
        is_extension: kind == Kind::Extend,
        summary,
        about: page.t(&format!("requests.form.{about}")).into_owned(),
        kept,
        choices: choices(&page, opened, typed),
        parts,
        until,
        reason,
        reasons: ReleaseReason::ALL
            .iter()
            .map(|reason| {
                Choice::new(
                    reason.code(),
                    page.t(&format!("requests.release_reason.{reason}")),
                    &typed.reason,
                )
            })
            .collect(),
        facts,
        gate: None,
        back,
        page,
    }
}

/// What stands, to be chosen from.
fn choices(page: &Page, opened: &Opened, typed: &FollowForm) -> Vec<Choice> {
    let zones = [&opened.recipient.calendar.zone, &opened.asker.calendar.zone];
    let choice = |id: String, chosen: &[String], label: String| {
        let typed = if chosen.contains(&id) {
            id.clone()
        } else {
            String::new()
        };
        Choice::new(id, label, &typed)
    };
    let holds = opened.request.holds.iter().filter(|hold| hold.status.stands());
    let holds = holds.map(|hold| {
        let gaps = [
            ("position", hold.position.to_string()),
            ("address", address_of(&opened.request, hold.position)),
            ("amount", held(page, hold)),
            ("until", page.moment_of(hold.until, zones)),
        ];
        let key = if hold.is_block() {
            ended_or(page, hold, "requests.form.block", "requests.form.hold_ended")
        } else {
            ended_or(page, hold, "requests.form.hold", "requests.form.hold_ended")
        };
        let label = page.ta(key, gaps);
        choice(hold.id.to_string(), &typed.holds, label)
    });
    let data = opened.request.preservations.iter().filter(|kept| kept.status.stands());
    let data = data.map(|kept| {
        let gaps = [
            ("position", kept.position.to_string()),
            ("address", address_of(&opened.request, kept.position)),
            ("until", page.moment_of(kept.until, zones)),
        ];
        let key = ended_or(
            page,
            kept,
            "requests.form.preservation",
            "requests.form.preservation_ended",
        );
        let label = page.ta(key, gaps);
        choice(kept.id.to_string(), &typed.preservations, label)
    });
    holds.chain(data).collect()
}

/// The address of the target at `position`, by which its hold is told from others of the same amount.
fn address_of(request: &Request, position: u32) -> String {
    let target = request.targets.iter().find(|target| target.position == position);
    target.map_or_else(String::new, |target| target.value.clone())
}
