//! Other people's systems.

pub mod providers;
