//! The page of an act: what will happen, what must be told, and what was wrong with it. One for all acts, so that
//! whatever is typed is kept the same way: 422 where it does not fit, 409 where somebody was faster.

mod asking;

use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::show::{CHANGED, cast, crumbs, missed, missed_on};
use super::timeline;
use super::words::reference;
use crate::domain::actor::Actor;
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::{HoldId, PreservationId};
use crate::domain::requests::Request;
use crate::service::requests::{Opened, answering, open};
use crate::service::{Context, Error};
use crate::web::error::Failure;
use crate::web::form::{AsOf, Typed};
use crate::web::page::{Answer, Page, Posted, answered, see_other};
use crate::web::passkeys::AskView;
use crate::web::session::Caller;
use crate::web::views::{Crumb, ErrorSummary, Fact, FieldView, TimelineEntry, Tone};

pub use asking::{Advice, Asked, Asking, Group};

/// What the address of an act names.
#[derive(Clone, Debug, Deserialize)]
pub struct Place {
    /// Number or id of the request.
    pub reference: String,
    /// The hold, where it is about one.
    #[serde(default)]
    pub hold: String,
    /// The preservation, where it is about one.
    #[serde(default)]
    pub preservation: String,
    /// The target, where it is about one.
    #[serde(default)]
    pub position: u32,
}

/// The hold or the preservation that an address names.
#[derive(Clone, Copy, Debug)]
pub enum Named {
    /// Money that is held.
    Hold(HoldId),
    /// Data that is kept.
    Preservation(PreservationId),
}

impl Place {
    /// The hold or the preservation that is named.
    ///
    /// # Errors
    /// Unseen: none can have that name.
    pub fn measure(&self) -> Result<Named, Refusal> {
        let named = if self.preservation.is_empty() {
            self.hold.parse().map(Named::Hold)
        } else {
            self.preservation.parse().map(Named::Preservation)
        };
        named.map_err(|_| Refusal::Unseen)
    }
}

/// That something changed while one typed.
#[derive(Clone, Debug)]
pub struct StaleView {
    /// That it is so.
    pub title: String,
    /// Why the act does not fit any more.
    pub text: String,
}

/// What a form sends: all as it was typed, so that nothing of it is lost.
pub trait Form: DeserializeOwned + 'static {
    /// The section of its words: `requests.acts.NAME.title`, `lead`, `submit`, `done`, by which [`Form::done`] says more.
    const NAME: &'static str;
    /// Whether it takes something away, so that its button says so.
    const DANGER: bool = false;
    /// Whether anything is typed into it that could be lost.
    const TYPES: bool = true;
    /// Whether it is signed by whoever signed in by a passkey.
    const SIGNED: bool = false;
    /// Whether it offers colleagues.
    const COLLEAGUES: bool = false;
    /// Whether it decides on the whole request as it was read, so that nothing of it may have changed meanwhile: it says as
    /// of which version it was made. What is about one part of it, which others may go on with beside, does not.
    const DECIDES: bool = true;

    /// [`Form::NAME`], or another section where the same form is of two things.
    fn name(_: &Place) -> &'static str {
        Self::NAME
    }

    /// The word of that section which says that it was done, where `request` stands then.
    fn done(_request: &Request) -> &'static str {
        "done"
    }

    /// What the page is called.
    fn title(page: &Page, place: &Place) -> String {
        page.t(&format!("requests.acts.{}.title", Self::name(place)))
            .into_owned()
    }

    /// What will happen.
    fn lead(page: &Page, _: &Request, place: &Place) -> String {
        page.t(&format!("requests.acts.{}.lead", Self::name(place)))
            .into_owned()
    }

    /// Where it is sent, below the request.
    fn path(place: &Place) -> String;

    /// Whether the reader may do it now.
    ///
    /// # Errors
    /// As the rule says.
    fn may(request: &Request, actor: &Actor, place: &Place) -> Result<(), Refusal>;

    /// The form before anything was typed.
    fn first(opened: &Opened, place: &Place, page: &Page) -> Self;

    /// The form once more on a page that shows what changed meanwhile: what is sent from there was read anew.
    #[must_use]
    fn read_again(self, _opened: &Opened, _place: &Place) -> Self {
        self
    }

    /// What is asked.
    fn groups(&self, asking: &Asking<'_>) -> Vec<Group>;

    /// What goes along unseen.
    fn hidden(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// What the act is about: the request, and what stands by it now.
    fn about(asking: &Asking<'_>) -> Vec<Fact> {
        let mut facts = asking.request();
        facts.extend(asking.standing());
        facts
    }

    /// Another act to think of first.
    fn advice(_asking: &Asking<'_>) -> Option<Advice> {
        None
    }

    /// What asks for the reader's signature; nothing where none is needed.
    fn signs(_asking: &Asking<'_>) -> Option<AskView> {
        None
    }

    /// Does it.
    fn send(&self, cx: &Context<'_>, place: &Place, page: &Page) -> impl Future<Output = Result<Request, Error>>;
}

#[derive(Template)]
#[template(path = "requests/act.html")]
struct ActPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    stale: Option<StaleView>,
    changed: Vec<TimelineEntry>,
    advice: Option<Advice>,
    about: Vec<Fact>,
    errors: ErrorSummary,
    action: String,
    hidden: Vec<(&'static str, String)>,
    /// As of which version of the request it is sent.
    as_of: Option<i64>,
    groups: Vec<Group>,
    submit: String,
    /// What asks for the reader's signature.
    signs: Option<AskView>,
    /// What is told of it beside the button.
    unsigned: bool,
    /// Why it cannot be sent now: what was typed is still there to be copied.
    refused: Option<String>,
    class: &'static str,
    back: String,
}

/// The page of the act.
pub async fn ask<F: Form>(page: Page, caller: Caller, place: Place) -> Answer {
    let opened = match open(&caller.context(), &place.reference).await {
        Ok(opened) => opened,
        Err(error) => return missed(page, &caller, &place.reference, error).await,
    };
    if let Err(refusal) = F::may(&opened.request, caller.actor(), &place) {
        return missed_on(page, &caller, &opened, refusal.into()).await;
    }
    let form = F::first(&opened, &place, &page);
    let shown = view(page, &caller, &opened, &place, &form, &[], None).await?;
    answered(StatusCode::OK, &shown)
}

/// The act, or its page again with what was typed.
pub async fn act<F: Form>(page: Posted, caller: Caller, place: Place, typed: Typed<F>, as_of: AsOf) -> Answer {
    let form = match typed {
        Typed::Resumed(form) => {
            return again(
                page.full().await?,
                caller,
                (place, AsOf(None)),
                form,
                StatusCode::OK,
                &[],
                None,
            )
            .await;
        }
        Typed::Sent(form) => form,
    };
    let cx = Context {
        as_of: if F::DECIDES { Some(as_of.told()?) } else { None },
        ..caller.context()
    };
    let sent = form.send(&cx, &place, &page).await;
    match sent {
        Ok(request) => {
            let done = format!("requests.acts.{}.{}", F::name(&place), F::done(&request));
            page.say_next(Tone::Ok, &done, &[("number", reference(&request))])
                .await?;
            see_other(&format!("/requests/{}", reference(&request)))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            again(
                page.full().await?,
                caller,
                (place, as_of),
                form,
                StatusCode::UNPROCESSABLE_ENTITY,
                &faults,
                None,
            )
            .await
        }
        // What was typed stays on the page of the act; where nothing was, the request itself says all.
        Err(error) if !F::TYPES => missed(page.full().await?, &caller, &place.reference, error).await,
        Err(Error::Refused(refusal @ Refusal::NotNow(_))) => {
            let why = page.refusal(&refusal);
            again(
                page.full().await?,
                caller,
                (place, AsOf(None)),
                form,
                StatusCode::CONFLICT,
                &[],
                Some(why),
            )
            .await
        }
        Err(Error::Conflict | Error::Refused(Refusal::Stale)) => {
            let why = page.t("requests.acts.stale_text").into_owned();
            again(
                page.full().await?,
                caller,
                (place, AsOf(None)),
                form,
                StatusCode::CONFLICT,
                &[],
                Some(why),
            )
            .await
        }
        Err(error) => missed(page.full().await?, &caller, &place.reference, error).await,
    }
}

/// `as_of` is what the form was made of, where what is wrong is only what was typed: what changed meanwhile is not yet
/// told then.
async fn again<F: Form>(
    page: Page,
    caller: Caller,
    (place, as_of): (Place, AsOf),
    form: F,
    status: StatusCode,
    faults: &[Fault],
    stale: Option<String>,
) -> Answer {
    let opened = match open(&caller.context(), &place.reference).await {
        Ok(opened) => opened,
        Err(error) => return missed(page, &caller, &place.reference, error).await,
    };
    let form = match stale {
        Some(_) => form.read_again(&opened, &place),
        None => form,
    };
    let mut shown = view(page, &caller, &opened, &place, &form, faults, stale).await?;
    shown.as_of = shown.as_of.map(|now| as_of.0.unwrap_or(now));
    answered(status, &shown)
}

async fn view<F: Form>(
    page: Page,
    caller: &Caller,
    opened: &Opened,
    place: &Place,
    form: &F,
    faults: &[Fault],
    stale: Option<String>,
) -> Result<ActPage, Failure> {
    let colleagues = if F::COLLEAGUES {
        answering::colleagues(&caller.context()).await?
    } else {
        Vec::new()
    };
    let request = &opened.request;
    let asking = Asking {
        page: &page,
        opened,
        actor: caller.actor(),
        place,
        colleagues: &colleagues,
        faults,
    };
    let groups = form.groups(&asking);
    let fields: Vec<&FieldView> = groups
        .iter()
        .flat_map(|group| &group.fields)
        .flat_map(Asked::fields)
        .collect();
    // What is wrong with a signature is told where one signs.
    let typed: Vec<Fault> = faults
        .iter()
        .filter(|fault| fault.field != "credential")
        .cloned()
        .collect();
    let errors = ErrorSummary::of(page.words(), fields, &typed);
    let about = F::about(&asking);
    let advice = F::advice(&asking);
    let error = faults.iter().find(|fault| fault.field == "credential");
    let signs = F::signs(&asking).map(|ask| ask.wrong(error.map(|fault| page.fault(fault))));
    let word = |part: &str| page.t(&format!("requests.acts.{}.{part}", F::name(place))).into_owned();
    let base = format!("/requests/{}", reference(request));
    let mut changed = Vec::new();
    if stale.is_some() {
        changed = timeline::entries(&page, &opened.timeline, request, cast(opened, caller.actor()));
        changed.truncate(CHANGED);
    }
    let stale = stale.map(|text| StaleView {
        title: page.t("requests.acts.stale_title").into_owned(),
        text,
    });
    let title = F::title(&page, place);
    Ok(ActPage {
        crumbs: crumbs(&page, request, Some(&title)),
        lead: F::lead(&page, request, place),
        stale,
        changed,
        advice,
        about,
        errors,
        action: format!("{base}/{}", F::path(place)),
        hidden: form.hidden(),
        as_of: F::DECIDES.then_some(request.version),
        groups,
        submit: word("submit"),
        unsigned: signs.is_none() && page.demo && F::SIGNED,
        signs,
        refused: F::may(request, caller.actor(), place)
            .err()
            .map(|refusal| page.refusal(&refusal)),
        class: if F::DANGER { "danger sure" } else { "primary" },
        back: base,
        title,
        page,
    })
}

/// Declares the two handlers of a form: `new` shows it, `create` takes it.
macro_rules! handlers {
    ($form:ty) => {
        /// The form.
        pub async fn new(
            page: $crate::web::page::Page,
            caller: $crate::web::session::Caller,
            place: actix_web::web::Path<$crate::web::requests::act_page::Place>,
        ) -> $crate::web::page::Answer {
            $crate::web::requests::act_page::ask::<$form>(page, caller, place.into_inner()).await
        }

        /// What the form sends.
        pub async fn create(
            page: $crate::web::page::Posted,
            caller: $crate::web::session::Caller,
            place: actix_web::web::Path<$crate::web::requests::act_page::Place>,
            typed: $crate::web::form::Typed<$form>,
            request: actix_web::HttpRequest,
        ) -> $crate::web::page::Answer {
            $crate::web::requests::act_page::act::<$form>(
                page,
                caller,
                place.into_inner(),
                typed,
                $crate::web::form::AsOf::of(&request),
            )
            .await
        }
    };
}
pub(super) use handlers;

/// What will happen by the act called `name` where that hangs on the urgency: a question makes the clocks stand still, and
/// never those of flash and emergency (domain §3).
pub fn lead_by_pauses(page: &Page, request: &Request, name: &str) -> String {
    let key = if request.content.urgency.pauses() {
        "lead"
    } else {
        "lead_runs"
    };
    page.t(&format!("requests.acts.{name}.{key}")).into_owned()
}
