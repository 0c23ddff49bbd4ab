//! How sure we are of people: evidence is recorded and taken back, call-backs are asked for, and the clock tells of what ends.

mod following;

use std::collections::HashMap;

use super::invitations::at;
use super::{Context, Error};
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role, Roles};
use crate::domain::assurance::{Act, Dossier, Evidence, Expiring, Place, Recording, RevokedFor, VOUCHERS, What};
use crate::domain::audit::{Call, Subject};
use crate::domain::change::{Change, Refusal};
use crate::domain::ids::{CallId, EvidenceId, OrganisationId, PasskeyId, PersonId};
use crate::domain::notices::of_evidence;
use crate::domain::organisations::Organisation;
use crate::domain::pace::Unfamiliar;
use crate::domain::people::{Person, Standing};
use crate::domain::values::Time;
use crate::store::assurance::{self as rows, Asked};
use crate::store::{Connection, Db, Tx, members, notices, organisations, passkeys, people};

pub(super) use following::{all_keys_removed, key_removed, mailbox_proved};

/// People that a page shows at most.
pub const MOST: usize = 200;

/// Call-backs that a page shows at most.
pub const MOST_ASKED: u64 = 50;

/// Helpers that are named at most.
const MOST_NAMED: usize = 4;

/// One person's evidence, with what a page says and asks.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Who, and the evidence.
    pub dossier: Dossier,
    /// Where.
    pub organisation: Organisation,
    /// As rules see it.
    pub place: Place,
    /// Since when somebody waits for a call-back.
    pub asked_at: Option<Time>,
    /// The names of whoever recorded something or took it back, and their standing.
    pub by: HashMap<PersonId, (String, Standing)>,
    /// Who there could help to the next level, by name; few.
    pub helpers: Vec<String>,
}

/// The evidence of one whom the actor may know of.
pub async fn open(cx: &Context<'_>, id: PersonId) -> Result<Opened, Error> {
    let db = cx.db.read();
    let dossier = rows::find(db, cx.actor, id).await?.ok_or(Error::NotFound)?;
    let (organisation, place, colleagues, asked_at) = place(db, &dossier.person).await?;
    let named = dossier.evidence.iter().flat_map(|one| {
        one.by
            .into_iter()
            .chain(one.revoked.as_ref().and_then(|revoked| revoked.by))
    });
    let by = people::get_many(db, named).await?;
    Ok(Opened {
        helpers: helpers(&colleagues, id),
        by: by
            .into_iter()
            .map(|person| (person.id, (person.name, person.standing)))
            .collect(),
        dossier,
        organisation,
        place,
        asked_at,
    })
}

/// The actor's own evidence.
pub async fn own(cx: &Context<'_>) -> Result<Opened, Error> {
    open(cx, cx.actor.person.ok_or(Error::NotFound)?).await
}

async fn place(
    db: &impl Connection,
    person: &Person,
) -> Result<(Organisation, Place, Vec<Person>, Option<Time>), Error> {
    let organisation = organisations::get(db, person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let colleagues = people::active_in(db, organisation.id).await?;
    let asked_at = rows::asked_at(db, person.id).await?;
    let others = || colleagues.iter().filter(|other| other.id != person.id);
    let place = Place {
        kind: organisation.kind,
        has_switchboard: organisation.switchboard.is_some(),
        has_supervisor: others().any(|other| other.roles.has(Role::Supervisor)),
        has_voucher: others().any(can_vouch),
        is_asked: asked_at.is_some(),
    };
    Ok((organisation, place, colleagues, asked_at))
}

fn can_vouch(person: &Person) -> bool {
    person.assurance >= Assurance::L2 && VOUCHERS.iter().any(|role| person.roles.has(*role))
}

/// The names of those who could vouch for `person`, or ask for a call-back: few.
pub fn helpers(colleagues: &[Person], person: PersonId) -> Vec<String> {
    let others = || colleagues.iter().filter(|other| other.id != person && can_vouch(other));
    let has_supervisor = others().any(|other| other.roles.has(Role::Supervisor));
    // Administrators of an agency vouch only where it has no supervisor.
    let able = others().filter(|other| !has_supervisor || other.roles.has(Role::Supervisor));
    able.map(|other| other.name.clone()).take(MOST_NAMED).collect()
}

/// What is typed for evidence; what the system knows itself is copied, never typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A badge: number, issuing body, last day.
    Badge(String, String, jiff::civil::Date),
    /// A voucher.
    Voucher,
    /// A call-back: who was reached, and when. The number is the directory's.
    Callback(String, Time),
    /// A national desk, and its reference.
    Desk(String, String),
    /// The passkey whose authenticator was seen.
    Key(PasskeyId),
}

/// Records evidence of `id`; answers the level that follows.
///
/// # Errors
/// Not found; as [`Dossier::record`].
pub async fn record(cx: &Context<'_>, id: PersonId, act: Act, told: Told) -> Result<Assurance, Error> {
    let (tx, dossier, organisation, place) = begun(cx, id).await?;
    dossier.may(act, cx.actor, &place, cx.now)?;
    let recording = recording(&tx, id, &organisation, told).await?;
    let change = dossier.record(cx.actor, act, recording, &place, cx.now)?;
    let level = change.after().person.assurance;
    save(&tx, &change, &organisation, cx.call).await?;
    tx.commit().await?;
    Ok(level)
}

async fn recording(tx: &Tx, id: PersonId, organisation: &Organisation, told: Told) -> Result<Recording, Error> {
    let mut is_copied = false;
    let what = match told {
        Told::Badge(number, issuer, expires_on) => What::Badge {
            number,
            issuer,
            expires_on,
        },
        Told::Voucher => What::Voucher {},
        Told::Callback(reached, called_at) => What::Callback {
            number: organisation.switchboard.clone().ok_or(Error::NotFound)?,
            reached,
            called_at,
        },
        Told::Desk(desk, reference) => What::Desk { desk, reference },
        Told::Key(passkey) => {
            let keys = passkeys::of_person(tx, id).await?;
            let key = keys.into_iter().find(|key| key.passkey.id == passkey);
            let key = key.ok_or_else(|| Refusal::field("passkey", "unknown_choice"))?;
            is_copied = key.may_be_backed_up || key.passkey.is_backed_up;
            What::HardwareKey {
                passkey,
                aaguid: key.aaguid,
            }
        }
    };
    Ok(Recording { what, is_copied })
}

/// The passkeys of somebody, for the verifier who has one of them in sight: each with its name and model.
pub async fn keys_of(cx: &Context<'_>, id: PersonId) -> Result<Vec<passkeys::Kept>, Error> {
    cx.actor.has(Role::Verifier)?;
    Ok(passkeys::of_person(cx.db.read(), id).await?)
}

/// Takes evidence back; answers the level that follows.
///
/// # Errors
/// Not found; as [`Dossier::revoke`].
pub async fn revoke(
    cx: &Context<'_>,
    id: PersonId,
    evidence: EvidenceId,
    why: (RevokedFor, String),
) -> Result<Assurance, Error> {
    let (tx, dossier, organisation, place) = begun(cx, id).await?;
    let change = dossier.revoke(cx.actor, evidence, why, &place, cx.now)?;
    let level = change.after().person.assurance;
    save(&tx, &change, &organisation, cx.call).await?;
    tx.commit().await?;
    Ok(level)
}

/// Asks for a call-back of `id`: the person, or who looks after them.
///
/// # Errors
/// Not found; as [`Dossier::ask`].
pub async fn ask(cx: &Context<'_>, id: PersonId) -> Result<(), Error> {
    let (tx, dossier, organisation, place) = begun(cx, id).await?;
    let change = dossier.ask(cx.actor, &place, cx.now)?;
    save(&tx, &change, &organisation, cx.call).await?;
    Ok(tx.commit().await?)
}

/// Load and lock: both rows in one order, so that two who act on each other come one after the other.
async fn begun(cx: &Context<'_>, id: PersonId) -> Result<(Tx, Dossier, Organisation, Place), Error> {
    let tx = cx.db.begin().await?;
    let both: Vec<PersonId> = cx.actor.person.into_iter().chain([id]).collect();
    people::lock_many(&tx, &both).await?;
    cx.still_acts(&tx).await?;
    let dossier = rows::find(&tx, cx.actor, id).await?.ok_or(Error::NotFound)?;
    let (organisation, place, ..) = place(&tx, &dossier.person).await?;
    Ok((tx, dossier, organisation, place))
}

async fn save(tx: &Tx, change: &Change<Dossier>, organisation: &Organisation, call: &Call) -> Result<(), Error> {
    let leaves = rows::save(tx, change, call).await?;
    let person = change.after().person.id;
    let at = at(tx, organisation).await?;
    let told = of_evidence(change.events(), person, at);
    let subject = Subject::person(person);
    notices::tell_those(tx, change, &leaves, &subject, &told, &person.to_string()).await?;
    Ok(())
}

/// Who stands in the list of an organisation.
#[derive(Clone, Debug)]
pub struct Row {
    /// Who.
    pub person: Person,
    /// Whether some evidence ends soon, and nothing says the same for longer.
    pub ends_soon: bool,
    /// When the level falls by itself.
    pub falls_at: Option<Time>,
    /// Whether somebody who is suspended recorded some of it: it should be looked at again.
    pub is_doubtful: bool,
}

/// The people of an organisation, and who waits for a call-back.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Which.
    pub organisation: Organisation,
    /// Its people, by name.
    pub rows: Vec<Row>,
    /// Who waits for a call-back, with where they work: for verifiers.
    pub asked: Vec<(Asked, String)>,
}

/// The people of `organisation`, as those see them who look after assurance there.
///
/// # Errors
/// Not found where it is another's, verifiers aside.
pub async fn list(cx: &Context<'_>, organisation: OrganisationId) -> Result<Listing, Error> {
    let db = cx.db.read();
    let is_verifier = cx.actor.roles.has(Role::Verifier);
    if !is_verifier {
        cx.actor.in_organisation(organisation)?;
    }
    let organisation = organisations::get(db, organisation).await?.ok_or(Error::NotFound)?;
    let all = members::of(db, organisation.id).await?;
    let evidence = rows::of_organisation(db, organisation.id).await?;
    let suspended: Vec<PersonId> = all
        .iter()
        .filter(|person| person.standing == Standing::Suspended)
        .map(|person| person.id)
        .collect();
    let rows = all
        .into_iter()
        .filter(|person| person.standing != Standing::Left)
        .map(|person| row(person, &evidence, &suspended, cx.now));
    Ok(Listing {
        rows: rows.collect(),
        asked: if is_verifier { asked(cx).await? } else { Vec::new() },
        organisation,
    })
}

/// The people of `organisation` with evidence that ends soon and that nothing replaces: for those who list its members.
pub async fn ending(cx: &Context<'_>, organisation: OrganisationId) -> Result<Vec<PersonId>, Error> {
    let all = rows::of_organisation(cx.db.read(), organisation).await?;
    let ends = |own: &[Evidence]| own.iter().any(|one| one.ends_soon(cx.now) && !one.is_replaced(own));
    Ok(all
        .into_iter()
        .filter(|(_, own)| ends(own))
        .map(|(person, _)| person)
        .collect())
}

fn row(person: Person, evidence: &HashMap<PersonId, Vec<Evidence>>, suspended: &[PersonId], now: Time) -> Row {
    let own = evidence.get(&person.id).map(Vec::as_slice).unwrap_or_default();
    Row {
        ends_soon: own.iter().any(|one| one.ends_soon(now) && !one.is_replaced(own)),
        falls_at: crate::domain::assurance::falls_at(own, now),
        is_doubtful: own
            .iter()
            .any(|one| one.counts(now) && one.by.is_some_and(|by| suspended.contains(&by))),
        person,
    }
}

/// Who waits for a call-back, the longest first, each with where they work: verifiers make it.
///
/// # Errors
/// The role.
pub async fn asked(cx: &Context<'_>) -> Result<Vec<(Asked, String)>, Error> {
    cx.actor.has(Role::Verifier)?;
    let db = cx.db.read();
    let waiting = rows::asked(db, MOST_ASKED).await?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let names = organisations::names(db, waiting.iter().map(|one| one.person.organisation)).await?;
    Ok(waiting
        .into_iter()
        .map(|one| {
            let name = names.get(&one.person.organisation).cloned().unwrap_or_default();
            (one, name)
        })
        .collect())
}

/// Tells of evidence that ends, and lets levels fall where it has ended, each once, whoever else looks at the same time;
/// answers how many were told.
pub async fn remind(db: &Db, now: Time) -> Result<usize, Error> {
    let mut told = 0;
    let mut failed = None;
    for (person, ending) in rows::due(db.read(), now).await? {
        match ring(db, person, ending, now).await {
            Ok(is_told) => told += usize::from(is_told),
            // One that fails does not keep the others waiting.
            Err(error) => {
                failed.get_or_insert(error);
            }
        }
    }
    failed.map_or(Ok(told), Err)
}

async fn ring(db: &Db, person: PersonId, ending: Expiring, now: Time) -> Result<bool, Error> {
    let tx = db.begin().await?;
    people::lock(&tx, person).await?;
    if !rows::take(&tx, ending, now).await? {
        return Ok(false);
    }
    let dossier = rows::get(&tx, person).await?.ok_or(Error::NotFound)?;
    let organisation = organisations::get(&tx, dossier.person.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let clock = clockwork(&organisation);
    let change = dossier.ends(ending, &clock, now);
    let is_told = change.is_some();
    if let Some(change) = change {
        let call = Call {
            id: CallId::new(now),
            source: None,
        };
        save(&tx, &change, &organisation, &call).await?;
    }
    // Also where nothing is told: it is not looked at again.
    tx.commit().await?;
    Ok(is_told)
}

/// The clock acts for nobody.
fn clockwork(organisation: &Organisation) -> Actor {
    Actor {
        person: None,
        organisation: OrganisationId(uuid::Uuid::nil()),
        kind: OrganisationKind::Platform,
        country: organisation.country,
        roles: Roles::default(),
        assurance: Assurance::L0,
        session: None,
        proof: None,
        is_restricted: false,
        unfamiliar: Unfamiliar::default(),
    }
}

/// Gives a person who is made up the evidence of what they are said to be: of each kind, by whom, how long ago; and sets the
/// level that follows.
pub async fn made_up(
    tx: &Tx,
    person: &Person,
    evidence: Vec<(What, Option<PersonId>, Time)>,
    now: Time,
) -> Result<Assurance, Error> {
    let all: Vec<Evidence> = evidence
        .into_iter()
        .map(|(what, by, at)| Evidence {
            id: EvidenceId::new(at),
            person: person.id,
            expires_at: what.holds_until(at),
            what,
            by,
            at,
            revoked: None,
        })
        .collect();
    rows::insert(tx, &all).await?;
    let level = crate::domain::assurance::level(&all, now);
    rows::set_level(tx, person.id, level).await?;
    Ok(level)
}
