//! Rows of providers: saved only from a change. Secrets come sealed and stay so.

pub mod attempts;
pub mod links;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use super::entity::{provider_domains as domains, providers};
use super::{Error, Tx, for_update};
use crate::domain::actor::{Role, Roles};
use crate::domain::change::Change;
use crate::domain::ids::{OrganisationId, ProviderId};
use crate::domain::providers::{GroupRole, Provider, Settings};

/// A provider with the secret by which it knows us.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// The provider.
    pub provider: Provider,
    /// AES-256-GCM.
    pub sealed_secret: Vec<u8>,
}

/// The settings as they stand in their column.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    domains: Vec<String>,
    is_only_way: bool,
    groups_claim: String,
    groups: Vec<GroupRole>,
    bound: Vec<Role>,
    acr: Vec<String>,
    amr: Vec<String>,
}

/// The one that is bound to an organisation, whoever asks: the rule says who looks after it.
pub async fn of_organisation(db: &impl ConnectionTrait, organisation: OrganisationId) -> Result<Option<Kept>, Error> {
    let condition = Condition::all()
        .add(providers::Column::OrganisationId.eq(organisation))
        .add(providers::Column::UnboundAt.is_null());
    one(db, condition).await
}

/// One that is bound, whoever asks: at a sign-in nobody is anybody yet.
pub async fn bound(db: &impl ConnectionTrait, id: ProviderId) -> Result<Option<Kept>, Error> {
    let condition = Condition::all()
        .add(providers::Column::Id.eq(id))
        .add(providers::Column::UnboundAt.is_null());
    one(db, condition).await
}

/// The one that signs in people of a domain.
pub async fn of_domain(db: &impl ConnectionTrait, domain: &str) -> Result<Option<Kept>, Error> {
    let found = domains::Entity::find_by_id(domain).one(db).await?;
    match found {
        Some(row) => bound(db, row.provider_id).await,
        None => Ok(None),
    }
}

/// Locks the provider of an organisation until the transaction ends.
pub async fn lock(tx: &Tx, organisation: OrganisationId) -> Result<Option<Kept>, Error> {
    let select = providers::Entity::find()
        .select_only()
        .column(providers::Column::Id)
        .filter(providers::Column::OrganisationId.eq(organisation))
        .filter(providers::Column::UnboundAt.is_null());
    let _: Option<ProviderId> = for_update(select, tx).into_tuple().one(tx).await?;
    of_organisation(tx, organisation).await
}

/// Saves a change, with another secret where there is one.
///
/// # Errors
/// Taken: `providers_organisation_id_key` where the organisation has one already, `provider_domains_pkey` where a domain
/// is bound to another.
pub async fn save(tx: &Tx, change: &Change<Provider>, sealed_secret: Option<Vec<u8>>) -> Result<(), Error> {
    use providers::Column;
    let provider = change.after();
    let settings = written(&provider.settings)?;
    if change.before().is_none() {
        let row = providers::ActiveModel {
            id: Set(provider.id),
            organisation_id: Set(provider.organisation),
            version: Set(provider.version),
            issuer: Set(provider.issuer.clone()),
            client_id: Set(provider.client_id.clone()),
            sealed_secret: Set(sealed_secret.unwrap_or_default()),
            settings: Set(settings),
            bound_at: Set(provider.bound_at),
            secret_at: Set(provider.secret_at),
            unbound_at: Set(provider.unbound_at),
        };
        providers::Entity::insert(row).exec_without_returning(tx).await?;
    } else {
        let mut update = providers::Entity::update_many()
            .col_expr(Column::Version, Expr::value(provider.version))
            .col_expr(Column::Settings, Expr::value(settings))
            .col_expr(Column::SecretAt, Expr::value(provider.secret_at))
            .col_expr(Column::UnboundAt, Expr::value(provider.unbound_at))
            .filter(Column::Id.eq(provider.id));
        if let Some(sealed) = sealed_secret {
            update = update.col_expr(Column::SealedSecret, Expr::value(sealed));
        }
        update.exec(tx).await?;
        domains::Entity::delete_many()
            .filter(domains::Column::ProviderId.eq(provider.id))
            .exec(tx)
            .await?;
    }
    if provider.unbound_at.is_none() {
        let rows = provider.settings.domains.iter().map(|domain| domains::ActiveModel {
            domain: Set(domain.clone()),
            provider_id: Set(provider.id),
        });
        domains::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn one(db: &impl ConnectionTrait, condition: Condition) -> Result<Option<Kept>, Error> {
    let row = providers::Entity::find().filter(condition).one(db).await?;
    row.map(read).transpose()
}

fn written(settings: &Settings) -> Result<String, Error> {
    let Settings {
        domains,
        is_only_way,
        groups_claim,
        groups,
        bound,
        acr,
        amr,
    } = settings.clone();
    let written = Written {
        domains,
        is_only_way,
        groups_claim,
        groups,
        bound: bound.iter().collect(),
        acr,
        amr,
    };
    serde_json::to_string(&written).map_err(Error::unreadable)
}

fn read(row: providers::Model) -> Result<Kept, Error> {
    let providers::Model {
        id,
        organisation_id,
        version,
        issuer,
        client_id,
        sealed_secret,
        settings,
        bound_at,
        secret_at,
        unbound_at,
    } = row;
    let Written {
        domains,
        is_only_way,
        groups_claim,
        groups,
        bound,
        acr,
        amr,
    } = serde_json::from_str(&settings).map_err(Error::unreadable)?;
    Ok(Kept {
        provider: Provider {
            id,
            organisation: organisation_id,
            version,
            issuer,
            client_id,
            settings: Settings {
                domains,
                is_only_way,
                groups_claim,
                groups,
                bound: bound.into_iter().collect::<Roles>(),
                acr,
                amr,
            },
            bound_at,
            secret_at,
            unbound_at,
        },
        sealed_secret,
    })
}
