//! The waiting line and the two sides' words, over every status and every reader.

use super::scene::{NOW, Scene, done, hours};
use super::table::in_status;
use crate::domain::actor::{Actor, Role};
use crate::domain::clocks::{ClockKind, Urgency};
use crate::domain::ids::MessageId;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Kind, Question, Status};
use crate::domain::requests::{OpenQuestion, Party, Promised, Reported, Request, Said, Whom};

fn readers(scene: &Scene) -> [&Actor; 6] {
    [
        &scene.author,
        &scene.second,
        &scene.third,
        &scene.intake,
        &scene.responder,
        &scene.counsel,
    ]
}

#[test]
fn the_line_names_the_side_it_waits_on_and_you_where_it_is_you() {
    let scene = Scene::new();
    for &status in Status::ALL {
        let request = in_status(&scene, status);
        let on = status.waits_on();
        for reader in readers(&scene) {
            let whom = request.standing().told(reader).whom;
            let asks = reader.organisation == scene.agency;
            let ours = match on {
                Party::Nobody => false,
                Party::Author | Party::Approver | Party::Asker => asks,
                Party::Recipient => !asks,
            };
            assert_eq!(whom.is_ours(), ours, "{status}: {whom:?}");
            assert_eq!(whom == Whom::Nobody, on == Party::Nobody, "{status}: {whom:?}");
            if let Whom::Other(other) = whom {
                let expected = if asks { scene.exchange } else { scene.agency };
                assert_eq!(other, expected, "{status}");
            }
            let next = status
                .next_act()
                .filter(|_| matches!(whom, Whom::You | Whom::YouApprove));
            if let Some(act) = next {
                assert_eq!(request.may(act, reader), Ok(()), "{status}: you, and you may not");
            }
            if let Whom::Desk(roles) = whom {
                assert!(reader.has_any(roles).is_err(), "{status}: {roles:?}");
            }
        }
    }
}

#[test]
fn whoever_wrote_or_approved_is_not_told_that_the_approval_waits_on_them() {
    let scene = Scene::new();
    let flash = scene.in_review(scene.draft(Kind::Freeze, Urgency::Flash));
    let whom = |request: &Request, reader: &Actor| request.standing().told(reader).whom;
    assert_eq!(whom(&flash, &scene.author), Whom::Supervisor);
    assert_eq!(whom(&flash, &scene.second), Whom::YouApprove);

    let once = done(scene.approve(flash, &scene.second));

    assert_eq!(whom(&once, &scene.second), Whom::Supervisor);
    assert_eq!(whom(&once, &scene.third), Whom::YouApprove);
}

#[test]
fn at_the_exchange_the_line_names_who_has_it_in_hand_or_who_can() {
    let scene = Scene::new();
    let unassigned = Request {
        handler: None,
        ..in_status(&scene, Status::Executing)
    };
    let whom = |request: &Request, reader: &Actor| request.standing().told(reader).whom;
    assert_eq!(whom(&unassigned, &scene.responder), Whom::Unassigned);
    assert_eq!(whom(&unassigned, &scene.intake), Whom::Desk(&[Role::Responder]));

    let handler = scene.responder.person;
    let taken = Request { handler, ..unassigned };
    assert_eq!(whom(&taken, &scene.responder), Whom::You);
    // Everybody at the exchange reads the same of a colleague who has it in hand.
    for colleague in [&scene.counsel, &scene.intake] {
        assert_eq!(whom(&taken, colleague), Whom::Handler(handler.unwrap()));
    }
    let colleague = scene.intake.person.unwrap();
    let given = Request {
        handler: Some(colleague),
        ..taken
    };
    assert_eq!(whom(&given, &scene.responder), Whom::Handler(colleague));
    // An intake to whom it was given can still not begin it.
    assert_eq!(whom(&given, &scene.intake), Whom::Desk(&[Role::Responder]));
    let early = Request {
        status: Status::Issued,
        ..given
    };
    assert_eq!(whom(&early, &scene.intake), Whom::Unassigned);
    assert_eq!(whom(&early, &scene.responder), Whom::Desk(&[Role::Intake]));
}

#[test]
fn who_acknowledges_has_it_in_hand_only_where_they_can_begin_it() {
    let scene = Scene::new();
    let by = |actor: &Actor| {
        let issued = scene.issued(scene.freeze());
        done(issued.acknowledge(actor, "NB-1".to_owned(), NOW))
    };
    let both = Actor {
        roles: scene.intake.roles.with(Role::Responder),
        ..scene.intake.clone()
    };
    assert_eq!(by(&scene.intake).handler, None);
    assert_eq!(by(&both).handler, both.person);
}

#[test]
fn every_status_with_a_clock_says_what_is_promised_by_when() {
    let scene = Scene::new();
    for &status in Status::ALL {
        let mut request = in_status(&scene, status);
        request.question = (status == Status::Clarification).then(|| OpenQuestion {
            id: MessageId::new(NOW),
            question: Question::Other,
            deadline: hours(5),
        });
        let told = request.standing().told(&scene.author);
        let promised = told.promise.map(|(promised, _)| promised);
        let expected = match (status, status.promised_by()) {
            (Status::Clarification, _) => Some(Promised::Question),
            (Status::Refused, _) => Some(Promised::Refusal),
            (Status::Withdrawing, _) => Some(Promised::Withdrawal),
            (_, clock) => clock.map(Promised::Clock),
        };
        let is_due = request.waiting().due.is_some();
        assert_eq!(promised, expected.filter(|_| is_due), "{status}");
        assert_eq!(promised.is_some(), is_due, "{status}");
    }
}

/// Clocks of flash and emergency never pause: while a question is open the exchange still owes what it promised.
#[test]
fn an_open_question_hides_no_promise_that_runs_on() {
    let scene = Scene::new();
    for &urgency in Urgency::ALL {
        for started in [false, true] {
            let draft = scene.draft(Kind::Freeze, urgency);
            let request = if started {
                scene.executing(draft)
            } else {
                scene.acknowledged(draft)
            };
            let owed = if started {
                ClockKind::Execution
            } else {
                ClockKind::Decision
            };
            let due = request.clock(owed).unwrap().due().unwrap();
            let until = hours(200);
            let asked = done(request.ask(
                &scene.responder,
                MessageId::new(NOW),
                Question::Other,
                until,
                scene.terms(),
                NOW,
            ));

            let told = asked.standing().told(&scene.author);

            let promised = if urgency.pauses() {
                Promised::Question
            } else {
                Promised::PressingQuestion
            };
            assert_eq!(told.promise, Some((promised, until)), "{urgency}");
            let meanwhile = (!urgency.pauses()).then_some((owed, due));
            assert_eq!(told.meanwhile, meanwhile, "{urgency}");
            assert_eq!(told.late(NOW), None);
            let late = if urgency.pauses() { None } else { Some(due) };
            assert_eq!(told.late(due).filter(|_| due < until), late.filter(|due| *due < until));

            let answered = done(asked.clarify(&scene.author, MessageId::new(NOW), hours(1)));
            assert_eq!(answered.standing().told(&scene.author).meanwhile, None, "{urgency}");
        }
    }
}

/// The asker writes only what it wants, the recipient only what it says (ETSI TS 103 120): a status that an act of the
/// asker, or the clock, made is never shown as the recipient's word.
#[test]
fn no_act_of_the_asker_changes_the_word_of_the_recipient() {
    let scene = Scene::new();
    let (author, terms) = (&scene.author, scene.terms());
    let note = || "why".to_owned();
    let withdrawn = |request: Request| done(request.withdraw(&scene.second, note(), scene.terms(), NOW));
    for (request, before) in [
        (scene.issued(scene.freeze()), Reported::Nothing),
        (scene.acknowledged(scene.freeze()), Reported::Acknowledged),
        (scene.executing(scene.freeze()), Reported::Executing),
        (scene.partly_answered(), Reported::PartlyAnswered),
        (scene.answered(), Reported::Answered),
    ] {
        assert_eq!(request.reported(), before);
        assert_eq!(withdrawn(request).reported(), before);
    }
    let answered = scene.answered();
    let disputed = done(answered.clone().dispute(author, &[1], note(), terms, NOW));
    assert_eq!(
        (disputed.reported(), disputed.asker_said()),
        (Reported::Answered, Some(Said::Disputes))
    );
    let closed = done(answered.accept(author, NOW));
    assert_eq!(
        (closed.reported(), closed.asker_said()),
        (Reported::Answered, Some(Said::Accepts))
    );
    let refused = scene.refused();
    let maintained = done(refused.clone().maintain(&scene.second, note(), terms, NOW));
    assert_eq!(
        (maintained.reported(), maintained.ground, maintained.asker_said()),
        (Reported::Refused, Some(Ground::Overbroad), Some(Said::Maintains))
    );
    let accepted = done(refused.accept(author, NOW));
    assert_eq!(
        (accepted.reported(), accepted.ground),
        (Reported::Refused, Some(Ground::Overbroad))
    );
}

#[test]
fn only_the_recipient_changes_its_own_word() {
    let scene = Scene::new();
    assert_eq!(scene.freeze().reported(), Reported::NotIssued);
    let discarded = done(scene.freeze().discard(&scene.author, NOW));
    assert_eq!(
        discarded.reported(),
        Reported::NotIssued,
        "withdrawn, but nobody confirmed it"
    );
    for &status in Status::ALL {
        let request = in_status(&scene, status);
        let reported = request.reported();
        let made_by_asker = matches!(
            status,
            Status::Issued | Status::Maintained | Status::Withdrawing | Status::Closed | Status::Disputed
        );
        if made_by_asker {
            assert_ne!(reported.code(), status.code(), "{status}");
        }
        assert_eq!(reported == Reported::NotIssued, !status.is_issued(), "{status}");
        assert_eq!(reported == Reported::Confirmed, status == Status::Withdrawn, "{status}");
        let said = matches!(status, Status::Maintained | Status::Disputed | Status::Closed);
        assert_eq!(request.asker_said().is_some(), said, "{status}");
    }
}
