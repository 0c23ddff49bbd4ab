//! From draft to issue: the gate, four eyes, two approvals, the packet.

use super::scene::{NOW, Scene, bad, done, events, faults, good, hours, mint};
use crate::domain::actor::Role;
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::{ClockKind, Urgency};
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::ids::{OrganisationId, RequestId};
use crate::domain::requests::acts::Act;
use crate::domain::requests::asker::InCase;
use crate::domain::requests::kinds::{Desired, Kind, ReturnReason, Status};
use crate::domain::requests::quality::{Check, Finding, Surroundings, assess};
use crate::domain::requests::{Content, Request};
use crate::domain::values::Zone;

#[test]
fn nobody_approves_what_they_wrote() {
    let scene = Scene::new();
    let request = scene.in_review(scene.freeze());

    assert!(scene.author.roles.has(Role::Supervisor));
    assert_eq!(request.may(Act::Approve, &scene.author), Err(Refusal::FourEyes));
    assert_eq!(
        scene.approve(request, &scene.author).map(|_| ()),
        Err(Refusal::FourEyes)
    );
}

#[test]
fn who_changes_a_draft_of_another_answers_for_it_and_cannot_approve_it() {
    let scene = Scene::new();
    let draft = scene.freeze();
    let (content, targets) = (draft.content.clone(), draft.targets.clone());
    let changed = done(draft.revise(&scene.second, 0, content, targets, NOW));
    let request = done(changed.submit(&scene.second, 0, &good(), NOW));

    assert_eq!(Some(request.author), scene.second.person);
    assert_eq!(request.may(Act::Approve, &scene.second), Err(Refusal::FourEyes));
    assert_eq!(request.may(Act::Approve, &scene.third), Ok(()));
}

#[test]
fn flash_and_emergency_need_two_approvers_others_one() {
    let scene = Scene::new();
    for &urgency in Urgency::ALL {
        let request = scene.in_review(scene.draft(Kind::Freeze, urgency));
        let first = scene.approve(request, &scene.second).unwrap();
        if !urgency.is_emergency() {
            assert_eq!((first.after().status, events(&first)), (Status::Issued, vec!["issued"]));
            continue;
        }
        let waiting = first.after().clone();
        assert_eq!((waiting.status, events(&first)), (Status::InReview, vec!["approved"]));
        assert!(waiting.packet.is_empty() && waiting.seal.is_none() && waiting.clocks.is_empty());

        assert_eq!(waiting.may(Act::Approve, &scene.second), Err(Refusal::FourEyes));
        assert_eq!(waiting.may(Act::Approve, &scene.author), Err(Refusal::FourEyes));
        let issued = done(scene.approve(waiting, &scene.third));

        assert_eq!(issued.status, Status::Issued);
        let approvers: Vec<_> = issued.approvals.iter().map(|approval| Some(approval.by)).collect();
        assert_eq!(approvers, [scene.second.person, scene.third.person]);
    }
}

#[test]
fn a_request_sent_back_loses_the_approvals_it_had() {
    let scene = Scene::new();
    let request = scene.in_review(scene.draft(Kind::Freeze, Urgency::Flash));
    let once = done(scene.approve(request, &scene.second));
    let back = done(once.send_back(&scene.third, ReturnReason::FactsUnclear, String::new(), NOW));

    assert!(back.approvals.is_empty() && back.status == Status::Draft);
    let again = done(scene.approve(scene.in_review(back), &scene.second));
    assert_eq!(again.status, Status::InReview);
}

#[test]
fn sending_back_for_another_reason_says_which() {
    let scene = Scene::new();
    let request = scene.in_review(scene.freeze());
    let refusal = request
        .send_back(&scene.second, ReturnReason::Other, String::new(), NOW)
        .map(|_| ());
    assert_eq!(refusal, Err(Refusal::field("note", "required")));
}

#[test]
fn the_gate_stops_submitting_and_approving() {
    let scene = Scene::new();
    let stopped = Err(Refusal::Gate(vec!["end_date"]));
    let submitted = scene.freeze().submit(&scene.author, 0, &bad(), NOW).map(|_| ());
    let request = scene.in_review(scene.freeze());
    let approved = request
        .approve(&scene.second, 0, &bad(), mint, scene.terms(), NOW)
        .map(|_| ());
    assert_eq!((submitted, approved), (stopped.clone(), stopped));
}

#[test]
fn an_older_version_is_neither_changed_nor_sent_nor_approved() {
    let scene = Scene::new();
    let draft = Request {
        version: 7,
        ..scene.freeze()
    };
    let (content, targets) = (draft.content.clone(), draft.targets.clone());
    let revised = draft
        .clone()
        .revise(&scene.author, 6, content, targets, NOW)
        .map(|_| ());
    let submitted = draft.clone().submit(&scene.author, 6, &good(), NOW).map(|_| ());
    let review = scene.in_review(draft);
    let approved = review
        .approve(&scene.second, 6, &good(), mint, scene.terms(), NOW)
        .map(|_| ());
    assert_eq!([revised, submitted, approved], [const { Err(Refusal::Stale) }; 3]);
}

#[test]
fn only_kinds_that_can_be_filed_are_drafted_and_only_in_open_cases_of_the_own_agency() {
    let scene = Scene::new();
    let draft = |actor, case: InCase, kind| {
        let content = scene.content(kind, Urgency::Urgent);
        let as_is = if kind.is_filed() { kind } else { Kind::Freeze };
        let Request {
            id, targets, parent, ..
        } = scene.draft(as_is, Urgency::Urgent);
        Request::draft(actor, case, id, content, targets, parent, NOW).map(|_| ())
    };
    for &kind in Kind::ALL {
        let expected = if kind.is_filed() {
            Ok(())
        } else {
            Err(Refusal::NotNow(NotNow::KindLater))
        };
        assert_eq!(draft(&scene.author, scene.case(), kind), expected, "{kind}");
    }
    let closed = InCase {
        open: false,
        ..scene.case()
    };
    assert_eq!(
        draft(&scene.author, closed, Kind::Freeze),
        Err(Refusal::NotNow(NotNow::CaseClosed))
    );
    assert_eq!(draft(&scene.stranger, scene.case(), Kind::Freeze), Err(Refusal::Unseen));
}

#[test]
fn three_clocks_start_at_issue_and_wait_on_the_exchange() {
    let scene = Scene::new();
    let request = scene.issued(scene.freeze());

    let due = |kind| request.clock(kind).unwrap().due();
    assert_eq!(due(ClockKind::Ack), Some(hours(4)));
    assert_eq!(due(ClockKind::Decision), Some(hours(48)));
    assert_eq!(due(ClockKind::Execution), Some(hours(96)));
    assert_eq!(request.clocks.len(), 3);
    assert_eq!(request.waiting().due, Some(hours(4)));
}

#[test]
fn a_request_that_follows_changes_only_what_the_asker_wants() {
    let scene = Scene::new();
    for (kind, desired) in [(Kind::Extend, Desired::Extended), (Kind::Release, Desired::Released)] {
        let before = scene.closed();
        let after = done(before.clone().followed(&scene.second, before.id, kind, NOW));
        assert_eq!(after, Request { desired, ..before });
    }
}

/// Both fields are one side's alone (ETSI TS 103 120): no act of the exchange changes the wish.
#[test]
fn the_exchange_never_writes_what_the_asker_wants() {
    let scene = Scene::new();
    let request = scene.answered();
    assert_eq!(request.desired, Desired::Active);
    let hold = request.holds[0].id;
    let lifted = done(request.lift_hold(&scene.responder, hold, LiftReason::TermsEnded, NOW));
    assert_eq!(lifted.desired, Desired::Active);
}

/// The money counts, not the paper: a hold that stands can be extended whatever became of the request.
#[test]
fn a_standing_hold_can_be_extended_whatever_became_of_its_request() {
    let scene = Scene::new();
    for status in [
        Status::Refused,
        Status::ClosedUnanswered,
        Status::Acknowledged,
        Status::Closed,
    ] {
        let request = Request {
            status,
            ..scene.answered()
        };
        assert_eq!(request.may(Act::Follow, &scene.author), Ok(()), "{status}");
        let mut lifted = request;
        for hold in &mut lifted.holds {
            hold.status = HoldStatus::Lapsed;
        }
        let ended = Err(Refusal::NotNow(NotNow::HoldEnded));
        assert_eq!(lifted.may(Act::Follow, &scene.author), ended, "{status}");
        lifted.holds.clear();
        let nothing = Err(Refusal::NotNow(NotNow::NotAnswered));
        assert_eq!(lifted.may(Act::Follow, &scene.author), nothing, "{status}");
    }
}

#[test]
fn what_is_about_holds_is_no_draft_without_a_request_and_a_hold_for_each_target() {
    let scene = Scene::new();
    for &kind in Kind::FILED {
        let good = scene.draft(kind, Urgency::Urgent);
        for (parent, targets) in [(false, true), (true, false), (false, false), (true, true)] {
            let mut changed = good.targets.clone();
            if !targets && let Some(last) = changed.last_mut() {
                last.hold = None;
            }
            let parent = good.parent.filter(|_| parent);
            let drafted = Request::draft(
                &scene.author,
                scene.case(),
                RequestId::new(NOW),
                good.content.clone(),
                changed.clone(),
                parent,
                NOW,
            );
            if kind.follows() && !(parent.is_some() && targets) {
                assert_eq!(faults(drafted), ["targets:names_no_hold"], "{kind}");
            } else {
                assert!(drafted.is_ok(), "{kind}");
            }
            let revised = good
                .clone()
                .revise(&scene.author, 0, good.content.clone(), changed, NOW);
            assert_eq!(revised.is_err(), kind.follows() && !targets, "{kind}");
        }
    }
}

#[test]
fn an_extension_stays_with_the_exchange_that_holds() {
    let scene = Scene::new();
    for &kind in Kind::FILED {
        let draft = scene.draft(kind, Urgency::Urgent);
        let elsewhere = Content {
            recipient: OrganisationId::new(NOW),
            ..draft.content.clone()
        };
        let other = elsewhere.recipient;
        let targets = draft.targets.clone();
        let revised = done(draft.revise(&scene.author, 0, elsewhere, targets, NOW));
        let expected = if kind.follows() { scene.exchange } else { other };
        assert_eq!(revised.content.recipient, expected, "{kind}");
    }
}

#[test]
fn the_gate_stops_what_is_about_a_hold_that_does_not_stand() {
    let scene = Scene::new();
    let basis = scene.basis();
    let languages = ["en".to_owned()];
    let around = Surroundings {
        today: NOW.date_in(&Zone::utc()),
        asker_country: scene.author.country,
        languages: &languages,
        basis: &basis,
        documents: 1,
        unchecked: &[],
        untagged: &[],
        held_already: &[],
    };
    let found = |request: &Request| {
        let report = assess(request, &scene.author, &around);
        let named = |(check, _): &&(Check, Finding)| *check == Check::HoldsNamed;
        report.findings.iter().find(named).map(|(_, finding)| *finding)
    };
    for &kind in Kind::FILED {
        for &status in HoldStatus::ALL {
            let mut request = scene.draft(kind, Urgency::Urgent);
            assert_eq!(found(&request), kind.follows().then_some(Finding::Blocks), "{kind}");
            request.holds = scene.answered().holds;
            for (hold, target) in request.holds.iter_mut().zip(&mut request.targets) {
                hold.status = status;
                target.hold = target.hold.map(|_| hold.id);
            }
            let expected = if status.stands() {
                Finding::Passes
            } else {
                Finding::Blocks
            };
            assert_eq!(found(&request), kind.follows().then_some(expected), "{kind} {status}");
            request.parent = None;
            assert_eq!(
                found(&request),
                kind.follows().then_some(Finding::Blocks),
                "{kind} {status}"
            );
        }
    }
}
