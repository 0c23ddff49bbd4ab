//! Changing one's own password.

use askama::Template;
use serde::Deserialize;

use crate::domain::change::{Fault, Refusal};
use crate::domain::needs::OWN_ACCOUNT;
use crate::service::passwords::SHORTEST;
use crate::service::passwords::change::{Changed, change};
use crate::web::error::Failure;
use crate::web::form::Checked;
use crate::web::page::{Answer, Page, again, see_other, shown};
use crate::web::session::Caller;
use crate::web::sign_in::admit;
use crate::web::views::{ErrorSummary, FieldView, Tone};

#[derive(Template)]
#[template(path = "account/password.html")]
struct NewPage {
    page: Page,
    old: FieldView,
    new: FieldView,
    least: usize,
    errors: ErrorSummary,
}

/// What is typed. The names are among those that no form keeps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    old_password: String,
    new_password: String,
}

/// `GET /account/password`.
pub async fn new(page: Page, caller: Caller) -> Answer {
    caller.actor().has_confirmed(OWN_ACCOUNT)?;
    shown(&form(page, &[]))
}

/// `POST /account/password`.
pub async fn create(page: Page, caller: Caller, Checked(typed): Checked<Passwords>) -> Answer {
    admit(&caller.app, caller.around.address, None)?;
    let device = caller.around.device.as_deref();
    let cx = caller.context();
    let changed = change(&cx, device, &typed.old_password, &typed.new_password);
    let faults = match changed.await? {
        Changed::Done(_) => {
            page.say_next(Tone::Ok, "people.password.changed", &[]).await?;
            return see_other("/account");
        }
        Changed::Wrong => vec![Fault::new("old_password", "password_wrong")],
        Changed::Locked => vec![Fault::new("old_password", "password_locked")],
        Changed::Unfit(refusal) => faults_of(refusal, "new_password")?,
    };
    again(&form(page, &faults))
}

/// What is wrong with a new password, at the field `name` of the form.
pub(in crate::web) fn faults_of(refusal: Refusal, name: &str) -> Result<Vec<Fault>, Failure> {
    match refusal {
        Refusal::Fields(faults) => {
            let named = faults.into_iter().map(|fault| Fault {
                field: name.to_owned(),
                ..fault
            });
            Ok(named.collect())
        }
        other @ (Refusal::Unseen
        | Refusal::NeedsRole(_)
        | Refusal::NeedsAssurance(_)
        | Refusal::NeedsPasskey
        | Refusal::Unconfirmed
        | Refusal::FourEyes
        | Refusal::OwnReview
        | Refusal::OtherSide
        | Refusal::MorePrivilege
        | Refusal::OwnAccount
        | Refusal::OwnSuspension
        | Refusal::Stopped
        | Refusal::NotNow(_)
        | Refusal::Spent { .. }
        | Refusal::Stale
        | Refusal::Gate(_)) => Err(other.into()),
    }
}

/// The field of a new password; what was typed is never shown again.
pub(in crate::web) fn new_field(page: &Page, name: &str, faults: &[Fault]) -> FieldView {
    let gaps = [("least", page.words().number(SHORTEST))];
    FieldView::new(name, page.t("people.field.new_password.label"))
        .hint(page.ta("people.field.new_password.hint", gaps))
        .left_to_right()
        .error(error(page, name, faults))
}

fn error(page: &Page, name: &str, faults: &[Fault]) -> Option<String> {
    let fault = faults.iter().find(|fault| fault.field == name);
    fault.map(|fault| page.fault(fault))
}

fn form(page: Page, faults: &[Fault]) -> NewPage {
    let old = FieldView::new("old_password", page.t("people.field.old_password.label"))
        .left_to_right()
        .error(error(&page, "old_password", faults));
    let new = new_field(&page, "new_password", faults);
    NewPage {
        errors: ErrorSummary::of(page.words(), [&old, &new], faults),
        page,
        old,
        new,
        least: SHORTEST,
    }
}
