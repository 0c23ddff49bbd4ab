//! The people of an organisation by how sure we are of them; for verifiers also who waits for a call-back.

use askama::Template;
use serde::Deserialize;

use super::{date, href, tag};
use crate::domain::actor::{Assurance, words};
use crate::service::assurance::{self, MOST, Row};
use crate::service::members;
use crate::web::members::organisation_of;
use crate::web::page::{Answer, Page};
use crate::web::query::{Filters, Query};
use crate::web::session::Caller;
use crate::web::views::{Choice, FieldView, Icon, Tag, Tone};
use crate::web::words;

#[derive(Template)]
#[template(path = "assurance/index.html")]
struct IndexPage {
    page: Page,
    lead: String,
    /// Who waits for a call-back, where the reader makes them.
    asked: Option<Vec<AskedView>>,
    fields: Vec<(FieldView, Vec<Choice>)>,
    summary: String,
    rows: Vec<RowView>,
    more: Option<String>,
}

struct AskedView {
    href: String,
    name: String,
    organisation: String,
    since: String,
}

struct RowView {
    href: String,
    name: String,
    roles: String,
    level: Tag,
    falls: String,
    marks: Vec<Tag>,
}

words! {
    /// Which people the list shows.
    Wanted("people by assurance") {
        /// Whose evidence ends soon.
        Ending = "ending",
        /// Of whom somebody who is suspended recorded something.
        Doubtful = "doubtful",
    }
}

/// What the address of the page asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    level: String,
    show: String,
    organisation: String,
}

/// `GET /assurance`.
pub async fn index(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let cx = caller.context();
    let organisation = organisation_of(&caller, &asked.organisation)?;
    let mut filters = Filters::default();
    let level: Option<Assurance> = filters.choice(&page, "level", &asked.level, |text| text.parse().ok());
    let wanted: Option<Wanted> = filters.choice(&page, "show", &asked.show, |text| text.parse().ok());
    let listing = assurance::list(&cx, organisation).await?;
    let looked_after = members::looked_after(&cx).await?;
    let fits = |row: &&Row| {
        let is_wanted = match wanted {
            None => true,
            Some(Wanted::Ending) => row.ends_soon,
            Some(Wanted::Doubtful) => row.is_doubtful,
        };
        is_wanted && level.is_none_or(|level| row.person.assurance == level)
    };
    let found: Vec<&Row> = listing.rows.iter().filter(fits).collect();
    let chosen = organisation.to_string();
    let mut fields = fields(&page, &asked, &filters);
    if !looked_after.is_empty() {
        let all = looked_after
            .iter()
            .map(|one| Choice::new(one.id.to_string(), &one.name, &chosen))
            .collect();
        let field = FieldView::new("organisation", page.t("people.field.organisation.label")).optional();
        fields.insert(0, (field, all));
    }
    let is_verifier = !looked_after.is_empty();
    let waits = listing.asked.iter().map(|(one, organisation)| AskedView {
        href: href(one.person.id),
        name: one.person.name.clone(),
        organisation: organisation.clone(),
        since: page.moment(one.at),
    });
    let gaps = [("shown", page.words().number(MOST))];
    filters.answer(&IndexPage {
        lead: page.ta(
            "assurance.index.lead",
            [("organisation", listing.organisation.name.as_str())],
        ),
        asked: is_verifier.then(|| waits.collect()),
        fields,
        summary: page.n("members.index.count", found.len()),
        more: (found.len() > MOST).then(|| page.na("home.first_of", found.len(), gaps)),
        rows: found.iter().take(MOST).map(|one| row(&page, one)).collect(),
        page,
    })
}

fn fields(page: &Page, asked: &Asked, filters: &Filters) -> Vec<(FieldView, Vec<Choice>)> {
    let field = |name: &'static str, key: &str| FieldView::new(name, page.t(key)).error(filters.fault(name)).optional();
    let mut levels = vec![Choice::new("", page.t("assurance.index.any_level"), &asked.level)];
    levels.extend(Assurance::ALL.iter().map(|level| {
        let name = page.t(&format!("people.assurance.{}", level.code()));
        Choice::new(level.code(), name, &asked.level)
    }));
    let mut shows = vec![Choice::new("", page.t("assurance.index.everybody"), &asked.show)];
    shows.extend(
        Wanted::ALL
            .iter()
            .map(|one| Choice::new(one.code(), page.t(&format!("assurance.index.{one}")), &asked.show)),
    );
    vec![
        (field("level", "people.field.assurance.label"), levels),
        (field("show", "assurance.field.show.label"), shows),
    ]
}

fn row(page: &Page, row: &Row) -> RowView {
    let mark = |icon, key: &str| Tag::new(Tone::Warn, icon, page.t(&format!("assurance.index.{key}"))).wrapping();
    let mut marks = Vec::new();
    if row.ends_soon {
        marks.push(mark(Icon::Clock, "ending"));
    }
    if row.is_doubtful {
        marks.push(mark(Icon::Alert, "doubtful"));
    }
    RowView {
        href: href(row.person.id),
        name: row.person.name.clone(),
        roles: words::roles(page.words(), row.person.roles),
        level: tag(page, row.person.assurance),
        falls: row
            .falls_at
            .map_or_else(|| page.t("assurance.evidence.no_end").into_owned(), |at| date(page, at)),
        marks,
    }
}
