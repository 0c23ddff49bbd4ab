//! A thousand approvals while their approver, or their author, is being suspended (security S32, F15): what was issued before
//! is marked, what was not is not issued any more, and nothing is approved after the leaf of the suspension.

use crosshold::domain::actor::{Actor, OrganisationKind, Role};
use crosshold::domain::audit::Call;
use crosshold::domain::ids::CallId;
use crosshold::domain::people::{Person, Proof};
use crosshold::domain::requests::Request;
use crosshold::domain::suspensions::{LiftedFor, Reason, Suspension, Told};
use crosshold::service::{Context, suspensions};
use crosshold::store::audit::{self, Search};
use futures_util::future::{join, join_all};

use super::{PLATFORM, POLICE, is_done};
use crate::requests::races::desk::{Desk, page};
use crate::support::{Client, Site};

/// Scenes, and requests in each.
const SCENES: usize = 25;
const EACH: usize = 40;

/// Suspends and lifts as a verifier does, beside the pages.
struct Platform<'a> {
    site: &'a Site,
    verifiers: [Person; 2],
}

impl<'a> Platform<'a> {
    async fn of(site: &'a Site) -> Self {
        let verifiers = [
            site.person_of(PLATFORM, &[Role::Verifier]).await,
            site.person_of(PLATFORM, &[Role::Verifier]).await,
        ];
        Self { site, verifiers }
    }

    async fn suspends(&self, person: &Person) -> Suspension {
        let told = Told {
            reason: Reason::Forged,
            note: "A race".to_owned(),
        };
        let (actor, call) = self.acts(0).await;
        suspensions::suspend_person(&self.context(&actor, &call), person.id, told)
            .await
            .unwrap()
    }

    async fn lifts(&self, suspension: &Suspension) {
        let (actor, call) = self.acts(1).await;
        let cx = self.context(&actor, &call);
        suspensions::lift(&cx, suspension.id, LiftedFor::Mended, "Over".to_owned())
            .await
            .unwrap();
    }

    async fn acts(&self, which: usize) -> (Actor, Call) {
        let platform = self.site.organisation(PLATFORM, OrganisationKind::Platform).await;
        let verifier = self.verifiers.get(which).unwrap();
        let call = Call {
            id: CallId::new(self.site.app.now()),
            source: None,
        };
        let actor = Actor {
            proof: Some(Proof::DEMO),
            ..verifier.actor(&platform, None)
        };
        (actor, call)
    }

    fn context<'c>(&'c self, actor: &'c Actor, call: &'c Call) -> Context<'c> {
        Context {
            db: &self.site.app.db,
            actor,
            now: self.site.app.now(),
            call,
            as_of: None,
        }
    }
}

/// Approves each of `requests` while `person` is suspended, who comes after as many of them as `at` says; and checks what
/// came of it. Answers how many were issued.
async fn race(
    desk: &Desk,
    platform: &Platform<'_>,
    by: &Client,
    requests: &[Request],
    person: &Person,
    at: usize,
) -> usize {
    let approve = |request: &Request| {
        let path = format!("{}/approval", page(request));
        async move { by.sends(&path, &[("as_of", "1")]).await }
    };
    // The suspension begins among them, earlier in one scene and later in another.
    let (first, last) = requests.split_at(at.min(requests.len()));
    let approvals = join(join_all(first.iter().map(approve)), async {
        let suspended = platform.suspends(person);
        let (suspension, rest) = join(suspended, join_all(last.iter().map(approve))).await;
        (suspension, rest)
    });
    let (early, (suspension, late)) = approvals.await;

    let search = Search {
        act: Some("person_suspended".to_owned()),
        ..Search::default()
    };
    let leaf = audit::newest(desk.site.app.db.read(), &search, 1, None)
        .await
        .unwrap()
        .remove(0)
        .leaf;
    let mut issued = 0;
    for (request, answer) in requests.iter().zip(early.iter().chain(&late)) {
        let kept = desk.kept(request).await;
        assert_eq!(
            kept.seal.is_some(),
            is_done(answer),
            "{}: {}",
            answer.status,
            answer.text()
        );
        assert!(kept.stops.are_any(), "whatever came of it is marked: {:?}", kept.status);
        issued += usize::from(kept.seal.is_some());
    }
    let search = Search {
        act: Some("issued".to_owned()),
        ..Search::default()
    };
    let newest = audit::newest(desk.site.app.db.read(), &search, 1, None).await.unwrap();
    assert!(
        newest.iter().all(|line| line.leaf < leaf),
        "something was issued after the suspension"
    );
    platform.lifts(&suspension).await;
    issued
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_approved_once_its_approver_or_its_author_is_suspended() {
    let desk = Desk::new().await;
    let platform = Platform::of(&desk.site).await;
    let author = store_person(&desk.site, desk.author()).await;
    let mut issued = 0;
    for scene in 0..SCENES {
        let requests = desk.keep(EACH, |_, draft| desk.in_review(draft)).await;
        let is_of_approver = scene % 2 == 0;
        let at = scene * EACH / SCENES;
        if is_of_approver {
            let approver = desk.site.person_of(POLICE, &[Role::Supervisor]).await;
            let client = desk.site.nobody();
            client.signs_in(&approver).await;
            // Of the approver only what was approved is marked: the rest waits for another.
            issued += race_of_approver(&desk, &platform, &client, &requests, &approver, at).await;
        } else {
            issued += race(&desk, &platform, &desk.supervisors.0, &requests, &author, at).await;
        }
        desk.site.wait(jiff::SignedDuration::from_secs(1));
    }
    assert!(
        issued > 0 && issued < SCENES * EACH,
        "{issued}: each comes first now and then"
    );
}

async fn race_of_approver(
    desk: &Desk,
    platform: &Platform<'_>,
    by: &Client,
    requests: &[Request],
    person: &Person,
    at: usize,
) -> usize {
    let approve = |request: &Request| {
        let path = format!("{}/approval", page(request));
        async move { by.sends(&path, &[("as_of", "1")]).await }
    };
    let (first, last) = requests.split_at(at.min(requests.len()));
    let (early, (suspension, late)) = join(join_all(first.iter().map(approve)), async {
        join(platform.suspends(person), join_all(last.iter().map(approve))).await
    })
    .await;
    let mut issued = 0;
    for (request, answer) in requests.iter().zip(early.iter().chain(&late)) {
        let kept = desk.kept(request).await;
        assert_eq!(
            kept.seal.is_some(),
            is_done(answer),
            "{}: {}",
            answer.status,
            answer.text()
        );
        assert_eq!(kept.stops.are_any(), kept.seal.is_some(), "{:?}", kept.status);
        issued += usize::from(kept.seal.is_some());
    }
    let search = Search {
        person: Some(person.id),
        ..Search::default()
    };
    let acts = audit::newest(desk.site.app.db.read(), &search, 100, None)
        .await
        .unwrap();
    let search = Search {
        act: Some("person_suspended".to_owned()),
        ..Search::default()
    };
    let leaf = audit::newest(desk.site.app.db.read(), &search, 1, None)
        .await
        .unwrap()
        .remove(0)
        .leaf;
    let later: Vec<_> = acts
        .iter()
        .filter(|line| line.leaf > leaf && line.act != "denied")
        .collect();
    assert!(later.is_empty(), "{later:?}");
    platform.lifts(&suspension).await;
    issued
}

async fn store_person(site: &Site, id: crosshold::domain::ids::PersonId) -> Person {
    crosshold::store::people::get(site.app.db.read(), id)
        .await
        .unwrap()
        .unwrap()
}
