//! How often anybody may check a verify code or apply to join: guesses cost a guesser hours, a flood of applications costs
//! days, and readers of a letter nothing.

use std::num::NonZeroU32;

use jiff::SignedDuration;

/// Checks at once; after that one in each [`EACH`].
pub const AT_ONCE: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// How long a check that was used up takes to come back.
pub const EACH: SignedDuration = SignedDuration::from_mins(1);

/// How often somebody without an account may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// So often at once.
    pub at_once: NonZeroU32,
    /// How long one that was used up takes to come back.
    pub each: SignedDuration,
}

/// Checks of verify codes.
pub const CODES: Allowance = Allowance {
    at_once: AT_ONCE,
    each: EACH,
};

/// Applications to join: a ministry behind one address sends several; more is a flood that verifiers would have to sift.
pub const APPLICATIONS: Allowance = Allowance {
    at_once: NonZeroU32::new(5).unwrap(),
    each: SignedDuration::from_hours(2),
};
