//! The program as whoever runs it meets it: settings, start, signals, and what it says.

mod demo;
mod seed;
mod wire;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::support::{server, url_on};

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

impl Drop for Running {
    /// A test that failed leaves no site behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
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
    let secret = [(); 2].map(|()| uuid::Uuid::new_v4().simple().to_string()).concat();
    let shown = command.env("CROSSHOLD_SECRET", &secret).output().unwrap();
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(
        shown.status.success() && text.contains("database = ") && text.contains("crosshold.sqlite"),
        "{text}{}",
        String::from_utf8_lossy(&shown.stderr)
    );
    assert!(!text.contains(&secret));
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
fn a_check_tells_what_cannot_be_written_among_all_else_and_makes_nothing() {
    let folder = Folder::new();
    let file = folder.0.join("file");
    std::fs::write(&file, "").unwrap();
    let check = |data: &Path, words: &[&str], database: Option<&Path>| {
        let mut command = program(data, &["config", "check"]);
        command.args(words);
        if let Some(database) = database {
            command.env("DATABASE_URL", format!("sqlite:{}", database.display()));
        }
        let told = command.output().unwrap();
        (told.status.code(), String::from_utf8(told.stderr).unwrap())
    };

    for unfit in [
        Path::new("/proc/sys"),
        &file,
        &file.join("below"),
        Path::new("/proc/none"),
    ] {
        let (code, text) = check(unfit, &["--log-level", "loud"], None);
        assert_eq!((code, text.lines().count()), (Some(1), 2), "{text}");
        assert!(text.contains("--log-level") && text.contains("--data-dir"), "{text}");
        let (code, text) = check(unfit, &[], None);
        assert_eq!((code, text.lines().count()), (Some(1), 1), "{text}");
        assert!(text.contains("the data folder cannot be written"), "{text}");
    }
    // In the last one the file itself is open, and nothing can be made beside it.
    for unfit in [
        folder.0.as_path(),
        &file.join("below.sqlite"),
        Path::new("/proc/self/oom_score_adj"),
    ] {
        let (code, text) = check(&folder.0, &[], Some(unfit));
        assert_eq!((code, text.lines().count()), (Some(1), 1), "{text}");
        assert!(text.contains("DATABASE_URL"), "{text}");
    }
    let (code, text) = check(&folder.0.join("deep/er"), &[], Some(&folder.0.join("other/db.sqlite")));
    assert_eq!((code, text.as_str()), (Some(0), ""));
    assert_eq!(
        std::fs::read_dir(&folder.0).unwrap().count(),
        1,
        "looking makes nothing"
    );
}

#[test]
fn a_check_tells_of_a_server_that_does_not_answer_or_has_no_such_database() {
    let folder = Folder::new();
    let check = |url: &str| {
        let began = std::time::Instant::now();
        let mut command = program(&folder.0, &["config", "check"]);
        let told = command.env("DATABASE_URL", url).output().unwrap();
        assert!(began.elapsed() < std::time::Duration::from_secs(30), "{url}");
        let text = String::from_utf8(told.stderr).unwrap();
        assert!(!text.contains("canary"), "{text}");
        (told.status.code(), text)
    };
    // Nobody listens; and somebody who never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap().to_string();
    for place in ["127.0.0.1:1", silent.as_str()] {
        let (code, text) = check(&format!("postgres://crosshold:canary@{place}/main"));
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains("DATABASE_URL: the database does not answer"), "{text}");
    }
    let Some(server) = server() else { return };
    let (code, text) = check(&url_on(&server, "no_such_database"));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("the server has no database of this name"), "{text}");
    let (code, text) = check(&url_on(&server, "postgres"));
    assert_eq!((code, text.as_str()), (Some(0), ""));
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
fn a_file_is_one_by_whatever_name_it_goes() {
    let (folder, other) = (Folder::new(), Folder::new());
    let site = Running::start(program(&folder.0, &["serve"]));
    let file = folder.0.join("crosshold.sqlite");
    for name in ["crosshold.sqlite", "demo.sqlite3"] {
        std::fs::hard_link(&file, other.0.join(name)).unwrap();
    }
    for words in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["seed", "--cases", "1", "--requests", "1"],
        &["demo", "--listen", "127.0.0.1:0"],
    ] {
        let second = run(&other.0, words);
        let text = String::from_utf8(second.stderr).unwrap();
        assert_eq!(second.status.code(), Some(1), "{words:?}: {text}");
        assert!(text.contains("another process serves"), "{words:?}: {text}");
    }
    assert!(site.ask("/readyz").starts_with("HTTP/1.1 200 "));
    let (code, _, log) = site.stop("TERM");
    assert_eq!(code, Some(0), "{log}");
    Running::start(program(&other.0, &["serve"])).stop("TERM");
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

    // A link is printed of an invitation that waits, and names the address of the site.
    let words = ["admin", "invitation", "--email", "ana@platform.example"];
    for (address, told) in [("", "--base-url"), ("https://crosshold.example", "no invitation")] {
        let none = program(&folder.0, &words)
            .env("CROSSHOLD_BASE_URL", address)
            .output()
            .unwrap();
        let text = String::from_utf8(none.stderr).unwrap();
        assert_eq!(
            (none.status.code(), none.stdout.as_slice()),
            (Some(1), &b""[..]),
            "{text}"
        );
        assert!(text.contains(told), "{text}");
    }
}

/// Beside a site that serves the same database.
#[test]
fn at_the_machine_one_lists_and_stops_while_the_site_is_served() {
    let folder = Folder::new();
    let words = |words: &str| words.split('|').map(str::to_owned).collect::<Vec<_>>();
    let said = |line: &str| {
        let words = words(line);
        let done = run(&folder.0, &words.iter().map(String::as_str).collect::<Vec<_>>());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code(), text(done.stdout), text(done.stderr))
    };
    let (code, _, told) = said("admin|bootstrap|--email|operator@platform.example|--name|R. de Vries");
    assert_eq!(code, Some(0), "{told}");
    let running = Running::start(program(&folder.0, &["serve"]));

    let (code, listed, told) = said("admin|list");
    assert_eq!((code, listed.lines().count()), (Some(0), 2), "{told}");
    let (code, listed, told) = said("admin|list|--organisation|Platform");
    assert_eq!(code, Some(0), "{told}");
    assert!(listed.contains("operator@platform.example\tR. de Vries\t"), "{listed}");

    let why = "--reason|compromised|--note|Nobody answers";
    let (code, _, told) = said(&format!("admin|suspend|--person|operator@platform.example|{why}"));
    assert_eq!(code, Some(1), "the last operator: {told}");
    assert!(told.contains("refused"), "{told}");
    let (code, _, told) = said(&format!("admin|suspend|--organisation|Nowhere|{why}"));
    assert!(code == Some(1) && told.contains("admin list"), "{told}");
    for wrong in [
        format!("admin|suspend|{why}"),
        format!("admin|suspend|--person|a@b.example|--organisation|Platform|{why}"),
        "admin|suspend|--person|a@b.example|--reason|bored|--note|x".to_owned(),
        "admin|lift|--person|a@b.example|--reason|mended".to_owned(),
    ] {
        assert_eq!(said(&wrong).0, Some(2), "{wrong}");
    }
    // No terminal, and nothing on standard input.
    let (code, printed, told) = said("admin|reset-factors|--email|operator@platform.example|--reason|Lost it");
    assert_eq!((code, printed.as_str()), (Some(1), ""));
    assert!(told.contains("six lines"), "{told}");
    assert!(running.ask("/readyz").starts_with("HTTP/1.1 200"));
    running.stop("TERM");
}
