//! Use cases: one function for each thing a person, a program or the clock can do.
//! Load and lock, decide, save, commit.

pub mod applications;
pub mod assurance;
pub mod attestations;
pub mod bootstrap;
pub mod cases;
pub mod clocks;
pub mod codes;
pub mod deadlines;
pub mod denials;
pub mod factors;
pub mod health;
pub mod invitations;
pub mod kept_forms;
pub mod machine;
pub mod members;
pub mod notices;
pub mod organisations;
pub mod pace;
pub mod passkeys;
pub mod passwords;
pub mod providers;
pub mod requests;
pub mod resets;
pub mod search;
pub mod secrets;
pub mod sign_in;
pub mod suspensions;
pub mod trail;
pub mod verify_checks;

use crate::domain::actor::Actor;
use crate::domain::audit::Call;
use crate::domain::change::Refusal;
use crate::domain::values::Time;
use crate::store::{self, Db, Tx, people};

/// What a use case needs.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The database.
    pub db: &'a Db,
    /// Who acts.
    pub actor: &'a Actor,
    /// When: the use case asks no clock.
    pub now: Time,
    /// By which call, for the trail.
    pub call: &'a Call,
    /// As of which version of the request the actor decides; none where that does not matter.
    pub as_of: Option<i64>,
}

impl Context<'_> {
    /// Begins what an act of a person changes. Whoever was stopped since the call came, alone or with the organisation, does
    /// nothing any more; and who is stopped later is stopped after this act is whole (security S22).
    ///
    /// # Errors
    /// Refused: person or organisation may not act. The database cannot begin.
    pub(in crate::service) async fn begin(&self) -> Result<Tx, Error> {
        let tx = self.db.begin().await?;
        self.still_acts(&tx).await?;
        Ok(tx)
    }

    /// As [`Context::begin`], in a transaction that has begun: asked before any request or case is locked.
    pub(in crate::service) async fn still_acts(&self, tx: &Tx) -> Result<(), Error> {
        match self.actor.person {
            Some(person) if !people::still_acts(tx, person).await? => Err(Refusal::Stopped.into()),
            Some(_) | None => Ok(()),
        }
    }
}

/// Why a use case did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or none the actor may know of: the answer is the same.
    #[error("not found")]
    NotFound,
    /// A rule refused.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// Somebody else changed it in the meantime.
    #[error("changed in the meantime")]
    Conflict,
    /// The same may work a little later.
    #[error("not available")]
    Unavailable(#[source] store::Error),
    /// A mistake of ours.
    #[error("internal")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A mistake of ours, with its cause for the log.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        denials::notice(&refusal);
        match refusal {
            Refusal::Unseen => Self::NotFound,
            Refusal::Stale => Self::Conflict,
            Refusal::NeedsRole(_)
            | Refusal::NeedsAssurance(_)
            | Refusal::NeedsPasskey
            | Refusal::Unconfirmed
            | Refusal::FourEyes
            | Refusal::OwnReview
            | Refusal::MorePrivilege
            | Refusal::OwnAccount
            | Refusal::OwnSuspension
            | Refusal::Stopped
            | Refusal::Spent { .. }
            | Refusal::OtherSide
            | Refusal::NotNow(_)
            | Refusal::Fields(_)
            | Refusal::Gate(_) => Self::Refused(refusal),
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable(_) => Self::Unavailable(error),
            store::Error::Taken(_) | store::Error::Other(_) => Self::internal(error),
        }
    }
}
