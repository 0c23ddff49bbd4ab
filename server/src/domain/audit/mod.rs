//! The trail: every act, refusal and reading becomes a leaf, in one exact form (security §2.1). A leaf holds who, what,
//! when, on what and why, but no content: the details lie beside it under a salted hash, so that they can be erased
//! without breaking a proof.

mod acts;
mod roles;
mod shared;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use acts::{ACTS, Period, Sort};
pub use shared::{OF_ASKER, SHARED};

use super::actor::{Actor, Assurance, Role, words};
use super::events::{Ending, Event};
use super::ids::{CallId, CaseId, HoldId, LeafId, OrganisationId, PersonId, RequestId, SessionId};
use super::values::Time;

/// The longest leaf, in bytes (security §2.1).
pub const LONGEST_LEAF: usize = 4096;

/// The largest whole number that every JSON reader keeps: 2^53. Larger ones are written as text (RFC 8785 §3.2.2.3).
const LARGEST_NUMBER: u64 = 1 << 53;

words! {
    /// What kind of thing an event is about: the leaf's `obj.type`.
    Thing("kind of thing") {
        /// A case.
        Case = "case",
        /// A request.
        Request = "request",
        /// A hold.
        Hold = "hold",
        /// A person's account.
        Person = "person",
        /// An organisation.
        Organisation = "organisation",
        /// The installation itself.
        Site = "site",
    }
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What kind of thing.
    pub thing: Thing,
    /// Which.
    pub id: Uuid,
    /// The thing's version after the event.
    pub version: i64,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// The legal basis or the purpose, as a code: the leaf's `why`.
    pub why: Option<String>,
}

impl Subject {
    /// A case.
    pub fn case(id: CaseId, version: i64) -> Self {
        Self::of(Thing::Case, id.0, version, Some(id))
    }

    /// A request; the leaf names its case too, so that the case's timeline includes it.
    pub fn request(id: RequestId, version: i64, case: CaseId) -> Self {
        Self::of(Thing::Request, id.0, version, Some(case))
    }

    /// A hold, apart from its request.
    pub fn hold(id: HoldId, version: i64, case: CaseId) -> Self {
        Self::of(Thing::Hold, id.0, version, Some(case))
    }

    /// A person's account.
    pub fn person(id: PersonId) -> Self {
        Self::of(Thing::Person, id.0, 1, None)
    }

    /// An organisation.
    pub fn organisation(id: OrganisationId) -> Self {
        Self::of(Thing::Organisation, id.0, 1, None)
    }

    fn of(thing: Thing, id: Uuid, version: i64, case: Option<CaseId>) -> Self {
        Self {
            thing,
            id,
            version,
            case,
            why: None,
        }
    }

    /// The same, in no case: for whoever may not know of the case.
    #[must_use]
    pub fn without_case(mut self) -> Self {
        self.case = None;
        self
    }

    /// The same, on the legal basis or for the purpose `code`.
    #[must_use]
    pub fn because(mut self, code: impl Into<String>) -> Self {
        self.why = Some(code.into());
        self
    }
}

/// Who acted: the leaf's `who`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// The person; nobody where the clock acts, or where nobody is signed in.
    pub person: Option<PersonId>,
    /// The organisation acted for.
    pub organisation: Option<OrganisationId>,
    /// The role that permitted the act. A person with several roles used the first of those that permit it; where an
    /// act asks for none of theirs (signing in, reading), their first role is told.
    pub role: Option<Role>,
    /// The session.
    pub session: Option<SessionId>,
    /// How sure we were of the person.
    pub assurance: Option<Assurance>,
}

impl Who {
    /// Nobody is signed in.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// `actor`, in the role in which they did `event`. The clock acts for nobody: it has no organisation either.
    pub fn of(actor: &Actor, event: &Event) -> Self {
        Self {
            person: actor.person,
            organisation: actor.person.map(|_| actor.organisation),
            role: actor.person.and_then(|_| roles::used(event, actor.roles)),
            session: actor.session,
            assurance: actor.person.map(|_| actor.assurance),
        }
    }
}

/// What the trail tells of the call that led to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The call's id, as the error page quotes it.
    pub id: CallId,
    /// Keyed hash of where it came from, by [`source`]; nothing for jobs and commands.
    pub source: Option<String>,
}

/// The keyed hash of network address and browser: tells whether two calls came from the same place, and nothing else
/// to whoever lacks `key`.
pub fn source(key: &[u8; 32], address: &str, agent: &str) -> String {
    // A key of 32 bytes is of any length HMAC takes, so this cannot fail; if it did, nothing would be told.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return String::new();
    };
    // The length keeps (address, agent) pairs apart that read the same when joined.
    mac.update(&(address.len() as u64).to_be_bytes());
    mac.update(address.as_bytes());
    mac.update(agent.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// One event with all that its leaf tells.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What happened.
    pub event: &'a Event,
    /// Who did it.
    pub who: Who,
    /// On what; nothing where a call was refused before it reached a thing.
    pub subject: Option<&'a Subject>,
    /// By which call.
    pub call: &'a Call,
}

/// Chance, handed in so that a leaf is made purely.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    /// Hides the details in their hash.
    pub salt: [u8; 32],
    /// Ends the leaf's id.
    pub id: [u8; 6],
}

/// Why an entry makes no leaf. Each is a mistake of ours, and stops the act (fail closed).
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// Longer than [`LONGEST_LEAF`].
    #[error("a leaf of {0} bytes")]
    TooLong(usize),
    /// A fraction: readers differ in how they print one.
    #[error("a fraction in a leaf")]
    Fraction,
    /// It does not become JSON, or the JSON does not become an event.
    #[error("no JSON")]
    Json(#[from] serde_json::Error),
}

/// A leaf, and the details it commits to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its id. Ids sort as the leaves happened.
    pub id: LeafId,
    /// When, to the microsecond; the body tells milliseconds.
    pub at: Time,
    /// The exact bytes that are hashed into the log: RFC 8785 JSON.
    pub body: String,
    /// RFC 8785 JSON of the event without its name.
    pub details: String,
    /// See [`commitment`].
    pub salt: [u8; 32],
}

impl Leaf {
    /// The leaf of `entry`, at `at`, as number `ordinal` (from 0) of what happened at that microsecond.
    pub fn new(entry: &Entry<'_>, at: Time, ordinal: u16, chance: Chance) -> Result<Self, Unfit> {
        let id = LeafId::of(at, ordinal, chance.id);
        let details = details(entry.event)?;
        let Who {
            person,
            organisation,
            role,
            session,
            assurance,
        } = entry.who;
        let body = Body {
            v: 1,
            id,
            ts: at.rfc3339_millis(),
            act: entry.event.act(),
            out: entry.event.ending(),
            who: WhoBody {
                user: person,
                organisation,
                role,
                session,
                assurance: assurance.map(Assurance::code),
            },
            obj: entry.subject.map(|subject| ObjectBody {
                r#type: subject.thing,
                id: subject.id,
                version: subject.version,
            }),
            case: entry.subject.and_then(|subject| subject.case),
            why: entry.subject.and_then(|subject| subject.why.as_deref()),
            req: entry.call.id,
            src: entry.call.source.as_deref(),
            det: commitment(&chance.salt, &details),
        };
        let body = canonical(serde_json::to_value(body)?)?;
        if body.len() > LONGEST_LEAF {
            return Err(Unfit::TooLong(body.len()));
        }
        Ok(Self {
            id,
            at,
            body,
            details,
            salt: chance.salt,
        })
    }
}

/// What the leaf says of its details: base64 of SHA-256 over the salt and the details.
pub fn commitment(salt: &[u8; 32], details: &str) -> String {
    STANDARD.encode(Sha256::new().chain_update(salt).chain_update(details).finalize())
}

/// The event named `act` with `details`, read back.
pub fn event(act: &str, details: &str) -> Result<Event, Unfit> {
    let mut members: serde_json::Map<String, Value> = serde_json::from_str(details)?;
    members.insert(ACT.to_owned(), Value::from(act));
    Ok(serde_json::from_value(Value::Object(members))?)
}

const ACT: &str = "act";

fn details(event: &Event) -> Result<String, Unfit> {
    let mut value = serde_json::to_value(event)?;
    if let Some(members) = value.as_object_mut() {
        members.remove(ACT);
    }
    canonical(value)
}

fn canonical(mut value: Value) -> Result<String, Unfit> {
    make_exact(&mut value)?;
    Ok(serde_json_canonicalizer::to_string(&value)?)
}

/// Refuses fractions, and writes what is beyond 2^53 as text.
fn make_exact(value: &mut Value) -> Result<(), Unfit> {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
        Value::Number(number) => {
            if number.is_f64() {
                return Err(Unfit::Fraction);
            }
            let size = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
            if size.is_none_or(|size| size > LARGEST_NUMBER) {
                *value = Value::String(number.to_string());
            }
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(make_exact),
        Value::Object(members) => members.values_mut().try_for_each(make_exact),
    }
}

/// The members of a leaf. Every one is always there; what does not apply is `null`, so that leaves all have one shape.
#[derive(Serialize)]
struct Body<'a> {
    v: u8,
    id: LeafId,
    ts: String,
    act: &'static str,
    out: Ending,
    who: WhoBody,
    obj: Option<ObjectBody>,
    case: Option<CaseId>,
    why: Option<&'a str>,
    req: CallId,
    src: Option<&'a str>,
    det: String,
}

#[derive(Serialize)]
struct WhoBody {
    user: Option<PersonId>,
    organisation: Option<OrganisationId>,
    role: Option<Role>,
    session: Option<SessionId>,
    assurance: Option<&'static str>,
}

#[derive(Serialize)]
struct ObjectBody {
    r#type: Thing,
    id: Uuid,
    version: i64,
}

impl LeafId {
    /// The id of number `ordinal` at `at`: a UUIDv7 that spends its next bits on microseconds and the ordinal
    /// (RFC 9562 §6.2, methods 3 and 1), so that leaves sort by id as they happened.
    pub fn of(at: Time, ordinal: u16, chance: [u8; 6]) -> Self {
        let micros = at.micros().max(0).unsigned_abs();
        let [fine_high, fine_low] = u16::try_from(micros % 1_000).unwrap_or_default().to_be_bytes();
        let [order_high, order_low] = (ordinal & 0x3fff).to_be_bytes();
        let [a, b, c, d, e, f] = chance;
        let rest = [fine_high, fine_low, order_high, order_low, a, b, c, d, e, f];
        Self(uuid::Builder::from_unix_timestamp_millis(micros / 1_000, &rest).into_uuid())
    }

    /// Sorts before every leaf of `at` or later, and after every earlier one.
    pub fn first_at(at: Time) -> Self {
        Self::of(at, 0, [0; 6])
    }
}

#[cfg(test)]
mod tests;
