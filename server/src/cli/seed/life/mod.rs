//! The life of one request, by the rules of the domain, up to now or to its end.

mod answering;
mod course;
mod leaves;
mod writing;

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::chance::Chance;
use super::world::{Fault, File, House, World};
use crate::domain::actor::{Actor, Role};
use crate::domain::audit::Subject;
use crate::domain::change::Change;
use crate::domain::ids::RequestId;
use crate::domain::requests::Request;
use crate::domain::requests::drafting::{InCase, Origin};
use crate::domain::values::Time;

use course::{catch_up, go_on, review};
pub(super) use leaves::Happened;
use writing::{content, kind, targets};

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
    review(chance, &cast, &mut thread)?;
    catch_up(&mut thread, &cast);
    Ok(thread.request)
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
