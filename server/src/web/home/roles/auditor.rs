//! The trail at a glance: how much happened, and what was refused last. Each figure leads to what it counts.

use super::{CellView, SectionView, TableView, counted, heads};
use crate::domain::audit::Period;
use crate::domain::events::Event;
use crate::service::trail::{Figure, Overview};
use crate::store::audit::{Line, MOST_COUNTED};
use crate::web::denials::{place, why};
use crate::web::page::Page;

/// What an auditor finds.
pub fn section(page: &Page, view: SectionView, overview: &Overview) -> SectionView {
    SectionView {
        tables: vec![figures(page, overview), refusals(page, overview)],
        ..view
    }
}

fn figures(page: &Page, overview: &Overview) -> TableView {
    TableView {
        id: "trail-figures",
        title: page.t("home.auditor.figures").into_owned(),
        heads: heads(page, "auditor", &["what", "day", "week"]),
        rows: overview.figures.iter().map(|figure| row(page, figure)).collect(),
        ..TableView::default()
    }
}

fn row(page: &Page, figure: &Figure) -> Vec<CellView> {
    let Figure { act, day, week } = *figure;
    let what = page.t(&format!("home.auditor.{act}")).into_owned();
    let cell = |count: u64, period: Period| {
        let count = counted(page, count, MOST_COUNTED);
        let within = page.t(&format!("trail.last.{period}"));
        let gaps = [("what", what.as_str()), ("count", count.as_str()), ("within", &within)];
        CellView {
            href: Some(format!("/trail?act={act}&last={period}")),
            spoken: Some(page.ta("home.auditor.spoken", gaps)),
            ..CellView::new(count)
        }
    };
    vec![CellView::new(&what), cell(day, Period::Day), cell(week, Period::Week)]
}

fn refusals(page: &Page, overview: &Overview) -> TableView {
    TableView {
        id: "refusals",
        title: page.t("home.auditor.refusals").into_owned(),
        heads: heads(page, "auditor", &["when", "who", "where"]),
        rows: overview
            .refusals
            .iter()
            .map(|line| refusal(page, overview, line))
            .collect(),
        none: (
            page.t("home.auditor.none.title").into_owned(),
            page.t("home.auditor.none.text").into_owned(),
        ),
        more: None,
    }
}

fn refusal(page: &Page, overview: &Overview, line: &Line) -> Vec<CellView> {
    let person = line.person.and_then(|id| overview.people.get(&id)).cloned();
    let organisation = line
        .organisation
        .and_then(|id| overview.organisations.get(&id))
        .cloned();
    let (place, why) = match &line.event {
        Some(Event::Denied { route, reason }) => (place(page.words(), route), why(page.words(), reason)),
        Some(_) | None => (String::new(), String::new()),
    };
    vec![
        CellView {
            href: Some(format!("/trail/{}", line.leaf)),
            ..CellView::new(page.moment(line.at))
        },
        CellView::new(person.unwrap_or_else(|| page.t("trail.nobody").into_owned()))
            .sub(organisation.unwrap_or_default()),
        CellView::new(place).sub(why),
    ]
}
