//! Enrolling a second factor: for whoever has none before anything else, later by whoever has just confirmed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use qrcode::{Color, EcLevel, QrCode};
use serde::Deserialize;

use crate::domain::change::Refusal;
use crate::domain::needs::OWN_ACCOUNT;
use crate::domain::people::Stage;
use crate::service::factors::{self, Enrolled, NewTotp};
use crate::service::sign_in;
use crate::web::error::Failure;
use crate::web::form::Checked;
use crate::web::page::{Answer, Page, answered, see_other, shown};
use crate::web::session::{Entrant, hash_key};
use crate::web::sign_in::factor::{code_field, wanted};
use crate::web::sign_in::{arrive, lands, with_session};
use crate::web::views::{ErrorSummary, FieldView, Tone};

#[derive(Template)]
#[template(path = "account/factors.html")]
struct NewPage {
    page: Page,
    /// Whether nothing else can be done before.
    is_first: bool,
    /// Whether an app is replaced.
    has_totp: bool,
    picture: Picture,
    /// The secret in groups of four, and as it is copied.
    groups: Vec<String>,
    secret: String,
    sealed: String,
    code: FieldView,
    errors: ErrorSummary,
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
pub(super) struct CodesPage {
    pub page: Page,
    pub codes: Vec<String>,
    /// All of them, a line each, as they are copied.
    pub all: String,
    /// Where one goes on.
    pub to: String,
}

/// A picture that an app scans: squares in a path, dark on light whatever the theme.
struct Picture {
    width: usize,
    path: String,
}

/// What is sent: what was shown to be scanned, and a code of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    sealed: String,
    passcode: String,
}

/// `GET /account/factors`.
pub async fn new(page: Page, entrant: Entrant) -> Answer {
    may_enrol(&entrant)?;
    let session = entrant.session();
    let app = factors::new_totp(&hash_key(&entrant.app), entrant.around.now, &session.person)?;
    shown(&form(page, &entrant, app, None).await?)
}

/// `POST /account/factors`.
pub async fn create(page: Page, entrant: Entrant, Checked(sent): Checked<Enrolment>) -> Answer {
    may_enrol(&entrant)?;
    let (app, around, session) = (&entrant.app, &entrant.around, entrant.session());
    let key = hash_key(app);
    let Enrolment { sealed, passcode } = sent;
    let enrolled = factors::enrol_totp(&app.db, &key, around.now, &around.call, session, &sealed, &passcode);
    let (new, error) = match enrolled.await? {
        Enrolled::Done(begun, codes) => {
            let (to, device) = match &begun {
                Some(begun) => (
                    lands(app, around, begun, wanted(session)).await?,
                    arrive(app, around, begun).await?,
                ),
                None => ("/account".to_owned(), None),
            };
            let response = if codes.is_empty() {
                page.say_next(Tone::Ok, "people.factors.added", &[]).await?;
                see_other(&to)?
            } else {
                codes_page(page, codes, to)?
            };
            return match begun {
                Some(begun) => with_session(response, begun, device),
                None => Ok(response),
            };
        }
        // By now there is a factor: one signs in anew, and shows that.
        Enrolled::HasOne => {
            sign_in::stop(&app.db, session).await?;
            return see_other("/sign-in");
        }
        Enrolled::Expired => (
            factors::new_totp(&key, around.now, &session.person)?,
            "people.factors.expired",
        ),
        Enrolled::Wrong => {
            let same = factors::same_totp(&key, around.now, &session.person, &sealed);
            (same.ok_or(Failure::NotFound)?, "people.factors.wrong")
        }
    };
    let again = form(page, &entrant, new, Some(error)).await?;
    answered(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// The page that shows recovery codes, this once.
pub(in crate::web) fn codes_page(page: Page, codes: Vec<String>, to: String) -> Result<HttpResponse, Failure> {
    let all = codes.join("\n");
    shown(&CodesPage { page, codes, all, to })
}

/// Whoever is signed in confirms first (S05).
fn may_enrol(entrant: &Entrant) -> Result<(), Refusal> {
    match (&entrant.around.actor, entrant.session().stage) {
        (Some(actor), Stage::Complete) => actor.has_confirmed(OWN_ACCOUNT).map(|_| ()),
        (_, Stage::Enrolling) => Ok(()),
        (_, Stage::Complete | Stage::PasswordDone) => Err(Refusal::Unseen),
    }
}

async fn form(page: Page, entrant: &Entrant, app: NewTotp, error: Option<&str>) -> Result<NewPage, Failure> {
    let session = entrant.session();
    let held = factors::held(entrant.app.db.read(), session.person.id).await?;
    let code = code_field(&page, error.map(|key| page.t(key).into_owned()));
    let letters: Vec<char> = app.secret.chars().collect();
    Ok(NewPage {
        is_first: session.stage == Stage::Enrolling,
        has_totp: held.has_totp,
        picture: Picture::of(&app.address)?,
        groups: letters.chunks(4).map(|group| group.iter().collect()).collect(),
        secret: app.secret,
        sealed: app.sealed,
        errors: ErrorSummary::of(page.words(), [&code], &[]),
        code,
        page,
    })
}

impl Picture {
    fn of(address: &str) -> Result<Self, Failure> {
        let code = QrCode::with_error_correction_level(address, EcLevel::M).map_err(Failure::internal)?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&Color::Dark) {
                    path.push_str(&format!("M{} {}h{}v1H{}z", x + QUIET, y + QUIET, run.len(), x + QUIET));
                }
                x += run.len();
            }
        }
        Ok(Self {
            width: width + 2 * QUIET,
            path,
        })
    }
}

/// The quiet zone around a picture, in squares (ISO/IEC 18004).
const QUIET: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_the_code_square_for_square() {
        let address = "otpauth://totp/Crosshold:a.silva%40pj.example?secret=JBSWY3DPEHPK3PXP&issuer=Crosshold";
        let code = QrCode::with_error_correction_level(address, EcLevel::M).unwrap();
        let picture = Picture::of(address).unwrap();

        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let drawn: usize = picture
            .path
            .split('h')
            .skip(1)
            .map(|part| part.split('v').next().unwrap().parse::<usize>().unwrap())
            .sum();
        assert_eq!(drawn, dark);
        assert_eq!(picture.width, code.width() + 8);
    }
}
