//! Which passwords are guessed first: those everybody knows, and those made of what anybody knows of their person.

use std::collections::BTreeSet;

use zxcvbn::{Score, zxcvbn};

/// Whoever guesses tries the site's own name, too.
const OWN_WORDS: &[&str] = &["crosshold", "police", "exchange", "password", "passwort"];

/// So many characters are looked at: who guesses these has no time left for more.
const LOOKED_AT: usize = 72;

/// So many letters must be left when all that is known is taken away.
const LETTERS_OF_ITS_OWN: usize = 6;

/// Whether `password` is among the first that are guessed: common ones, keyboards, dates, repetitions.
pub(super) fn is_common(password: &str, words: &[&str]) -> bool {
    let looked_at: String = password.chars().take(LOOKED_AT).collect();
    let known = known(words);
    let inputs: Vec<&str> = known.iter().map(String::as_str).collect();
    zxcvbn(&looked_at, &inputs).score() <= Score::One
}

/// Whether `password` is little more than what is known of its person: the name, the mailbox, the organisation, with years
/// and marks between them.
pub(super) fn is_known(password: &str, words: &[&str]) -> bool {
    let mut rest = plain(password);
    let mut is_found = false;
    // The longest first: a short one may be part of it.
    let mut known: Vec<String> = known(words).into_iter().collect();
    known.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    for word in known {
        is_found |= rest.contains(&word);
        rest = rest.replace(&word, " ");
    }
    is_found && rest.chars().filter(|character| character.is_alphabetic()).count() < LETTERS_OF_ITS_OWN
}

/// The parts of `words` that count, each by itself.
fn known(words: &[&str]) -> BTreeSet<String> {
    let all = words.iter().chain(OWN_WORDS).map(|word| plain(word));
    let parts = all.flat_map(|word| {
        let parts = word.split(|character: char| !character.is_alphanumeric());
        parts.map(str::to_owned).collect::<Vec<_>>()
    });
    // A name of two Chinese characters counts; two Latin letters are in every other word.
    let counts = |word: &String| word.chars().count() >= if word.is_ascii() { 3 } else { 2 };
    parts.filter(counts).collect()
}

/// In lower case; figures that stand for letters are left as they are: the common tables know them.
fn plain(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &[&str] = &["Ana Silva", "a.silva@pj.example", "Polícia Judiciária", "陈伟霖"];

    #[test]
    fn what_everybody_guesses_first_is_common() {
        for password in [
            "passwordpassword",
            "aaaaaaaaaaaaaaaaaa",
            "123456789012345678",
            "qwertyuiopqwertyuiop",
            "abcabcabcabcabcabc",
        ] {
            assert!(is_common(password, WORDS), "{password}");
        }
        for password in [
            "correct horse battery staple",
            "quem tem medo de agosto",
            "🔑🐎🔋📎🌊🧭🪁🎻🦔🍋🧵🚲🪴🧊🎈",
            "密码里有一只会飞的长颈鹿在唱歌",
        ] {
            assert!(!is_common(password, WORDS) && !is_known(password, WORDS), "{password}");
        }
    }

    #[test]
    fn what_is_known_of_a_person_makes_no_password() {
        for password in [
            "Polícia Judiciária 2026",
            "polícia-judiciária!!2027",
            "Ana.Silva.1987.2026",
            "crosshold2026crosshold",
            "陈伟霖陈伟霖20262026陈伟霖",
            "a.silva@pj.example",
        ] {
            assert!(is_known(password, WORDS), "{password}");
        }
        // A word that is known does no harm among others.
        assert!(!is_known("Ana come cerejas no telhado", WORDS));
    }
}
