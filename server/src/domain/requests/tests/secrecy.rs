//! Non-disclosure: its alarms, each once, and what moves its end.

use super::scene::{NOW, Scene, done, events, hours};
use super::table::in_status;
use crate::domain::clocks::Urgency;
use crate::domain::requests::Request;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::secrecy::Secrecy;
use crate::domain::values::{Time, Zone};

/// A request of which the customer is not told until the end of the day `days` from now, in UTC.
fn secret(scene: &Scene, days: i64) -> (Request, Time) {
    let mut draft = scene.freeze();
    let day = hours(days * 24).date_in(&Zone::utc());
    draft.content.secret_until = Some(day);
    let issued = scene.issued(draft);
    (issued, Time::end_of(day, &Zone::utc()).unwrap())
}

fn before(end: Time, hours: i64) -> Time {
    end.plus(-jiff::SignedDuration::from_hours(hours))
}

#[test]
fn both_sides_are_told_at_each_alarm_before_the_end_and_of_each_once() {
    let scene = Scene::new();
    let (mut request, end) = secret(&scene, 30);
    let mut told = Vec::new();
    for hour in (0..=30 * 24 + 48).rev() {
        let now = before(end, hour);
        if now < NOW {
            continue;
        }
        let Some(change) = request.clone().remind_of_secrecy(&scene.clockwork, now) else {
            continue;
        };
        assert_eq!(events(&change), ["secrecy_alarm"]);
        request = change.after().clone();
        assert!(
            request.clone().remind_of_secrecy(&scene.clockwork, now).is_none(),
            "once"
        );
        told.push(hour);
    }
    // Of a month, what rings in its last third: as of a hold.
    assert_eq!(told, [7 * 24, 3 * 24, 24, 6]);
    assert_eq!(request.secrecy_rings_at(), None);
}

#[test]
fn what_nobody_told_in_time_is_told_once() {
    let scene = Scene::new();
    let (request, end) = secret(&scene, 30);
    let late = request.remind_of_secrecy(&scene.clockwork, before(end, 2)).unwrap();
    assert_eq!(events(&late), ["secrecy_alarm"]);
    assert_eq!(late.after().secrecy_rings_at(), None);
}

#[test]
fn what_is_not_secret_or_ends_within_hours_is_never_told() {
    let scene = Scene::new();
    assert_eq!(scene.issued(scene.freeze()).secrecy, None);
    let (short, end) = secret(&scene, 0);
    assert_eq!(
        short.secrecy,
        Some(Secrecy {
            until: end,
            rings_at: None
        })
    );
    assert!(short.remind_of_secrecy(&scene.clockwork, end).is_none());
}

/// Where the exchange has nothing to be silent about any more, and before it has anything, nobody is told.
#[test]
fn in_every_status_it_is_told_where_the_exchange_has_something_to_keep() {
    let scene = Scene::new();
    let (issued, end) = secret(&scene, 30);
    for &status in Status::ALL {
        let request = Request {
            secrecy: issued.secrecy,
            ..in_status(&scene, status)
        };
        let is_told = request.remind_of_secrecy(&scene.clockwork, end).is_some();
        let gone = matches!(status, Status::Redirected | Status::Withdrawn | Status::Superseded);
        assert_eq!(is_told, status.is_issued() && !gone, "{status}");
    }
}

#[test]
fn an_extension_that_names_a_later_day_prolongs_it_and_only_then() {
    let scene = Scene::new();
    let day = |days: i64| Some(hours(days * 24).date_in(&Zone::utc()));
    let parent = Request {
        secrecy: secret(&scene, 30).0.secrecy,
        ..scene.closed()
    };
    for (days, prolongs) in [(None, false), (Some(20), false), (Some(30), false), (Some(60), true)] {
        let mut draft = scene.draft(Kind::Extend, Urgency::Urgent);
        draft.content.secret_until = days.and_then(day);
        let extension = scene.issued(draft);
        assert_eq!(extension.secrecy_rings_at(), None, "it is told with what it follows");

        let followed = done(parent.clone().followed(&scene.second, &extension, NOW));

        let expected = if prolongs { extension.secrecy } else { parent.secrecy };
        assert_eq!(
            followed.secrecy.map(|secrecy| secrecy.until),
            expected.map(|secrecy| secrecy.until),
            "{days:?}"
        );
    }
}
