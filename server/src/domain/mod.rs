//! The rules: no database, no HTTP, no clock, no HTML, no language.

pub mod values;
