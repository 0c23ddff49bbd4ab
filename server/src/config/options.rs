//! The command line and the environment, as typed.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::secret::{Secret, SecretSource};
use super::{Environment, Fault, Proxies, Settings};
use crate::store::Database;
use crate::text::Language;

/// What can be set. Secrets come from the environment or a file only, never from the command line, where other
/// processes read them: `DATABASE_URL`, `CROSSHOLD_SECRET`, or the same names with `_FILE`.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Address and port to serve on; port 0 takes any free one.
    #[arg(
        long,
        env = "CROSSHOLD_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8080",
        global = true
    )]
    pub listen: String,
    /// Folder of the embedded database, the made secret and documents.
    #[arg(
        long,
        env = "CROSSHOLD_DATA_DIR",
        value_name = "FOLDER",
        default_value = "./data",
        global = true
    )]
    pub data_dir: PathBuf,
    /// The site's own address, as people type it.
    #[arg(long, env = "CROSSHOLD_BASE_URL", value_name = "URL", global = true)]
    pub base_url: Option<String>,
    /// Language of the site where nobody chose one.
    #[arg(
        long,
        env = "CROSSHOLD_SITE_LANGUAGE",
        value_name = "TAG",
        default_value = "en",
        global = true
    )]
    pub site_language: String,
    /// Address and port to serve figures for Prometheus on, apart from the site.
    #[arg(long, env = "CROSSHOLD_METRICS_LISTEN", value_name = "ADDRESS:PORT", global = true)]
    pub metrics_listen: Option<String>,
    /// Networks of proxies whose `X-Forwarded-For` is believed, divided by commas.
    #[arg(long, env = "CROSSHOLD_TRUSTED_PROXIES", value_name = "CIDR,…", global = true)]
    pub trusted_proxies: Option<String>,
    /// Header in which those proxies say the country of a call, two letters, such as `CF-IPCountry`.
    #[arg(long, env = "CROSSHOLD_COUNTRY_HEADER", value_name = "NAME", global = true)]
    pub country_header: Option<String>,
    /// Let organisations bind providers of sign-ins on this machine, without TLS: for tests only.
    #[arg(
        long,
        env = "CROSSHOLD_LOOPBACK_PROVIDERS",
        value_name = "true|false",
        default_value = "false",
        global = true
    )]
    pub loopback_providers: String,
    /// Form of the log.
    #[arg(
        long,
        env = "CROSSHOLD_LOG_FORMAT",
        value_name = "json|pretty",
        default_value = "json",
        global = true
    )]
    pub log_format: String,
    /// Least important line that is logged; info where nobody says, and warn while pages are measured.
    #[arg(long, env = "CROSSHOLD_LOG_LEVEL", value_name = "LEVEL", global = true)]
    pub log_level: Option<String>,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

impl LogFormat {
    /// As it is typed.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Pretty => "pretty",
        }
    }
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// What failed.
    Error,
    /// And what may soon.
    Warn,
    /// And each call.
    Info,
    /// And what leads to it.
    Debug,
    /// And everything else.
    Trace,
}

impl Level {
    /// As it is typed.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

const LISTEN: &str = "--listen (CROSSHOLD_LISTEN)";
const BASE_URL: &str = "--base-url (CROSSHOLD_BASE_URL)";
const SITE_LANGUAGE: &str = "--site-language (CROSSHOLD_SITE_LANGUAGE)";
const METRICS_LISTEN: &str = "--metrics-listen (CROSSHOLD_METRICS_LISTEN)";
const TRUSTED_PROXIES: &str = "--trusted-proxies (CROSSHOLD_TRUSTED_PROXIES)";
const COUNTRY_HEADER: &str = "--country-header (CROSSHOLD_COUNTRY_HEADER)";
const LOOPBACK_PROVIDERS: &str = "--loopback-providers (CROSSHOLD_LOOPBACK_PROVIDERS)";
const LOG_FORMAT: &str = "--log-format (CROSSHOLD_LOG_FORMAT)";
const LOG_LEVEL: &str = "--log-level (CROSSHOLD_LOG_LEVEL)";
const DATABASE_URL: &str = "DATABASE_URL, DATABASE_URL_FILE";
const SECRET: &str = "CROSSHOLD_SECRET, CROSSHOLD_SECRET_FILE";

/// The embedded database in the data folder.
pub(super) const FILE: &str = "crosshold.sqlite";

const ADDRESS_FORM: &str = "expected an address and a port, such as 127.0.0.1:8080 or [::1]:8080";

impl Options {
    /// Checks each setting, and only then gives up: every fault lands in `faults`.
    pub(super) fn settings(&self, environment: Environment<'_>, faults: &mut Vec<Fault>) -> Option<Settings> {
        let listen: Option<SocketAddr> = take(faults, LISTEN, self.listen.parse().map_err(|_| ADDRESS_FORM.to_owned()));
        let metrics = given(self.metrics_listen.as_deref()).map(str::parse).transpose();
        let metrics_listen: Option<Option<SocketAddr>> =
            take(faults, METRICS_LISTEN, metrics.map_err(|_| ADDRESS_FORM.to_owned()));
        if let (Some(listen), Some(Some(metrics))) = (listen, metrics_listen)
            && meet(listen, metrics)
        {
            let problem = "expected another port than that of --listen".to_owned();
            faults.push(Fault {
                setting: METRICS_LISTEN,
                problem,
            });
        }
        let base_url = take(
            faults,
            BASE_URL,
            given(self.base_url.as_deref()).map(origin).transpose(),
        );
        let site_language = take(faults, SITE_LANGUAGE, language(&self.site_language));
        let proxies = take(
            faults,
            TRUSTED_PROXIES,
            Proxies::read(self.trusted_proxies.as_deref().unwrap_or_default()),
        );
        let country_header = take(
            faults,
            COUNTRY_HEADER,
            country_header(
                given(self.country_header.as_deref()),
                given(self.trusted_proxies.as_deref()).is_some(),
            ),
        );
        let loopback = given(Some(&self.loopback_providers)).map_or(Ok(false), str::parse);
        let loopback = loopback.map_err(|_| "expected true or false".to_owned());
        let loopback_providers = take(faults, LOOPBACK_PROVIDERS, loopback);
        let log_format = take(faults, LOG_FORMAT, one_of(&self.log_format));
        let log_level = take(
            faults,
            LOG_LEVEL,
            one_of(given(self.log_level.as_deref()).unwrap_or(Level::Info.word())),
        );
        let database = take(faults, DATABASE_URL, database(environment, &self.data_dir));
        let secret = take(faults, SECRET, secret(environment, &self.data_dir));
        Some(Settings {
            listen: listen?,
            data_dir: self.data_dir.clone(),
            database: database?,
            secret: secret?,
            base_url: base_url?,
            site_language: site_language?,
            metrics_listen: metrics_listen?,
            proxies: proxies?,
            country_header: country_header?,
            loopback_providers: loopback_providers?,
            log_format: log_format?,
            log_level: log_level?,
        })
    }
}

fn take<T>(faults: &mut Vec<Fault>, setting: &'static str, found: Result<T, String>) -> Option<T> {
    found.map_err(|problem| faults.push(Fault { setting, problem })).ok()
}

/// An empty variable is one that is not set: compose files pass those on.
fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn origin(text: &str) -> Result<String, String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or_default();
    let is_host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || !host.chars().all(is_host) {
        return Err("expected the site's own address without a path, such as https://holds.example.org".to_owned());
    }
    Ok(text.to_owned())
}

/// Nobody but a listed proxy is believed: without one the header says nothing.
fn country_header(name: Option<&str>, has_proxies: bool) -> Result<Option<String>, String> {
    let Some(name) = name else { return Ok(None) };
    let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_name(name) {
        return Err("expected the name of a header, such as CF-IPCountry".to_owned());
    }
    if !has_proxies {
        return Err("expected --trusted-proxies as well: only a listed proxy is believed".to_owned());
    }
    Ok(Some(name.to_ascii_lowercase()))
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| {
        let tags: Vec<&str> = Language::ALL.iter().map(|language| language.tag()).collect();
        format!("expected one of {}", tags.join(", "))
    })
}

fn one_of<T: ValueEnum>(word: &str) -> Result<T, String> {
    T::from_str(word, false).map_err(|_| {
        let words: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|variant| Some(variant.to_possible_value()?.get_name().to_owned()))
            .collect();
        format!("expected one of {}", words.join(", "))
    })
}

/// Whether two listeners would meet; any free port is another's.
fn meet(one: SocketAddr, other: SocketAddr) -> bool {
    let is_same = one.ip() == other.ip() || one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() == other.port() && one.port() != 0 && is_same
}

fn database(environment: Environment<'_>, data_dir: &Path) -> Result<Database, String> {
    match of_variable_or_file(environment, "DATABASE_URL")? {
        None => Ok(Database::File(data_dir.join(FILE))),
        Some(url) => Database::from_url(&url).ok_or_else(|| {
            "expected postgres://USER:PASSWORD@HOST/DATABASE or sqlite:FILE, or nothing for a file in the data folder"
                .to_owned()
        }),
    }
}

fn secret(environment: Environment<'_>, data_dir: &Path) -> Result<SecretSource, String> {
    match of_variable_or_file(environment, "CROSSHOLD_SECRET")? {
        None => Ok(SecretSource::Kept(data_dir.join("secret"))),
        Some(text) => Secret::read(&text).map(SecretSource::Given).ok_or_else(|| {
            "expected at least 32 random bytes in hexadecimal or base64, such as `openssl rand -hex 32` prints"
                .to_owned()
        }),
    }
}

/// The value of `NAME`, or the first line of the file that `NAME_FILE` names.
fn of_variable_or_file(environment: Environment<'_>, name: &str) -> Result<Option<String>, String> {
    let (value, file) = (environment(name), environment(&format!("{name}_FILE")));
    match (given(value.as_deref()), given(file.as_deref())) {
        (None, None) => Ok(None),
        (Some(value), None) => Ok(Some(value.to_owned())),
        (None, Some(file)) => match fs::read_to_string(file) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) => Err(format!("the file that {name}_FILE names cannot be read: {error}")),
        },
        (Some(_), Some(_)) => Err(format!("expected {name} or {name}_FILE, not both")),
    }
}
