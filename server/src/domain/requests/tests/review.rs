//! The review after a flash or emergency request: who does it, when, once, and what it says.

use super::scene::{NOW, Scene, done, events, hours};
use crate::domain::actor::{Actor, Role, Roles};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::events::Event;
use crate::domain::notices::{self, Parties};
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::review::Finding;

/// Issued as flash: written by the author, approved by the second and issued by the third person, who are all that the
/// agency has.
fn flash(scene: &Scene) -> Request {
    let request = scene.issued(scene.draft(Kind::Freeze, Urgency::Flash));
    among(request, &[&scene.author, &scene.second, &scene.third])
}

/// The same where the agency has these supervisors.
fn among(mut request: Request, supervisors: &[&Actor]) -> Request {
    if let Some(review) = &mut request.review {
        review.supervisors = Some(supervisors.iter().filter_map(|actor| actor.person).collect());
    }
    request
}

/// Another supervisor of the same agency, who had no hand in anything.
fn fourth(scene: &Scene) -> Actor {
    Actor {
        person: Some(crate::domain::ids::PersonId::new(NOW)),
        ..scene.second.clone()
    }
}

fn found(request: Request, by: &Actor, finding: Finding, note: &str) -> Result<Request, Refusal> {
    let version = request.version;
    let change = request.reviewed(by, version, finding, note.to_owned(), hours(5))?;
    Ok(change.after().clone())
}

#[test]
fn a_request_owes_its_review_three_days_after_it_was_issued_if_it_pressed() {
    let scene = Scene::new();
    for &urgency in Urgency::ALL {
        let draft = scene.draft(Kind::Freeze, urgency);
        assert_eq!(draft.review, None);
        let due = scene.issued(draft).review.map(|review| review.due);
        assert_eq!(due, urgency.is_emergency().then(|| hours(72)), "{urgency}");
    }
}

#[test]
fn nobody_reviews_what_they_wrote_or_issued_and_the_first_approver_may_where_there_is_nobody_else() {
    let scene = Scene::new();
    let request = flash(&scene);
    let officer = Actor {
        roles: Roles::default().with(Role::Officer),
        ..fourth(&scene)
    };

    assert_eq!(request.issuer(), scene.third.person);
    for (actor, expected) in [
        (&scene.author, Err(Refusal::OwnReview)),
        (&scene.third, Err(Refusal::OwnReview)),
        (&scene.second, Ok(())),
        (&fourth(&scene), Ok(())),
        (&officer, Err(Refusal::needs(Role::Supervisor))),
        (&scene.intake, Err(Refusal::OtherSide)),
        (&scene.responder, Err(Refusal::OtherSide)),
        (&scene.stranger, Err(Refusal::Unseen)),
        (&scene.clockwork, Err(Refusal::Unseen)),
    ] {
        assert_eq!(request.may(Act::Review, actor), expected);
        let answered = found(request.clone(), actor, Finding::Justified, "");
        assert_eq!(answered.map(|_| ()), expected);
    }
}

#[test]
fn an_approver_reviews_only_where_the_agency_has_no_supervisor_without_a_hand_in_it() {
    let scene = Scene::new();
    let request = flash(&scene);
    let (second, third, other) = (&scene.second, &scene.third, &fourth(&scene));
    let own = Err(Refusal::OwnReview);
    for (there_are, of_second) in [
        (vec![&scene.author, second, third], Ok(())),
        (vec![second, third], Ok(())),
        (vec![second, third, other], own.clone()),
        (vec![other], own.clone()),
        (vec![], Ok(())),
    ] {
        let request = among(request.clone(), &there_are);
        assert_eq!(request.may(Act::Review, second), of_second);
        assert_eq!(request.may(Act::Review, third), own, "who issued it never does");
        assert_eq!(request.may(Act::Review, &scene.author), own, "nor does its author");
        assert_eq!(request.may(Act::Review, other), Ok(()));
        let answered = found(request, second, Finding::Justified, "").map(|_| ());
        assert_eq!(answered, of_second);
    }
    // Where nobody looked who there is, the rule takes no approver.
    let unknown = scene.issued(scene.draft(Kind::Freeze, Urgency::Flash));
    assert_eq!(unknown.may(Act::Review, second), own);
}

#[test]
fn the_record_says_that_an_approver_reviewed_it() {
    let scene = Scene::new();
    let request = flash(&scene);
    for (by, expected) in [(&scene.second, true), (&fourth(&scene), false)] {
        let version = request.version;
        let change = request
            .clone()
            .reviewed(by, version, Finding::Justified, String::new(), NOW)
            .unwrap();

        assert_eq!(change.after().is_reviewed_by_approver(), expected);
        let [Event::Reviewed { by_approver, .. }] = change.events() else {
            panic!("one event")
        };
        assert_eq!(*by_approver, expected);
    }
}

#[test]
fn whoever_wrote_any_of_it_does_not_review_it() {
    let scene = Scene::new();
    let mut request = flash(&scene);
    request.writers.extend(scene.second.person);
    assert_eq!(request.may(Act::Review, &scene.second), Err(Refusal::OwnReview));
    assert_eq!(request.may(Act::Review, &fourth(&scene)), Ok(()));
}

#[test]
fn it_is_reviewed_from_its_issue_on_however_it_goes_on_or_ends() {
    let scene = Scene::new();
    let issued = flash(&scene);
    for &status in Status::ALL {
        let request = Request {
            status,
            ..issued.clone()
        };
        let expected = match status {
            Status::Draft => Err(Refusal::NotNow(NotNow::StillDraft)),
            Status::InReview => Err(Refusal::NotNow(NotNow::InReview)),
            Status::Embargoed => Err(Refusal::NotNow(NotNow::Embargoed)),
            Status::Issued
            | Status::Acknowledged
            | Status::Redirected
            | Status::Clarification
            | Status::Executing
            | Status::PartlyAnswered
            | Status::Answered
            | Status::ClosedUnanswered
            | Status::Refused
            | Status::Maintained
            | Status::Withdrawing
            | Status::Withdrawn
            | Status::Closed
            | Status::Disputed
            | Status::Superseded => Ok(()),
        };
        assert_eq!(request.may(Act::Review, &scene.second), expected, "{status}");
        let after = found(request, &scene.second, Finding::Justified, "");
        assert_eq!(after.map(|after| after.status), expected.map(|()| status));
    }
}

#[test]
fn what_owes_none_is_not_reviewed() {
    let scene = Scene::new();
    let urgent = scene.issued(scene.freeze());
    let never_issued = done(scene.draft(Kind::Freeze, Urgency::Flash).discard(&scene.author, NOW));
    for request in [urgent, never_issued] {
        let none = Err(Refusal::NotNow(NotNow::NoReview));
        assert_eq!(request.may(Act::Review, &fourth(&scene)), none);
        assert!(request.overdue_review(&scene.clockwork, hours(1_000)).is_none());
    }
}

#[test]
fn a_finding_is_made_once_by_who_read_it_as_it_is_and_a_fault_is_explained() {
    let scene = Scene::new();
    let request = flash(&scene);

    for &finding in Finding::ALL {
        let silent = found(request.clone(), &scene.second, finding, " \n ").map(|_| ());
        let expected = if finding.finds_fault() {
            Err(Refusal::field("review_note", "required"))
        } else {
            Ok(())
        };
        assert_eq!(silent, expected, "{finding}");
        let after = found(request.clone(), &scene.second, finding, "Because").unwrap();
        let again = found(after, &fourth(&scene), Finding::Justified, "").map(|_| ());
        assert_eq!(again, Err(Refusal::NotNow(NotNow::Reviewed)), "{finding}");
    }
    let stale = request.reviewed(&scene.second, 7, Finding::Justified, String::new(), NOW);
    assert_eq!(stale.map(|_| ()).unwrap_err(), Refusal::Stale);
}

#[test]
fn a_review_moves_nothing_but_itself() {
    let scene = Scene::new();
    let before = flash(&scene);
    let after = found(before.clone(), &scene.second, Finding::NotJustified, "No haste").unwrap();
    assert_ne!(after.review, before.review);
    assert_eq!(
        Request {
            review: before.review.clone(),
            ..after
        },
        before
    );
}

#[test]
fn that_nobody_reviewed_it_in_time_is_told_once_and_it_can_still_be_reviewed() {
    let scene = Scene::new();
    let request = flash(&scene);
    assert!(request.clone().overdue_review(&scene.clockwork, hours(71)).is_none());

    let change = request.clone().overdue_review(&scene.clockwork, hours(72)).unwrap();
    assert_eq!(events(&change), ["review_overdue"]);
    let told = change.after().clone();
    assert!(told.clone().overdue_review(&scene.clockwork, hours(90)).is_none());
    assert_eq!(told.may(Act::Review, &scene.second), Ok(()));

    let reviewed = found(request, &scene.second, Finding::Justified, "").unwrap();
    assert!(reviewed.overdue_review(&scene.clockwork, hours(90)).is_none());
}

#[test]
fn only_the_asker_is_told_and_of_a_fault_only_who_sent_it() {
    let scene = Scene::new();
    let request = flash(&scene);
    let parties = Parties::from(&request);

    let overdue = request.clone().overdue_review(&scene.clockwork, hours(80)).unwrap();
    let [told] = &notices::of(overdue.events(), &parties)[..] else {
        panic!("one notice")
    };
    assert_eq!(told.audience.organisation, scene.agency);
    assert_eq!(
        (told.audience.roles, told.gaps.until),
        (&[Role::Supervisor][..], Some(hours(72)))
    );
    assert!(told.audience.people.is_empty());

    for &finding in Finding::ALL {
        let change = request
            .clone()
            .reviewed(&scene.second, 0, finding, "canary".to_owned(), NOW)
            .unwrap();
        let told = notices::of(change.events(), &parties);
        assert!(!format!("{told:?}").contains("canary"));
        if !finding.finds_fault() {
            assert!(told.is_empty());
            continue;
        }
        let [told] = &told[..] else { panic!("one notice") };
        let senders: Vec<_> = [scene.author.person, scene.third.person]
            .into_iter()
            .flatten()
            .collect();
        assert_eq!(told.audience.organisation, scene.agency);
        assert_eq!((told.audience.roles, &told.audience.people), (&[][..], &senders));
    }
}
