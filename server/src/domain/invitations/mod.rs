//! Invitations: the only way to an account (security S10). Single use, for 72 hours, to an official mailbox.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};

use crate::domain::actor::{Actor, OrganisationKind, Roles, words};
use crate::domain::change::{Change, Fault, NotNow, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{InvitationId, OrganisationId, PersonId};
use crate::domain::indicators::IndicatorKind;
use crate::domain::members::administering::grantable;
use crate::domain::people::{Act, fits, host_of, normal_email};
use crate::domain::values::Time;

/// For so long the link of an invitation leads anywhere (CJIS AC-2; S10).
pub const LASTS: SignedDuration = SignedDuration::from_hours(72);

words! {
    /// How an invitation ended by an act.
    Ended("end of an invitation") {
        /// Its person took it up.
        Accepted = "accepted",
        /// It was taken back.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// Where an invitation stands.
    State("state of an invitation") {
        /// Its link can be used.
        Pending = "pending",
        /// Nobody used its link in time.
        Expired = "expired",
        /// Its person took it up.
        Accepted = "accepted",
        /// It was taken back.
        Withdrawn = "withdrawn",
    }
}

/// An invitation of somebody to an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Where to.
    pub organisation: OrganisationId,
    /// The account that it makes, or opens again.
    pub person: PersonId,
    /// The official mailbox, as [`normal_email`] writes it.
    pub email: String,
    /// The name, as on the badge.
    pub name: String,
    /// Number of the badge.
    pub badge: Option<String>,
    /// Tag of the language of the mail and of the page behind its link.
    pub language: String,
    /// What the person is to do there.
    pub roles: Roles,
    /// Who invites.
    pub by: PersonId,
    /// When it was made.
    pub created_at: Time,
    /// When its link was last made.
    pub sent_at: Time,
    /// Until when the link can be used.
    pub expires_at: Time,
    /// How it ended, and when.
    pub ended: Option<(Ended, Time)>,
}

/// The organisation that somebody is invited to, as far as the rule needs to know.
#[derive(Clone, Copy, Debug)]
pub struct To<'a> {
    /// Which.
    pub organisation: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// The hosts of its official mailboxes.
    pub domains: &'a [String],
}

/// Who is invited, as it was typed and trimmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invited {
    /// The mailbox.
    pub email: String,
    /// The name.
    pub name: String,
    /// Number of the badge.
    pub badge: Option<String>,
    /// Tag of a language of the site.
    pub language: String,
    /// Roles.
    pub roles: Roles,
}

/// Whether `actor` may invite to an organisation; answers the roles the actor may give there.
///
/// # Errors
/// As [`grantable`]; the sign-in lacks what it asks.
pub fn may_invite(actor: &Actor, organisation: OrganisationId, kind: OrganisationKind) -> Result<Roles, Refusal> {
    let grantable = grantable(actor, organisation, kind)?;
    actor.has_means(Act::Invite.needs())?;
    Ok(grantable)
}

impl Invitation {
    /// Somebody is invited. The mailbox is at one of the organisation's own domains: nobody is let in by an address that
    /// anybody can have.
    ///
    /// # Errors
    /// As [`may_invite`]; faults in the mailbox and the roles; not confirmed.
    pub fn invite(
        actor: &Actor,
        to: To<'_>,
        (id, person): (InvitationId, PersonId),
        invited: Invited,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        let grantable = may_invite(actor, to.organisation, to.kind)?;
        let by = actor.person.ok_or(Refusal::Unseen)?;
        let Invited {
            email,
            name,
            badge,
            language,
            roles,
        } = invited;
        let mut faults = Vec::new();
        let email = mailbox(&email, to.domains).unwrap_or_else(|fault| {
            faults.push(fault);
            String::new()
        });
        match fits(roles, to.kind) {
            Ok(()) if roles.iter().any(|role| !grantable.has(role)) => {
                faults.push(Fault::new("roles", "not_yours_to_give"));
            }
            Ok(()) => {}
            Err(Refusal::Fields(of_roles)) => faults.extend(of_roles.into_iter().take(1)),
            Err(refusal) => return Err(refusal),
        }
        Refusal::unless_empty(faults)?;
        actor.has_confirmed(Act::Invite.needs())?;
        let invitation = Self {
            id,
            organisation: to.organisation,
            person,
            email,
            name,
            badge,
            language,
            roles,
            by,
            created_at: at,
            sent_at: at,
            expires_at: at.plus(LASTS),
            ended: None,
        };
        let event = Event::PersonInvited {
            roles: roles.iter().collect(),
        };
        Ok(Change::new(invitation, event, actor, at))
    }

    /// Where it stands at `now`.
    pub fn state(&self, now: Time) -> State {
        match self.ended {
            Some((Ended::Accepted, _)) => State::Accepted,
            Some((Ended::Withdrawn, _)) => State::Withdrawn,
            None if now < self.expires_at => State::Pending,
            None => State::Expired,
        }
    }

    /// Whether `actor` may send it anew, or take it back.
    ///
    /// # Errors
    /// As [`grantable`]; it grants a role that the actor may not give; it is over; the sign-in lacks what it asks.
    pub fn may(&self, act: Act, actor: &Actor, kind: OrganisationKind) -> Result<(), Refusal> {
        let grantable = grantable(actor, self.organisation, kind)?;
        if self.roles.iter().any(|role| !grantable.has(role)) {
            return Err(Refusal::Unseen);
        }
        if self.ended.is_some() {
            return Err(Refusal::NotNow(NotNow::InvitationOver));
        }
        actor.has_means(act.needs())?;
        Ok(())
    }

    /// The link is made anew, for another 72 hours; the one before leads nowhere.
    ///
    /// # Errors
    /// As [`Invitation::may`]; not confirmed.
    pub fn resend(self, actor: &Actor, kind: OrganisationKind, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Resend, actor, kind)?;
        actor.has_confirmed(Act::Resend.needs())?;
        let after = Self {
            sent_at: at,
            expires_at: at.plus(LASTS),
            ..self.clone()
        };
        Ok(Change::of(self, after, Event::InvitationResent, actor, at))
    }

    /// It is taken back.
    ///
    /// # Errors
    /// As [`Invitation::may`]; not confirmed.
    pub fn withdraw(self, actor: &Actor, kind: OrganisationKind, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Withdraw, actor, kind)?;
        actor.has_confirmed(Act::Withdraw.needs())?;
        Ok(self.end(Ended::Withdrawn, Event::InvitationWithdrawn, actor, at))
    }

    /// Its person, who has its link, takes it up: that is who acts.
    ///
    /// # Errors
    /// It is over, or was not used in time.
    pub fn accept(self, person: &Actor, at: Time) -> Result<Change<Self>, Refusal> {
        if !person.is(self.person) {
            return Err(Refusal::Unseen);
        }
        match self.state(at) {
            State::Pending => Ok(self.end(Ended::Accepted, Event::InvitationAccepted, person, at)),
            State::Expired | State::Accepted | State::Withdrawn => Err(Refusal::NotNow(NotNow::InvitationOver)),
        }
    }

    fn end(self, how: Ended, event: Event, actor: &Actor, at: Time) -> Change<Self> {
        let after = Self {
            ended: Some((how, at)),
            ..self.clone()
        };
        Change::of(self, after, event, actor, at)
    }
}

/// The mailbox in its one form, where it is at one of `domains`.
fn mailbox(typed: &str, domains: &[String]) -> Result<String, Fault> {
    if typed.is_empty() {
        return Err(Fault::new("email", "required"));
    }
    let email = IndicatorKind::Email
        .normalise(None, typed)
        .map_err(|_| Fault::new("email", "no_mailbox"))?;
    let email = normal_email(&email);
    if domains.is_empty() {
        return Err(Fault::new("email", "no_domains"));
    }
    let host = host_of(&email);
    if domains.iter().any(|domain| domain.eq_ignore_ascii_case(host)) {
        Ok(email)
    } else {
        Err(Fault::new("email", "not_official").with("domains", domains.join(", ")))
    }
}

/// What stands in the link of invitation `id`: 256 bits that only whoever has the program's secret can make of its
/// nonce. Resending makes another nonce, and with it another link.
pub fn token(key: &[u8], id: InvitationId, nonce: &str) -> String {
    // A key of any length will do, so this cannot fail; if it did, the link would lead nowhere.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return String::new();
    };
    // Apart from whatever else is keyed with the secret.
    mac.update(b"invitation\0");
    mac.update(id.0.as_bytes());
    mac.update(nonce.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// By what a link is recognised: SHA-256 of what stands in it, hexadecimal.
pub fn token_hash(token: &str) -> String {
    let hash = Sha256::new()
        .chain_update(b"invitation\0")
        .chain_update(token)
        .finalize();
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
