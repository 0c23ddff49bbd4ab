//! The whole trail, for auditors.

use actix_web::web;
use askama::Template;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::error::Failure;
use super::page::{Answer, Page, shown};
use super::query::{Filters, Query, leaf_of, linked};
use super::session::Caller;
use super::views::{Choice, FieldView, Icon, PagesView, Tag, Tone};
use crate::domain::audit::{ACTS, Period, Sort};
use crate::domain::events::Ending;
use crate::domain::ids::{LeafId, OrganisationId, PersonId};
use crate::domain::values::Time;
use crate::service::trail::{self, Listing};
use crate::store::audit::{Line, Search};

#[derive(Template)]
#[template(path = "trail/index.html")]
struct IndexPage {
    page: Page,
    act: FieldView,
    acts: Vec<Choice>,
    organisation: FieldView,
    organisations: Vec<Choice>,
    last: FieldView,
    periods: Vec<Choice>,
    from: FieldView,
    to: FieldView,
    person: Option<PersonView>,
    rows: Vec<RowView>,
    pages: PagesView,
}

/// The person whose acts alone are shown.
struct PersonView {
    id: String,
    only: String,
    everybody: String,
}

struct RowView {
    leaf: String,
    when: String,
    utc: String,
    at: String,
    who: String,
    /// Leads to the acts of that person alone.
    who_href: Option<String>,
    who_spoken: String,
    organisation: String,
    act: String,
    thing: Option<String>,
    thing_id: String,
    ending: Tag,
}

#[derive(Template)]
#[template(path = "trail/show.html")]
struct ShowPage {
    page: Page,
    body: String,
    hash: String,
}

/// The address of the page, as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    act: String,
    organisation: String,
    person: String,
    last: String,
    from: String,
    to: String,
    before: String,
}

/// What was asked for, understood.
#[derive(Debug)]
struct Wanted {
    act: Option<&'static str>,
    organisation: Option<OrganisationId>,
    person: Option<PersonId>,
    last: Option<Period>,
    from: Option<Date>,
    to: Option<Date>,
    filters: Filters,
}

impl Asked {
    /// # Errors
    /// Query: the person is none; nobody types one.
    fn read(&self, page: &Page) -> Result<Wanted, Failure> {
        let mut filters = Filters::default();
        let act = |typed: &str| {
            let sorts = Sort::ALL.iter().map(|sort| sort.code());
            sorts.chain(ACTS.iter().copied()).find(|act| *act == typed)
        };
        Ok(Wanted {
            act: filters.choice(page, "act", &self.act, act),
            organisation: filters.choice(page, "organisation", &self.organisation, |text| text.parse().ok()),
            person: linked(&self.person, |text| text.parse().ok().map(Some))?,
            last: filters.choice(page, "last", &self.last, |text| text.parse().ok()),
            from: filters.day(page, "from", &self.from),
            to: filters.day(page, "to", &self.to),
            filters,
        })
    }
}

impl Wanted {
    fn search(&self, now: Time) -> Search {
        let since = self.last.map(|period| period.since(now));
        Search {
            act: self.act.map(str::to_owned),
            organisation: self.organisation,
            person: self.person,
            from: self.from.and_then(start).max(since),
            until: self.to.and_then(|to| to.tomorrow().ok()).and_then(start),
        }
    }

    /// The address of the same question, `person` and `before` aside. Only what was understood goes back into it.
    fn href(&self, person: Option<PersonId>, before: Option<LeafId>) -> String {
        let members = [
            ("act", self.act.map(str::to_owned)),
            ("organisation", self.organisation.map(|id| id.to_string())),
            ("person", person.map(|id| id.to_string())),
            ("last", self.last.map(|period| period.code().to_owned())),
            ("from", self.from.map(|date| date.to_string())),
            ("to", self.to.map(|date| date.to_string())),
            ("before", before.map(|id| id.to_string())),
        ];
        let members: Vec<String> = members
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", value?)))
            .collect();
        if members.is_empty() {
            "/trail".to_owned()
        } else {
            format!("/trail?{}", members.join("&"))
        }
    }
}

fn start(date: Date) -> Option<Time> {
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp().into())
}

/// `GET /trail`.
pub async fn index(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let before = leaf_of(&asked.before)?;
    let wanted = asked.read(&page)?;
    let listing = trail::list(&caller.context(), &wanted.search(page.now()), before).await?;
    let field = |field: &'static str| {
        FieldView::new(field, page.t(&format!("trail.field.{field}.label")))
            .error(wanted.filters.fault(field))
            .optional()
    };
    let rows = listing.lines.iter().map(|line| row(&page, &wanted, &listing, line));
    wanted.filters.answer(&IndexPage {
        act: field("act"),
        acts: acts(&page, &wanted),
        organisation: field("organisation"),
        organisations: organisations(&page, &wanted, &listing),
        last: field("last"),
        periods: periods(&page, &wanted),
        from: field("from").value(&asked.from).hint(page.t("trail.field.from.hint")),
        to: field("to").value(&asked.to),
        person: wanted.person.map(|id| person(&page, &wanted, &listing, id)),
        rows: rows.collect(),
        pages: PagesView {
            summary: page.t("trail.index.newest").into_owned(),
            first: None,
            newer: before.map(|_| wanted.href(wanted.person, None)),
            older: listing.older.map(|leaf| wanted.href(wanted.person, Some(leaf))),
        },
        page,
    })
}

/// `GET /trail/{leaf}`.
pub async fn show(page: Page, caller: Caller, leaf: web::Path<String>) -> Answer {
    let leaf = leaf.parse().map_err(|_| Failure::NotFound)?;
    let body = trail::leaf(&caller.context(), leaf).await?;
    let hash = hex::encode(Sha256::digest(&body));
    shown(&ShowPage { page, body, hash })
}

fn acts(page: &Page, wanted: &Wanted) -> Vec<Choice> {
    let chosen = wanted.act.unwrap_or_default();
    let mut named: Vec<(&str, String)> = ACTS.iter().map(|act| (*act, act_name(page, act))).collect();
    page.words().sort_by_name(&mut named, |(_, name)| name);
    let mut choices = vec![Choice::new("", page.t("trail.index.any_act"), chosen)];
    let sort = |sort: &Sort| Choice::new(sort.code(), page.t(&format!("trail.sort.{sort}")), chosen);
    choices.extend(Sort::ALL.iter().map(sort));
    choices.extend(named.into_iter().map(|(act, name)| Choice::new(act, name, chosen)));
    choices
}

fn periods(page: &Page, wanted: &Wanted) -> Vec<Choice> {
    let chosen = wanted.last.map(Period::code).unwrap_or_default();
    let mut choices = vec![Choice::new("", page.t("trail.last.any"), chosen)];
    let periods = Period::ALL.iter();
    choices.extend(periods.map(|period| Choice::new(period.code(), page.t(&format!("trail.last.{period}")), chosen)));
    choices
}

fn organisations(page: &Page, wanted: &Wanted, listing: &Listing) -> Vec<Choice> {
    let chosen = wanted.organisation.map(|id| id.to_string()).unwrap_or_default();
    let mut choices = vec![Choice::new("", page.t("trail.index.any_organisation"), &chosen)];
    let all = listing.directory.iter();
    choices.extend(all.map(|organisation| Choice::new(organisation.id.to_string(), &organisation.name, &chosen)));
    choices
}

fn person(page: &Page, wanted: &Wanted, listing: &Listing, id: PersonId) -> PersonView {
    let name = listing.people.get(&id).cloned().unwrap_or_else(|| id.to_string());
    PersonView {
        id: id.to_string(),
        only: page.ta("trail.index.only_person", [("person", name)]),
        everybody: wanted.href(None, None),
    }
}

fn row(page: &Page, wanted: &Wanted, listing: &Listing, line: &Line) -> RowView {
    let person = line.person.and_then(|id| listing.people.get(&id));
    let who = person.cloned().unwrap_or_else(|| page.t("trail.nobody").into_owned());
    let organisation = line.organisation.and_then(|id| listing.organisations.get(&id));
    RowView {
        leaf: line.leaf.to_string(),
        when: page
            .words()
            .at_place(page.words().date_time_seconds(line.at, page.zone()), page.zone()),
        utc: page.words().utc_seconds(line.at),
        at: line.at.rfc3339_millis(),
        who_href: line.person.map(|id| wanted.href(Some(id), None)),
        who_spoken: page.ta("trail.index.acts_of", [("person", who.as_str())]),
        who,
        organisation: organisation.cloned().unwrap_or_default(),
        act: act_name(page, &line.act),
        thing: line
            .thing
            .map(|(thing, _)| page.t(&format!("trail.thing.{thing}")).into_owned()),
        thing_id: line.thing.map(|(_, id)| id.to_string()).unwrap_or_default(),
        ending: ending(page, line.ending),
    }
}

fn act_name(page: &Page, act: &str) -> String {
    page.t(&format!("trail.act.{act}")).into_owned()
}

fn ending(page: &Page, ending: Ending) -> Tag {
    let (tone, icon) = match ending {
        Ending::Ok => (Tone::Neutral, Icon::Check),
        Ending::Deny => (Tone::Warn, Icon::Lock),
        Ending::Error => (Tone::Danger, Icon::Alert),
    };
    Tag::new(tone, icon, page.t(&format!("trail.ending.{ending}")))
}
