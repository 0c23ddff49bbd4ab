//! What is to be done outside after the commit: put in by the transaction of the change, taken out by a worker, tried
//! again with growing rests, and set aside when it fails too often. Done at least once; the key tells doubles apart.

use jiff::SignedDuration;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, LockBehavior, LockType, OnConflict, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::entity::outbox;
use super::{Db, Error, Tx, is_postgres};
use crate::domain::actor::words;
use crate::domain::ids::{InvitationId, LeafId, PersonId, ResetId, new_uuid};
use crate::domain::values::Time;
use crate::text_column;

words! {
    /// What is to be done.
    Kind("kind of outbox job") {
        /// A mail to send.
        Mail = "mail",
    }
}

text_column!(Kind, Kind::code);

/// After so many tries a job is set aside.
pub const MOST_ATTEMPTS: i64 = 10;

/// For so long a worker has a job to itself. One that died with it gives it back so.
pub const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// The first rest after a failure; each next is twice as long, up to [`LONGEST_REST`].
const FIRST_REST: SignedDuration = SignedDuration::from_secs(15);
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(6);

/// For so long a job waits to be done, and is then remembered.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// A job in a worker's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Which.
    pub id: Uuid,
    /// What is to be done.
    pub kind: Kind,
    /// With what.
    pub payload: Json,
    /// Which try this is, from 1. A worker whose lease ran out holds an older one, and its word does not count.
    pub attempt: i64,
}

/// Puts a job in, to be done at `run_at` or later. One with the same `key` is there once.
pub async fn put(tx: &Tx, kind: Kind, key: &str, payload: &Json, run_at: Time) -> Result<(), Error> {
    outbox::Entity::insert(row(kind, key, payload, run_at))
        .on_conflict(OnConflict::column(outbox::Column::DedupeKey).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn row(kind: Kind, key: &str, payload: &Json, run_at: Time) -> outbox::ActiveModel {
    outbox::ActiveModel {
        id: Set(new_uuid(run_at)),
        kind: Set(kind),
        payload: Set(payload.to_string()),
        dedupe_key: Set(key.to_owned()),
        run_at: Set(run_at),
        attempts: Set(0),
        locked_until: Set(None),
        last_error: Set(None),
        done_at: Set(None),
        dead_at: Set(None),
    }
}

/// A mail that says that there is something to read: whom it is for, of which leaf it tells, and where to look. It
/// carries no content (domain §8): mailboxes are read by others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// To whom.
    pub person: PersonId,
    /// Of what; names the notice that says the same.
    pub leaf: LeafId,
    /// The page, as a path of this site.
    pub path: String,
}

/// Mails in one statement: each takes ten values, and SQLite takes 32,766.
const TOGETHER: usize = 1_000;

/// Puts all `mails` in, one for each leaf and person: one statement for so many.
pub async fn put_mails(tx: &Tx, mails: &[Mail], run_at: Time) -> Result<(), Error> {
    if mails.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::with_capacity(mails.len());
    for mail in mails {
        let payload = serde_json::to_value(mail).map_err(Error::unreadable)?;
        rows.push(row(
            Kind::Mail,
            &format!("mail/{}/{}", mail.leaf, mail.person),
            &payload,
            run_at,
        ));
    }
    for some in rows.chunks(TOGETHER) {
        outbox::Entity::insert_many(some.to_vec())
            .on_conflict(OnConflict::column(outbox::Column::DedupeKey).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// A mail about somebody's own account. It holds no link and no code: who sends it makes them as it goes out, of what the
/// rows say then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case", deny_unknown_fields)]
pub enum AccountMail {
    /// The link of an invitation.
    Invitation {
        /// Which.
        invitation: InvitationId,
        /// What made the link: an invitation that is sent again has another.
        leaf: LeafId,
    },
    /// The link of a reset.
    Reset {
        /// Which.
        reset: ResetId,
    },
}

impl AccountMail {
    /// Tells doubles apart.
    fn key(&self) -> String {
        match self {
            Self::Invitation { invitation, leaf } => format!("mail/invitation/{invitation}/{leaf}"),
            Self::Reset { reset } => format!("mail/reset/{reset}"),
        }
    }
}

/// Puts a mail about an account in.
pub async fn put_account_mail(tx: &Tx, mail: &AccountMail, run_at: Time) -> Result<(), Error> {
    let payload = serde_json::to_value(mail).map_err(Error::unreadable)?;
    put(tx, Kind::Mail, &mail.key(), &payload, run_at).await
}

/// Puts a mail about an account in, where `condition` selects anything: whether it does shows neither in the number of statements
/// nor in the answer.
pub async fn put_account_mail_where(
    tx: &Tx,
    mail: &AccountMail,
    run_at: Time,
    condition: SelectStatement,
) -> Result<(), Error> {
    use outbox::Column;
    let payload = serde_json::to_value(mail).map_err(Error::unreadable)?;
    let values: [sea_orm::Value; 6] = [
        new_uuid(run_at).into(),
        Kind::Mail.into(),
        payload.to_string().into(),
        mail.key().into(),
        run_at.into(),
        0_i64.into(),
    ];
    let mut row = Query::select();
    for value in values {
        row.expr(Expr::value(value));
    }
    row.and_where(Expr::exists(condition));
    let mut insert = Query::insert().into_table(outbox::Entity).take();
    insert.columns([
        Column::Id,
        Column::Kind,
        Column::Payload,
        Column::DedupeKey,
        Column::RunAt,
        Column::Attempts,
    ]);
    insert.select_from(row).map_err(Error::unreadable)?;
    tx.execute(&insert).await?;
    Ok(())
}

/// Takes up to `most` jobs of `kinds` that are due, oldest first, for [`LEASE`]. No two workers get the same.
pub async fn take(db: &Db, kinds: &[Kind], most: u64, now: Time) -> Result<Vec<Job>, Error> {
    use outbox::Column;
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let tx = db.begin().await?;
    let mut due = Query::select()
        .column(Column::Id)
        .from(outbox::Entity)
        .and_where(Column::Kind.is_in(kinds.iter().copied()))
        .and_where(Column::RunAt.lte(now))
        .and_where(Column::DoneAt.is_null())
        .and_where(Column::DeadAt.is_null())
        .and_where(Column::LockedUntil.is_null().or(Column::LockedUntil.lt(now)))
        .order_by(Column::RunAt, sea_orm::Order::Asc)
        .limit(most)
        .take();
    if is_postgres(&tx) {
        due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let take = Query::update()
        .table(outbox::Entity)
        .value(Column::LockedUntil, now.plus(LEASE))
        .value(Column::Attempts, Expr::col(Column::Attempts).add(1_i64))
        .and_where(Column::Id.in_subquery(due))
        .returning(Query::returning().columns([Column::Id, Column::Kind, Column::Payload, Column::Attempts]))
        .take();
    let rows = tx.query_all(&take).await?;
    let jobs = rows
        .iter()
        .map(|row| TakenRow::from_query_result(row, "")?.read())
        .collect();
    tx.commit().await?;
    jobs
}

/// The job is done.
pub async fn finish(db: &Db, job: &Job, now: Time) -> Result<(), Error> {
    let tx = db.begin().await?;
    held(job)
        .col_expr(outbox::Column::DoneAt, Expr::value(now))
        .exec(&tx)
        .await?;
    tx.commit().await
}

/// The job failed because of `reason`, which names no person and no content: it is tried again later, or set aside
/// after [`MOST_ATTEMPTS`]. Answers whether it was set aside.
pub async fn fail(db: &Db, job: &Job, reason: &str, now: Time) -> Result<bool, Error> {
    use outbox::Column;
    let is_dead = job.attempt >= MOST_ATTEMPTS;
    let tx = db.begin().await?;
    held(job)
        .col_expr(Column::RunAt, Expr::value(now.plus(rest_after(job.attempt))))
        .col_expr(Column::LockedUntil, Expr::value(None::<i64>))
        .col_expr(Column::LastError, Expr::value(reason))
        .col_expr(Column::DeadAt, Expr::value(is_dead.then_some(now)))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(is_dead)
}

/// Sets aside what has waited for [`PATIENCE`] in vain, and removes what was done or set aside so long ago: the notices
/// on the site say the same, and stay. Answers how many were set aside, and how many removed.
pub async fn sweep(db: &Db, now: Time) -> Result<(u64, u64), Error> {
    use outbox::Column;
    let since = now.plus(-PATIENCE);
    let tx = db.begin().await?;
    let removed = outbox::Entity::delete_many()
        .filter(Column::DoneAt.lt(since).or(Column::DeadAt.lt(since)))
        .exec(&tx)
        .await?;
    let late = outbox::Entity::update_many()
        .col_expr(Column::DeadAt, Expr::value(now))
        .col_expr(Column::LastError, Expr::value("not delivered in time"))
        .filter(Column::DoneAt.is_null())
        .filter(Column::DeadAt.is_null())
        .filter(Column::RunAt.lt(since))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok((late.rows_affected, removed.rows_affected))
}

/// How many jobs wait, due or not, and how many were set aside.
pub async fn waiting_and_dead(db: &impl ConnectionTrait) -> Result<(u64, u64), Error> {
    use outbox::Column;
    use sea_orm::PaginatorTrait;
    let open = outbox::Entity::find().filter(Column::DoneAt.is_null());
    let waiting = open.clone().filter(Column::DeadAt.is_null()).count(db).await?;
    let dead = open.filter(Column::DeadAt.is_not_null()).count(db).await?;
    Ok((waiting, dead))
}

fn held(job: &Job) -> sea_orm::UpdateMany<outbox::Entity> {
    outbox::Entity::update_many()
        .filter(outbox::Column::Id.eq(job.id))
        .filter(outbox::Column::Attempts.eq(job.attempt))
        .filter(outbox::Column::DoneAt.is_null())
}

fn rest_after(attempt: i64) -> SignedDuration {
    let doublings = u32::try_from(attempt.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
    Ord::min(FIRST_REST.saturating_mul(1 << doublings), LONGEST_REST)
}

#[derive(FromQueryResult)]
struct TakenRow {
    id: Uuid,
    kind: Kind,
    payload: String,
    attempts: i64,
}

impl TakenRow {
    fn read(self) -> Result<Job, Error> {
        let Self {
            id,
            kind,
            payload,
            attempts,
        } = self;
        Ok(Job {
            id,
            kind,
            payload: serde_json::from_str(&payload).map_err(Error::unreadable)?,
            attempt: attempts,
        })
    }
}

#[cfg(test)]
mod tests;
