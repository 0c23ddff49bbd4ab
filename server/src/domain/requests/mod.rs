//! Requests: one asker, one recipient, one kind, one legal basis, targets and clocks.
//!
//! [`acts`] is the life cycle as a table; [`asker`], [`recipient`] and [`clockwork`] are what each side and the clock do.

pub mod acts;
pub mod asker;
mod clockwork;
pub mod grounds;
pub mod kinds;
pub mod outcomes;
pub mod packet;
pub mod quality;
pub mod recipient;
mod request;
pub mod terms;

pub use request::*;

#[cfg(test)]
mod tests;
