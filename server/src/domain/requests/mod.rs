//! Requests: one asker, one recipient, one kind, one legal basis, targets and clocks.

pub mod grounds;
pub mod kinds;
pub mod outcomes;
