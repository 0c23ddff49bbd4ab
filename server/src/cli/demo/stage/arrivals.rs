//! Who comes into a story after it has begun.

use super::super::scene::Invitee;
use super::{Stage, unknown};
use crate::domain::ids::{InvitationId, PersonId};
use crate::domain::invitations::Invited;
use crate::service::{Context, Error, invitations};

impl Stage<'_> {
    pub(super) fn person(&self, email: &'static str) -> Result<PersonId, Error> {
        let actor = self.people.get(email);
        actor.and_then(|actor| actor.person).ok_or_else(|| unknown(email))
    }

    pub(super) async fn invite(&self, cx: &Context<'_>, invitee: &Invitee) -> Result<(), Error> {
        let invited = Invited {
            email: invitee.email.to_owned(),
            name: invitee.name.to_owned(),
            badge: Some(invitee.badge.to_owned()).filter(|badge| !badge.is_empty()),
            language: invitee.language.to_owned(),
            roles: invitee.roles.iter().copied().collect(),
        };
        let id = InvitationId::new(cx.now);
        invitations::invite(cx, self.key, cx.actor.organisation, id, invited).await
    }
}
