//! The list of cases: found by text and status, in pages by key.

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect};

use super::{Error, cases, searchable, visible_to};
use crate::domain::actor::{Actor, words};
use crate::domain::cases::{Offence, Status};
use crate::domain::hidden::hides;
use crate::domain::ids::CaseId;
use crate::domain::values::Time;
use crate::store::paging::{Paged, Place};

/// Cases on a page.
pub const PAGE: u64 = 25;

words! {
    /// In which order cases are listed.
    Sort("order") {
        /// What changed last comes first.
        Updated = "updated",
        /// By reference.
        Reference = "reference",
    }
}

/// The place of a case in the list, in the order it is read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// By its last change.
    Updated(Time, CaseId),
    /// By its reference, which stands once in an agency.
    Reference(String),
}

impl Mark {
    /// As it stands in the URL.
    pub fn text(&self) -> String {
        match self {
            Self::Updated(at, id) => format!("{}_{id}", at.micros()),
            Self::Reference(reference) => reference.clone(),
        }
    }

    /// From the URL of a list in the order `sort`; nothing where it is none.
    pub fn read(sort: Sort, text: &str) -> Option<Self> {
        match sort {
            Sort::Updated => {
                let (at, id) = text.split_once('_')?;
                Some(Self::Updated(Time::from_micros(at.parse().ok()?), id.parse().ok()?))
            }
            Sort::Reference => (!hides(text)).then(|| Self::Reference(text.to_owned())),
        }
    }

    fn of(sort: Sort, case: &Summary) -> Self {
        match sort {
            Sort::Updated => Self::Updated(case.updated_at, case.id),
            Sort::Reference => Self::Reference(case.reference.clone()),
        }
    }

    /// What lies below it in the list, or above.
    fn bound(&self, is_backwards: bool) -> Expr {
        use cases::Column;
        match self {
            Self::Updated(at, id) => {
                let key = Expr::tuple([Expr::col(Column::UpdatedAt), Expr::col(Column::Id)]);
                let edge = Expr::tuple([Expr::value(*at), Expr::value(*id)]);
                if is_backwards { key.gt(edge) } else { key.lt(edge) }
            }
            Self::Reference(reference) => {
                let key = Expr::col(Column::Reference);
                if is_backwards {
                    key.lt(reference.as_str())
                } else {
                    key.gt(reference.as_str())
                }
            }
        }
    }
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
    /// Where the page begins.
    pub place: Place<Mark>,
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

/// The cases that `actor` may know of and that fit. One statement.
pub async fn list(db: &impl ConnectionTrait, actor: &Actor, wanted: &Wanted) -> Result<Paged<Summary, Mark>, Error> {
    use cases::Column;
    let Wanted {
        text,
        status,
        sort,
        place,
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
    let is_backwards = place.is_backwards();
    if let Place::After(mark) | Place::Before(mark) = place {
        select = select.filter(mark.bound(is_backwards));
    }
    let (order, key) = match sort {
        Sort::Updated => (Order::Desc, Column::UpdatedAt),
        Sort::Reference => (Order::Asc, Column::Reference),
    };
    let order = if is_backwards { opposite(&order) } else { order };
    let found = select
        .order_by(key, order.clone())
        .order_by(Column::Id, order)
        .limit(PAGE + 1)
        .into_model::<Summary>()
        .all(db)
        .await?;
    Ok(Paged::of(found, PAGE, place, |case| Mark::of(*sort, case)))
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
