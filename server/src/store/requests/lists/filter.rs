//! What a list leaves in, as a condition of its statement.

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Query};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::actor::{Actor, Role};
use crate::domain::clocks::Urgency;
use crate::domain::ids::{CaseId, OrganisationId, PersonId};
use crate::domain::indicators::Chain;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::{Named, Party};
use crate::domain::values::Time;
use crate::store::entity::{requests, targets};
use crate::store::requests::parts::Part;
use crate::store::requests::reviews::{Owed, owed};
use crate::store::requests::{answers, asks, visible_to};

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
    /// Only what the reader's own agency has still to review.
    pub review: Option<Owed>,
    /// Only what stands still for a suspension.
    pub stopped: bool,
    /// Only what a text names.
    pub named: Option<Named>,
    /// Only of this case.
    pub case: Option<CaseId>,
    /// Only emergencies, or everything but them.
    pub emergencies: Option<bool>,
    /// Only what this person handles or wrote.
    pub mine: Option<PersonId>,
    /// Only what counsel may still refuse, whoever answers it.
    pub for_counsel: bool,
    /// Only what the reader's own roles can move on: no colleague's draft, no approval for whoever may not approve.
    pub own_turn: bool,
}

impl Filter {
    /// The same under `part`, for who `asks` or is asked: without what can leave nothing in there.
    #[must_use]
    pub fn under(&self, part: Part, asks: bool) -> Self {
        Self {
            part,
            status: self.status.filter(|status| part.may_hold(*status, asks)),
            due_before: self.due_before.filter(|_| part != Part::Over),
            ..self.clone()
        }
    }
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
    if Act::StandBy.roles().iter().any(|role| actor.roles.has(*role)) {
        let left = Condition::all()
            .add(Column::IsStopped.eq(true))
            .add(Column::WaitingOn.eq(Party::Asker));
        own = own.add(left);
    }
    if let Some(person) = actor.person {
        own = own.add(
            Condition::all()
                .add(Column::WaitingOn.eq(Party::Author))
                .add(Column::AuthorId.eq(person)),
        );
    }
    own
}

/// What counsel of the exchange may refuse: some of it has no answer yet. Of others, nothing.
fn for_counsel(actor: &Actor) -> Condition {
    use requests::Column;
    let may_refuse = |status: &&Status| Act::Refuse.from(**status).is_ok();
    let open: Vec<Status> = Status::ALL.iter().filter(may_refuse).copied().collect();
    let of_counsel = Condition::all()
        .add(Column::RecipientId.eq(actor.organisation))
        .add(Column::Status.is_in(open))
        .add(
            Expr::col((requests::Entity, Column::AnsweredCount)).lt(Expr::col((requests::Entity, Column::TargetCount))),
        );
    if actor.roles.has(Role::Counsel) {
        of_counsel
    } else {
        Condition::all().add(Column::Id.is_null())
    }
}

pub(super) fn condition(actor: &Actor, filter: &Filter) -> Condition {
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
    if let Some(which) = filter.review {
        all = all.add(owed(actor, which));
    }
    if filter.stopped {
        all = all.add(Column::IsStopped.eq(true));
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
                .add(Column::KeeperId.eq(person))
                .add(Column::HandlerId.eq(person)),
        );
    }
    if filter.own_turn {
        all = all.add(own_turn(actor));
    }
    if filter.for_counsel {
        all = all.add(for_counsel(actor));
    }
    if let Some(named) = &filter.named {
        all = all.add(naming(named));
    }
    all
}

/// What `named` names: by a whole value of a target or a transaction of it, each through its index; by a part of number
/// or reference row by row.
pub(super) fn naming(named: &Named) -> Condition {
    use targets::Column as Of;
    let Named {
        part,
        addresses,
        values,
        transactions,
    } = named;
    let at = |(chain, value): &(Chain, String)| Of::Chain.eq(chain.name()).and(Of::Value.eq(value.as_str()));
    let mut whole = addresses.iter().map(at).fold(Condition::any(), Condition::add);
    if addresses.is_empty() {
        whole = whole.add(Of::Value.is_in(values.iter().map(String::as_str)));
    }
    if !transactions.is_empty() {
        for column in [Of::Txid, Of::MovedTxid] {
            whole = whole.add(column.is_in(transactions.iter().map(String::as_str)));
        }
    }
    let asked = Query::select()
        .column(Of::RequestId)
        .from(targets::Entity)
        .cond_where(whole)
        .take();
    Condition::any()
        .add(requests::Column::Id.in_subquery(asked))
        .add_option(
            part.as_ref()
                .map(|part| Expr::col(requests::Column::Words).like(containing(part))),
        )
}

/// `words` anywhere; what LIKE reads as a sign stands for itself.
fn containing(words: &str) -> LikeExpr {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}
