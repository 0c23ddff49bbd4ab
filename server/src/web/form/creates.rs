//! The id of what a form creates. It is made when the form is first shown and comes back with it, also after errors and
//! after a sign-in, so that a form that is sent twice creates once: the second sending leads to what the first created.

use uuid::Uuid;

use super::token::sealed_for;
use crate::domain::change::Fault;
use crate::domain::ids::{PersonId, new_uuid};
use crate::domain::values::Time;
use crate::web::page::Page;

/// The field.
pub const CREATES: &str = "creates";

/// The value of the field for what `person` creates by a form that goes `to`: a new id, sealed, so that nobody gives
/// theirs to something else, or another's to anything.
pub fn minted(key: &[u8; 32], person: PersonId, to: &str, at: Time) -> String {
    let id = new_uuid(at);
    format!("{}.{}", id.simple(), sealed_for(key, person, to, id))
}

/// The id in the value of the field; nothing where it is not `person`'s, was not made for a form that goes `to`, or is
/// none of ours.
pub fn read(key: &[u8; 32], person: PersonId, to: &str, value: &str) -> Option<Uuid> {
    let (id, seal) = value.split_once('.')?;
    let id = Uuid::try_parse(id).ok()?;
    let is_ours = subtle::ConstantTimeEq::ct_eq(sealed_for(key, person, to, id).as_bytes(), seal.as_bytes());
    bool::from(is_ours).then_some(id)
}

/// The fault of a form that was made for somebody else or for something else, told at its first field.
pub fn other_form(first: &str) -> Fault {
    Fault::new(first, "other_form")
}

impl Page {
    /// The value of the field in a form that goes `to` and creates something: the one that came with it, else a new one.
    pub fn creates(&self, to: &str, came: &str) -> String {
        let Some(person) = self.person() else {
            return String::new();
        };
        let key = self.form_key();
        match read(&key, person, to, came) {
            Some(_) => came.to_owned(),
            None => minted(&key, person, to, self.now()),
        }
    }

    /// The id of what a form creates that was sent `to`; nothing where it was made for somebody else or for something else.
    pub fn created(&self, to: &str, came: &str) -> Option<Uuid> {
        read(&self.form_key(), self.person()?, to, came)
    }

    fn person(&self) -> Option<PersonId> {
        self.visitor.as_ref().and_then(|visitor| visitor.actor.person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_by_its_own_person_from_its_own_form_alone() {
        let (now, key) = (Time::from_micros(1_795_363_200_000_000), [7; 32]);
        let (one, other) = (PersonId::new(now), PersonId::new(now));
        let value = minted(&key, one, "/cases", now);

        let id = read(&key, one, "/cases", &value).unwrap();

        assert_eq!(value.split('.').next(), Some(id.simple().to_string().as_str()));
        assert_ne!(minted(&key, one, "/cases", now), value);
        for (key, person, to) in [
            ([8; 32], one, "/cases"),
            (key, other, "/cases"),
            (key, one, "/cases/1/requests"),
        ] {
            assert_eq!(read(&key, person, to, &value), None, "{to}");
        }
        let swapped = value.replace(&id.simple().to_string(), &new_uuid(now).simple().to_string());
        let cut = value.trim_end_matches(|last: char| last.is_ascii_hexdigit());
        for forged in [swapped.as_str(), cut, "", ".", &format!("{value}.0"), &id.to_string()] {
            assert_eq!(read(&key, one, "/cases", forged), None, "{forged}");
        }
    }
}
