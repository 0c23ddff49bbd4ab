//! The first account of an installation, made by whoever has a shell on its machine. Everybody else is invited.

use super::Error;
use crate::domain::actor::{Assurance, OrganisationKind, Role};
use crate::domain::audit::{Call, Subject, Who};
use crate::domain::change::Refusal;
use crate::domain::clocks::Calendar;
use crate::domain::events::Event;
use crate::domain::hidden::hides;
use crate::domain::ids::{CallId, OrganisationId, PersonId};
use crate::domain::indicators::IndicatorKind;
use crate::domain::organisations::attestation::Attestation;
use crate::domain::organisations::{self as parties, Organisation};
use crate::domain::people::{self as members, Person, Theme};
use crate::domain::values::{Country, Time, Zone};
use crate::store::{Db, audit, organisations, people, settings};

/// The setting that says who was first. Two that try at once: one finds the other there.
const FIRST: &str = "first_operator";

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// Who is to be the first operator.
#[derive(Clone, Debug)]
pub struct First {
    /// The mailbox, as typed.
    pub email: String,
    /// The name, as typed.
    pub name: String,
    /// PHC string of the password.
    pub password_hash: String,
    /// The platform's country.
    pub country: Country,
    /// Tag of the language of the pages.
    pub language: String,
}

/// Makes the platform and its first operator, who is also its first verifier: nobody else could verify the first
/// organisation. Answers `None`, and makes nothing, where there is a platform already.
///
/// # Errors
/// A fault in `email` or `name`.
pub async fn first_operator(db: &Db, now: Time, first: First) -> Result<Option<Person>, Error> {
    let First {
        email,
        name,
        password_hash,
        country,
        language,
    } = first;
    let email = IndicatorKind::Email
        .normalise(None, &email)
        .map_err(|_| Refusal::field("email", "form"))?;
    let name = name.trim().to_owned();
    if name.is_empty() || hides(&name) || name.chars().count() > LONGEST_NAME {
        return Err(Refusal::field("name", "form").into());
    }
    let platform = Organisation {
        id: OrganisationId::new(now),
        kind: OrganisationKind::Platform,
        country,
        name: "Platform".to_owned(),
        legal_name: "Platform".to_owned(),
        calendar: Calendar::round_the_clock(Zone::utc()),
        holidays: Vec::new(),
        languages: vec![language.clone()],
        // Where the first of them is, the others are invited.
        domains: vec![members::host_of(&members::normal_email(&email)).to_owned()],
        switchboard: None,
        standing: parties::Standing::Active,
        verified_at: Some(now),
        attestation: Attestation::default(),
    };
    let operator = Person {
        id: PersonId::new(now),
        organisation: platform.id,
        email: members::normal_email(&email),
        name,
        badge: None,
        phone: None,
        language,
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L0,
        standing: members::Standing::Active,
        roles: [Role::Operator, Role::Verifier].into_iter().collect(),
    };

    let tx = db.begin().await?;
    let is_first = settings::first(&tx, FIRST, &operator.id.to_string()).await?;
    if !is_first
        || !organisations::active_of(&tx, OrganisationKind::Platform)
            .await?
            .is_empty()
    {
        return Ok(None);
    }
    organisations::insert(&tx, &platform, now).await?;
    people::insert(&tx, &operator, Some(password_hash), now).await?;
    let event = Event::Bootstrapped { person: operator.id };
    let subject = Subject::person(operator.id);
    let call = Call {
        id: CallId::new(now),
        source: None,
    };
    audit::record_one(&tx, &event, Who::nobody(), Some(&subject), &call, now).await?;
    tx.commit().await?;
    Ok(Some(operator))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    fn first(email: &str) -> First {
        First {
            email: email.to_owned(),
            name: "R. de Vries".to_owned(),
            password_hash: "hash".to_owned(),
            country: "NL".parse().unwrap(),
            language: "en".to_owned(),
        }
    }

    #[tokio::test]
    async fn there_is_one_first_operator_however_many_try() {
        for Scratch { db, .. } in &Scratch::each().await {
            let tries = ["a@platform.example", "b@platform.example", "c@platform.example"];
            let made = futures_util::future::join_all(tries.map(|email| first_operator(db, NOW, first(email)))).await;
            let made: Vec<Person> = made.into_iter().filter_map(|one| one.unwrap()).collect();

            assert_eq!(made.len(), 1);
            assert_eq!(people::count(db.read()).await.unwrap(), 1);
            let (found, hash) = people::credentials(db.read(), &made[0].email).await.unwrap().unwrap();
            assert_eq!((found.id, hash.as_deref()), (made[0].id, Some("hash")));
            assert!(
                first_operator(db, NOW, first("d@platform.example"))
                    .await
                    .unwrap()
                    .is_none()
            );
        }
    }

    #[tokio::test]
    async fn a_mailbox_that_is_none_makes_nothing() {
        let scratch = Scratch::new().await;
        for bad in ["", "operator", "a b@platform.example"] {
            let refused = first_operator(&scratch.db, NOW, first(bad)).await;
            assert!(matches!(refused, Err(Error::Refused(_))), "{bad}");
        }
        assert_eq!(people::count(scratch.db.read()).await.unwrap(), 0);
    }
}
