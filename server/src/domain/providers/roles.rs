//! What groups of a provider give: never more than the organisation's administrator allowed.

use serde::{Deserialize, Serialize};

use crate::domain::actor::{OrganisationKind, Role, Roles};

/// A group of the provider, and the role that it gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRole {
    /// As the provider writes it.
    pub group: String,
    /// The role.
    pub role: Role,
}

/// The roles that `groups` give: those that are mapped, within `bound`, and of this kind of organisation.
pub fn roles_of(groups: &[String], mapping: &[GroupRole], bound: Roles, kind: OrganisationKind) -> Roles {
    mapping
        .iter()
        .filter(|mapped| groups.contains(&mapped.group))
        .map(|mapped| mapped.role)
        .filter(|role| bound.has(*role) && role.kind() == kind)
        .collect()
}

/// What somebody who `held` some roles has where groups give `given`: outside of `bound` what an administrator gave stays;
/// within it the groups decide. A role of `kept` stays: nobody else has it who looks after the organisation.
pub fn following(held: Roles, given: Roles, bound: Roles, kept: Roles) -> Roles {
    Role::ALL
        .iter()
        .copied()
        .filter(|role| {
            if bound.has(*role) {
                given.has(*role) || (held.has(*role) && kept.has(*role))
            } else {
                held.has(*role)
            }
        })
        .collect()
}
