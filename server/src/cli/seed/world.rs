//! Organisations, people and cases, so many as a busy installation has.

use std::collections::{BTreeMap, HashSet};

use super::chance::Chance;
use super::life::Happened;
use crate::domain::actor::OrganisationKind::{self, Agency, Exchange};
use crate::domain::actor::{Actor, Assurance, Role};
use crate::domain::audit::Subject;
use crate::domain::cases::indicators::ChecksumState;
use crate::domain::cases::{Batch, Case, Evaluation, Facts, Given, Indicator, IndicatorKey, InformationGrade};
use crate::domain::cases::{Observed, Offence, SourceGrade, Status};
use crate::domain::change::Refusal;
use crate::domain::clocks::{Hours, WorkingWeek};
use crate::domain::ids::{CaseId, OrganisationId, PersonId};
use crate::domain::indicators::{Chain, Checksum, IndicatorKind, Network, Verdict, check};
use crate::domain::legal_bases::LegalBasis;
use crate::domain::money::{Asset, Units};
use crate::domain::organisations::attestation::Attestation;
use crate::domain::organisations::{Desk, Organisation, Standing};
use crate::domain::people::{self, Person, Proof, Theme};
use crate::domain::requests::Loss;
use crate::domain::requests::kinds::Confidence;
use crate::domain::values::{Country, Malformed, Time};

/// Country, zone and language of agencies.
const AGENCIES: &[(&str, &str, &str)] = &[
    ("PT", "Europe/Lisbon", "en"),
    ("FR", "Europe/Paris", "fr"),
    ("DE", "Europe/Berlin", "en"),
    ("ES", "Europe/Madrid", "en"),
    ("IT", "Europe/Rome", "en"),
    ("NL", "Europe/Amsterdam", "en"),
    ("PL", "Europe/Warsaw", "en"),
    ("UA", "Europe/Kyiv", "en"),
    ("GB", "Europe/London", "en"),
    ("CA", "America/Toronto", "en"),
    ("US", "America/New_York", "en"),
    ("BR", "America/Sao_Paulo", "en"),
    ("SG", "Asia/Singapore", "en"),
    ("HK", "Asia/Hong_Kong", "en"),
    ("TW", "Asia/Taipei", "en"),
    ("VN", "Asia/Ho_Chi_Minh", "en"),
    ("JP", "Asia/Tokyo", "en"),
    ("KR", "Asia/Seoul", "en"),
    ("AE", "Asia/Dubai", "en"),
    ("AU", "Australia/Sydney", "en"),
];

/// The same of exchanges.
const EXCHANGES: &[(&str, &str, &str)] = &[
    ("SG", "Asia/Singapore", "en"),
    ("CH", "Europe/Zurich", "fr"),
    ("AE", "Asia/Dubai", "en"),
    ("US", "America/New_York", "en"),
    ("MT", "Europe/Malta", "en"),
    ("KY", "America/Cayman", "en"),
    ("HK", "Asia/Hong_Kong", "en"),
    ("LT", "Europe/Vilnius", "en"),
    ("JP", "Asia/Tokyo", "en"),
    ("GB", "Europe/London", "en"),
];

const WORDS: &[&str] = &[
    "trading", "wallet", "bridge", "mining", "airdrop", "loan", "exchange", "staking", "recovery", "invoice",
    "romance", "phishing",
];

/// How far back cases go, in days.
const YEAR: i64 = 365;

/// An organisation and those who act for it.
pub(super) struct House {
    pub organisation: Organisation,
    pub people: Vec<Person>,
}

impl House {
    /// Those who have `role`.
    pub(super) fn with(&self, role: Role) -> Vec<Actor> {
        let able = self.people.iter().filter(|person| person.roles.has(role));
        able.map(|person| person.actor(&self.organisation, Some(Proof::DEMO)))
            .collect()
    }
}

/// A case with its indicators, and the agency's place.
pub(super) struct File {
    pub agency: usize,
    pub case: Case,
    pub indicators: Vec<Indicator>,
}

/// Everything that requests are made from.
pub(super) struct World {
    pub now: Time,
    /// When everybody joined.
    pub since: Time,
    pub agencies: Vec<House>,
    pub exchanges: Vec<House>,
    pub bases: Vec<LegalBasis>,
    pub files: Vec<File>,
}

/// Why there is no world: a mistake in what is written here.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("{0}")]
    Form(#[from] Malformed),
    #[error("refused: {0:?}")]
    Refused(Refusal),
    #[error("there is no {0}")]
    Missing(&'static str),
    #[error("{0}")]
    Packet(#[from] serde_json::Error),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl World {
    /// `round` tells the organisations and mailboxes of one filling from those of another, from 1.
    pub(super) fn new(chance: &mut Chance, bases: Vec<LegalBasis>, now: Time, round: u64) -> Result<Self, Fault> {
        let since = now.plus(-jiff::SignedDuration::from_hours(24 * (YEAR + 30)));
        let houses = |kind: OrganisationKind, places: &[(&str, &str, &str)], chance: &mut Chance| {
            let numbered = places.iter().zip(1..);
            numbered
                .map(|(place, number)| house(kind, place, (number, round), since, chance))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            now,
            since,
            agencies: houses(Agency, AGENCIES, chance)?,
            exchanges: houses(Exchange, EXCHANGES, chance)?,
            bases,
            files: Vec::new(),
        })
    }

    pub(super) fn organisations(&self) -> impl Iterator<Item = &Organisation> {
        let houses = self.agencies.iter().chain(&self.exchanges);
        houses.map(|house| &house.organisation)
    }

    /// Everybody, with where they work.
    pub(super) fn staff(&self) -> impl Iterator<Item = (&Organisation, &Person)> {
        let houses = self.agencies.iter().chain(&self.exchanges);
        houses.flat_map(|house| house.people.iter().map(|person| (&house.organisation, person)))
    }

    /// Opens so many cases with five to forty indicators each.
    pub(super) fn open_cases(
        &mut self,
        chance: &mut Chance,
        count: usize,
        happened: &mut Vec<Happened>,
    ) -> Result<(), Fault> {
        for number in 1..=count {
            // A few agencies have most of the cases.
            let most = i64::try_from(self.agencies.len()).unwrap_or(1);
            let place = chance.between(0, most).min(chance.between(0, most));
            let agency = usize::try_from(place).unwrap_or(0);
            let officers = self.agencies.get(agency).map(|house| house.with(Role::Officer));
            let officers = officers.unwrap_or_default();
            let officer = chance.one(&officers).ok_or(Fault::Missing("officer"))?;
            let at = self
                .now
                .plus(-jiff::SignedDuration::from_mins(chance.between(30, YEAR * 24 * 60)));
            let facts = facts(chance, at)?;
            let opened = Case::open(CaseId::new(at), format!("CR {number}"), facts, officer, at)?;
            let mut case = opened.after().clone();
            happened.extend(Happened::of(&opened, &Subject::case(case.id, 1)));
            if chance.percent(80) {
                let active = case.become_status(
                    Status::Active,
                    "",
                    1,
                    officer,
                    at.plus(jiff::SignedDuration::from_mins(5)),
                )?;
                case = active.after().clone();
                happened.extend(Happened::of(&active, &Subject::case(case.id, case.version)));
            }
            let given = given(chance)?;
            let batch = Batch {
                given,
                merged: 0,
                repeated: 0,
                note: String::new(),
                source: "Tracing report".to_owned(),
                evaluation: Evaluation {
                    source: SourceGrade::B,
                    information: InformationGrade::Two,
                },
                confidence: Confidence::Medium,
            };
            let added = case.add_indicators(
                batch,
                &HashSet::new(),
                officer,
                at.plus(jiff::SignedDuration::from_mins(9)),
            )?;
            let additions = added.after();
            happened.extend(Happened::of(
                &added,
                &Subject::case(additions.case.id, additions.case.version),
            ));
            self.files.push(File {
                agency,
                case: additions.case.clone(),
                indicators: additions.added.clone(),
            });
        }
        Ok(())
    }
}

fn house(
    kind: OrganisationKind,
    (country, zone, language): &(&str, &str, &str),
    (number, round): (i32, u64),
    since: Time,
    chance: &mut Chance,
) -> Result<House, Fault> {
    let desk = Desk {
        zone: zone.parse()?,
        week: WorkingWeek::MONDAY_TO_FRIDAY,
        hours: Some(Hours::new(
            jiff::civil::time(9, 0, 0, 0),
            jiff::civil::time(18, 0, 0, 0),
        )?),
    };
    // Of the first round one reads nothing.
    let (again, at_again) = if round > 1 {
        (format!(" ({round})"), format!("-{round}"))
    } else {
        (String::new(), String::new())
    };
    let name = match kind {
        Agency => format!("Police {country}{again}"),
        Exchange | OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => {
            format!("Exchange {number}{again}")
        }
    };
    let organisation = Organisation {
        id: OrganisationId::new(since),
        kind,
        country: country.parse()?,
        legal_name: name.clone(),
        name,
        calendar: desk.calendar(&[]),
        holidays: Vec::new(),
        languages: vec!["en".to_owned(), "fr".to_owned()],
        domains: vec![format!("{}{number}{at_again}.example", kind.code())],
        switchboard: None,
        standing: Standing::Active,
        verified_at: Some(since),
        attestation: Attestation::by_two(since),
    };
    let roles: &[Role] = match kind {
        Agency => &[
            Role::Officer,
            Role::Officer,
            Role::Officer,
            Role::Officer,
            Role::Supervisor,
            Role::Supervisor,
        ],
        Exchange | OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => &[
            Role::Intake,
            Role::Intake,
            Role::Responder,
            Role::Responder,
            Role::Responder,
            Role::Counsel,
        ],
    };
    let people = roles.iter().enumerate().map(|(place, role)| Person {
        id: PersonId::new(since),
        organisation: organisation.id,
        email: format!("{role}{place}@{}{number}{at_again}.example", kind.code()),
        name: format!("{}. {}", chance.code(1), chance.code(6)),
        badge: None,
        phone: None,
        language: (*language).to_owned(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L3,
        standing: people::Standing::Active,
        roles: [*role].into_iter().collect(),
    });
    let people = people.collect();
    Ok(House { organisation, people })
}

fn facts(chance: &mut Chance, at: Time) -> Result<Facts, Fault> {
    let asset = Asset::find("tron", "USDT").ok_or(Fault::Missing("asset"))?;
    let amount = Units::typed(&chance.between(500, 3_000_000).to_string(), asset.decimals)?;
    let mut title = String::new();
    for _ in 0..3 {
        title.push_str(chance.one(WORDS).copied().unwrap_or_default());
        title.push(' ');
    }
    let country: Country = chance.one(AGENCIES).map_or("PT", |(country, _, _)| country).parse()?;
    let day = at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date();
    Ok(Facts {
        title: title.trim_end().to_owned(),
        offence: *chance.one(Offence::ALL).ok_or(Fault::Missing("offence"))?,
        summary: "Made up for measurements. ".repeat(usize::try_from(chance.between(2, 40)).unwrap_or(2)),
        from: Some(day),
        to: Some(day),
        losses: vec![Loss {
            asset,
            amount,
            value: None,
        }],
        victims: BTreeMap::from([(country, u32::try_from(chance.between(1, 60)).unwrap_or(1))]),
    })
}

fn given(chance: &mut Chance) -> Result<Vec<Given>, Fault> {
    let count = chance.between(5, 40);
    let mut all = Vec::new();
    for _ in 0..count {
        let chain = chance
            .one(&[Chain::Tron, Chain::Tron, Chain::Ethereum, Chain::Bitcoin])
            .cloned()
            .ok_or(Fault::Missing("chain"))?;
        let typed = chance.address(&chain);
        let Verdict::Valid(checked) = check(&chain, Network::Mainnet, &typed) else {
            return Err(Fault::Missing("valid address"));
        };
        all.push(Given::from(Observed {
            key: IndicatorKey {
                kind: IndicatorKind::Address,
                chain: Some(chain),
                network: Network::Mainnet,
                value: checked.canonical,
                tag: String::new(),
            },
            typed,
            checksum: match checked.checksum {
                Checksum::Holds => ChecksumState::Holds,
                Checksum::None => ChecksumState::None,
            },
        }));
    }
    Ok(all)
}
