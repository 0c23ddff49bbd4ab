//! New recovery codes, and taking an authenticator app away.

use super::factors::codes_page;
use crate::service::factors;
use crate::web::form::{Checked, Nothing};
use crate::web::page::{Answer, Page, see_other};
use crate::web::session::{Caller, hash_key};
use crate::web::views::Tone;

/// `POST /account/recovery-codes`: the answer shows them, this once.
pub async fn create(page: Page, caller: Caller, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    let codes = factors::renew_codes(&caller.context(), &hash_key(&caller.app)).await?;
    codes_page(page, codes, "/account".to_owned())
}

/// `POST /account/factors/totp/removal`.
pub async fn remove_totp(page: Page, caller: Caller, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    factors::remove_totp(&caller.context()).await?;
    page.say_next(Tone::Ok, "people.factors.removed", &[]).await?;
    see_other("/account")
}
