use proptest::prelude::*;

use super::*;
use crate::domain::actor::Roles;
use crate::domain::clocks::ClockKind;
use crate::domain::money::Units;
use crate::domain::requests::grounds::Ground;

const AT: Time = Time::from_micros(1_795_363_200_123_456);
const CHANCE: Chance = Chance {
    salt: [7; 32],
    id: [1, 2, 3, 4, 5, 6],
};

fn id(last: u8) -> Uuid {
    Uuid::from_u128(0x0193_5c2e_8f00_7000_8000_0000_0000_0000 + u128::from(last))
}

fn call() -> Call {
    Call {
        id: CallId(id(1)),
        source: Some(source(&[9; 32], "192.0.2.7", "Firefox")),
    }
}

fn supervisor() -> Who {
    Who {
        person: Some(PersonId(id(2))),
        organisation: Some(OrganisationId(id(3))),
        role: Some(Role::Supervisor),
        session: Some(SessionId(id(4))),
        assurance: Some(Assurance::L3),
    }
}

fn leaf_of(event: &Event) -> Leaf {
    let subject = Subject::request(RequestId(id(5)), 4, CaseId(id(6))).because("uk_cwfo");
    let entry = Entry {
        event,
        who: supervisor(),
        subject: Some(&subject),
        call: &call(),
    };
    Leaf::new(&entry, AT, 0, CHANCE).unwrap()
}

fn refused(note: &str) -> Event {
    Event::Refused {
        ground: Ground::Overbroad,
        note: note.to_owned(),
    }
}

#[test]
fn a_leaf_has_these_exact_bytes() {
    let leaf = leaf_of(&Event::Issued {
        number: "FR-2026-000123".to_owned(),
        packet_hash: "00".repeat(32),
        spoke: false,
    });

    assert_eq!(leaf.body, include_str!("golden_leaf.json").trim_end());
    assert_eq!(
        leaf.details,
        format!(r#"{{"number":"FR-2026-000123","packet_hash":"{}"}}"#, "00".repeat(32))
    );
}

#[test]
fn what_does_not_apply_is_null() {
    let event = Event::SignInFailed {
        account: "hash".to_owned(),
    };
    let call = Call { source: None, ..call() };
    let entry = Entry {
        event: &event,
        who: Who::nobody(),
        subject: None,
        call: &call,
    };

    let leaf = Leaf::new(&entry, AT, 0, CHANCE).unwrap();

    let body: Value = serde_json::from_str(&leaf.body).unwrap();
    for member in ["obj", "case", "why", "src"] {
        assert_eq!(body.get(member), Some(&Value::Null), "{member}");
    }
    assert_eq!(body.pointer("/who/user"), Some(&Value::Null));
    assert_eq!(body.get("out"), Some(&Value::from("deny")));
}

#[test]
fn ids_sort_by_time_then_ordinal_whatever_the_chance() {
    let later = Time::from_micros(AT.micros() + 1);
    let sorted = [
        LeafId::first_at(AT),
        LeafId::of(AT, 0, [255; 6]),
        LeafId::of(AT, 1, [0; 6]),
        LeafId::of(AT, 300, [0; 6]),
        LeafId::first_at(later),
        LeafId::first_at(Time::from_micros(AT.micros() + 1_000)),
    ];
    assert!(sorted.is_sorted() && sorted.iter().all(|id| id.0.get_version_num() == 7));
}

#[test]
fn a_leaf_that_is_too_long_is_refused_but_long_details_are_not() {
    assert!(leaf_of(&refused(&"x".repeat(100_000))).body.len() < 1_000);

    let subject = Subject::person(PersonId(id(2))).because("x".repeat(LONGEST_LEAF));
    let entry = Entry {
        event: &Event::SignedOut,
        who: supervisor(),
        subject: Some(&subject),
        call: &call(),
    };
    assert!(matches!(Leaf::new(&entry, AT, 0, CHANCE), Err(Unfit::TooLong(_))));
}

#[test]
fn large_numbers_are_text_and_fractions_are_refused() {
    let exact = |value: Value| canonical(value).map_err(|_| ());
    assert_eq!(exact(Value::from(1_u64 << 53)), Ok("9007199254740992".to_owned()));
    assert_eq!(
        exact(Value::from((1_u64 << 53) + 1)),
        Ok("\"9007199254740993\"".to_owned())
    );
    assert_eq!(exact(Value::from(i64::MIN)), Ok(format!("\"{}\"", i64::MIN)));
    assert_eq!(exact(Value::from(vec![0.5])), Err(()));
}

#[test]
fn a_call_is_told_by_a_hash_that_keeps_address_and_agent_apart() {
    let key = [9; 32];
    assert_eq!(source(&key, "a", "bc"), source(&key, "a", "bc"));
    assert_ne!(source(&key, "a", "bc"), source(&key, "ab", "c"));
    assert_ne!(source(&key, "a", "bc"), source(&[8; 32], "a", "bc"));
}

#[test]
fn the_role_told_is_the_one_that_permitted_the_act() {
    let both: Roles = [Role::Officer, Role::Supervisor].into_iter().collect();
    assert_eq!(
        roles::used(&Event::Approved { spoke: false }, both),
        Some(Role::Supervisor)
    );
    assert_eq!(roles::used(&Event::RequestDrafted, both), Some(Role::Officer));
    assert_eq!(roles::used(&Event::RequestRead, both), Some(Role::Officer));
    assert_eq!(roles::used(&Event::RequestRead, Roles::default()), None);

    let exchange: Roles = [Role::Responder, Role::Counsel].into_iter().collect();
    let conflict = Event::Refused {
        ground: Ground::ConflictOfLaw,
        note: String::new(),
    };
    assert_eq!(roles::used(&conflict, exchange), Some(Role::Counsel));
    assert_eq!(roles::used(&refused(""), exchange), Some(Role::Responder));
}

#[test]
fn every_act_is_named_once_and_what_is_shared_is_an_act() {
    // The reader of events names them all when it meets one it does not know.
    let unknown = serde_json::from_str::<Event>(r#"{"act":"none"}"#)
        .unwrap_err()
        .to_string();
    let named: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
    assert_eq!(named, ACTS);
    assert!(SHARED.iter().all(|act| ACTS.contains(act)));
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Started),
        any::<String>().prop_map(|note| refused(&note)),
        (0..9_007_199_254_740_991_i64).prop_map(|due| Event::ClockBreached {
            clock: ClockKind::Ack,
            due: Time::from_micros(due),
        }),
        (any::<u64>(), any::<String>(), any::<u8>(), any::<u32>()).prop_map(|(amount, symbol, decimals, position)| {
            Event::HoldPlaced {
                hold: HoldId(id(7)),
                position,
                amount: Units::typed(&amount.to_string(), 0).unwrap(),
                asset: crate::domain::money::Asset { symbol, decimals },
                until: AT,
            }
        }),
    ]
}

proptest! {
    #[test]
    fn a_leaf_read_and_written_again_is_the_same(happened in events()) {
        let leaf = leaf_of(&happened);

        let parsed: Value = serde_json::from_str(&leaf.body).unwrap();
        prop_assert_eq!(canonical(parsed).unwrap(), leaf.body);
        prop_assert_eq!(event(happened.act(), &leaf.details).unwrap(), happened);
    }

    #[test]
    fn other_details_make_another_commitment(one in events(), other in events()) {
        let (one_leaf, other_leaf) = (leaf_of(&one), leaf_of(&other));
        let det = |leaf: &Leaf| commitment(&leaf.salt, &leaf.details);
        prop_assert_eq!(det(&one_leaf) == det(&other_leaf), one_leaf.details == other_leaf.details);
        prop_assert!(one_leaf.body.contains(&det(&one_leaf)));
        prop_assert_ne!(commitment(&[8; 32], &one_leaf.details), det(&one_leaf));
    }
}
