//! How sure we are of a person: the evidence, and the level that follows from it (domain §1). A level is never given, it
//! is what unexpired evidence that nobody took back amounts to.

mod dossier;
mod least;
mod rules;

use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Serialize};

pub use dossier::{Dossier, Expiring, Recording};
pub use least::{Part, least};
pub use rules::{Act, LOOKING, Place, VOUCHERS, may, renewers};

use crate::domain::actor::{Assurance, words};
use crate::domain::ids::{EvidenceId, PasskeyId, PersonId};
use crate::domain::values::Time;

/// What somebody vouches for, and a badge that was seen, hold for so many months.
const VOUCHED_MONTHS: i32 = 24;

/// A call-back and the word of a national desk hold for so many months; a key that was seen as well.
const CALLED_MONTHS: i32 = 12;

/// So many days before its end somebody is reminded of evidence, the first reminder first.
pub const REMINDERS: &[i64] = &[30, 7];

/// So many days before its end evidence can be asked for anew, and stands in lists as ending.
pub const ENDING_DAYS: i64 = 30;

/// The longest number, name or reference in evidence, in characters.
pub const LONGEST_SAID: usize = 200;

/// The longest note of a revocation, in characters.
pub const LONGEST_NOTE: usize = 1000;

words! {
    /// What sort of evidence.
    EvidenceKind("kind of evidence") {
        /// The level that the account had before evidence was kept.
        Recorded = "recorded",
        /// A mailbox at an official domain, and a second factor.
        Mailbox = "mailbox",
        /// A badge or letter of appointment that somebody saw.
        Badge = "badge",
        /// The word of a supervisor.
        Voucher = "voucher",
        /// A call-back through the switchboard.
        Callback = "callback",
        /// The word of a national desk.
        Desk = "desk",
        /// A hardware key that a verifier saw.
        HardwareKey = "hardware_key",
    }
}

/// What the evidence is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// The level that the account had before evidence was kept, or with which it was entered by local command.
    Recorded {
        /// Which.
        level: Assurance,
    },
    /// The invitation to this mailbox was taken up, it is at an official domain, and a second factor was shown.
    Mailbox {
        /// Which.
        email: String,
    },
    /// A badge or letter of appointment; who recorded it saw it.
    Badge {
        /// Its number, as it stands there.
        number: String,
        /// Who issued it.
        issuer: String,
        /// The last day on which it is valid.
        expires_on: Date,
    },
    /// Who recorded it vouches that the account is used by the person it names.
    Voucher {},
    /// A verifier called the switchboard and was put through.
    Callback {
        /// The number that the directory held then. The system copies it; nobody types it.
        number: String,
        /// Who was reached: name and office.
        reached: String,
        /// When.
        called_at: Time,
    },
    /// A national desk confirmed the person.
    Desk {
        /// Which desk, and who there.
        desk: String,
        /// Its reference.
        reference: String,
    },
    /// A passkey whose authenticator the verifier saw.
    HardwareKey {
        /// Which.
        passkey: PasskeyId,
        /// The model of the authenticator (WebAuthn AAGUID).
        aaguid: String,
    },
}

impl What {
    /// What sort.
    pub const fn kind(&self) -> EvidenceKind {
        match self {
            Self::Recorded { .. } => EvidenceKind::Recorded,
            Self::Mailbox { .. } => EvidenceKind::Mailbox,
            Self::Badge { .. } => EvidenceKind::Badge,
            Self::Voucher {} => EvidenceKind::Voucher,
            Self::Callback { .. } => EvidenceKind::Callback,
            Self::Desk { .. } => EvidenceKind::Desk,
            Self::HardwareKey { .. } => EvidenceKind::HardwareKey,
        }
    }

    /// Until when it holds where it was recorded at `at`; nothing is without end. A call counts from when it was made.
    pub fn holds_until(&self, at: Time) -> Option<Time> {
        match self {
            Self::Recorded { .. } | Self::Mailbox { .. } => None,
            Self::Badge { expires_on, .. } => Some(after(at, VOUCHED_MONTHS).min(end_of(*expires_on))),
            Self::Voucher {} => Some(after(at, VOUCHED_MONTHS)),
            Self::Callback { called_at, .. } => Some(after(*called_at, CALLED_MONTHS)),
            Self::Desk { .. } | Self::HardwareKey { .. } => Some(after(at, CALLED_MONTHS)),
        }
    }
}

impl EvidenceKind {
    /// For how many months it holds at most; nothing is without end.
    pub const fn months(self) -> Option<i32> {
        match self {
            Self::Recorded | Self::Mailbox => None,
            Self::Badge | Self::Voucher => Some(VOUCHED_MONTHS),
            Self::Callback | Self::Desk | Self::HardwareKey => Some(CALLED_MONTHS),
        }
    }

    /// The level it helps to; nothing where it says itself.
    pub const fn level(self) -> Option<Assurance> {
        match self {
            Self::Recorded => None,
            Self::Mailbox => Some(Assurance::L1),
            Self::Badge | Self::Voucher => Some(Assurance::L2),
            Self::Callback => Some(Assurance::L3),
            Self::Desk | Self::HardwareKey => Some(Assurance::L4),
        }
    }
}

fn after(at: Time, months: i32) -> Time {
    let day = at.timestamp().to_zoned(jiff::tz::TimeZone::UTC);
    day.checked_add(months.months())
        .map_or(at, |end| end.timestamp().into())
}

/// When the day is over in UTC.
fn end_of(day: Date) -> Time {
    let next = day.tomorrow().unwrap_or(day);
    next.to_zoned(jiff::tz::TimeZone::UTC)
        .map_or(Time::from_micros(0), |zoned| zoned.timestamp().into())
}

words! {
    /// Why evidence was taken back.
    RevokedFor("reason of revocation") {
        /// What was recorded is not so.
        Mistaken = "mistaken",
        /// The badge was lost, stolen or withdrawn.
        BadgeGone = "badge_gone",
        /// Who vouched no longer does.
        WordTakenBack = "word_taken_back",
        /// The account or the key is or was in other hands.
        Compromised = "compromised",
        /// The key was removed from the account.
        KeyRemoved = "key_removed",
        /// The person left, and has come back since.
        Left = "left",
    }
}

impl RevokedFor {
    /// Those that somebody can choose; the others are so by themselves.
    pub const CHOSEN: &'static [Self] = &[Self::Mistaken, Self::BadgeGone, Self::WordTakenBack, Self::Compromised];
}

/// That evidence was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// When.
    pub at: Time,
    /// By whom; nobody where it is so by itself.
    pub by: Option<PersonId>,
    /// Why.
    pub reason: RevokedFor,
    /// In words.
    pub note: String,
}

/// A piece of evidence. It is never changed, only taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Which.
    pub id: EvidenceId,
    /// Of whom.
    pub person: PersonId,
    /// What it is.
    pub what: What,
    /// Who recorded it: saw the badge, vouches, called. Nobody where the system did.
    pub by: Option<PersonId>,
    /// When.
    pub at: Time,
    /// Until when it holds; nothing is without end.
    pub expires_at: Option<Time>,
    /// Whether it was taken back.
    pub revoked: Option<Revoked>,
}

impl Evidence {
    /// Whether it counts at `now`.
    pub fn counts(&self, now: Time) -> bool {
        self.revoked.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    /// Whether it counts, and not for long any more.
    pub fn ends_soon(&self, now: Time) -> bool {
        let soon = now.plus(SignedDuration::from_hours(24 * ENDING_DAYS));
        self.counts(now) && self.expires_at.is_some_and(|end| end <= soon)
    }

    /// Whether another of `all` says the same for longer, so that nothing is lost when this one ends.
    pub fn is_replaced(&self, all: &[Self]) -> bool {
        all.iter().any(|other| {
            let longer = match (other.expires_at, self.expires_at) {
                (None, Some(_)) => true,
                (Some(other), Some(own)) => other > own,
                (_, None) => false,
            };
            other.id != self.id && other.revoked.is_none() && other.what.kind() == self.what.kind() && longer
        })
    }
}

/// What is asked for `level` beyond the levels below it, any one of each group; which of them is there at `now`.
fn proves(level: Assurance, evidence: &[Evidence], now: Time) -> bool {
    groups(level).iter().all(|any| {
        any.iter()
            .any(|kind| evidence.iter().any(|one| one.what.kind() == *kind && one.counts(now)))
    })
}

/// What `level` asks beyond the levels below it: of each group one.
pub const fn groups(level: Assurance) -> &'static [&'static [EvidenceKind]] {
    match level {
        Assurance::L0 => &[],
        Assurance::L1 => &[&[EvidenceKind::Mailbox]],
        Assurance::L2 => &[&[EvidenceKind::Badge], &[EvidenceKind::Voucher]],
        Assurance::L3 => &[&[EvidenceKind::Callback]],
        Assurance::L4 => &[&[EvidenceKind::Desk, EvidenceKind::HardwareKey]],
    }
}

/// The level that `evidence` of one person amounts to at `now`: levels are cumulative, so the first one that is not proved
/// stops the way up.
pub fn level(evidence: &[Evidence], now: Time) -> Assurance {
    let before = evidence.iter().filter(|one| one.counts(now)).filter_map(|one| {
        if let What::Recorded { level } = one.what {
            Some(level)
        } else {
            None
        }
    });
    let before = before.max();
    let reached = Assurance::ALL
        .iter()
        .copied()
        .take_while(|level| before.is_some_and(|before| before >= *level) || proves(*level, evidence, now));
    reached.last().unwrap_or(Assurance::L0)
}

/// When the level of `now` falls, as far as evidence says by itself; nothing is never.
pub fn falls_at(evidence: &[Evidence], now: Time) -> Option<Time> {
    let level_now = level(evidence, now);
    let ends = evidence
        .iter()
        .filter(|one| one.counts(now))
        .filter_map(|one| one.expires_at);
    ends.filter(|end| level(evidence, *end) < level_now).min()
}

/// The next level; nothing above the highest.
pub fn next(level: Assurance) -> Option<Assurance> {
    Assurance::ALL.iter().copied().find(|other| *other > level)
}

/// What is missing for the next level at `now`, of each group one; nothing at the highest.
pub fn missing(evidence: &[Evidence], now: Time) -> Vec<&'static [EvidenceKind]> {
    let Some(next) = next(level(evidence, now)) else {
        return Vec::new();
    };
    let has = |kind: &EvidenceKind| evidence.iter().any(|one| one.what.kind() == *kind && one.counts(now));
    groups(next)
        .iter()
        .copied()
        .filter(|any| !any.iter().any(has))
        .collect()
}

#[cfg(test)]
mod tests;
