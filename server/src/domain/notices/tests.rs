mod all;

use uuid::Uuid;

use super::*;
use crate::domain::clocks::ClockKind;
use crate::domain::holds::LiftReason;
use crate::domain::ids::{HoldId, TargetId};
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::outcomes::Outcome;

const AT: Time = Time::from_micros(1_795_363_200_000_000);

fn id(last: u128) -> Uuid {
    Uuid::from_u128(last)
}

fn parties() -> Parties {
    Parties {
        asker: OrganisationId(id(1)),
        author: PersonId(id(2)),
        recipient: OrganisationId(id(3)),
        handler: Some(PersonId(id(4))),
        issuer: Some(PersonId(id(7))),
    }
}

fn answered(position: u32) -> Event {
    Event::TargetAnswered {
        target: TargetId(id(5)),
        position,
        outcome: Outcome::FrozenFull,
        ground: None,
    }
}

fn incident(position: u32) -> Event {
    Event::IncidentReported {
        target: TargetId(id(5)),
        position,
        moved_at: AT,
    }
}

fn released() -> Event {
    Event::HoldReleased {
        hold: HoldId(id(6)),
        reason: LiftReason::RequestWithdrawn,
    }
}

fn told(events: &[Event]) -> Vec<(&'static str, OrganisationId, u32)> {
    let notices = of(events, &parties()).into_iter();
    notices
        .map(|notice| (notice.act, notice.audience.organisation, notice.gaps.count))
        .collect()
}

#[test]
fn what_happens_before_the_issue_is_told_to_the_asker_only() {
    let (asker, recipient) = (parties().asker, parties().recipient);
    let submitted = Event::Submitted {
        score: 90,
        exceptions: Vec::new(),
        second_look: Vec::new(),
    };
    let issued = Event::Issued {
        number: "FR-2026-000001".to_owned(),
        packet_hash: String::new(),
        spoke: false,
    };
    assert_eq!(told(&[submitted]), [("submitted", asker, 1)]);
    assert_eq!(told(&[Event::Approved { spoke: false }]), [("approved", asker, 1)]);
    assert_eq!(
        told(&[Event::Approved { spoke: false }, issued]),
        [("issued", asker, 1), ("issued", recipient, 1)]
    );
}

#[test]
fn a_change_is_one_notice_for_each_side() {
    let asker = parties().asker;
    assert_eq!(
        told(&[answered(1), answered(2), answered(3)]),
        [("target_answered", asker, 3)]
    );
    assert_eq!(told(&[answered(1), released()]), [("target_answered", asker, 1)]);
    assert_eq!(told(&[released(), answered(1)]), [("target_answered", asker, 1)]);
    assert_eq!(
        told(&[answered(1), answered(2), Event::Answered]),
        [("answered", asker, 1)]
    );
    assert_eq!(
        told(&[released(), Event::Withdrawn, released()]),
        [("withdrawn", asker, 1)]
    );
}

#[test]
fn money_let_go_by_an_answer_is_what_both_sides_are_told() {
    let (asker, recipient) = (parties().asker, parties().recipient);
    let let_go = Event::HoldReleased {
        hold: HoldId(id(6)),
        reason: LiftReason::AnsweredAnew,
    };
    assert_eq!(
        told(&[answered(1), let_go, Event::Answered]),
        [("hold_released", asker, 1), ("hold_released", recipient, 1)]
    );
}

#[test]
fn an_incident_is_told_to_both_sides_before_all_else_and_to_counsel() {
    let (asker, recipient) = (parties().asker, parties().recipient);
    let let_go = Event::HoldReleased {
        hold: HoldId(id(6)),
        reason: LiftReason::AnsweredAnew,
    };
    let events = [
        answered(1),
        incident(1),
        let_go,
        answered(2),
        incident(2),
        Event::Answered,
    ];
    assert_eq!(
        told(&events),
        [("incident_reported", asker, 2), ("incident_reported", recipient, 2)]
    );
    let notices = of(&events, &parties());
    let [at_agency, at_exchange] = notices.as_slice() else {
        panic!("one for each side")
    };
    assert_eq!(at_agency.audience.roles, [Role::Supervisor]);
    assert_eq!(at_agency.audience.people, [parties().author]);
    assert_eq!(
        at_exchange.audience.roles,
        [Role::Intake, Role::Responder, Role::Counsel]
    );
    assert_eq!(at_exchange.audience.people, [PersonId(id(4))]);
}

#[test]
fn who_was_given_the_work_is_told_alone() {
    let assigned = Event::Assigned {
        handler: PersonId(id(4)),
    };
    let [notice] = &of(&[assigned], &parties())[..] else {
        panic!("one notice")
    };
    assert_eq!(
        (notice.audience.roles, &notice.audience.people[..]),
        (&[][..], &[PersonId(id(4))][..])
    );
}

#[test]
fn a_broken_promise_and_the_end_of_a_hold_are_told_to_both_sides_with_the_time() {
    let breached = Event::ClockBreached {
        clock: ClockKind::Ack,
        due: AT,
    };
    let due = Event::HoldExpiryDue {
        hold: HoldId(id(6)),
        until: AT,
    };
    for event in [breached, due] {
        let notices = of(&[event], &parties());
        assert_eq!(notices.len(), 2);
        assert!(notices.iter().all(|notice| notice.gaps.until == Some(AT)));
    }
}

#[test]
fn a_refusal_is_told_without_its_words() {
    let refused = Event::Refused {
        ground: Ground::Overbroad,
        note: "canary".to_owned(),
    };
    let notices = of(&[refused], &parties());
    assert!(!format!("{notices:?}").contains("canary"));
}

#[test]
fn every_audience_is_of_the_kind_its_roles_belong_to() {
    for notice in of(
        &[Event::ClosedUnanswered, Event::Maintained { note: String::new() }],
        &parties(),
    ) {
        let Audience { roles, working, .. } = notice.audience;
        assert!(roles.iter().all(|role| working.contains(role)));
    }
}

#[test]
fn nobody_drops_out_because_something_else_weighs_more() {
    let let_go = Event::HoldReleased {
        hold: HoldId(id(6)),
        reason: LiftReason::AnsweredAnew,
    };
    let late = Event::ClockBreached {
        clock: ClockKind::Execution,
        due: AT,
    };
    for events in [[let_go.clone(), late.clone()], [late, let_go]] {
        let notices = of(&events, &parties());
        let there = notices
            .iter()
            .find(|notice| notice.audience.organisation == parties().recipient);
        let there = there.unwrap();
        assert_eq!(there.act, "hold_released");
        assert_eq!(there.audience.roles, [Role::Intake, Role::Responder]);
    }
}
