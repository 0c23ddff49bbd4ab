mod changes;

use jiff::civil::date;
use uuid::Uuid;

use super::rules::{may_revoke, vouching};
use super::*;
use crate::domain::actor::{Actor, OrganisationKind, Role, Roles};
use crate::domain::change::{Change, NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::events::Event;
use crate::domain::ids::OrganisationId;
use crate::domain::people::{Factor, Person, Proof, Standing, Theme};
use crate::domain::requests::kinds::Kind;

const AT: Time = Time::from_micros(1_795_363_200_000_000);

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

fn what(kind: EvidenceKind) -> What {
    match kind {
        EvidenceKind::Recorded => What::Recorded { level: Assurance::L2 },
        EvidenceKind::Mailbox => What::Mailbox {
            email: "a@pj.example".to_owned(),
        },
        EvidenceKind::Badge => What::Badge {
            number: "PJ-1".to_owned(),
            issuer: "PJ".to_owned(),
            expires_on: date(2030, 1, 1),
        },
        EvidenceKind::Voucher => What::Voucher {},
        EvidenceKind::Callback => What::Callback {
            number: "+351 21 000 0000".to_owned(),
            reached: "M. Costa".to_owned(),
            called_at: AT,
        },
        EvidenceKind::Desk => What::Desk {
            desk: "NCB Lisbon".to_owned(),
            reference: "7/26".to_owned(),
        },
        EvidenceKind::HardwareKey => What::HardwareKey {
            passkey: PasskeyId(Uuid::from_u128(5)),
            aaguid: "2fc0579f-8113-47ea-b116-bb5a8db9202a".to_owned(),
        },
    }
}

fn evidence(id: u128, kind: EvidenceKind) -> Evidence {
    let what = what(kind);
    Evidence {
        id: EvidenceId(Uuid::from_u128(id)),
        person: PersonId(Uuid::from_u128(1)),
        expires_at: what.holds_until(AT),
        what,
        by: None,
        at: AT,
        revoked: None,
    }
}

/// Every combination of kinds.
fn combinations() -> impl Iterator<Item = Vec<EvidenceKind>> {
    (0_u32..1 << EvidenceKind::ALL.len()).map(|bits| {
        let some = EvidenceKind::ALL.iter().enumerate();
        some.filter(|(place, _)| bits & (1 << place) != 0)
            .map(|(_, kind)| *kind)
            .collect()
    })
}

fn expected(kinds: &[EvidenceKind]) -> Assurance {
    use EvidenceKind::{Badge, Callback, Desk, HardwareKey, Mailbox, Recorded, Voucher};
    let has = |kind| kinds.contains(&kind);
    let l1 = has(Mailbox) || has(Recorded);
    let l2 = l1 && (has(Badge) && has(Voucher) || has(Recorded));
    let l3 = l2 && has(Callback);
    let l4 = l3 && (has(Desk) || has(HardwareKey));
    match (l1, l2, l3, l4) {
        (_, _, _, true) => Assurance::L4,
        (_, _, true, false) => Assurance::L3,
        (_, true, false, false) => Assurance::L2,
        (true, false, false, false) => Assurance::L1,
        (false, false, false, false) => Assurance::L0,
    }
}

#[test]
fn the_level_follows_from_every_combination_of_evidence() {
    for kinds in combinations() {
        let all: Vec<Evidence> = kinds.iter().zip(10..).map(|(kind, id)| evidence(id, *kind)).collect();
        assert_eq!(level(&all, AT), expected(&kinds), "{kinds:?}");
        assert_eq!(
            missing(&all, AT).is_empty(),
            expected(&kinds) == Assurance::L4,
            "{kinds:?}"
        );
    }
}

#[test]
fn what_ended_or_was_taken_back_counts_as_if_it_were_not_there() {
    for kinds in combinations() {
        for gone in &kinds {
            let rest: Vec<EvidenceKind> = kinds.iter().copied().filter(|kind| kind != gone).collect();
            let with = |change: fn(&mut Evidence)| -> Vec<Evidence> {
                let mut all: Vec<Evidence> = kinds.iter().zip(10..).map(|(kind, id)| evidence(id, *kind)).collect();
                all.iter_mut().filter(|one| one.what.kind() == *gone).for_each(change);
                all
            };
            let ended = with(|one| one.expires_at = Some(AT));
            let revoked = with(|one| {
                one.revoked = Some(Revoked {
                    at: AT,
                    by: None,
                    reason: RevokedFor::Mistaken,
                    note: String::new(),
                });
            });
            assert_eq!(level(&ended, AT), expected(&rest), "{kinds:?} without {gone}");
            assert_eq!(level(&revoked, AT), expected(&rest), "{kinds:?} without {gone}");
        }
    }
}

#[test]
fn evidence_holds_as_long_as_it_is_said_to() {
    let months = |count: i32| after(AT, count);
    assert_eq!(what(EvidenceKind::Mailbox).holds_until(AT), None);
    assert_eq!(what(EvidenceKind::Voucher).holds_until(AT), Some(months(24)));
    assert_eq!(what(EvidenceKind::Badge).holds_until(AT), Some(months(24)));
    assert_eq!(
        what(EvidenceKind::Callback).holds_until(AT.plus(days(9))),
        Some(months(12))
    );
    assert_eq!(what(EvidenceKind::Desk).holds_until(AT), Some(months(12)));
    let soon = What::Badge {
        number: String::new(),
        issuer: String::new(),
        expires_on: date(2026, 12, 31),
    };
    assert_eq!(soon.holds_until(AT), Some(end_of(date(2026, 12, 31))));
    for kind in EvidenceKind::ALL {
        assert_eq!(kind.months().is_none(), what(*kind).holds_until(AT).is_none(), "{kind}");
    }
}

#[test]
fn a_level_falls_with_the_first_evidence_it_rests_on() {
    use EvidenceKind::{Badge, Callback, Mailbox, Voucher};
    let all: Vec<Evidence> = [Mailbox, Badge, Voucher, Callback]
        .into_iter()
        .zip(10..)
        .map(|(kind, id)| evidence(id, kind))
        .collect();
    assert_eq!(falls_at(&all, AT), Some(after(AT, 12)));
    assert_eq!(level(&all, after(AT, 12)), Assurance::L2);
    assert_eq!(falls_at(&all, after(AT, 12)), Some(after(AT, 24)));
    assert_eq!(level(&all, after(AT, 24)), Assurance::L1);
    assert_eq!(falls_at(&all, after(AT, 24)), None);
}

fn person(standing: Standing) -> Person {
    Person {
        id: PersonId(Uuid::from_u128(1)),
        organisation: OrganisationId(Uuid::from_u128(100)),
        email: "a@pj.example".to_owned(),
        name: "A".to_owned(),
        badge: None,
        phone: None,
        language: "en".to_owned(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L0,
        standing,
        roles: Roles::default().with(Role::Officer),
    }
}

fn actor(role: Role, organisation: u128, assurance: Assurance) -> Actor {
    Actor {
        person: Some(PersonId(Uuid::from_u128(2))),
        organisation: OrganisationId(Uuid::from_u128(organisation)),
        kind: role.kind(),
        country: "PT".parse().unwrap(),
        roles: Roles::default().with(role),
        assurance,
        session: None,
        proof: Some(Proof {
            factor: Factor::Passkey,
            is_fresh: true,
        }),
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn place(kind: OrganisationKind) -> Place {
    Place {
        kind,
        has_switchboard: true,
        has_supervisor: true,
        has_voucher: true,
        is_asked: false,
    }
}

#[test]
fn who_does_what_is_said_for_every_role_kind_and_act() {
    for &kind in OrganisationKind::ALL {
        for &role in Role::ALL {
            for &act in Act::ALL {
                for (has_supervisor, has_voucher) in [(true, true), (false, true), (false, false)] {
                    let place = Place {
                        has_supervisor,
                        has_voucher,
                        ..place(kind)
                    };
                    let by = actor(role, 100, Assurance::L2);
                    let may = may(act, &by, &person(Standing::Active), Assurance::L2, &place).is_ok();
                    let by_verifiers = !matches!(kind, OrganisationKind::Agency | OrganisationKind::Exchange);
                    let expected = match (act, role) {
                        (Act::CallBack | Act::Desk | Act::HardwareKey | Act::Revoke | Act::Ask, Role::Verifier) => true,
                        (Act::Badge | Act::Vouch, Role::Verifier) => by_verifiers || !has_voucher,
                        (Act::Badge | Act::Vouch, Role::Supervisor) => kind == OrganisationKind::Agency,
                        (Act::Badge, Role::AgencyAdmin) => kind == OrganisationKind::Agency,
                        (Act::Vouch, Role::AgencyAdmin) => kind == OrganisationKind::Agency && !has_supervisor,
                        (Act::Badge | Act::Vouch, Role::ExchangeAdmin) => kind == OrganisationKind::Exchange,
                        (Act::Revoke | Act::Ask, Role::Supervisor | Role::AgencyAdmin | Role::ExchangeAdmin) => true,
                        (_, _) => false,
                    };
                    assert_eq!(may, expected, "{kind} {role} {act}");
                }
            }
        }
    }
}

#[test]
fn nobody_records_anything_for_themselves_or_for_another_organisation() {
    for &role in Role::ALL {
        for &act in Act::ALL {
            let own = Actor {
                person: Some(PersonId(Uuid::from_u128(1))),
                ..actor(role, 100, Assurance::L4)
            };
            let kind = OrganisationKind::Agency;
            let refused = may(act, &own, &person(Standing::Active), Assurance::L2, &place(kind)).err();
            let expected = (act != Act::Ask).then_some(Refusal::OwnAccount);
            assert_eq!(refused, expected, "{role} {act}");
            let stranger = actor(role, 200, Assurance::L4);
            let refused = may(act, &stranger, &person(Standing::Active), Assurance::L2, &place(kind)).err();
            if role != Role::Verifier {
                assert_eq!(refused, Some(Refusal::Unseen), "{role} {act}");
            }
        }
    }
}

#[test]
fn who_vouches_is_known_better_than_by_a_mailbox() {
    let kind = OrganisationKind::Agency;
    for &level in Assurance::ALL {
        let by = actor(Role::Supervisor, 100, level);
        let may = may(Act::Vouch, &by, &person(Standing::Active), Assurance::L1, &place(kind));
        let expected = if level >= Assurance::L2 {
            Ok(())
        } else {
            Err(Refusal::NeedsAssurance(Assurance::L2))
        };
        assert_eq!(may, expected);
    }
}

#[test]
fn nothing_is_recorded_of_whoever_does_not_work_there() {
    let by = actor(Role::Verifier, 300, Assurance::L4);
    for &standing in Standing::ALL {
        for &act in Act::ALL {
            let place = Place {
                has_voucher: false,
                ..place(OrganisationKind::Agency)
            };
            let may = may(act, &by, &person(standing), Assurance::L2, &place);
            let expected = match (standing, act) {
                (Standing::Active, _) | (Standing::Suspended, Act::Revoke) => Ok(()),
                (Standing::Left, _) => Err(Refusal::NotNow(NotNow::HasLeft)),
                (_, _) => Err(Refusal::NotNow(NotNow::NotActive)),
            };
            assert_eq!(may, expected, "{standing} {act}");
        }
    }
}

#[test]
fn a_call_back_needs_a_number_of_the_directory_and_is_asked_for_in_its_turn() {
    let by = actor(Role::Supervisor, 100, Assurance::L3);
    let person = person(Standing::Active);
    let at = place(OrganisationKind::Agency);
    let ask = |level, place: &Place| may(Act::Ask, &by, &person, level, place);
    assert_eq!(ask(Assurance::L2, &at), Ok(()));
    assert_eq!(ask(Assurance::L1, &at), Err(Refusal::NotNow(NotNow::VouchFirst)));
    let asked = Place { is_asked: true, ..at };
    assert_eq!(ask(Assurance::L2, &asked), Err(Refusal::NotNow(NotNow::CallbackAsked)));
    let silent = Place {
        has_switchboard: false,
        ..at
    };
    assert_eq!(ask(Assurance::L2, &silent), Err(Refusal::NotNow(NotNow::NoSwitchboard)));
    let verifier = actor(Role::Verifier, 300, Assurance::L4);
    assert_eq!(
        may(Act::CallBack, &verifier, &person, Assurance::L2, &silent),
        Err(Refusal::NotNow(NotNow::NoSwitchboard))
    );
}

#[test]
fn evidence_is_taken_back_by_whoever_may_record_it_and_by_verifiers() {
    let person = person(Standing::Active);
    let at = place(OrganisationKind::Agency);
    for &kind in EvidenceKind::ALL {
        let by = |role| may_revoke(kind, &actor(role, 100, Assurance::L3), &person, Assurance::L2, &at).is_ok();
        assert!(by(Role::Verifier), "{kind}");
        let by_supervisor = matches!(kind, EvidenceKind::Badge | EvidenceKind::Voucher);
        assert_eq!(by(Role::Supervisor), by_supervisor, "{kind}");
        assert!(!by(Role::Officer));
    }
}

#[test]
fn an_emergency_never_asks_less_of_people() {
    for kind in Kind::ALL {
        for &part in Part::ALL {
            let calm = least(*kind, Urgency::Routine, part);
            for urgency in Urgency::ALL {
                let level = least(*kind, *urgency, part);
                assert!(level >= calm, "{kind} {urgency} {}", part.code());
                assert!(!urgency.is_emergency() || level >= Assurance::L3);
            }
        }
    }
    assert_eq!(vouching(OrganisationKind::Agency, true), [Role::Supervisor]);
}
