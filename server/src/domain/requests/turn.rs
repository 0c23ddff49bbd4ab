//! Whose turn it is: the act that moves a request on from where it stands, and the roles that can do it.

use crate::domain::actor::Role;

use super::acts::Act;
use super::kinds::{Kind, Status};

impl Status {
    /// What moves a request on from here; nothing where nobody is expected to act.
    pub const fn next_act(self) -> Option<Act> {
        match self {
            Self::Draft => Some(Act::Revise),
            Self::InReview => Some(Act::Approve),
            Self::Issued | Self::Maintained => Some(Act::Acknowledge),
            Self::Acknowledged => Some(Act::Start),
            Self::Executing | Self::PartlyAnswered | Self::Disputed => Some(Act::Answer),
            Self::Clarification => Some(Act::Clarify),
            Self::Answered | Self::Refused => Some(Act::Accept),
            Self::Withdrawing => Some(Act::ConfirmWithdrawal),
            Self::Embargoed
            | Self::Redirected
            | Self::ClosedUnanswered
            | Self::Withdrawn
            | Self::Closed
            | Self::Superseded => None,
        }
    }

    /// The roles whose turn it is. Counsel may refuse a target at any time, and is not who answers it.
    pub const fn turn_of(self) -> &'static [Role] {
        match self.next_act() {
            Some(Act::Answer) => &[Role::Responder],
            Some(act) => act.roles(),
            None => &[],
        }
    }

    /// What the asker may ask of what a request left standing, the usual first: that it lasts longer, or its release.
    /// Once the request was taken back nothing: what the exchange keeps then it keeps on another basis.
    pub const fn follow_ups(self) -> &'static [Kind] {
        match Act::Follow.from(self) {
            Ok(()) => &[Kind::Extend, Kind::Release],
            Err(_) => &[],
        }
    }

    /// The statuses a request can come to in this version: there is no T-zero and no amendment yet.
    pub const REACHED: &'static [Self] = &[
        Self::Draft,
        Self::InReview,
        Self::Issued,
        Self::Acknowledged,
        Self::Redirected,
        Self::Clarification,
        Self::Executing,
        Self::PartlyAnswered,
        Self::Answered,
        Self::ClosedUnanswered,
        Self::Refused,
        Self::Maintained,
        Self::Withdrawing,
        Self::Withdrawn,
        Self::Closed,
        Self::Disputed,
    ];

    /// Whether a request can come to it in this version.
    pub const fn is_reached(self) -> bool {
        match self {
            Self::Draft
            | Self::InReview
            | Self::Issued
            | Self::Acknowledged
            | Self::Redirected
            | Self::Clarification
            | Self::Executing
            | Self::PartlyAnswered
            | Self::Answered
            | Self::ClosedUnanswered
            | Self::Refused
            | Self::Maintained
            | Self::Withdrawing
            | Self::Withdrawn
            | Self::Closed
            | Self::Disputed => true,
            Self::Embargoed | Self::Superseded => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_request_on_is_allowed_where_it_stands() {
        for status in Status::ALL {
            let Some(act) = status.next_act() else { continue };
            assert_eq!(act.from(*status), Ok(()), "{status}");
            assert!(
                status.turn_of().iter().all(|role| act.roles().contains(role)),
                "{status}"
            );
            assert!(!status.turn_of().is_empty(), "{status}");
        }
    }

    #[test]
    fn every_status_says_whether_it_is_reached() {
        for status in Status::ALL {
            assert_eq!(Status::REACHED.contains(status), status.is_reached(), "{status}");
        }
    }
}
