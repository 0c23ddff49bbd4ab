//! Whose a hold is: what is about it goes to the exchange that holds it, and nobody else touches it.

use super::scene::{NOW, Scene, all_let_go, done, faults, good, hours, mint, plain};
use crate::domain::actor::{Actor, OrganisationKind, Role};
use crate::domain::change::Refusal;
use crate::domain::clocks::Urgency;
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::ids::{HoldId, OrganisationId, RequestId};
use crate::domain::measures::Measure;
use crate::domain::pace::Sent;
use crate::domain::requests::drafting::Origin;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::quality::{Check, Finding, assess};
use crate::domain::requests::{Answer, Content, Request};
use crate::domain::values::Zone;

const FOLLOWERS: [Kind; 2] = [Kind::Extend, Kind::Release];
const ELSEWHERE: &str = "recipient:not_the_holder";

/// A responder of another exchange, with every role there.
fn other_exchange(scene: &Scene) -> Actor {
    Actor {
        organisation: OrganisationId::new(NOW),
        kind: OrganisationKind::Exchange,
        roles: Role::ALL.iter().copied().collect(),
        ..scene.responder.clone()
    }
}

/// `request` as a row that was wrong would have it: addressed to another exchange.
fn to(request: Request, exchange: &Actor) -> Request {
    let mut request = request;
    request.content.recipient = exchange.organisation;
    request
}

#[test]
fn what_is_about_holds_is_drafted_for_the_exchange_that_holds_alone() {
    let scene = Scene::new();
    let elsewhere = other_exchange(&scene);
    for kind in FOLLOWERS {
        let parent = scene.closed();
        let good = scene.draft(kind, Urgency::Urgent);
        let mut targets = good.targets.clone();
        for (target, hold) in targets.iter_mut().zip(&parent.holds) {
            target.hold = Some(hold.id);
        }
        let there = Content {
            recipient: elsewhere.organisation,
            ..good.content.clone()
        };
        assert_eq!(faults(scene.follow(&parent, there, targets.clone())), [ELSEWHERE]);

        // Nor where the request it follows was wrong, and the hold stands elsewhere.
        let wrong = to(parent.clone(), &elsewhere);
        let there = Content {
            recipient: elsewhere.organisation,
            ..good.content.clone()
        };
        assert_eq!(faults(scene.follow(&wrong, there, targets.clone())), [ELSEWHERE]);
        assert!(scene.follow(&parent, good.content.clone(), targets).is_ok());
    }
}

#[test]
fn what_is_about_holds_is_no_draft_without_a_request_and_a_hold_for_each_target() {
    let scene = Scene::new();
    for kind in FOLLOWERS {
        let parent = scene.closed();
        let good = scene.draft(kind, Urgency::Urgent);
        let (content, id) = (good.content.clone(), RequestId::new(NOW));
        let follows_nothing = Request::draft(
            &scene.author,
            scene.case(),
            id,
            content.clone(),
            good.targets.clone(),
            Origin::Blank,
            NOW,
        );
        assert_eq!(faults(follows_nothing), ["targets:names_no_hold"]);
        let mut targets = good.targets.clone();
        targets[1].hold = None;
        assert_eq!(
            faults(scene.follow(&parent, content.clone(), targets.clone())),
            ["targets:names_no_hold"]
        );
        targets[1].hold = Some(HoldId::new(NOW));
        assert_eq!(faults(scene.follow(&parent, content, targets)), [ELSEWHERE]);
    }
}

#[test]
fn a_draft_about_holds_keeps_its_exchange_and_its_holds() {
    let scene = Scene::new();
    for &kind in Kind::FILED {
        let draft = scene.draft(kind, Urgency::Urgent);
        let elsewhere = Content {
            recipient: OrganisationId::new(NOW),
            ..draft.content.clone()
        };
        let other = elsewhere.recipient;
        let targets = draft.targets.clone();
        let revised = draft.clone().revise(&scene.author, 0, elsewhere, targets, NOW);
        if !kind.follows() {
            assert_eq!(revised.unwrap().unwrap().after().content.recipient, other, "{kind}");
            continue;
        }
        assert_eq!(revised.err(), Some(Refusal::field("recipient", "not_the_holder")));
        for hold in [None, Some(HoldId::new(NOW))] {
            let mut targets = draft.targets.clone();
            targets[0].hold = hold;
            let revised = draft
                .clone()
                .revise(&scene.author, 0, draft.content.clone(), targets, NOW);
            assert_eq!(revised.err(), Some(Refusal::field("targets", "names_no_hold")));
        }
    }
}

#[test]
fn what_goes_to_another_exchange_is_neither_sent_nor_issued_nor_answered() {
    let scene = Scene::new();
    let elsewhere = other_exchange(&scene);
    for kind in FOLLOWERS {
        let wrong = |request| to(request, &elsewhere);
        let draft = scene.draft(kind, Urgency::Urgent);
        let sent = wrong(draft.clone()).submit(&scene.author, 0, &good(), &Sent::by_known(), NOW);
        assert_eq!(faults(sent), [ELSEWHERE]);

        let review = wrong(scene.in_review(draft.clone()));
        let approved = review.approve(&scene.second, 0.into(), &good(), mint, scene.terms(), NOW);
        assert_eq!(faults(approved), [ELSEWHERE]);

        let outcome = if kind == Kind::Extend {
            Outcome::Extended
        } else {
            Outcome::Released
        };
        let answer = Answer {
            until: (kind == Kind::Extend).then(|| hours(20 * 24)),
            ..plain(outcome)
        };
        let working = wrong(scene.executing(draft));
        assert_eq!(
            working.may_answer(&elsewhere, 1),
            Err(Refusal::field("recipient", "not_the_holder"))
        );
        let answered = working.answer(&elsewhere, 1, answer, scene.terms(), hours(1));
        assert_eq!(faults(answered), [ELSEWHERE]);
    }
}

#[test]
fn no_act_of_another_exchange_touches_a_hold_in_whatever_state() {
    let scene = Scene::new();
    let elsewhere = other_exchange(&scene);
    for &status in HoldStatus::ALL {
        for &stands in Status::ALL {
            let mut request = to(scene.answered(), &elsewhere);
            request.status = stands;
            for hold in &mut request.holds {
                hold.status = status;
            }
            let hold = request.holds[0].id;
            let held = request.held(hold).unwrap();
            assert_eq!(held.may_touch(&elsewhere), Err(Refusal::Unseen));
            let lifted = request.clone().lift_hold(&elsewhere, hold, LiftReason::CourtOrder, NOW);
            let extended = request.clone().extend_hold(&elsewhere, hold, hours(400), NOW);
            let lapsed = request.clone().lapse_hold(&elsewhere, hold, hours(400));
            for touched in [lifted, extended, lapsed] {
                assert_eq!(touched.map(|_| ()), Err(Refusal::Unseen), "{status} {stands}");
            }
            let anew = request
                .clone()
                .answer(&elsewhere, 1, plain(Outcome::NoMatch), scene.terms(), NOW);
            let fates = all_let_go(&request);
            let confirmed = request.confirm_withdrawal(&elsewhere, &fates, NOW);
            for change in [anew, confirmed].into_iter().flatten() {
                let held = &change.after().holds[0];
                assert_eq!(held.status, status, "{status} {stands}: {:?}", change.events());
            }
        }
    }
}

#[test]
fn an_extension_asks_for_a_later_end_than_each_hold_has() {
    let scene = Scene::new();
    let parent = scene.closed();
    let holds = &parent.holds;
    let targets = || {
        let mut targets = scene.draft(Kind::Extend, Urgency::Urgent).targets;
        for (target, hold) in targets.iter_mut().zip(holds) {
            target.hold = Some(hold.id);
        }
        targets
    };
    // The holds end after seven days, at 16:00: the end of that day is later, the end of the day before is not.
    for (days, fault) in [
        (8, None),
        (7, None),
        (6, Some("until:not_later")),
        (1, Some("until:not_later")),
    ] {
        let content = Content {
            until: Some(hours(days * 24).date_in(&Zone::utc())),
            ..scene.content(Kind::Extend, Urgency::Urgent)
        };
        let drafted = scene.follow(&parent, content, targets());
        match fault {
            Some(fault) => assert_eq!(faults(drafted), [fault], "{days}"),
            None => assert!(drafted.is_ok(), "{days}"),
        }
    }
}

#[test]
fn the_gate_stops_an_extension_that_would_end_a_hold_sooner() {
    let scene = Scene::new();
    let (basis, zone) = (scene.basis(), Zone::utc());
    let around = scene.around(&basis);
    for &kind in Kind::FILED {
        for (days, finding) in [(8, Finding::Passes), (6, Finding::Blocks)] {
            let mut draft = scene.draft(kind, Urgency::Urgent);
            draft.content.until = Some(hours(days * 24).date_in(&zone));
            let report = assess(&draft, &scene.author, &around);
            let found = report.findings.iter().find(|(check, _)| *check == Check::LaterEnd);
            let expected = (kind == Kind::Extend).then_some(finding);
            assert_eq!(found.map(|(_, finding)| *finding), expected, "{kind} {days}");
        }
    }
}

#[test]
fn a_withdrawal_of_what_was_frozen_is_confirmed_by_the_holder_as_before() {
    let scene = Scene::new();
    let withdrawing = done(
        scene
            .answered()
            .withdraw(&scene.second, "Settled".to_owned(), scene.terms(), hours(1)),
    );
    let hold = withdrawing.holds[0].id;
    let fates = all_let_go(&withdrawing);
    let after = done(withdrawing.confirm_withdrawal(&scene.responder, &fates, hours(2)));
    assert!(!after.held(hold).unwrap().status.stands());
}
