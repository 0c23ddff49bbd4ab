use jiff::SignedDuration;

use super::*;
use crate::domain::actor::Assurance;
use crate::domain::clocks::Calendar;
use crate::domain::ids::{CallId, InvitationId, SessionId};
use crate::domain::invitations::{Invitation, Invited, To, token, token_hash};
use crate::domain::members::Place;
use crate::domain::organisations::{self as parties, Organisation};
use crate::domain::people::{Agent, Factor, Proof, Stage, Theme};
use crate::domain::values::Zone;
use crate::store::invitations::{self, Link};
use crate::store::sessions::NewSession;
use crate::store::testing::Scratch;
use crate::store::{Db, people as accounts};

const NOW: Time = Time::from_micros(1_795_363_200_000_000);

fn call() -> Call {
    Call {
        id: CallId::new(NOW),
        source: None,
    }
}

async fn organisation(db: &Db, name: &str, kind: OrganisationKind) -> Organisation {
    let organisation = Organisation {
        id: OrganisationId::new(NOW),
        kind,
        country: "PT".parse().unwrap(),
        name: name.to_owned(),
        legal_name: name.to_owned(),
        calendar: Calendar::round_the_clock(Zone::utc()),
        holidays: Vec::new(),
        languages: vec!["en".to_owned()],
        domains: vec!["pj.example".to_owned()],
        switchboard: None,
        standing: parties::Standing::Active,
        verified_at: Some(NOW),
        attestation: Default::default(),
    };
    let tx = db.begin().await.unwrap();
    crate::store::organisations::insert(&tx, &organisation, NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    organisation
}

async fn member(db: &Db, of: &Organisation, name: &str, roles: &[Role]) -> Person {
    let person = Person {
        id: PersonId::new(NOW),
        organisation: of.id,
        email: format!("{name}@pj.example"),
        name: name.to_owned(),
        badge: None,
        phone: None,
        language: "en".to_owned(),
        theme: Theme::System,
        zone: None,
        assurance: Assurance::L2,
        standing: Standing::Active,
        roles: roles.iter().copied().collect(),
    };
    let tx = db.begin().await.unwrap();
    accounts::insert(&tx, &person, None, NOW).await.unwrap();
    tx.commit().await.unwrap();
    person
}

fn names(members: &[Member]) -> Vec<&str> {
    members.iter().map(|member| member.person.name.as_str()).collect()
}

#[tokio::test]
async fn one_sees_the_accounts_one_looks_after() {
    for Scratch { db, .. } in &Scratch::each().await {
        let police = organisation(db, "Police", OrganisationKind::Agency).await;
        let exchange = organisation(db, "Exchange", OrganisationKind::Exchange).await;
        let desk = organisation(db, "Desk", OrganisationKind::Coordinator).await;
        let platform = organisation(db, "Platform", OrganisationKind::Platform).await;
        let admin = member(db, &police, "admin", &[Role::AgencyAdmin]).await;
        let officer = member(db, &police, "officer", &[Role::Officer]).await;
        member(db, &exchange, "intake", &[Role::Intake]).await;
        member(db, &desk, "desk", &[Role::Coordinator]).await;
        let verifier = member(db, &platform, "verifier", &[Role::Verifier]).await;
        let of = async |actor: &Actor, organisation: &Organisation| {
            let found = list(db.read(), actor, organisation.id).await.unwrap();
            names(&found).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let [admins, officers, verifiers] = [
            admin.actor(&police, None),
            officer.actor(&police, None),
            verifier.actor(&platform, None),
        ];

        assert_eq!(of(&admins, &police).await, ["admin", "officer"]);
        assert_eq!(of(&admins, &exchange).await, Vec::<String>::new());
        assert_eq!(of(&officers, &police).await, Vec::<String>::new());
        assert_eq!(of(&verifiers, &police).await, ["admin"]);
        assert_eq!(of(&verifiers, &exchange).await, Vec::<String>::new());
        assert_eq!(of(&verifiers, &desk).await, ["desk"]);
        assert_eq!(of(&verifiers, &platform).await, ["verifier"]);
        assert!(find(db.read(), &verifiers, officer.id).await.unwrap().is_none());
        assert!(find(db.read(), &admins, officer.id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_change_keeps_what_it_says_and_leaves_its_leaf() {
    for Scratch { db, .. } in &Scratch::each().await {
        let police = organisation(db, "Police", OrganisationKind::Agency).await;
        let admin = member(db, &police, "admin", &[Role::AgencyAdmin]).await;
        let ana = member(db, &police, "ana", &[Role::Officer]).await;
        let actor = admin.actor(&police, Some(Proof::DEMO));
        let place = Place {
            kind: police.kind,
            held_by_others: [Role::AgencyAdmin].into_iter().collect(),
        };
        let roles: Roles = [Role::Officer, Role::Supervisor].into_iter().collect();
        let change = ana.clone().change_roles(&actor, roles, &place, NOW).unwrap().unwrap();
        let tx = db.begin().await.unwrap();
        let leaves = save(&tx, &change, &call()).await.unwrap();
        tx.commit().await.unwrap();

        let kept = get(db.read(), ana.id).await.unwrap().unwrap();
        assert_eq!((kept.person.roles, leaves.len()), (roles, 1));

        let later = NOW.plus(SignedDuration::from_hours(1));
        let change = kept.person.leave(&actor, 0, &place, later).unwrap();
        let tx = db.begin().await.unwrap();
        save(&tx, &change, &call()).await.unwrap();
        tx.commit().await.unwrap();
        let kept = get(db.read(), ana.id).await.unwrap().unwrap();
        assert_eq!((kept.person.standing, kept.left_at), (Standing::Left, Some(later)));
        assert_eq!(kept.person.name, "ana");
    }
}

#[tokio::test]
async fn who_has_not_signed_in_is_found_and_told_of_once() {
    for Scratch { db, .. } in &Scratch::each().await {
        let police = organisation(db, "Police", OrganisationKind::Agency).await;
        let ana = member(db, &police, "ana", &[Role::Officer]).await;
        let before = NOW.plus(-SignedDuration::from_micros(1));
        assert_eq!(idle(db.read(), before, false, 10).await.unwrap(), []);
        assert_eq!(idle(db.read(), NOW, true, 10).await.unwrap(), [ana.id]);

        let tx = db.begin().await.unwrap();
        assert!(take_idle_word(&tx, ana.id, NOW, NOW).await.unwrap());
        assert!(!take_idle_word(&tx, ana.id, NOW, NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(idle(db.read(), NOW, true, 10).await.unwrap(), []);
        assert_eq!(idle(db.read(), NOW, false, 10).await.unwrap(), [ana.id]);

        // Signing in begins anew.
        let later = NOW.plus(SignedDuration::from_hours(1));
        let tx = db.begin().await.unwrap();
        accounts::note_sign_in(&tx, ana.id, later).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(idle(db.read(), NOW, false, 10).await.unwrap(), []);
        assert_eq!(idle(db.read(), later, true, 10).await.unwrap(), [ana.id]);
    }
}

#[tokio::test]
async fn a_mailbox_is_invited_once_at_a_time_and_found_by_its_link() {
    for Scratch { db, .. } in &Scratch::each().await {
        let police = organisation(db, "Police", OrganisationKind::Agency).await;
        let admin = member(db, &police, "admin", &[Role::AgencyAdmin]).await;
        let actor = admin.actor(&police, Some(Proof::DEMO));
        let invite = || {
            let to = To {
                organisation: police.id,
                kind: police.kind,
                domains: &police.domains,
            };
            let invited = Invited {
                email: "new@pj.example".to_owned(),
                name: "New".to_owned(),
                badge: None,
                language: "en".to_owned(),
                roles: [Role::Officer, Role::Supervisor].into_iter().collect(),
            };
            Invitation::invite(&actor, to, (InvitationId::new(NOW), PersonId::new(NOW)), invited, NOW).unwrap()
        };
        let link = |id, nonce: &str| Link {
            nonce: nonce.to_owned(),
            token_hash: token_hash(&token(b"key", id, nonce)),
        };
        let first = invite();
        let id = first.after().id;
        let tx = db.begin().await.unwrap();
        invitations::save(&tx, &first, Some(link(id, "one")), &call())
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let second = invite();
        let tx = db.begin().await.unwrap();
        let taken = invitations::save(&tx, &second, Some(link(second.after().id, "two")), &call()).await;
        assert!(taken.unwrap_err().is_taken("invitations_organisation_id_email_key"));
        tx.rollback().await.unwrap();

        let hash = link(id, "one").token_hash;
        let found = invitations::of_token(db.read(), &hash).await.unwrap().unwrap();
        assert_eq!(found, *first.after());
        let resent = found.resend(&actor, police.kind, NOW).unwrap();
        let tx = db.begin().await.unwrap();
        invitations::save(&tx, &resent, Some(link(id, "three")), &call())
            .await
            .unwrap();
        assert!(invitations::of_token(&tx, &hash).await.unwrap().is_none());
        // Who leaves lets nobody in any more, and the mailbox is free.
        let ended = invitations::withdraw_of(&tx, police.id, admin.id, NOW).await.unwrap();
        assert_eq!(ended, [first.after().person]);
        assert_eq!(
            invitations::withdraw_of(&tx, police.id, admin.id, NOW).await.unwrap(),
            []
        );
        invitations::save(&tx, &second, Some(link(second.after().id, "two")), &call())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn sessions_of_an_organisation_end_together_but_for_one() {
    for Scratch { db, .. } in &Scratch::each().await {
        let police = organisation(db, "Police", OrganisationKind::Agency).await;
        let exchange = organisation(db, "Exchange", OrganisationKind::Exchange).await;
        let ana = member(db, &police, "ana", &[Role::Officer]).await;
        let rui = member(db, &police, "rui", &[Role::AgencyAdmin]).await;
        let lin = member(db, &exchange, "lin", &[Role::Intake]).await;
        let mut sessions = Vec::new();
        for (place, person) in [&ana, &ana, &rui, &lin].into_iter().enumerate() {
            let session = NewSession {
                id: SessionId::new(NOW),
                token_hash: place.to_string(),
                person: person.id,
                created_at: NOW,
                expires_at: NOW.plus(SignedDuration::from_hours(12)),
                stage: Stage::Complete,
                factor: Some(Factor::Totp),
                wanted: None,
                form_secret: "secret".to_owned(),
                agent_hash: "agent".to_owned(),
                agent: Agent::of("tests"),
                began_at: None,
            };
            sessions.push(session.id);
            let tx = db.begin().await.unwrap();
            crate::store::sessions::insert(&tx, session).await.unwrap();
            tx.commit().await.unwrap();
        }
        let counts = sessions_in(db.read(), police.id, NOW).await.unwrap();
        assert_eq!(
            (counts.get(&ana.id), counts.get(&rui.id), counts.get(&lin.id)),
            (Some(&2), Some(&1), None)
        );

        let tx = db.begin().await.unwrap();
        assert_eq!(end_sessions_of(&tx, police.id, Some(sessions[2])).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let counts = sessions_in(db.read(), police.id, NOW).await.unwrap();
        assert_eq!((counts.get(&ana.id), counts.get(&rui.id)), (None, Some(&1)));
    }
}
