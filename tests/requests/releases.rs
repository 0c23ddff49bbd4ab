//! A part of a hold is released: asked by the agency, answered by the exchange or lifted of its own accord; what stays is
//! held with its clock, and every page sums it alike.

use crosshold::domain::actor::Role;
use crosshold::domain::requests::kinds::Kind;
use crosshold::text::Language;
use sea_orm::{ConnectionTrait, Statement};

use super::preservations::issue_as_filled;
use super::{POLICE, Stage};
use crate::support::{Client, Fetched, Site};

/// The first target is held in full, the second nobody has; the page of the request.
async fn held(stage: &Stage) -> String {
    let page = stage.begun().await;
    let frozen = [
        ("outcome", "frozen_full"),
        ("asset", "USDT.6"),
        ("amount", "412508.22"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-12-10T12:00"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("limits", "staked"),
    ];
    answers(&stage.responder, &page, 1, &frozen).await;
    answers(&stage.responder, &page, 2, &[("outcome", "no_match")]).await;
    page
}

/// What the sums say after a release of 112,508.22 of 412,508.22.
const ALL: [&str; 4] = [
    "Asked: 412,508.22 USDT · 58 ETH",
    "Frozen: 412,508.22 USDT",
    "Held now: 300,000 USDT",
    "Released: 112,508.22 USDT",
];

/// The sums of a page, each with its name.
pub fn sums(page: &Fetched) -> Vec<String> {
    let all = |part: &str| -> Vec<String> {
        let selector = scraper::Selector::parse(&format!("#sums {part}, #money {part}")).unwrap();
        let found = page.html().select(&selector);
        found
            .map(|element| element.text().collect::<String>())
            .map(|text| {
                text.replace('\u{a0}', " ")
                    .replace(['\u{2066}', '\u{2068}', '\u{2069}'], "")
            })
            .collect()
    };
    let values = all("dd");
    let named = all("dt").into_iter().zip(values);
    named.map(|(name, value)| format!("{name}: {value}")).collect()
}

async fn answers(responder: &Client, page: &str, position: u32, fields: &[(&str, &str)]) {
    let form = format!("{page}/targets/{position}/answer");
    responder.reads(&form).await;
    responder
        .sends_on(&form, fields)
        .await
        .shows("requests.acts.answer.done");
}

/// Asks for the release of `amount` of what is held; where the draft is edited, or the form again.
async fn asks(officer: &Client, page: &str, amount: &str) -> Fetched {
    let form = officer.reads(format!("{page}/release/new")).await;
    form.shows("requests.form.field.part.label");
    let hold = form.value_of("holds").unwrap();
    let fields = [
        ("holds", hold.as_str()),
        ("row", hold.as_str()),
        ("amount", amount),
        ("reason", "amount_excess"),
        (
            "facts",
            "The victims' loss was found to be smaller than was first told to us.",
        ),
    ];
    officer.sends(&format!("{page}/release"), &fields).await
}

/// The release of 112,508.22 of the 412,508.22 held, issued and begun; its page.
async fn asked(stage: &Stage, page: &str) -> String {
    let edit = asks(&stage.officer, page, "112,508.22").await.leads_to().unwrap();
    let draft = edit.trim_end_matches("/edit").to_owned();
    let form = stage.officer.reads(&edit).await;
    form.shows("requests.form.parts").shows("requests.check.part_held.pass");
    assert_eq!(form.value_of("amount").as_deref(), Some("112508.22"));
    let number = issue_as_filled(&stage.officer, &stage.supervisor, &form, &draft).await;
    let follower = format!("/requests/{number}");
    // Of money to be let go nobody says that it is likely to be lost.
    stage
        .intake
        .reads(&follower)
        .await
        .shows("clocks.urgency.priority.release")
        .hides("clocks.urgency.urgent.why");
    let reference = [("reference", "NB-2")];
    stage
        .intake
        .sends_on(&format!("{follower}/acknowledgement"), &reference)
        .await;
    stage.responder.reads(&follower).await;
    stage.responder.sends_on(&format!("{follower}/start"), &[]).await;
    follower
}

#[tokio::test(flavor = "current_thread")]
async fn a_part_is_asked_and_released_and_the_rest_stays_held_with_its_clock() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let colleague = site.member_of(POLICE, &[Role::Supervisor]).await;
    let page = held(&stage).await;
    for (amount, fault) in [
        ("412508.220001", "errors.field.more_than_held"),
        ("0", "errors.field.required"),
        ("much", "errors.field.no_amount"),
    ] {
        let again = asks(&stage.officer, &page, amount).await;
        assert_eq!(again.status, 422, "{amount}");
        again.shows(fault);
        let part = again
            .html()
            .select(&scraper::Selector::parse("input[name=amount]").unwrap())
            .next();
        assert_eq!(part.and_then(|part| part.value().attr("value")), Some(amount));
    }
    let follower = asked(&stage, &page).await;

    // What is asked stands in what was issued, of how much, and before both sides.
    let row = site
        .app
        .db
        .read()
        .query_one_raw(Statement::from_string(
            site.app.db.read().get_database_backend(),
            "SELECT packet FROM requests WHERE kind = 'release'",
        ))
        .await
        .unwrap()
        .unwrap();
    let packet: String = row.try_get("", "packet").unwrap();
    assert!(packet.contains(r#""amount":"112508220000""#), "{packet}");
    assert!(packet.contains(r#""held":"412508220000""#), "{packet}");
    for reader in [&stage.officer, &stage.responder] {
        reader
            .reads(&follower)
            .await
            .says("112,508.22 USDT")
            .says("A part of the 412,508.22 USDT held");
    }
    // The rest is still wanted.
    stage
        .responder
        .reads(&page)
        .await
        .shows("requests.desired.active")
        .hides("requests.desired.released");

    let form = format!("{follower}/targets/1/answer");
    stage
        .responder
        .reads(&form)
        .await
        .shows("requests.acts.answer.group.let_go")
        .says("412,508.22 USDT, until");
    let more = [("outcome", "released"), ("asset", "USDT.6"), ("amount", "112508.23")];
    let refused = stage.responder.sends(&form, &more).await;
    assert_eq!(refused.status, 422);
    refused.shows("errors.field.release_above_asked");
    stage
        .responder
        .sends_on(&form, &[("outcome", "released")])
        .await
        .shows("requests.acts.answer.done")
        .says("Released: 112,508.22 USDT")
        .says("Stays held: 300,000 USDT");

    for reader in [&stage.officer, &stage.responder] {
        reader
            .reads(&page)
            .await
            .shows("holds.status.partly_released")
            // The answer stays the answer.
            .says("Held now: 300,000 USDT")
            .shows("requests.match_basis.deposit_address")
            .shows("requests.limit.staked")
            .says("Of 412,508.22 USDT frozen, 112,508.22 USDT was released.");
        assert_eq!(sums(&reader.reads(&page).await), ALL);
        let list = reader.reads("/holds").await;
        assert_eq!(sums(&list), ["Held now: 300,000 USDT"]);
        list.says("Of 412,508.22 USDT frozen, 112,508.22 USDT was released.");
        reader.reads("/home").await.says("300,000 USDT");
    }
    let read = stage.officer.reads(&page).await;
    let case = read
        .body
        .split('"')
        .find(|part| part.starts_with("/cases/"))
        .unwrap()
        .to_owned();
    let of_case = sums(&stage.officer.reads(&case).await);
    let once = format!("Asked, each amount counted once{}", ALL[0].trim_start_matches("Asked"));
    assert_eq!(of_case.first(), Some(&once));
    assert_eq!(of_case[1..], ALL[1..]);
    colleague.reads("/notices").await.shows("notices.act.answered");
}

/// A link to what ended meanwhile, or a forged one: the form says so and chooses nothing for the reader.
#[tokio::test(flavor = "current_thread")]
async fn a_form_about_what_does_not_stand_here_says_so() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    for asked in [
        "release/new?hold=x",
        "extension/new?hold=01939000-0000-7000-8000-000000000000",
        "extension/new?preservation=01939000-0000-7000-8000-000000000000",
    ] {
        let form = stage.officer.get(&format!("{page}/{asked}")).await;
        assert_eq!(form.status, 422, "{asked}");
        form.shows("errors.field.stands_no_more");
        let ticked = scraper::Selector::parse("input[name=holds][checked]").unwrap();
        assert_eq!(form.html().select(&ticked).count(), 0, "{asked}");
    }
    stage.officer.reads(format!("{page}/release/new")).await;
    let forged = [("holds", "x"), ("reason", "cleared"), ("facts", "The loss is smaller.")];
    let again = stage.officer.sends(&format!("{page}/release"), &forged).await;
    assert_eq!(again.status, 422);
    again.shows("errors.field.unknown_choice").says("The loss is smaller.");
}

#[tokio::test(flavor = "current_thread")]
async fn an_amount_of_a_hold_that_is_not_ticked_is_asked_about() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let form = stage.officer.reads(format!("{page}/release/new")).await;
    let hold = form.value_of("holds").unwrap();
    let fields = [
        ("row", hold.as_str()),
        ("amount", "1"),
        ("reason", "amount_excess"),
        ("facts", "The loss is smaller."),
    ];
    let again = stage.officer.sends(&format!("{page}/release"), &fields).await;
    assert_eq!(again.status, 422);
    again.shows("errors.field.part_not_ticked").says("The loss is smaller.");
}

#[tokio::test(flavor = "current_thread")]
async fn a_draft_changes_how_much_is_to_be_released() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let edit = asks(&stage.officer, &page, "100").await.leads_to().unwrap();
    let draft = edit.trim_end_matches("/edit").to_owned();
    let form = stage.officer.reads(&edit).await.form_to(&draft);
    let with = |amount: &'static str| -> Vec<(String, String)> {
        let changed = form.iter().map(|(name, value)| match name.as_str() {
            "amount" => (name.clone(), amount.to_owned()),
            _ => (name.clone(), value.clone()),
        });
        changed.collect()
    };
    fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        fields.filter(|(name, _)| *name != "csrf").collect()
    }
    let more = stage.officer.sends(&draft, &borrowed(&with("500000"))).await;
    assert_eq!(more.status, 422);
    more.shows("errors.field.more_than_held");
    // Empty is all of it.
    let sent = stage.officer.sends(&draft, &borrowed(&with(""))).await;
    assert_eq!(sent.leads_to().as_deref(), Some(edit.as_str()));
    stage.officer.reads(&draft).await.says("412,508.22 USDT");
    assert_eq!(stage.officer.reads(&edit).await.value_of("amount").as_deref(), Some(""));
}

#[tokio::test(flavor = "current_thread")]
async fn the_exchange_lifts_a_part_of_its_own_accord_and_says_why() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let colleague = site.member_of(POLICE, &[Role::Supervisor]).await;
    let page = held(&stage).await;
    let read = stage.responder.reads(&page).await;
    let lift = read
        .body
        .split('"')
        .find(|part| part.ends_with("/lift"))
        .unwrap()
        .to_owned();
    let form = stage.responder.reads(&lift).await;
    form.shows("requests.acts.lift_hold.part");
    let seen = form.value_of("seen").unwrap();
    for (amount, fault) in [
        ("412509", "errors.field.more_than_held"),
        ("0", "errors.field.required"),
        ("0.0000001", "errors.field.too_fine"),
    ] {
        let fields = [("seen", seen.as_str()), ("reason", "wrong_account"), ("amount", amount)];
        let again = stage.responder.sends(&lift, &fields).await;
        assert_eq!(again.status, 422, "{amount}");
        again.shows(fault);
    }
    let fields = [
        ("seen", seen.as_str()),
        ("reason", "wrong_account"),
        ("amount", "12508.22"),
    ];
    stage
        .responder
        .sends_on(&lift, &fields)
        .await
        .shows("holds.status.partly_released")
        .says("Released: 12,508.22 USDT (Wrong account)");
    // The same form sent twice, or an old one: what was typed stays, and nothing more is let go.
    let twice = stage.responder.sends(&lift, &fields).await;
    assert_eq!(twice.status, 409);
    twice.shows("requests.acts.stale_text");
    assert_eq!(twice.value_of("amount").unwrap(), "12508.22");
    assert_ne!(twice.value_of("seen").unwrap(), seen);
    let read = stage.officer.reads(&page).await;
    let told = sums(&read);
    assert!(told.contains(&"Held now: 400,000 USDT".to_owned()), "{told:?}");
    colleague
        .reads("/notices")
        .await
        .shows("notices.act.hold_partly_released");
}

#[tokio::test(flavor = "current_thread")]
async fn what_asks_for_a_part_is_read_in_every_language() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let follower = asked(&stage, &page).await;
    let answer = format!("{follower}/targets/1/answer");
    for language in Language::ALL {
        for (reader, paths) in [
            (&stage.officer, [&page, &follower, &format!("{page}/release/new")]),
            (&stage.responder, [&page, &follower, &answer]),
        ] {
            let chosen = [("tag", language.tag()), ("to", page.as_str())];
            reader.sends("/language", &chosen).await;
            for path in paths {
                assert_eq!(reader.reads(path).await.page_language(), *language);
            }
        }
    }
}

/// What comes ticked in the form at `address`.
async fn ticked(officer: &Client, address: &str, action: &str, name: &str) -> Vec<String> {
    let fields = officer.reads(address).await.form_to(action);
    let named = fields.into_iter().filter(|(field, _)| field == name);
    named.map(|(_, value)| value).collect()
}

/// The links of `page` below `path`, with what each names after `?name=`.
fn named(page: &Fetched, path: &str, name: &str) -> Vec<String> {
    let begin = format!("href=\"{path}?{name}=");
    let links = page.body.split(begin.as_str()).skip(1);
    let mut ids: Vec<String> = links.map(|link| link.split('"').next().unwrap().to_owned()).collect();
    ids.sort();
    ids.dedup();
    ids
}

#[tokio::test(flavor = "current_thread")]
async fn of_several_holds_only_the_one_that_was_asked_about_comes_ticked() {
    for (kind, what, plural) in [
        (Kind::Freeze, "hold", "holds"),
        (Kind::Preserve, "preservation", "preservations"),
    ] {
        let site = Site::new().await;
        let stage = Stage::asking(&site, kind).await;
        let page = stage.begun().await;
        for (position, asset, amount) in [(1, "USDT.6", "412508.22"), (2, "ETH.18", "58")] {
            let frozen = [
                ("outcome", "frozen_full"),
                ("match_basis", "deposit_address"),
                ("relied_on", "request"),
                ("asset", asset),
                ("amount", amount),
                ("placed_at", "2026-11-22T16:00:00"),
                ("until", "2026-12-10T12:00"),
            ];
            let preserved = [
                ("outcome", "preserved"),
                ("match_basis", "deposit_address"),
                ("relied_on", "request"),
                ("until", "2026-12-10T12:00"),
            ];
            let answer: &[(&str, &str)] = if kind == Kind::Freeze { &frozen } else { &preserved };
            answers(&stage.responder, &page, position, answer).await;
        }
        let seen = stage.officer.reads(&page).await;
        for below in ["release", "extension"] {
            let (action, form) = (format!("{page}/{below}"), format!("{page}/{below}/new"));
            let ids = named(&seen, &form, what);
            assert_eq!(ids.len(), 2, "{below} {}", seen.body);
            let none = ticked(&stage.officer, &form, &action, plural).await;
            assert!(none.is_empty(), "{below}: none is chosen for the reader");
            for id in &ids {
                let only = ticked(&stage.officer, &format!("{form}?{what}={id}"), &action, plural).await;
                assert_eq!(only, std::slice::from_ref(id), "{below}");
            }
            let other = stage.officer.get(&format!("{form}?{what}=none")).await;
            assert_eq!(other.status, 422, "{below}");
            other.shows("errors.field.stands_no_more");
        }
    }
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = held(&stage).await;
    let (action, form) = (format!("{page}/release"), format!("{page}/release/new"));
    let only = ticked(&stage.officer, &form, &action, "holds").await;
    assert_eq!(only.len(), 1, "the only one there is");
}
