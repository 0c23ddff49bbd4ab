//! Inviting somebody, and what an administrator sees of an invitation: never its link.

pub mod acceptance;

use actix_web::web;
use serde::Deserialize;

use super::error::Failure;
use super::form::creates::{CREATES, other_form};
use super::form::{Checked, Nothing, Typed, clean_line, required_line};
use super::members::act::{ActPage, Asked, field};
use super::members::roles::{choices, roles_of};
use super::members::{LONGEST_LINE, Place, crumbs, organisation_of, tag, with_organisation};
use super::page::{Answer, Page, see_other, shown};
use super::query::Query;
use super::session::Caller;
use super::views::{Choice, Crumb, ErrorSummary, Fact, Tag, Tone};
use super::words;
use crate::domain::actor::Roles;
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::{InvitationId, OrganisationId};
use crate::domain::invitations::{Invited, State};
use crate::domain::organisations::Organisation;
use crate::domain::people::Act;
use crate::service::Error;
use crate::service::invitations::{self, Shown};
use crate::text::Language;
use askama::Template;

/// Where the form goes.
const INVITES: &str = "/members/invitations";

/// The longest mailbox, in characters (RFC 5321).
const LONGEST_EMAIL: usize = 254;

/// Whom the address is about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asking {
    organisation: String,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    creates: String,
    organisation: String,
    name: String,
    email: String,
    badge: String,
    language: String,
    roles: Vec<String>,
}

impl Form {
    fn read(&self) -> Result<Invited, Refusal> {
        let mut faults = Vec::new();
        let badge = clean_line("badge", &self.badge, LONGEST_LINE, &mut faults);
        let invited = Invited {
            name: required_line("name", &self.name, LONGEST_LINE, &mut faults),
            email: required_line("email", &self.email, LONGEST_EMAIL, &mut faults),
            badge: Some(badge).filter(|badge| !badge.is_empty()),
            language: Language::from_tag(&self.language).map_or_else(String::new, |language| language.tag().to_owned()),
            roles: roles_of(&self.roles).unwrap_or_else(|_| {
                faults.push(Fault::new("roles", "unknown_choice"));
                Roles::default()
            }),
        };
        if invited.language.is_empty() {
            faults.push(Fault::new("language", "unknown_choice"));
        }
        if self.roles.is_empty() {
            faults.push(Fault::new("roles", "required"));
        }
        Refusal::unless_empty(faults).map(|()| invited)
    }
}

/// `GET /members/invitations/new`.
pub async fn new(page: Page, caller: Caller, Query(asking): Query<Asking>) -> Answer {
    let organisation = organisation_of(&caller, &asking.organisation)?;
    let (organisation, grantable) = invitations::inviting(&caller.context(), organisation).await?;
    let form = Form {
        language: site_language(&organisation).unwrap_or_else(|| page.lang().to_owned()),
        ..Form::default()
    };
    shown(&view(page, &caller, &organisation, grantable, &form, &[]))
}

/// The organisation's preferred language, where the site speaks it.
fn site_language(organisation: &Organisation) -> Option<String> {
    let mut spoken = organisation.languages.iter();
    spoken
        .find_map(|tag| Language::from_tag(tag))
        .map(|language| language.tag().to_owned())
}

/// `POST /members/invitations`.
pub async fn create(page: Page, caller: Caller, typed: Typed<Form>) -> Answer {
    let cx = caller.context();
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    let organisation = organisation_of(&caller, &form.organisation)?;
    let (organisation, grantable) = invitations::inviting(&cx, organisation).await?;
    if !is_sent {
        return shown(&view(page, &caller, &organisation, grantable, &form, &[]));
    }
    let Some(id) = page.created(INVITES, &form.creates).map(InvitationId) else {
        let faults = [other_form("name")];
        return view(page, &caller, &organisation, grantable, &form, &faults).answer(&faults);
    };
    let done = match form.read() {
        Ok(invited) => {
            let key = caller.app.secret.expose();
            invitations::invite(&cx, key, organisation.id, id, invited).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            page.say_next(Tone::Ok, "invitations.new.done", &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            view(page, &caller, &organisation, grantable, &form, &faults).answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

fn href(id: InvitationId) -> String {
    format!("{INVITES}/{id}")
}

fn view(
    page: Page,
    caller: &Caller,
    organisation: &Organisation,
    grantable: Roles,
    form: &Form,
    faults: &[Fault],
) -> ActPage {
    let title = page.t("invitations.new.title").into_owned();
    let held = roles_of(&form.roles).unwrap_or_default();
    let domains = if organisation.domains.is_empty() {
        page.t("invitations.new.no_domains").into_owned()
    } else {
        page.ta(
            "invitations.new.domains",
            [("domains", page.words().list(&organisation.domains))],
        )
    };
    let languages = Language::ALL.iter();
    let languages = languages.map(|language| Choice::new(language.tag(), language.own_name(), &form.language));
    ActPage {
        crumbs: crumbs(&page, None, &title),
        lead: page.ta("invitations.new.lead", [("organisation", organisation.name.as_str())]),
        action: INVITES.to_owned(),
        back: with_organisation("/members", organisation.id, caller),
        about: Vec::new(),
        hidden: vec![
            (CREATES, page.creates(INVITES, &form.creates)),
            ("organisation", organisation.id.to_string()),
        ],
        asked: vec![
            Asked::Line(
                field(&page, "name", "people.field.name.label", faults)
                    .hint(page.t("members.field.name.hint"))
                    .value(&form.name),
            ),
            Asked::Line(
                field(&page, "email", "people.field.email.label", faults)
                    .hint(domains)
                    .value(&form.email)
                    .left_to_right()
                    .keyboard("email"),
            ),
            Asked::Code(
                field(&page, "badge", "members.field.badge.label", faults)
                    .value(&form.badge)
                    .optional(),
            ),
            Asked::One(
                field(&page, "language", "people.field.language.label", faults)
                    .hint(page.t("invitations.new.language_hint")),
                languages.collect(),
            ),
            Asked::Any(
                field(&page, "roles", "people.field.roles.label", faults),
                choices(&page, grantable, held),
            ),
        ],
        errors: ErrorSummary::default(),
        submit: page.t("invitations.new.submit").into_owned(),
        class: "primary",
        refused: None,
        title,
        page,
    }
}

#[derive(Template)]
#[template(path = "invitations/show.html")]
struct ShowPage {
    page: Page,
    crumbs: Vec<Crumb>,
    name: String,
    state: Tag,
    lead: String,
    facts: Vec<Fact>,
    href: String,
    /// Why it cannot be sent anew.
    resend: Option<String>,
    /// Why it cannot be taken back.
    withdraw: Option<String>,
    is_over: bool,
}

/// `GET /members/invitations/{id}`.
pub async fn show(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let cx = caller.context();
    let Shown {
        invitation,
        organisation,
        by,
    } = invitations::find(&cx, id_in(&id)?).await?;
    let state = invitation.state(page.now());
    let gaps = [("until", page.moment(invitation.expires_at))];
    let refused = |act| {
        let refusal = invitation.may(act, cx.actor, organisation.kind).err();
        refusal.map(|refusal| page.refusal(&refusal))
    };
    let label = |key: &str| page.t(key).into_owned();
    let words = page.words();
    let language = words
        .language_named(&invitation.language)
        .unwrap_or_else(|| invitation.language.clone());
    let facts = vec![
        Fact::new(label("people.field.organisation.label"), &organisation.name),
        Fact::latin(label("people.field.email.label"), &invitation.email),
        Fact::new(label("people.field.roles.label"), words::roles(words, invitation.roles)),
        Fact::new(
            label("members.field.badge.label"),
            invitation.badge.clone().unwrap_or_else(|| label("members.show.none")),
        ),
        Fact::new(label("people.field.language.label"), language),
        Fact::new(label("invitations.field.by.label"), by),
        Fact::new(label("invitations.field.sent.label"), page.moment(invitation.sent_at)),
    ];
    shown(&ShowPage {
        crumbs: crumbs(&page, None, &invitation.name),
        name: invitation.name.clone(),
        lead: page.ta(&format!("invitations.show.{state}"), gaps),
        resend: refused(Act::Resend),
        withdraw: refused(Act::Withdraw),
        is_over: invitation.ended.is_some(),
        state: state_tag(&page, state),
        href: href(invitation.id),
        facts,
        page,
    })
}

fn state_tag(page: &Page, state: State) -> Tag {
    let place = match state {
        State::Pending => Place::Invited,
        State::Expired => Place::Expired,
        State::Accepted => Place::Active,
        State::Withdrawn => Place::Left,
    };
    Tag {
        word: page.t(&format!("invitations.state.{state}")).into_owned(),
        ..tag(page, place)
    }
}

/// `POST /members/invitations/{id}/resending`.
pub async fn resend(
    page: Page,
    caller: Caller,
    id: web::Path<String>,
    Checked(Nothing {}): Checked<Nothing>,
) -> Answer {
    let key = caller.app.secret.expose();
    let invitation = invitations::resend(&caller.context(), key, id_in(&id)?).await?;
    page.say_next(Tone::Ok, "invitations.show.resent", &[]).await?;
    see_other(&href(invitation.id))
}

/// `POST /members/invitations/{id}/withdrawal`.
pub async fn withdraw(
    page: Page,
    caller: Caller,
    id: web::Path<String>,
    Checked(Nothing {}): Checked<Nothing>,
) -> Answer {
    let invitation = invitations::withdraw(&caller.context(), id_in(&id)?).await?;
    page.say_next(Tone::Ok, "invitations.show.taken_back", &[]).await?;
    see_other(&list(invitation.organisation, &caller))
}

fn list(organisation: OrganisationId, caller: &Caller) -> String {
    with_organisation("/members", organisation, caller)
}

fn id_in(text: &str) -> Result<InvitationId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
