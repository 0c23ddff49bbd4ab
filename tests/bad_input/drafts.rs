//! Long forms whose session ended, and forms that somebody else saved first: nothing typed is lost.

use crosshold::domain::actor::Role;
use jiff::SignedDuration;

use super::walk::{self, Form, Walk};
use super::{POLICE, Scene};
use crate::support::Client;

#[actix_web::test]
async fn a_long_form_outlives_the_session_in_which_it_was_typed() {
    let scene = Scene::new().await;
    let author = scene.site.person_of(POLICE, &[Role::Officer]).await;
    let officer = scene.site.nobody();
    officer.signs_in(&author).await;
    let draft = format!("/requests/{}", second_draft(&scene, &officer).await);
    for (page, action) in [
        (
            format!("{}/requests/new", scene.case),
            format!("{}/requests", scene.case),
        ),
        (format!("{draft}/edit"), draft.clone()),
    ] {
        let blank = form_on(&officer, &page, &action).await;
        let typed = blank.with(
            "facts",
            "Typed over the whole morning: “quoted” & <b>.\r\nAnd a second line.",
        );
        scene.site.wait(SignedDuration::from_hours(13));
        let before = scene.rows().await;

        let asked = officer.sends(&action, &typed).await;
        assert_eq!(asked.status, 401, "{}", asked.text());
        asked.shows("sign_in.show.kept");
        let sign_in = asked.form_to("/sign-in");
        let mut fields: Vec<(&str, &str)> = sign_in
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "csrf" | "email" | "password"))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        fields.push(("email", &author.email));
        fields.push(("password", crate::support::PASSWORD));
        let again = officer.sends("/sign-in", &fields).await;
        assert_eq!(again.status, 200, "{}", again.text());
        again.shows("sign_in.again.title");
        let kept = again.form_to(&action);
        let kept: Vec<(&str, &str)> = kept
            .iter()
            .filter(|(name, _)| name != "csrf")
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let shown = officer.sends(&action, &kept).await;

        assert_eq!(shown.status, 200, "{}", shown.text());
        let fields = shown.form_to(&action);
        let facts = fields.iter().find(|(name, _)| name == "facts").unwrap();
        assert_eq!(
            facts.1.replace("\r\n", "\n"),
            "Typed over the whole morning: “quoted” & <b>.\nAnd a second line."
        );
        let is_request = |row: &&str| row.starts_with("requests:");
        let requests = |rows: &str| rows.lines().filter(is_request).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(requests(&scene.rows().await), requests(&before));
    }
}

/// The form on `page` that is sent to `action`.
async fn form_on(client: &Client, page: &str, action: &str) -> Form {
    let walk = Walk::of(client, &[page]).await;
    let pattern = walk::pattern("POST", action).unwrap();
    walk.forms.get(&("POST", pattern)).unwrap().clone()
}

/// A draft written on the page of the scene's case; its id.
async fn second_draft(scene: &Scene, officer: &Client) -> String {
    let action = format!("{}/requests", scene.case);
    let blank = form_on(officer, &format!("{}/requests/new", scene.case), &action).await;
    let saved = officer.sends(&action, &blank.with("facts", "As first saved.")).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let to = saved.leads_to().unwrap();
    to.trim_start_matches("/requests/")
        .split('/')
        .next()
        .unwrap()
        .to_owned()
}

#[actix_web::test]
async fn the_second_of_two_edits_keeps_what_was_typed_and_reads_what_changed() {
    let scene = Scene::new().await;
    let officer = &scene.stage.officer;
    let action = format!("/requests/{}", second_draft(&scene, officer).await);
    let blank = form_on(officer, &format!("{action}/edit"), &action).await;

    let first = officer
        .sends(&action, &blank.with("facts", "Saved in the first tab."))
        .await;
    let second = officer
        .sends(&action, &blank.with("facts", "Typed in the second tab."))
        .await;

    assert_eq!(first.status, 303, "{}", first.text());
    assert_eq!(second.status, 409, "{}", second.text());
    second.says("Typed in the second tab.").says("Saved in the first tab.");
    let kept = second.form_to(&action);
    let kept: Vec<(&str, &str)> = kept
        .iter()
        .filter(|(name, _)| name != "csrf")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let third = officer.sends(&action, &kept).await;
    assert_eq!(third.status, 303, "{}", third.text());
    officer
        .reads(format!("{action}/edit"))
        .await
        .says("Typed in the second tab.");
}
