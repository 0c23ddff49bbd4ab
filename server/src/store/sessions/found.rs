//! The session behind a token, with whose it is: every call begins with it.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::Session;
use crate::domain::actor::{Assurance, OrganisationKind, Role, Roles};
use crate::domain::ids::{OrganisationId, PersonId, ProviderId, SessionId};
use crate::domain::organisations;
use crate::domain::pace::{Arrived, Limit};
use crate::domain::people::{Factor, Person, Stage, Standing, Theme};
use crate::domain::values::{Country, Time, Zone};
use crate::store::Error;

/// One row a role; a person without roles has one row.
#[derive(FromQueryResult)]
struct Found {
    id: SessionId,
    created_at: Time,
    last_seen_at: Time,
    expires_at: Time,
    stage: Stage,
    factor: Option<Factor>,
    factor_at: Option<Time>,
    wanted: Option<String>,
    form_secret: String,
    flash: Option<String>,
    provider_id: Option<ProviderId>,
    person_id: PersonId,
    device_known_since_at: Option<Time>,
    session_country: Option<Country>,
    country_known_since_at: Option<Time>,
    unfamiliar_for: Option<i64>,
    organisation_id: OrganisationId,
    email: String,
    name: String,
    badge: Option<String>,
    phone: Option<String>,
    language: String,
    theme: Theme,
    zone: Option<Zone>,
    assurance: Assurance,
    standing: Standing,
    organisation_name: String,
    kind: OrganisationKind,
    country: Country,
    organisation_zone: Zone,
    organisation_standing: organisations::Standing,
    attest_by_at: Option<Time>,
    role: Option<Role>,
}

/// The session whose token hashes to `token_hash`, in one statement: every call begins with it. Whether it still
/// counts is for the caller to decide.
pub async fn find(db: &impl ConnectionTrait, token_hash: &str) -> Result<Option<Session>, Error> {
    let of_session = [
        "id",
        "created_at",
        "last_seen_at",
        "expires_at",
        "stage",
        "factor",
        "factor_at",
        "wanted",
        "form_secret",
        "flash",
        "provider_id",
        "person_id",
        "device_known_since_at",
        "country_known_since_at",
    ];
    let of_person = [
        "organisation_id",
        "email",
        "name",
        "badge",
        "phone",
        "language",
        "theme",
        "zone",
        "assurance",
        "standing",
    ];
    let query = Query::select()
        .columns(of_session.map(|column| ("sessions", column)))
        .columns(of_person.map(|column| ("people", column)))
        .columns(["kind", "country", "attest_by_at"].map(|column| ("organisations", column)))
        .expr_as(Expr::col(("sessions", "country")), "session_country")
        .column(("paces", "unfamiliar_for"))
        .expr_as(Expr::col(("organisations", "name")), "organisation_name")
        .expr_as(Expr::col(("organisations", "zone")), "organisation_zone")
        .expr_as(Expr::col(("organisations", "standing")), "organisation_standing")
        .column(("person_roles", "role"))
        .from("sessions")
        .inner_join("people", Expr::col(("people", "id")).equals(("sessions", "person_id")))
        .inner_join(
            "organisations",
            Expr::col(("organisations", "id")).equals(("people", "organisation_id")),
        )
        .left_join(
            "paces",
            Expr::col(("paces", "organisation_id")).equals(("organisations", "id")),
        )
        .left_join(
            "person_roles",
            Expr::col(("person_roles", "person_id")).equals(("people", "id")),
        )
        .and_where(Expr::col(("sessions", "token_hash")).eq(token_hash))
        .to_owned();
    let rows = db.query_all(&query).await?;
    let mut session: Option<Session> = None;
    for row in &rows {
        let found = Found::from_query_result(row, "")?;
        let role = found.role;
        let session = session.get_or_insert_with(|| found.into());
        if let Some(role) = role {
            session.person.roles = session.person.roles.with(role);
        }
    }
    Ok(session)
}

impl From<Found> for Session {
    fn from(found: Found) -> Self {
        let Found {
            id,
            created_at,
            last_seen_at,
            expires_at,
            stage,
            factor,
            factor_at,
            wanted,
            form_secret,
            flash,
            provider_id,
            person_id,
            device_known_since_at,
            session_country,
            country_known_since_at,
            unfamiliar_for,
            organisation_id,
            email,
            name,
            badge,
            phone,
            language,
            theme,
            zone,
            assurance,
            standing,
            organisation_name,
            kind,
            country,
            organisation_zone,
            organisation_standing,
            attest_by_at,
            role: _,
        } = found;
        Self {
            id,
            created_at,
            last_seen_at,
            expires_at,
            stage,
            shown: factor.zip(factor_at),
            wanted,
            form_secret,
            flash,
            person: Person {
                id: person_id,
                organisation: organisation_id,
                email,
                name,
                badge,
                phone,
                language,
                theme,
                zone,
                assurance,
                standing,
                roles: Roles::default(),
            },
            organisation_name,
            kind,
            country,
            organisation_zone,
            organisation_standing,
            attest_by_at,
            provider: provider_id,
            arrived: Arrived {
                device: device_known_since_at,
                country: session_country.zip(country_known_since_at),
            },
            unfamiliar_for: unfamiliar_for
                .and_then(|hours| u32::try_from(hours).ok())
                .unwrap_or_else(|| Limit::UnfamiliarFor.default()),
        }
    }
}
