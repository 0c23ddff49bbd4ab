//! The drill: an agency with a thousand open requests is locked down, completely, in a number of statements that hardly
//! grows with them (security S75). How long it takes is measured by `crosshold bench`.

use std::collections::BTreeSet;

use crosshold::domain::actor::{Actor, OrganisationKind, Role};
use crosshold::domain::audit::Call;
use crosshold::domain::clocks::{PauseReason, State};
use crosshold::domain::ids::CallId;
use crosshold::domain::people::Proof;
use crosshold::domain::suspensions::{LiftedFor, Reason, Told};
use crosshold::service::{Context, suspensions};
use crosshold::store::statements;

use super::{PLATFORM, POLICE, count};
use crate::requests::races::desk::Desk;

const MANY: usize = 1_000;

/// As who has just shown a passkey.
fn proved(actor: Actor) -> Actor {
    Actor {
        proof: Some(Proof::DEMO),
        ..actor
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_lockdown_with_a_thousand_open_requests_is_complete() {
    let desk = Desk::new().await;
    let site = &desk.site;
    let all = desk
        .keep(MANY, |at, draft| match at % 4 {
            0 => desk.issued(at, draft),
            1 => desk.begun(at, draft),
            2 => desk.asked(at, draft),
            _ => desk.held(at, draft),
        })
        .await;
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    let platform = site.organisation(PLATFORM, OrganisationKind::Platform).await;
    let verifier = site.person_of(PLATFORM, &[Role::Verifier]).await;
    let actor = proved(verifier.actor(&platform, None));
    let call = Call {
        id: CallId::new(site.app.now()),
        source: None,
    };
    let cx = Context {
        db: &site.app.db,
        actor: &actor,
        now: site.app.now(),
        call: &call,
        as_of: None,
    };
    let told = Told {
        reason: Reason::Compromised,
        note: "A drill".to_owned(),
    };
    // The draft that the others were made from is open as well.
    let open = MANY + 1;
    let left = |request: &crosshold::domain::requests::Request| {
        let clocks = request.clocks.iter();
        clocks.map(|held| held.clock.remaining(cx.now)).collect::<Vec<_>>()
    };

    let sessions = count(site, "sessions", "TRUE").await;
    let (done, cost) = statements::counted(suspensions::lock_down(&cx, agency.id, POLICE, told)).await;
    let done = done.unwrap();

    assert!(cost < 60, "{cost} statements for {MANY} requests");
    assert_eq!(usize::try_from(done.done.requests), Ok(open));
    assert_eq!(
        done.done.people, 4,
        "author, officer, two supervisors and the other officer's colleague"
    );
    assert!(done.done.sessions >= 4 && sessions > i64::from(done.done.sessions));
    assert_eq!(
        count(site, "sessions", "TRUE").await,
        sessions - i64::from(done.done.sessions)
    );
    assert_eq!(count(site, "requests", "is_stopped").await, open as i64);
    assert_eq!(
        count(site, "requests", "is_stopped AND due_at < 9000000000000000000").await,
        0
    );
    assert_eq!(count(site, "leaves", "act = 'request_suspended'").await, open as i64);
    assert_eq!(count(site, "leaves", "act = 'organisation_suspended'").await, 1);
    // One line for each person of each desk, however many requests.
    assert_eq!(
        count(site, "notices", "act = 'organisation_suspended'").await,
        i64::from(done.told)
    );
    assert!(done.told >= 4, "{}", done.told);
    assert_eq!(count(site, "outbox", "kind = 'mail'").await, i64::from(done.told));
    let mut clocks = 0;
    for request in &all {
        let kept = desk.kept(request).await;
        assert_eq!(kept.version, request.version + 1);
        assert_eq!(left(&kept), left(request), "what is left is kept");
        assert_eq!(kept.holds, request.holds, "money does not wait");
        for held in &kept.clocks {
            let stands = match held.clock.state() {
                State::Paused { reason, .. } => reason == PauseReason::Suspension,
                State::Met { .. } | State::Stopped { .. } => true,
                State::Running { .. } => false,
            };
            assert!(stands, "{:?}", held.clock.state());
        }
        let open = |request: &crosshold::domain::requests::Request| {
            let states = request.clocks.iter().map(|held| held.clock.state());
            states.filter(|state| matches!(state, State::Running { .. })).count()
        };
        clocks += open(request);
    }
    assert_eq!(usize::try_from(done.done.clocks), Ok(clocks));

    // Another verifier lifts it, and every request is as it was.
    let other = site.person_of(PLATFORM, &[Role::Verifier]).await;
    let actor = proved(other.actor(&platform, None));
    let cx = Context { actor: &actor, ..cx };
    let lift = suspensions::lift(&cx, done.id, LiftedFor::Mended, "The drill is over".to_owned());
    let (lifted, cost) = statements::counted(lift).await;
    assert!(cost < 60, "{cost} statements to lift it");
    assert_eq!(usize::try_from(lifted.unwrap().lifted.unwrap().requests), Ok(open));
    assert_eq!(count(site, "requests", "is_stopped").await, 0);
    let versions: BTreeSet<i64> = {
        let mut versions = BTreeSet::new();
        for request in &all {
            let kept = desk.kept(request).await;
            assert_eq!(left(&kept), left(request));
            assert_eq!(kept.status, request.status);
            versions.insert(kept.version - request.version);
        }
        versions
    };
    assert_eq!(versions, BTreeSet::from([2]));
}
