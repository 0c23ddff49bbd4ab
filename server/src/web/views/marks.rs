//! Small marks: icons, tones, statuses, urgency and addresses.

use std::fmt;

/// What a colour means. It never stands alone: an icon and a word come with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to mind.
    Neutral,
    /// Not yet, or over: drafts, what was withdrawn or released.
    Faint,
    /// Held: the accent.
    Held,
    /// Done or proven.
    Ok,
    /// Running, partial, waiting.
    Warn,
    /// Needs someone: late, uncovered, lapsed, refused.
    Danger,
}

impl fmt::Display for Tone {
    /// The class in the stylesheet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Neutral => "",
            Self::Faint => "faint",
            Self::Held => "held",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Danger => "danger",
        })
    }
}

macro_rules! icons {
    ($($(#[$doc:meta])* $icon:ident $id:literal,)+) => {
        /// A drawing of `templates/parts/sprite.html`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $($(#[$doc])* $icon,)+ }

        impl Icon {
            /// Every icon there is.
            pub const ALL: &'static [Self] = &[$(Self::$icon,)+];

            /// Its name in the sprite, without the `i-` before it.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$icon => $id,)+ }
            }
        }
    };
}

icons! {
    /// Look here: uncovered, lapsed, emergency.
    Alert "alert",
    /// Onwards; turns in right-to-left.
    Arrow "arrow",
    /// Back; turns in right-to-left.
    Back "back",
    /// Notices.
    Bell "bell",
    /// Flash.
    Bolt "bolt",
    /// An organisation.
    Building "building",
    /// Figures.
    Chart "chart",
    /// Done, met, valid.
    Check "check",
    /// A running clock.
    Clock "clock",
    /// Copy, or the same as another.
    Copy "copy",
    /// Refused, wrong, close.
    Cross "cross",
    /// A document, a draft.
    Doc "doc",
    /// Unfolds.
    Down "down",
    /// Looked at, in review.
    Eye "eye",
    /// Priority; operations.
    Flag "flag",
    /// Cases.
    Folder "folder",
    /// Languages.
    Globe "globe",
    /// In part.
    Half "half",
    /// Time runs out; waits.
    Hourglass "hourglass",
    /// Requests, issued.
    Inbox "inbox",
    /// Worth knowing.
    Info "info",
    /// Passkeys.
    Key "key",
    /// Moved out before.
    Left "left",
    /// Locked: not allowed, binding, handling.
    Lock "lock",
    /// The menu.
    Menu "menu",
    /// Clarifications and messages.
    Message "message",
    /// Stands still.
    Pause "pause",
    /// A call.
    Phone "phone",
    /// Print.
    Print "print",
    /// Ask.
    Question "question",
    /// Not started, routine.
    Ring "ring",
    /// Search.
    Search "search",
    /// The trail.
    Shield "shield",
    /// Frozen.
    Snow "snow",
    /// Withdrawn, released.
    Undo "undo",
    /// A person.
    User "user",
    /// Members.
    Users "users",
    /// Verified.
    Verified "verified",
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A status: an icon, a tone and one to three words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The tone; the word must say the same.
    pub tone: Tone,
    /// The icon.
    pub icon: Icon,
    /// The word, in the reader's language.
    pub word: String,
    /// Whether it may break into lines: for sentences such as "Covered: …".
    pub wraps: bool,
}

impl Tag {
    /// A tag on one line.
    #[must_use]
    pub fn new(tone: Tone, icon: Icon, word: impl Into<String>) -> Self {
        Self {
            tone,
            icon,
            word: word.into(),
            wraps: false,
        }
    }

    /// The same tag, with leave to break into lines.
    #[must_use]
    pub fn wrapping(self) -> Self {
        Self { wraps: true, ..self }
    }
}

/// How an urgency looks. Solid for flash, emergency and urgent, outlined for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrgencyLevel {
    /// Funds move now.
    Flash,
    /// Threat to life or the like.
    Emergency,
    /// Within hours.
    Urgent,
    /// Within days.
    Priority,
    /// In its turn.
    Routine,
}

impl UrgencyLevel {
    /// The icon that goes with it.
    #[must_use]
    pub const fn icon(self) -> Icon {
        match self {
            Self::Flash => Icon::Bolt,
            Self::Emergency => Icon::Alert,
            Self::Urgent => Icon::Hourglass,
            Self::Priority => Icon::Flag,
            Self::Routine => Icon::Ring,
        }
    }
}

impl fmt::Display for UrgencyLevel {
    /// The class in the stylesheet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flash => "flash",
            Self::Emergency => "emergency",
            Self::Urgent => "urgent",
            Self::Priority => "priority",
            Self::Routine => "routine",
        })
    }
}

/// An urgency with its word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrgencyView {
    /// How it looks.
    pub level: UrgencyLevel,
    /// Its word, in the reader's language.
    pub word: String,
}

/// How many characters at each end of an address are strong: what people compare by eye.
const STRONG: usize = 6;

/// How many characters stand together where all of an address is compared by eye.
const GROUP: usize = 4;

/// A destination tag or memo below an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressTag {
    /// What the chain calls it, in the reader's language.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// An address as people read it: the whole text, its two ends strong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressView {
    /// The chain's short name, such as `TRON`.
    pub chain: String,
    /// The whole address.
    pub value: String,
    /// Destination tag or memo, where the chain has one.
    pub tag: Option<AddressTag>,
    /// Whether the middle shows as an ellipsis. It stays in the page, so copying and finding work, and paper shows it.
    pub short: bool,
    /// Whether no checksum stands behind it, so that people compare all of it by eye: it shows in full, in groups, and
    /// no part of it is stronger than another.
    pub compared: bool,
}

impl AddressView {
    /// An address whose middle shows as an ellipsis.
    #[must_use]
    pub fn short(chain: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            chain: chain.into(),
            value: value.into(),
            tag: None,
            short: true,
            compared: false,
        }
    }

    /// An address shown in full.
    #[must_use]
    pub fn whole(chain: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            short: false,
            ..Self::short(chain, value)
        }
    }

    /// The same address with its destination tag or memo.
    #[must_use]
    pub fn tagged(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            tag: Some(AddressTag {
                name: name.into(),
                value: value.into(),
            }),
            ..self
        }
    }

    /// The same address, shown to be compared by eye where `compared` says so.
    #[must_use]
    pub fn compared(self, compared: bool) -> Self {
        Self { compared, ..self }
    }

    /// The whole text in groups of four characters, the last may be shorter.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        let letters: Vec<char> = self.value.chars().collect();
        letters.chunks(GROUP).map(|group| group.iter().collect()).collect()
    }

    /// Its first six characters; all of a value too short to have a middle.
    #[must_use]
    pub fn head(&self) -> &str {
        self.parts().0
    }

    /// What stands between the two ends.
    #[must_use]
    pub fn rest(&self) -> &str {
        self.parts().1
    }

    /// Its last six characters.
    #[must_use]
    pub fn tail(&self) -> &str {
        self.parts().2
    }

    /// What is read out instead of the whole: both ends around an ellipsis.
    #[must_use]
    pub fn spoken(&self) -> String {
        match self.parts() {
            (head, "", tail) => format!("{head}{tail}"),
            (head, _, tail) => format!("{head}…{tail}"),
        }
    }

    /// Cut by characters, since a mistyped address may hold any.
    fn parts(&self) -> (&str, &str, &str) {
        let value = self.value.as_str();
        if value.chars().count() <= 2 * STRONG {
            return (value, "", "");
        }
        let head = value.char_indices().nth(STRONG).map_or(value.len(), |(at, _)| at);
        let tail = value
            .char_indices()
            .rev()
            .nth(STRONG - 1)
            .map_or(value.len(), |(at, _)| at);
        let (front, tail) = value.split_at_checked(tail).unwrap_or((value, ""));
        let (head, rest) = front.split_at_checked(head).unwrap_or((front, ""));
        (head, rest, tail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPRITE: &str = include_str!("../../../../templates/parts/sprite.html");

    #[test]
    fn what_is_compared_by_eye_stands_in_groups_of_four() {
        let address = AddressView::short("ETH", "0x9EC7fCaF8a").compared(true);

        assert!(address.compared);
        assert_eq!(address.groups(), ["0x9E", "C7fC", "aF8a"]);
        assert_eq!(AddressView::short("TRON", "地址地址地").groups(), ["地址地址", "地"]);
    }

    #[test]
    fn an_address_is_its_two_ends_and_what_is_between() {
        let address = AddressView::short("TRON", "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f");

        assert_eq!(address.head(), "TSFGVv");
        assert_eq!(address.rest(), "WpbjHj2VvhZbuYEpFpQBaM");
        assert_eq!(address.tail(), "yrwb9f");
        assert_eq!(address.spoken(), "TSFGVv…yrwb9f");
    }

    #[test]
    fn a_value_without_a_middle_stays_whole() {
        let address = AddressView::short("BTC", "bc1qxsrah58v");

        assert_eq!(address.head(), "bc1qxsrah58v");
        assert_eq!((address.rest(), address.tail()), ("", ""));
    }

    #[test]
    fn a_mistyped_address_is_cut_between_characters() {
        let address = AddressView::short("TRON", "地址地址地址地址地址地址地址");

        assert_eq!(address.head(), "地址地址地址");
        assert_eq!(address.rest(), "地址");
        assert_eq!(address.tail(), "地址地址地址");
    }

    #[test]
    fn the_sprite_draws_every_icon_and_no_other() {
        for icon in Icon::ALL {
            assert!(SPRITE.contains(&format!("id=\"i-{icon}\"")), "{icon} is not drawn");
        }

        assert_eq!(SPRITE.matches("<symbol ").count(), Icon::ALL.len());
    }
}
