//! How often anybody may check a verify code: guesses cost a guesser hours, and readers of a letter nothing.

use std::num::NonZeroU32;

use jiff::SignedDuration;

/// Checks at once; after that one in each [`EACH`].
pub const AT_ONCE: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// How long a check that was used up takes to come back.
pub const EACH: SignedDuration = SignedDuration::from_mins(1);
