use super::*;
use crate::domain::actor::{Assurance, Roles};
use crate::domain::clocks::Calendar;
use crate::domain::ids::SessionId;
use crate::domain::organisations::Standing as Takes;
use crate::domain::organisations::attestation::Attestation;
use crate::domain::people::{Factor, Proof, Standing, Theme};
use crate::domain::values::Zone;

const NOW: Time = Time::from_micros(1_795_363_200_000_000);
const MANY: Others = Others {
    verifiers: 2,
    operators: 2,
};

fn person(organisation: OrganisationId, role: Role, standing: Standing) -> Person {
    Person {
        id: PersonId::new(NOW),
        organisation,
        email: "ana@pj.example".to_owned(),
        name: "Ana".to_owned(),
        badge: None,
        phone: None,
        language: "en".to_owned(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L3,
        standing,
        roles: [role].into_iter().collect::<Roles>(),
    }
}

fn actor(organisation: OrganisationId, role: Role) -> Actor {
    Actor {
        person: Some(PersonId::new(NOW)),
        organisation,
        kind: role.kind(),
        country: "PT".parse().unwrap(),
        roles: [role].into_iter().collect(),
        assurance: Assurance::L4,
        session: Some(SessionId::new(NOW)),
        proof: Some(Proof {
            factor: Factor::Passkey,
            is_fresh: true,
        }),
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn organisation(kind: OrganisationKind, standing: Takes) -> Organisation {
    Organisation {
        id: OrganisationId::new(NOW),
        kind,
        country: "PT".parse().unwrap(),
        name: "Polícia Judiciária".to_owned(),
        legal_name: "Polícia Judiciária".to_owned(),
        calendar: Calendar::round_the_clock(Zone::utc()),
        holidays: Vec::new(),
        languages: Vec::new(),
        domains: Vec::new(),
        switchboard: None,
        standing,
        verified_at: Some(NOW),
        attestation: Attestation::by_two(NOW),
    }
}

fn told() -> Told {
    Told {
        reason: Reason::Forged,
        note: "The call-back knew nothing of it.".to_owned(),
    }
}

const ADMINS: [Role; 2] = [Role::AgencyAdmin, Role::ExchangeAdmin];

/// Of every ordered pair of roles, in the own organisation and elsewhere: who acts on whose account (security S28).
#[test]
fn nobody_acts_on_an_account_with_more_privilege_or_elsewhere() {
    let (own, elsewhere) = (OrganisationId::new(NOW), OrganisationId::new(NOW));
    let of_platform = |role: Role| matches!(role, Role::Verifier | Role::Operator);
    for &acting in Role::ALL {
        for &role in Role::ALL {
            for place in [own, elsewhere] {
                let actor = actor(own, acting);
                let may = people::may_act_on(&actor, &person(place, role, Standing::Active));
                let is_own = ADMINS.contains(&acting) && place == own && !of_platform(role);
                let expected = acting == Role::Verifier || is_own;
                assert_eq!(may.is_ok(), expected, "{acting} on {role}: {may:?}");
                if ADMINS.contains(&acting) && place == elsewhere {
                    assert_eq!(may, Err(Refusal::Unseen), "{acting} on {role}");
                } else if ADMINS.contains(&acting) && of_platform(role) {
                    assert_eq!(may, Err(Refusal::MorePrivilege), "{acting} on {role}");
                }
            }
        }
    }
}

#[test]
fn people_are_suspended_from_the_standings_in_which_they_could_act_or_come_to() {
    let own = OrganisationId::new(NOW);
    let admin = actor(own, Role::AgencyAdmin);
    for &standing in Standing::ALL {
        let expected = match standing {
            Standing::Invited | Standing::Active => Ok(()),
            Standing::Suspended => Err(Refusal::NotNow(NotNow::AlreadySuspended)),
            Standing::Left => Err(Refusal::NotNow(NotNow::HasLeft)),
        };
        let may = may_suspend_person(&admin, &person(own, Role::Officer, standing), Others::default());
        assert_eq!(may, expected, "{standing}");
    }
}

#[test]
fn nobody_suspends_themselves_nor_the_last_of_the_platform() {
    let own = OrganisationId::new(NOW);
    let verifier = actor(own, Role::Verifier);
    let mut oneself = person(own, Role::Verifier, Standing::Active);
    oneself.id = verifier.person.unwrap();
    assert_eq!(may_suspend_person(&verifier, &oneself, MANY), Err(Refusal::OwnAccount));

    let last = Err(Refusal::NotNow(NotNow::LastOfPlatform));
    let other = |role| person(own, role, Standing::Active);
    let none = Others::default();
    assert_eq!(may_suspend_person(&verifier, &other(Role::Verifier), none), last);
    assert_eq!(may_suspend_person(&verifier, &other(Role::Operator), none), last);
    assert_eq!(may_suspend_person(&verifier, &other(Role::Officer), none), Ok(()));
    assert_eq!(may_suspend_person(&verifier, &other(Role::Operator), MANY), Ok(()));
}

/// Every role, over every kind and standing, of the own organisation and another.
#[test]
fn a_whole_organisation_is_suspended_by_a_verifier_or_its_own_administrator() {
    for &role in Role::ALL {
        for &kind in OrganisationKind::ALL {
            for &standing in Takes::ALL {
                for is_own in [true, false] {
                    let organisation = organisation(kind, standing);
                    let at = if is_own {
                        organisation.id
                    } else {
                        OrganisationId::new(NOW)
                    };
                    let may = may_suspend_organisation(&actor(at, role), &organisation);
                    let allowed = role == Role::Verifier || ADMINS.contains(&role) && is_own;
                    let can = kind != OrganisationKind::Platform && standing != Takes::Suspended;
                    assert_eq!(
                        may.is_ok(),
                        allowed && can,
                        "{role} {kind} {standing} {is_own}: {may:?}"
                    );
                    if !allowed && ADMINS.contains(&role) {
                        assert_eq!(may, Err(Refusal::Unseen));
                    }
                }
            }
        }
    }
}

#[test]
fn the_name_is_typed_as_it_stands() {
    let organisation = organisation(OrganisationKind::Agency, Takes::Active);
    assert!(confirms(&organisation, " Polícia Judiciária ").is_ok());
    for other in ["", "policia judiciaria", "Polícia", "Northbank"] {
        assert_eq!(
            confirms(&organisation, other).unwrap_err().code,
            "other_name",
            "{other}"
        );
    }
}

/// A suspension by each side, lifted by each role of the own organisation, of another and of the platform.
#[test]
fn who_suspended_decides_who_lifts() {
    let agency = OrganisationId::new(NOW);
    for side in [Side::Platform, Side::Own] {
        for &role in Role::ALL {
            for is_own in [true, false] {
                let at = if is_own { agency } else { OrganisationId::new(NOW) };
                let suspension = suspended(agency, side);
                let may = suspension.may_lift(&actor(at, role), 2);
                let by_admin = ADMINS.contains(&role) && is_own && side == Side::Own;
                assert_eq!(
                    may.is_ok(),
                    role == Role::Verifier || by_admin,
                    "{side} {role} {is_own}: {may:?}"
                );
            }
        }
    }
}

fn suspended(agency: OrganisationId, side: Side) -> Suspension {
    let by = match side {
        Side::Platform => actor(OrganisationId::new(NOW), Role::Verifier),
        Side::Own => actor(agency, Role::AgencyAdmin),
    };
    let person = person(agency, Role::Officer, Standing::Active);
    let begun = Suspension::of_person(
        SuspensionId::new(NOW),
        &by,
        &person,
        OrganisationKind::Agency,
        MANY,
        told(),
        NOW,
    );
    let change = begun.unwrap().done(&by, Done::default());
    assert_eq!(change.after().side, side);
    change.after().clone()
}

#[test]
fn what_the_platform_suspended_another_verifier_lifts_where_there_is_one() {
    let platform = OrganisationId::new(NOW);
    let verifier = actor(platform, Role::Verifier);
    let person = person(OrganisationId::new(NOW), Role::Officer, Standing::Active);
    let id = SuspensionId::new(NOW);
    let begun = Suspension::of_person(id, &verifier, &person, OrganisationKind::Agency, MANY, told(), NOW).unwrap();

    assert_eq!(begun.may_lift(&verifier, 1), Err(Refusal::OwnSuspension));
    assert_eq!(begun.may_lift(&verifier, 0), Ok(()), "nobody else could");
    assert_eq!(begun.may_lift(&actor(platform, Role::Verifier), 1), Ok(()));
}

#[test]
fn it_is_lifted_once_with_a_reason_and_its_event_says_so() {
    let agency = OrganisationId::new(NOW);
    let admin = actor(agency, Role::AgencyAdmin);
    let suspension = suspended(agency, Side::Own);
    let lift =
        |suspension: Suspension, note: &str| suspension.lift(&admin, 0, LiftedFor::Cleared, note.to_owned(), 3, NOW);

    assert_eq!(
        lift(suspension.clone(), " ").err(),
        Some(Refusal::field("note", "required"))
    );
    let change = lift(suspension, "It was ours.").unwrap();
    assert_eq!(change.events()[0].act(), "suspension_lifted");
    let lifted = change.after().lifted.clone().unwrap();
    assert_eq!((lifted.at, lifted.by, lifted.requests), (NOW, admin.person, 3));
    let again = lift(change.after().clone(), "It was ours.");
    assert_eq!(again.err(), Some(Refusal::NotNow(NotNow::NotSuspended)));
}

#[test]
fn nobody_is_suspended_without_a_word_and_its_event_is_of_whom_it_is() {
    let agency = organisation(OrganisationKind::Agency, Takes::Active);
    let verifier = actor(OrganisationId::new(NOW), Role::Verifier);
    let id = SuspensionId::new(NOW);
    let silent = Told {
        note: String::new(),
        ..told()
    };
    let refused = Suspension::of_organisation(id, &verifier, &agency, silent, NOW);
    assert_eq!(refused.err(), Some(Refusal::field("note", "required")));

    let begun = Suspension::of_organisation(id, &verifier, &agency, told(), NOW).unwrap();
    let change = begun.done(&verifier, Done::default());
    assert_eq!(change.events()[0].act(), "organisation_suspended");
    assert!(suspended(agency.id, Side::Own).of.person().is_some());
}

/// Without a passkey nobody stops anybody, and without a fresh one it is asked for first (security S02, S21).
#[test]
fn each_act_asks_for_a_passkey_shown_just_now() {
    let agency = organisation(OrganisationKind::Agency, Takes::Active);
    let officer = person(agency.id, Role::Officer, Standing::Active);
    let id = SuspensionId::new(NOW);
    let standing = suspended(agency.id, Side::Own);
    for (factor, is_fresh, expected) in [
        (Factor::Totp, true, Refusal::NeedsPasskey),
        (Factor::Passkey, false, Refusal::Unconfirmed),
    ] {
        let by = Actor {
            proof: Some(Proof { factor, is_fresh }),
            ..actor(agency.id, Role::AgencyAdmin)
        };
        let one = Suspension::of_person(id, &by, &officer, OrganisationKind::Agency, MANY, told(), NOW);
        let all = Suspension::of_organisation(id, &by, &agency, told(), NOW);
        let lifted = standing
            .clone()
            .lift(&by, 1, LiftedFor::Cleared, "So".to_owned(), 0, NOW);
        assert_eq!(one.err(), Some(expected.clone()));
        assert_eq!(all.err(), Some(expected.clone()));
        assert_eq!(lifted.err(), Some(expected));
    }
}
