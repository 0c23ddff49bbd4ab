//! What a token says, and whether it counts (OpenID Connect Core 1.0 §3.1.3.7; Back-Channel Logout 1.0 §2.6). Whether its
//! signature is right was found out before.

use jiff::SignedDuration;

use super::{Provider, Settings};
use crate::domain::actor::words;
use crate::domain::people::normal_email;
use crate::domain::values::Time;

/// Clocks may differ by so much.
pub const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// A token that ends sessions counts for so long after it was made; so long it is known again, too.
pub const ENDING_LASTS: SignedDuration = SignedDuration::from_mins(10);

words! {
    /// Why somebody who comes back from a provider is not let in.
    Trouble("trouble with a provider") {
        /// This browser began no such attempt.
        State = "state",
        /// The attempt is too old.
        Late = "late",
        /// The attempt was used before.
        Replayed = "replayed",
        /// The provider says no.
        Declined = "declined",
        /// Another provider answers than was asked (RFC 9207).
        Issuer = "issuer",
        /// The provider does not take its own code.
        Exchange = "exchange",
        /// The provider does not answer, or not as it must.
        Unreachable = "unreachable",
        /// Its answer cannot be read.
        Malformed = "malformed",
        /// Signed in a way that proves nothing.
        Algorithm = "algorithm",
        /// Signed by a key that the provider does not publish.
        Key = "key",
        /// The signature is wrong.
        Signature = "signature",
        /// Made for somebody else.
        Audience = "audience",
        /// Made for another attempt.
        Nonce = "nonce",
        /// Too old.
        Expired = "expired",
        /// Made in the future.
        Future = "future",
        /// The sign-in there was not just now, though that was asked.
        AuthTime = "auth_time",
        /// No mailbox that the provider has verified, at a domain that is bound.
        Mailbox = "mailbox",
        /// Nobody who may come in: which of many reasons is not told (S09).
        Unknown = "unknown",
        /// No group gives a role.
        Groups = "groups",
        /// The provider asked for no second factor.
        Factor = "factor",
        /// Somebody else than whose session it is.
        Another = "another",
    }
}

/// What a token says, as far as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// Who made it.
    pub issuer: Option<String>,
    /// Whom it is about, as the provider names them.
    pub subject: Option<String>,
    /// For whom it was made.
    pub audience: Vec<String>,
    /// For which of them.
    pub authorized: Option<String>,
    /// Until when it counts.
    pub expires_at: Option<Time>,
    /// When it was made.
    pub issued_at: Option<Time>,
    /// When the person signed in there.
    pub signed_in_at: Option<Time>,
    /// What ties it to an attempt.
    pub nonce: Option<String>,
    /// How the person signed in, as one word.
    pub acr: Option<String>,
    /// By which means.
    pub amr: Vec<String>,
    /// The session there.
    pub session: Option<String>,
    /// The mailbox.
    pub email: Option<String>,
    /// Whether the provider has verified it.
    pub is_email_verified: bool,
    /// The groups; nothing where it says nothing of them.
    pub groups: Option<Vec<String>>,
    /// Its own name.
    pub id: Option<String>,
    /// Whether it says that a session ended.
    pub is_ending: bool,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What ties the answer to the attempt.
    pub nonce: String,
    /// When the attempt began, where the person had to sign in anew.
    pub anew_since: Option<Time>,
}

/// What a token that counts says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Whom it is about.
    pub subject: String,
    /// The session there.
    pub session: Option<String>,
    /// Whether it proves a second factor.
    pub is_second_factor: bool,
}

/// Whether an identity token counts: each thing that may be wrong has its own reason.
///
/// # Errors
/// What is wrong with it.
pub fn verified(token: &Token, provider: &Provider, asked: &Asked, now: Time) -> Result<Said, Trouble> {
    is_for_us(token, provider)?;
    let (Some(subject), Some(expires_at), Some(issued_at)) = (&token.subject, token.expires_at, token.issued_at) else {
        return Err(Trouble::Malformed);
    };
    if subject.is_empty() || subject.len() > 255 {
        return Err(Trouble::Malformed);
    }
    if token.is_ending || token.nonce.as_deref() != Some(asked.nonce.as_str()) {
        return Err(Trouble::Nonce);
    }
    if now >= expires_at.plus(SKEW) {
        return Err(Trouble::Expired);
    }
    if issued_at > now.plus(SKEW) {
        return Err(Trouble::Future);
    }
    if let Some(since) = asked.anew_since {
        let is_anew = token
            .signed_in_at
            .is_some_and(|at| at >= since.plus(-SKEW) && at <= now.plus(SKEW));
        if !is_anew {
            return Err(Trouble::AuthTime);
        }
    }
    Ok(Said {
        subject: subject.clone(),
        session: token.session.clone(),
        is_second_factor: is_second_factor(token.acr.as_deref(), &token.amr, &provider.settings),
    })
}

fn is_for_us(token: &Token, provider: &Provider) -> Result<(), Trouble> {
    if token.issuer.as_deref() != Some(provider.issuer.as_str()) {
        return Err(Trouble::Issuer);
    }
    // §3.1.3.7, 3 to 5: audiences that we do not trust, which is all others, are as wrong as none; whoever is authorized
    // must be us.
    let is_ours = !token.audience.is_empty() && token.audience.iter().all(|one| *one == provider.client_id);
    let is_authorized = token
        .authorized
        .as_deref()
        .is_none_or(|authorized| authorized == provider.client_id);
    if is_ours && is_authorized {
        Ok(())
    } else {
        Err(Trouble::Audience)
    }
}

/// Whether the provider's answer counts as a second factor: by its one word, or by one of its means (RFC 8176), where the
/// administrator lists it. With nothing listed nothing counts.
pub fn is_second_factor(acr: Option<&str>, amr: &[String], settings: &Settings) -> bool {
    let by_acr = acr.is_some_and(|acr| settings.acr.iter().any(|listed| listed == acr));
    by_acr || amr.iter().any(|means| settings.amr.contains(means))
}

/// The mailbox by which somebody is known the first time: verified by the provider, at a domain that is bound.
///
/// # Errors
/// There is none.
pub fn address_of(token: &Token, provider: &Provider, official: &[String]) -> Result<String, Trouble> {
    let email = token.email.as_deref().map(normal_email);
    email
        .filter(|email| email.matches('@').count() == 1)
        .filter(|email| token.is_email_verified && provider.signs_in(email, official))
        .ok_or(Trouble::Mailbox)
}

/// Whether somebody who is known by the provider's own name for them is one of its organisation still: a mailbox that it
/// names elsewhere, or ours of them at a domain that is bound no more, says no.
///
/// # Errors
/// The mailbox is elsewhere.
pub fn stays(token: &Token, provider: &Provider, own: &str, official: &[String]) -> Result<(), Trouble> {
    let named = token.email.as_deref().map(normal_email);
    let is_elsewhere = named.is_some_and(|email| !provider.signs_in(&email, official));
    if is_elsewhere || !provider.signs_in(own, official) {
        Err(Trouble::Mailbox)
    } else {
        Ok(())
    }
}

/// Whose sessions end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logout {
    /// The name of the token, which counts once.
    pub id: String,
    /// Whom it is about.
    pub subject: Option<String>,
    /// The session there.
    pub session: Option<String>,
}

/// Whether a token that ends sessions counts.
///
/// # Errors
/// What is wrong with it.
pub fn ended(token: &Token, provider: &Provider, now: Time) -> Result<Logout, Trouble> {
    is_for_us(token, provider)?;
    let (Some(id), Some(issued_at)) = (&token.id, token.issued_at) else {
        return Err(Trouble::Malformed);
    };
    if !token.is_ending || token.subject.is_none() && token.session.is_none() {
        return Err(Trouble::Malformed);
    }
    if token.nonce.is_some() {
        return Err(Trouble::Nonce);
    }
    if issued_at > now.plus(SKEW) {
        return Err(Trouble::Future);
    }
    let is_over = token.expires_at.is_some_and(|at| now >= at.plus(SKEW));
    if is_over || now.since(issued_at) > ENDING_LASTS {
        return Err(Trouble::Expired);
    }
    Ok(Logout {
        id: id.clone(),
        subject: token.subject.clone(),
        session: token.session.clone(),
    })
}
