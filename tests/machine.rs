//! What is done at the machine bites on the site as what is done on its pages, and two operators are two.

use crosshold::domain::actor::Role;
use crosshold::domain::assurance::{Evidence, RevokedFor, What};
use crosshold::domain::audit::Call;
use crosshold::domain::ids::{CallId, EvidenceId, PasskeyId};
use crosshold::domain::people::{FAILURES, FAILURES_WITHIN, Person, Standing};
use crosshold::domain::suspensions::{LiftedFor, Reason, Told};
use crosshold::service::factors::newest_code;
use crosshold::service::machine::{self, Reset, Shown, Whom};
use crosshold::store::assurance;
use crosshold::store::audit::{self, Line, Search};
use crosshold::web::session::hash_key;
use jiff::SignedDuration;

use crate::support::{PASSWORD, Site, TOTP_SECRET};

const AGENCY: &str = "Polícia Judiciária";
const PLATFORM: &str = "Platform";

fn call(site: &Site) -> Call {
    Call {
        id: CallId::new(site.app.now()),
        source: None,
    }
}

fn told() -> Told {
    Told {
        reason: Reason::Compromised,
        note: "Nobody of the platform could sign in.".to_owned(),
    }
}

async fn suspend(site: &Site, whom: &Whom) -> Result<(), crosshold::service::Error> {
    let done = machine::suspend(&site.app.db, site.app.now(), &call(site), whom, told()).await;
    done.map(|_| ())
}

async fn lift(site: &Site, whom: &Whom) -> Result<(), crosshold::service::Error> {
    let note = "Called back.".to_owned();
    let (db, now) = (&site.app.db, site.app.now());
    let done = machine::lift(db, now, &call(site), whom, LiftedFor::Mended, note).await;
    done.map(|_| ())
}

fn is_key(evidence: &Evidence) -> bool {
    matches!(evidence.what, What::HardwareKey { .. })
}

/// Evidence of `count` hardware keys, and the level that follows.
async fn holds_keys(site: &Site, person: &Person, count: usize) {
    let at = site.app.now();
    let key = |_| {
        let what = What::HardwareKey {
            passkey: PasskeyId::new(at),
            aaguid: "2fc0579f-8113-47ea-b116-bb5a8db9202a".to_owned(),
        };
        Evidence {
            id: EvidenceId::new(at),
            person: person.id,
            expires_at: what.holds_until(at),
            what,
            by: None,
            at,
            revoked: None,
        }
    };
    let keys: Vec<Evidence> = (0..count).map(key).collect();
    let tx = site.app.db.begin().await.unwrap();
    assurance::insert(&tx, &keys).await.unwrap();
    tx.commit().await.unwrap();
}

/// The newest leaf of `act`.
async fn leaf(site: &Site, act: &str) -> Line {
    let search = Search {
        act: Some(act.to_owned()),
        ..Search::default()
    };
    let mut found = audit::newest(site.app.db.read(), &search, 1, None).await.unwrap();
    found.remove(0)
}

async fn operator(site: &Site) -> Person {
    let person = site.person_of(PLATFORM, &[Role::Operator]).await;
    site.nobody().gives_app(&person).await;
    person
}

fn code(site: &Site) -> String {
    newest_code(TOTP_SECRET, site.app.now()).unwrap()
}

async fn reset(site: &Site, of: &Person, [first, second]: [(&Person, &str, &str); 2]) -> Reset {
    let shown = |(person, password, code)| {
        let person: &Person = person;
        Shown {
            email: &person.email,
            password,
            code,
        }
    };
    let why = "Lost the phone; called back through the switchboard.";
    let (db, key) = (&site.app.db, hash_key(&site.app));
    let now = site.app.now();
    machine::reset_factors(
        db,
        &key,
        now,
        &call(site),
        &of.email,
        why,
        [shown(first), shown(second)],
    )
    .await
    .unwrap()
}

#[actix_web::test]
async fn who_is_suspended_at_the_machine_is_out_on_the_next_call_until_it_is_lifted_there() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let colleague = site.officer_of(AGENCY).await;
    let verifier = site.member_of(PLATFORM, &[Role::Verifier]).await;
    let client = site.nobody();
    client.signs_in(&person).await;
    client.reads("/home").await;

    let whom = Whom::Person(format!(" {} ", person.email.to_uppercase()));
    suspend(&site, &whom).await.unwrap();

    assert_eq!(client.get("/home").await.status, 303);
    colleague.reads("/home").await;
    assert_eq!(leaf(&site, "person_suspended").await.person, None, "nobody by name");
    verifier.reads("/suspensions").await.says(&person.name);
    assert!(suspend(&site, &whom).await.is_err(), "once is enough");

    lift(&site, &whom).await.unwrap();
    assert!(lift(&site, &whom).await.is_err());
    client.signs_in(&person).await;
    client.reads("/home").await;
}

#[actix_web::test]
async fn an_organisation_is_locked_down_by_its_exact_name() {
    let site = Site::new().await;
    let officer = site.officer_of(AGENCY).await;
    site.member_of(PLATFORM, &[Role::Verifier]).await;
    for wrong in ["", "Polícia", "polícia judiciária"] {
        let whom = Whom::Organisation(wrong.to_owned());
        assert!(suspend(&site, &whom).await.is_err(), "{wrong}");
    }
    let platform = Whom::Organisation(PLATFORM.to_owned());
    assert!(suspend(&site, &platform).await.is_err(), "nobody could lift it");
    officer.reads("/home").await;

    let whom = Whom::Organisation(AGENCY.to_owned());
    suspend(&site, &whom).await.unwrap();
    assert_eq!(officer.get("/home").await.status, 303);
    lift(&site, &whom).await.unwrap();
}

#[actix_web::test]
async fn after_a_reset_by_two_the_password_and_one_code_lead_to_another_factor_and_less_leads_nowhere() {
    let site = Site::new().await;
    let [one, two] = [operator(&site).await, operator(&site).await];
    let person = site.person_of(AGENCY, &[Role::Supervisor, Role::AgencyAdmin]).await;
    let client = site.nobody();
    client.signs_in_by_pages(&person, &[]).await;
    site.wait(SignedDuration::from_secs(60));
    holds_keys(&site, &person, 2).await;

    let now = code(&site);
    let done = reset(&site, &person, [(&one, PASSWORD, &now), (&two, PASSWORD, &now)]).await;
    let Reset::Done(given) = done else {
        panic!("{done:?}");
    };

    assert_eq!(client.get("/home").await.status, 303, "its sessions are over");
    let dossier = assurance::get(site.app.db.read(), person.id).await.unwrap().unwrap();
    let keys = dossier.evidence.iter().filter(|one| is_key(one));
    let ended = keys.map(|one| one.revoked.as_ref().map(|revoked| revoked.reason));
    let ended: Vec<_> = ended.collect();
    assert_eq!(ended, [Some(RevokedFor::KeyRemoved); 2], "no key, no evidence of one");
    assert_eq!(
        dossier.person.assurance, person.assurance,
        "what does not rest on keys stays"
    );
    assert_eq!(leaf(&site, "evidence_revoked").await.person, Some(one.id));
    assert_eq!(leaf(&site, "factors_reset").await.person, Some(one.id));
    let dump = site.dump().await;
    assert!(
        dump.contains(&two.id.to_string()) && !dump.contains(&given),
        "who was the other, and never the code"
    );

    // The code of before counts no more, and nobody enrols by the password alone.
    let client = site.nobody();
    let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
    let half = client.sends("/sign-in", &fields).await;
    assert_eq!(half.leads_to().as_deref(), Some("/sign-in/factor"));
    let asked = client.get("/sign-in/factor").await;
    assert_eq!(asked.leads_to().as_deref(), Some("/sign-in/recovery"));
    client.reads("/sign-in/recovery").await;
    assert_eq!(client.get("/account/factors").await.status, 303);
    let old = client.sends("/sign-in/recovery", &[("passcode", &code(&site))]).await;
    assert_eq!(old.status, 422);

    let before = client.cookie("__Host-session");
    let shown = client.sends("/sign-in/recovery", &[("passcode", &given)]).await;
    assert_eq!(shown.leads_to().as_deref(), Some("/account/factors"));
    assert_ne!(client.cookie("__Host-session"), before, "a new token at each step");
    assert_eq!(
        client.get("/home").await.leads_to().as_deref(),
        Some("/account/factors")
    );
    let page = client.reads("/account/factors").await;
    let secret = page
        .body
        .split("data-copy=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let enrolled = [
        ("sealed", page.value_of("sealed").unwrap()),
        ("passcode", newest_code(secret, site.app.now()).unwrap()),
    ];
    let enrolled = enrolled.each_ref().map(|(name, value)| (*name, value.as_str()));
    let done = client.sends("/account/factors", &enrolled).await;
    assert_eq!(done.status, 200, "{}", done.text());
    client.reads("/home").await;
    client.reads("/notices").await.shows("notices.act.factors_reset");

    let again = site.nobody();
    again.sends("/sign-in", &fields).await;
    again.reads("/sign-in/recovery").await;
    let again = again.sends("/sign-in/recovery", &[("passcode", &given)]).await;
    assert_eq!(again.status, 422, "it counted once");
}

#[actix_web::test]
async fn whoever_is_not_two_operators_resets_nothing() {
    let site = Site::new().await;
    let [one, two] = [operator(&site).await, operator(&site).await];
    let verifier = site.person_of(PLATFORM, &[Role::Verifier]).await;
    site.nobody().gives_app(&verifier).await;
    let stopped = operator(&site).await;
    site.set_standing(&stopped, Standing::Suspended).await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let client = site.nobody();
    client.signs_in(&person).await;
    let now = code(&site);
    let good = (&one, PASSWORD, now.as_str());

    for (second, is_wrong) in [
        ((&two, "another password altogether", now.as_str()), true),
        ((&two, PASSWORD, "000000"), true),
        ((&verifier, PASSWORD, now.as_str()), true),
        ((&stopped, PASSWORD, now.as_str()), true),
        ((&person, PASSWORD, now.as_str()), true),
    ] {
        let ended = reset(&site, &person, [good, second]).await;
        assert_eq!(matches!(ended, Reset::Wrong(1)), is_wrong, "{ended:?}");
    }
    let ended = reset(&site, &person, [(&two, PASSWORD, "000000"), good]).await;
    assert!(matches!(ended, Reset::Wrong(0)), "{ended:?}");
    // One person with the codes of two steps is one person still.
    let ended = reset(&site, &person, [good, good]).await;
    assert!(matches!(ended, Reset::Wrong(1)), "a code counts once: {ended:?}");
    let ended = reset(&site, &two, [good, (&two, PASSWORD, &now)]).await;
    assert!(matches!(ended, Reset::NotTwo), "{ended:?}");
    let gone = site.person_of(AGENCY, &[Role::Officer]).await;
    site.set_standing(&gone, Standing::Left).await;
    let ended = reset(&site, &gone, [good, (&two, PASSWORD, &now)]).await;
    assert!(matches!(ended, Reset::Nobody), "{ended:?}");
    client.reads("/home").await;

    // None of these used the code of the first operator up.
    let ended = reset(&site, &person, [good, (&two, PASSWORD, &now)]).await;
    assert!(matches!(ended, Reset::Done(_)), "{ended:?}");
}

#[actix_web::test]
async fn guesses_at_the_machine_count_as_those_on_the_site() {
    let site = Site::new().await;
    let [one, two] = [operator(&site).await, operator(&site).await];
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let now = code(&site);
    for _ in 0..FAILURES {
        let ended = reset(
            &site,
            &person,
            [(&one, "wrong and long enough", &now), (&two, PASSWORD, &now)],
        )
        .await;
        assert!(matches!(ended, Reset::Wrong(0)), "{ended:?}");
    }
    let right = reset(&site, &person, [(&one, PASSWORD, &now), (&two, PASSWORD, &now)]).await;
    assert!(matches!(right, Reset::Locked(0)), "{right:?}");

    site.wait(FAILURES_WITHIN + SignedDuration::from_secs(1));
    let now = code(&site);
    let right = reset(&site, &person, [(&one, PASSWORD, &now), (&two, PASSWORD, &now)]).await;
    assert!(matches!(right, Reset::Done(_)), "{right:?}");
}

#[actix_web::test]
async fn a_list_says_what_each_has_to_show_and_leaves_a_leaf() {
    let site = Site::new().await;
    let with = operator(&site).await;
    let without = site.person_of(AGENCY, &[Role::Officer]).await;
    let (db, now) = (&site.app.db, site.app.now());
    let all = machine::list_organisations(db, now, &call(&site)).await.unwrap();
    assert_eq!(all.len(), 2);
    leaf(&site, "accounts_listed").await;

    let has_app = |name: &'static str, person: &Person| {
        let (site, id) = (&site, person.id);
        async move {
            let people = machine::list_people(db, now, &call(site), name).await.unwrap();
            let (_, held) = people.into_iter().find(|(member, _)| member.person.id == id).unwrap();
            held.has_totp
        }
    };
    assert!(has_app(PLATFORM, &with).await);
    assert!(!has_app(AGENCY, &without).await);
    assert!(machine::list_people(db, now, &call(&site), "Nowhere").await.is_err());
}
