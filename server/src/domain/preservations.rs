//! The preservation: data that is kept unchanged until a date (domain §3). It is no money, so it has no amount and is
//! never summed with holds.

use super::actor::words;
use super::change::NotNow;
use super::holds::LiftReason;
use super::ids::{OrganisationId, PreservationId, RequestId, TargetId};
use super::measures::Measure;
use super::values::Time;

words! {
    /// Where a preservation stands. Lapsed is never shown as released.
    PreservationStatus("status of preservation") {
        /// Kept by the exchange.
        Kept = "kept",
        /// Lengthened.
        Extended = "extended",
        /// Its end has come; the exchange has not said what became of the data.
        ExpiryDue = "expiry_due",
        /// It ran out, and the exchange says so.
        Lapsed = "lapsed",
        /// Let go by a decision.
        Released = "released",
        /// The request was taken back, and the exchange keeps the data on a basis of its own.
        OwnBasis = "own_basis",
        /// The request was taken back, and the exchange keeps the data for another authority.
        OtherOrder = "other_order",
    }
}

impl PreservationStatus {
    /// Whether the data is, as far as anybody has said, still kept for who asked. As with holds, what the exchange keeps
    /// on another basis is not.
    pub const fn stands(self) -> bool {
        match self {
            Self::Kept | Self::Extended | Self::ExpiryDue => true,
            Self::Lapsed | Self::Released | Self::OwnBasis | Self::OtherOrder => false,
        }
    }

    /// Whether its end is still to come, so that the clock runs.
    pub const fn runs(self) -> bool {
        match self {
            Self::Kept | Self::Extended => true,
            Self::ExpiryDue | Self::Lapsed | Self::Released | Self::OwnBasis | Self::OtherOrder => false,
        }
    }

    /// Whether the exchange keeps the data, but for nobody who asked here.
    pub const fn is_on_other_basis(self) -> bool {
        match self {
            Self::OwnBasis | Self::OtherOrder => true,
            Self::Kept | Self::Extended | Self::ExpiryDue | Self::Lapsed | Self::Released => false,
        }
    }
}

/// Data kept unchanged at an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preservation {
    /// Its id.
    pub id: PreservationId,
    /// The request that placed it.
    pub request: RequestId,
    /// The target whose data it is.
    pub target: TargetId,
    /// The target's place in that request, from 1.
    pub position: u32,
    /// The exchange that keeps the data.
    pub holder: OrganisationId,
    /// The agency that asked.
    pub asker: OrganisationId,
    /// Where it stands.
    pub status: PreservationStatus,
    /// Since when: the moment of the answer.
    pub placed_at: Time,
    /// When another end was last named, by an extension or an answer given anew.
    pub end_named_at: Option<Time>,
    /// Its end.
    pub until: Time,
    /// Why it was let go, where it was.
    pub lift_reason: Option<LiftReason>,
    /// When it ceased to stand.
    pub ended_at: Option<Time>,
}

impl Measure for Preservation {
    const ENDED: NotNow = NotNow::PreservationEnded;
    const NOT_DUE: NotNow = NotNow::PreservationNotDue;

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
        self.status == PreservationStatus::ExpiryDue
    }

    fn is_on_other_basis(&self) -> bool {
        self.status.is_on_other_basis()
    }

    fn until(&self) -> Time {
        self.until
    }
}

impl Preservation {
    pub(in crate::domain) fn extended(mut self, until: Time, at: Time) -> Self {
        self.status = PreservationStatus::Extended;
        self.end_named_at = Some(at);
        self.until = until;
        self
    }

    /// Its end is drawn nearer, never put off.
    pub(in crate::domain) fn drawn_nearer(mut self, until: Time, at: Time) -> Self {
        if until < self.until {
            self.until = until;
            self.end_named_at = Some(at);
        }
        self
    }

    pub(in crate::domain) fn ended(mut self, status: PreservationStatus, reason: Option<LiftReason>, at: Time) -> Self {
        self.status = status;
        self.lift_reason = reason;
        self.ended_at = Some(at);
        self
    }
}
