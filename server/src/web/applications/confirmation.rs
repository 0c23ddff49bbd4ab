//! What a verifier checked and whom they called. The form shows nothing by which one could call the applicant's own number.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::{crumbs, href, id_in, path_of};
use crate::domain::applications::{
    Act, Application, Callback, Check, Confirmation, Found, LONGEST_NUMBER, LONGEST_SAID, NumberSource, Status,
};
use crate::domain::change::{Fault, Refusal};
use crate::domain::values::Zone;
use crate::service::{Error, applications};
use crate::web::form;
use crate::web::form::{clean_text, required_line};
use crate::web::page::{Answer, Page, again, answered, see_other, shown};
use crate::web::requests::typed::{LONGEST_TEXT, chosen, required_moment};
use crate::web::session::Caller;
use crate::web::views::{Choice, Crumb, ErrorSummary, Fact, FieldView, Tone};

#[derive(Template)]
#[template(path = "applications/confirmation.html")]
struct ConfirmationPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    action: String,
    back: String,
    /// Why it was not done the first time.
    stale: Option<String>,
    refused: Option<String>,
    summary: ErrorSummary,
    about: Vec<Fact>,
    checks: (FieldView, Vec<Choice>),
    call: CallFields,
    note: FieldView,
}

/// The fields of a call-back.
pub struct CallFields {
    /// The number that was called.
    pub number: FieldView,
    /// Where it was found.
    pub source: (FieldView, Vec<Choice>),
    /// Where exactly.
    pub reference: FieldView,
    /// When it was called.
    pub called_at: FieldView,
    /// Whom one spoke to.
    pub spoke_to: FieldView,
}

/// A call-back as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recorded {
    checks: Vec<String>,
    number: String,
    source: String,
    reference: String,
    called_at: String,
    spoke_to: String,
    note: String,
}

/// `GET /applications/{id}/confirmation`.
pub async fn new_confirmation(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    first(page, caller, &id, Act::Confirm).await
}

/// `POST /applications/{id}/confirmation`.
pub async fn confirm(page: Page, caller: Caller, id: web::Path<String>, typed: form::Typed<Recorded>) -> Answer {
    send(page, caller, &id, Act::Confirm, typed).await
}

/// `GET /applications/{id}/correction`.
pub async fn new_correction(page: Page, caller: Caller, id: web::Path<String>) -> Answer {
    first(page, caller, &id, Act::Correct).await
}

/// `POST /applications/{id}/correction`.
pub async fn correct(page: Page, caller: Caller, id: web::Path<String>, typed: form::Typed<Recorded>) -> Answer {
    send(page, caller, &id, Act::Correct, typed).await
}

async fn first(page: Page, caller: Caller, id: &str, act: Act) -> Answer {
    let opened = applications::show(&caller.context(), id_in(id)?).await?;
    let application = &opened.application;
    let own = application
        .confirmation_of(caller.actor())
        .filter(|_| act == Act::Correct);
    let typed = own.map_or_else(Recorded::default, |own| Recorded::of(&page, own));
    shown(&view(page, &caller, application, act, &typed, &[], None))
}

async fn send(page: Page, caller: Caller, id: &str, act: Act, typed: form::Typed<Recorded>) -> Answer {
    let (cx, id) = (caller.context(), id_in(id)?);
    let (typed, is_sent) = match typed {
        form::Typed::Sent(typed) => (typed, true),
        form::Typed::Resumed(typed) => (typed, false),
    };
    if !is_sent {
        let opened = applications::show(&cx, id).await?;
        return shown(&view(page, &caller, &opened.application, act, &typed, &[], None));
    }
    let done = match typed.read(page.zone()) {
        Ok(found) => applications::confirm(&cx, caller.app.secret.expose(), id, act, found).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(application) => {
            let said = match application.status {
                Status::Accepted => "verified",
                Status::Differing => "differing",
                Status::Received | Status::Confirmed | Status::Refused | Status::Withdrawn => "confirmed",
            };
            let tone = if said == "differing" { Tone::Warn } else { Tone::Ok };
            page.say_next(tone, &format!("applications.done.{said}"), &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let opened = applications::show(&cx, id).await?;
            again(&view(page, &caller, &opened.application, act, &typed, &faults, None))
        }
        Err(Error::Refused(refusal @ Refusal::NotNow(_))) => {
            let opened = applications::show(&cx, id).await?;
            let stale = Some(page.refusal(&refusal));
            let view = view(page, &caller, &opened.application, act, &typed, &[], stale);
            answered(StatusCode::CONFLICT, &view)
        }
        Err(error) => Err(error.into()),
    }
}

impl Recorded {
    fn of(page: &Page, own: &Confirmation) -> Self {
        let Callback {
            number,
            source,
            reference,
            called_at,
            spoke_to,
        } = &own.callback;
        let called_at = called_at.timestamp().to_zoned(page.zone().time_zone());
        Self {
            checks: own.checks.iter().map(|check| check.code().to_owned()).collect(),
            number: number.clone(),
            source: source.code().to_owned(),
            reference: reference.clone(),
            called_at: called_at.strftime("%Y-%m-%dT%H:%M").to_string(),
            spoke_to: spoke_to.clone(),
            note: own.note.clone(),
        }
    }

    fn read(&self, zone: &Zone) -> Result<Found, Refusal> {
        let mut faults = Vec::new();
        let checks = self.checks.iter().filter_map(|code| code.parse().ok()).collect();
        let callback = read_call(
            [
                &self.number,
                &self.source,
                &self.reference,
                &self.called_at,
                &self.spoke_to,
            ],
            zone,
            &mut faults,
        );
        let note = clean_text("note", &self.note, LONGEST_TEXT, &mut faults);
        let callback = crate::web::requests::typed::read(callback, faults)?;
        Ok(Found { checks, callback, note })
    }
}

/// A call-back as it was typed: number, source, reference, time and whom one spoke to.
pub fn read_call(typed: [&String; 5], zone: &Zone, faults: &mut Vec<Fault>) -> Option<Callback> {
    let [number, source, reference, called_at, spoke_to] = typed;
    let number = required_line("number", number, LONGEST_NUMBER, faults);
    let source = chosen::<NumberSource>("source", source, faults);
    let reference = required_line("reference", reference, LONGEST_SAID, faults);
    let called_at = required_moment("called_at", called_at, zone, faults);
    let spoke_to = required_line("spoke_to", spoke_to, LONGEST_SAID, faults);
    Some(Callback {
        number,
        source: source?,
        reference,
        called_at: called_at?,
        spoke_to,
    })
}

/// The fields of a call-back with what was typed.
pub fn call_fields(page: &Page, typed: [&String; 5], faults: &[Fault]) -> CallFields {
    let [number, source, reference, called_at, spoke_to] = typed;
    let field = |name: &str, value: &str| {
        let fault = faults.iter().find(|fault| fault.field == name);
        FieldView::new(name, page.t(&format!("applications.field.{name}.label")))
            .value(value)
            .error(fault.map(|fault| page.fault(fault)))
    };
    let hinted = |name: &str, value: &str| field(name, value).hint(page.t(&format!("applications.field.{name}.hint")));
    let place = page.words().zone_city(page.zone().name());
    let mut sources = vec![Choice::new("", page.t("site.field.choose"), source)];
    sources.extend(
        NumberSource::ALL
            .iter()
            .map(|one| Choice::new(one.code(), page.t(&format!("applications.source.{one}")), source)),
    );
    CallFields {
        number: hinted("number", number).left_to_right().keyboard("tel"),
        source: (hinted("source", source), sources),
        reference: hinted("reference", reference),
        called_at: field("called_at", called_at)
            .hint(page.ta("applications.field.called_at.hint", [("place", place)]))
            .left_to_right(),
        spoke_to: hinted("spoke_to", spoke_to),
    }
}

impl CallFields {
    /// The fields, in order.
    pub fn all(&self) -> [&FieldView; 5] {
        [
            &self.number,
            &self.source.0,
            &self.reference,
            &self.called_at,
            &self.spoke_to,
        ]
    }
}

fn view(
    page: Page,
    caller: &Caller,
    application: &Application,
    act: Act,
    typed: &Recorded,
    faults: &[Fault],
    stale: Option<String>,
) -> ConfirmationPage {
    let content = &application.content;
    let title = page.t(&format!("applications.act.{act}")).into_owned();
    let of_checks = faults.iter().find(|fault| fault.field == "checks");
    let checks = FieldView::new("checks", page.t("applications.field.checks.label"))
        .hint(page.t("applications.field.checks.hint"))
        .error(of_checks.map(|fault| page.fault(fault)));
    let choices = Check::of(content.kind).iter().map(|check| Choice {
        chosen: typed.checks.iter().any(|code| code == check.code()),
        ..Choice::new(check.code(), page.t(&format!("applications.check.{check}")), "")
            .hint(page.t(&format!("applications.check_hint.{check}")))
    });
    let call = call_fields(
        &page,
        [
            &typed.number,
            &typed.source,
            &typed.reference,
            &typed.called_at,
            &typed.spoke_to,
        ],
        faults,
    );
    let of_note = faults.iter().find(|fault| fault.field == "note");
    let note = FieldView::new("note", page.t("applications.field.note.label"))
        .value(&typed.note)
        .error(of_note.map(|fault| page.fault(fault)))
        .optional();
    let label = |field: &str| page.t(&format!("applications.field.{field}.label")).into_owned();
    let administrator = &content.administrator;
    let about = vec![
        Fact::new(label("legal_name"), &content.legal_name),
        Fact::new(label("country"), page.country(content.country)),
        Fact::new(label("authority"), &content.authority),
        Fact::new(label("authority_reference"), &content.authority_reference),
        Fact::latin(label("domains"), content.domains.join(", ")),
        Fact::new(page.t("applications.new.administrator"), &administrator.name),
        Fact::new(label("administrator_position"), &administrator.position),
        Fact::latin(label("administrator_email"), &administrator.email),
    ];
    let refused = application.may(act, caller.actor()).err();
    ConfirmationPage {
        crumbs: crumbs(&page, application, Some(&title)),
        lead: page.t(&format!("applications.lead.{act}")).into_owned(),
        action: format!("{}/{}", href(application.id), path_of(act)),
        back: href(application.id),
        stale,
        refused: refused.map(|refusal| page.refusal(&refusal)),
        summary: ErrorSummary::of(
            page.words(),
            std::iter::once(&checks).chain(call.all()).chain(std::iter::once(&note)),
            faults,
        ),
        about,
        checks: (checks, choices.collect()),
        call,
        note,
        title,
        page,
    }
}
