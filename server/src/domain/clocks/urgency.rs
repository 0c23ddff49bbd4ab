//! How pressing a request is, and what the asker owes for saying so.

use crate::domain::actor::words;

words! {
    /// How pressing a request is. Sorts with the most pressing first.
    Urgency("urgency") {
        /// Funds are moving now; the paper follows within 24 hours.
        Flash = "flash",
        /// Threat to life or to critical infrastructure.
        Emergency = "emergency",
        /// Loss is likely within days.
        Urgent = "urgent",
        /// Ahead of the ordinary queue.
        Priority = "priority",
        /// The ordinary queue.
        Routine = "routine",
    }
}

impl Urgency {
    /// Whether it is one of the two for which every rule is stricter: on the asker's duties, its officer's assurance and
    /// the clocks.
    pub const fn is_emergency(self) -> bool {
        match self {
            Self::Flash | Self::Emergency => true,
            Self::Urgent | Self::Priority | Self::Routine => false,
        }
    }

    /// Whether a clock of such a request may ever be paused: where money or lives run out, a question stops nothing.
    pub const fn pauses(self) -> bool {
        !self.is_emergency()
    }

    /// Whether the asker must write why it cannot wait.
    pub const fn needs_reason(self) -> bool {
        self.is_emergency()
    }

    /// Whether a second person beside the approver must agree before issue.
    pub const fn needs_second_approver(self) -> bool {
        self.is_emergency()
    }

    /// Whether a number must be named at which the asker answers a call-back at once.
    pub const fn needs_callback(self) -> bool {
        self.is_emergency()
    }

    /// Whether its use is limited per officer and looked at afterwards.
    pub const fn is_reviewed_afterwards(self) -> bool {
        self.is_emergency()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_are_the_words_in_rows() {
        for &urgency in Urgency::ALL {
            assert_eq!(urgency.code().parse(), Ok(urgency));
            assert_eq!(serde_json::to_value(urgency).unwrap(), urgency.code());
        }
        assert!("Flash".parse::<Urgency>().is_err() && "".parse::<Urgency>().is_err());
    }

    #[test]
    fn the_most_pressing_sort_first() {
        let mut shuffled = [
            Urgency::Routine,
            Urgency::Flash,
            Urgency::Priority,
            Urgency::Urgent,
            Urgency::Emergency,
        ];
        shuffled.sort();
        assert_eq!(shuffled, Urgency::ALL);
    }

    #[test]
    fn only_flash_and_emergency_owe_a_reason_a_second_approver_and_a_number() {
        for &urgency in Urgency::ALL {
            let pressing = matches!(urgency, Urgency::Flash | Urgency::Emergency);
            assert_eq!(urgency.is_emergency(), pressing);
            assert_eq!(urgency.pauses(), !pressing);
            assert_eq!(urgency.needs_reason(), pressing);
            assert_eq!(urgency.needs_second_approver(), pressing);
            assert_eq!(urgency.needs_callback(), pressing);
            assert_eq!(urgency.is_reviewed_afterwards(), pressing);
        }
    }
}
