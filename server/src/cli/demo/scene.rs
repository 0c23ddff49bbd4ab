//! What a story is told in: who does what, how long before now. Plain data, so that a story reads as a list.

use crate::domain::change::Refusal;
use crate::domain::clocks::Urgency;
use crate::domain::requests::Limit;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Confidence, DataKind, Kind, Question, RedirectReason, ReleaseReason, Tlp};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::review::Finding;
use crate::domain::requests::undertakings::Undertaking;

/// Minutes before now; behind now where negative.
pub(super) type Ago = i64;

/// So many hours in minutes.
pub(super) const fn hours(count: i64) -> Ago {
    count * 60
}

/// So many days in minutes.
pub(super) const fn days(count: i64) -> Ago {
    count * 24 * 60
}

/// One act.
#[derive(Clone, Copy)]
pub(super) struct Scene {
    /// When.
    pub ago: Ago,
    /// Who: the mailbox.
    pub who: &'static str,
    /// The case or request it is about, by its name in the story.
    pub on: &'static str,
    /// What.
    pub act: Act,
}

/// `who` does `act` on `on`, `ago` before now.
pub(super) const fn scene(ago: Ago, who: &'static str, on: &'static str, act: Act) -> Scene {
    Scene { ago, who, on, act }
}

/// What somebody does.
#[derive(Clone, Copy)]
pub(super) enum Act {
    /// Opens the case.
    Open(&'static CaseFile),
    /// Adds indicators to the case.
    Add(&'static List),
    /// Brings the case to this status.
    Become(crate::domain::cases::Status),
    /// Begins the request.
    Draft(&'static Wish),
    /// Begins a request that follows another.
    Follow(&'static Follow),
    /// Sends it to the approver.
    Submit,
    /// Approves.
    Approve,
    /// Takes it on under this reference.
    Acknowledge(&'static str),
    /// Gives it to a colleague.
    Assign(&'static str),
    /// Names the right entity.
    Redirect(RedirectReason, &'static str),
    /// Begins work.
    Start,
    /// Asks; answer within so many days.
    Ask(Question, i64, &'static str, &'static str),
    /// Answers the question, in this language.
    Clarify(&'static str, &'static str),
    /// Answers a target.
    Answer(u32, Reply),
    /// Refuses.
    Refuse(Ground, &'static str),
    /// Accepts the answer.
    Accept,
    /// Finds, after a flash or emergency request, whether it was one.
    Review(Finding, &'static str),
    /// States that the holds of the request lapsed.
    Lapse,
    /// Suspends the person of this mailbox.
    Suspend(&'static str, crate::domain::suspensions::Reason, &'static str),
    /// Invites somebody to the own organisation, in these roles.
    Invite(&'static Invitee),
    /// Closes the account of a colleague, whose open work goes to another: both by mailbox.
    Close(&'static str, &'static str),
}

/// Somebody who is invited.
pub(super) struct Invitee {
    pub email: &'static str,
    pub name: &'static str,
    pub badge: &'static str,
    pub language: &'static str,
    pub roles: &'static [crate::domain::actor::Role],
}

/// The facts of a case.
pub(super) struct CaseFile {
    pub reference: &'static str,
    pub title: &'static str,
    pub offence: crate::domain::cases::Offence,
    pub summary: &'static str,
    /// First and last day, in days before now.
    pub period: (i64, i64),
    /// Asset such as `USDT/6`, amount, worth in US dollars.
    pub losses: &'static [(&'static str, &'static str, &'static str)],
    /// Country and count.
    pub victims: &'static [(&'static str, u32)],
}

/// Addresses found together.
pub(super) struct List {
    pub note: &'static str,
    pub confidence: Confidence,
    /// Chain, address, tag, and the public list it is taken from.
    pub rows: &'static [(&'static str, &'static str, &'static str, &'static str)],
}

/// What is asked.
pub(super) struct Wish {
    pub case: &'static str,
    pub kind: Kind,
    /// Host of the exchange.
    pub to: &'static str,
    pub urgency: Urgency,
    pub why_now: &'static str,
    pub callback: &'static str,
    pub language: &'static str,
    pub basis: &'static str,
    pub facts: &'static str,
    /// Why this exchange.
    pub why_here: &'static str,
    /// Hops of USDT on TRON: from, to, amount, how long before now.
    pub flows: &'static [(&'static str, &'static str, &'static str, Ago)],
    pub secret_basis: &'static str,
    pub undertakings: &'static [Undertaking],
    /// In days from now.
    pub until: Option<i64>,
    /// In days from now, and by which court.
    pub order: Option<(i64, &'static str)>,
    /// What data; of what is of a period, for so many days before it is asked.
    pub data: &'static [(DataKind, i64)],
    pub tlp: Tlp,
    /// Why no document is attached.
    pub no_document: &'static str,
    /// Address, asset symbol, amount.
    pub targets: &'static [(&'static str, &'static str, &'static str)],
}

impl Wish {
    /// What most have in common; the others say what is different.
    pub(super) const PLAIN: Self = Self {
        case: "",
        kind: Kind::Freeze,
        to: "",
        urgency: Urgency::Routine,
        why_now: "",
        callback: "",
        language: "en",
        basis: "vol_letter",
        facts: "",
        why_here: "",
        flows: &[],
        secret_basis: "",
        undertakings: &[],
        until: None,
        order: None,
        data: &[],
        tlp: Tlp::AmberStrict,
        no_document: "The sealed letter goes to the compliance mailbox by official mail today.",
        targets: &[],
    };
}

/// What is asked about the holds of an earlier request.
pub(super) struct Follow {
    pub parent: &'static str,
    pub kind: Kind,
    /// In days from now.
    pub until: Option<i64>,
    pub reason: Option<ReleaseReason>,
    pub facts: &'static str,
}

/// An answer to a target.
#[derive(Clone, Copy)]
pub(super) struct Reply {
    pub outcome: Outcome,
    pub account: &'static str,
    pub note: &'static str,
    /// What is held: asset symbol and amount.
    pub held: Option<(&'static str, &'static str)>,
    /// How much of it stood there before.
    pub before: Option<&'static str>,
    /// What limits the hold.
    pub limits: &'static [Limit],
    /// Until when, in minutes from now.
    pub until: Option<i64>,
    /// How long before now it moved, by which transaction, where to.
    pub moved: Option<(Ago, &'static str, &'static str)>,
}

impl Reply {
    /// An answer of which only the outcome is said yet.
    pub(super) const fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            account: "",
            note: "",
            held: None,
            before: None,
            limits: &[],
            until: None,
            moved: None,
        }
    }
}

/// Why a story cannot be told: a mistake in it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The story names something that nobody introduced.
    #[error("nobody introduced {0}")]
    Unknown(&'static str),
    /// Something is not of its form.
    #[error("{0}: {1}")]
    Form(&'static str, crate::domain::values::Malformed),
    /// A rule refused.
    #[error("{0}: {1:?}")]
    Refused(&'static str, Refusal),
}
