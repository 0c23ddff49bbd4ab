//! What each side has said of a request, in a field that it alone writes (ETSI TS 103 120; domain §3): a status that an
//! act of the asker made is never the recipient's word.

use crate::domain::actor::words;

use super::kinds::Status;
use super::request::Request;

words! {
    /// The recipient's last word.
    Reported("word of the recipient") {
        /// It has not been issued to anybody.
        NotIssued = "not_issued",
        /// It was issued, or opened again, and nothing has been said since.
        Nothing = "nothing",
        /// Taken on.
        Acknowledged = "acknowledged",
        /// Another entity was named.
        Redirected = "redirected",
        /// A question was asked; where it closed the request by the clock, nothing more was said.
        Asked = "asked",
        /// Work began.
        Executing = "executing",
        /// Some targets were answered.
        PartlyAnswered = "partly_answered",
        /// Every target was answered.
        Answered = "answered",
        /// The whole was refused.
        Refused = "refused",
        /// It was confirmed that the request is withdrawn.
        Confirmed = "confirmed",
    }
}

words! {
    /// What the asker said last, beside what it wants.
    Said("word of the asker") {
        /// The refusal is not accepted.
        Maintains = "maintains",
        /// The answer is not accepted.
        Disputes = "disputes",
        /// The answer, or the refusal, is accepted.
        Accepts = "accepts",
    }
}

impl Request {
    /// The recipient's last word.
    pub fn reported(&self) -> Reported {
        if self.issued_at.is_none() {
            return Reported::NotIssued;
        }
        match self.status {
            Status::Draft | Status::InReview | Status::Embargoed => Reported::NotIssued,
            Status::Issued => Reported::Nothing,
            Status::Acknowledged if self.acknowledged_at.is_none() => Reported::Nothing,
            Status::Acknowledged => Reported::Acknowledged,
            Status::Redirected => Reported::Redirected,
            Status::Clarification | Status::ClosedUnanswered => Reported::Asked,
            Status::Executing => Reported::Executing,
            Status::PartlyAnswered => Reported::PartlyAnswered,
            Status::Answered => Reported::Answered,
            Status::Refused | Status::Maintained => Reported::Refused,
            Status::Withdrawn => Reported::Confirmed,
            // What follows is the asker's act: the word before it stands.
            Status::Withdrawing | Status::Closed | Status::Disputed | Status::Superseded => self.last_word(),
        }
    }

    fn last_word(&self) -> Reported {
        let answered = self.targets.iter().any(|target| target.answer.is_some());
        if self.ground.is_some() {
            Reported::Refused
        } else if answered && self.unanswered().next().is_none() {
            Reported::Answered
        } else if answered {
            Reported::PartlyAnswered
        } else if self.started_at.is_some() {
            Reported::Executing
        } else if self.acknowledged_at.is_some() {
            Reported::Acknowledged
        } else {
            Reported::Nothing
        }
    }

    /// What the asker said last of what was reported; nothing where what it wants says all.
    pub const fn asker_said(&self) -> Option<Said> {
        match self.status {
            Status::Maintained => Some(Said::Maintains),
            Status::Disputed => Some(Said::Disputes),
            Status::Closed => Some(Said::Accepts),
            Status::Draft
            | Status::InReview
            | Status::Embargoed
            | Status::Issued
            | Status::Acknowledged
            | Status::Redirected
            | Status::Clarification
            | Status::Executing
            | Status::PartlyAnswered
            | Status::Answered
            | Status::ClosedUnanswered
            | Status::Refused
            | Status::Withdrawing
            | Status::Withdrawn
            | Status::Superseded => None,
        }
    }
}
