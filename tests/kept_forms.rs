//! What was typed into a form: it outlives the session and a change of language, and nobody but its writer reads it.

use actix_web::test::TestRequest;
use crosshold::domain::actor::Role;
use crosshold::domain::kept_forms::MOST;
use crosshold::domain::people::Person;
use crosshold::text::Language;
use crosshold::web::routes::ROUTES;
use jiff::SignedDuration;

use super::cases::{facts, list, opens, with};
use super::support::{Client, Fetched, PASSWORD, Site, form};

const AGENCY: &str = "Polícia Judiciária";
const STORY: &str = "Line \"one\" & <b>two</b>\r\nالسطر الثالث";

async fn officer(site: &Site) -> (Person, Client) {
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let client = site.nobody();
    client.signs_in(&person).await;
    (person, client)
}

/// Signs in on the page that a form without a session is answered with.
async fn signs_in_on(client: &Client, page: &Fetched, person: &Person, password: &str) -> Fetched {
    let hidden = page.form_to("/sign-in");
    let mut fields: Vec<(&str, &str)> = hidden
        .iter()
        .filter(|(name, _)| name == "to" || name == "kept")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.extend([("email", person.email.as_str()), ("password", password)]);
    client.signs_in_by_pages(person, &fields).await
}

/// What stands in the field `name` of the form that goes to `action`, its lines ended by a line feed.
fn typed(page: &Fetched, action: &str, name: &str) -> String {
    let fields = page.form_to(action);
    let field = fields.into_iter().find(|(field, _)| field == name);
    field.map(|(_, value)| value.replace("\r\n", "\n")).unwrap_or_default()
}

/// As a browser sends the form of `page` that goes to `action` when `language` is chosen in the bar.
async fn switches(client: &Client, page: &Fetched, action: &str, changed: &[(&str, &str)], language: &str) -> Fetched {
    let mut fields = page.form_to(action);
    for (name, value) in changed {
        let field = fields.iter_mut().find(|(field, _)| field == name).unwrap();
        field.1 = (*value).to_owned();
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let to = form(&[("tag", language), ("to", action)]);
    let to = format!("/language/form?{to}");
    assert!(
        page.body
            .contains(&format!("form=\"form\" formaction=\"{}\"", to.replace('&', "&#38;"))),
        "{}",
        page.body
    );
    client.posts(&to, &form(&fields)).await
}

fn kept_rows(dump: &str) -> usize {
    dump.lines().filter(|row| row.starts_with("kept_forms:")).count()
}

#[actix_web::test]
async fn what_was_typed_survives_the_end_of_the_session() {
    let site = Site::new().await;
    let (person, officer) = officer(&site).await;
    officer.reads("/cases/new").await;
    let old = officer.token();
    site.wait(SignedDuration::from_hours(1));

    let fields = with(with(facts("PJ-1", "Typed before"), "summary", STORY), "amount", "12.5");
    let asked = officer.sends("/cases", &fields).await;
    assert_eq!(asked.status, 401);
    asked.shows("sign_in.show.kept");
    assert!(!asked.body.contains("Typed before") && !asked.body.contains(&old));
    let again = signs_in_on(&officer, &asked, &person, "wrong").await;
    assert_eq!(again.status, 422);
    assert_eq!(
        again.value_of("kept"),
        asked.value_of("kept"),
        "a wrong password loses nothing"
    );
    let signed_in = signs_in_on(&officer, &again, &person, PASSWORD).await;

    assert_eq!(signed_in.status, 303);
    let page = signed_in.leads_to().unwrap();
    // It can be asked for again, and nothing was sent by it.
    for _ in 0..2 {
        let shown = officer.reads(&page).await;
        shown.shows("cases.form.what");
        assert_eq!(typed(&shown, "/cases", "title"), "Typed before");
        assert_eq!(typed(&shown, "/cases", "summary"), STORY.replace("\r\n", "\n"));
        assert_eq!(typed(&shown, "/cases", "amount"), "12.5");
    }
    officer.reads("/cases").await.never_says("Typed before");
    officer.reads(&page).await;
    assert_eq!(officer.sends("/cases", &fields).await.status, 303);
    let dump = site.dump().await;
    assert_eq!(
        dump.matches("Typed before").count(),
        dump.matches("typed before").count(),
        "kept in plain text"
    );
}

#[actix_web::test]
async fn in_the_demonstration_one_signs_in_again_by_name_and_the_form_waits_for_its_writer() {
    let site = Site::demo().await;
    let (person, officer) = officer(&site).await;
    let colleague = site.person_of(AGENCY, &[Role::Officer]).await;
    officer.reads("/cases/new").await;
    site.wait(SignedDuration::from_hours(1));
    let fields = with(facts("PJ-1", "Typed before"), "summary", STORY);
    let asked = officer.sends("/cases", &fields).await;
    assert_eq!(asked.status, 401);
    asked.shows("sign_in.show.kept").shows("sign_in.demo.title");
    let hidden = asked.form_to("/demo/sign-in");
    let value = |name: &str| hidden.iter().find(|(field, _)| field == name).unwrap().1.clone();
    let (to, kept) = (value("to"), value("kept"));
    assert!(!kept.is_empty());

    for (who, shown) in [(&person, true), (&colleague, false)] {
        let id = who.id.to_string();
        let sent = [("person", id.as_str()), ("to", to.as_str()), ("kept", kept.as_str())];
        officer.reads("/sign-in").await;
        let page = officer.sends("/demo/sign-in", &sent).await.leads_to().unwrap();
        let page = officer.reads(page).await;
        assert_eq!(page.body.contains("Typed before"), shown, "{}", page.text());
    }
}

#[actix_web::test]
async fn ten_thousand_lines_survive_the_end_of_the_session() {
    let site = Site::new().await;
    let (person, officer) = officer(&site).await;
    let case = opens(&officer, "PJ-1", "Title").await;
    let lines: Vec<String> = (0..10_000).map(|n| format!("eth 0x{n:040x} deposit {n}")).collect();
    let (text, action) = (lines.join("\r\n"), format!("{case}/indicators/preview"));
    site.wait(SignedDuration::from_hours(1));

    let asked = officer.sends(&action, &list(&text)).await;
    assert_eq!(asked.status, 401);
    asked.shows("sign_in.show.kept");
    assert!(asked.body.len() < 100_000, "it does not go through the page");
    let signed_in = signs_in_on(&officer, &asked, &person, PASSWORD).await;

    let shown = officer.reads(signed_in.leads_to().unwrap()).await;
    shown.shows("cases.paste.preview");
    assert!(typed(&shown, &action, "lines") == lines.join("\n"), "lines are lost");
    let switched = switches(&officer, &shown, &action, &[], "fr").await;
    let shown = officer.reads(switched.leads_to().unwrap()).await;
    assert_eq!(shown.page_language(), Language::French);
    assert!(typed(&shown, &action, "lines") == lines.join("\n"), "lines are lost");
}

#[actix_web::test]
async fn what_one_person_typed_is_shown_to_nobody_else() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer]).await;
    let officer = site.nobody();
    for other in [
        site.person_of("Národní centrála", &[Role::Officer]).await,
        site.person_of(AGENCY, &[Role::Officer]).await,
        site.person_of("Northbank Exchange", &[Role::Intake]).await,
    ] {
        officer.signs_in(&person).await;
        officer.reads("/cases/new").await;
        site.wait(SignedDuration::from_hours(1));
        let asked = officer.sends("/cases", &facts("PJ-1", "Only mine to read")).await;
        let ticket = asked.value_of("kept").unwrap();
        assert!(!ticket.is_empty());

        let signed_in = signs_in_on(&officer, &asked, &other, PASSWORD).await;

        assert_eq!(signed_in.leads_to().as_deref(), Some("/home"));
        officer.follows("/home").await.never_says("Only mine");
        let guessed = officer.get(&format!("/kept/{ticket}")).await;
        assert_eq!(guessed.status, 404);
        guessed.never_says("Only mine");
        assert_eq!(kept_rows(&site.dump().await), 0, "it is dropped");
        officer.sends("/sign-out", &[]).await;
    }
}

#[actix_web::test]
async fn a_ticket_is_worth_nothing_to_another_who_is_signed_in() {
    let site = Site::new().await;
    let (person, officer) = officer(&site).await;
    let other = site.officer_of("Národní centrála").await;
    let new = officer.reads("/cases/new").await;
    let switched = switches(&officer, &new, "/cases", &[("title", "Only mine to read")], "fr").await;
    let page = switched.leads_to().unwrap();

    let (seen, absent) = (other.get(&page).await, other.get("/kept/nothing").await);

    assert_eq!((seen.status.as_u16(), absent.status.as_u16()), (404, 404));
    assert_eq!(site.nobody().get(&page).await.status, 303);
    officer.reads(&page).await;
    site.wait(SignedDuration::from_hours(12));
    officer.signs_in(&person).await;
    assert_eq!(officer.get(&page).await.status, 404, "after twelve hours it is gone");
}

#[actix_web::test]
async fn a_form_left_open_by_another_is_dropped_and_never_shown() {
    let site = Site::new().await;
    let (_, officer) = officer(&site).await;
    officer.reads("/cases/new").await;
    let stale = officer.token();
    officer.sends("/sign-out", &[]).await;
    let other = site.person_of("Národní centrála", &[Role::Officer]).await;
    officer.signs_in(&other).await;

    let mut fields = facts("PJ-1", "Only mine to read");
    fields.insert(0, ("csrf", &stale));
    let sent = officer.posts("/cases", &form(&fields)).await;

    assert_eq!(sent.status, 403);
    sent.shows("site.error.form_expired.sentence").never_says("Only mine");
    assert!(!sent.body.contains("Only mine"));
}

#[actix_web::test]
async fn no_more_is_kept_of_one_person_than_a_few_forms() {
    let site = Site::new().await;
    let (person, officer) = officer(&site).await;
    officer.reads("/cases/new").await;
    site.wait(SignedDuration::from_hours(1));
    let (mut asked, token) = (Vec::new(), officer.token());
    // One window each, all of them opened before.
    for title in ["One", "Two", "Three", "Four", "Five", "Six"] {
        site.wait(SignedDuration::from_secs(1));
        let mut fields = facts("PJ-1", title);
        fields.insert(0, ("csrf", &token));
        asked.push(officer.posts("/cases", &form(&fields)).await);
    }
    assert_eq!(kept_rows(&site.dump().await), MOST);

    let newest = signs_in_on(&officer, asked.last().unwrap(), &person, PASSWORD).await;
    let shown = officer.reads(newest.leads_to().unwrap()).await;
    assert_eq!(typed(&shown, "/cases", "title"), "Six");
    officer.sends("/sign-out", &[]).await;
    officer.reads("/sign-in").await;
    let oldest = signs_in_on(&officer, asked.first().unwrap(), &person, PASSWORD).await;
    assert_eq!(oldest.leads_to().as_deref(), Some("/cases"));
}

#[actix_web::test]
async fn what_a_script_asks_by_itself_keeps_nothing() {
    let site = Site::new().await;
    let (_, officer) = officer(&site).await;
    let case = opens(&officer, "PJ-1", "Title").await;
    let token = officer.token();
    site.wait(SignedDuration::from_hours(1));
    let mut fields = list("a line");
    fields.insert(0, ("csrf", &token));
    let asked = TestRequest::post()
        .uri(&format!("{case}/indicators/preview"))
        .insert_header(("sec-fetch-site", "same-origin"))
        .insert_header(("sec-fetch-dest", "empty"))
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .set_payload(form(&fields));

    assert_eq!(officer.send(asked).await.status, 401);
    assert_eq!(kept_rows(&site.dump().await), 0);
}

#[actix_web::test]
async fn from_every_form_without_a_session_one_lands_on_a_page() {
    let site = Site::new().await;
    let person = site.person_of(AGENCY, &[Role::Officer, Role::Supervisor]).await;
    let mut tried = 0;
    for route in ROUTES
        .iter()
        .filter(|route| route.method == "POST" && route.access.is_for_members())
    {
        let path = route.path.replace("{id}", "01939000-0000-7000-8000-000000000000");
        let path = path.replace(['{', '}'], "");
        for fields in [vec![], vec![("nothing", "of ours")]] {
            let client = site.nobody();
            client.signs_in(&person).await;
            client.reads("/account").await;
            client.sends("/sign-out", &[]).await;
            let asked = client.sends(&path, &fields).await;
            assert_eq!(asked.status, 401, "{path}");
            let signed_in = signs_in_on(&client, &asked, &person, PASSWORD).await;
            assert_eq!(signed_in.status, 303, "{path}");
            let lands = client.get(&signed_in.leads_to().unwrap()).await;
            assert_ne!(lands.status, 405, "{path}");
            assert!(!lands.status.is_server_error(), "{path}");
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}

#[actix_web::test]
async fn a_change_of_language_loses_nothing_that_was_typed() {
    let site = Site::new().await;
    let (_, officer) = officer(&site).await;
    let fields = with(facts("PJ-1", ""), "summary", STORY);
    officer.reads("/cases/new").await;
    let wrong = officer.sends("/cases", &fields).await;
    assert_eq!(wrong.status, 422);

    // Typed on after the errors were shown, and never sent.
    let switched = switches(&officer, &wrong, "/cases", &[("title", "Typed after")], "ar").await;
    let shown = officer.reads(switched.leads_to().unwrap()).await;

    assert_eq!(shown.page_language(), Language::Arabic);
    assert_eq!(typed(&shown, "/cases", "title"), "Typed after");
    assert_eq!(typed(&shown, "/cases", "summary"), STORY.replace("\r\n", "\n"));
    let back = switches(&officer, &shown, "/cases", &[], "en").await;
    let shown = officer.reads(back.leads_to().unwrap()).await;
    assert_eq!(typed(&shown, "/cases", "title"), "Typed after");
    officer.reads("/cases").await.never_says("Typed after");
}

#[actix_web::test]
async fn a_change_of_language_after_the_session_ended_loses_nothing() {
    let site = Site::new().await;
    let (person, officer) = officer(&site).await;
    let new = officer.reads("/cases/new").await;
    site.wait(SignedDuration::from_hours(1));

    let asked = switches(&officer, &new, "/cases", &[("title", "Typed before")], "fr").await;
    assert_eq!(asked.status, 401);
    asked.shows("sign_in.show.kept");
    let switched = switches(&officer, &asked, "/sign-in", &[("email", &person.email)], "zh-Hans").await;
    assert_eq!(switched.status, 200);
    assert_eq!(switched.page_language(), Language::SimplifiedChinese);
    switched.shows("sign_in.show.kept");
    assert_eq!(switched.value_of("email"), Some(person.email.clone()));
    let signed_in = signs_in_on(&officer, &switched, &person, PASSWORD).await;

    let shown = officer.reads(signed_in.leads_to().unwrap()).await;
    assert_eq!(typed(&shown, "/cases", "title"), "Typed before");
}

#[actix_web::test]
async fn only_forms_of_ours_are_carried_to_another_language() {
    let site = Site::new().await;
    let (_, officer) = officer(&site).await;
    officer.reads("/account").await;
    for (to, lands) in [
        ("/sign-out", "/"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/language/form?tag=fr&to=/cases", "/"),
        ("/account", "/account"),
    ] {
        let query = form(&[("tag", "en"), ("to", to)]);
        let switched = officer.sends(&format!("/language/form?{query}"), &[("a", "b")]).await;
        assert_eq!(switched.leads_to().as_deref(), Some(lands), "{to}");
    }
    assert_eq!(kept_rows(&site.dump().await), 0);
    let other = site.nobody();
    other.reads("/sign-in").await;
    let query = form(&[("tag", "en"), ("to", "/cases")]);
    let foreign = other.posts(&format!("/language/form?{query}"), "csrf=0&title=a").await;
    assert_eq!(foreign.status, 403);
}
