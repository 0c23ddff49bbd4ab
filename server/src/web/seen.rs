//! What a form showed when it was opened: a short mark of each field, sent along unseen. Where somebody else saved in
//! between, the marks tell what the other changed, whatever the reader typed.

use sha2::{Digest, Sha256};

/// Bytes of a mark: enough that no change goes unseen, short enough to send along.
const MARK: usize = 6;

/// The marks of `fields`, each a name and what stands in it.
pub fn marks(fields: &[(&str, String)]) -> String {
    let marks: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}:{}", mark(value)))
        .collect();
    marks.join(" ")
}

/// The names of `fields` that differ from what was opened with the marks `opened`.
pub fn changed<'a>(opened: &str, fields: &[(&'a str, String)]) -> Vec<&'a str> {
    let was = |name: &str| {
        let mut marks = opened.split(' ').filter_map(|mark| mark.split_once(':'));
        marks.find(|(of, _)| *of == name).map(|(_, mark)| mark)
    };
    fields
        .iter()
        // A field that was not on the form cannot be compared.
        .filter(|(name, value)| was(name).is_some_and(|was| was != mark(value)))
        .map(|(name, _)| *name)
        .collect()
}

fn mark(value: &str) -> String {
    let value = value.replace("\r\n", "\n");
    let digest = Sha256::digest(value.trim().as_bytes());
    hex::encode(digest.iter().take(MARK).copied().collect::<Vec<u8>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_from_what_was_opened_is_told() {
        let opened = marks(&[("facts", "One\nTwo".into()), ("until", "2026-12-01".into())]);

        let saved = [("facts", "One\r\nTwo ".to_owned()), ("until", "2026-12-24".to_owned())];

        assert_eq!(changed(&opened, &saved), ["until"]);
        assert_eq!(changed("", &saved), [""; 0]);
    }
}
