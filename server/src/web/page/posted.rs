//! The page of what somebody sends: what is done leads on to another, so that nothing is counted for this one before it has
//! to be shown.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::Page;
use crate::web::error::Failure;
use crate::web::routes::app_of;
use crate::web::session::Around;

/// A page without what waits and without navigation, until it is [`Posted::full`].
pub struct Posted {
    page: Page,
    path: String,
}

impl Posted {
    /// The page as it is shown: what is wrong with what was sent, or why it cannot be done.
    ///
    /// # Errors
    /// What waits cannot be counted.
    pub async fn full(self) -> Result<Page, Failure> {
        let Self { mut page, path } = self;
        page.count(&path).await?;
        Ok(page)
    }
}

impl Deref for Posted {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl FromRequest for Posted {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let posted = || {
            let page = Page::plain(&app_of(request)?, Around::of(request)?, request);
            Ok(Self {
                page,
                path: request.path().to_owned(),
            })
        };
        ready(posted())
    }
}
