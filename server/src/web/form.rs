//! Forms: what was typed cannot be had before the form's token was checked, and is never lost.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::error::Failure;
use super::nul;
use super::page::local;
use super::session::Around;
use crate::app::PASTE_LIMIT;
use crate::domain::change::Fault;
use crate::domain::hidden::hides;

/// The longest form that is kept over a sign-in, in bytes: the longest that the form of a request takes, with every row
/// of its targets and every field filled to the last character, each of them twelve bytes.
pub const LONGEST_KEPT: usize = 320 * 1024;

/// The largest form of whoever is not signed in, in bytes: what is kept, of which each byte may take three when it is
/// sent along with the password, and what else the sign-in says.
const LARGEST_OF_STRANGERS: usize = 3 * LONGEST_KEPT + 64 * 1024;

/// The field of the token.
const TOKEN: &str = "csrf";
/// The field that asks to see the form again before it counts.
const RESUME: &str = "resume";

/// What was typed into a form whose token was right, ready to act on. `T` denies unknown fields. What was kept over a
/// sign-in does not come here: its sender is asked to send it once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked<T>(pub T);

/// As [`Checked`], for a form that has a page of its own: what was kept over a sign-in is told apart, so that the
/// handler shows the form with it and does nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed<T> {
    /// Act on it.
    Sent(T),
    /// Show it again.
    Resumed(T),
}

/// What was typed into a form that met no session, and where it was going. It goes through the sign-in in hidden
/// fields of the caller's own page; the server keeps nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// A path of this site.
    pub to: String,
    /// The fields as they were sent, without tokens and secrets.
    pub fields: String,
    /// Whether something was typed that is too long to keep.
    pub is_lost: bool,
}

impl Kept {
    /// What the hidden fields of a sign-in say. Nothing where they are none of ours.
    pub fn read(to: &str, fields: &str) -> Option<Self> {
        (fields.len() <= LONGEST_KEPT).then_some(Self {
            to: local(to)?.to_owned(),
            fields: fields.to_owned(),
            is_lost: false,
        })
    }

    /// The fields, each with what was typed.
    pub fn pairs(&self) -> Vec<(String, String)> {
        serde_html_form::from_str(&self.fields).unwrap_or_default()
    }
}

/// Sends whoever is not signed in to the sign-in: from a page with the way back, from a form with what was typed.
pub async fn sign_in_first(request: &mut ServiceRequest) -> Failure {
    let to = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    if *request.method() == Method::GET || *request.method() == Method::HEAD {
        let query = serde_html_form::to_string([("to", &to)]).unwrap_or_default();
        return Failure::GoSignIn(format!("/sign-in?{query}"));
    }
    let http = request.request().clone();
    let mut payload = request.take_payload();
    match body(&http, &mut payload).await {
        Ok(body) => Failure::SignIn(kept(&http, &body)),
        Err(_) => Failure::SignIn(Kept {
            to: "/".to_owned(),
            fields: String::new(),
            is_lost: true,
        }),
    }
}

fn kept(request: &HttpRequest, body: &str) -> Kept {
    let to = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let fields: Vec<&str> = body
        .split('&')
        .filter(|field| !field.is_empty() && !is_secret(name_of(field)))
        .collect();
    let fields = fields.join("&");
    let is_lost = fields.len() > LONGEST_KEPT;
    Kept {
        to: local(to).unwrap_or("/").to_owned(),
        fields: if is_lost { String::new() } else { fields },
        is_lost,
    }
}

/// What is never written back into a page.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == TOKEN
        || name == RESUME
        // Until when something is secret is none.
        || name.ends_with("secret")
        || ["password", "token", "passcode", "otp"]
            .iter()
            .any(|word| name.contains(word))
}

fn name_of(field: &str) -> &str {
    field.split_once('=').map_or(field, |(name, _)| name)
}

/// The body of a form: of the one type we read, not too long, and UTF-8 throughout.
async fn body(request: &HttpRequest, payload: &mut Payload) -> Result<String, Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Failure::Unreadable);
    }
    // Strangers have nothing to paste.
    let is_member = Around::of(request).is_ok_and(|around| around.actor.is_some());
    let longest = if is_member { PASTE_LIMIT } else { LARGEST_OF_STRANGERS };
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Failure::Unreadable)?;
        if body.len() + chunk.len() > longest {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    let body = nul::in_form(String::from_utf8(body).map_err(|_| Failure::Unreadable)?);
    if is_utf8(&body) {
        Ok(body)
    } else {
        Err(Failure::Unreadable)
    }
}

/// Whether what the percent signs stand for is UTF-8 too. Readers of forms replace what is not, and nobody would know.
fn is_utf8(body: &str) -> bool {
    let mut decoded = Vec::with_capacity(body.len());
    let mut bytes = body.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let (Some(high), Some(low)) = (digit(bytes.next()), digit(bytes.next())) else {
            return false;
        };
        decoded.push(u8::try_from(high * 16 + low).unwrap_or_default());
    }
    str::from_utf8(&decoded).is_ok()
}

/// What was typed, and whether it is only to be shown again.
async fn checked<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<(T, bool, String), Failure> {
    let around = Around::of(request)?;
    let body = body(request, payload).await?;
    let (mut token, mut is_resumed, mut fields) = (None, false, Vec::new());
    for field in body.split('&').filter(|field| !field.is_empty()) {
        match name_of(field) {
            TOKEN if token.is_none() => token = Some(field.split_once('=').map_or("", |(_, value)| value)),
            TOKEN => return Err(Failure::Unreadable),
            RESUME => is_resumed = true,
            _ => fields.push(field),
        }
    }
    if !token.is_some_and(|token| around.accepts(token)) {
        return Err(stale(request, &around, &body));
    }
    let fields = fields.join("&");
    let typed = serde_html_form::from_str(&fields).map_err(|_| Failure::Unreadable)?;
    Ok((typed, is_resumed, body))
}

/// The token is of another session, or of none: whoever is signed in gets the form back with what was typed. It is
/// safe to: the browser says that our own page sent it.
fn stale(request: &HttpRequest, around: &Rc<Around>, body: &str) -> Failure {
    if around.session.is_none() {
        return Failure::Stale;
    }
    Failure::ShowAgain(kept(request, body))
}

impl<T: DeserializeOwned + 'static> FromRequest for Checked<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (typed, is_resumed, body) = checked(&request, &mut payload).await?;
            if is_resumed {
                return Err(Failure::SendAgain(kept(&request, &body)));
            }
            Ok(Self(typed))
        })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Typed<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (typed, is_resumed, _) = checked(&request, &mut payload).await?;
            Ok(if is_resumed {
                Self::Resumed(typed)
            } else {
                Self::Sent(typed)
            })
        })
    }
}

/// A form that only its button says something with: no fields besides the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// One line of text, trimmed: at most `longest` characters, none of them a line break or one that deceives (S45).
/// Faults go to `faults` under the name of the field; what was typed stands in the form unchanged.
pub fn clean_line(field: &str, typed: &str, longest: usize, faults: &mut Vec<Fault>) -> String {
    if typed.trim().contains(['\n', '\r', '\t']) {
        faults.push(Fault::new(field, "one_line"));
    }
    clean(field, typed, longest, faults)
}

/// Text of several lines, trimmed, each line ended by a line feed: at most `longest` characters, none that deceives.
pub fn clean_text(field: &str, typed: &str, longest: usize, faults: &mut Vec<Fault>) -> String {
    clean(field, &typed.replace("\r\n", "\n"), longest, faults)
}

/// As [`clean_line`], and not empty.
pub fn required_line(field: &str, typed: &str, longest: usize, faults: &mut Vec<Fault>) -> String {
    required(field, clean_line(field, typed, longest, faults), faults)
}

/// As [`clean_text`], and not empty.
pub fn required_text(field: &str, typed: &str, longest: usize, faults: &mut Vec<Fault>) -> String {
    required(field, clean_text(field, typed, longest, faults), faults)
}

fn required(field: &str, text: String, faults: &mut Vec<Fault>) -> String {
    if text.is_empty() {
        faults.push(Fault::new(field, "required"));
    }
    text
}

fn clean(field: &str, typed: &str, longest: usize, faults: &mut Vec<Fault>) -> String {
    let text = typed.trim();
    if hides(text) {
        faults.push(Fault::new(field, "deceptive"));
    }
    if text.chars().count() > longest {
        faults.push(Fault::new(field, "too_long").with("longest", longest));
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_deceives_or_is_too_long_is_told_by_its_field() {
        for (typed, code) in [
            ("Ana\u{202e}avliS", Some("deceptive")),
            ("Ana\u{200b}", Some("deceptive")),
            ("Ana\nSilva", Some("one_line")),
            ("abcdefghijk", Some("too_long")),
            (" مهران\u{200c}ها ", None),
            ("", None),
        ] {
            let mut faults = Vec::new();
            let text = clean_line("name", typed, 10, &mut faults);
            assert_eq!(faults.first().map(|fault| fault.code), code, "{typed:?}");
            assert_eq!(text, typed.trim());
        }
    }

    #[test]
    fn lines_of_a_text_end_alike() {
        let mut faults = Vec::new();
        assert_eq!(clean_text("note", "a\r\nb\n", 10, &mut faults), "a\nb");
        assert_eq!(required_text("note", " \r\n ", 10, &mut faults), "");
        assert_eq!(faults, [Fault::new("note", "required")]);
    }

    #[test]
    fn bytes_that_are_no_text_are_found_behind_percent_signs() {
        for (body, expected) in [
            ("a=b&c=%C3%A9", true),
            ("a=+%2B", true),
            ("a=%FF", false),
            ("a=%C3", false),
            ("a=%ED%A0%80", false),
            ("a=%", false),
            ("a=%4", false),
            ("a=%zz", false),
        ] {
            assert_eq!(is_utf8(body), expected, "{body}");
        }
    }

    #[test]
    fn secrets_are_not_kept() {
        for name in [
            "csrf",
            "resume",
            "password",
            "new_password",
            "Token",
            "otp_code",
            "client_secret",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["reason", "secret_until"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
