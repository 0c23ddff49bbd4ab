//! What people, browsers and strangers send that no page of ours asked for: nothing breaks, nothing changes, nothing
//! typed is lost.

mod walk;

use std::collections::BTreeSet;

use crosshold::domain::actor::Role;
use crosshold::web::routes::ROUTES;
use jiff::SignedDuration;

use crate::requests::Stage;
use crate::support::{Client, Fetched, Site, form};
use walk::{Form, Walk};

const POLICE: &str = "Polícia Judiciária";
const EXCHANGE: &str = "Northbank Exchange";
const TRON: &str = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";

/// A site on which something of everything stands, and the people who know of it.
struct Scene {
    site: Site,
    stage: Stage,
    /// A case with an indicator.
    case: String,
    /// A request that is issued and taken on.
    issued: String,
}

impl Scene {
    async fn new() -> Self {
        let site = Site::new().await;
        let stage = Stage::on(&site).await;
        let issued = format!("/requests/{}", stage.issued().await);
        let intake = &stage.intake;
        intake.reads(format!("{issued}/acknowledgement")).await;
        intake
            .sends_on(&format!("{issued}/acknowledgement"), &[("reference", "NB-1")])
            .await;
        let case = case(&stage.officer).await;
        Self {
            site,
            stage,
            case,
            issued,
        }
    }

    /// Everybody on the stage, each with where to begin.
    fn people(&self) -> [(&Client, Vec<String>); 4] {
        let begin = |paths: &[&str]| {
            let own = paths.iter().map(|path| (*path).to_owned());
            own.chain(["/home".to_owned(), self.issued.clone()]).collect::<Vec<_>>()
        };
        let (case, new) = (self.case.clone(), format!("{}/requests/new", self.case));
        [
            (
                &self.stage.officer,
                begin(&[&case, &new, "/cases/new", "/account", "/organisations"]),
            ),
            (&self.stage.supervisor, begin(&["/requests", "/holds"])),
            (&self.stage.intake, begin(&["/requests", "/notices"])),
            (&self.stage.responder, begin(&["/requests", "/verify"])),
        ]
    }

    /// Every row but those of who looked, and when somebody was last seen.
    async fn rows(&self) -> String {
        let dump = self.site.dump().await;
        let kept = dump.lines().filter(|row| {
            let table = row.split(':').next().unwrap_or_default();
            !matches!(
                table,
                "leaves" | "leaf_details" | "leaf_clock" | "sessions" | "verify_checks" | "sqlite_sequence"
            )
        });
        kept.collect::<Vec<_>>().join("\n")
    }

    async fn walks(&self) -> Vec<(&Client, Walk)> {
        let mut walks = Vec::new();
        for (client, start) in self.people() {
            let start: Vec<&str> = start.iter().map(String::as_str).collect();
            walks.push((client, Walk::of(client, &start).await));
        }
        walks
    }
}

/// A case with an address that was checked; its path.
async fn case(officer: &Client) -> String {
    officer.reads("/cases/new").await;
    let fields = [
        ("version", "0"),
        ("reference", "PJ-2026-7"),
        ("title", "False trading site"),
        ("offence", "07"),
        ("summary", "Fourteen victims."),
    ];
    let opened = officer.sends("/cases", &fields).await;
    assert_eq!(opened.status, 303, "{}", opened.text());
    let path = opened.leads_to().unwrap();
    let list = [
        ("lines", TRON),
        ("kind", "address"),
        ("chain", ""),
        ("source", "Tracing report"),
        ("note", ""),
        ("source_grade", "B"),
        ("information_grade", "2"),
        ("confidence", "medium"),
    ];
    let added = officer.sends(&format!("{path}/indicators"), &list).await;
    assert_eq!(added.status, 303, "{}", added.text());
    path
}

/// A page apart from what differs by its call: the id, the token, and the address itself, to which a choice of language
/// comes back.
fn without_ids(fetched: &Fetched, address: &str) -> String {
    fetched
        .body
        .replace(&format!("value=\"{address}\""), "value=\"ADDRESS\"")
        .replace(&fetched.header("x-request-id"), "ID")
        .split("name=\"csrf\" value=\"")
        .map(|part| part.split_once('"').map_or(part, |(_, rest)| rest))
        .collect()
}

/// Somebody of another agency, or of another exchange, with every role there is on that side.
async fn strangers(site: &Site) -> [Client; 2] {
    [
        site.member_of("Guardia Civil", &[Role::Officer, Role::Supervisor])
            .await,
        site.member_of("Halden Markets", &[Role::Intake, Role::Responder, Role::Counsel])
            .await,
    ]
}

/// An address that fits `pattern`, to which nothing belongs.
fn absent(pattern: &str) -> String {
    let parts = pattern.split('/').map(|part| match part {
        "{reference}" => "FR-2026-999999",
        "{position}" => "1",
        "{code}" => "0000-0000-0000-0000",
        part if part.starts_with('{') => "01939000-0000-7000-8000-000000000000",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[actix_web::test]
async fn no_post_takes_a_field_it_does_not_know_or_a_token_twice() {
    let scene = Scene::new().await;
    let police = scene.site.member_of(POLICE, &[Role::Officer, Role::Supervisor]).await;
    let exchange = scene
        .site
        .member_of(EXCHANGE, &[Role::Intake, Role::Responder, Role::Counsel])
        .await;
    let before = scene.site.dump().await;

    for route in ROUTES
        .iter()
        .filter(|route| route.method == "POST" && route.name != "headers::report")
    {
        let is_of_exchange = route
            .access
            .roles()
            .is_some_and(|roles| !roles.contains(&Role::Officer) && !roles.contains(&Role::Supervisor));
        let client = if is_of_exchange { &exchange } else { &police };
        let path = absent(route.path)
            .replace("/requests/FR-2026-999999", &scene.issued)
            .replace("/cases/01939000-0000-7000-8000-000000000000", &scene.case);
        let token = client.token();
        for body in [
            form(&[("csrf", token.as_str()), ("organisation_id", "1")]),
            form(&[("csrf", token.as_str()), ("csrf", token.as_str())]),
        ] {
            let fetched = client.posts(&path, &body).await;
            let expected = if route.path == "/demo/sign-in" { 404 } else { 400 };
            assert_eq!(fetched.status.as_u16(), expected, "{path}: {}", fetched.text());
        }
    }

    assert_eq!(scene.site.dump().await, before);
}

/// Fields of which a form has several.
const LISTS: [&str; 22] = [
    "asset",
    "amount",
    "value",
    "currency",
    "price_source",
    "priced_at",
    "country",
    "count",
    "pick",
    "row",
    "txid",
    "check",
    "explanation",
    "data",
    "targets",
    "holds",
    "line",
    "key",
    "line_chain",
    "line_tag",
    "no_tag",
    "tag",
];

#[actix_web::test]
async fn no_form_takes_one_value_twice() {
    let scene = Scene::new().await;
    let mut tried = 0;
    for (client, walk) in scene.walks().await {
        let before = scene.rows().await;
        for ((method, pattern), form) in &walk.forms {
            if *method != "POST" {
                continue;
            }
            for (name, value) in &form.fields {
                let is_list =
                    LISTS.contains(&name.as_str()) || form.fields.iter().filter(|(n, _)| n == name).count() > 1;
                if is_list {
                    continue;
                }
                let mut fields = form.sent();
                fields.push((name, value));
                let fetched = client.sends(&form.action, &fields).await;
                assert_eq!(fetched.status, 400, "{pattern}: {name} twice: {}", fetched.text());
                tried += 1;
            }
        }
        assert_eq!(scene.rows().await, before);
    }
    assert!(tried > 40, "the walk met only {tried} fields");
}

/// Text that shows otherwise than it is, or is no text.
const DECEPTIVE: [&str; 6] = [
    "Ana\u{202e}avliS",
    "a\u{0}b",
    "a\u{1b}[31mb",
    "a\u{200b}b",
    "a\u{2066}b",
    "\u{feff}a",
];

#[actix_web::test]
async fn no_field_takes_characters_that_deceive_or_a_megabyte() {
    let scene = Scene::new().await;
    let long = "a".repeat(1_000_000);
    let mut tried = Vec::new();
    let mut wrong = Vec::new();
    for (client, walk) in scene.walks().await {
        for ((method, pattern), form) in &walk.forms {
            if *method != "POST" || tried.contains(pattern) {
                continue;
            }
            tried.push(pattern);
            let before = scene.rows().await;
            // A pasted list is read line by line: the preview says of each what is wrong.
            let is_preview = pattern.ends_with("/preview");
            for name in form.texts.iter().filter(|name| !is_preview || *name != "lines") {
                for typed in DECEPTIVE.iter().copied().chain([long.as_str()]) {
                    let fetched = client.sends(&form.action, &form.with(name, typed)).await;
                    if !matches!(fetched.status.as_u16(), 422 | 413) {
                        let shown: String = typed.chars().take(9).collect();
                        wrong.push(format!("{pattern} {name}: {shown:?}: {}", fetched.status));
                    }
                }
            }
            let after = scene.rows().await;
            let changed = after.lines().filter(|row| !before.lines().any(|old| old == *row));
            wrong.extend(changed.map(|row| format!("{pattern}: {row:.300}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried.len() > 10, "{tried:?}");
}

/// PostgreSQL keeps no zero character in a text; no path, filter or form may bring it there.
#[actix_web::test]
async fn a_zero_character_reaches_no_database() {
    let scene = Scene::new().await;
    let auditor = scene.site.member_of("Inspectorate", &[Role::Auditor]).await;
    let officer = &scene.stage.officer;
    for path in [
        "/requests?q=%00",
        "/requests?q=a%00b",
        "/cases?q=%00",
        "/cases?q=a%00b",
        "/organisations?q=a%00b",
    ] {
        let fetched = officer.reads(path).await;
        assert!(!fetched.body.contains('\0'), "{path}");
    }
    let found = officer.reads("/cases?q=a%00b").await;
    assert_eq!(found.value_of("q").as_deref(), Some("a\u{fffd}b"));
    for path in [
        "/requests?after=%00&part=%00&status=%00&party=%00&due=%00&sort=%00",
        "/cases?sort=reference&after=%00",
        "/cases?before=%00",
        "/holds?after=%00",
        "/notices?before=%00",
        "/verify?code=%00",
    ] {
        let status = officer.get(path).await.status;
        assert!(!status.is_server_error(), "{path}: {status}");
    }
    auditor
        .reads("/trail?act=%00&organisation=%00&person=%00&before=%00")
        .await;
    for path in [
        "/requests/%00",
        "/requests/a%00b/edit",
        "/cases/%00",
        "/trail/%00",
        "/verify/%00",
        "/static/%00",
    ] {
        assert_eq!(officer.get(path).await.status, 404, "{path}");
    }
    let visitor = scene.site.nobody();
    let tried = visitor
        .sends("/sign-in", &[("email", "a\0b@x"), ("password", "a\0b")])
        .await;
    assert_eq!(tried.status, 422);
    tried.shows("sign_in.error.wrong");
}

/// What no page of ours writes into an address.
const STRANGE: [&str; 12] = [
    "-1",
    "0",
    "9223372036854775808",
    "1000000",
    "garbage",
    "%00",
    "%FF",
    "%F0%9F%A7%8A",
    "'%20OR%201=1--",
    "01939000-0000-7000-8000-000000000000",
    "2026-99-99",
    "%25_%25",
];

#[actix_web::test]
async fn strange_cursors_and_filters_break_no_list() {
    let scene = Scene::new().await;
    let auditor = scene.site.member_of("Inspectorate", &[Role::Auditor]).await;
    let mut walks = scene.walks().await;
    walks.push((&auditor, Walk::of(&auditor, &["/trail", "/home"]).await));
    let mut wrong = Vec::new();
    let mut tried = BTreeSet::new();
    for (client, walk) in &walks {
        for (pattern, pages) in &walk.pages {
            let Some(page) = pages.first() else { continue };
            let path = page.split('?').next().unwrap();
            let mut names: Vec<String> = pages.iter().flat_map(|page| names_in(page)).collect();
            if let Some(form) = walk.forms.get(&("GET", *pattern)) {
                names.extend(form.fields.iter().map(|(name, _)| name.clone()));
                names.extend(["after", "before", "sort"].map(str::to_owned));
            }
            names.sort();
            names.dedup();
            if !tried.insert((*pattern, names.clone())) {
                continue;
            }
            for name in &names {
                for value in STRANGE {
                    let fetched = client.get(&format!("{path}?{name}={value}")).await;
                    if fetched.status.is_server_error() {
                        wrong.push(format!("{path}?{name}={value}: {}", fetched.status));
                    }
                }
                let twice = client.get(&format!("{path}?{name}=1&{name}=2")).await;
                if twice.status.is_server_error() {
                    wrong.push(format!("{path}?{name} twice: {}", twice.status));
                }
            }
        }
    }
    for route in ROUTES
        .iter()
        .filter(|route| route.method == "GET" && route.path.contains('{'))
    {
        let Some((client, _)) = walks.iter().find(|(_, walk)| walk.pages.contains_key(route.path)) else {
            continue;
        };
        for value in STRANGE {
            let parts = route
                .path
                .split('/')
                .map(|part| if part.starts_with('{') { value } else { part });
            let path = parts.collect::<Vec<_>>().join("/");
            let fetched = client.get(&path).await;
            if fetched.status.is_server_error() {
                wrong.push(format!("{path}: {}", fetched.status));
            }
        }
    }
    let lists = tried.iter().filter(|(_, names)| names.contains(&"after".to_owned()));
    assert!(lists.count() > 2, "{tried:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names in the query of an address.
fn names_in(address: &str) -> Vec<String> {
    let (_, query) = address.split_once('?').unwrap_or_default();
    let fields = query.split('&').filter(|field| !field.is_empty());
    fields
        .map(|field| field.split('=').next().unwrap().to_owned())
        .collect()
}

#[actix_web::test]
async fn what_belongs_to_others_is_absent_on_every_page_and_to_every_form() {
    let scene = Scene::new().await;
    let walks = scene.walks().await;
    let strangers = strangers(&scene.site).await;
    let before = scene.rows().await;
    let mut tried = 0;
    for (_, walk) in &walks {
        let pages = walk
            .pages
            .iter()
            .flat_map(|(pattern, pages)| pages.iter().map(|page| (*pattern, page)));
        for (pattern, page) in pages.filter(|(pattern, _)| is_of_somebody(pattern)) {
            for stranger in &strangers {
                let (theirs, nothing) = (stranger.get(page).await, stranger.get(&absent(pattern)).await);
                let outcome = (theirs.status.as_u16(), nothing.status.as_u16());
                assert!(matches!(outcome, (404, 404) | (403, 403)), "{page}: {outcome:?}");
                assert_eq!(
                    without_ids(&theirs, page),
                    without_ids(&nothing, &absent(pattern)),
                    "{page}"
                );
                tried += 1;
            }
        }
        for ((_, pattern), form) in walk
            .forms
            .iter()
            .filter(|((method, pattern), _)| *method == "POST" && is_of_somebody(pattern))
        {
            for stranger in &strangers {
                let theirs = stranger.sends(&form.action, &form.sent()).await;
                let nothing = stranger.sends(&absent(pattern), &form.sent()).await;
                let outcome = (theirs.status.as_u16(), nothing.status.as_u16());
                assert!(
                    matches!(outcome, (404, 404) | (403, 403)),
                    "{}: {outcome:?}",
                    form.action
                );
                assert_eq!(
                    without_ids(&theirs, &form.action),
                    without_ids(&nothing, &absent(pattern)),
                    "{}",
                    form.action
                );
                tried += 1;
            }
        }
    }
    assert_eq!(scene.rows().await, before);
    assert!(tried > 60, "{tried}");
}

/// Whether a route names one thing of one organisation.
fn is_of_somebody(pattern: &str) -> bool {
    [
        "/cases/{id}",
        "/requests/{reference}",
        "/notices/{id}",
        "/account/sessions/{id}",
    ]
    .iter()
    .any(|start| pattern.starts_with(start))
}

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
