//! Use cases of requests. Reading is here; [`drafting`], [`issuing`] and [`answering`] are what each side does.

pub mod answering;
pub mod drafting;
pub mod issuing;

use std::collections::HashMap;

use super::{Context, Error};
use crate::domain::audit::{Entry, Subject, Who};
use crate::domain::change::{Change, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::legal_bases::LegalBasis;
use crate::domain::organisations::Organisation;
use crate::domain::requests::asker::{Promises, Terms};
use crate::domain::requests::kinds::Status;
use crate::domain::requests::{Party, Request};
use crate::store::requests::lists::{self, Cursor, Filter, Page, Part, Sort};
use crate::store::requests::{self as rows, Message};
use crate::store::{Tx, audit, holds, legal_bases, organisations, people};

/// A request with all that its page shows.
#[derive(Debug)]
pub struct Opened {
    /// The request.
    pub request: Request,
    /// Who asks.
    pub asker: Organisation,
    /// Who answers.
    pub recipient: Organisation,
    /// The basis it stands on.
    pub basis: LegalBasis,
    /// Questions and answers.
    pub messages: Vec<Message>,
    /// What happened, newest first.
    pub timeline: Vec<audit::Line>,
    /// Requests that follow it.
    pub followers: Vec<lists::Row>,
    /// The number of the one it follows.
    pub parent: Option<String>,
    /// Names of the people who stand on the page.
    pub people: HashMap<PersonId, String>,
}

/// How far back the timeline on a page goes.
pub const TIMELINE: u64 = 60;

/// Opens a request. That somebody read it is a leaf.
pub async fn open(cx: &Context<'_>, reference: &str) -> Result<Opened, Error> {
    let request = rows::find(cx.db.read(), cx.actor, reference)
        .await?
        .ok_or(Error::NotFound)?;
    let db = cx.db.read();
    let setting = Setting::of(db, &request).await?;
    let messages = rows::messages_of(db, request.id).await?;
    let followers = rows::followers(db, cx.actor, request.id).await?;
    let parent = match request.parent {
        Some(parent) => rows::number_of(db, parent).await?,
        None => None,
    };
    let timeline = audit::timeline(db, &audit_subject(&request), cx.actor.organisation, TIMELINE, None).await?;
    let people = people::names(db, named_in(&request, &messages, &timeline)).await?;
    record_reading(cx, &request).await?;
    Ok(Opened {
        request,
        asker: setting.asker,
        recipient: setting.recipient,
        basis: setting.basis,
        messages,
        timeline,
        followers,
        parent,
        people,
    })
}

fn audit_subject(request: &Request) -> Subject {
    Subject::request(request.id, request.version, request.case)
}

fn named_in(request: &Request, messages: &[Message], timeline: &[audit::Line]) -> Vec<PersonId> {
    let mut people = vec![request.author];
    people.extend(request.handler);
    people.extend(request.approvals.iter().map(|approval| approval.by));
    people.extend(messages.iter().map(|message| message.person));
    people.extend(timeline.iter().filter_map(|line| line.person));
    people.sort_unstable();
    people.dedup();
    people
}

/// A draft is read by those who write it, again and again; what is issued tells who read it.
async fn record_reading(cx: &Context<'_>, request: &Request) -> Result<(), Error> {
    let tx = cx.db.begin().await?;
    let subject = audit_subject(request);
    let event = Event::RequestRead;
    let entry = Entry {
        event: &event,
        who: Who::of(cx.actor, &event),
        subject: Some(&subject),
        call: cx.call,
    };
    audit::record(&tx, &[entry], cx.now).await?;
    Ok(tx.commit().await?)
}

/// The list of an agency, or the queue of an exchange.
#[derive(Debug)]
pub struct Listing {
    /// Emergencies that are open, first due first; on the first page only.
    pub emergencies: Vec<lists::Row>,
    /// The page.
    pub page: Page,
    /// How many each part has, up to a limit.
    pub counts: Vec<(Part, u64)>,
    /// Names of the organisations on it.
    pub organisations: Vec<Organisation>,
    /// Names of the people on it.
    pub people: HashMap<PersonId, String>,
}

/// A page of the list, with emergencies on top.
pub async fn list(cx: &Context<'_>, filter: Filter, sort: Sort, after: Option<Cursor>) -> Result<Listing, Error> {
    let db = cx.db.read();
    let is_plain = filter.part != Part::Over && filter.emergencies.is_none();
    let emergencies = if is_plain && after.is_none() {
        let hot = Filter {
            emergencies: Some(true),
            ..filter.clone()
        };
        lists::page(db, cx.actor, &hot, Sort::Due, None).await?.rows
    } else {
        Vec::new()
    };
    let rest = Filter {
        emergencies: is_plain.then_some(false).or(filter.emergencies),
        ..filter
    };
    let page = lists::page(db, cx.actor, &rest, sort, after).await?;
    let mut counts = Vec::new();
    for part in [Part::Open, Part::OnUs] {
        let all = Filter {
            part,
            ..Filter::default()
        };
        counts.push((part, lists::count(db, cx.actor, &all).await?));
    }
    let people = people::names(db, people_of(emergencies.iter().chain(&page.rows))).await?;
    let organisations = organisations::directory(db, cx.actor).await?;
    Ok(Listing {
        emergencies,
        page,
        counts,
        organisations,
        people,
    })
}

fn people_of<'a>(rows: impl Iterator<Item = &'a lists::Row>) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = rows.flat_map(|row| [Some(row.author), row.handler]).flatten().collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// How many requests wait on the reader's side: for the navigation.
pub async fn waiting_on_us(cx: &Context<'_>) -> Result<u64, Error> {
    let filter = Filter {
        part: Part::OnUs,
        ..Filter::default()
    };
    Ok(lists::count(cx.db.read(), cx.actor, &filter).await?)
}

/// What is due for the reader: their home page.
#[derive(Debug)]
pub struct Due {
    /// What waits on the reader's side, first due first.
    pub on_us: Vec<lists::Row>,
    /// What is late on the other side.
    pub late: Vec<lists::Row>,
    /// Holds by their end.
    pub holds: Vec<holds::Row>,
    /// Organisations named.
    pub organisations: Vec<Organisation>,
}

/// What is due: requests that wait on us, answers that are late, holds that end.
pub async fn due(cx: &Context<'_>) -> Result<Due, Error> {
    let db = cx.db.read();
    let on_us = Filter {
        part: Part::OnUs,
        ..Filter::default()
    };
    let on_us = lists::page(db, cx.actor, &on_us, Sort::Due, None).await?.rows;
    let late = Filter {
        part: Part::OnThem,
        due_before: Some(lists::DueBefore(cx.now)),
        ..Filter::default()
    };
    let late = lists::page(db, cx.actor, &late, Sort::Due, None).await?.rows;
    let month = cx.now.plus(jiff::SignedDuration::from_hours(31 * 24));
    let holds = holds::standing(db, cx.actor, Some(month), None, 25).await?;
    let organisations = organisations::directory(db, cx.actor).await?;
    Ok(Due {
        on_us,
        late,
        holds,
        organisations,
    })
}

/// Anybody may check a code. Nothing is recorded: the reader has no account, and the page tells nothing private.
pub async fn verify(db: &crate::store::Db, code: &str) -> Result<Option<(rows::Verified, Organisation)>, Error> {
    let Some(code) = issuing::normal_code(code) else {
        return Ok(None);
    };
    let Some(found) = rows::verified(db.read(), &code).await? else {
        return Ok(None);
    };
    let asker = organisations::get(db.read(), found.asker)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Some((found, asker)))
}

/// What stands around a request: both sides with their calendars, and the basis.
#[derive(Debug)]
pub struct Setting {
    /// Who asks.
    pub asker: Organisation,
    /// Who answers.
    pub recipient: Organisation,
    /// The version of the basis.
    pub basis: LegalBasis,
    /// Promises beyond the platform table.
    pub promises: Promises,
}

impl Setting {
    /// Loads it: five statements.
    pub async fn of(db: &impl sea_orm::ConnectionTrait, request: &Request) -> Result<Self, Error> {
        let asker = organisation(db, request.asker).await?;
        let recipient = organisation(db, request.content.recipient).await?;
        let basis = legal_bases::get(db, request.content.basis)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(Self {
            asker,
            recipient,
            basis,
            promises: Promises::default(),
        })
    }

    /// What is promised, in whose calendars.
    pub fn terms(&self) -> Terms<'_> {
        Terms {
            recipient: &self.recipient.calendar,
            asker: &self.asker.calendar,
            promises: &self.promises,
        }
    }
}

async fn organisation(db: &impl sea_orm::ConnectionTrait, id: OrganisationId) -> Result<Organisation, Error> {
    organisations::get(db, id).await?.ok_or(Error::NotFound)
}

/// Load and lock, decide, save, commit: what every act on a request is.
pub(in crate::service) async fn act(
    cx: &Context<'_>,
    reference: &str,
    rule: impl FnOnce(Request, &Setting) -> Result<Change<Request>, Refusal>,
) -> Result<Request, Error> {
    let tx = cx.db.begin().await?;
    let request = rows::lock(&tx, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    let setting = Setting::of(&tx, &request).await?;
    let change = rule(request, &setting)?;
    save(cx, &tx, &change, &setting).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// Saves a change of a request; a lost race is a conflict.
pub(in crate::service) async fn save(
    cx: &Context<'_>,
    tx: &Tx,
    change: &Change<Request>,
    setting: &Setting,
) -> Result<(), Error> {
    if rows::save(tx, change, &setting.basis.code, cx.call).await? {
        Ok(())
    } else {
        Err(Error::Conflict)
    }
}

/// Whether the reader stands on the asking side.
pub fn is_asker(cx: &Context<'_>, request: &Request) -> bool {
    request.asker == cx.actor.organisation
}

/// Who a waiting party is, for the reader: the other side by name, or the own one.
pub fn is_on_reader(row: &lists::Row, actor: &crate::domain::actor::Actor) -> bool {
    match row.waiting_on {
        Party::Author | Party::Approver | Party::Asker => row.asker == actor.organisation,
        Party::Recipient => row.recipient == actor.organisation,
        Party::Nobody => false,
    }
}

/// Statuses a reader may filter by: those of their side.
pub fn statuses_for(asks: bool) -> impl Iterator<Item = Status> {
    Status::ALL
        .iter()
        .copied()
        .filter(move |status| asks || status.is_issued())
}
