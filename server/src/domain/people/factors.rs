//! How a sign-in was proved: by which second factor, and how lately.

use jiff::SignedDuration;

use crate::domain::actor::words;
use crate::domain::change::{NotNow, Refusal};
use crate::domain::values::Time;

words! {
    /// How far a sign-in has come.
    Stage("stage of a sign-in") {
        /// The password was right; a second factor is still asked.
        PasswordDone = "password_done",
        /// There is no second factor yet; one must be enrolled before anything else.
        Enrolling = "enrolling",
        /// Signed in.
        Complete = "complete",
    }
}

words! {
    /// What was shown besides the password.
    Factor("second factor") {
        /// A code of an authenticator app (RFC 6238).
        Totp = "totp",
        /// A passkey with user verification (WebAuthn): by itself it is two factors.
        Passkey = "passkey",
        /// One of the codes kept for when everything else is lost.
        Recovery = "recovery",
        /// The organisation's own provider says that it asked for a second one.
        Provider = "provider",
        /// One click, in a demonstration.
        Demo = "demo",
    }
}

impl Factor {
    /// Whether a page that imitates ours cannot get hold of it: what those who approve and administer need (S02).
    pub const fn resists_phishing(self) -> bool {
        match self {
            // The demonstration's people are nobody, and all of them can be tried.
            Self::Passkey | Self::Demo => true,
            Self::Totp | Self::Recovery | Self::Provider => false,
        }
    }

    /// Whether who signed in by it can sign what they approve, and so must (S69).
    pub const fn signs(self) -> bool {
        match self {
            Self::Passkey => true,
            // In the demonstration nothing is signed, and its pages say so.
            Self::Demo | Self::Totp | Self::Recovery | Self::Provider => false,
        }
    }
}

impl Factor {
    /// Whether it is one click, by which nobody is told from anybody.
    pub const fn is_of_demonstration(self) -> bool {
        match self {
            Self::Demo => true,
            Self::Totp | Self::Passkey | Self::Recovery | Self::Provider => false,
        }
    }

    /// Whether this one may be shown in a session that was signed in by `before`, to confirm: never a weaker one than the
    /// session has, or whoever took it over could choose the weakest.
    pub const fn confirms(self, before: Self) -> bool {
        match before {
            Self::Passkey => matches!(self, Self::Passkey),
            Self::Demo => matches!(self, Self::Demo | Self::Passkey),
            Self::Provider => matches!(self, Self::Provider | Self::Passkey),
            Self::Totp => matches!(self, Self::Totp | Self::Passkey),
            Self::Recovery => matches!(self, Self::Recovery | Self::Totp | Self::Passkey),
        }
    }
}

/// What somebody has to show besides the password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Whether there is an authenticator app.
    pub has_totp: bool,
    /// How many passkeys there are.
    pub passkeys: u64,
    /// How many recovery codes were not used.
    pub recovery_codes: u64,
}

impl Held {
    /// How a sign-in goes on after the right password. Whoever's factors were reset has one code and nothing else: it is
    /// asked before another factor is enrolled.
    pub const fn next_stage(self) -> Stage {
        if self.has_any() || self.recovery_codes > 0 {
            Stage::PasswordDone
        } else {
            Stage::Enrolling
        }
    }

    /// How a sign-in goes on once a factor was shown. A code alone is no factor to go on living by.
    pub const fn stage_after(self, shown: Factor) -> Stage {
        match shown {
            Factor::Recovery if !self.has_any() => Stage::Enrolling,
            Factor::Recovery | Factor::Totp | Factor::Passkey | Factor::Provider | Factor::Demo => Stage::Complete,
        }
    }

    /// Whether there is a factor. Recovery codes are none by themselves.
    pub const fn has_any(self) -> bool {
        self.has_totp || self.passkeys > 0
    }

    /// Whether the authenticator app can be taken away.
    ///
    /// # Errors
    /// There is none, or it is the last factor: nobody could sign in any more.
    pub const fn may_lose_totp(self) -> Result<(), Refusal> {
        match (self.has_totp, self.passkeys) {
            (false, _) => Err(Refusal::Unseen),
            (true, 0) => Err(Refusal::NotNow(NotNow::LastFactor)),
            (true, _) => Ok(()),
        }
    }
}

/// So many recovery codes are made at once.
pub const RECOVERY_CODES: usize = 10;

/// A code as it was typed, in the ten digits codes are compared in: without spaces, whichever digits the keyboard has.
pub fn plain_digits(typed: &str) -> String {
    const ZEROS: [char; 4] = ['0', '\u{660}', '\u{6f0}', '\u{ff10}'];
    let digit = |character: char| {
        ZEROS.iter().find_map(|zero| {
            let value = u32::from(character).checked_sub(u32::from(*zero))?;
            char::from_digit(value, 10)
        })
    };
    let kept = typed.chars().filter(|character| !character.is_whitespace());
    kept.map(|character| digit(character).unwrap_or(character)).collect()
}

/// How a session was proved, as far as rules need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// By what.
    pub factor: Factor,
    /// Whether it was shown within [`FRESH_FOR`].
    pub is_fresh: bool,
}

impl Proof {
    /// As everybody is signed in where nobody is real: in a demonstration, and in data made up for load.
    pub const DEMO: Self = Self {
        factor: Factor::Demo,
        is_fresh: true,
    };

    /// As whoever has a shell on the machine acts: no factor would add to that, since they could write to the database.
    pub const AT_THE_MACHINE: Self = Self {
        factor: Factor::Passkey,
        is_fresh: true,
    };

    /// What was shown at `shown_at` proves at `now`.
    pub fn of(factor: Factor, shown_at: Time, now: Time) -> Self {
        Self {
            factor,
            is_fresh: now.since(shown_at) <= FRESH_FOR,
        }
    }
}

/// A second factor is fresh for so long (S21).
pub const FRESH_FOR: SignedDuration = SignedDuration::from_mins(5);

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    #[test]
    fn nothing_weaker_than_the_session_confirms_it() {
        let strength = |factor| match factor {
            Factor::Recovery => 0,
            Factor::Totp | Factor::Provider => 1,
            Factor::Passkey | Factor::Demo => 2,
        };
        for &before in Factor::ALL {
            for &shown in Factor::ALL {
                let confirms = shown.confirms(before);
                assert!(
                    !confirms || strength(shown) >= strength(before),
                    "{shown} after {before}"
                );
                assert!(confirms || shown != before, "{shown} is shown again");
            }
            assert!(Factor::Passkey.confirms(before) && (before == Factor::Demo || !Factor::Demo.confirms(before)));
        }
        assert!(Factor::Totp.confirms(Factor::Recovery) && !Factor::Recovery.confirms(Factor::Totp));
    }

    #[test]
    fn whoever_has_no_factor_enrols_one_and_the_last_one_stays() {
        for has_totp in [false, true] {
            for passkeys in [0, 1, 2] {
                for recovery_codes in [0, 1] {
                    let held = Held {
                        has_totp,
                        passkeys,
                        recovery_codes,
                    };
                    let has_any = has_totp || passkeys > 0;
                    let is_asked = has_any || recovery_codes > 0;
                    assert_eq!(held.next_stage() == Stage::PasswordDone, is_asked, "{held:?}");
                    assert_ne!(held.next_stage(), Stage::Complete);
                    for &shown in Factor::ALL {
                        let must_enrol = shown == Factor::Recovery && !has_any;
                        assert_eq!(
                            held.stage_after(shown) == Stage::Enrolling,
                            must_enrol,
                            "{held:?} {shown}"
                        );
                        assert_ne!(held.stage_after(shown), Stage::PasswordDone);
                    }
                    assert_eq!(held.may_lose_totp().is_ok(), has_totp && passkeys > 0, "{held:?}");
                }
            }
        }
    }

    #[test]
    fn a_code_may_be_typed_with_spaces_and_in_the_digits_of_the_keyboard() {
        for typed in ["123456", " 123 456 ", "١٢٣٤٥٦", "۱۲۳۴۵۶", "１２３４５６"] {
            assert_eq!(plain_digits(typed), "123456", "{typed}");
        }
        assert_eq!(plain_digits("12a-"), "12a-");
    }

    #[test]
    fn a_factor_is_fresh_for_five_minutes() {
        let after = |seconds| Proof::of(Factor::Totp, NOW, NOW.plus(SignedDuration::from_secs(seconds))).is_fresh;
        assert!(after(0) && after(300));
        assert!(!after(301));
    }
}
