//! The parts of a list of requests, and how it is sorted.

/// Which part of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Everything that is not over.
    #[default]
    Open,
    /// What waits on the reader's side.
    OnUs,
    /// What waits on the other side.
    OnThem,
    /// What is over.
    Over,
}

impl Part {
    /// Every part, in the order of the tabs.
    pub const ALL: &'static [Self] = &[Self::Open, Self::OnUs, Self::OnThem, Self::Over];

    /// The word in the URL and of its text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OnUs => "on_us",
            Self::OnThem => "on_them",
            Self::Over => "over",
        }
    }
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What is due first, first.
    #[default]
    Due,
    /// What changed last, first.
    Changed,
}

impl Sort {
    /// The word in the URL and of its text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Changed => "changed",
        }
    }
}
