//! Made-up bulk and what is measured on it.

use std::path::Path;

use super::{Folder, Running, program, run};
use crate::support::{server, url_on};

/// Of every row of an SQLite file what `columns` of `table` say, in order.
async fn rows(folder: &Path, table: &str, columns: &str) -> Vec<String> {
    use sea_orm::{ConnectionTrait, DbBackend, Statement};
    let place = crosshold::store::Database::File(folder.join("crosshold.sqlite"));
    let db = crosshold::store::Db::connect(&place).await.unwrap();
    let sql = format!("SELECT {columns} AS said FROM {table} ORDER BY 1");
    let rows = db.read().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql));
    let rows = rows
        .await
        .unwrap()
        .iter()
        .map(|row| row.try_get("", "said").unwrap())
        .collect();
    db.close().await.unwrap();
    rows
}

#[tokio::test]
async fn made_up_bulk_is_the_same_on_the_same_day_and_is_added_to() {
    let (one, two) = (Folder::new(), Folder::new());
    let words = ["seed", "--cases", "6", "--requests", "60", "--random", "7"];
    let what = [
        ("organisations", "name || country"),
        ("people", "email || name"),
        ("cases", "reference || title || summary || opened_at || indicator_count"),
        ("indicators", "value"),
        (
            "requests",
            "coalesce(number, '') || status || kind || created_at || due_at",
        ),
        ("leaves", "act || happened_at"),
    ];
    for folder in [&one, &two] {
        let filled = run(&folder.0, &words);
        assert!(filled.status.success(), "{}", String::from_utf8_lossy(&filled.stderr));
    }
    let mut first = Vec::new();
    for (table, columns) in what {
        let rows_of_one = rows(&one.0, table, columns).await;
        assert_eq!(rows_of_one, rows(&two.0, table, columns).await, "{table}");
        first.push(rows_of_one.len());
    }

    for folder in [&one, &two] {
        let more = run(&folder.0, &words);
        assert!(more.status.success(), "{}", String::from_utf8_lossy(&more.stderr));
    }
    for ((table, columns), before) in what.into_iter().zip(first) {
        let rows_of_one = rows(&one.0, table, columns).await;
        assert!(rows_of_one.len() > before, "{table}");
        assert_eq!(rows_of_one, rows(&two.0, table, columns).await, "{table}");
    }
    let numbers = rows(&one.0, "requests", "coalesce(number, '')").await;
    let issued: Vec<&String> = numbers.iter().filter(|number| !number.is_empty()).collect();
    let mut distinct = issued.clone();
    distinct.dedup();
    assert_eq!(issued.len(), distinct.len());
}

#[test]
fn made_up_bulk_goes_beside_made_up_bulk_only_and_can_be_measured() {
    let folder = Folder::new();
    let words = ["seed", "--cases", "20", "--requests", "300"];
    let filled = run(&folder.0, &words);
    assert!(filled.status.success(), "{}", String::from_utf8_lossy(&filled.stderr));

    let real = Folder::new();
    let operator = [
        "admin",
        "bootstrap",
        "--email",
        "o@platform.example",
        "--name",
        "R. de Vries",
    ];
    assert!(run(&real.0, &operator).status.success());
    let refused = run(&real.0, &words);
    let text = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(text.contains("the database is not empty"), "{text}");

    let measured = run(&folder.0, &["bench", "--json", "--rounds", "2"]);
    assert_eq!(
        String::from_utf8(measured.stderr).unwrap(),
        "",
        "a line a call would weigh on the figures"
    );
    let figures: serde_json::Value = serde_json::from_slice(&measured.stdout).unwrap();
    let pages = figures["pages"].as_array().unwrap();
    let names: Vec<&str> = pages.iter().filter_map(|page| page["page"].as_str()).collect();
    assert_eq!(
        names,
        [
            "home",
            "cases",
            "case",
            "requests",
            "request",
            "queue",
            "request of the exchange",
            "answer a target",
        ]
    );
    assert!(figures["rss_mib"].as_f64().unwrap() > 1.0);
    for page in pages.iter().take(7) {
        assert!(
            page["statements"].as_u64().unwrap() > 0 && page["bytes"].as_u64().unwrap() > 1_000,
            "{page}"
        );
    }
    let told = run(&folder.0, &["bench", "--rounds", "1", "--log-level", "info"]);
    assert!(
        String::from_utf8(told.stderr).unwrap().lines().count() > 8,
        "who asks for the log gets it"
    );
}

/// Fills with almost nothing; the accounts it made.
fn filled(folder: &Folder) -> serde_json::Value {
    let done = run(&folder.0, &["seed", "--cases", "2", "--requests", "4", "--json"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    said.get("accounts").unwrap().clone()
}

#[test]
fn a_filled_database_is_served_to_the_people_in_it_and_every_page_says_that_they_are_made_up() {
    let folder = Folder::new();
    let accounts = filled(&folder);
    let officer = accounts
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["roles"][0] == "officer")
        .unwrap();
    let site = Running::start(program(&folder.0, &["serve"]));

    let page = site.ask("/sign-in");
    assert!(
        page.starts_with("HTTP/1.1 200 ") && page.contains("Synthetic data for load."),
        "{page}"
    );
    assert!(!page.contains("/demo/sign-in"), "nobody signs in by a button");
    assert!(site.ask("/demo/sign-in").starts_with("HTTP/1.1 404 "));
    let said = |field: &str| officer[field].as_str().unwrap().to_owned();
    let landed = signs_in(&site, &page, &said("email"), &said("password"));
    assert!(
        landed.starts_with("HTTP/1.1 303 ") && landed.contains("__Host-session="),
        "{landed}"
    );

    let second = run(&folder.0, &["seed", "--cases", "1", "--requests", "1"]);
    let text = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{text}");
    assert!(text.contains("another process serves or fills"), "{text}");
    let (code, _, log) = site.stop("TERM");
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.contains("nobody in it is real") && log.contains("\"level\":\"WARN\""),
        "{log}"
    );
}

/// Sends the form of the sign-in page as a browser does.
fn signs_in(site: &Running, page: &str, email: &str, password: &str) -> String {
    use std::io::{Read, Write};
    let part = |before: &str, until: char| page.split(before).nth(1).unwrap().split(until).next().unwrap();
    let (cookie, token) = (part("__Host-before=", ';'), part("name=\"csrf\" value=\"", '"'));
    let fields = [
        ("csrf", token),
        ("email", email),
        ("password", password),
        ("to", ""),
        ("kept", ""),
    ];
    let body = crate::support::form(&fields);
    let host = &site.address;
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    write!(
        stream,
        "POST /sign-in HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nsec-fetch-site: same-origin\r\n\
         cookie: __Host-before={cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// What is in a database before a command meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    Schema,
    Served,
    Bootstrapped,
    Filled,
    Demonstration,
}

const OPERATOR: [&str; 6] = [
    "admin",
    "bootstrap",
    "--email",
    "op@portal.example",
    "--name",
    "R. de Vries",
];

fn prepared(before: Before) -> Folder {
    let folder = Folder::new();
    let does = |words: &[&str]| assert!(run(&folder.0, words).status.success(), "{before:?}");
    match before {
        Before::Nothing => {}
        Before::Schema => does(&["migrate"]),
        Before::Served => drop(Running::start(program(&folder.0, &["serve"])).stop("TERM")),
        Before::Bootstrapped => does(&OPERATOR),
        Before::Filled => drop(filled(&folder)),
        Before::Demonstration => {
            let mut demo = program(&folder.0, &["demo"]);
            demo.stdout(std::process::Stdio::piped());
            drop(Running::start(demo).stop("TERM"));
            std::fs::rename(folder.0.join("demo.sqlite3"), folder.0.join("crosshold.sqlite")).unwrap();
        }
    }
    folder
}

/// Whether `command` works on what stands there; what it said where it does not.
fn meets(folder: &Folder, command: &str) -> Result<(), String> {
    if command == "serve" {
        let mut child = program(&folder.0, &["serve", "--listen", "127.0.0.1:0"])
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut rest = std::io::BufReader::new(child.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut rest, &mut line).unwrap();
        if !line.is_empty() {
            let address = line.trim().trim_start_matches("http://").to_owned();
            Running { child, address, rest }.stop("TERM");
            return Ok(());
        }
        return Err(String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap());
    }
    let words: &[&str] = match command {
        "seed" => &["seed", "--cases", "1", "--requests", "1"],
        "bootstrap" => &OPERATOR,
        _ => &["demo", "--listen", "127.0.0.1:0"],
    };
    if command == "demo" {
        // Its own file is what it meets.
        std::fs::rename(folder.0.join("crosshold.sqlite"), folder.0.join("demo.sqlite3")).unwrap();
    }
    let done = run(&folder.0, words);
    if done.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8(done.stderr).unwrap())
    }
}

#[test]
fn who_may_work_on_a_database_goes_by_whose_it_is_and_by_what_is_in_it() {
    use Before::{Bootstrapped, Demonstration, Filled, Nothing, Schema, Served};
    let foreign = "belongs to `";
    let full = "the database is not empty";
    for (before, command, refused) in [
        (Nothing, "serve", None),
        (Schema, "serve", None),
        (Served, "serve", None),
        (Bootstrapped, "serve", None),
        (Filled, "serve", None),
        (Demonstration, "serve", Some("belongs to `demo`")),
        (Nothing, "seed", None),
        (Schema, "seed", None),
        (Served, "seed", None),
        (Bootstrapped, "seed", Some(full)),
        (Filled, "seed", None),
        (Demonstration, "seed", Some("belongs to `demo`")),
        (Served, "bootstrap", None),
        (Filled, "bootstrap", Some("`seed` filled this database")),
        (Demonstration, "bootstrap", Some("belongs to `demo`")),
        (Schema, "demo", Some(foreign)),
        (Served, "demo", Some("belongs to `serve`")),
        (Bootstrapped, "demo", Some("belongs to `serve`")),
        (Filled, "demo", Some("belongs to `seed`")),
    ] {
        let folder = prepared(before);
        let met = meets(&folder, command);
        match (refused, met) {
            (None, Ok(())) => {}
            (Some(why), Err(text)) => assert!(text.contains(why), "{command} on {before:?}: {text}"),
            (_, met) => panic!("{command} on {before:?}: {met:?}"),
        }
    }
}

#[tokio::test]
async fn a_server_is_filled_while_nobody_serves_it_and_served_while_nobody_fills_it() {
    use sea_orm::ConnectionTrait as _;
    let Some(server) = server() else { return };
    let name = format!("crosshold_program_{}", uuid::Uuid::new_v4().simple());
    let all = sea_orm::Database::connect(url_on(&server, "postgres")).await.unwrap();
    all.execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    let url = url_on(&server, &name);
    let folder = Folder::new();
    let on = |words: &[&str]| {
        let mut command = program(&folder.0, words);
        command.env("DATABASE_URL", &url);
        command
    };
    let seed = ["seed", "--cases", "1", "--requests", "1"];
    let refused = |command: &mut std::process::Command| {
        let done = command.output().unwrap();
        let text = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{text}");
        assert!(text.contains("another process serves or fills"), "{text}");
    };

    // Two instances serve one database, and nobody fills it until both are gone, also one that was killed.
    let sites = [Running::start(on(&["serve"])), Running::start(on(&["serve"]))];
    refused(&mut on(&seed));
    let [first, second] = sites;
    first.stop("KILL");
    refused(&mut on(&seed));
    second.stop("TERM");
    let filled = on(&seed).output().unwrap();
    assert!(filled.status.success(), "{}", String::from_utf8_lossy(&filled.stderr));

    let held = crosshold::store::presence::Presence::at(&url, crosshold::store::presence::Work::Fills)
        .await
        .unwrap();
    assert!(held.is_held().await.unwrap() && held.is_held().await.unwrap());
    refused(&mut on(&["serve", "--listen", "127.0.0.1:0"]));
    refused(&mut on(&seed));
    drop(held);
    all.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
}

#[test]
fn a_site_at_which_nobody_worked_is_one_of_made_up_people_once_it_is_filled() {
    let folder = prepared(Before::Served);
    filled(&folder);
    let site = Running::start(program(&folder.0, &["serve"]));
    assert!(site.ask("/sign-in").contains("Synthetic data for load."));
    site.stop("TERM");
    // And what real people began, nobody fills: nothing was changed by the refusal.
    let folder = prepared(Before::Bootstrapped);
    assert!(meets(&folder, "seed").is_err());
    let site = Running::start(program(&folder.0, &["serve"]));
    assert!(!site.ask("/sign-in").contains("Synthetic data"));
    site.stop("TERM");
}

#[tokio::test]
async fn what_cannot_be_measured_is_named_and_left_alone() {
    let said = |folder: &Folder, words: &[&str]| {
        let done = run(&folder.0, words);
        assert_eq!(done.status.code(), Some(1), "{words:?}");
        String::from_utf8(done.stderr).unwrap()
    };
    let (nothing, real, few) = (Folder::new(), Folder::new(), Folder::new());

    let text = said(&nothing, &["bench"]);
    assert!(
        text.contains("there is no database at") && text.contains("crosshold.sqlite"),
        "{text}"
    );
    assert!(!nothing.0.join("crosshold.sqlite").exists(), "nothing is made");
    assert!(run(&real.0, &["migrate"]).status.success());
    let text = said(&real, &["bench"]);
    assert!(text.contains("the database is empty: fill it with `seed`"), "{text}");
    let operator = [
        "admin",
        "bootstrap",
        "--email",
        "op@portal.example",
        "--name",
        "R. de Vries",
    ];
    assert!(run(&real.0, &operator).status.success());
    let text = said(&real, &["bench"]);
    assert!(text.contains("belongs to `serve`: `bench` measures"), "{text}");
    assert!(
        run(&few.0, &["seed", "--cases", "3", "--requests", "0"])
            .status
            .success()
    );
    let text = said(&few, &["bench"]);
    assert!(text.contains("the database holds no "), "{text}");
}

#[test]
fn a_list_whose_verdicts_nobody_reads_ends_without_a_word() {
    let folder = Folder::new();
    let file = folder.0.join("list.csv");
    std::fs::write(&file, format!("chain,address\n{}", "bitcoin,x\n".repeat(200_000))).unwrap();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_crosshold"))
        .args(["addresses", "check"])
        .arg(&file)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut output, &mut line).unwrap();
    drop(output);
    let done = child.wait_with_output().unwrap();

    assert_eq!(line, "chain,address,verdict,canonical,reason\n");
    assert_eq!(String::from_utf8(done.stderr).unwrap(), "");
    assert_eq!(done.status.code(), Some(141), "as of a program that SIGPIPE ended");
}

#[test]
fn a_list_that_cannot_be_read_is_named() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("list.csv"), "asset,amount\n").unwrap();
    for (name, why) in [
        ("nofile.csv", "No such file"),
        ("list.csv", "the first row names no column"),
        ("", "directory"),
    ] {
        let file = folder.0.join(name);
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_crosshold"))
            .args(["addresses", "check"])
            .arg(&file)
            .output()
            .unwrap();
        let text = String::from_utf8(done.stderr).unwrap();

        assert_eq!(done.status.code(), Some(1), "{name}");
        assert!(text.contains(&*file.to_string_lossy()) && text.contains(why), "{text}");
    }
}
