use super::*;
use crate::domain::actor::{Assurance, Role};
use crate::domain::people::{Factor, Proof};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

fn actor(organisation: OrganisationId, role: Role, proof: Proof) -> Actor {
    Actor {
        person: Some(PersonId::new(NOW)),
        organisation,
        kind: role.kind(),
        country: "PT".parse().unwrap(),
        roles: Roles::default().with(role),
        assurance: Assurance::L3,
        session: None,
        proof: Some(proof),
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn domains() -> Vec<String> {
    vec!["pj.example".to_owned()]
}

fn invited(role: Role) -> Invited {
    Invited {
        email: "Ana.Silva@PJ.example".to_owned(),
        name: "Ana Silva".to_owned(),
        badge: None,
        language: "en".to_owned(),
        roles: Roles::default().with(role),
    }
}

fn invite(
    by: &Actor,
    organisation: OrganisationId,
    kind: OrganisationKind,
    who: Invited,
) -> Result<Invitation, Refusal> {
    let domains = domains();
    let to = To {
        organisation,
        kind,
        domains: &domains,
    };
    let ids = (InvitationId::new(NOW), PersonId::new(NOW));
    Invitation::invite(by, to, ids, who, NOW).map(|change| change.after().clone())
}

/// Every role invites every role to its own organisation and to another.
#[test]
fn nobody_gives_a_role_that_is_not_theirs_to_give() {
    let (own, other) = (OrganisationId::new(NOW), OrganisationId::new(NOW));
    for &by in Role::ALL {
        for &role in Role::ALL {
            for to in [own, other] {
                let is_own = to == own;
                let done = invite(&actor(own, by, Proof::DEMO), to, role.kind(), invited(role)).is_ok();
                let looks_after = match by {
                    Role::AgencyAdmin | Role::ExchangeAdmin => is_own && by.kind() == role.kind(),
                    Role::Verifier => match role.kind() {
                        OrganisationKind::Agency => role == Role::AgencyAdmin,
                        OrganisationKind::Exchange => role == Role::ExchangeAdmin,
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
                assert_eq!(done, looks_after, "{by} invites {role}, own: {is_own}");
            }
        }
    }
}

#[test]
fn the_mailbox_is_at_a_domain_of_the_organisation() {
    let own = OrganisationId::new(NOW);
    let admin = actor(own, Role::AgencyAdmin, Proof::DEMO);
    for (typed, expected) in [
        ("ana@pj.example", Ok("ana@pj.example")),
        ("  Ana@PJ.Example ", Ok("ana@pj.example")),
        ("", Err("required")),
        ("ana", Err("no_mailbox")),
        ("ana@gmail.example", Err("not_official")),
        ("ana@pj.example.evil.example", Err("not_official")),
        ("ana@evilpj.example", Err("not_official")),
        ("ana@sub.pj.example", Err("not_official")),
    ] {
        let who = Invited {
            email: typed.trim().to_owned(),
            ..invited(Role::Officer)
        };
        let done = invite(&admin, own, OrganisationKind::Agency, who);
        match (done, expected) {
            (Ok(invitation), Ok(email)) => assert_eq!(invitation.email, email),
            (Err(Refusal::Fields(faults)), Err(code)) => {
                let told: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
                assert_eq!(told, [("email", code)], "{typed}");
            }
            (done, _) => panic!("{typed}: {done:?}"),
        }
    }
    let none = To {
        organisation: own,
        kind: OrganisationKind::Agency,
        domains: &[],
    };
    let ids = (InvitationId::new(NOW), PersonId::new(NOW));
    let refused = Invitation::invite(&admin, none, ids, invited(Role::Officer), NOW);
    assert_eq!(refused.unwrap_err(), Refusal::field("email", "no_domains"));
}

#[test]
fn roles_fit_the_organisation_and_there_is_one() {
    let own = OrganisationId::new(NOW);
    let admin = actor(own, Role::AgencyAdmin, Proof::DEMO);
    for (roles, code) in [
        (Roles::default(), "required"),
        (Roles::default().with(Role::Intake), "role_of_another_kind"),
    ] {
        let who = Invited {
            roles,
            ..invited(Role::Officer)
        };
        let refused = invite(&admin, own, OrganisationKind::Agency, who).unwrap_err();
        assert_eq!(refused, Refusal::field("roles", code));
    }
}

#[test]
fn inviting_asks_for_a_passkey_shown_just_now() {
    let own = OrganisationId::new(NOW);
    let long_ago = NOW.plus(-SignedDuration::from_hours(1));
    for (proof, expected) in [
        (Proof::DEMO, Ok(())),
        (Proof::of(Factor::Passkey, NOW, NOW), Ok(())),
        (Proof::of(Factor::Passkey, long_ago, NOW), Err(Refusal::Unconfirmed)),
        (Proof::of(Factor::Totp, NOW, NOW), Err(Refusal::NeedsPasskey)),
    ] {
        let by = actor(own, Role::AgencyAdmin, proof);
        let done = invite(&by, own, OrganisationKind::Agency, invited(Role::Officer));
        assert_eq!(done.map(|_| ()), expected);
    }
}

/// Every state, and what each act makes of it.
#[test]
fn what_is_over_is_neither_sent_nor_taken_back_nor_taken_up() {
    let own = OrganisationId::new(NOW);
    let admin = actor(own, Role::AgencyAdmin, Proof::DEMO);
    let pending = invite(&admin, own, OrganisationKind::Agency, invited(Role::Officer)).unwrap();
    let at_end = pending.expires_at;
    assert_eq!(at_end, NOW.plus(LASTS));
    let just_before = at_end.plus(-SignedDuration::from_micros(1));
    let ended = |how| Invitation {
        ended: Some((how, NOW)),
        ..pending.clone()
    };
    for (invitation, at, state) in [
        (pending.clone(), NOW, State::Pending),
        (pending.clone(), just_before, State::Pending),
        (pending.clone(), at_end, State::Expired),
        (ended(Ended::Accepted), NOW, State::Accepted),
        (ended(Ended::Withdrawn), NOW, State::Withdrawn),
    ] {
        assert_eq!(invitation.state(at), state);
        let person = Actor {
            person: Some(invitation.person),
            ..actor(own, Role::Officer, Proof::DEMO)
        };
        let is_open = matches!(state, State::Pending | State::Expired);
        let resent = invitation.clone().resend(&admin, OrganisationKind::Agency, at);
        assert_eq!(resent.is_ok(), is_open, "{state}");
        if let Ok(change) = resent {
            assert_eq!(change.after().expires_at, at.plus(LASTS));
            assert_eq!(change.after().state(at), State::Pending);
        }
        let withdrawn = invitation.clone().withdraw(&admin, OrganisationKind::Agency, at);
        assert_eq!(withdrawn.is_ok(), is_open, "{state}");
        assert_eq!(
            invitation.clone().accept(&person, at).is_ok(),
            state == State::Pending,
            "{state}"
        );
        let stranger = actor(own, Role::Officer, Proof::DEMO);
        assert_eq!(invitation.accept(&stranger, at).unwrap_err(), Refusal::Unseen);
    }
}

/// Every role, at the same organisation and at another.
#[test]
fn only_who_could_have_given_its_roles_looks_after_an_invitation() {
    let (own, other) = (OrganisationId::new(NOW), OrganisationId::new(NOW));
    let admin = actor(own, Role::AgencyAdmin, Proof::DEMO);
    let officer = invite(&admin, own, OrganisationKind::Agency, invited(Role::Officer)).unwrap();
    let administrator = invite(&admin, own, OrganisationKind::Agency, invited(Role::AgencyAdmin)).unwrap();
    for &role in Role::ALL {
        for at in [own, other] {
            let by = actor(at, role, Proof::DEMO);
            let is_admin = role == Role::AgencyAdmin && at == own;
            let may = |invitation: &Invitation| invitation.may(Act::Resend, &by, OrganisationKind::Agency).is_ok();
            assert_eq!(may(&officer), is_admin, "{role}");
            assert_eq!(may(&administrator), is_admin || role == Role::Verifier, "{role}");
        }
    }
}

#[test]
fn a_link_is_made_of_secret_id_and_nonce_and_of_nothing_less() {
    let id = InvitationId::new(NOW);
    let one = token(b"secret", id, "nonce");

    // 256 bits, base64url.
    assert_eq!(one.len(), 43);
    assert_eq!(token(b"secret", id, "nonce"), one);
    for other in [
        token(b"another", id, "nonce"),
        token(b"secret", InvitationId::new(NOW), "nonce"),
        token(b"secret", id, "other"),
    ] {
        assert_ne!(other, one);
    }
    assert_eq!(token_hash(&one).len(), 64);
    assert_ne!(token_hash(&one), token_hash("nonce"));
}
