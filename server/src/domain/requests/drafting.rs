//! Writing a request: begun in a case, copied or following another, and changed until it is sent.

use crate::domain::actor::{Actor, Role, Roles};
use crate::domain::change::{Change, Fault, NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::events::Event;
use crate::domain::holds::Hold;
use crate::domain::ids::{CaseId, HoldId, OrganisationId, PersonId, RequestId};
use crate::domain::money::Units;
use crate::domain::preservations::Preservation;
use crate::domain::values::{Time, Zone};

use super::acts::Act;
use super::answers::check_part;
use super::clockwork::made;
use super::kinds::{Desired, Kind, Status};
use super::request::{Content, MOST_TARGETS, Request, Target};
use super::stops::Stops;

/// The case a request is made in, as far as its rules need to know.
#[derive(Clone, Copy, Debug)]
pub struct InCase {
    /// The case.
    pub id: CaseId,
    /// Whose it is.
    pub owner: OrganisationId,
    /// Whether work goes on in it.
    pub open: bool,
}

/// The request that a new one follows.
#[derive(Clone, Copy, Debug)]
pub struct Parent<'a> {
    /// The request, with its holds and preservations.
    pub request: &'a Request,
    /// The asker's zone, in which the days of a request are read.
    pub zone: &'a Zone,
}

/// Where the text of a new draft comes from.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// It is written anew.
    Blank,
    /// It asks anew for what another request left open, and follows nothing.
    Again(&'a Request),
    /// It is copied from another request and follows the funds that its answer says went on.
    Onward(&'a Request),
    /// It follows another and is about its holds or preservations.
    Following(Parent<'a>),
}

impl Request {
    /// An officer begins a draft in a case of the own agency.
    ///
    /// # Errors
    /// Unseen, not an officer, case closed, a kind that cannot be filed yet; or it is about holds or preservations and
    /// follows nothing, names none, goes to another exchange than the one that keeps them, or would end one sooner.
    pub fn draft(
        actor: &Actor,
        case: InCase,
        id: RequestId,
        content: Content,
        targets: Vec<Target>,
        origin: Origin<'_>,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        let author = Self::may_draft(actor, case)?;
        if !content.kind.is_filed() {
            return Err(Refusal::NotNow(NotNow::KindLater));
        }
        check_count(&targets)?;
        let (parent, copied, traced) = match origin {
            Origin::Blank => (None, None, None),
            Origin::Again(old) | Origin::Onward(old) => (None, Some(old), Some(old.id)),
            Origin::Following(parent) => (Some(parent), Some(parent.request), None),
        };
        if content.kind.follows() && (parent.is_none() || !all_name_what_stands(&targets)) {
            return Err(Refusal::field("targets", "names_no_hold"));
        }
        let holds = parent
            .map(|parent| named(&targets, &parent.request.holds))
            .unwrap_or_default();
        let preservations = parent
            .map(|parent| named_data(&targets, &parent.request.preservations))
            .unwrap_or_default();
        // What was copied was written by who wrote it there.
        let mut writers = copied.map(|old| old.writers.clone()).unwrap_or_default();
        sign(&mut writers, author);
        let request = Self {
            id,
            case: case.id,
            asker: case.owner,
            author,
            writers,
            content,
            parent: parent.map(|parent| parent.request.id),
            traced_from: traced,
            targets,
            holds,
            preservations,
            clocks: Vec::new(),
            status: Status::Draft,
            status_since: at,
            desired: Desired::Active,
            second_look: None,
            approvals: Vec::new(),
            seal: None,
            packet_hash: String::new(),
            packet: String::new(),
            issued_at: None,
            review: None,
            secrecy: None,
            exchange_reference: String::new(),
            handler: None,
            keeper: None,
            acknowledged_at: None,
            started_at: None,
            question: None,
            ground: None,
            remark: String::new(),
            stops: Stops::default(),
            created_at: at,
            version: 0,
        };
        if let Some(Parent {
            request: followed,
            zone,
        }) = parent
        {
            if followed.content.recipient != request.content.recipient {
                return Err(Refusal::field("recipient", "not_the_holder"));
            }
            request.goes_to_the_holder()?;
            request.check_parts()?;
            if request.content.kind == Kind::Extend && !request.lengthens(zone) {
                return Err(Refusal::field("until", "not_later"));
            }
        }
        Ok(Change::new(request, Event::RequestDrafted, actor, at))
    }

    /// Whether `actor` may begin a request in `case`; answers who that is.
    ///
    /// # Errors
    /// Unseen, not an officer or supervisor, or the case is closed.
    pub fn may_draft(actor: &Actor, case: InCase) -> Result<crate::domain::ids::PersonId, Refusal> {
        actor
            .in_organisation(case.owner)?
            .has_any(&[Role::Officer, Role::Supervisor])?;
        let person = actor.person.ok_or(Refusal::Unseen)?;
        if case.open {
            Ok(person)
        } else {
            Err(Refusal::NotNow(NotNow::CaseClosed))
        }
    }

    /// Whether the end that is asked comes after the end of all it is about; true where none is asked yet.
    pub fn lengthens(&self, zone: &Zone) -> bool {
        let asked = self.content.until.and_then(|day| Time::end_of(day, zone));
        let mut ends = self.holds.iter().map(|hold| hold.until);
        let mut ends_of_data = self.preservations.iter().map(|kept| kept.until);
        asked.is_none_or(|asked| ends.all(|end| asked > end) && ends_of_data.all(|end| asked > end))
    }

    /// Of each hold whose release is asked, how much: a part of what is held now, or all of it.
    ///
    /// # Errors
    /// At the field of the hold ([`part_field`]): nothing, more than is held, or another asset. Where it is a block, of
    /// which there is no part and no such field, among the holds.
    fn check_parts(&self) -> Result<(), Refusal> {
        if self.content.kind != Kind::Release {
            return Ok(());
        }
        let fault = |target: &Target| {
            let hold = target.hold.and_then(|id| self.held(id).ok())?;
            let field = if hold.is_block() {
                "holds".to_owned()
            } else {
                part_field(hold.id)
            };
            if target.asset.as_ref() != hold.named_asset() {
                return Some(Fault::new(field, "other_asset"));
            }
            let wrong = check_part(target.amount.or_else(|| hold.whole())?, hold).err()?;
            Some(Fault { field, ..wrong })
        };
        Refusal::unless_empty(self.targets.iter().filter_map(fault).collect())
    }

    /// Whether each hold whose release is asked still holds as much as is asked of it.
    pub(super) fn parts_are_held(&self) -> bool {
        self.check_parts().is_ok()
    }

    /// The targets with as much asked of each hold as `parts` says, or all of it; of a hold not named in `parts` as before.
    pub fn targets_with(&self, parts: &[(HoldId, Option<Units>)]) -> Vec<Target> {
        let part_of = |target: &Target| {
            let hold = target.hold.and_then(|id| self.held(id).ok())?;
            let (_, part) = parts.iter().find(|(id, _)| *id == hold.id)?;
            part.or_else(|| hold.whole())
        };
        let with = |target: &Target| Target {
            amount: part_of(target).or(target.amount),
            ..target.clone()
        };
        self.targets.iter().map(with).collect()
    }

    /// The draft changes. Kind and route stay: another of those is another request; so do recipient and holds of what is
    /// about holds, since nobody else can move them. Who changes it becomes its author and one of its writers, so that
    /// nobody approves what they wrote themselves. Nothing where it is what is there already: who saves the words of
    /// another has not written them.
    ///
    /// # Errors
    /// As [`Request::may`], stale, too many targets; or, where it is about holds, another recipient or another hold.
    pub fn revise(
        self,
        actor: &Actor,
        version: i64,
        content: Content,
        targets: Vec<Target>,
        at: Time,
    ) -> Result<Option<Change<Self>>, Refusal> {
        self.may(Act::Revise, actor)?;
        self.at_version(version)?;
        check_count(&targets)?;
        let content = Content {
            kind: self.content.kind,
            route: self.content.route,
            ..content
        };
        if self.content.kind.follows() {
            if content.recipient != self.content.recipient {
                return Err(Refusal::field("recipient", "not_the_holder"));
            }
            let found = named(&targets, &self.holds).len() + named_data(&targets, &self.preservations).len();
            if !all_name_what_stands(&targets) || found < targets.len() {
                return Err(Refusal::field("targets", "names_no_hold"));
            }
        }
        if content == self.content && targets == self.targets {
            return Ok(None);
        }
        let author = actor.person.ok_or(Refusal::Unseen)?;
        let mut after = Self {
            author,
            content,
            targets,
            ..self.clone()
        };
        sign(&mut after.writers, author);
        // Who takes up the words of a colleague answers for them.
        after.stops = after.stops_since(&self);
        after.goes_to_the_holder()?;
        after.check_parts()?;
        Ok(Some(made(self, after, Event::DraftChanged, actor, at)))
    }
}

/// How pressing what follows a request is at first: a release presses nobody for money that is lost, and of money already
/// held neither flash nor emergency is true of itself. Whoever writes it may say otherwise.
pub fn urgency_of_following(kind: Kind, followed: Urgency) -> Urgency {
    if kind == Kind::Release {
        Urgency::Priority
    } else if followed.is_emergency() {
        Urgency::Urgent
    } else {
        followed
    }
}

/// Whether somebody with `roles` can answer for the author of a request: who works on requests.
pub fn may_deputise(roles: Roles) -> bool {
    [Role::Officer, Role::Supervisor]
        .into_iter()
        .any(|role| roles.has(role))
}

/// The field in which a draft says how much of a hold is to be released.
pub fn part_field(id: HoldId) -> String {
    format!("part-{id}")
}

/// What acts on what an earlier request left standing says on which: all on holds, or all on preservations.
fn all_name_what_stands(targets: &[Target]) -> bool {
    let of_holds = |target: &Target| target.hold.is_some() && target.preservation.is_none();
    let of_data = |target: &Target| target.preservation.is_some() && target.hold.is_none();
    !targets.is_empty() && (targets.iter().all(of_holds) || targets.iter().all(of_data))
}

/// The holds that `targets` name, of those that are there.
fn named(targets: &[Target], holds: &[Hold]) -> Vec<Hold> {
    let is_named = |hold: &&Hold| targets.iter().any(|target| target.hold == Some(hold.id));
    holds.iter().filter(is_named).cloned().collect()
}

/// As [`named`], of preservations.
fn named_data(targets: &[Target], preservations: &[Preservation]) -> Vec<Preservation> {
    let is_named = |kept: &&Preservation| targets.iter().any(|target| target.preservation == Some(kept.id));
    preservations.iter().filter(is_named).cloned().collect()
}

/// Adds a writer, once.
fn sign(writers: &mut Vec<PersonId>, writer: PersonId) {
    if !writers.contains(&writer) {
        writers.push(writer);
    }
}

fn check_count(targets: &[Target]) -> Result<(), Refusal> {
    if targets.len() > MOST_TARGETS {
        return Err(Refusal::Fields(vec![
            Fault::new("targets", "too_many").with("most", MOST_TARGETS),
        ]));
    }
    Ok(())
}
