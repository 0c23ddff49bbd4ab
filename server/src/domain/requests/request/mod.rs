//! The request itself: what it holds, who may do what with it now, and on whom it waits.

mod content;
pub(super) mod found;
mod permission;
mod target;
mod waiting;

use serde::{Deserialize, Serialize};

use crate::domain::change::Refusal;
use crate::domain::clocks::{Clock, ClockKind};
use crate::domain::holds::Hold;
use crate::domain::ids::{CaseId, ClockId, MessageId, OrganisationId, PersonId, RequestId};
use crate::domain::pace::SecondLook;
use crate::domain::preservations::Preservation;
use crate::domain::values::Time;

use super::grounds::Ground;
use super::kinds::{Desired, Kind, Question, Status};
use super::outcomes::Outcome;
use super::review::Review;
use super::secrecy::Secrecy;
use super::stops::Stops;

pub use content::{Content, DataWanted, Loss, MOST_TARGETS};
pub use found::{AssetLine, Found, Limit, MatchBasis, ReliedOn, row_field};
pub use target::{Answer, Held, Movement, Target};
pub use waiting::{Party, Waiting, runs_on};

/// One approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Time,
    /// The hash of what was signed, as [`Statement`](super::packet::Statement) has it; nothing where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<String>,
    /// Whether they said that they spoke with the officer themselves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spoke: bool,
}

/// What an approver signed, with all that is needed to check it without us (S69). Bytes are base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Of which request.
    pub request: RequestId,
    /// The version that was approved.
    pub version: i64,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Time,
    /// What was approved, as canonical JSON: [`Statement`](super::packet::Statement).
    pub statement: String,
    /// SHA-256 of it, hexadecimal: the challenge.
    pub hash: String,
    /// The address of the site.
    pub origin: String,
    /// The passkey, as authenticators name it.
    pub credential_id: String,
    /// How it signs, by its COSE number: -7 (ES256), -35 (ES384), -257 (RS256).
    pub algorithm: i64,
    /// Its public key (SubjectPublicKeyInfo, DER).
    pub public_key: String,
    /// What the authenticator says of itself and its owner.
    pub authenticator_data: String,
    /// What the browser says of the page: JSON.
    pub client_data: String,
    /// The signature over the two.
    pub signature: String,
}

/// A clock with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestClock {
    /// Its id.
    pub id: ClockId,
    /// The clock.
    pub clock: Clock,
}

/// The question that is open, or was the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The message.
    pub id: MessageId,
    /// What kind.
    pub question: Question,
    /// Answer by.
    pub deadline: Time,
}

/// What is minted at issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Public number, such as `FR-2026-000123`.
    pub number: String,
    /// What anybody may check it by: 80 bits or more, Crockford base32, stored without hyphens.
    pub verify_code: String,
}

/// A request with everything that its rules look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id; names it until it has a number.
    pub id: RequestId,
    /// The case it stands in. The exchange never learns it.
    pub case: CaseId,
    /// The agency that asks.
    pub asker: OrganisationId,
    /// Who wrote it as it stands: who changed it last.
    pub author: PersonId,
    /// Everybody who wrote any of it since it was begun, and of what it was copied from. None of them approves it.
    pub writers: Vec<PersonId>,
    /// What is written.
    pub content: Content,
    /// The request it follows.
    pub parent: Option<RequestId>,
    /// The request whose answer said that the funds went on, where it follows them. The exchange never learns of it.
    pub traced_from: Option<RequestId>,
    /// What it is about.
    pub targets: Vec<Target>,
    /// Holds that stand on its targets, or that its targets name.
    pub holds: Vec<Hold>,
    /// Preservations that stand on its targets, or that its targets name.
    pub preservations: Vec<Preservation>,
    /// Its clocks, oldest first; of one kind the last counts.
    pub clocks: Vec<RequestClock>,
    /// Where it stands.
    pub status: Status,
    /// Since when.
    pub status_since: Time,
    /// What the asker wants now.
    pub desired: Desired,
    /// Why it is looked at twice, where it is: since it was sent to the approver.
    pub second_look: Option<SecondLook>,
    /// Who approved.
    pub approvals: Vec<Approval>,
    /// Minted at issue.
    pub seal: Option<Seal>,
    /// SHA-256 of the packet, hexadecimal.
    pub packet_hash: String,
    /// The canonical packet itself.
    pub packet: String,
    /// When it was issued.
    pub issued_at: Option<Time>,
    /// The review it owes since, where it was flash or emergency. The exchange never learns of it.
    pub review: Option<Review>,
    /// Until when the exchange does not tell its customer, where that was asked; since its issue.
    pub secrecy: Option<Secrecy>,
    /// The recipient's own reference.
    pub exchange_reference: String,
    /// Who works on it at the exchange.
    pub handler: Option<PersonId>,
    /// Who looks after it at the asker's since its author left; the packet names its author still. The exchange never
    /// learns of it.
    pub keeper: Option<PersonId>,
    /// When the recipient acknowledged.
    pub acknowledged_at: Option<Time>,
    /// When work began.
    pub started_at: Option<Time>,
    /// The question that is open.
    pub question: Option<OpenQuestion>,
    /// The ground, where the whole was refused.
    pub ground: Option<Ground>,
    /// Who of it is suspended.
    pub stops: Stops,
    /// The last reason given in words: of a return, a refusal, a withdrawal, a dispute, a redirection.
    pub remark: String,
    /// When it was begun.
    pub created_at: Time,
    /// Counts changes; a change against an older version is refused.
    pub version: i64,
}

impl Request {
    /// The clock of `kind` that counts: the one that has not ended, else the last.
    pub fn clock(&self, kind: ClockKind) -> Option<&Clock> {
        let of_kind = || {
            self.clocks
                .iter()
                .rev()
                .map(|held| &held.clock)
                .filter(|clock| clock.kind() == kind)
        };
        of_kind()
            .find(|clock| clock.remaining(clock.started_at()).is_some())
            .or_else(|| of_kind().next())
    }

    /// Whether `clock` ended in an earlier round: what comes before its act was begun anew since, so that it says nothing of
    /// the answer that is awaited now, and another of its kind starts in its time.
    pub fn is_of_earlier_round(&self, clock: &Clock) -> bool {
        let Some(ended) = clock.ended_at() else { return false };
        self.clocks.iter().map(|held| &held.clock).any(|other| {
            other.kind() < clock.kind()
                && !other.takes_back()
                && other.started_at() >= ended
                && other.started_at() > clock.started_at()
        })
    }

    /// Whether it is about data that is kept and not about money: it asks to keep some, or follows what kept it.
    pub fn is_about_data(&self) -> bool {
        self.content.kind.keeps_data() || self.targets.iter().any(|target| target.preservation.is_some())
    }

    /// What the law behind it must carry: an extension or release stands on the basis of what it is about.
    pub fn kind_of_basis(&self) -> Kind {
        match (self.content.kind.follows(), self.is_about_data()) {
            (true, true) => Kind::Preserve,
            (true, false) => Kind::Freeze,
            (false, _) => self.content.kind,
        }
    }

    /// What is about holds or preservations goes to the exchange that keeps them, and to no other: it would read of them,
    /// and nobody else can move them.
    ///
    /// # Errors
    /// It goes elsewhere, or names what is not there.
    pub fn goes_to_the_holder(&self) -> Result<(), Refusal> {
        let is_there = |target: &Target| {
            let hold = self.holds.iter().find(|hold| Some(hold.id) == target.hold);
            let kept = self
                .preservations
                .iter()
                .find(|kept| Some(kept.id) == target.preservation);
            let holder = hold.map(|hold| hold.holder).or(kept.map(|kept| kept.holder));
            holder == Some(self.content.recipient)
        };
        if !self.content.kind.follows() || self.targets.iter().all(is_there) {
            Ok(())
        } else {
            Err(Refusal::field("recipient", "not_the_holder"))
        }
    }

    /// The target at `position`.
    ///
    /// # Errors
    /// Unseen: there is none.
    pub fn target(&self, position: u32) -> Result<&Target, Refusal> {
        self.targets
            .iter()
            .find(|target| target.position == position)
            .ok_or(Refusal::Unseen)
    }

    /// Targets without an outcome.
    pub fn unanswered(&self) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(|target| target.answer.is_none())
    }

    /// Targets whose answer the exchange is to give anew: the disputed ones, or those the request was opened again for.
    pub fn anew(&self) -> impl Iterator<Item = &Target> {
        let is_open = self.status.is_open();
        self.targets.iter().filter(move |target| is_open && target.anew)
    }

    /// Targets that wait for an answer: their first, or one given anew.
    pub fn open_targets(&self) -> impl Iterator<Item = &Target> {
        self.unanswered().chain(self.anew())
    }

    /// Whether every target has its outcome and each is a refusal.
    pub fn is_all_refused(&self) -> bool {
        let is_refusal = |answer: &Answer| answer.outcome == Outcome::Refused;
        self.targets
            .iter()
            .all(|target| target.answer.as_ref().is_some_and(is_refusal))
    }

    /// What was refused as a whole and is looked at again has no outcome yet: each target is answered anew. The
    /// refusals stay in the trail.
    pub(in crate::domain) fn take_refusals_back(&mut self) {
        if self.is_all_refused() {
            for target in &mut self.targets {
                target.answer = None;
            }
        }
    }

    pub(in crate::domain) fn moved(mut self, status: Status, at: Time) -> Self {
        self.status = status;
        self.status_since = at;
        if status.is_over() {
            // Nothing is to be done on anybody's word any more.
            self.stops = Stops::default();
        }
        self
    }

    /// Refuses where `version` is not the one that was read.
    pub fn at_version(&self, version: i64) -> Result<(), Refusal> {
        if self.version == version {
            Ok(())
        } else {
            Err(Refusal::Stale)
        }
    }
}
