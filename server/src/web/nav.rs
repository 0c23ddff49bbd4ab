//! The side navigation: what there is, for whom, and how many wait there.

use super::routes::Route;
use super::views::{Icon, NavEntry, NavGroup};
use crate::domain::actor::{Actor, OrganisationKind};
use crate::domain::values::Time;
use crate::service::requests::listing::{self, Waits};
use crate::store::Db;
use crate::text::Words;

/// How many wait behind an entry, by its address, and whether one of them needs the reader now.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Notices that were not read.
    pub unread: u64,
    /// What waits on the reader.
    pub own: u64,
    /// By the address of the entry.
    pub entries: Vec<(&'static str, u64, bool)>,
}

/// What waits for `actor`: one statement.
pub async fn counts(db: &Db, actor: &Actor, now: Time) -> Result<Counts, crate::store::Error> {
    let Waits {
        unread,
        own,
        is_own_hot,
        on_us,
        holds_at_end,
    } = listing::waits(db, actor, now).await?;
    let entries = vec![
        ("/home", own, is_own_hot),
        ("/requests", on_us, false),
        ("/holds", holds_at_end, holds_at_end > 0),
    ];
    Ok(Counts { unread, own, entries })
}

/// One line of the table: where it leads, its icon, the key of its word. What has no route, or none for this reader,
/// does not show.
type Entry = (&'static str, Icon, &'static str);

/// What one works on.
const WORK: &[Entry] = &[
    ("/home", Icon::Clock, "site.nav.home"),
    ("/cases", Icon::Folder, "site.nav.cases"),
    ("/requests", Icon::Inbox, "site.nav.requests"),
    ("/holds", Icon::Snow, "site.nav.holds"),
    ("/applications", Icon::Inbox, "site.nav.applications"),
    ("/notices", Icon::Bell, "site.nav.notices"),
];

/// What one looks up.
const LOOK_UP: &[Entry] = &[
    ("/organisations", Icon::Building, "site.nav.organisations"),
    ("/suspensions", Icon::Pause, "site.nav.suspensions"),
    ("/members", Icon::Users, "site.nav.members"),
    ("/assurance", Icon::Check, "assurance.index.title"),
    ("/trail", Icon::Shield, "site.nav.trail"),
    ("/access", Icon::Lock, "site.nav.access"),
    ("/account", Icon::User, "site.nav.account"),
];

/// The navigation of `actor` on the page at `path`.
pub fn groups(actor: &Actor, path: &str, counts: &Counts, words: &Words) -> Vec<NavGroup> {
    let group = |title: Option<&str>, entries: &[Entry]| NavGroup {
        title: title.map(|key| words.t(key).into_owned()),
        entries: entries
            .iter()
            .filter(|(href, _, _)| is_open(actor, href))
            .map(|&(href, icon, key)| entry(href, icon, word(actor, href, key), path, counts))
            .collect(),
    };
    let mut groups = vec![group(None, WORK), group(Some("site.nav.look_up"), LOOK_UP)];
    groups.retain(|group| !group.entries.is_empty());
    groups
}

fn is_open(actor: &Actor, href: &str) -> bool {
    Route::is_open(href, actor)
}

/// What an agency asks and an exchange receives has not the same name.
fn word(actor: &Actor, href: &str, key: &'static str) -> &'static str {
    match (href, actor.kind) {
        ("/requests", OrganisationKind::Exchange) => "site.nav.queue",
        // Nothing is ever due for those who work on no request.
        ("/home", _) if !is_open(actor, "/requests") => "home.other_title",
        _ => key,
    }
}

fn entry(href: &'static str, icon: Icon, key: &'static str, path: &str, counts: &Counts) -> NavEntry {
    let waiting = counts.entries.iter().find(|(of, _, _)| *of == href);
    let rest = path.strip_prefix(href);
    NavEntry {
        href,
        icon,
        key,
        count: waiting.map_or(0, |(_, count, _)| *count),
        hot: waiting.is_some_and(|(_, _, hot)| *hot),
        current: rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    }
}
