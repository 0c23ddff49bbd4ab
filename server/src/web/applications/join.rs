//! `/join`: anybody may apply for their organisation. The answer tells nothing of what is known here.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::kind_name;
use crate::app::{App, network};
use crate::domain::actor::OrganisationKind;
use crate::domain::applications::{Administrator, Content, KINDS, LONGEST_NAME, LONGEST_NUMBER, LONGEST_SAID, digits};
use crate::domain::audit;
use crate::domain::cases::countries;
use crate::domain::change::Fault;
use crate::domain::indicators::IndicatorKind;
use crate::domain::organisations::domains;
use crate::domain::values::{Country, Zone};
use crate::service::applications::{self, Received};
use crate::web::error::Failure;
use crate::web::form::{Typed, clean_line, required_line};
use crate::web::hours;
use crate::web::page::{Answer, Page, again, see_other, shown};
use crate::web::requests::typed::chosen;
use crate::web::session::{address, hash_key};
use crate::web::views::{Choice, ChoiceGroup, ErrorSummary, FieldView};

/// The longest list of domains as typed, in characters.
const LONGEST_DOMAINS: usize = 3_000;

/// The longest list of holidays as typed, in characters.
const LONGEST_HOLIDAYS: usize = 20_000;

#[derive(Template)]
#[template(path = "applications/new.html")]
struct NewPage {
    page: Page,
    summary: ErrorSummary,
    kind: (FieldView, Vec<Choice>),
    country: (FieldView, Vec<Choice>),
    name: FieldView,
    legal_name: FieldView,
    authority: FieldView,
    authority_reference: FieldView,
    domains: FieldView,
    switchboard: FieldView,
    switchboard_found: FieldView,
    zone: (FieldView, Vec<ChoiceGroup>),
    week: (FieldView, Vec<Choice>),
    opens: FieldView,
    closes: FieldView,
    holidays: FieldView,
    languages: Vec<(FieldView, Vec<Choice>)>,
    administrator: [FieldView; 3],
}

#[derive(Template)]
#[template(path = "applications/received.html")]
struct ReceivedPage {
    page: Page,
    reference: String,
    sent_by: [String; 4],
}

/// As it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Applied {
    kind: String,
    country: String,
    name: String,
    legal_name: String,
    authority: String,
    authority_reference: String,
    domains: String,
    switchboard: String,
    switchboard_found: String,
    zone: String,
    week: Vec<String>,
    opens: String,
    closes: String,
    holidays: String,
    languages: Vec<String>,
    administrator_name: String,
    administrator_email: String,
    administrator_position: String,
}

/// `GET /join`.
pub async fn new(page: Page) -> Answer {
    let typed = Applied {
        week: ["mon", "tue", "wed", "thu", "fri"].map(str::to_owned).to_vec(),
        ..Applied::default()
    };
    shown(&form(page, &typed, &[]))
}

/// `POST /join`.
pub async fn create(page: Page, request: HttpRequest, app: web::Data<App>, typed: Typed<Applied>) -> Answer {
    let typed = match typed {
        Typed::Sent(typed) => typed,
        Typed::Resumed(typed) => return shown(&form(page, &typed, &[])),
    };
    // Behind a socket without addresses all are one.
    let client = address(&request, &app)
        .parse()
        .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    app.checks
        .admit(client)
        .map_err(|wait| Failure::TooMany(wait.as_secs().max(1)))?;
    let content = match typed.read(&page) {
        Ok(content) => content,
        Err(faults) => return again(&form(page, &typed, &faults)),
    };
    // Keyed as the checks of codes are: nobody's address is kept.
    let client = audit::source(&hash_key(&app), &network(client).to_string(), "join");
    match applications::receive(&app.db, &client, content, &page.around().call, page.now()).await? {
        Received::As(reference) => see_other(&format!("/join/{reference}")),
        Received::TooMany(wait) => Err(Failure::TooMany(u64::try_from(wait.as_secs()).unwrap_or(0).max(1))),
    }
}

/// `GET /join/{reference}`: what happens next. Where the application stands is told to nobody here.
pub async fn received(page: Page, app: web::Data<App>, typed: web::Path<String>) -> Answer {
    let reference = applications::received(&app.db, &typed)
        .await?
        .ok_or(Failure::NotFound)?;
    let step = |step: &str| page.t(&format!("applications.received.{step}")).into_owned();
    shown(&ReceivedPage {
        sent_by: [step("looked"), step("called"), step("two"), step("invited")],
        reference,
        page,
    })
}

/// The form in a language that was chosen by this very call, with what was typed into it.
pub fn in_language(page: Page, fields: &str) -> Result<HttpResponse, Failure> {
    let typed = serde_html_form::from_str(fields).map_err(|_| Failure::Unreadable)?;
    shown(&form(page, &typed, &[]))
}

impl Applied {
    /// What it says, where all of it can be read.
    fn read(&self, page: &Page) -> Result<Content, Vec<Fault>> {
        let mut faults = Vec::new();
        let found = &mut faults;
        let kind = chosen::<OrganisationKind>("kind", &self.kind, found).filter(|kind| KINDS.contains(kind));
        if kind.is_none() && found.is_empty() {
            found.push(Fault::new("kind", "unknown_choice"));
        }
        let country = chosen::<Country>("country", &self.country, found);
        if country.is_some_and(|country| !countries().contains(&country)) {
            found.push(Fault::new("country", "unknown_choice"));
        }
        let name = required_line("name", &self.name, LONGEST_NAME, found);
        let legal_name = required_line("legal_name", &self.legal_name, LONGEST_SAID, found);
        let authority = required_line("authority", &self.authority, LONGEST_SAID, found);
        let authority_reference = required_line("authority_reference", &self.authority_reference, LONGEST_SAID, found);
        let domains = read_domains("domains", &self.domains, found);
        let switchboard = required_line("switchboard", &self.switchboard, LONGEST_NUMBER, found);
        if !switchboard.is_empty() && digits(&switchboard).is_none() {
            found.push(Fault::new("switchboard", "no_phone"));
        }
        let switchboard_found = required_line("switchboard_found", &self.switchboard_found, LONGEST_SAID, found);
        let zone = chosen::<Zone>("zone", &self.zone, found);
        let week = hours::week("week", &self.week, found);
        let hours = hours::hours(&self.opens, &self.closes, found);
        let holidays = read_holidays(page, &self.holidays, &[], found);
        let languages = hours::chosen_languages("languages", &self.languages, &[], found);
        let administrator = Administrator {
            name: required_line("administrator_name", &self.administrator_name, LONGEST_NAME, found),
            email: read_email(&self.administrator_email, &domains, found),
            position: required_line(
                "administrator_position",
                &self.administrator_position,
                LONGEST_NAME,
                found,
            ),
        };
        let (Some(kind), Some(country), Some(zone), Some(week), true) = (kind, country, zone, week, found.is_empty())
        else {
            return Err(faults);
        };
        Ok(Content {
            kind,
            country,
            name,
            legal_name,
            authority,
            authority_reference,
            domains,
            switchboard,
            switchboard_found,
            zone,
            week,
            hours,
            holidays,
            languages,
            administrator,
        })
    }
}

/// The mail domains that were typed.
pub fn read_domains(field: &str, typed: &str, faults: &mut Vec<Fault>) -> Vec<String> {
    let before = faults.len();
    let text: String = clean_line(field, &typed.replace(['\n', '\r', '\t'], " "), LONGEST_DOMAINS, faults);
    if faults.len() > before {
        return Vec::new();
    }
    match domains::domains(&text) {
        Ok(domains) => domains,
        Err(("domains_many", most)) => {
            faults.push(Fault::new(field, "too_many").with("most", most));
            Vec::new()
        }
        Err((code, which)) => {
            faults.push(Fault::new(field, code).with("domain", which));
            Vec::new()
        }
    }
}

/// The holidays that were pasted, of which `known` were entered before.
pub fn read_holidays(
    page: &Page,
    typed: &str,
    known: &[crate::domain::organisations::Holiday],
    faults: &mut Vec<Fault>,
) -> Vec<crate::domain::organisations::Holiday> {
    if typed.chars().count() > LONGEST_HOLIDAYS {
        faults.push(Fault::new("holidays", "too_long").with("longest", LONGEST_HOLIDAYS));
        return Vec::new();
    }
    hours::holidays(page, "holidays", typed, known, faults)
}

/// The mailbox, which is at one of the domains.
fn read_email(typed: &str, domains: &[String], faults: &mut Vec<Fault>) -> String {
    const FIELD: &str = "administrator_email";
    let before = faults.len();
    let email = required_line(FIELD, typed, LONGEST_NAME, faults);
    if faults.len() > before {
        return email;
    }
    match IndicatorKind::Email.normalise(None, &email) {
        Ok(email) if domains.is_empty() || domains::is_at(&email, domains) => email,
        Ok(email) => {
            faults.push(Fault::new(FIELD, "mailbox_elsewhere"));
            email
        }
        Err(_) => {
            faults.push(Fault::new(FIELD, "no_mailbox"));
            email
        }
    }
}

fn form(page: Page, typed: &Applied, faults: &[Fault]) -> NewPage {
    let field = |name: &str, value: &str| {
        let fault = faults.iter().find(|fault| fault.field == name);
        FieldView::new(name, page.t(&format!("applications.field.{name}.label")))
            .value(value)
            .error(fault.map(|fault| page.fault(fault)))
    };
    let hinted = |name: &str, value: &str| field(name, value).hint(page.t(&format!("applications.field.{name}.hint")));
    let kinds = KINDS.iter().map(|kind| {
        Choice::new(kind.code(), kind_name(&page, *kind), &typed.kind)
            .hint(page.t(&format!("applications.kind_hint.{kind}")))
    });
    let mut named: Vec<(String, String)> = countries()
        .iter()
        .map(|country| (country.to_string(), page.country(country)))
        .collect();
    page.words().sort_by_name(&mut named, |(_, name)| name.as_str());
    let mut listed = vec![Choice::new("", page.t("site.field.choose"), &typed.country)];
    listed.extend(
        named
            .into_iter()
            .map(|(code, name)| Choice::new(code, name, &typed.country)),
    );

    let kind = (field("kind", &typed.kind), kinds.collect());
    let country = (field("country", &typed.country), listed);
    let name = hinted("name", &typed.name);
    let legal_name = hinted("legal_name", &typed.legal_name);
    let authority = hinted("authority", &typed.authority);
    let authority_reference = hinted("authority_reference", &typed.authority_reference);
    let domains = hinted("domains", &typed.domains).left_to_right();
    let switchboard = hinted("switchboard", &typed.switchboard)
        .left_to_right()
        .keyboard("tel");
    let switchboard_found = hinted("switchboard_found", &typed.switchboard_found);
    let zone = (field("zone", &typed.zone), hours::zones(&page, &typed.zone));
    let week = (field("week", ""), hours::days(&page, &typed.week));
    let opens = hinted("opens", &typed.opens).optional().left_to_right();
    let closes = field("closes", &typed.closes).optional().left_to_right();
    let holidays = hinted("holidays", &typed.holidays).optional();
    let languages = language_fields(&page, &typed.languages, &field("languages", ""));
    let administrator = [
        field("administrator_name", &typed.administrator_name),
        hinted("administrator_email", &typed.administrator_email)
            .left_to_right()
            .keyboard("email"),
        field("administrator_position", &typed.administrator_position),
    ];
    let fields = [
        &kind.0,
        &name,
        &legal_name,
        &country.0,
        &authority,
        &authority_reference,
        &domains,
        &switchboard,
        &switchboard_found,
        &zone.0,
        &week.0,
        &opens,
        &closes,
        &holidays,
    ];
    let fields = fields
        .into_iter()
        .chain(languages.iter().map(|(field, _)| field))
        .chain(&administrator);
    let summary = ErrorSummary::of(page.words(), fields, faults);
    NewPage {
        summary,
        kind,
        country,
        name,
        legal_name,
        authority,
        authority_reference,
        domains,
        switchboard,
        switchboard_found,
        zone,
        week,
        opens,
        closes,
        holidays,
        languages,
        administrator,
        page,
    }
}

/// The fields of the languages, the preferred one first. `of`: what they have in common.
pub fn language_fields(page: &Page, typed: &[String], of: &FieldView) -> Vec<(FieldView, Vec<Choice>)> {
    const PLACES: [&str; crate::domain::applications::MOST_LANGUAGES] = ["first", "second", "third"];
    let typed: Vec<&str> = typed.iter().map(String::as_str).filter(|tag| !tag.is_empty()).collect();
    let field = |(place, name): (usize, &&str)| {
        let chosen = typed.get(place).copied().unwrap_or_default();
        let label = page.t(&format!("applications.field.languages.{name}"));
        let field = FieldView::new(of.name.clone(), label).value(chosen);
        if place == 0 {
            (
                field.error(of.error.clone()),
                hours::languages(page, "site.field.choose", chosen),
            )
        } else {
            (
                field.id(format!("{}-{}", of.name, place + 1)).optional(),
                hours::languages(page, "applications.field.languages.none", chosen),
            )
        }
    };
    PLACES.iter().enumerate().map(field).collect()
}
