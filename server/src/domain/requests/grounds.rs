//! Grounds on which an exchange refuses (domain §3). Coded, so that each side reads them in its own language.

use super::kinds::Question;
use crate::domain::actor::words;

words! {
    /// Why a request or a target is refused.
    Ground("ground of refusal") {
        /// Something required is missing.
        Incomplete = "incomplete",
        /// A manifest error.
        ManifestError = "manifest_error",
        /// What is given does not identify an account.
        InsufficientId = "insufficient_id",
        /// The recipient holds nothing of the kind.
        NotHeld = "not_held",
        /// It cannot be done.
        Impossible = "impossible",
        /// The asking authority may not ask this.
        AuthorityInvalid = "authority_invalid",
        /// The officer could not be verified.
        OfficerUnverified = "officer_unverified",
        /// The offence is not one the law allows this for.
        OffenceNotCovered = "offence_not_covered",
        /// The service does not fall under the law relied on.
        ServiceNotCovered = "service_not_covered",
        /// Immunity or privilege.
        ImmunityPrivilege = "immunity_privilege",
        /// A conflict with another country's law.
        ConflictOfLaw = "conflict_of_law",
        /// Already judged.
        NeBisInIdem = "ne_bis_in_idem",
        /// Not an offence in the recipient's country.
        NoOffenceHere = "no_offence_here",
        /// Fundamental rights.
        FundamentalRights = "fundamental_rights",
        /// More than is needed.
        Overbroad = "overbroad",
        /// No legal basis.
        NoLegalBasis = "no_legal_basis",
        /// Mutual legal assistance is required.
        MlaRequired = "mla_required",
        /// A court order is required.
        CourtOrderRequired = "court_order_required",
        /// Not in an accepted language.
        Language = "language",
        /// The period is out of proportion.
        DisproportionateDuration = "disproportionate_duration",
        /// Another order takes precedence.
        CompetingOrder = "competing_order",
        /// Cost or indemnity.
        CostOrIndemnity = "cost_or_indemnity",
        /// The same was asked already.
        Duplicate = "duplicate",
    }
}

impl Ground {
    /// The question that asks for what is wrong, where the asker can mend it.
    pub const fn question(self) -> Question {
        match self {
            Self::InsufficientId => Question::IdentificationInsufficient,
            Self::AuthorityInvalid | Self::NoLegalBasis => Question::BasisUnclear,
            Self::OfficerUnverified => Question::OfficerUnconfirmed,
            Self::Overbroad => Question::AmountUnclear,
            Self::CourtOrderRequired => Question::DocumentMissing,
            Self::DisproportionateDuration => Question::PeriodUnclear,
            Self::Incomplete
            | Self::ManifestError
            | Self::NotHeld
            | Self::Impossible
            | Self::OffenceNotCovered
            | Self::ServiceNotCovered
            | Self::ImmunityPrivilege
            | Self::ConflictOfLaw
            | Self::NeBisInIdem
            | Self::NoOffenceHere
            | Self::FundamentalRights
            | Self::MlaRequired
            | Self::Language
            | Self::CompetingOrder
            | Self::CostOrIndemnity
            | Self::Duplicate => Question::Other,
        }
    }

    /// Whether the asker can mend it, so that the form offers "ask first".
    pub const fn is_correctable(self) -> bool {
        match self {
            Self::Incomplete
            | Self::ManifestError
            | Self::InsufficientId
            | Self::AuthorityInvalid
            | Self::OfficerUnverified
            | Self::Overbroad
            | Self::NoLegalBasis
            | Self::CourtOrderRequired
            | Self::Language
            | Self::DisproportionateDuration
            | Self::CostOrIndemnity
            | Self::Duplicate => true,
            Self::NotHeld
            | Self::Impossible
            | Self::OffenceNotCovered
            | Self::ServiceNotCovered
            | Self::ImmunityPrivilege
            | Self::ConflictOfLaw
            | Self::NeBisInIdem
            | Self::NoOffenceHere
            | Self::FundamentalRights
            | Self::MlaRequired
            | Self::CompetingOrder => false,
        }
    }

    /// Whether only counsel may refuse on it.
    pub const fn needs_counsel(self) -> bool {
        match self {
            Self::Impossible
            | Self::OffenceNotCovered
            | Self::ServiceNotCovered
            | Self::ImmunityPrivilege
            | Self::ConflictOfLaw
            | Self::NeBisInIdem
            | Self::NoOffenceHere
            | Self::FundamentalRights
            | Self::CompetingOrder
            | Self::CostOrIndemnity => true,
            Self::Incomplete
            | Self::ManifestError
            | Self::InsufficientId
            | Self::NotHeld
            | Self::AuthorityInvalid
            | Self::OfficerUnverified
            | Self::Overbroad
            | Self::NoLegalBasis
            | Self::MlaRequired
            | Self::CourtOrderRequired
            | Self::Language
            | Self::DisproportionateDuration
            | Self::Duplicate => false,
        }
    }
}
