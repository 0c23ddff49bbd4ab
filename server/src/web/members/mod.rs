//! The people of an organisation, for those who look after them.

pub mod act;
pub mod corrections;
pub mod leaving;
pub mod reinstatement;
pub mod roles;
pub mod sessions;
mod show;

use askama::Template;
use serde::Deserialize;

pub use show::show;

use crate::domain::actor::{Role, Roles};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::invitations::{Invitation, State, may_invite};
use crate::domain::people::Standing;
use crate::service::assurance;
use crate::service::members::{self, Listing};
use crate::store::members::Member;
use crate::web::error::Failure;
use crate::web::page::{Answer, Page};
use crate::web::query::{Filters, Query};
use crate::web::routes::Route;
use crate::web::session::Caller;
use crate::web::views::{Choice, Crumb, Fact, FieldView, Icon, Tag, Tone};
use crate::web::words;

#[derive(Template)]
#[template(path = "members/index.html")]
struct IndexPage {
    page: Page,
    lead: String,
    sums: Vec<Fact>,
    fields: Vec<(FieldView, Vec<Choice>)>,
    text: FieldView,
    summary: String,
    rows: Vec<RowView>,
    /// How to invite, where the reader may; else why not.
    invite: Result<String, String>,
    /// Where everybody's sessions are ended.
    sessions: Option<String>,
    /// Whether the reader decides how they sign in.
    has_provider: bool,
    all: String,
}

struct RowView {
    href: String,
    name: String,
    email: String,
    roles: String,
    assurance: Option<String>,
    standing: Tag,
    seen: String,
    sessions: String,
}

/// What the address of the page asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    q: String,
    standing: String,
    role: String,
    assurance: String,
    sort: String,
    organisation: String,
}

crate::domain::actor::words! {
    /// Where somebody stands, as the list tells it.
    Place("standing in the list") {
        /// Works there.
        Active = "active",
        /// Invited; the link can be used.
        Invited = "invited",
        /// Invited; the link was not used in time.
        Expired = "expired",
        /// Stopped for now.
        Suspended = "suspended",
        /// Has left.
        Left = "left",
    }
}

crate::domain::actor::words! {
    /// Whose assurance the list shows.
    Assured("assurance in the list") {
        /// Unverified.
        L0 = "L0",
        /// Mailbox and second factor.
        L1 = "L1",
        /// Badge and word.
        L2 = "L2",
        /// Called back.
        L3 = "L3",
        /// Confirmed.
        L4 = "L4",
        /// Whose evidence ends soon.
        Ending = "ending",
    }
}

crate::domain::actor::words! {
    /// How the list is sorted.
    Sort("order of members") {
        /// By name.
        Name = "name",
        /// Who signed in last first.
        Seen = "seen",
        /// Who has not signed in for longest first.
        Unseen = "unseen",
    }
}

/// The longest text that is looked for, in characters (S48).
const LONGEST: usize = 100;

/// The longest name, badge or telephone number, in characters.
pub const LONGEST_LINE: usize = 200;

/// One line of the list: somebody with an account, or invited.
enum Line<'l> {
    Member(&'l Member),
    Invited(&'l Invitation),
}

impl Line<'_> {
    fn place(&self, page: &Page) -> Place {
        match self {
            Self::Member(member) => match member.person.standing {
                Standing::Invited => Place::Invited,
                Standing::Active => Place::Active,
                Standing::Suspended => Place::Suspended,
                Standing::Left => Place::Left,
            },
            Self::Invited(invitation) => match invitation.state(page.now()) {
                State::Expired => Place::Expired,
                State::Pending | State::Accepted | State::Withdrawn => Place::Invited,
            },
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Member(member) => &member.person.name,
            Self::Invited(invitation) => &invitation.name,
        }
    }

    fn email(&self) -> &str {
        match self {
            Self::Member(member) => &member.person.email,
            Self::Invited(invitation) => &invitation.email,
        }
    }

    /// Whether the level is that; nobody who is only invited has one.
    fn is_assured(&self, assured: Assured, ending: &[PersonId]) -> bool {
        match (self, assured) {
            (Self::Member(member), Assured::Ending) => ending.contains(&member.person.id),
            (Self::Member(member), Assured::L0 | Assured::L1 | Assured::L2 | Assured::L3 | Assured::L4) => {
                member.person.assurance.code() == assured.code()
            }
            (Self::Invited(_), _) => false,
        }
    }

    const fn roles(&self) -> Roles {
        match self {
            Self::Member(member) => member.person.roles,
            Self::Invited(invitation) => invitation.roles,
        }
    }
}

/// `GET /members`.
pub async fn index(page: Page, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let cx = caller.context();
    let organisation = organisation_of(&caller, &asked.organisation)?;
    let mut filters = Filters::default();
    let text = filters.words(&page, "q", &asked.q, LONGEST).to_lowercase();
    let standing: Option<Place> = filters.choice(&page, "standing", &asked.standing, |text| text.parse().ok());
    let role: Option<Role> = filters.choice(&page, "role", &asked.role, |text| text.parse().ok());
    let assured: Option<Assured> = filters.choice(&page, "assurance", &asked.assurance, |text| text.parse().ok());
    let sort: Option<Sort> = filters.choice(&page, "sort", &asked.sort, |text| text.parse().ok());
    let listing = members::list(&cx, organisation).await?;
    let sessions = members::session_counts(&cx, organisation).await?;
    let looked_after = members::looked_after(&cx).await?;

    let ending = match assured {
        Some(Assured::Ending) => assurance::ending(&cx, organisation).await?,
        Some(Assured::L0 | Assured::L1 | Assured::L2 | Assured::L3 | Assured::L4) | None => Vec::new(),
    };
    let members = listing.members.iter().map(Line::Member);
    let all: Vec<Line<'_>> = members.chain(listing.invitations.iter().map(Line::Invited)).collect();
    let sums = sums(&page, &all);
    let mut found: Vec<&Line<'_>> = all
        .iter()
        .filter(|line| {
            let is_named = [line.name(), line.email()]
                .iter()
                .any(|name| name.to_lowercase().contains(&text));
            is_named
                && standing.is_none_or(|standing| line.place(&page) == standing)
                && role.is_none_or(|role| line.roles().has(role))
                && assured.is_none_or(|assured| line.is_assured(assured, &ending))
        })
        .collect();
    sorted(&page, &mut found, sort.unwrap_or(Sort::Name));

    let chosen = organisation.to_string();
    let organisations: Vec<Choice> = looked_after
        .iter()
        .map(|one| Choice::new(one.id.to_string(), &one.name, &chosen))
        .collect();
    let counts = |id: PersonId| sessions.get(&id).copied().unwrap_or(0);
    let rows = found.iter().map(|line| row(&page, line, counts)).collect();
    let invite = may_invite(cx.actor, organisation, listing.organisation.kind)
        .map(|_| with_organisation("/members/invitations/new", organisation, &caller))
        .map_err(|refusal| page.refusal(&refusal));
    let may_end = members::may_end_all(&cx, organisation, listing.organisation.kind).is_ok();
    filters.answer(&IndexPage {
        lead: lead(&page, &caller, &listing),
        sums,
        summary: page.n("members.index.count", found.len()),
        text: FieldView::new("q", page.t("members.index.search"))
            .value(&asked.q)
            .error(filters.fault("q"))
            .optional(),
        fields: fields(&page, &asked, &filters, &listing, organisations),
        rows,
        invite,
        sessions: may_end.then(|| with_organisation("/members/sessions", organisation, &caller)),
        has_provider: Route::is_open("/provider", cx.actor) && organisation == cx.actor.organisation,
        all: with_organisation("/members", organisation, &caller),
        page,
    })
}

fn lead(page: &Page, caller: &Caller, listing: &Listing) -> String {
    let key = if listing.organisation.id == caller.actor().organisation {
        "members.index.lead"
    } else {
        "members.index.lead_elsewhere"
    };
    page.ta(key, [("organisation", listing.organisation.name.as_str())])
}

/// How many there are, whatever is looked for.
fn sums(page: &Page, all: &[Line<'_>]) -> Vec<Fact> {
    let count = |place: &Place| all.iter().filter(|line| line.place(page) == *place).count();
    Place::ALL
        .iter()
        .map(|place| {
            Fact::new(
                page.t(&format!("members.place.{place}")),
                page.words().number(count(place)),
            )
        })
        .collect()
}

fn sorted(page: &Page, found: &mut [&Line<'_>], sort: Sort) {
    page.words().sort_by_name(found, |line| line.name());
    // Who never signed in and is only invited comes after everybody.
    let seen = |line: &Line<'_>| match line {
        Line::Member(member) => Some(member.signed_in_at),
        Line::Invited(_) => None,
    };
    match sort {
        Sort::Name => {}
        Sort::Seen => found.sort_by_key(|line| std::cmp::Reverse(seen(line))),
        Sort::Unseen => found.sort_by_key(|line| (seen(line).is_none(), seen(line))),
    }
}

fn fields(
    page: &Page,
    asked: &Asked,
    filters: &Filters,
    listing: &Listing,
    organisations: Vec<Choice>,
) -> Vec<(FieldView, Vec<Choice>)> {
    let any = |key: &str, typed: &str| Choice::new("", page.t(key), typed);
    let mut standings = vec![any("members.index.any_standing", &asked.standing)];
    standings.extend(
        Place::ALL
            .iter()
            .map(|place| Choice::new(place.code(), page.t(&format!("members.place.{place}")), &asked.standing)),
    );
    let mut roles = vec![any("members.index.any_role", &asked.role)];
    let of_kind = Role::ALL.iter().filter(|role| role.kind() == listing.organisation.kind);
    roles.extend(of_kind.map(|role| Choice::new(role.code(), words::role(page.words(), *role), &asked.role)));
    let mut assured = vec![any("assurance.index.any_level", &asked.assurance)];
    assured.extend(Assured::ALL.iter().map(|one| {
        let key = match one {
            Assured::L0 | Assured::L1 | Assured::L2 | Assured::L3 | Assured::L4 => format!("people.assurance.{one}"),
            Assured::Ending => format!("assurance.index.{one}"),
        };
        Choice::new(one.code(), page.t(&key), &asked.assurance)
    }));
    let sorts = Sort::ALL
        .iter()
        .map(|sort| Choice::new(sort.code(), page.t(&format!("members.sort.{sort}")), &asked.sort));
    let field = |name: &'static str, key: &str| FieldView::new(name, page.t(key)).error(filters.fault(name)).optional();
    let mut fields = vec![
        (field("standing", "members.field.standing.label"), standings),
        (field("role", "members.field.role.label"), roles),
        (field("assurance", "people.field.assurance.label"), assured),
        (field("sort", "members.field.sort.label"), sorts.collect()),
    ];
    if !organisations.is_empty() {
        let organisation = field("organisation", "people.field.organisation.label");
        fields.insert(0, (organisation, organisations));
    }
    fields
}

fn row(page: &Page, line: &Line<'_>, sessions: impl Fn(PersonId) -> u64) -> RowView {
    let roles = words::roles(page.words(), line.roles());
    let standing = tag(page, line.place(page));
    let (name, email) = (line.name().to_owned(), line.email().to_owned());
    match line {
        Line::Member(member) => RowView {
            href: href(member.person.id),
            name,
            email,
            roles,
            assurance: Some(level(page, member)),
            standing,
            seen: page.date(member.signed_in_at.date_in(page.zone())),
            sessions: page.words().number(sessions(member.person.id)),
        },
        Line::Invited(invitation) => RowView {
            href: format!("/members/invitations/{}", invitation.id),
            name,
            email,
            roles,
            assurance: None,
            standing,
            seen: page.ta(
                "members.index.invited_on",
                [("date", page.date(invitation.sent_at.date_in(page.zone())))],
            ),
            sessions: String::new(),
        },
    }
}

/// How sure we are of a member, in words.
pub fn level(page: &Page, member: &Member) -> String {
    let level = member.person.assurance.code();
    page.t(&format!("people.assurance.{level}")).into_owned()
}

/// Where somebody stands, as a tag.
pub fn tag(page: &Page, place: Place) -> Tag {
    let (tone, icon) = match place {
        Place::Active => (Tone::Ok, Icon::Check),
        Place::Invited => (Tone::Neutral, Icon::Hourglass),
        Place::Expired => (Tone::Warn, Icon::Clock),
        Place::Suspended => (Tone::Danger, Icon::Lock),
        Place::Left => (Tone::Faint, Icon::Cross),
    };
    Tag::new(tone, icon, page.t(&format!("members.place.{place}")))
}

/// The page of a member.
pub fn href(id: PersonId) -> String {
    format!("/members/{id}")
}

/// The id in an address; nothing there is nothing at all.
pub fn id_in(text: &str) -> Result<PersonId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// The organisation that an address names, else the reader's own.
pub fn organisation_of(caller: &Caller, typed: &str) -> Result<OrganisationId, Failure> {
    if typed.is_empty() {
        return Ok(caller.actor().organisation);
    }
    typed.parse().map_err(|_| Failure::NotFound)
}

/// `path` for another organisation than the reader's own.
pub fn with_organisation(path: &str, organisation: OrganisationId, caller: &Caller) -> String {
    if organisation == caller.actor().organisation {
        path.to_owned()
    } else {
        format!("{path}?organisation={organisation}")
    }
}

/// The way to a page below the list.
pub fn crumbs(page: &Page, between: Option<(String, String)>, last: &str) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb {
        href: Some("/members".to_owned()),
        text: page.t("site.nav.members").into_owned(),
    }];
    crumbs.extend(between.map(|(href, text)| Crumb { href: Some(href), text }));
    crumbs.push(Crumb {
        href: None,
        text: last.to_owned(),
    });
    crumbs
}
