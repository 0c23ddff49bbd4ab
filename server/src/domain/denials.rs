//! How many refusals of one person the trail keeps: whoever probes stands in it, and a flood does not fill the disk
//! (security S48, S60).

use jiff::SignedDuration;

/// So many refusals of one person are kept within [`WITHIN`]; the last of them says that there were too many.
pub const MOST: u64 = 300;

/// See [`MOST`].
pub const WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// The reason of the last refusal that is kept.
pub const TOO_MANY: &str = "too_many";
