//! Inviting somebody, and taking an invitation up.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::audit::Call;
use crosshold::domain::ids::CallId;
use crosshold::domain::people::Standing;
use crosshold::service::invitations;
use crosshold::store;
use crosshold::text::Language;
use jiff::SignedDuration;

use super::support::{Client, Fetched, Site};

const POLICE: &str = "Polícia Judiciária";
const EXCHANGE: &str = "Northbank Exchange";
const ANA: &str = "ana.silva@people.example";
const PHRASE: &str = "seven green lamps over the harbour";
const INVITES: &str = "/members/invitations";

/// What an administrator types to invite Ana as an officer.
fn invited<'a>(email: &'a str, language: &'a str, roles: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("name", "Ana Silva"), ("email", email), ("language", language)];
    fields.extend(roles.iter().map(|role| ("roles", *role)));
    fields
}

/// `admin` invites `email`; the page of the invitation.
async fn invite(admin: &Client, email: &str) -> Fetched {
    admin.reads("/members/invitations/new").await;
    let page = admin.sends_on(INVITES, &invited(email, "en", &["officer"])).await;
    page.shows("invitations.new.done");
    page
}

/// The page behind the link, as whoever has a shell on the machine learns it.
async fn link(site: &Site, email: &str) -> Option<String> {
    let call = Call {
        id: CallId::new(site.app.now()),
        source: None,
    };
    let key = site.app.secret.expose();
    let token = invitations::show_link(&site.app.db, site.app.now(), &call, key, email).await;
    token.unwrap().map(|token| format!("/invitations/{token}"))
}

/// Where the pages of the invitation stand, of the page that shows it.
fn address(page: &Fetched) -> String {
    let rest = page.body.split("action=\"/members/invitations/").nth(1).unwrap();
    format!("{INVITES}/{}", rest.split('/').next().unwrap())
}

async fn accepts(client: &Client, link: &str) -> Fetched {
    client.reads(link).await;
    client.sends(link, &accepted(PHRASE)).await
}

fn accepted(password: &str) -> [(&'static str, &str); 3] {
    [("password", password), ("password_again", password), ("accepts", "yes")]
}

async fn count(site: &Site, table: &str) -> usize {
    let dump = site.dump().await;
    dump.lines().filter(|row| row.starts_with(&format!("{table}:"))).count()
}

#[actix_web::test]
async fn an_invitation_is_taken_up_once_and_leads_to_a_second_factor() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let page = invite(&admin, " Ana.Silva@People.example ").await;
    page.says(ANA).shows("invitations.state.pending");
    let link = link(&site, ANA).await.unwrap();

    // Nobody who reads pages, mails that wait, or rows learns it.
    let token = link.rsplit('/').next().unwrap();
    assert_eq!(token.len(), 43);
    assert!(!site.dump().await.contains(token));
    assert_eq!(count(&site, "outbox").await, 1);
    admin.reads("/members").await.never_says(token).says("Ana Silva");

    let ana = site.nobody();
    ana.reads(&link)
        .await
        .shows("invitations.acceptance.title")
        .shows("invitations.use.consent")
        .says(POLICE)
        .says("Officer");
    let taken = accepts(&ana, &link).await;
    assert_eq!(
        (taken.status.as_u16(), taken.leads_to().as_deref()),
        (303, Some("/account/factors"))
    );

    // A password alone opens nothing.
    for path in ["/home", "/cases", "/members", "/account", "/notices"] {
        assert_eq!(
            ana.get(path).await.leads_to().as_deref(),
            Some("/account/factors"),
            "{path}"
        );
    }
    let (person, hash) = store::people::credentials(site.app.db.read(), ANA)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((person.standing, person.name.as_str()), (Standing::Active, "Ana Silva"));
    assert!(hash.is_some());
    admin.reads("/notices").await.shows("notices.act.invitation_accepted");
    admin.reads("/members?standing=active").await.says("Ana Silva");

    // The second use is gone, whoever tries.
    for client in [&ana, &site.nobody()] {
        let again = client.get(&link).await;
        assert_eq!(again.status, 410);
        again.shows("invitations.over.title");
        let again = client.sends(&link, &accepted(PHRASE)).await;
        assert_eq!(again.status, 410);
    }
}

#[actix_web::test]
async fn a_link_lasts_seventy_two_hours_and_one_made_anew_kills_it() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let page = invite(&admin, ANA).await;
    let first = link(&site, ANA).await.unwrap();
    let visitor = site.nobody();

    site.wait(SignedDuration::from_hours(72));
    assert_eq!(visitor.get(&first).await.status, 410);
    assert!(link(&site, ANA).await.is_none());
    let admin = again(&site, POLICE).await;
    admin.reads("/members?standing=expired").await.says("Ana Silva");
    let resent = admin.sends_on(&format!("{}/resending", address(&page)), &[]).await;
    resent
        .shows("invitations.show.resent")
        .shows("invitations.state.pending");

    let second = link(&site, ANA).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(visitor.get(&first).await.status, 404);
    visitor.reads(&second).await;
    assert_eq!(count(&site, "outbox").await, 2);

    admin
        .sends_on(&format!("{}/withdrawal", address(&page)), &[])
        .await
        .shows("invitations.show.taken_back");
    assert_eq!(visitor.get(&second).await.status, 410);
    assert_eq!(visitor.sends(&second, &accepted(PHRASE)).await.status, 410);
    let late = admin.sends(&format!("{}/resending", address(&page)), &[]).await;
    assert_eq!(late.status, 409);
    assert_eq!(count(&site, "people").await, 2);
}

/// Another administrator: sessions do not last for days.
async fn again(site: &Site, name: &str) -> Client {
    site.member_of(name, &[Role::AgencyAdmin]).await
}

#[actix_web::test]
async fn a_link_that_never_was_looks_like_nothing_at_all_and_is_not_tried_for_ever() {
    let site = Site::new().await;
    let visitor = site.nobody();
    let unknown = visitor
        .get("/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        .await;
    let absent = visitor.get("/nowhere").await;
    assert_eq!((unknown.status.as_u16(), absent.status.as_u16()), (404, 404));
    unknown.shows("site.error.not_found.title");
    assert_eq!(unknown.text().len(), absent.text().len());

    let mut statuses = Vec::new();
    for place in 0..65 {
        statuses.push(
            visitor
                .get(&format!("/invitations/guess-{place}"))
                .await
                .status
                .as_u16(),
        );
    }
    assert!(
        statuses.starts_with(&[404]) && statuses.ends_with(&[429]),
        "{statuses:?}"
    );
    site.wait(SignedDuration::from_mins(16));
    assert_eq!(visitor.get("/invitations/guess").await.status, 404);
}

#[actix_web::test]
async fn the_page_is_in_the_language_of_the_invitation_until_its_reader_chooses_another() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    for (place, &language) in Language::ALL.iter().enumerate() {
        let email = format!("person{place}@people.example");
        admin.reads("/members/invitations/new").await;
        admin
            .sends_on(INVITES, &invited(&email, language.tag(), &["officer"]))
            .await;
        let link = link(&site, &email).await.unwrap();
        let visitor = site.nobody();

        let page = visitor.reads(&link).await;
        assert_eq!(page.page_language(), language);
        page.shows("invitations.use.title").shows("invitations.use.watched");
        let wrong = visitor
            .sends(
                &link,
                &[("password", "short"), ("password_again", "short"), ("accepts", "yes")],
            )
            .await;
        assert_eq!((wrong.status.as_u16(), wrong.page_language()), (422, language));

        let other = Language::ALL[(place + 1) % Language::ALL.len()];
        let page = visitor
            .sends_on("/language", &[("tag", other.tag()), ("to", &link)])
            .await;
        assert_eq!(page.page_language(), other);
        page.shows("invitations.use.title");
    }
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_field_and_no_password_comes_back() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    invite(&admin, ANA).await;
    let link = link(&site, ANA).await.unwrap();
    let visitor = site.nobody();
    visitor.reads(&link).await;
    for (fields, key) in [
        (
            vec![("password", ""), ("password_again", ""), ("accepts", "yes")],
            "errors.field.required",
        ),
        (
            vec![
                ("password", "fourteen chars"),
                ("password_again", "fourteen chars"),
                ("accepts", "yes"),
            ],
            "errors.field.password_short",
        ),
        (
            vec![
                ("password", PHRASE),
                ("password_again", "another one entirely"),
                ("accepts", "yes"),
            ],
            "errors.field.not_the_same",
        ),
        (
            vec![("password", PHRASE), ("password_again", PHRASE)],
            "errors.field.not_accepted",
        ),
    ] {
        let page = visitor.sends(&link, &fields).await;
        assert_eq!(page.status, 422);
        page.shows(key);
        assert!(!page.body.contains(PHRASE));
    }
    assert_eq!(count(&site, "sessions").await, 1);
    assert_eq!(accepts(&visitor, &link).await.status, 303);
}

#[actix_web::test]
async fn an_administrator_learns_nothing_of_people_elsewhere_and_is_told_of_their_own() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let elsewhere = site.person_of(EXCHANGE, &[Role::Intake]).await;
    let colleague = site.person_of(POLICE, &[Role::Officer]).await;

    let of_nobody = invite(&admin, "nobody.yet@people.example").await;
    let of_another = invite(&admin, &elsewhere.email).await;
    let bare = |page: &Fetched, email: &str| page.text().replace(email, "MAILBOX");
    assert_eq!(
        bare(&of_nobody, "nobody.yet@people.example"),
        bare(&of_another, &elsewhere.email)
    );
    // Only the first one is sent, and the other leads nowhere.
    assert_eq!(count(&site, "outbox").await, 1);
    admin
        .sends_on(&format!("{}/resending", address(&of_another)), &[])
        .await
        .shows("invitations.show.resent");
    assert_eq!(count(&site, "outbox").await, 1);
    let link = link(&site, &elsewhere.email).await.unwrap();
    assert_eq!(site.nobody().get(&link).await.status, 410);

    let told = admin
        .sends(INVITES, &invited(&colleague.email, "en", &["officer"]))
        .await;
    assert_eq!(told.status, 422);
    told.shows("errors.field.member_already");
    let twice = admin
        .sends(INVITES, &invited("nobody.yet@people.example", "en", &["officer"]))
        .await;
    assert_eq!(twice.status, 422);
    twice.shows("errors.field.invited_already");
}

#[actix_web::test]
async fn who_is_invited_and_to_what_is_checked() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    admin
        .reads("/members/invitations/new")
        .await
        .shows("members.role_may.officer");
    for (fields, key) in [
        (
            invited("ana@elsewhere.example", "en", &["officer"]),
            "errors.field.not_official",
        ),
        (invited("ana", "en", &["officer"]), "errors.field.no_mailbox"),
        (invited(ANA, "en", &[]), "errors.field.required"),
        (invited(ANA, "en", &["intake"]), "errors.field.role_of_another_kind"),
        (invited(ANA, "xx", &["officer"]), "errors.field.unknown_choice"),
        (invited(ANA, "en", &["king"]), "errors.field.unknown_choice"),
    ] {
        let page = admin.sends(INVITES, &fields).await;
        assert_eq!(page.status, 422, "{fields:?}");
        page.shows(key);
    }
    assert_eq!(count(&site, "invitations").await, 0);
}

#[actix_web::test]
async fn a_form_that_is_sent_twice_invites_once() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let page = admin.reads("/members/invitations/new").await;
    let creates = page.value_of("creates").unwrap();
    let mut fields = invited(ANA, "en", &["officer"]);
    fields.push(("creates", &creates));

    let first = admin.sends(INVITES, &fields).await.leads_to();
    let second = admin.sends(INVITES, &fields).await.leads_to();

    assert!(first.is_some());
    assert_eq!(first, second);
    assert_eq!(count(&site, "invitations").await, 1);
}

#[actix_web::test]
async fn verifiers_invite_where_there_is_no_administrator_and_administrators_elsewhere() {
    let site = Site::new().await;
    let verifier = site.member_of("Platform", &[Role::Verifier]).await;
    let desk = site.organisation("Joint Desk", OrganisationKind::Coordinator).await;
    let police = site.organisation(POLICE, OrganisationKind::Agency).await;
    for (organisation, roles, expected) in [
        (desk.id, vec!["coordinator"], 303),
        (police.id, vec!["agency_admin"], 303),
        (police.id, vec!["officer"], 422),
    ] {
        let organisation = organisation.to_string();
        verifier
            .reads(format!("/members/invitations/new?organisation={organisation}"))
            .await;
        let email = format!("{}@people.example", roles[0]);
        let mut fields = invited(&email, "en", &roles);
        fields.push(("organisation", &organisation));
        let sent = verifier.sends(INVITES, &fields).await;
        assert_eq!(sent.status.as_u16(), expected, "{roles:?}: {}", sent.text());
    }
    // An administrator invites to their own organisation alone.
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    let exchange = site
        .organisation(EXCHANGE, OrganisationKind::Exchange)
        .await
        .id
        .to_string();
    assert_eq!(
        admin
            .get(&format!("/members/invitations/new?organisation={exchange}"))
            .await
            .status,
        404
    );
    let mut fields = invited(ANA, "en", &["intake"]);
    fields.push(("organisation", &exchange));
    assert_eq!(admin.sends(INVITES, &fields).await.status, 404);
    // And looks after no invitation of another.
    let theirs = site.member_of(EXCHANGE, &[Role::ExchangeAdmin]).await;
    let page = invite(&admin, ANA).await;
    for below in ["", "/resending", "/withdrawal"] {
        let path = format!("{}{below}", address(&page));
        let fetched = if below.is_empty() {
            theirs.get(&path).await
        } else {
            theirs.sends(&path, &[]).await
        };
        assert_eq!(fetched.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn of_two_who_take_it_up_at_once_one_is_in() {
    let site = Site::new().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    invite(&admin, ANA).await;
    let link = link(&site, ANA).await.unwrap();
    let instance = site.instance().await;
    let (one, other) = (site.nobody(), instance.nobody());
    one.reads(&link).await;
    other.reads(&link).await;

    let fields = accepted(PHRASE);
    let (first, second) = futures_util::join!(one.sends(&link, &fields), other.sends(&link, &fields));

    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);
    assert_eq!(count(&site, "people").await, 2);
}
