//! Which act on a request needs which level: the one table. Rules ask it, and pages print it.

use crate::domain::actor::Assurance;
use crate::domain::clocks::Urgency;
use crate::domain::requests::kinds::Kind;

/// In which part somebody acts on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Writes it and sends it for approval.
    Author,
    /// Approves it.
    Approver,
}

impl Part {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Author, Self::Approver];

    /// The word of keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Approver => "approver",
        }
    }
}

/// The least level of whoever acts in `part` on a request of this kind and urgency (domain §1).
pub const fn least(kind: Kind, urgency: Urgency, part: Part) -> Assurance {
    let (author, approver) = kind.assurance(urgency.is_emergency());
    match part {
        Part::Author => author,
        Part::Approver => approver,
    }
}

impl Kind {
    /// The least assurance of the author and of the approver (domain §1).
    const fn assurance(self, is_emergency: bool) -> (Assurance, Assurance) {
        match self {
            // Two people, and never less, however urgent.
            Self::Seize | Self::Return => (Assurance::L4, Assurance::L4),
            Self::Info
            | Self::Preserve
            | Self::Ask
            | Self::Watch
            | Self::Withdraw
            | Self::Release
            | Self::Freeze
            | Self::Extend
            | Self::Convert
            | Self::TokenBlock
            | Self::Amend
            | Self::Assist
                if is_emergency =>
            {
                (Assurance::L3, Assurance::L3)
            }
            Self::Info | Self::Preserve | Self::Ask | Self::Watch | Self::Withdraw | Self::Release => {
                (Assurance::L2, Assurance::L2)
            }
            Self::Freeze | Self::Extend | Self::Convert | Self::TokenBlock | Self::Amend | Self::Assist => {
                (Assurance::L2, Assurance::L3)
            }
        }
    }
}
