//! One's own notices.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::error::Failure;
use super::form::{Checked, Nothing};
use super::page::{Answer, Page, see_other, shown};
use super::query::{Query, leaf_of};
use super::routes::Route;
use super::session::Caller;
use super::views::{PagesView, Tone};
use crate::domain::actor::Actor;
use crate::domain::audit::Thing;
use crate::service::notices;
use crate::store::notices::Told;

#[derive(Template)]
#[template(path = "notices/index.html")]
struct IndexPage {
    page: Page,
    days: Vec<DayView>,
    /// The newest notice on the page, where one of them is unread.
    newest: Option<String>,
    pages: PagesView,
}

struct DayView {
    date: String,
    notices: Vec<NoticeView>,
}

struct NoticeView {
    id: String,
    text: String,
    href: Option<String>,
    when: String,
    at: String,
    is_unread: bool,
}

/// What the address of the page asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    before: String,
}

/// Up to which notice all are marked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newest {
    newest: String,
}

/// `GET /notices`.
pub async fn index(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let before = leaf_of(&asked.before)?;
    let listing = notices::list(&caller.context(), before).await?;
    let newest = listing.notices.first().map(|told| told.leaf.to_string());
    let pages = PagesView {
        summary: page.t("notices.index.newest").into_owned(),
        first: None,
        newer: before.map(|_| "/notices".to_owned()),
        older: listing.older.map(|leaf| format!("/notices?before={leaf}")),
    };
    let is_unread = listing.notices.iter().any(|told| told.read_at.is_none());
    shown(&IndexPage {
        days: days(&page, &listing.notices, caller.actor()),
        newest: newest.filter(|_| is_unread),
        pages,
        page,
    })
}

/// `POST /notices/{id}/reading`.
pub async fn mark(caller: Caller, id: web::Path<String>, Checked(Nothing {}): Checked<Nothing>) -> Answer {
    let notice = id.parse().map_err(|_| Failure::NotFound)?;
    notices::mark_read(&caller.context(), notice).await?;
    see_other("/notices")
}

/// `POST /notices/reading`.
pub async fn mark_all(page: Page, caller: Caller, Checked(Newest { newest }): Checked<Newest>) -> Answer {
    let newest = newest.parse().map_err(|_| Failure::Unreadable)?;
    notices::mark_all_read(&caller.context(), newest).await?;
    page.say_next(Tone::Ok, "notices.index.marked", &[]).await?;
    see_other("/notices")
}

fn days(page: &Page, notices: &[Told], reader: &Actor) -> Vec<DayView> {
    notices
        .chunk_by(|one, next| one.at.date_in(page.zone()) == next.at.date_in(page.zone()))
        .filter_map(|of_a_day| {
            Some(DayView {
                date: page.words().date_long(of_a_day.first()?.at.date_in(page.zone())),
                notices: of_a_day.iter().map(|told| notice(page, told, reader)).collect(),
            })
        })
        .collect()
}

fn notice(page: &Page, told: &Told, reader: &Actor) -> NoticeView {
    let until = told.gaps.until.map(|until| page.moment(until));
    let gaps = [
        ("name", told.path.as_str()),
        ("until", until.as_deref().unwrap_or_default()),
    ];
    NoticeView {
        id: told.leaf.to_string(),
        text: page.na(&format!("notices.act.{}", told.act), told.gaps.count, gaps),
        href: href(told, reader),
        when: page
            .words()
            .at_place(page.words().time(told.at, page.zone()), page.zone()),
        at: told.at.rfc3339_millis(),
        is_unread: told.read_at.is_none(),
    }
}

/// Where the thing is shown. Whether the reader may still know of it is asked there.
fn href(told: &Told, reader: &Actor) -> Option<String> {
    if let Some(list) = stopped(told) {
        return Route::is_open("/requests", reader).then(|| list.to_owned());
    }
    match told.thing {
        Thing::Case => Some(format!("/cases/{}", told.path)),
        Thing::Request => Some(format!("/requests/{}", told.path)),
        Thing::Person => Some(of_account(told, reader)),
        Thing::Organisation if told.act.starts_with("pace_") => Some(format!("/organisations/{}/pace", told.path)),
        Thing::Organisation => Some(format!("/organisations/{}", told.path)),
        Thing::Hold | Thing::Site => None,
    }
}

/// What is told of another's account leads to its page, work that came to the list of it, and what is told of the own
/// account there.
fn of_account(told: &Told, reader: &Actor) -> String {
    let is_own = reader.person.is_some_and(|own| own.to_string() == told.path);
    match told.act.as_str() {
        "handed_over" => "/requests".to_owned(),
        "invitation_accepted" | "idle_soon" | "person_idle" | "factors_reset" if !is_own => {
            format!("/members/{}", told.path)
        }
        "evidence_ending" | "evidence_expired" | "callback_asked" if !is_own => {
            format!("/members/{}/assurance", told.path)
        }
        "evidence_ending" | "evidence_expired" | "evidence_revoked" | "assurance_changed" => {
            "/account#assurance".to_owned()
        }
        _ => "/account".to_owned(),
    }
}

/// The list that a notice of a suspension leads to: the requests that stand still for it, and go on with it.
fn stopped(told: &Told) -> Option<&'static str> {
    match told.act.as_str() {
        "person_suspended" | "organisation_suspended" => Some("/requests?stopped=yes"),
        "suspension_lifted" => Some("/requests?sort=changed"),
        _ => None,
    }
}
