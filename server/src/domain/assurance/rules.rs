//! Who records and takes back evidence of whom (domain §1). Nobody does it for themselves.

use super::EvidenceKind;
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role, words};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::people::{Person, Standing};

words! {
    /// Something done to the evidence of somebody.
    Act("act on evidence") {
        /// Record that a badge was seen.
        Badge = "badge",
        /// Vouch for the person.
        Vouch = "voucher",
        /// Record a call-back through the switchboard.
        CallBack = "callback",
        /// Record the word of a national desk.
        Desk = "desk",
        /// Record that a hardware key was seen.
        HardwareKey = "hardware_key",
        /// Take evidence back.
        Revoke = "revocation",
        /// Ask for a call-back.
        Ask = "asking",
    }
}

impl Act {
    /// The acts that record evidence, in the order of levels.
    pub const RECORDING: &'static [Self] = &[Self::Badge, Self::Vouch, Self::CallBack, Self::Desk, Self::HardwareKey];

    /// The level the act helps to; nothing where it records nothing.
    pub const fn level(self) -> Option<Assurance> {
        match self {
            Self::Badge | Self::Vouch => Some(Assurance::L2),
            Self::CallBack => Some(Assurance::L3),
            Self::Desk | Self::HardwareKey => Some(Assurance::L4),
            Self::Revoke | Self::Ask => None,
        }
    }

    /// The act that records evidence of this sort; nothing where nobody does.
    pub const fn of(kind: EvidenceKind) -> Option<Self> {
        match kind {
            EvidenceKind::Recorded | EvidenceKind::Mailbox => None,
            EvidenceKind::Badge => Some(Self::Badge),
            EvidenceKind::Voucher => Some(Self::Vouch),
            EvidenceKind::Callback => Some(Self::CallBack),
            EvidenceKind::Desk => Some(Self::Desk),
            EvidenceKind::HardwareKey => Some(Self::HardwareKey),
        }
    }
}

impl Act {
    /// The roles that do it somewhere.
    pub fn anywhere(self) -> Vec<Role> {
        let place = |kind, has_supervisor| Place {
            kind,
            has_switchboard: true,
            has_supervisor,
            has_voucher: true,
            is_asked: false,
        };
        let places = OrganisationKind::ALL
            .iter()
            .flat_map(|kind| [place(*kind, true), place(*kind, false)]);
        let at = |place: &Place| roles(self, place);
        Role::ALL
            .iter()
            .copied()
            .filter(|role| places.clone().any(|place| at(&place).contains(role)))
            .collect()
    }
}

/// Who may look at evidence at all: of the own organisation, verifiers of everybody's.
pub const LOOKING: &[Role] = &[Role::Supervisor, Role::AgencyAdmin, Role::ExchangeAdmin, Role::Verifier];

/// Who may vouch somewhere.
pub const VOUCHERS: &[Role] = &[Role::Supervisor, Role::AgencyAdmin, Role::ExchangeAdmin];

const VERIFIER: &[Role] = &[Role::Verifier];

/// Where a person works, as far as these rules need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// What the organisation is.
    pub kind: OrganisationKind,
    /// Whether the directory holds a switchboard number of it.
    pub has_switchboard: bool,
    /// Whether a supervisor other than the person is active there.
    pub has_supervisor: bool,
    /// Whether anybody other than the person could vouch there: active, in such a role, and at least at L2.
    pub has_voucher: bool,
    /// Whether somebody has asked for a call-back of the person.
    pub is_asked: bool,
}

/// Who vouches at an organisation of this kind: supervisors; its administrators where there is none; verifiers where there
/// are no administrators either.
pub const fn vouching(kind: OrganisationKind, has_supervisor: bool) -> &'static [Role] {
    match kind {
        OrganisationKind::Agency if has_supervisor => &[Role::Supervisor],
        OrganisationKind::Agency => &[Role::Supervisor, Role::AgencyAdmin],
        OrganisationKind::Exchange => &[Role::ExchangeAdmin],
        OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => VERIFIER,
    }
}

const fn showing(kind: OrganisationKind) -> &'static [Role] {
    match kind {
        OrganisationKind::Agency => &[Role::Supervisor, Role::AgencyAdmin],
        OrganisationKind::Exchange => &[Role::ExchangeAdmin],
        OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => VERIFIER,
    }
}

/// Who renews evidence of this sort of somebody at an organisation of this kind: nobody where it never ends.
pub const fn renewers(evidence: EvidenceKind, kind: OrganisationKind) -> &'static [Role] {
    match evidence {
        EvidenceKind::Recorded | EvidenceKind::Mailbox => &[],
        EvidenceKind::Badge => showing(kind),
        EvidenceKind::Voucher => vouching(kind, true),
        EvidenceKind::Callback | EvidenceKind::Desk | EvidenceKind::HardwareKey => VERIFIER,
    }
}

/// The roles that do `act` there.
const fn roles(act: Act, place: &Place) -> &'static [Role] {
    match act {
        Act::Badge => showing(place.kind),
        Act::Vouch => vouching(place.kind, place.has_supervisor),
        Act::CallBack | Act::Desk | Act::HardwareKey => VERIFIER,
        Act::Revoke | Act::Ask => LOOKING,
    }
}

/// Whether `actor` may look at the evidence of `person`.
///
/// # Errors
/// Unseen where the person works elsewhere; the roles that may.
pub fn may_look(actor: &Actor, person: &Person) -> Result<(), Refusal> {
    if actor.roles.has(Role::Verifier) || actor.is(person.id) {
        return Ok(());
    }
    actor.in_organisation(person.organisation)?.has_any(LOOKING)?;
    Ok(())
}

/// Whether `actor` may do `act` to the evidence of `person`, who is at `level` now. Pages ask it before they show a button.
///
/// # Errors
/// As [`may_look`]; the own account; the account is not active; not a role that does it there; not sure enough of the actor;
/// the directory holds no number; it comes too early, or is asked already; the sign-in lacks what the act asks.
pub fn may(act: Act, actor: &Actor, person: &Person, level: Assurance, place: &Place) -> Result<(), Refusal> {
    may_look(actor, person)?;
    if act != Act::Ask && actor.is(person.id) {
        return Err(Refusal::OwnAccount);
    }
    match (person.standing, act) {
        (Standing::Left, _) => return Err(Refusal::NotNow(NotNow::HasLeft)),
        (Standing::Active, _) | (Standing::Suspended, Act::Revoke) => {}
        (
            Standing::Invited | Standing::Suspended,
            Act::Badge | Act::Vouch | Act::CallBack | Act::Desk | Act::HardwareKey | Act::Ask,
        )
        | (Standing::Invited, Act::Revoke) => return Err(Refusal::NotNow(NotNow::NotActive)),
    }
    by_role(act, actor, person, place)?;
    match act {
        Act::CallBack | Act::Ask if !place.has_switchboard => Err(Refusal::NotNow(NotNow::NoSwitchboard)),
        // A call-back stands on a badge and a word; asked for before, it would be made in vain.
        Act::Ask if level < Assurance::L2 => Err(Refusal::NotNow(NotNow::VouchFirst)),
        Act::Ask if place.is_asked => Err(Refusal::NotNow(NotNow::CallbackAsked)),
        Act::Badge | Act::Vouch | Act::CallBack | Act::Desk | Act::HardwareKey | Act::Revoke | Act::Ask => Ok(()),
    }?;
    actor.has_means(act.needs())?;
    Ok(())
}

fn by_role(act: Act, actor: &Actor, person: &Person, place: &Place) -> Result<(), Refusal> {
    if act == Act::Ask && actor.is(person.id) {
        return Ok(());
    }
    let roles = roles(act, place);
    // Where nobody there could vouch yet, a verifier does it for the first ones.
    let is_first = matches!(act, Act::Badge | Act::Vouch) && !place.has_voucher;
    if is_first && actor.roles.has(Role::Verifier) {
        return Ok(());
    }
    actor.has_any(roles)?;
    if act == Act::Vouch && !actor.roles.has(Role::Verifier) {
        actor.at_least(Assurance::L2)?;
    }
    Ok(())
}

/// Whether `actor` may take back evidence of this sort: whoever may record it there, and verifiers all of it.
///
/// # Errors
/// As [`may`]; not a role that records it.
pub fn may_revoke(
    kind: EvidenceKind,
    actor: &Actor,
    person: &Person,
    level: Assurance,
    place: &Place,
) -> Result<(), Refusal> {
    may(Act::Revoke, actor, person, level, place)?;
    if actor.roles.has(Role::Verifier) {
        return Ok(());
    }
    match Act::of(kind) {
        Some(act) => actor.has_any(roles(act, place)).map(|_| ()),
        None => actor.has(Role::Verifier).map(|_| ()),
    }
}
