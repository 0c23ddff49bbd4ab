//! Rows of legal bases. Everybody may read them.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entity::legal_bases;
use super::{Db, Error};
use crate::domain::ids::LegalBasisId;
use crate::domain::legal_bases::LegalBasis;
use crate::domain::values::Malformed;

/// The bases that may be relied on today, by code.
pub async fn current(db: &impl ConnectionTrait) -> Result<Vec<LegalBasis>, Error> {
    let rows = legal_bases::Entity::find()
        .filter(legal_bases::Column::RetiredAt.is_null())
        .order_by_asc(legal_bases::Column::ValidFromAt)
        .order_by_asc(legal_bases::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(basis_of).collect()
}

/// Versions that were read once. A version never changes: it retires, which is no part of [`LegalBasis`], and another
/// takes its place.
#[derive(Debug, Default)]
pub(super) struct Versions(RwLock<HashMap<LegalBasisId, LegalBasis>>);

impl Db {
    /// One version, also a retired one: a request keeps what it was issued under. One statement at its first use, none
    /// after; `on` is the transaction or connection at hand.
    pub async fn legal_basis(&self, on: &impl ConnectionTrait, id: LegalBasisId) -> Result<Option<LegalBasis>, Error> {
        let Versions(known) = &*self.bases;
        if let Some(basis) = known.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Some(basis.clone()));
        }
        let row = legal_bases::Entity::find_by_id(id).one(on).await?;
        let Some(basis) = row.map(basis_of).transpose()? else {
            return Ok(None);
        };
        let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(id, basis.clone());
        Ok(Some(basis))
    }
}

fn basis_of(row: legal_bases::Model) -> Result<LegalBasis, Error> {
    let legal_bases::Model {
        id,
        code,
        version,
        jurisdiction,
        kinds,
        data,
        route,
        binding,
        longest_days,
        valid_from_at: _,
        retired_at: _,
    } = row;
    let number = |value: i64| u32::try_from(value).map_err(|_| Error::unreadable(Malformed("small number")));
    Ok(LegalBasis {
        id,
        code,
        version: number(version)?,
        jurisdiction: jurisdiction.parse().map_err(Error::unreadable)?,
        kinds: kinds
            .split(',')
            .map(|kind| kind.parse().map_err(Error::unreadable))
            .collect::<Result<_, _>>()?,
        data: data
            .split(',')
            .filter(|kind| !kind.is_empty())
            .map(|kind| kind.parse().map_err(Error::unreadable))
            .collect::<Result<_, _>>()?,
        route,
        binding,
        longest_days: longest_days.map(number).transpose()?,
    })
}
