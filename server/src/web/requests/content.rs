//! What the asker wrote, who asks, on which basis and how it may be handled: of the packet only, never of the case.

mod flows;
mod who;

use super::words::{Cast, amount, chain_name, end_of_day, in_own_direction, language, named};
use crate::domain::requests::kinds::{AtExpiry, Scope};
use crate::domain::requests::{Content, Loss};
use crate::domain::values::Zone;
use crate::service::codes::grouped_code;
use crate::service::requests::Opened;
use crate::web::cases::looks::offence_named;
use crate::web::page::Page;
use crate::web::views::Fact;

pub use flows::FlowRow;

/// The written part of the page.
#[derive(Clone, Debug)]
pub struct Written {
    /// What happened, in the asker's words.
    pub facts: String,
    /// Their language, for `lang`.
    pub lang: String,
    /// That they stand in their original, where that is not the reader's language.
    pub original: Option<String>,
    /// Offence, loss, victims, scope, until, order, end.
    pub lines: Vec<Fact>,
    /// How the funds moved.
    pub flows: Vec<FlowRow>,
    /// What the asker undertakes.
    pub undertakings: Vec<String>,
    /// Kinds of data that are wanted, each with its period.
    pub data: Vec<String>,
    /// Where its days begin and end.
    pub data_days: Option<String>,
    /// What the quality check found and the asker explained, each with its explanation.
    pub explanations: Vec<String>,
    /// The case, for the asker's side.
    pub case: Option<String>,
    /// Who asks.
    pub who: Vec<Fact>,
    /// Whether the platform verified the agency.
    pub verified: Option<String>,
    /// The only number to call back.
    pub call_back: Option<String>,
    /// The code to check it by, in groups, with its address.
    pub code: Option<(String, String)>,
    /// SHA-256 of the packet.
    pub hash: Option<String>,
    /// What the legal basis is called.
    pub basis: String,
    /// Its code and version.
    pub basis_code: String,
    /// Whether it binds.
    pub binding: String,
    /// What is known of it.
    pub basis_note: Option<String>,
    /// Whom to ask, by the reader's side.
    pub law: String,
    /// How far it may be passed on.
    pub tlp: String,
    /// Until when the customer must not be told.
    pub secret: String,
    /// On which basis.
    pub secret_basis: Option<String>,
}

/// The written part of an opened request.
pub fn written(page: &Page, opened: &Opened, cast: Cast<'_>) -> Written {
    let request = &opened.request;
    let content = &request.content;
    let basis = &opened.basis;
    let is_other = content.language != page.lang();
    Written {
        facts: content.facts.clone(),
        lang: content.language.clone(),
        original: is_other.then(|| {
            page.ta(
                "requests.show.original",
                [("language", language(page, &content.language))],
            )
        }),
        lines: lines(page, content, &cast.asker.calendar.zone),
        undertakings: undertakings(page, content),
        data: data(page, content),
        data_days: data_days(page, content, &cast.asker.calendar.zone),
        explanations: explanations(page, content),
        case: cast.asks().then(|| format!("/cases/{}", request.case)),
        who: who::who(page, opened, cast),
        flows: flows::rows(page, content),
        verified: cast
            .asker
            .verified_at
            .map(|_| page.t("requests.show.verified").into_owned()),
        call_back: cast.asker.switchboard.clone(),
        code: request.seal.as_ref().map(|seal| {
            (
                grouped_code(&seal.verify_code),
                format!("/verify/{}", grouped_code(&seal.verify_code)),
            )
        }),
        hash: Some(request.packet_hash.clone()).filter(|hash| !hash.is_empty()),
        basis: named(page, "requests.basis", &basis.code, ".name").unwrap_or_else(|| basis.code.clone()),
        basis_code: page.ta(
            "requests.show.basis_version",
            [("code", basis.code.clone()), ("version", basis.version.to_string())],
        ),
        binding: page.t(&format!("requests.binding.{}", basis.binding)).into_owned(),
        basis_note: named(page, "requests.basis", &basis.code, ".note"),
        law: page
            .t(if cast.asks() {
                "site.law.agency"
            } else {
                "site.law.exchange"
            })
            .into_owned(),
        tlp: page.t(&format!("requests.tlp_hint.{}", content.tlp)).into_owned(),
        secret: match content.secret_until {
            Some(until) => end_of_day(page, "requests.show.secret_until", until, &cast.asker.calendar.zone),
            None => page.t("requests.show.not_secret").into_owned(),
        },
        secret_basis: secret_basis(page, content),
    }
}

/// The whole of it as facts, for who sends or approves it: the basis, each target with its amount, until when, what the
/// quality check found and the author explained, and what happened.
pub fn told_of(page: &Page, opened: &Opened) -> Vec<Fact> {
    let (request, content) = (&opened.request, &opened.request.content);
    let basis = &opened.basis;
    let label = |key: &str| page.t(&format!("requests.{key}")).into_owned();
    let named = named(page, "requests.basis", &basis.code, ".name").unwrap_or_else(|| basis.code.clone());
    let binding = page.t(&format!("requests.binding.{}", basis.binding));
    let mut facts = vec![
        Fact::new(
            label("show.kind_and_urgency"),
            page.ta(
                "requests.show.two",
                [
                    ("first", page.t(&format!("requests.kind.{}", content.kind))),
                    ("second", page.t(&format!("clocks.urgency.{}", content.urgency))),
                ],
            ),
        ),
        Fact::new(label("show.basis"), in_own_direction(page, named)),
        Fact::new(label("show.binding"), binding),
    ];
    facts.extend(request.targets.iter().map(|target| {
        let place = page.ta("requests.show.target_at", [("position", target.position.to_string())]);
        let asked = target.asset.as_ref().zip(target.amount);
        let parts = [
            chain_name(page, &target.what, &target.chain),
            target.value.clone(),
            target.tag.clone(),
            asked.map_or_else(String::new, |(asset, units)| amount(page, units, asset)),
        ];
        let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Fact::latin(place, said.join(" · "))
    }));
    facts.extend(lines(page, content, &opened.asker.calendar.zone));
    let each = |name: &str, all: Vec<String>| -> Vec<Fact> {
        all.into_iter().map(|one| Fact::new(label(name), one)).collect()
    };
    facts.extend(each("show.data", data(page, content)));
    let days = data_days(page, content, &opened.asker.calendar.zone);
    facts.extend(each("show.data_days_label", days.into_iter().collect()));
    facts.extend(each("show.flows", flows::lines(page, content)));
    facts.extend(each("show.undertakings", undertakings(page, content)));
    facts.extend(each("show.explanations", explanations(page, content)));
    facts.extend(each("show.handling", secret_basis(page, content).into_iter().collect()));
    facts.push(Fact::new(label("show.facts"), content.facts.clone()));
    facts
}

fn undertakings(page: &Page, content: &Content) -> Vec<String> {
    let told = content.undertakings.iter();
    told.map(|one| page.t(&format!("requests.undertaking.{one}")).into_owned())
        .collect()
}

/// On which basis the customer must not be told, in the asker's words.
fn secret_basis(page: &Page, content: &Content) -> Option<String> {
    let basis = Some(&content.secret_basis).filter(|basis| !basis.is_empty())?;
    Some(in_own_direction(
        page,
        page.ta("requests.show.secret_basis", [("basis", basis)]),
    ))
}

/// Each value is a sentence or word of ours, which runs with the page, or what somebody typed, which has its own
/// direction. `zone` is where the days of the asker end.
fn lines(page: &Page, content: &Content, zone: &Zone) -> Vec<Fact> {
    let label = |name: &str| page.t(&format!("requests.field.{name}.label")).into_owned();
    let mut lines = Vec::new();
    let ours = |value: String| in_own_direction(page, value);
    let said = |key: String| Some(ours(page.t(&key).into_owned()));
    let mut line = |name: &str, value: Option<String>| {
        let value = value.filter(|value| !value.is_empty());
        lines.extend(value.map(|value| Fact::new(label(name), value)));
    };
    line("why_recipient", Some(content.why_recipient.clone()));
    line("language", Some(ours(language(page, &content.language))));
    line("offence", Some(ours(offence(page, &content.offence))));
    line("losses", losses(page, &content.losses).map(ours));
    line("victims", victims(page, content).map(ours));
    line("route", said(format!("requests.route.{}", content.route)));
    // What a kind does not ask for stands in the packet as well, once somebody chose it.
    if content.kind.holds_money() || content.scope != Scope::AssetAmount {
        line("scope", said(format!("requests.scope.{}", content.scope)));
    }
    line("uncapped_reason", Some(content.uncapped_reason.clone()));
    let until = content.until;
    line(
        "until",
        until.map(|until| ours(end_of_day(page, "requests.show.end_of", until, zone))),
    );
    line(
        "order",
        Some(match content.order_expected_on {
            Some(on) => ours(order(page, on, &content.order_court)),
            None => content.order_court.clone(),
        }),
    );
    if content.kind.needs_end() || content.at_expiry != AtExpiry::AskFirst {
        line("at_expiry", said(format!("requests.at_expiry.{}", content.at_expiry)));
    }
    let reason = content.release_reason;
    line(
        "release_reason",
        reason.and_then(|reason| said(format!("requests.release_reason.{reason}"))),
    );
    lines
}

/// What is suspected, by name and code; a code of no list of ours stands for itself.
fn offence(page: &Page, code: &str) -> String {
    match named(page, "cases.offence", code, "") {
        Some(name) => offence_named(page, &name, code),
        None => code.to_owned(),
    }
}

fn order(page: &Page, on: jiff::civil::Date, court: &str) -> String {
    if court.is_empty() {
        return page.date(on);
    }
    page.ta(
        "requests.show.order_from",
        [("date", page.date(on)), ("court", court.to_owned())],
    )
}

/// Money of account only with the source and time of its price.
fn losses(page: &Page, losses: &[Loss]) -> Option<String> {
    let texts: Vec<String> = losses
        .iter()
        .map(|loss| {
            let lost = amount(page, loss.amount, &loss.asset);
            match &loss.value {
                Some(value) => page.ta(
                    "requests.show.loss_worth",
                    [
                        ("amount", lost),
                        ("value", page.words().fiat(value.minor, &value.currency)),
                        ("source", value.source.clone()),
                        ("time", page.moment(value.priced_at)),
                    ],
                ),
                None => lost,
            }
        })
        .collect();
    (!texts.is_empty()).then(|| page.words().list(&texts))
}

fn victims(page: &Page, content: &Content) -> Option<String> {
    let all: u64 = content.victims.values().map(|count| u64::from(*count)).sum();
    let each: Vec<String> = content
        .victims
        .iter()
        .map(|(country, count)| {
            page.ta(
                "requests.show.victims_of",
                [
                    ("country", page.country(country)),
                    ("count", page.words().number(*count)),
                ],
            )
        })
        .collect();
    (!each.is_empty()).then(|| page.na("requests.show.victims", all, [("countries", page.words().list(&each))]))
}

/// What data is wanted, each with its period.
pub fn data(page: &Page, content: &Content) -> Vec<String> {
    content
        .data
        .iter()
        .map(|wanted| {
            let kind = page.t(&format!("requests.data.{}", wanted.kind)).into_owned();
            match (wanted.from, wanted.to) {
                (Some(from), Some(to)) => page.ta(
                    "requests.show.data_between",
                    [("kind", kind), ("from", page.date(from)), ("to", page.date(to))],
                ),
                (Some(from), None) => page.ta("requests.show.data_since", [("kind", kind), ("from", page.date(from))]),
                (None, Some(to)) => page.ta("requests.show.data_until", [("kind", kind), ("to", page.date(to))]),
                (None, None) => kind,
            }
        })
        .collect()
}

/// Where the days of the periods begin and end; nothing where no period is named.
pub fn data_days(page: &Page, content: &Content, zone: &Zone) -> Option<String> {
    let has_days = content.data.iter().any(|wanted| wanted.from.or(wanted.to).is_some());
    let gaps = [("place", page.words().zone_city(zone.name()))];
    has_days.then(|| page.ta("requests.show.data_days", gaps))
}

/// All of them, also of what the check finds in order by now: each is in the packet.
fn explanations(page: &Page, content: &Content) -> Vec<String> {
    content
        .exceptions
        .iter()
        .map(|(check, why)| {
            let finding = named(page, "requests.check", check, ".explain").unwrap_or_else(|| check.clone());
            let gaps = [("finding", finding), ("why", why.clone())];
            in_own_direction(page, page.ta("requests.show.explanation_of", gaps))
        })
        .collect()
}
