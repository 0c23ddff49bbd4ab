//! From a device or a country that is new to somebody: what goes out asks to confirm, and is looked at twice.

use std::cell::Cell;
use std::rc::Rc;

use actix_web::http::StatusCode;
use crosshold::domain::actor::Role;
use crosshold::domain::people::{Factor, Person};
use jiff::SignedDuration;

use super::{POLICE, drafted, leaves, submits};
use crate::support::{Client, Fetched, PASSWORD, Site};

/// Longer than a factor is fresh.
const LONG: SignedDuration = SignedDuration::from_mins(6);

async fn signs_in(client: &Client, person: &Person) {
    client.reads("/sign-in").await;
    let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
    let done = client.signs_in_by_pages(person, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    client.follows("/account").await;
}

/// Confirms by a code, as `asked`; the page on which it goes on.
async fn confirms(client: &Client, asked: &Fetched) -> Fetched {
    asked.shows("sign_in.confirmation.title");
    let (to, kept) = (asked.value_of("to").unwrap(), asked.value_of("kept").unwrap());
    let code = client.code();
    let fields = [
        ("passcode", code.as_str()),
        ("to", to.as_str()),
        ("kept", kept.as_str()),
    ];
    let done = client.sends("/confirmation", &fields).await;
    client.reads(&done.leads_to().unwrap()).await
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_sent_from_a_new_device_is_confirmed_first_and_looked_at_twice() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let supervisor = site.supervisor_of(POLICE).await;
    let officer = site.nobody();
    signs_in(&officer, &author).await;
    site.wait(LONG);
    let page = drafted(&site, &author).await;

    let asked = submits(&officer, &page).await;

    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    let back = confirms(&officer, &asked).await;
    back.shows("requests.acts.submit.title");
    assert_eq!(submits(&officer, &page).await.status, StatusCode::SEE_OTHER);
    officer.reads(&page).await.shows("requests.second_look.why.new_device");
    let approved = supervisor.sends(&format!("{page}/approval"), &[]).await;
    approved.shows("errors.field.not_spoken");

    // A day later the device is known.
    site.wait(SignedDuration::from_hours(24));
    signs_in(&officer, &author).await;
    site.wait(LONG);
    let next = drafted(&site, &author).await;
    assert_eq!(submits(&officer, &next).await.status, StatusCode::SEE_OTHER);
    officer.reads(&next).await.hides("requests.second_look.tag");
}

#[tokio::test(flavor = "current_thread")]
async fn a_new_country_is_told_confirmed_and_looked_at_twice() {
    let site = Site::behind_proxies().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    site.supervisor_of(POLICE).await;
    let country = Rc::new(Cell::new("PT"));
    let officer = site.nobody_through("10.0.0.7", Rc::clone(&country));
    signs_in(&officer, &author).await;
    assert_eq!(leaves(&site, "country_added").await, 0, "the first ever is no news");
    site.proved(Factor::Totp, LONG).await;
    let at_home = drafted(&site, &author).await;
    assert_eq!(submits(&officer, &at_home).await.status, StatusCode::SEE_OTHER);
    officer.reads(&at_home).await.hides("requests.second_look.tag");

    country.set("BR");
    // A code is taken once.
    site.wait(SignedDuration::from_mins(1));
    let page = drafted(&site, &author).await;
    let asked = submits(&officer, &page).await;

    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    confirms(&officer, &asked).await;
    assert_eq!(leaves(&site, "country_added").await, 1);
    officer.reads("/notices").await.shows("notices.act.country_added");
    assert_eq!(submits(&officer, &page).await.status, StatusCode::SEE_OTHER);
    officer.reads(&page).await.shows("requests.second_look.why.new_country");

    // It stays new for as long as is set, however often one confirms.
    site.proved(Factor::Totp, LONG).await;
    let third = drafted(&site, &author).await;
    assert_eq!(submits(&officer, &third).await.status, StatusCode::FORBIDDEN);
    country.set("PT");
    let fourth = drafted(&site, &author).await;
    assert_eq!(
        submits(&officer, &fourth).await.status,
        StatusCode::FORBIDDEN,
        "not from where the person confirmed"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn only_a_listed_proxy_says_the_country_and_where_no_header_is_set_none_is_asked() {
    let countries = |dump: &str| {
        let rows = dump.lines().filter(|row| row.starts_with("person_countries:"));
        rows.map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    for (peer, is_believed) in [("10.0.0.7", true), ("203.0.113.9", false)] {
        let site = Site::behind_proxies().await;
        let author = site.person_of(POLICE, &[Role::Officer]).await;
        let officer = site.nobody_through(peer, Rc::new(Cell::new("BR")));
        signs_in(&officer, &author).await;

        let kept = countries(&site.dump().await);
        assert_eq!(kept.contains("BR"), is_believed, "{peer}: {kept}");
        assert_eq!(kept.contains("ZZ"), !is_believed, "{peer}: {kept}");
    }
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody_through("10.0.0.7", Rc::new(Cell::new("BR")));
    signs_in(&officer, &author).await;
    assert_eq!(countries(&site.dump().await), "");
}
