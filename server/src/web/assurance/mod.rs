//! How sure we are of people: the level, what it rests on, what is missing for the next one and whom to ask.

mod index;
mod record;
mod revoke;
mod show;

use jiff::civil::Date;

pub use index::index;
pub use record::{create, new};
pub use revoke::{ask as ask_revocation, revoke};
pub use show::{ask, ask_own, show};

use super::page::Page;
use super::views::{Fact, Icon, Tag, Tone};
use crate::domain::actor::{Assurance, Role};
use crate::domain::assurance::{Act, Evidence, EvidenceKind, Part, What, falls_at, groups, least, missing, next};
use crate::domain::clocks::Urgency;
use crate::domain::ids::PersonId;
use crate::domain::people::Standing;
use crate::domain::requests::kinds::Kind;
use crate::domain::values::Time;
use crate::service::assurance::Opened;
use crate::web::session::Caller;

/// A step of the way up.
pub struct StepView {
    /// `L0` to `L4`.
    pub code: &'static str,
    /// What it means.
    pub name: String,
    /// `done`, `now` or `ahead`.
    pub class: &'static str,
    /// The same in words, for who does not see the picture.
    pub spoken: String,
}

/// A piece of evidence.
pub struct EvidenceView {
    /// What sort.
    pub kind: String,
    /// What it says.
    pub facts: Vec<Fact>,
    /// Who recorded it, and when.
    pub by: String,
    /// Until when it holds.
    pub until: String,
    /// Whether it counts.
    pub state: Tag,
    /// Why it was taken back.
    pub revoked: Option<String>,
    /// Where it is taken back, where the reader may.
    pub revoke: Option<String>,
}

/// Where somebody stands.
pub struct LevelView {
    /// The way up.
    pub steps: Vec<StepView>,
    /// The level in words.
    pub level: String,
    /// When it falls by itself.
    pub falls: Option<String>,
    /// What it permits.
    pub permits: Vec<String>,
    /// What is missing for the next level, and whom to ask.
    pub next: Option<NextView>,
    /// Since when somebody waits for a call-back.
    pub asked: Option<String>,
    /// Where a call-back is asked for, or why not; nothing where it is of no use now.
    pub ask: Option<Result<String, String>>,
    /// The evidence, the newest first.
    pub evidence: Vec<EvidenceView>,
}

/// What is missing for the next level.
pub struct NextView {
    /// Which level.
    pub title: String,
    /// What is missing.
    pub missing: Vec<String>,
    /// Whom to ask.
    pub ask: String,
}

/// Where somebody stands, for `caller`, who may be the person.
pub fn level(page: &Page, caller: &Caller, opened: &Opened) -> LevelView {
    let evidence = &opened.dossier.evidence;
    let now = page.now();
    let level = opened.dossier.level(now);
    let is_own = caller.actor().is(opened.dossier.person.id);
    let step = |one: &Assurance| {
        let class = match one.cmp(&level) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "ahead",
        };
        StepView {
            code: one.code(),
            name: page.t(&format!("assurance.step.{}", one.code())).into_owned(),
            class,
            spoken: page.t(&format!("assurance.state.{class}")).into_owned(),
        }
    };
    let href = if is_own {
        "/account/asking".to_owned()
    } else {
        format!("{}/asking", href(opened.dossier.person.id))
    };
    let is_of_use = (Assurance::L2..Assurance::L3).contains(&level) && opened.asked_at.is_none();
    let ask = opened.dossier.may(Act::Ask, caller.actor(), &opened.place, now);
    LevelView {
        steps: Assurance::ALL.iter().map(step).collect(),
        level: page.t(&format!("people.assurance.{}", level.code())).into_owned(),
        falls: falls_at(evidence, now).map(|at| page.ta("assurance.falls", [("date", date(page, at))])),
        permits: permits(page, level, opened),
        next: next(level).map(|to| NextView {
            title: page.ta("assurance.next", [("level", to.code())]),
            missing: missing(evidence, now)
                .into_iter()
                .map(|any| needed(page, any))
                .collect(),
            ask: ask_for(page, to, &opened.helpers),
        }),
        asked: opened
            .asked_at
            .map(|at| page.ta("assurance.asked", [("when", page.moment(at))])),
        ask: is_of_use.then(|| ask.map(|()| href).map_err(|refusal| page.refusal(&refusal))),
        evidence: evidence.iter().map(|one| view(page, caller, opened, one)).collect(),
    }
}

/// What is asked, any one of several.
fn needed(page: &Page, any: &[EvidenceKind]) -> String {
    let names: Vec<String> = any.iter().map(|kind| kind_name(page, *kind)).collect();
    page.words().list_or(&names)
}

/// What a sort of evidence is called.
pub fn kind_name(page: &Page, kind: EvidenceKind) -> String {
    page.t(&format!("assurance.kind.{kind}")).into_owned()
}

/// Whom to ask for `level`: people where some are known, else the role.
pub fn ask_for(page: &Page, level: Assurance, people: &[String]) -> String {
    let key = format!("assurance.ask.{}", level.code());
    if people.is_empty() {
        return page.t(&format!("{key}.role")).into_owned();
    }
    let named: Vec<String> = people.iter().map(|name| isolated(page, name)).collect();
    page.ta(&format!("{key}.people"), [("people", page.words().list_or(&named))])
}

/// A name in a list: where the page runs from right to left, a Latin one would take the comma beside it along.
fn isolated(page: &Page, name: &str) -> String {
    if page.dir() == "rtl" {
        format!("\u{2068}{name}\u{2069}")
    } else {
        name.to_owned()
    }
}

/// What is missing for whoever is at `have` and needs `need`, and whom to ask: each level on the way has a sentence.
pub fn way_to(page: &Page, have: Assurance, need: Assurance, people: &[String]) -> String {
    let on_the_way = Assurance::ALL.iter().filter(|level| **level > have && **level <= need);
    let asked: Vec<String> = on_the_way.map(|level| ask_for(page, *level, people)).collect();
    asked.join(" ")
}

/// What somebody at `level` can do, read from the one table.
fn permits(page: &Page, level: Assurance, opened: &Opened) -> Vec<String> {
    let person = &opened.dossier.person;
    let works = [
        (Role::Officer, Part::Author),
        (Role::Supervisor, Part::Author),
        (Role::Supervisor, Part::Approver),
    ];
    let parts: Vec<Part> = Part::ALL
        .iter()
        .copied()
        .filter(|part| works.iter().any(|(role, of)| of == part && person.roles.has(*role)))
        .collect();
    if parts.is_empty() {
        return vec![page.t("assurance.permits.no_part").into_owned()];
    }
    let mut lines = Vec::new();
    for part in parts {
        for (urgency, ending) in [(Urgency::Routine, "calm"), (Urgency::Emergency, "pressing")] {
            let kinds: Vec<String> = Kind::FILED
                .iter()
                .filter(|kind| least(**kind, urgency, part) <= level)
                .map(|kind| page.t(&format!("requests.kind.{kind}")).into_owned())
                .collect();
            if !kinds.is_empty() {
                let gaps = [("kinds", page.words().list(&kinds))];
                lines.push(page.ta(&format!("assurance.permits.{}_{ending}", part.code()), gaps));
            }
        }
    }
    if lines.is_empty() {
        lines.push(page.t("assurance.permits.nothing").into_owned());
    }
    lines
}

fn view(page: &Page, caller: &Caller, opened: &Opened, one: &Evidence) -> EvidenceView {
    let now = page.now();
    let state = |tone, icon, key: &str| Tag::new(tone, icon, page.t(&format!("assurance.evidence.{key}")));
    let name = |id: PersonId| opened.by.get(&id).map(|(name, _)| name.clone()).unwrap_or_default();
    let may = opened.dossier.may_revoke(one, caller.actor(), &opened.place, now);
    let is_doubtful = one
        .by
        .and_then(|by| opened.by.get(&by))
        .is_some_and(|(_, standing)| *standing == Standing::Suspended);
    EvidenceView {
        kind: kind_name(page, one.what.kind()),
        facts: facts(page, &one.what),
        by: match one.by {
            Some(by) => page.ta(
                "assurance.evidence.by",
                [("name", name(by)), ("date", date(page, one.at))],
            ),
            None => page.ta("assurance.evidence.by_itself", [("date", date(page, one.at))]),
        },
        until: match one.expires_at {
            Some(at) => date(page, at),
            None => page.t("assurance.evidence.no_end").into_owned(),
        },
        state: if one.revoked.is_some() {
            state(Tone::Danger, Icon::Cross, "revoked")
        } else if !one.counts(now) {
            state(Tone::Faint, Icon::Clock, "ended")
        } else if is_doubtful {
            state(Tone::Warn, Icon::Alert, "doubtful")
        } else if one.ends_soon(now) && !one.is_replaced(&opened.dossier.evidence) {
            state(Tone::Warn, Icon::Clock, "ending")
        } else {
            state(Tone::Ok, Icon::Check, "counts")
        },
        revoked: one.revoked.as_ref().map(|revoked| {
            let reason = page.t(&format!("assurance.reason.{}", revoked.reason)).into_owned();
            match revoked.by {
                Some(by) => {
                    let gaps = [("reason", reason), ("name", name(by)), ("date", date(page, revoked.at))];
                    page.ta("assurance.evidence.revoked_by", gaps)
                }
                None => {
                    let gaps = [("reason", reason), ("date", date(page, revoked.at))];
                    page.ta("assurance.evidence.revoked_itself", gaps)
                }
            }
        }),
        revoke: may.is_ok().then(|| revocation(opened.dossier.person.id, one)),
    }
}

fn revocation(person: PersonId, one: &Evidence) -> String {
    format!("/members/{person}/evidence/{}/revocation", one.id)
}

/// What evidence says.
fn facts(page: &Page, what: &What) -> Vec<Fact> {
    let label = |name: &str| page.t(&format!("assurance.field.{name}.label")).into_owned();
    match what {
        What::Recorded { level } => vec![Fact::latin(label("level"), level.code())],
        What::Mailbox { email } => vec![Fact::latin(label("mailbox"), email)],
        What::Badge {
            number,
            issuer,
            expires_on,
        } => vec![
            Fact::latin(label("number"), number),
            Fact::new(label("issuer"), issuer),
            Fact::new(label("expires_on"), page.date(*expires_on)),
        ],
        What::Voucher {} => Vec::new(),
        What::Callback {
            number,
            reached,
            called_at,
        } => vec![
            Fact::latin(label("switchboard"), number),
            Fact::new(label("reached"), reached),
            Fact::new(label("called_at"), page.moment(*called_at)),
        ],
        What::Desk { desk, reference } => {
            vec![Fact::new(label("desk"), desk), Fact::new(label("reference"), reference)]
        }
        What::HardwareKey { aaguid, .. } => vec![Fact::latin(label("aaguid"), aaguid)],
    }
}

fn date(page: &Page, at: Time) -> String {
    let day: Date = at.date_in(page.zone());
    page.date(day)
}

/// The level as a tag: from L2 on somebody has looked.
pub fn tag(page: &Page, level: Assurance) -> Tag {
    let (tone, icon) = match level {
        Assurance::L0 => (Tone::Danger, Icon::Alert),
        Assurance::L1 => (Tone::Warn, Icon::Hourglass),
        Assurance::L2 | Assurance::L3 | Assurance::L4 => (Tone::Ok, Icon::Check),
    };
    Tag::new(tone, icon, page.t(&format!("people.assurance.{}", level.code()))).wrapping()
}

/// The page of a person's evidence.
pub fn href(id: PersonId) -> String {
    format!("/members/{id}/assurance")
}

/// What each level rests on, how long it holds and who gives it, for those who check the rules.
pub fn table(page: &Page) -> Vec<[String; 4]> {
    let levels = Assurance::ALL.iter().filter(|level| !groups(**level).is_empty());
    let rows = levels.flat_map(|level| groups(level.to_owned()).iter().map(move |any| (level, any)));
    let told = |kinds: &[EvidenceKind]| {
        let months = kinds.first().and_then(|kind| kind.months());
        match months {
            Some(months) => page.n("assurance.months", months.unsigned_abs()),
            None => page.t("assurance.evidence.no_end").into_owned(),
        }
    };
    rows.map(|(level, any)| {
        let who = any.first().map_or_else(String::new, |kind| {
            page.t(&format!("assurance.gives.{kind}")).into_owned()
        });
        [level.code().to_owned(), needed(page, any), told(any), who]
    })
    .collect()
}
