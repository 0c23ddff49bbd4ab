//! Forms: what was typed cannot be had before the form's token was checked, and is never lost.

pub mod creates;
mod kept;
pub mod token;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

pub use kept::{Carried, Kept, RESUME, Sent, keep, kept_for_confirmation, sign_in_first};

use super::error::Failure;
use super::nul;
use super::routes::app_of;
use super::session::Around;
use crate::app::PASTE_LIMIT;
use crate::domain::change::Fault;
use crate::domain::hidden::hides;
use crate::service::kept_forms::Written;

/// The largest form of whoever is not signed in, in bytes: what a sign-in says.
const LARGEST_OF_STRANGERS: usize = 64 * 1024;

/// The field of the token.
const TOKEN: &str = "csrf";

/// The field that says as of which version of a thing its form was made.
pub const AS_OF: &str = "as_of";

/// As of which version of a thing the form was made that a call sent; none where the form does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AsOf(pub Option<i64>);

impl AsOf {
    /// What the form of `request` told, once it was read.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().copied().unwrap_or_default()
    }

    /// The version, of a form that is always made of one.
    ///
    /// # Errors
    /// Unreadable: it does not say, so it is no form of ours.
    pub fn told(self) -> Result<i64, Failure> {
        self.0.ok_or(Failure::Unreadable)
    }
}

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
    // Strangers have nothing to paste; whoever was signed in when the form was made may have.
    let is_member = Around::of(request).is_ok_and(|around| around.actor.is_some());
    let mut longest = if is_member { PASTE_LIMIT } else { LARGEST_OF_STRANGERS };
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Failure::Unreadable)?;
        if body.len() + chunk.len() > PASTE_LIMIT {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
        if body.len() > longest {
            if !begins_with_owner(request, &body) {
                return Err(Failure::TooLarge);
            }
            longest = PASTE_LIMIT;
        }
    }
    let body = nul::in_form(String::from_utf8(body).map_err(|_| Failure::Unreadable)?);
    if is_utf8(&body) {
        Ok(body)
    } else {
        Err(Failure::Unreadable)
    }
}

/// Whether the first field is the token of a form that was made for a person: ours begin with it.
fn begins_with_owner(request: &HttpRequest, body: &[u8]) -> bool {
    let first = body.split(|byte| *byte == b'&').next().unwrap_or_default();
    let first = str::from_utf8(first).unwrap_or_default();
    app_of(request).is_ok_and(|app| kept::owner_of(&app, first).is_some())
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
    let mut as_of = AsOf::default();
    for field in body.split('&').filter(|field| !field.is_empty()) {
        match name_of(field) {
            TOKEN if token.is_none() => token = Some(field.split_once('=').map_or("", |(_, value)| value)),
            TOKEN => return Err(Failure::Unreadable),
            RESUME => is_resumed = true,
            AS_OF if as_of.0.is_none() => {
                let version = field.split_once('=').and_then(|(_, value)| value.parse().ok());
                as_of = AsOf(Some(version.ok_or(Failure::Unreadable)?));
            }
            AS_OF => return Err(Failure::Unreadable),
            _ => fields.push(field),
        }
    }
    if !token.is_some_and(|token| around.accepts(token)) {
        return Err(kept::stale(request, kept::address_of(request), &body).await);
    }
    request.extensions_mut().insert(as_of);
    request.extensions_mut().insert(Sent(body.as_str().into()));
    let fields = fields.join("&");
    let typed = serde_html_form::from_str(&fields).map_err(|_| Failure::Unreadable)?;
    Ok((typed, is_resumed, body))
}

impl<T: DeserializeOwned + 'static> FromRequest for Checked<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (typed, is_resumed, body) = checked(&request, &mut payload).await?;
            if is_resumed {
                return Err(Failure::SendAgain(Written {
                    to: kept::address_of(&request).to_owned(),
                    fields: kept::fields_of(&body),
                }));
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
}
