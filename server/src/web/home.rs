//! The start: what is due.

use askama::Template;

use super::page::{Answer, Page, see_other, shown};

#[derive(Template)]
#[template(path = "home/show.html")]
struct ShowPage {
    page: Page,
}

/// `GET /`: to the sign-in, or home.
pub async fn start(page: Page) -> Answer {
    see_other(if page.visitor.is_some() { "/home" } else { "/sign-in" })
}

/// `GET /home`.
pub async fn show(page: Page) -> Answer {
    shown(&ShowPage { page })
}
