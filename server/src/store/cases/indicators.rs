//! Indicators of a case, in pages; added many at a time.

use std::collections::HashSet;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Error, Tx, cases, in_case};
use crate::domain::actor::Actor;
use crate::domain::cases::indicators::NoTag;
use crate::domain::cases::{Additions, Evaluation, Indicator, IndicatorKey, Observed};
use crate::domain::change::Change;
use crate::domain::ids::{CaseId, IndicatorId};
use crate::domain::indicators::Chain;
use crate::store::entity::indicators::{ActiveModel, Column, Entity, Model};

/// Indicators on a page.
pub const PAGE: usize = 50;

/// Rows in one statement: 19 values each, and SQLite takes 32,766.
const CHUNK: usize = 500;

/// A page of indicators, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicators {
    /// The indicators.
    pub rows: Vec<Indicator>,
    /// The number after which the next page begins; nothing on the last page.
    pub after: Option<u32>,
}

/// The indicators of a case that `actor` may know of, after the one numbered `after`. One statement.
pub async fn indicators(
    db: &impl ConnectionTrait,
    actor: &Actor,
    case: CaseId,
    after: u32,
) -> Result<Indicators, Error> {
    let rows = Entity::find()
        .filter(in_case(Column::CaseId, actor, case))
        .filter(Column::Position.gt(i64::from(after)))
        .order_by_asc(Column::Position)
        .limit(PAGE as u64 + 1)
        .all(db)
        .await?;
    let is_more = rows.len() > PAGE;
    let rows = rows.into_iter().take(PAGE).map(read).collect::<Result<Vec<_>, _>>()?;
    let after = rows.last().filter(|_| is_more).map(|last| last.position);
    Ok(Indicators { rows, after })
}

/// The newest `most` indicators of a case, the newest first: what a request is likely about. One statement.
pub async fn newest_indicators(
    db: &impl ConnectionTrait,
    actor: &Actor,
    case: CaseId,
    most: u64,
) -> Result<Vec<Indicator>, Error> {
    let rows = Entity::find()
        .filter(in_case(Column::CaseId, actor, case))
        .order_by_desc(Column::Position)
        .limit(most)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Which indicators of a case are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// What stands in the value, tag, note, source or chain, in any case; empty finds all.
    pub words: String,
    /// Only those numbered lower: where the page before ended.
    pub before: Option<u32>,
}

/// The indicators of a case that are `sought`, the newest first, at most `most`; and the number before which the next page
/// stands, where there is one. One statement.
pub async fn find_indicators(
    db: &impl ConnectionTrait,
    actor: &Actor,
    case: CaseId,
    sought: &Sought,
    most: usize,
) -> Result<(Vec<Indicator>, Option<u32>), Error> {
    let Sought { words, before } = sought;
    let mut select = Entity::find().filter(in_case(Column::CaseId, actor, case));
    if !words.trim().is_empty() {
        let pattern = anywhere(words.trim());
        let columns = [Column::Value, Column::Tag, Column::Note, Column::Source, Column::Chain];
        let fits = columns.into_iter().fold(Condition::any(), |any, column| {
            any.add(Func::lower(Expr::col(column)).like(pattern.clone()))
        });
        select = select.filter(fits);
    }
    if let Some(before) = before {
        select = select.filter(Column::Position.lt(i64::from(*before)));
    }
    let rows = select
        .order_by_desc(Column::Position)
        .limit(most as u64 + 1)
        .all(db)
        .await?;
    let is_more = rows.len() > most;
    let rows = rows.into_iter().take(most).map(read).collect::<Result<Vec<_>, _>>()?;
    let next = rows.last().filter(|_| is_more).map(|last| last.position);
    Ok((rows, next))
}

/// Anywhere in a text of small letters. What LIKE reads as a sign stands for itself.
fn anywhere(words: &str) -> LikeExpr {
    let lower = words.to_lowercase();
    let escaped = lower.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}

/// The indicator of `case` under `key`, if it has one. One statement.
pub async fn indicator_of(
    db: &impl ConnectionTrait,
    actor: &Actor,
    case: CaseId,
    key: &IndicatorKey,
) -> Result<Option<Indicator>, Error> {
    let rows = Entity::find()
        .filter(in_case(Column::CaseId, actor, case))
        .filter(Column::Value.eq(key.value.as_str()))
        .all(db)
        .await?;
    let all = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().find(|one| one.observed.key == *key))
}

/// The indicator of `case` numbered `position`, if it has one.
pub async fn indicator_at(
    db: &impl ConnectionTrait,
    actor: &Actor,
    case: CaseId,
    position: u32,
) -> Result<Option<Indicator>, Error> {
    let row = Entity::find()
        .filter(in_case(Column::CaseId, actor, case))
        .filter(Column::Position.eq(i64::from(position)))
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// The unique index of what makes two indicators of a case the same.
pub const INDICATOR_TAKEN: &str = "indicators_case_id_kind_chain_network_value_tag_key";

/// Saves what was said of the tag of an indicator.
pub async fn save_tag(tx: &Tx, change: &Change<Indicator>) -> Result<(), Error> {
    let Indicator {
        id, observed, no_tag, ..
    } = change.after();
    Entity::update_many()
        .col_expr(Column::Tag, Expr::value(observed.key.tag.as_str()))
        .col_expr(Column::NoTagById, Expr::value(no_tag.map(|said| said.by)))
        .col_expr(Column::NoTagAt, Expr::value(no_tag.map(|said| said.at)))
        .filter(Column::Id.eq(*id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Those of `ids` that stand in `case`, by their numbers: for targets of requests. Ids of another case answer nothing.
pub async fn indicators_by_id(
    db: &impl ConnectionTrait,
    actor: &Actor,
    case: CaseId,
    ids: &[IndicatorId],
) -> Result<Vec<Indicator>, Error> {
    let rows = Entity::find()
        .filter(in_case(Column::CaseId, actor, case))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(Column::Position)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Those of `keys` that `case` has already. A statement for each 500.
pub async fn known(
    db: &impl ConnectionTrait,
    actor: &Actor,
    case: CaseId,
    keys: &[IndicatorKey],
) -> Result<HashSet<IndicatorKey>, Error> {
    let wanted: HashSet<&IndicatorKey> = keys.iter().collect();
    let mut known = HashSet::new();
    for chunk in keys.chunks(CHUNK) {
        let rows = Entity::find()
            .filter(in_case(Column::CaseId, actor, case))
            .filter(Column::Value.is_in(chunk.iter().map(|key| key.value.as_str())))
            .all(db)
            .await?;
        for row in rows {
            let key = read(row)?.observed.key;
            if wanted.contains(&key) {
                known.insert(key);
            }
        }
    }
    Ok(known)
}

/// Saves what a batch added, and what that makes of the case. A statement for each 500, and one.
pub async fn add_indicators(tx: &Tx, change: &Change<Additions>) -> Result<(), Error> {
    let Additions { case, added, merged: _ } = change.after();
    insert_many(tx, added).await?;
    let saved = cases::Entity::update_many()
        .col_expr(cases::Column::IndicatorCount, Expr::value(i64::from(case.indicators)))
        .col_expr(cases::Column::UpdatedAt, Expr::value(case.updated_at))
        .filter(cases::Column::Id.eq(case.id))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::Other(DbErr::RecordNotUpdated))
    }
}

/// A statement for each 500.
pub(super) async fn insert_many(tx: &Tx, all: &[Indicator]) -> Result<(), Error> {
    for chunk in all.chunks(CHUNK) {
        Entity::insert_many(chunk.iter().map(row))
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn row(indicator: &Indicator) -> ActiveModel {
    let Indicator {
        id,
        case,
        position,
        observed,
        note,
        source,
        evaluation,
        confidence,
        no_tag,
        added_by,
        added_at,
    } = indicator.clone();
    let Observed { key, typed, checksum } = observed;
    let IndicatorKey {
        kind,
        chain,
        network,
        value,
        tag,
    } = key;
    let Evaluation {
        source: source_grade,
        information,
    } = evaluation;
    ActiveModel {
        id: Set(id),
        case_id: Set(case),
        position: Set(position.into()),
        kind: Set(kind),
        chain: Set(chain.map(String::from).unwrap_or_default()),
        network: Set(network),
        value: Set(value),
        tag: Set(tag),
        typed: Set(typed),
        checksum: Set(checksum),
        note: Set(note),
        source: Set(source),
        source_grade: Set(source_grade),
        information_grade: Set(information),
        confidence: Set(confidence),
        no_tag_by_id: Set(no_tag.map(|said| said.by)),
        no_tag_at: Set(no_tag.map(|said| said.at)),
        added_by: Set(added_by),
        added_at: Set(added_at),
    }
}

fn read(row: Model) -> Result<Indicator, Error> {
    let Model {
        id,
        case_id,
        position,
        kind,
        chain,
        network,
        value,
        tag,
        typed,
        checksum,
        note,
        source,
        source_grade,
        information_grade,
        confidence,
        no_tag_by_id,
        no_tag_at,
        added_by,
        added_at,
    } = row;
    let chain = match chain.as_str() {
        "" => None,
        name => Some(name.parse::<Chain>().map_err(Error::unreadable)?),
    };
    Ok(Indicator {
        id,
        case: case_id,
        position: u32::try_from(position).map_err(Error::unreadable)?,
        observed: Observed {
            key: IndicatorKey {
                kind,
                chain,
                network,
                value,
                tag,
            },
            typed,
            checksum,
        },
        note,
        source,
        evaluation: Evaluation {
            source: source_grade,
            information: information_grade,
        },
        confidence,
        no_tag: no_tag_by_id.zip(no_tag_at).map(|(by, at)| NoTag { by, at }),
        added_by,
        added_at,
    })
}
