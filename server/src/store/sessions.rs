//! Rows of sessions. What stands in the cookie is not here, only its SHA-256.

mod found;
mod provided;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub use found::find;

use super::entity::sessions;
use super::{Error, Tx};
use crate::domain::actor::{Actor, OrganisationKind};
use crate::domain::ids::{OrganisationId, PersonId, ProviderId, SessionId};
use crate::domain::organisations;
use crate::domain::organisations::attestation::is_restricted;
use crate::domain::pace::{Arrived, Limits, Unfamiliar};
use crate::domain::people::{self, Agent, Factor, Person, Proof, Stage};
use crate::domain::values::{Country, Time, Zone};

pub use provided::{BeganAt, end_of_provider};

/// A new session, ready to be kept.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Which.
    pub id: SessionId,
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// Whose.
    pub person: PersonId,
    /// Since when.
    pub created_at: Time,
    /// Until when at the latest.
    pub expires_at: Time,
    /// How far the sign-in has come.
    pub stage: Stage,
    /// Which second factor was shown, at its beginning.
    pub factor: Option<Factor>,
    /// Where one was going when the sign-in began, as JSON.
    pub wanted: Option<String>,
    /// What the tokens of its forms are made from.
    pub form_secret: String,
    /// SHA-256 of the browser's name, hexadecimal.
    pub agent_hash: String,
    /// What the browser is called in words.
    pub agent: Agent,
    /// Where it began, where that was at a provider.
    pub began_at: Option<BeganAt>,
}

/// A session with whose it is.
#[derive(Clone, Debug)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Since when.
    pub created_at: Time,
    /// When its person last did something, to the minute.
    pub last_seen_at: Time,
    /// Until when at the latest.
    pub expires_at: Time,
    /// How far the sign-in has come.
    pub stage: Stage,
    /// Which second factor was shown, and when last.
    pub shown: Option<(Factor, Time)>,
    /// Where one was going when the sign-in began, as JSON.
    pub wanted: Option<String>,
    /// What the tokens of its forms are made from.
    pub form_secret: String,
    /// What the next page says once, as JSON.
    pub flash: Option<String>,
    /// Whose.
    pub person: Person,
    /// What the organisation is called.
    pub organisation_name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Where it is.
    pub country: Country,
    /// Its zone.
    pub organisation_zone: Zone,
    /// Whether it takes part.
    pub organisation_standing: organisations::Standing,
    /// Until when it is attested.
    pub attest_by_at: Option<Time>,
    /// What was known of device and country when the person signed in, or last confirmed.
    pub arrived: Arrived,
    /// For how many hours either is new, as the organisation has set it.
    pub unfamiliar_for: u32,
    /// The provider at which it began.
    pub provider: Option<ProviderId>,
}

impl Session {
    /// What it proves at `now`; nothing where no second factor was shown.
    pub fn proof(&self, now: Time) -> Option<Proof> {
        self.shown.map(|(factor, at)| Proof::of(factor, at, now))
    }

    /// Who acts in it at `now`, in a call from `country`, where one is told: nobody before the sign-in is complete.
    pub fn actor(&self, now: Time, country: Option<Country>) -> Option<Actor> {
        let proof = self.proof(now).filter(|_| self.stage == Stage::Complete)?;
        let actor = people::acts(&self.person, self.kind, self.country, Some(proof));
        Some(Actor {
            session: Some(self.id),
            is_restricted: is_restricted(self.kind, self.attest_by_at, now),
            unfamiliar: Unfamiliar::of(self.arrived, proof.factor, country, &self.limits(), now),
            ..actor
        })
    }
}

impl Session {
    fn limits(&self) -> Limits {
        Limits {
            unfamiliar_for: self.unfamiliar_for,
            ..Limits::default()
        }
    }
}

/// One of a person's own sessions, for the list on the account page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// Which.
    pub id: SessionId,
    /// Since when.
    pub created_at: Time,
    /// When its person last did something, to the minute.
    pub last_seen_at: Time,
    /// In which browser.
    pub agent: Agent,
}

/// Keeps a new session.
pub async fn insert(tx: &Tx, session: NewSession) -> Result<(), Error> {
    let NewSession {
        id,
        token_hash,
        person,
        created_at,
        expires_at,
        stage,
        factor,
        wanted,
        form_secret,
        agent_hash,
        agent,
        began_at,
    } = session;
    let (provider, subject, at_provider) = provided::parts(began_at);
    sessions::Entity::insert(sessions::ActiveModel {
        id: Set(id),
        token_hash: Set(token_hash),
        person_id: Set(person),
        created_at: Set(created_at),
        last_seen_at: Set(created_at),
        expires_at: Set(expires_at),
        stage: Set(stage),
        factor: Set(factor),
        factor_at: Set(factor.map(|_| created_at)),
        form_secret: Set(form_secret),
        agent_hash: Set(agent_hash),
        agent: Set(agent),
        flash: Set(None),
        wanted: Set(wanted),
        device_known_since_at: Set(None),
        country: Set(None),
        country_known_since_at: Set(None),
        provider_id: Set(provider),
        provider_subject: Set(subject),
        provider_session: Set(at_provider),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Notes that the person is there. Never backwards: two calls at once leave the later time.
pub async fn touch(tx: &Tx, id: SessionId, at: Time) -> Result<(), Error> {
    sessions::Entity::update_many()
        .col_expr(sessions::Column::LastSeenAt, Expr::value(at))
        .filter(sessions::Column::Id.eq(id))
        .filter(sessions::Column::LastSeenAt.lt(at))
        .exec(tx)
        .await?;
    Ok(())
}

/// A second factor was shown in a session: it goes on under a new token, complete, until `expires_at` (S16). Answers whether
/// it was there.
pub async fn prove(
    tx: &Tx,
    id: SessionId,
    factor: Factor,
    token_hash: &str,
    at: Time,
    expires_at: Time,
) -> Result<bool, Error> {
    use sessions::Column;
    let proved = sessions::Entity::update_many()
        .col_expr(Column::Stage, Expr::value(Stage::Complete))
        .col_expr(Column::Factor, Expr::value(factor))
        .col_expr(Column::FactorAt, Expr::value(at))
        .col_expr(Column::TokenHash, Expr::value(token_hash))
        .col_expr(Column::LastSeenAt, Expr::value(at))
        .col_expr(Column::ExpiresAt, Expr::value(expires_at))
        .col_expr(Column::Wanted, Expr::value(None::<String>))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(proved.rows_affected == 1)
}

/// A sign-in goes on under a new token, to enrol a factor. Answers whether it was there.
pub async fn enrols(tx: &Tx, id: SessionId, token_hash: &str, at: Time) -> Result<bool, Error> {
    use sessions::Column;
    let went_on = sessions::Entity::update_many()
        .col_expr(Column::Stage, Expr::value(Stage::Enrolling))
        .col_expr(Column::TokenHash, Expr::value(token_hash))
        .col_expr(Column::LastSeenAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::Stage.eq(Stage::PasswordDone))
        .exec(tx)
        .await?;
    Ok(went_on.rows_affected == 1)
}

/// What is known of device and country from now on, in the session whose token hashes to `token_hash`.
pub async fn set_arrived(tx: &Tx, token_hash: &str, arrived: Arrived) -> Result<(), Error> {
    use sessions::Column;
    let Arrived { device, country } = arrived;
    sessions::Entity::update_many()
        .col_expr(Column::DeviceKnownSinceAt, Expr::value(device))
        .col_expr(Column::Country, Expr::value(country.map(|(country, _)| country)))
        .col_expr(
            Column::CountryKnownSinceAt,
            Expr::value(country.map(|(_, since)| since)),
        )
        .filter(Column::TokenHash.eq(token_hash))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sets what the next page says once, or clears it.
pub async fn set_flash(tx: &Tx, id: SessionId, flash: Option<String>) -> Result<(), Error> {
    sessions::Entity::update_many()
        .col_expr(sessions::Column::Flash, Expr::value(flash))
        .filter(sessions::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The sessions of a person that still count at `now`, newest first. `idle_since`: seen later than that.
pub async fn of_person(
    db: &impl ConnectionTrait,
    person: PersonId,
    now: Time,
    idle_since: Time,
) -> Result<Vec<OwnSession>, Error> {
    let rows = sessions::Entity::find()
        .filter(sessions::Column::PersonId.eq(person))
        .filter(sessions::Column::ExpiresAt.gt(now))
        .filter(sessions::Column::LastSeenAt.gt(idle_since))
        .order_by_desc(sessions::Column::CreatedAt)
        .order_by_desc(sessions::Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| OwnSession {
            id: row.id,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            agent: row.agent,
        })
        .collect())
}

/// Ends one session of `person`; answers whether there was one.
pub async fn end(tx: &Tx, person: PersonId, id: SessionId) -> Result<bool, Error> {
    let ended = sessions::Entity::delete_many()
        .filter(sessions::Column::Id.eq(id))
        .filter(sessions::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Ends every session of `person`; answers how many there were.
pub async fn end_all(tx: &Tx, person: PersonId) -> Result<u64, Error> {
    let ended = sessions::Entity::delete_many()
        .filter(sessions::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Ends every session of `person` but `kept`; answers how many there were.
pub async fn end_others(tx: &Tx, person: PersonId, kept: SessionId) -> Result<u64, Error> {
    let ended = sessions::Entity::delete_many()
        .filter(sessions::Column::PersonId.eq(person))
        .filter(sessions::Column::Id.ne(kept))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Ends every session of everybody in `organisation`; answers how many there were.
pub async fn end_all_of(tx: &Tx, organisation: OrganisationId) -> Result<u64, Error> {
    let everybody = Query::select()
        .column(("people", "id"))
        .from("people")
        .and_where(Expr::col(("people", "organisation_id")).eq(organisation))
        .take();
    let ended = sessions::Entity::delete_many()
        .filter(sessions::Column::PersonId.in_subquery(everybody))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Removes what expired before `now`. The clock calls this now and then.
pub async fn remove_expired(tx: &Tx, now: Time) -> Result<u64, Error> {
    let removed = sessions::Entity::delete_many()
        .filter(sessions::Column::ExpiresAt.lt(now))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected)
}

#[cfg(test)]
mod tests;
