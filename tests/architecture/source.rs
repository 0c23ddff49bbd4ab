//! The program's own source, read for what it uses and what it says: comments, tests and text told apart from code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One file of the program.
pub struct Source {
    /// Beneath `server/src`, with slashes: `store/cases/mod.rs`.
    pub path: String,
    /// As it stands.
    pub text: String,
    /// The code alone, line by line: no comments, no tests, and nothing between quotes.
    pub code: Vec<String>,
    /// What stands between quotes outside tests, each with its line.
    pub literals: Vec<(usize, String)>,
}

/// A way from one file to a module at the top of the program.
pub struct Use {
    pub line: usize,
    pub to: String,
}

impl Source {
    /// The module at the top of the program that holds it: `store` of `store/cases/mod.rs`.
    pub fn floor(&self) -> &str {
        let (floor, _) = self.path.split_once('/').unwrap_or((&self.path, ""));
        floor.strip_suffix(".rs").unwrap_or(floor)
    }

    /// How many modules lie above it.
    fn depth(&self) -> usize {
        let names = self.path.trim_end_matches(".rs").split('/');
        names.filter(|name| !matches!(*name, "mod" | "lib" | "main")).count()
    }

    /// Every module at the top that it names: after `crate::`, in a list after it, or after as many `super::` as lie
    /// above it.
    pub fn uses(&self) -> Vec<Use> {
        let text = self.code.join("\n");
        let mut found = Vec::new();
        let roots = ["crate::".to_owned(), "super::".repeat(self.depth())];
        for root in roots.iter().filter(|root| !root.is_empty()) {
            for (at, _) in text.match_indices(root.as_str()) {
                let before = &text[..at];
                if before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '$')) {
                    continue;
                }
                let line = before.matches('\n').count() + 1;
                let rest = &text[at + root.len()..];
                found.extend(first_names(rest).into_iter().map(|to| Use { line, to }));
            }
        }
        found
    }

    /// The lines whose code has one of `words`.
    pub fn lines_with(&self, words: &[&str]) -> Vec<usize> {
        let lines = self.code.iter().enumerate();
        lines
            .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
            .map(|(at, _)| at + 1)
            .collect()
    }
}

/// The first name of a path, or of each path in a list.
fn first_names(rest: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        let text = text.trim_start();
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(list) = rest.strip_prefix('{') else {
        return vec![name(rest)];
    };
    let (mut depth, mut names, mut start) = (0, Vec::new(), 0);
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name(&list[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(&list[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty() && name != "self");
    names
}

/// Every file of Rust beneath `folder` of the project, by its path from there, with its text.
pub fn beneath(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<(String, String)> = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// Every file of the program that is not a test.
pub fn all() -> Vec<Source> {
    let files = beneath("server/src");
    let tests = tests_among(&files);
    files
        .into_iter()
        .filter(|(path, _)| !tests.iter().any(|test| is_beneath(path, test)))
        .map(|(path, text)| read(path, text))
        .collect()
}

/// The modules that are only there for tests, without their ending: `store/testing`.
fn tests_among(files: &[(String, String)]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, text) in files {
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            if is_test && let Some(name) = module(line) {
                let path = PathBuf::from(path);
                let folder = match path.file_stem().unwrap().to_str().unwrap() {
                    "mod" | "lib" | "main" => path.parent().unwrap().to_owned(),
                    _ => path.with_extension(""),
                };
                found.insert(folder.join(name).to_string_lossy().replace('\\', "/"));
            }
            is_test = line.starts_with("#[cfg(test)]") || (is_test && line.starts_with("#["));
        }
    }
    found
}

/// The name in a line that declares a module in a file of its own.
fn module(line: &str) -> Option<&str> {
    let (before, name) = line.strip_suffix(';')?.split_once("mod ")?;
    (before.is_empty() || before.starts_with("pub")).then_some(name)
}

fn is_beneath(path: &str, test: &str) -> bool {
    path.strip_prefix(test)
        .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// Tells code, comments and literals apart.
fn read(path: String, text: String) -> Source {
    let letters: Vec<char> = text.chars().collect();
    let (mut code, mut literals) = (String::new(), Vec::new());
    let (mut at, mut line) = (0, 1);
    let is = |at: usize, word: &str| word.chars().enumerate().all(|(n, c)| letters.get(at + n) == Some(&c));
    while let Some(&letter) = letters.get(at) {
        if is(at, "//") {
            while letters.get(at).is_some_and(|&c| c != '\n') {
                at += 1;
            }
            continue;
        }
        let hashes = letters.iter().skip(at + 1).take_while(|&&c| c == '#').count();
        let is_word = at > 0 && letters.get(at - 1).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let is_raw = letter == 'r' && letters.get(at + 1 + hashes) == Some(&'"') && (!is_word || is(at - 1, "br"));
        if is_raw || letter == '"' {
            let close = if is_raw {
                format!("\"{}", "#".repeat(hashes))
            } else {
                "\"".to_owned()
            };
            at += if is_raw { hashes + 2 } else { 1 };
            let (start, mut literal) = (line, String::new());
            while at < letters.len() && !is(at, &close) {
                if !is_raw && letters.get(at) == Some(&'\\') {
                    literal.push('\\');
                    at += 1;
                }
                if let Some(&c) = letters.get(at) {
                    literal.push(c);
                    if c == '\n' {
                        line += 1;
                        code.push('\n');
                    }
                }
                at += 1;
            }
            at += close.len();
            code.push_str("\"\"");
            literals.push((start, literal));
            continue;
        }
        // A quote of one character, which may be a quote itself; otherwise the quote begins a lifetime.
        if letter == '\'' {
            let length = match (letters.get(at + 1), letters.get(at + 2)) {
                (Some('\\'), _) => letters.iter().skip(at + 3).position(|&c| c == '\'').map(|n| n + 4),
                (Some(_), Some('\'')) => Some(3),
                _ => None,
            };
            if let Some(length) = length {
                code.push_str("' '");
                at += length;
                continue;
            }
        }
        if letter == '\n' {
            line += 1;
        }
        code.push(letter);
        at += 1;
    }
    let tests = tests_within(&code);
    let lines = code.split('\n').enumerate();
    let code = lines
        .map(|(at, line)| {
            if tests.contains(&(at + 1)) {
                String::new()
            } else {
                line.to_owned()
            }
        })
        .collect();
    literals.retain(|(line, _)| !tests.contains(line));
    Source {
        path,
        text,
        code,
        literals,
    }
}

/// The lines of items that are only there for tests.
fn tests_within(code: &str) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("#[cfg(test)]") {
        let start = code[..at].matches('\n').count() + 1;
        let mut depth = 0_usize;
        let mut line = start;
        for letter in code[at..].chars() {
            match letter {
                '\n' => line += 1,
                '{' => depth += 1,
                '}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                ';' if depth == 0 => break,
                _ => {}
            }
        }
        found.extend(start..=line);
    }
    found
}

#[test]
fn code_comments_tests_and_text_are_told_apart() {
    let source = read(
        "store/cases/mod.rs".to_owned(),
        "//! crate::web\nuse crate::{domain::ids, text};\nfn a() { b(\"crate::cli\", '\"', super::super::jobs::run) }\n#[cfg(test)]\nmod tests {\n    use crate::web;\n}\nfn c<'a>() {}\n"
            .to_owned(),
    );

    let uses: Vec<_> = source.uses().into_iter().map(|to| (to.line, to.to)).collect();
    let expected = [(2, "domain"), (2, "text"), (3, "jobs")].map(|(line, to)| (line, to.to_owned()));
    assert_eq!(uses, expected);
    assert_eq!(source.floor(), "store");
    assert_eq!(source.literals, [(3, "crate::cli".to_owned())]);
}

#[test]
fn modules_for_tests_are_no_part_of_the_program() {
    let files = [
        ("store/mod.rs", "#[cfg(test)]\npub mod testing;\nmod tx;"),
        ("web/form.rs", "#[cfg(test)]\nmod tests;"),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let tests = tests_among(&files);
    assert_eq!(
        tests,
        BTreeSet::from(["store/testing".to_owned(), "web/form/tests".to_owned()])
    );
    assert!(
        is_beneath("web/form/tests/mod.rs", "web/form/tests") && !is_beneath("web/form/testsuite.rs", "web/form/tests")
    );
}
