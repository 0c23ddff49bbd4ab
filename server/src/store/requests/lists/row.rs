//! What a list shows of a request, and the columns it is made from.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DerivePartialModel};

use crate::domain::clocks::{ClockKind, Urgency};
use crate::domain::ids::{CaseId, OrganisationId, PersonId, RequestId};
use crate::domain::money::{Asset, Units};
use crate::domain::pace::SecondLook;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Kind, Question, Status};
use crate::domain::requests::stops::Stops;
use crate::domain::requests::{Content, Party, Standing, Waiting, runs_on};
use crate::domain::values::Time;
use crate::store::entity::{people, requests};
use crate::store::people::handles;
use crate::store::requests::NEVER;
use crate::store::requests::columns::{Approvals, Asked, Clocks, Writers};

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
    /// Who works on it, and can still answer it.
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
    /// Whether it is looked at twice before it is issued, or was.
    pub second_look: bool,
    /// On whom it waits.
    pub waiting_on: Party,
    /// Since when.
    pub since: Time,
    /// By when.
    pub due: Option<Time>,
    /// By which clock.
    pub due_clock: Option<ClockKind>,
    /// What the recipient owes all the same while its question is open.
    pub meanwhile: Option<(ClockKind, Time)>,
    /// By when its review is due, where nobody has done it; for the asker's pages only.
    pub review_due: Option<Time>,
    /// Sums asked for.
    pub asked: Vec<(Asset, Units)>,
    /// How many targets.
    pub targets: u64,
    /// How many are answered.
    pub answered: u64,
    /// Who of it is suspended.
    pub stops: Stops,
    /// When it last changed.
    pub updated_at: Time,
}

impl Row {
    /// What the waiting line is told from, as [`crate::domain::requests::Request::standing`] tells it.
    pub fn standing(&self) -> Standing<'_> {
        Standing {
            status: self.status,
            kind: self.kind,
            urgency: self.urgency,
            asker: self.asker,
            recipient: self.recipient,
            author: self.author,
            writers: &self.writers,
            approved_by: self.approved_by.clone(),
            second_look: self.second_look,
            handler: self.handler,
            waiting: Waiting {
                on: self.waiting_on,
                since: self.since,
                due: self.due,
                clock: self.due_clock,
                meanwhile: self.meanwhile,
            },
        }
    }
}

/// Clocks are read only where they say more than the columns: of an emergency whose question is open.
fn running() -> Expr {
    use requests::Column;
    let asks = Column::Status
        .eq(Status::Clarification)
        .and(Column::IsEmergency.eq(true));
    Expr::case(asks, Expr::col((requests::Entity, Column::Clocks))).into()
}

/// Who has it in hand, as far as they can answer it.
fn in_hand() -> Expr {
    use requests::Column;
    let handler = Expr::col((requests::Entity, Column::HandlerId));
    let able = Query::select()
        .expr(Expr::value(1_i64))
        .from(people::Entity)
        .and_where(handler.clone().equals((people::Entity, people::Column::Id)))
        .and_where(handles())
        .take();
    Expr::case(Expr::exists(able), handler).into()
}

/// The columns a [`Row`] is made from: neither packet nor targets, and hardly ever clocks.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "requests::Entity")]
pub(in crate::store::requests) struct Listed {
    pub(super) id: RequestId,
    case_id: CaseId,
    number: Option<String>,
    asker_id: OrganisationId,
    recipient_id: OrganisationId,
    author_id: PersonId,
    writers: Writers,
    #[sea_orm(from_expr = "in_hand()")]
    handler_id: Option<PersonId>,
    kind: Kind,
    urgency: Urgency,
    content: Content,
    status: Status,
    question: Option<Question>,
    ground: Option<Ground>,
    approvals: Approvals,
    second_look: Option<SecondLook>,
    waiting_on: Party,
    status_since_at: Time,
    pub(super) due_at: Time,
    due_clock: Option<ClockKind>,
    #[sea_orm(from_expr = "running()")]
    running: Option<Clocks>,
    review_due_at: Option<Time>,
    reviewed_at: Option<Time>,
    asked: Asked,
    target_count: i64,
    answered_count: i64,
    stops: Stops,
    pub(super) updated_at: Time,
}

pub(in crate::store::requests) fn row_of(row: Listed) -> Row {
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
        second_look: row.second_look.is_some(),
        waiting_on: row.waiting_on,
        since: row
            .stops
            .since
            .filter(|_| row.status.is_issued())
            .unwrap_or(row.status_since_at),
        stops: row.stops,
        due: Some(row.due_at).filter(|due| *due < NEVER),
        due_clock: row.due_clock,
        meanwhile: row
            .running
            .and_then(|clocks| runs_on(row.status, row.urgency, &clocks.0)),
        review_due: row.review_due_at.filter(|_| row.reviewed_at.is_none()),
        asked,
        targets: u64::try_from(row.target_count).unwrap_or(0),
        answered: u64::try_from(row.answered_count).unwrap_or(0),
        updated_at: row.updated_at,
    }
}
