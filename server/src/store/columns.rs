//! How values of the domain stand in columns. The domain knows nothing of it: the macros here give its types what
//! sea-orm asks of a field of a row, so that a row may say `opened_at: Time` and `id: RequestId`.
//!
//! | macro | column | asks of the type |
//! |---|---|---|
//! | `integer_column!` | BIGINT | two functions to and from `i64` |
//! | `uuid_column!` | uuid | `struct T(pub Uuid)` |
//! | `text_column!` | TEXT | `FromStr`, and `Into<String>` or a function that answers text |
//! | `json_column!` | TEXT | `Serialize`, `DeserializeOwned` |
//!
//! A text or JSON that its type refuses is an error of the row, never a default.

use crate::domain::actor::{Assurance, OrganisationKind, Role};
use crate::domain::assurance::{EvidenceKind, RevokedFor, What};
use crate::domain::audit::Thing;
use crate::domain::clocks::{Hours, WorkingWeek};
use crate::domain::events::Ending;
use crate::domain::ids::{
    CallId, CaseId, ClaimId, ClockId, DeviceId, EvidenceId, HoldId, IndicatorId, InvitationId, LeafId, LegalBasisId,
    MessageId, NoticeId, OrganisationId, PasskeyId, PersonId, PreservationId, ProviderId, RequestId, ResetId,
    SessionId, SignatureId, SuspensionId, TargetId,
};
use crate::domain::money::Units;
use crate::domain::values::{Country, Time, Zone};
use crate::domain::{applications, invitations, organisations, passkeys, people, providers, suspensions};

/// `integer_column!(Time, Time::micros, Time::from_micros)`: the type stands in a BIGINT.
#[macro_export]
macro_rules! integer_column {
    ($type:ty, $into:expr, $from:expr) => {
        $crate::column!($type, i64, BigInteger, BigInt, $into, |inner| {
            Ok::<$type, std::convert::Infallible>($from(inner))
        });
    };
}

/// `uuid_column!(RequestId)`: the type, a newtype around a `Uuid`, stands in a uuid column, also as a primary key.
#[macro_export]
macro_rules! uuid_column {
    ($($type:ident),+ $(,)?) => {$(
        $crate::column!($type, uuid::Uuid, Uuid, Uuid, |value: $type| value.0, |inner| {
            Ok::<$type, std::convert::Infallible>($type(inner))
        });

        impl sea_orm::TryFromU64 for $type {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($type)))
            }
        }
    )+};
}

/// `text_column!(Zone)` or `text_column!(Status, Status::word)`: the type stands in a TEXT column.
#[macro_export]
macro_rules! text_column {
    ($type:ty) => {
        $crate::text_column!($type, <String as From<$type>>::from);
    };
    ($type:ty, $into:expr) => {
        $crate::column!(
            $type,
            String,
            Text,
            String,
            |value| String::from($into(value)),
            |inner: String| { inner.parse::<$type>() }
        );

        impl sea_orm::TryFromU64 for $type {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($type)))
            }
        }
    };
}

/// `json_column!(Packet)`: the type stands in a TEXT column as JSON. A value that cannot be written as JSON stands as
/// `null`, which does not read back: give this only to types whose serialisation cannot fail.
#[macro_export]
macro_rules! json_column {
    ($type:ty) => {
        $crate::column!(
            $type,
            String,
            Text,
            String,
            |value: $type| serde_json::to_string(&value).unwrap_or_else(|_| "null".to_owned()),
            |inner: String| serde_json::from_str::<$type>(&inner)
        );
    };
}

/// What the other macros share; not for use by itself.
#[doc(hidden)]
#[macro_export]
macro_rules! column {
    ($type:ty, $inner:ty, $column:ident, $array:ident, $into:expr, $from:expr) => {
        impl From<$type> for sea_orm::Value {
            fn from(value: $type) -> Self {
                let into: fn($type) -> $inner = $into;
                Self::from(into(value))
            }
        }

        impl sea_orm::TryGetable for $type {
            fn try_get_by<I: sea_orm::ColIdx>(
                row: &sea_orm::QueryResult,
                index: I,
            ) -> Result<Self, sea_orm::TryGetError> {
                let inner = <$inner as sea_orm::TryGetable>::try_get_by(row, index)?;
                ($from)(inner).map_err(|error| {
                    sea_orm::TryGetError::DbErr(sea_orm::DbErr::TryIntoErr {
                        from: stringify!($inner),
                        into: stringify!($type),
                        source: std::sync::Arc::new(error),
                    })
                })
            }
        }

        impl sea_orm::sea_query::ValueType for $type {
            fn try_from(value: sea_orm::Value) -> Result<Self, sea_orm::sea_query::ValueTypeErr> {
                let inner = <$inner as sea_orm::sea_query::ValueType>::try_from(value)?;
                ($from)(inner).map_err(|_| sea_orm::sea_query::ValueTypeErr)
            }

            fn type_name() -> String {
                stringify!($type).to_owned()
            }

            fn array_type() -> sea_orm::sea_query::ArrayType {
                sea_orm::sea_query::ArrayType::$array
            }

            fn column_type() -> sea_orm::sea_query::ColumnType {
                sea_orm::sea_query::ColumnType::$column
            }
        }

        impl sea_orm::sea_query::Nullable for $type {
            fn null() -> sea_orm::Value {
                <$inner as sea_orm::sea_query::Nullable>::null()
            }
        }

        impl sea_orm::IntoActiveValue<$type> for $type {
            fn into_active_value(self) -> sea_orm::ActiveValue<$type> {
                sea_orm::ActiveValue::Set(self)
            }
        }
    };
}

integer_column!(Time, Time::micros, Time::from_micros);

// A time may be part of a key; no database makes one up.
impl sea_orm::TryFromU64 for Time {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("Time"))
    }
}

text_column!(Zone);
text_column!(Country);
text_column!(Units, Units::stored);
text_column!(Thing, Thing::code);
text_column!(Ending, Ending::code);
uuid_column!(
    OrganisationId,
    PersonId,
    SessionId,
    CaseId,
    IndicatorId,
    RequestId,
    TargetId,
    HoldId,
    ClaimId,
    PreservationId,
    ClockId
);
uuid_column!(
    MessageId,
    LegalBasisId,
    LeafId,
    NoticeId,
    CallId,
    DeviceId,
    ResetId,
    SuspensionId,
    ProviderId
);
text_column!(suspensions::Reason, suspensions::Reason::code);
text_column!(suspensions::LiftedFor, suspensions::LiftedFor::code);
text_column!(suspensions::Side, suspensions::Side::code);
uuid_column!(PasskeyId, SignatureId);
uuid_column!(InvitationId, EvidenceId);
text_column!(EvidenceKind, EvidenceKind::code);
text_column!(RevokedFor, RevokedFor::code);
json_column!(What);
text_column!(OrganisationKind, OrganisationKind::code);
text_column!(Role, Role::code);
text_column!(Assurance, Assurance::code);
text_column!(WorkingWeek);
json_column!(Hours);
text_column!(applications::Status, applications::Status::code);
text_column!(applications::Reason, applications::Reason::code);
text_column!(organisations::Standing, organisations::Standing::code);
text_column!(people::Standing, people::Standing::code);
text_column!(people::Theme, people::Theme::code);
text_column!(people::Stage, people::Stage::code);
text_column!(people::Factor, people::Factor::code);
text_column!(people::Agent);
text_column!(passkeys::Purpose, passkeys::Purpose::code);
text_column!(providers::Purpose, providers::Purpose::code);
text_column!(invitations::Ended, invitations::Ended::code);
