//! Words, dates, numbers and amounts in the reader's language. Nothing a person reads is written anywhere else.
//!
//! [`Language`] says which languages there are, [`Words`] says things in one of them: sentences from `locales/`
//! (`catalogue`), and dates, durations, figures and names by the rules of the language (`format`).

mod amounts;
mod catalogue;
mod format;
mod language;

pub use amounts::Unread;
pub use catalogue::{Count, Words};
pub use language::{Direction, Language};
