//! What an exchange answers per target (domain §3): one final outcome, coded, with what each needs and what comes next.

mod steps;

use crate::domain::actor::words;

use crate::domain::holds::{Hold, HoldStatus};
use crate::domain::preservations::PreservationStatus;
use crate::domain::values::Time;

use super::kinds::Kind;
use super::request::{Request, Target};

pub use steps::NextStep;

words! {
    /// The final outcome of a target.
    Outcome("outcome") {
        /// All that was asked is held.
        FrozenFull = "frozen_full",
        /// Part of it is held.
        FrozenPartial = "frozen_partial",
        /// The account is blocked; there was nothing in it.
        FrozenZeroBalance = "frozen_zero_balance",
        /// Another authority holds it already.
        AlreadyFrozen = "already_frozen",
        /// The exchange had restricted the account itself.
        AlreadyRestricted = "already_restricted",
        /// There is an account; nothing was done.
        MatchNoAction = "match_no_action",
        /// No account matches.
        NoMatch = "no_match",
        /// The assets left before the request was issued.
        MovedBefore = "moved_before",
        /// The assets left after the request was received: an incident.
        MovedDuring = "moved_during",
        /// The address is the exchange's own collecting or hot wallet.
        OmnibusOrHotWallet = "omnibus_or_hot_wallet",
        /// The deposit address was resolved to an account.
        DepositAddressResolved = "deposit_address_resolved",
        /// Another service uses this account for its own customers.
        NestedService = "nested_service",
        /// Another company holds it.
        OtherEntity = "other_entity",
        /// Nobody's: a wallet without a custodian.
        Unhosted = "unhosted",
        /// The exchange does not handle the asset.
        UnsupportedAsset = "unsupported_asset",
        /// The account was closed before.
        AccountClosed = "account_closed",
        /// Data is kept unchanged.
        Preserved = "preserved",
        /// Data is produced.
        Produced = "produced",
        /// Part of the data is produced.
        ProducedPartial = "produced_partial",
        /// The data is not held.
        NotHeld = "not_held",
        /// Transferred to the official wallet.
        Seized = "seized",
        /// Lifted.
        Released = "released",
        /// Lengthened.
        Extended = "extended",
        /// Being watched.
        Watching = "watching",
        /// Blocked in the contract.
        BlockedOnContract = "blocked_on_contract",
        /// Burned by the issuer.
        Burned = "burned",
        /// Issued anew by the issuer.
        Reissued = "reissued",
        /// Waits on a clarification; not final.
        PendingClarification = "pending_clarification",
        /// A technical failure; nothing was done.
        TechnicalFailure = "technical_failure",
        /// Refused on a ground.
        Refused = "refused",
    }
}

impl Outcome {
    /// Outcomes an exchange may give to a target of a request of `kind`, the usual ones first.
    pub const fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Freeze => &[
                Self::FrozenFull,
                Self::FrozenPartial,
                Self::FrozenZeroBalance,
                Self::AlreadyFrozen,
                Self::AlreadyRestricted,
                Self::NoMatch,
                Self::MovedBefore,
                Self::MovedDuring,
                Self::MatchNoAction,
                Self::OmnibusOrHotWallet,
                Self::DepositAddressResolved,
                Self::NestedService,
                Self::OtherEntity,
                Self::Unhosted,
                Self::UnsupportedAsset,
                Self::AccountClosed,
                Self::TechnicalFailure,
                Self::Refused,
            ],
            Kind::Preserve => &[
                Self::Preserved,
                Self::NoMatch,
                Self::NotHeld,
                Self::OtherEntity,
                Self::AccountClosed,
                Self::TechnicalFailure,
                Self::Refused,
            ],
            Kind::Info => &[
                Self::Produced,
                Self::ProducedPartial,
                Self::NoMatch,
                Self::NotHeld,
                Self::DepositAddressResolved,
                Self::OmnibusOrHotWallet,
                Self::NestedService,
                Self::OtherEntity,
                Self::Unhosted,
                Self::AccountClosed,
                Self::TechnicalFailure,
                Self::Refused,
            ],
            Kind::Extend => &[Self::Extended, Self::NotHeld, Self::TechnicalFailure, Self::Refused],
            Kind::Release => &[Self::Released, Self::NotHeld, Self::TechnicalFailure, Self::Refused],
            Kind::Convert
            | Kind::Seize
            | Kind::Return
            | Kind::Watch
            | Kind::TokenBlock
            | Kind::Amend
            | Kind::Withdraw
            | Kind::Assist
            | Kind::Ask => &[],
        }
    }

    /// Whether it places a hold, which then needs an end.
    pub const fn places_hold(self) -> bool {
        matches!(self, Self::FrozenFull | Self::FrozenPartial | Self::FrozenZeroBalance)
    }

    /// Whether it says until when.
    pub const fn has_end(self) -> bool {
        self.places_hold() || matches!(self, Self::Extended | Self::Preserved)
    }

    /// Whether it says how much is held: more than nothing.
    pub const fn needs_amount(self) -> bool {
        matches!(self, Self::FrozenFull | Self::FrozenPartial)
    }

    /// Whether it says when, by which transaction and where to the assets went.
    pub const fn tells_movement(self) -> bool {
        matches!(self, Self::MovedBefore | Self::MovedDuring)
    }

    /// Whether it reports an incident: what was asked to be held left after the request was received.
    pub const fn is_incident(self) -> bool {
        matches!(self, Self::MovedDuring)
    }

    /// Whether it names another company.
    pub const fn names_entity(self) -> bool {
        matches!(self, Self::OtherEntity | Self::NestedService)
    }

    /// What the asker should do next.
    pub const fn next_step(self) -> NextStep {
        match self {
            Self::FrozenFull | Self::Extended | Self::Watching | Self::BlockedOnContract => NextStep::SecureTheHold,
            Self::Preserved => NextStep::AskForTheData,
            Self::FrozenPartial | Self::FrozenZeroBalance => NextStep::ExtendScope,
            Self::AlreadyFrozen => NextStep::JoinHold,
            Self::AlreadyRestricted => NextStep::AskForOwnHold,
            Self::NoMatch | Self::UnsupportedAsset => NextStep::CheckChainAndTag,
            Self::MovedBefore | Self::MovedDuring => NextStep::FollowTheFunds,
            Self::OtherEntity | Self::NestedService => NextStep::Reissue,
            Self::Produced | Self::ProducedPartial => NextStep::ReadTheData,
            Self::Refused => NextStep::AnswerTheGround,
            Self::DepositAddressResolved => NextStep::AskForFreeze,
            Self::MatchNoAction => NextStep::AskWithMore,
            Self::OmnibusOrHotWallet => NextStep::AskByTransaction,
            Self::Unhosted
            | Self::AccountClosed
            | Self::NotHeld
            | Self::Seized
            | Self::Released
            | Self::Burned
            | Self::Reissued => NextStep::NoteInCase,
            Self::TechnicalFailure | Self::PendingClarification => NextStep::AskAgain,
        }
    }
}

impl Request {
    /// The holds a target is about: those placed on it, or the one it names; the last placed comes last.
    pub fn holds_of(&self, target: &Target) -> impl Iterator<Item = &Hold> {
        let (id, named) = (target.id, target.hold);
        self.holds
            .iter()
            .filter(move |hold| hold.target == id || Some(hold.id) == named)
    }

    /// What became of the hold that a target's answer placed or lengthened, where that is not what the answer says any
    /// more: money that was let go is nowhere called frozen.
    pub fn fate(&self, target: &Target) -> Option<HoldStatus> {
        let answer = target.answer.as_ref()?;
        if !answer.outcome.places_hold() && answer.outcome != Outcome::Extended {
            return None;
        }
        let standing = self.holds_of(target).filter(|hold| hold.status.stands()).last();
        let status = standing.or_else(|| self.holds_of(target).last())?.status;
        let is_as_answered = match status {
            HoldStatus::Placed => true,
            HoldStatus::Extended => answer.outcome == Outcome::Extended,
            HoldStatus::Converted
            | HoldStatus::Seizing
            | HoldStatus::Seized
            | HoldStatus::Returned
            | HoldStatus::Forfeited
            | HoldStatus::PartlyReleased
            | HoldStatus::Released
            | HoldStatus::ExpiryDue
            | HoldStatus::Lapsed
            | HoldStatus::Stayed
            | HoldStatus::OwnBasis
            | HoldStatus::OtherOrder => false,
        };
        (!is_as_answered).then_some(status)
    }

    /// The present end of what `target` was answered with, where it stands as answered but for that: another end was named
    /// since, in another request about it or in its answer given anew.
    pub fn end_since(&self, target: &Target) -> Option<Time> {
        let said = target.answer.as_ref()?.until?;
        if self.fate(target).is_some() || self.fate_of_data(target).is_some() {
            return None;
        }
        let money = self.holds_of(target).filter(|hold| hold.status.stands()).last();
        let data = self.preservations_of(target).filter(|kept| kept.status.stands()).last();
        let end = money.map(|hold| hold.until).or(data.map(|kept| kept.until));
        end.filter(|end| *end != said)
    }

    /// As [`Request::fate`], of the data that a target's answer put aside or that is kept longer by it.
    pub fn fate_of_data(&self, target: &Target) -> Option<PreservationStatus> {
        let answer = target.answer.as_ref()?;
        if !matches!(answer.outcome, Outcome::Preserved | Outcome::Extended) {
            return None;
        }
        let standing = self.preservations_of(target).filter(|kept| kept.status.stands()).last();
        let status = standing.or_else(|| self.preservations_of(target).last())?.status;
        let is_as_answered = match status {
            PreservationStatus::Kept => true,
            PreservationStatus::Extended => answer.outcome == Outcome::Extended,
            PreservationStatus::ExpiryDue
            | PreservationStatus::Lapsed
            | PreservationStatus::Released
            | PreservationStatus::OwnBasis
            | PreservationStatus::OtherOrder => false,
        };
        (!is_as_answered).then_some(status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_can_be_filed_can_be_answered_and_refused() {
        for kind in Kind::FILED {
            assert!(Outcome::of(*kind).contains(&Outcome::Refused), "{kind}");
        }
    }

    #[test]
    fn only_freezes_place_holds() {
        for kind in Kind::ALL {
            let places = Outcome::of(*kind).iter().any(|outcome| outcome.places_hold());
            assert_eq!(places, *kind == Kind::Freeze, "{kind}");
        }
    }

    #[test]
    fn a_pending_target_is_no_final_answer() {
        for kind in Kind::ALL {
            assert!(!Outcome::of(*kind).contains(&Outcome::PendingClarification));
        }
    }
}
