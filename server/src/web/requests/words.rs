//! The words and marks of a request: its status, its kind, its targets, as every page of requests shows them.

use std::collections::HashMap;

use crate::domain::actor::Actor;
use crate::domain::cases::indicators::ChecksumState;
use crate::domain::clocks::Urgency;
use crate::domain::holds::{Hold, HoldStatus};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::indicators::{Chain, TagKind};
use crate::domain::measures::Measure;
use crate::domain::money::{Asset, Units};
use crate::domain::organisations::Organisation;
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::kinds::{Kind, Status, Tlp};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::stops::Stop;
use crate::domain::requests::{Request, Target};
use crate::domain::values::{Time, Zone};
use crate::text::Language;
use crate::web::page::Page;
use crate::web::views::{AddressView, Icon, Tag, Tone, UrgencyLevel, UrgencyView};

/// What names a request in its address: the number, or the id while it has none.
pub fn reference(request: &Request) -> String {
    match &request.seal {
        Some(seal) => seal.number.clone(),
        None => request.id.to_string(),
    }
}

/// What a request asks, as a tag.
pub fn kind_tag(page: &Page, kind: Kind) -> Tag {
    Tag::new(Tone::Neutral, kind_icon(kind), page.t(&format!("requests.kind.{kind}")))
}

const fn kind_icon(kind: Kind) -> Icon {
    match kind {
        Kind::Freeze | Kind::TokenBlock => Icon::Snow,
        Kind::Preserve | Kind::Convert | Kind::Seize => Icon::Lock,
        Kind::Info | Kind::Ask => Icon::Doc,
        Kind::Extend => Icon::Clock,
        Kind::Release | Kind::Return | Kind::Withdraw => Icon::Undo,
        Kind::Watch => Icon::Eye,
        Kind::Amend => Icon::Copy,
        Kind::Assist => Icon::Building,
    }
}

/// Where a request stands, as a tag.
pub fn status_tag(page: &Page, status: Status) -> Tag {
    let (tone, icon) = status_look(status);
    Tag::new(tone, icon, page.t(&format!("requests.status.{status}")))
}

/// That somebody of a request is suspended, as a tag beside where it stands.
pub fn stopped_tag(page: &Page, stop: &Stop) -> Tag {
    Tag::new(
        Tone::Danger,
        Icon::Pause,
        page.t(&format!("requests.stopped.{}.tag", stop.who)),
    )
}

const fn status_look(status: Status) -> (Tone, Icon) {
    match status {
        Status::Draft => (Tone::Faint, Icon::Doc),
        Status::InReview => (Tone::Neutral, Icon::Eye),
        Status::Embargoed => (Tone::Neutral, Icon::Lock),
        Status::Issued => (Tone::Neutral, Icon::Inbox),
        Status::Acknowledged => (Tone::Neutral, Icon::Check),
        Status::Redirected => (Tone::Neutral, Icon::Arrow),
        Status::Clarification => (Tone::Warn, Icon::Pause),
        Status::Executing => (Tone::Warn, Icon::Clock),
        Status::PartlyAnswered => (Tone::Warn, Icon::Half),
        Status::Answered => (Tone::Ok, Icon::Check),
        Status::ClosedUnanswered => (Tone::Neutral, Icon::Cross),
        Status::Refused => (Tone::Danger, Icon::Cross),
        Status::Maintained => (Tone::Warn, Icon::Flag),
        Status::Withdrawing => (Tone::Warn, Icon::Undo),
        Status::Withdrawn => (Tone::Faint, Icon::Undo),
        Status::Closed => (Tone::Neutral, Icon::Lock),
        Status::Disputed => (Tone::Danger, Icon::Alert),
        Status::Superseded => (Tone::Faint, Icon::Copy),
    }
}

/// How far a packet may be passed on, as a tag.
pub fn tlp_tag(page: &Page, tlp: Tlp) -> Tag {
    Tag::new(Tone::Neutral, Icon::Lock, page.t(&format!("requests.tlp.{tlp}")))
}

/// How pressing a request is.
pub fn urgency_view(page: &Page, urgency: Urgency) -> UrgencyView {
    let level = match urgency {
        Urgency::Flash => UrgencyLevel::Flash,
        Urgency::Emergency => UrgencyLevel::Emergency,
        Urgency::Urgent => UrgencyLevel::Urgent,
        Urgency::Priority => UrgencyLevel::Priority,
        Urgency::Routine => UrgencyLevel::Routine,
    };
    UrgencyView {
        level,
        word: page.t(&format!("clocks.urgency.{urgency}")).into_owned(),
    }
}

/// The outcome of a target, as a tag.
pub fn outcome_tag(page: &Page, outcome: Outcome) -> Tag {
    let (tone, icon) = outcome_look(outcome);
    Tag::new(tone, icon, page.t(&format!("requests.outcome.{outcome}"))).wrapping()
}

/// How an outcome looks.
pub const fn outcome_look(outcome: Outcome) -> (Tone, Icon) {
    match outcome {
        Outcome::FrozenFull | Outcome::Extended | Outcome::BlockedOnContract => (Tone::Held, Icon::Snow),
        Outcome::FrozenPartial => (Tone::Held, Icon::Half),
        // Held, but not for who reads it: nothing here may look like a hold of theirs.
        Outcome::AlreadyFrozen | Outcome::AlreadyRestricted => (Tone::Warn, Icon::Lock),
        Outcome::FrozenZeroBalance => (Tone::Warn, Icon::Ring),
        Outcome::MovedBefore => (Tone::Warn, Icon::Left),
        Outcome::MovedDuring => (Tone::Danger, Icon::Alert),
        Outcome::Refused | Outcome::TechnicalFailure => (Tone::Danger, Icon::Cross),
        Outcome::ProducedPartial => (Tone::Warn, Icon::Half),
        Outcome::Watching => (Tone::Warn, Icon::Eye),
        Outcome::PendingClarification => (Tone::Warn, Icon::Question),
        Outcome::Preserved | Outcome::Produced | Outcome::Seized => (Tone::Ok, Icon::Check),
        Outcome::Released => (Tone::Neutral, Icon::Undo),
        Outcome::DepositAddressResolved => (Tone::Neutral, Icon::User),
        Outcome::OtherEntity | Outcome::NestedService | Outcome::OmnibusOrHotWallet => (Tone::Neutral, Icon::Building),
        Outcome::MatchNoAction
        | Outcome::NoMatch
        | Outcome::Unhosted
        | Outcome::UnsupportedAsset
        | Outcome::AccountClosed
        | Outcome::NotHeld
        | Outcome::Burned
        | Outcome::Reissued => (Tone::Neutral, Icon::Ring),
    }
}

/// Where a hold stands, as a tag. Lapsed never looks like released.
pub fn hold_tag(page: &Page, status: HoldStatus) -> Tag {
    let (tone, icon) = match status {
        HoldStatus::Placed | HoldStatus::Extended => (Tone::Held, Icon::Snow),
        HoldStatus::Converted | HoldStatus::Seizing => (Tone::Held, Icon::Lock),
        HoldStatus::PartlyReleased => (Tone::Warn, Icon::Half),
        HoldStatus::Stayed => (Tone::Warn, Icon::Pause),
        HoldStatus::Seized | HoldStatus::Returned | HoldStatus::Forfeited => (Tone::Ok, Icon::Check),
        HoldStatus::Released => (Tone::Faint, Icon::Undo),
        HoldStatus::ExpiryDue => (Tone::Danger, Icon::Hourglass),
        HoldStatus::Lapsed => (Tone::Danger, Icon::Alert),
        HoldStatus::OwnBasis | HoldStatus::OtherOrder => (Tone::Faint, Icon::Lock),
    };
    Tag::new(tone, icon, page.t(&format!("holds.status.{status}")))
}

/// Where data that is kept stands, as a tag. Lapsed never looks like released, and neither looks like money.
pub fn preservation_tag(page: &Page, status: PreservationStatus) -> Tag {
    let (tone, icon) = match status {
        PreservationStatus::Kept | PreservationStatus::Extended => (Tone::Held, Icon::Lock),
        PreservationStatus::Released => (Tone::Faint, Icon::Undo),
        PreservationStatus::ExpiryDue => (Tone::Danger, Icon::Hourglass),
        PreservationStatus::Lapsed => (Tone::Danger, Icon::Alert),
        PreservationStatus::OwnBasis | PreservationStatus::OtherOrder => (Tone::Faint, Icon::Lock),
    };
    Tag::new(tone, icon, page.t(&format!("preservations.status.{status}")))
}

/// A target as people read it: what it is, its value, its tag or memo.
pub fn target_view(page: &Page, target: &Target) -> AddressView {
    address(page, &target.what, &target.chain, &target.value, &target.tag)
}

/// An indicator of the kind `what` on `chain`, with its tag where it has one.
pub fn address(page: &Page, what: &str, chain: &str, value: &str, tag: &str) -> AddressView {
    let known = Chain::known(chain);
    let view = AddressView::short(chain_name(page, what, chain), value.to_owned());
    if tag.is_empty() {
        return view;
    }
    let name = match known.and_then(|chain| chain.needs_tag()) {
        Some(TagKind::DestinationTag) => "requests.show.destination_tag",
        Some(TagKind::Memo) | None => "requests.show.memo",
    };
    view.tagged(page.t(name), tag.to_owned())
}

/// The short name of the chain, or what the target is where it stands on none.
pub fn chain_name(page: &Page, what: &str, chain: &str) -> String {
    if chain.is_empty() {
        let key = format!("indicators.kind.{what}");
        return if page.words().has(&key) {
            page.t(&key).into_owned()
        } else {
            what.to_owned()
        };
    }
    match Chain::known(chain) {
        // Its ticker is that of its coin, which on TRON is seldom what moves.
        Some(Chain::Tron) => page.t("indicators.chain.tron").into_owned(),
        Some(chain) => chain.ticker().to_owned(),
        None => chain.to_uppercase(),
    }
}

/// A sentence of ours that stands where what people wrote may stand too: its direction is the page's, though every
/// word of it may be a name from elsewhere. Isolated names do not count when a browser guesses a direction.
pub fn in_own_direction(page: &Page, sentence: String) -> String {
    if page.dir() == "rtl" {
        format!("\u{200f}{sentence}")
    } else {
        sentence
    }
}

/// `key` of a day that ends where `zone` is: which day, where, and the moment in the reader's time and UTC.
pub fn end_of_day(page: &Page, key: &str, day: jiff::civil::Date, zone: &Zone) -> String {
    let date = page.date(day);
    // Beyond the last day of the calendar there is no moment to tell.
    let Some(end) = Time::end_of(day, zone) else {
        return date;
    };
    let gaps = [
        ("date", date),
        ("place", page.words().zone_city(zone.name())),
        ("here", page.moment(end)),
    ];
    page.ta(key, gaps)
}

/// `ended` of what came to its end without a word of the exchange, `standing` of all else that stands.
pub fn ended_or(page: &Page, measure: &impl Measure, standing: &'static str, ended: &'static str) -> &'static str {
    if measure.is_due() || measure.runs_out_by(page.now()) {
        ended
    } else {
        standing
    }
}

/// That what has no checksum, or none that is known here, is compared with its source by eye.
pub fn by_eye(page: &Page, state: ChecksumState) -> String {
    page.t(&format!("requests.by_eye.{state}")).into_owned()
}

/// As [`by_eye`], as a tag; nothing where the checksum holds or it is no address.
pub fn by_eye_tag(page: &Page, state: Option<ChecksumState>) -> Option<Tag> {
    Some(Tag::new(Tone::Warn, Icon::Eye, by_eye(page, state?)).wrapping())
}

/// Where an indicator or target comes from. What following funds wrote there is ours: the packet keeps it in the language
/// of the request, and each reads it in their own. All else is what people typed.
pub fn source(page: &Page, source: &str) -> String {
    const KEY: &str = "requests.onward.source";
    let from = Language::ALL.iter().find_map(|language| {
        let words = language.words().t(KEY);
        let (before, after) = words.split_once("%{from}")?;
        let from = source.strip_prefix(before)?.strip_suffix(after)?;
        let from = from.trim_matches(|letter| ('\u{2066}'..='\u{2069}').contains(&letter));
        (!from.is_empty() && !from.contains(char::is_whitespace)).then_some(from)
    });
    from.map_or_else(|| source.to_owned(), |from| page.ta(KEY, [("from", from)]))
}

/// An amount with its asset.
pub fn amount(page: &Page, amount: Units, asset: &Asset) -> String {
    page.words().amount(amount.0, asset.decimals, &asset.symbol)
}

/// What is held: how much of what; of a block, that the account is blocked.
pub fn held(page: &Page, hold: &Hold) -> String {
    if hold.is_block() {
        page.t("holds.block.name").into_owned()
    } else {
        amount(page, hold.amount, &hold.asset)
    }
}

/// What a language is called, whose tag stands in a row.
pub fn language(page: &Page, tag: &str) -> String {
    page.words().language_named(tag).unwrap_or_else(|| tag.to_owned())
}

/// What `code` of a section is called, or the code itself where an installation added one of its own.
pub fn named(page: &Page, section: &str, code: &str, part: &str) -> Option<String> {
    let key = format!("{section}.{code}{part}");
    page.words().has(&key).then(|| page.t(&key).into_owned())
}

/// Both sides of a request and who stands on its page, by name.
#[derive(Clone, Copy, Debug)]
pub struct Cast<'a> {
    /// Who asks.
    pub asker: &'a Organisation,
    /// Who answers.
    pub recipient: &'a Organisation,
    /// People by id.
    pub people: &'a HashMap<PersonId, String>,
    /// Who reads.
    pub reader: &'a Actor,
}

impl Cast<'_> {
    /// Whether the reader stands on the asking side.
    pub fn asks(&self) -> bool {
        self.asker.id == self.reader.organisation
    }

    /// A moment on which both sides act: where the reader is, where each side is, and in UTC.
    pub fn moment(&self, page: &Page, time: impl std::borrow::Borrow<Time>) -> String {
        page.moment_of(time, self.zones())
    }

    /// Where each side is.
    pub fn zones(&self) -> [&Zone; 2] {
        [&self.recipient.calendar.zone, &self.asker.calendar.zone]
    }

    /// What one of the two organisations is called.
    pub fn organisation(&self, id: OrganisationId) -> Option<&str> {
        [self.asker, self.recipient]
            .into_iter()
            .find(|organisation| organisation.id == id)
            .map(|organisation| organisation.name.as_str())
    }

    /// What a person is called.
    pub fn person(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("", String::as_str)
    }
}
