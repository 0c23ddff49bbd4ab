//! What the reader can do with a request now. What cannot be done stays, with the reason in words.

use super::words::{Cast, reference};
use crate::domain::change::Refusal;
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::Status;
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
    /// Whether pressing it is the act itself: nothing is asked first.
    pub sends: bool,
    /// The version that was read, where the act is on that and no other.
    pub version: Option<i64>,
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
            sends: false,
            version: None,
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

    /// Pressing it is the act.
    #[must_use]
    pub fn sending(self) -> Self {
        Self { sends: true, ..self }
    }

    /// Pressing it is the act, on the version that was read.
    #[must_use]
    pub fn sending_version(self, version: i64) -> Self {
        Self {
            sends: true,
            version: Some(version),
            ..self
        }
    }
}

/// The acts of each side, in the order of the page: what moves the request on comes first.
const ASKER: &[Act] = &[
    Act::Clarify,
    Act::Revise,
    Act::Accept,
    Act::Dispute,
    Act::Maintain,
    Act::AskElsewhere,
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

/// The buttons above the request. Sending a draft, approving and sending back stand with the quality check, after what
/// it found, and a review with what it is about; `gate_leads` says that one of them is what to do now.
pub fn actions(page: &Page, request: &Request, cast: Cast<'_>, gate_leads: bool) -> Vec<ActionView> {
    let acts = if cast.asks() { ASKER } else { RECIPIENT };
    let shown = acts.iter().copied().filter(|act| is_near(*act, request.status));
    let mut views: Vec<ActionView> = shown.map(|act| view(page, act, request, cast)).collect();
    let may_lead = |view: &&mut ActionView| view.refused.is_none() && view.class.is_empty();
    let leads = on_reader(request, cast) && !gate_leads;
    if let Some(first) = views.iter_mut().find(may_lead).filter(|_| leads) {
        first.class = "primary";
    }
    views
}

fn on_reader(request: &Request, cast: Cast<'_>) -> bool {
    use crate::domain::requests::Party;
    match request.waiting().on {
        Party::Author | Party::Approver | Party::Asker => cast.asks(),
        Party::Recipient => !cast.asks(),
        Party::Nobody => false,
    }
}

/// What the status allows, and what comes next once something else has happened.
fn is_near(act: Act, status: Status) -> bool {
    let soon = match act {
        Act::Start => matches!(status, Status::Issued),
        Act::Answer => matches!(status, Status::Acknowledged | Status::Clarification),
        Act::Accept => matches!(status, Status::Executing | Status::PartlyAnswered),
        Act::Withdraw => matches!(status, Status::Withdrawing),
        Act::Revise
        | Act::Discard
        | Act::Submit
        | Act::SendBack
        | Act::Approve
        | Act::Clarify
        | Act::Maintain
        | Act::Dispute
        | Act::ReplaceDeadline
        | Act::Follow
        | Act::AskElsewhere
        | Act::Review
        | Act::Acknowledge
        | Act::Assign
        | Act::Redirect
        | Act::Ask
        | Act::Refuse
        | Act::ConfirmWithdrawal
        | Act::Reopen => false,
    };
    soon || act.from(status).is_ok()
}

fn view(page: &Page, act: Act, request: &Request, cast: Cast<'_>) -> ActionView {
    let allowed = request.may(act, cast.reader);
    let href = format!("/requests/{}/{}", reference(request), path(act, request));
    let label = match (act, request.unanswered().next()) {
        (Act::Answer, Some(target)) => page.ta(
            "requests.show.answer_target",
            [("position", target.position.to_string())],
        ),
        _ => page.t(&format!("requests.act.{act}")).into_owned(),
    };
    let view = ActionView::of(page, act.code(), label, href, allowed);
    match act {
        Act::Withdraw | Act::Discard | Act::Refuse => view.dangerous(),
        Act::Start => view.sending(),
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
        Act::Review => "review",
        Act::Acknowledge => "acknowledgement",
        Act::Assign => "assignment",
        Act::Redirect => "redirection",
        Act::Ask => "questions",
        Act::Start => "start",
        Act::Answer => {
            let position = request.unanswered().next().map_or(1, |target| target.position);
            return format!("targets/{position}/answer");
        }
        Act::Refuse => "refusal",
        Act::ConfirmWithdrawal => "withdrawal/confirmation",
        Act::Reopen => "reopening",
    };
    path.to_owned()
}
