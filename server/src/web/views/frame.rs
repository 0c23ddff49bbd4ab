//! What stands around every page: navigation, languages, the message after an act, and the page for errors.

use super::marks::{Icon, Tone};
use crate::text::Language;

/// A group of the side navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavGroup {
    /// Its heading, in the reader's words; the first group has none.
    pub title: Option<String>,
    /// At most nine entries over all groups.
    pub entries: Vec<NavEntry>,
}

/// An entry of the side navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavEntry {
    /// Where it leads.
    pub href: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// The key of its word.
    pub key: &'static str,
    /// How many wait there; nothing shows for none.
    pub count: u64,
    /// Whether one of them needs the reader now.
    pub hot: bool,
    /// Whether the page stands under it.
    pub current: bool,
}

/// A language one can switch to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LanguageChoice {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Its own name in itself.
    pub name: &'static str,
    /// Whether the page is in it.
    pub current: bool,
}

impl LanguageChoice {
    /// Every language of the site, in the order of the switch.
    pub fn all(current: Language) -> Vec<Self> {
        let choice = |language: &Language| Self {
            tag: language.tag(),
            name: language.own_name(),
            current: *language == current,
        };
        Language::ALL.iter().map(choice).collect()
    }
}

/// The box in the bar that looks for everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchBox {
    /// What can be looked for, in the reader's words.
    pub label: String,
    /// What was looked for, on the page of what was found.
    pub typed: String,
}

/// The message that stands once on the page after an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// `Ok` for what was done; `Warn` or `Danger` for what was not.
    pub tone: Tone,
    /// One sentence in the reader's words.
    pub text: String,
}

impl Flash {
    /// The icon that says the same as the tone.
    #[must_use]
    pub const fn icon(&self) -> Icon {
        match self.tone {
            Tone::Ok => Icon::Check,
            Tone::Warn | Tone::Danger => Icon::Alert,
            Tone::Neutral | Tone::Faint | Tone::Held => Icon::Info,
        }
    }
}

/// One step of the way to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Where it leads; the page itself leads nowhere.
    pub href: Option<String>,
    /// Its name.
    pub text: String,
}

/// One of the parts of a thing that has several pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub text: String,
    /// How many stand there, where that helps.
    pub count: Option<u64>,
    /// Whether it is the page shown.
    pub current: bool,
}

/// A page that is no page: not found, refused, out of order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorView {
    /// What is so, in two to five words.
    pub title: String,
    /// What happened, in a sentence.
    pub sentence: String,
    /// What the reader can do now.
    pub advice: String,
    /// The id of the web request, to quote when asking for help.
    pub id: String,
    /// Where the list begins, where only its address was wrong.
    pub beginning: Option<String>,
    /// Where one sees what is missing, where it needs more assurance of the reader.
    pub assurance: bool,
}
