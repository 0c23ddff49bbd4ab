//! Rows of evidence of how sure we are of people: saved only from a change, which also sets the level in the person's row.

use std::collections::HashMap;

use jiff::SignedDuration;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::entity::assurance_evidence::{self as rows, Column, Entity, Model};
use super::entity::{callbacks_asked as asked, evidence_alarms as alarms, people};
use super::people::with_roles;
use super::{Error, Tx, audit};
use crate::domain::actor::{Actor, Assurance, Role};
use crate::domain::assurance::{Dossier, Evidence, EvidenceKind, Expiring, LOOKING, REMINDERS, Revoked, What};
use crate::domain::audit::{Call, Subject};
use crate::domain::change::Change;
use crate::domain::events::Event;
use crate::domain::ids::{EvidenceId, LeafId, OrganisationId, PersonId};
use crate::domain::people::Person;
use crate::domain::values::Time;

/// Pieces of evidence that are read of one person: far more than anybody has.
const MOST_OF_ONE: u64 = 200;

/// Pieces of evidence that are read of one organisation.
const MOST_OF_MANY: u64 = 5_000;

/// Whose evidence `actor` may know of: their own, as one who looks after people that of colleagues, as a verifier
/// everybody's.
pub fn visible_to(actor: &Actor) -> Condition {
    use people::Column;
    if actor.roles.has(Role::Verifier) {
        return Condition::all();
    }
    let mut any = Condition::any();
    if actor.has_any(LOOKING).is_ok() {
        any = any.add(Column::OrganisationId.eq(actor.organisation));
    }
    match actor.person {
        Some(own) => any.add(Column::Id.eq(own)),
        None => any.add(Column::Id.is_null()),
    }
}

/// The evidence of one whom `actor` may know of.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, id: PersonId) -> Result<Option<Dossier>, Error> {
    let condition = Condition::all().add(visible_to(actor)).add(people::Column::Id.eq(id));
    match with_roles(db, condition).await?.pop() {
        Some(person) => Ok(Some(dossier(db, person).await?)),
        None => Ok(None),
    }
}

/// The evidence of anybody, whoever asks: for the clock and for what is so by itself.
pub async fn get(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<Dossier>, Error> {
    match super::people::get(db, id).await? {
        Some(person) => Ok(Some(dossier(db, person).await?)),
        None => Ok(None),
    }
}

async fn dossier(db: &impl ConnectionTrait, person: Person) -> Result<Dossier, Error> {
    let found = Entity::find()
        .filter(Column::PersonId.eq(person.id))
        .order_by_desc(Column::RecordedAt)
        .order_by_desc(Column::Id)
        .limit(MOST_OF_ONE)
        .all(db)
        .await?;
    Ok(Dossier {
        evidence: found.into_iter().map(evidence).collect(),
        person,
    })
}

/// The evidence that nobody took back of everybody at `organisation`: one statement.
pub async fn of_organisation(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Result<HashMap<PersonId, Vec<Evidence>>, Error> {
    let there = people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(people::Column::OrganisationId.eq(organisation));
    let found = Entity::find()
        .filter(Column::PersonId.in_subquery(there.into_query()))
        .filter(Column::RevokedAt.is_null())
        .order_by_desc(Column::RecordedAt)
        .limit(MOST_OF_MANY)
        .all(db)
        .await?;
    let mut all: HashMap<PersonId, Vec<Evidence>> = HashMap::new();
    for one in found.into_iter().map(evidence) {
        all.entry(one.person).or_default().push(one);
    }
    Ok(all)
}

/// Keeps the level with which an account is entered as evidence that says so: for the first operator, for bulk that is made
/// up, and for tests. Whoever is invited begins at none.
pub async fn insert_recorded(tx: &Tx, person: PersonId, level: Assurance, at: Time) -> Result<(), Error> {
    if level == Assurance::L0 {
        return Ok(());
    }
    let row = Evidence {
        id: EvidenceId(person.0),
        person,
        what: What::Recorded { level },
        by: None,
        at,
        expires_at: None,
        revoked: None,
    };
    insert(tx, &[row]).await
}

/// Keeps evidence as it is: for people who are made up.
pub async fn insert(tx: &Tx, evidence: &[Evidence]) -> Result<(), Error> {
    if evidence.is_empty() {
        return Ok(());
    }
    Entity::insert_many(evidence.iter().map(row_of))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Sets the level in the row of a person: it counts from the very next call.
pub async fn set_level(tx: &Tx, person: PersonId, level: Assurance) -> Result<(), Error> {
    people::Entity::update_many()
        .col_expr(people::Column::Assurance, Expr::value(level))
        .filter(people::Column::Id.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// Saves a change with its leaves, and the level that follows; answers the leaves. Last before the commit.
pub async fn save(tx: &Tx, change: &Change<Dossier>, call: &Call) -> Result<Vec<LeafId>, Error> {
    let after = change.after();
    let person = after.person.id;
    let before = change
        .before()
        .map(|before| before.evidence.as_slice())
        .unwrap_or_default();
    let new: Vec<Evidence> = after
        .evidence
        .iter()
        .filter(|one| !before.iter().any(|old| old.id == one.id))
        .cloned()
        .collect();
    insert(tx, &new).await?;
    if new.iter().any(|one| one.what.kind() == EvidenceKind::Callback) {
        answer_asked(tx, person).await?;
    }
    let revoked = after.evidence.iter().filter(|one| {
        let was = before.iter().find(|old| old.id == one.id);
        one.revoked.is_some() && was.is_some_and(|was| was.revoked.is_none())
    });
    for one in revoked {
        if let Some(Revoked { at, by, reason, note }) = one.revoked.clone() {
            let row = rows::ActiveModel {
                revoked_at: Set(Some(at)),
                revoked_by_id: Set(by),
                revoked_for: Set(Some(reason)),
                revoke_note: Set(Some(note)),
                ..Default::default()
            };
            Entity::update_many()
                .set(row)
                .filter(Column::Id.eq(one.id))
                .exec(tx)
                .await?;
        }
    }
    set_level(tx, person, after.person.assurance).await?;
    if let (true, Some(by)) = (change.events().contains(&Event::CallbackAsked), change.actor().person) {
        let row = asked::ActiveModel {
            person_id: Set(person),
            asked_by_id: Set(by),
            asked_at: Set(change.at()),
        };
        asked::Entity::insert(row).exec_without_returning(tx).await?;
    }
    audit::save_leaves(tx, change, &Subject::person(person), call).await
}

/// Somebody who waits for a call-back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub person: Person,
    /// Since when.
    pub at: Time,
}

/// Who waits for a call-back, the longest first; at most `most`.
pub async fn asked(db: &impl ConnectionTrait, most: u64) -> Result<Vec<Asked>, Error> {
    let found = asked::Entity::find()
        .order_by_asc(asked::Column::AskedAt)
        .limit(most)
        .all(db)
        .await?;
    let people = super::people::get_many(db, found.iter().map(|row| row.person_id)).await?;
    let waits = found.into_iter().filter_map(|row| {
        let person = people.iter().find(|person| person.id == row.person_id)?;
        Some(Asked {
            person: person.clone(),
            at: row.asked_at,
        })
    });
    Ok(waits.collect())
}

/// When a call-back of `person` was asked for, where it was not made yet.
pub async fn asked_at(db: &impl ConnectionTrait, person: PersonId) -> Result<Option<Time>, Error> {
    let found = asked::Entity::find_by_id(person).one(db).await?;
    Ok(found.map(|row| row.asked_at))
}

/// Nobody waits for a call-back of `person` any more.
pub async fn answer_asked(tx: &Tx, person: PersonId) -> Result<(), Error> {
    asked::Entity::delete_many()
        .filter(asked::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes back by itself all evidence of whoever left and comes back: nobody has looked at them since. Answers which.
pub async fn revoke_all(
    tx: &Tx,
    person: PersonId,
    reason: crate::domain::assurance::RevokedFor,
    at: Time,
) -> Result<(), Error> {
    let row = rows::ActiveModel {
        revoked_at: Set(Some(at)),
        revoked_for: Set(Some(reason)),
        revoke_note: Set(Some(String::new())),
        ..Default::default()
    };
    Entity::update_many()
        .set(row)
        .filter(Column::PersonId.eq(person))
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    answer_asked(tx, person).await
}

/// Reminders at once of each sort: more come with the next run.
const DUE_AT_ONCE: u64 = 200;

/// Evidence of which somebody is to be reminded, and what has ended, each with whose it is: a statement for each sort.
pub async fn due(db: &impl ConnectionTrait, now: Time) -> Result<Vec<(PersonId, Expiring)>, Error> {
    let mut days: Vec<i64> = REMINDERS.to_vec();
    days.push(0);
    days.sort_unstable();
    let mut due = Vec::new();
    let mut from: Option<Time> = None;
    for days_left in days {
        let until = now.plus(SignedDuration::from_hours(24 * days_left));
        let given = Query::select()
            .expr(Expr::value(1_i64))
            .from(alarms::Entity)
            .and_where(Expr::col((alarms::Entity, alarms::Column::EvidenceId)).equals((Entity, Column::Id)))
            .and_where(alarms::Column::DaysLeft.lte(days_left))
            .take();
        let found: Vec<(PersonId, EvidenceId)> = Entity::find()
            .select_only()
            .columns([Column::PersonId, Column::Id])
            .filter(Column::RevokedAt.is_null())
            .filter(Column::ExpiresAt.lte(until))
            .filter(Condition::all().add_option(from.map(|from| Column::ExpiresAt.gt(from))))
            .filter(Expr::exists(given).not())
            .order_by_asc(Column::ExpiresAt)
            .limit(DUE_AT_ONCE)
            .into_tuple()
            .all(db)
            .await?;
        due.extend(
            found
                .into_iter()
                .map(|(person, evidence)| (person, Expiring { evidence, days_left })),
        );
        from = Some(until);
    }
    Ok(due)
}

/// Takes a reminder, so that it is given once however many instances look; answers whether it was there to take.
pub async fn take(tx: &Tx, ending: Expiring, now: Time) -> Result<bool, Error> {
    let row = alarms::ActiveModel {
        evidence_id: Set(ending.evidence),
        days_left: Set(ending.days_left),
        rung_at: Set(now),
    };
    let taken = alarms::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(taken == 1)
}

fn row_of(evidence: &Evidence) -> rows::ActiveModel {
    let Evidence {
        id,
        person,
        what,
        by,
        at,
        expires_at,
        revoked,
    } = evidence.clone();
    let (revoked_at, revoked_by, revoked_for, note) = match revoked {
        Some(Revoked { at, by, reason, note }) => (Some(at), by, Some(reason), Some(note)),
        None => (None, None, None, None),
    };
    rows::ActiveModel {
        id: Set(id),
        person_id: Set(person),
        kind: Set(what.kind()),
        what: Set(what),
        recorded_by_id: Set(by),
        recorded_at: Set(at),
        expires_at: Set(expires_at),
        revoked_at: Set(revoked_at),
        revoked_by_id: Set(revoked_by),
        revoked_for: Set(revoked_for),
        revoke_note: Set(note),
    }
}

fn evidence(row: Model) -> Evidence {
    let Model {
        id,
        person_id,
        kind: _,
        what,
        recorded_by_id,
        recorded_at,
        expires_at,
        revoked_at,
        revoked_by_id,
        revoked_for,
        revoke_note,
    } = row;
    Evidence {
        id,
        person: person_id,
        what,
        by: recorded_by_id,
        at: recorded_at,
        expires_at,
        revoked: revoked_at.zip(revoked_for).map(|(at, reason)| Revoked {
            at,
            by: revoked_by_id,
            reason,
            note: revoke_note.unwrap_or_default(),
        }),
    }
}
