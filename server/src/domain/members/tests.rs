use super::*;
use crate::domain::actor::Assurance;
use crate::domain::ids::OrganisationId;
use crate::domain::people::{Factor, Proof, Theme, may_act_on};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

fn person(organisation: OrganisationId, roles: &[Role]) -> Person {
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
        assurance: Assurance::L2,
        standing: Standing::Active,
        roles: roles.iter().copied().collect(),
    }
}

fn actor_with(organisation: OrganisationId, roles: &[Role], proof: Proof) -> Actor {
    Actor {
        person: Some(PersonId::new(NOW)),
        organisation,
        kind: roles.first().unwrap().kind(),
        country: "PT".parse().unwrap(),
        roles: roles.iter().copied().collect(),
        assurance: Assurance::L3,
        session: None,
        proof: Some(proof),
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn actor(organisation: OrganisationId, roles: &[Role]) -> Actor {
    actor_with(organisation, roles, Proof::DEMO)
}

/// Somebody else has every role: nobody is the last.
fn kept(kind: OrganisationKind) -> Place {
    Place {
        kind,
        held_by_others: Role::ALL.iter().copied().collect(),
    }
}

fn alone(kind: OrganisationKind) -> Place {
    Place {
        kind,
        held_by_others: Roles::default(),
    }
}

const CHANGING: &[Act] = &[Act::ChangeRoles, Act::Correct, Act::EndSessions, Act::Leave];

/// S28: all ordered pairs of roles. Those who only work, those who look after an organisation, those who look after the
/// platform: nobody acts upwards, and who only works on nobody.
#[test]
fn nobody_acts_on_an_account_with_more_privilege() {
    let level = |role: Role| match role {
        Role::Verifier | Role::Operator => 3,
        Role::AgencyAdmin | Role::ExchangeAdmin => 2,
        Role::Officer
        | Role::Supervisor
        | Role::Intake
        | Role::Responder
        | Role::Counsel
        | Role::Coordinator
        | Role::Auditor => 1,
    };
    let organisation = OrganisationId::new(NOW);
    for &one in Role::ALL {
        let keeps = matches!(one, Role::AgencyAdmin | Role::ExchangeAdmin | Role::Verifier);
        for &other in Role::ALL {
            let expected = keeps && level(one) >= level(other);
            let may = may_act_on(&actor(organisation, &[one]), &person(organisation, &[other]));
            assert_eq!(may.is_ok(), expected, "{one} {other}");
            // The highest of several roles counts.
            let both = person(organisation, &[Role::Officer, other]);
            let may = may_act_on(&actor(organisation, &[one]), &both);
            assert_eq!(may.is_ok(), expected, "{one} {other}");
        }
    }
}

/// Every role on every role, at the own organisation and at another.
#[test]
fn only_who_looks_after_an_account_acts_on_it() {
    let (own, other) = (OrganisationId::new(NOW), OrganisationId::new(NOW));
    for &by in Role::ALL {
        for &of in Role::ALL {
            for at in [own, other] {
                let looks_after = match by {
                    Role::AgencyAdmin | Role::ExchangeAdmin => at == own && by.kind() == of.kind(),
                    Role::Verifier => match of.kind() {
                        OrganisationKind::Agency => of == Role::AgencyAdmin || at == own,
                        OrganisationKind::Exchange => of == Role::ExchangeAdmin || at == own,
                        OrganisationKind::Coordinator | OrganisationKind::Oversight | OrganisationKind::Platform => {
                            true
                        }
                    },
                    Role::Officer
                    | Role::Supervisor
                    | Role::Intake
                    | Role::Responder
                    | Role::Counsel
                    | Role::Coordinator
                    | Role::Auditor
                    | Role::Operator => false,
                };
                for act in CHANGING {
                    let may = person(at, &[of]).may(*act, &actor(own, &[by]), &kept(of.kind()), false);
                    assert_eq!(may.is_ok(), looks_after, "{by} does {act} to {of}, own: {}", at == own);
                }
            }
        }
    }
}

#[test]
fn nobody_does_it_to_themselves() {
    let own = OrganisationId::new(NOW);
    let admin = person(own, &[Role::AgencyAdmin, Role::Officer]);
    let itself = Actor {
        person: Some(admin.id),
        ..actor(own, &[Role::AgencyAdmin, Role::Officer])
    };
    let place = kept(OrganisationKind::Agency);
    for act in [Act::ChangeRoles, Act::Leave, Act::Reinstate] {
        assert_eq!(admin.may(act, &itself, &place, true), Err(Refusal::OwnAccount), "{act}");
    }
    for act in [Act::Correct, Act::EndSessions] {
        assert!(admin.may(act, &itself, &place, false).is_ok(), "{act}");
    }
}

#[test]
fn an_organisation_keeps_who_looks_after_it() {
    let own = OrganisationId::new(NOW);
    for &kind in OrganisationKind::ALL {
        let by_own = [Role::AgencyAdmin, Role::ExchangeAdmin]
            .into_iter()
            .find(|role| role.kind() == kind);
        let admin = match by_own {
            Some(role) => actor(own, &[role]),
            None => actor(OrganisationId::new(NOW), &[Role::Verifier]),
        };
        for role in Role::ALL.iter().copied().filter(|role| role.kind() == kind) {
            let is_keeper = keepers(kind).contains(&role);
            let last = person(own, &[role]);
            let left = last.clone().leave(&admin, 0, &alone(kind), NOW);
            assert_eq!(left.is_err(), is_keeper, "{role}");
            assert!(last.clone().leave(&admin, 0, &kept(kind), NOW).is_ok(), "{role}");
            // Who is stopped already is counted no more.
            let stopped = Person {
                standing: Standing::Suspended,
                ..last
            };
            assert!(stopped.leave(&admin, 0, &alone(kind), NOW).is_ok(), "{role}");
        }
    }
    let verifier = actor(own, &[Role::Verifier]);
    let both = person(own, &[Role::Verifier, Role::Operator]);
    let fewer = Roles::default().with(Role::Operator);
    let refused = both
        .clone()
        .change_roles(&verifier, fewer, &alone(OrganisationKind::Platform), NOW);
    assert_eq!(refused.unwrap_err(), Refusal::NotNow(NotNow::LastAdministrator));
    assert!(
        both.change_roles(&verifier, fewer, &kept(OrganisationKind::Platform), NOW)
            .unwrap()
            .is_some()
    );
}

/// Every act in every standing.
#[test]
fn what_can_be_done_depends_on_where_a_person_stands() {
    let own = OrganisationId::new(NOW);
    let admin = actor(own, &[Role::AgencyAdmin]);
    let place = kept(OrganisationKind::Agency);
    for &standing in Standing::ALL {
        for is_idle in [false, true] {
            let of = Person {
                standing,
                ..person(own, &[Role::Officer])
            };
            for act in CHANGING {
                let may = of.may(*act, &admin, &place, is_idle);
                assert_eq!(may.is_ok(), standing != Standing::Left, "{act} {standing}");
            }
            let may = of.may(Act::Reinstate, &admin, &place, is_idle);
            assert_eq!(may.is_ok(), standing == Standing::Suspended && is_idle, "{standing}");
            if let Ok(change) = of.reinstate(&admin, "back".to_owned(), is_idle, &place, NOW) {
                assert_eq!(change.after().standing, Standing::Active);
            }
        }
    }
}

#[test]
fn roles_are_given_as_far_as_they_are_the_actors_to_give() {
    let own = OrganisationId::new(NOW);
    let admin = actor(own, &[Role::AgencyAdmin]);
    let verifier = actor(OrganisationId::new(NOW), &[Role::Verifier]);
    let place = kept(OrganisationKind::Agency);
    let of = |roles: &[Role]| roles.iter().copied().collect::<Roles>();
    let both = person(own, &[Role::AgencyAdmin, Role::Officer]);

    let unchanged = both.clone().change_roles(&admin, both.roles, &place, NOW).unwrap();
    assert!(unchanged.is_none());
    let none = both.clone().change_roles(&admin, Roles::default(), &place, NOW);
    assert_eq!(none.unwrap_err(), Refusal::field("roles", "required"));
    let foreign = both.clone().change_roles(&admin, of(&[Role::Intake]), &place, NOW);
    assert_eq!(foreign.unwrap_err(), Refusal::field("roles", "role_of_another_kind"));

    let change = both
        .clone()
        .change_roles(&admin, of(&[Role::Supervisor]), &place, NOW)
        .unwrap()
        .unwrap();
    assert_eq!(change.after().roles, of(&[Role::Supervisor]));
    assert_eq!(
        change.events(),
        [Event::RolesChanged {
            from: vec![Role::Officer, Role::AgencyAdmin],
            to: vec![Role::Supervisor],
        }]
    );

    // A verifier takes and gives who administers, and leaves the rest as it is.
    let taken = both
        .clone()
        .change_roles(&verifier, of(&[Role::Officer]), &place, NOW)
        .unwrap();
    assert!(taken.is_some());
    let more = both
        .clone()
        .change_roles(&verifier, of(&[Role::AgencyAdmin]), &place, NOW);
    assert_eq!(more.unwrap_err(), Refusal::field("roles", "not_yours_to_give"));
    let officer = person(own, &[Role::Officer]);
    assert_eq!(
        officer.may(Act::ChangeRoles, &verifier, &place, false),
        Err(Refusal::Unseen)
    );
}

#[test]
fn what_gives_or_takes_is_confirmed_by_a_passkey() {
    let own = OrganisationId::new(NOW);
    let old = Proof::of(Factor::Passkey, NOW.plus(-SignedDuration::from_hours(1)), NOW);
    let place = kept(OrganisationKind::Agency);
    let supervisor = Roles::default().with(Role::Supervisor);
    let ana = person(own, &[Role::Officer]);
    for (proof, expected) in [
        (old, Refusal::Unconfirmed),
        (Proof::of(Factor::Totp, NOW, NOW), Refusal::NeedsPasskey),
    ] {
        let admin = actor_with(own, &[Role::AgencyAdmin], proof);
        let known = Known {
            name: "Ana Silva".to_owned(),
            ..Known::default()
        };
        let idle = Person {
            standing: Standing::Suspended,
            ..ana.clone()
        };
        let refusals = [
            ana.clone().change_roles(&admin, supervisor, &place, NOW).map(|_| ()),
            ana.clone().correct(&admin, known, &place, NOW).map(|_| ()),
            ana.clone().leave(&admin, 0, &place, NOW).map(|_| ()),
            idle.reinstate(&admin, String::new(), true, &place, NOW).map(|_| ()),
        ];
        assert!(
            refusals.iter().all(|refusal| *refusal == Err(expected.clone())),
            "{refusals:?}"
        );
        let ends = ana.may(Act::EndSessions, &admin, &place, false);
        assert_eq!(ends.is_ok(), proof == old);
    }
}

#[test]
fn a_correction_that_corrects_nothing_is_none() {
    let own = OrganisationId::new(NOW);
    let admin = actor(own, &[Role::AgencyAdmin]);
    let ana = person(own, &[Role::Officer]);
    let place = kept(OrganisationKind::Agency);
    let same = Known {
        name: ana.name.clone(),
        badge: ana.badge.clone(),
        phone: ana.phone.clone(),
    };
    assert!(
        ana.clone()
            .correct(&admin, same.clone(), &place, NOW)
            .unwrap()
            .is_none()
    );
    let other = Known {
        badge: Some("PJ-1".to_owned()),
        ..same
    };
    let change = ana.correct(&admin, other, &place, NOW).unwrap().unwrap();
    assert_eq!(change.after().badge.as_deref(), Some("PJ-1"));
}

#[test]
fn ninety_days_without_a_sign_in_stop_whoever_can_be_let_in_again() {
    let own = OrganisationId::new(NOW);
    let clock = Actor {
        person: None,
        proof: None,
        ..actor(own, &[Role::Officer])
    };
    let just = NOW.plus(-IDLE_AFTER);
    let not_yet = just.plus(SignedDuration::from_micros(1));
    for &role in Role::ALL {
        for place in [alone(role.kind()), kept(role.kind())] {
            let is_spared = matches!(role, Role::Verifier | Role::Operator) && place == alone(role.kind());
            let of = person(own, &[role]);
            assert!(of.clone().stop_idle(not_yet, &place, &clock, NOW).is_none(), "{role}");
            let stopped = of.stop_idle(just, &place, &clock, NOW);
            assert_eq!(stopped.is_none(), is_spared, "{role}");
            if let Some(change) = stopped {
                assert_eq!(change.after().standing, Standing::Suspended);
            }
        }
    }
    for &standing in Standing::ALL {
        let of = Person {
            standing,
            ..person(own, &[Role::Officer])
        };
        let stopped = of.stop_idle(just, &kept(OrganisationKind::Agency), &clock, NOW);
        assert_eq!(stopped.is_some(), standing == Standing::Active, "{standing}");
    }
}

#[test]
fn open_work_goes_to_an_active_colleague_who_works_on_requests() {
    let own = OrganisationId::new(NOW);
    let from = PersonId::new(NOW);
    for &role in Role::ALL {
        let able = matches!(role, Role::Officer | Role::Supervisor | Role::Responder);
        for &standing in Standing::ALL {
            let colleague = Person {
                standing,
                ..person(own, &[role])
            };
            let could = able && standing == Standing::Active;
            assert_eq!(colleague.may_take_over(from), could, "{role} {standing}");
            assert!(!colleague.may_take_over(colleague.id));
        }
    }
}
