//! Fields and what is wrong with them.

use crate::domain::change::Fault;
use crate::text::Words;
use crate::web::words;

/// A field of a form: what is asked, what was typed, what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldView {
    /// Unique on the page; the error summary leads to it.
    pub id: String,
    /// The name it is sent under.
    pub name: String,
    /// What is asked, in the reader's words.
    pub label: String,
    /// How to answer, where the label does not say it.
    pub hint: Option<String>,
    /// What is wrong and how to put it right.
    pub error: Option<String>,
    /// What was typed, unchanged.
    pub value: String,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What it is needed for, where that is more than "may stay empty".
    pub needed: Option<String>,
    /// Whether it is written left to right in every language: codes, amounts, addresses, mail.
    pub latin: bool,
    /// The keyboard a phone shows: `numeric`, `decimal`, `tel`, `email`.
    pub keyboard: Option<&'static str>,
}

impl FieldView {
    /// A field that must be answered; its id is its name.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            ..Self::default()
        }
    }

    /// The same field under another id, where a name stands on a page twice.
    #[must_use]
    pub fn id(self, id: impl Into<String>) -> Self {
        Self { id: id.into(), ..self }
    }

    /// The same field with a hint.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// The same field with what is wrong about it, if anything.
    #[must_use]
    pub fn error(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }

    /// The same field with what was typed.
    #[must_use]
    pub fn value(self, value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            ..self
        }
    }

    /// The same field, free to stay empty.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// The same field, free to stay empty unless `what` it is needed for is so.
    #[must_use]
    pub fn needed(self, what: impl Into<String>) -> Self {
        Self {
            optional: true,
            needed: Some(what.into()),
            ..self
        }
    }

    /// The same field, written left to right in every language.
    #[must_use]
    pub fn left_to_right(self) -> Self {
        Self { latin: true, ..self }
    }

    /// The same field with the keyboard a phone shows for it.
    #[must_use]
    pub fn keyboard(self, keyboard: &'static str) -> Self {
        Self {
            keyboard: Some(keyboard),
            ..self
        }
    }

    /// The ids of hint and error, for `aria-describedby`.
    #[must_use]
    pub fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// One of the answers a field offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// What it means, where the label does not say it. Not shown in drop-down lists.
    pub hint: Option<String>,
    /// What can be done in its place: where, and the act.
    pub instead: Option<(String, String)>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Answers that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceGroup {
    /// What they have in common; nothing where they stand by themselves.
    pub name: Option<String>,
    /// The answers.
    pub choices: Vec<Choice>,
}

impl Choice {
    /// A choice without explanation, chosen when it is the value typed before.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>, typed: &str) -> Self {
        let value = value.into();
        Self {
            chosen: value == typed,
            value,
            label: label.into(),
            hint: None,
            instead: None,
        }
    }

    /// The same choice, with what can be done in its place at `href`.
    #[must_use]
    pub fn instead(self, href: impl Into<String>, act: impl Into<String>) -> Self {
        Self {
            instead: Some((href.into(), act.into())),
            ..self
        }
    }

    /// The same choice, explained.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

/// What stops a form, above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorSummary {
    /// How many things stop it, in the reader's words (`site.errors.title`).
    pub title: String,
    /// Each of them; nothing shows when there is none.
    pub lines: Vec<ErrorLine>,
}

impl ErrorSummary {
    /// Whatever is wrong in the fields of a form, in their order and each by its name; then those of `faults` that no
    /// field of the form tells. The one way every form says what stops it.
    #[must_use]
    pub fn of<'a>(words: &Words, fields: impl IntoIterator<Item = &'a FieldView>, faults: &[Fault]) -> Self {
        let mut told = Vec::new();
        let mut lines = Vec::new();
        for field in fields {
            told.push(field.id.as_str());
            if let Some(error) = &field.error {
                // Each of several lines may be wrong: the field tells the first, and the others stand here too.
                let further = faults.iter().filter(|fault| fault.field == field.id).skip(1);
                let errors = std::iter::once(error.clone()).chain(further.map(|fault| words::fault(words, fault)));
                lines.extend(errors.map(|error| ErrorLine {
                    field: field.id.clone(),
                    text: words.ta("site.errors.line", [("field", &field.label), ("error", &error)]),
                }));
            }
        }
        let others = faults.iter().filter(|fault| !told.contains(&fault.field.as_str()));
        lines.extend(others.map(|fault| ErrorLine {
            field: String::new(),
            text: words::fault(words, fault),
        }));
        Self {
            title: words.n("site.errors.title", lines.len()),
            lines,
        }
    }

    /// What is wrong with a form as a whole, told at its first field and leading there; nothing where nothing is.
    #[must_use]
    pub fn whole(words: &Words, first: &FieldView) -> Self {
        let line = first.error.clone().map(|text| ErrorLine {
            field: first.id.clone(),
            text,
        });
        Self {
            title: words.n("site.errors.title", 1),
            lines: line.into_iter().collect(),
        }
    }
}

/// One thing that stops a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorLine {
    /// The id of the field it leads to; empty where no field of the page tells it.
    pub field: String,
    /// Which field, what is wrong and how to put it right.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn a_field_is_described_by_its_hint_and_its_error() {
        let bare = FieldView::new("until", "Hold until");
        let hinted = bare.clone().hint("No later than Friday");
        let wrong = hinted.clone().error(Some("Enter a date".into()));

        assert_eq!(bare.described_by(), None);
        assert_eq!(hinted.described_by().as_deref(), Some("until-hint"));
        assert_eq!(wrong.described_by().as_deref(), Some("until-hint until-error"));
    }

    #[test]
    fn the_summary_names_each_wrong_field_leads_there_and_to_no_other() {
        let right = FieldView::new("cap", "At most");
        let wrong = FieldView::new("until", "Hold until").error(Some("Enter a date".into()));

        let summary = ErrorSummary::of(Language::English.words(), [&right, &wrong], &[]);

        assert_eq!(
            summary.lines,
            [ErrorLine {
                field: "until".into(),
                text: "Hold until: Enter a date".into()
            }]
        );
    }

    #[test]
    fn each_wrong_line_of_a_field_is_told() {
        let words = Language::English.words();
        let faults = [2, 5].map(|line| Fault::new("lines", "flow_cells").with("line", line));
        let wrong = FieldView::new("lines", "Movements").error(Some(words::fault(words, &faults[0])));

        let summary = ErrorSummary::of(words, [&wrong], &faults);

        let told: Vec<_> = summary.lines.iter().map(|line| line.text.clone()).collect();
        let expected = faults.map(|fault| format!("Movements: {}", words::fault(words, &fault)));
        assert_eq!(told, expected);
        assert_ne!(told[0], told[1]);
    }

    #[test]
    fn a_fault_that_no_field_tells_is_told_all_the_same() {
        let words = Language::English.words();
        let wrong = FieldView::new("until", "Hold until").error(Some("Enter a date".into()));
        let faults = [Fault::new("until", "no_date"), Fault::new("row", "required")];

        let summary = ErrorSummary::of(words, [&wrong], &faults);

        assert_eq!(summary.title, words.n("site.errors.title", 2));
        let told: Vec<_> = summary.lines.iter().map(|line| line.field.as_str()).collect();
        assert_eq!(told, ["until", ""]);
        assert_eq!(summary.lines[1].text, words.t("errors.field.required"));
    }
}
