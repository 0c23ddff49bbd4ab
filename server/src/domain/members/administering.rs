//! Who looks after whose account, and which roles they may give (domain §1; security S28).

use crate::domain::actor::{Actor, OrganisationKind, Role, Roles};
use crate::domain::change::Refusal;
use crate::domain::ids::OrganisationId;
use crate::domain::people::{Act, Person, may_act_on};

/// The roles without which nobody could look after the people of an organisation of this kind, or after the platform.
/// Somebody active always has each of them.
pub const fn keepers(kind: OrganisationKind) -> &'static [Role] {
    match kind {
        OrganisationKind::Agency => &[Role::AgencyAdmin],
        OrganisationKind::Exchange => &[Role::ExchangeAdmin],
        OrganisationKind::Platform => &[Role::Verifier, Role::Operator],
        // Verifiers look after these.
        OrganisationKind::Coordinator | OrganisationKind::Oversight => &[],
    }
}

/// Who looks after the accounts of an organisation of this kind: its own administrators, else verifiers.
pub const fn administrators(kind: OrganisationKind) -> &'static [Role] {
    match kind {
        OrganisationKind::Agency => &[Role::AgencyAdmin],
        OrganisationKind::Exchange => &[Role::ExchangeAdmin],
        OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => &[Role::Verifier],
    }
}

/// The roles that `actor` may give and take at `organisation` of this kind: administrators of agencies and exchanges
/// every role of theirs; verifiers those of the organisations that have no administrator, and elsewhere only who the
/// administrators are.
///
/// # Errors
/// Unseen where it is another organisation that the actor does not look after; the role that it needs in the own one.
pub fn grantable(actor: &Actor, organisation: OrganisationId, kind: OrganisationKind) -> Result<Roles, Refusal> {
    let of_kind = || Role::ALL.iter().copied().filter(move |role| role.kind() == kind);
    let looks_after = |role: &Role| actor.roles.has(*role);
    let is_own = actor.organisation == organisation;
    let by_own = is_own && keepers(kind).iter().any(looks_after) && administrators(kind) == keepers(kind);
    if by_own {
        return Ok(of_kind().collect());
    }
    if looks_after(&Role::Verifier) {
        let by_administrators = administrators(kind);
        return Ok(of_kind()
            .filter(|role| by_administrators == [Role::Verifier] || by_administrators.contains(role))
            .collect());
    }
    if is_own {
        return Err(Refusal::NeedsRole(administrators(kind)));
    }
    Err(Refusal::Unseen)
}

/// Whether `actor` may do `act` to the account of `person`, who works for an organisation of this kind; answers the roles
/// that the actor may give there.
///
/// # Errors
/// Unseen; not a role that looks after it; more privilege there than the actor has; the actor's own account; the sign-in
/// lacks what the act asks.
pub fn may(act: Act, actor: &Actor, person: &Person, kind: OrganisationKind) -> Result<Roles, Refusal> {
    let grantable = grantable(actor, person.organisation, kind)?;
    // A verifier knows of agencies and exchanges who their administrators are, and of no other account.
    let is_known = actor.organisation == person.organisation || person.roles.iter().any(|role| grantable.has(role));
    if !is_known {
        return Err(Refusal::Unseen);
    }
    may_act_on(actor, person)?;
    match act {
        Act::ChangeRoles | Act::Leave | Act::Reinstate if actor.is(person.id) => return Err(Refusal::OwnAccount),
        Act::ChangeRoles
        | Act::Leave
        | Act::Reinstate
        | Act::Invite
        | Act::Resend
        | Act::Withdraw
        | Act::Correct
        | Act::EndSessions => {}
    }
    actor.has_means(act.needs())?;
    Ok(grantable)
}
