//! Rows of legal bases. Everybody may read them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Error;
use super::entity::legal_bases;
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

/// One version, also a retired one: a request keeps what it was issued under.
pub async fn get(db: &impl ConnectionTrait, id: LegalBasisId) -> Result<Option<LegalBasis>, Error> {
    legal_bases::Entity::find_by_id(id)
        .one(db)
        .await?
        .map(basis_of)
        .transpose()
}

fn basis_of(row: legal_bases::Model) -> Result<LegalBasis, Error> {
    let legal_bases::Model {
        id,
        code,
        version,
        jurisdiction,
        kinds,
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
        route,
        binding,
        longest_days: longest_days.map(number).transpose()?,
    })
}
