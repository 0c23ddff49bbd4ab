//! Steps of the machine's clock, which nobody may make unseen (security S67).

use jiff::SignedDuration;

/// A longer step is told in the trail. A clock that is kept right by a time server moves by far less between two looks.
const UNTOLD: SignedDuration = SignedDuration::from_secs(1);

/// By how much a clock stepped that says `passed` where really `ran` has passed; negative where it was set back.
/// Nothing where that is a second or less.
pub fn stepped(passed: SignedDuration, ran: SignedDuration) -> Option<SignedDuration> {
    let by = passed.saturating_sub(ran);
    (by > UNTOLD || by < -UNTOLD).then_some(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_more_than_a_second_either_way_is_told() {
        let millis = SignedDuration::from_millis;
        for (passed, ran, by) in [
            (5_000, 5_000, None),
            (6_000, 5_000, None),
            (4_000, 5_000, None),
            (6_001, 5_000, Some(1_001)),
            (3_999, 5_000, Some(-1_001)),
            (-3_600_000, 5_000, Some(-3_605_000)),
            (3_605_000, 5_000, Some(3_600_000)),
        ] {
            assert_eq!(stepped(millis(passed), millis(ran)), by.map(millis), "{passed} {ran}");
        }
    }
}
