//! What a rule answers: a [`Change`], which alone can be saved, or a [`Refusal`], which says why not.

use super::actor::{Actor, Assurance, Role};
use super::events::Event;
use super::money::{Asset, Units};
use super::pace::Cap;
use super::values::Time;

/// A thing after a permitted act, with what happened. Only rules make one, and the store writes rule-governed things
/// only from one: so no write is unpermitted or unaudited.
#[derive(Debug)]
pub struct Change<T> {
    before: Option<T>,
    after: T,
    events: Vec<Event>,
    actor: Actor,
    at: Time,
}

impl<T> Change<T> {
    /// A new thing.
    pub(in crate::domain) fn new(after: T, event: Event, actor: &Actor, at: Time) -> Self {
        Self {
            before: None,
            after,
            events: vec![event],
            actor: actor.clone(),
            at,
        }
    }

    /// `before` became `after`.
    pub(in crate::domain) fn of(before: T, after: T, event: Event, actor: &Actor, at: Time) -> Self {
        Self {
            before: Some(before),
            after,
            events: vec![event],
            actor: actor.clone(),
            at,
        }
    }

    /// The same change, in which `event` happened as well, later than those before it.
    #[must_use]
    pub(in crate::domain) fn and(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// The thing as it was; nothing where it is new.
    pub fn before(&self) -> Option<&T> {
        self.before.as_ref()
    }

    /// The thing as it is now.
    pub fn after(&self) -> &T {
        &self.after
    }

    /// What happened, in order; at least one event.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Who did it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// When.
    pub fn at(&self) -> Time {
        self.at
    }
}

/// Why an act did not happen. Pages ask the same rule before they show a button, and print this beside a disabled one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// For this actor the thing does not exist (404, the same bytes as absent).
    Unseen,
    /// One of these roles may; the actor has none of them (403).
    NeedsRole(&'static [Role]),
    /// The act needs at least this level of assurance (403).
    NeedsAssurance(Assurance),
    /// The act needs a sign-in by passkey (403).
    NeedsPasskey,
    /// The act needs a second factor that was shown within five minutes (403): one confirms, and goes on.
    Unconfirmed,
    /// Four eyes: who wrote it, or approved it already, may not approve it (403).
    FourEyes,
    /// Four eyes: who wrote it or approved it does not review it, where anybody else can (403).
    OwnReview,
    /// It belongs to somebody else to act (403): the other side of the request.
    OtherSide,
    /// The account may do more than the actor's, who does nothing to it (403, security S28).
    MorePrivilege,
    /// Nobody does this to the own account (403).
    OwnAccount,
    /// Four eyes: who suspended does not lift it, where anybody else can (403).
    OwnSuspension,
    /// Person or organisation was stopped since the call came: nothing is done any more (403, security S22).
    Stopped,
    /// The state does not allow it: not yet, or not any more (409).
    NotNow(NotNow),
    /// As often as may be within a day (429); it says when the next time is.
    Spent {
        /// Of what there is no more.
        cap: Cap,
        /// How often.
        most: u32,
        /// When the next is possible.
        next: Time,
    },
    /// Somebody else changed it in between (409): what was typed is kept, what changed is shown.
    Stale,
    /// What was typed is not acceptable (422).
    Fields(Vec<Fault>),
    /// The quality gate blocks it: first mend what is named (422).
    Gate(Vec<&'static str>),
}

impl Refusal {
    /// The actor lacks `role`.
    pub const fn needs(role: Role) -> Self {
        Self::NeedsRole(match role {
            Role::Officer => &[Role::Officer],
            Role::Supervisor => &[Role::Supervisor],
            Role::AgencyAdmin => &[Role::AgencyAdmin],
            Role::Intake => &[Role::Intake],
            Role::Responder => &[Role::Responder],
            Role::Counsel => &[Role::Counsel],
            Role::ExchangeAdmin => &[Role::ExchangeAdmin],
            Role::Coordinator => &[Role::Coordinator],
            Role::Auditor => &[Role::Auditor],
            Role::Verifier => &[Role::Verifier],
            Role::Operator => &[Role::Operator],
        })
    }

    /// One fault in one field.
    pub fn field(field: impl Into<String>, code: &'static str) -> Self {
        Self::Fields(vec![Fault::new(field, code)])
    }

    /// Answers the refusal where there are faults.
    pub fn unless_empty(faults: Vec<Fault>) -> Result<(), Self> {
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Self::Fields(faults))
        }
    }

    /// A stable word for logs, leaves and texts (`refusals.CODE`).
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unseen => "unseen",
            Self::NeedsRole(_) => "needs_role",
            Self::NeedsAssurance(_) => "needs_assurance",
            Self::NeedsPasskey => "needs_passkey",
            Self::Unconfirmed => "unconfirmed",
            Self::FourEyes => "four_eyes",
            Self::OwnReview => "own_review",
            Self::OtherSide => "other_side",
            Self::MorePrivilege => "more_privilege",
            Self::OwnAccount => "own_account",
            Self::OwnSuspension => "own_suspension",
            Self::Stopped => "stopped",
            Self::NotNow(why) => why.code(),
            Self::Spent { .. } => "spent",
            Self::Stale => "stale",
            Self::Fields(_) => "fields",
            Self::Gate(_) => "gate",
        }
    }
}

super::actor::words! {
    /// Why the state does not allow an act.
    NotNow("reason") {
        /// It is the only passkey of somebody who needs one.
        LastPasskey = "last_passkey",
        /// There are as many as there may be.
        EnoughPasskeys = "enough_passkeys",
        /// What an earlier approver signed is not what would be issued now.
        SignedOtherwise = "signed_otherwise",
        /// It has not been sent for approval.
        StillDraft = "still_draft",
        /// It is with the approver.
        InReview = "in_review",
        /// It is approved and opens to the recipient at T-zero.
        Embargoed = "embargoed",
        /// It has left the agency; the packet does not change any more.
        AlreadyIssued = "already_issued",
        /// The recipient has not acknowledged it.
        NotAcknowledged = "not_acknowledged",
        /// The recipient has acknowledged it already.
        AlreadyAcknowledged = "already_acknowledged",
        /// Work on it has not begun.
        NotStarted = "not_started",
        /// Work on it has begun already.
        AlreadyStarted = "already_started",
        /// It is about what this exchange holds or keeps; nobody else can carry it out.
        HeldHere = "held_here",
        /// A question to the asker is open.
        InClarification = "in_clarification",
        /// No question is open.
        NoQuestion = "no_question",
        /// The target has its final outcome.
        TargetAnswered = "target_answered",
        /// Every target has its outcome.
        AllAnswered = "all_answered",
        /// Answers are to be given anew, target by target.
        GivenAnew = "given_anew",
        /// Not every target is answered.
        NotAnswered = "not_answered",
        /// It was refused.
        Refused = "refused",
        /// It was not refused.
        NotRefused = "not_refused",
        /// It was maintained against a refusal and waits to be acknowledged anew.
        Maintained = "maintained",
        /// The answer is disputed and waits to be given anew.
        Disputed = "disputed",
        /// The asker takes it back; the recipient must confirm.
        Withdrawing = "withdrawing",
        /// The answer to this target is not disputed: it stands.
        NotDisputed = "not_disputed",
        /// The asker has not taken it back.
        NotWithdrawing = "not_withdrawing",
        /// It is over.
        Over = "over",
        /// It is over in a way from which nothing leads back.
        OverForGood = "over_for_good",
        /// It is not over.
        NotOver = "not_over",
        /// The hold does not stand any more.
        HoldEnded = "hold_ended",
        /// The exchange keeps it on another basis since the request was taken back: nothing is asked or done about it here.
        OnOtherBasis = "on_other_basis",
        /// The hold has not come to its end.
        HoldNotDue = "hold_not_due",
        /// The data is not kept any more.
        PreservationEnded = "preservation_ended",
        /// The preservation has not come to its end.
        PreservationNotDue = "preservation_not_due",
        /// No other exchange is to be asked for any of it.
        NothingElsewhere = "nothing_elsewhere",
        /// Each answer names where to ask; one exchange is not asked about them all.
        TargetByTarget = "target_by_target",
        /// Nothing is held or kept under it.
        NothingStands = "nothing_stands",
        /// Emergencies do not pause (domain §3).
        NeverPauses = "never_pauses",
        /// Only flash and emergency requests are reviewed.
        NoReview = "no_review",
        /// It has been reviewed.
        Reviewed = "reviewed",
        /// The case is closed.
        CaseClosed = "case_closed",
        /// Nobody signs in without a second factor, so the last one stays.
        LastFactor = "last_factor",
        /// The agency that asks is suspended: nothing new is done on its word.
        AskerSuspended = "asker_suspended",
        /// An officer who wrote or approved it is suspended, and no supervisor has stood by it.
        OfficerSuspended = "officer_suspended",
        /// The exchange is suspended: nobody there can act.
        RecipientSuspended = "recipient_suspended",
        /// It is suspended already.
        AlreadySuspended = "already_suspended",
        /// It is not suspended.
        NotSuspended = "not_suspended",
        /// The person has left.
        HasLeft = "has_left",
        /// Nobody else of the platform could lift it, or run the site.
        LastOfPlatform = "last_of_platform",
        /// This kind cannot be filed yet.
        KindLater = "kind_later",
        /// The application was decided or taken back.
        ApplicationOver = "application_over",
        /// The same verifier has confirmed it: another one must.
        ConfirmedByYou = "confirmed_by_you",
        /// Two others have confirmed it, and one of them corrects theirs.
        ConfirmedByTwo = "confirmed_by_two",
        /// This verifier has not confirmed it.
        NotConfirmedByYou = "not_confirmed_by_you",
        /// Its name or a mail domain belongs to an organisation that is here already.
        ApplicationClashes = "application_clashes",
        /// The attestation of the organisation has ended: it begins nothing new.
        Unattested = "unattested",
        /// The attestation holds for longer than the time in which it can be renewed.
        AttestationNotDue = "attestation_not_due",
        /// Nobody attests this organisation, or not while it does not take part.
        NotAttestable = "not_attestable",
        /// The organisation's administrator has not confirmed its data.
        NotStated = "not_stated",
        /// Nobody else would be left who looks after the organisation.
        LastAdministrator = "last_administrator",
        /// The account does not stand still.
        NotIdle = "not_idle",
        /// The account is not active.
        NotActive = "not_active",
        /// The directory holds no switchboard number of the organisation.
        NoSwitchboard = "no_switchboard",
        /// A call-back is asked for once badge and voucher are there.
        VouchFirst = "vouch_first",
        /// A call-back was asked for already.
        CallbackAsked = "callback_asked",
        /// The evidence was taken back or has ended.
        EvidenceOver = "evidence_over",
        /// The invitation was used or taken back.
        InvitationOver = "invitation_over",
        /// The organisation has let go of the provider.
        ProviderUnbound = "provider_unbound",
        /// The organisation has a provider already.
        ProviderBound = "provider_bound",
    }
}

/// What is wrong in one field: a stable code (`errors.field.CODE`) with the values its sentence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field's name in the form, such as `hold_until` or `amount.3`.
    pub field: String,
    /// What is wrong.
    pub code: &'static str,
    /// Named values for the sentence.
    pub gaps: Vec<(&'static str, Gap)>,
}

/// A value that a sentence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// As it stands.
    Text(String),
    /// Amounts, which each language writes in its own way.
    Amounts(Vec<(Units, Asset)>),
}

impl Fault {
    /// `code` is wrong with `field`.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self {
            field: field.into(),
            code,
            gaps: Vec::new(),
        }
    }

    /// The sentence names `value` as `gap`.
    #[must_use]
    pub fn with(mut self, gap: &'static str, value: impl ToString) -> Self {
        self.gaps.push((gap, Gap::Text(value.to_string())));
        self
    }

    /// The sentence names an amount of `asset` as `gap`.
    #[must_use]
    pub fn with_amount(self, gap: &'static str, amount: Units, asset: &Asset) -> Self {
        self.with_amounts(gap, vec![(amount, asset.clone())])
    }

    /// The sentence names several amounts as `gap`.
    #[must_use]
    pub fn with_amounts(mut self, gap: &'static str, amounts: Vec<(Units, Asset)>) -> Self {
        self.gaps.push((gap, Gap::Amounts(amounts)));
        self
    }
}
