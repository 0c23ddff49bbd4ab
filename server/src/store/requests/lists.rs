//! Lists of requests: filtered, sorted by what is due or by what changed, paged by key, never by offset.

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::columns::{Approvals, Asked, Writers};
pub use super::parts::{Part, Sort};
use super::{NEVER, answers, asks, visible_to};
use crate::domain::actor::{Actor, OrganisationKind};
use crate::domain::clocks::{ClockKind, Urgency};
use crate::domain::ids::{CaseId, OrganisationId, PersonId, RequestId};
use crate::domain::money::{Asset, Units};
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Kind, Question, Status};
use crate::domain::requests::{Content, Party, Request};
use crate::domain::values::Time;
use crate::store::entity::requests;
use crate::store::{Error, counts};

/// Rows a page shows.
pub const PAGE: u64 = 25;

/// Counts stop here: more is shown as "99+", and costs no more than that.
pub const MOST_COUNTED: u64 = 100;

/// What a list shows of a request.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: RequestId,
    /// Its case, for the asker's pages only.
    pub case: CaseId,
    /// Number, or id while it has none: what its URL names.
    pub reference: String,
    /// Whether it has a number.
    pub has_number: bool,
    /// Who asks.
    pub asker: OrganisationId,
    /// To whom.
    pub recipient: OrganisationId,
    /// Who wrote it.
    pub author: PersonId,
    /// Who works on it.
    pub handler: Option<PersonId>,
    /// What is asked.
    pub kind: Kind,
    /// How pressing.
    pub urgency: Urgency,
    /// Why it cannot wait.
    pub urgency_reason: String,
    /// Where it stands.
    pub status: Status,
    /// The question that is open.
    pub question: Option<Question>,
    /// The ground, where the whole was refused.
    pub ground: Option<Ground>,
    /// Who wrote any of it: none of them approves it.
    pub writers: Vec<PersonId>,
    /// Who approved so far.
    pub approved_by: Vec<PersonId>,
    /// On whom it waits.
    pub waiting_on: Party,
    /// Since when.
    pub since: Time,
    /// By when.
    pub due: Option<Time>,
    /// By which clock.
    pub due_clock: Option<ClockKind>,
    /// Sums asked for.
    pub asked: Vec<(Asset, Units)>,
    /// How many targets.
    pub targets: u64,
    /// How many are answered.
    pub answered: u64,
    /// When it last changed.
    pub updated_at: Time,
}

/// The columns a [`Row`] is made from: neither packet nor clocks nor targets.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "requests::Entity")]
struct Listed {
    id: RequestId,
    case_id: CaseId,
    number: Option<String>,
    asker_id: OrganisationId,
    recipient_id: OrganisationId,
    author_id: PersonId,
    writers: Writers,
    handler_id: Option<PersonId>,
    kind: Kind,
    urgency: Urgency,
    content: Content,
    status: Status,
    question: Option<Question>,
    ground: Option<Ground>,
    approvals: Approvals,
    waiting_on: Party,
    status_since_at: Time,
    due_at: Time,
    due_clock: Option<ClockKind>,
    asked: Asked,
    target_count: i64,
    answered_count: i64,
    updated_at: Time,
}

fn row_of(row: Listed) -> Row {
    let Asked(asked) = row.asked;
    Row {
        id: row.id,
        case: row.case_id,
        has_number: row.number.is_some(),
        reference: row.number.unwrap_or_else(|| row.id.to_string()),
        asker: row.asker_id,
        recipient: row.recipient_id,
        author: row.author_id,
        handler: row.handler_id,
        kind: row.kind,
        urgency: row.urgency,
        urgency_reason: row.content.urgency_reason,
        status: row.status,
        question: row.question.filter(|_| row.status == Status::Clarification),
        ground: row.ground.filter(|_| row.status == Status::Refused),
        writers: row.writers.0,
        approved_by: row.approvals.0.iter().map(|approval| approval.by).collect(),
        waiting_on: row.waiting_on,
        since: row.status_since_at,
        due: Some(row.due_at).filter(|due| *due < NEVER),
        due_clock: row.due_clock,
        asked,
        targets: u64::try_from(row.target_count).unwrap_or(0),
        answered: u64::try_from(row.answered_count).unwrap_or(0),
        updated_at: row.updated_at,
    }
}

/// By when something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueBefore(pub Time);

/// What a list leaves in.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Which part.
    pub part: Part,
    /// Only this status.
    pub status: Option<Status>,
    /// Only this urgency.
    pub urgency: Option<Urgency>,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only with this organisation on the other side.
    pub counterparty: Option<OrganisationId>,
    /// Only what is due before.
    pub due_before: Option<DueBefore>,
    /// Only with these words in number, reference or address.
    pub words: String,
    /// Only of this case.
    pub case: Option<CaseId>,
    /// Only emergencies, or everything but them.
    pub emergencies: Option<bool>,
    /// Only what this person handles or wrote.
    pub mine: Option<PersonId>,
    /// Only what the reader's own roles can move on: no colleague's draft, no approval for whoever may not approve.
    pub own_turn: bool,
}

/// Where a page ends, and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sorted time of its last row.
    pub at: Time,
    /// Its id.
    pub id: RequestId,
}

impl Cursor {
    /// As it stands in the URL.
    pub fn text(&self) -> String {
        format!("{}_{}", self.at.micros(), self.id)
    }

    /// From the URL; nothing where it is none.
    pub fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('_')?;
        Some(Self {
            at: Time::from_micros(at.parse().ok()?),
            id: id.parse().ok()?,
        })
    }
}

/// A page of rows, and where the next begins.
#[derive(Clone, Debug)]
pub struct Page {
    /// At most [`PAGE`].
    pub rows: Vec<Row>,
    /// Nothing on the last page.
    pub next: Option<Cursor>,
}

/// A page of requests that `actor` may know of: one statement.
pub async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &Filter,
    sort: Sort,
    after: Option<Cursor>,
) -> Result<Page, Error> {
    use requests::Column;
    let by = match sort {
        Sort::Due => Column::DueAt,
        Sort::Changed => Column::UpdatedAt,
    };
    let mut select = requests::Entity::find().filter(condition(actor, filter));
    if let Some(Cursor { at, id }) = after {
        let beyond = match sort {
            Sort::Due => Condition::any()
                .add(by.gt(at))
                .add(Condition::all().add(by.eq(at)).add(Column::Id.gt(id))),
            Sort::Changed => Condition::any()
                .add(by.lt(at))
                .add(Condition::all().add(by.eq(at)).add(Column::Id.lt(id))),
        };
        select = select.filter(beyond);
    }
    select = match sort {
        Sort::Due => select.order_by_asc(by).order_by_asc(Column::Id),
        Sort::Changed => select.order_by_desc(by).order_by_desc(Column::Id),
    };
    let mut found = select.limit(PAGE + 1).into_partial_model::<Listed>().all(db).await?;
    let has_more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| has_more).map(|last| Cursor {
        at: match sort {
            Sort::Due => last.due_at,
            Sort::Changed => last.updated_at,
        },
        id: last.id,
    });
    Ok(Page {
        rows: found.into_iter().map(row_of).collect(),
        next,
    })
}

/// The newest `limit` requests of a case that `actor` may know of, open or over, what changed last first: one statement.
pub async fn of_case(db: &impl ConnectionTrait, actor: &Actor, case: CaseId, limit: u64) -> Result<Vec<Row>, Error> {
    let rows = requests::Entity::find()
        .filter(visible_to(actor))
        .filter(requests::Column::CaseId.eq(case))
        .order_by_desc(requests::Column::UpdatedAt)
        .order_by_desc(requests::Column::Id)
        .limit(limit)
        .into_partial_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(row_of).collect())
}

/// How many each of `filters` leaves in, up to [`MOST_COUNTED`] each: one statement.
pub async fn counts<const N: usize>(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filters: [&Filter; N],
) -> Result<[u64; N], Error> {
    counts::together(db, filters.map(|filter| counted(actor, filter))).await
}

/// The number of rows `filter` leaves in, as part of a statement.
pub fn counted(actor: &Actor, filter: &Filter) -> Expr {
    let some = requests::Entity::find()
        .select_only()
        .expr(Expr::value(1_i64))
        .filter(condition(actor, filter))
        .limit(MOST_COUNTED);
    counts::number_of(sea_orm::QueryTrait::into_query(some))
}

/// What is due for the reader, or late on the other side: what cannot wait first, then by its date. One statement.
pub async fn due(db: &impl ConnectionTrait, actor: &Actor, now: Time, limit: u64) -> Result<Vec<Row>, Error> {
    use requests::Column;
    let own = Filter {
        part: Part::OnUs,
        own_turn: true,
        ..Filter::default()
    };
    let late = Filter {
        part: Part::OnThem,
        due_before: Some(DueBefore(now)),
        ..Filter::default()
    };
    // What the reader took on stays in sight while it waits on colleagues.
    let taken_on = Filter {
        part: Part::OnUs,
        mine: actor.person,
        ..Filter::default()
    };
    let has_mine = actor.kind == OrganisationKind::Exchange && actor.person.is_some();
    let found = requests::Entity::find()
        .filter(
            Condition::any()
                .add(condition(actor, &own))
                .add(condition(actor, &late))
                .add_option(has_mine.then(|| condition(actor, &taken_on))),
        )
        .order_by_desc(Column::IsEmergency)
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_partial_model()
        .all(db)
        .await?;
    Ok(found.into_iter().map(row_of).collect())
}

/// What waits on the reader's own organisation, of what the reader knows. Each side alone is a range of an index; both
/// in one condition would be looked for row by row, so the side the reader does not work on is left out.
fn on_us(actor: &Actor) -> Condition {
    use requests::Column;
    let as_asker = Column::WaitingOn.is_in([Party::Asker, Party::Author, Party::Approver]);
    let as_recipient = Column::WaitingOn.eq(Party::Recipient);
    match (asks(actor), answers(actor)) {
        (true, false) => Condition::all().add(as_asker),
        (false, true) => Condition::all().add(as_recipient),
        (true, true) | (false, false) => Condition::any()
            .add(Column::AskerId.eq(actor.organisation).and(as_asker))
            .add(Column::RecipientId.eq(actor.organisation).and(as_recipient)),
    }
}

/// What the reader can move on: an author the own drafts, every role what its act moves on.
fn own_turn(actor: &Actor) -> Condition {
    use requests::Column;
    let is_turn = |status: &&Status| status.turn_of().iter().any(|role| actor.roles.has(*role));
    let moved: Vec<Status> = Status::ALL.iter().filter(is_turn).copied().collect();
    let on_role = Condition::all()
        .add(Column::WaitingOn.is_in([Party::Asker, Party::Recipient, Party::Approver]))
        .add(Column::Status.is_in(moved));
    let mut own = Condition::any().add(on_role);
    if let Some(person) = actor.person {
        own = own.add(
            Condition::all()
                .add(Column::WaitingOn.eq(Party::Author))
                .add(Column::AuthorId.eq(person)),
        );
    }
    own
}

fn condition(actor: &Actor, filter: &Filter) -> Condition {
    use requests::Column;
    let mut all = Condition::all().add(visible_to(actor));
    all = match filter.part {
        Part::Open => all.add(Column::IsOver.eq(false)),
        Part::OnUs => all.add(Column::IsOver.eq(false)).add(on_us(actor)),
        Part::OnThem => all.add(Column::IsOver.eq(false)).add(on_us(actor).not()),
        Part::Over => all.add(Column::IsOver.eq(true)),
    };
    if let Some(status) = filter.status {
        all = all.add(Column::Status.eq(status));
    }
    if let Some(urgency) = filter.urgency {
        all = all.add(Column::Urgency.eq(urgency));
    }
    if let Some(kind) = filter.kind {
        all = all.add(Column::Kind.eq(kind));
    }
    if let Some(other) = filter.counterparty {
        all = all.add(
            Condition::any()
                .add(Column::AskerId.eq(other))
                .add(Column::RecipientId.eq(other)),
        );
    }
    if let Some(DueBefore(due)) = filter.due_before {
        all = all.add(Column::DueAt.lt(due));
    }
    if let Some(case) = filter.case {
        all = all.add(Column::CaseId.eq(case));
    }
    if let Some(hot) = filter.emergencies {
        all = all.add(Column::IsEmergency.eq(hot));
    }
    if let Some(person) = filter.mine {
        all = all.add(
            Condition::any()
                .add(Column::AuthorId.eq(person))
                .add(Column::HandlerId.eq(person)),
        );
    }
    if filter.own_turn {
        all = all.add(own_turn(actor));
    }
    let words = filter.words.trim().to_lowercase();
    if !words.is_empty() {
        all = all.add(Expr::col(Column::Words).like(containing(&words)));
    }
    all
}

/// `words` anywhere; what LIKE reads as a sign stands for itself.
fn containing(words: &str) -> LikeExpr {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}

/// Positions of targets on which a hold for the same agency stands at the same exchange already.
pub async fn held_already(db: &impl ConnectionTrait, request: &Request) -> Result<Vec<u32>, Error> {
    let holding: Vec<&str> = request.targets.iter().map(|target| target.value.as_str()).collect();
    if holding.is_empty() {
        return Ok(Vec::new());
    }
    let held = crate::store::holds::standing_on(db, request.asker, request.content.recipient, &holding).await?;
    Ok(request
        .targets
        .iter()
        .filter(|target| {
            held.iter()
                .any(|(chain, value)| *chain == target.chain && *value == target.value)
        })
        .map(|target| target.position)
        .collect())
}
