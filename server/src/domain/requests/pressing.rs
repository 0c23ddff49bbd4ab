//! How often one person may press: flash and emergency requests are limited per officer (domain §3), since what is
//! always urgent is believed by nobody, and a stolen account presses first (domain §8).

use jiff::SignedDuration;

use crate::domain::change::Refusal;
use crate::domain::clocks::Urgency;
use crate::domain::values::Time;

/// So many in [`WITHIN`]. No source states a number: five let an officer follow one theft over five exchanges in a
/// night; who needs more has a colleague send them, and a second pair of eyes on why.
pub const MOST: usize = 5;

/// The span that counts.
pub const WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// When one person sent requests of the two highest urgencies for approval, each request once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pressed(pub Vec<Time>);

impl Pressed {
    /// From when on a sending counts at `now`.
    pub fn since(now: Time) -> Time {
        now.plus(-WITHIN)
    }

    /// Whether one more of `urgency` may be sent at `now`.
    ///
    /// # Errors
    /// As many as may be were sent; it says when the next may be.
    pub fn may_press(&self, urgency: Urgency, now: Time) -> Result<(), Refusal> {
        if !urgency.is_reviewed_afterwards() {
            return Ok(());
        }
        let mut sent: Vec<Time> = self.0.iter().copied().filter(|at| *at > Self::since(now)).collect();
        sent.sort_unstable_by(|a, b| b.cmp(a));
        match sent.get(MOST - 1) {
            Some(oldest) => Err(Refusal::Spent {
                most: MOST,
                next: oldest.plus(WITHIN),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    fn ago(hours: i64) -> Time {
        NOW.plus(SignedDuration::from_hours(-hours))
    }

    #[test]
    fn the_sixth_of_a_day_waits_until_the_first_is_a_day_old() {
        let four = Pressed((1..=4).map(ago).collect());
        let five = Pressed((1..=5).map(ago).collect());
        let seven = Pressed((1..=7).map(ago).collect());
        for &urgency in Urgency::ALL {
            assert_eq!(four.may_press(urgency, NOW), Ok(()));
            let spent = if urgency.is_emergency() {
                Err(Refusal::Spent {
                    most: MOST,
                    next: ago(5).plus(WITHIN),
                })
            } else {
                Ok(())
            };
            assert_eq!(five.may_press(urgency, NOW), spent);
            assert_eq!(seven.may_press(urgency, NOW), spent);
        }
    }

    #[test]
    fn what_is_a_day_old_counts_no_more() {
        let old = Pressed(vec![ago(1), ago(2), ago(3), ago(4), ago(24)]);
        assert_eq!(old.may_press(Urgency::Flash, NOW), Ok(()));
        assert_eq!(Pressed(vec![ago(25); 9]).may_press(Urgency::Flash, NOW), Ok(()));
    }
}
