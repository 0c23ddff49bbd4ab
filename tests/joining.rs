//! How an organisation joins, and how it stays: applications, two verifiers, and attestation year by year.

mod attestation;

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::people;
use crosshold::text::Language;
use jiff::SignedDuration;

use super::support::{Client, Fetched, Site};

pub const NAME: &str = "Polícia Federal";

/// What is typed into the form, all of it right.
pub fn application() -> Vec<(&'static str, &'static str)> {
    vec![
        ("kind", "agency"),
        ("country", "BR"),
        ("name", NAME),
        ("legal_name", "Polícia Federal, Diretoria de Crimes Cibernéticos"),
        ("authority", "Ministério da Justiça"),
        ("authority_reference", "Lei 9.266/1996"),
        ("domains", "PF.example\r\ncrime.pf.example"),
        ("switchboard", "+55 61 5550 6666"),
        ("switchboard_found", "https://www.pf.example/fone"),
        ("zone", "America/Sao_Paulo"),
        ("week", "mon"),
        ("week", "tue"),
        ("opens", "08:00"),
        ("closes", "18:00"),
        ("holidays", "2026-12-25 Natal\r\n2027-01-01 Confraternização"),
        ("languages", "pt"),
        ("languages", "en"),
        ("languages", ""),
        ("administrator_name", "L. Figueiredo"),
        ("administrator_email", "l.figueiredo@pf.example"),
        ("administrator_position", "18.204"),
    ]
}

/// The same with `value` in the field `name`.
fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = application().into_iter().filter(|(field, _)| *field != name);
    others.chain([(name, value)]).collect()
}

/// What a verifier records: every check of an agency, and the call.
pub fn recorded<'a>(number: &'a str, source: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("checks", "register_entry"),
        ("checks", "legal_authority"),
        ("checks", "domain_ownership"),
        ("checks", "form_and_seal"),
        ("checks", "administrator"),
        ("number", number),
        ("source", source),
        ("reference", "Diretório, p. 41"),
        ("called_at", "2026-11-22T15:30"),
        ("spoke_to", "R. Barros, gabinete"),
        ("note", ""),
    ]
}

pub const NUMBER: &str = "+55 61 5550 0119";

pub async fn verifier(site: &Site) -> Client {
    site.member_of("Platform", &[Role::Verifier]).await
}

/// Where the application of [`NAME`] stands that `verifier` finds, open or not.
pub async fn found(verifier: &Client) -> String {
    let list = verifier.reads("/applications?status=all&q=Federal").await;
    let (before, _) = list.body.split_once(&format!("<bdi>{NAME}</bdi></a>")).unwrap();
    let (_, rest) = before.rsplit_once("href=\"/applications/").unwrap();
    format!("/applications/{}", rest.split('"').next().unwrap())
}

async fn applies(site: &Site, fields: &[(&str, &str)]) -> Fetched {
    let somebody = site.nobody();
    somebody.reads("/join").await;
    somebody.sends("/join", fields).await
}

#[actix_web::test]
async fn anybody_applies_and_is_told_what_happens_next_and_nobody_gets_an_account() {
    let site = Site::new().await;
    for &language in Language::ALL {
        let somebody = site.nobody_in(language);
        somebody
            .reads("/sign-in")
            .await
            .shows("sign_in.show.join")
            .shows("site.foot.join");
        somebody
            .reads("/join")
            .await
            .shows("applications.new.title")
            .shows("applications.new.no_account");
        let sent = somebody.sends("/join", &application()).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let to = sent.leads_to().unwrap();
        let reference = to.strip_prefix("/join/").unwrap().to_owned();
        assert!(reference.starts_with("AP-"), "{reference}");
        somebody
            .reads(&to)
            .await
            .says(&reference)
            .shows("applications.received.two");
        assert_eq!(somebody.get("/join/AP-0000-0000").await.status, 404);
    }
    let rows = site.dump().await;
    assert!(
        !rows
            .lines()
            .any(|row| row.starts_with("people:") && row.contains("figueiredo"))
    );
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_field_and_nothing_is_lost() {
    let site = Site::new().await;
    let somebody = site.nobody_in(Language::French);
    somebody.reads("/join").await;
    let long = "x".repeat(301);
    let many = (0..61)
        .map(|day| format!("20{:02}-01-01 Jour", day))
        .collect::<Vec<_>>()
        .join("\r\n");
    for (field, typed, key) in [
        ("kind", "platform", "errors.field.unknown_choice"),
        ("kind", "", "errors.field.required"),
        ("country", "XX", "errors.field.unknown_choice"),
        ("name", "", "errors.field.required"),
        ("legal_name", long.as_str(), "errors.field.too_long"),
        ("domains", "gmail.com", "errors.field.domain_public"),
        ("domains", "not a domain", "errors.field.domain_form"),
        (
            "domains",
            "a.b c.d e.f g.h i.j k.l m.n o.p q.r s.t u.v",
            "errors.field.too_many",
        ),
        ("switchboard", "5550 6666", "errors.field.no_phone"),
        ("zone", "Europe/Lisboa", "errors.field.unknown_choice"),
        ("week", "someday", "errors.field.unknown_choice"),
        ("closes", "07:00", "errors.field.closes_early"),
        ("holidays", "Natal", "errors.field.holiday_day"),
        ("holidays", "2026-12-25", "errors.field.holiday_name"),
        ("holidays", &many, "errors.field.too_many"),
        ("languages", "xx", "errors.field.unknown_choice"),
        (
            "administrator_email",
            "l.figueiredo@gmail.com",
            "errors.field.mailbox_elsewhere",
        ),
        ("administrator_email", "l.figueiredo", "errors.field.no_mailbox"),
        ("administrator_name", "L\u{202e}F", "errors.field.deceptive"),
    ] {
        let again = somebody.sends("/join", &with(field, typed)).await;
        assert_eq!(again.status, 422, "{field} {typed}: {}", again.body);
        again.shows(key);
        let form = again.form_to("/join");
        let kept = |name: &str| form.iter().any(|(field, value)| field == name && !value.is_empty());
        assert!(
            kept("authority") && kept("switchboard_found") && kept("administrator_position"),
            "{field}"
        );
        if !["kind", "country", "zone", "week", "languages"].contains(&field) {
            let same = |value: &str| value.replace('\r', "") == typed.replace('\r', "");
            assert!(
                form.iter().any(|(name, value)| name == field && same(value)),
                "{field}: {form:?}"
            );
        }
    }
    // In another language, with all that stands in it.
    let body = application();
    let carried = somebody.sends("/language/form?tag=ar&to=%2Fjoin", &body).await;
    assert_eq!(carried.status, 200, "{}", carried.body);
    carried.shows("applications.new.title");
    assert_eq!(carried.value_of("name").as_deref(), Some(NAME));
    assert_eq!(carried.page_language(), Language::Arabic);
}

/// What is known here is told to no stranger.
#[actix_web::test]
async fn the_answer_is_the_same_whether_the_organisation_is_known_or_not() {
    let site = Site::new().await;
    site.organisation(NAME, OrganisationKind::Agency).await;
    let known = applies(&site, &application()).await;
    let another: Vec<_> = application()
        .into_iter()
        .map(|(field, value)| {
            if field.ends_with("name") {
                (field, "Another")
            } else {
                (field, value)
            }
        })
        .collect();
    let unknown = applies(&site, &another).await;

    assert_eq!((known.status, unknown.status), (unknown.status, known.status));
    assert_eq!(known.body, unknown.body);
    let shape = |fetched: &Fetched| fetched.leads_to().unwrap().len();
    assert_eq!(shape(&known), shape(&unknown));

    let verifier = verifier(&site).await;
    let at = found(&verifier).await;
    let page = verifier.reads(&at).await;
    page.shows("applications.show.clash")
        .shows("applications.show.name_taken");
    verifier.reads(format!("{at}/confirmation")).await;
    let refused = verifier
        .sends(&format!("{at}/confirmation"), &recorded(NUMBER, "register"))
        .await;
    assert_eq!(refused.status, 409);
    refused.shows("refusals.application_clashes");
}

#[actix_web::test]
async fn one_address_sends_a_few_applications_and_then_waits() {
    let site = Site::new().await;
    for turn in 0..5 {
        assert_eq!(applies(&site, &application()).await.status, 303, "{turn}");
    }
    let more = applies(&site, &application()).await;
    assert_eq!(more.status, 429);
    assert!(!more.header("retry-after").is_empty());
    site.wait(SignedDuration::from_hours(2));
    assert_eq!(applies(&site, &application()).await.status, 303);
}

#[actix_web::test]
async fn two_verifiers_let_an_organisation_in_and_one_alone_cannot() {
    let site = Site::new().await;
    let (one, other) = (verifier(&site).await, verifier(&site).await);
    one.reads("/applications").await.shows("applications.index.empty");
    applies(&site, &application()).await;
    one.reads("/notices").await.shows("notices.act.application_received");
    let at = found(&one).await;
    let page = one.reads(&at).await;
    page.says(NAME)
        .says("Lei 9.266/1996")
        .never_says("5550 6666")
        .never_says("pf.example/fone");
    let form = one.reads(format!("{at}/confirmation")).await;
    form.never_says("5550 6666")
        .never_says("pf.example/fone")
        .shows("applications.form.call_hint");

    // A number of the application is none.
    let path = format!("{at}/confirmation");
    let from_it = one.sends(&path, &recorded(NUMBER, "application")).await;
    assert_eq!(from_it.status, 422);
    from_it.shows("errors.field.number_of_application");
    assert_eq!(from_it.value_of("spoke_to").as_deref(), Some("R. Barros, gabinete"));
    let unchecked: Vec<_> = recorded(NUMBER, "register").into_iter().skip(1).collect();
    one.sends(&path, &unchecked).await.shows("errors.field.checks_missing");

    let first = one.sends(&path, &recorded(NUMBER, "official_directory")).await;
    assert_eq!(first.status, 303, "{}", first.body);
    one.reads(&at).await.shows("applications.waits.another").says(NUMBER);
    let twice = one.sends(&path, &recorded(NUMBER, "official_directory")).await;
    assert_eq!(twice.status, 409);
    twice.shows("refusals.confirmed_by_you");
    other.reads("/notices").await.shows("notices.act.application_confirmed");

    // The second finds the number alone.
    other
        .reads(&at)
        .await
        .never_says("5550 0119")
        .shows("applications.show.call_hidden");
    let second = other
        .sends(&path, &recorded("+55 61 5550-0119", "government_site"))
        .await;
    assert_eq!(second.status, 303, "{}", second.body);

    let done = other.reads(&at).await;
    done.shows("applications.status.accepted")
        .says("5550 6666")
        .shows("applications.show.other_than_typed");
    let officer = site.officer_of("Polícia Judiciária").await;
    let directory = officer.reads("/organisations").await;
    directory.says(NAME).shows("organisations.assurance.by_two");
    let id = at.strip_prefix("/applications/").unwrap();
    let own = officer.reads(format!("/organisations/{id}")).await;
    own.says("+55 61 5550-0119")
        .says("pf.example")
        .never_says("6666")
        .says("Natal");
    assert_eq!(other.sends(&path, &recorded(NUMBER, "register")).await.status, 409);
    one.reads("/notices").await.shows("notices.act.organisation_verified");
}

#[actix_web::test]
async fn numbers_that_differ_wait_for_a_correction() {
    let site = Site::new().await;
    let (one, other) = (verifier(&site).await, verifier(&site).await);
    applies(&site, &application()).await;
    let at = found(&one).await;
    one.sends(&format!("{at}/confirmation"), &recorded(NUMBER, "register"))
        .await;
    let differs = other
        .sends(&format!("{at}/confirmation"), &recorded("+55 61 5550 0199", "register"))
        .await;
    assert_eq!(differs.status, 303);
    other
        .reads(&at)
        .await
        .shows("applications.status.differing")
        .shows("applications.waits.either_of_you");
    let officer = site.officer_of("Polícia Judiciária").await;
    officer.reads("/organisations").await.never_says(NAME);

    let third = verifier(&site).await;
    let more = third
        .sends(&format!("{at}/confirmation"), &recorded(NUMBER, "register"))
        .await;
    assert_eq!(more.status, 409);
    let none = third
        .sends(&format!("{at}/correction"), &recorded(NUMBER, "register"))
        .await;
    none.shows("refusals.not_confirmed_by_you");

    let before = other.reads(format!("{at}/correction")).await;
    assert_eq!(before.value_of("number").as_deref(), Some("+55 61 5550 0199"));
    site.wait(SignedDuration::from_secs(1));
    other
        .sends(&format!("{at}/correction"), &recorded(NUMBER, "register"))
        .await;
    officer.reads("/organisations").await.says(NAME);
}

#[actix_web::test]
async fn a_refused_application_is_over_and_the_same_body_may_apply_again() {
    let site = Site::new().await;
    let one = verifier(&site).await;
    applies(&site, &application()).await;
    let at = found(&one).await;
    let path = format!("{at}/refusal");
    one.reads(&path).await.shows("applications.lead.refuse");
    one.sends(&path, &[("reason", ""), ("note", "")])
        .await
        .shows("errors.field.required");
    let refused = one
        .sends(
            &path,
            &[("reason", "denied"), ("note", "The desk knows nothing of it.")],
        )
        .await;
    assert_eq!(refused.status, 303, "{}", refused.body);
    let page = one.reads(&at).await;
    page.shows("applications.reason.denied")
        .says("The desk knows nothing of it.");
    let late = one
        .sends(&format!("{at}/confirmation"), &recorded(NUMBER, "register"))
        .await;
    assert_eq!(late.status, 409);
    one.reads("/applications").await.never_says(NAME);
    one.reads("/applications?status=refused&q=FEDERAL").await.says(NAME);

    assert_eq!(applies(&site, &application()).await.status, 303);
    let open = one.reads("/applications").await;
    let (_, rest) = open.body.split_once("href=\"/applications/").unwrap();
    let again = format!("/applications/{}", rest.split('"').next().unwrap());
    assert_ne!(again, at);
    let withdrawn = one
        .sends(
            &format!("{again}/withdrawal"),
            &[("reason", ""), ("note", "Called us.")],
        )
        .await;
    assert_eq!(withdrawn.status, 303, "{}", withdrawn.body);
    one.reads(&again).await.shows("applications.status.withdrawn");
}

#[actix_web::test]
async fn applications_are_the_verifiers_alone() {
    let site = Site::new().await;
    let one = verifier(&site).await;
    applies(&site, &application()).await;
    let at = found(&one).await;
    let id = at.strip_prefix("/applications/").unwrap();
    for &role in Role::ALL.iter().filter(|role| **role != Role::Verifier) {
        let organisation = format!("Organisation of {}", role.kind());
        let other = site.member_of(&organisation, &[role]).await;
        for path in [
            "/applications",
            &at,
            &format!("{at}/confirmation"),
            &format!("{at}/refusal"),
        ] {
            assert_eq!(other.get(path).await.status, 403, "{role} {path}");
        }
        // As an organisation it is not there yet.
        assert_eq!(other.get(&format!("/organisations/{id}")).await.status, 404, "{role}");
    }
    let followed = one.get(&format!("/organisations/{id}")).await;
    assert_eq!(followed.leads_to().as_deref(), Some(at.as_str()));
    let gone = site.person_of("Platform", &[Role::Verifier]).await;
    let client = site.nobody();
    client.signs_in(&gone).await;
    site.set_standing(&gone, people::Standing::Suspended).await;
    assert_eq!(client.get(&at).await.status, 303);
}

#[actix_web::test]
async fn a_verifier_reads_no_request() {
    let site = Site::new().await;
    let one = verifier(&site).await;
    for path in ["/cases", "/requests", "/holds", "/search?q=x"] {
        assert_eq!(one.get(path).await.status, 403, "{path}");
    }
}

#[actix_web::test]
async fn the_list_answers_in_every_language_and_refuses_filters_it_does_not_know() {
    let site = Site::new().await;
    let one = verifier(&site).await;
    applies(&site, &application()).await;
    let at = found(&one).await;
    for &language in Language::ALL {
        one.reads("/account").await;
        one.sends("/language", &[("tag", language.tag()), ("to", "/")]).await;
        one.reads("/applications")
            .await
            .shows("applications.waits.any")
            .says(NAME);
        one.reads("/home").await.shows("home.verifier.waiting");
        for act in ["", "/confirmation", "/correction", "/refusal", "/withdrawal"] {
            one.reads(format!("{at}{act}")).await;
        }
    }
    assert_eq!(one.get("/applications?status=some").await.status, 422);
    let long = "x".repeat(101);
    assert_eq!(one.get(&format!("/applications?q={long}")).await.status, 422);
}
