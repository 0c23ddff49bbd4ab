//! The indicators of the case as rows of the form, where targets are ticked.

use crate::domain::cases::Indicator;
use crate::domain::money::Asset;
use crate::service::requests::drafting::Material;
use crate::web::requests::words::by_eye_tag;
use crate::web::views::{AddressView, Choice, FieldView, Tag};

use crate::web::requests::draft_form::{DraftForm, FIND, older};

use super::fields::Fields;

/// One indicator of the case as a row of the form.
pub struct RowView {
    pub id: String,
    pub address: AddressView,
    pub what: String,
    /// That nothing shows a mistyped character of it.
    pub by_eye: Option<Tag>,
    pub chosen: bool,
    pub pick: FieldView,
    pub pick_label: String,
    pub asset: FieldView,
    pub assets: Vec<Choice>,
    pub amount: FieldView,
    pub txid: FieldView,
}

/// A case with more indicators than this is searched.
const FEW: u32 = 20;

/// Looking for indicators of the case that do not stand on the form.
pub struct SearchView {
    pub find: FieldView,
    /// The number before which the page of those found begins.
    pub before: String,
    /// How the button is sent that finds.
    pub press: &'static str,
    /// How many there are, and how many of them were found.
    pub found: String,
    /// How the button is sent that shows older ones.
    pub older: Option<String>,
    /// Whether the newest are not those shown.
    pub is_further: bool,
}

/// Nothing where all indicators of the case stand on the form anyway and are few.
pub(super) fn search(fields: &Fields<'_>, material: &Material, typed: &DraftForm) -> Option<SearchView> {
    let page = fields.page;
    let before = typed.begins();
    let is_narrowed = !typed.find.trim().is_empty() || !before.is_empty();
    if material.case.indicators <= FEW && !is_narrowed {
        return None;
    }
    let gaps = [
        (
            "found",
            page.words().number(u32::try_from(material.found).unwrap_or(u32::MAX)),
        ),
        ("all", page.words().number(material.case.indicators)),
    ];
    let found = if material.found == 0 {
        page.t("requests.form.found_none").into_owned()
    } else {
        page.ta("requests.form.found", gaps)
    };
    Some(SearchView {
        find: fields.of("find", &typed.find).optional(),
        before: before.to_owned(),
        press: FIND,
        found,
        older: material.further.map(older),
        is_further: !before.is_empty(),
    })
}

pub(super) fn rows(fields: &Fields<'_>, material: &Material, typed: &DraftForm) -> Vec<RowView> {
    material
        .indicators
        .iter()
        .zip(1u32..)
        .map(|(indicator, number)| row(fields, indicator, number, typed))
        .collect()
}

fn row(fields: &Fields<'_>, indicator: &Indicator, number: u32, typed: &DraftForm) -> RowView {
    let page = fields.page;
    let key = &indicator.observed.key;
    let (chosen, asset, amount, txid) = typed.typed_row(indicator.id);
    let chain = key.chain.as_ref().map_or("", |chain| chain.name());
    let field = |name: &str, value: &str| {
        FieldView::new(
            name,
            page.ta(&format!("requests.form.field.row_{name}.label"), [("number", number)]),
        )
        .id(format!("{name}.{number}"))
        .value(value)
        .error(fields.error(&format!("{name}.{number}")))
        .optional()
    };
    let mut assets = vec![Choice::new("", page.t("requests.form.any_asset"), asset)];
    assets.extend(Asset::known_on(chain).map(|known| Choice::new(known.symbol.clone(), known.symbol, asset)));
    let by_eye = indicator.observed.checksum.by_eye(key.kind);
    RowView {
        id: indicator.id.to_string(),
        address: crate::web::requests::words::address(page, key.kind.code(), chain, &key.value, &key.tag)
            .compared(by_eye.is_some()),
        what: indicator.note.clone(),
        by_eye: by_eye_tag(page, by_eye),
        chosen,
        pick: FieldView::new("pick", page.ta("requests.form.row", [("number", number)]))
            .id(format!("pick.{number}"))
            .error(fields.error(&format!("pick.{number}"))),
        pick_label: page.ta("requests.form.pick", [("value", key.value.as_str())]),
        asset: field("asset", asset),
        assets,
        amount: field("amount", amount).left_to_right().keyboard("decimal"),
        txid: field("txid", txid).left_to_right(),
    }
}
