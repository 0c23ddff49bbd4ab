//! What templates and the program say about texts: the keys they use, and text that stands in templates itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Names and codes that are the same in every language.
const SAME_EVERYWHERE: [&str; 8] = [
    "Crosshold",
    "UTC",
    "SHA-256",
    "TLP:AMBER+STRICT",
    "TLP:CLEAR",
    "TLP:GREEN",
    "TLP:AMBER",
    "TLP:RED",
];

/// Attributes that are read out or shown.
const READ_ATTRIBUTES: [&str; 8] = [
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
    "title",
    "alt",
    "placeholder",
    "label",
];

/// Literals of this shape that name files, not texts.
const FILE_ENDINGS: [&str; 8] = [".html", ".txt", ".xml", ".css", ".js", ".svg", ".json", ".rs"];

/// A key, or the beginning of keys, in the source.
#[derive(Debug)]
pub struct Use {
    pub literal: String,
    #[expect(dead_code, reason = "printed where a key is missing")]
    place: PathBuf,
}

impl Use {
    /// Whether `key` is used by this: the key itself, a plural form of it, or something beneath it.
    pub fn covers(&self, key: &str) -> bool {
        match key.strip_prefix(self.literal.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('.') || self.literal.ends_with('.'),
            None => false,
        }
    }
}

/// Every key named in templates and in the program.
pub fn uses(sections: &BTreeSet<String>) -> Vec<Use> {
    let sources = files("templates", &["html", "txt", "xml"])
        .into_iter()
        .chain(files("server/src", &["rs"]));
    sources
        .flat_map(|path| uses_in(&fs::read_to_string(&path).unwrap(), sections, &path))
        .collect()
}

/// The program, file by file, without its tests.
pub fn program() -> Vec<String> {
    let sources = files("server/src", &["rs"]).into_iter();
    sources
        .filter(|path| !path.iter().any(|part| part == "tests" || part == "tests.rs"))
        .map(|path| fs::read_to_string(path).unwrap())
        .map(|source| source.split("#[cfg(test)]\nmod").next().unwrap_or_default().to_owned())
        .collect()
}

/// The keys in one source: what stands between quotes, or between a quote and the first gap of a format, and begins
/// with a section of the texts. Remarks and tests do not count.
fn uses_in(source: &str, sections: &BTreeSet<String>, path: &Path) -> Vec<Use> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| {
            line.split('"')
                .zip(line.split('"').skip(1).map(Some).chain([None]))
                .skip(1)
        })
        .filter_map(|(piece, next)| {
            let end = piece.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.')));
            let literal = match end {
                None => next.map(|_| piece)?,
                Some(end) if piece[end..].starts_with('{') && piece[..end].ends_with('.') => &piece[..end],
                Some(_) => return None,
            };
            let (section, rest) = literal.split_once('.')?;
            let is_key = sections.contains(section) && !rest.starts_with('.');
            let is_file = FILE_ENDINGS.iter().any(|ending| literal.ends_with(ending));
            (is_key && !is_file).then(|| Use {
                literal: literal.to_owned(),
                place: path.to_owned(),
            })
        })
        .collect()
}

/// The files beneath `folder` of the repository with one of `endings`, sorted.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|ending| endings.iter().any(|&known| ending == known))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The texts that stand in templates, each with its file.
pub fn in_templates() -> Vec<String> {
    let mut found = Vec::new();
    for path in files("templates", &["html", "txt", "xml", "svg"]) {
        let template = fs::read_to_string(&path).unwrap();
        found.extend(
            read_by_people(&template)
                .into_iter()
                .map(|text| format!("{}: {text}", path.display())),
        );
    }
    found
}

/// What a template itself gives people to read, in text or in attributes that are read out.
fn read_by_people(template: &str) -> Vec<String> {
    let mut bare = template.to_owned();
    for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<!--", "-->")] {
        bare = without(&bare, open, close);
    }
    let mut found = Vec::new();
    let mut rest = bare.as_str();
    loop {
        let (text, tag) = rest.split_once('<').unwrap_or((rest, ""));
        // A macro may be the attributes of a tag that is elsewhere.
        let is_attributes = text.split_whitespace().all(|word| word.ends_with("=\"\""));
        if has_words(text) && !is_attributes {
            found.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if tag.is_empty() {
            return found;
        }
        let end = end_of_tag(tag);
        for (name, value) in attributes(&tag[..end]) {
            if READ_ATTRIBUTES.contains(&name) && has_words(value) {
                found.push(format!("{name}={value}"));
            }
        }
        rest = tag.get(end + 1..).unwrap_or_default();
    }
}

/// Where a tag ends: at the first `>` outside quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, character) in tag.char_indices() {
        match (quote, character) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The attributes of a tag that have a quoted value.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
        let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            rest = after;
            continue;
        };
        let (value, next) = after[1..].split_once(quote).unwrap_or((&after[1..], ""));
        found.push((name, value));
        rest = next;
    }
    found
}

/// Whether `text` says something in some language.
fn has_words(text: &str) -> bool {
    let mut text = text.to_owned();
    for name in SAME_EVERYWHERE {
        text = text.replace(name, "");
    }
    without(&text, "&", ";").chars().any(char::is_alphabetic)
}

/// `text` without what stands from each `open` to the next `close`.
pub fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        kept.push_str(before);
        let Some((_, next)) = after.split_once(close) else {
            kept.push_str(open);
            rest = after;
            break;
        };
        rest = next;
    }
    kept + rest
}

#[test]
fn the_search_for_text_finds_text_and_nothing_else() {
    for (template, expected) in [
        ("<p class=\"big\">{{ page.t(\"a.b\") }}</p>", vec![]),
        ("<p>Hello</p>", vec!["Hello"]),
        ("<p>{% if x %}Oh{% endif %} · 3</p>", vec!["Oh · 3"]),
        ("<a title=\"More\" href=\"/more\">→</a>", vec!["title=More"]),
        ("<a title='{{ page.t(\"a.b\") }}'>&nbsp;</a>", vec![]),
        (
            "<img alt=\"\" title=\"a > b\">Crosshold, 15:00 UTC, TLP:AMBER+STRICT",
            vec!["title=a > b"],
        ),
        ("{# a remark #}<!-- another --><!doctype html>", vec![]),
        ("<p>冻结</p>", vec!["冻结"]),
    ] {
        assert_eq!(read_by_people(template), expected, "{template}");
    }
}

#[test]
fn the_search_for_keys_knows_whole_keys_and_beginnings() {
    let sections = BTreeSet::from(["requests".to_owned()]);
    let found = |source: &str| uses_in(source, &sections, Path::new("x"));
    let spelled = |source: &str| found(source).into_iter().map(|used| used.literal).collect::<Vec<_>>();
    assert_eq!(spelled(r#"t("requests.show.title")"#), ["requests.show.title"]);
    assert_eq!(spelled(r#"format!("requests.status.{}", word)"#), ["requests.status."]);
    assert_eq!(
        spelled(r#"format!("requests.status.{word}.hint")"#),
        ["requests.status."]
    );
    assert_eq!(
        spelled(r#""requests/show.html" "requests.html" "holds.show" "requests" "requests.a b" "Requests.a""#),
        [""; 0]
    );
    assert_eq!(spelled("// \"requests.old\"\n#[cfg(test)] \"requests.mine\""), [""; 0]);
    assert!(
        found(r#""requests.count""#)
            .iter()
            .all(|used| used.covers("requests.count.one"))
    );
    assert!(
        !found(r#""requests.count""#)
            .iter()
            .any(|used| used.covers("requests.counted"))
    );
}
