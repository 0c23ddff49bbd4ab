use std::os::unix::fs::PermissionsExt as _;

use clap::Parser;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

fn read(line: &[&str], variables: &[(&str, &str)]) -> Result<Settings, Faults> {
    let options = Line::parse_from([&["crosshold"], line].concat()).options;
    Settings::read(&options, &|name| {
        variables
            .iter()
            .find(|(variable, _)| *variable == name)
            .map(|(_, value)| (*value).to_owned())
    })
}

fn faults(line: &[&str], variables: &[(&str, &str)]) -> Vec<&'static str> {
    read(line, variables)
        .unwrap_err()
        .0
        .iter()
        .map(|fault| fault.setting)
        .collect()
}

fn scratch() -> PathBuf {
    std::env::temp_dir().join(format!("crosshold-{}", uuid::Uuid::new_v4()))
}

const GOOD: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

#[test]
fn nothing_set_is_a_working_set_up() {
    let settings = read(&[], &[]).unwrap();

    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.database, Database::File("./data/crosshold.sqlite".into()));
    assert_eq!(settings.secret, SecretSource::Kept("./data/secret".into()));
    assert!(settings.metrics_listen.is_none() && settings.base_url.is_none());
}

#[test]
fn every_fault_is_told_at_once() {
    let line = [
        ("--listen", "8080"),
        ("--metrics-listen", "localhost"),
        ("--base-url", "crosshold.example.org"),
        ("--site-language", "tlh"),
        ("--trusted-proxies", "10.0.0.0/33"),
        ("--country-header", "of the proxy"),
        ("--log-format", "xml"),
        ("--log-level", "loud"),
    ];
    let line: Vec<&str> = line.iter().flat_map(|(flag, value)| [*flag, *value]).collect();
    let found = faults(
        &line,
        &[("DATABASE_URL", "mysql://canary"), ("CROSSHOLD_SECRET", "canary")],
    );

    assert_eq!(found.len(), 10, "{found:?}");
}

#[test]
fn a_site_has_an_address_without_a_path() {
    for (typed, kept) in [
        ("https://holds.example.org/", "https://holds.example.org"),
        ("http://[::1]:80", "http://[::1]:80"),
    ] {
        assert_eq!(
            read(&["--base-url", typed], &[]).unwrap().base_url.as_deref(),
            Some(kept)
        );
    }
    for bad in [
        "ftp://a",
        "https://",
        "https://a/b",
        "https://u:p@a",
        "https://a?b",
        "https://A",
    ] {
        assert_eq!(faults(&["--base-url", bad], &[]).len(), 1, "{bad}");
    }
}

#[test]
fn secrets_are_shown_nowhere() {
    let settings = read(
        &[],
        &[
            ("DATABASE_URL", "postgres://crosshold:canary@db/main"),
            ("CROSSHOLD_SECRET", GOOD),
        ],
    )
    .unwrap();
    let shown = format!("{settings:?} {}", settings.lines().join("\n"));
    assert!(
        shown.contains("postgres://db/main") && !shown.contains("canary") && !shown.contains("0405"),
        "{shown}"
    );

    let faults = read(&[], &[("DATABASE_URL", "canary"), ("CROSSHOLD_SECRET", "canary")]).unwrap_err();
    assert!(!format!("{faults} {faults:?}").contains("canary"));
}

#[test]
fn a_secret_has_thirty_two_bytes() {
    for good in [
        GOOD,
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA",
    ] {
        assert_eq!(read(&[], &[("CROSSHOLD_SECRET", good)]).map(|_| ()), Ok(()), "{good}");
    }
    for bad in [
        "short",
        &GOOD[..62],
        "not base64 of anything at all, really not, is it?",
        &"00".repeat(32),
        &"a7".repeat(40),
    ] {
        assert_eq!(faults(&[], &[("CROSSHOLD_SECRET", bad)]).len(), 1, "{bad}");
    }
}

#[test]
fn a_secret_may_stand_in_a_file() {
    let file = scratch();
    std::fs::write(&file, format!("{GOOD}\n")).unwrap();
    let file = file.to_str().unwrap();

    let settings = read(&[], &[("CROSSHOLD_SECRET_FILE", file), ("CROSSHOLD_SECRET", "")]).unwrap();
    assert_eq!(settings.secret, SecretSource::Given(Secret::read(GOOD).unwrap()));
    assert_eq!(
        faults(&[], &[("CROSSHOLD_SECRET_FILE", file), ("CROSSHOLD_SECRET", GOOD)]).len(),
        1
    );
    assert_eq!(faults(&[], &[("DATABASE_URL_FILE", "/no/such/file")]).len(), 1);
    std::fs::remove_file(file).unwrap();
}

#[test]
fn a_made_secret_is_kept_and_only_its_owner_reads_it() {
    let folder = scratch();
    let source = SecretSource::Kept(folder.join("deep/secret"));

    let first = source.secret().unwrap();
    assert_eq!(source.secret().unwrap(), first);
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (mode(folder.join("deep/secret")), mode(folder.join("deep"))),
        (0o600, 0o700)
    );
    assert_eq!(
        std::fs::read_dir(folder.join("deep")).unwrap().count(),
        1,
        "nothing is left beside it"
    );

    std::fs::set_permissions(folder.join("deep/secret"), std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(source.secret().is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_country_is_told_by_a_listed_proxy_or_by_nobody() {
    let header = ["--country-header", "CF-IPCountry"];
    let named = read(&[&header[..], &["--trusted-proxies", "10.0.0.0/8"]].concat(), &[]).unwrap();
    assert_eq!(named.country_header.as_deref(), Some("cf-ipcountry"));
    assert!(named.lines().contains(&"country-header = cf-ipcountry".to_owned()));
    assert_eq!(read(&[], &[]).unwrap().country_header, None);
    assert_eq!(faults(&header, &[]).len(), 1, "there is no proxy to believe");
}

#[test]
fn only_a_trusted_proxy_says_who_the_client_is() {
    let proxies = read(&["--trusted-proxies", "10.0.0.0/8, 2001:db8::/32"], &[])
        .unwrap()
        .proxies;
    for (peer, forwarded, client) in [
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.9.9.9", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, unknown, 10.9.9.9", "10.9.9.9"),
        ("2001:db8::7", "2001:db9::1", "2001:db9::1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ] {
        assert_eq!(
            proxies.client(peer.parse().unwrap(), [forwarded]).to_string(),
            client,
            "{peer} {forwarded}"
        );
    }
    assert!(
        "0.0.0.0/0"
            .parse::<Network>()
            .unwrap()
            .contains("9.9.9.9".parse().unwrap())
    );
    assert!(
        "1.2.3.4"
            .parse::<Network>()
            .unwrap()
            .contains("1.2.3.4".parse().unwrap())
    );
    assert!("1.2.3.4/x".parse::<Network>().is_err());
}

#[test]
fn two_listeners_never_meet() {
    for (listen, metrics, count) in [
        ("127.0.0.1:8080", "127.0.0.1:8080", 1),
        ("127.0.0.1:8080", "0.0.0.0:8080", 1),
        ("[::]:8080", "127.0.0.1:8080", 1),
        ("127.0.0.1:8080", "127.0.0.2:8080", 0),
        ("127.0.0.1:8080", "127.0.0.1:8081", 0),
        ("127.0.0.1:0", "127.0.0.1:0", 0),
    ] {
        let words = ["--listen", listen, "--metrics-listen", metrics];
        let faults = read(&words, &[]).map_or_else(|faults| faults.0.len(), |_| 0);
        assert_eq!(faults, count, "{listen} {metrics}");
    }
}

#[test]
fn an_address_of_a_database_that_no_driver_reads_is_told() {
    for (url, count) in [
        ("postgres://u:canary@h:99999/db", 1),
        ("postgres://u:canary@h:x/db", 1),
        ("postgres://u:canary@h:5432/db", 0),
        ("postgres://u@localhost/postgres?host=%2Frun%2Fdatabase", 0),
    ] {
        let faults = read(&[], &[("DATABASE_URL", url)]).map_or_else(|faults| faults.0, |_| Vec::new());
        assert_eq!(faults.len(), count, "{url}");
        assert!(!format!("{faults:?}").contains("canary"));
    }
}
