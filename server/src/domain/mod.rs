//! The rules: no database, no HTTP, no clock, no HTML, no language.

pub mod actor;
pub mod audit;
pub mod cases;
pub mod change;
pub mod clocks;
pub mod denials;
pub mod events;
pub mod hidden;
pub mod holds;
pub mod ids;
pub mod indicators;
pub mod kept_forms;
pub mod legal_bases;
pub mod measures;
pub mod money;
pub mod notices;
pub mod organisations;
pub mod people;
pub mod preservations;
pub mod requests;
pub mod sums;
pub mod values;
pub mod verify_checks;
