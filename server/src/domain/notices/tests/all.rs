//! Every event, and who is told of it on each side.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::*;
use crate::domain::actor::{Assurance, OrganisationKind};
use crate::domain::applications::{Callback, NumberSource, Reason};
use crate::domain::assurance::{EvidenceKind, RevokedFor};
use crate::domain::audit::ACTS;
use crate::domain::ids::{
    EvidenceId, LeafId, MessageId, PasskeyId, PreservationId, ProviderId, RequestId, SuspensionId,
};
use crate::domain::money::{Asset, Units};
use crate::domain::pace::{Cap, Limits};
use crate::domain::passkeys::{Doubt, Purpose};
use crate::domain::people::{Browser, System};
use crate::domain::providers;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Question, RedirectReason, ReturnReason, Status};
use crate::domain::requests::review::Finding;
use crate::domain::requests::stops::Stopped;
use crate::domain::requests::withdrawal::OtherBasis;
use crate::domain::suspensions::{self, Done, LiftedFor, Side};

/// One of each event, and of those whose audience depends on more one of each of that.
fn every_event() -> Vec<Event> {
    let (hold, preservation) = (HoldId(id(6)), PreservationId(id(8)));
    let message = MessageId(id(9));
    let passkey = PasskeyId(id(10));
    let evidence = EvidenceId(id(11));
    let note = String::new;
    let asset = || Asset {
        symbol: "BTC".to_owned(),
        decimals: 8,
    };
    let amount: Units = "100".parse().unwrap();
    let mut events = vec![
        Event::Bootstrapped {
            person: PersonId(id(2)),
        },
        Event::SignedIn { method: note() },
        Event::Confirmed {
            factor: crate::domain::people::Factor::Totp,
        },
        Event::PasskeyAdded { passkey },
        Event::PasskeyRenamed { passkey },
        Event::PasskeyRemoved { passkey },
        Event::PasskeyRefused {
            passkey,
            purpose: Purpose::SignIn,
            doubt: Doubt::Copied,
        },
        Event::SignInFailed { account: note() },
        Event::ProviderBound {
            provider: ProviderId::new(AT),
            issuer: note(),
            domains: vec![note()],
        },
        Event::ProviderChanged {
            provider: ProviderId::new(AT),
            changed: Vec::new(),
        },
        Event::ProviderSecretReplaced {
            provider: ProviderId::new(AT),
        },
        Event::ProviderTested {
            provider: ProviderId::new(AT),
            trouble: None,
        },
        Event::ProviderUnbound {
            provider: ProviderId::new(AT),
            sessions: 1,
        },
        Event::ProviderLinked {
            provider: ProviderId::new(AT),
        },
        Event::ProviderRefused {
            provider: None,
            purpose: providers::Purpose::SignIn,
            reason: providers::Trouble::Nonce,
        },
        Event::ProviderLoggedOut {
            provider: ProviderId::new(AT),
            sessions: 1,
        },
        Event::RolesFromGroups {
            from: Vec::new(),
            to: Vec::new(),
        },
        Event::SignedOut,
        Event::SessionEnded,
        Event::FactorAdded {
            factor: crate::domain::people::Factor::Totp,
        },
        Event::FactorRemoved {
            factor: crate::domain::people::Factor::Totp,
        },
        Event::FactorFailed,
        Event::RecoveryCodesMade,
        Event::RecoveryCodeUsed { left: 9 },
        Event::DeviceAdded {
            browser: Browser::Firefox,
            system: System::Linux,
        },
        Event::DeviceRemoved,
        Event::CountryAdded {
            country: "PT".parse().unwrap(),
        },
        Event::SignedInAfterFailures { failures: 3 },
        Event::OtherSessionsEnded { count: 2 },
        Event::PasswordChanged,
        Event::ResetAsked { account: note() },
        Event::PasswordReset,
        Event::Denied {
            route: note(),
            reason: note(),
        },
        Event::PersonSuspended {
            suspension: SuspensionId(id(7)),
            side: Side::Platform,
            reason: suspensions::Reason::Forged,
            note: note(),
            done: Done::default(),
        },
        Event::OrganisationSuspended {
            suspension: SuspensionId(id(7)),
            side: Side::Own,
            reason: suspensions::Reason::Forged,
            note: note(),
            done: Done::default(),
        },
        Event::SuspensionLifted {
            suspension: SuspensionId(id(7)),
            reason: LiftedFor::Cleared,
            note: note(),
            requests: 1,
        },
        Event::RequestSuspended {
            suspension: SuspensionId(id(7)),
            who: Stopped::Officer,
        },
        Event::RequestResumed {
            suspension: SuspensionId(id(7)),
            who: Stopped::Officer,
        },
        Event::StoodBy { note: note() },
        Event::TrailRead {
            only: None,
            organisation: None,
            person: None,
            from: None,
            until: None,
        },
        Event::LeafRead {
            leaf: LeafId::first_at(AT),
        },
        Event::ClockStepped { by: 1 },
        Event::PersonInvited { roles: Vec::new() },
        Event::InvitationResent,
        Event::InvitationWithdrawn,
        Event::InvitationShown,
        Event::AccountsListed,
        Event::FactorsReset {
            with: PersonId(id(2)),
            reason: note(),
        },
        Event::InvitationAccepted,
        Event::RolesChanged {
            from: Vec::new(),
            to: Vec::new(),
        },
        Event::PersonCorrected,
        Event::SessionsClosed { count: 1 },
        Event::HandedOver {
            from: PersonId(id(2)),
            to: PersonId(id(3)),
        },
        Event::DeputyReplaced {
            from: PersonId(id(2)),
            to: PersonId(id(3)),
        },
        Event::PersonLeft { handed: 1 },
        Event::IdleSoon { seen: AT, until: AT },
        Event::PersonIdle { seen: AT },
        Event::PersonReinstated { reason: note() },
        Event::CaseOpened { reference: note() },
        Event::CaseChanged,
        Event::CaseRead,
        Event::CaseStatusChanged {
            from: note(),
            to: note(),
            reason: note(),
        },
        Event::IndicatorsAdded {
            added: 1,
            merged: 0,
            repeated: Some(0),
            no_tag: vec![1],
        },
        Event::IndicatorTagSaid {
            position: 1,
            has_tag: true,
        },
        Event::RequestDrafted,
        Event::DraftChanged,
        Event::DraftDiscarded,
        Event::Submitted {
            score: 90,
            exceptions: Vec::new(),
            second_look: Vec::new(),
        },
        Event::Returned {
            reason: ReturnReason::Other,
            note: note(),
        },
        Event::Approved { spoke: false },
        Event::Issued {
            number: note(),
            packet_hash: note(),
            spoke: false,
        },
        Event::RequestRead,
        Event::Acknowledged { reference: note() },
        Event::Assigned {
            handler: PersonId(id(4)),
        },
        Event::Redirected {
            reason: RedirectReason::GroupCompany,
            entity: note(),
        },
        Event::ClarificationAsked {
            message,
            question: Question::Other,
            deadline: AT,
            paused: true,
        },
        Event::ClarificationAnswered { message },
        Event::ClosedUnanswered,
        Event::Started,
        answered(1),
        incident(1),
        Event::Answered,
        Event::HoldPlaced {
            hold,
            position: 1,
            amount,
            asset: asset(),
            until: AT,
        },
        Event::HoldExtended { hold, until: AT },
        Event::HoldChanged {
            hold,
            amount,
            asset: asset(),
            until: AT,
        },
        Event::HoldPartlyReleased {
            hold,
            left: amount,
            asset: asset(),
            released: Some(amount),
            reason: Some(LiftReason::TermsEnded),
        },
        Event::HoldPartlyReleased {
            hold,
            left: amount,
            asset: asset(),
            released: Some(amount),
            reason: Some(LiftReason::AnsweredAnew),
        },
        released(),
        Event::HoldReleased {
            hold,
            reason: LiftReason::AnsweredAnew,
        },
        Event::HoldAlarm {
            hold,
            hours_left: 24,
            until: AT,
        },
        Event::HoldExpiryDue { hold, until: AT },
        Event::HoldLapsed { hold },
        Event::HoldStays {
            hold,
            basis: OtherBasis::OwnBasis,
            note: note(),
        },
        Event::PreservationChanged {
            preservation,
            until: AT,
        },
        Event::PreservationPlaced {
            preservation,
            position: 1,
            until: AT,
        },
        Event::PreservationExtended {
            preservation,
            until: AT,
        },
        Event::PreservationReleased {
            preservation,
            reason: LiftReason::TermsEnded,
        },
        Event::PreservationReleased {
            preservation,
            reason: LiftReason::AnsweredAnew,
        },
        Event::PreservationAlarm {
            preservation,
            hours_left: 24,
            until: AT,
        },
        Event::PreservationExpiryDue {
            preservation,
            until: AT,
        },
        Event::PreservationLapsed { preservation },
        Event::PreservationStays {
            preservation,
            basis: OtherBasis::OwnBasis,
            note: note(),
        },
        Event::Refused {
            ground: Ground::Overbroad,
            note: note(),
        },
        Event::Maintained { note: note() },
        Event::WithdrawalAsked { note: note() },
        Event::Withdrawn,
        Event::Accepted,
        Event::Disputed {
            targets: vec![1],
            note: note(),
        },
        Event::Reopened {
            targets: vec![1],
            note: note(),
        },
        Event::DeadlineReplaced { due: AT },
        Event::SecrecyAlarm { until: AT },
        Event::Followed { by: RequestId(id(5)) },
        Event::ReviewOverdue { due: AT },
        Event::ApplicationReceived {
            reference: String::new(),
            kind: OrganisationKind::Agency,
        },
        Event::ApplicationConfirmed {
            checks: Vec::new(),
            callback: callback(),
            note: note(),
            corrects: false,
        },
        Event::ApplicationRefused {
            reason: Reason::Denied,
            note: note(),
        },
        Event::ApplicationWithdrawn { note: note() },
        Event::OrganisationVerified { until: AT },
        Event::PaceChanged {
            from: Limits::default(),
            to: Limits::default(),
        },
        Event::PaceReached {
            cap: Cap::Officer,
            most: 20,
        },
        Event::AttestationStated { changed: Vec::new() },
        Event::AttestationRenewed {
            until: AT,
            callback: callback(),
        },
        Event::AttestationAlarm {
            days_left: 30,
            until: AT,
        },
        Event::AttestationOverdue { until: AT },
        Event::EvidenceRecorded {
            evidence,
            kind: EvidenceKind::Badge,
            until: Some(AT),
        },
        Event::EvidenceRevoked {
            evidence,
            kind: EvidenceKind::Voucher,
            reason: RevokedFor::Mistaken,
            note: note(),
        },
        Event::EvidenceEnding {
            evidence,
            kind: EvidenceKind::Badge,
            days_left: 30,
            until: AT,
        },
        Event::EvidenceExpired {
            evidence,
            kind: EvidenceKind::Callback,
            until: AT,
        },
        Event::AssuranceChanged {
            from: Assurance::L2,
            to: Assurance::L3,
            until: Some(AT),
        },
        Event::CallbackAsked,
    ];
    events.extend(
        ClockKind::ALL
            .iter()
            .map(|&clock| Event::ClockBreached { clock, due: AT }),
    );
    events.extend(Finding::ALL.iter().map(|&finding| Event::Reviewed {
        finding,
        note: note(),
        by_approver: false,
    }));
    events
}

fn callback() -> Callback {
    Callback {
        number: "+351 21 555 0134".to_owned(),
        source: NumberSource::GovernmentSite,
        reference: String::new(),
        called_at: AT,
        spoke_to: String::new(),
    }
}

/// The event, and what its audience depends on.
fn name(event: &Event) -> String {
    let more = if let Event::ClockBreached { clock, .. } = event {
        clock.code()
    } else if let Event::Reviewed { finding, .. } = event {
        finding.code()
    } else if let Event::HoldReleased { reason, .. }
    | Event::PreservationReleased { reason, .. }
    | Event::HoldPartlyReleased {
        reason: Some(reason), ..
    } = event
    {
        reason.code()
    } else {
        return event.act().to_owned();
    };
    format!("{} ({more})", event.act())
}

/// Who is told on the side of `organisation`: roles, and people by what they are.
fn those_told(event: &Event, organisation: OrganisationId) -> Vec<String> {
    let Parties {
        author,
        handler,
        issuer,
        ..
    } = parties();
    let called = |person: &PersonId| {
        let names = [
            (Some(author), "its author"),
            (handler, "its handler"),
            (issuer, "its issuer"),
        ];
        let name = names.iter().find(|(of, _)| *of == Some(*person)).unwrap();
        name.1.to_owned()
    };
    let notices = of(std::slice::from_ref(event), &parties());
    let told = notices
        .iter()
        .filter(|notice| notice.audience.organisation == organisation);
    told.flat_map(|notice| {
        let roles = notice.audience.roles.iter().map(|role| role.code().to_owned());
        roles.chain(notice.audience.people.iter().map(called))
    })
    .collect()
}

fn written() -> String {
    let mut text = "Who is told of what: event, at the agency, at the exchange\n".to_owned();
    let side = |told: Vec<String>| {
        if told.is_empty() {
            "-".to_owned()
        } else {
            told.join(", ")
        }
    };
    for event in every_event() {
        let (asker, recipient) = (
            those_told(&event, parties().asker),
            those_told(&event, parties().recipient),
        );
        let asker = if is_told_to_owner(&event) {
            "whose account it is".to_owned()
        } else {
            side(asker)
        };
        writeln!(text, "{:<36} {:<24} {}", name(&event), asker, side(recipient)).unwrap();
    }
    text.push_str("Of an account at an agency: event, who is told there\n");
    for event in every_event() {
        let at = people::At {
            organisation: parties().asker,
            kind: crate::domain::actor::OrganisationKind::Agency,
            platform: None,
        };
        let told = people::of_account(&event, parties().author, at, false);
        let told: Vec<&str> = told
            .iter()
            .flat_map(|notice| {
                let itself = notice.audience.people.iter().map(|_| "whose account it is");
                notice.audience.roles.iter().map(|role| role.code()).chain(itself)
            })
            .collect();
        if !told.is_empty() {
            writeln!(text, "{:<36} {}", name(&event), told.join(", ")).unwrap();
        }
    }
    text.push_str("Of how fast an agency goes: event, who is told there, who at the platform\n");
    let concerned = Concerned {
        platforms: vec![parties().recipient],
        organisation: parties().asker,
    };
    for event in every_event() {
        let told = of_pace(&event, &concerned);
        let at = |organisation: OrganisationId| {
            let there = told
                .iter()
                .filter(|notice| notice.audience.organisation == organisation);
            let roles = there.flat_map(|notice| notice.audience.roles);
            side(roles.map(|role| role.code().to_owned()).collect())
        };
        if !told.is_empty() {
            let (own, platform) = (at(concerned.organisation), at(parties().recipient));
            writeln!(text, "{:<36} {:<24} {}", name(&event), own, platform).unwrap();
        }
    }
    text
}

#[test]
fn who_is_told_of_what_is_as_written_down() {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", "notices.txt"]
        .iter()
        .collect();
    let written = written();
    #[expect(
        clippy::disallowed_methods,
        reason = "whether to write the file anew is no setting of the program"
    )]
    let anew = std::env::var_os("CROSSHOLD_GOLDEN").is_some();
    if anew {
        std::fs::write(&file, &written).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
}

#[test]
fn no_event_is_left_out() {
    let mut acts: Vec<&str> = every_event().iter().map(Event::act).collect();
    acts.sort_unstable();
    acts.dedup();
    let mut all = ACTS.to_vec();
    all.sort_unstable();
    assert_eq!(acts, all);
}

/// The acts that keep each promise: whoever may do one of them must hear that it was broken.
const fn kept_by(clock: ClockKind) -> &'static [Act] {
    match clock {
        ClockKind::Ack => &[Act::Acknowledge],
        ClockKind::Decision => &[Act::Acknowledge, Act::Start],
        ClockKind::Execution => &[Act::ConfirmWithdrawal, Act::Start],
        ClockKind::Completion => &[Act::Accept, Act::Maintain],
        ClockKind::Expiry => &[],
    }
}

#[test]
fn whoever_can_mend_a_broken_promise_hears_of_it_and_so_does_the_other_side() {
    for &clock in ClockKind::ALL {
        let event = Event::ClockBreached { clock, due: AT };
        let (asker, recipient) = (
            those_told(&event, parties().asker),
            those_told(&event, parties().recipient),
        );
        assert!(!asker.is_empty() && !recipient.is_empty(), "{clock}");
        for act in kept_by(clock) {
            for role in act.roles() {
                // At the agency the officer who hears is the one who wrote it.
                let told = [&asker, &recipient]
                    .into_iter()
                    .flatten()
                    .any(|told| told == role.code());
                let is_author = *role == Role::Officer && asker.iter().any(|told| told == "its author");
                assert!(told || is_author, "{role} hears nothing of a late {clock}");
            }
        }
    }
}

/// Intake gives out the work: what the exchange owes and has not done does not wait for one responder to come in.
#[test]
fn intake_hears_of_whatever_its_exchange_is_late_with() {
    let late = Status::ALL.iter().filter_map(|status| {
        let clock = status.promised_by()?;
        let is_theirs = status.waits_on() == crate::domain::requests::Party::Recipient;
        is_theirs.then_some(Event::ClockBreached { clock, due: AT })
    });
    let due = [
        Event::HoldExpiryDue {
            hold: HoldId(id(6)),
            until: AT,
        },
        Event::PreservationExpiryDue {
            preservation: PreservationId(id(8)),
            until: AT,
        },
    ];
    for event in late.chain(due) {
        let told = those_told(&event, parties().recipient);
        for role in ["intake", "responder", "its handler"] {
            assert!(
                told.iter().any(|one| one == role),
                "{} is not told to {role}",
                event.act()
            );
        }
    }
}

#[test]
fn alarms_reach_whoever_can_lengthen_and_whoever_can_ask_for_it() {
    let alarms = every_event()
        .into_iter()
        .filter(|event| matches!(event, Event::HoldAlarm { .. } | Event::PreservationAlarm { .. }));
    for event in alarms {
        assert_eq!(those_told(&event, parties().asker), ["supervisor", "its author"]);
        assert_eq!(those_told(&event, parties().recipient), ["responder", "its handler"]);
    }
}
