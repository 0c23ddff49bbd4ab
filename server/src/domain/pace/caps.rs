//! How much is sent for approval in a day, by one officer and by all of an agency.

use jiff::SignedDuration;

use super::{Limits, SecondLook, Unfamiliar};
use crate::domain::actor::words;
use crate::domain::change::Refusal;
use crate::domain::clocks::Urgency;
use crate::domain::values::Time;

words! {
    /// What was spent.
    Cap("cap") {
        /// What one officer sends that cannot wait.
        Pressing = "pressing",
        /// What one officer sends.
        Officer = "officer",
        /// What all of the organisation send.
        Organisation = "organisation",
    }
}

/// The span that counts.
pub const WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// What is known before something is sent: what was sent within [`WITHIN`], each request once and without this one, and
/// what decides on a second look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// What the organisation has set.
    pub limits: Limits,
    /// When the officer sent what cannot wait.
    pub pressing: Vec<Time>,
    /// When the officer sent anything.
    pub officer: Vec<Time>,
    /// When anybody of the organisation did; of more than the cap, the newest.
    pub organisation: Vec<Time>,
    /// How many requests of the author's were ever issued.
    pub issued: u64,
    /// How many could approve it.
    pub able: usize,
}

impl Sent {
    /// Of an author whom everybody knows, who has sent nothing today: for what is made up.
    pub fn by_known() -> Self {
        Self {
            issued: u64::MAX,
            ..Self::default()
        }
    }

    /// From when on a sending counts at `now`.
    pub fn since(now: Time) -> Time {
        now.plus(-WITHIN)
    }

    /// Whether one more of `urgency` may be sent at `now`.
    ///
    /// # Errors
    /// As many as may be were sent. Of several caps that are spent the one that opens last is told: it says when the next may
    /// be sent.
    pub fn may_send(&self, urgency: Urgency, now: Time) -> Result<(), Refusal> {
        let Limits {
            sent_per_officer,
            sent_per_organisation,
            pressing,
            first_requests: _,
            unfamiliar_for: _,
        } = self.limits.bounded();
        let of_pressing = if urgency.is_reviewed_afterwards() {
            &self.pressing[..]
        } else {
            &[]
        };
        let spent = [
            (Cap::Pressing, pressing, of_pressing),
            (Cap::Officer, sent_per_officer, &self.officer),
            (Cap::Organisation, sent_per_organisation, &self.organisation),
        ]
        .into_iter()
        .filter_map(|(cap, most, sent)| Some((next(most, sent, now)?, cap, most)))
        .max_by_key(|(next, ..)| *next);
        match spent {
            Some((next, cap, most)) => Err(Refusal::Spent { cap, most, next }),
            None => Ok(()),
        }
    }

    /// What is looked at twice, and by how many.
    pub fn second_look(&self, unfamiliar: Unfamiliar) -> Option<SecondLook> {
        SecondLook::of(self.issued, &self.limits, unfamiliar, self.able)
    }
}

/// When the next may be sent, where `most` of `sent` were within [`WITHIN`].
fn next(most: u32, sent: &[Time], now: Time) -> Option<Time> {
    let mut counted: Vec<Time> = sent.iter().copied().filter(|at| *at > Sent::since(now)).collect();
    counted.sort_unstable_by(|a, b| b.cmp(a));
    let place = usize::try_from(most).ok()?.checked_sub(1)?;
    counted.get(place).map(|oldest| oldest.plus(WITHIN))
}
