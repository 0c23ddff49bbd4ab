//! The organisations of the demonstration. The agencies exist; the exchanges, the people and the cases are invented.

use jiff::civil::{Date, Weekday, time};

use crate::domain::actor::OrganisationKind::{self, Agency, Coordinator, Exchange, Oversight, Platform};
use crate::domain::clocks::{Hours, WorkingWeek};
use crate::domain::ids::OrganisationId;
use crate::domain::organisations::attestation::Attestation;
use crate::domain::organisations::{Desk, Holiday, Organisation, Standing};
use crate::domain::values::{Malformed, Time};

/// An organisation as it is written down here.
pub(super) struct Plan {
    /// The host of its mailboxes, which names it among the people.
    pub host: &'static str,
    kind: OrganisationKind,
    country: &'static str,
    pub name: &'static str,
    legal_name: &'static str,
    zone: &'static str,
    week: Week,
    /// Hours of opening; nothing is around the clock.
    hours: Option<(i8, i8)>,
    languages: &'static [&'static str],
    switchboard: &'static str,
    /// Month, day and name in English and in the organisation's own language.
    holidays: &'static [(i8, i8, &'static str, (&'static str, &'static str))],
}

enum Week {
    MondayToFriday,
    MondayToSaturday,
    SundayToThursday,
    EveryDay,
}

impl Week {
    fn days(&self) -> Result<WorkingWeek, Malformed> {
        Ok(match self {
            Self::MondayToFriday => WorkingWeek::MONDAY_TO_FRIDAY,
            Self::MondayToSaturday => WorkingWeek::of([
                Weekday::Monday,
                Weekday::Tuesday,
                Weekday::Wednesday,
                Weekday::Thursday,
                Weekday::Friday,
                Weekday::Saturday,
            ])?,
            Self::SundayToThursday => WorkingWeek::SUNDAY_TO_THURSDAY,
            Self::EveryDay => WorkingWeek::EVERY_DAY,
        })
    }
}

/// Everybody who takes part, the platform first: it verified the others. Holidays have fixed days only.
pub(super) const PLANS: &[Plan] = &[
    Plan {
        host: "platform.example",
        kind: Platform,
        country: "NL",
        name: "Crosshold Platform",
        legal_name: "Crosshold Platform Foundation",
        zone: "Europe/Amsterdam",
        week: Week::MondayToFriday,
        hours: Some((8, 18)),
        languages: &["en", "nl"],
        switchboard: "+31 70 555 0100",
        holidays: &[],
    },
    Plan {
        host: "pj.example",
        kind: Agency,
        country: "PT",
        name: "Polícia Judiciária",
        legal_name: "Polícia Judiciária, Unidade Nacional de Combate ao Cibercrime e à Criminalidade Tecnológica",
        zone: "Europe/Lisbon",
        week: Week::MondayToFriday,
        hours: Some((9, 18)),
        languages: &["pt", "en"],
        switchboard: "+351 21 555 0134",
        holidays: &[
            (
                12,
                1,
                "Restoration of Independence",
                ("pt", "Restauração da Independência"),
            ),
            (12, 8, "Immaculate Conception", ("pt", "Imaculada Conceição")),
            (12, 25, "Christmas Day", ("pt", "Natal")),
        ],
    },
    Plan {
        host: "hkpf.example",
        kind: Agency,
        country: "HK",
        name: "Hong Kong Police Force",
        legal_name: "Hong Kong Police Force, Cyber Security and Technology Crime Bureau",
        zone: "Asia/Hong_Kong",
        week: Week::MondayToFriday,
        hours: Some((9, 18)),
        languages: &["en", "zh-Hant"],
        switchboard: "+852 5550 0181",
        holidays: &[(12, 25, "Christmas Day", ("zh-Hans", "圣诞节"))],
    },
    Plan {
        host: "cib.example",
        kind: Agency,
        country: "TW",
        name: "Criminal Investigation Bureau",
        legal_name: "Criminal Investigation Bureau, High-Tech Crime Center",
        zone: "Asia/Taipei",
        week: Week::MondayToFriday,
        hours: Some((8, 17)),
        languages: &["zh-Hant", "en"],
        switchboard: "+886 2 5550 0126",
        holidays: &[(1, 1, "Founding Day", ("zh-Hans", "元旦"))],
    },
    Plan {
        host: "mps.example",
        kind: Agency,
        country: "VN",
        name: "Ministry of Public Security",
        legal_name: "Ministry of Public Security, Department of Cybersecurity and High-Tech Crime Prevention",
        zone: "Asia/Ho_Chi_Minh",
        week: Week::MondayToSaturday,
        hours: Some((8, 17)),
        languages: &["vi", "en"],
        switchboard: "+84 24 5550 0119",
        holidays: &[(1, 1, "New Year's Day", ("fr", "Jour de l’an"))],
    },
    Plan {
        host: "spf.example",
        kind: Agency,
        country: "SG",
        name: "Singapore Police Force",
        legal_name: "Singapore Police Force, Commercial Affairs Department",
        zone: "Asia/Singapore",
        week: Week::MondayToFriday,
        hours: Some((8, 18)),
        languages: &["en", "zh-Hans"],
        switchboard: "+65 5550 0142",
        holidays: &[(12, 25, "Christmas Day", ("zh-Hans", "圣诞节"))],
    },
    Plan {
        host: "cyberpolice.example",
        kind: Agency,
        country: "UA",
        name: "Cyberpolice of Ukraine",
        legal_name: "Cyberpolice Department of the National Police of Ukraine",
        zone: "Europe/Kyiv",
        week: Week::MondayToFriday,
        hours: Some((9, 18)),
        languages: &["uk", "en"],
        switchboard: "+380 44 555 0107",
        holidays: &[],
    },
    Plan {
        host: "rcmp.example",
        kind: Agency,
        country: "CA",
        name: "Royal Canadian Mounted Police",
        legal_name: "Royal Canadian Mounted Police, Federal Policing Cybercrime",
        zone: "America/Toronto",
        week: Week::MondayToFriday,
        hours: Some((8, 17)),
        languages: &["en", "fr"],
        switchboard: "+1 613 555 0163",
        holidays: &[
            (11, 11, "Remembrance Day", ("fr", "Jour du Souvenir")),
            (12, 25, "Christmas Day", ("fr", "Noël")),
        ],
    },
    Plan {
        host: "northbank.example",
        kind: Exchange,
        country: "SG",
        name: "Northbank Exchange",
        legal_name: "Northbank Exchange Pte. Ltd.",
        zone: "Asia/Singapore",
        week: Week::EveryDay,
        hours: None,
        languages: &["en", "zh-Hans"],
        switchboard: "+65 5550 0177",
        holidays: &[(12, 25, "Christmas Day", ("zh-Hans", "圣诞节"))],
    },
    Plan {
        host: "halden.example",
        kind: Exchange,
        country: "CH",
        name: "Halden Markets",
        legal_name: "Halden Markets AG",
        zone: "Europe/Zurich",
        week: Week::MondayToFriday,
        hours: Some((8, 18)),
        languages: &["en", "fr", "de"],
        switchboard: "+41 44 555 01 28",
        holidays: &[
            (12, 25, "Christmas Day", ("fr", "Noël")),
            (12, 26, "St Stephen's Day", ("fr", "Saint-Étienne")),
            (1, 1, "New Year's Day", ("fr", "Jour de l’an")),
        ],
    },
    Plan {
        host: "meridian.example",
        kind: Exchange,
        country: "AE",
        name: "Meridian Custody",
        legal_name: "Meridian Custody FZE",
        zone: "Asia/Dubai",
        week: Week::SundayToThursday,
        hours: Some((9, 17)),
        languages: &["ar", "en"],
        switchboard: "+971 4 555 0150",
        holidays: &[
            (12, 2, "National Day", ("ar", "اليوم الوطني")),
            (12, 3, "National Day", ("ar", "اليوم الوطني")),
        ],
    },
    Plan {
        host: "jointdesk.example",
        kind: Coordinator,
        country: "EU",
        name: "Joint Freezing Desk",
        legal_name: "Joint Freezing Desk for Crypto-Assets",
        zone: "Europe/Brussels",
        week: Week::MondayToFriday,
        hours: Some((8, 20)),
        languages: &["en", "fr"],
        switchboard: "+32 2 555 01 90",
        holidays: &[(12, 25, "Christmas Day", ("fr", "Noël"))],
    },
    Plan {
        host: "inspectorate.example",
        kind: Oversight,
        country: "EU",
        name: "Data Protection Inspectorate",
        legal_name: "Inspectorate for Data Protection in Cross-Border Policing",
        zone: "Europe/Brussels",
        week: Week::MondayToFriday,
        hours: Some((9, 17)),
        languages: &["en", "fr"],
        switchboard: "+32 2 555 01 44",
        holidays: &[],
    },
];

/// The organisation whose attestation ends in a fortnight: it joined before the others.
const RENEWED_SOON: &str = "halden.example";
const BEFORE: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 232);

impl Plan {
    /// The organisation, verified at `at`, with the holidays of this year and the next.
    pub(super) fn build(&self, at: Time) -> Result<Organisation, Malformed> {
        let week = self.week.days()?;
        let verified_at = if self.host == RENEWED_SOON {
            at.plus(-BEFORE)
        } else {
            at
        };
        let hours = self
            .hours
            .map(|(opens, closes)| Hours::new(time(opens, 0, 0, 0), time(closes, 0, 0, 0)))
            .transpose()?;
        let desk = Desk {
            zone: self.zone.parse()?,
            week,
            hours,
        };
        let year = at.date_in(&desk.zone).year();
        let mut holidays = Vec::new();
        for year in [year, year + 1] {
            for (month, day, english, (tag, own)) in self.holidays {
                let names = [("en", *english), (*tag, *own)];
                holidays.push(Holiday {
                    on: Date::new(year, *month, *day).map_err(|_| Malformed("holiday"))?,
                    names: names.map(|(tag, name)| (tag.to_owned(), name.to_owned())).into(),
                });
            }
        }
        Ok(Organisation {
            id: OrganisationId::new(at),
            kind: self.kind,
            country: self.country.parse()?,
            name: self.name.to_owned(),
            legal_name: self.legal_name.to_owned(),
            calendar: desk.calendar(&holidays),
            holidays,
            languages: self.languages.iter().map(|tag| (*tag).to_owned()).collect(),
            domains: vec![self.host.to_owned()],
            switchboard: Some(self.switchboard.to_owned()),
            standing: Standing::Active,
            verified_at: Some(verified_at),
            attestation: match self.kind {
                Platform => Attestation::default(),
                Agency | Exchange | Coordinator | Oversight => Attestation::by_two(verified_at),
            },
        })
    }
}
