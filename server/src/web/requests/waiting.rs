//! The waiting line: on whom a request waits, since when, against which promise. One for lists, homes, cases and the
//! request's own page.

use super::clocks::left;
use crate::domain::actor::Actor;
use crate::domain::ids::PersonId;
use crate::domain::requests::{Promised, Standing, Told, Whom};
use crate::domain::values::{Time, Zone};
use crate::web::page::Page;
use crate::web::views::{Icon, WaitingView};
use crate::web::words::roles_or;

/// The other side of a request: its name and where it is.
#[derive(Clone, Copy, Debug)]
pub struct Other<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Where it is.
    pub zone: &'a Zone,
}

/// Whom the line may name.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The other side.
    pub other: Option<Other<'a>>,
    /// Colleagues; where a page knows of none, they are named by what they do.
    pub person: &'a dyn Fn(PersonId) -> Option<&'a str>,
}

/// The line as `reader` reads it.
pub fn waiting(page: &Page, reader: &Actor, standing: &Standing<'_>, names: Names<'_>) -> WaitingView {
    let told = standing.told(reader);
    let since = page
        .words()
        .at_place(page.words().day_time(told.since, page.zone(), page.now()), page.zone());
    WaitingView {
        icon: icon(&told),
        ours: told.whom.is_ours(),
        who: who(page, told.whom, standing.second_look, names),
        since: page.ta("requests.waits.since", [("when", since)]),
        promise: promise(page, &told, names),
        late: told.late(page.now()).map(|due| {
            page.ta(
                "requests.waits.late",
                [("duration", page.duration(page.now().since(due)))],
            )
        }),
    }
}

const fn icon(told: &Told) -> Icon {
    match (told.whom, told.promise) {
        (Whom::Nobody, _) => Icon::Check,
        (_, Some((Promised::Question, _))) => Icon::Pause,
        (_, Some((Promised::PressingQuestion, _))) => Icon::Question,
        (_, Some((Promised::Clock(_) | Promised::Refusal | Promised::Withdrawal, _))) => Icon::Hourglass,
        (
            Whom::Author(_)
            | Whom::Supervisor
            | Whom::YouApprove
            | Whom::You
            | Whom::Agency
            | Whom::Handler(_)
            | Whom::Unassigned
            | Whom::Desk(_)
            | Whom::Other(_),
            None,
        ) => Icon::User,
    }
}

/// `held`: it is looked at twice before it is issued.
fn who(page: &Page, whom: Whom, held: bool, names: Names<'_>) -> String {
    let say = |key: &str| page.t(&format!("requests.waits.on.{key}")).into_owned();
    let named = |key: &str, gap: &'static str, name: Option<&str>| match name.filter(|name| !name.is_empty()) {
        Some(name) => page.ta(&format!("requests.waits.on.{key}_named"), [(gap, name)]),
        None => say(key),
    };
    match whom {
        Whom::Nobody => say("nobody"),
        Whom::You => say("you"),
        Whom::YouApprove if held => say("you_second_look"),
        Whom::YouApprove => say("you_approve"),
        Whom::Author(author) => named("author", "person", (names.person)(author)),
        Whom::Supervisor if held => say("second_look"),
        Whom::Supervisor => say("supervisor"),
        Whom::Agency => say("agency"),
        Whom::Handler(handler) => named("handler", "person", (names.person)(handler)),
        Whom::Unassigned => say("unassigned"),
        Whom::Desk(roles) => page.ta("requests.waits.on.desk", [("roles", roles_or(page.words(), roles))]),
        Whom::Other(_) => named("other", "party", names.other.map(|other| other.name)),
    }
}

fn promise(page: &Page, told: &Told, names: Names<'_>) -> Option<String> {
    let by = |part: &str, due: Time| {
        let zones: Vec<&Zone> = std::iter::once(page.zone())
            .chain(names.other.map(|other| other.zone))
            .collect();
        let when = page.words().day_moment(due, &zones, page.now());
        let said = page.ta(&format!("requests.waits.{part}"), [("when", when)]);
        let rest = due.since(page.now());
        if rest.is_negative() {
            // How late it is stands beside it already.
            return said;
        }
        let still = page.ta("requests.waits.still", [("left", left(page, rest))]);
        page.ta("requests.show.two", [("first", said), ("second", still)])
    };
    let own = told
        .promise
        .map(|(promised, due)| by(&format!("promise.{}", promised.code()), due));
    let other = told
        .meanwhile
        .map(|(clock, due)| by(&format!("meanwhile.{clock}"), due));
    match (own, other) {
        (Some(first), Some(second)) => Some(page.ta("requests.show.two", [("first", first), ("second", second)])),
        (own, other) => own.or(other),
    }
}
