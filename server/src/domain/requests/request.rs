//! The request itself: what it holds, who may do what with it now, and on whom it waits.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::actor::{Actor, Role, words};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::{Clock, ClockKind, Urgency};
use crate::domain::holds::Hold;
use crate::domain::ids::{
    CaseId, ClockId, HoldId, IndicatorId, LegalBasisId, MessageId, OrganisationId, PersonId, RequestId, TargetId,
};
use crate::domain::money::{Asset, Fiat, Units};
use crate::domain::values::{Country, Time};

use super::acts::{Act, Side};
use super::grounds::Ground;
use super::kinds::{AtExpiry, Confidence, DataKind, Desired, Kind, Question, ReleaseReason, Route, Scope, Status, Tlp};
use super::outcomes::Outcome;

/// More targets than this are several requests: an exchange answers each by hand.
pub const MOST_TARGETS: usize = 100;

/// What the asker writes. It changes only while the request is a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// What is asked.
    pub kind: Kind,
    /// Direct, or through an authority.
    pub route: Route,
    /// The exchange.
    pub recipient: OrganisationId,
    /// How pressing.
    pub urgency: Urgency,
    /// Why it cannot wait; needed for flash and emergency.
    pub urgency_reason: String,
    /// Where the asker answers a call at once; needed for flash and emergency.
    pub callback: String,
    /// The authoritative language, as a BCP 47 tag.
    pub language: String,
    /// The version of the legal basis.
    pub basis: LegalBasisId,
    /// How much of an account.
    pub scope: Scope,
    /// Why no amount caps it, where none does.
    pub uncapped_reason: String,
    /// Until the end of this day, in the asker's zone.
    pub until: Option<Date>,
    /// When the order is expected.
    pub order_expected_on: Option<Date>,
    /// From which court.
    pub order_court: String,
    /// What to do at the end.
    pub at_expiry: AtExpiry,
    /// A neutral summary in about five lines.
    pub facts: String,
    /// ICCS code of the offence.
    pub offence: String,
    /// Victims by country of residence: counts only.
    pub victims: BTreeMap<Country, u32>,
    /// What was lost.
    pub losses: Vec<Loss>,
    /// Data that is (also) wanted.
    pub data: Vec<DataWanted>,
    /// How far the recipient may pass it on.
    pub tlp: Tlp,
    /// Do not tell the customer before this day has ended.
    pub secret_until: Option<Date>,
    /// Why a release is asked.
    pub release_reason: Option<ReleaseReason>,
    /// Explained exceptions of the quality gate: check → explanation.
    pub exceptions: BTreeMap<String, String>,
}

/// What was lost, in one asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    /// Of what.
    pub asset: Asset,
    /// How much.
    pub amount: Units,
    /// Its value, where told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Fiat>,
}

/// One kind of data with its period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataWanted {
    /// What.
    pub kind: DataKind,
    /// From this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// To the end of this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// An indicator inside a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: TargetId,
    /// Its place, from 1; the asker and the exchange both say "target 3".
    pub position: u32,
    /// The indicator of the case it was made from.
    pub indicator: Option<IndicatorId>,
    /// The kind of indicator, such as `address`.
    pub what: String,
    /// The chain by name; empty where the indicator has none.
    pub chain: String,
    /// Its canonical form.
    pub value: String,
    /// Destination tag or memo.
    pub tag: String,
    /// Which asset is expected there.
    pub asset: Option<Asset>,
    /// At most this much; also what is expected.
    pub amount: Option<Units>,
    /// The transaction that brought it there.
    pub txid: String,
    /// How sure the asker is.
    pub confidence: Confidence,
    /// Where the asker has it from.
    pub source: String,
    /// The hold it is about, for requests that follow another.
    pub hold: Option<HoldId>,
    /// The exchange's answer.
    pub answer: Option<Answer>,
}

/// What the exchange says of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The coded outcome.
    pub outcome: Outcome,
    /// The ground, where refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// In words, beside the code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// A stable pseudonym of the account.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub account: String,
    /// What is held, per asset; or what stays held after a partial release.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// Placed at, to the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Time>,
    /// Held, extended or preserved until.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// When and where to the assets went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<Movement>,
    /// More is held than the cap, since it cannot be divided; the note says why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indivisible: bool,
    /// The other company.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entity: String,
    /// When it was answered.
    pub at: Time,
    /// Who answered.
    pub by: PersonId,
}

impl Answer {
    /// A target refused on `ground`, with what was said beside it.
    pub(in crate::domain) fn refused(ground: Ground, note: String, at: Time, by: PersonId) -> Self {
        Self {
            outcome: Outcome::Refused,
            ground: Some(ground),
            note,
            account: String::new(),
            held: Vec::new(),
            placed_at: None,
            until: None,
            movement: None,
            indivisible: false,
            entity: String::new(),
            at,
            by,
        }
    }
}

/// An amount of an asset in an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Of what.
    pub asset: Asset,
    /// How much.
    pub amount: Units,
}

/// Where assets went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// When.
    pub at: Time,
    /// By which transaction.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub txid: String,
    /// To which address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub destination: String,
    /// To which exchange, if known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exchange: String,
}

/// One approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Time,
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
    /// What it is about.
    pub targets: Vec<Target>,
    /// Holds that stand on its targets, or that its targets name.
    pub holds: Vec<Hold>,
    /// Its clocks, oldest first; of one kind the last counts.
    pub clocks: Vec<RequestClock>,
    /// Where it stands.
    pub status: Status,
    /// Since when.
    pub status_since: Time,
    /// What the asker wants now.
    pub desired: Desired,
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
    /// The recipient's own reference.
    pub exchange_reference: String,
    /// Who works on it at the exchange.
    pub handler: Option<PersonId>,
    /// When the recipient acknowledged.
    pub acknowledged_at: Option<Time>,
    /// When work began.
    pub started_at: Option<Time>,
    /// The question that is open.
    pub question: Option<OpenQuestion>,
    /// The ground, where the whole was refused.
    pub ground: Option<Ground>,
    /// The last reason given in words: of a return, a refusal, a withdrawal, a dispute, a redirection.
    pub remark: String,
    /// When it was begun.
    pub created_at: Time,
    /// Counts changes; a change against an older version is refused.
    pub version: i64,
}

words! {
    /// On whom a request waits.
    Party("party") {
        /// Its author: it is a draft.
        Author = "author",
        /// A supervisor of the asker.
        Approver = "approver",
        /// The exchange.
        Recipient = "recipient",
        /// The agency.
        Asker = "asker",
        /// Nobody: it is over.
        Nobody = "nobody",
    }
}

/// Whom it waits on, since when, against which promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// On whom.
    pub on: Party,
    /// Since when.
    pub since: Time,
    /// By when; nothing where nothing is promised, or the promise stands still.
    pub due: Option<Time>,
    /// Which clock promises it; a clarification has its own deadline and no clock.
    pub clock: Option<ClockKind>,
}

impl Request {
    /// Whether `actor` may do `act` now. Pages ask this before they show a button.
    ///
    /// # Errors
    /// Unseen, the wrong side, the wrong role, too little assurance, four eyes, or not now.
    pub fn may(&self, act: Act, actor: &Actor) -> Result<(), Refusal> {
        self.may_know(actor)?;
        let own_side = match act.side() {
            Side::Asker => self.asker == actor.organisation,
            Side::Recipient => self.content.recipient == actor.organisation,
            Side::Both => true,
        };
        if !own_side {
            return Err(Refusal::OtherSide);
        }
        actor.has_any(act.roles())?;
        self.may_as(act, actor)?;
        act.from(self.status).map_err(Refusal::NotNow)?;
        if act == Act::Follow {
            self.may_be_followed()
        } else if act == Act::Refuse && self.unanswered().next().is_none() {
            // Opened again with every target answered: what stands is changed target by target, or not at all.
            Err(Refusal::NotNow(NotNow::TargetAnswered))
        } else {
            Ok(())
        }
    }

    /// What is asked to be extended or released must stand: a hold that has ended is asked for anew.
    fn may_be_followed(&self) -> Result<(), Refusal> {
        if !self.content.kind.holds_money() || self.holds.iter().any(|hold| hold.status.stands()) {
            return Ok(());
        }
        Err(Refusal::NotNow(if self.holds.is_empty() {
            NotNow::NotAnswered
        } else {
            NotNow::HoldEnded
        }))
    }

    /// Whether `actor` may know of the request at all: the asking agency, and from its issue on the recipient.
    pub fn may_know(&self, actor: &Actor) -> Result<(), Refusal> {
        let asks = self.asker == actor.organisation;
        // A discarded draft is withdrawn as well, but was never issued.
        let answers =
            self.content.recipient == actor.organisation && self.status.is_issued() && self.issued_at.is_some();
        let works = [
            Role::Officer,
            Role::Supervisor,
            Role::Intake,
            Role::Responder,
            Role::Counsel,
        ]
        .iter()
        .any(|role| actor.roles.has(*role));
        if works && (asks || answers) {
            Ok(())
        } else {
            Err(Refusal::Unseen)
        }
    }

    /// What an act asks of the person beyond the role: assurance for submitting and approving, four eyes for approving.
    fn may_as(&self, act: Act, actor: &Actor) -> Result<(), Refusal> {
        let (of_author, of_approver) = self.content.kind.assurance(!self.content.urgency.pauses());
        match act {
            Act::Submit => actor.at_least(of_author).map(|_| ()),
            Act::Approve => {
                let wrote = self
                    .writers
                    .iter()
                    .chain([&self.author])
                    .any(|writer| actor.is(*writer));
                let had_a_hand = wrote || self.approvals.iter().any(|approval| actor.is(approval.by));
                if had_a_hand {
                    return Err(Refusal::FourEyes);
                }
                actor.at_least(of_approver).map(|_| ())
            }
            Act::Revise
            | Act::Discard
            | Act::SendBack
            | Act::Clarify
            | Act::Maintain
            | Act::Withdraw
            | Act::Accept
            | Act::Dispute
            | Act::ReplaceDeadline
            | Act::Follow
            | Act::Acknowledge
            | Act::Assign
            | Act::Redirect
            | Act::Ask
            | Act::Start
            | Act::Answer
            | Act::Refuse
            | Act::ConfirmWithdrawal
            | Act::Reopen => Ok(()),
        }
    }

    /// How many approvals an issue needs: one, and two for flash and emergency.
    pub fn approvals_needed(&self) -> usize {
        if self.content.urgency.needs_second_approver() {
            2
        } else {
            1
        }
    }

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

    /// What is about holds goes to the exchange that holds them, and to no other: it would read of them, and nobody else
    /// can move them.
    ///
    /// # Errors
    /// It goes elsewhere, or names a hold that is not there.
    pub fn goes_to_the_holder(&self) -> Result<(), Refusal> {
        let is_there = |target: &Target| {
            let named = self.holds.iter().find(|hold| Some(hold.id) == target.hold);
            named.is_some_and(|hold| hold.holder == self.content.recipient)
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

    /// Whom it waits on, since when, against which promise.
    pub fn waiting(&self) -> Waiting {
        let due_of = |kind| self.clock(kind).and_then(Clock::due);
        let (on, clock) = match self.status {
            Status::Draft => (Party::Author, None),
            Status::InReview | Status::Embargoed => (Party::Approver, None),
            Status::Issued => (Party::Recipient, Some(ClockKind::Ack)),
            Status::Acknowledged | Status::Maintained => (Party::Recipient, Some(ClockKind::Decision)),
            Status::Executing | Status::PartlyAnswered | Status::Disputed | Status::Withdrawing => {
                (Party::Recipient, Some(ClockKind::Execution))
            }
            Status::Clarification => (Party::Asker, None),
            Status::Answered | Status::Refused => (Party::Asker, Some(ClockKind::Completion)),
            Status::Redirected | Status::ClosedUnanswered | Status::Withdrawn | Status::Closed | Status::Superseded => {
                (Party::Nobody, None)
            }
        };
        let due = if self.status == Status::Clarification {
            self.question.map(|question| question.deadline)
        } else {
            clock.and_then(due_of)
        };
        Waiting {
            on,
            since: self.status_since,
            due,
            clock,
        }
    }

    /// Where it goes on after a clarification: where it stood before. A request that was opened again must be started
    /// again, whatever was answered before.
    pub(in crate::domain) fn resumed_status(&self) -> Status {
        let answered = self.targets.iter().filter(|target| target.answer.is_some()).count();
        if self.started_at.is_none() {
            Status::Acknowledged
        } else if answered == 0 || answered == self.targets.len() {
            Status::Executing
        } else {
            Status::PartlyAnswered
        }
    }

    pub(in crate::domain) fn moved(mut self, status: Status, at: Time) -> Self {
        self.status = status;
        self.status_since = at;
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
