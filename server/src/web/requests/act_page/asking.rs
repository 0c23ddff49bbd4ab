//! What the page of an act asks: fields in groups, and what each is asked with.

use crate::domain::actor::Actor;
use crate::domain::change::Fault;
use crate::domain::people::Person;
use crate::domain::values::Time;
use crate::service::requests::Opened;
use crate::web::page::Page;
use crate::web::requests::show::title;
use crate::web::requests::words::held;
use crate::web::views::{Choice, Fact, FieldView};

use super::Place;

/// So many holds and preservations are told one by one; of more, only how many.
const MOST_TOLD: usize = 5;

/// One thing that is asked.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A line.
    Line(FieldView),
    /// Several lines.
    Area(FieldView),
    /// One of a list.
    One(FieldView, Vec<Choice>),
    /// One of a few, each explained.
    Explained(FieldView, Vec<Choice>),
    /// Any of a few.
    Any(FieldView, Vec<Choice>),
    /// A moment in the reader's zone; to the second, or to the minute.
    Moment(FieldView, bool),
    /// One of a list, and lines beside it.
    Row(FieldView, Vec<Choice>, Vec<FieldView>),
}

impl Asked {
    pub(super) fn fields(&self) -> Vec<&FieldView> {
        match self {
            Self::Line(field)
            | Self::Area(field)
            | Self::One(field, _)
            | Self::Explained(field, _)
            | Self::Any(field, _)
            | Self::Moment(field, _) => vec![field],
            Self::Row(field, _, beside) => std::iter::once(field).chain(beside).collect(),
        }
    }
}

/// Fields that belong together.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// What they are about.
    pub title: Option<String>,
    /// When to fill them in.
    pub hint: Option<String>,
    /// The fields.
    pub fields: Vec<Asked>,
}

/// Another act to think of first.
#[derive(Clone, Debug)]
pub struct Advice {
    /// What.
    pub title: String,
    /// Why.
    pub text: String,
    /// Where to.
    pub href: String,
    /// The act.
    pub label: String,
}

/// What a form asks its fields with.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The page.
    pub page: &'a Page,
    /// The request.
    pub opened: &'a Opened,
    /// Who acts.
    pub actor: &'a Actor,
    /// What the address names.
    pub place: &'a Place,
    /// Colleagues of the reader, where the form needs them.
    pub colleagues: &'a [Person],
    pub(super) faults: &'a [Fault],
}

impl Asking<'_> {
    /// A field with its words, what was typed and what is wrong with it.
    pub fn field(&self, name: &str, typed: &str) -> FieldView {
        self.field_as(name, name, typed)
    }

    /// As [`Asking::field`], under another id; faults name the id.
    pub fn field_as(&self, name: &str, id: &str, typed: &str) -> FieldView {
        let page = self.page;
        let key = |part: &str| format!("requests.field.{name}.{part}");
        let fault = self.faults.iter().find(|fault| fault.field == id);
        let field = FieldView::new(name, page.t(&key("label")))
            .id(id)
            .value(typed)
            .error(fault.map(|fault| page.fault(fault)));
        if page.words().has(&key("hint")) {
            field.hint(page.t(&key("hint")))
        } else {
            field
        }
    }

    /// Which request it is, and whose.
    pub fn request(&self) -> Vec<Fact> {
        let (page, opened) = (self.page, self.opened);
        let sides = [("asker", &opened.asker.name), ("recipient", &opened.recipient.name)];
        vec![
            Fact::new(page.t("requests.acts.subject.request"), title(page, &opened.request)),
            Fact::new(
                page.t("requests.acts.subject.sides"),
                page.na("requests.show.lead", opened.request.targets.len(), sides),
            ),
        ]
    }

    /// What the request keeps standing now.
    pub fn standing(&self) -> Vec<Fact> {
        let (page, request) = (self.page, &self.opened.request);
        let holds = request.own_holds().map(|hold| {
            let gaps = [
                ("position", hold.position.to_string()),
                ("amount", held(page, hold)),
                ("until", self.both_sides(hold.until)),
            ];
            page.ta("requests.acts.hold", gaps)
        });
        let data = request.own_preservations().map(|kept| {
            let gaps = [
                ("position", kept.position.to_string()),
                ("until", self.both_sides(kept.until)),
            ];
            page.ta("requests.acts.preservation", gaps)
        });
        let mut told: Vec<_> = holds.chain(data).collect();
        let more = told.len().saturating_sub(MOST_TOLD);
        told.truncate(MOST_TOLD);
        if more > 0 {
            told.push(page.n("requests.acts.subject.more", more));
        }
        told.into_iter()
            .map(|stands| Fact::new(page.t("requests.acts.subject.stands"), stands))
            .collect()
    }

    /// A moment on which both sides act: where the reader is, where each side is, and in UTC.
    pub fn both_sides(&self, time: Time) -> String {
        let sides = [&self.opened.recipient.calendar.zone, &self.opened.asker.calendar.zone];
        self.page.moment_of(time, sides)
    }

    /// A moment, whose hint says in which zone it is told.
    pub fn moment(&self, name: &str, typed: &str, seconds: bool) -> Asked {
        Asked::Moment(self.field(name, typed).hint(self.zone_hint()), seconds)
    }

    /// In which zone moments are told.
    pub fn zone_hint(&self) -> String {
        let zone = self.page.words().zone_city(self.page.zone().name());
        self.page.ta("requests.acts.zone", [("zone", zone)])
    }

    /// The words of `all`, each with its name and the one typed chosen.
    pub fn choices<T: Copy + std::fmt::Display>(&self, section: &str, all: &[T], typed: &str) -> Vec<Choice> {
        all.iter()
            .map(|one| {
                Choice::new(
                    one.to_string(),
                    self.page.t(&format!("requests.{section}.{one}")),
                    typed,
                )
            })
            .collect()
    }

    /// As [`Asking::choices`], with nothing chosen at first.
    pub fn choices_or_none<T: Copy + std::fmt::Display>(&self, section: &str, all: &[T], typed: &str) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.page.t("site.field.choose"), typed)];
        choices.extend(self.choices(section, all, typed));
        choices
    }
}
