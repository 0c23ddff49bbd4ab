//! What of a request stands already, or is asked already, at the exchange it goes to.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait};

use crate::domain::requests::kinds::Status;
use crate::domain::requests::{Request, Target};
use crate::store::entity::{requests, targets};
use crate::store::{Error, holds};

/// Requests that one more is compared with: of more the first are.
const MOST_COMPARED: u64 = 500;

/// Positions of targets on which a hold for the same agency stands at the same exchange already.
pub async fn held(db: &impl ConnectionTrait, request: &Request) -> Result<Vec<u32>, Error> {
    let values = values(request);
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let held = holds::standing_on(db, request.asker, request.content.recipient, &values).await?;
    let stands = |target: &&Target| {
        held.iter()
            .any(|(chain, value)| *chain == target.chain && *value == target.value)
    };
    Ok(request
        .targets
        .iter()
        .filter(stands)
        .map(|target| target.position)
        .collect())
}

/// Positions of targets about which another request of the same agency asks the same of the same exchange, which has not
/// answered yet, each with the number of that request, the oldest.
pub async fn asked(db: &impl ConnectionTrait, request: &Request) -> Result<Vec<(u32, String)>, Error> {
    let values = values(request);
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let of_request = |column: requests::Column| Expr::col((requests::Entity, column));
    let of_target = |column: targets::Column| Expr::col((targets::Entity, column));
    let open = Status::ALL.iter().copied().filter(|status| status.is_open());
    let owed = of_target(targets::Column::Outcome)
        .is_null()
        .or(of_target(targets::Column::Anew).eq(true));
    let query = Query::select()
        .column((requests::Entity, requests::Column::Number))
        .columns(
            [targets::Column::Chain, targets::Column::Value, targets::Column::Tag].map(|one| (targets::Entity, one)),
        )
        .from(targets::Entity)
        .inner_join(
            requests::Entity,
            of_request(requests::Column::Id).equals((targets::Entity, targets::Column::RequestId)),
        )
        .and_where(targets::Column::Value.is_in(values))
        .and_where(of_request(requests::Column::AskerId).eq(request.asker))
        .and_where(of_request(requests::Column::RecipientId).eq(request.content.recipient))
        .and_where(of_request(requests::Column::Kind).eq(request.content.kind))
        .and_where(of_request(requests::Column::Id).ne(request.id))
        .and_where(of_request(requests::Column::Status).is_in(open))
        .and_where(owed)
        .order_by(
            (requests::Entity, requests::Column::Number),
            sea_orm::sea_query::Order::Asc,
        )
        .limit(MOST_COMPARED)
        .take();
    let mut known = Vec::new();
    for row in db.query_all(&query).await? {
        let number: Option<String> = row.try_get("", "number")?;
        let [chain, value, tag]: [String; 3] = [
            row.try_get("", "chain")?,
            row.try_get("", "value")?,
            row.try_get("", "tag")?,
        ];
        known.extend(number.map(|number| (number, chain, value, tag)));
    }
    let asked = request.targets.iter().filter_map(|target| {
        let same = known
            .iter()
            .find(|(_, chain, value, tag)| *chain == target.chain && *value == target.value && *tag == target.tag)?;
        Some((target.position, same.0.clone()))
    });
    Ok(asked.collect())
}

fn values(request: &Request) -> Vec<&str> {
    request.targets.iter().map(|target| target.value.as_str()).collect()
}
