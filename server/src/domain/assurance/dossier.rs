//! The evidence of one person together with the account: what is recorded, taken back, and what ends.

use super::rules::{may_look, may_revoke};
use super::{Act, Evidence, Place, REMINDERS, Revoked, RevokedFor, What, falls_at, level, may};
use crate::domain::actor::{Actor, Assurance};
use crate::domain::applications::OLDEST_CALL;
use crate::domain::change::{Change, Fault, NotNow, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{EvidenceId, PasskeyId, PersonId};
use crate::domain::organisations::domains::is_at;
use crate::domain::people::{Person, Standing};
use crate::domain::values::Time;

/// A person and all evidence there ever was, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// Who; the level as it was last saved.
    pub person: Person,
    /// All of it.
    pub evidence: Vec<Evidence>,
}

/// Evidence that is recorded, with what of it must be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// What.
    pub what: What,
    /// Whether copies of the passkey can be made, so that it is no hardware key.
    pub is_copied: bool,
}

/// Evidence that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiring {
    /// Which.
    pub evidence: EvidenceId,
    /// So many days are left; none where it is over.
    pub days_left: i64,
}

impl Dossier {
    /// The level at `now`.
    pub fn level(&self, now: Time) -> Assurance {
        level(&self.evidence, now)
    }

    /// Whether `actor` may look at it.
    ///
    /// # Errors
    /// As the rule.
    pub fn may_look(&self, actor: &Actor) -> Result<(), Refusal> {
        may_look(actor, &self.person)
    }

    /// Whether `actor` may do `act` now.
    ///
    /// # Errors
    /// As [`may`].
    pub fn may(&self, act: Act, actor: &Actor, place: &Place, now: Time) -> Result<(), Refusal> {
        may(act, actor, &self.person, self.level(now), place)
    }

    /// Whether `actor` may take `evidence` back now.
    ///
    /// # Errors
    /// As the rule; or it does not count any more.
    pub fn may_revoke(&self, evidence: &Evidence, actor: &Actor, place: &Place, now: Time) -> Result<(), Refusal> {
        may_revoke(evidence.what.kind(), actor, &self.person, self.level(now), place)?;
        if evidence.counts(now) {
            Ok(())
        } else {
            Err(Refusal::NotNow(NotNow::EvidenceOver))
        }
    }

    /// Records evidence; the level follows from it at once.
    ///
    /// # Errors
    /// As [`may`]; faults in what was recorded; not confirmed.
    pub fn record(
        self,
        actor: &Actor,
        act: Act,
        recording: Recording,
        place: &Place,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        self.may(act, actor, place, at)?;
        if Act::of(recording.what.kind()) != Some(act) {
            return Err(Refusal::Unseen);
        }
        Refusal::unless_empty(faults(&recording, at))?;
        actor.has_confirmed(act.needs())?;
        Ok(self.with(recording.what, actor.person, actor, at))
    }

    /// Takes evidence back; the level follows at once.
    ///
    /// # Errors
    /// Unseen where there is none; as [`Dossier::may_revoke`]; not confirmed.
    pub fn revoke(
        self,
        actor: &Actor,
        id: EvidenceId,
        (reason, note): (RevokedFor, String),
        place: &Place,
        at: Time,
    ) -> Result<Change<Self>, Refusal> {
        let evidence = self.evidence.iter().find(|one| one.id == id).ok_or(Refusal::Unseen)?;
        self.may_revoke(evidence, actor, place, at)?;
        if !RevokedFor::CHOSEN.contains(&reason) {
            return Err(Refusal::field("reason", "unknown_choice"));
        }
        actor.has_confirmed(Act::Revoke.needs())?;
        self.without(id, (reason, note), actor, at).ok_or(Refusal::Unseen)
    }

    /// The evidence that rests on `passkey`, or on any where none is named, and was not taken back.
    pub fn resting_on(&self, passkey: Option<PasskeyId>) -> Vec<EvidenceId> {
        let rests = |one: &&Evidence| match &one.what {
            What::HardwareKey { passkey: of, .. } => passkey.is_none_or(|passkey| passkey == *of),
            What::Recorded { .. }
            | What::Mailbox { .. }
            | What::Badge { .. }
            | What::Voucher {}
            | What::Callback { .. }
            | What::Desk { .. } => false,
        };
        let standing = self.evidence.iter().filter(|one| one.revoked.is_none());
        standing.filter(rests).map(|one| one.id).collect()
    }

    /// What is so by itself: the key behind the evidence was removed. Nothing where none counted.
    pub fn key_removed(self, id: EvidenceId, actor: &Actor, at: Time) -> Option<Change<Self>> {
        self.without(id, (RevokedFor::KeyRemoved, String::new()), actor, at)
    }

    /// The first sign-in with a second factor of whoever took up an invitation to a mailbox at one of `domains`. Nothing
    /// where it stands already, or the mailbox is elsewhere.
    pub fn prove_mailbox(self, actor: &Actor, domains: &[String], at: Time) -> Option<Change<Self>> {
        let is_first = level(&self.evidence, at) == Assurance::L0 && actor.is(self.person.id);
        let is_official = is_at(&self.person.email, domains);
        let what = What::Mailbox {
            email: self.person.email.clone(),
        };
        (is_first && is_official).then(|| self.with(what, None, actor, at))
    }

    /// The person, or who looks after them, asks for a call-back.
    ///
    /// # Errors
    /// As [`may`].
    pub fn ask(self, actor: &Actor, place: &Place, at: Time) -> Result<Change<Self>, Refusal> {
        self.may(Act::Ask, actor, place, at)?;
        Ok(Change::of(self.clone(), self, Event::CallbackAsked, actor, at))
    }

    /// The clock finds that evidence ends, or is over: the level follows. Nothing where it does not count any more, or other
    /// evidence says the same for longer.
    pub fn ends(self, ending: Expiring, clock: &Actor, at: Time) -> Option<Change<Self>> {
        let evidence = self.evidence.iter().find(|one| one.id == ending.evidence)?;
        let until = evidence.expires_at?;
        let kind = evidence.what.kind();
        let is_silent = evidence.is_replaced(&self.evidence) || self.person.standing == Standing::Left;
        if evidence.revoked.is_some() {
            return None;
        }
        if ending.days_left > 0 {
            let is_due = !is_silent && at < until && REMINDERS.contains(&ending.days_left);
            let event = Event::EvidenceEnding {
                evidence: evidence.id,
                kind,
                days_left: u32::try_from(ending.days_left).ok()?,
                until,
            };
            return is_due.then(|| Change::of(self.clone(), self, event, clock, at));
        }
        if at < until {
            return None;
        }
        let event = Event::EvidenceExpired {
            evidence: evidence.id,
            kind,
            until,
        };
        let has_fallen = level(&self.evidence, at) != self.person.assurance;
        if is_silent && !has_fallen {
            return None;
        }
        Some(self.settle(|dossier| dossier, event, clock, at))
    }

    fn with(self, what: What, by: Option<PersonId>, actor: &Actor, at: Time) -> Change<Self> {
        let evidence = Evidence {
            id: EvidenceId::new(at),
            person: self.person.id,
            expires_at: what.holds_until(at),
            what,
            by,
            at,
            revoked: None,
        };
        let event = Event::EvidenceRecorded {
            evidence: evidence.id,
            kind: evidence.what.kind(),
            until: evidence.expires_at,
        };
        let add = |mut dossier: Self| {
            dossier.evidence.insert(0, evidence);
            dossier
        };
        self.settle(add, event, actor, at)
    }

    fn without(
        self,
        id: EvidenceId,
        (reason, note): (RevokedFor, String),
        actor: &Actor,
        at: Time,
    ) -> Option<Change<Self>> {
        let one = self.evidence.iter().find(|one| one.id == id && one.revoked.is_none())?;
        let event = Event::EvidenceRevoked {
            evidence: id,
            kind: one.what.kind(),
            reason,
            note: note.clone(),
        };
        let revoked = Revoked {
            at,
            by: actor.person,
            reason,
            note,
        };
        let take = |mut dossier: Self| {
            for one in dossier.evidence.iter_mut().filter(|one| one.id == id) {
                one.revoked = Some(revoked.clone());
            }
            dossier
        };
        Some(self.settle(take, event, actor, at))
    }

    /// The change, and the level that follows from it.
    fn settle(self, change: impl FnOnce(Self) -> Self, event: Event, actor: &Actor, at: Time) -> Change<Self> {
        let before = self.clone();
        let mut after = change(self);
        let from = before.person.assurance;
        let to = level(&after.evidence, at);
        after.person.assurance = to;
        let until = falls_at(&after.evidence, at);
        let change = Change::of(before, after, event, actor, at);
        if from == to {
            change
        } else {
            change.and(Event::AssuranceChanged { from, to, until })
        }
    }
}

fn faults(recording: &Recording, at: Time) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut needed = |field: &str, text: &str| {
        if text.is_empty() {
            faults.push(Fault::new(field, "required"));
        }
    };
    match &recording.what {
        What::Badge {
            number,
            issuer,
            expires_on,
        } => {
            needed("number", number);
            needed("issuer", issuer);
            if super::end_of(*expires_on) <= at {
                faults.push(Fault::new("expires_on", "in_the_past"));
            }
        }
        What::Callback { reached, called_at, .. } => {
            needed("reached", reached);
            if *called_at > at {
                faults.push(Fault::new("called_at", "in_the_future"));
            } else if at.since(*called_at) > OLDEST_CALL {
                faults.push(Fault::new("called_at", "call_too_old"));
            }
        }
        What::Desk { desk, reference } => {
            needed("desk", desk);
            needed("reference", reference);
        }
        What::HardwareKey { aaguid, .. } => {
            if recording.is_copied {
                faults.push(Fault::new("passkey", "key_is_copied"));
            } else if aaguid.chars().all(|letter| matches!(letter, '0' | '-')) {
                faults.push(Fault::new("passkey", "key_without_model"));
            }
        }
        What::Recorded { .. } | What::Mailbox { .. } | What::Voucher {} => {}
    }
    faults
}
