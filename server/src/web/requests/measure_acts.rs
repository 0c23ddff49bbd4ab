//! What an exchange does of its own accord with money it holds or data it keeps: lengthen it, let it go, state that it ran
//! out. Both have the same forms; the address says which it is.

use super::act_page::{Asked, Asking, Form, Group, Named, Place, handlers};
use super::typed::{chosen, read, required_moment};
use super::words::held;
use crate::domain::actor::Actor;
use crate::domain::change::{Fault, Refusal};
use crate::domain::holds::{Hold, LiftReason};
use crate::domain::ids::TargetId;
use crate::domain::measures::Measure;
use crate::domain::money::Units;
use crate::domain::requests::Request;
use crate::domain::values::Time;
use crate::service::requests::{Opened, answering};
use crate::service::{Context, Error};
use crate::web::page::Page;
use crate::web::views::{Choice, Fact};

/// `hold` of money, `data` of data.
fn either(place: &Place, hold: &'static str, data: &'static str) -> &'static str {
    match place.measure() {
        Ok(Named::Preservation(_)) => data,
        Ok(Named::Hold(_)) | Err(_) => hold,
    }
}

/// Where an act is, below the request.
fn path(place: &Place, act: &str) -> String {
    if place.preservation.is_empty() {
        format!("holds/{}/{act}", place.hold)
    } else {
        format!("preservations/{}/{act}", place.preservation)
    }
}

fn may_change(request: &Request, actor: &Actor, place: &Place) -> Result<(), Refusal> {
    match place.measure()? {
        Named::Hold(id) => request.held(id)?.may_change(actor),
        Named::Preservation(id) => request.kept(id)?.may_change(actor),
    }
}

/// What it is, where, and until when.
fn facts(asking: &Asking<'_>) -> Vec<Fact> {
    let (page, request) = (asking.page, &asking.opened.request);
    match asking.place.measure() {
        Ok(Named::Hold(id)) => request.held(id).map_or_else(
            |_| Vec::new(),
            |hold| {
                let mut facts = vec![if hold.is_block() {
                    Fact::new(page.t("requests.show.holds"), held(page, hold))
                } else {
                    Fact::latin(page.t("requests.field.amount.label"), held(page, hold))
                }];
                facts.extend(place_and_end(asking, hold.target, hold.until, "holds"));
                facts
            },
        ),
        Ok(Named::Preservation(id)) => request.kept(id).map_or_else(
            |_| Vec::new(),
            |kept| place_and_end(asking, kept.target, kept.until, "preservations"),
        ),
        Err(_) => Vec::new(),
    }
}

fn place_and_end(asking: &Asking<'_>, target: TargetId, until: Time, section: &str) -> Vec<Fact> {
    let page = asking.page;
    let target = asking.opened.request.targets.iter().find(|one| one.id == target);
    let place = target.map(|target| {
        let name = page.ta("requests.show.target_at", [("position", target.position.to_string())]);
        Fact::latin(name, target.value.clone())
    });
    let ends = page.t(&format!("{section}.clock.mark.ends"));
    place
        .into_iter()
        .chain([Fact::new(ends, asking.both_sides(until))])
        .collect()
}

/// Lengthening it.
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

        fn name(place: &Place) -> &'static str {
            either(place, Self::NAME, "extend_preservation")
        }

        fn path(place: &Place) -> String {
            path(place, "extension")
        }

        fn may(request: &Request, actor: &Actor, place: &Place) -> Result<(), Refusal> {
            may_change(request, actor, place)
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
            match place.measure()? {
                Named::Hold(id) => answering::extend_hold(cx, &place.reference, id, until).await,
                Named::Preservation(id) => answering::extend_preservation(cx, &place.reference, id, until).await,
            }
        }
    }
}

/// Letting it go.
pub mod lift {
    use super::*;

    /// As it was typed.
    #[derive(Clone, Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Typed {
        /// How much was held when the form was made: an answer to a request that follows lets a part go as well, and leaves
        /// the version of this one as it is.
        seen: String,
        reason: String,
        /// How much of what is held; empty where all of it is let go, and of data, which is let go whole.
        amount: String,
    }

    handlers!(Typed);

    impl Form for Typed {
        const NAME: &'static str = "lift_hold";
        const DANGER: bool = true;

        fn name(place: &Place) -> &'static str {
            either(place, Self::NAME, "lift_preservation")
        }

        fn path(place: &Place) -> String {
            path(place, "lift")
        }

        fn may(request: &Request, actor: &Actor, place: &Place) -> Result<(), Refusal> {
            may_change(request, actor, place)
        }

        fn first(opened: &Opened, place: &Place, _page: &Page) -> Self {
            Self {
                seen: seen(opened, place),
                ..Self::default()
            }
        }

        fn read_again(self, opened: &Opened, place: &Place) -> Self {
            Self {
                seen: seen(opened, place),
                ..self
            }
        }

        fn hidden(&self) -> Vec<(&'static str, String)> {
            vec![("seen", self.seen.clone())]
        }

        fn about(asking: &Asking<'_>) -> Vec<Fact> {
            facts(asking)
        }

        fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
            let page = asking.page;
            let section = either(asking.place, "holds", "preservations");
            let mut reasons = vec![Choice::new("", page.t("site.field.choose"), &self.reason)];
            reasons.extend(LiftReason::ALL.iter().filter(|reason| reason.is_own()).map(|reason| {
                let words = page.t(&format!("{section}.lift_reason.{reason}"));
                Choice::new(reason.code(), words, &self.reason)
            }));
            let mut fields = vec![Asked::One(asking.field("reason", &self.reason), reasons)];
            let block = is_block(asking.opened, asking.place);
            if block == Some(false) {
                let part = asking
                    .field("amount", &self.amount)
                    .hint(page.t("requests.acts.lift_hold.part"));
                fields.push(Asked::Line(part.optional().left_to_right().keyboard("decimal")));
            }
            vec![Group {
                hint: (block == Some(true)).then(|| page.t("requests.acts.lift_hold.block").into_owned()),
                fields,
                ..Group::default()
            }]
        }

        async fn send(&self, cx: &Context<'_>, place: &Place, page: &Page) -> Result<Request, Error> {
            let mut faults = Vec::new();
            let reason: Option<LiftReason> = chosen("reason", &self.reason, &mut faults);
            if reason.is_some_and(|reason| !reason.is_own()) {
                faults.push(Fault::new("reason", "not_own_word"));
            }
            let typed = self.amount.trim();
            match place.measure()? {
                Named::Hold(id) => {
                    let reason = read(reason, faults)?;
                    let part = |hold: &Hold| match typed {
                        "" => Ok(None),
                        _ if hold.amount.plain(hold.asset.decimals) != self.seen => Err(Refusal::Stale),
                        typed => part(page, hold, typed).map(Some),
                    };
                    answering::lift_hold(cx, &place.reference, id, part, reason).await
                }
                Named::Preservation(id) => {
                    if !typed.is_empty() {
                        faults.push(Fault::new("amount", "not_with_outcome"));
                    }
                    let reason = read(reason, faults)?;
                    answering::lift_preservation(cx, &place.reference, id, reason).await
                }
            }
        }
    }

    /// Whether the hold is a block, which is let go whole; nothing of data.
    fn is_block(opened: &Opened, place: &Place) -> Option<bool> {
        let Ok(Named::Hold(id)) = place.measure() else {
            return None;
        };
        opened.request.held(id).ok().map(Hold::is_block)
    }

    /// How much is held, as the form keeps it; nothing of data, which is let go whole.
    fn seen(opened: &Opened, place: &Place) -> String {
        let Ok(Named::Hold(id)) = place.measure() else {
            return String::new();
        };
        let hold = opened.request.held(id).ok();
        hold.map_or_else(String::new, |hold| hold.amount.plain(hold.asset.decimals))
    }

    /// The part as it was typed, in the asset that is held.
    fn part(page: &Page, hold: &Hold, typed: &str) -> Result<Units, Refusal> {
        let decimals = hold.asset.decimals;
        page.words()
            .amount_at("amount", typed, decimals)
            .map_err(|fault| Refusal::Fields(vec![fault]))
    }
}

/// Stating that it ran out.
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

        fn name(place: &Place) -> &'static str {
            either(place, Self::NAME, "lapse_preservation")
        }

        fn path(place: &Place) -> String {
            path(place, "lapse")
        }

        fn may(request: &Request, actor: &Actor, place: &Place) -> Result<(), Refusal> {
            match place.measure()? {
                Named::Hold(id) => request.held(id)?.may_lapse(actor),
                Named::Preservation(id) => request.kept(id)?.may_lapse(actor),
            }
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
            match place.measure()? {
                Named::Hold(id) => answering::lapse_hold(cx, &place.reference, id).await,
                Named::Preservation(id) => answering::lapse_preservation(cx, &place.reference, id).await,
            }
        }
    }
}
