//! The demonstration, and what keeps invented people and real ones apart.

use std::io::{BufRead, BufReader};
use std::path::Path;

use super::{Folder, Running, program, run};

/// A demonstration, with what it said.
fn demonstration(folder: &Path) -> (Running, serde_json::Value) {
    let mut child = program(folder, &["demo", "--json"])
        .args(["--listen", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    let mut rest = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    rest.read_line(&mut line).unwrap();
    let said: serde_json::Value = serde_json::from_str(&line).unwrap();
    let address = said
        .get("url")
        .unwrap()
        .as_str()
        .unwrap()
        .strip_prefix("http://")
        .unwrap()
        .to_owned();
    (Running { child, address, rest }, said)
}

#[test]
fn a_demonstration_says_where_it_is_and_who_one_can_be() {
    let folder = Folder::new();
    let (site, said) = demonstration(&folder.0);
    let accounts = said["accounts"].as_array().unwrap();
    let silva = accounts
        .iter()
        .find(|account| account["email"] == "a.silva@pj.example")
        .unwrap();
    assert_eq!(silva["organisation"], "Polícia Judiciária");
    assert_eq!(silva["roles"], serde_json::json!(["officer"]));
    assert!(
        accounts
            .iter()
            .all(|account| account["password"].as_str().unwrap().len() >= 15)
    );
    let page = site.ask("/sign-in");
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("A. Silva"), "{page}");

    let (code, rest, log) = site.stop("TERM");
    assert_eq!((code, rest.as_str()), (Some(0), ""), "{log}");

    // Another start makes everything anew.
    let (site, again) = demonstration(&folder.0);
    assert_ne!(again["accounts"], said["accounts"]);
    site.stop("TERM");
}

#[test]
fn invented_people_and_real_ones_never_share_a_database() {
    let folder = Folder::new();
    let (site, _) = demonstration(&folder.0);
    site.stop("TERM");
    let file = folder.0.join("demo.sqlite3");
    let before = std::fs::read(&file).unwrap();
    let refused = program(&folder.0, &["serve", "--listen", "127.0.0.1:0"])
        .env("DATABASE_URL", format!("sqlite:{}", file.display()))
        .output()
        .unwrap();
    let text = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{text}");
    assert!(text.contains("belongs to `demo`"), "{text}");
    assert!(
        std::fs::read(&file).unwrap() == before,
        "what is refused is not touched"
    );

    let folder = Folder::new();
    let file = folder.0.join("demo.sqlite3");
    let mut real = program(&folder.0, &["serve"]);
    real.env("DATABASE_URL", format!("sqlite:{}", file.display()));
    Running::start(real).stop("TERM");
    let before = std::fs::read(&file).unwrap();
    let refused = run(&folder.0, &["demo", "--listen", "127.0.0.1:0"]);
    let text = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{text}");
    assert!(text.contains("belongs to `serve`"), "{text}");
    assert!(
        std::fs::read(&file).unwrap() == before,
        "what is refused is not touched"
    );
}

#[test]
fn a_demonstration_leaves_a_running_one_alone() {
    let folder = Folder::new();
    let (site, _) = demonstration(&folder.0);
    let address = site.address.clone();
    let file = folder.0.join("demo.sqlite3");

    for listen in [address.as_str(), "127.0.0.1:0"] {
        let second = run(&folder.0, &["demo", "--listen", listen]);
        let text = String::from_utf8(second.stderr).unwrap();
        assert_eq!(second.status.code(), Some(1), "{text}");
        let said = if listen == address {
            "--listen"
        } else {
            "another process serves"
        };
        assert!(text.contains(said), "{text}");
        assert!(file.exists(), "the running one keeps its database");
    }
    assert!(site.ask("/readyz").starts_with("HTTP/1.1 200 "));

    // Whoever was killed holds nothing.
    site.stop("KILL");
    let (site, _) = demonstration(&folder.0);
    site.stop("TERM");
}

#[test]
fn nobody_else_serves_or_fills_the_file_of_a_running_demonstration() {
    let (folder, other) = (Folder::new(), Folder::new());
    // The second start makes the file anew.
    demonstration(&folder.0).0.stop("TERM");
    let (site, _) = demonstration(&folder.0);
    std::fs::hard_link(folder.0.join("demo.sqlite3"), other.0.join("crosshold.sqlite")).unwrap();

    for words in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["seed", "--cases", "1", "--requests", "1"],
    ] {
        let second = run(&other.0, words);
        let text = String::from_utf8(second.stderr).unwrap();
        assert_eq!(second.status.code(), Some(1), "{text}");
        assert!(text.contains("another process serves"), "{text}");
    }
    assert!(site.ask("/readyz").starts_with("HTTP/1.1 200 "));
    site.stop("TERM");
}

#[test]
fn a_demonstration_uses_no_database_that_somebody_named() {
    let folder = Folder::new();
    let refused = program(&folder.0, &["demo", "--listen", "127.0.0.1:0"])
        .env("DATABASE_URL", "postgres://crosshold:canary@db.example/main")
        .output()
        .unwrap();
    let text = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{text}");
    assert!(text.contains("DATABASE_URL") && !text.contains("canary"), "{text}");
    assert!(!folder.0.join("demo.sqlite3").exists());
}
