//! What a change of evidence brings about.

use super::*;

fn dossier(kinds: &[EvidenceKind]) -> Dossier {
    let evidence: Vec<Evidence> = kinds.iter().zip(10..).map(|(kind, id)| evidence(id, *kind)).collect();
    Dossier {
        person: Person {
            assurance: level(&evidence, AT),
            ..person(Standing::Active)
        },
        evidence,
    }
}

fn acts(change: &Change<Dossier>) -> Vec<&'static str> {
    change.events().iter().map(Event::act).collect()
}

#[test]
fn a_voucher_lifts_the_level_and_its_revocation_takes_it_away() {
    let by = actor(Role::Supervisor, 100, Assurance::L2);
    let at = place(OrganisationKind::Agency);
    let recording = Recording {
        what: What::Voucher {},
        is_copied: false,
    };
    let before = dossier(&[EvidenceKind::Mailbox, EvidenceKind::Badge]);
    let change = before.record(&by, Act::Vouch, recording, &at, AT).unwrap();
    assert_eq!(acts(&change), ["evidence_recorded", "assurance_changed"]);
    assert_eq!(change.after().person.assurance, Assurance::L2);

    let id = change.after().evidence[0].id;
    let why = (RevokedFor::WordTakenBack, "no longer".to_owned());
    let after = change.after().clone();
    let change = after.revoke(&by, id, why, &at, AT).unwrap();
    assert_eq!(acts(&change), ["evidence_revoked", "assurance_changed"]);
    assert_eq!(change.after().person.assurance, Assurance::L1);
    let why = (RevokedFor::WordTakenBack, String::new());
    let again = change.after().clone().revoke(&by, id, why, &at, AT);
    assert_eq!(again.unwrap_err(), Refusal::NotNow(NotNow::EvidenceOver));
}

#[test]
fn what_is_not_shown_just_now_by_a_passkey_records_nothing() {
    let at = place(OrganisationKind::Agency);
    for (proof, expected) in [
        (Factor::Totp, Refusal::NeedsPasskey),
        (Factor::Passkey, Refusal::Unconfirmed),
    ] {
        let by = Actor {
            proof: Some(Proof {
                factor: proof,
                is_fresh: false,
            }),
            ..actor(Role::Supervisor, 100, Assurance::L2)
        };
        let recording = Recording {
            what: What::Voucher {},
            is_copied: false,
        };
        let refused = dossier(&[]).record(&by, Act::Vouch, recording, &at, AT);
        assert_eq!(refused.unwrap_err(), expected);
    }
}

#[test]
fn a_key_that_can_be_copied_is_no_hardware_key() {
    let by = actor(Role::Verifier, 300, Assurance::L4);
    let at = place(OrganisationKind::Agency);
    let record = |aaguid: &str, is_copied| {
        let recording = Recording {
            what: What::HardwareKey {
                passkey: PasskeyId(Uuid::from_u128(5)),
                aaguid: aaguid.to_owned(),
            },
            is_copied,
        };
        dossier(&[]).record(&by, Act::HardwareKey, recording, &at, AT).err()
    };
    let model = "2fc0579f-8113-47ea-b116-bb5a8db9202a";
    assert_eq!(record(model, false), None);
    assert_eq!(record(model, true), Some(Refusal::field("passkey", "key_is_copied")));
    let nameless = record("00000000-0000-0000-0000-000000000000", false);
    assert_eq!(nameless, Some(Refusal::field("passkey", "key_without_model")));
}

#[test]
fn a_mailbox_is_proved_once_and_only_at_an_official_domain() {
    let own = Actor {
        person: Some(PersonId(Uuid::from_u128(1))),
        ..actor(Role::Officer, 100, Assurance::L0)
    };
    let at = |domain: &str| dossier(&[]).prove_mailbox(&own, &[domain.to_owned()], AT);
    assert!(at("other.example").is_none());
    let change = at("pj.example").unwrap();
    assert_eq!(change.after().person.assurance, Assurance::L1);
    assert!(
        change
            .after()
            .clone()
            .prove_mailbox(&own, &["pj.example".to_owned()], AT)
            .is_none()
    );
    let another = actor(Role::Officer, 100, Assurance::L0);
    assert!(
        dossier(&[])
            .prove_mailbox(&another, &["pj.example".to_owned()], AT)
            .is_none()
    );
}

#[test]
fn the_clock_tells_of_what_ends_and_of_nothing_that_was_renewed() {
    let clock = Actor {
        person: None,
        ..actor(Role::Operator, 300, Assurance::L0)
    };
    let kinds = [EvidenceKind::Mailbox, EvidenceKind::Badge, EvidenceKind::Voucher];
    let of = dossier(&kinds);
    let voucher = of.evidence[2].clone();
    let end = voucher.expires_at.unwrap();
    let ending = |days_left| Expiring {
        evidence: voucher.id,
        days_left,
    };
    let tell = |of: &Dossier, days_left: i64, at: Time| {
        let change = of.clone().ends(ending(days_left), &clock, at);
        change.map(|change| (acts(&change), change.after().person.assurance))
    };
    assert_eq!(
        tell(&of, 30, end.plus(-days(30))),
        Some((vec!["evidence_ending"], Assurance::L2))
    );
    assert_eq!(tell(&of, 30, end), None);
    assert_eq!(tell(&of, 0, end.plus(-days(1))), None);
    let fallen = Some((vec!["evidence_expired", "assurance_changed"], Assurance::L1));
    assert_eq!(tell(&of, 0, end), fallen);

    let mut renewed = of;
    renewed.evidence.push(Evidence {
        id: EvidenceId(Uuid::from_u128(99)),
        expires_at: Some(end.plus(days(300))),
        ..voucher.clone()
    });
    // The badge ends with it; the one that was renewed is silent.
    assert_eq!(tell(&renewed, 30, end.plus(-days(30))), None);
}
