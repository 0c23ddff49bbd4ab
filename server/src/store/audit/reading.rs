//! Reading the trail: the timeline of a thing, and the whole of it for those who audit.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    Condition, ConnectionTrait, ExprTrait, FromQueryResult, JoinType, Order, QueryOrder, QuerySelect, QueryTrait,
    Select,
};

use crate::domain::audit::{self, ACTS, OF_ASKER, SHARED, Subject, Thing};
use crate::domain::events::{Ending, Event};
use crate::domain::ids::{CaseId, LeafId, OrganisationId, PersonId, RequestId};
use crate::domain::values::Time;
use crate::store::entity::{leaf_details, leaves};
use crate::store::{Error, counts};

/// What happened, as a line of a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The leaf.
    pub leaf: LeafId,
    /// When.
    pub at: Time,
    /// `Event::act`.
    pub act: String,
    /// How it ended.
    pub ending: Ending,
    /// Who; nobody where the clock acted.
    pub person: Option<PersonId>,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// On what.
    pub thing: Option<(Thing, Uuid)>,
    /// In which case.
    pub case: Option<CaseId>,
    /// The event itself; nothing where its details were erased.
    pub event: Option<Event>,
}

/// What to look for in the whole trail; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// This act, or acts of this sort, only.
    pub act: Option<String>,
    /// Acts of this organisation's people.
    pub organisation: Option<OrganisationId>,
    /// Acts of this person.
    pub person: Option<PersonId>,
    /// Not before.
    pub from: Option<Time>,
    /// Before.
    pub until: Option<Time>,
}

/// For whom a timeline is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Whose people.
    pub organisation: OrganisationId,
    /// Whether it is the agency that asks: then the clock tells it what the other side never learns ([`OF_ASKER`]).
    pub asks: bool,
}

/// The newest `limit` lines of `subject` that are older than `before`, as `reader` may read them: all that was done for
/// them, and of the other side what is told to both ([`SHARED`]). A case's lines include those of its
/// requests. Who read it, or was refused something, stands in the trail only: otherwise that would soon be all one sees. The caller
/// has checked that the thing itself is visible.
pub async fn timeline(
    db: &impl ConnectionTrait,
    subject: &Subject,
    reader: Reader,
    limit: u64,
    before: Option<LeafId>,
) -> Result<Vec<Line>, Error> {
    use leaves::Column;
    let of_subject = match (subject.thing, subject.case) {
        (Thing::Case, Some(case)) => Condition::all().add(Column::CaseId.eq(case)),
        (thing, _) => Condition::all()
            .add(Column::ThingId.eq(subject.id))
            .add(Column::Thing.eq(thing)),
    };
    let own: &[&str] = if reader.asks { OF_ASKER } else { &[] };
    let told = Column::Act
        .is_in(SHARED.iter().chain(own).copied())
        .or(Column::OrganisationId.eq(reader.organisation));
    let untold = [Event::CaseRead.act(), Event::RequestRead.act(), "denied"];
    let select = leaves::Entity::find()
        .filter(of_subject)
        .filter(told)
        .filter(Column::Act.is_not_in(untold));
    lines(db, select, limit, before).await
}

/// All that an exchange said of money and data that it keeps on another basis, when it confirmed that `requests` were taken
/// back. Both sides were told ([`SHARED`]); the caller has checked that the requests are visible.
pub async fn said_of_staying(db: &impl ConnectionTrait, requests: &[RequestId]) -> Result<Vec<Event>, Error> {
    use leaves::Column;
    const ACTS: [&str; 2] = ["hold_stays", "preservation_stays"];
    let select = leaves::Entity::find()
        .filter(Column::Thing.eq(Thing::Request))
        .filter(Column::ThingId.is_in(requests.iter().map(|request| request.0)))
        .filter(Column::Act.is_in(ACTS));
    let lines = lines(db, select, MOST_COUNTED, None).await?;
    Ok(lines.into_iter().filter_map(|line| line.event).collect())
}

/// The newest `limit` lines of the whole trail that `search` finds and that are older than `before`.
pub async fn newest(
    db: &impl ConnectionTrait,
    search: &Search,
    limit: u64,
    before: Option<LeafId>,
) -> Result<Vec<Line>, Error> {
    lines(db, searched(search), limit, before).await
}

/// Counts of leaves stop here.
pub const MOST_COUNTED: u64 = 1_000;

/// How many leaves each of `searches` finds, up to [`MOST_COUNTED`] each: one statement.
pub async fn counts<const N: usize>(db: &impl ConnectionTrait, searches: [&Search; N]) -> Result<[u64; N], Error> {
    let counted = |search: &Search| {
        let some = searched(search)
            .select_only()
            .expr(Expr::value(1_i64))
            .limit(MOST_COUNTED);
        counts::number_of(some.into_query())
    };
    counts::together(db, searches.map(counted)).await
}

fn searched(search: &Search) -> Select<leaves::Entity> {
    use leaves::Column;
    let Search {
        act,
        organisation,
        person,
        from,
        until,
    } = search;
    leaves::Entity::find()
        .apply_if(act.as_deref(), |select, act| select.filter(of_act(act)))
        .apply_if(*organisation, |select, id| select.filter(Column::OrganisationId.eq(id)))
        .apply_if(*person, |select, id| select.filter(Column::PersonId.eq(id)))
        // Ids sort by time, and every index ends with the id.
        .apply_if(*from, |select, at| select.filter(Column::Id.gte(LeafId::first_at(at))))
        .apply_if(*until, |select, at| select.filter(Column::Id.lt(LeafId::first_at(at))))
}

/// One act through its index. Of a sort there are many leaves, whatever it is: they are read by their ids, without those
/// of the other acts, which no index is asked for.
fn of_act(act: &str) -> Expr {
    use leaves::Column;
    match act.parse::<audit::Sort>() {
        Ok(sort) => Column::Act.is_not_in(ACTS.iter().copied().filter(|act| !sort.has(act))),
        Err(_) => Column::Act.eq(act),
    }
}

/// When `person` was refused something since `since`, the newest first, at most `most`.
pub async fn denials(db: &impl ConnectionTrait, person: PersonId, since: Time, most: u64) -> Result<Vec<Time>, Error> {
    use leaves::Column;
    let times = leaves::Entity::find()
        .select_only()
        .column(Column::HappenedAt)
        .filter(Column::PersonId.eq(person))
        .filter(Column::Act.eq("denied"))
        .filter(Column::Id.gte(LeafId::first_at(since)))
        .order_by(Column::Id, Order::Desc)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    Ok(times)
}

/// The exact bytes of a leaf.
pub async fn body(db: &impl ConnectionTrait, leaf: LeafId) -> Result<Option<String>, Error> {
    let row = leaves::Entity::find_by_id(leaf).one(db).await?;
    Ok(row.map(|row| row.body))
}

async fn lines(
    db: &impl ConnectionTrait,
    select: Select<leaves::Entity>,
    limit: u64,
    before: Option<LeafId>,
) -> Result<Vec<Line>, Error> {
    use leaves::Column;
    let rows = select
        .apply_if(before, |select, id| select.filter(Column::Id.lt(id)))
        .select_only()
        .columns([
            Column::Id,
            Column::HappenedAt,
            Column::Act,
            Column::Out,
            Column::PersonId,
            Column::OrganisationId,
            Column::Thing,
            Column::ThingId,
            Column::CaseId,
        ])
        .column(leaf_details::Column::Details)
        .join(
            JoinType::InnerJoin,
            leaves::Entity::belongs_to(leaf_details::Entity)
                .from(Column::Id)
                .to(leaf_details::Column::LeafId)
                .into(),
        )
        .order_by(Column::Id, Order::Desc)
        .limit(limit)
        .into_model::<LineRow>()
        .all(db)
        .await?;
    rows.into_iter().map(LineRow::read).collect()
}

#[derive(FromQueryResult)]
struct LineRow {
    id: LeafId,
    happened_at: Time,
    act: String,
    out: Ending,
    person_id: Option<PersonId>,
    organisation_id: Option<OrganisationId>,
    thing: Option<Thing>,
    thing_id: Option<Uuid>,
    case_id: Option<CaseId>,
    details: Option<String>,
}

impl LineRow {
    fn read(self) -> Result<Line, Error> {
        let Self {
            id,
            happened_at,
            act,
            out,
            person_id,
            organisation_id,
            thing,
            thing_id,
            case_id,
            details,
        } = self;
        let event = details.map(|details| audit::event(&act, &details)).transpose();
        Ok(Line {
            leaf: id,
            at: happened_at,
            ending: out,
            person: person_id,
            organisation: organisation_id,
            thing: thing.zip(thing_id),
            case: case_id,
            event: event.map_err(Error::unreadable)?,
            act,
        })
    }
}
