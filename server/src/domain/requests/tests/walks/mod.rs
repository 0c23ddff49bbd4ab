//! Random walks through the life cycle beside a second, smaller description of it ([`model`]), written from the table
//! of the design and not from the rules. After each step both say the same, and what must always be so is so.

mod model;
mod random;
mod step;
mod walk;

use std::thread;

use super::scene::Scene;
use model::Model;
use random::Random;
use step::Step;
use walk::Walk;

const WALKS: u64 = 10_000;
const STEPS: usize = 50;

/// One walk, as its number says: it is the same whenever it is walked.
fn walk(scene: &Scene, number: u64) -> Tally {
    let mut random = Random::new(number);
    let mut walk = Walk::begin(scene, &mut random);
    let mut model = Model::of(&walk.request);
    let mut path = Vec::with_capacity(STEPS);
    let mut tally = Tally::default();
    for _ in 0..STEPS {
        walk.pass_time(&mut random);
        let step = if random.one_in(4) {
            Step::any(&mut random)
        } else {
            model.plausible(&mut random)
        };
        let actor = if random.one_in(3) {
            random.actor()
        } else {
            step.usual_actor(&mut random)
        };
        path.push((step, actor));
        let before = walk.request.clone();

        let expected = model.step(step, actor, walk.now);
        let answered = walk.step(step, actor);

        let told = || format!("walk {number}, after {path:?}: {:?} from {}", step, before.status);
        if step != Step::Breach {
            assert_eq!(answered.is_ok(), expected, "{} gave {answered:?}", told());
        }
        if let Ok(events) = &answered {
            tally.count(&walk.request, events);
        } else {
            assert_eq!(walk.request, before, "{}: what is refused changes nothing", told());
        }
        assert_eq!(model.said(), Model::of(&walk.request).said(), "{}", told());
        walk.check(&before, &told);
    }
    tally
}

/// How often each status was reached, so that no walk is thought deep that is not.
#[derive(Default)]
struct Tally {
    done: u32,
    statuses: std::collections::BTreeMap<&'static str, u32>,
    events: std::collections::BTreeMap<&'static str, u32>,
}

impl Tally {
    fn count(&mut self, request: &crate::domain::requests::Request, events: &[&'static str]) {
        self.done += 1;
        *self.statuses.entry(request.status.code()).or_default() += 1;
        let blocks = || request.holds.iter().filter(|hold| hold.is_block());
        for (what, is_there) in [
            ("stopped by two", request.stops.all.len() > 1),
            ("a block stands", blocks().any(|hold| hold.status.stands())),
            ("a block ended", blocks().any(|hold| !hold.status.stands())),
            (
                "a block is due",
                blocks().any(|hold| hold.status == crate::domain::holds::HoldStatus::ExpiryDue),
            ),
        ] {
            *self.events.entry(what).or_default() += u32::from(is_there);
        }
        for event in events {
            *self.events.entry(event).or_default() += 1;
        }
    }

    fn add(&mut self, other: Self) {
        self.done += other.done;
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        for (event, count) in other.events {
            *self.events.entry(event).or_default() += count;
        }
    }
}

#[test]
fn ten_thousand_walks_never_leave_the_life_cycle() {
    let lanes: u64 = 4;
    let mut tally = Tally::default();
    thread::scope(|threads| {
        let running: Vec<_> = (0..lanes)
            .map(|lane| {
                threads.spawn(move || {
                    let scene = Scene::new();
                    let mut tally = Tally::default();
                    for number in (lane..WALKS).step_by(lanes as usize) {
                        tally.add(walk(&scene, number));
                    }
                    tally
                })
            })
            .collect();
        for lane in running {
            match lane.join() {
                Ok(walked) => tally.add(walked),
                Err(fault) => std::panic::resume_unwind(fault),
            }
        }
    });

    // The walks reach every status that can be reached today, and every event of the life cycle, often.
    for status in [
        "draft",
        "in_review",
        "issued",
        "acknowledged",
        "redirected",
        "clarification",
        "executing",
        "partly_answered",
        "answered",
        "closed_unanswered",
        "refused",
        "maintained",
        "withdrawing",
        "withdrawn",
        "closed",
        "disputed",
    ] {
        assert!(
            tally.statuses.get(status).is_some_and(|count| *count > 100),
            "{status}: {:?}",
            tally.statuses
        );
    }
    for event in [
        "hold_placed",
        "hold_extended",
        "hold_changed",
        "hold_released",
        "hold_expiry_due",
        "hold_lapsed",
        "hold_stays",
        "hold_alarm",
        "preservation_placed",
        "preservation_extended",
        "preservation_changed",
        "preservation_released",
        "preservation_expiry_due",
        "preservation_lapsed",
        "preservation_stays",
        "preservation_alarm",
        "clock_breached",
        "closed_unanswered",
        "reopened",
        "deadline_replaced",
        "followed",
        "draft_discarded",
        "reviewed",
        "review_overdue",
        "request_suspended",
        "request_resumed",
        "stood_by",
        "stopped by two",
        "a block stands",
        "a block is due",
        "a block ended",
    ] {
        assert!(
            tally.events.get(event).is_some_and(|count| *count > 100),
            "{event}: {:?}",
            tally.events
        );
    }
}
