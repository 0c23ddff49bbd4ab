//! Tests of the whole program. One binary, so that it is linked once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops, and says where")]

mod access;
mod architecture;
mod assurance;
mod bad_input;
mod cases;
mod denials;
mod forms;
mod invitations;
mod joining;
mod kept_forms;
mod lists;
mod machine;
mod members;
mod notices;
mod organisations;
mod pace;
mod passkeys;
mod program;
mod providers;
mod requests;
mod search;
mod sign_in;
mod support;
mod suspensions;
mod texts;
mod trail;
