//! The list of an agency and the queue of an exchange: the same page, in the words of each side.

mod asked;

use askama::Template;

use super::lines::{RowView, rows};
use asked::{Asked, Wanted, fields};

use crate::domain::actor::{Actor, OrganisationKind};
use crate::service::requests::listing::{Listing, list};
use crate::store::requests::lists::{MOST_COUNTED, Part, Sort};
use crate::web::page::{Answer, Page};
use crate::web::query::Query;
use crate::web::routes::Route;
use crate::web::session::Caller;
use crate::web::views::{Choice, FieldView, PagesView, Tab};

#[derive(Template)]
#[template(path = "requests/index.html")]
struct IndexPage {
    page: Page,
    title: String,
    lead: String,
    party_head: String,
    emergencies: Vec<RowView>,
    emergencies_note: String,
    tabs: Vec<Tab>,
    fields: Fields,
    rows: Vec<RowView>,
    sort: Sort,
    /// Nothing where all is over, and due to nobody.
    by_due: Option<String>,
    by_change: String,
    pages: PagesView,
    empty: Empty,
    may_draft: bool,
}

/// The filters above the list.
struct Fields {
    part: &'static str,
    sort: &'static str,
    words: FieldView,
    status: (FieldView, Vec<Choice>),
    urgency: (FieldView, Vec<Choice>),
    kind: (FieldView, Vec<Choice>),
    party: (FieldView, Vec<Choice>),
    due: Option<(FieldView, Vec<Choice>)>,
    review: Option<(FieldView, Vec<Choice>)>,
    stopped: Option<(FieldView, Vec<Choice>)>,
    mine: (FieldView, Vec<Choice>),
}

/// What stands where no request does.
struct Empty {
    title: String,
    text: String,
    clear: Option<String>,
}

/// Whose words the page uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Asker,
    Recipient,
}

impl Side {
    const fn of(actor: &Actor) -> Self {
        match actor.kind {
            OrganisationKind::Exchange => Self::Recipient,
            OrganisationKind::Agency
            | OrganisationKind::Coordinator
            | OrganisationKind::Oversight
            | OrganisationKind::Platform => Self::Asker,
        }
    }

    const fn asks(self) -> bool {
        match self {
            Self::Asker => true,
            Self::Recipient => false,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Asker => "asker",
            Self::Recipient => "recipient",
        }
    }
}

/// `GET /requests`.
pub async fn index(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let wanted = asked.read(&page, caller.actor())?;
    let listing = list(&caller.context(), wanted.filter.clone(), wanted.sort, wanted.place).await?;
    wanted
        .filters
        .answer(&view(page, caller.actor(), &asked, &wanted, &listing))
}

fn view(page: Page, actor: &Actor, asked: &Asked, wanted: &Wanted, listing: &Listing) -> IndexPage {
    let side = Side::of(actor);
    let key = |part: &str| format!("requests.index.{}.{part}", side.code());
    IndexPage {
        title: page.t(&key("title")).into_owned(),
        lead: lead(&page, side, asked, wanted, listing),
        party_head: page.t(&key("party")).into_owned(),
        emergencies: rows(&page, actor, listing, &listing.emergencies),
        emergencies_note: page.n("requests.index.emergencies_note", listing.emergencies.len()),
        tabs: tabs(&page, side, asked, wanted, listing),
        fields: fields(&page, side, asked, wanted, listing),
        rows: rows(&page, actor, listing, &listing.page.rows),
        sort: wanted.sort,
        by_due: (wanted.filter.part != Part::Over)
            .then(|| asked.address(|asked| asked.sort = Sort::Due.code().to_owned())),
        by_change: asked.address(|asked| asked.sort = Sort::Changed.code().to_owned()),
        pages: pages(&page, asked, wanted, listing),
        empty: empty(&page, side, asked, wanted, listing),
        may_draft: side == Side::Asker && Route::is_open("/cases", actor),
        page,
    }
}

fn counted(listing: &Listing, part: Part) -> u64 {
    listing
        .counts
        .iter()
        .find(|(of, _)| *of == part)
        .map_or(0, |(_, count)| *count)
}

fn lead(page: &Page, side: Side, asked: &Asked, wanted: &Wanted, listing: &Listing) -> String {
    let words = page.words();
    let now = page.ta(
        "requests.index.now",
        [
            ("day", words.weekday(page.now().date_in(page.zone()))),
            ("time", words.time(page.now(), page.zone())),
            ("place", words.zone_city(page.zone().name())),
        ],
    );
    if asked.narrows(&wanted.filters) {
        return page.ta("requests.index.filtered", [("now", now)]);
    }
    let gaps = [("ours", words.number(counted(listing, Part::OnUs))), ("now", now)];
    page.na(
        &format!("requests.index.{}.lead", side.code()),
        counted(listing, Part::Open),
        gaps,
    )
}

fn tabs(page: &Page, side: Side, asked: &Asked, wanted: &Wanted, listing: &Listing) -> Vec<Tab> {
    let text = |part: Part| match part {
        Part::OnThem => page.t(&format!("requests.index.{}.on_them", side.code())).into_owned(),
        Part::Open | Part::OnUs | Part::Over => page.t(&format!("requests.index.part.{}", part.code())).into_owned(),
    };
    let tab = |part: &Part| Tab {
        href: asked.under(side, *part),
        text: text(*part),
        count: Some(counted(listing, *part)),
        current: wanted.filter.part == *part,
    };
    Part::ALL.iter().map(tab).collect()
}

fn pages(page: &Page, asked: &Asked, wanted: &Wanted, listing: &Listing) -> PagesView {
    let sorted = page
        .t(&format!("requests.index.sorted.{}", wanted.sort.code()))
        .into_owned();
    let all = counted(listing, wanted.filter.part);
    let shown = page.words().number(listing.page.rows.len() + listing.emergencies.len());
    let summary = if all < MOST_COUNTED {
        page.na("requests.index.shown", all, [("shown", shown), ("sorted", sorted)])
    } else {
        let most = page.words().number(MOST_COUNTED - 1);
        page.ta(
            "requests.index.shown_many",
            [("shown", shown), ("most", most), ("sorted", sorted)],
        )
    };
    let first = (!listing.is_first).then(|| asked.address(|_| ()));
    let newer = listing
        .page
        .newer
        .map(|newer| asked.address(|asked| asked.before = newer.text()));
    PagesView {
        summary,
        // Where nothing is left on this page there is nothing to turn back from but the top.
        newer: newer.or_else(|| first.clone()),
        first,
        older: listing
            .page
            .older
            .map(|older| asked.address(|asked| asked.after = older.text())),
    }
}

fn empty(page: &Page, side: Side, asked: &Asked, wanted: &Wanted, listing: &Listing) -> Empty {
    let part = wanted.filter.part.code();
    let key = if !listing.emergencies.is_empty() {
        "requests.index.empty.emergencies".to_owned()
    } else if asked.narrows(&wanted.filters) {
        "requests.index.empty.filtered".to_owned()
    } else {
        format!("requests.index.empty.{}.{part}", side.code())
    };
    Empty {
        title: page.t(&format!("{key}.title")).into_owned(),
        text: page.t(&format!("{key}.text")).into_owned(),
        clear: asked.filters().then(|| asked.unfiltered()),
    }
}
