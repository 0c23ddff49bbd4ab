//! Characters that nobody sees and that change what a text is or how it reads: two names would look alike and differ
//! (ASVS 1.1.1, UTS 39 §3.1, UTR 36 §2.10).
//!
//! Most have no place in any text typed here. Two kinds have, and are judged by what stands before them: joiners, with
//! which Arabic, Persian and the scripts of India spell and which hold emoji together (RFC 5892 A.1 and A.2 in a form
//! that suits running text), and variation selectors, which choose the form of an ideograph, a sign or an emoji. Marks
//! of direction (U+200E, U+200F, U+061C) are refused: pages set the direction of what people typed by themselves.

/// Whether `character` hides something wherever it stands: control characters other than line feed and tab, marks,
/// overrides and isolates of direction, separators of lines, everything of no width or of a blank's looks that is no
/// space, tags, and marks of annotation. Joiners and variation selectors are judged in their place, by [`hides`].
pub fn is_deceptive(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // Soft hyphen, combining grapheme joiner, Arabic letter mark, Hangul fillers, Khmer inherent vowels, Mongolian
        // vowel separator.
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // Blank braille, Hangul fillers again.
        | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        // Formats of shorthand and of music, tags.
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether `text` hides anything: a character that [`is_deceptive`], or a joiner or a variation selector where it
/// does nothing that can be seen.
pub fn hides(text: &str) -> bool {
    let mut before = None;
    text.chars().any(|character| {
        let is_hidden = is_deceptive(character) || !stands_well(character, before);
        before = Some(character);
        is_hidden
    })
}

/// Whether a joiner or a variation selector does something after `before`; other characters stand well anywhere.
fn stands_well(character: char, before: Option<char>) -> bool {
    let after = |fits: fn(char) -> bool| before.is_some_and(fits);
    match character {
        '\u{200c}' => after(is_joined),
        '\u{200d}' => after(is_joined) || after(is_emoji) || before == Some('\u{fe0f}'),
        '\u{fe0e}' | '\u{fe0f}' => after(is_emoji) || after(is_ideograph) || after(is_key),
        '\u{fe00}'..='\u{fe0d}' => after(is_ideograph) || after(is_sign),
        '\u{180b}'..='\u{180d}' | '\u{180f}' => after(|letter| matches!(letter, '\u{1820}'..='\u{18aa}')),
        '\u{e0100}'..='\u{e01ef}' => after(is_ideograph),
        _ => true,
    }
}

/// Letters and signs of scripts whose spelling uses joiners: Arabic, Syriac, N'Ko, those of India, Tibetan, Myanmar,
/// Khmer, Mongolian.
fn is_joined(letter: char) -> bool {
    matches!(letter,
        '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d5}' | '\u{6fa}'..='\u{6ff}' | '\u{710}'..='\u{7ff}'
        | '\u{860}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{f40}'..='\u{fbc}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17b3}' | '\u{17b6}'..='\u{17d3}' | '\u{1820}'..='\u{18aa}' | '\u{a8e0}'..='\u{a8ff}'
        | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Pictures, and the tones of their skin.
fn is_emoji(picture: char) -> bool {
    matches!(picture,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{27bf}' | '\u{2934}' | '\u{2935}' | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// What stands on the keys that emoji show: `1` with a frame around it.
fn is_key(character: char) -> bool {
    matches!(character, '0'..='9' | '#' | '*')
}

fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{2fdf}' | '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Signs of mathematics that have a second form.
fn is_sign(character: char) -> bool {
    matches!(character, '\u{2200}'..='\u{22ff}' | '\u{2a00}'..='\u{2aff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_found_wherever_it_stands() {
        for hidden in [
            '\u{0}',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{180e}',
            '\u{200b}',
            '\u{200e}',
            '\u{2028}',
            '\u{2029}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{206a}',
            '\u{2800}',
            '\u{3164}',
            '\u{ffa0}',
            '\u{feff}',
            '\u{fff9}',
            '\u{fffa}',
            '\u{fffb}',
            '\u{1d173}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e007f}',
        ] {
            for text in [format!("Ana{hidden}Silva"), format!("{hidden}"), format!("安{hidden}")] {
                assert!(hides(&text), "{:04x}", u32::from(hidden));
            }
        }
        for seen in [
            "Ana Silva",
            "a\tb\nc",
            "1\u{a0}000,50\u{202f}€",
            "中文\u{3000}名",
            "",
            "\u{fffd}",
        ] {
            assert!(!hides(seen), "{seen:?}");
        }
    }

    #[test]
    fn joiners_of_words_that_are_spelled_with_them_are_no_deception() {
        for spelled in [
            "مهران\u{200c}ها",
            "می\u{200c} ",
            "ه\u{200d}",
            "क्\u{200d}ष",
            "ක්\u{200d}ෂ",
            "ന്\u{200d}",
        ] {
            assert!(!hides(spelled), "{spelled:?}");
        }
        for hidden in [
            "Ana\u{200c}Silva",
            "Ana\u{200d}Silva",
            "\u{200c}ها",
            "ها\u{200c}\u{200c}ها",
            "1\u{200d}2",
        ] {
            assert!(hides(hidden), "{hidden:?}");
        }
    }

    #[test]
    fn selectors_after_what_they_choose_the_form_of_are_no_deception() {
        for chosen in [
            "👩\u{200d}💻",
            "🏳\u{fe0f}\u{200d}🌈",
            "❤\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "👩🏽\u{200d}🚒",
            "葛\u{e0100}飾",
            "©\u{fe0e}",
            "≩\u{fe00}",
            "㐂\u{fe00}",
        ] {
            assert!(!hides(chosen), "{chosen:?}");
        }
        for hidden in [
            "Ana\u{fe0f}",
            "\u{fe0f}",
            "Ana\u{fe00}",
            "a\u{e0100}",
            "م\u{fe0f}",
            "👩\u{200d}\u{200d}💻",
        ] {
            assert!(hides(hidden), "{hidden:?}");
        }
    }
}
