//! What stands on the home of those who work on no request, role by role: what each may know, and where it leads.

mod auditor;
mod coordinator;
mod members;
mod operator;
mod verifier;

use super::works;
use crate::domain::actor::Role;
use crate::service::health::health;
use crate::service::requests::stuck::stuck;
use crate::service::{applications, assurance, organisations, trail};
use crate::web::error::Failure;
use crate::web::page::Page;
use crate::web::routes::Route;
use crate::web::session::Caller;
use crate::web::views::{Fact, Tag};
use crate::web::words;

/// What one role finds on its home.
pub struct SectionView {
    /// The word of the role: unique on the page.
    pub id: &'static str,
    /// The role.
    pub title: String,
    /// What it can do here, and what it never sees.
    pub text: String,
    /// Figures that say whether there is something to do.
    pub figures: Vec<CountView>,
    /// What is so.
    pub facts: Vec<Fact>,
    /// What there is.
    pub tables: Vec<TableView>,
    /// Where it goes on.
    pub links: Vec<(&'static str, String)>,
}

/// A figure, and where what it counts stands.
pub struct CountView {
    /// What is counted.
    pub name: String,
    /// How many.
    pub value: String,
    /// More of it.
    pub detail: String,
    /// Whether somebody should look.
    pub hot: bool,
}

/// A table of things.
#[derive(Default)]
pub struct TableView {
    /// Unique on the page.
    pub id: &'static str,
    /// What it tells.
    pub title: String,
    /// Its columns.
    pub heads: Vec<String>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<CellView>>,
    /// What is said where there are none: that, and what it means.
    pub none: (String, String),
    /// That there are others.
    pub more: Option<String>,
}

impl TableView {
    /// The cells of `row`, each with its column.
    pub fn cells<'t>(&'t self, row: &'t [CellView]) -> Vec<(&'t str, &'t CellView)> {
        self.heads.iter().map(String::as_str).zip(row).collect()
    }
}

/// A cell.
#[derive(Default)]
pub struct CellView {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// What is read out in place of a bare figure.
    pub spoken: Option<String>,
    /// Below it.
    pub sub: Option<String>,
    /// A status, or several.
    pub tags: Vec<Tag>,
    /// Whether it is written left to right in every language.
    pub latin: bool,
}

impl CellView {
    /// A text.
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    fn sub(self, sub: impl Into<String>) -> Self {
        Self {
            sub: Some(sub.into()),
            ..self
        }
    }

    fn tags(tags: Vec<Tag>) -> Self {
        Self {
            tags,
            ..Self::default()
        }
    }
}

/// Rows a table shows.
const MOST: usize = 50;

/// The sections of the reader's roles; none of those that work on requests.
pub async fn sections(page: &Page, caller: &Caller) -> Result<Vec<SectionView>, Failure> {
    let mut sections = Vec::new();
    for role in caller.actor().roles.iter().filter(|role| !works(*role)) {
        sections.push(section(page, caller, role).await?);
    }
    Ok(sections)
}

async fn section(page: &Page, caller: &Caller, role: Role) -> Result<SectionView, Failure> {
    let cx = caller.context();
    let view = SectionView {
        id: role.code(),
        title: words::role(page.words(), role),
        text: page.t(&format!("home.role.{role}")).into_owned(),
        figures: Vec::new(),
        facts: Vec::new(),
        tables: Vec::new(),
        links: links(page, caller, role),
    };
    Ok(match role {
        Role::Auditor => auditor::section(page, view, &trail::overview(&cx).await?),
        Role::Verifier => {
            let waiting = applications::waiting(&cx).await?;
            let asked = assurance::asked(&cx).await?;
            verifier::section(page, view, waiting, &asked, &organisations::register(&cx).await?)
        }
        Role::Operator => operator::section(page, view, &caller.app, &health(&cx).await?),
        Role::Coordinator => coordinator::section(page, view, &stuck(&cx).await?),
        Role::AgencyAdmin | Role::ExchangeAdmin => members::section(page, view, &organisations::own(&cx).await?),
        Role::Officer | Role::Supervisor | Role::Intake | Role::Responder | Role::Counsel => view,
    })
}

fn links(page: &Page, caller: &Caller, role: Role) -> Vec<(&'static str, String)> {
    let links: &[(&'static str, &str)] = match role {
        Role::Auditor => &[
            ("/trail", "site.nav.trail"),
            ("/organisations", "site.nav.organisations"),
        ],
        Role::Verifier => &[
            ("/applications", "site.nav.applications"),
            ("/assurance", "assurance.index.title"),
            ("/members", "site.nav.members"),
            ("/organisations", "site.nav.organisations"),
        ],
        Role::AgencyAdmin | Role::ExchangeAdmin => &[
            ("/members", "site.nav.members"),
            ("/assurance", "assurance.index.title"),
            ("/attestation", "attestations.act.state"),
            ("/organisations", "site.nav.organisations"),
        ],
        Role::Operator | Role::Coordinator => &[("/organisations", "site.nav.organisations")],
        Role::Officer | Role::Supervisor | Role::Intake | Role::Responder | Role::Counsel => {
            &[("/requests", "site.nav.requests")]
        }
    };
    let open = links.iter().filter(|(href, _)| Route::is_open(href, caller.actor()));
    open.map(|(href, key)| (*href, page.t(key).into_owned())).collect()
}

/// `count`, of which no more than `most` were counted.
fn counted(page: &Page, count: u64, most: u64) -> String {
    if count < most {
        page.words().number(count)
    } else {
        page.ta("home.over", [("count", page.words().number(most - 1))])
    }
}

/// The sentence below a table that shows the first [`MOST`] of `all`.
fn more(page: &Page, all: usize) -> Option<String> {
    let gaps = [("shown", page.words().number(MOST))];
    (all > MOST).then(|| page.na("home.first_of", all, gaps))
}

/// The words of the columns, in order.
fn heads(page: &Page, section: &str, columns: &[&str]) -> Vec<String> {
    let head = |column: &&str| page.t(&format!("home.{section}.{column}")).into_owned();
    columns.iter().map(head).collect()
}
