//! How much of each hold is to be released, as fields: on the form that begins such a request, and on its draft.

use crate::domain::change::Fault;
use crate::domain::holds::Hold;
use crate::domain::requests::drafting::part_field;
use crate::web::page::Page;
use crate::web::requests::words::amount;
use crate::web::views::FieldView;

/// One hold and how much of it.
pub struct PartView {
    /// The hold.
    pub row: String,
    /// How much.
    pub field: FieldView,
}

/// A field for each of `holds` with what was `typed` of its `row`; none for a block, which is released whole.
pub fn parts<'a>(
    page: &Page,
    holds: impl Iterator<Item = &'a Hold>,
    (rows, typed): (&[String], &[String]),
    faults: &[Fault],
) -> Vec<PartView> {
    holds
        .filter(|hold| !hold.is_block())
        .map(|hold| {
            let row = hold.id.to_string();
            let at = rows.iter().position(|known| *known == row);
            let typed = at.and_then(|at| typed.get(at)).cloned().unwrap_or_default();
            let id = part_field(hold.id);
            let fault = faults.iter().find(|fault| fault.field == id);
            let gaps = [
                ("position", hold.position.to_string()),
                ("amount", amount(page, hold.amount, &hold.asset)),
            ];
            let field = FieldView::new("amount", page.ta("requests.form.field.part.label", gaps))
                .id(id)
                .hint(page.t("requests.form.field.part.hint"))
                .value(typed)
                .error(fault.map(|fault| page.fault(fault)))
                .optional()
                .left_to_right()
                .keyboard("decimal");
            PartView { row, field }
        })
        .collect()
}
