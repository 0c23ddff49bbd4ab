//! Inviting people, and what becomes of an invitation until its person takes it up. Nobody here ever learns a link: it
//! goes to the mailbox, or to whoever has a shell on the machine.

use super::sign_in::{self, Begun};
use super::{Context, Error, passwords, providers};
use crate::domain::actor::{Assurance, OrganisationKind, Roles};
use crate::domain::assurance::RevokedFor;
use crate::domain::audit::{Call, Subject, Who};
use crate::domain::change::{Change, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{InvitationId, LeafId, OrganisationId, PersonId};
use crate::domain::invitations::{self as rule, Invitation, Invited, State, To, may_invite};
use crate::domain::notices::people::{At, of_account};
use crate::domain::organisations::Organisation;
use crate::domain::people::{Act, Person, Standing, Theme, normal_email};
use crate::domain::values::Time;
use crate::store::failures::{self, Counter};
use crate::store::invitations::Link;
use crate::store::outbox::{self, AccountMail};
use crate::store::{self, Db, Tx, audit, invitations, members, notices, organisations, people};

/// A key to make links with: the program's secret.
pub type Key<'a> = &'a [u8];

/// The organisation that the actor invites to, and the roles the actor may give there.
pub async fn inviting(cx: &Context<'_>, organisation: OrganisationId) -> Result<(Organisation, Roles), Error> {
    let found = organisations::get(cx.db.read(), organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let grantable = may_invite(cx.actor, found.id, found.kind)?;
    Ok((found, grantable))
}

/// Invites somebody, once however often its form is sent.
///
/// # Errors
/// As [`Invitation::invite`]; the mailbox is a member's or invited already. Of the mailbox of somebody elsewhere nothing
/// is said, and nothing is sent.
pub async fn invite(
    cx: &Context<'_>,
    key: Key<'_>,
    organisation: OrganisationId,
    id: InvitationId,
    invited: Invited,
) -> Result<(), Error> {
    let tx = cx.db.begin().await?;
    invite_in(&tx, cx, key, organisation, id, invited).await?;
    Ok(tx.commit().await?)
}

/// As [`invite`], in the transaction of something else.
pub async fn invite_in(
    tx: &Tx,
    cx: &Context<'_>,
    key: Key<'_>,
    organisation: OrganisationId,
    id: InvitationId,
    invited: Invited,
) -> Result<(), Error> {
    let found = organisations::get(tx, organisation).await?.ok_or(Error::NotFound)?;
    if invitations::get(tx, id).await?.is_some() {
        return Ok(());
    }
    let holder = members::of_mailbox(tx, &normal_email(&invited.email)).await?;
    let is_own = |holder: &&Person| holder.organisation == organisation;
    let own = holder.as_ref().filter(is_own);
    let person = own.map_or_else(|| PersonId::new(cx.now), |holder| holder.id);
    let to = To {
        organisation,
        kind: found.kind,
        domains: &found.domains,
    };
    let change = Invitation::invite(cx.actor, to, (id, person), invited, cx.now)?;
    if own.is_some_and(|holder| holder.standing != Standing::Left) {
        return Err(Refusal::field("email", "member_already").into());
    }
    let is_elsewhere = holder.is_some() && own.is_none();
    let link = link(key, id)?;
    let leaves = match invitations::save(tx, &change, Some(link), cx.call).await {
        Err(error) if error.is_taken("invitations_organisation_id_email_key") => {
            return Err(Refusal::field("email", "invited_already").into());
        }
        saved => saved?,
    };
    send(tx, change.after(), &leaves, is_elsewhere, cx.now).await
}

/// Makes the link anew and sends it; the one before leads nowhere.
pub async fn resend(cx: &Context<'_>, key: Key<'_>, id: InvitationId) -> Result<Invitation, Error> {
    let tx = cx.db.begin().await?;
    let (invitation, kind) = locked(&tx, id).await?;
    let change = invitation.resend(cx.actor, kind, cx.now)?;
    let link = link(key, id)?;
    let leaves = invitations::save(&tx, &change, Some(link), cx.call).await?;
    let is_elsewhere = is_elsewhere(&tx, change.after()).await?;
    send(&tx, change.after(), &leaves, is_elsewhere, cx.now).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// Takes an invitation back.
pub async fn withdraw(cx: &Context<'_>, id: InvitationId) -> Result<Invitation, Error> {
    let tx = cx.db.begin().await?;
    let (invitation, kind) = locked(&tx, id).await?;
    let change = invitation.withdraw(cx.actor, kind, cx.now)?;
    invitations::save(&tx, &change, None, cx.call).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// An invitation that the actor looks after, with its organisation and who invited.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The invitation.
    pub invitation: Invitation,
    /// Where to.
    pub organisation: Organisation,
    /// Who invited.
    pub by: String,
}

/// One that the actor looks after.
pub async fn find(cx: &Context<'_>, id: InvitationId) -> Result<Shown, Error> {
    let db = cx.db.read();
    let (invitation, _) = invitations::get(db, id).await?.ok_or(Error::NotFound)?;
    let organisation = organisations::get(db, invitation.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    if let Err(refusal @ (Refusal::Unseen | Refusal::NeedsRole(_))) =
        invitation.may(Act::Resend, cx.actor, organisation.kind)
    {
        return Err(refusal.into());
    }
    let by = people::names(db, [invitation.by]).await?.remove(&invitation.by);
    Ok(Shown {
        invitation,
        organisation,
        by: by.unwrap_or_default(),
    })
}

async fn locked(tx: &Tx, id: InvitationId) -> Result<(Invitation, OrganisationKind), Error> {
    invitations::lock(tx, id).await?;
    let (invitation, _) = invitations::get(tx, id).await?.ok_or(Error::NotFound)?;
    let organisation = organisations::get(tx, invitation.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((invitation, organisation.kind))
}

/// Chance, and the link it makes.
fn link(key: Key<'_>, id: InvitationId) -> Result<Link, Error> {
    let nonce = sign_in::secret()?;
    let token = rule::token(key, id, &nonce);
    Ok(Link {
        token_hash: rule::token_hash(&token),
        nonce,
    })
}

/// Whether the mailbox is that of somebody at another organisation: then nobody here learns it, and nothing is sent.
async fn is_elsewhere(tx: &Tx, invitation: &Invitation) -> Result<bool, Error> {
    let holder = members::of_mailbox(tx, &invitation.email).await?;
    Ok(holder.is_some_and(|holder| holder.organisation != invitation.organisation))
}

/// Queues the mail. It holds no link: who sends it makes that as it goes out.
async fn send(tx: &Tx, invitation: &Invitation, leaves: &[LeafId], is_elsewhere: bool, now: Time) -> Result<(), Error> {
    let Some(leaf) = leaves.first().filter(|_| !is_elsewhere) else {
        return Ok(());
    };
    let mail = AccountMail::Invitation {
        invitation: invitation.id,
        leaf: *leaf,
    };
    Ok(outbox::put_account_mail(tx, &mail, now).await?)
}

/// What stands behind a link.
#[derive(Clone, Debug)]
pub enum Behind {
    /// An invitation that can be taken up.
    Open(Box<Shown>),
    /// One that was used, taken back, or not used in time.
    Over,
}

/// What stands behind the link that ends with `token`.
///
/// # Errors
/// Not found: there never was such a link, or another was made since.
pub async fn behind(db: &Db, now: Time, token: &str) -> Result<Behind, Error> {
    let read = db.read();
    let invitation = invitations::of_token(read, &rule::token_hash(token)).await?;
    let invitation = invitation.ok_or(Error::NotFound)?;
    let organisation = organisations::get(read, invitation.organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let holder = members::of_mailbox(read, &invitation.email).await?;
    if invitation.state(now) != State::Pending || !organisation.may_act() || !is_free(holder.as_ref(), &invitation) {
        return Ok(Behind::Over);
    }
    let by = people::names(read, [invitation.by]).await?.remove(&invitation.by);
    Ok(Behind::Open(Box::new(Shown {
        invitation,
        organisation,
        by: by.unwrap_or_default(),
    })))
}

/// Whether the mailbox has no account yet, or that of somebody who left the same organisation.
fn is_free(holder: Option<&Person>, invitation: &Invitation) -> bool {
    holder.is_none_or(|holder| holder.id == invitation.person && holder.standing == Standing::Left)
}

/// How it ended that somebody took an invitation up.
pub enum Taken {
    /// There is an account, and its person goes on to a second factor.
    In(Begun),
    /// It was over.
    Over,
}

/// Takes up the invitation behind `token` with the password that its person chose.
///
/// # Errors
/// Not found as [`behind`]; the password is not acceptable.
pub async fn accept(db: &Db, now: Time, call: &Call, agent: &str, token: &str, password: &str) -> Result<Taken, Error> {
    let Behind::Open(shown) = behind(db, now, token).await? else {
        return Ok(Taken::Over);
    };
    let Shown {
        invitation,
        organisation,
        ..
    } = *shown;
    if providers::is_only_way(db, &invitation.email).await? {
        return Err(Refusal::field("password", "only_way").into());
    }
    let words = [
        invitation.name.as_str(),
        invitation.email.as_str(),
        organisation.name.as_str(),
        organisation.legal_name.as_str(),
    ];
    passwords::acceptable(password, &words)?;
    let hash = passwords::hash(password).await?;

    let tx = db.begin().await?;
    invitations::lock(&tx, invitation.id).await?;
    // As it is now: another may have been faster while the password was hashed.
    let Some(invitation) = invitations::of_token(&tx, &rule::token_hash(token)).await? else {
        return Ok(Taken::Over);
    };
    let Some(person) = take_up(&tx, now, call, &organisation, invitation, Some(hash), None).await? else {
        return Ok(Taken::Over);
    };
    let begun = sign_in::begin_enrolling(&tx, now, agent, &person).await?;
    tx.commit().await?;
    Ok(Taken::In(begun))
}

/// Somebody takes up a locked invitation: with a password of their own, or with none where the organisation's provider signs
/// them in; then with the `roles` that its groups give. Nothing where it is over, or the mailbox is somebody else's.
pub(super) async fn take_up(
    tx: &Tx,
    now: Time,
    call: &Call,
    organisation: &Organisation,
    invitation: Invitation,
    hash: Option<String>,
    roles: Option<Roles>,
) -> Result<Option<Person>, Error> {
    let holder = members::of_mailbox(tx, &invitation.email).await?;
    if !is_free(holder.as_ref(), &invitation) {
        return Ok(None);
    }
    let person = person_of(&invitation);
    let person = Person {
        roles: roles.unwrap_or(person.roles),
        ..person
    };
    let actor = person.actor(organisation, None);
    let Ok(change) = invitation.accept(&actor, now) else {
        return Ok(None);
    };
    if holder.is_some() {
        members::reopen(tx, &person, hash, now).await?;
        // Nobody has looked at them since they left.
        store::assurance::revoke_all(tx, person.id, RevokedFor::Left, now).await?;
    } else {
        match people::insert(tx, &person, hash, now).await {
            Err(error) if error.is_taken("people_email_key") => return Ok(None),
            kept => kept?,
        }
    }
    let leaves = invitations::save(tx, &change, None, call).await?;
    tell(tx, &change, &leaves, organisation, &person).await?;
    Ok(Some(person))
}

/// The invitation of the mailbox `email` to `organisation` that can be taken up.
pub(super) async fn pending_of(
    db: &impl store::Connection,
    now: Time,
    organisation: &Organisation,
    email: &str,
) -> Result<Option<Invitation>, Error> {
    let open = invitations::open_to(db, email).await?;
    let pending = open
        .into_iter()
        .map(|(invitation, _)| invitation)
        .find(|invitation| invitation.organisation == organisation.id && invitation.state(now) == State::Pending);
    let Some(invitation) = pending.filter(|_| organisation.may_act()) else {
        return Ok(None);
    };
    let holder = members::of_mailbox(db, email).await?;
    Ok(is_free(holder.as_ref(), &invitation).then_some(invitation))
}

/// The account that an invitation makes. Nobody has looked at its person yet, also where it was an account before.
fn person_of(invitation: &Invitation) -> Person {
    Person {
        id: invitation.person,
        organisation: invitation.organisation,
        email: invitation.email.clone(),
        name: invitation.name.clone(),
        badge: invitation.badge.clone(),
        phone: None,
        language: invitation.language.clone(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L0,
        standing: Standing::Active,
        roles: invitation.roles,
    }
}

async fn tell(
    tx: &Tx,
    change: &Change<Invitation>,
    leaves: &[LeafId],
    organisation: &Organisation,
    person: &Person,
) -> Result<(), Error> {
    let at = at(tx, organisation).await?;
    for (event, leaf) in change.events().iter().zip(leaves) {
        for notice in of_account(event, person.id, at, false) {
            let subject = Subject::person(person.id);
            let path = person.id.to_string();
            notices::tell_of(tx, &notice, *leaf, change.actor(), change.at(), &subject, &path).await?;
        }
    }
    Ok(())
}

/// Where somebody works, for notices.
pub(super) async fn at(db: &impl store::Connection, organisation: &Organisation) -> Result<At, Error> {
    let platforms = organisations::active_of(db, OrganisationKind::Platform).await?;
    Ok(At {
        organisation: organisation.id,
        kind: organisation.kind,
        platform: platforms.first().map(|platform| platform.id),
    })
}

/// The end of the link of the pending invitation to `email`, for whoever has a shell on the machine. That it was shown is
/// a leaf. Nothing where none is pending.
pub async fn show_link(db: &Db, now: Time, call: &Call, key: Key<'_>, email: &str) -> Result<Option<String>, Error> {
    let tx = db.begin().await?;
    let open = invitations::open_to(&tx, &normal_email(email)).await?;
    let pending = open
        .into_iter()
        .find(|(invitation, _)| invitation.state(now) == State::Pending);
    let Some((invitation, Link { nonce, .. })) = pending else {
        return Ok(None);
    };
    let subject = Subject::person(invitation.person);
    audit::record_one(&tx, &Event::InvitationShown, Who::nobody(), Some(&subject), call, now).await?;
    tx.commit().await?;
    Ok(Some(rule::token(key, invitation.id, &nonce)))
}

/// Counts a link that leads nowhere against whoever tried it, by a hash of the address; answers whether there were too
/// many before (S48). Links cannot be guessed; this keeps the machine from being asked without end.
pub async fn count_miss(db: &Db, now: Time, from: &str) -> Result<bool, Error> {
    let (hash, since) = (from_hash(from), now.plus(-MISSES_WITHIN));
    // Whoever is told to wait costs no write.
    if failures::of_account(db.read(), &hash, since).await? >= MOST_MISSES {
        return Ok(true);
    }
    let counter = Counter {
        account: &hash,
        device: "",
    };
    let tx = db.begin().await?;
    failures::count_and_add(&tx, counter, since, now, MOST_MISSES).await?;
    tx.commit().await?;
    Ok(false)
}

/// So many links that lead nowhere may be tried from one address within [`MISSES_WITHIN`].
pub const MOST_MISSES: u64 = 60;

/// See [`MOST_MISSES`].
pub const MISSES_WITHIN: jiff::SignedDuration = crate::domain::people::FAILURES_WITHIN;

fn from_hash(from: &str) -> String {
    rule::token_hash(&format!("from {from}"))
}
