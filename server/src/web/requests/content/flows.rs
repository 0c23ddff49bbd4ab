//! How the funds moved, hop by hop.

use super::super::words::{address, amount};
use crate::domain::requests::Content;
use crate::domain::requests::flows::Flow;
use crate::web::page::Page;
use crate::web::views::AddressView;

/// One hop.
#[derive(Clone, Debug)]
pub struct FlowRow {
    /// When; nothing where unknown.
    pub when: Option<String>,
    /// From where.
    pub from: AddressView,
    /// Where to.
    pub to: AddressView,
    /// How much; nothing where unknown.
    pub amount: Option<String>,
    /// By which transaction; nothing where unknown.
    pub transaction: Option<AddressView>,
}

/// The rows of the table, in the order of the asker.
pub(super) fn rows(page: &Page, content: &Content) -> Vec<FlowRow> {
    let row = |flow: &Flow| FlowRow {
        when: flow.at.map(|at| page.moment(at)),
        from: address(page, "address", &flow.chain, &flow.from, ""),
        to: address(page, "address", &flow.chain, &flow.to, ""),
        amount: flow
            .moved
            .as_ref()
            .map(|moved| amount(page, moved.amount, &moved.asset)),
        transaction: Some(flow.txid.clone())
            .filter(|txid| !txid.is_empty())
            .map(|txid| address(page, "txid", &flow.chain, &txid, "")),
    };
    content.flows.iter().map(row).collect()
}

/// The same, a line each.
pub(super) fn lines(page: &Page, content: &Content) -> Vec<String> {
    let line = |flow: &Flow| {
        let mut parts = vec![page.ta(
            "requests.show.flow_line",
            [("from", flow.from.clone()), ("to", flow.to.clone())],
        )];
        parts.extend(
            flow.moved
                .as_ref()
                .map(|moved| amount(page, moved.amount, &moved.asset)),
        );
        parts.extend(flow.at.map(|at| page.moment(at)));
        parts.join(" · ")
    };
    content.flows.iter().map(line).collect()
}
