//! What happened, once: the audit leaf, the timeline line and the notices all come from an [`Event`].

mod words;

use serde::{Deserialize, Serialize};

use crate::domain::actor::{Assurance, OrganisationKind, Role, words};
use crate::domain::applications::{Callback, Check, Reason};
use crate::domain::assurance::{EvidenceKind, RevokedFor};
use crate::domain::clocks::ClockKind;
use crate::domain::holds::LiftReason;
use crate::domain::ids::{
    EvidenceId, HoldId, LeafId, MessageId, OrganisationId, PasskeyId, PersonId, PreservationId, ProviderId, RequestId,
    SuspensionId, TargetId,
};
use crate::domain::money::{Asset, Units};
use crate::domain::pace::{Cap, Limits, Why};
use crate::domain::passkeys::{Doubt, Purpose};
use crate::domain::people::{Browser, Factor, System};
use crate::domain::providers::{self, Trouble};
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Question, RedirectReason, ReturnReason};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::review::Finding;
use crate::domain::requests::stops::Stopped;
use crate::domain::requests::withdrawal::OtherBasis;
use crate::domain::suspensions::{self, Done, LiftedFor, Side};
use crate::domain::values::{Country, Time};

words! {
    /// How an act ended (security §2.1).
    Ending("ending") {
        /// It happened.
        Ok = "ok",
        /// It was refused.
        Deny = "deny",
        /// It failed.
        Error = "error",
    }
}

/// What happened, with what the timeline and the trail tell of it. The name is the leaf's `act`; the rest are its
/// details, which live beside the log and can be erased.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The first platform operator was made by local command.
    Bootstrapped {
        /// Whose account.
        person: PersonId,
    },
    /// A person signed in.
    SignedIn {
        /// Which factors, such as `password+totp`, `passkey` or `demo`.
        method: String,
    },
    /// Somebody signed in showed a second factor again.
    Confirmed {
        /// Which.
        factor: Factor,
    },
    /// A passkey was added to the account.
    PasskeyAdded {
        /// Which.
        passkey: PasskeyId,
    },
    /// A passkey got another name.
    PasskeyRenamed {
        /// Which.
        passkey: PasskeyId,
    },
    /// A passkey was removed from the account.
    PasskeyRemoved {
        /// Which.
        passkey: PasskeyId,
    },
    /// A passkey that is known was shown, and not taken.
    PasskeyRefused {
        /// Which.
        passkey: PasskeyId,
        /// For what it was shown.
        purpose: Purpose,
        /// Why not.
        doubt: Doubt,
    },
    /// A sign-in failed.
    SignInFailed {
        /// Keyed hash of the address that was typed; the address itself is not kept.
        account: String,
    },
    /// An organisation bound its own provider of sign-ins.
    ProviderBound {
        /// Which.
        provider: ProviderId,
        /// Its address.
        issuer: String,
        /// The domains whose people it signs in.
        domains: Vec<String>,
    },
    /// What a provider may decide was changed.
    ProviderChanged {
        /// Which.
        provider: ProviderId,
        /// The settings that were changed.
        changed: Vec<String>,
    },
    /// The secret by which a provider knows us was replaced.
    ProviderSecretReplaced {
        /// Which.
        provider: ProviderId,
    },
    /// Somebody asked whether a provider answers.
    ProviderTested {
        /// Which.
        provider: ProviderId,
        /// What is wrong, where something is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trouble: Option<Trouble>,
    },
    /// An organisation let go of its provider.
    ProviderUnbound {
        /// Which.
        provider: ProviderId,
        /// How many sessions that began there ended.
        sessions: u32,
    },
    /// An account was tied to somebody as the organisation's provider knows them.
    ProviderLinked {
        /// Which.
        provider: ProviderId,
    },
    /// Somebody who came back from a provider was not let in, or what it said was not taken.
    ProviderRefused {
        /// Which, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider: Option<ProviderId>,
        /// For what.
        purpose: providers::Purpose,
        /// Why not.
        reason: Trouble,
    },
    /// A provider said that sessions ended there: ours that began by them ended too.
    ProviderLoggedOut {
        /// Which.
        provider: ProviderId,
        /// How many.
        sessions: u32,
    },
    /// Groups at the organisation's provider gave somebody other roles.
    RolesFromGroups {
        /// Before.
        from: Vec<Role>,
        /// Now.
        to: Vec<Role>,
    },
    /// A person signed out.
    SignedOut,
    /// A session was ended by the clock or by its owner from elsewhere.
    SessionEnded,
    /// A second factor was enrolled.
    FactorAdded {
        /// Which.
        factor: Factor,
    },
    /// A second factor was taken away.
    FactorRemoved {
        /// Which.
        factor: Factor,
    },
    /// A second factor was not right.
    FactorFailed,
    /// New recovery codes were made; those before are worth nothing.
    RecoveryCodesMade,
    /// Somebody showed a recovery code.
    RecoveryCodeUsed {
        /// How many are left.
        left: u64,
    },
    /// Somebody signed in in a browser that the account did not know.
    DeviceAdded {
        /// Its family.
        browser: Browser,
        /// On what it runs.
        system: System,
    },
    /// A browser of the account was forgotten.
    DeviceRemoved,
    /// Somebody signed in from a country that the account did not know.
    CountryAdded {
        /// Which.
        country: Country,
    },
    /// Somebody signed in after several failures.
    SignedInAfterFailures {
        /// How many there were.
        failures: u64,
    },
    /// A person's other sessions were ended.
    OtherSessionsEnded {
        /// How many.
        count: u64,
    },
    /// A person changed the password.
    PasswordChanged,
    /// A reset of a password was asked for, whether or not there is such an account.
    ResetAsked {
        /// Keyed hash of the address that was typed; the address itself is not kept.
        account: String,
    },
    /// A password was reset by mail; the second factor is still asked.
    PasswordReset,
    /// An act was refused.
    Denied {
        /// The route, as a template.
        route: String,
        /// `refusals.CODE`.
        reason: String,
    },
    /// A person was suspended.
    PersonSuspended {
        /// The suspension.
        suspension: SuspensionId,
        /// Whether by the platform or by the own administrator.
        side: Side,
        /// Why.
        reason: suspensions::Reason,
        /// In words.
        note: String,
        /// What was done with it.
        done: Done,
    },
    /// An organisation was suspended with everybody in it.
    OrganisationSuspended {
        /// The suspension.
        suspension: SuspensionId,
        /// Whether by the platform or by the own administrator.
        side: Side,
        /// Why.
        reason: suspensions::Reason,
        /// In words.
        note: String,
        /// What was done with it.
        done: Done,
    },
    /// A suspension was lifted.
    SuspensionLifted {
        /// Which.
        suspension: SuspensionId,
        /// Why.
        reason: LiftedFor,
        /// In words.
        note: String,
        /// From how many requests its mark was taken.
        requests: u32,
    },
    /// The whole trail was read, or searched.
    TrailRead {
        /// This act only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only: Option<String>,
        /// Acts of this organisation's people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<OrganisationId>,
        /// Acts of this person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        /// Not before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Time>,
        /// Before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Time>,
    },
    /// A leaf was read.
    LeafRead {
        /// Which.
        leaf: LeafId,
    },
    /// The clock of the machine stepped (security S67).
    ClockStepped {
        /// By so many milliseconds; negative where it was set back.
        by: i64,
    },

    /// Somebody was invited.
    PersonInvited {
        /// To do what.
        roles: Vec<Role>,
    },
    /// The link of an invitation was made anew; the one before leads nowhere.
    InvitationResent,
    /// An invitation was taken back.
    InvitationWithdrawn,
    /// The link of an invitation was printed by local command.
    InvitationShown,
    /// The accounts of an organisation, or all organisations, were listed by local command.
    AccountsListed,
    /// All second factors of somebody were taken away by two operators at the machine; one code to enrol anew was printed.
    FactorsReset {
        /// The second operator; the first is who acts.
        with: PersonId,
        /// Why, in words.
        reason: String,
    },
    /// An invitation was taken up, and its account made or opened again.
    InvitationAccepted,
    /// Somebody has other roles.
    RolesChanged {
        /// Before.
        from: Vec<Role>,
        /// Now.
        to: Vec<Role>,
    },
    /// Name, badge or direct line of somebody was corrected.
    PersonCorrected,
    /// An administrator ended sessions: of a person, or of everybody at an organisation.
    SessionsClosed {
        /// How many.
        count: u32,
    },
    /// A request went from somebody who leaves to a colleague.
    HandedOver {
        /// From whom.
        from: PersonId,
        /// To whom.
        to: PersonId,
    },
    /// A draft names another deputy, since the one it named leaves.
    DeputyReplaced {
        /// Who leaves.
        from: PersonId,
        /// Who it is now.
        to: PersonId,
    },
    /// Somebody left; the account is closed.
    PersonLeft {
        /// How many requests went to a colleague.
        handed: u32,
    },
    /// An account stands still soon, since nobody signs in to it.
    IdleSoon {
        /// When the person last signed in.
        seen: Time,
        /// When it will stand still.
        until: Time,
    },
    /// An account was stopped, since nobody signed in to it.
    PersonIdle {
        /// When the person last signed in.
        seen: Time,
    },
    /// An account that stood still was opened again.
    PersonReinstated {
        /// Why, in words.
        reason: String,
    },

    /// A case was opened.
    CaseOpened {
        /// Its reference.
        reference: String,
    },
    /// The facts of a case changed.
    CaseChanged,
    /// A case was read.
    CaseRead,
    /// A case came to another status.
    CaseStatusChanged {
        /// The word of the status before.
        from: String,
        /// The word of the status now.
        to: String,
        /// Why, where the step ends the case or undoes that.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Indicators were added to a case.
    IndicatorsAdded {
        /// How many are new.
        added: u32,
        /// How many were there already, and how many the list named twice, together.
        merged: u32,
        /// How many of these the list named twice; not known of what was added before this was counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        repeated: Option<u32>,
        /// The numbers of those that were said to have no tag, though their chain has them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        no_tag: Vec<u32>,
    },
    /// Somebody said of an address which tag it has, or that it has none.
    IndicatorTagSaid {
        /// Its number in the case.
        position: u32,
        /// Whether it has one.
        has_tag: bool,
    },

    /// A request was begun.
    RequestDrafted,
    /// A draft changed.
    DraftChanged,
    /// A draft was thrown away, never issued.
    DraftDiscarded,
    /// A draft went to the approver.
    Submitted {
        /// Score of the quality gate, of 100.
        score: u8,
        /// Exceptions that were explained.
        exceptions: Vec<String>,
        /// Why it is looked at twice; nothing where it is not.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        second_look: Vec<Why>,
    },
    /// A supervisor sent it back.
    Returned {
        /// Why.
        reason: ReturnReason,
        /// In words.
        note: String,
    },
    /// The first of two approvals: of an emergency, or of what is looked at twice.
    Approved {
        /// Whether the approver said that they spoke with the officer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        spoke: bool,
    },
    /// Approved and issued to the recipient.
    Issued {
        /// Public number.
        number: String,
        /// SHA-256 of the canonical packet, hexadecimal.
        packet_hash: String,
        /// Whether the last approver said that they spoke with the officer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        spoke: bool,
    },
    /// A request was read.
    RequestRead,
    /// The recipient took it on.
    Acknowledged {
        /// The recipient's own reference.
        reference: String,
    },
    /// The recipient gave it to somebody.
    Assigned {
        /// To whom.
        handler: PersonId,
    },
    /// The recipient named the right entity.
    Redirected {
        /// Why not here.
        reason: RedirectReason,
        /// Who it is, in words.
        entity: String,
    },
    /// The recipient asked; pausable clocks stand still.
    ClarificationAsked {
        /// The question.
        message: MessageId,
        /// What kind.
        question: Question,
        /// Answer by.
        deadline: Time,
        /// Whether clocks stand still.
        paused: bool,
    },
    /// The asker answered; clocks run again.
    ClarificationAnswered {
        /// The answer.
        message: MessageId,
    },
    /// A question was not answered in time; the request is closed.
    ClosedUnanswered,
    /// Work began.
    Started,
    /// A target got its final outcome.
    TargetAnswered {
        /// Which.
        target: TargetId,
        /// Its place in the request, from 1.
        position: u32,
        /// The outcome.
        outcome: Outcome,
        /// The ground, where refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ground: Option<Ground>,
    },
    /// Assets left after the request was received: an incident (domain §3, `moved_during`).
    IncidentReported {
        /// Of which target.
        target: TargetId,
        /// Its place in the request, from 1.
        position: u32,
        /// When they left, as the recipient says.
        moved_at: Time,
    },
    /// Every target has its outcome.
    Answered,
    /// A hold was placed.
    HoldPlaced {
        /// Which.
        hold: HoldId,
        /// The target's place in the request, from 1.
        position: u32,
        /// How much.
        amount: Units,
        /// Of what.
        asset: Asset,
        /// Until when.
        until: Time,
    },
    /// A hold was lengthened.
    HoldExtended {
        /// Which.
        hold: HoldId,
        /// Until when now.
        until: Time,
    },
    /// A hold that stays was made to hold more, or to end sooner, by an answer given anew.
    HoldChanged {
        /// Which.
        hold: HoldId,
        /// How much now.
        amount: Units,
        /// Of what.
        asset: Asset,
        /// Until when now.
        until: Time,
    },
    /// Part of a hold was lifted.
    HoldPartlyReleased {
        /// Which.
        hold: HoldId,
        /// What stays held.
        left: Units,
        /// Of what.
        asset: Asset,
        /// What was let go; nothing in entries of before it was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        released: Option<Units>,
        /// Why; nothing in entries of before it was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<LiftReason>,
    },
    /// A hold was lifted.
    HoldReleased {
        /// Which.
        hold: HoldId,
        /// Why.
        reason: LiftReason,
    },
    /// A hold comes to its end soon.
    HoldAlarm {
        /// Which.
        hold: HoldId,
        /// Hours left when the alarm was due.
        hours_left: u32,
        /// Its end.
        until: Time,
    },
    /// A hold came to its end; the exchange has not said what became of it.
    HoldExpiryDue {
        /// Which.
        hold: HoldId,
        /// Its end.
        until: Time,
    },
    /// A hold lapsed: the exchange says so.
    HoldLapsed {
        /// Which.
        hold: HoldId,
    },
    /// A hold stays though its request was taken back.
    HoldStays {
        /// Which.
        hold: HoldId,
        /// On what.
        basis: OtherBasis,
        /// Why, in words.
        note: String,
    },
    /// Data is kept unchanged.
    PreservationPlaced {
        /// Which.
        preservation: PreservationId,
        /// The target's place in the request, from 1.
        position: u32,
        /// Until when.
        until: Time,
    },
    /// Data is kept longer.
    PreservationExtended {
        /// Which.
        preservation: PreservationId,
        /// Until when now.
        until: Time,
    },
    /// A preservation that stays was made to end sooner, by an answer given anew.
    PreservationChanged {
        /// Which.
        preservation: PreservationId,
        /// Until when now.
        until: Time,
    },
    /// Data was let go.
    PreservationReleased {
        /// Which.
        preservation: PreservationId,
        /// Why.
        reason: LiftReason,
    },
    /// A preservation comes to its end soon.
    PreservationAlarm {
        /// Which.
        preservation: PreservationId,
        /// Hours left when the alarm was due.
        hours_left: u32,
        /// Its end.
        until: Time,
    },
    /// A preservation came to its end; the exchange has not said what became of the data.
    PreservationExpiryDue {
        /// Which.
        preservation: PreservationId,
        /// Its end.
        until: Time,
    },
    /// A preservation lapsed: the exchange says so.
    PreservationLapsed {
        /// Which.
        preservation: PreservationId,
    },
    /// Data stays kept though its request was taken back.
    PreservationStays {
        /// Which.
        preservation: PreservationId,
        /// On what.
        basis: OtherBasis,
        /// Why, in words.
        note: String,
    },
    /// The request was refused.
    Refused {
        /// On which ground.
        ground: Ground,
        /// In words.
        note: String,
    },
    /// The asker maintains a refused request.
    Maintained {
        /// In words.
        note: String,
    },
    /// The asker takes it back.
    WithdrawalAsked {
        /// In words.
        note: String,
    },
    /// The recipient confirmed the withdrawal.
    Withdrawn,
    /// The asker accepted the answer: over.
    Accepted,
    /// The asker disputes answers.
    Disputed {
        /// To which targets, by their place; nothing named is all.
        #[serde(default)]
        targets: Vec<u32>,
        /// In words.
        note: String,
    },
    /// An ended request was opened again.
    Reopened {
        /// For which answers, by the place of their targets; none where it is for what has no answer yet.
        #[serde(default)]
        targets: Vec<u32>,
        /// In words.
        note: String,
    },
    /// The asker set a new deadline.
    DeadlineReplaced {
        /// The new end.
        due: Time,
    },
    /// The exchange may soon tell its customer.
    SecrecyAlarm {
        /// Until when it may not.
        until: Time,
    },
    /// A promise was broken.
    ClockBreached {
        /// Which clock.
        clock: ClockKind,
        /// When it was due.
        due: Time,
    },
    /// A request that follows another was issued.
    Followed {
        /// The request that follows.
        by: RequestId,
    },
    /// Somebody of it was suspended: it is marked, and its clocks stand still.
    RequestSuspended {
        /// The suspension.
        suspension: SuspensionId,
        /// Who of it.
        who: Stopped,
    },
    /// That suspension was lifted.
    RequestResumed {
        /// The suspension.
        suspension: SuspensionId,
        /// Who of it.
        who: Stopped,
    },
    /// A supervisor answers for it in place of an officer who is suspended.
    StoodBy {
        /// In words.
        note: String,
    },
    /// Somebody of the asker found whether it was a case for its urgency.
    Reviewed {
        /// The finding.
        finding: Finding,
        /// In words.
        note: String,
        /// Whether by one of those who approved it, since the agency had nobody else.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_approver: bool,
    },
    /// Nobody had reviewed it in time.
    ReviewOverdue {
        /// By when.
        due: Time,
    },

    /// An organisation applied to join.
    ApplicationReceived {
        /// What the applicant names it by.
        reference: String,
        /// What it would be here for.
        kind: OrganisationKind,
    },
    /// A verifier recorded what they checked and whom they called.
    ApplicationConfirmed {
        /// What was checked.
        checks: Vec<Check>,
        /// The call-back.
        callback: Callback,
        /// In words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// Whether it replaces what the same verifier recorded before.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        corrects: bool,
    },
    /// An application was refused.
    ApplicationRefused {
        /// Why.
        reason: Reason,
        /// In words.
        note: String,
    },
    /// The applicant took it back.
    ApplicationWithdrawn {
        /// In words.
        note: String,
    },
    /// Two verifiers had called the same number: the organisation takes part.
    OrganisationVerified {
        /// Until when that holds.
        until: Time,
    },
    /// The administrator of an organisation confirmed its data.
    AttestationStated {
        /// The fields that were corrected.
        changed: Vec<String>,
    },
    /// A verifier called back: the attestation holds for another year.
    AttestationRenewed {
        /// Until when.
        until: Time,
        /// The call-back.
        callback: Callback,
    },
    /// An attestation ends soon.
    AttestationAlarm {
        /// So many days are left.
        days_left: u32,
        /// Its end.
        until: Time,
    },
    /// How fast an agency may go was set anew.
    PaceChanged {
        /// What held before.
        from: Limits,
        /// What holds now.
        to: Limits,
    },
    /// Somebody wanted to send more in a day than may be: told once a day of each.
    PaceReached {
        /// Of what there is no more.
        cap: Cap,
        /// How many were sent.
        most: u32,
    },
    /// An attestation has ended: the organisation is restricted.
    AttestationOverdue {
        /// Since when.
        until: Time,
    },

    /// Evidence of how sure we are of somebody was recorded. What it says stands with the evidence, not here.
    EvidenceRecorded {
        /// Which.
        evidence: EvidenceId,
        /// What sort.
        kind: EvidenceKind,
        /// Until when it holds; nothing is without end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Time>,
    },
    /// Evidence was taken back.
    EvidenceRevoked {
        /// Which.
        evidence: EvidenceId,
        /// What sort.
        kind: EvidenceKind,
        /// Why.
        reason: RevokedFor,
        /// In words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Evidence ends soon.
    EvidenceEnding {
        /// Which.
        evidence: EvidenceId,
        /// What sort.
        kind: EvidenceKind,
        /// So many days are left.
        days_left: u32,
        /// Its end.
        until: Time,
    },
    /// Evidence has ended.
    EvidenceExpired {
        /// Which.
        evidence: EvidenceId,
        /// What sort.
        kind: EvidenceKind,
        /// Since when.
        until: Time,
    },
    /// Another level follows from the evidence.
    AssuranceChanged {
        /// Before.
        from: Assurance,
        /// Now.
        to: Assurance,
        /// When it falls by itself; nothing is never.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Time>,
    },
    /// Somebody asked for a call-back of a person.
    CallbackAsked,
}
