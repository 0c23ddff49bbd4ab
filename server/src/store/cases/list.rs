//! The list of cases: found by text and status, in pages by key.

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect};

use super::{Error, cases, searchable, visible_to};
use crate::domain::actor::{Actor, words};
use crate::domain::cases::{Offence, Status};
use crate::domain::ids::CaseId;
use crate::domain::values::Time;

/// Cases on a page.
pub const PAGE: usize = 25;

words! {
    /// In which order cases are listed.
    Sort("order") {
        /// What changed last comes first.
        Updated = "updated",
        /// By reference.
        Reference = "reference",
    }
}

/// Where a page begins: beside a case at the edge of the page before, told by its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edge {
    /// What comes after this mark.
    After(String),
    /// What comes before it.
    Before(String),
}

/// What a reader asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a reference or a title, whatever its case; empty is all.
    pub text: String,
    /// Only these.
    pub status: Option<Status>,
    /// In which order.
    pub sort: Sort,
    /// Where the page begins; nothing is the first one. A mark that is none of ours is the first one as well.
    pub edge: Option<Edge>,
}

/// A case in the list.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Summary {
    /// Its id.
    pub id: CaseId,
    /// The agency's reference.
    pub reference: String,
    /// The title.
    pub title: String,
    /// What is suspected.
    pub offence: Offence,
    /// Where it stands.
    pub status: Status,
    /// How many indicators it has.
    pub indicator_count: i64,
    /// When anything of it last changed.
    pub updated_at: Time,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its cases, in the order asked for.
    pub cases: Vec<Summary>,
    /// The mark before which the page before stands; nothing on the first page.
    pub before: Option<String>,
    /// The mark after which the next page stands; nothing on the last page.
    pub after: Option<String>,
}

/// The cases that `actor` may know of and that fit. One statement.
pub async fn list(db: &impl ConnectionTrait, actor: &Actor, wanted: &Wanted) -> Result<Listed, Error> {
    use cases::Column;
    let Wanted {
        text,
        status,
        sort,
        edge,
    } = wanted;
    let mut select = cases::Entity::find().filter(visible_to(actor)).select_only().columns([
        Column::Id,
        Column::Reference,
        Column::Title,
        Column::Offence,
        Column::Status,
        Column::IndicatorCount,
        Column::UpdatedAt,
    ]);
    if !text.trim().is_empty() {
        select = select.filter(Expr::col(Column::SearchText).like(part(text.trim())));
    }
    if let Some(status) = status {
        select = select.filter(Expr::col(Column::Status).eq(*status));
    }
    let edge = edge.as_ref().and_then(|edge| sort.mark(edge));
    let is_backwards = edge.as_ref().is_some_and(|(is_backwards, _)| *is_backwards);
    if let Some((_, bound)) = &edge {
        select = select.filter(bound.clone());
    }
    let (order, key) = match sort {
        Sort::Updated => (Order::Desc, Column::UpdatedAt),
        Sort::Reference => (Order::Asc, Column::Reference),
    };
    let order = if is_backwards { opposite(&order) } else { order };
    let mut found = select
        .order_by(key, order.clone())
        .order_by(Column::Id, order)
        .limit(PAGE as u64 + 1)
        .into_model::<Summary>()
        .all(db)
        .await?;
    let is_more = found.len() > PAGE;
    found.truncate(PAGE);
    if is_backwards {
        found.reverse();
    }
    let (is_before, is_after) = match (edge.is_some(), is_backwards) {
        (false, _) => (false, is_more),
        (true, false) => (true, is_more),
        (true, true) => (is_more, true),
    };
    let mark = |case: Option<&Summary>, is_there: bool| case.filter(|_| is_there).map(|case| sort.mark_of(case));
    Ok(Listed {
        before: mark(found.first(), is_before),
        after: mark(found.last(), is_after),
        cases: found,
    })
}

impl Sort {
    fn mark_of(self, case: &Summary) -> String {
        match self {
            Self::Updated => format!("{}_{}", case.updated_at.micros(), case.id),
            Self::Reference => case.reference.clone(),
        }
    }

    /// Whether the page is read backwards, and what bounds it.
    fn mark(self, edge: &Edge) -> Option<(bool, Expr)> {
        use cases::Column;
        let (is_backwards, mark) = match edge {
            Edge::After(mark) => (false, mark),
            Edge::Before(mark) => (true, mark),
        };
        let bound = match self {
            Self::Updated => {
                let (micros, id) = mark.split_once('_')?;
                let at = Time::from_micros(micros.parse().ok()?);
                let id: CaseId = id.parse().ok()?;
                let key = Expr::tuple([Expr::col(Column::UpdatedAt), Expr::col(Column::Id)]);
                let edge = Expr::tuple([Expr::value(at), Expr::value(id)]);
                if is_backwards { key.gt(edge) } else { key.lt(edge) }
            }
            // A reference stands once in an agency.
            Self::Reference => {
                let key = Expr::col(Column::Reference);
                if is_backwards {
                    key.lt(mark.as_str())
                } else {
                    key.gt(mark.as_str())
                }
            }
        };
        Some((is_backwards, bound))
    }
}

fn opposite(order: &Order) -> Order {
    if matches!(order, Order::Asc) {
        Order::Desc
    } else {
        Order::Asc
    }
}

/// Anywhere in the text. What would stand for other characters stands for itself.
fn part(text: &str) -> LikeExpr {
    let escaped = searchable(text)
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}
