//! Writing a request: the form, its quality gate, and what is sent from it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::draft_form::{DraftForm, read_parts, sought};
use super::draft_view::{self, FormView};
use super::show::{missed, missed_on};
use crate::domain::actor::{Actor, Role};
use crate::domain::change::{Fault, NotNow, Refusal};
use crate::domain::ids::{CaseId, RequestId};
use crate::domain::requests::Request;
use crate::domain::requests::kinds::{Kind, Status};
use crate::service::requests::drafting::{self, InWriting, Material, Offer, Written};
use crate::service::requests::{issued_since, issuing, open};
use crate::service::{self, Context};
use crate::web::error::Failure;
use crate::web::form::Typed;
use crate::web::form::creates::other_form;
use crate::web::page::{Answer, Page, again, answered, see_other, shown};
use crate::web::query::Query;
use crate::web::session::Caller;
use crate::web::views::Tone;

#[derive(Template)]
#[template(path = "requests/form.html")]
struct FormPage {
    page: Page,
    form: FormView,
}

/// Which kind the address asks for, and which indicators.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    kind: String,
    /// What is looked for among the indicators of the case.
    find: String,
    before: String,
}

impl Asked {
    /// # Errors
    /// No place among the indicators: nobody types one.
    fn offer(&self) -> Result<Offer, Failure> {
        let sought = sought(&self.find, &self.before);
        if sought.before.is_none() && !self.before.is_empty() {
            return Err(Failure::Place);
        }
        Ok(Offer {
            sought,
            ..Offer::default()
        })
    }

    /// The form with what is looked for.
    fn seeking(&self, typed: DraftForm) -> DraftForm {
        DraftForm {
            find: self.find.clone(),
            before: self.before.clone(),
            ..typed
        }
    }
}

/// `GET /cases/{id}/requests/new`.
pub async fn new(page: Page, caller: Caller, id: web::Path<String>, Query(asked): Query<Asked>) -> Answer {
    let material = drafting::open_material(&caller.context(), case_id(&id)?, &asked.offer()?).await?;
    let kind = asked
        .kind
        .parse()
        .ok()
        .filter(|kind: &Kind| DRAFTED.contains(kind))
        .unwrap_or(Kind::Freeze);
    let typed = asked.seeking(DraftForm::blank(kind, page.lang()));
    let form = draft_view::begin(&page, &material, &typed, &[], None);
    shown(&FormPage { page, form })
}

/// Kinds that are written from the indicators of a case.
pub const DRAFTED: &[Kind] = &[Kind::Freeze, Kind::Preserve, Kind::Info];

/// `POST /cases/{id}/requests`.
pub async fn create(page: Page, caller: Caller, id: web::Path<String>, typed: Typed<DraftForm>) -> Answer {
    let cx = caller.context();
    let (typed, is_sent) = opened(typed);
    let material = drafting::material(&cx, case_id(&id)?, &typed.offer()).await?;
    if typed.seeks() {
        return form_again(page, &cx, &material, &typed, &[]).await;
    }
    let begins = match page.created(&draft_view::begins_at(&material), &typed.creates) {
        _ if !is_sent => return form_again(page, &cx, &material, &typed, &[]).await,
        Some(id) => RequestId(id),
        None => return form_again(page, &cx, &material, &typed, &[other_form("recipient")]).await,
    };
    if let Some(known) = begun(&page, &cx, begins, &typed).await? {
        return Ok(known);
    }
    let written = match typed.read(page.words(), page.now(), draft_view::chain_of(&material), None) {
        Ok(written) => written,
        Err(faults) => return form_again(page, &cx, &material, &typed, &faults).await,
    };
    let error = match drafting::begin(&cx, begins, material.case.id, written).await {
        Ok(request) => return go_on(page, &caller, &request, &typed).await,
        Err(error) => error,
    };
    match (begun(&page, &cx, begins, &typed).await?, error) {
        (Some(known), _) => Ok(known),
        (None, service::Error::Refused(Refusal::Fields(faults))) => {
            form_again(page, &cx, &material, &typed, &faults).await
        }
        (None, error) => Err(error.into()),
    }
}

/// A form that begins a draft, as the form of the draft it has begun.
pub(super) trait Begins {
    /// What stands in `draft`, which is `saved` like this, with what is typed now in its place.
    fn onto(&self, draft: &Request, saved: DraftForm) -> DraftForm;

    /// Whether it chooses what the draft is about, and the draft, which cannot change that, is about something else.
    fn is_about_others(&self, _draft: &Request) -> bool {
        false
    }

    /// Which indicators of the case stand on it.
    fn offer(&self) -> Offer {
        Offer::default()
    }
}

impl Begins for DraftForm {
    fn onto(&self, _: &Request, _: DraftForm) -> DraftForm {
        self.clone()
    }

    fn offer(&self) -> Offer {
        Self::offer(self)
    }
}

/// What comes of a form that has begun its draft before, one sending after the other or both at once, of which the key of
/// the database lets one through. Sent once more as it was, it leads there; sent with something else, such as after going
/// back to mend it, what is typed now stands in the form of that draft, to be saved into it. Nothing where it has begun
/// none.
pub(super) async fn begun(
    page: &Page,
    cx: &Context<'_>,
    id: RequestId,
    sent: &impl Begins,
) -> Result<Option<HttpResponse>, Failure> {
    let Some((status, number)) = drafting::begun(cx, id).await? else {
        return Ok(None);
    };
    // Where it is none any more, or not the reader's to write, the way there says what it became.
    if let Ok(writing) = drafting::in_writing(cx, &id.to_string(), &sent.offer()).await
        && let Some(form) = otherwise(page, &writing, sent)
    {
        let page = page.clone();
        return answered(StatusCode::CONFLICT, &FormPage { page, form }).map(Some);
    }
    page.say_next(Tone::Warn, "requests.form.begun_before", &[]).await?;
    let to = match (status, number) {
        (Status::Draft, _) => format!("/requests/{id}/edit"),
        (_, Some(number)) => format!("/requests/{number}"),
        (_, None) => format!("/requests/{id}"),
    };
    see_other(&to).map(Some)
}

/// The form of the draft with what was `sent` now; nothing where that stands in the draft already.
fn otherwise(page: &Page, writing: &InWriting, sent: &impl Begins) -> Option<FormView> {
    let draft = &writing.saved.request;
    let saved = DraftForm::of(draft);
    let typed = sent.onto(draft, saved.clone());
    let is_about_others = sent.is_about_others(draft);
    let read = typed.read(
        page.words(),
        page.now(),
        draft_view::chain_of(&writing.material),
        Some(&saved),
    );
    let faults = match read.and_then(|written| with_parts(page, writing, &typed, written)) {
        Ok(written) if !is_about_others && drafting::is_as_begun(writing, &written) => return None,
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    };
    let mut form = draft_view::edit(page, writing, &typed, &faults);
    form.tell_begun(page, is_about_others);
    form.version = saved.version;
    form.opened = saved.opened;
    Some(form)
}

/// `GET /requests/{reference}/edit`.
pub async fn edit(page: Page, caller: Caller, reference: web::Path<String>, Query(asked): Query<Asked>) -> Answer {
    let writing = match drafting::open_writing(&caller.context(), &reference, &asked.offer()?).await {
        Ok(writing) => writing,
        Err(error) => return missed(page, &caller, &reference, error).await,
    };
    let typed = asked.seeking(DraftForm::of(&writing.saved.request));
    let form = draft_view::edit(&page, &writing, &typed, &[]);
    shown(&FormPage { page, form })
}

/// `POST /requests/{reference}`: saves the draft, and sends it for approval where that button was used.
pub async fn update(page: Page, caller: Caller, reference: web::Path<String>, typed: Typed<DraftForm>) -> Answer {
    let cx = caller.context();
    let (mut typed, is_sent) = opened(typed);
    let writing = match drafting::in_writing(&cx, &reference, &typed.offer()).await {
        Ok(writing) => writing,
        Err(error) => return overtaken(page, &caller, &reference, &typed, error).await,
    };
    let saved = DraftForm::of(&writing.saved.request);
    if writing.saved.request.content.kind.follows() && typed.recipient.is_empty() {
        // Told on the form, and not asked.
        typed.recipient.clone_from(&saved.recipient);
    }
    if typed.seeks() {
        return edit_again(page, &writing, &typed, &[]);
    }
    let read = typed.read(
        page.words(),
        page.now(),
        draft_view::chain_of(&writing.material),
        Some(&saved),
    );
    let written = match read.and_then(|written| with_parts(&page, &writing, &typed, written)) {
        Ok(written) if is_sent => written,
        Ok(_) => return edit_again(page, &writing, &typed, &[]),
        Err(faults) => return edit_again(page, &writing, &typed, &faults),
    };
    let version = typed.version.parse().unwrap_or(0);
    match drafting::revise(&cx, &reference, version, written).await {
        Ok(request) => go_on(page, &caller, &request, &typed).await,
        Err(service::Error::Refused(Refusal::Fields(faults))) => edit_again(page, &writing, &typed, &faults),
        Err(service::Error::Refused(Refusal::Stale) | service::Error::Conflict) => stale(page, &writing, &typed),
        Err(error) => overtaken(page, &caller, &reference, &typed, error).await,
    }
}

/// With how much of each hold is to be released, where that is asked.
fn with_parts(page: &Page, writing: &InWriting, typed: &DraftForm, written: Written) -> Result<Written, Vec<Fault>> {
    if writing.saved.request.content.kind != Kind::Release {
        return Ok(written);
    }
    let parts = read_parts(page.words(), &writing.saved.request.holds, &typed.row, &typed.amount)?;
    Ok(Written { parts, ..written })
}

/// The draft was sent or issued while it was written: its form once more, so that nothing typed is lost, and the way to
/// what it became. Whatever else stands in the way is told on the request.
async fn overtaken(page: Page, caller: &Caller, reference: &str, typed: &DraftForm, error: service::Error) -> Answer {
    let cx = caller.context();
    let (number, refusal) = match &error {
        service::Error::NotFound => match issued_since(&cx, reference).await? {
            Some(number) => (number, Refusal::NotNow(NotNow::AlreadyIssued)),
            None => return Err(Failure::NotFound),
        },
        service::Error::Refused(refusal @ Refusal::NotNow(_)) => (reference.to_owned(), refusal.clone()),
        service::Error::Refused(_)
        | service::Error::Conflict
        | service::Error::Unavailable(_)
        | service::Error::Internal(_) => return missed(page, caller, reference, error).await,
    };
    let opened = open(&cx, &number).await?;
    let Ok(material) = drafting::material(&cx, opened.request.case, &typed.offer()).await else {
        return missed_on(page, caller, &opened, refusal.into()).await;
    };
    let why = page.refusal(&refusal);
    let form = draft_view::overtaken(&page, &material, typed, format!("/requests/{number}"), why);
    answered(StatusCode::CONFLICT, &FormPage { page, form })
}

/// Somebody else saved it in between: what was typed stays, what is saved is told beside it, and the next save counts
/// as made from what is saved now.
fn stale(page: Page, writing: &InWriting, typed: &DraftForm) -> Answer {
    let mut form = draft_view::edit(&page, writing, typed, &[]);
    let saved = DraftForm::of(&writing.saved.request);
    form.tell_changes(&page, &saved, &typed.opened);
    form.version = saved.version;
    form.opened = saved.opened;
    answered(StatusCode::CONFLICT, &FormPage { page, form })
}

/// After saving: to the approver where that was asked and nothing stops it, else back to the draft.
async fn go_on(page: Page, caller: &Caller, request: &Request, typed: &DraftForm) -> Answer {
    let edit = format!("/requests/{}/edit", request.id);
    if typed.then != "submit" {
        page.say_next(Tone::Ok, "requests.form.saved", &[]).await?;
        return see_other(&edit);
    }
    // The version after this save: a draft that was just begun has the first.
    let cx = caller.context();
    let saved = drafting::in_writing(&cx, &request.id.to_string(), &Offer::default()).await?;
    let cx = Context {
        as_of: Some(saved.saved.request.version),
        ..cx
    };
    match issuing::submit(&cx, &request.id.to_string()).await {
        Ok(request) => {
            page.say_next(Tone::Ok, awaited(&request, caller.actor()), &[]).await?;
            see_other(&format!("/requests/{}", request.id))
        }
        Err(service::Error::Refused(Refusal::Gate(_) | Refusal::NeedsAssurance(_))) => {
            page.say_next(Tone::Warn, "requests.form.stopped", &[]).await?;
            see_other(&format!("{edit}#gate"))
        }
        // It is saved: one confirms, and sends it from its page.
        Err(service::Error::Refused(Refusal::Unconfirmed)) => {
            page.say_next(Tone::Warn, "requests.form.unconfirmed", &[]).await?;
            see_other(&format!("/confirmation?to=/requests/{}", request.id))
        }
        // The gate beside the draft says when the next is possible.
        Err(service::Error::Refused(Refusal::Spent { .. })) => {
            page.say_next(Tone::Warn, "requests.form.spent", &[]).await?;
            see_other(&format!("{edit}#gate"))
        }
        Err(error) => missed(page, caller, &request.id.to_string(), error).await,
    }
}

/// Who must approve what `author` has just sent.
fn awaited(request: &Request, author: &Actor) -> &'static str {
    if request.second_look.is_some() {
        return "requests.form.submitted.second_look";
    }
    match (request.approvals_needed(), author.roles.has(Role::Supervisor)) {
        (1, false) => "requests.form.submitted.supervisor",
        (1, true) => "requests.form.submitted.other_supervisor",
        (_, false) => "requests.form.submitted.two",
        (_, true) => "requests.form.submitted.two_others",
    }
}

fn opened(typed: Typed<DraftForm>) -> (DraftForm, bool) {
    match typed {
        Typed::Sent(typed) => (typed, true),
        Typed::Resumed(typed) => (typed, false),
    }
}

async fn form_again(page: Page, cx: &Context<'_>, material: &Material, typed: &DraftForm, faults: &[Fault]) -> Answer {
    let preview = match typed.as_far_as_read(page.words(), page.now(), draft_view::chain_of(material)) {
        Some(written) => drafting::preview(cx, material, written).await?,
        None => None,
    };
    let form = draft_view::begin(&page, material, typed, faults, preview.as_ref());
    if faults.is_empty() {
        // Kept over a sign-in, or other indicators are looked for: nothing is wrong with it.
        return shown(&FormPage { page, form });
    }
    again(&FormPage { page, form })
}

fn edit_again(page: Page, writing: &InWriting, typed: &DraftForm, faults: &[Fault]) -> Answer {
    let form = draft_view::edit(&page, writing, typed, faults);
    if faults.is_empty() {
        // Kept over a sign-in, or other indicators are looked for: nothing is wrong with it.
        return shown(&FormPage { page, form });
    }
    again(&FormPage { page, form })
}

fn case_id(text: &str) -> Result<CaseId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
