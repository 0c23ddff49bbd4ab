//! What an approver signs: all that counts, and what the packet says.

use super::scene::{NOW, Scene, good, mint};
use crate::domain::change::Refusal;
use crate::domain::clocks::Urgency;
use crate::domain::ids::{PersonId, RequestId};
use crate::domain::requests::packet::{Names, Packet, PartyName, PersonName, Statement};
use crate::domain::requests::undertakings::Undertaking;
use crate::domain::requests::{AsApproved, Request};

/// Who is named in what is signed, and in the packet.
fn names(request: &Request) -> Names {
    let person = |id: PersonId, name: &str| PersonName {
        id,
        name: name.to_owned(),
        badge: "1".to_owned(),
        mailbox: "a@pj.example".to_owned(),
    };
    let party = |name: &str| PartyName {
        id: request.asker,
        name: name.to_owned(),
        country: "PT".parse().unwrap(),
    };
    let by = request.approvals.first().map_or(request.author, |approval| approval.by);
    Names {
        asker: party("PJ"),
        recipient: party("Northbank"),
        author: person(request.author, "A. Silva"),
        approvers: vec![person(by, "M. Costa")],
        deputy: None,
        basis: "PT-1".to_owned(),
        basis_version: 1,
        parent: None,
    }
}

fn statement(request: &Request) -> Statement {
    let names = names(request);
    Statement::of(request, &names, &names.approvers[0], "nonce").unwrap()
}

#[test]
fn whatever_counts_changes_what_is_signed() {
    let scene = Scene::new();
    let request = scene.in_review(scene.freeze());
    let hash = statement(&request).hash;
    assert_eq!(statement(&request).hash, hash);

    let changed = |change: fn(&mut Request)| {
        let mut other = request.clone();
        change(&mut other);
        statement(&other).hash
    };
    for (what, change) in [
        ("version", (|request| request.version += 1) as fn(&mut Request)),
        ("id", |request| request.id = RequestId::new(NOW)),
        ("facts", |request| request.content.facts.push('.')),
        ("urgency", |request| request.content.urgency = Urgency::Flash),
        ("target", |request| request.targets[0].value.push('x')),
        ("amount", |request| request.targets[0].amount = None),
        ("targets", |request| request.targets.truncate(1)),
        ("end", |request| request.content.until = None),
        ("undertakings", |request| {
            request.content.undertakings = Undertaking::ALL.iter().copied().collect()
        }),
    ] {
        assert_ne!(changed(change), hash, "{what}");
    }
    let mut other = names(&request);
    other.approvers[0].id = PersonId::new(NOW);
    assert_ne!(
        Statement::of(&request, &other, &other.approvers[0], "nonce")
            .unwrap()
            .hash,
        hash
    );
    assert_ne!(
        Statement::of(&request, &names(&request), &names(&request).approvers[0], "other")
            .unwrap()
            .hash,
        hash
    );
    // What the issue alone knows changes nothing.
    assert_eq!(changed(|request| request.issued_at = Some(NOW)), hash);
}

#[test]
fn the_packet_says_what_was_signed_and_names_its_hash() {
    let scene = Scene::new();
    let request = scene.in_review(scene.freeze());
    let signed = statement(&request);
    assert!(Statement::is_of_same(&signed.canonical, &request, &names(&request)));
    let version = request.version;
    let by_passkey = scene.second.having_signed();
    let unsigned = request
        .clone()
        .approve(&by_passkey, version.into(), &good(), mint, scene.terms(), NOW);
    assert_eq!(unsigned.map(|_| ()), Err(Refusal::field("credential", "unsigned")));
    let approved = request.approve(
        &by_passkey,
        AsApproved {
            version,
            signed: Some(&signed.hash),
            spoke: false,
        },
        &good(),
        mint,
        scene.terms(),
        NOW,
    );
    let approved = approved.unwrap().after().clone();

    let packet = Packet::of(&approved, "FR-2026-000001", &names(&approved)).unwrap();

    let mut issued: serde_json::Value = serde_json::from_str(&packet.canonical).unwrap();
    assert_eq!(issued["approvers"][0]["signed"], serde_json::json!(signed.hash));
    for minted in ["number", "issued_at", "approvers"] {
        issued.as_object_mut().unwrap().remove(minted);
    }
    let statement: serde_json::Value = serde_json::from_str(&signed.canonical).unwrap();
    assert_eq!(statement["packet"], issued);
}
