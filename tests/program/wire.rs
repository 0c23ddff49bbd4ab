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

/// What stands before and after the first `mark`.
fn parted<'a>(bytes: &'a [u8], mark: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = bytes.windows(mark.len()).position(|some| some == mark).unwrap();
    let (before, rest) = bytes.split_at(at);
    (before, rest.split_at(mark.len()).1)
}

/// Of an answer as it came: its status, and its body as its head frames it. Fails where the head says nothing of it.
fn read(answer: &[u8]) -> (String, Vec<u8>) {
    let (head, mut body) = parted(answer, b"\r\n\r\n");
    let head = String::from_utf8(head.to_vec()).unwrap().to_ascii_lowercase();
    let status = head.split(' ').nth(1).unwrap().to_owned();
    let value = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(of, _)| *of == name).map(|(_, value)| value.to_owned())
    };
    if let Some(length) = value("content-length") {
        assert_eq!(body.len(), length.parse::<usize>().unwrap(), "{head}");
        return (status, body.to_vec());
    }
    assert_eq!(value("transfer-encoding").as_deref(), Some("chunked"), "{head}");
    assert!(head.starts_with("http/1.1 "), "HTTP/1.0 knows no chunks: {head}");
    let mut whole = Vec::new();
    loop {
        let (line, rest) = parted(body, b"\r\n");
        let size = usize::from_str_radix(std::str::from_utf8(line).unwrap(), 16).unwrap();
        let (chunk, rest) = rest.split_at(size);
        whole.extend_from_slice(chunk);
        let (end, rest) = rest.split_at(2);
        assert_eq!(end, b"\r\n");
        body = rest;
        if size == 0 {
            assert_eq!(body, b"");
            return (status, whole);
        }
    }
}

#[test]
fn whatever_is_asked_has_an_answer_that_can_be_read_to_its_end() {
    let folder = Folder::new();
    let site = Running::start(program(&folder.0, &["serve"]));
    for (line, more, expected) in [
        ("CONNECT /sign-in HTTP/1.1", "", "405"),
        ("CONNECT db.example:5432 HTTP/1.1", "", "400"),
        ("CONNECT db.example:5432 HTTP/1.0", "", "400"),
        ("GET db.example:80 HTTP/1.1", "", "400"),
        ("OPTIONS * HTTP/1.1", "", "400"),
        ("GET * HTTP/1.1", "", "400"),
        ("TRACE /sign-in HTTP/1.1", "connection: close\r\n", "405"),
        ("ODD /sign-in HTTP/1.1", "connection: close\r\n", "405"),
        ("GET http://db.example/sign-in HTTP/1.1", "connection: close\r\n", "200"),
        (
            "GET /sign-in HTTP/1.1",
            "connection: upgrade\r\nupgrade: websocket\r\n",
            "200",
        ),
        ("GET /sign-in HTTP/1.0", "", "200"),
        ("GET /sign-in HTTP/1.1", "connection: close\r\n", "200"),
    ] {
        let mut stream = TcpStream::connect(&site.address).unwrap();
        stream
            .set_read_timeout(Some(std::time::Duration::from_secs(20)))
            .unwrap();
        let head = format!("{line}\r\nhost: a\r\naccept-encoding: gzip\r\n{more}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect(line);

        let (status, body) = read(&answer);

        assert_eq!(status, expected, "{line}");
        assert_eq!(body.is_empty(), expected == "400", "{line}");
    }
    site.stop("TERM");
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
