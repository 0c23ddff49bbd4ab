//! Passkeys: who needs one, what a ceremony is for and how long it may take, and which of them may be removed.

use jiff::SignedDuration;

use super::actor::{Role, Roles, words};
use super::change::{NotNow, Refusal};
use super::ids::{PasskeyId, PersonId};
use super::people::Factor;
use super::values::Time;

words! {
    /// What a ceremony of WebAuthn is for; what began for one purpose ends for no other.
    Purpose("purpose of a ceremony") {
        /// A passkey is added to an account.
        Registration = "registration",
        /// Somebody signs in by a passkey alone.
        SignIn = "sign_in",
        /// The second factor after a password.
        Factor = "factor",
        /// Who is signed in shows it again.
        Confirmation = "confirmation",
        /// A request is approved, and the approval signed.
        Approval = "approval",
    }
}

words! {
    /// Why a passkey was not taken.
    Doubt("doubt about a passkey") {
        /// Its counter did not go on: there may be a copy of it (WebAuthn level 3 §6.1.1).
        Copied = "copied",
        /// The signature, or what it is over, is not what was asked for.
        Wrong = "wrong",
    }
}

/// A ceremony that has begun ends within this, once (S05).
pub const CEREMONY_LASTS: SignedDuration = SignedDuration::from_mins(5);

/// So many passkeys one person may have.
pub const MOST: usize = 10;

/// So many characters the name of a passkey may have.
pub const LONGEST_NAME: usize = 60;

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub person: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub created_at: Time,
    /// When it was shown last.
    pub last_used_at: Option<Time>,
    /// Whether copies of it are on other devices of its owner.
    pub is_backed_up: bool,
}

/// Who acts for others, approves or administers: these need a passkey (S02), and are signed out sooner (S18).
pub const ANSWERING_FOR_OTHERS: &[Role] = &[
    Role::Supervisor,
    Role::AgencyAdmin,
    Role::ExchangeAdmin,
    Role::Verifier,
    Role::Operator,
];

/// Whether somebody with `roles` needs a passkey (S02): who approves, administers or runs the platform.
pub fn needs_passkey(roles: Roles) -> bool {
    ANSWERING_FOR_OTHERS.iter().any(|role| roles.has(*role))
}

/// What stands between a person and what the roles ask for; nothing where nothing does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// There is no passkey.
    None,
    /// There is one, and the sign-in was by something else.
    Unused,
}

/// What somebody with `roles`, signed in by `factor`, lacks who has `passkeys` of them.
pub fn lack(roles: Roles, factor: Option<Factor>, passkeys: u64) -> Option<Lack> {
    let has_shown_one = factor.is_some_and(Factor::resists_phishing);
    match (needs_passkey(roles) && !has_shown_one, passkeys) {
        (false, _) => None,
        (true, 0) => Some(Lack::None),
        (true, _) => Some(Lack::Unused),
    }
}

/// Whether one of `passkeys` may be removed by somebody with `roles`, who has `others`: second factors that are none.
///
/// # Errors
/// It is the last second factor, or the last passkey of somebody who needs one.
pub fn may_be_removed(roles: Roles, passkeys: u64, others: u64) -> Result<(), Refusal> {
    if passkeys + others <= 1 {
        Err(Refusal::NotNow(NotNow::LastFactor))
    } else if passkeys <= 1 && needs_passkey(roles) {
        Err(Refusal::NotNow(NotNow::LastPasskey))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_approves_administers_or_runs_the_platform_needs_a_passkey() {
        for &role in Role::ALL {
            let needs = match role {
                Role::Supervisor | Role::AgencyAdmin | Role::ExchangeAdmin | Role::Verifier | Role::Operator => true,
                Role::Officer | Role::Intake | Role::Responder | Role::Counsel | Role::Coordinator | Role::Auditor => {
                    false
                }
            };
            assert_eq!(needs_passkey(Roles::default().with(role)), needs, "{role}");
            assert_eq!(
                needs_passkey(Roles::default().with(Role::Officer).with(role)),
                needs,
                "{role}"
            );
        }
    }

    #[test]
    fn what_one_lacks_is_told_until_a_passkey_was_shown() {
        let supervisor = Roles::default().with(Role::Supervisor);
        for &factor in Factor::ALL {
            let is_enough = factor.resists_phishing();
            assert_eq!(
                lack(supervisor, Some(factor), 0),
                (!is_enough).then_some(Lack::None),
                "{factor}"
            );
            assert_eq!(
                lack(supervisor, Some(factor), 2),
                (!is_enough).then_some(Lack::Unused),
                "{factor}"
            );
            assert_eq!(
                lack(Roles::default().with(Role::Officer), Some(factor), 0),
                None,
                "{factor}"
            );
        }
    }

    #[test]
    fn the_last_factor_stays_and_the_last_passkey_of_whoever_needs_one() {
        let officer = Roles::default().with(Role::Officer);
        let both = officer.with(Role::Supervisor);
        for (roles, passkeys, others, expected) in [
            (officer, 1, 0, Some(NotNow::LastFactor)),
            (both, 1, 0, Some(NotNow::LastFactor)),
            (officer, 1, 1, None),
            (both, 1, 1, Some(NotNow::LastPasskey)),
            (officer, 2, 0, None),
            (both, 2, 0, None),
        ] {
            let refused = expected.map_or(Ok(()), |why| Err(Refusal::NotNow(why)));
            assert_eq!(may_be_removed(roles, passkeys, others), refused, "{passkeys} {others}");
        }
    }
}
