//! What happened to data that is kept.

use super::Told;
use crate::domain::events::Event;
use crate::domain::ids::PreservationId;
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::Request;
use crate::web::page::Page;
use crate::web::requests::words::{Cast, preservation_tag};
use crate::web::views::{Icon, Tone};

/// How an event of a preservation is told; nothing of any other.
pub(super) fn tell(page: &Page, event: &Event, request: &Request, cast: Cast<'_>) -> Option<Told> {
    let of = |icon: Icon, id: PreservationId| Told::of(icon).gap("position", position_of(request, id));
    let looks = |status: PreservationStatus, id: PreservationId| {
        let look = preservation_tag(page, status);
        of(look.icon, id).tone(look.tone)
    };
    if let Event::PreservationPlaced { position, until, .. } = event {
        let told = Told::of(Icon::Lock).tone(Tone::Held);
        Some(
            told.gap("position", page.words().number(i64::from(*position)))
                .gap("until", cast.moment(page, until)),
        )
    } else if let Event::PreservationExtended { preservation, until } = event {
        let told = looks(PreservationStatus::Extended, *preservation);
        Some(told.gap("until", cast.moment(page, until)))
    } else if let Event::PreservationChanged { preservation, until } = event {
        let told = looks(PreservationStatus::Kept, *preservation);
        Some(told.gap("until", cast.moment(page, until)))
    } else if let Event::PreservationReleased { preservation, reason } = event {
        let reason = page.t(&format!("preservations.lift_reason.{reason}")).into_owned();
        Some(looks(PreservationStatus::Released, *preservation).gap("reason", reason))
    } else if let Event::PreservationAlarm {
        preservation,
        hours_left,
        until,
    } = event
    {
        let left = jiff::SignedDuration::from_hours(i64::from(*hours_left));
        Some(
            of(Icon::Bell, *preservation)
                .tone(Tone::Warn)
                .gap("left", page.duration(left))
                .gap("until", cast.moment(page, until)),
        )
    } else if let Event::PreservationExpiryDue { preservation, .. } = event {
        Some(looks(PreservationStatus::ExpiryDue, *preservation))
    } else if let Event::PreservationLapsed { preservation } = event {
        Some(looks(PreservationStatus::Lapsed, *preservation))
    } else if let Event::PreservationStays {
        preservation,
        basis,
        note,
    } = event
    {
        let named = page.t(&format!("requests.other_basis.{basis}")).into_owned();
        let told = looks(basis.of_preservation(), *preservation);
        Some(told.gap("basis", named).note(note))
    } else {
        None
    }
}

fn position_of(request: &Request, id: PreservationId) -> String {
    let kept = request.preservations.iter().find(|kept| kept.id == id);
    kept.map_or_else(String::new, |kept| kept.position.to_string())
}
