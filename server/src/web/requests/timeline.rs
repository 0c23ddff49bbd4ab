//! What happened to a request, each event as a sentence.

mod data;

use super::review::look;
use super::words::{Cast, amount, hold_tag, in_own_direction, outcome_look};
use crate::domain::events::Event;
use crate::domain::holds::HoldStatus;
use crate::domain::ids::HoldId;
use crate::domain::money::Units;
use crate::domain::requests::Request;
use crate::domain::requests::stops::Stopped;
use crate::store::audit::Line;
use crate::web::page::Page;
use crate::web::views::{Icon, TimelineEntry, Tone};

/// The lines of the timeline, newest first. Who read the page stands in the trail, not here.
pub fn entries(page: &Page, lines: &[Line], request: &Request, cast: Cast<'_>) -> Vec<TimelineEntry> {
    lines
        .iter()
        .filter(|line| line.act != Event::RequestRead.act())
        .map(|line| entry(page, line, request, cast))
        .collect()
}

fn entry(page: &Page, line: &Line, request: &Request, cast: Cast<'_>) -> TimelineEntry {
    let told = line.event.as_ref().map(|event| tell(page, event, request, cast));
    let (icon, tone, text, detail) = match (told, &line.event) {
        (Some(told), Some(event)) => {
            let text = match told.key {
                Some(key) => page.ta(key, &told.gaps),
                None => page.ta(&format!("trail.event.{}", event.act()), &told.gaps),
            };
            (told.icon, told.tone, text, told.note)
        }
        _ => (
            Icon::Ring,
            Tone::Neutral,
            page.t("requests.show.erased").into_owned(),
            None,
        ),
    };
    TimelineEntry {
        icon,
        tone,
        text,
        detail: detail.filter(|note| !note.is_empty()),
        by: Some(by(page, line, request, cast)),
        when: page.moment(line.at),
        at: line.at.rfc3339_millis(),
    }
}

/// The other side reads which organisation acted; people whom the packet names, and no others. A third organisation is
/// not named, and what it did is not said to be the clock's.
fn by(page: &Page, line: &Line, request: &Request, cast: Cast<'_>) -> String {
    let Some(acted) = line.organisation else {
        let key = if line.person.is_some() {
            "requests.show.by_another"
        } else {
            "requests.show.by_the_clock"
        };
        return page.t(key).into_owned();
    };
    let Some(organisation) = cast.organisation(acted) else {
        return page.t("requests.show.by_another").into_owned();
    };
    let is_told = |person: &crate::domain::ids::PersonId| {
        let is_own = line.organisation == Some(cast.reader.organisation);
        let in_packet = request.author == *person || request.approvals.iter().any(|approval| approval.by == *person);
        is_own || in_packet
    };
    let person = line.person.filter(is_told).map(|person| cast.person(person));
    match person.filter(|name| !name.is_empty()) {
        Some(person) => in_own_direction(
            page,
            page.ta("requests.show.by", [("person", person), ("organisation", organisation)]),
        ),
        None => organisation.to_owned(),
    }
}

/// How an event is told.
struct Told {
    /// Its sentence, where that of the event does not fit.
    key: Option<&'static str>,
    icon: Icon,
    tone: Tone,
    gaps: Vec<(&'static str, String)>,
    note: Option<String>,
}

impl Told {
    fn of(icon: Icon) -> Self {
        Self {
            key: None,
            icon,
            tone: Tone::Neutral,
            gaps: Vec::new(),
            note: None,
        }
    }

    /// Told in another sentence where the hold is a block, of which there is no amount.
    fn or_block(self, units: Units, key: &'static str) -> Self {
        Self {
            key: units.is_zero().then_some(key),
            ..self
        }
    }

    fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    fn gap(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.gaps.push((name, value.into()));
        self
    }

    fn note(self, note: &str) -> Self {
        Self {
            note: Some(note.to_owned()),
            ..self
        }
    }
}

fn tell(page: &Page, event: &Event, request: &Request, cast: Cast<'_>) -> Told {
    let word = |section: &str, code: &str| page.t(&format!("{section}.{code}")).into_owned();
    let position = |hold: HoldId| position_of(request, hold);
    match event {
        Event::RequestDrafted | Event::DraftChanged => Told::of(Icon::Doc),
        Event::DraftDiscarded => Told::of(Icon::Cross),
        Event::Submitted { score, second_look, .. } => {
            let told = Told::of(Icon::Eye).gap("score", page.words().number(i64::from(*score)));
            if second_look.is_empty() {
                told
            } else {
                told.note(&page.t("requests.second_look.tag"))
            }
        }
        Event::Returned { reason, note } => {
            let reason = word("requests.return_reason", reason.code());
            Told::of(Icon::Undo).tone(Tone::Warn).gap("reason", reason).note(note)
        }
        Event::Approved { .. } => Told::of(Icon::Check),
        Event::Issued { number, .. } => Told::of(Icon::Inbox).gap("number", number),
        Event::RequestRead => Told::of(Icon::Eye),
        Event::Acknowledged { reference } => Told::of(Icon::Check).gap("reference", reference),
        Event::Assigned { handler } => Told::of(Icon::User).gap("person", cast.person(*handler)),
        Event::HandedOver { from, to } | Event::DeputyReplaced { from, to } => Told::of(Icon::User)
            .gap("from", cast.person(*from))
            .gap("to", cast.person(*to)),
        Event::Redirected { reason, entity } => Told::of(Icon::Arrow)
            .gap("entity", entity)
            .gap("reason", word("requests.redirect_reason", reason.code())),
        Event::ClarificationAsked { question, paused, .. } => {
            let (icon, tone) = if *paused {
                (Icon::Pause, Tone::Warn)
            } else {
                (Icon::Question, Tone::Warn)
            };
            Told::of(icon)
                .tone(tone)
                .gap("question", word("requests.question", question.code()))
        }
        Event::ClarificationAnswered { .. } => Told::of(Icon::Message),
        Event::ClosedUnanswered => Told::of(Icon::Cross).tone(Tone::Danger),
        Event::Started => Told::of(Icon::Clock),
        Event::TargetAnswered {
            position,
            outcome,
            ground,
            ..
        } => {
            let (tone, icon) = outcome_look(*outcome);
            let mut outcome = word("requests.outcome", outcome.code());
            if let Some(ground) = ground {
                let ground = word("requests.ground", ground.code());
                outcome = page.ta("requests.show.refused_on", [("ground", ground)]);
            }
            Told::of(icon)
                .tone(tone)
                .gap("position", page.words().number(i64::from(*position)))
                .gap("outcome", outcome)
        }
        Event::IncidentReported { position, moved_at, .. } => Told::of(Icon::Alert)
            .tone(Tone::Danger)
            .gap("position", page.words().number(i64::from(*position)))
            .gap("when", cast.moment(page, moved_at)),
        Event::Answered => Told::of(Icon::Check).tone(Tone::Ok),
        Event::HoldPlaced {
            position,
            amount: units,
            asset,
            until,
            ..
        } => Told::of(Icon::Snow)
            .tone(Tone::Held)
            .or_block(*units, "trail.block.placed")
            .gap("position", page.words().number(i64::from(*position)))
            .gap("amount", amount(page, *units, asset))
            .gap("until", cast.moment(page, until)),
        Event::HoldExtended { hold, until } => Told::of(Icon::Snow)
            .tone(Tone::Held)
            .gap("position", position(*hold))
            .gap("until", cast.moment(page, until)),
        Event::HoldChanged {
            hold,
            amount: units,
            asset,
            until,
        } => Told::of(Icon::Snow)
            .tone(Tone::Held)
            .or_block(*units, "trail.block.changed")
            .gap("position", position(*hold))
            .gap("amount", amount(page, *units, asset))
            .gap("until", cast.moment(page, until)),
        Event::HoldPartlyReleased {
            hold,
            left,
            asset,
            released,
            reason,
        } => {
            let told = Told::of(Icon::Half)
                .gap("position", position(*hold))
                .gap("amount", amount(page, *left, asset));
            match released.zip(*reason) {
                None => told,
                Some((released, reason)) => {
                    let gaps = [
                        ("amount", amount(page, released, asset)),
                        ("reason", word("holds.lift_reason", reason.code())),
                    ];
                    told.note(&page.ta("requests.show.let_go_why", gaps))
                }
            }
        }
        Event::HoldReleased { hold, reason } => Told::of(Icon::Undo)
            .gap("position", position(*hold))
            .gap("reason", word("holds.lift_reason", reason.code())),
        Event::HoldAlarm {
            hold,
            hours_left,
            until,
        } => {
            let left = jiff::SignedDuration::from_hours(i64::from(*hours_left));
            Told::of(Icon::Bell)
                .tone(Tone::Warn)
                .gap("position", position(*hold))
                .gap("left", page.duration(left))
                .gap("until", cast.moment(page, until))
        }
        Event::HoldExpiryDue { hold, .. } => {
            let look = hold_tag(page, HoldStatus::ExpiryDue);
            Told::of(look.icon).tone(look.tone).gap("position", position(*hold))
        }
        Event::HoldLapsed { hold } => {
            let look = hold_tag(page, HoldStatus::Lapsed);
            Told::of(look.icon).tone(look.tone).gap("position", position(*hold))
        }
        Event::HoldStays { hold, basis, note } => {
            let look = hold_tag(page, basis.of_hold());
            Told::of(look.icon)
                .tone(look.tone)
                .gap("position", position(*hold))
                .gap("basis", word("requests.other_basis", basis.code()))
                .note(note)
        }
        Event::PreservationPlaced { .. }
        | Event::PreservationExtended { .. }
        | Event::PreservationChanged { .. }
        | Event::PreservationReleased { .. }
        | Event::PreservationAlarm { .. }
        | Event::PreservationExpiryDue { .. }
        | Event::PreservationLapsed { .. }
        | Event::PreservationStays { .. } => data::tell(page, event, request, cast).unwrap_or(Told::of(Icon::Ring)),
        Event::Refused { ground, note } => {
            let ground = word("requests.ground", ground.code());
            Told::of(Icon::Cross)
                .tone(Tone::Danger)
                .gap("ground", ground)
                .note(note)
        }
        Event::Maintained { note } => Told::of(Icon::Flag).tone(Tone::Warn).note(note),
        Event::WithdrawalAsked { note } => Told::of(Icon::Undo).tone(Tone::Warn).note(note),
        Event::Withdrawn => Told::of(Icon::Undo),
        Event::Accepted => Told::of(Icon::Check).tone(Tone::Ok),
        Event::Disputed { targets, note } => Told::of(Icon::Alert)
            .tone(Tone::Danger)
            .gap("targets", targets_named(page, request, targets))
            .note(note),
        Event::Reopened { targets, note } => {
            let targets = if targets.is_empty() {
                page.t("requests.show.reopened_rest").into_owned()
            } else {
                targets_named(page, request, targets)
            };
            Told::of(Icon::Undo).gap("targets", targets).note(note)
        }
        Event::SecrecyAlarm { until } => Told::of(Icon::Clock)
            .tone(Tone::Warn)
            .gap("until", cast.moment(page, until)),
        Event::DeadlineReplaced { due } => Told::of(Icon::Clock).gap("due", cast.moment(page, due)),
        Event::ClockBreached { clock, due } => Told::of(Icon::Alert)
            .tone(Tone::Danger)
            .gap("clock", word("clocks.kind", clock.code()))
            .gap("due", cast.moment(page, due)),
        Event::Followed { .. } => Told::of(Icon::Copy),
        Event::Reviewed {
            finding,
            note,
            by_approver,
        } => {
            let (tone, icon) = look(*finding);
            let finding = word("requests.finding", finding.code());
            let finding = if *by_approver {
                page.ta("requests.review.found_by_approver", [("finding", finding)])
            } else {
                finding
            };
            Told::of(icon).tone(tone).gap("finding", finding).note(note)
        }
        Event::RequestSuspended { who, .. } => Told {
            key: Some(suspended_key(*who)),
            ..Told::of(Icon::Pause).tone(Tone::Danger)
        },
        Event::RequestResumed { .. } => Told::of(Icon::Clock),
        Event::StoodBy { note } => Told::of(Icon::User).note(note),
        // Its own house acts on that: told in the reader's time, not in both sides'.
        Event::ReviewOverdue { due } => Told::of(Icon::Alert).tone(Tone::Danger).gap("due", page.moment(due)),
        // These are told of cases, accounts, organisations and the site, never of a request.
        Event::Bootstrapped { .. }
        | Event::SignedIn { .. }
        | Event::Confirmed { .. }
        | Event::PasskeyAdded { .. }
        | Event::PasskeyRenamed { .. }
        | Event::PasskeyRemoved { .. }
        | Event::PasskeyRefused { .. }
        | Event::SignInFailed { .. }
        | Event::ProviderBound { .. }
        | Event::ProviderChanged { .. }
        | Event::ProviderSecretReplaced { .. }
        | Event::ProviderTested { .. }
        | Event::ProviderUnbound { .. }
        | Event::ProviderLinked { .. }
        | Event::ProviderRefused { .. }
        | Event::ProviderLoggedOut { .. }
        | Event::RolesFromGroups { .. }
        | Event::SignedOut
        | Event::SessionEnded
        | Event::FactorAdded { .. }
        | Event::FactorRemoved { .. }
        | Event::FactorFailed
        | Event::RecoveryCodesMade
        | Event::RecoveryCodeUsed { .. }
        | Event::DeviceAdded { .. }
        | Event::DeviceRemoved
        | Event::CountryAdded { .. }
        | Event::SignedInAfterFailures { .. }
        | Event::OtherSessionsEnded { .. }
        | Event::PasswordChanged
        | Event::ResetAsked { .. }
        | Event::PasswordReset
        | Event::Denied { .. }
        | Event::PersonSuspended { .. }
        | Event::OrganisationSuspended { .. }
        | Event::SuspensionLifted { .. }
        | Event::TrailRead { .. }
        | Event::LeafRead { .. }
        | Event::ClockStepped { .. }
        | Event::CaseOpened { .. }
        | Event::CaseChanged
        | Event::CaseRead
        | Event::CaseStatusChanged { .. }
        | Event::IndicatorsAdded { .. }
        | Event::IndicatorTagSaid { .. }
        | Event::ApplicationReceived { .. }
        | Event::ApplicationConfirmed { .. }
        | Event::ApplicationRefused { .. }
        | Event::ApplicationWithdrawn { .. }
        | Event::OrganisationVerified { .. }
        | Event::AttestationStated { .. }
        | Event::AttestationRenewed { .. }
        | Event::AttestationAlarm { .. }
        | Event::AttestationOverdue { .. }
        | Event::EvidenceRecorded { .. }
        | Event::EvidenceRevoked { .. }
        | Event::EvidenceEnding { .. }
        | Event::EvidenceExpired { .. }
        | Event::AssuranceChanged { .. }
        | Event::CallbackAsked => Told::of(Icon::Ring),
        Event::PaceChanged { .. } | Event::PaceReached { .. } => Told::of(Icon::Ring),
        Event::PersonInvited { .. }
        | Event::InvitationResent
        | Event::InvitationWithdrawn
        | Event::InvitationShown
        | Event::AccountsListed
        | Event::FactorsReset { .. }
        | Event::InvitationAccepted
        | Event::RolesChanged { .. }
        | Event::PersonCorrected
        | Event::SessionsClosed { .. }
        | Event::PersonLeft { .. }
        | Event::IdleSoon { .. }
        | Event::PersonIdle { .. }
        | Event::PersonReinstated { .. } => Told::of(Icon::Ring),
    }
}

/// Who of it was suspended.
const fn suspended_key(who: Stopped) -> &'static str {
    match who {
        Stopped::Asker => "trail.stopped.asker",
        Stopped::Recipient => "trail.stopped.recipient",
        Stopped::Officer => "trail.stopped.officer",
    }
}

/// The targets at `positions` in words; all of the request where none is named, as once nobody could.
fn targets_named(page: &Page, request: &Request, positions: &[u32]) -> String {
    let name = |position: u32| page.ta("requests.show.target_at", [("position", position.to_string())]);
    let all = request.targets.iter().map(|target| target.position);
    let named: Vec<String> = if positions.is_empty() {
        all.map(name).collect()
    } else {
        positions.iter().copied().map(name).collect()
    };
    page.words().list(&named)
}

fn position_of(request: &Request, hold: HoldId) -> String {
    let held = request.holds.iter().find(|held| held.id == hold);
    held.map_or_else(String::new, |held| held.position.to_string())
}
