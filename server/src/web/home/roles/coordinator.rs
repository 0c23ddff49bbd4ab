//! Where requests are stuck and with whom, in numbers of each exchange.

use super::{CellView, CountView, MOST, SectionView, TableView, counted, heads, more};
use crate::store::requests::stuck::{MOST_COUNTED, Stuck};
use crate::web::page::Page;
use crate::web::views::{Icon, Tag, Tone};

/// What a coordinator finds.
pub fn section(page: &Page, view: SectionView, stuck: &[Stuck]) -> SectionView {
    let figure = |key: &str, count: i64| CountView {
        name: page.t(&format!("home.coordinator.{key}")).into_owned(),
        value: page.words().number(count),
        detail: page.t(&format!("home.coordinator.{key}_detail")).into_owned(),
        hot: count > 0,
    };
    let with_late = stuck.iter().filter(|one| one.late > 0).count();
    SectionView {
        figures: vec![
            figure("exchanges", i64::try_from(with_late).unwrap_or(i64::MAX)),
            figure("late", stuck.iter().map(|one| one.late).sum()),
            figure("pressing", stuck.iter().map(|one| one.pressing).sum()),
        ],
        tables: vec![TableView {
            id: "stuck",
            title: page.t("home.coordinator.title").into_owned(),
            heads: heads(
                page,
                "coordinator",
                &["exchange", "waiting", "late", "pressing", "oldest"],
            ),
            rows: stuck.iter().take(MOST).map(|one| row(page, one)).collect(),
            none: (
                page.t("home.coordinator.none.title").into_owned(),
                page.t("home.coordinator.none.text").into_owned(),
            ),
            more: more(page, stuck.len()),
        }],
        ..view
    }
}

fn row(page: &Page, stuck: &Stuck) -> Vec<CellView> {
    let Stuck {
        id: _,
        name,
        country,
        waiting,
        late,
        pressing,
        oldest,
    } = stuck;
    let number = |count: i64| CellView::new(counted(page, u64::try_from(count).unwrap_or(0), MOST_COUNTED));
    let promise = match oldest {
        Some(due) if *due < page.now() => {
            let late = page.ta("home.late", [("duration", page.duration(page.now().since(*due)))]);
            CellView {
                sub: Some(page.moment(*due)),
                ..CellView::tags(vec![Tag::new(Tone::Danger, Icon::Alert, late)])
            }
        }
        Some(due) => CellView::new(page.moment(*due)),
        None => CellView::new(page.t("home.no_date")),
    };
    vec![
        CellView::new(name).sub(page.country(*country)),
        number(*waiting),
        number(*late),
        number(*pressing),
        promise,
    ]
}
