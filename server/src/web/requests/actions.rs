//! What the reader can do with a request now. What cannot be done stays, with the reason in words.

use super::words::{Cast, reference};
use crate::domain::change::Refusal;
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::Status;
use crate::domain::requests::stops::Stopped;
use crate::web::page::Page;

/// A button, or why there is none.
#[derive(Clone, Debug)]
pub struct ActionView {
    /// Unique on the page.
    pub id: String,
    /// The act, in words.
    pub label: String,
    /// The page of the act.
    pub href: String,
    /// Further classes: `primary`, `danger` or nothing.
    pub class: &'static str,
    /// Why it cannot be done.
    pub refused: Option<String>,
    /// Whether it belongs to another part of the request's life, whoever reads: it stands folded away with its reason.
    pub elsewhen: bool,
    /// As of which version of the request it is sent, where pressing it is the act itself: nothing is asked first.
    pub sends: Option<i64>,
}

impl ActionView {
    /// The act `label` at `href`, if `allowed`.
    pub fn of(page: &Page, id: &str, label: impl Into<String>, href: String, allowed: Result<(), Refusal>) -> Self {
        Self {
            id: format!("act-{id}"),
            label: label.into(),
            href,
            class: "",
            refused: allowed.err().map(|refusal| page.refusal(&refusal)),
            elsewhen: false,
            sends: None,
        }
    }

    /// The one thing to do now.
    #[must_use]
    pub fn primary(self) -> Self {
        Self {
            class: "primary",
            ..self
        }
    }

    /// It takes something away.
    #[must_use]
    pub fn dangerous(self) -> Self {
        Self {
            class: "danger",
            ..self
        }
    }

    /// Pressing it is the act, on the version that was read.
    #[must_use]
    pub fn sending(self, version: i64) -> Self {
        Self {
            sends: Some(version),
            ..self
        }
    }
}

/// The buttons of a thing: what can be done, and what cannot with the reason. Those with one reason stand together, so
/// that it is said once.
#[derive(Clone, Debug, Default)]
pub struct Buttons {
    /// What the reader can do now.
    pub offered: Vec<ActionView>,
    /// What the reader cannot do now.
    pub refused: Vec<RefusedButtons>,
    /// What nobody does at this stage.
    pub elsewhen: Vec<RefusedButtons>,
}

/// Buttons that cannot be used, for one reason.
#[derive(Clone, Debug)]
pub struct RefusedButtons {
    /// Unique on the page: what describes the buttons.
    pub id: String,
    /// The acts, in words.
    pub labels: Vec<String>,
    /// Why.
    pub reason: String,
}

impl Buttons {
    /// Parts `actions`, in their order.
    pub fn of(actions: Vec<ActionView>) -> Self {
        let mut buttons = Self::default();
        for action in actions {
            let Some(reason) = action.refused.clone() else {
                buttons.offered.push(action);
                continue;
            };
            let groups = if action.elsewhen {
                &mut buttons.elsewhen
            } else {
                &mut buttons.refused
            };
            match groups.iter_mut().find(|group| group.reason == reason) {
                Some(group) => group.labels.push(action.label),
                None => groups.push(RefusedButtons {
                    id: action.id,
                    labels: vec![action.label],
                    reason,
                }),
            }
        }
        buttons
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.offered.is_empty() && self.refused.is_empty() && self.elsewhen.is_empty()
    }

    /// How many acts belong to another stage.
    pub fn count_elsewhen(&self) -> usize {
        self.elsewhen.iter().map(|group| group.labels.len()).sum()
    }
}

/// The acts of each side, in the order of the page: what moves the request on comes first.
const ASKER: &[Act] = &[
    Act::StandBy,
    Act::Clarify,
    Act::Revise,
    Act::Submit,
    Act::Approve,
    Act::SendBack,
    Act::Accept,
    Act::Dispute,
    Act::Maintain,
    Act::AskElsewhere,
    Act::Follow,
    Act::Reopen,
    Act::ReplaceDeadline,
    Act::Withdraw,
    Act::Discard,
];
const RECIPIENT: &[Act] = &[
    Act::Acknowledge,
    Act::Start,
    Act::Answer,
    Act::ConfirmWithdrawal,
    Act::Ask,
    Act::Assign,
    Act::Redirect,
    Act::Reopen,
    Act::Refuse,
];

/// Where an act has its button, and its reason while it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Above the request.
    Head,
    /// With the quality check, after what it found.
    Gate,
    /// With what is held or kept.
    Held,
    /// With the review; a request that was never flash or emergency has none.
    Review,
}

/// Where `act` stands on the page of `request` for its own side: every act somewhere, in every status.
pub fn stand(act: Act, request: &Request) -> Stand {
    let is_held = !request.holds.is_empty() || !request.preservations.is_empty();
    match (act, request.status) {
        (Act::Submit, Status::Draft) | (Act::Approve | Act::SendBack, Status::InReview) => Stand::Gate,
        (Act::Follow, _) if is_held => Stand::Held,
        (Act::Review, _) => Stand::Review,
        (
            Act::Revise
            | Act::Discard
            | Act::Submit
            | Act::SendBack
            | Act::Approve
            | Act::Clarify
            | Act::Maintain
            | Act::Withdraw
            | Act::Accept
            | Act::Dispute
            | Act::ReplaceDeadline
            | Act::Follow
            | Act::AskElsewhere
            | Act::StandBy
            | Act::Acknowledge
            | Act::Assign
            | Act::Redirect
            | Act::Ask
            | Act::Start
            | Act::Answer
            | Act::Refuse
            | Act::ConfirmWithdrawal
            | Act::Reopen,
            _,
        ) => Stand::Head,
    }
}

/// The buttons above the request: every act of the reader's side that has no place of its own further down. `gate_leads`
/// says that one of those with the quality check is what to do now.
pub fn actions(page: &Page, request: &Request, cast: Cast<'_>, gate_leads: bool) -> Buttons {
    let acts = if cast.asks() { ASKER } else { RECIPIENT };
    // Nobody is asked to stand by what nobody has left.
    let is_there = |act: &Act| *act != Act::StandBy || request.stops.has(Stopped::Officer);
    let here = acts
        .iter()
        .copied()
        .filter(|act| is_there(act) && stand(*act, request) == Stand::Head);
    let mut views: Vec<ActionView> = here.map(|act| view(page, act, request, cast)).collect();
    let may_lead = |view: &&mut ActionView| view.refused.is_none() && view.class.is_empty();
    let leads = on_reader(request, cast) && !gate_leads;
    if let Some(first) = views.iter_mut().find(may_lead).filter(|_| leads) {
        first.class = "primary";
    }
    Buttons::of(views)
}

fn on_reader(request: &Request, cast: Cast<'_>) -> bool {
    use crate::domain::requests::Party;
    match request.waiting().on {
        Party::Author | Party::Approver | Party::Asker => cast.asks(),
        Party::Recipient => !cast.asks(),
        Party::Nobody => false,
    }
}

fn view(page: &Page, act: Act, request: &Request, cast: Cast<'_>) -> ActionView {
    let allowed = if act == Act::AskElsewhere {
        request.may_ask_together(cast.reader)
    } else {
        request.may(act, cast.reader)
    };
    let href = format!("/requests/{}/{}", reference(request), path(act, request));
    let label = match (act, request.open_targets().next()) {
        (Act::Answer, Some(target)) => page.ta(
            "requests.show.answer_target",
            [("position", target.position.to_string())],
        ),
        _ => page.t(&format!("requests.act.{act}")).into_owned(),
    };
    let view = ActionView {
        elsewhen: act.from(request.status).is_err(),
        ..ActionView::of(page, act.code(), label, href, allowed)
    };
    match act {
        Act::Withdraw | Act::Discard | Act::Refuse => view.dangerous(),
        Act::Start => view.sending(request.version),
        Act::Submit
        | Act::Revise
        | Act::SendBack
        | Act::Approve
        | Act::Clarify
        | Act::Maintain
        | Act::Accept
        | Act::Dispute
        | Act::ReplaceDeadline
        | Act::Follow
        | Act::AskElsewhere
        | Act::StandBy
        | Act::Review
        | Act::Acknowledge
        | Act::Assign
        | Act::Redirect
        | Act::Ask
        | Act::Answer
        | Act::ConfirmWithdrawal
        | Act::Reopen => view,
    }
}

/// Where the page of an act is, below the request's own.
pub fn path(act: Act, request: &Request) -> String {
    let path = match act {
        Act::Revise => "edit",
        Act::Discard => "discard",
        Act::Submit => "submission",
        Act::SendBack => "return",
        Act::Approve => "approval",
        Act::Clarify => "answers",
        Act::Maintain => "maintenance",
        Act::Withdraw => "withdrawal",
        Act::Accept => "acceptance",
        Act::Dispute => "dispute",
        Act::ReplaceDeadline => "deadline",
        Act::Follow => "extension/new",
        Act::AskElsewhere => "again/new",
        Act::StandBy => "standing-by",
        Act::Review => "review",
        Act::Acknowledge => "acknowledgement",
        Act::Assign => "assignment",
        Act::Redirect => "redirection",
        Act::Ask => "questions",
        Act::Start => "start",
        Act::Answer => {
            let position = request.open_targets().next().map_or(1, |target| target.position);
            return format!("targets/{position}/answer");
        }
        Act::Refuse => "refusal",
        Act::ConfirmWithdrawal => "withdrawal/confirmation",
        Act::Reopen => "reopening",
    };
    path.to_owned()
}
