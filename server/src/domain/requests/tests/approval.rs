//! From draft to issue: the gate, four eyes, two approvals, the packet.

use super::scene::{NOW, Scene, bad, done, events, follower, good, hours, mint};
use crate::domain::actor::{Actor, Role};
use crate::domain::change::{Change, NotNow, Refusal};
use crate::domain::clocks::{ClockKind, Urgency};
use crate::domain::events::Event;
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::ids::{OrganisationId, RequestId};
use crate::domain::legal_bases::LegalBasis;
use crate::domain::pace::{Cap, SecondLook, Sent, Unfamiliar, WITHIN, Why};
use crate::domain::people::{Factor, Proof};
use crate::domain::requests::acts::Act;
use crate::domain::requests::drafting::{InCase, Origin, Parent};
use crate::domain::requests::kinds::{DataKind, Desired, Kind, ReturnReason, Status};
use crate::domain::requests::quality::{Check, Finding, assess};
use crate::domain::requests::{AsApproved, Content, DataWanted, Request};
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

/// The draft of the first person, in other words of `by`.
fn rewritten(draft: Request, by: &Actor) -> Request {
    let facts = format!("{} And more by version {}.", draft.content.facts, draft.version);
    let content = Content {
        facts,
        ..draft.content.clone()
    };
    let (version, targets) = (draft.version, draft.targets.clone());
    let change = draft.revise(by, version, content, targets, NOW).unwrap().unwrap();
    change.after().clone()
}

fn sent(request: Request, by: &Actor) -> Request {
    let version = request.version;
    done(request.submit(by, version, &good(), &Sent::by_known(), NOW))
}

#[test]
fn who_changes_a_draft_of_another_answers_for_it_and_cannot_approve_it() {
    let scene = Scene::new();
    let request = sent(rewritten(scene.freeze(), &scene.second), &scene.second);

    assert_eq!(Some(request.author), scene.second.person);
    assert_eq!(request.may(Act::Approve, &scene.second), Err(Refusal::FourEyes));
    assert_eq!(request.may(Act::Approve, &scene.third), Ok(()));
}

#[test]
fn who_wrote_any_of_it_approves_none_of_it_whoever_saved_last() {
    let scene = Scene::new();
    let returned = done(scene.in_review(scene.freeze()).send_back(
        &scene.second,
        ReturnReason::FactsUnclear,
        String::new(),
        NOW,
    ));
    let theirs = rewritten(returned, &scene.second);
    let ours = rewritten(theirs, &scene.author);
    let request = sent(ours, &scene.author);

    assert_eq!(Some(request.author), scene.author.person);
    assert_eq!(request.may(Act::Approve, &scene.second), Err(Refusal::FourEyes));
    assert_eq!(
        scene.approve(request.clone(), &scene.second).map(|_| ()),
        Err(Refusal::FourEyes)
    );
    assert_eq!(request.may(Act::Approve, &scene.third), Ok(()));
}

#[test]
fn saving_the_words_of_another_unchanged_makes_nobody_their_author() {
    let scene = Scene::new();
    let theirs = rewritten(scene.freeze(), &scene.second);
    let (content, targets) = (theirs.content.clone(), theirs.targets.clone());

    let saved = theirs
        .clone()
        .revise(&scene.author, theirs.version, content, targets, NOW);

    assert!(saved.unwrap().is_none());
    assert_eq!(Some(theirs.author), scene.second.person);
}

#[test]
fn what_is_copied_was_written_by_who_wrote_it_there() {
    let scene = Scene::new();
    let old = rewritten(scene.freeze(), &scene.second);
    let copy = done(Request::draft(
        &scene.author,
        scene.case(),
        RequestId::new(NOW),
        old.content.clone(),
        old.targets.clone(),
        Origin::Again(&old),
        NOW,
    ));

    assert_eq!(copy.parent, None);
    assert_eq!(Some(copy.author), scene.author.person);
    let request = sent(copy, &scene.author);
    assert_eq!(request.may(Act::Approve, &scene.second), Err(Refusal::FourEyes));
}

#[test]
fn a_sixth_emergency_of_a_day_is_not_sent() {
    let scene = Scene::new();
    let sent = Sent {
        pressing: vec![NOW; 5],
        ..Sent::by_known()
    };
    for &urgency in Urgency::ALL {
        let draft = scene.draft(Kind::Freeze, urgency);
        let submitted = draft.submit(&scene.author, 0, &good(), &sent, NOW).map(|_| ());
        let spent = Refusal::Spent {
            cap: Cap::Pressing,
            most: 5,
            next: NOW.plus(WITHIN),
        };
        let expected = if urgency.is_emergency() { Err(spent) } else { Ok(()) };
        assert_eq!(submitted, expected, "{urgency}");
    }
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

/// Sent by whoever nobody knows, where `able` could approve it.
fn first_of(scene: &Scene, urgency: Urgency, able: usize) -> Request {
    let sent = Sent {
        able,
        ..Sent::default()
    };
    let draft = scene.draft(Kind::Freeze, urgency);
    let change = draft.submit(&scene.author, 0, &good(), &sent, NOW).unwrap();
    let why = vec![Why::FirstRequests];
    assert!(matches!(change.events(), [Event::Submitted { second_look, .. }] if *second_look == why));
    done(Ok(change))
}

fn says(scene: &Scene, request: &Request, by: &Actor, spoke: bool) -> Result<Change<Request>, Refusal> {
    let approved = AsApproved {
        version: request.version,
        signed: None,
        spoke,
    };
    request.clone().approve(by, approved, &good(), mint, scene.terms(), NOW)
}

#[test]
fn what_is_looked_at_twice_is_approved_by_two_who_spoke_with_the_officer_where_there_are_two() {
    let scene = Scene::new();
    for &urgency in Urgency::ALL {
        for able in [1, 2, 3] {
            let request = first_of(&scene, urgency, able);
            let needed = if able > 1 || urgency.is_emergency() { 2 } else { 1 };
            assert_eq!(request.approvals_needed(), needed, "{urgency} {able}");

            let silent = says(&scene, &request, &scene.second, false).map(|_| ());
            assert_eq!(silent, Err(Refusal::field("spoke", "not_spoken")));
            let first = says(&scene, &request, &scene.second, true).unwrap();
            assert!(first.after().approvals.iter().all(|approval| approval.spoke));
            if needed == 1 {
                assert!(matches!(first.events(), [Event::Issued { spoke: true, .. }]));
                continue;
            }
            assert!(matches!(first.events(), [Event::Approved { spoke: true }]));
            let waiting = first.after().clone();
            let again = says(&scene, &waiting, &scene.second, true).map(|_| ());
            assert_eq!(again, Err(Refusal::FourEyes), "the same supervisor is no second one");
            let last = says(&scene, &waiting, &scene.third, true).unwrap();
            assert_eq!(last.after().status, Status::Issued);
            assert_eq!(last.after().second_look, request.second_look, "it never flips");
        }
    }
}

#[test]
fn a_request_that_was_sent_back_is_judged_anew() {
    let scene = Scene::new();
    let request = first_of(&scene, Urgency::Urgent, 2);
    let back = request.send_back(&scene.second, ReturnReason::FactsUnclear, String::new(), NOW);
    let back = done(back);
    assert_eq!((&back.second_look, back.approvals_needed()), (&None, 1));

    let known = sent(back.clone(), &scene.author);
    assert_eq!(known.second_look, None);

    let away = Actor {
        unfamiliar: Unfamiliar {
            device: true,
            country: true,
        },
        ..scene.author.clone()
    };
    let version = back.version;
    let sending = Sent {
        able: 1,
        ..Sent::by_known()
    };
    let away = done(back.submit(&away, version, &good(), &sending, NOW));
    let look = SecondLook {
        why: vec![Why::NewDevice, Why::NewCountry],
        approvals: 1,
    };
    assert_eq!(away.second_look, Some(look));
}

#[test]
fn from_somewhere_new_whatever_sends_something_out_asks_for_a_factor_shown_just_now() {
    let scene = Scene::new();
    let new = Unfamiliar {
        device: true,
        country: false,
    };
    for &act in Act::ALL {
        let own = act.needs();
        let far = act.needs_from(new);
        assert_eq!(act.needs_from(Unfamiliar::default()), own, "{act}");
        assert_eq!(
            (far.passkey, far.fresh),
            (own.passkey, own.fresh || act.sends_out()),
            "{act}"
        );
    }
    let inside = Act::ALL.iter().filter(|act| !act.sends_out());
    assert_eq!(
        inside.collect::<Vec<_>>(),
        [
            &Act::Revise,
            &Act::Discard,
            &Act::SendBack,
            &Act::Follow,
            &Act::AskElsewhere,
            &Act::Review,
            &Act::Assign,
        ],
        "what stays in the own house"
    );
    for is_fresh in [true, false] {
        let author = Actor {
            unfamiliar: new,
            proof: Some(Proof {
                factor: Factor::Totp,
                is_fresh,
            }),
            ..scene.author.clone()
        };
        let draft = scene.freeze();
        let submitted = draft.clone().submit(&author, 0, &good(), &Sent::by_known(), NOW);
        let expected = if is_fresh { Ok(()) } else { Err(Refusal::Unconfirmed) };
        assert_eq!(submitted.map(|_| ()), expected);
        assert_eq!(draft.may(Act::Submit, &author), Ok(()), "its button stands there");
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
    let submitted = scene
        .freeze()
        .submit(&scene.author, 0, &bad(), &Sent::by_known(), NOW)
        .map(|_| ());
    let request = scene.in_review(scene.freeze());
    let approved = request
        .approve(&scene.second, 0.into(), &bad(), mint, scene.terms(), NOW)
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
    let submitted = draft
        .clone()
        .submit(&scene.author, 6, &good(), &Sent::by_known(), NOW)
        .map(|_| ());
    let review = scene.in_review(draft);
    let approved = review
        .approve(&scene.second, 6.into(), &good(), mint, scene.terms(), NOW)
        .map(|_| ());
    assert_eq!([revised, submitted, approved], [const { Err(Refusal::Stale) }; 3]);
}

#[test]
fn only_kinds_that_can_be_filed_are_drafted_and_only_in_open_cases_of_the_own_agency() {
    let scene = Scene::new();
    let draft = |actor, case: InCase, kind| {
        let content = scene.content(kind, Urgency::Urgent);
        let as_is = if kind.is_filed() { kind } else { Kind::Freeze };
        let Request { id, targets, .. } = scene.draft(as_is, Urgency::Urgent);
        let (zone, mut parent) = (Zone::utc(), scene.closed());
        for (hold, target) in parent.holds.iter_mut().zip(&targets) {
            hold.id = target.hold.unwrap_or(hold.id);
        }
        let origin = if kind.follows() {
            Origin::Following(Parent {
                request: &parent,
                zone: &zone,
            })
        } else {
            Origin::Blank
        };
        Request::draft(actor, case, id, content, targets, origin, NOW).map(|_| ())
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
        let after = done(before.clone().followed(&scene.second, &follower(&before, kind), NOW));
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
        let nothing = Err(Refusal::NotNow(NotNow::NothingStands));
        assert_eq!(lifted.may(Act::Follow, &scene.author), nothing, "{status}");
        lifted.targets[0].answer = None;
        let not_yet = Err(Refusal::NotNow(NotNow::NotAnswered));
        assert_eq!(lifted.may(Act::Follow, &scene.author), not_yet, "{status}");
    }
}

#[test]
fn the_gate_stops_what_is_about_a_hold_that_does_not_stand() {
    let scene = Scene::new();
    let basis = scene.basis();
    let around = scene.around(&basis);
    let found = |request: &Request| {
        let report = assess(request, &scene.author, &around);
        let named = |(check, _): &&(Check, Finding)| *check == Check::HoldsNamed;
        report.findings.iter().find(named).map(|(_, finding)| *finding)
    };
    for &kind in Kind::FILED {
        for &status in HoldStatus::ALL {
            let mut request = scene.draft(kind, Urgency::Urgent);
            let holds = std::mem::take(&mut request.holds);
            assert_eq!(found(&request), kind.follows().then_some(Finding::Blocks), "{kind}");
            request.holds = holds;
            for hold in &mut request.holds {
                hold.status = status;
            }
            let expected = if status.stands() {
                Finding::Passes
            } else {
                Finding::Blocks
            };
            assert_eq!(found(&request), kind.follows().then_some(expected), "{kind} {status}");
            let elsewhere = Request {
                content: Content {
                    recipient: OrganisationId::new(NOW),
                    ..request.content.clone()
                },
                ..request.clone()
            };
            assert_eq!(
                found(&elsewhere),
                kind.follows().then_some(Finding::Blocks),
                "{kind} {status}"
            );
            request.parent = None;
            assert_eq!(
                found(&request),
                kind.follows().then_some(Finding::Blocks),
                "{kind} {status}"
            );
        }
    }
}

#[test]
fn a_letter_asks_whether_an_account_exists_and_for_nothing_more() {
    let scene = Scene::new();
    let letter = LegalBasis {
        data: vec![DataKind::Existence],
        ..scene.basis()
    };
    let any = scene.basis();
    for &kind in DataKind::ALL {
        let mut draft = scene.draft(Kind::Info, Urgency::Routine);
        draft.content.data = vec![DataWanted {
            kind,
            from: None,
            to: None,
        }];
        for (basis, passes) in [(&letter, kind == DataKind::Existence), (&any, true)] {
            let around = scene.around(basis);
            let report = assess(&draft, &scene.author, &around);
            let finding = if passes { Finding::Passes } else { Finding::Blocks };
            assert!(report.findings.contains(&(Check::BasisFits, finding)), "{kind}");
        }
        // To keep data hands none of it over: a letter may ask it of any. With a freeze it asks what the account holds.
        for (asked, passes) in [
            (Kind::Preserve, true),
            (Kind::Freeze, matches!(kind, DataKind::Existence | DataKind::BalancesAt)),
        ] {
            draft.content.kind = asked;
            let report = assess(&draft, &scene.author, &scene.around(&letter));
            let finding = if passes { Finding::Passes } else { Finding::Blocks };
            assert!(report.findings.contains(&(Check::BasisFits, finding)), "{asked} {kind}");
        }
    }
}
