//! How the installation is: what should have been done, the jobs, the database. Nothing of what is in it.

use super::{CellView, CountView, SectionView, TableView, heads};
use crate::app::{App, Ran};
use crate::service::health::Health;
use crate::store::settings::Site;
use crate::web::page::Page;
use crate::web::views::{Fact, Icon, Tag, Tone};

/// What an operator finds.
pub fn section(page: &Page, view: SectionView, app: &App, health: &Health) -> SectionView {
    SectionView {
        figures: figures(page, app, health),
        facts: facts(page, app, health),
        tables: vec![TableView {
            id: "jobs",
            title: page.t("home.operator.jobs").into_owned(),
            heads: heads(page, "operator", &["job", "last", "outcome"]),
            rows: app
                .vitals
                .jobs()
                .iter()
                .map(|(job, ran)| row(page, job, *ran))
                .collect(),
            none: (
                page.t("home.operator.none.title").into_owned(),
                page.t("home.operator.none.text").into_owned(),
            ),
            more: None,
        }],
        ..view
    }
}

fn figures(page: &Page, app: &App, health: &Health) -> Vec<CountView> {
    let Health {
        overdue,
        is_more,
        waiting,
        dead,
        ..
    } = *health;
    let words = page.words();
    let (unready, unready_at) = app.vitals.unready_so_far();
    let say = |key: &str| page.t(&format!("home.operator.{key}")).into_owned();
    let overdue_told = if is_more {
        page.ta("home.over", [("count", words.number(overdue))])
    } else {
        words.number(overdue)
    };
    vec![
        CountView {
            name: say("overdue"),
            value: overdue_told,
            detail: say("overdue_detail"),
            hot: overdue > 0,
        },
        CountView {
            name: say("outbox"),
            value: words.number(waiting),
            detail: page.n("home.operator.dead", dead),
            hot: dead > 0,
        },
        CountView {
            name: say("unready"),
            value: words.number(unready),
            detail: match unready_at {
                Some(at) => page.ta("home.operator.unready_at", [("when", page.moment(at))]),
                None => say("always_ready"),
            },
            hot: unready > 0,
        },
    ]
}

fn facts(page: &Page, app: &App, health: &Health) -> Vec<Fact> {
    let label = |key: &str| page.t(&format!("home.operator.fact.{key}")).into_owned();
    let kind = if health.is_postgres { "postgres" } else { "file" };
    let site = match app.site {
        Site::Serve => "real",
        Site::Demo => "demo",
        Site::Seed => "made_up",
    };
    let schema = if health.is_current { "current" } else { "behind" };
    vec![
        Fact::latin(label("version"), env!("CARGO_PKG_VERSION")),
        Fact::new(label("started"), page.moment(app.started)),
        Fact::new(label("database"), label(kind)),
        Fact::new(label("size"), size(page, health.bytes)),
        Fact::new(label("schema"), label(schema)),
        Fact::new(label("data"), label(site)),
    ]
}

/// In mebibytes, rounded up.
fn size(page: &Page, bytes: u64) -> String {
    page.n("home.operator.fact.mebibytes", bytes.div_ceil(1024 * 1024))
}

fn row(page: &Page, job: &str, ran: Ran) -> Vec<CellView> {
    let (tone, icon, key) = if ran.done {
        (Tone::Ok, Icon::Check, "done")
    } else {
        (Tone::Danger, Icon::Alert, "failed")
    };
    vec![
        CellView::new(page.t(&format!("home.operator.job_of.{job}"))),
        CellView::new(page.ta(
            "home.operator.ago",
            [("duration", page.duration(page.now().since(ran.at)))],
        ))
        .sub(page.moment(ran.at)),
        CellView::tags(vec![Tag::new(tone, icon, page.t(&format!("home.operator.{key}")))]),
    ]
}
