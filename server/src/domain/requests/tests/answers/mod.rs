//! What an answer must say, and when it may be given.

mod found;
mod refusing;

use jiff::SignedDuration;

use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::holds::HoldStatus;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Kind, Scope, Status};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::tests::scene::{NOW, Scene, asset, bitcoin, done, faults, frozen, hours, moved, plain};
use crate::domain::requests::{Answer, Held, may_give};
use crate::domain::values::Zone;

/// What is wrong with `answer` to the first target of a freeze that was issued at [`NOW`], an hour later.
fn wrong(answer: Answer) -> Vec<String> {
    let scene = Scene::new();
    faults(scene.answer(scene.executing(scene.freeze()), 1, answer, hours(1)))
}

#[test]
fn each_fault_of_an_answer_is_told_at_its_field() {
    let partial = |satoshi| Answer {
        outcome: Outcome::FrozenPartial,
        ..frozen(satoshi)
    };
    let other = Held {
        asset: asset("ETH", 18),
        amount: "5".parse().unwrap(),
    };
    for (answer, fault) in [
        (plain(Outcome::Produced), "outcome:not_of_kind"),
        (plain(Outcome::PendingClarification), "outcome:not_of_kind"),
        (plain(Outcome::Refused), "ground:required"),
        (
            Answer {
                ground: Some(Ground::Overbroad),
                ..plain(Outcome::NoMatch)
            },
            "ground:only_if_refused",
        ),
        (
            Answer {
                held: Vec::new(),
                ..frozen("100")
            },
            "amount:required",
        ),
        (frozen("0"), "amount:required"),
        (frozen("99"), "amount:less_than_asked"),
        (
            Answer {
                held: vec![other.clone()],
                ..frozen("100")
            },
            "amount:less_than_asked",
        ),
        (partial("100"), "amount:all_that_was_asked"),
        (frozen("101"), "amount:more_than_asked"),
        (
            Answer {
                held: vec![bitcoin("100"), other.clone()],
                ..frozen("100")
            },
            "amount:asset_not_asked",
        ),
        (
            Answer {
                indivisible: true,
                ..frozen("101")
            },
            "note:why_above_cap",
        ),
        // The end of the thirtieth day was asked, at midnight UTC; it is 16:00 now.
        (
            Answer {
                until: Some(hours(30 * 24 + 8).plus(SignedDuration::from_micros(1))),
                ..frozen("100")
            },
            "until:later_than_asked",
        ),
        (
            Answer {
                outcome: Outcome::FrozenZeroBalance,
                ..frozen("1")
            },
            "amount:must_be_nothing",
        ),
        (
            Answer {
                held: vec![bitcoin("100"), bitcoin("1")],
                ..frozen("100")
            },
            "amount:asset_twice",
        ),
        (
            Answer {
                until: None,
                ..frozen("100")
            },
            "until:required",
        ),
        (
            Answer {
                until: Some(hours(1)),
                ..frozen("100")
            },
            "until:in_the_past",
        ),
        (
            Answer {
                until: Some(hours(24 * 733 + 1)),
                ..frozen("100")
            },
            "until:too_far",
        ),
        (
            Answer {
                placed_at: None,
                ..frozen("100")
            },
            "placed_at:required",
        ),
        (
            Answer {
                placed_at: Some(hours(2)),
                ..frozen("100")
            },
            "placed_at:in_the_future",
        ),
        (
            Answer {
                placed_at: Some(hours(-1)),
                ..frozen("100")
            },
            "placed_at:before_issue",
        ),
        (plain(Outcome::MovedBefore), "moved_at:required"),
        (moved(Outcome::MovedBefore, NOW), "moved_at:after_issue"),
        (moved(Outcome::MovedDuring, hours(-1)), "moved_at:before_issue"),
        (moved(Outcome::MovedDuring, hours(2)), "moved_at:in_the_future"),
        (plain(Outcome::OtherEntity), "entity:required"),
        (plain(Outcome::NestedService), "entity:required"),
    ] {
        assert_eq!(wrong(answer.clone()), [fault], "{answer:?}");
    }
    let many = (0..21).map(|n| Held {
        asset: asset(&format!("A{n:02}"), 8),
        amount: "1".parse().unwrap(),
    });
    let crowded = Answer {
        held: many.chain([bitcoin("100")]).collect(),
        ..frozen("100")
    };
    assert_eq!(wrong(crowded), ["amount:too_many", "amount:asset_not_asked"]);
}

#[test]
fn every_outcome_of_a_filed_kind_can_be_given_and_no_other() {
    let scene = Scene::new();
    for kind in [Kind::Freeze, Kind::Preserve, Kind::Info] {
        for &outcome in Outcome::ALL {
            let request = scene.executing(scene.draft(kind, Urgency::Urgent));
            let held = if outcome == Outcome::FrozenFull {
                Some(bitcoin("100"))
            } else {
                (outcome == Outcome::FrozenPartial).then(|| bitcoin("1"))
            };
            let movement = if outcome == Outcome::MovedDuring {
                hours(1)
            } else {
                hours(-1)
            };
            let answer = Answer {
                ground: (outcome == Outcome::Refused).then_some(Ground::Overbroad),
                entity: "Halden Markets".to_owned(),
                note: "Nothing before last year".to_owned(),
                until: Some(hours(24)),
                placed_at: Some(NOW),
                held: held.into_iter().collect(),
                ..moved(outcome, movement)
            };
            let given = scene.answer(request, 1, answer, hours(2)).is_ok();
            assert_eq!(given, Outcome::of(kind).contains(&outcome), "{kind} {outcome}");
        }
    }
}

#[test]
fn a_target_has_one_final_outcome() {
    let scene = Scene::new();
    let request = scene.executing(scene.freeze());
    let once = done(scene.answer(request, 1, frozen("100"), NOW));

    assert_eq!(once.status, Status::PartlyAnswered);
    let again = scene.answer(once.clone(), 1, plain(Outcome::NoMatch), NOW).map(|_| ());
    assert_eq!(again, Err(Refusal::NotNow(NotNow::TargetAnswered)));
    assert_eq!(
        scene.answer(once, 3, plain(Outcome::NoMatch), NOW).map(|_| ()),
        Err(Refusal::Unseen)
    );
}

#[test]
fn an_answer_is_dated_and_signed_by_who_gives_it() {
    let scene = Scene::new();
    let claimed = Answer {
        at: hours(-50),
        ..frozen("100")
    };
    let request = done(scene.answer(scene.executing(scene.freeze()), 1, claimed, hours(3)));
    let answer = request.targets[0].answer.clone().unwrap();
    assert_eq!((answer.at, Some(answer.by)), (hours(3), scene.responder.person));
}

#[test]
fn a_request_opened_again_is_answered_anew() {
    let scene = Scene::new();
    let refused = done(scene.refused().accept(&scene.author, NOW));
    for (open, named) in [(scene.closed(), &[1][..]), (refused, &[])] {
        let reopened = done(open.reopen(
            &scene.responder,
            named,
            "A new account".to_owned(),
            scene.terms(),
            hours(1),
        ));
        assert_eq!((reopened.status, reopened.ground), (Status::Acknowledged, None));
        let started = done(reopened.start(&scene.responder, hours(1)));
        let answer = Answer {
            frees: true,
            ..plain(Outcome::NoMatch)
        };
        let answered = scene.answer(started, 1, answer, hours(2));
        assert!(answered.is_ok(), "{answered:?}");
    }
}

#[test]
fn up_to_the_cap_and_to_the_end_that_was_asked_is_held() {
    let scene = Scene::new();
    let answer = Answer {
        until: Some(hours(30 * 24 + 8)),
        ..frozen("100")
    };
    let held = done(scene.answer(scene.executing(scene.freeze()), 1, answer, hours(1)));
    assert!(!held.is_above_cap(&held.targets[0]));
}

#[test]
fn what_cannot_be_divided_is_held_above_the_cap_and_marked() {
    let scene = Scene::new();
    let answer = Answer {
        indivisible: true,
        note: "One unspent output".to_owned(),
        ..frozen("5000")
    };
    let held = done(scene.answer(scene.executing(scene.freeze()), 1, answer, hours(1)));
    assert!(held.is_above_cap(&held.targets[0]));
    assert_eq!(held.holds[0].amount, bitcoin("5000").amount);
}

/// A cap stands where an amount of an asset was asked; whoever asks for the whole says why no amount caps it.
#[test]
fn a_cap_binds_where_an_amount_was_asked() {
    for &scope in Scope::ALL {
        let scene = Scene::new();
        let mut draft = scene.freeze();
        draft.content.scope = scope;
        let held = scene.answer(scene.executing(draft), 1, frozen("5000"), hours(1));
        assert_eq!(held.is_err(), scope == Scope::AssetAmount, "{scope}");
    }
}

/// Every outcome of every kind that says until when: no longer than was asked, save by the exchange's own act after.
#[test]
fn nothing_is_answered_to_last_longer_than_was_asked() {
    for (kind, outcome) in [
        (Kind::Preserve, Outcome::Preserved),
        (Kind::Extend, Outcome::Extended),
        (Kind::Freeze, Outcome::FrozenZeroBalance),
    ] {
        let scene = Scene::new();
        let answer = |until| Answer {
            until: Some(until),
            placed_at: outcome.places_hold().then_some(NOW),
            ..plain(outcome)
        };
        let request = scene.executing(scene.draft(kind, Urgency::Urgent));
        let late = scene.answer(request.clone(), 1, answer(hours(31 * 24)), hours(1));
        assert_eq!(faults(late), ["until:later_than_asked"], "{kind}");
        assert!(
            scene.answer(request, 1, answer(hours(30 * 24)), hours(1)).is_ok(),
            "{kind}"
        );
    }
    let scene = Scene::new();
    let held = scene.answered();
    let hold = held.holds[0].id;
    assert!(
        held.extend_hold(&scene.responder, hold, hours(300 * 24), hours(1))
            .is_ok()
    );
}

#[test]
fn a_target_follows_what_became_of_its_hold() {
    use crate::domain::requests::outcomes::NextStep;
    let scene = Scene::new();
    for &status in HoldStatus::ALL {
        let mut request = scene.answered();
        for hold in &mut request.holds {
            hold.status = status;
        }
        let target = &request.targets[0];
        let fate = (status != HoldStatus::Placed).then_some(status);
        assert_eq!(request.fate(target), fate, "{status}");
        let next = if status == HoldStatus::Lapsed {
            NextStep::AskAgain
        } else if status.stands() {
            NextStep::SecureTheHold
        } else {
            NextStep::NoteInCase
        };
        assert_eq!(request.next_step(target), Some(next), "{status}");
    }
}

#[test]
fn counsel_gives_a_refusal_and_a_responder_every_outcome() {
    let scene = Scene::new();
    for &outcome in Outcome::ALL {
        assert_eq!(may_give(&scene.responder, outcome), Ok(()), "{outcome}");
        assert_eq!(
            may_give(&scene.counsel, outcome).is_ok(),
            outcome == Outcome::Refused,
            "{outcome}"
        );
        assert!(may_give(&scene.intake, outcome).is_err(), "{outcome}");
    }
}

#[test]
fn what_is_missing_of_data_produced_in_part_is_told_in_the_note() {
    let scene = Scene::new();
    for (outcome, note, expected) in [
        (Outcome::ProducedPartial, "", vec!["note:what_is_missing"]),
        (Outcome::ProducedPartial, " ", vec!["note:what_is_missing"]),
        (Outcome::ProducedPartial, "No logins", vec![]),
        (Outcome::Produced, "", vec![]),
    ] {
        let request = scene.executing(scene.draft(Kind::Info, Urgency::Urgent));
        let answer = Answer {
            note: note.to_owned(),
            ..plain(outcome)
        };
        let given = scene.answer(request, 1, answer, hours(1));
        let told = if given.is_ok() { Vec::new() } else { faults(given) };
        assert_eq!(told, expected, "{outcome} {note}");
    }
}

/// Over every outcome: only one that names an end can end before what was asked.
#[test]
fn days_that_an_end_falls_short_of_what_was_asked_are_counted_where_the_asker_is() {
    let scene = Scene::new();
    let zone = Zone::utc();
    for &outcome in Outcome::ALL {
        let mut request = scene.answered();
        request.content.until = Some(hours(30 * 24).date_in(&zone));
        request.targets[0].answer = Some(plain(outcome));
        let short = |days: i64| request.days_short(&request.targets[0], hours(days * 24), &zone);
        let told = outcome.has_end();
        assert_eq!(short(18), told.then_some(12), "{outcome}");
        assert_eq!(short(29), told.then_some(1), "{outcome}");
        assert_eq!([short(30), short(40)], [None, None], "{outcome}");
    }
    let open = scene.executing(scene.freeze());
    assert_eq!(open.days_short(&open.targets[0], hours(24), &zone), None);
}
