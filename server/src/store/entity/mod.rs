//! The tables, one file each. Only the files of `store` beside this folder use them.

pub(super) mod cases;
pub(super) mod claims;
pub(super) mod hold_alarms;
pub(super) mod holds;
pub(super) mod holidays;
pub(super) mod indicators;
pub(super) mod kept_forms;
pub(super) mod leaf_details;
pub(super) mod leaves;
pub(super) mod legal_bases;
pub(super) mod messages;
pub(super) mod notices;
pub(super) mod organisations;
pub(super) mod outbox;
pub(super) mod people;
pub(super) mod person_roles;
pub(super) mod preservation_alarms;
pub(super) mod preservations;
pub(super) mod requests;
pub(super) mod sessions;
pub(super) mod sign_in_failures;
pub(super) mod targets;
