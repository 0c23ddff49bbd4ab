//! How fast an agency may go: what an organisation sets of it, how much may be sent in a day, and what is looked at twice
//! (security S74). A stolen account sends at once and a lot; an officer whom nobody here knows yet has somebody beside.

mod caps;
mod limits;
mod second_look;
mod unfamiliar;

pub use caps::{Cap, Sent, WITHIN};
pub use limits::{Limit, Limits, Pace, SETTING};
pub use second_look::{SecondLook, Why};
pub use unfamiliar::{Arrived, NOWHERE, Unfamiliar};

#[cfg(test)]
mod tests;
