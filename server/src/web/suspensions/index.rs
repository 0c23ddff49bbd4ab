//! The list of suspensions.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{href, side, state};
use crate::domain::actor::OrganisationKind;
use crate::service::suspensions::{self, Listed};
use crate::store::suspensions::{Cursor, State, Wanted, Whom};
use crate::web::page::{Answer, Page};
use crate::web::query::{Filters, Query, place_of};
use crate::web::session::Caller;
use crate::web::views::{Choice, FieldView, PagesView, Tag};

#[derive(Template)]
#[template(path = "suspensions/index.html")]
struct IndexPage {
    page: Page,
    fields: [(FieldView, Vec<Choice>); 3],
    text: FieldView,
    rows: Vec<RowView>,
    pages: PagesView,
    /// Where all of them stand, if something is filtered by.
    clear: Option<&'static str>,
}

struct RowView {
    href: String,
    name: String,
    organisation: Option<String>,
    reason: String,
    side: String,
    since: String,
    requests: String,
    state: Tag,
    lifted: Option<String>,
}

/// The address of the list.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    whom: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    before: String,
}

/// The longest text that is looked for, in characters (S48).
pub(super) const LONGEST: usize = 100;

impl Asked {
    /// The address of the same list, turned by `change` to another page.
    fn address(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut asked = Self {
            after: String::new(),
            before: String::new(),
            ..self.clone()
        };
        change(&mut asked);
        let query = serde_html_form::to_string(&asked).unwrap_or_default();
        if query.is_empty() {
            "/suspensions".to_owned()
        } else {
            format!("/suspensions?{query}")
        }
    }

    fn filters(&self) -> bool {
        [&self.q, &self.state, &self.whom, &self.kind]
            .iter()
            .any(|typed| !typed.is_empty())
    }
}

/// `GET /suspensions`.
pub async fn index(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let mut filters = Filters::default();
    let wanted = Wanted {
        text: filters.words(&page, "q", &asked.q, LONGEST).to_lowercase(),
        state: filters
            .choice(&page, "state", &asked.state, |text| text.parse().ok())
            .unwrap_or(State::Standing),
        whom: filters.choice(&page, "whom", &asked.whom, |text| text.parse().ok()),
        kind: filters.choice(&page, "kind", &asked.kind, |text| text.parse().ok()),
    };
    let place = place_of(&asked.after, &asked.before, Cursor::read)?;
    let listed = suspensions::list(&caller.context(), &wanted, place).await?;
    let pages = PagesView {
        summary: page.n("suspensions.index.shown", listed.rows.len()),
        first: (!place.is_first()).then(|| asked.address(|_| ())),
        newer: listed.newer.map(|row| asked.address(|asked| asked.before = row.text())),
        older: listed.older.map(|row| asked.address(|asked| asked.after = row.text())),
    };
    let any = |typed: &str| Choice::new("", page.t("suspensions.index.any"), typed);
    let named = |section: &str, codes: Vec<&'static str>, typed: &str| -> Vec<Choice> {
        let choice = |code: &str| Choice::new(code, page.t(&format!("{section}.{code}")), typed);
        codes.into_iter().map(choice).collect()
    };
    let field = |name: &'static str| {
        FieldView::new(name, page.t(&format!("suspensions.index.{name}")))
            .id(format!("filter-{name}"))
            .error(filters.fault(name))
            .optional()
    };
    let kinds = OrganisationKind::ALL.iter().map(|kind| kind.code()).collect();
    let fields = [
        (
            field("state"),
            named(
                "suspensions.index.states",
                State::ALL.iter().map(|one| one.code()).collect(),
                wanted.state.code(),
            ),
        ),
        (
            field("whom"),
            std::iter::once(any(&asked.whom))
                .chain(named(
                    "suspensions.index.whoms",
                    Whom::ALL.iter().map(|one| one.code()).collect(),
                    &asked.whom,
                ))
                .collect(),
        ),
        (
            field("kind"),
            std::iter::once(any(&asked.kind))
                .chain(named("organisations.kind", kinds, &asked.kind))
                .collect(),
        ),
    ];
    filters.answer(&IndexPage {
        fields,
        text: field("q").value(&asked.q),
        rows: listed.rows.iter().map(|listed| row(&page, listed)).collect(),
        pages,
        clear: asked.filters().then_some("/suspensions"),
        page,
    })
}

fn row(page: &Page, listed: &Listed) -> RowView {
    let suspension = &listed.suspension;
    RowView {
        href: href(suspension.id),
        name: listed.person.clone().unwrap_or_else(|| listed.organisation.clone()),
        organisation: listed.person.as_ref().map(|_| listed.organisation.clone()),
        reason: page
            .t(&format!("suspensions.reason.{}", suspension.reason))
            .into_owned(),
        side: side(page, suspension.side),
        since: page.moment(suspension.at),
        requests: page.words().number(suspension.done.requests),
        state: state(page, suspension),
        lifted: suspension
            .lifted
            .as_ref()
            .map(|lifted| page.ta("suspensions.index.lifted", [("when", page.moment(lifted.at))])),
    }
}
