//! Use cases of requests. Reading one is here, reading many in [`listing`]; [`drafting`], [`assessing`], [`issuing`] and [`answering`] are what each side does.

pub mod answering;
pub mod assessing;
pub mod drafting;
pub mod issuing;
pub mod listing;
pub mod stuck;

use std::collections::HashMap;

use super::{Context, Error};
use crate::domain::audit::{Entry, Subject, Who};
use crate::domain::change::{Change, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{HoldId, PersonId, PreservationId, RequestId};
use crate::domain::legal_bases::LegalBasis;
use crate::domain::measures::Measure;
use crate::domain::organisations::Organisation;
use crate::domain::requests::Request;
use crate::domain::requests::terms::{Promises, Terms};
use crate::store::people::Known;
use crate::store::requests::{self as rows, Family, Message, Related};
use crate::store::{Connection, Db, Tx, audit, organisations, people};

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
    /// What was said of money and data that stay on another basis, however long ago and on whichever request.
    pub stays: Vec<Event>,
    /// Requests that follow it.
    pub followers: Vec<Related>,
    /// The one it follows.
    pub parent: Option<Related>,
    /// The one from which its funds were followed, for the asker.
    pub traced_from: Option<Related>,
    /// Those that follow funds from it, for the asker.
    pub traced_on: Vec<Related>,
    /// Names of the people who stand on the page.
    pub people: HashMap<PersonId, String>,
    /// What is known of those who ask: the author, the deputy and the approvers, as it stands now.
    pub asking: HashMap<PersonId, Known>,
}

impl Opened {
    /// Why a hold stays on another basis, as the exchange wrote when it confirmed the withdrawal.
    pub fn why_hold_stays(&self, id: HoldId) -> Option<&str> {
        let said = self.stays.iter().find_map(|event| {
            let Event::HoldStays { hold, note, .. } = event else {
                return None;
            };
            (*hold == id).then_some(note.as_str())
        });
        said.filter(|note| !note.is_empty())
    }

    /// As [`Opened::why_hold_stays`], of data that is kept.
    pub fn why_data_stays(&self, id: PreservationId) -> Option<&str> {
        let said = self.stays.iter().find_map(|event| {
            let Event::PreservationStays { preservation, note, .. } = event else {
                return None;
            };
            (*preservation == id).then_some(note.as_str())
        });
        said.filter(|note| !note.is_empty())
    }
}

/// How far back the timeline on a page goes.
pub const TIMELINE: u64 = 60;

/// Opens a request. That somebody read it is a leaf.
pub async fn open(cx: &Context<'_>, reference: &str) -> Result<Opened, Error> {
    let db = cx.db.read();
    let Family {
        request,
        parent,
        followers,
        traced_from,
        traced_on,
    } = rows::find_family(db, cx.actor, reference)
        .await?
        .ok_or(Error::NotFound)?;
    let setting = Setting::of(cx.db, db, &request).await?;
    let messages = rows::messages_of(db, request.id).await?;
    let reader = audit::Reader {
        organisation: cx.actor.organisation,
        asks: is_asker(cx, &request),
    };
    let timeline = audit::timeline(db, &audit_subject(&request), reader, TIMELINE, None).await?;
    let stays = said_of_staying(db, &request).await?;
    let known = people::known(db, named_in(&request, &messages, &timeline)).await?;
    let asking = asking(&request)
        .filter_map(|id| Some((id, known.get(&id)?.clone())))
        .collect();
    record_reading(cx, &request).await?;
    // Who can no longer answer it has it not in hand, whoever once took it on; the trail keeps that.
    let handles = |id: &PersonId| known.get(id).is_some_and(|person| person.handles);
    let request = Request {
        handler: request.handler.filter(handles),
        ..request
    };
    let people = known.into_iter().map(|(id, person)| (id, person.name)).collect();
    Ok(Opened {
        request,
        asker: setting.asker,
        recipient: setting.recipient,
        basis: setting.basis,
        messages,
        timeline,
        stays,
        followers,
        parent,
        traced_from,
        traced_on,
        people,
        asking,
    })
}

/// What was said of what stays on another basis: on the request that placed it, which its readers know.
async fn said_of_staying(db: &impl Connection, request: &Request) -> Result<Vec<Event>, Error> {
    let holds = request.holds.iter().filter(|hold| hold.is_on_other_basis());
    let data = request.preservations.iter().filter(|kept| kept.is_on_other_basis());
    let mut placed: Vec<RequestId> = holds
        .map(|hold| hold.request)
        .chain(data.map(|kept| kept.request))
        .collect();
    placed.sort_unstable();
    placed.dedup();
    if placed.is_empty() {
        return Ok(Vec::new());
    }
    Ok(audit::said_of_staying(db, &placed).await?)
}

/// Who asks: the author, who answers for the author, and who approved.
fn asking(request: &Request) -> impl Iterator<Item = PersonId> + '_ {
    let approvers = request.approvals.iter().map(|approval| approval.by);
    std::iter::once(request.author)
        .chain(request.content.deputy)
        .chain(approvers)
}

/// The number of a draft that was issued since somebody opened it under its id.
pub async fn issued_since(cx: &Context<'_>, reference: &str) -> Result<Option<String>, Error> {
    match reference.parse() {
        Ok(id) => Ok(rows::number_since(cx.db.read(), cx.actor, id).await?),
        Err(_) => Ok(None),
    }
}

fn audit_subject(request: &Request) -> Subject {
    Subject::request(request.id, request.version, request.case)
}

fn named_in(request: &Request, messages: &[Message], timeline: &[audit::Line]) -> Vec<PersonId> {
    let mut people = vec![request.author];
    people.extend(request.handler);
    people.extend(request.content.deputy);
    people.extend(request.approvals.iter().map(|approval| approval.by));
    people.extend(
        request
            .review
            .iter()
            .flat_map(|review| &review.found)
            .map(|found| found.by),
    );
    people.extend(messages.iter().map(|message| message.person));
    people.extend(
        request
            .targets
            .iter()
            .filter_map(|target| target.no_tag)
            .map(|said| said.by),
    );
    people.extend(timeline.iter().filter_map(|line| line.person));
    people.extend(timeline.iter().flat_map(|line| match &line.event {
        Some(Event::HandedOver { from, to } | Event::DeputyReplaced { from, to }) => vec![*from, *to],
        Some(_) | None => Vec::new(),
    }));
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

/// Anybody may check a code. Nothing is recorded: the reader has no account, and the page tells nothing private.
pub async fn verify(db: &crate::store::Db, code: &str) -> Result<Option<(rows::Verified, Organisation)>, Error> {
    let Some(code) = super::codes::normal_code(code) else {
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
    /// Loads it on the transaction or connection at hand: one statement, two where the basis is used for the first time.
    pub async fn of(db: &Db, on: &impl Connection, request: &Request) -> Result<Self, Error> {
        let sides = organisations::get_many(on, &[request.asker, request.content.recipient]).await?;
        let side = |id| sides.iter().find(|side| side.id == id).cloned().ok_or(Error::NotFound);
        let (asker, recipient) = (side(request.asker)?, side(request.content.recipient)?);
        let basis = db
            .legal_basis(on, request.content.basis)
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

/// Load and lock, decide, save, commit: what every act on a request is.
pub(in crate::service) async fn act(
    cx: &Context<'_>,
    reference: &str,
    rule: impl FnOnce(Request, &Setting) -> Result<Change<Request>, Refusal>,
) -> Result<Request, Error> {
    let tx = cx.begin().await?;
    let request = rows::lock(&tx, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    still_as_read(cx, &request)?;
    let setting = Setting::of(cx.db, &tx, &request).await?;
    let change = rule(request, &setting)?;
    save(cx, &tx, &change, &setting).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// What somebody decides on is what they read: where it changed meanwhile, they read it again first.
pub(in crate::service) fn still_as_read(cx: &Context<'_>, request: &Request) -> Result<(), Error> {
    match cx.as_of {
        Some(version) if version != request.version => Err(Error::Conflict),
        Some(_) | None => Ok(()),
    }
}

/// The version of a request that its rule asks for, as the actor read it.
///
/// # Errors
/// Conflict: nobody says which it was, so it may be any.
fn as_read(cx: &Context<'_>) -> Result<i64, Error> {
    cx.as_of.ok_or(Error::Conflict)
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
