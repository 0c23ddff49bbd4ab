//! Taking evidence back.

use actix_web::web;
use serde::Deserialize;

use super::show::crumbs;
use super::{href, kind_name};
use crate::domain::assurance::{Evidence, LONGEST_NOTE, RevokedFor};
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::EvidenceId;
use crate::service::Error;
use crate::service::assurance::{self, Opened};
use crate::web::error::Failure;
use crate::web::form::{Typed, clean_text};
use crate::web::members::act::{ActPage, Asked, field};
use crate::web::members::id_in;
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::requests::typed::chosen;
use crate::web::session::Caller;
use crate::web::views::{Choice, ErrorSummary, Fact, Tone};

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    reason: String,
    note: String,
}

fn evidence_in(text: &str) -> Result<EvidenceId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

fn found(opened: &Opened, id: EvidenceId) -> Result<&Evidence, Failure> {
    let one = opened.dossier.evidence.iter().find(|one| one.id == id);
    one.ok_or(Failure::NotFound)
}

/// `GET /members/{id}/evidence/{evidence}/revocation`.
pub async fn ask(page: Page, caller: Caller, path: web::Path<(String, String)>) -> Answer {
    let (id, evidence) = (id_in(&path.0)?, evidence_in(&path.1)?);
    let opened = assurance::open(&caller.context(), id).await?;
    let one = found(&opened, evidence)?;
    shown(&view(page, &caller, &opened, one, &Form::default(), &[]))
}

/// `POST /members/{id}/evidence/{evidence}/revocation`.
pub async fn revoke(page: Page, caller: Caller, path: web::Path<(String, String)>, typed: Typed<Form>) -> Answer {
    let (cx, id, evidence) = (caller.context(), id_in(&path.0)?, evidence_in(&path.1)?);
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    let opened = assurance::open(&cx, id).await?;
    let one = found(&opened, evidence)?;
    if !is_sent {
        return shown(&view(page, &caller, &opened, one, &form, &[]));
    }
    let mut faults = Vec::new();
    let reason = chosen::<RevokedFor>("reason", &form.reason, &mut faults);
    let note = clean_text("note", &form.note, LONGEST_NOTE, &mut faults);
    let done = match (Refusal::unless_empty(faults), reason) {
        (Ok(()), Some(reason)) => assurance::revoke(&cx, id, evidence, (reason, note)).await,
        (Ok(()), None) => Err(Refusal::field("reason", "required").into()),
        (Err(refusal), _) => Err(refusal.into()),
    };
    match done {
        Ok(level) => {
            let gaps = [("level", level.code().to_owned())];
            page.say_next(Tone::Ok, "assurance.done.revocation", &gaps).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            view(page, &caller, &opened, one, &form, &faults).answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(page: Page, caller: &Caller, opened: &Opened, one: &Evidence, form: &Form, faults: &[Fault]) -> ActPage {
    let person = &opened.dossier.person;
    let refused = opened
        .dossier
        .may_revoke(one, caller.actor(), &opened.place, page.now())
        .err();
    let title = page.t("assurance.act.revocation").into_owned();
    let kind = kind_name(&page, one.what.kind());
    let mut about = vec![
        Fact::new(page.t("people.field.name.label"), &person.name),
        Fact::new(page.t("assurance.field.kind.label"), kind),
    ];
    about.extend(super::facts(&page, &one.what));
    let mut reasons = vec![Choice::new("", page.t("site.field.choose"), &form.reason)];
    reasons.extend(RevokedFor::CHOSEN.iter().map(|reason| {
        Choice::new(
            reason.code(),
            page.t(&format!("assurance.reason.{reason}")),
            &form.reason,
        )
    }));
    ActPage {
        crumbs: crumbs(&page, opened, Some(&title)),
        lead: page.ta("assurance.lead.revocation", [("name", person.name.as_str())]),
        action: super::revocation(person.id, one),
        back: href(person.id),
        about,
        hidden: Vec::new(),
        asked: vec![
            Asked::One(field(&page, "reason", "assurance.field.reason.label", faults), reasons),
            Asked::Area(
                field(&page, "note", "assurance.field.note.label", faults)
                    .hint(page.t("assurance.field.note.hint"))
                    .value(&form.note)
                    .optional(),
            ),
        ],
        errors: ErrorSummary::default(),
        submit: title.clone(),
        class: "danger sure",
        refused: refused.map(|refusal| page.refusal(&refusal)),
        title,
        page,
    }
}
