//! The floors of the house, held in code: who may use whom, who speaks SQL, where text stands, and what each file owes
//! its reader. README.md says why; an exception stands here with its reason, and goes when it is needed no more.

mod source;

use std::collections::BTreeSet;

use source::Source;

/// Each module at the top of the program, what it may use beside itself, and what to do instead.
const FLOORS: &[(&str, &[&str], &str)] = &[
    (
        "domain",
        &[],
        "rules know no database, no HTTP, no clock, no HTML and no language: take what they need as an argument",
    ),
    (
        "text",
        &["domain"],
        "words and formats know the domain only: hand them the value",
    ),
    (
        "store",
        &["domain"],
        "rows know the domain only: what needs more than one thing is a use case in service/",
    ),
    (
        "integrations",
        &["domain"],
        "other people's systems know the domain only: what joins them with rows is a use case in service/",
    ),
    (
        "service",
        &["domain", "text", "store", "integrations"],
        "a use case does not know who called: hand it what it needs",
    ),
    (
        "web",
        &["domain", "text", "store", "service", "app"],
        "ways in do not use each other: put what they share into service/",
    ),
    (
        "api",
        &["domain", "text", "store", "service", "app"],
        "ways in do not use each other: put what they share into service/",
    ),
    (
        "jobs",
        &["domain", "text", "store", "integrations", "service", "app"],
        "ways in do not use each other: put what they share into service/",
    ),
    (
        "cli",
        &[
            "domain",
            "text",
            "store",
            "integrations",
            "service",
            "app",
            "config",
            "telemetry",
            "web",
            "api",
            "jobs",
        ],
        "name the new module in FLOORS of tests/architecture.rs",
    ),
    // The frame: what stands around the floors when the program runs.
    (
        "app",
        &["domain", "store", "integrations", "jobs", "config", "telemetry"],
        "the app is handed the ways in (app::Ways, jobs::Task) and does not name them",
    ),
    (
        "config",
        &["domain", "text", "store"],
        "settings are read before there is an app: they know the words of the floors below only",
    ),
    (
        "telemetry",
        &["domain", "store", "config", "app"],
        "logs and figures look on: what they need is handed to them",
    ),
    ("lib", &[], "lib.rs only lists the modules"),
    ("main", &["cli"], "main.rs only calls the command line"),
];

/// Names of the crates and macros that speak SQL.
const SQL: [&str; 4] = ["sea_orm", "sea_query", "sqlx", "sqlite"];

/// Lines a file may have. About 400 is the aim; a line or two over it is no reason to cut a thought in half.
const LONGEST: usize = 450;

/// What is one list and cannot be two: a file of it is read like a table.
const ONE_LIST: &[&str] = &["domain/events/mod.rs"];

/// Modules of `store`, `service` and `web` that are no thing of the domain, and what they are.
const OWN_NAMES: &[(&str, &[&str])] = &[
    (
        "store",
        &[
            // How rows are reached and written.
            "columns",
            "connect",
            "counts",
            "entity",
            "error",
            "paging",
            "presence",
            "statements",
            "tx", // What ends next, of `holds` and `preservations` together.
            "ends",
            // Of `organisations`: what is looked at again year by year.
            "attestations",
            // Rows that no rule governs.
            "numbers",
            "outbox",
            "sessions",
            "settings", // How people sign in.
            "devices",
            "factors",
            "failures",
            "resets",
        ],
    ),
    (
        "service",
        &[
            // The first account, made from the command line before anybody can sign in.
            "bootstrap",
            // What is done at the machine, over people, organisations and factors.
            "machine",
            // What people type from paper, and what is kept sealed.
            "codes",
            "secrets",
            // Second factors, and forgotten passwords.
            "factors",
            "resets",
            // Of `organisations`: what is looked at again year by year.
            "attestations",
            // Acts of people without a thing of their own.
            "passwords",
            "search",
            "sign_in",   // What the clock does, over requests and holds.
            "deadlines", // How the installation is.
            "health",    // What is read of `audit`.
            "trail",
        ],
    ),
    (
        "web",
        &[
            // The public page on which anybody checks a request by its code.
            "verify",
            // Of `organisations`: what is looked at again year by year, and the fields that say when one works.
            "attestations",
            "hours",
            // What every page stands on.
            "error",
            "form",
            "headers",
            "landing",
            "language",
            "nav",
            "nul",
            "page",
            "query",
            "routes",
            "session",
            "static_files",
            "seen",
            "views",
            "words",
            // Pages of nobody's thing.
            "access",
            "account",
            "demo",
            "home",
            "search",
            "sign_in", // What is read of `audit`.
            "trail",
        ],
    ),
];

#[test]
fn no_floor_uses_one_above_it() {
    let mut found = Vec::new();
    for source in source::all() {
        let Some((floor, below, instead)) = FLOORS.iter().find(|(floor, ..)| *floor == source.floor()) else {
            panic!(
                "server/src/{}: name its floor in FLOORS of tests/architecture.rs",
                source.path
            );
        };
        for to in source.uses() {
            let is_floor = FLOORS.iter().any(|(name, ..)| *name == to.to);
            if is_floor && to.to != *floor && !below.contains(&to.to.as_str()) {
                let place = format!("server/src/{}:{}", source.path, to.line);
                found.push(format!("{place}: {floor} uses {}; {instead}", to.to));
            }
        }
    }
    none(&found);
}

#[test]
fn only_the_store_speaks_sql() {
    let mut found = Vec::new();
    for source in source::all().iter().filter(|source| source.floor() != "store") {
        for line in source.lines_with(&SQL) {
            found.push(format!(
                "server/src/{}:{line}: SQL outside the store; make it a query in store/, and take `&impl \
                 store::Connection` to run one",
                source.path
            ));
        }
    }
    none(&found);
}

/// Text for people begins with a capital or has letters beyond ASCII. What operators read in logs begins small.
#[test]
fn no_text_a_person_reads_stands_in_the_program() {
    let mut found = Vec::new();
    for source in source::all() {
        // The command line and the settings speak to operators; the demonstration's people write what they want.
        if matches!(source.floor(), "cli" | "config" | "telemetry" | "main" | "app") {
            continue;
        }
        for (line, literal) in source.literals.iter().filter(|(_, literal)| is_text(literal)) {
            if !is_excepted(&source, literal) {
                found.push(format!(
                    "server/src/{}:{line}: {literal:?}: write it in locales/ and name its key",
                    source.path
                ));
            }
        }
    }
    none(&found);
}

fn is_text(literal: &str) -> bool {
    let words = literal
        .split(' ')
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2)
        .count();
    let begins_large = literal
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_uppercase);
    let has_letters_beyond = literal.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    has_letters_beyond || (begins_large && words >= 2 && literal.chars().any(char::is_lowercase))
}

fn is_excepted(source: &Source, literal: &str) -> bool {
    // SQL of triggers and statements.
    let is_sql = source.floor() == "store";
    // What a language calls itself is the same in all of them.
    let is_own_name = source.path == "text/language.rs";
    is_sql || is_own_name || literal.is_empty()
}

#[test]
fn every_file_says_what_it_is_for_and_is_short_enough_to_read() {
    let mut found = Vec::new();
    for source in source::all() {
        let path = format!("server/src/{}", source.path);
        if !source.text.starts_with("//!") && source.path != "main.rs" {
            found.push(format!(
                "{path}:1: begin with `//!`: what it is for, in one or two sentences"
            ));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST && !ONE_LIST.contains(&source.path.as_str()) {
            found.push(format!(
                "{path}:{lines}: over {LONGEST} lines; make it a folder of the same name"
            ));
        }
    }
    none(&found);
}

#[test]
fn every_file_of_tests_says_what_it_is_for_and_is_short_enough_to_read() {
    let mut found = Vec::new();
    for (path, text) in source::beneath("tests") {
        if !text.starts_with("//!") {
            found.push(format!(
                "tests/{path}:1: begin with `//!`: what it is for, in one or two sentences"
            ));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            found.push(format!(
                "tests/{path}:{lines}: over {LONGEST} lines; make it a folder of the same name"
            ));
        }
    }
    none(&found);
}

/// Whoever knows a thing on one floor finds it on every other.
#[test]
fn a_thing_has_the_same_name_on_every_floor() {
    let sources = source::all();
    let things = modules(&sources, "domain");
    let mut found = Vec::new();
    for (floor, own) in OWN_NAMES {
        for name in modules(&sources, floor) {
            if !things.contains(&name) && !own.contains(&name.as_str()) {
                found.push(format!(
                    "server/src/{floor}/{name}: no thing of domain/ is called so; take its name there, or say in \
                     OWN_NAMES of tests/architecture.rs what it is"
                ));
            }
        }
    }
    none(&found);
}

/// The modules right beneath a floor.
fn modules(sources: &[Source], floor: &str) -> BTreeSet<String> {
    let beneath = sources.iter().filter(|source| source.floor() == floor);
    beneath
        .filter_map(|source| source.path.split('/').nth(1))
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| name != "mod")
        .collect()
}

#[track_caller]
fn none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}
