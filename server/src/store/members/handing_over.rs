//! The open work of whoever leaves: counted, and handed to a colleague, each kind in one statement.

use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SimpleExpr, UpdateStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter};

use crate::domain::ids::{CaseId, OrganisationId, PersonId, RequestId};
use crate::domain::values::Time;
use crate::store::entity::requests;
use crate::store::{Error, Tx};

/// How much open work somebody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Requests not yet issued that the person wrote as they stand.
    pub drafts: u64,
    /// Issued requests that are not over, which the person wrote or looks after at the asker's.
    pub sent: u64,
    /// Requests in the person's hands at the recipient's.
    pub in_hand: u64,
}

impl Work {
    /// All of it.
    pub const fn total(self) -> u64 {
        self.drafts + self.sent + self.in_hand
    }
}

/// A request that went to somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Which.
    pub request: RequestId,
    /// Its version now.
    pub version: i64,
    /// Its case.
    pub case: CaseId,
    /// Whether the person was only named in it as the author's deputy.
    pub as_deputy: bool,
}

/// How much open work `person` of `organisation` has: one statement. Counts only: who looks after accounts reads no case.
pub async fn open_work(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Work, Error> {
    let count = |which: Condition| {
        let one = Expr::case(which, 1_i64).finally(0_i64);
        Func::coalesce([SimpleExpr::from(Func::sum(one)), Expr::value(0_i64)])
    };
    let [drafts, sent, in_hand] = [
        of_author(organisation, person),
        of_keeper(organisation, person),
        of_handler(organisation, person),
    ];
    let any = Condition::any()
        .add(drafts.clone())
        .add(sent.clone())
        .add(in_hand.clone());
    // Sums of whole numbers have another type on PostgreSQL.
    let whole = |sum: sea_orm::sea_query::FunctionCall| SimpleExpr::from(sum).cast_as("BIGINT");
    let statement = Query::select()
        .expr_as(whole(count(drafts)), "drafts")
        .expr_as(whole(count(sent)), "sent")
        .expr_as(whole(count(in_hand)), "in_hand")
        .from(requests::Entity)
        .cond_where(any)
        .take();
    let Some(row) = db.query_one(&statement).await? else {
        return Ok(Work::default());
    };
    let count = |column: &str| Ok::<_, Error>(u64::try_from(row.try_get::<i64>("", column)?).unwrap_or(0));
    Ok(Work {
        drafts: count("drafts")?,
        sent: count("sent")?,
        in_hand: count("in_hand")?,
    })
}

/// Whether `to` has approved a request that `from` wrote and nobody issued: who approved it cannot become its author.
pub async fn has_approved(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    from: PersonId,
    to: PersonId,
) -> Result<bool, Error> {
    let count = requests::Entity::find()
        .filter(of_author(organisation, from))
        .filter(Expr::col(requests::Column::Approvals).like(format!("%{to}%")))
        .count(db)
        .await?;
    Ok(count > 0)
}

/// Hands all open work of `from` to `to`. Who takes over a draft becomes its author and one of its writers, and so never
/// approves it; an issued request keeps the author its packet names and gets a keeper. What a draft names as deputy is
/// replaced as well.
pub async fn hand_over(
    tx: &Tx,
    organisation: OrganisationId,
    from: PersonId,
    to: PersonId,
    at: Time,
) -> Result<Vec<Handed>, Error> {
    use requests::Column;
    let text = |id: PersonId| Expr::value(id.to_string());
    let replaced = |column: Column, old: SimpleExpr, new: SimpleExpr| -> SimpleExpr {
        Func::cust("replace").arg(Expr::col(column)).arg(old).arg(new).into()
    };
    let is_writer = Expr::col(Column::Writers).like(format!("%{to}%"));
    let writers = Expr::case(is_writer, Expr::col(Column::Writers)).finally(replaced(
        Column::Writers,
        Expr::value("]"),
        Expr::value(format!(",\"{to}\"]")),
    ));
    let content = || replaced(Column::Content, text(from), text(to));

    let drafts = begun()
        .value(Column::AuthorId, to)
        .value(Column::Writers, writers)
        .value(Column::Content, content())
        .value(Column::UpdatedAt, at)
        .cond_where(of_author(organisation, from))
        .take();
    let deputies = begun()
        .value(Column::Content, content())
        .cond_where(unissued(organisation))
        .and_where(Expr::col(Column::Content).like(format!("%{from}%")))
        .take();
    let sent = begun()
        .value(Column::KeeperId, to)
        .cond_where(of_keeper(organisation, from))
        .take();
    let in_hand = begun()
        .value(Column::HandlerId, to)
        .cond_where(of_handler(organisation, from))
        .take();

    let mut handed = taken(tx, drafts, false).await?;
    handed.extend(taken(tx, deputies, true).await?);
    handed.extend(taken(tx, sent, false).await?);
    handed.extend(taken(tx, in_hand, false).await?);
    Ok(handed)
}

fn begun() -> UpdateStatement {
    Query::update()
        .table(requests::Entity)
        .value(
            requests::Column::Version,
            Expr::col(requests::Column::Version).add(1_i64),
        )
        .take()
}

async fn taken(tx: &Tx, mut update: UpdateStatement, as_deputy: bool) -> Result<Vec<Handed>, Error> {
    use requests::Column;
    update.returning(Query::returning().columns([Column::Id, Column::Version, Column::CaseId]));
    let rows = tx.query_all(&update).await?;
    rows.iter()
        .map(|row| {
            let Row { id, version, case_id } = Row::from_query_result(row, "")?;
            Ok(Handed {
                request: id,
                version,
                case: case_id,
                as_deputy,
            })
        })
        .collect()
}

#[derive(FromQueryResult)]
struct Row {
    id: RequestId,
    version: i64,
    case_id: CaseId,
}

fn unissued(organisation: OrganisationId) -> Condition {
    use requests::Column;
    Condition::all()
        .add(Column::AskerId.eq(organisation))
        .add(Column::IsOver.eq(false))
        .add(Column::IssuedAt.is_null())
}

fn of_author(organisation: OrganisationId, person: PersonId) -> Condition {
    unissued(organisation).add(requests::Column::AuthorId.eq(person))
}

fn of_keeper(organisation: OrganisationId, person: PersonId) -> Condition {
    use requests::Column;
    Condition::all()
        .add(Column::AskerId.eq(organisation))
        .add(Column::IsOver.eq(false))
        .add(Column::IssuedAt.is_not_null())
        .add(
            Condition::any().add(Column::KeeperId.eq(person)).add(
                Condition::all()
                    .add(Column::KeeperId.is_null())
                    .add(Column::AuthorId.eq(person)),
            ),
        )
}

fn of_handler(organisation: OrganisationId, person: PersonId) -> Condition {
    use requests::Column;
    Condition::all()
        .add(Column::RecipientId.eq(organisation))
        .add(Column::IsOver.eq(false))
        .add(Column::HandlerId.eq(person))
}
