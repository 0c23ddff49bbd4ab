//! Lines and lists: whom it waits on, what happened, names and values, pages of a list.

use super::marks::{Icon, Tone, UrgencyView};

/// The line that answers the phone call: on whom, since when, against which promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingView {
    /// Hourglass, or pause, lock, user.
    pub icon: Icon,
    /// Whether it waits on the reader's own side.
    pub ours: bool,
    /// The party: "Waits on Northbank Exchange", "Waits on you".
    pub who: String,
    /// "since 20 Nov, 23:40 (Singapore)".
    pub since: String,
    /// The promise and where it comes from.
    pub promise: Option<String>,
    /// That the promise is broken: "Late since 13:00 UTC."
    pub late: Option<String>,
}

/// How urgent a request is and why, above everything on its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RibbonView {
    /// How urgent.
    pub urgency: UrgencyView,
    /// "Reason given:"; nothing where none was asked and none is told.
    pub label: Option<String>,
    /// The reason, as the asker wrote it; else what the level means.
    pub reason: String,
}

/// One of the two sides of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideView {
    /// "The asker wants", "The recipient reports".
    pub title: String,
    /// The wish, or the word given.
    pub state: String,
    /// What was said beside it.
    pub said: Option<String>,
    /// Whose it is.
    pub organisation: String,
    /// Who alone may write it, and when it last changed.
    pub written_by: String,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Its icon.
    pub icon: Icon,
    /// Its tone; most have none.
    pub tone: Tone,
    /// What happened, in the past participle.
    pub text: String,
    /// More about it, as someone wrote it.
    pub detail: Option<String>,
    /// Who did it.
    pub by: Option<String>,
    /// When, in the reader's words.
    pub when: String,
    /// When, for machines: RFC 3339.
    pub at: String,
}

/// Whether a text was filled in by [`Words::ta`](crate::text::Words::ta) in a language from right to left, which leaves
/// isolates in it. What people write has none.
pub fn runs_with_the_page(text: &str) -> bool {
    text.contains(['\u{2067}', '\u{2068}'])
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The name, in the reader's words.
    pub name: String,
    /// The value.
    pub value: String,
    /// Whether the value is written left to right in every language: numbers of requests, codes, amounts, telephone numbers.
    pub latin: bool,
}

impl Fact {
    /// A value in words.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            latin: false,
        }
    }

    /// A code, an amount or a number.
    #[must_use]
    pub fn latin(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            latin: true,
            ..Self::new(name, value)
        }
    }
}

/// Newer and older of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagesView {
    /// How the list is sorted and how much of it shows.
    pub summary: String,
    /// The first page, where this is another and the list says so.
    pub first: Option<String>,
    /// The page before, of newer ones; none on the first.
    pub newer: Option<String>,
    /// The next page, of older ones; none on the last.
    pub older: Option<String>,
}

impl PagesView {
    /// Whether the page shows all of the list.
    pub fn is_whole(&self) -> bool {
        self.newer.is_none() && self.older.is_none()
    }
}
