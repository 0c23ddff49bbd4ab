//! Organisations: who may act at all, and when their desks work.

pub mod attestation;
pub mod domains;

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::actor::{OrganisationKind, Role, Roles, words};
use super::clocks::{Calendar, Hours, WorkingWeek};
use super::ids::OrganisationId;
use super::values::{Country, Time, Zone};
use attestation::Attestation;

words! {
    /// Whether an organisation takes part.
    Standing("standing of an organisation") {
        /// Not verified yet; nobody of it may sign in.
        Pending = "pending",
        /// Verified.
        Active = "active",
        /// Stopped for now; its people cannot act (security S27).
        Suspended = "suspended",
    }
}

/// An agency, an exchange, a desk, an inspectorate, or the platform itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Which.
    pub id: OrganisationId,
    /// What it is here for.
    pub kind: OrganisationKind,
    /// Where it is.
    pub country: Country,
    /// What everybody calls it.
    pub name: String,
    /// What stands in its register or statute.
    pub legal_name: String,
    /// When its desk works. Holidays are in [`Organisation::holidays`] too, with their names.
    pub calendar: Calendar,
    /// The names of its holidays.
    pub holidays: Vec<Holiday>,
    /// Languages it works in, as BCP 47 tags, the preferred one first.
    pub languages: Vec<String>,
    /// The domains of its official mailboxes, in lower case.
    pub domains: Vec<String>,
    /// The number one calls back (domain §1): found independently, never typed in by who is called.
    pub switchboard: Option<String>,
    /// Whether it takes part.
    pub standing: Standing,
    /// When the platform verified it.
    pub verified_at: Option<Time>,
    /// Whether that was looked at again in time.
    pub attestation: Attestation,
}

/// A day on which an organisation does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// In the organisation's zone.
    pub on: Date,
    /// Its name by language tag; at least English.
    pub names: BTreeMap<String, String>,
}

impl Holiday {
    /// Its name in `language`, else in English, else whatever there is.
    pub fn name(&self, language: &str) -> &str {
        self.names
            .get(language)
            .or_else(|| self.names.get("en"))
            .or_else(|| self.names.values().next())
            .map_or("", String::as_str)
    }
}

/// What makes up a calendar of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Where its days begin and end.
    pub zone: Zone,
    /// Its working days.
    pub week: WorkingWeek,
    /// Opening hours; nothing is all day.
    pub hours: Option<Hours>,
}

impl Desk {
    /// The calendar with these holidays.
    pub fn calendar(self, holidays: &[Holiday]) -> Calendar {
        let Self { zone, week, hours } = self;
        Calendar {
            zone,
            week,
            holidays: holidays.iter().map(|holiday| holiday.on).collect(),
            hours,
        }
    }
}

impl Organisation {
    /// Whether its people may act (S27).
    pub fn may_act(&self) -> bool {
        may_act(self.standing)
    }

    /// Whether `email` (as [`super::people::normal_email`] writes it) is one of its official mailboxes.
    pub fn has_mailbox(&self, email: &str) -> bool {
        let domain = email.rsplit_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| self.domains.iter().any(|own| own == domain))
    }

    /// Whether `name` names it, as people write names of companies: in any capitals, and with the country behind a comma or
    /// in brackets.
    pub fn is_called(&self, name: &str) -> bool {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let bare = name
            .rsplit_once(',')
            .or_else(|| name.rsplit_once('('))
            .map_or(name.as_str(), |(bare, _)| bare.trim());
        [&self.name, &self.legal_name]
            .iter()
            .map(|own| own.to_lowercase())
            .any(|own| own == name || own == bare)
    }

    /// What of it would keep a request waiting or a promise from being counted right. `held` are the roles that somebody
    /// active there has.
    pub fn oddities(&self, held: Roles, now: Time) -> Vec<Oddity> {
        let calendar = &self.calendar;
        let works_always = calendar.week == WorkingWeek::EVERY_DAY && calendar.hours.is_none();
        let keeps_holidays = !self.coming_holidays(now, WITHIN).is_empty();
        let own = [
            (self.verified_at.is_none(), Oddity::Unverified),
            (
                self.kind == OrganisationKind::Agency && self.switchboard.is_none(),
                Oddity::NoSwitchboard,
            ),
            (!works_always && calendar.hours.is_none(), Oddity::NoHours),
            (!works_always && !keeps_holidays, Oddity::NoHolidays),
        ];
        let own = own.into_iter().filter(|(is_so, _)| *is_so).map(|(_, oddity)| oddity);
        let nobody = needed_roles(self.kind).iter().filter(|role| !held.has(**role));
        own.chain(nobody.map(|role| Oddity::Nobody(*role))).collect()
    }

    /// Its holidays within so many days from `now` on, the next first.
    pub fn coming_holidays(&self, now: Time, days: i64) -> Vec<&Holiday> {
        let zone = &self.calendar.zone;
        let (from, to) = (now, now.plus(SignedDuration::from_hours(24 * days)));
        let (from, to) = (from.date_in(zone), to.date_in(zone));
        let mut coming: Vec<&Holiday> = self
            .holidays
            .iter()
            .filter(|day| from <= day.on && day.on <= to)
            .collect();
        coming.sort_by_key(|day| day.on);
        coming
    }

    /// Whether every member finds it in the directory: who can ask, be asked or coordinate, and takes part.
    pub fn is_listed(&self) -> bool {
        self.may_act() && LISTED.contains(&self.kind)
    }
}

/// Within so many days every country has a holiday.
const WITHIN: i64 = 183;

/// What keeps a request waiting or a promise from being counted right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// Nobody verified it yet.
    Unverified,
    /// An agency cannot be called back.
    NoSwitchboard,
    /// It works on some days and names no hours.
    NoHours,
    /// No holiday of the coming half year is entered.
    NoHolidays,
    /// Nobody active there has this role.
    Nobody(Role),
}

/// The roles without which an organisation of this kind cannot do its part.
pub const fn needed_roles(kind: OrganisationKind) -> &'static [Role] {
    match kind {
        OrganisationKind::Agency => &[Role::Officer, Role::Supervisor],
        OrganisationKind::Exchange => &[Role::Intake, Role::Responder, Role::Counsel],
        OrganisationKind::Coordinator => &[Role::Coordinator],
        OrganisationKind::Oversight => &[Role::Auditor],
        OrganisationKind::Platform => &[Role::Verifier, Role::Operator],
    }
}

/// Kinds of organisations in the directory of members.
pub const LISTED: &[OrganisationKind] = &[
    OrganisationKind::Agency,
    OrganisationKind::Exchange,
    OrganisationKind::Coordinator,
];

/// Whether people of an organisation of this standing may act (S27).
pub fn may_act(standing: Standing) -> bool {
    match standing {
        Standing::Active => true,
        Standing::Pending | Standing::Suspended => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_micros(1_795_363_200_000_000);

    fn agency() -> Organisation {
        let zone: Zone = "Europe/Lisbon".parse().unwrap();
        let on = NOW.plus(SignedDuration::from_hours(24 * 8)).date_in(&zone);
        let holidays = vec![Holiday {
            on,
            names: BTreeMap::from([("en".to_owned(), "Restoration of Independence".to_owned())]),
        }];
        let desk = Desk {
            zone,
            week: WorkingWeek::MONDAY_TO_FRIDAY,
            hours: Some(Hours::new(jiff::civil::time(9, 0, 0, 0), jiff::civil::time(18, 0, 0, 0)).unwrap()),
        };
        Organisation {
            id: OrganisationId::new(NOW),
            kind: OrganisationKind::Agency,
            country: "PT".parse().unwrap(),
            name: "PJ".to_owned(),
            legal_name: "PJ".to_owned(),
            calendar: desk.calendar(&holidays),
            holidays,
            languages: vec!["en".to_owned()],
            domains: Vec::new(),
            switchboard: Some("+351210000000".to_owned()),
            standing: Standing::Active,
            verified_at: Some(NOW),
            attestation: Attestation::by_two(NOW),
        }
    }

    fn held(kind: OrganisationKind) -> Roles {
        needed_roles(kind).iter().copied().collect()
    }

    #[test]
    fn what_lacks_nothing_has_no_oddity_and_each_lack_is_named() {
        let whole = agency();
        let all = held(whole.kind);
        assert_eq!(whole.oddities(all, NOW), []);

        let change = |change: fn(&mut Organisation)| {
            let mut organisation = agency();
            change(&mut organisation);
            organisation.oddities(all, NOW)
        };
        assert_eq!(change(|one| one.verified_at = None), [Oddity::Unverified]);
        assert_eq!(change(|one| one.switchboard = None), [Oddity::NoSwitchboard]);
        assert_eq!(change(|one| one.calendar.hours = None), [Oddity::NoHours]);
        assert_eq!(change(|one| one.holidays.clear()), [Oddity::NoHolidays]);
        assert_eq!(
            whole.oddities([Role::Officer].into_iter().collect(), NOW),
            [Oddity::Nobody(Role::Supervisor)]
        );
    }

    #[test]
    fn who_works_round_the_clock_needs_neither_hours_nor_holidays() {
        for &kind in OrganisationKind::ALL {
            let organisation = Organisation {
                kind,
                calendar: Calendar::round_the_clock(Zone::utc()),
                holidays: Vec::new(),
                ..agency()
            };
            assert_eq!(organisation.oddities(held(kind), NOW), [], "{kind}");
            assert!(needed_roles(kind).iter().all(|role| role.kind() == kind), "{kind}");
        }
    }

    #[test]
    fn only_what_is_active_acts_and_members_find_of_it_who_asks_is_asked_or_coordinates() {
        for &kind in OrganisationKind::ALL {
            for &standing in Standing::ALL {
                let one = Organisation {
                    kind,
                    standing,
                    ..agency()
                };
                let acts = standing == Standing::Active;
                let is_known = !matches!(kind, OrganisationKind::Oversight | OrganisationKind::Platform);
                assert_eq!(one.may_act(), acts, "{kind} {standing}");
                assert_eq!(one.is_listed(), acts && is_known, "{kind} {standing}");
            }
        }
    }

    #[test]
    fn a_mailbox_is_official_at_its_very_domains() {
        let one = Organisation {
            domains: vec!["pj.example".to_owned(), "crime.example".to_owned()],
            ..agency()
        };
        for (email, is_official) in [
            ("a@pj.example", true),
            ("b@crime.example", true),
            ("a@mail.pj.example", false),
            ("a@pj.example.net", false),
            ("a@xpj.example", false),
            ("pj.example", false),
        ] {
            assert_eq!(one.has_mailbox(email), is_official, "{email}");
        }
        assert!(!agency().has_mailbox("a@pj.example"), "it has no domain");
    }

    #[test]
    fn a_holiday_is_named_in_the_language_else_in_english_else_somehow() {
        let named = |names: &[(&str, &str)]| Holiday {
            on: jiff::civil::date(2026, 12, 1),
            names: names
                .iter()
                .map(|(tag, name)| (tag.to_string(), name.to_string()))
                .collect(),
        };
        let both = named(&[("en", "Restoration of Independence"), ("pt", "Restauração")]);
        assert_eq!(
            (both.name("pt"), both.name("fr")),
            ("Restauração", "Restoration of Independence")
        );
        assert_eq!(named(&[("pt", "Restauração")]).name("fr"), "Restauração");
        assert_eq!(named(&[]).name("fr"), "");
    }

    #[test]
    fn holidays_that_come_are_those_ahead_the_next_first() {
        let organisation = agency();
        assert_eq!(organisation.coming_holidays(NOW, 7).len(), 0);
        assert_eq!(organisation.coming_holidays(NOW, 8).len(), 1);
        let after = NOW.plus(SignedDuration::from_hours(24 * 9));
        assert_eq!(organisation.coming_holidays(after, 30).len(), 0);
    }

    #[test]
    fn a_company_is_known_by_its_names_however_people_write_them() {
        let exchange = Organisation {
            name: "Halden Markets".to_owned(),
            legal_name: "Halden Markets AG".to_owned(),
            ..agency()
        };
        for name in [
            "halden markets",
            " Halden Markets AG ",
            "Halden Markets AG, Switzerland",
            "HALDEN  MARKETS (CH)",
        ] {
            assert!(exchange.is_called(name), "{name}");
        }
        for name in ["", ",", "Halden", "Halden Markets Ltd", "Switzerland, Halden Markets"] {
            assert!(!exchange.is_called(name), "{name}");
        }
    }
}
