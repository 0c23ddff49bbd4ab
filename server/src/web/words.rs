//! What rules answer, in the reader's words.

use crate::domain::actor::{Role, Roles};
use crate::domain::change::{Fault, Gap, Refusal};
use crate::domain::money::{Asset, Units};
use crate::domain::values::Zone;
use crate::text::Words;

/// Why something cannot be done, in one sentence one can act on. A time in it is told where the reader is and in UTC.
pub fn refusal(words: &Words, zone: &Zone, refusal: &Refusal) -> String {
    let key = format!("refusals.{}", refusal.code());
    match refusal {
        Refusal::NeedsRole(roles) => words.ta(&key, [("roles", roles_or(words, roles))]),
        Refusal::NeedsAssurance(level) => words.ta(&key, [("level", level.code())]),
        Refusal::Spent { cap, most, next } => {
            let gaps = [("most", words.number(*most)), ("next", words.moment(*next, &[zone]))];
            words.ta(&format!("refusals.spent_{cap}"), gaps)
        }
        Refusal::Fields(faults) => match faults.first() {
            Some(first) => fault(words, first),
            None => words.t(&key).into_owned(),
        },
        Refusal::Unseen
        | Refusal::Stale
        | Refusal::NeedsPasskey
        | Refusal::Unconfirmed
        | Refusal::FourEyes
        | Refusal::OwnReview
        | Refusal::MorePrivilege
        | Refusal::OwnAccount
        | Refusal::OwnSuspension
        | Refusal::Stopped
        | Refusal::OtherSide
        | Refusal::NotNow(_)
        | Refusal::Gate(_) => words.t(&key).into_owned(),
    }
}

/// What is wrong with a field, in one sentence. Why an address is none has its sentence with the rules of addresses.
pub fn fault(words: &Words, fault: &Fault) -> String {
    let of_address = format!("indicators.reason.{}", fault.code);
    let of_field = format!("errors.field.{}", fault.code);
    let key = if words.has(&of_field) { of_field } else { of_address };
    let gaps: Vec<(&str, String)> = fault
        .gaps
        .iter()
        .map(|(name, value)| (*name, gap(words, name, value)))
        .collect();
    words.ta(&key, gaps)
}

/// The gaps that say how many, and are written as figures of the language are.
const COUNTS: [&str; 4] = ["most", "longest", "least", "line"];

fn gap(words: &Words, name: &str, value: &Gap) -> String {
    match value {
        Gap::Text(text) => match text.parse::<u64>() {
            Ok(count) if COUNTS.contains(&name) => words.number(count),
            Ok(_) | Err(_) => text.clone(),
        },
        Gap::Amounts(amounts) => {
            let amount = |(units, asset): &(Units, Asset)| words.amount(units.0, asset.decimals, &asset.symbol);
            words.list(&amounts.iter().map(amount).collect::<Vec<_>>())
        }
    }
}

/// What a role is called.
pub fn role(words: &Words, role: Role) -> String {
    words.t(&format!("people.role.{role}")).into_owned()
}

/// A person's roles as a list.
pub fn roles(words: &Words, roles: Roles) -> String {
    let names: Vec<String> = roles.iter().map(|of| role(words, of)).collect();
    words.list(&names)
}

/// Any of these roles, as one says who acts: `an officer or a supervisor`.
pub fn roles_or(words: &Words, roles: &[Role]) -> String {
    let whose = |role: &Role| words.t(&format!("people.whose_act.{role}")).into_owned();
    words.list_or(&roles.iter().map(whose).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::Assurance;
    use crate::domain::change::NotNow;
    use crate::domain::pace::Cap;
    use crate::domain::values::Time;
    use crate::text::Language;

    #[test]
    fn who_may_instead_is_named_as_one_says_it() {
        let only = |language: Language, roles| refusal(language.words(), &Zone::utc(), &Refusal::NeedsRole(roles));
        let either: &'static [Role] = &[Role::Officer, Role::Supervisor];

        assert_eq!(
            only(Language::English, either),
            "Only an officer or a supervisor may do this."
        );
        assert_eq!(
            only(Language::French, either),
            "Cet acte est réservé à un enquêteur ou un superviseur."
        );
        assert_eq!(only(Language::English, &[Role::Counsel]), "Only counsel may do this.");
    }

    #[test]
    fn when_the_next_is_possible_is_told_where_the_reader_is_and_in_utc() {
        let zone: Zone = "Asia/Singapore".parse().unwrap();
        let next = Time::from_micros(1_795_363_200_000_000);
        let spent = Refusal::Spent {
            cap: Cap::Pressing,
            most: 5,
            next,
        };

        let told = refusal(Language::English.words(), &zone, &spent);

        assert!(told.contains("Singapore") && told.contains("UTC"), "{told}");
    }

    #[test]
    fn every_refusal_and_every_role_has_its_sentence_in_every_language() {
        let mut refusals = vec![
            Refusal::Unseen,
            Refusal::NeedsRole(Role::ALL),
            Refusal::NeedsAssurance(Assurance::L3),
            Refusal::NeedsPasskey,
            Refusal::Unconfirmed,
            Refusal::FourEyes,
            Refusal::OwnReview,
            Refusal::MorePrivilege,
            Refusal::OwnAccount,
            Refusal::OwnSuspension,
            Refusal::Stopped,
            Refusal::OtherSide,
            Refusal::Stale,
            Refusal::Fields(Vec::new()),
            Refusal::Gate(Vec::new()),
        ];
        refusals.extend(Cap::ALL.iter().map(|cap| Refusal::Spent {
            cap: *cap,
            most: 5,
            next: Time::from_micros(0),
        }));
        refusals.extend(NotNow::ALL.iter().map(|why| Refusal::NotNow(*why)));
        for &language in Language::ALL {
            let words = language.words();
            for refusal in &refusals {
                let key = if let Refusal::Spent { cap, .. } = refusal {
                    format!("refusals.spent_{cap}")
                } else {
                    format!("refusals.{}", refusal.code())
                };
                assert!(words.has(&key), "{key} in {}", language.tag());
                assert!(
                    !super::refusal(words, &Zone::utc(), refusal).contains("%{"),
                    "{key} in {}",
                    language.tag()
                );
            }
            for of in Role::ALL {
                for section in ["role", "whose_act"] {
                    let key = format!("people.{section}.{of}");
                    assert!(words.has(&key), "{key} in {}", language.tag());
                }
            }
            for level in Assurance::ALL {
                assert!(words.has(&format!("people.assurance.{}", level.code())));
            }
        }
    }
}
