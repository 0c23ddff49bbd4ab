//! What an officer writes: what is asked, how urgently, and of which targets.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use crate::cli::seed::chance::Chance;
use crate::cli::seed::world::{Fault, File, World};
use crate::domain::cases::Indicator;
use crate::domain::clocks::Urgency;
use crate::domain::ids::TargetId;
use crate::domain::money::{Asset, Units};
use crate::domain::requests::kinds::{AtExpiry, DataKind, Kind, Route, Scope, Tlp};
use crate::domain::requests::{Content, DataWanted, Target};
use crate::domain::values::Time;

use super::Cast;

pub(super) fn kind(chance: &mut Chance) -> Kind {
    match chance.between(0, 100) {
        0..60 => Kind::Freeze,
        60..88 => Kind::Info,
        _ => Kind::Preserve,
    }
}

fn urgency(chance: &mut Chance) -> Urgency {
    match chance.between(0, 100) {
        0..3 => Urgency::Flash,
        3..5 => Urgency::Emergency,
        5..30 => Urgency::Urgent,
        30..60 => Urgency::Priority,
        _ => Urgency::Routine,
    }
}

pub(super) fn content(
    chance: &mut Chance,
    world: &World,
    cast: &Cast<'_>,
    kind: Kind,
    at: Time,
) -> Result<Content, Fault> {
    let basis = world.bases.iter().find(|basis| basis.code == "vol_letter");
    let basis = basis.ok_or(Fault::Missing("basis"))?;
    let zone = &cast.agency.organisation.calendar.zone;
    let urgency = urgency(chance);
    let day = |days: i64| at.plus(SignedDuration::from_hours(24 * days)).date_in(zone);
    let told = |text: &str| {
        if urgency.needs_reason() {
            text.to_owned()
        } else {
            String::new()
        }
    };
    let ends = chance.between(20, 60);
    Ok(Content {
        kind,
        route: Route::Direct,
        recipient: cast.exchange.organisation.id,
        why_recipient: String::new(),
        deputy: None,
        urgency,
        urgency_reason: told("Funds reached the deposit address today and leave within the hour."),
        callback: told("+12025550100"),
        language: "en".to_owned(),
        basis: basis.id,
        scope: Scope::AssetAmount,
        uncapped_reason: String::new(),
        until: kind.needs_end().then(|| day(ends)),
        order_expected_on: (kind == Kind::Freeze && chance.percent(50)).then(|| day(ends + chance.between(-12, 12))),
        order_court: String::new(),
        at_expiry: AtExpiry::AskFirst,
        facts: "Made up for measurements; it tells of no person and no crime. ".repeat(6),
        flows: Vec::new(),
        offence: String::new(),
        victims: BTreeMap::new(),
        losses: Vec::new(),
        data: if kind == Kind::Info {
            vec![DataWanted {
                kind: DataKind::Existence,
                from: None,
                to: None,
            }]
        } else {
            Vec::new()
        },
        tlp: Tlp::AmberStrict,
        secret_until: None,
        secret_basis: String::new(),
        undertakings: BTreeSet::new(),
        release_reason: None,
        exceptions: BTreeMap::from([("document".to_owned(), "Sent by mail.".to_owned())]),
    })
}

pub(super) fn targets(chance: &mut Chance, file: &File, kind: Kind, at: Time) -> Result<Vec<Target>, Fault> {
    // Mostly one to three, now and then many.
    let count = if chance.percent(4) {
        chance.between(8, 30)
    } else {
        chance.between(1, 4)
    };
    let most = i64::try_from(file.indicators.len()).unwrap_or(1);
    let first = usize::try_from(chance.between(0, most)).unwrap_or(0);
    let count = usize::try_from(count).unwrap_or(1);
    let chosen = file
        .indicators
        .iter()
        .cycle()
        .skip(first)
        .take(count.min(file.indicators.len()));
    chosen
        .zip(1..)
        .map(|(indicator, position)| target(chance, indicator, position, kind, at))
        .collect()
}

fn target(chance: &mut Chance, indicator: &Indicator, position: u32, kind: Kind, at: Time) -> Result<Target, Fault> {
    let key = &indicator.observed.key;
    let chain = key.chain.as_ref().map_or("", |chain| chain.name());
    let asset = Asset::find(chain, "USDT")
        .or_else(|| Asset::known_on(chain).next())
        .ok_or(Fault::Missing("asset"))?;
    let amount = Units::typed(&chance.between(100, 400_000).to_string(), asset.decimals)?;
    Ok(Target {
        id: TargetId::new(at),
        position,
        indicator: Some(indicator.id),
        what: key.kind.code().to_owned(),
        chain: chain.to_owned(),
        value: key.value.clone(),
        tag: String::new(),
        checksum: indicator.observed.checksum,
        asset: Some(asset),
        amount: (kind == Kind::Freeze).then_some(amount),
        txid: String::new(),
        confidence: indicator.confidence,
        source: indicator.source.clone(),
        hold: None,
        preservation: None,
        answer: None,
        anew: false,
        no_tag: None,
    })
}
