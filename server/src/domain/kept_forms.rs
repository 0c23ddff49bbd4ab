//! What was typed into a form that met no session, or that changes its language: for how long it is kept, and how much.

use jiff::SignedDuration;

/// As long as a session can last: whoever comes back the next morning signs in on the day of the form.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(12);

/// Forms kept for one person; the oldest goes first. Several windows lose nothing, and nobody fills the disk.
pub const MOST: usize = 4;
