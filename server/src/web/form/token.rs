//! The token of a form: whose session made it, and for whom. So a form that outlived its session still says by whom it
//! was filled in, and is shown again to nobody else.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::domain::ids::PersonId;

/// The token of forms of whoever holds `secret`, for `person` where somebody is signed in. It is the same on every
/// page: the cookies are strict, so no other site can have a page compressed with this token and with words of its own.
pub fn token(key: &[u8; 32], secret: &str, person: Option<PersonId>) -> String {
    let of_session = keyed(secret.as_bytes(), &[b"form"]);
    match person {
        None => of_session,
        Some(person) => {
            let seal = seal(key, &of_session, person);
            format!("{of_session}.{}.{seal}", person.0.simple())
        }
    }
}

/// For whom `token` was made, whether or not the session still lives. Nothing where it is none of ours.
pub fn owner(key: &[u8; 32], token: &str) -> Option<PersonId> {
    let mut parts = token.split('.');
    let (of_session, person, sealed) = (parts.next()?, parts.next()?, parts.next()?);
    let person = PersonId(Uuid::try_parse(person).ok()?);
    let is_ours = seal(key, of_session, person).as_bytes().ct_eq(sealed.as_bytes());
    (parts.next().is_none() && bool::from(is_ours)).then_some(person)
}

fn seal(key: &[u8; 32], of_session: &str, person: PersonId) -> String {
    let mut seal = keyed(key, &[b"form of", of_session.as_bytes(), person.0.as_bytes()]);
    // 128 bits: nobody guesses them through the network.
    seal.truncate(32);
    seal
}

/// The seal of `id`, which `person` alone sends, and only `to` one place.
pub(super) fn sealed_for(key: &[u8; 32], person: PersonId, to: &str, id: Uuid) -> String {
    let mut seal = keyed(key, &[b"creates", to.as_bytes(), person.0.as_bytes(), id.as_bytes()]);
    // As above: 128 bits.
    seal.truncate(32);
    seal
}

/// Each part is ended by a zero byte. A key of any length fits.
fn keyed(key: &[u8], parts: &[&[u8]]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return String::new();
    };
    for part in parts {
        mac.update(part);
        mac.update(&[0]);
    }
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::values::Time;

    #[test]
    fn a_token_says_for_whom_it_was_made_and_no_other_text_does() {
        let key = [7; 32];
        let (one, other) = (PersonId::new(Time::from_micros(1)), PersonId::new(Time::from_micros(2)));
        let of_one = token(&key, "secret", Some(one));

        assert_eq!(owner(&key, &of_one), Some(one));
        assert_eq!(owner(&[8; 32], &of_one), None);
        assert_eq!(owner(&key, &token(&key, "secret", None)), None);
        let moved = of_one.replace(&one.0.simple().to_string(), &other.0.simple().to_string());
        let cut = of_one
            .trim_end_matches(|last: char| last.is_ascii_hexdigit())
            .to_owned();
        for text in [
            moved,
            cut,
            format!("{of_one}.00"),
            format!("0{of_one}"),
            "..".to_owned(),
            String::new(),
        ] {
            assert_eq!(owner(&key, &text), None, "{text}");
        }
        assert_ne!(of_one, token(&key, "another", Some(one)));
    }
}
