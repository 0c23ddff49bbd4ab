//! Suspending one person, or locking a whole organisation down: what it will do is told before, with counts.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use super::show;
use super::{LONGEST_NOTE, field, href, reasons};
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::suspensions::{Of, Reason, Suspension, Told};
use crate::service::suspensions::{self, Asked};
use crate::service::{Context, Error};
use crate::web::error::Failure;
use crate::web::form::{Typed, required_text};
use crate::web::page::{Answer, Page, answered, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Choice, Crumb, ErrorSummary, Fact, FieldView, Tone};
use crate::web::words;

#[derive(Template)]
#[template(path = "suspensions/form.html")]
struct FormPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    /// Why it was not done the first time.
    stale: Option<String>,
    about: Vec<Fact>,
    /// What it will do, line by line.
    will: Vec<String>,
    action: String,
    back: String,
    errors: ErrorSummary,
    reason: FieldView,
    reasons: Vec<Choice>,
    note: FieldView,
    /// The name to type, where a whole organisation is stopped.
    confirm: Option<FieldView>,
    submit: String,
    refused: Option<String>,
}

/// As it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Form {
    reason: String,
    note: String,
    confirm: String,
}

/// Who is to be suspended.
#[derive(Clone, Copy, Debug)]
enum Whom {
    Person(PersonId),
    Organisation(OrganisationId),
}

impl Whom {
    async fn asked(self, cx: &Context<'_>) -> Result<Asked, Error> {
        match self {
            Self::Person(person) => suspensions::ask_person(cx, person).await,
            Self::Organisation(organisation) => suspensions::ask_organisation(cx, organisation).await,
        }
    }

    fn action(self) -> String {
        match self {
            Self::Person(person) => format!("/people/{person}/suspension"),
            Self::Organisation(organisation) => format!("/organisations/{organisation}/suspension"),
        }
    }

    /// The section of its words.
    const fn section(self) -> &'static str {
        match self {
            Self::Person(_) => "suspensions.person",
            Self::Organisation(_) => "suspensions.organisation",
        }
    }
}

/// `GET /people/{id}/suspension`.
pub async fn of_person(page: Page, caller: Caller, id: Path<String>) -> Answer {
    let person = id.parse().map_err(|_| Failure::NotFound)?;
    ask(page, &caller, Whom::Person(person)).await
}

/// `GET /organisations/{id}/suspension`.
pub async fn of_organisation(page: Page, caller: Caller, id: Path<String>) -> Answer {
    let organisation = id.parse().map_err(|_| Failure::NotFound)?;
    ask(page, &caller, Whom::Organisation(organisation)).await
}

/// `POST /people/{id}/suspension`.
pub async fn suspend(page: Page, caller: Caller, id: Path<String>, typed: Typed<Form>) -> Answer {
    let person = id.parse().map_err(|_| Failure::NotFound)?;
    send(page, &caller, Whom::Person(person), typed).await
}

/// `POST /organisations/{id}/suspension`.
pub async fn lock_down(page: Page, caller: Caller, id: Path<String>, typed: Typed<Form>) -> Answer {
    let organisation = id.parse().map_err(|_| Failure::NotFound)?;
    send(page, &caller, Whom::Organisation(organisation), typed).await
}

async fn ask(page: Page, caller: &Caller, whom: Whom) -> Answer {
    let asked = whom.asked(&caller.context()).await?;
    if let Some(standing) = &asked.standing {
        return see_other(&href(standing.id));
    }
    shown(&view(page, whom, &asked, &Form::default(), &[], None))
}

async fn send(page: Page, caller: &Caller, whom: Whom, typed: Typed<Form>) -> Answer {
    let cx = caller.context();
    let form = match typed {
        Typed::Sent(form) => form,
        Typed::Resumed(form) => {
            let asked = whom.asked(&cx).await?;
            return shown(&view(page, whom, &asked, &form, &[], None));
        }
    };
    match begin(&cx, whom, &form).await {
        Ok(suspension) => done(page, caller, &suspension).await,
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let asked = whom.asked(&cx).await?;
            let view = view(page, whom, &asked, &form, &faults, None);
            answered(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(Error::Conflict | Error::Refused(Refusal::NotNow(_))) => {
            let asked = whom.asked(&cx).await?;
            let stale = page.t("suspensions.form.stale").into_owned();
            let view = view(page, whom, &asked, &form, &[], Some(stale));
            answered(StatusCode::CONFLICT, &view)
        }
        Err(error) => Err(error.into()),
    }
}

async fn begin(cx: &Context<'_>, whom: Whom, form: &Form) -> Result<Suspension, Error> {
    let mut faults = Vec::new();
    let reason: Option<Reason> = match form.reason.as_str() {
        "" => {
            faults.push(Fault::new("reason", "required"));
            None
        }
        code => code.parse().ok(),
    };
    if reason.is_none() && faults.is_empty() {
        faults.push(Fault::new("reason", "unknown_choice"));
    }
    let note = required_text("note", &form.note, LONGEST_NOTE, &mut faults);
    if let (Whom::Organisation(_), true) = (whom, form.confirm.trim().is_empty()) {
        faults.push(Fault::new("confirm", "required"));
    }
    Refusal::unless_empty(faults)?;
    let reason = reason.ok_or(Refusal::Unseen)?;
    let told = Told { reason, note };
    match whom {
        Whom::Person(person) => suspensions::suspend_person(cx, person, told).await,
        Whom::Organisation(organisation) => suspensions::lock_down(cx, organisation, &form.confirm, told).await,
    }
}

/// The page of what was done. Whoever locked the own organisation down is signed out by it, and reads it here once.
async fn done(page: Page, caller: &Caller, suspension: &Suspension) -> Answer {
    let own = caller.actor().organisation == suspension.organisation;
    if matches!(suspension.of, Of::Organisation { .. }) && own {
        let opened = suspensions::open(&caller.context(), suspension.id).await?;
        return shown(&show::view(page, &opened, true));
    }
    page.say_next(Tone::Ok, "suspensions.form.done", &[]).await?;
    see_other(&href(suspension.id))
}

fn view(page: Page, whom: Whom, asked: &Asked, form: &Form, faults: &[Fault], stale: Option<String>) -> FormPage {
    let section = whom.section();
    let name = asked
        .person
        .as_ref()
        .map_or(&asked.organisation.name, |person| &person.name);
    let title = page.ta(&format!("{section}.title"), [("name", name)]);
    let codes: Vec<&'static str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    let reason = field(&page, "reason", &form.reason, faults);
    let note = field(&page, "note", &form.note, faults);
    let confirm = match whom {
        Whom::Person(_) => None,
        Whom::Organisation(_) => {
            let hint = page.ta("suspensions.form.confirm", [("name", &asked.organisation.name)]);
            Some(field(&page, "confirm", &form.confirm, faults).hint(hint))
        }
    };
    let fields = [&reason, &note].into_iter().chain(&confirm);
    FormPage {
        crumbs: vec![
            Crumb {
                href: Some("/suspensions".to_owned()),
                text: page.t("suspensions.index.title").into_owned(),
            },
            Crumb {
                href: None,
                text: title.clone(),
            },
        ],
        lead: page.t(&format!("{section}.lead")).into_owned(),
        stale,
        about: about(&page, asked),
        will: will(&page, section, asked),
        action: whom.action(),
        back: "/suspensions".to_owned(),
        errors: ErrorSummary::of(page.words(), fields, faults),
        reasons: reasons(&page, "reason", &codes, &form.reason),
        reason,
        note,
        confirm,
        submit: page.t(&format!("{section}.submit")).into_owned(),
        refused: asked.allowed.as_ref().err().map(|refusal| page.refusal(refusal)),
        title,
        page,
    }
}

/// Who it is.
fn about(page: &Page, asked: &Asked) -> Vec<Fact> {
    let organisation = &asked.organisation;
    let label = |key: &str| page.t(&format!("suspensions.fact.{key}")).into_owned();
    let kind = page
        .t(&format!("organisations.kind.{}", organisation.kind))
        .into_owned();
    let gaps = [("kind", kind), ("country", page.country(organisation.country))];
    let mut facts = Vec::new();
    if let Some(person) = &asked.person {
        facts.push(Fact::new(label("person"), person.name.clone()));
        facts.push(Fact::latin(label("mailbox"), person.email.clone()));
        facts.push(Fact::new(label("roles"), words::roles(page.words(), person.roles)));
    }
    facts.push(Fact::new(label("organisation"), organisation.name.clone()));
    facts.push(Fact::new(label("about"), page.ta("organisations.about", gaps)));
    facts
}

/// What will happen, with how many it reaches.
fn will(page: &Page, section: &str, asked: &Asked) -> Vec<String> {
    let say = |key: &str| page.t(&format!("suspensions.will.{key}")).into_owned();
    let reach = asked.reach;
    let mut lines = Vec::new();
    if asked.person.is_none() {
        lines.push(page.n("suspensions.will.people", reach.people));
    }
    lines.push(page.n("suspensions.will.sessions", reach.sessions));
    lines.push(page.n("suspensions.will.requests", reach.requests));
    lines.push(say("clocks"));
    lines.push(say("holds"));
    lines.push(say("told"));
    lines.push(page.t(&format!("{section}.lifting")).into_owned());
    lines
}
