//! The period of each kind of data alone, as two fields of the form.

use crate::domain::requests::kinds::DataKind;
use crate::web::views::FieldView;

use crate::web::requests::draft_form::{DraftForm, period_field};

use super::fields::Fields;

/// The period of one kind of data.
pub struct PeriodView {
    /// How the kind is sent.
    pub kind: String,
    /// Its first day.
    pub from: FieldView,
    /// Its last.
    pub to: FieldView,
}

impl PeriodView {
    /// Whether something is wrong with it.
    pub fn is_wrong(&self) -> bool {
        self.from.error.is_some() || self.to.error.is_some()
    }
}

pub(super) fn periods(fields: &Fields<'_>, typed: &DraftForm) -> Vec<PeriodView> {
    let view = |kind: &DataKind| {
        let (from, to) = typed.own_period(*kind);
        let word = fields.page.t(&format!("requests.data.{kind}"));
        let field = |name: &str, value: &str| {
            let label = fields
                .page
                .ta(&format!("requests.form.field.{name}.label"), [("kind", word.as_ref())]);
            let id = period_field(name, *kind);
            FieldView::new(name, label)
                .error(fields.error(&id))
                .id(id)
                .value(value)
                .optional()
        };
        PeriodView {
            kind: kind.code().to_owned(),
            from: field("period_from", from),
            to: field("period_to", to),
        }
    };
    DataKind::ALL.iter().map(view).collect()
}
