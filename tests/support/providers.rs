//! Providers of OpenID Connect beside the site: processes of their own, told by the test whom they know and what they get
//! wrong, and the browsers of people who sign in there.
#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::words::form;
use super::{BASE, NOW, Site};

/// A provider that runs until it is dropped.
pub struct Provider {
    child: Child,
    /// Where it stands and what it calls itself.
    pub issuer: String,
    /// What it calls the site.
    pub client: String,
    /// The word it has agreed on with the site.
    pub secret: String,
}

/// A browser at providers: it keeps their cookies, and knows who sits before it.
pub struct Browser {
    subject: String,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// What a provider answered.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// Whether providers can run here. Where CI runs, they must.
#[expect(clippy::disallowed_methods, reason = "tests have no settings")]
pub fn can_run() -> bool {
    let version = Command::new("node").arg("--version").stdout(Stdio::null()).status();
    if version.is_ok_and(|status| status.success()) {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "CI needs node, and there is none");
    eprintln!("OpenID Connect skipped: this machine has no node");
    false
}

impl Provider {
    /// npm `oidc-provider`, as organisations run it; `more` is said at its start.
    pub fn real(more: Value) -> Self {
        install();
        Self::start("provider.mjs", more)
    }

    /// One under the hand of the test: see forger.mjs.
    pub fn forger(more: Value) -> Self {
        Self::start("forger.mjs", more)
    }

    fn start(script: &str, more: Value) -> Self {
        let mut told = json!({
            "now": NOW.micros() / 1000,
            "redirect": format!("{BASE}/sign-in/provider/return"),
        });
        for (name, value) in more.as_object().unwrap() {
            told[name] = value.clone();
        }
        let mut child = Command::new("node")
            .arg(scripts().join(script))
            .arg(told.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let word = |name: &str| said[name].as_str().unwrap().to_owned();
        Self {
            child,
            issuer: word("issuer"),
            client: word("client"),
            secret: word("secret"),
        }
    }

    /// Asks for what is under /control there.
    #[track_caller]
    pub fn control(&self, name: &str, said: &Value) -> Value {
        let head = "content-type: application/json\r\n";
        let answer = ask(
            &format!("{}/control/{name}", self.issuer),
            "POST",
            head,
            &said.to_string(),
        );
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Knows somebody from now on: `sub`, `email`, `name`, `groups`, `acr`, `amr`.
    pub fn knows(&self, person: &Value) {
        self.control("person", person);
    }

    /// What the forger gets wrong from now on.
    pub fn forges(&self, faults: &Value) {
        self.control("forge", faults);
    }

    /// What came in at the forger since it was asked last: paths, in order.
    pub fn calls(&self) -> Vec<Value> {
        self.control("seen", &json!({}))["calls"].as_array().unwrap().clone()
    }

    /// Its clock shows what the site's does.
    pub fn is_at(&self, site: &Site) {
        self.control("clock", &json!({ "now": site.app.now().micros() / 1000 }));
    }

    /// The letters of sign-out that the forger writes, wrong in what `faults` say.
    pub fn letter(&self, faults: &Value) -> String {
        self.control("letter", faults)["token"].as_str().unwrap().to_owned()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Somebody known to a provider as `subject`.
    pub fn of(subject: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            cookies: RefCell::default(),
        }
    }

    /// Goes to `address` at a provider, signs in where it asks, and answers where that leads back to on the site.
    #[track_caller]
    pub fn goes(&self, address: &str) -> String {
        let mut to = address.to_owned();
        for _ in 0..10 {
            if let Some(path) = to.strip_prefix(BASE) {
                return path.to_owned();
            }
            let answer = self.asks(&to);
            let Some(next) = answer.header("location") else {
                panic!("{to} leads nowhere: {} {}", answer.status, answer.body);
            };
            to = match next.starts_with('/') {
                true => format!("{}{next}", origin(&to)),
                false => next,
            };
        }
        panic!("{address} leads around");
    }

    fn asks(&self, address: &str) -> Answer {
        let is_asked = address.contains("/interaction/");
        let cookies: Vec<String> = self.cookies.borrow().iter().map(|(n, v)| format!("{n}={v}")).collect();
        let head = format!(
            "cookie: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n",
            cookies.join("; ")
        );
        let body = form(&[("login", self.subject.as_str())]);
        let answer = match is_asked {
            true => ask(address, "POST", &head, &body),
            false => ask(address, "GET", &head, ""),
        };
        for (_, line) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            match value {
                "" => self.cookies.borrow_mut().remove(name),
                _ => self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned()),
            };
        }
        answer
    }
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.clone())
    }
}

/// One call by the older HTTP/1.0, whose answers come in one piece.
fn ask(address: &str, method: &str, head: &str, body: &str) -> Answer {
    let host = origin(address);
    let path = address.strip_prefix(&host).unwrap();
    let mut stream = TcpStream::connect(host.strip_prefix("http://").unwrap()).unwrap();
    let host = host.strip_prefix("http://").unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nhost: {host}\r\n{head}content-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    let (head, body) = told.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|line| line.split_once(": "));
    Answer {
        status,
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}

/// The address without its path.
fn origin(address: &str) -> String {
    address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

fn scripts() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/providers"))
}

/// Brings what npm has where that is not there yet: once, although each test may be a process of its own.
#[expect(clippy::disallowed_methods, reason = "tests have no settings")]
fn install() {
    const ROOT: &str = env!("CARGO_MANIFEST_DIR");
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let target = Path::new(ROOT).join(target);
    let is_there = || {
        let manifest = target.join("browser/node_modules/oidc-provider/package.json");
        let manifest: Value = serde_json::from_slice(&std::fs::read(manifest).unwrap_or_default()).unwrap_or_default();
        let version = manifest["version"].as_str().unwrap_or("none");
        include_str!("../browser/parts.mjs").contains(&format!("'oidc-provider': '{version}'"))
    };
    let lock = File::create(target.join("packages.lock")).unwrap();
    lock.lock_shared().unwrap();
    if is_there() {
        return;
    }
    lock.unlock().unwrap();
    lock.lock().unwrap();
    if !is_there() {
        let parts = Path::new(ROOT).join("tests/browser/parts.mjs");
        let done = Command::new("node").arg(parts).stdout(Stdio::null()).status().unwrap();
        assert!(
            done.success(),
            "npm does not bring the packages of tests/browser/parts.mjs"
        );
    }
}
