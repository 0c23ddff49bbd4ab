//! The program as whoever runs it meets it: settings, start, signals, and what it says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A data folder of its own, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("crosshold-program-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn program(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crosshold"));
    command
        .args(words)
        .arg("--data-dir")
        .arg(folder)
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    program(folder, words).output().unwrap()
}

/// A running site.
struct Running {
    child: Child,
    address: String,
    rest: BufReader<std::process::ChildStdout>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
        let mut rest = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        rest.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap().to_owned();
        Self { child, address, rest }
    }

    fn ask(&self, path: &str) -> String {
        ask(&self.address, path)
    }

    /// Sends `signal`; answers the exit code, the rest of stdout, and the log.
    fn stop(mut self, signal: &str) -> (Option<i32>, String, String) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let (mut rest, mut log) = (String::new(), String::new());
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        self.rest.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest, log)
    }
}

fn ask(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_site_starts_serves_and_stops_on_either_signal() {
    let folder = Folder::new();
    for signal in ["TERM", "INT"] {
        let site = Running::start(program(&folder.0, &["serve"]));
        assert!(site.ask("/healthz").starts_with("HTTP/1.1 200 "));
        assert!(site.ask("/readyz").starts_with("HTTP/1.1 200 "));
        assert!(site.ask("/metrics").starts_with("HTTP/1.1 4") || site.ask("/metrics").starts_with("HTTP/1.1 3"));
        site.ask("/no/such?canary=1");

        let (code, rest, log) = site.stop(signal);

        assert_eq!((code, rest.as_str()), (Some(0), ""), "{log}");
        assert!(log.contains("/healthz") && !log.contains("canary"), "{log}");
        assert!(
            log.lines()
                .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
            "{log}"
        );
    }
    assert!(folder.0.join("secret").exists() && !folder.0.join("crosshold.sqlite-wal").exists());
}

#[test]
fn figures_have_a_listener_of_their_own() {
    let folder = Folder::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let mut command = program(&folder.0, &["serve"]);
    command.args(["--metrics-listen", &free]);
    let site = Running::start(command);
    site.ask("/readyz");

    let figures = ask(&free, "/metrics");

    assert!(
        figures.contains(r#"crosshold_calls_total{route="/readyz",method="GET",status="200"} 1"#),
        "{figures}"
    );
    assert!(figures.contains("crosshold_statement_seconds_count"), "{figures}");
    assert!(ask(&free, "/readyz").starts_with("HTTP/1.1 404 "));
    for path in ["/metrics", "/readyz"] {
        let headers = ask(&free, path).to_ascii_lowercase();
        for header in [
            "content-security-policy: default-src 'none'",
            "strict-transport-security: max-age=",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
        ] {
            assert!(headers.contains(header), "{path} lacks {header}: {headers}");
        }
    }
    site.stop("TERM");
}

#[test]
fn settings_are_shown_without_secrets_and_all_faults_at_once() {
    let folder = Folder::new();
    let mut command = program(&folder.0, &["config", "check"]);
    let shown = command
        .env("DATABASE_URL", "postgres://crosshold:canary@db.example/main")
        .output()
        .unwrap();
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(
        shown.status.success() && text.contains("database = postgres://db.example/main"),
        "{text}"
    );
    assert!(!text.contains("canary"));
    assert_eq!(
        std::fs::read_dir(&folder.0).unwrap().count(),
        0,
        "looking makes nothing"
    );

    let mut command = program(&folder.0, &["config", "check", "--listen", "x", "--log-level", "loud"]);
    let faulty = command.env("CROSSHOLD_SECRET", "canary").output().unwrap();
    let text = String::from_utf8(faulty.stderr).unwrap();
    assert_eq!((faulty.status.code(), text.lines().count()), (Some(1), 3), "{text}");
    assert!(!text.contains("canary"));
}

#[test]
fn a_schema_can_be_brought_up_on_its_own_and_twice() {
    let folder = Folder::new();
    assert!(run(&folder.0, &["migrate"]).status.success());
    assert!(run(&folder.0, &["migrate"]).status.success());
    assert!(folder.0.join("crosshold.sqlite").exists());
}

#[test]
fn a_database_that_does_not_answer_is_named_without_its_password() {
    let folder = Folder::new();
    let mut command = program(&folder.0, &["serve", "--listen", "127.0.0.1:0"]);
    let failed = command
        .env("DATABASE_URL", "postgres://crosshold:canary@127.0.0.1:1/main")
        .output()
        .unwrap();
    let text = String::from_utf8(failed.stderr).unwrap();
    assert_eq!(failed.status.code(), Some(1));
    assert!(text.contains("DATABASE_URL") && !text.contains("canary"), "{text}");
}

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

#[test]
fn a_file_is_served_by_one_process_and_read_by_its_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let site = Running::start(program(&folder.0, &["serve"]));
    let second = run(&folder.0, &["serve", "--listen", "127.0.0.1:0"]);
    let text = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{text}");
    assert!(text.contains("another process serves"), "{text}");

    for name in [
        "crosshold.sqlite",
        "crosshold.sqlite-wal",
        "crosshold.sqlite-shm",
        "secret",
    ] {
        let mode = std::fs::metadata(folder.0.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    site.stop("TERM");
    Running::start(program(&folder.0, &["serve"])).stop("TERM");
}

#[test]
fn a_folder_that_cannot_be_written_is_named_as_such() {
    let folder = Path::new("/proc/sys");
    let failed = run(folder, &["serve", "--listen", "127.0.0.1:0"]);
    let text = String::from_utf8(failed.stderr).unwrap();
    assert_eq!(failed.status.code(), Some(1), "{text}");
    assert!(
        text.contains("--data-dir") && text.contains("cannot be written") && !text.contains("DATABASE_URL"),
        "{text}"
    );
}

#[test]
fn the_first_operator_is_made_once() {
    let folder = Folder::new();
    let words = [
        "admin",
        "bootstrap",
        "--email",
        "operator@platform.example",
        "--name",
        "R. de Vries",
    ];
    let made = run(&folder.0, &words);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let password = String::from_utf8(made.stdout).unwrap();
    assert!(password.lines().count() == 1 && password.trim().len() >= 40);

    let again = run(&folder.0, &words);
    assert_eq!((again.status.code(), again.stdout.as_slice()), (Some(1), &b""[..]));
    let text = String::from_utf8(again.stderr).unwrap();
    assert!(text.contains("first operator already"), "{text}");
}

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
