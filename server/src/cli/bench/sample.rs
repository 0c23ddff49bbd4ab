//! Who asks for the pages that are measured, and for which: where most is going on.

use super::Fault;
use crate::app::{App, Error};
use crate::domain::actor::{Actor, OrganisationKind, Role};
use crate::domain::audit::Call;
use crate::domain::ids::CallId;
use crate::domain::people::{Person, Proof};
use crate::domain::requests::kinds::Status;
use crate::domain::values::Time;
use crate::service::Context;
use crate::service::requests::answering;
use crate::service::sign_in::{self, Begun};
use crate::store::paging::Place;
use crate::store::requests::lists::{self, Filter, Part, Sort};
use crate::store::{self, Db};
use crate::web::form::token::token;
use crate::web::session::hash_key;

/// Somebody with a session.
pub(super) struct Reader {
    pub(super) actor: Actor,
    pub(super) begun: Begun,
    /// What its forms carry.
    pub(super) token: String,
}

/// The person of this kind and role who works where most is going on: the first organisations get the most.
pub(super) async fn reader(app: &App, kind: OrganisationKind, role: Role) -> Result<Reader, Error> {
    let organisations = store::organisations::active_of(app.db.read(), kind)
        .await
        .map_err(Error::Database)?;
    let mut busiest: Option<(u64, Actor, Person)> = None;
    for organisation in organisations {
        let people = store::people::active_in(app.db.read(), organisation.id)
            .await
            .map_err(Error::Database)?;
        let Some(person) = people.into_iter().find(|person| person.roles.has(role)) else {
            continue;
        };
        let actor = person.actor(&organisation, Some(Proof::DEMO));
        let open = Filter {
            part: Part::Open,
            ..Filter::default()
        };
        let [count] = lists::counts(app.db.read(), &actor, [&open])
            .await
            .map_err(Error::Database)?;
        if busiest.as_ref().is_none_or(|(most, _, _)| count > *most) {
            busiest = Some((count, actor, person));
        }
    }
    let (_, actor, person) = busiest.ok_or_else(|| Error::of(Fault::Nothing("people")))?;
    let now = app.now();
    let call = Call {
        id: CallId::new(now),
        source: None,
    };
    let begun = sign_in::by_demonstration(&app.db, now, &call, "bench", person.id)
        .await
        .map_err(Error::of)?;
    let token = token(&hash_key(app), &begun.form_secret, Some(begun.person));
    Ok(Reader { actor, begun, token })
}

pub(super) async fn case_of(db: &Db, actor: &Actor) -> Result<String, Error> {
    let wanted = store::cases::Wanted {
        text: String::new(),
        status: None,
        sort: store::cases::Sort::Updated,
        place: Place::First,
    };
    let listed = store::cases::list(db.read(), actor, &wanted)
        .await
        .map_err(Error::Database)?;
    let case = listed.rows.first().map(|row| row.id.to_string());
    case.ok_or_else(|| Error::of(Fault::Nothing("cases")))
}

pub(super) async fn number_of(db: &Db, actor: &Actor) -> Result<String, Error> {
    let page = lists::page(db.read(), actor, &Filter::default(), Sort::Due, Place::First)
        .await
        .map_err(Error::Database)?;
    let number = page.rows.into_iter().find(|row| row.has_number);
    number
        .map(|row| row.reference)
        .ok_or_else(|| Error::of(Fault::Nothing("requests")))
}

/// Somebody else of the same organisation.
pub(super) async fn colleague(app: &App, of: &Actor, role: Role) -> Result<Actor, Error> {
    let db = app.db.read();
    let organisation = store::organisations::active_of(db, of.kind)
        .await
        .map_err(Error::Database)?
        .into_iter()
        .find(|organisation| organisation.id == of.organisation)
        .ok_or_else(|| Error::of(Fault::Nothing("organisations")))?;
    let people = store::people::active_in(db, organisation.id)
        .await
        .map_err(Error::Database)?;
    let person = people.into_iter().find(|person| person.roles.has(role));
    let person = person.ok_or_else(|| Error::of(Fault::Nothing("people")))?;
    Ok(person.actor(&organisation, Some(Proof::DEMO)))
}

/// Where targets can be answered, so many at most. What nobody took on is taken on, and work is begun where it was not:
/// each run uses up what it answers, and the next finds the rest of the queue.
pub(super) async fn open_targets(
    db: &Db,
    intake: &Actor,
    responder: &Actor,
    now: Time,
    most: usize,
) -> Result<Vec<String>, Error> {
    let call = Call {
        id: CallId::new(now),
        source: None,
    };
    let by = |actor| Context {
        db,
        actor,
        now,
        call: &call,
        as_of: None,
    };
    let mut paths = Vec::new();
    for status in [Status::Executing, Status::Acknowledged, Status::Issued] {
        for row in with_status(db, responder, status, most).await? {
            if paths.len() >= most {
                break;
            }
            if status == Status::Issued {
                let own = format!("BENCH-{}", row.reference);
                answering::acknowledge(&by(intake), &row.reference, own)
                    .await
                    .map_err(Error::of)?;
            }
            if status != Status::Executing {
                answering::start(&by(responder), &row.reference)
                    .await
                    .map_err(Error::of)?;
            }
            for position in 1..=row.targets {
                paths.push(format!("/requests/{}/targets/{position}/answer", row.reference));
            }
        }
    }
    paths.truncate(most);
    Ok(paths)
}

/// Requests that stand at `status`, about so many at most.
async fn with_status(db: &Db, actor: &Actor, status: Status, most: usize) -> Result<Vec<lists::Row>, Error> {
    let filter = Filter {
        status: Some(status),
        ..Filter::default()
    };
    let mut rows = Vec::new();
    let mut place = Place::First;
    while rows.len() < most {
        let page = lists::page(db.read(), actor, &filter, Sort::Due, place)
            .await
            .map_err(Error::Database)?;
        rows.extend(page.rows);
        let Some(older) = page.older else { break };
        place = Place::After(older);
    }
    Ok(rows)
}
