//! Requests: one asker, one recipient, one kind, one legal basis, targets and clocks.
//!
//! [`acts`] is the life cycle as a table; [`drafting`], [`asker`], [`recipient`] and [`clockwork`] are what each side and
//! the clock do, [`review`] what the asker's own house does afterwards, [`stops`] what a suspension does.

pub mod acts;
mod anew;
mod answers;
mod asker;
mod clockwork;
mod deadlines;
pub mod drafting;
mod effects;
pub mod flows;
pub mod grounds;
pub mod hops;
pub mod in_time;
mod keeping;
pub mod kinds;
mod named;
pub mod onward;
pub mod outcomes;
pub mod packet;
mod passages;
pub mod quality;
pub mod questions;
pub mod recipient;
mod reopening;
mod reported;
mod request;
pub mod review;
pub mod secrecy;
pub mod stops;
pub mod terms;
mod told;
mod turn;
pub mod undertakings;
pub mod withdrawal;

pub use answers::{MOST_ASSETS, may_give};
pub use asker::AsApproved;
pub use named::Named;
pub use reported::{Reported, Said};
pub use request::*;
pub use told::{Promised, Standing, Told, Whom};

#[cfg(test)]
mod tests;
