//! What is said of the tag of an address: it is kept with who said it and when, and can be said anew.

use actix_web::http::StatusCode;
use crosshold::text::Language;

use super::{EVM, XRP, list, opens};
use crate::support::{Client, Site, form};

/// A case with an address of the XRP Ledger that was said to have no tag; its path.
async fn case(officer: &Client) -> String {
    let path = opens(officer, "PJ-1", "Title").await;
    let lines = format!("xrp {XRP}\nethereum {EVM}");
    let preview = officer
        .sends(&format!("{path}/indicators/preview"), &list(&lines))
        .await;
    let mut fields = preview.form_to(&format!("{path}/indicators/preview"));
    let key = fields.iter().find(|(name, _)| name == "line").unwrap().1.clone();
    fields.push(("no_tag".to_owned(), key));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let added = officer.posts(&format!("{path}/indicators"), &form(&fields)).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    path
}

#[actix_web::test]
async fn that_an_address_has_no_tag_is_kept_with_who_said_so_and_told() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = case(&officer).await;

    for &language in Language::ALL {
        let chosen = [("tag", language.tag()), ("to", "/home")];
        officer.sends("/language", &chosen).await;
        let page = officer.reads(&path).await;
        page.shows("cases.tag.said_none")
            .shows("cases.tag.said_of")
            .shows("cases.tag.change");
        let form = officer.reads(format!("{path}/indicators/1/tag")).await;
        form.shows("cases.tag.lead").shows("cases.tag.said_none").says(XRP);
    }
    // On a chain without tags nobody is asked, and there is no third indicator.
    for position in [2, 3] {
        let absent = officer.get(&format!("{path}/indicators/{position}/tag")).await;
        assert_eq!(absent.status, StatusCode::NOT_FOUND);
    }
    let stranger = site.officer_of("Guardia Civil").await;
    assert_eq!(
        stranger.get(&format!("{path}/indicators/1/tag")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[actix_web::test]
async fn a_tag_that_turns_up_later_takes_the_place_of_the_word_that_there_is_none() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = case(&officer).await;
    let tag = format!("{path}/indicators/1/tag");
    officer.reads(&tag).await;

    for (fields, why) in [
        (&[("tag", "")][..], "tag_or_none"),
        (&[("tag", "30417788"), ("no_tag", "yes")], "tag_or_none"),
        (&[("tag", "my tag")], "no_tag_of_chain"),
        (&[("no_tag", "yes")], "said_already"),
    ] {
        let wrong = officer.sends(&tag, fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        wrong.shows(&format!("errors.field.{why}"));
    }
    let said = officer.sends_on(&tag, &[("tag", "30417788")]).await;

    said.shows("cases.tag.saved")
        .says("30417788")
        .hides("cases.tag.said_none")
        .shows("cases.tag.has");
    assert_eq!(officer.get(&tag).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn what_a_colleague_said_of_a_tag_meanwhile_is_told_and_nothing_typed_is_lost() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let colleague = site.officer_of("Polícia Judiciária").await;
    let path = case(&officer).await;
    let tag = format!("{path}/indicators/1/tag");
    let opened = officer.reads(&tag).await.value_of("as_of").unwrap();

    // What is wrong with the form is told first, and it stays as of what was read.
    let lines = [("tag", ""), ("no_tag", "yes"), ("as_of", opened.as_str())];
    let other = officer.sends(&tag, &lines).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", other.text());
    assert_eq!(other.value_of("as_of").as_ref(), Some(&opened));
    let given = colleague.sends(&tag, &[("tag", "30417788")]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());

    for &language in Language::ALL {
        let chosen = [("tag", language.tag()), ("to", "/home")];
        officer.sends("/language", &chosen).await;
        let typed = [("tag", "555000111"), ("as_of", opened.as_str())];
        let refused = officer.sends(&tag, &typed).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        refused.shows("cases.tag.stale").says("30417788");
        let main = refused.body.split("<main").nth(1).unwrap();
        assert!(!main.contains(r#"class="button primary" type="submit""#));
        assert_eq!(refused.value_of("tag").as_deref(), Some("555000111"));
    }
    officer.reads(&path).await.says("30417788").never_says("555000111");
}

#[actix_web::test]
async fn a_word_on_a_tag_is_given_having_read_the_one_before() {
    let site = Site::new().await;
    let officer = site.officer_of("Polícia Judiciária").await;
    let path = case(&officer).await;
    let tag = format!("{path}/indicators/1/tag");
    officer.reads(&tag).await;

    // As of before anybody said that there is none.
    let typed = [("tag", "30417788"), ("as_of", "0")];
    let refused = officer.sends(&tag, &typed).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    refused
        .shows("cases.tag.stale")
        .shows("cases.tag.said_none")
        .shows("cases.tag.save");
    let now = refused.value_of("as_of").unwrap();
    let said = officer
        .sends(&tag, &[("tag", "30417788"), ("as_of", now.as_str())])
        .await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());

    let token = officer.token();
    let silent = officer
        .posts(&tag, &form(&[("csrf", token.as_str()), ("tag", "1")]))
        .await;
    assert_eq!(silent.status, StatusCode::BAD_REQUEST, "{}", silent.text());
}
