//! The drill: how long it takes to lock down the agency at which most is going on, completely (security S75).

use std::time::Instant;

use serde::Serialize;

use super::Fault;
use crate::app::{App, Error};
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role};
use crate::domain::audit::Call;
use crate::domain::clocks::Calendar;
use crate::domain::ids::{CallId, OrganisationId, PersonId};
use crate::domain::organisations::attestation::Attestation;
use crate::domain::organisations::{Organisation, Standing};
use crate::domain::people::{self, Person, Proof, Theme};
use crate::domain::suspensions::{LiftedFor, Reason, Suspension, Told};
use crate::domain::values::Zone;
use crate::service::{self, Context};
use crate::store::{self, statements};

/// What a lockdown reached, and what it took.
#[derive(Serialize)]
pub(super) struct Drill {
    pub(super) requests: u32,
    pub(super) clocks: u32,
    pub(super) people: u32,
    pub(super) sessions: u32,
    pub(super) told: u32,
    pub(super) statements: u64,
    pub(super) seconds: f64,
    pub(super) lifted_in_seconds: f64,
}

/// Locks down the agency of `of` and lifts it again, so that the next run finds it as this one did: without its
/// sessions.
pub(super) async fn lock_down(app: &App, of: &Actor) -> Result<Drill, Error> {
    let (verifier, other) = verifiers(app).await?;
    let name = store::organisations::get(app.db.read(), of.organisation)
        .await
        .map_err(Error::Database)?
        .ok_or_else(|| Error::of(Fault::Nothing("organisations")))?
        .name;
    let now = app.now();
    let call = Call {
        id: CallId::new(now),
        source: None,
    };
    let by = |actor| Context {
        db: &app.db,
        actor,
        now,
        call: &call,
        as_of: None,
    };
    let told = Told {
        reason: Reason::Compromised,
        note: "A drill".to_owned(),
    };
    let start = Instant::now();
    let cx = by(&verifier);
    let asked = service::suspensions::lock_down(&cx, of.organisation, &name, told);
    let (suspended, statements) = statements::counted(asked).await;
    let seconds = seconds(start);
    let Suspension { id, done, told, .. } = suspended.map_err(Error::of)?;
    let start = Instant::now();
    service::suspensions::lift(&by(&other), id, LiftedFor::Mended, "The drill is over".to_owned())
        .await
        .map_err(Error::of)?;
    Ok(Drill {
        requests: done.requests,
        clocks: done.clocks,
        people: done.people,
        sessions: done.sessions,
        told,
        statements,
        seconds,
        lifted_in_seconds: self::seconds(start),
    })
}

/// Who suspends, and who lifts it. `seed` makes no platform: one is made at the first drill.
async fn verifiers(app: &App) -> Result<(Actor, Actor), Error> {
    let db = app.db.read();
    let platforms = store::organisations::active_of(db, OrganisationKind::Platform)
        .await
        .map_err(Error::Database)?;
    let (platform, people) = match platforms.into_iter().next() {
        Some(platform) => {
            let people = store::people::active_in(db, platform.id).await;
            (platform, people.map_err(Error::Database)?)
        }
        None => made(app).await?,
    };
    let mut verifiers = people
        .iter()
        .filter(|person| person.roles.has(Role::Verifier))
        .map(|person| person.actor(&platform, Some(Proof::DEMO)));
    let two = verifiers.next().zip(verifiers.next());
    two.ok_or_else(|| Error::of(Fault::Nothing("two verifiers")))
}

async fn made(app: &App) -> Result<(Organisation, Vec<Person>), Error> {
    let now = app.now();
    let organisation = Organisation {
        id: OrganisationId::new(now),
        kind: OrganisationKind::Platform,
        country: "FR".parse().map_err(|_| Error::of(Fault::Nothing("countries")))?,
        name: "Drill".to_owned(),
        legal_name: "Drill".to_owned(),
        calendar: Calendar::round_the_clock(Zone::utc()),
        holidays: Vec::new(),
        languages: vec!["en".to_owned()],
        domains: Vec::new(),
        switchboard: None,
        standing: Standing::Active,
        verified_at: Some(now),
        attestation: Attestation::default(),
    };
    let person = |place: u8| Person {
        id: PersonId::new(now),
        organisation: organisation.id,
        email: format!("verifier{place}@drill.example"),
        name: format!("Verifier {place}"),
        badge: None,
        phone: None,
        language: "en".to_owned(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L3,
        standing: people::Standing::Active,
        roles: [Role::Verifier].into_iter().collect(),
    };
    let people = vec![person(1), person(2)];
    let tx = app.db.begin().await.map_err(Error::Database)?;
    store::organisations::insert(&tx, &organisation, now)
        .await
        .map_err(Error::Database)?;
    for person in &people {
        store::people::insert(&tx, person, None, now)
            .await
            .map_err(Error::Database)?;
    }
    tx.commit().await.map_err(Error::Database)?;
    Ok((organisation, people))
}

fn seconds(start: Instant) -> f64 {
    (start.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0
}
