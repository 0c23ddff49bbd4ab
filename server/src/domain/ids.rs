//! Ids: time-ordered UUIDs, one type for each thing, so that one is never taken for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::values::{Malformed, Time};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id for something that began at `at`; ids made later sort later.
            pub fn new(at: Time) -> Self {
                Self(new_uuid(at))
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                Uuid::try_parse(text).map(Self).map_err(|_| Malformed("id"))
            }
        }
    )*};
}

ids! {
    /// An organisation: agency, exchange, coordinator, oversight or platform.
    OrganisationId;
    /// A person with an account.
    PersonId;
    /// An invitation of somebody to an organisation.
    InvitationId;
    /// A signed-in session.
    SessionId;
    /// A browser in which somebody has signed in.
    DeviceId;
    /// A reset of a password that was asked for.
    ResetId;
    /// A passkey of a person.
    PasskeyId;
    /// What was signed at an approval.
    SignatureId;
    /// A piece of evidence of how sure we are of a person.
    EvidenceId;
    /// A case of one agency.
    CaseId;
    /// An indicator inside a case.
    IndicatorId;
    /// A request from one asker to one recipient.
    RequestId;
    /// An indicator inside a request.
    TargetId;
    /// Money that is held: target × asset.
    HoldId;
    /// Data that is kept unchanged: one target.
    PreservationId;
    /// One authority standing on a hold.
    ClaimId;
    /// A running deadline of a request or a hold.
    ClockId;
    /// A clarification question or its answer.
    MessageId;
    /// A version of a legal basis.
    LegalBasisId;
    /// A leaf of the trail.
    LeafId;
    /// A notice to a person.
    NoticeId;
    /// A person or an organisation that is stopped for now.
    SuspensionId;
    /// The provider at which people of an organisation sign in.
    ProviderId;
    /// One HTTP call, quoted on error pages and in leaves.
    CallId;
}

/// A UUIDv7 whose time part is `at`, so that ids follow the app's clock also where tests hold it still.
pub fn new_uuid(at: Time) -> Uuid {
    let micros = at.micros().max(0).unsigned_abs();
    let seconds = micros / 1_000_000;
    let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0) * 1_000;
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_later() {
        let (early, late) = (Time::from_micros(1_000_000_000), Time::from_micros(2_000_000_000_000));
        assert!(CaseId::new(early) < CaseId::new(late));
    }
}
