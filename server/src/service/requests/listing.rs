//! Reading many requests, holds and preservations: the list and the queue, what is due, what is held, what waits.

use std::collections::HashMap;

use jiff::SignedDuration;

use crate::domain::actor::{Actor, OrganisationKind, Role};
use crate::domain::clocks::Urgency;
use crate::domain::holds::Share;
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::requests::Party;
use crate::domain::requests::acts::Act;
use crate::domain::sums::{Frozen, Sum, sum_up};
use crate::domain::values::Time;
use crate::service::{Context, Error};
use crate::store::counts;
use crate::store::ends::{self, Ends};
use crate::store::holds;
use crate::store::notices;
use crate::store::organisations::{self, Brief};
use crate::store::paging::{Paged, Place};
use crate::store::people;
use crate::store::preservations;
use crate::store::requests::lists::{self, Cursor, DueBefore, Filter, Page, Part, Row, Sort};
use crate::store::requests::reviews::{self, Owed};

/// The list of an agency, or the queue of an exchange.
#[derive(Debug)]
pub struct Listing {
    /// Emergencies that are open, first due first; on the first page only.
    pub emergencies: Vec<Row>,
    /// Whether this is the top of the list.
    pub is_first: bool,
    /// The page.
    pub page: Page,
    /// How many each part has with the same filters, up to [`lists::MOST_COUNTED`].
    pub counts: Vec<(Part, u64)>,
    /// Both sides of each row, and every organisation one can filter by, by name.
    pub organisations: Vec<Brief>,
    /// Names of the people who wrote or handle them.
    pub people: HashMap<PersonId, String>,
}

/// A page of the list, with open emergencies on top of the first: five statements, and one more for who turned back to
/// the top.
pub async fn list(cx: &Context<'_>, filter: Filter, sort: Sort, place: Place<Cursor>) -> Result<Listing, Error> {
    let db = cx.db.read();
    let counts = counts(cx, &filter).await?;
    // A list of nothing but emergencies is one table, page by page.
    let is_of_emergencies = filter.urgency.is_some_and(Urgency::needs_second_approver);
    let sets_apart = filter.part != Part::Over && filter.emergencies.is_none() && !is_of_emergencies;
    let rest = Filter {
        emergencies: sets_apart.then_some(false).or(filter.emergencies),
        ..filter.clone()
    };
    let mut page = lists::page(db, cx.actor, &rest, sort, place).await?;
    let is_first = place.is_first() || place.is_backwards() && page.newer.is_none();
    if is_first && !place.is_first() {
        // What was turned back to is the top, and full again whatever came or went there meanwhile.
        page = lists::page(db, cx.actor, &rest, sort, Place::First).await?;
    }
    let emergencies = if sets_apart && is_first {
        let hot = Filter {
            emergencies: Some(true),
            ..filter
        };
        lists::page(db, cx.actor, &hot, Sort::Due, Place::First).await?.rows
    } else {
        Vec::new()
    };
    let rows = || emergencies.iter().chain(&page.rows);
    let people = people::names(db, people_of(rows())).await?;
    let organisations = organisations::brief(db, sides_of(rows()), other_side(cx.actor)).await?;
    Ok(Listing {
        emergencies,
        is_first,
        page,
        counts,
        organisations,
        people,
    })
}

async fn counts(cx: &Context<'_>, filter: &Filter) -> Result<Vec<(Part, u64)>, Error> {
    let asks = other_side(cx.actor) != Some(OrganisationKind::Agency);
    let of = |part| filter.under(part, asks);
    let [open, ours, theirs, over] = [of(Part::Open), of(Part::OnUs), of(Part::OnThem), of(Part::Over)];
    let counted = lists::counts(cx.db.read(), cx.actor, [&open, &ours, &theirs, &over]).await?;
    Ok([Part::Open, Part::OnUs, Part::OnThem, Part::Over]
        .into_iter()
        .zip(counted)
        .collect())
}

/// With whom the reader's organisation has requests.
pub const fn other_side(actor: &Actor) -> Option<OrganisationKind> {
    match actor.kind {
        OrganisationKind::Agency => Some(OrganisationKind::Exchange),
        OrganisationKind::Exchange => Some(OrganisationKind::Agency),
        OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => None,
    }
}

fn people_of<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = rows.flat_map(|row| [Some(row.author), row.handler]).flatten().collect();
    people.sort_unstable();
    people.dedup();
    people
}

fn sides_of<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<OrganisationId> {
    let mut sides: Vec<OrganisationId> = rows.flat_map(|row| [row.asker, row.recipient]).collect();
    sides.sort_unstable();
    sides.dedup();
    sides
}

/// What is due for the reader: their home page.
#[derive(Debug)]
pub struct Due {
    /// What waits on the reader, and what is late on the other side: emergencies first, then by date.
    pub requests: Vec<Row>,
    /// What ended with nothing answered and nothing done about it since, as [`lists::Due`] tells it.
    pub left_open: Vec<Row>,
    /// Reviews that wait on the reader, the first due first.
    pub reviews: Vec<Row>,
    /// Who there is to do them: the active supervisors of the reader's agency, where there are reviews.
    pub supervisors: Vec<PersonId>,
    /// Holds by their end, the next first.
    pub holds: Vec<holds::Row>,
    /// Data that is kept by its end, the next first.
    pub preservations: Vec<preservations::Row>,
    /// Holds that lapsed and that the reader's agency has not seen to.
    pub lapsed: Vec<holds::Row>,
    /// The figures above.
    pub figures: Figures,
    /// Organisations named.
    pub organisations: Vec<Brief>,
    /// People named.
    pub people: HashMap<PersonId, String>,
}

/// Figures, each counted from rows when the page is asked for.
#[derive(Debug)]
pub struct Figures {
    /// What is late on the other side.
    pub late_there: u64,
    /// What counsel may still refuse; nothing for anybody else.
    pub for_counsel: u64,
    /// How many holds hold something now; at most [`holds::MOST_SUMMED`] are looked at.
    pub holds: u64,
    /// With how many organisations on the other side.
    pub counterparties: u64,
    /// How many of them end within seven days.
    pub ending: u64,
    /// How many came to their end without a word of the exchange since: they count as held no more.
    pub at_end: u64,
    /// Whether those are all; of more the first to end are looked at.
    pub is_all: bool,
    /// What is held, and what is unsaid, per asset.
    pub sums: Vec<Sum>,
}

/// Rows of each kind that the home page looks at.
pub const MOST_DUE: u64 = 25;

/// A day: what ends or is due within it cannot wait until tomorrow.
pub const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What is due: requests that wait on the reader, answers that are late, holds and preservations that end, holds that
/// lapsed; and for who reviews what was flash or emergency, that. Seven statements at most, and one more for who could review.
pub async fn due(cx: &Context<'_>) -> Result<Due, Error> {
    let db = cx.db.read();
    let lists::Due {
        open: requests,
        left_open,
    } = lists::due(db, cx.actor, cx.now, MOST_DUE).await?;
    let Ends {
        holds,
        preservations,
        lapsed,
    } = ends::ends(db, cx.actor).await?;
    let reviews = reviews::waiting(db, cx.actor, MOST_DUE).await?;
    let supervisors = if reviews.is_empty() {
        Vec::new()
    } else {
        people::supervisors_of(db, cx.actor.organisation).await?
    };
    let figures = figures(cx).await?;
    let mut sides = sides_of(requests.iter().chain(&left_open).chain(&reviews));
    sides.extend(holds.iter().chain(&lapsed).flat_map(|hold| [hold.asker, hold.holder]));
    sides.extend(preservations.iter().flat_map(|kept| [kept.asker, kept.holder]));
    let organisations = organisations::brief(db, sides, None).await?;
    let named = requests
        .iter()
        .filter_map(|row| row.standing().told(cx.actor).whom.person());
    let people = people::names(db, named.collect::<Vec<_>>()).await?;
    Ok(Due {
        people,
        requests,
        left_open,
        reviews,
        supervisors,
        holds,
        preservations,
        lapsed,
        figures,
        organisations,
    })
}

async fn figures(cx: &Context<'_>) -> Result<Figures, Error> {
    let late = Filter {
        part: Part::OnThem,
        due_before: Some(DueBefore(cx.now)),
        ..Filter::default()
    };
    let refusable = Filter {
        for_counsel: true,
        ..Filter::default()
    };
    let counted = [lists::counted(cx.actor, &late), lists::counted(cx.actor, &refusable)];
    let [late_there, for_counsel] = counts::together(cx.db.read(), counted).await?;
    let week = cx.now.plus(SignedDuration::from_hours(7 * 24));
    let standing = holds::held(cx.db.read(), cx.actor, cx.now, week).await?;
    let held: Vec<&holds::Held> = standing
        .iter()
        .filter(|group| group.frozen.share(cx.now) == Share::Held)
        .collect();
    let mut others: Vec<OrganisationId> = held.iter().map(|group| counterparty(group, cx.actor)).collect();
    others.sort_unstable();
    others.dedup();
    let all = counted_in(&standing);
    let held_now = counted_in(held.iter().copied());
    Ok(Figures {
        late_there,
        for_counsel,
        holds: held_now,
        counterparties: count(others.len()),
        ending: counted_in(held.into_iter().filter(|group| group.frozen.until < week)),
        at_end: all - held_now,
        is_all: all < holds::MOST_SUMMED,
        sums: summed(&standing, cx.now),
    })
}

/// How many holds there are in groups.
fn counted_in<'a>(groups: impl IntoIterator<Item = &'a holds::Held>) -> u64 {
    groups.into_iter().map(|group| count(group.frozen.holds)).sum()
}

fn summed(standing: &[holds::Held], now: Time) -> Vec<Sum> {
    let frozen: Vec<Frozen> = standing.iter().map(|hold| hold.frozen.clone()).collect();
    sum_up(&[], &frozen, now)
}

fn counterparty(hold: &holds::Held, actor: &Actor) -> OrganisationId {
    if hold.holder == actor.organisation {
        hold.asker
    } else {
        hold.holder
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A page of what stands, money or data.
#[derive(Debug)]
pub struct Standing<R, C> {
    /// The next end first.
    pub page: Paged<R, C>,
    /// Both sides of each.
    pub organisations: Vec<Brief>,
    /// The sums of all of them, on this page or not; at most [`holds::MOST_SUMMED`] are looked at. None of data.
    pub sums: Vec<Sum>,
}

/// Holds that stand, the next end first: three statements, and one more for who turned back to the top.
pub async fn holds(
    cx: &Context<'_>,
    place: Place<holds::Cursor>,
) -> Result<Standing<holds::Row, holds::Cursor>, Error> {
    let db = cx.db.read();
    let mut page = holds::standing(db, cx.actor, place).await?;
    if place.is_backwards() && page.newer.is_none() {
        page = holds::standing(db, cx.actor, Place::First).await?;
    }
    let sides: Vec<OrganisationId> = page.rows.iter().flat_map(|hold| [hold.asker, hold.holder]).collect();
    let organisations = organisations::brief(db, sides, None).await?;
    let sums = summed(&holds::held(db, cx.actor, cx.now, cx.now).await?, cx.now);
    Ok(Standing {
        page,
        organisations,
        sums,
    })
}

/// Preservations that stand, as [`holds`], without sums: two statements.
pub async fn preservations(
    cx: &Context<'_>,
    place: Place<preservations::Cursor>,
) -> Result<Standing<preservations::Row, preservations::Cursor>, Error> {
    let db = cx.db.read();
    let mut page = preservations::standing(db, cx.actor, place).await?;
    if place.is_backwards() && page.newer.is_none() {
        page = preservations::standing(db, cx.actor, Place::First).await?;
    }
    let sides: Vec<OrganisationId> = page.rows.iter().flat_map(|kept| [kept.asker, kept.holder]).collect();
    let organisations = organisations::brief(db, sides, None).await?;
    Ok(Standing {
        page,
        organisations,
        sums: Vec::new(),
    })
}

/// What waits, for the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// Notices the reader has not read, at most [`notices::MOST_COUNTED`].
    pub unread: u64,
    /// What waits on the reader, and stands on their home page as theirs: requests to move on or review, requests that
    /// ended unanswered, holds that lapsed, and for a responder what came to its end. At most [`lists::MOST_COUNTED`].
    pub own: u64,
    /// Whether any of that is late or an emergency.
    pub is_own_hot: bool,
    /// What waits on the reader's organisation.
    pub on_us: u64,
    /// Holds and preservations at their end on which the exchange has not said anything.
    pub holds_at_end: u64,
}

/// What waits on `actor`: one statement.
pub async fn waits(db: &crate::store::Db, actor: &Actor, now: Time) -> Result<Waits, crate::store::Error> {
    let on_us = Filter {
        part: Part::OnUs,
        ..Filter::default()
    };
    let own = Filter {
        own_turn: true,
        ..on_us.clone()
    };
    let past = Filter {
        due_before: Some(DueBefore(now)),
        ..own.clone()
    };
    let hot = Filter {
        emergencies: Some(true),
        ..own.clone()
    };
    let counted = |filter| lists::counted(actor, filter);
    let counted = [
        counted(&own),
        lists::any(actor, &past),
        lists::any(actor, &hot),
        counted(&on_us),
        holds::counted_at_end(actor, now),
        preservations::counted_at_end(actor, now),
        holds::counted_lapsed(actor),
        lists::counted_left_open(actor, now),
        notices::counted_unread(actor.person),
        reviews::counted(actor, Owed::All),
        reviews::counted(actor, Owed::By(now)),
    ];
    let [
        own_turn,
        late,
        hot,
        on_us,
        holds_at_end,
        data_at_end,
        lapsed,
        left_open,
        unread,
        reviews,
        late_reviews,
    ] = counts::together(db.read(), counted).await?;
    let holds_at_end = holds_at_end + data_at_end;
    let ends = if owes_word(actor, actor.organisation) {
        holds_at_end
    } else {
        0
    };
    Ok(Waits {
        unread,
        own: (own_turn + reviews + left_open + lapsed + ends).min(lists::MOST_COUNTED),
        is_own_hot: late + hot + late_reviews + lapsed + ends > 0,
        on_us,
        holds_at_end,
    })
}

/// Whether a request waits on the reader's organisation.
pub fn is_on_us(row: &Row, actor: &Actor) -> bool {
    match row.waiting_on {
        Party::Author | Party::Approver | Party::Asker => row.asker == actor.organisation,
        Party::Recipient => row.recipient == actor.organisation,
        Party::Nobody => false,
    }
}

/// Whether the word on what `holder` holds or keeps is the reader's to give once its end has come: an exchange owes it, and
/// its responders give it.
pub fn owes_word(actor: &Actor, holder: OrganisationId) -> bool {
    holder == actor.organisation && actor.roles.has(Role::Responder)
}

/// Whether counsel reads what somebody else answers and counsel may refuse: what [`Filter::for_counsel`] leaves in.
pub fn is_for_counsel(row: &Row, actor: &Actor) -> bool {
    actor.roles.has(Role::Counsel)
        && row.recipient == actor.organisation
        && Act::Refuse.from(row.status).is_ok()
        && row.answered < row.targets
        && !is_own_turn(row, actor)
}

/// Whether it is the reader's own turn: what [`Filter::own_turn`] leaves in.
pub fn is_own_turn(row: &Row, actor: &Actor) -> bool {
    let is_own = match row.waiting_on {
        Party::Author => actor.is(row.author),
        Party::Approver | Party::Asker | Party::Recipient => {
            row.status.turn_of().iter().any(|role| actor.roles.has(*role))
        }
        Party::Nobody => false,
    };
    is_own && is_on_us(row, actor)
}
