//! Rows of applications, and of what verifiers recorded of them. Only verifiers read them: the use cases ask for the role.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{application_confirmations as confirmations, applications, organisations};
use super::paging::{Paged, Place};
use super::{Error, Tx, for_update};
use crate::domain::applications::{Application, Check, Clash, Confirmation, Content, Decision, Status, digits};
use crate::domain::change::Change;
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::values::{Malformed, Time};

/// Applications on a page.
pub const PAGE: u64 = 25;

/// What a verifier asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a name, a legal name, a reference or a mail domain, whatever its case; empty is all.
    pub text: String,
    /// Only these statuses; none named is all.
    pub statuses: Vec<Status>,
    /// Where the page begins.
    pub place: Place<Mark>,
}

/// The place of an application in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(Time, OrganisationId);

impl Mark {
    /// As it stands in the URL.
    pub fn text(&self) -> String {
        format!("{}_{}", self.0.micros(), self.1)
    }

    /// From the URL; nothing where it is none.
    pub fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('_')?;
        Some(Self(Time::from_micros(at.parse().ok()?), id.parse().ok()?))
    }
}

/// The applications that fit, the oldest first. Two statements.
pub async fn list(db: &impl ConnectionTrait, wanted: &Wanted) -> Result<Paged<Application, Mark>, Error> {
    use applications::Column;
    let Wanted { text, statuses, place } = wanted;
    let mut select = applications::Entity::find();
    let text = text.trim().to_lowercase();
    if !text.is_empty() {
        select = select.filter(Expr::col(Column::SearchText).like(containing(&text)));
    }
    if !statuses.is_empty() {
        select = select.filter(Column::Status.is_in(statuses.iter().copied()));
    }
    let is_backwards = place.is_backwards();
    if let Place::After(Mark(at, id)) | Place::Before(Mark(at, id)) = place {
        let key = Expr::tuple([Expr::col(Column::ReceivedAt), Expr::col(Column::Id)]);
        let edge = Expr::tuple([Expr::value(*at), Expr::value(*id)]);
        select = select.filter(if is_backwards { key.lt(edge) } else { key.gt(edge) });
    }
    let order = if is_backwards { Order::Desc } else { Order::Asc };
    let rows = select
        .order_by(Column::ReceivedAt, order.clone())
        .order_by(Column::Id, order)
        .limit(PAGE + 1)
        .all(db)
        .await?;
    let found = with_confirmations(db, rows).await?;
    Ok(Paged::of(found, PAGE, place, |one| Mark(one.received_at, one.id)))
}

/// Anywhere in the text. What LIKE reads as a sign stands for itself.
fn containing(text: &str) -> LikeExpr {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}

/// How many wait: for anybody, and for somebody other than `person`.
pub async fn waiting(db: &impl ConnectionTrait, person: PersonId) -> Result<(usize, usize), Error> {
    use applications::Column;
    let open = Status::ALL.iter().copied().filter(|status| status.is_open());
    let ids: Vec<OrganisationId> = applications::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Status.is_in(open))
        .into_tuple()
        .all(db)
        .await?;
    let own: Vec<OrganisationId> = confirmations::Entity::find()
        .select_only()
        .column(confirmations::Column::ApplicationId)
        .filter(confirmations::Column::PersonId.eq(person))
        .filter(confirmations::Column::ReplacedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let others = ids.iter().filter(|id| !own.contains(id)).count();
    Ok((ids.len(), others))
}

/// One application.
pub async fn find(db: &impl ConnectionTrait, id: OrganisationId) -> Result<Option<Application>, Error> {
    let row = applications::Entity::find_by_id(id).one(db).await?;
    Ok(with_confirmations(db, row.into_iter().collect()).await?.pop())
}

/// As [`find`], locked until the transaction ends.
pub async fn lock(tx: &Tx, id: OrganisationId) -> Result<Option<Application>, Error> {
    let row = for_update(applications::Entity::find_by_id(id), tx).one(tx).await?;
    Ok(with_confirmations(tx, row.into_iter().collect()).await?.pop())
}

/// Whether there is an application called `reference`.
pub async fn is_known(db: &impl ConnectionTrait, reference: &str) -> Result<bool, Error> {
    let row: Option<OrganisationId> = applications::Entity::find()
        .select_only()
        .column(applications::Column::Id)
        .filter(applications::Column::Reference.eq(reference))
        .into_tuple()
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// What of `content` belongs to an organisation that is here already, of whatever standing.
pub async fn clash(db: &impl ConnectionTrait, id: OrganisationId, content: &Content) -> Result<Clash, Error> {
    use organisations::Column;
    let rows: Vec<(String, String)> = organisations::Entity::find()
        .select_only()
        .columns([Column::Name, Column::Domains])
        .filter(Column::Id.ne(id))
        .order_by_asc(Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    let same = |name: &str| name.to_lowercase() == content.name.to_lowercase();
    let name = rows.iter().find(|(name, _)| same(name)).map(|(name, _)| name.clone());
    let mut domains = Vec::new();
    for domain in &content.domains {
        let taken = rows
            .iter()
            .filter(|(_, theirs)| theirs.split(',').any(|one| one == domain));
        domains.extend(taken.map(|(name, _)| (domain.clone(), name.clone())));
    }
    Ok(Clash { name, domains })
}

/// Other open applications that name the same body, or one of the same mail domains: reference and name, the oldest first.
pub async fn alike(
    db: &impl ConnectionTrait,
    application: &Application,
) -> Result<Vec<(OrganisationId, String, String)>, Error> {
    use applications::Column;
    const MOST: u64 = 10;
    let open = Status::ALL.iter().copied().filter(|status| status.is_open());
    let content = &application.content;
    let mut same = Condition::any().add(Expr::col(Column::SearchText).like(containing(&content.name.to_lowercase())));
    for domain in &content.domains {
        same = same.add(Expr::col(Column::SearchText).like(containing(&format!(" {domain} "))));
    }
    Ok(applications::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Reference, Column::Name])
        .filter(Column::Id.ne(application.id))
        .filter(Column::Status.is_in(open))
        .filter(same)
        .order_by_asc(Column::ReceivedAt)
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await?)
}

/// Saves `change`: a new application, or one with what was recorded of it. Answers whether it was still as it was read.
pub async fn save(tx: &Tx, change: &Change<Application>) -> Result<bool, Error> {
    let after = change.after();
    let Some(before) = change.before() else {
        applications::Entity::insert(row_of(after, 1)?)
            .exec_without_returning(tx)
            .await?;
        return Ok(true);
    };
    keep_confirmations(tx, before, after, change.at()).await?;
    let saved = applications::Entity::update_many()
        .set(row_of(after, before.version + 1)?)
        .filter(applications::Column::Id.eq(after.id))
        .filter(applications::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(saved.rows_affected == 1)
}

/// What is not among them any more was recorded anew; what is there for the first time is added.
async fn keep_confirmations(tx: &Tx, before: &Application, after: &Application, at: Time) -> Result<(), Error> {
    let gone = before
        .confirmations
        .iter()
        .filter(|one| !after.confirmations.contains(one));
    for one in gone {
        confirmations::Entity::update_many()
            .col_expr(confirmations::Column::ReplacedAt, Expr::value(at))
            .filter(confirmations::Column::ApplicationId.eq(after.id))
            .filter(confirmations::Column::PersonId.eq(one.by))
            .filter(confirmations::Column::ReplacedAt.is_null())
            .exec(tx)
            .await?;
    }
    let new = after
        .confirmations
        .iter()
        .filter(|one| !before.confirmations.contains(one));
    for one in new {
        let Confirmation {
            by,
            at,
            checks,
            callback,
            note,
        } = one;
        let checks: Vec<&str> = checks.iter().map(|check| check.code()).collect();
        confirmations::Entity::insert(confirmations::ActiveModel {
            application_id: Set(after.id),
            person_id: Set(*by),
            confirmed_at: Set(*at),
            number: Set(digits(&callback.number).unwrap_or_default()),
            callback: Set(serde_json::to_string(callback).map_err(Error::unreadable)?),
            checks: Set(checks.join(",")),
            note: Set(note.clone()),
            replaced_at: Set(None),
        })
        .exec_without_returning(tx)
        .await?;
    }
    Ok(())
}

fn row_of(application: &Application, version: i64) -> Result<applications::ActiveModel, Error> {
    let Application {
        id,
        reference,
        content,
        status,
        status_since,
        received_at,
        confirmations: _,
        decision,
        version: _,
    } = application;
    let search = format!(
        "{} {} {} {} ",
        content.name,
        content.legal_name,
        reference,
        content.domains.join(" ")
    );
    Ok(applications::ActiveModel {
        id: Set(*id),
        reference: Set(reference.clone()),
        kind: Set(content.kind),
        country: Set(content.country),
        name: Set(content.name.clone()),
        search_text: Set(search.to_lowercase()),
        content: Set(serde_json::to_string(content).map_err(Error::unreadable)?),
        status: Set(*status),
        status_since: Set(*status_since),
        received_at: Set(*received_at),
        decided_by_id: Set(decision.as_ref().map(|decision| decision.by)),
        reason: Set(decision.as_ref().and_then(|decision| decision.reason)),
        note: Set(decision
            .as_ref()
            .map_or_else(String::new, |decision| decision.note.clone())),
        version: Set(version),
    })
}

/// One statement more than the rows took, however many there are.
async fn with_confirmations(
    db: &impl ConnectionTrait,
    rows: Vec<applications::Model>,
) -> Result<Vec<Application>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let standing = confirmations::Entity::find()
        .filter(confirmations::Column::ApplicationId.is_in(rows.iter().map(|row| row.id)))
        .filter(confirmations::Column::ReplacedAt.is_null())
        .order_by_asc(confirmations::Column::ConfirmedAt)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let own = standing.iter().filter(|one| one.application_id == row.id).cloned();
            let own = own.map(confirmation).collect::<Result<_, _>>()?;
            application(row, own)
        })
        .collect()
}

fn application(row: applications::Model, confirmations: Vec<Confirmation>) -> Result<Application, Error> {
    let applications::Model {
        id,
        reference,
        kind: _,
        country: _,
        name: _,
        search_text: _,
        content,
        status,
        status_since,
        received_at,
        decided_by_id,
        reason,
        note,
        version,
    } = row;
    Ok(Application {
        id,
        reference,
        content: serde_json::from_str(&content).map_err(Error::unreadable)?,
        status,
        status_since,
        received_at,
        confirmations,
        decision: decided_by_id.map(|by| Decision { by, reason, note }),
        version,
    })
}

fn confirmation(row: confirmations::Model) -> Result<Confirmation, Error> {
    let confirmations::Model {
        application_id: _,
        person_id,
        confirmed_at,
        number: _,
        callback,
        checks,
        note,
        replaced_at: _,
    } = row;
    let checks: Result<Vec<Check>, Malformed> = checks
        .split(',')
        .filter(|word| !word.is_empty())
        .map(str::parse)
        .collect();
    Ok(Confirmation {
        by: person_id,
        at: confirmed_at,
        checks: checks.map_err(Error::unreadable)?,
        callback: serde_json::from_str(&callback).map_err(Error::unreadable)?,
        note,
    })
}

#[cfg(test)]
mod tests;
