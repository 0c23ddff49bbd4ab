//! What was signed at each approval, on the page of the request, for both sides.

use super::words::{Cast, reference};
use crate::domain::requests::Request;
use crate::web::page::Page;

/// An approval, and whether it can be checked without us.
#[derive(Clone, Debug)]
pub struct ApprovalView {
    /// Who approved it, and whether it was signed.
    pub text: String,
    /// Where what was signed is told, for whoever checks it.
    pub href: Option<String>,
    /// The hash that was signed.
    pub hash: Option<String>,
}

/// The approvals that count, in their order.
pub fn approvals(page: &Page, request: &Request, cast: Cast<'_>) -> Vec<ApprovalView> {
    let place = |n: usize| format!("/requests/{}/approvals/{n}.json", reference(request));
    let view = |(n, approval): (usize, &crate::domain::requests::Approval)| {
        let key = match (&approval.signed, page.demo) {
            (Some(_), _) => "passkeys.approval.signed",
            (None, true) => "passkeys.approval.unsigned_demo",
            (None, false) => "passkeys.approval.unsigned",
        };
        ApprovalView {
            text: if approval.spoke {
                let said = page.ta(key, [("person", cast.person(approval.by))]);
                let spoke = page.t("requests.second_look.approver_spoke").into_owned();
                page.ta("requests.show.two", [("first", said), ("second", spoke)])
            } else {
                page.ta(key, [("person", cast.person(approval.by))])
            },
            href: approval.signed.as_ref().map(|_| place(n + 1)),
            hash: approval.signed.clone(),
        }
    };
    request.approvals.iter().enumerate().map(view).collect()
}
