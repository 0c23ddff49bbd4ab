//! The pages of requests. [`index`] is the list, [`show`] is the page of one request; each act on it has a page of its own.

mod act_page;
pub mod actions;
pub mod again;
pub mod answer;
pub mod approval;
mod approvals;
pub mod asker_acts;
pub mod clocks;
pub mod confirmation;
mod content;
pub mod disputes;
mod draft_form;
mod draft_view;
pub mod drafting;
pub mod following;
mod gate;
mod holds;
mod index;
pub mod lines;
pub mod measure_acts;
pub mod recipient_acts;
pub mod refusal;
pub mod review;
mod second_look;
pub mod show;
mod targets;
mod thread;
mod timeline;
pub(super) mod typed;
pub mod waiting;
pub mod words;

/// How long the fields of a request may be, in characters.
pub use draft_form::date;
pub use draft_form::{LONGEST_FACTS, LONGEST_LINE, LONGEST_NOTE};

pub use index::index;
