//! A request with those around it: what it follows, what follows it, and where its funds went on.

use sea_orm::sea_query::{Expr, Func, Query, UnionType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{named, visible_to, whole, with_reviewers};
use crate::domain::actor::Actor;
use crate::domain::requests::Request;
use crate::domain::requests::kinds::{Kind, Status};
use crate::store::Error;
use crate::store::entity::requests;

/// A request beside another, as the other's page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Number, or id while it has none: what its URL names.
    pub reference: String,
    /// Whether it has a number.
    pub has_number: bool,
    /// What is asked.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
}

/// A request with what stands before and after it.
#[derive(Debug)]
pub struct Family {
    /// The request.
    pub request: Request,
    /// The one it follows, where the reader may know of it.
    pub parent: Option<Related>,
    /// Those that follow it and that the reader may know of.
    pub followers: Vec<Related>,
    /// The one from which its funds were followed; only the asker learns of it.
    pub traced_from: Option<Related>,
    /// Those that follow funds from it; only the asker learns of them.
    pub traced_on: Vec<Related>,
}

/// As [`find`], with the requests around it: no statement more.
pub async fn find_family(db: &impl ConnectionTrait, actor: &Actor, reference: &str) -> Result<Option<Family>, Error> {
    use requests::Column;
    let Some(named) = named(reference) else { return Ok(None) };
    let ids = |column, condition: Condition| {
        Query::select()
            .column(column)
            .from(requests::Entity)
            .cond_where(condition)
            .take()
    };
    let own = ids(Column::Id, named.clone());
    let following = Condition::all().add(Column::ParentId.in_subquery(own.clone()));
    // A union of keys is looked up by index; three alternatives in one condition would be looked for row by row.
    let traced_on = Condition::all().add(Column::TracedFromId.in_subquery(own.clone()));
    let mut family = own;
    family
        .union(UnionType::Distinct, ids(Column::ParentId, named.clone()))
        .union(UnionType::Distinct, ids(Column::TracedFromId, named))
        .union(UnionType::Distinct, ids(Column::Id, following))
        .union(UnionType::Distinct, ids(Column::Id, traced_on));
    // As a value, since the planner would rather walk all that an organisation may see than look the few keys up.
    let is_visible = Expr::from(Func::coalesce([visible_to(actor).into(), Expr::value(false)]));
    let rows = requests::Entity::find()
        .filter(is_visible)
        .filter(Column::Id.in_subquery(family))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    let is_named = |row: &requests::Model| match &row.number {
        Some(number) => number == reference,
        None => reference.parse() == Ok(row.id),
    };
    let (mut own, around): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_named);
    let Some(own) = own.pop() else { return Ok(None) };
    let (id, parent, asker, before) = (own.id, own.parent_id, own.asker_id, own.traced_from_id);
    let related = |row: &requests::Model| Related {
        reference: row.number.clone().unwrap_or_else(|| row.id.to_string()),
        has_number: row.number.is_some(),
        kind: row.kind,
        status: row.status,
    };
    let followers = around.iter().filter(|row| row.parent_id == Some(id)).map(related);
    let Some(request) = with_reviewers(db, actor, Some(whole(db, own).await?)).await? else {
        return Ok(None);
    };
    let is_asker = asker == actor.organisation;
    let traced = before.filter(|_| is_asker);
    let traced_on = around.iter().filter(|row| is_asker && row.traced_from_id == Some(id));
    Ok(Some(Family {
        parent: around.iter().find(|row| parent == Some(row.id)).map(related),
        followers: followers.collect(),
        traced_from: around.iter().find(|row| traced == Some(row.id)).map(related),
        traced_on: traced_on.map(related).collect(),
        request,
    }))
}
