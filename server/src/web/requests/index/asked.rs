//! What the address of the list asks for, and the filters that show it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fields, Side};
use crate::domain::actor::Actor;
use crate::domain::clocks::Urgency;
use crate::domain::requests::Named;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::values::Time;
use crate::service::requests::listing::Listing;
use crate::service::search::LONGEST;
use crate::store::paging::Place;
use crate::store::requests::lists::{Cursor, DueBefore, Filter, Part, Sort};
use crate::store::requests::reviews::Owed;
use crate::web::error::Failure;
use crate::web::page::Page;
use crate::web::query::{Filters, linked, place_of};
use crate::web::views::{Choice, FieldView};

/// The address of a list: every filter, as it was typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// Which tab.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// What names a request.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// A status.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// An urgency.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub urgency: String,
    /// A kind.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// An organisation on the other side.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub party: String,
    /// By when it is due.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub due: String,
    /// Whose.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mine: String,
    /// What has still to be reviewed; of the asking side only.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub review: String,
    /// What stands still for a suspension.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stopped: String,
    /// In which order.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// Below which row.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// Above which row.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
}

/// What was asked for, understood.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What the list leaves in.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Where the page begins.
    pub place: Place<Cursor>,
    /// What is wrong with the filters.
    pub filters: Filters,
}

impl Asked {
    /// Understands it.
    ///
    /// # Errors
    /// The part, the order or the place in the list is none of ours; nobody types them.
    pub fn read(&self, page: &Page, actor: &Actor) -> Result<Wanted, Failure> {
        let mut filters = Filters::default();
        let side = Side::of(actor);
        let part = linked(&self.part, |text| coded(Part::ALL, Part::code, text))?;
        let statuses: Vec<Status> = statuses(side).collect();
        let status = filters.choice(page, "status", &self.status, |text| {
            coded(&statuses, Status::code, text)
        });
        let filter = Filter {
            part: status.map_or(part, |status| part_of(status, part, side)),
            status,
            urgency: filters.choice(page, "urgency", &self.urgency, |text| {
                coded(Urgency::ALL, Urgency::code, text)
            }),
            kind: filters.choice(page, "kind", &self.kind, |text| coded(Kind::FILED, Kind::code, text)),
            counterparty: filters.choice(page, "party", &self.party, |text| text.parse().ok()),
            due_before: filters.choice(page, "due", &self.due, |text| due_before(page, text)),
            mine: filters
                .choice(page, "mine", &self.mine, |text| (text == MINE).then_some(actor.person))
                .flatten(),
            review: match side {
                Side::Asker => filters.choice(page, "review", &self.review, |text| owed(page, text)),
                Side::Recipient => None,
            },
            stopped: filters
                .choice(page, "stopped", &self.stopped, |text| (text == STOPPED).then_some(true))
                .unwrap_or(false),
            named: Named::read(&filters.words(page, "q", &self.q, LONGEST)),
            ..Filter::default()
        };
        let sort = linked(&self.sort, |text| coded(&[Sort::Due, Sort::Changed], Sort::code, text))?;
        // What is over is due to nobody: it stands by its last change.
        let sort = if filter.part == Part::Over { Sort::Changed } else { sort };
        let place = place_of(&self.after, &self.before, Cursor::read)?;
        Ok(Wanted {
            filter,
            sort,
            place,
            filters,
        })
    }

    /// The address of this list after `change`, on its first page.
    pub fn address(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut asked = Self {
            after: String::new(),
            before: String::new(),
            ..self.clone()
        };
        change(&mut asked);
        let query = serde_html_form::to_string(&asked).unwrap_or_default();
        if query.is_empty() {
            "/requests".to_owned()
        } else {
            format!("/requests?{query}")
        }
    }

    /// The address of the same list under the tab `part`, without what can leave nothing in there.
    pub(super) fn under(&self, side: Side, part: Part) -> String {
        self.address(|asked| {
            let fits = |status: Status| part.may_hold(status, side.asks());
            if asked.status.parse().is_ok_and(|status| !fits(status)) {
                asked.status.clear();
            }
            if part == Part::Over {
                asked.due.clear();
                asked.stopped.clear();
                asked.sort.clear();
            } else if asked.part == Part::Over.code() {
                asked.sort.clear();
            }
            part.code().clone_into(&mut asked.part);
        })
    }

    /// Whether anything but part and order is asked for.
    pub fn filters(&self) -> bool {
        self.narrows(&Filters::default())
    }

    /// Whether anything is filtered by: what is wrong with `filters` narrows nothing.
    pub fn narrows(&self, filters: &Filters) -> bool {
        [
            ("q", &self.q),
            ("status", &self.status),
            ("urgency", &self.urgency),
            ("kind", &self.kind),
            ("party", &self.party),
            ("due", &self.due),
            ("mine", &self.mine),
            ("review", &self.review),
            ("stopped", &self.stopped),
        ]
        .iter()
        .any(|(field, typed)| !typed.is_empty() && filters.fault(field).is_none())
    }

    /// The address of the same part without any filter.
    pub fn unfiltered(&self) -> String {
        Self {
            part: self.part.clone(),
            sort: self.sort.clone(),
            ..Self::default()
        }
        .address(|_| ())
    }
}

/// The statuses the reader's side can meet.
fn statuses(side: Side) -> impl Iterator<Item = Status> {
    let is_met = move |status: &&Status| side == Side::Asker || status.is_issued();
    Status::REACHED.iter().filter(is_met).copied()
}

/// The tab a status stands in: the one asked for, else the first that can hold it. A filter that could leave nothing in
/// turns the page to where there may be something.
fn part_of(status: Status, asked: Part, side: Side) -> Part {
    std::iter::once(asked)
        .chain(Part::ALL.iter().copied())
        .find(|part| part.may_hold(status, side.asks()))
        .unwrap_or(asked)
}

/// The one of `all` whose code was typed.
fn coded<T: Copy>(all: &[T], code: fn(T) -> &'static str, typed: &str) -> Option<T> {
    all.iter().copied().find(|value| code(*value) == typed)
}

const MINE: &str = "yes";

const STOPPED: &str = "yes";

/// By when something is due, as the filter offers it. What is late is due as well.
const DUES: &[&str] = &["overdue", "today", "week"];

fn due_before(page: &Page, text: &str) -> Option<DueBefore> {
    let today = page.now().date_in(page.zone());
    let end_of = |day: Date| {
        let next = day.tomorrow().ok()?.to_zoned(page.zone().time_zone()).ok()?;
        Some(DueBefore(Time::from(next.timestamp())))
    };
    match text {
        "overdue" => Some(DueBefore(page.now())),
        "today" => end_of(today),
        "week" => end_of(today.checked_add(jiff::Span::new().days(6)).ok()?),
        _ => None,
    }
}

/// What has still to be reviewed, as the filter offers it.
const REVIEWS: &[&str] = &["due", "overdue"];

fn owed(page: &Page, text: &str) -> Option<Owed> {
    match text {
        "due" => Some(Owed::All),
        "overdue" => Some(Owed::By(page.now())),
        _ => None,
    }
}

/// The filters with what was typed, and what is wrong with it.
pub fn fields(page: &Page, side: Side, asked: &Asked, wanted: &Wanted, listing: &Listing) -> Fields {
    let field = |name: &'static str, label: String| {
        FieldView::new(name, label)
            .id(format!("filter-{name}"))
            .error(wanted.filters.fault(name))
            .optional()
    };
    let label = |name: &str| page.t(&format!("requests.index.filter.{name}")).into_owned();
    let any = |typed: &str| Choice::new("", page.t("requests.index.filter.any"), typed);
    let named = |typed: &str, section: &str, codes: Vec<&'static str>| {
        let choice = |code: &str| Choice::new(code, page.t(&format!("{section}.{code}")), typed);
        std::iter::once(any(typed))
            .chain(codes.into_iter().map(choice))
            .collect()
    };
    let part = wanted.filter.part;
    let statuses = statuses(side).filter(|status| part.may_hold(*status, side.asks()));
    let counterparties = listing
        .organisations
        .iter()
        .filter(|organisation| Some(organisation.kind) == other(side));
    let of_party = |organisation: &crate::store::organisations::Brief| {
        Choice::new(organisation.id.to_string(), organisation.name.clone(), &asked.party)
    };
    Fields {
        part: wanted.filter.part.code(),
        sort: wanted.sort.code(),
        words: field("q", label("words"))
            .value(asked.q.clone())
            .hint(label("words_hint"))
            .left_to_right(),
        status: (
            field("status", label("status")),
            named(&asked.status, "requests.status", statuses.map(Status::code).collect()),
        ),
        urgency: (
            field("urgency", label("urgency")),
            named(
                &asked.urgency,
                "clocks.urgency",
                Urgency::ALL.iter().map(|urgency| urgency.code()).collect(),
            ),
        ),
        kind: (
            field("kind", label("kind")),
            named(
                &asked.kind,
                "requests.kind",
                Kind::FILED.iter().map(|kind| kind.code()).collect(),
            ),
        ),
        party: (
            field(
                "party",
                page.t(&format!("requests.index.{}.party", side.code())).into_owned(),
            ),
            std::iter::once(any(&asked.party))
                .chain(counterparties.map(of_party))
                .collect(),
        ),
        // What is over is due to nobody; what was asked for all the same is shown, so that it can be taken away.
        due: (part != Part::Over || !asked.due.is_empty()).then(|| {
            (
                field("due", label("due")),
                named(&asked.due, "requests.index.due_by", DUES.to_vec()),
            )
        }),
        review: (side == Side::Asker).then(|| {
            (
                field("review", label("review")),
                named(&asked.review, "requests.index.review", REVIEWS.to_vec()),
            )
        }),
        // Nothing that is over stands still.
        stopped: (part != Part::Over || !asked.stopped.is_empty()).then(|| {
            let only = Choice::new(STOPPED, page.t("requests.index.stopped.only"), &asked.stopped);
            (field("stopped", label("stopped")), vec![any(&asked.stopped), only])
        }),
        mine: (
            field("mine", label("mine")),
            vec![
                Choice::new("", page.t("requests.index.mine.anyone"), &asked.mine),
                Choice::new(
                    MINE,
                    page.t(&format!("requests.index.mine.{}", side.code())),
                    &asked.mine,
                ),
            ],
        ),
    }
}

const fn other(side: Side) -> Option<crate::domain::actor::OrganisationKind> {
    use crate::domain::actor::OrganisationKind;
    match side {
        Side::Asker => Some(OrganisationKind::Exchange),
        Side::Recipient => Some(OrganisationKind::Agency),
    }
}
