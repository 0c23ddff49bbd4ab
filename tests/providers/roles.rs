//! Groups at the provider give roles here: what is mapped, and never more than the house allows.

use crosshold::domain::actor::{Role, Roles};
use crosshold::domain::people::Standing;
use crosshold::store;
use serde_json::{Value, json};

use super::{
    ANA, POLICE, account, ana_joins, arrives, bound, can_run, fills, invites, is_refused, knows, leaf, takes_up,
};
use crate::support::providers::{Browser, Provider};
use crate::support::{Client, Site};

/// Groups of the police give two roles, and no other.
const MAPPED: [(&str, &str); 4] = [
    ("groups_claim", "groups"),
    ("groups", "pj officers = officer\npj-heads = supervisor"),
    ("bound", "officer"),
    ("bound", "supervisor"),
];

async fn maps(admin: &Client, fields: &[(&str, &str)]) {
    let done = fills(admin, "/provider/edit", fields).await;
    assert_eq!(done.leads_to().as_deref(), Some("/provider"), "{}", done.text());
}

async fn roles(site: &Site) -> Roles {
    let found = store::people::credentials(site.app.db.read(), ANA.1).await.unwrap();
    found.unwrap().0.roles
}

fn are(roles: &[Role]) -> Roles {
    roles.iter().copied().collect()
}

#[actix_web::test]
async fn groups_give_the_roles_that_are_mapped_at_each_sign_in() {
    if !can_run() {
        return;
    }
    for more in [json!({}), json!({"terse": true})] {
        let provider = Provider::real(more);
        let (site, admin) = bound(&provider).await;
        maps(&admin, &MAPPED).await;
        let (ana, browser, _) = ana_joins(&site, &admin, json!({"groups": ["pj officers", "staff"]}), &provider).await;
        assert_eq!(roles(&site).await, are(&[Role::Officer]));

        for (groups, expected) in [
            (
                json!(["pj officers", "pj-heads"]),
                vec![Role::Officer, Role::Supervisor],
            ),
            (json!(["pj-heads"]), vec![Role::Supervisor]),
            (
                json!(["pj-heads", "agency_admin", "officer", "PJ OFFICERS"]),
                vec![Role::Supervisor],
            ),
        ] {
            knows(&provider, ANA, json!({ "groups": groups }));
            let ana = site.nobody();
            let arrived = arrives(&ana, &browser, ANA.1).await;
            assert_eq!(arrived.status, 303, "{groups}: {}", arrived.text());
            assert_eq!(roles(&site).await, are(&expected), "{groups}");
        }
        let told = leaf(&site, "roles_from_groups").await;
        assert!(told.contains("supervisor"), "{told}");
        drop(ana);

        // In no group that is mapped: there is nothing to do here, and nothing is taken or given by a refusal.
        for groups in [json!([]), json!(["staff"]), json!(["pj-headsx"]), Value::Null] {
            knows(&provider, ANA, json!({ "groups": groups }));
            let visitor = site.nobody();
            let fetched = arrives(&visitor, &browser, ANA.1).await;
            is_refused(&visitor, &fetched, "groups");
            assert!(leaf(&site, "provider_refused").await.contains("\"groups\""));
        }
    }
}

#[actix_web::test]
async fn no_group_gives_more_than_the_bound_of_the_house() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    maps(&admin, &MAPPED).await;
    // Beyond the bound, of another kind of house, of nobody's, and without a bound at all.
    for fields in [
        vec![("groups", "pj-it = agency_admin")],
        vec![("groups", "pj-it = intake"), ("bound", "officer")],
        vec![("groups", "pj-it = intake"), ("bound", "intake")],
        vec![("groups", "pj-it = operator")],
        vec![("groups", "pj-it = king")],
        vec![("groups", "pj-it")],
        vec![("groups", "pj-it = ")],
        vec![("groups", " = officer")],
        vec![("bound", "king")],
        vec![("groups_claim", "")],
        vec![("groups", "")],
    ] {
        let before = site.dump().await;
        let refused = fills(&admin, "/provider/edit", &fields).await;
        assert_eq!(refused.status, 422, "{fields:?}: {}", refused.text());
        let of = |dump: &str| {
            let rows = dump.lines().filter(|row| row.starts_with("providers:"));
            rows.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(of(&site.dump().await), of(&before), "{fields:?}");
        // What was typed stands there again.
        for (name, value) in &fields {
            if *name == "groups" && !value.is_empty() {
                refused.says(value.trim());
            }
        }
    }

    // What the house did not hand over to groups stays what its administrators gave.
    let (_, browser, _) = ana_joins(&site, &admin, json!({"groups": ["pj officers"]}), &provider).await;
    let person = store::people::credentials(site.app.db.read(), ANA.1)
        .await
        .unwrap()
        .unwrap()
        .0;
    let page = format!("/members/{}/roles", person.id);
    admin.reads(&page).await;
    let given = [("roles", "officer"), ("roles", "agency_admin")];
    admin.sends_on(&page, &given).await.shows("members.roles.done");
    knows(&provider, ANA, json!({"groups": ["pj-heads"]}));
    let ana = site.nobody();
    assert_eq!(arrives(&ana, &browser, ANA.1).await.status, 303);
    assert_eq!(roles(&site).await, are(&[Role::Supervisor, Role::AgencyAdmin]));

    // Where administrators are handed over too, groups give them and take them.
    let wider = [
        ("groups_claim", "groups"),
        ("groups", "pj-it = agency_admin\npj-heads = supervisor"),
        ("bound", "agency_admin"),
        ("bound", "supervisor"),
    ];
    maps(&admin, &wider).await;
    assert_eq!(arrives(&site.nobody(), &browser, ANA.1).await.status, 303);
    assert_eq!(roles(&site).await, are(&[Role::Supervisor]));
}

/// A session of before has the roles of before no longer.
#[actix_web::test]
async fn roles_that_a_group_took_are_gone_everywhere() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    let mut fields = MAPPED.to_vec();
    fields.push(("amr", "mfa"));
    maps(&admin, &fields).await;
    let officer = json!({"amr": ["mfa"], "groups": ["pj officers"]});
    let (ana, browser, _) = ana_joins(&site, &admin, officer, &provider).await;
    ana.reads("/cases/new").await;

    knows(&provider, ANA, json!({"amr": ["mfa"], "groups": ["pj-heads"]}));
    assert!(super::is_home(&arrives(&site.nobody(), &browser, ANA.1).await));

    assert_ne!(ana.get("/cases/new").await.status, 200);
}

/// Whoever looks after a house alone is not put out of it by a group.
#[actix_web::test]
async fn the_last_administrator_stays_one() {
    if !can_run() {
        return;
    }
    let provider = Provider::real(json!({}));
    let (site, admin) = bound(&provider).await;
    let fields = [
        ("groups_claim", "groups"),
        ("groups", "pj-it = agency_admin\npj officers = officer"),
        ("bound", "agency_admin"),
        ("bound", "officer"),
    ];
    maps(&admin, &fields).await;
    // Only Ana is left.
    let own = admin.token().split('.').nth(1).unwrap().parse().unwrap();
    let own = store::people::get(site.app.db.read(), own).await.unwrap().unwrap();
    account(&site, POLICE, ANA.1, &[Role::AgencyAdmin]).await;
    site.set_standing(&own, Standing::Left).await;
    knows(&provider, ANA, json!({"groups": ["pj officers"]}));
    let ana = site.nobody();
    assert_eq!(arrives(&ana, &Browser::of(ANA.0), ANA.1).await.status, 303);
    assert!(roles(&site).await.has(Role::AgencyAdmin));
}

/// Groups in other shapes than a list of words.
#[actix_web::test]
async fn groups_are_words_and_nothing_else_is_one() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, admin) = bound(&forger).await;
    maps(&admin, &MAPPED).await;
    invites(&admin, ANA, "supervisor").await;
    for groups in [
        json!({"pj officers": true}),
        json!([{"name": "pj officers"}]),
        json!([["pj officers"]]),
        json!(true),
        json!("pj officers,pj-heads"),
        json!(" pj officers"),
        json!(vec!["staff"; 5_000]),
    ] {
        forger.forges(&json!({"claims": {"groups": groups}}));
        let visitor = site.nobody();
        let fetched = arrives(&visitor, &Browser::of(ANA.0), ANA.1).await;
        assert_eq!(fetched.status, 403, "{}", fetched.text());
        assert!(visitor.cookie("__Host-session").is_none());
    }
    // One word alone is a list of one.
    forger.forges(&json!({"claims": {"groups": "pj officers"}}));
    let ana = site.nobody();
    let arrived = arrives(&ana, &Browser::of(ANA.0), ANA.1).await;
    takes_up(&ana, &arrived).await;
    assert_eq!(roles(&site).await, are(&[Role::Officer]));
}
