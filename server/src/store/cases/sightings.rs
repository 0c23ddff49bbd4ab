//! Where a value was seen: the cases of the reader's own agency that hold it.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{Error, visible_to};
use crate::domain::actor::Actor;
use crate::domain::ids::CaseId;
use crate::domain::indicators::{Chain, IndicatorKind};

/// An indicator with the case it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The case.
    pub case: CaseId,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// What the indicator is.
    pub kind: IndicatorKind,
    /// Its chain, where it stands on one.
    pub chain: Option<Chain>,
    /// The value, in the one form it is stored.
    pub value: String,
    /// Its tag; empty for none.
    pub tag: String,
}

#[derive(FromQueryResult)]
struct Seen {
    case_id: CaseId,
    reference: String,
    title: String,
    kind: IndicatorKind,
    chain: String,
    value: String,
    tag: String,
}

/// The newest `most` indicators with one of `values`, in cases that `actor` may know of. One statement.
pub async fn sightings(
    db: &impl ConnectionTrait,
    actor: &Actor,
    values: &[String],
    most: u64,
) -> Result<Vec<Sighting>, Error> {
    let query = Query::select()
        .columns(["case_id", "kind", "chain", "value", "tag"].map(|column| ("indicators", column)))
        .columns([("cases", "reference"), ("cases", "title")])
        .from("indicators")
        .inner_join("cases", Expr::col(("cases", "id")).equals(("indicators", "case_id")))
        .cond_where(visible_to(actor))
        .and_where(Expr::col(("indicators", "value")).is_in(values.iter().map(String::as_str)))
        .order_by(("indicators", "added_at"), Order::Desc)
        .order_by(("indicators", "id"), Order::Desc)
        .limit(most)
        .to_owned();
    let rows = db.query_all(&query).await?;
    rows.iter().map(|row| read(Seen::from_query_result(row, "")?)).collect()
}

fn read(row: Seen) -> Result<Sighting, Error> {
    let Seen {
        case_id,
        reference,
        title,
        kind,
        chain,
        value,
        tag,
    } = row;
    let chain = match chain.as_str() {
        "" => None,
        name => Some(name.parse::<Chain>().map_err(Error::unreadable)?),
    };
    Ok(Sighting {
        case: case_id,
        reference,
        title,
        kind,
        chain,
        value,
        tag,
    })
}
