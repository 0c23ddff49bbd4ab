//! How an organisation joins: anybody applies, verifiers confirm or refuse.

use jiff::SignedDuration;

use super::codes::{crockford, grouped_code, normal_characters};
use super::invitations::{self, Key};
use super::{Context, Error};
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role, Roles};
use crate::domain::applications::{Act, Administrator, Application, Clash, Content, Found, Reason};
use crate::domain::audit::{Call, Subject};
use crate::domain::change::{Change, Refusal};
use crate::domain::ids::{InvitationId, OrganisationId, PersonId};
use crate::domain::invitations::Invited;
use crate::domain::notices::Concerned;
use crate::domain::pace::Unfamiliar;
use crate::domain::people::Person;
use crate::domain::values::{Country, Time};
use crate::domain::verify_checks::APPLICATIONS;
use crate::store::applications::{self as rows, Mark, Wanted};
use crate::store::paging::Paged;
use crate::store::{self, Db, Tx, audit, organisations, people, verify_checks};
use crate::text::Language;

/// What references begin with.
const PREFIX: &str = "AP-";

/// Random bytes of a reference: nobody guesses another's.
const REFERENCE_BYTES: usize = 5;

/// Takes an application of whoever `client` is; answers its reference. Nothing is looked up, so that the answer cannot tell
/// whether an organisation or a mailbox is known here (S09).
///
/// # Errors
/// Refused with how long to wait, where `client` has sent too many.
pub async fn receive(db: &Db, client: &str, content: Content, call: &Call, now: Time) -> Result<Received, Error> {
    let tx = db.begin().await?;
    if let Some(wait) = verify_checks::count(&tx, client, APPLICATIONS, now).await? {
        return Ok(Received::TooMany(wait));
    }
    let mut chance = [0u8; REFERENCE_BYTES];
    getrandom::fill(&mut chance).map_err(|error| Error::internal(error.to_string()))?;
    let reference = format!("{PREFIX}{}", grouped_code(&crockford(&chance)));
    let nobody = nobody(content.country);
    let change = Application::receive(OrganisationId::new(now), reference.clone(), content, &nobody, now);
    save(&tx, &change, call).await?;
    tx.commit().await?;
    Ok(Received::As(reference))
}

/// What became of an application that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is here under this reference.
    As(String),
    /// The sender has sent too many; the next after so long.
    TooMany(SignedDuration),
}

/// The reference as it was typed, in the form it is kept, where there is such an application: its page tells nothing but
/// what happens next.
pub async fn received(db: &Db, typed: &str) -> Result<Option<String>, Error> {
    let Some(code) = typed
        .strip_prefix(PREFIX)
        .and_then(|code| normal_characters(code, REFERENCE_BYTES))
    else {
        return Ok(None);
    };
    let reference = format!("{PREFIX}{}", grouped_code(&code));
    Ok(rows::is_known(db.read(), &reference).await?.then_some(reference))
}

/// The applications that fit.
pub async fn list(cx: &Context<'_>, wanted: &Wanted) -> Result<Paged<Application, Mark>, Error> {
    cx.actor.has(Role::Verifier)?;
    Ok(rows::list(cx.db.read(), wanted).await?)
}

/// How many applications wait: for anybody, and for the actor.
pub async fn waiting(cx: &Context<'_>) -> Result<(usize, usize), Error> {
    cx.actor.has(Role::Verifier)?;
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    Ok(rows::waiting(cx.db.read(), person).await?)
}

/// An application as a verifier sees it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The application.
    pub application: Application,
    /// What of it belongs to an organisation that is here already.
    pub clash: Clash,
    /// Other open applications that name the same body or mail domain.
    pub alike: Vec<(OrganisationId, String, String)>,
    /// Whoever confirmed or decided.
    pub people: Vec<Person>,
}

impl Opened {
    /// The name of one of [`Opened::people`].
    pub fn name(&self, person: PersonId) -> &str {
        let found = self.people.iter().find(|one| one.id == person);
        found.map_or("", |person| person.name.as_str())
    }
}

/// One application.
pub async fn show(cx: &Context<'_>, id: OrganisationId) -> Result<Opened, Error> {
    cx.actor.has(Role::Verifier)?;
    let db = cx.db.read();
    let application = rows::find(db, id).await?.ok_or(Error::NotFound)?;
    // What it has become is no clash.
    let clash = if application.status.is_open() {
        rows::clash(db, id, &application.content).await?
    } else {
        Clash::default()
    };
    let alike = rows::alike(db, &application).await?;
    let by = application.confirmations.iter().map(|one| one.by);
    let by: Vec<PersonId> = by
        .chain(application.decision.iter().map(|decision| decision.by))
        .collect();
    Ok(Opened {
        people: people::get_many(db, by).await?,
        application,
        clash,
        alike,
    })
}

/// A verifier confirms, or records their call-back anew where `act` says so. With the second who reached the same number it
/// becomes an organisation.
pub async fn confirm(
    cx: &Context<'_>,
    key: Key<'_>,
    id: OrganisationId,
    act: Act,
    found: Found,
) -> Result<Application, Error> {
    let tx = cx.begin().await?;
    let application = lock(cx, &tx, id).await?;
    let clash = rows::clash(&tx, id, &application.content).await?;
    let change = if act == Act::Correct {
        application.correct(cx.actor, found, &clash, cx.now)?
    } else {
        application.confirm(cx.actor, found, &clash, cx.now)?
    };
    let becomes = change.after().organisation();
    if !rows::save(&tx, &change).await? {
        return Err(Error::Conflict);
    }
    if let Some(organisation) = becomes {
        organisations::insert(&tx, &organisation, cx.now).await.map_err(taken)?;
        invite_first_administrator(cx, key, &tx, change.after()).await?;
    }
    tell(&tx, &change, cx.call).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// Invites the first administrator of an organisation that was just verified: name, mailbox and position are those of the
/// application, which two verifiers had confirmed by whoever they called.
async fn invite_first_administrator(
    cx: &Context<'_>,
    key: Key<'_>,
    tx: &Tx,
    application: &Application,
) -> Result<(), Error> {
    let Content {
        kind,
        languages,
        administrator: Administrator { name, email, position },
        ..
    } = &application.content;
    let spoken = languages.iter().find_map(|tag| Language::from_tag(tag));
    let invited = Invited {
        email: email.clone(),
        name: name.clone(),
        badge: Some(position.clone()).filter(|position| !position.is_empty()),
        language: spoken.unwrap_or(Language::English).tag().to_owned(),
        roles: Roles::default().with(Administrator::role(*kind)),
    };
    invitations::invite_in(tx, cx, key, application.id, InvitationId::new(cx.now), invited).await
}

/// Two that are accepted at once and have one name: the second one finds it taken.
fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Taken(_) => Refusal::NotNow(crate::domain::change::NotNow::ApplicationClashes).into(),
        store::Error::Unavailable(_) | store::Error::Other(_) => error.into(),
    }
}

/// A verifier refuses it.
pub async fn refuse(cx: &Context<'_>, id: OrganisationId, reason: Reason, note: String) -> Result<(), Error> {
    let tx = cx.begin().await?;
    let application = lock(cx, &tx, id).await?;
    let change = application.refuse(cx.actor, reason, note, cx.now)?;
    save(&tx, &change, cx.call).await?;
    Ok(tx.commit().await?)
}

/// A verifier records that the applicant took it back.
pub async fn withdraw(cx: &Context<'_>, id: OrganisationId, note: String) -> Result<(), Error> {
    let tx = cx.begin().await?;
    let application = lock(cx, &tx, id).await?;
    let change = application.withdraw(cx.actor, note, cx.now)?;
    save(&tx, &change, cx.call).await?;
    Ok(tx.commit().await?)
}

async fn lock(cx: &Context<'_>, tx: &Tx, id: OrganisationId) -> Result<Application, Error> {
    cx.actor.has(Role::Verifier)?;
    rows::lock(tx, id).await?.ok_or(Error::NotFound)
}

async fn save(tx: &Tx, change: &Change<Application>, call: &Call) -> Result<(), Error> {
    if !rows::save(tx, change).await? {
        return Err(Error::Conflict);
    }
    tell(tx, change, call).await
}

/// Writes the leaves and tells verifiers; last before the commit.
async fn tell(tx: &Tx, change: &Change<Application>, call: &Call) -> Result<(), Error> {
    let id = change.after().id;
    let concerned = Concerned {
        platforms: organisations::ids_of(tx, OrganisationKind::Platform).await?,
        organisation: id,
    };
    Ok(audit::save_events_of_organisation(tx, change, &Subject::organisation(id), call, &concerned).await?)
}

/// Nobody is signed in who applies.
fn nobody(country: Country) -> Actor {
    Actor {
        person: None,
        organisation: OrganisationId(uuid::Uuid::nil()),
        kind: OrganisationKind::Platform,
        country,
        roles: Roles::default(),
        assurance: Assurance::L0,
        session: None,
        proof: None,
        is_restricted: false,
        unfamiliar: Unfamiliar::default(),
    }
}
