//! The page of one act on an account: what will happen to whom, what must be told, and the button.

use askama::Template;

use crate::domain::change::Fault;
use crate::web::page::{Answer, Page, again, shown};
use crate::web::views::{Choice, Crumb, ErrorSummary, Fact, FieldView};

/// One thing that is asked.
pub enum Asked {
    /// A line.
    Line(FieldView),
    /// A line in Latin letters: codes and numbers.
    Code(FieldView),
    /// A date.
    Date(FieldView),
    /// A date with a time.
    Moment(FieldView),
    /// A line that is not shown while it is typed, and never again.
    Secret(FieldView),
    /// Several lines.
    Area(FieldView),
    /// One of a list.
    One(FieldView, Vec<Choice>),
    /// Any of a few.
    Any(FieldView, Vec<Choice>),
}

impl Asked {
    const fn field(&self) -> &FieldView {
        match self {
            Self::Line(field)
            | Self::Code(field)
            | Self::Date(field)
            | Self::Moment(field)
            | Self::Secret(field)
            | Self::Area(field)
            | Self::One(field, _)
            | Self::Any(field, _) => field,
        }
    }
}

/// The page.
#[derive(Template)]
#[template(path = "members/act.html")]
pub struct ActPage {
    /// What every page needs.
    pub page: Page,
    /// Where it stands.
    pub crumbs: Vec<Crumb>,
    /// The act.
    pub title: String,
    /// What follows from it.
    pub lead: String,
    /// Where the form goes.
    pub action: String,
    /// Where one goes who does not do it.
    pub back: String,
    /// What is so.
    pub about: Vec<Fact>,
    /// Values that go along.
    pub hidden: Vec<(&'static str, String)>,
    /// What is asked.
    pub asked: Vec<Asked>,
    /// What stops the form.
    pub errors: ErrorSummary,
    /// The button.
    pub submit: String,
    /// How the button looks: `primary`, or `danger sure`.
    pub class: &'static str,
    /// Why this reader cannot do it now.
    pub refused: Option<String>,
}

impl ActPage {
    /// The page, with what stops it, if anything: 200, or 422.
    pub fn answer(mut self, faults: &[Fault]) -> Answer {
        let fields: Vec<&FieldView> = self.asked.iter().map(Asked::field).collect();
        self.errors = ErrorSummary::of(self.page.words(), fields, faults);
        if faults.is_empty() { shown(&self) } else { again(&self) }
    }
}

/// A field of an act, with what is wrong about it.
pub fn field(page: &Page, name: &'static str, label: &str, faults: &[Fault]) -> FieldView {
    let fault = faults.iter().find(|fault| fault.field == name);
    FieldView::new(name, page.t(label)).error(fault.map(|fault| page.fault(fault)))
}
