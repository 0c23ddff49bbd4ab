//! Made-up bulk and what is measured on it.

use std::path::Path;

use super::{Folder, run};

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
    assert!(text.contains("belongs to `serve`"), "{text}");

    let measured = run(&folder.0, &["bench", "--json", "--rounds", "2"]);
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

    let real = run(&folder.0, &["serve", "--listen", "127.0.0.1:0"]);
    let text = String::from_utf8(real.stderr).unwrap();
    assert_eq!(real.status.code(), Some(1));
    assert!(text.contains("belongs to `seed`"), "{text}");
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
