//! What comes over the wire before it is a call: heads that are none, and words that are to break the log.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use super::{Folder, Running, program};

/// What the site answers to `sent`, until it closes the connection.
fn says(site: &Running, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(&site.address).unwrap();
    // A site that has heard enough closes before everything is sent.
    let _ = stream.write_all(sent);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

/// The server beneath answers these by itself, before any of our layers, and lets nobody else answer. So they carry no
/// headers of ours; they have no body either, and the connection ends.
#[test]
fn a_head_that_is_none_is_answered_without_a_word_and_the_connection_ends() {
    let folder = Folder::new();
    let site = Running::start(program(&folder.0, &["serve"]));
    let long = "a".repeat(200_000);
    let many: String = (0..200).map(|n| format!("x-{n}: canary\r\n")).collect();
    for (sent, status) in [
        ("canary\r\n\r\n".to_owned(), "400"),
        ("GET /canary HTTP/9.9\r\n\r\n".to_owned(), "400"),
        ("GET /<canary> HTTP/1.1\r\nhost: a\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\ncanary\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nhost: a\r\ncanary\0: b\r\n\r\n".to_owned(), "400"),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: canary\r\n\r\n".to_owned(),
            "400",
        ),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\ntransfer-encoding: chunked\r\n\r\ncanary".to_owned(),
            "400",
        ),
        (format!("GET / HTTP/1.1\r\nhost: a\r\n{many}\r\n"), "431"),
        (format!("GET / HTTP/1.1\r\nhost: a\r\nx: {long}"), "431"),
        (format!("GET /{long}"), "431"),
    ] {
        let answer = says(&site, sent.as_bytes());

        let shown: String = sent.chars().take(60).collect();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, "none"));
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status} ")),
            "{shown:?}: {answer:.300}"
        );
        assert_eq!(body, "", "{shown:?}");
        assert!(!answer.contains("canary"), "{shown:?}");
    }
    assert!(site.ask("/readyz").starts_with("HTTP/1.1 200 "));
    let (code, _, log) = site.stop("TERM");
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("canary"), "{log}");
    // Strangers are no fault of the site's: whoever is called by an error is not called by them.
    assert!(
        !log.contains(r#""level":"ERROR""#) && !log.contains(r#""level":"WARN""#),
        "{log}"
    );
}

/// Whatever stands in an address, a header or a field: a line of the log is one JSON object, and tells none of it (S68).
#[test]
fn nothing_that_is_sent_breaks_a_line_of_the_log_or_stands_in_it() {
    let folder = Folder::new();
    let mut command = program(&folder.0, &["serve", "--log-level", "trace"]);
    command.args(["--trusted-proxies", "127.0.0.1"]);
    let site = Running::start(command);
    let forged = "canary\", \"level\":\"ERROR\",\"message\":\"canary\"}";
    let page = site.ask("/sign-in");
    let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap();
    let before = page.split("__Host-before=").nth(1).unwrap();
    let before = before.split(';').next().unwrap();
    let host = &site.address;
    let mut sent = Vec::new();
    for word in [
        "canary",
        "canary%0D%0A%7B%22level%22%3A%22ERROR%22%7D",
        "canary%00",
        "canary%1B%5B31m",
        "canary%22%7D",
        "canary%E2%80%AE",
        "canary%C2%85%E2%80%A8",
    ] {
        for path in [
            "/",
            "/requests/",
            "/verify/",
            "/static/",
            "/sign-in?to=",
            "/verify?code=",
        ] {
            sent.push(format!("GET {path}{word} HTTP/1.1\r\nhost: {host}\r\n\r\n"));
        }
        let body = format!("csrf={token}&email={word}&password={word}{word}");
        for (name, value) in [
            ("cookie", format!("__Host-before={before}")),
            ("x-other", word.to_owned()),
        ] {
            sent.push(format!(
                "POST /sign-in HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\n{name}: {value}\r\n\
                 content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            ));
        }
        sent.push(format!(
            "POST /csp-report HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/csp-report\r\ncontent-length: {}\r\n\r\n\"{word}\"",
            word.len() + 2
        ));
    }
    for name in [
        "user-agent",
        "referer",
        "accept-language",
        "x-request-id",
        "x-forwarded-for",
        "origin",
        "cookie",
        "host",
        "content-type",
        "sec-fetch-site",
    ] {
        for value in [forged, "canary\u{1b}[31m\u{85}", "canary\tcanary", "canary\u{202e}"] {
            sent.push(format!("GET /sign-in HTTP/1.1\r\n{name}: {value}\r\n\r\n"));
            sent.push(format!(
                "POST /sign-in HTTP/1.1\r\n{name}: {value}\r\ncontent-length: 0\r\n\r\n"
            ));
        }
    }
    sent.push(format!("CANARY /canary HTTP/1.1\r\nhost: {host}\r\n\r\n"));

    let mut statuses = Vec::new();
    for head in &sent {
        let (first, rest) = head.split_once("\r\n").unwrap();
        let answer = says(&site, format!("{first}\r\nconnection: close\r\n{rest}").as_bytes());
        statuses.push(answer.split(' ').nth(1).unwrap_or_default().to_owned());
    }

    let (code, _, log) = site.stop("TERM");
    assert_eq!(code, Some(0));
    for status in ["200", "422", "404", "403"] {
        assert!(
            statuses.iter().any(|one| one == status),
            "none was {status}: {statuses:?}"
        );
    }
    assert!(!statuses.iter().any(|status| status.starts_with('5')), "{statuses:?}");
    let mut calls = 0;
    for line in log.split('\n').filter(|line| !line.is_empty()) {
        let said: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert!(said.is_object(), "{line}");
        assert!(said["level"] != "ERROR", "{line}");
        assert!(!line.to_ascii_lowercase().contains("canary"), "{line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
        calls += usize::from(said["span"]["name"] == "call");
    }
    assert!(calls > 60, "only {calls} of {} calls are told", sent.len());
}
