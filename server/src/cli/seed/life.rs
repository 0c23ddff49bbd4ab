//! The life of one request, by the rules of the domain, up to now or to its end.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::chance::Chance;
use super::world::{Fault, File, House, World};
use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role, Roles};
use crate::domain::audit::{Call, Entry, Subject, Who};
use crate::domain::cases::Indicator;
use crate::domain::change::Change;
use crate::domain::clocks::Urgency;
use crate::domain::events::Event;
use crate::domain::ids::{MessageId, OrganisationId, RequestId, TargetId};
use crate::domain::money::{Asset, Units};
use crate::domain::requests::drafting::{InCase, Origin};
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{AtExpiry, DataKind, Kind, Question, Route, Scope, Status, Tlp};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::packet::{Names, Packet, PartyName, PersonName};
use crate::domain::requests::pressing::Pressed;
use crate::domain::requests::quality::Report;
use crate::domain::requests::terms::{Promises, Terms};
use crate::domain::requests::{Answer, Content, DataWanted, Held, Movement, Request, Seal, Target};
use crate::domain::values::Time;

/// Something that happened, for its leaf.
pub(super) struct Happened {
    pub at: Time,
    event: Event,
    who: Who,
    pub subject: Subject,
}

impl Happened {
    /// All that a change tells of `subject`.
    pub(super) fn of<T>(change: &Change<T>, subject: &Subject) -> Vec<Self> {
        let events = change.events().iter();
        events
            .map(|event| Self {
                at: change.at(),
                event: event.clone(),
                who: Who::of(change.actor(), event),
                subject: subject.clone(),
            })
            .collect()
    }

    pub(super) fn entry<'a>(&'a self, call: &'a Call, subject: &'a Subject) -> Entry<'a> {
        Entry {
            event: &self.event,
            who: self.who.clone(),
            subject: Some(subject),
            call,
        }
    }
}

/// The last public number of each year.
pub(super) struct Numbers(BTreeMap<i16, u64>);

impl Numbers {
    /// Goes on after `last`.
    pub(super) fn after(last: Vec<(i16, u64)>) -> Self {
        Self(last.into_iter().collect())
    }

    fn next(&mut self, year: i16) -> String {
        let last = self.0.entry(year).or_default();
        *last += 1;
        format!("FR-{year}-{last:06}")
    }

    pub(super) fn last(&self) -> impl Iterator<Item = (i16, u64)> {
        self.0.iter().map(|(year, last)| (*year, *last))
    }
}

/// Who takes part in a life.
struct Cast<'a> {
    agency: &'a House,
    exchange: &'a House,
    officer: Actor,
    supervisors: Vec<Actor>,
    intake: Actor,
    responder: Actor,
}

/// The request so far, and when the next thing happens.
struct Thread<'a> {
    request: Request,
    at: Time,
    now: Time,
    happened: &'a mut Vec<Happened>,
}

impl Thread<'_> {
    fn take(&mut self, change: &Change<Request>) {
        let mut after = change.after().clone();
        after.version += 1;
        let subject = Subject::request(after.id, after.version, after.case);
        self.happened.extend(Happened::of(change, &subject));
        self.request = after;
    }

    /// Time passes; answers whether the next thing has happened by now.
    fn wait(&mut self, chance: &mut Chance, low: i64, high: i64) -> bool {
        let seconds = chance.between(low * 60, high * 60);
        self.at = self.at.plus(SignedDuration::from_secs(seconds));
        self.at <= self.now
    }
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// One request from its first draft on.
pub(super) fn live(
    chance: &mut Chance,
    world: &World,
    numbers: &mut Numbers,
    happened: &mut Vec<Happened>,
) -> Result<Request, Fault> {
    let file = chance.one(&world.files).ok_or(Fault::Missing("case"))?;
    let cast = cast(chance, world, file)?;
    // Work comes in all year, and most of what is open is young.
    let opened = file.case.opened_at;
    let age = world.now.since(opened).as_mins().max(31);
    let ago = chance.between(1, age - 10).min(chance.between(1, age - 10));
    let at = world.now.plus(-SignedDuration::from_mins(ago));
    let kind = kind(chance);
    let content = content(chance, world, &cast, kind, at)?;
    let targets = targets(chance, file, kind, at)?;
    let case = InCase {
        id: file.case.id,
        owner: file.case.owner,
        open: true,
    };
    let drafted = Request::draft(
        &cast.officer,
        case,
        RequestId::new(at),
        content,
        targets,
        Origin::Blank,
        at,
    )?;
    let mut thread = Thread {
        request: drafted.after().clone(),
        at,
        now: world.now,
        happened,
    };
    thread.take(&drafted);
    go_on(chance, &cast, &mut thread, numbers, world)?;
    catch_up(&mut thread, &cast);
    Ok(thread.request)
}

/// What the clock has done by now.
fn catch_up(thread: &mut Thread<'_>, cast: &Cast<'_>) {
    let now = thread.now;
    let clock = Actor {
        person: None,
        organisation: OrganisationId(uuid::Uuid::nil()),
        kind: OrganisationKind::Platform,
        country: cast.agency.organisation.country,
        roles: Roles::default(),
        assurance: Assurance::L0,
        session: None,
    };
    if let Some(late) = thread.request.clone().breach(&clock, now) {
        thread.take(&late);
    }
    if let Some(closed) = thread.request.clone().close_unanswered(&clock, now) {
        thread.take(&closed);
    }
    let holds: Vec<_> = thread.request.holds.iter().map(|hold| hold.id).collect();
    for hold in holds {
        if let Some(ended) = thread.request.clone().expire(hold, &clock, now) {
            thread.take(&ended);
        }
    }
}

fn go_on(
    chance: &mut Chance,
    cast: &Cast<'_>,
    thread: &mut Thread<'_>,
    numbers: &mut Numbers,
    world: &World,
) -> Result<(), Fault> {
    let promises = Promises::default();
    let terms = Terms {
        recipient: &cast.exchange.organisation.calendar,
        asker: &cast.agency.organisation.calendar,
        promises: &promises,
    };
    let report = Report { findings: Vec::new() };
    if chance.percent(2) || !thread.wait(chance, 10, 8 * HOUR) {
        return Ok(());
    }
    let version = thread.request.version;
    let change = thread
        .request
        .clone()
        .submit(&cast.officer, version, &report, &Pressed::default(), thread.at)?;
    thread.take(&change);
    for supervisor in cast.supervisors.iter().take(thread.request.approvals_needed()) {
        if !thread.wait(chance, 3, 5 * HOUR) {
            return Ok(());
        }
        approve(chance, cast, thread, numbers, world, supervisor, &report, terms)?;
    }
    if thread.request.status != Status::Issued || chance.percent(1) || !thread.wait(chance, 5, 2 * DAY) {
        return Ok(());
    }
    let own = format!("LE-{}", chance.code(8));
    let change = thread.request.clone().acknowledge(&cast.intake, own, thread.at)?;
    thread.take(&change);
    let person = cast.responder.person.ok_or(Fault::Missing("responder"))?;
    let change = thread.request.clone().assign(&cast.intake, person, thread.at)?;
    thread.take(&change);
    if chance.percent(8) && thread.wait(chance, HOUR, 2 * DAY) {
        let deadline = thread.at.plus(SignedDuration::from_hours(24 * 10));
        let question = *chance.one(Question::ALL).ok_or(Fault::Missing("question"))?;
        let message = MessageId::new(thread.at);
        let change = thread
            .request
            .clone()
            .ask(&cast.responder, message, question, deadline, thread.at)?;
        thread.take(&change);
        if !thread.wait(chance, HOUR, 6 * DAY) {
            return Ok(());
        }
        let message = MessageId::new(thread.at);
        let change = thread.request.clone().clarify(&cast.officer, message, thread.at)?;
        thread.take(&change);
    }
    if !thread.wait(chance, HOUR, 3 * DAY) {
        return Ok(());
    }
    if chance.percent(9) {
        let ground = *chance
            .one(&[
                Ground::CourtOrderRequired,
                Ground::InsufficientId,
                Ground::NotHeld,
                Ground::Overbroad,
            ])
            .ok_or(Fault::Missing("ground"))?;
        let change = thread
            .request
            .clone()
            .refuse(&cast.responder, ground, String::new(), terms, thread.at)?;
        thread.take(&change);
    } else {
        let change = thread.request.clone().start(&cast.responder, thread.at)?;
        thread.take(&change);
        let positions: Vec<u32> = thread.request.targets.iter().map(|target| target.position).collect();
        for position in positions {
            if !thread.wait(chance, 5, 10 * HOUR) {
                return Ok(());
            }
            let answer = answer(chance, cast, &thread.request, position, thread.at)?;
            let change = thread
                .request
                .clone()
                .answer(&cast.responder, position, answer, terms, thread.at)?;
            thread.take(&change);
        }
    }
    if !thread.wait(chance, HOUR, 6 * DAY) || chance.percent(3) {
        return Ok(());
    }
    let change = thread.request.clone().accept(&cast.officer, thread.at)?;
    thread.take(&change);
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "an approval needs all who take part")]
fn approve(
    chance: &mut Chance,
    cast: &Cast<'_>,
    thread: &mut Thread<'_>,
    numbers: &mut Numbers,
    world: &World,
    supervisor: &Actor,
    report: &Report,
    terms: Terms<'_>,
) -> Result<(), Fault> {
    let is_last = thread.request.approvals.len() + 1 >= thread.request.approvals_needed();
    let year = thread.at.date_in(&cast.agency.organisation.calendar.zone).year();
    let number = if is_last { numbers.next(year) } else { String::new() };
    let seal = Seal {
        number,
        verify_code: chance.code(16),
    };
    let names = names(cast, world, &thread.request, supervisor)?;
    let mut packet = Packet {
        canonical: String::new(),
        hash: String::new(),
    };
    if is_last {
        let mut issued = thread.request.clone();
        issued.issued_at = Some(thread.at);
        packet = Packet::of(&issued, &seal.number, &names)?;
    }
    let version = thread.request.version;
    let change = thread
        .request
        .clone()
        .approve(supervisor, version, report, |_| (seal, packet), terms, thread.at)?;
    thread.take(&change);
    Ok(())
}

fn names(cast: &Cast<'_>, world: &World, request: &Request, supervisor: &Actor) -> Result<Names, Fault> {
    let party = |house: &House| PartyName {
        id: house.organisation.id,
        name: house.organisation.name.clone(),
        country: house.organisation.country,
    };
    let person = |actor: &Actor| {
        let found = cast.agency.people.iter().find(|person| actor.is(person.id));
        found.map(|person| PersonName {
            id: person.id,
            name: person.name.clone(),
            badge: String::new(),
        })
    };
    let basis = world.bases.iter().find(|basis| basis.id == request.content.basis);
    let basis = basis.ok_or(Fault::Missing("basis"))?;
    Ok(Names {
        asker: party(cast.agency),
        recipient: party(cast.exchange),
        author: person(&cast.officer).ok_or(Fault::Missing("author"))?,
        approvers: person(supervisor).into_iter().collect(),
        basis: basis.code.clone(),
        basis_version: basis.version,
        parent: None,
    })
}

fn cast<'a>(chance: &mut Chance, world: &'a World, file: &File) -> Result<Cast<'a>, Fault> {
    let agency = world.agencies.get(file.agency).ok_or(Fault::Missing("agency"))?;
    // A few exchanges get most of the requests.
    let most = i64::try_from(world.exchanges.len()).unwrap_or(1);
    let place = chance.between(0, most).min(chance.between(0, most));
    let exchange = usize::try_from(place).ok().and_then(|place| world.exchanges.get(place));
    let exchange = exchange.ok_or(Fault::Missing("exchange"))?;
    let mut one = |house: &House, role: Role| chance.one(&house.with(role)).cloned().ok_or(Fault::Missing("person"));
    Ok(Cast {
        officer: one(agency, Role::Officer)?,
        intake: one(exchange, Role::Intake)?,
        responder: one(exchange, Role::Responder)?,
        supervisors: agency.with(Role::Supervisor),
        agency,
        exchange,
    })
}

fn kind(chance: &mut Chance) -> Kind {
    match chance.between(0, 100) {
        0..60 => Kind::Freeze,
        60..88 => Kind::Info,
        _ => Kind::Preserve,
    }
}

fn urgency(chance: &mut Chance) -> Urgency {
    match chance.between(0, 100) {
        0..3 => Urgency::Flash,
        3..5 => Urgency::Emergency,
        5..30 => Urgency::Urgent,
        30..60 => Urgency::Priority,
        _ => Urgency::Routine,
    }
}

fn content(chance: &mut Chance, world: &World, cast: &Cast<'_>, kind: Kind, at: Time) -> Result<Content, Fault> {
    let basis = world.bases.iter().find(|basis| basis.code == "vol_letter");
    let basis = basis.ok_or(Fault::Missing("basis"))?;
    let zone = &cast.agency.organisation.calendar.zone;
    let urgency = urgency(chance);
    let day = |days: i64| at.plus(SignedDuration::from_hours(24 * days)).date_in(zone);
    let told = |text: &str| {
        if urgency.needs_reason() {
            text.to_owned()
        } else {
            String::new()
        }
    };
    let ends = chance.between(20, 60);
    Ok(Content {
        kind,
        route: Route::Direct,
        recipient: cast.exchange.organisation.id,
        urgency,
        urgency_reason: told("Funds reached the deposit address today and leave within the hour."),
        callback: told("+12025550100"),
        language: "en".to_owned(),
        basis: basis.id,
        scope: Scope::AssetAmount,
        uncapped_reason: String::new(),
        until: kind.needs_end().then(|| day(ends)),
        order_expected_on: (kind == Kind::Freeze && chance.percent(50)).then(|| day(ends + chance.between(-12, 12))),
        order_court: String::new(),
        at_expiry: AtExpiry::AskFirst,
        facts: "Made up for measurements; it tells of no person and no crime. ".repeat(6),
        offence: String::new(),
        victims: BTreeMap::new(),
        losses: Vec::new(),
        data: if kind == Kind::Info {
            vec![DataWanted {
                kind: DataKind::KycBasic,
                from: Some(day(-90)),
                to: Some(day(0)),
            }]
        } else {
            Vec::new()
        },
        tlp: Tlp::AmberStrict,
        secret_until: None,
        release_reason: None,
        exceptions: BTreeMap::from([("document".to_owned(), "Sent by mail.".to_owned())]),
    })
}

fn targets(chance: &mut Chance, file: &File, kind: Kind, at: Time) -> Result<Vec<Target>, Fault> {
    // Mostly one to three, now and then many.
    let count = if chance.percent(4) {
        chance.between(8, 30)
    } else {
        chance.between(1, 4)
    };
    let most = i64::try_from(file.indicators.len()).unwrap_or(1);
    let first = usize::try_from(chance.between(0, most)).unwrap_or(0);
    let count = usize::try_from(count).unwrap_or(1);
    let chosen = file
        .indicators
        .iter()
        .cycle()
        .skip(first)
        .take(count.min(file.indicators.len()));
    chosen
        .zip(1..)
        .map(|(indicator, position)| target(chance, indicator, position, kind, at))
        .collect()
}

fn target(chance: &mut Chance, indicator: &Indicator, position: u32, kind: Kind, at: Time) -> Result<Target, Fault> {
    let key = &indicator.observed.key;
    let chain = key.chain.as_ref().map_or("", |chain| chain.name());
    let asset = Asset::find(chain, "USDT")
        .or_else(|| Asset::known_on(chain).next())
        .ok_or(Fault::Missing("asset"))?;
    let amount = Units::typed(&chance.between(100, 400_000).to_string(), asset.decimals)?;
    Ok(Target {
        id: TargetId::new(at),
        position,
        indicator: Some(indicator.id),
        what: key.kind.code().to_owned(),
        chain: chain.to_owned(),
        value: key.value.clone(),
        tag: String::new(),
        asset: Some(asset),
        amount: (kind == Kind::Freeze).then_some(amount),
        txid: String::new(),
        confidence: indicator.confidence,
        source: indicator.source.clone(),
        hold: None,
        answer: None,
    })
}

fn answer(chance: &mut Chance, cast: &Cast<'_>, request: &Request, position: u32, at: Time) -> Result<Answer, Fault> {
    let responder = &cast.responder;
    let zone = &cast.agency.organisation.calendar.zone;
    let target = request.target(position)?;
    let outcome = outcome(chance, request.content.kind);
    let held = match (&target.asset, target.amount) {
        (Some(asset), Some(asked)) if outcome.needs_amount() => {
            let part = if outcome == Outcome::FrozenFull {
                asked
            } else {
                Units(asked.0 >> 1)
            };
            vec![Held {
                asset: asset.clone(),
                amount: part,
            }]
        }
        (_, _) => Vec::new(),
    };
    let until = outcome.places_hold() || outcome == Outcome::Preserved;
    let days = chance.between(15, 60);
    let end = at.plus(SignedDuration::from_hours(24 * days));
    // No longer than was asked.
    let asked = request.content.until.and_then(|day| Time::end_of(day, zone));
    let issued = request.issued_at.unwrap_or(at);
    Ok(Answer {
        outcome,
        ground: None,
        note: String::new(),
        account: chance.code(8),
        held,
        placed_at: outcome.places_hold().then_some(at),
        until: until.then(|| asked.map_or(end, |asked| end.min(asked))),
        movement: outcome.tells_movement().then(|| Movement {
            at: issued.plus(-SignedDuration::from_hours(30)),
            txid: String::new(),
            destination: String::new(),
            exchange: String::new(),
        }),
        indivisible: false,
        entity: String::new(),
        at,
        by: responder.person.ok_or(Fault::Missing("responder"))?,
    })
}

fn outcome(chance: &mut Chance, kind: Kind) -> Outcome {
    let roll = chance.between(0, 100);
    if kind == Kind::Freeze {
        match roll {
            0..38 => Outcome::FrozenFull,
            38..55 => Outcome::FrozenPartial,
            55..65 => Outcome::FrozenZeroBalance,
            65..80 => Outcome::NoMatch,
            80..95 => Outcome::MovedBefore,
            _ => Outcome::Unhosted,
        }
    } else if kind == Kind::Info {
        match roll {
            0..70 => Outcome::Produced,
            70..85 => Outcome::ProducedPartial,
            _ => Outcome::NoMatch,
        }
    } else if roll < 80 {
        Outcome::Preserved
    } else {
        Outcome::NoMatch
    }
}
