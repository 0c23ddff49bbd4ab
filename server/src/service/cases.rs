//! Use cases of cases: the list, opening, reading, changing, and adding indicators from a pasted list.

use std::collections::HashMap;

use super::{Context, Error};
use crate::domain::audit::{Subject, Who};
use crate::domain::cases::pasted::{Reading, Sheet};
use crate::domain::cases::tags::Said;
use crate::domain::cases::{Case, Indicator, Status, Typed, TypedBatch};
use crate::domain::change::{Change, Fault, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{CaseId, LeafId, OrganisationId, PersonId};
use crate::domain::indicators::IndicatorKind;
use crate::domain::values::Zone;
use crate::store::cases::{INDICATOR_TAKEN, Indicators, Mark, REFERENCE_TAKEN, Summary, Wanted};
use crate::store::holds::OfCase;
use crate::store::organisations::Brief;
use crate::store::paging::Paged;
use crate::store::requests::lists;
use crate::store::{self, Tx, audit, cases, holds, numbers, organisations, people};

/// Lines of the timeline on a case's page; older ones stand on further pages.
pub const TIMELINE: u64 = 12;

/// So many requests stand on a case's page.
pub const REQUESTS: u64 = 25;

/// The series of references we mint: `C-2026-000123`.
const SERIES: &str = "C";

/// A page of the list of cases.
pub async fn list(cx: &Context<'_>, wanted: &Wanted) -> Result<Paged<Summary, Mark>, Error> {
    Ok(cases::list(cx.db.read(), cx.actor, wanted).await?)
}

/// A case with all that its page shows.
#[derive(Debug)]
pub struct Opened {
    /// The case.
    pub case: Case,
    /// A page of its indicators.
    pub indicators: Indicators,
    /// Its requests, what changed last first; at most [`REQUESTS`].
    pub requests: Vec<lists::Row>,
    /// Both sides of these requests.
    pub organisations: Vec<Brief>,
    /// What its requests asked to freeze, and what was frozen.
    pub money: OfCase,
    /// What happened, newest first: one page of it, of [`TIMELINE`] lines.
    pub timeline: Vec<audit::Line>,
    /// Where the next page of it begins; nothing on the last.
    pub older: Option<LeafId>,
    /// Names of the people who stand on the page.
    pub people: HashMap<PersonId, String>,
}

/// Reads a case: its indicators from the one after number `after` on, what happened before the leaf `before`. That
/// somebody read it is a leaf.
pub async fn read(cx: &Context<'_>, id: CaseId, after: u32, before: Option<LeafId>) -> Result<Opened, Error> {
    let db = cx.db.read();
    let case = cases::find(db, cx.actor, id).await?.ok_or(Error::NotFound)?;
    let indicators = cases::indicators(db, cx.actor, id, after).await?;
    let subject = Subject::case(case.id, case.version);
    // One line more than is shown tells whether there is a next page.
    // A case is read by its own agency only, which asks in all its requests.
    let reader = audit::Reader {
        organisation: cx.actor.organisation,
        asks: true,
    };
    let mut timeline = audit::timeline(db, &subject, reader, TIMELINE + 1, before).await?;
    let page = usize::try_from(TIMELINE).unwrap_or(usize::MAX);
    let is_more = timeline.len() > page;
    timeline.truncate(page);
    let older = timeline.last().filter(|_| is_more).map(|line| line.leaf);
    let requests = lists::of_case(db, cx.actor, id, REQUESTS).await?;
    let sides: Vec<OrganisationId> = requests.iter().flat_map(|row| [row.asker, row.recipient]).collect();
    let organisations = organisations::brief(db, sides, None).await?;
    let money = holds::of_case(db, cx.actor, id).await?;
    let of_requests = requests
        .iter()
        .flat_map(|row| [Some(row.author), row.handler])
        .flatten();
    let of_lines = timeline.iter().filter_map(|line| line.person);
    let of_rows = indicators.rows.iter().map(|row| row.added_by);
    let mut named: Vec<PersonId> = of_lines
        .chain(of_rows)
        .chain(of_requests)
        .chain([case.opened_by])
        .collect();
    named.sort_unstable();
    named.dedup();
    let people = people::names(db, named).await?;
    record_reading(cx, &case).await?;
    Ok(Opened {
        case,
        indicators,
        requests,
        organisations,
        money,
        timeline,
        older,
        people,
    })
}

/// That somebody read the case is a leaf.
pub(in crate::service) async fn record_reading(cx: &Context<'_>, case: &Case) -> Result<(), Error> {
    let tx = cx.db.begin().await?;
    let event = Event::CaseRead;
    let subject = Subject::case(case.id, case.version);
    audit::record_one(&tx, &event, Who::of(cx.actor, &event), Some(&subject), cx.call, cx.now).await?;
    Ok(tx.commit().await?)
}

/// A case for a form that shows what is written in it: that is reading it, and a leaf.
pub async fn open_form(cx: &Context<'_>, id: CaseId) -> Result<Case, Error> {
    let case = of_form(cx, id).await?;
    case.may_work(cx.actor)?;
    record_reading(cx, &case).await?;
    Ok(case)
}

/// A case for a form of its own that is answered: what comes of it is the leaf.
pub async fn of_form(cx: &Context<'_>, id: CaseId) -> Result<Case, Error> {
    cases::find(cx.db.read(), cx.actor, id).await?.ok_or(Error::NotFound)
}

/// Whether the form that opens a case under `id` has opened it before.
pub async fn is_opened(cx: &Context<'_>, id: CaseId) -> Result<bool, Error> {
    Ok(cases::find(cx.db.read(), cx.actor, id).await?.is_some())
}

/// Opens a case under `id`, which its form made up: whatever comes of it, a second of that id never does.
pub async fn open(cx: &Context<'_>, id: CaseId, typed: &Typed) -> Result<(), Error> {
    Case::may_open(cx.actor)?;
    let (facts, reference) = match (typed.read(), typed.reference()) {
        (Ok(facts), Ok(reference)) => (facts, reference),
        (facts, reference) => {
            let faults = reference.err().into_iter().chain(facts.err()).flatten();
            return Err(Refusal::Fields(faults.collect()).into());
        }
    };
    let tx = cx.begin().await?;
    let reference = match reference {
        Some(reference) => reference,
        None => minted(cx, &tx).await?,
    };
    let change = Case::open(id, reference, facts, cx.actor, cx.now)?;
    cases::save(&tx, &change).await.map_err(taken)?;
    audit::save_events(&tx, &change, &Subject::case(id, 1), cx.call, None).await?;
    Ok(tx.commit().await?)
}

/// The facts of a case become what was typed, which was made from `version`.
pub async fn revise(cx: &Context<'_>, id: CaseId, version: i64, typed: &Typed) -> Result<(), Error> {
    let facts = typed.read().map_err(Refusal::Fields);
    let tx = cx.begin().await?;
    let case = cases::lock(&tx, cx.actor, id).await?.ok_or(Error::NotFound)?;
    case.may_work(cx.actor)?;
    let change = case.revise(facts?, version, cx.actor, cx.now)?;
    save(cx, tx, &change).await
}

/// The case comes to another status, for a `reason` where the step needs one.
pub async fn change_status(cx: &Context<'_>, id: CaseId, to: Status, reason: &str, version: i64) -> Result<(), Error> {
    let tx = cx.begin().await?;
    let case = cases::lock(&tx, cx.actor, id).await?.ok_or(Error::NotFound)?;
    let change = case.become_status(to, reason, version, cx.actor, cx.now)?;
    save(cx, tx, &change).await
}

/// A list of indicators as it was pasted, with what was said of it.
#[derive(Clone, Debug)]
pub struct List {
    /// What its lines are.
    pub kind: IndicatorKind,
    /// How they are read.
    pub reading: Reading,
    /// The lines.
    pub text: String,
    /// What was said of all of them.
    pub said: TypedBatch,
}

/// What would become of each line of `list`. Nothing is saved. It tells which of them the case has already: that is
/// reading it, and a leaf.
pub async fn preview(cx: &Context<'_>, id: CaseId, list: &List) -> Result<(Case, Sheet), Error> {
    let case = of_form(cx, id).await?;
    case.may_work(cx.actor)?;
    let sheet = list.reading.read(list.kind, &list.text)?;
    let known = cases::known(cx.db.read(), cx.actor, id, &sheet.keys()).await?;
    record_reading(cx, &case).await?;
    Ok((case, sheet.knowing(&known)))
}

/// What came of adding a list.
#[derive(Debug)]
pub struct Added {
    /// How many are new.
    pub added: u32,
    /// How many the case had already.
    pub known: usize,
    /// How many the list named twice.
    pub repeated: usize,
    /// The lines that wait for a person, as they were pasted; empty where none does.
    pub waiting: String,
}

/// Adds what can be added of `list`. Lines that wait for a person come back.
pub async fn add_indicators(cx: &Context<'_>, id: CaseId, list: &List) -> Result<Added, Error> {
    let sheet = list.reading.read(list.kind, &list.text);
    let tx = cx.begin().await?;
    let case = cases::lock(&tx, cx.actor, id).await?.ok_or(Error::NotFound)?;
    case.may_work(cx.actor)?;
    let sheet = sheet?;
    let known = cases::known(&tx, cx.actor, id, &sheet.keys()).await?;
    let sheet = sheet.knowing(&known);
    let counts = sheet.counts();
    let given = sheet.ready().cloned().collect();
    let batch = list
        .said
        .read(given, counts.merged, counts.repeated)
        .map_err(Refusal::Fields)?;
    let waiting = sheet.waiting(&list.text);
    if counts.ready == 0 {
        // Nothing changes, so there is nothing to tell.
        return Ok(Added {
            added: 0,
            known: counts.merged.saturating_sub(counts.repeated),
            repeated: counts.repeated,
            waiting,
        });
    }
    let change = case.add_indicators(batch, &known, cx.actor, cx.now)?;
    cases::add_indicators(&tx, &change).await?;
    let after = change.after();
    let subject = Subject::case(id, after.case.version);
    audit::save_events(&tx, &change, &subject, cx.call, None).await?;
    let added = u32::try_from(after.added.len()).unwrap_or(u32::MAX);
    tx.commit().await?;
    Ok(Added {
        added,
        known: counts.merged.saturating_sub(counts.repeated),
        repeated: counts.repeated,
        waiting,
    })
}

/// An address of a case on a chain with tags, for the form that gives it one or says that it has none.
pub async fn of_tag(cx: &Context<'_>, id: CaseId, position: u32) -> Result<(Case, Indicator), Error> {
    let case = of_form(cx, id).await?;
    case.may_work(cx.actor)?;
    let indicator = cases::indicator_at(cx.db.read(), cx.actor, id, position)
        .await?
        .ok_or(Error::NotFound)?;
    indicator.may_tell_tag()?;
    Ok((case, indicator))
}

/// Somebody says of the address numbered `position` which tag it has, or that it has none, having read what was said of
/// it `as_of` a version.
pub async fn say_tag(cx: &Context<'_>, id: CaseId, position: u32, said: Said, as_of: i64) -> Result<(), Error> {
    let tx = cx.begin().await?;
    let case = cases::lock(&tx, cx.actor, id).await?.ok_or(Error::NotFound)?;
    let indicator = cases::indicator_at(&tx, cx.actor, id, position)
        .await?
        .ok_or(Error::NotFound)?;
    let change = case.say_tag(indicator, said, as_of, cx.actor, cx.now)?;
    let known = |error: store::Error| {
        if error.is_taken(INDICATOR_TAKEN) {
            Error::from(Refusal::field("tag", "tag_known"))
        } else {
            error.into()
        }
    };
    cases::save_tag(&tx, &change).await.map_err(known)?;
    let subject = Subject::case(case.id, case.version);
    audit::save_events(&tx, &change, &subject, cx.call, None).await?;
    Ok(tx.commit().await?)
}

async fn save(cx: &Context<'_>, tx: Tx, change: &Change<Case>) -> Result<(), Error> {
    cases::save(&tx, change).await?;
    let subject = Subject::case(change.after().id, change.after().version);
    audit::save_events(&tx, change, &subject, cx.call, None).await?;
    Ok(tx.commit().await?)
}

/// A reference of ours that the agency has not used for one of its own.
async fn minted(cx: &Context<'_>, tx: &Tx) -> Result<String, Error> {
    let year = cx.now.date_in(&Zone::utc()).year();
    loop {
        let number = numbers::next(tx, SERIES, year).await?;
        let reference = format!("{SERIES}-{year}-{number:06}");
        if !cases::has_reference(tx, cx.actor, &reference).await? {
            return Ok(reference);
        }
    }
}

/// A reference the agency has already is a fault of its field.
fn taken(error: store::Error) -> Error {
    if error.is_taken(REFERENCE_TAKEN) {
        Refusal::Fields(vec![Fault::new("reference", "reference_taken")]).into()
    } else {
        error.into()
    }
}
