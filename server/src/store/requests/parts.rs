//! The parts of a list of requests, and how it is sorted.

use crate::domain::requests::Party;
use crate::domain::requests::kinds::Status;

/// Which part of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Everything that is not over.
    #[default]
    Open,
    /// What waits on the reader's side.
    OnUs,
    /// What waits on the other side.
    OnThem,
    /// What is over.
    Over,
}

impl Part {
    /// Every part, in the order of the tabs.
    pub const ALL: &'static [Self] = &[Self::Open, Self::OnUs, Self::OnThem, Self::Over];

    /// Whether a request in `status` can stand in it, for who `asks` or for who is asked. What cannot is not offered as a
    /// filter there.
    pub const fn may_hold(self, status: Status, asks: bool) -> bool {
        if !asks && !status.is_issued() {
            return false;
        }
        let on_asker = match status.waits_on() {
            Party::Author | Party::Approver | Party::Asker => true,
            Party::Recipient | Party::Nobody => false,
        };
        match self {
            Self::Open => !status.is_over(),
            Self::OnUs => !status.is_over() && on_asker == asks,
            Self::OnThem => !status.is_over() && on_asker != asks,
            Self::Over => status.is_over(),
        }
    }

    /// The word in the URL and of its text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OnUs => "on_us",
            Self::OnThem => "on_them",
            Self::Over => "over",
        }
    }
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What is due first, first.
    #[default]
    Due,
    /// What changed last, first.
    Changed,
}

impl Sort {
    /// The word in the URL and of its text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Changed => "changed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_stands_in_one_part_of_those_that_share_the_list() {
        for status in Status::ALL {
            for asks in [true, false] {
                let holds = |part: Part| part.may_hold(*status, asks);
                let is_seen = asks || status.is_issued();
                let shares = [Part::OnUs, Part::OnThem, Part::Over];
                assert_eq!(
                    shares.into_iter().filter(|part| holds(*part)).count(),
                    usize::from(is_seen),
                    "{status}"
                );
                assert_eq!(holds(Part::Open), holds(Part::OnUs) || holds(Part::OnThem), "{status}");
            }
        }
    }
}
