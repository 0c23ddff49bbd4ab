//! The hold: money that cannot move, with an end date, and the authorities that stand on it (domain §2, §3).

use jiff::civil::Date;

use super::actor::words;
use super::change::{NotNow, Refusal};
use super::ids::{ClaimId, HoldId, OrganisationId, RequestId, TargetId};
use super::measures::Measure;
use super::money::{Asset, Units};
use super::values::Time;

words! {
    /// Where a hold stands. Lapsed is never shown as released.
    HoldStatus("status of hold") {
        /// Placed by the exchange.
        Placed = "placed",
        /// Lengthened.
        Extended = "extended",
        /// Under a binding basis.
        Converted = "converted",
        /// Being transferred.
        Seizing = "seizing",
        /// In the official wallet.
        Seized = "seized",
        /// Paid back.
        Returned = "returned",
        /// Forfeited.
        Forfeited = "forfeited",
        /// Part was lifted; the rest stands.
        PartlyReleased = "partly_released",
        /// Lifted.
        Released = "released",
        /// Its end has come; the exchange has not said what became of it.
        ExpiryDue = "expiry_due",
        /// It ran out, and the exchange says so.
        Lapsed = "lapsed",
        /// Stayed by a court.
        Stayed = "stayed",
        /// The request was taken back, and the exchange keeps the money on a basis of its own: nobody here has a claim.
        OwnBasis = "own_basis",
        /// The request was taken back, and the exchange keeps the money for another authority: nobody here has a claim.
        OtherOrder = "other_order",
    }
}

impl HoldStatus {
    /// Whether the money is, as far as anybody has said, still held for who asked. What the exchange keeps on another
    /// basis is not: its claim has ended (domain §2).
    pub const fn stands(self) -> bool {
        match self {
            Self::Placed
            | Self::Extended
            | Self::Converted
            | Self::Seizing
            | Self::PartlyReleased
            | Self::ExpiryDue
            | Self::Stayed => true,
            Self::Seized
            | Self::Returned
            | Self::Forfeited
            | Self::Released
            | Self::Lapsed
            | Self::OwnBasis
            | Self::OtherOrder => false,
        }
    }

    /// Whether its end is still to come, so that the clock runs.
    pub const fn runs(self) -> bool {
        match self {
            Self::Placed | Self::Extended | Self::Converted | Self::PartlyReleased => true,
            Self::Seizing
            | Self::Seized
            | Self::Returned
            | Self::Forfeited
            | Self::Released
            | Self::ExpiryDue
            | Self::Lapsed
            | Self::Stayed
            | Self::OwnBasis
            | Self::OtherOrder => false,
        }
    }
}

words! {
    /// What can be said of frozen money; each unit of it is in one of these.
    Share("share of frozen money") {
        /// It is held.
        Held = "held",
        /// The hold came to its end, and the exchange has not said what became of it: nobody may count it as held.
        Unsaid = "unsaid",
        /// Let go by a decision.
        Released = "released",
        /// It ran out, and the exchange says so.
        Lapsed = "lapsed",
        /// Seized, paid back or forfeited.
        HandedOver = "handed_over",
        /// Kept by the exchange on another basis: held, but for nobody who asked here.
        OtherBasis = "other_basis",
    }
}

impl HoldStatus {
    /// What is said of what is left under a hold of this status. Sums and labels ask this and nothing else.
    pub const fn share(self) -> Share {
        match self {
            Self::Placed | Self::Extended | Self::Converted | Self::Seizing | Self::PartlyReleased | Self::Stayed => {
                Share::Held
            }
            Self::ExpiryDue => Share::Unsaid,
            Self::Released => Share::Released,
            Self::Lapsed => Share::Lapsed,
            Self::Seized | Self::Returned | Self::Forfeited => Share::HandedOver,
            Self::OwnBasis | Self::OtherOrder => Share::OtherBasis,
        }
    }

    /// As [`HoldStatus::share`], at `now` of a hold that ends at `until`: one whose end has passed counts as held no more,
    /// even before the clock has written so.
    pub fn share_at(self, until: Time, now: Time) -> Share {
        if self.runs() && until <= now {
            Share::Unsaid
        } else {
            self.share()
        }
    }
}

words! {
    /// Why a hold was lifted.
    LiftReason("reason of lifting") {
        /// The asker asked for it.
        AskedByAsker = "asked_by_asker",
        /// The asker took the request back.
        RequestWithdrawn = "request_withdrawn",
        /// A court ordered it.
        CourtOrder = "court_order",
        /// The exchange's own terms allow no longer hold.
        TermsEnded = "terms_ended",
        /// The wrong account was held.
        WrongAccount = "wrong_account",
        /// The exchange answered the target anew, in a dispute or after it was opened again.
        AnsweredAnew = "answered_anew",
    }
}

impl LiftReason {
    /// Whether the exchange may name it where it lifts of its own accord. That the agency asked for it, or took its
    /// request back, is the agency's word: it stands in a request for the release, or in the withdrawal, and nobody else
    /// can write it.
    pub const fn is_own(self) -> bool {
        match self {
            Self::CourtOrder | Self::TermsEnded | Self::WrongAccount => true,
            Self::AskedByAsker | Self::RequestWithdrawn | Self::AnsweredAnew => false,
        }
    }

    /// As [`LiftReason::is_own`].
    ///
    /// # Errors
    /// It is the agency's word, or that of an answer.
    pub fn must_be_own(self) -> Result<(), Refusal> {
        if self.is_own() {
            Ok(())
        } else {
            Err(Refusal::field("reason", "not_own_word"))
        }
    }
}

/// One authority standing on a hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// The authority.
    pub organisation: OrganisationId,
    /// The request it stands on.
    pub request: RequestId,
    /// First come, first served: 1 is the first.
    pub rank: u32,
    /// Until when it stands.
    pub until: Time,
    /// At most this much.
    pub cap: Option<Units>,
    /// When it ended.
    pub ended_at: Option<Time>,
}

/// Money held at an exchange; or an account that it blocked and found empty ([`Hold::is_block`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// The request that placed it.
    pub request: RequestId,
    /// The target it was placed on.
    pub target: TargetId,
    /// The target's place in that request, from 1.
    pub position: u32,
    /// The exchange that holds it.
    pub holder: OrganisationId,
    /// The agency that asked first.
    pub asker: OrganisationId,
    /// What is held; of a block what was asked, or [`Asset::unnamed`].
    pub asset: Asset,
    /// How much is held now; once it ended, how much was held last.
    pub amount: Units,
    /// How much was ever frozen under it: what is held, and what was let go of it in parts.
    pub frozen: Units,
    /// Where it stands.
    pub status: HoldStatus,
    /// To the second, as the exchange says.
    pub placed_at: Time,
    /// When another end was last named, by an extension or an answer given anew.
    pub end_named_at: Option<Time>,
    /// Its end.
    pub until: Time,
    /// Why it was lifted, where it was.
    pub lift_reason: Option<LiftReason>,
    /// When it ceased to stand.
    pub ended_at: Option<Time>,
    /// The order that would make it binding, as the asker last named it.
    pub order: Order,
    /// The authorities that stand on it.
    pub claims: Vec<Claim>,
}

/// The order that is to make a hold binding. The asker's word: of the request that placed the hold, or of an extension
/// issued since that names another day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// When it is expected; nothing where nobody said.
    pub expected_on: Option<Date>,
    /// From which court; empty where nobody said.
    pub court: String,
}

/// A hold longer than this is no freeze but a seizure; two years is the longest order of the table of bases (POCA 303Z).
pub const LONGEST_HOLD_DAYS: i64 = 732;

impl Measure for Hold {
    const ENDED: NotNow = NotNow::HoldEnded;
    const NOT_DUE: NotNow = NotNow::HoldNotDue;

    fn holder(&self) -> OrganisationId {
        self.holder
    }

    fn stands(&self) -> bool {
        self.status.stands()
    }

    fn runs(&self) -> bool {
        self.status.runs()
    }

    fn is_due(&self) -> bool {
        self.status == HoldStatus::ExpiryDue
    }

    fn is_on_other_basis(&self) -> bool {
        self.status.share() == Share::OtherBasis
    }

    fn until(&self) -> Time {
        self.until
    }
}

impl Hold {
    /// Whether it is a block without money: the account cannot be used, and was empty when it was blocked
    /// (`frozen_zero_balance`, domain §3). It has an end, alarms and a fate as any hold, is let go whole or not at all, and
    /// adds nothing to any sum.
    pub fn is_block(&self) -> bool {
        self.frozen.is_zero()
    }

    /// All that is held; nothing of a block, of which there is no amount.
    pub fn whole(&self) -> Option<Units> {
        (!self.is_block()).then_some(self.amount)
    }

    /// The asset, where one is known.
    pub fn named_asset(&self) -> Option<&Asset> {
        Some(&self.asset).filter(|asset| asset.is_named())
    }

    pub(in crate::domain) fn extended(mut self, until: Time, at: Time) -> Self {
        self.status = HoldStatus::Extended;
        self.end_named_at = Some(at);
        self.until = until;
        for claim in self.claims.iter_mut().filter(|claim| claim.ended_at.is_none()) {
            claim.until = until;
        }
        self
    }

    pub(in crate::domain) fn ended(mut self, status: HoldStatus, reason: Option<LiftReason>, at: Time) -> Self {
        self.status = status;
        self.lift_reason = reason;
        self.ended_at = Some(at);
        for claim in self.claims.iter_mut().filter(|claim| claim.ended_at.is_none()) {
            claim.ended_at = Some(at);
        }
        self
    }

    /// An extension was issued that is about it: where it names the day of the order, that is the asker's last word.
    pub(in crate::domain) fn ordered(mut self, order: &Order) -> Self {
        if self.status.stands() && order.expected_on.is_some() {
            self.order = order.clone();
        }
        self
    }

    /// More is held, or its end is drawn nearer; never less, and never later.
    pub(in crate::domain) fn changed(mut self, amount: Units, until: Time, at: Time) -> Self {
        let more = amount.minus(self.amount);
        self.frozen = self.frozen.plus(more).unwrap_or(self.frozen);
        self.amount = self.amount.max(amount);
        if until < self.until {
            self.until = until;
            self.end_named_at = Some(at);
            for claim in self.claims.iter_mut().filter(|claim| claim.ended_at.is_none()) {
                claim.until = until;
            }
        }
        self
    }

    /// A part is lifted. A hold whose end has come stays due: the rest still waits for the exchange's word.
    pub(in crate::domain) fn reduced_to(mut self, left: Units) -> Self {
        if self.status.runs() {
            self.status = HoldStatus::PartlyReleased;
        }
        self.amount = left;
        self
    }
}
