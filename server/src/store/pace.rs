//! Rows of how fast agencies may go: what each has set, what was sent lately, and how much of each author's was issued.
//! What was sent is counted in the trail, so that it is the same for all instances.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::entity::{issued_counts, organisations, paces, person_countries};
use super::{Error, Tx, for_change};
use crate::domain::actor::OrganisationKind;
use crate::domain::change::Change;
use crate::domain::ids::{LeafId, OrganisationId, PersonId, RequestId};
use crate::domain::pace::{Limit, Limits, Pace};
use crate::domain::values::{Country, Malformed, Time};

fn limits_of(row: &paces::Model) -> Limits {
    let paces::Model {
        organisation_id: _,
        first_requests,
        sent_per_officer,
        sent_per_organisation,
        pressing,
        unfamiliar_for,
        version: _,
    } = row;
    let read = |value: &i64| u32::try_from(*value).unwrap_or_default();
    let limits = Limits::of(|limit| match limit {
        Limit::FirstRequests => read(first_requests),
        Limit::SentPerOfficer => read(sent_per_officer),
        Limit::SentPerOrganisation => read(sent_per_organisation),
        Limit::Pressing => read(pressing),
        Limit::UnfamiliarFor => read(unfamiliar_for),
    });
    // What an earlier version allowed counts no further than this one does.
    limits.bounded()
}

fn row_of(pace: &Pace) -> paces::ActiveModel {
    let Pace {
        organisation,
        kind: _,
        limits,
        version,
    } = *pace;
    let of = |limit: Limit| Set(i64::from(limits.get(limit)));
    paces::ActiveModel {
        organisation_id: Set(organisation),
        first_requests: of(Limit::FirstRequests),
        sent_per_officer: of(Limit::SentPerOfficer),
        sent_per_organisation: of(Limit::SentPerOrganisation),
        pressing: of(Limit::Pressing),
        unfamiliar_for: of(Limit::UnfamiliarFor),
        version: Set(version),
    }
}

/// What `organisation` has set; the defaults where that is nothing.
pub async fn limits(db: &impl ConnectionTrait, organisation: OrganisationId) -> Result<Limits, Error> {
    let row = paces::Entity::find_by_id(organisation).one(db).await?;
    Ok(row.as_ref().map_or_else(Limits::default, limits_of))
}

/// What `organisation` has set, whoever asks; nothing where there is no such organisation.
pub async fn find(db: &impl ConnectionTrait, organisation: OrganisationId) -> Result<Option<Pace>, Error> {
    let Some(found) = organisations::Entity::find_by_id(organisation).one(db).await? else {
        return Ok(None);
    };
    let row = paces::Entity::find_by_id(organisation).one(db).await?;
    Ok(Some(of(organisation, found.kind, row.as_ref())))
}

fn of(organisation: OrganisationId, kind: OrganisationKind, row: Option<&paces::Model>) -> Pace {
    Pace {
        organisation,
        kind,
        limits: row.map_or_else(Limits::default, limits_of),
        version: row.map_or(0, |row| row.version),
    }
}

/// As [`find`], locked until the transaction ends: two of one organisation that send at once do not both count what was
/// sent before. Where nothing was set there is a row from now on, since only that can be locked. After people and before
/// requests, as everybody locks.
pub async fn lock(tx: &Tx, organisation: OrganisationId, kind: OrganisationKind) -> Result<Pace, Error> {
    let unset = Pace::of(organisation, kind);
    paces::Entity::insert(row_of(&unset))
        .on_conflict(
            OnConflict::column(paces::Column::OrganisationId)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    let select = paces::Entity::find().filter(paces::Column::OrganisationId.eq(organisation));
    let row = for_change(select, tx).one(tx).await?;
    Ok(of(organisation, kind, row.as_ref()))
}

/// Saves what was set, of a row that [`lock`] has locked.
pub async fn save(tx: &Tx, change: &Change<Pace>) -> Result<(), Error> {
    paces::Entity::update(row_of(change.after())).exec(tx).await?;
    Ok(())
}

/// What is counted of leaves that say that a request was sent for approval after `since`: each request once.
fn sent_since(since: Time, own: RequestId) -> SelectStatement {
    let leaf = |column: &'static str| Expr::col(("leaves", column));
    Query::select()
        .expr_as(leaf("happened_at").min(), "sent_at")
        .from("leaves")
        .and_where(leaf("act").eq("submitted"))
        // Ids sort by time, and every index ends with the id.
        .and_where(leaf("id").gte(LeafId::first_at(since)))
        .and_where(leaf("happened_at").gt(since))
        .and_where(leaf("thing_id").ne(own))
        .to_owned()
}

/// When `person` sent each request for approval after `since`, and whether it cannot wait. `own` is left out: it may be sent
/// again after it was returned. One statement.
pub async fn sent_by(
    db: &impl ConnectionTrait,
    person: PersonId,
    own: RequestId,
    since: Time,
) -> Result<Vec<(Time, bool)>, Error> {
    let query = sent_since(since, own)
        .column(("requests", "is_emergency"))
        .inner_join("requests", Expr::col(("requests", "id")).equals(("leaves", "thing_id")))
        .and_where(Expr::col(("leaves", "person_id")).eq(person))
        .group_by_columns([("requests", "id"), ("requests", "is_emergency")])
        .take();
    let rows = db.query_all(&query).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "sent_at")?, row.try_get("", "is_emergency")?)))
        .collect()
}

/// When anybody of `organisation` sent each request for approval after `since`, the newest `most` of them. One statement.
pub async fn sent_of(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    own: RequestId,
    since: Time,
    most: u32,
) -> Result<Vec<Time>, Error> {
    let query = sent_since(since, own)
        .and_where(Expr::col(("leaves", "organisation_id")).eq(organisation))
        .group_by_col(("leaves", "thing_id"))
        .order_by_expr(Expr::col("sent_at"), Order::Desc)
        .limit(most.into())
        .take();
    let rows = db.query_all(&query).await?;
    rows.iter()
        .map(|row| row.try_get("", "sent_at").map_err(Error::from))
        .collect()
}

/// Whether it was told since `since` that `person` wanted to send more than may be. One statement.
pub async fn is_told(db: &impl ConnectionTrait, person: PersonId, since: Time) -> Result<bool, Error> {
    let leaf = |column: &'static str| Expr::col(("leaves", column));
    let query = Query::select()
        .expr(Expr::value(1_i64))
        .from("leaves")
        .and_where(leaf("person_id").eq(person))
        .and_where(leaf("act").eq("pace_reached"))
        .and_where(leaf("id").gte(LeafId::first_at(since)))
        .and_where(leaf("happened_at").gt(since))
        .limit(1)
        .take();
    Ok(db.query_one(&query).await?.is_some())
}

/// Who of `organisation` wanted to send more than may be since `since`, by name, and when; the newest `most`. One statement.
pub async fn stopped(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    since: Time,
    most: u64,
) -> Result<Vec<(String, Time)>, Error> {
    let leaf = |column: &'static str| Expr::col(("leaves", column));
    let query = Query::select()
        .column(("people", "name"))
        .column(("leaves", "happened_at"))
        .from("leaves")
        .inner_join("people", Expr::col(("people", "id")).equals(("leaves", "person_id")))
        .and_where(leaf("organisation_id").eq(organisation))
        .and_where(leaf("act").eq("pace_reached"))
        .and_where(leaf("id").gte(LeafId::first_at(since)))
        .order_by(("leaves", "id"), Order::Desc)
        .limit(most)
        .take();
    let rows = db.query_all(&query).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "name")?, row.try_get("", "happened_at")?)))
        .collect()
}

/// How many requests of `author` were ever issued.
pub async fn issued(db: &impl ConnectionTrait, author: PersonId) -> Result<u64, Error> {
    let row = issued_counts::Entity::find_by_id(author).one(db).await?;
    row.map_or(Ok(0), |row| {
        u64::try_from(row.issued).map_err(|_| Error::unreadable(Malformed("count")))
    })
}

/// One more request of `author` was issued. Before any leaf is written: whoever writes leaves waits for nobody any more.
pub async fn count_issued(tx: &Tx, author: PersonId) -> Result<(), Error> {
    let more = Expr::col(("issued_counts", "issued")).add(1_i64);
    let statement = Query::insert()
        .into_table("issued_counts")
        .columns(["person_id", "issued"])
        .values_panic([author.into(), 1_i64.into()])
        .on_conflict(OnConflict::column("person_id").value("issued", more).to_owned())
        .take();
    tx.execute(&statement).await?;
    Ok(())
}

/// Says that `issued` requests of `author` were issued: for made-up people, who were here before.
pub async fn put_issued(tx: &Tx, author: PersonId, issued: u32) -> Result<(), Error> {
    let statement = Query::insert()
        .into_table("issued_counts")
        .columns(["person_id", "issued"])
        .values_panic([author.into(), i64::from(issued).into()])
        .on_conflict(OnConflict::column("person_id").update_column("issued").to_owned())
        .take();
    tx.execute(&statement).await?;
    Ok(())
}

/// Counts anew what was issued of everybody: for made-up bulk. One statement.
pub async fn count_all_issued(tx: &Tx) -> Result<(), Error> {
    tx.execute_unprepared(
        "INSERT INTO issued_counts (person_id, issued) \
         SELECT author_id, count(*) FROM requests WHERE issued_at IS NOT NULL GROUP BY author_id \
         ON CONFLICT (person_id) DO UPDATE SET issued = excluded.issued",
    )
    .await?;
    Ok(())
}

/// Notes that `person` has signed in from `country`; answers since when they are known there, and whether that is news. The
/// first country ever is known from the beginning. The caller has locked the person.
pub async fn arrive_from(tx: &Tx, person: PersonId, country: Country, at: Time) -> Result<(Time, bool), Error> {
    use person_countries::{ActiveModel, Column, Entity};
    let known = Entity::find().filter(Column::PersonId.eq(person)).all(tx).await?;
    if let Some(row) = known.iter().find(|row| row.country == country) {
        Entity::update_many()
            .col_expr(Column::LastSeenAt, Expr::value(at))
            .filter(Column::PersonId.eq(person))
            .filter(Column::Country.eq(country))
            .exec(tx)
            .await?;
        return Ok((row.known_since_at, false));
    }
    let is_news = !known.is_empty();
    let since = if is_news { at } else { Time::from_micros(0) };
    Entity::insert(ActiveModel {
        person_id: Set(person),
        country: Set(country),
        known_since_at: Set(since),
        last_seen_at: Set(at),
    })
    .exec_without_returning(tx)
    .await?;
    Ok((since, is_news))
}
