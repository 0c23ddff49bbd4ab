//! That a request is looked at twice before it is issued, in words: why, and who has looked.

use crate::domain::pace::SecondLook;
use crate::domain::requests::Request;
use crate::web::page::Page;
use crate::web::views::{Icon, Tag, Tone};

/// The ribbon on the page of a request.
#[derive(Clone, Debug)]
pub struct SecondLookView {
    /// Why.
    pub strong: String,
    /// Who has looked, or must.
    pub text: String,
}

/// Why it is looked at twice.
pub fn why(page: &Page, look: &SecondLook) -> String {
    let why = look.why.iter();
    why.map(|why| page.t(&format!("requests.second_look.why.{why}")).into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The ribbon; nothing where it is not looked at twice.
pub fn ribbon(page: &Page, request: &Request) -> Option<SecondLookView> {
    let look = request.second_look.as_ref()?;
    let (key, count) = if request.issued_at.is_some() {
        ("looked", request.approvals.len())
    } else {
        ("held", request.approvals_needed())
    };
    Some(SecondLookView {
        strong: why(page, look),
        text: page.n(&format!("requests.second_look.{key}"), count),
    })
}

/// The mark of a line in a list.
pub fn tag(page: &Page) -> Tag {
    Tag::new(Tone::Warn, Icon::Eye, page.t("requests.second_look.tag"))
}
