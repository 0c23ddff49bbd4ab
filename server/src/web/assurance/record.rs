//! Recording evidence: a form for each sort, in which nobody types what the system knows.

use actix_web::web;
use serde::Deserialize;

use super::href;
use super::show::crumbs;
use crate::domain::assurance::{Act, LONGEST_SAID};
use crate::domain::change::{Fault, Refusal};
use crate::domain::values::Zone;
use crate::service::Error;
use crate::service::assurance::{self, Opened, Told};
use crate::web::error::Failure;
use crate::web::form::{Typed, required_line};
use crate::web::members::act::{ActPage, Asked, field};
use crate::web::members::id_in;
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::requests::date;
use crate::web::requests::typed::required_moment;
use crate::web::session::Caller;
use crate::web::views::{Choice, ErrorSummary, Fact, FieldView, Tone};

/// As typed: each act has some of these fields, and is not sent any other.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    number: Option<String>,
    issuer: Option<String>,
    expires_on: Option<String>,
    reached: Option<String>,
    called_at: Option<String>,
    desk: Option<String>,
    reference: Option<String>,
    passkey: Option<String>,
}

/// The fields of `act`, in order.
const fn fields(act: Act) -> &'static [&'static str] {
    match act {
        Act::Badge => &["number", "issuer", "expires_on"],
        Act::CallBack => &["reached", "called_at"],
        Act::Desk => &["desk", "reference"],
        Act::HardwareKey => &["passkey"],
        Act::Vouch | Act::Revoke | Act::Ask => &[],
    }
}

impl Form {
    fn typed(&self) -> [(&'static str, &Option<String>); 8] {
        [
            ("number", &self.number),
            ("issuer", &self.issuer),
            ("expires_on", &self.expires_on),
            ("reached", &self.reached),
            ("called_at", &self.called_at),
            ("desk", &self.desk),
            ("reference", &self.reference),
            ("passkey", &self.passkey),
        ]
    }

    /// What was typed there.
    fn value(&self, name: &str) -> &str {
        let typed = self.typed();
        let found = typed.iter().find(|(field, _)| *field == name);
        found.and_then(|(_, typed)| typed.as_deref()).unwrap_or_default()
    }

    /// Whether nothing was sent that `act` does not ask.
    fn fits(&self, act: Act) -> bool {
        self.typed()
            .iter()
            .all(|(name, typed)| typed.is_none() || fields(act).contains(name))
    }

    fn read(&self, act: Act, zone: &Zone) -> Result<Told, Refusal> {
        let mut faults = Vec::new();
        let line = |name: &str, faults: &mut Vec<Fault>| required_line(name, self.value(name), LONGEST_SAID, faults);
        let told = match act {
            Act::Badge => {
                let (number, issuer) = (line("number", &mut faults), line("issuer", &mut faults));
                if self.value("expires_on").trim().is_empty() {
                    faults.push(Fault::new("expires_on", "required"));
                }
                date("expires_on", self.value("expires_on"), &mut faults).map(|day| Told::Badge(number, issuer, day))
            }
            Act::Vouch => Some(Told::Voucher),
            Act::CallBack => {
                let reached = line("reached", &mut faults);
                required_moment("called_at", self.value("called_at"), zone, &mut faults)
                    .map(|at| Told::Callback(reached, at))
            }
            Act::Desk => Some(Told::Desk(line("desk", &mut faults), line("reference", &mut faults))),
            Act::HardwareKey => {
                let key = self.value("passkey").parse().ok().map(Told::Key);
                if key.is_none() {
                    faults.push(Fault::new("passkey", "unknown_choice"));
                }
                key
            }
            Act::Revoke | Act::Ask => None,
        };
        Refusal::unless_empty(faults)?;
        told.ok_or(Refusal::Unseen)
    }
}

fn act_in(word: &str) -> Result<Act, Failure> {
    let act: Act = word.parse().map_err(|_| Failure::NotFound)?;
    if Act::RECORDING.contains(&act) {
        Ok(act)
    } else {
        Err(Failure::NotFound)
    }
}

/// `GET /members/{id}/assurance/{act}`.
pub async fn new(page: Page, caller: Caller, path: web::Path<(String, String)>) -> Answer {
    let (id, act) = (id_in(&path.0)?, act_in(&path.1)?);
    let opened = assurance::open(&caller.context(), id).await?;
    shown(&view(page, &caller, &opened, act, &Form::default(), &[]).await?)
}

/// `POST /members/{id}/assurance/{act}`.
pub async fn create(page: Page, caller: Caller, path: web::Path<(String, String)>, typed: Typed<Form>) -> Answer {
    let (cx, id, act) = (caller.context(), id_in(&path.0)?, act_in(&path.1)?);
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    if !form.fits(act) {
        return Err(Failure::Unreadable);
    }
    if !is_sent {
        let opened = assurance::open(&cx, id).await?;
        return shown(&view(page, &caller, &opened, act, &form, &[]).await?);
    }
    let done = match form.read(act, page.zone()) {
        Ok(told) => assurance::record(&cx, id, act, told).await,
        // Whom one may not know of is not told by what is wrong with the form.
        Err(refusal) => match assurance::open(&cx, id).await {
            Ok(_) => Err(refusal.into()),
            Err(error) => Err(error),
        },
    };
    match done {
        Ok(level) => {
            let gaps = [("level", level.code().to_owned())];
            page.say_next(Tone::Ok, "assurance.done.record", &gaps).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let opened = assurance::open(&cx, id).await?;
            view(page, &caller, &opened, act, &form, &faults).await?.answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

async fn view(
    page: Page,
    caller: &Caller,
    opened: &Opened,
    act: Act,
    form: &Form,
    faults: &[Fault],
) -> Result<ActPage, Failure> {
    let person = &opened.dossier.person;
    let cx = caller.context();
    let refused = opened.dossier.may(act, cx.actor, &opened.place, page.now()).err();
    let title = page.t(&format!("assurance.act.{act}")).into_owned();
    let mut asked = Vec::new();
    for name in fields(act) {
        asked.push(asked_field(&page, caller, opened, name, form, faults, refused.is_none()).await?);
    }
    let label = |key: &str| page.t(key).into_owned();
    let mut about = vec![
        Fact::new(label("people.field.name.label"), &person.name),
        Fact::latin(label("people.field.email.label"), &person.email),
        Fact::new(label("people.field.organisation.label"), &opened.organisation.name),
    ];
    if act == Act::CallBack {
        let number = opened.organisation.switchboard.clone();
        about.push(Fact::latin(
            label("assurance.field.switchboard.label"),
            number.unwrap_or_else(|| label("members.show.none")),
        ));
    }
    Ok(ActPage {
        crumbs: crumbs(&page, opened, Some(&title)),
        lead: page.ta(&format!("assurance.lead.{act}"), [("name", person.name.as_str())]),
        action: format!("{}/{act}", href(person.id)),
        back: href(person.id),
        about,
        hidden: Vec::new(),
        asked,
        errors: ErrorSummary::default(),
        submit: page.t(&format!("assurance.submit.{act}")).into_owned(),
        class: "primary",
        refused: refused.map(|refusal| page.refusal(&refusal)),
        title,
        page,
    })
}

async fn asked_field(
    page: &Page,
    caller: &Caller,
    opened: &Opened,
    name: &'static str,
    form: &Form,
    faults: &[Fault],
    may: bool,
) -> Result<Asked, Failure> {
    let key = format!("assurance.field.{name}");
    let field: FieldView = field(page, name, &format!("{key}.label"), faults)
        .hint(page.t(&format!("{key}.hint")))
        .value(form.value(name));
    Ok(match name {
        "number" => Asked::Code(field),
        "expires_on" => Asked::Date(field.left_to_right()),
        "called_at" => {
            let place = page.words().zone_city(page.zone().name());
            Asked::Moment(
                field
                    .hint(page.ta(&format!("{key}.hint"), [("place", place)]))
                    .left_to_right(),
            )
        }
        "passkey" => {
            let mut choices = vec![Choice::new("", page.t("site.field.choose"), form.value(name))];
            if may {
                let keys = assurance::keys_of(&caller.context(), opened.dossier.person.id).await?;
                choices.extend(keys.into_iter().map(|key| {
                    let gaps = [("name", key.passkey.name.clone()), ("model", key.aaguid.clone())];
                    Choice::new(
                        key.passkey.id.to_string(),
                        page.ta("assurance.key", gaps),
                        form.value(name),
                    )
                }));
            }
            Asked::One(field, choices)
        }
        _ => Asked::Line(field),
    })
}
