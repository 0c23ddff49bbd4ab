//! What an exchange does with a hold of its own accord: lengthen it, lift it, state that it ran out.

use super::act_page::{Asked, Asking, Form, Group, Place, handlers};
use super::typed::{chosen, read, required_moment};
use super::words::amount;
use crate::domain::actor::Actor;
use crate::domain::change::Refusal;
use crate::domain::holds::LiftReason;
use crate::domain::requests::Request;
use crate::service::requests::{Opened, answering};
use crate::service::{Context, Error};
use crate::web::page::Page;
use crate::web::views::{Choice, Fact};

/// What is held, and until when.
fn facts(asking: &Asking<'_>) -> Vec<Fact> {
    let page = asking.page;
    let held = asking
        .place
        .hold()
        .and_then(|id| asking.opened.request.held(id).cloned());
    let Ok(hold) = held else { return Vec::new() };
    let target = asking
        .opened
        .request
        .targets
        .iter()
        .find(|target| target.id == hold.target);
    let mut facts = vec![Fact::latin(
        page.t("requests.field.amount.label"),
        amount(page, hold.amount, &hold.asset),
    )];
    facts.extend(target.map(|target| {
        let name = page.ta("requests.show.target_at", [("position", target.position.to_string())]);
        Fact::latin(name, target.value.clone())
    }));
    facts.push(Fact::new(
        page.t("holds.clock.mark.ends"),
        asking.both_sides(hold.until),
    ));
    facts
}

/// Lengthening a hold.
pub mod extension {
    use super::*;

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        until: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "extend_hold";

        fn path(place: &Place) -> String {
            format!("holds/{}/extension", place.hold)
        }

        fn may(request: &Request, actor: &Actor, place: &Place) -> Result<(), Refusal> {
            request.held(place.hold()?)?.may_change(actor)
        }

        fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
            Self::default()
        }

        fn about(asking: &Asking<'_>) -> Vec<Fact> {
            facts(asking)
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            vec![Group {
                fields: vec![asking.moment("until", &self.until, false)],
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let until = required_moment("until", &self.until, page.zone(), &mut faults);
            let until = read(until, faults)?;
            answering::extend_hold(cx, &place.reference, place.hold()?, until).await
        }
    }
}

/// Lifting a hold.
pub mod lift {
    use super::*;

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        reason: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "lift_hold";
        const DANGER: bool = true;

        fn path(place: &Place) -> String {
            format!("holds/{}/lift", place.hold)
        }

        fn may(request: &Request, actor: &Actor, place: &Place) -> Result<(), Refusal> {
            request.held(place.hold()?)?.may_change(actor)
        }

        fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
            Self::default()
        }

        fn about(asking: &Asking<'_>) -> Vec<Fact> {
            facts(asking)
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            let page = asking.page;
            let mut reasons = vec![Choice::new("", page.t("site.field.choose"), &self.reason)];
            reasons.extend(LiftReason::ALL.iter().map(|reason| {
                Choice::new(
                    reason.code(),
                    page.t(&format!("holds.lift_reason.{reason}")),
                    &self.reason,
                )
            }));
            vec![Group {
                fields: vec![Asked::One(asking.field("reason", &self.reason), reasons)],
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let reason: Option<LiftReason> = chosen("reason", &self.reason, &mut faults);
            let reason = read(reason, faults)?;
            answering::lift_hold(cx, &place.reference, place.hold()?, reason).await
        }
    }
}

/// Stating that a hold ran out.
pub mod lapse {
    use super::*;

    /// The button says all.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct Typed {}

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "lapse_hold";
        const DANGER: bool = true;
        const TYPES: bool = false;

        fn path(place: &Place) -> String {
            format!("holds/{}/lapse", place.hold)
        }

        fn may(request: &Request, actor: &Actor, place: &Place) -> Result<(), Refusal> {
            request.held(place.hold()?)?.may_lapse(actor)
        }

        fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
            Self {}
        }

        fn about(asking: &Asking<'_>) -> Vec<Fact> {
            facts(asking)
        }

        fn groups(&self, _asking: &Asking<'_>) -> Vec<Group> {
            Vec::new()
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
            answering::lapse_hold(cx, &place.reference, place.hold()?).await
        }
    }
}
