//! Whoever a provider has signed in: the account that is theirs, the invitation they take up, or nobody.

use serde::{Deserialize, Serialize};

use super::entering::{Came, Ended, Way, bound_to, opened, seal};
use super::organisation_of;
use crate::domain::actor::Roles;
use crate::domain::events::Event;
use crate::domain::ids::InvitationId;
use crate::domain::invitations::Invitation;
use crate::domain::members::administering::keepers;
use crate::domain::organisations::Organisation;
use crate::domain::people::{Factor, Person};
use crate::domain::providers::{ATTEMPT_LASTS, Provider, Said, Token, Trouble, address_of, following, roles_of, stays};
use crate::service::Error;
use crate::service::invitations as joining;
use crate::service::sign_in::{self, Arriving, Begun};
use crate::store::providers::attempts::{self, Attempt};
use crate::store::providers::{self as rows, links};
use crate::store::sessions::{self, BeganAt, Session};
use crate::store::{Tx, invitations, members, organisations, people};

/// Somebody whom the provider signed in.
#[derive(Clone, Copy)]
pub(super) struct Arrived<'a> {
    pub(super) attempt: &'a Attempt,
    pub(super) provider: &'a Provider,
    pub(super) token: &'a Token,
    pub(super) said: &'a Said,
}

/// What is kept of whoever is invited until the rules of use are accepted.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arrival {
    invitation: InvitationId,
    subject: String,
    session: Option<String>,
    groups: Option<Vec<String>>,
    is_second_factor: bool,
}

/// Signs in whoever the provider knows by its own name for them; the first time, by the mailbox.
pub(super) async fn sign_in(way: &Way<'_>, arrived: Arrived<'_>) -> Result<Came, Ended> {
    let Arrived {
        attempt,
        provider,
        token,
        said,
    } = arrived;
    let tx = way.db.begin().await?;
    let organisation = organisation_of(&tx, provider).await?;
    let link = links::find(&tx, provider.id, &said.subject).await?;
    let is_proved = link.as_ref().is_some_and(|link| link.is_proved);
    let is_new = link.is_none();
    let person = match link {
        Some(link) => {
            let person = people::get(&tx, link.person).await?.ok_or(Trouble::Unknown)?;
            stays(token, provider, &person.email, &organisation.domains)?;
            Some(person)
        }
        None => {
            let email = address_of(token, provider, &organisation.domains)?;
            if let Some(invitation) = joining::pending_of(&tx, way.now, &organisation, &email).await? {
                invited_roles(provider, &organisation, &invitation, token.groups.as_deref())?;
                let arrival = Arrival {
                    invitation: invitation.id,
                    subject: said.subject.clone(),
                    session: said.session.clone(),
                    groups: token.groups.clone(),
                    is_second_factor: said.is_second_factor,
                };
                keep(way, &tx, attempt, &organisation, &arrival).await?;
                tx.commit().await?;
                return Ok(Came::Invited);
            }
            members::of_mailbox(&tx, &email).await?
        }
    };
    let person = person.filter(|person| person.organisation == organisation.id);
    let person = person.ok_or(Trouble::Unknown)?;
    people::lock(&tx, person.id).await?;
    let (person, actor) = sign_in::acting(&tx, person).await?.ok_or(Trouble::Unknown)?;
    let mut events = Vec::new();
    if is_new {
        match links::insert(&tx, provider.id, &said.subject, person.id, false, way.now).await {
            // Somebody else there has the account: whoever got the mailbox later is another person.
            Err(error) if error.is_taken("provider_links_person_id_key") => return Err(Trouble::Unknown.into()),
            Err(error) if error.is_taken("provider_links_pkey") => return Err(Trouble::Replayed.into()),
            kept => kept?,
        }
        events.push(Event::ProviderLinked { provider: provider.id });
    }
    let person = with_groups(way, &tx, provider, &organisation, person, token.groups.as_deref()).await?;
    let actor = crate::domain::actor::Actor {
        roles: person.roles,
        ..actor
    };
    let arriving = Arriving {
        person: &person,
        actor: actor.clone(),
        agent: way.agent,
        began_at: began_at(provider, &said.subject, said.session.clone()),
        wanted: attempt.wanted.clone(),
        is_second_factor: said.is_second_factor && is_proved,
    };
    let begun = sign_in::by_provider(&tx, way.now, way.call, arriving).await?;
    if !events.is_empty() {
        sign_in::tell(&tx, way.now, way.call, &actor, person.id, &events).await?;
    }
    tx.commit().await?;
    Ok(Came::In(begun, attempt.wanted.clone()))
}

fn began_at(provider: &Provider, subject: &str, session: Option<String>) -> BeganAt {
    BeganAt {
        provider: provider.id,
        subject: subject.to_owned(),
        session,
    }
}

/// The person with the roles that groups give, where they decide any: saved, and every session before ends.
async fn with_groups(
    way: &Way<'_>,
    tx: &Tx,
    provider: &Provider,
    organisation: &Organisation,
    person: Person,
    groups: Option<&[String]>,
) -> Result<Person, Ended> {
    let others = members::roles_of_others(tx, organisation.id, person.id).await?;
    let keepers = keepers(organisation.kind).iter().copied();
    let kept = keepers.filter(|role| !others.has(*role)).collect();
    let roles = roles_by(provider, organisation, person.roles, groups, kept)?;
    let actor = person.actor(organisation, None);
    let Some(change) = person.clone().follow_groups(roles, &actor, way.now) else {
        return Ok(person);
    };
    let leaves = members::save(tx, &change, way.call).await?;
    crate::store::notices::tell_owner(tx, person.id, organisation.id, change.events(), &leaves, way.now).await?;
    sessions::end_all(tx, person.id).await?;
    Ok(change.after().clone())
}

fn roles_by(
    provider: &Provider,
    organisation: &Organisation,
    held: Roles,
    groups: Option<&[String]>,
    kept: Roles,
) -> Result<Roles, Trouble> {
    let settings = &provider.settings;
    if settings.groups.is_empty() {
        return Ok(held);
    }
    let given = roles_of(
        groups.unwrap_or_default(),
        &settings.groups,
        settings.bound,
        organisation.kind,
    );
    let roles = following(held, given, settings.bound, kept);
    if roles == Roles::default() {
        Err(Trouble::Groups)
    } else {
        Ok(roles)
    }
}

fn invited_roles(
    provider: &Provider,
    organisation: &Organisation,
    invitation: &Invitation,
    groups: Option<&[String]>,
) -> Result<Roles, Trouble> {
    roles_by(provider, organisation, invitation.roles, groups, Roles::default())
}

async fn keep(
    way: &Way<'_>,
    tx: &Tx,
    attempt: &Attempt,
    organisation: &Organisation,
    arrival: &Arrival,
) -> Result<(), Error> {
    let text = serde_json::to_vec(arrival).map_err(Error::internal)?;
    let sealed = seal(way, &attempt.state_hash, organisation.id, text)?;
    let until = way.now.plus(ATTEMPT_LASTS);
    Ok(attempts::keep_arrival(tx, &attempt.state_hash, sealed, until).await?)
}

/// Whoever is signed in has signed in once more at the provider, just now: that confirms.
pub(super) async fn confirm(way: &Way<'_>, arrived: Arrived<'_>, session: Option<&Session>) -> Result<Came, Ended> {
    let Arrived {
        attempt,
        provider,
        said,
        ..
    } = arrived;
    let session = session.filter(|session| attempt.session == Some(session.id));
    let session = session.ok_or(Trouble::State)?;
    let link = links::find(way.db.read(), provider.id, &said.subject).await?;
    let link = link.filter(|link| link.person == session.person.id);
    let link = link.ok_or(Trouble::Another)?;
    let is_weaker = session
        .shown
        .is_some_and(|(before, _)| !Factor::Provider.confirms(before));
    if is_weaker || !link.is_proved || !said.is_second_factor {
        return Err(Trouble::Factor.into());
    }
    let begun = sign_in::prove(way.db, way.now, way.call, session, Factor::Provider).await?;
    Ok(Came::Confirmed(begun, attempt.wanted.clone()))
}

/// Whoever came back and is invited: what they are invited to, and by whom.
pub struct Awaited {
    /// The invitation, as its page shows it.
    pub shown: joining::Shown,
    attempt: Attempt,
    provider: Provider,
    arrival: Arrival,
}

/// Whom the browser with `secret` came back as, where an invitation is to be taken up.
pub async fn awaited(way: &Way<'_>, secret: Option<&str>) -> Result<Option<Awaited>, Error> {
    let Some(secret) = secret else { return Ok(None) };
    let db = way.db.read();
    let Some(attempt) = attempts::arrived(db, &bound_to(secret), way.now).await? else {
        return Ok(None);
    };
    let Some(kept) = rows::bound(db, attempt.provider).await? else {
        return Ok(None);
    };
    let Some(sealed) = &attempt.sealed_arrival else {
        return Ok(None);
    };
    let organisation = organisation_of(db, &kept.provider).await?;
    let text = opened(way, &attempt.state_hash, organisation.id, sealed)?;
    let arrival: Arrival = serde_json::from_str(&text).map_err(Error::internal)?;
    let Some((invitation, _)) = invitations::get(db, arrival.invitation).await? else {
        return Ok(None);
    };
    let by = people::names(db, [invitation.by]).await?.remove(&invitation.by);
    Ok(Some(Awaited {
        shown: joining::Shown {
            invitation,
            organisation,
            by: by.unwrap_or_default(),
        },
        attempt,
        provider: kept.provider,
        arrival,
    }))
}

/// How it ended that somebody took an invitation up.
pub enum Taken {
    /// There is an account; signed in, or on to a second factor. And where one was going, as JSON.
    In(Begun, Option<String>),
    /// It was over.
    Over,
}

/// Takes the invitation up: the account has no password, and is tied to whom the provider knows.
pub async fn accept(way: &Way<'_>, awaited: Awaited) -> Result<Taken, Error> {
    let Awaited {
        shown,
        attempt,
        provider,
        arrival,
    } = awaited;
    let tx = way.db.begin().await?;
    invitations::lock(&tx, arrival.invitation).await?;
    let organisation = organisations::get(&tx, provider.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let email = &shown.invitation.email;
    let pending = joining::pending_of(&tx, way.now, &organisation, email).await?;
    let is_bound = rows::bound(&tx, provider.id).await?.is_some() && provider.signs_in(email, &organisation.domains);
    let Some(invitation) = pending.filter(|pending| is_bound && pending.id == arrival.invitation) else {
        return Ok(Taken::Over);
    };
    let Ok(roles) = invited_roles(&provider, &organisation, &invitation, arrival.groups.as_deref()) else {
        return Ok(Taken::Over);
    };
    if !attempts::remove(&tx, &attempt.state_hash).await? {
        return Ok(Taken::Over);
    }
    let taken = joining::take_up(&tx, way.now, way.call, &organisation, invitation, None, Some(roles)).await?;
    let Some(person) = taken else { return Ok(Taken::Over) };
    match links::insert(&tx, provider.id, &arrival.subject, person.id, true, way.now).await {
        Err(crate::store::Error::Taken(_)) => return Ok(Taken::Over),
        kept => kept?,
    }
    let actor = person.actor(&organisation, None);
    let arriving = Arriving {
        person: &person,
        actor: actor.clone(),
        agent: way.agent,
        began_at: began_at(&provider, &arrival.subject, arrival.session),
        wanted: attempt.wanted.clone(),
        is_second_factor: arrival.is_second_factor,
    };
    let begun = sign_in::by_provider(&tx, way.now, way.call, arriving).await?;
    let linked = [Event::ProviderLinked { provider: provider.id }];
    sign_in::tell(&tx, way.now, way.call, &actor, person.id, &linked).await?;
    tx.commit().await?;
    Ok(Taken::In(begun, attempt.wanted))
}
