//! An organisation's own provider of sign-ins (OpenID Connect): who binds one, to which domains, and what it may decide.

mod roles;
mod tokens;

use crate::domain::actor::{Actor, OrganisationKind, Role, Roles, words};
use crate::domain::change::{Change, Fault, NotNow, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{OrganisationId, ProviderId};
use crate::domain::members::administering::{administrators, keepers};
use crate::domain::organisations::domains::is_at;
use crate::domain::values::Time;

pub use roles::{GroupRole, following, roles_of};
pub use tokens::{
    Asked, ENDING_LASTS, Logout, SKEW, Said, Token, Trouble, address_of, ended, is_second_factor, stays, verified,
};

words! {
    /// Something that is done to the provider of an organisation.
    Act("act on a provider") {
        /// Bind one.
        Bind = "bind",
        /// Change what it may decide.
        Change = "change",
        /// Replace the secret by which it knows us.
        ReplaceSecret = "replace_secret",
        /// Ask whether it answers.
        Test = "test",
        /// Let go of it.
        Unbind = "unbind",
    }
}

words! {
    /// What somebody was sent to the provider for.
    Purpose("purpose of an attempt") {
        /// To sign in.
        SignIn = "sign_in",
        /// To confirm that it is still oneself.
        Confirmation = "confirmation",
        /// The provider says that a session ended there.
        Logout = "logout",
    }
}

/// So many lines of groups are mapped at most.
pub const MOST_GROUPS: usize = 50;

/// So many values of `acr` and of `amr` are listed at most.
pub const MOST_VALUES: usize = 20;

/// The longest issuer, client id, secret, group or claim, in characters.
pub const LONGEST: usize = 400;

/// An attempt to sign in at a provider lasts so long.
pub const ATTEMPT_LASTS: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// What an administrator decides about the own provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The official domains whose people it signs in.
    pub domains: Vec<String>,
    /// Whether they sign in in no other way but by a passkey.
    pub is_only_way: bool,
    /// The claim that holds groups; empty where groups decide nothing.
    pub groups_claim: String,
    /// Which group gives which role.
    pub groups: Vec<GroupRole>,
    /// The only roles that groups give and take.
    pub bound: Roles,
    /// Values of `acr` that count as a second factor.
    pub acr: Vec<String>,
    /// Values of `amr` that do (RFC 8176).
    pub amr: Vec<String>,
}

/// The provider of one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Which.
    pub id: ProviderId,
    /// Whose.
    pub organisation: OrganisationId,
    /// How often it was saved.
    pub version: i64,
    /// Its name for itself: an address, compared letter for letter. It does not change: another is another provider.
    pub issuer: String,
    /// Its name for us. It does not change either: the secret would go to whoever is named instead.
    pub client_id: String,
    /// What the administrator decided.
    pub settings: Settings,
    /// When it was bound.
    pub bound_at: Time,
    /// Since when the secret is in use.
    pub secret_at: Time,
    /// When it was let go of.
    pub unbound_at: Option<Time>,
}

/// The organisation, as far as these rules need to know.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// Which.
    pub id: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its verified domains.
    pub domains: &'a [String],
}

/// What is bound, as it was typed and trimmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// The address of the provider.
    pub issuer: String,
    /// Its name for us.
    pub client_id: String,
    /// The domains.
    pub domains: Vec<String>,
}

/// Whether `actor` may do `act` to the provider of `organisation`: its own administrators, by passkey. Verifiers look
/// after people there, and not after how they sign in. Pages ask it before they show a button.
///
/// # Errors
/// Unseen of another organisation; not an administrator; the sign-in lacks what it asks.
pub fn may(act: Act, actor: &Actor, organisation: OrganisationId, kind: OrganisationKind) -> Result<(), Refusal> {
    actor.in_organisation(organisation)?;
    // Where verifiers look after the people nobody of the organisation could.
    if administrators(kind) != keepers(kind) {
        return Err(Refusal::NeedsRole(super::people::ADMINISTRATORS));
    }
    actor.has_any(administrators(kind))?;
    actor.has_means(act.needs())?;
    Ok(())
}

impl Provider {
    /// A provider is bound to domains of the organisation. Groups decide nothing yet, and no answer of it counts as a second
    /// factor.
    ///
    /// # Errors
    /// As [`may`]; faults in the address, the name and the domains; not confirmed.
    pub fn bind(
        actor: &Actor,
        of: Of<'_>,
        id: ProviderId,
        binding: Binding,
        loopback: bool,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        may(Act::Bind, actor, of.id, of.kind)?;
        let Binding {
            issuer,
            client_id,
            domains,
        } = binding;
        let mut faults = Vec::new();
        if !is_issuer(&issuer, loopback) {
            faults.push(Fault::new("issuer", "issuer_form"));
        }
        if client_id.is_empty() {
            faults.push(Fault::new("client_id", "required"));
        }
        faults.extend(domains_unfit(&domains, of.domains));
        Refusal::unless_empty(faults)?;
        actor.has_confirmed(Act::Bind.needs())?;
        let event = Event::ProviderBound {
            provider: id,
            issuer: issuer.clone(),
            domains: domains.clone(),
        };
        let provider = Self {
            id,
            organisation: of.id,
            version: 1,
            issuer,
            client_id,
            settings: Settings {
                domains,
                ..Settings::default()
            },
            bound_at: at,
            secret_at: at,
            unbound_at: None,
        };
        Ok(Change::new(provider, event, actor, at))
    }

    /// Whether `actor` may do `act` to it now.
    ///
    /// # Errors
    /// As [`may`]; it was let go of.
    pub fn may(&self, act: Act, actor: &Actor, kind: OrganisationKind) -> Result<(), Refusal> {
        may(act, actor, self.organisation, kind)?;
        match self.unbound_at {
            None => Ok(()),
            Some(_) => Err(Refusal::NotNow(NotNow::ProviderUnbound)),
        }
    }

    /// Other settings. Nothing where they are so already.
    ///
    /// # Errors
    /// As [`Provider::may`]; changed in the meantime; faults; not confirmed.
    pub fn change(
        self,
        actor: &Actor,
        of: Of<'_>,
        settings: Settings,
        as_of: i64,
        at: Time,
    ) -> Result<Option<Change<Self>>, Refusal> {
        self.may(Act::Change, actor, of.kind)?;
        self.is_still(as_of)?;
        Refusal::unless_empty(settings.faults(of))?;
        let changed = self.settings.differs(&settings);
        if changed.is_empty() {
            return Ok(None);
        }
        actor.has_confirmed(Act::Change.needs())?;
        let event = Event::ProviderChanged {
            provider: self.id,
            changed: changed.into_iter().map(str::to_owned).collect(),
        };
        let after = Self {
            settings,
            version: self.version + 1,
            ..self.clone()
        };
        Ok(Some(Change::of(self, after, event, actor, at)))
    }

    /// Another secret, which the rule never sees.
    ///
    /// # Errors
    /// As [`Provider::may`]; changed in the meantime; not confirmed.
    pub fn replace_secret(
        self,
        actor: &Actor,
        kind: OrganisationKind,
        as_of: i64,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.may(Act::ReplaceSecret, actor, kind)?;
        self.is_still(as_of)?;
        actor.has_confirmed(Act::ReplaceSecret.needs())?;
        let after = Self {
            secret_at: at,
            version: self.version + 1,
            ..self.clone()
        };
        let event = Event::ProviderSecretReplaced { provider: self.id };
        Ok(Change::of(self, after, event, actor, at))
    }

    /// The organisation lets go of it; `sessions` that began there end in the same transaction.
    ///
    /// # Errors
    /// As [`Provider::may`]; changed in the meantime; not confirmed.
    pub fn unbind(
        self,
        actor: &Actor,
        kind: OrganisationKind,
        as_of: i64,
        sessions: u32,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.may(Act::Unbind, actor, kind)?;
        self.is_still(as_of)?;
        actor.has_confirmed(Act::Unbind.needs())?;
        let after = Self {
            unbound_at: Some(at),
            version: self.version + 1,
            ..self.clone()
        };
        let event = Event::ProviderUnbound {
            provider: self.id,
            sessions,
        };
        Ok(Change::of(self, after, event, actor, at))
    }

    fn is_still(&self, as_of: i64) -> Result<(), Refusal> {
        if self.version == as_of {
            Ok(())
        } else {
            Err(Refusal::Stale)
        }
    }

    /// Whether it signs in whoever has the mailbox `email`: at a domain that is bound, and that is one of the organisation's
    /// still.
    pub fn signs_in(&self, email: &str, official: &[String]) -> bool {
        self.unbound_at.is_none() && is_at(email, &self.settings.domains) && is_at(email, official)
    }
}

impl Settings {
    fn faults(&self, of: Of<'_>) -> Vec<Fault> {
        let mut faults = domains_unfit(&self.domains, of.domains);
        let wrong_kind = |role: Role| role.kind() != of.kind;
        if self.bound.iter().any(wrong_kind) {
            faults.push(Fault::new("bound", "role_of_another_kind"));
        }
        if self.groups.len() > MOST_GROUPS {
            faults.push(Fault::new("groups", "too_many").with("most", MOST_GROUPS));
        }
        if self.groups.iter().any(|mapped| wrong_kind(mapped.role)) {
            faults.push(Fault::new("groups", "role_of_another_kind"));
        } else if self.groups.iter().any(|mapped| !self.bound.has(mapped.role)) {
            faults.push(Fault::new("groups", "role_beyond_bound"));
        }
        let has_claim = !self.groups_claim.is_empty();
        if has_claim == self.groups.is_empty() {
            let field = if has_claim { "groups" } else { "groups_claim" };
            faults.push(Fault::new(field, "claim_and_groups"));
        }
        for (field, values) in [("acr", &self.acr), ("amr", &self.amr)] {
            if values.len() > MOST_VALUES {
                faults.push(Fault::new(field, "too_many").with("most", MOST_VALUES));
            }
        }
        faults
    }

    /// The names of what differs.
    fn differs(&self, other: &Self) -> Vec<&'static str> {
        let Self {
            domains,
            is_only_way,
            groups_claim,
            groups,
            bound,
            acr,
            amr,
        } = self;
        let found = [
            ("domains", *domains != other.domains),
            ("only_way", *is_only_way != other.is_only_way),
            ("groups_claim", *groups_claim != other.groups_claim),
            ("groups", *groups != other.groups),
            ("bound", *bound != other.bound),
            ("acr", *acr != other.acr),
            ("amr", *amr != other.amr),
        ];
        found
            .into_iter()
            .filter(|(_, is_other)| *is_other)
            .map(|(name, _)| name)
            .collect()
    }
}

fn domains_unfit(domains: &[String], official: &[String]) -> Vec<Fault> {
    if domains.is_empty() {
        vec![Fault::new("domains", "required")]
    } else if domains.iter().any(|domain| !official.contains(domain)) {
        vec![Fault::new("domains", "domain_unverified")]
    } else {
        Vec::new()
    }
}

/// Whether `issuer` can be the address of a provider (OpenID Connect Discovery 1.0 §3): https with a host, no user, no query
/// and no fragment. With `loopback`, also http on this machine, for tests.
pub fn is_issuer(issuer: &str, loopback: bool) -> bool {
    let rest = issuer.strip_prefix("https://").or_else(|| {
        issuer
            .strip_prefix("http://")
            .filter(|_| loopback && is_on_loopback(issuer))
    });
    let is_plain =
        |letter: char| letter.is_ascii_graphic() && !matches!(letter, '?' | '#' | '@' | '\\' | '"' | '<' | '>');
    rest.is_some_and(|rest| {
        let host = rest.split('/').next().unwrap_or_default();
        !host.is_empty() && rest.chars().all(is_plain)
    }) && issuer.len() <= LONGEST
}

/// Whether an address is of this machine.
pub fn is_on_loopback(address: &str) -> bool {
    let host = host_of(address);
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.chars().all(|letter| letter.is_ascii_digit()) {
            name
        } else {
            host
        }
    });
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// Providers whose own documents (`/.well-known/openid-configuration`) name other hosts than the issuer's, with those hosts.
/// Anybody else's stay under their own name, so that no document leads the site to a host that its owner did not type.
const SPREAD: [(&str, &[&str]); 2] = [
    (
        "accounts.google.com",
        &[
            "oauth2.googleapis.com",
            "www.googleapis.com",
            "openidconnect.googleapis.com",
        ],
    ),
    ("login.microsoftonline.com", &["graph.microsoft.com"]),
];

/// Whether the provider of this name may have its tokens, keys and what it tells besides at `place`.
pub fn is_place_of(issuer: &str, place: &str) -> bool {
    let (own, host) = (host_of(issuer), host_of(place));
    let spread = SPREAD.iter().any(|(name, hosts)| *name == own && hosts.contains(&host));
    own == host || spread
}

/// Scheme aside, the host with its port: `id.pj.example` of `https://id.pj.example/realm`.
pub fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
