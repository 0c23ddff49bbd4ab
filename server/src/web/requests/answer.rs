//! The answer of the exchange to one target: the form and what it says.

mod found;
mod rows;
mod standing;

use serde::Deserialize;

use super::act_page::{Asked, Asking, Form, Group, Place, handlers};
use super::typed::{LONGEST_LINE, LONGEST_TEXT, chosen, maybe, moment};
use super::words::amount;
use crate::domain::actor::{Actor, Role};
use crate::domain::change::{Fault, Refusal};
use crate::domain::holds::Hold;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::Kind;
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::{Answer, Movement, Request, Target, may_give};
use crate::service::requests::{Opened, answering};
use crate::service::{Context, Error};
use crate::web::form::{clean_line, clean_text};
use crate::web::page::Page;
use crate::web::views::{Choice, Fact};

/// Assets the form asks for; a target with more is rare, and the note tells the rest.
const ROWS: usize = 3;

/// How the tick is sent.
const INDIVISIBLE: &str = "yes";

/// As it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TargetAnswer {
    outcome: String,
    ground: String,
    account: String,
    asset: Vec<String>,
    amount: Vec<String>,
    placed_at: String,
    until: String,
    moved_at: String,
    txid: String,
    destination: String,
    exchange: String,
    entity: String,
    note: String,
    match_basis: String,
    relied_on: String,
    limits: Vec<String>,
    review_at: String,
    before: Vec<String>,
    value: Vec<String>,
    currency: String,
    price_source: String,
    priced_at: String,
    /// `yes` where what is held cannot be divided.
    indivisible: String,
    /// `yes` where what is held may get free.
    frees: String,
}

handlers!(TargetAnswer);

/// What is asked of somebody, by the outcomes they may give.
struct Wants {
    account: bool,
    held: bool,
    until: bool,
    /// Data is kept until then.
    until_kept: bool,
    movement: bool,
    entity: bool,
    let_go: bool,
}

impl Wants {
    fn of(open: &[Outcome]) -> Self {
        let any = |is: fn(Outcome) -> bool| open.iter().copied().any(is);
        Self {
            account: any(Outcome::finds_account),
            held: any(Outcome::places_hold),
            until: any(Outcome::has_end),
            until_kept: any(|outcome| outcome == Outcome::Preserved),
            movement: any(Outcome::tells_movement),
            entity: any(Outcome::names_entity),
            let_go: any(|outcome| outcome == Outcome::Released),
        }
    }
}

impl Form for TargetAnswer {
    const NAME: &'static str = "answer";
    const DECIDES: bool = false;

    fn title(page: &Page, place: &Place) -> String {
        page.ta(
            "requests.show.answer_target",
            [("position", place.position.to_string())],
        )
    }

    fn path(place: &Place) -> String {
        format!("targets/{}/answer", place.position)
    }

    fn may(request: &Request, actor: &Actor, place: &Place) -> Result<(), Refusal> {
        request.may_answer(actor, place.position)
    }

    fn first(opened: &Opened, place: &Place, _page: &Page) -> Self {
        let target = opened.request.target(place.position).ok();
        let asset = target.and_then(|target| target.asset.as_ref());
        Self {
            asset: asset.map(rows::sent_as).into_iter().collect(),
            ..Self::default()
        }
    }

    fn about(asking: &Asking<'_>) -> Vec<Fact> {
        let page = asking.page;
        let Ok(target) = asking.opened.request.target(asking.place.position) else {
            return Vec::new();
        };
        let label = |key: &str| page.t(&format!("requests.show.{key}")).into_owned();
        let view = super::words::target_view(page, target);
        let name = page.ta("requests.show.target_at", [("position", target.position.to_string())]);
        let mut facts = vec![Fact::latin(
            name,
            format!("{} {}", view.chain, view.value).trim().to_owned(),
        )];
        facts.extend(view.tag.map(|tag| Fact::latin(tag.name, tag.value)));
        let by_eye = target.compared_by_eye().map(|state| super::words::by_eye(page, state));
        facts.extend(by_eye.map(|why| Fact::new(label("checksum"), why)));
        if let Some((asset, units)) = target.asset.as_ref().zip(target.amount) {
            facts.push(Fact::latin(label("asked"), amount(page, units, asset)));
        }
        if !target.txid.is_empty() {
            facts.push(Fact::latin(page.t("requests.field.txid.label"), target.txid.clone()));
        }
        let content = &asking.opened.request.content;
        // Some kinds have commas in their names: each stands by itself.
        let wanted = super::content::data(page, content).into_iter();
        facts.extend(wanted.map(|wanted| Fact::new(label("data"), wanted)));
        let days = super::content::data_days(page, content, &asking.opened.asker.calendar.zone);
        facts.extend(days.map(|days| Fact::new(label("data_days_label"), days)));
        facts.extend(standing::facts(asking, target));
        facts.extend(standing::anew(asking, target));
        if let Some(issued) = asking.opened.request.issued_at {
            facts.push(Fact::new(
                label("issued"),
                page.words().moment_seconds(issued, &[page.zone()]),
            ));
        }
        if let Some(until) = asking.opened.request.content.until {
            // The day ends where the asker is; the answer is typed in the reader's own time.
            let zone = &asking.opened.asker.calendar.zone;
            let until = super::words::end_of_day(page, "requests.show.end_of", until, zone);
            facts.push(Fact::new(page.t("requests.field.until.asked"), until));
        }
        facts
    }

    fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
        let page = asking.page;
        let request = &asking.opened.request;
        let (kind, about_data) = (request.content.kind, request.is_about_data());
        let open: Vec<Outcome> = Outcome::of(kind)
            .iter()
            .copied()
            .filter(|outcome| may_give(asking.actor, *outcome).is_ok())
            .collect();
        let wants = Wants::of(&open);
        let group = |name: &str, fields: Vec<Asked>| Group {
            title: Some(page.t(&format!("requests.acts.answer.group.{name}")).into_owned()),
            hint: Some(page.t(&format!("requests.acts.answer.hint.{name}")).into_owned()),
            fields,
        };
        let outcomes = open.iter().map(|outcome| {
            Choice::new(
                outcome.code(),
                page.t(&format!("requests.outcome.{outcome}")),
                &self.outcome,
            )
            .hint(page.t(&format!("requests.outcome_hint.{outcome}")))
        });
        let mut groups = vec![Group {
            fields: vec![Asked::Explained(
                asking.field("outcome", &self.outcome),
                outcomes.collect(),
            )],
            ..Group::default()
        }];
        groups.extend(standing::group(asking, &self.frees));
        if wants.held {
            let mut fields = self.rows(asking, ROWS, "held", true);
            fields.push(needed(
                asking.moment("placed_at", &self.placed_at, true),
                when(page, "held"),
            ));
            fields.push(needed(asking.moment("until", &self.until, false), when(page, "held")));
            let cannot = page.t("requests.acts.answer.indivisible");
            fields.push(Asked::Any(
                asking.field("indivisible", "").optional(),
                vec![Choice::new(INDIVISIBLE, cannot, &self.indivisible)],
            ));
            fields.extend(self.price_fields(asking));
            groups.push(group("held", fields));
        } else if wants.until {
            let what = match (kind == Kind::Extend, about_data) {
                (false, _) => "preserved",
                (true, false) => "extended",
                (true, true) => "extended_data",
            };
            let until = asking.moment("until", &self.until, false);
            groups.push(group("until", vec![needed(until, when(page, what))]));
        } else if wants.let_go && !about_data && !is_about_block(asking) {
            groups.push(group("let_go", self.rows(asking, 1, "let_go", false)));
        }
        groups.extend(self.found_group(asking, &wants));
        if wants.movement {
            let known = |name: &str, typed: &str| asking.field(name, typed).needed(when(page, "known"));
            groups.push(group(
                "movement",
                vec![
                    needed(asking.moment("moved_at", &self.moved_at, true), when(page, "movement")),
                    Asked::Line(known("txid", &self.txid).left_to_right()),
                    Asked::Line(known("destination", &self.destination).left_to_right()),
                    Asked::Line(known("exchange", &self.exchange)),
                ],
            ));
        }
        if wants.entity {
            groups.push(group(
                "entity",
                vec![Asked::Line(
                    asking.field("entity", &self.entity).needed(when(page, "entity")),
                )],
            ));
        }
        groups.push(group(
            "refused",
            vec![Asked::One(
                asking.field("ground", &self.ground).needed(when(page, "refused")),
                super::refusal::grounds(asking, &self.ground),
            )],
        ));
        groups.push(group(
            "more",
            vec![
                Asked::Line(asking.field("account", &self.account).optional().left_to_right()),
                Asked::Area(asking.field("note", &self.note).optional()),
            ],
        ));
        groups
    }

    async fn send(&self, cx: &Context<'_>, place: &Place, page: &Page) -> Result<Request, Error> {
        let read = |target: &Target| self.read(cx, target, page);
        answering::answer(cx, &place.reference, place.position, read).await
    }
}

impl TargetAnswer {
    fn read(&self, cx: &Context<'_>, target: &Target, page: &Page) -> Result<Answer, Refusal> {
        let mut faults = Vec::new();
        let outcome: Option<Outcome> = chosen("outcome", &self.outcome, &mut faults);
        let ground: Option<Ground> = maybe("ground", &self.ground, &mut faults);
        if ground.is_some_and(Ground::needs_counsel) && !cx.actor.roles.has(Role::Counsel) {
            faults.push(Fault::new("ground", "needs_counsel"));
        }
        let held = self.held(page.words(), target, &mut faults);
        let zone = page.zone();
        let placed_at = moment("placed_at", &self.placed_at, zone, &mut faults);
        let until = moment("until", &self.until, zone, &mut faults);
        let moved_at = moment("moved_at", &self.moved_at, zone, &mut faults);
        let mut line = |field: &str, typed: &str| clean_line(field, typed, LONGEST_LINE, &mut faults);
        let (txid, destination) = (line("txid", &self.txid), line("destination", &self.destination));
        let (exchange, entity) = (line("exchange", &self.exchange), line("entity", &self.entity));
        let account = line("account", &self.account);
        let note = clean_text("note", &self.note, LONGEST_TEXT, &mut faults);
        let found = self.found(page, target, outcome, &mut faults);
        let Some(outcome) = outcome else {
            return Err(Refusal::Fields(faults));
        };
        let mut only = |fits: bool, is_typed: bool, field: &str| {
            if is_typed && !fits {
                faults.push(Fault::new(field, "not_with_outcome"));
            }
        };
        only(
            outcome.places_hold() || outcome == Outcome::Released,
            !held.is_empty(),
            "amount",
        );
        only(outcome.places_hold(), self.indivisible == INDIVISIBLE, "indivisible");
        only(outcome.places_hold(), placed_at.is_some(), "placed_at");
        only(outcome.has_end(), until.is_some(), "until");
        only(outcome.tells_movement(), moved_at.is_some(), "moved_at");
        only(outcome.tells_movement(), !txid.is_empty(), "txid");
        only(outcome.tells_movement(), !destination.is_empty(), "destination");
        only(outcome.tells_movement(), !exchange.is_empty(), "exchange");
        only(outcome.names_entity(), !entity.is_empty(), "entity");
        Refusal::unless_empty(faults)?;
        // What is typed of a release is what it lets go; what stays held follows from it.
        let (held, let_go) = if outcome == Outcome::Released {
            (Vec::new(), held)
        } else {
            (held, Vec::new())
        };
        Ok(Answer {
            outcome,
            ground,
            note,
            account,
            held,
            placed_at,
            until,
            movement: moved_at.map(|at| Movement {
                at,
                txid,
                destination,
                exchange,
            }),
            indivisible: self.indivisible == INDIVISIBLE,
            frees: self.frees == standing::FREES,
            let_go,
            entity,
            found,
            at: cx.now,
            by: cx.actor.person.ok_or(Refusal::Unseen)?,
        })
    }
}

/// Whether the hold that the target names is a block, which is let go whole.
fn is_about_block(asking: &Asking<'_>) -> bool {
    let request = &asking.opened.request;
    let target = request.target(asking.place.position).ok();
    let hold = target
        .and_then(|target| target.hold)
        .and_then(|id| request.held(id).ok());
    hold.is_some_and(Hold::is_block)
}

/// What a field is needed for: that depends on the outcome.
fn when(page: &Page, what: &str) -> String {
    page.t(&format!("requests.acts.answer.when.{what}")).into_owned()
}

/// The moment, needed only for what `what` says.
fn needed(asked: Asked, what: String) -> Asked {
    match asked {
        Asked::Moment(field, seconds) => Asked::Moment(field.needed(what), seconds),
        Asked::Line(_) | Asked::Area(_) | Asked::One(..) | Asked::Explained(..) | Asked::Any(..) | Asked::Row(..) => {
            asked
        }
    }
}
