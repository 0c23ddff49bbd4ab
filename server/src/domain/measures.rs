//! A measure: what an exchange keeps standing for an agency until a date, money that is held or data that is kept. Who may
//! touch one, and when, is one rule for both (domain §2, §3).

use super::actor::{Actor, Role};
use super::change::{NotNow, Refusal};
use super::ids::OrganisationId;
use super::needs::{LETTING_GO, keeping_longer};
use super::values::Time;

/// A hold or a preservation, as far as both follow the same rules.
pub trait Measure {
    /// Told to who comes after it ended.
    const ENDED: NotNow;
    /// Told to who says that it lapsed before its end.
    const NOT_DUE: NotNow;

    /// The exchange that holds the money or keeps the data.
    fn holder(&self) -> OrganisationId;

    /// Whether it is, as far as anybody has said, still there for who asked.
    fn stands(&self) -> bool;

    /// Whether its clock runs: its end is to come.
    fn runs(&self) -> bool;

    /// Whether its end has come and the exchange has not said what became of it.
    fn is_due(&self) -> bool;

    /// Whether the exchange keeps it on another basis since the request was taken back: there is no claim of who asked,
    /// no clock, and nothing to do about it here.
    fn is_on_other_basis(&self) -> bool;

    /// Its end.
    fn until(&self) -> Time;

    /// That it stands.
    ///
    /// # Errors
    /// It has ended, or it is kept on another basis.
    fn must_stand(&self) -> Result<(), Refusal> {
        if self.stands() {
            Ok(())
        } else if self.is_on_other_basis() {
            Err(Refusal::NotNow(NotNow::OnOtherBasis))
        } else {
            Err(Refusal::NotNow(Self::ENDED))
        }
    }

    /// Only the people of the exchange whose it is touch a measure, whatever the act: its own word, an answer, the
    /// confirmation of a withdrawal. For everybody else there is none. Every change by a person asks this.
    fn may_touch(&self, actor: &Actor) -> Result<(), Refusal> {
        actor.in_organisation(self.holder()).map(|_| ())
    }

    /// Whether `actor` may say what becomes of it: a responder of the exchange whose it is, while it stands.
    fn may_change(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may_touch(actor)?;
        actor.has(Role::Responder)?;
        self.must_stand()
    }

    /// As [`Measure::may_change`], and the actor has confirmed who they are where they act from somewhere new.
    fn keeps_longer(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may_change(actor)?;
        actor.has_confirmed(keeping_longer(actor.unfamiliar)).map(|_| ())
    }

    /// As [`Measure::may_change`], and the actor has just confirmed who they are.
    fn lets_go(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may_change(actor)?;
        actor.has_confirmed(LETTING_GO).map(|_| ())
    }

    /// As [`Measure::may_lapse`], and the actor has just confirmed who they are.
    fn lapses(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may_lapse(actor)?;
        actor.has_confirmed(LETTING_GO).map(|_| ())
    }

    /// Whether `actor` may state that it lapsed: only at or after its end, and only the exchange's word makes it so.
    fn may_lapse(&self, actor: &Actor) -> Result<(), Refusal> {
        self.may_change(actor)?;
        if self.is_due() {
            Ok(())
        } else {
            Err(Refusal::NotNow(Self::NOT_DUE))
        }
    }

    /// Whether its clock has run out by `now`, so that the exchange's word is due from then on.
    fn runs_out_by(&self, now: Time) -> bool {
        self.runs() && self.until() <= now
    }

    /// Whether its clock still runs after `now`, so that an alarm warns of something.
    fn runs_after(&self, now: Time) -> bool {
        self.runs() && now < self.until()
    }
}
