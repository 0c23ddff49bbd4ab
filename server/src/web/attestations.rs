//! Attestation: an administrator confirms what is known of their organisation, and a verifier calls back.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::applications::{CallFields, call_fields, language_fields, read_call, read_domains, read_holidays};
use super::error::Failure;
use super::form::Typed;
use super::hours;
use super::organisations::{assurance, href};
use super::page::{Answer, Page, again, answered, see_other, shown};
use super::requests::typed::read;
use super::session::Caller;
use super::views::{Choice, Crumb, ErrorSummary, Fact, FieldView, Tone};
use crate::domain::applications::NumberSource;
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::OrganisationId;
use crate::domain::organisations::Organisation;
use crate::domain::organisations::attestation::Corrections;
use crate::service::{Error, attestations};

#[derive(Template)]
#[template(path = "attestations/state.html")]
struct StatePage {
    page: Page,
    crumbs: Vec<Crumb>,
    assured: Vec<String>,
    /// What follows from a date that has passed.
    restricted: Option<String>,
    /// That it was done, and waits for a verifier.
    stated: Option<String>,
    stale: Option<String>,
    refused: Option<String>,
    summary: ErrorSummary,
    week: (FieldView, Vec<Choice>),
    opens: FieldView,
    closes: FieldView,
    holidays: FieldView,
    languages: Vec<(FieldView, Vec<Choice>)>,
    domains: FieldView,
}

/// The data as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stated {
    week: Vec<String>,
    opens: String,
    closes: String,
    holidays: String,
    languages: Vec<String>,
    domains: String,
}

/// `GET /attestation`.
pub async fn new(page: Page, caller: Caller) -> Answer {
    let own = attestations::own(&caller.context()).await?;
    let typed = Stated::of(&page, &own);
    shown(&state_form(page, &caller, &own, &typed, &[], None))
}

/// `POST /attestation`.
pub async fn create(page: Page, caller: Caller, typed: Typed<Stated>) -> Answer {
    let cx = caller.context();
    let own = attestations::own(&cx).await?;
    let typed = match typed {
        Typed::Sent(typed) => typed,
        Typed::Resumed(typed) => return shown(&state_form(page, &caller, &own, &typed, &[], None)),
    };
    let done = match typed.read(&page, &own) {
        Ok(corrections) => attestations::state(&cx, corrections).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            page.say_next(Tone::Ok, "attestations.done.state", &[]).await?;
            see_other(&href(own.id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => again(&state_form(page, &caller, &own, &typed, &faults, None)),
        Err(Error::Refused(refusal @ Refusal::NotNow(_))) => {
            let stale = Some(page.refusal(&refusal));
            answered(
                StatusCode::CONFLICT,
                &state_form(page, &caller, &own, &typed, &[], stale),
            )
        }
        Err(error) => Err(error.into()),
    }
}

impl Stated {
    /// As it is known, with what was stated before and no verifier has looked at.
    fn of(page: &Page, own: &Organisation) -> Self {
        let hours = own.calendar.hours;
        let domains = own
            .attestation
            .stated
            .as_ref()
            .map_or(&own.domains, |stated| &stated.domains);
        Self {
            week: hours::typed_days(own.calendar.week),
            opens: hours.map_or_else(String::new, |hours| hours::typed_hour(hours.opens())),
            closes: hours.map_or_else(String::new, |hours| hours::typed_hour(hours.closes())),
            holidays: hours::typed_holidays(page, &own.holidays),
            languages: own.languages.clone(),
            domains: domains.join("\n"),
        }
    }

    fn read(&self, page: &Page, own: &Organisation) -> Result<Corrections, Refusal> {
        let mut faults = Vec::new();
        let week = hours::week("week", &self.week, &mut faults);
        let hours = hours::hours(&self.opens, &self.closes, &mut faults);
        let holidays = read_holidays(page, &self.holidays, &own.holidays, &mut faults);
        let languages = hours::chosen_languages("languages", &self.languages, &own.languages, &mut faults);
        let domains = read_domains("domains", &self.domains, &mut faults);
        Ok(Corrections {
            week: read(week, faults)?,
            hours,
            holidays,
            languages,
            domains,
        })
    }
}

fn state_form(
    page: Page,
    caller: &Caller,
    own: &Organisation,
    typed: &Stated,
    faults: &[Fault],
    stale: Option<String>,
) -> StatePage {
    let field = |name: &str, value: &str| {
        let fault = faults.iter().find(|fault| fault.field == name);
        FieldView::new(name, page.t(&format!("applications.field.{name}.label")))
            .value(value)
            .error(fault.map(|fault| page.fault(fault)))
    };
    let hinted = |name: &str, value: &str| field(name, value).hint(page.t(&format!("applications.field.{name}.hint")));
    let week = (field("week", ""), hours::days(&page, &typed.week));
    let opens = hinted("opens", &typed.opens).optional().left_to_right();
    let closes = field("closes", &typed.closes).optional().left_to_right();
    let holidays = hinted("holidays", &typed.holidays).optional();
    let languages = language_fields(&page, &typed.languages, &field("languages", ""));
    let domains = field("domains", &typed.domains)
        .hint(page.t("attestations.state.domains_hint"))
        .left_to_right();
    let fields = [&week.0, &opens, &closes, &holidays]
        .into_iter()
        .chain(languages.iter().map(|(field, _)| field))
        .chain([&domains]);
    let (_, assured) = assurance(&page, own);
    let stated = own
        .attestation
        .stated
        .as_ref()
        .map(|stated| page.ta("attestations.state.waits", [("when", page.moment(stated.at))]));
    let restricted = own
        .is_restricted(page.now())
        .then(|| page.t(&format!("organisations.restricted.{}", own.kind)).into_owned());
    StatePage {
        crumbs: crumbs(&page, own, &page.t("attestations.state.title")),
        assured,
        restricted,
        stated,
        stale,
        refused: own
            .may_state(caller.actor(), page.now())
            .err()
            .map(|refusal| page.refusal(&refusal)),
        summary: ErrorSummary::of(page.words(), fields, faults),
        week,
        opens,
        closes,
        holidays,
        languages,
        domains,
        page,
    }
}

fn crumbs(page: &Page, organisation: &Organisation, title: &str) -> Vec<Crumb> {
    let step = |href: Option<String>, text: String| Crumb { href, text };
    vec![
        step(
            Some("/organisations".to_owned()),
            page.t("organisations.index.title").into_owned(),
        ),
        step(Some(href(organisation.id)), organisation.name.clone()),
        step(None, title.to_owned()),
    ]
}

#[derive(Template)]
#[template(path = "attestations/renew.html")]
struct RenewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    action: String,
    back: String,
    stale: Option<String>,
    refused: Option<String>,
    summary: ErrorSummary,
    about: Vec<Fact>,
    /// What becomes of its mail domains.
    domains: Vec<Fact>,
    call: CallFields,
}

/// A call-back as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Called {
    number: String,
    source: String,
    reference: String,
    called_at: String,
    spoke_to: String,
}

/// `GET /organisations/{id}/renewal`.
pub async fn new_renewal(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    let organisation = attestations::to_renew(&caller.context(), id_in(&id)?).await?;
    let typed = Called {
        number: organisation.switchboard.clone().unwrap_or_default(),
        source: organisation
            .switchboard
            .as_ref()
            .map_or_else(String::new, |_| NumberSource::Directory.code().to_owned()),
        reference: organisation
            .switchboard
            .as_ref()
            .map_or_else(String::new, |_| page.t("attestations.renew.directory").into_owned()),
        ..Called::default()
    };
    shown(&renew_form(page, &caller, &organisation, &typed, &[], None))
}

/// `POST /organisations/{id}/renewal`.
pub async fn renew(page: Page, caller: Caller, id: web::Path<String>, typed: Typed<Called>) -> Answer {
    let (cx, id) = (caller.context(), id_in(&id)?);
    let organisation = attestations::to_renew(&cx, id).await?;
    let typed = match typed {
        Typed::Sent(typed) => typed,
        Typed::Resumed(typed) => return shown(&renew_form(page, &caller, &organisation, &typed, &[], None)),
    };
    let mut faults = Vec::new();
    let callback = read_call(typed.fields(), page.zone(), &mut faults);
    let done = match read(callback, faults) {
        Ok(callback) => attestations::renew(&cx, id, callback).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            page.say_next(Tone::Ok, "attestations.done.renew", &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            again(&renew_form(page, &caller, &organisation, &typed, &faults, None))
        }
        Err(Error::Refused(refusal @ Refusal::NotNow(_))) => {
            let stale = Some(page.refusal(&refusal));
            let form = renew_form(page, &caller, &organisation, &typed, &[], stale);
            answered(StatusCode::CONFLICT, &form)
        }
        Err(error) => Err(error.into()),
    }
}

fn id_in(path: &str) -> Result<OrganisationId, Failure> {
    path.parse().map_err(|_| Failure::NotFound)
}

impl Called {
    const fn fields(&self) -> [&String; 5] {
        [
            &self.number,
            &self.source,
            &self.reference,
            &self.called_at,
            &self.spoke_to,
        ]
    }
}

fn renew_form(
    page: Page,
    caller: &Caller,
    organisation: &Organisation,
    typed: &Called,
    faults: &[Fault],
    stale: Option<String>,
) -> RenewPage {
    let call = call_fields(&page, typed.fields(), faults);
    let languages: Vec<String> = organisation
        .languages
        .iter()
        .map(|tag| hours::language_name(&page, tag))
        .collect();
    let label = |field: &str| page.t(&format!("organisations.field.{field}.label")).into_owned();
    let (_, assured) = assurance(&page, organisation);
    let stated = &organisation.attestation.stated;
    let mut about = vec![
        Fact::new(label("legal_name"), &organisation.legal_name),
        Fact::new(label("assurance"), assured.join(" ")),
        Fact::new(
            page.t("attestations.renew.stated"),
            match stated {
                Some(stated) => page.moment(stated.at),
                None if organisation.has_administrators() => page.t("attestations.renew.not_stated").into_owned(),
                None => page.t("attestations.renew.nobody_states").into_owned(),
            },
        ),
        Fact::new(label("hours"), hours::told(&page, &organisation.calendar)),
        Fact::new(label("languages"), page.words().list(&languages)),
    ];
    let coming = organisation.coming_holidays(page.now(), 365).len();
    about.push(Fact::new(
        page.t("organisations.show.holidays"),
        page.ta("applications.show.holidays", [("count", page.words().number(coming))]),
    ));
    let now = organisation.domains.join(", ");
    let proposed = stated
        .as_ref()
        .map_or_else(|| now.clone(), |stated| stated.domains.join(", "));
    let mut domains = vec![Fact::latin(page.t("attestations.renew.domains_now"), &now)];
    if proposed != now {
        domains.push(Fact::latin(page.t("attestations.renew.domains_then"), proposed));
    }
    let refused = organisation.may_renew(caller.actor(), page.now()).err();
    RenewPage {
        crumbs: crumbs(&page, organisation, &page.t("attestations.renew.title")),
        action: format!("{}/renewal", href(organisation.id)),
        back: href(organisation.id),
        stale,
        refused: refused.map(|refusal| page.refusal(&refusal)),
        summary: ErrorSummary::of(page.words(), call.all(), faults),
        about,
        domains,
        call,
        page,
    }
}
