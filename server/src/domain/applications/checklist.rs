//! What a verifier checks, by kind of organisation.

use crate::domain::actor::{OrganisationKind, words};

words! {
    /// Something a verifier checked.
    Check("check of an application") {
        /// It stands in the register or the organisation chart that was named.
        RegisterEntry = "register_entry",
        /// A law or a decree gives it the powers it claims.
        LegalAuthority = "legal_authority",
        /// It is licensed or registered to provide the service.
        Licence = "licence",
        /// Its mail domains are its own.
        DomainOwnership = "domain_ownership",
        /// Its form and seal were compared with a genuine one.
        FormAndSeal = "form_and_seal",
        /// Whoever was called confirmed the administrator by name.
        Administrator = "administrator",
    }
}

impl Check {
    /// What must be checked of an organisation of this kind: all of it, by each of the two.
    pub const fn of(kind: OrganisationKind) -> &'static [Self] {
        match kind {
            OrganisationKind::Agency => &[
                Self::RegisterEntry,
                Self::LegalAuthority,
                Self::DomainOwnership,
                Self::FormAndSeal,
                Self::Administrator,
            ],
            OrganisationKind::Exchange => &[
                Self::RegisterEntry,
                Self::Licence,
                Self::DomainOwnership,
                Self::Administrator,
            ],
            OrganisationKind::Coordinator | OrganisationKind::Oversight => &[
                Self::RegisterEntry,
                Self::LegalAuthority,
                Self::DomainOwnership,
                Self::Administrator,
            ],
            // Nobody applies as the platform.
            OrganisationKind::Platform => Self::ALL,
        }
    }
}
