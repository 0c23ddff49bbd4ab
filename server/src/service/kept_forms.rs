//! Keeping what was typed into a form until it can be shown again: to the person who typed it and to nobody else. What
//! is kept is sealed; the ticket that opens it is in the page alone, so that neither the database nor the program's
//! secret opens it without the page.

use sha2::{Digest, Sha256};

use super::Error;
use super::secrets::{self, Purpose};
use crate::domain::ids::PersonId;
use crate::domain::kept_forms::{KEPT_FOR, MOST};
use crate::domain::values::Time;
use crate::store::Db;
use crate::store::kept_forms::{self, Sealed};

/// A form as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it was going: a path of this site.
    pub to: String,
    /// Its fields, encoded as they were sent, without tokens and secrets.
    pub fields: String,
}

/// Whose a kept form is, seen from somebody who has just signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Their own: it can be shown.
    Own,
    /// Another's: it is gone now.
    Anothers,
    /// Nobody's any more: it expired, or newer ones took its place.
    Gone,
}

/// Keeps `written` for `person`; answers the ticket that opens it. `key` is the program's own.
pub async fn keep(db: &Db, now: Time, key: &[u8; 32], person: PersonId, written: &Written) -> Result<String, Error> {
    let ticket = secrets::token()?;
    let form = Sealed {
        ticket_hash: hash(&ticket),
        person,
        sealed: seal(key, &ticket, person, written)?,
        kept_at: now,
        expires_at: now.plus(KEPT_FOR),
    };
    let tx = db.begin().await?;
    kept_forms::insert(&tx, form, MOST).await?;
    tx.commit().await?;
    Ok(ticket)
}

/// Whose the form of `ticket` is, for `person` who signed in with it. What another left behind is removed: it is never
/// shown to whoever signs in next.
pub async fn claim(db: &Db, now: Time, person: PersonId, ticket: &str) -> Result<Claim, Error> {
    let tx = db.begin().await?;
    let hash = hash(ticket);
    let claim = match kept_forms::find(&tx, &hash).await? {
        Some(form) if form.person != person => {
            kept_forms::remove(&tx, &hash).await?;
            Claim::Anothers
        }
        Some(form) if now < form.expires_at => Claim::Own,
        Some(_) | None => Claim::Gone,
    };
    tx.commit().await?;
    Ok(claim)
}

/// The form of `ticket`, where it is of `person` and not expired. One statement.
pub async fn open(
    db: &Db,
    now: Time,
    key: &[u8; 32],
    person: PersonId,
    ticket: &str,
) -> Result<Option<Written>, Error> {
    let form = kept_forms::find(db.read(), &hash(ticket)).await?;
    match form {
        Some(form) if form.person == person && now < form.expires_at => Ok(unsealed(key, ticket, person, &form.sealed)),
        Some(_) | None => Ok(None),
    }
}

/// Forgets what expired.
pub async fn forget(db: &Db, now: Time) -> Result<(), Error> {
    let tx = db.begin().await?;
    kept_forms::remove_expired(&tx, now).await?;
    Ok(tx.commit().await?)
}

fn hash(ticket: &str) -> String {
    hex::encode(
        Sha256::new()
            .chain_update(b"kept form\0")
            .chain_update(ticket)
            .finalize(),
    )
}

/// Under a key of the program's own and of the ticket, so that neither alone opens it.
fn seal(key: &[u8; 32], ticket: &str, person: PersonId, written: &Written) -> Result<Vec<u8>, Error> {
    let text = format!("{}\n{}", written.to, written.fields).into_bytes();
    secrets::seal(key, Purpose::KeptForm, ticket, person, text)
}

/// Nothing where it was sealed with another key: the program's secret was changed, and nobody can read it.
fn unsealed(key: &[u8; 32], ticket: &str, person: PersonId, sealed: &[u8]) -> Option<Written> {
    let text = secrets::unsealed(key, Purpose::KeptForm, ticket, person, sealed)?;
    let text = str::from_utf8(&text).ok()?;
    let (to, fields) = text.split_once('\n')?;
    Some(Written {
        to: to.to_owned(),
        fields: fields.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    #[test]
    fn only_its_own_ticket_key_and_person_open_a_form() {
        let (one, other) = (PersonId::new(NOW), PersonId::new(NOW));
        let written = Written {
            to: "/cases".to_owned(),
            fields: "title=Fraude&summary=a%0Ab".to_owned(),
        };
        let key = [7; 32];
        let sealed = seal(&key, "ticket", one, &written).unwrap();

        assert!(!sealed.windows(6).any(|part| part == b"Fraude"));
        assert_eq!(unsealed(&key, "ticket", one, &sealed), Some(written));
        for (key, ticket, person) in [([8; 32], "ticket", one), (key, "another", one), (key, "ticket", other)] {
            assert_eq!(unsealed(&key, ticket, person, &sealed), None);
        }
        assert_eq!(unsealed(&key, "ticket", one, &sealed[..20]), None);
        assert_eq!(unsealed(&key, "ticket", one, &[]), None);
    }
}
