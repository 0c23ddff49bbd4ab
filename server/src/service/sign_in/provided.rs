//! Sessions that begin at an organisation's own provider.

use super::{Beginning, Begun, begin, leaf};
use crate::domain::actor::Actor;
use crate::domain::audit::Call;
use crate::domain::events::Event;
use crate::domain::people::{Factor, Person, Stage};
use crate::domain::values::Time;
use crate::service::{Error, factors};
use crate::store::providers::links;
use crate::store::sessions::{BeganAt, Session};
use crate::store::{Tx, people};

/// Somebody whom a provider has signed in.
pub(in crate::service) struct Arriving<'a> {
    /// Who.
    pub person: &'a Person,
    /// As who acts.
    pub actor: Actor,
    /// What the browser calls itself.
    pub agent: &'a str,
    /// How the provider knows the session.
    pub began_at: BeganAt,
    /// Where one was going, as JSON.
    pub wanted: Option<String>,
    /// Whether the provider asked for a second factor that counts.
    pub is_second_factor: bool,
}

/// Begins the session of whoever a provider has signed in: complete where its second factor counts, else ours is asked.
pub(in crate::service) async fn by_provider(
    tx: &Tx,
    now: Time,
    call: &Call,
    arriving: Arriving<'_>,
) -> Result<Begun, Error> {
    let Arriving {
        person,
        mut actor,
        agent,
        began_at,
        wanted,
        is_second_factor,
    } = arriving;
    let stage = if is_second_factor {
        Stage::Complete
    } else {
        factors::held(tx, person.id).await?.next_stage()
    };
    let beginning = Beginning {
        person,
        stage,
        factor: is_second_factor.then_some(Factor::Provider),
        wanted: wanted.filter(|_| stage != Stage::Complete),
        began_at: Some(began_at),
    };
    let (begun, session) = begin(tx, now, agent, beginning).await?;
    if stage == Stage::Complete {
        actor.session = Some(session);
        people::note_sign_in(tx, person.id, now).await?;
        let event = Event::SignedIn {
            method: Factor::Provider.code().to_owned(),
        };
        leaf(tx, now, call, &actor, person.id, &event).await?;
    }
    Ok(begun)
}

/// By which factors a sign-in is complete, once `factor` of ours was shown in it.
pub(super) fn method(session: &Session, factor: Factor) -> String {
    match session.provider {
        Some(_) => format!("{}+{factor}", Factor::Provider),
        None => format!("password+{factor}"),
    }
}

/// A factor was shown in `session`: where it began at a provider, and the factor is ours, the account is known to be that
/// person's, and from now on the provider's own second factor counts for it.
pub(super) async fn proved(tx: &Tx, now: Time, session: &Session) -> Result<(), Error> {
    if let Some(provider) = session.provider {
        links::prove(tx, provider, session.person.id, now).await?;
    }
    Ok(())
}
