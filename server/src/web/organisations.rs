//! The directory of organisations, and the page of each.

pub mod pace;
mod show;

use askama::Template;
use serde::Deserialize;

pub use show::show;

use super::hours::language_name;
use super::page::{Answer, Page};
use super::query::{Filters, Query};
use super::session::Caller;
use super::views::{Choice, FieldView, Icon, PagesView, Tag, Tone};
use crate::domain::actor::{OrganisationKind, Role};
use crate::domain::clocks::Desk;
use crate::domain::ids::OrganisationId;
use crate::domain::organisations::attestation::Attested;
use crate::domain::organisations::{LISTED, Organisation, Standing};
use crate::domain::values::{Country, Time};
use crate::service::organisations::{self, Directory, Sort, Wanted};

/// Organisations on a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "organisations/index.html")]
struct IndexPage {
    page: Page,
    lead: String,
    text: FieldView,
    fields: Vec<(FieldView, Vec<Choice>)>,
    rows: Vec<RowView>,
    summary: String,
    is_filtered: bool,
    pages: Option<PagesView>,
}

struct RowView {
    href: String,
    name: String,
    legal_name: String,
    kind: String,
    country: String,
    desk: Tag,
    desk_until: Option<String>,
    local: String,
    languages: String,
    assurance: Vec<Tag>,
    assured: Vec<String>,
}

/// What the address of the page asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    q: String,
    kind: String,
    country: String,
    language: String,
    open: String,
    standing: String,
    sort: String,
    after: String,
}

/// The longest text that is looked for, in characters (S48).
const LONGEST: usize = 100;

/// `GET /organisations`.
pub async fn index(page: Page, caller: Caller, Query(filter): Query<Filter>) -> Answer {
    let verifies = caller.actor().roles.has(Role::Verifier);
    let mut filters = Filters::default();
    let kinds = kinds(verifies);
    let wanted = Wanted {
        kind: filters.choice(&page, "kind", &filter.kind, |text| {
            kinds.iter().copied().find(|kind| kind.code() == text)
        }),
        country: filters.choice(&page, "country", &filter.country, |text| text.parse::<Country>().ok()),
        language: filters.choice(&page, "language", &filter.language, |text| {
            page.words().language_named(text).map(|_| text.to_owned())
        }),
        is_open: filters
            .choice(&page, "open", &filter.open, |text| (text == "now").then_some(()))
            .is_some(),
        standing: filters.choice(&page, "standing", &filter.standing, |text| {
            text.parse::<Standing>().ok().filter(|_| verifies)
        }),
        sort: filters
            .choice(&page, "sort", &filter.sort, |text| text.parse().ok())
            .unwrap_or(Sort::Name),
        text: filters.words(&page, "q", &filter.q, LONGEST),
    };
    let mut directory = organisations::directory(&caller.context(), &wanted).await?;
    if wanted.sort == Sort::Country {
        // Readers look for the name of a country, not for its code.
        let words = page.words();
        directory
            .found
            .sort_by(|one, other| words.compare(&page.country(one.country), &page.country(other.country)));
    }
    let after = filters.choice(&page, "after", &filter.after, |text| {
        text.parse::<OrganisationId>().ok()
    });
    let start = after
        .and_then(|after| directory.found.iter().position(|one| one.id == after))
        .map_or(0, |place| place + 1);
    let shown: Vec<&Organisation> = directory.found.iter().skip(start).take(PAGE).collect();
    let is_more = directory.found.len() > start + shown.len();
    let next = shown.last().filter(|_| is_more).map(|last| last.id);
    let is_filtered = [
        &filter.q,
        &filter.kind,
        &filter.country,
        &filter.language,
        &filter.open,
        &filter.standing,
    ]
    .iter()
    .any(|typed| !typed.is_empty());
    let text = FieldView::new("q", page.t("organisations.index.search"))
        .value(&filter.q)
        .error(filters.fault("q"))
        .optional();
    let lead = if verifies { "lead_verifier" } else { "lead" };
    filters.answer(&IndexPage {
        lead: page.t(&format!("organisations.index.{lead}")).into_owned(),
        text,
        fields: fields(&page, &filter, &filters, &kinds, &directory, verifies),
        rows: shown.iter().map(|one| row(&page, one)).collect(),
        summary: page.n("organisations.index.count", directory.found.len()),
        is_filtered,
        pages: pages(&page, &filter, start, shown.len(), directory.found.len(), next),
        page,
    })
}

/// The kinds a reader finds.
fn kinds(verifies: bool) -> Vec<OrganisationKind> {
    if verifies {
        OrganisationKind::ALL.to_vec()
    } else {
        LISTED.to_vec()
    }
}

fn fields(
    page: &Page,
    filter: &Filter,
    filters: &Filters,
    kinds: &[OrganisationKind],
    directory: &Directory,
    verifies: bool,
) -> Vec<(FieldView, Vec<Choice>)> {
    let field = |name: &'static str, label: &str| {
        FieldView::new(name, page.t(label))
            .error(filters.fault(name))
            .optional()
    };
    let any = |key: &str, typed: &str| Choice::new("", page.t(&format!("organisations.index.{key}")), typed);
    let named = |mut named: Vec<(String, String)>, typed: &str| {
        page.words().sort_by_name(&mut named, |(_, name)| name.as_str());
        named
            .into_iter()
            .map(|(code, name)| Choice::new(code, name, typed))
            .collect::<Vec<_>>()
    };
    let mut of_kind = vec![any("any_kind", &filter.kind)];
    of_kind.extend(
        kinds
            .iter()
            .map(|kind| Choice::new(kind.code(), page.t(&format!("organisations.kind.{kind}")), &filter.kind)),
    );
    let mut of_country = vec![any("any_country", &filter.country)];
    let countries = directory
        .countries
        .iter()
        .map(|one| (one.to_string(), page.country(*one)));
    of_country.extend(named(countries.collect(), &filter.country));
    let mut of_language = vec![any("any_language", &filter.language)];
    let languages = directory
        .languages
        .iter()
        .map(|tag| (tag.clone(), language_name(page, tag)));
    of_language.extend(named(languages.collect(), &filter.language));
    let open = vec![
        any("any_time", &filter.open),
        Choice::new("now", page.t("organisations.index.open_now"), &filter.open),
    ];
    let mut fields = vec![
        (field("kind", "organisations.field.kind.label"), of_kind),
        (field("country", "organisations.field.country.label"), of_country),
        (field("language", "organisations.index.language"), of_language),
        (field("open", "organisations.field.desk.label"), open),
    ];
    if verifies {
        let mut of_standing = vec![any("any_standing", &filter.standing)];
        of_standing.extend(Standing::ALL.iter().map(|one| {
            Choice::new(
                one.code(),
                page.t(&format!("organisations.standing.{one}")),
                &filter.standing,
            )
        }));
        fields.push((field("standing", "organisations.index.standing"), of_standing));
    }
    let typed = if filter.sort.is_empty() {
        Sort::Name.code()
    } else {
        &filter.sort
    };
    let sorts = Sort::ALL
        .iter()
        .map(|one| Choice::new(one.code(), page.t(&format!("organisations.sort.{one}")), typed));
    fields.push((field("sort", "organisations.index.sort"), sorts.collect()));
    fields
}

/// Turning the pages; nothing where all of it shows.
fn pages(
    page: &Page,
    filter: &Filter,
    start: usize,
    shown: usize,
    all: usize,
    next: Option<OrganisationId>,
) -> Option<PagesView> {
    if start == 0 && next.is_none() {
        return None;
    }
    let to = |after: Option<OrganisationId>| {
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let pairs = [
            ("q", filter.q.as_str()),
            ("kind", &filter.kind),
            ("country", &filter.country),
            ("language", &filter.language),
            ("open", &filter.open),
            ("standing", &filter.standing),
            ("sort", &filter.sort),
            ("after", &after),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_html_form::to_string(pairs).unwrap_or_default();
        if query.is_empty() {
            "/organisations".to_owned()
        } else {
            format!("/organisations?{query}")
        }
    };
    let gaps = [
        ("first", page.words().number(start + 1)),
        ("last", page.words().number(start + shown)),
        ("all", page.words().number(all)),
    ];
    Some(PagesView {
        summary: page.ta("organisations.index.shown", gaps),
        first: None,
        newer: (start > 0).then(|| to(None)),
        older: next.map(|id| to(Some(id))),
    })
}

fn row(page: &Page, organisation: &Organisation) -> RowView {
    let words = page.words();
    let (desk, desk_until) = desk(page, organisation);
    let languages: Vec<String> = organisation
        .languages
        .iter()
        .map(|tag| language_name(page, tag))
        .collect();
    let (assurance, assured) = assurance(page, organisation);
    RowView {
        href: href(organisation.id),
        name: organisation.name.clone(),
        legal_name: organisation.legal_name.clone(),
        kind: page
            .t(&format!("organisations.kind.{}", organisation.kind))
            .into_owned(),
        country: page.country(organisation.country),
        desk,
        desk_until,
        local: local(page, organisation),
        languages: words.list(&languages),
        assurance,
        assured,
    }
}

/// An exchange as one chooses whom to ask: with a warning where its attestation has ended. It can be asked all the same.
pub fn exchange_named(page: &Page, exchange: &Organisation) -> String {
    let gaps = [
        ("name", exchange.name.clone()),
        ("country", page.country(exchange.country)),
    ];
    let name = page.ta("requests.form.exchange", gaps);
    if exchange.is_restricted(page.now()) {
        page.ta("organisations.restricted.recipient", [("name", name)])
    } else {
        name
    }
}

/// The page of an organisation.
pub fn href(id: OrganisationId) -> String {
    format!("/organisations/{id}")
}

/// What time it is there.
fn local(page: &Page, organisation: &Organisation) -> String {
    let words = page.words();
    let zone = &organisation.calendar.zone;
    let local = [
        ("time", words.time(page.now(), zone)),
        ("place", words.zone_city(zone.name())),
    ];
    page.ta("organisations.desk.local", local)
}

/// How a standing looks.
pub fn standing(page: &Page, standing: Standing) -> Tag {
    let (tone, icon) = match standing {
        Standing::Pending => (Tone::Warn, Icon::Hourglass),
        Standing::Active => (Tone::Ok, Icon::Verified),
        Standing::Suspended => (Tone::Danger, Icon::Cross),
    };
    Tag::new(tone, icon, page.t(&format!("organisations.standing.{standing}")))
}

/// How sure one can be of it: whether it takes part and is attested, and since and until when.
pub fn assurance(page: &Page, organisation: &Organisation) -> (Vec<Tag>, Vec<String>) {
    let mut tags = vec![standing(page, organisation.standing)];
    let attestation = &organisation.attestation;
    let date = |time: Time| page.date(time.date_in(page.zone()));
    let mut told = Vec::new();
    match organisation.verified_at {
        Some(at) if attestation.verifiers >= 2 => {
            told.push(page.ta("organisations.assurance.by_two", [("date", date(at))]));
        }
        Some(at) => told.push(page.ta("organisations.assurance.verified", [("date", date(at))])),
        None => told.push(page.t("organisations.oddity.unverified").into_owned()),
    }
    let until = attestation.until.map(date);
    match (organisation.attested(page.now()), until) {
        (Attested::NotAsked, _) => {}
        (Attested::Good, until) => {
            told.extend(until.map(|until| page.ta("organisations.assurance.until", [("date", until)])));
        }
        (Attested::Due, until) => {
            told.extend(until.map(|until| page.ta("organisations.assurance.ends", [("date", until)])));
        }
        (Attested::Overdue, until) => {
            tags.push(Tag::new(
                Tone::Danger,
                Icon::Alert,
                page.t("organisations.assurance.overdue"),
            ));
            told.push(match until {
                Some(until) => page.ta("organisations.assurance.ended", [("date", until)]),
                None => page.t("organisations.assurance.never").into_owned(),
            });
        }
    }
    (tags, told)
}

/// Whether somebody works there now, and until when that is so.
pub fn desk(page: &Page, organisation: &Organisation) -> (Tag, Option<String>) {
    let words = page.words();
    let zone = &organisation.calendar.zone;
    let (desk, until) = match organisation.calendar.desk(page.now()) {
        Desk::Open { until } => (
            Tag::new(Tone::Ok, Icon::Check, page.t("organisations.desk.open")),
            until.map(|until| ("organisations.desk.until", until)),
        ),
        Desk::Closed { until } => (
            Tag::new(Tone::Neutral, Icon::Clock, page.t("organisations.desk.closed")),
            until.map(|until| ("organisations.desk.opens", until)),
        ),
    };
    let until = until.map(|(key, until)| {
        page.ta(
            key,
            [("when", words.day_moment(until, &[page.zone(), zone], page.now()))],
        )
    });
    (desk, until)
}
