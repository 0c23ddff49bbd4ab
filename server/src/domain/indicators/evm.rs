//! Ethereum and the chains that share its addresses: 20 bytes in hexadecimal after `0x`. The case of the letters is the
//! checksum (EIP-55); written in one case there is none.

use sha3::{Digest, Keccak256};

use crate::domain::indicators::encoding::is_hex;
use crate::domain::indicators::{Checked, Checksum, Form, Outcome, Reason};

/// Checks an address of any chain of this family. Stored as EIP-55 writes it.
pub(super) fn check(text: &str) -> Outcome {
    let digits = text.strip_prefix("0x").ok_or(Reason::Prefix)?;
    if is_hex(digits, 64) {
        return Err(Reason::TransactionHash);
    }
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Reason::Alphabet);
    }
    if digits.len() != 40 {
        return Err(Reason::Length);
    }
    let canonical = cased(digits);
    let has_lower = digits.bytes().any(|b| b.is_ascii_lowercase());
    let has_upper = digits.bytes().any(|b| b.is_ascii_uppercase());
    let checksum = match (has_lower && has_upper, canonical == text) {
        (true, true) => Checksum::Holds,
        (true, false) => return Err(Reason::Checksum),
        // An address that EIP-55 itself writes in one case cannot be told from one that lost its case.
        (false, _) => Checksum::None,
    };
    Ok(Checked {
        canonical,
        form: Form::Account,
        tag: None,
        checksum,
    })
}

/// EIP-55: a letter is upper case where the same digit of the hash of the lower-case text is 8 or more.
fn cased(digits: &str) -> String {
    let lower = digits.to_ascii_lowercase();
    let hash: [u8; 32] = Keccak256::digest(lower.as_bytes()).into();
    let nibbles = hash.into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let letters = lower.chars().zip(nibbles);
    let cased = letters.map(|(letter, nibble)| {
        if nibble >= 8 {
            letter.to_ascii_uppercase()
        } else {
            letter
        }
    });
    format!("0x{}", cased.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of EIP-55.
    const EXAMPLES: [&str; 4] = [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ];

    #[test]
    fn a_mixed_case_address_must_be_of_the_right_case() {
        for text in EXAMPLES {
            assert_eq!(check(text), Ok(Checked::held(text.to_owned(), Form::Account)));
        }
        assert_eq!(
            check("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
            Err(Reason::Checksum)
        );
    }

    #[test]
    fn an_address_in_one_case_is_taken_with_a_note() {
        for text in EXAMPLES {
            let digits = text.trim_start_matches("0x");
            for one_case in [digits.to_lowercase(), digits.to_uppercase()] {
                let checked = check(&format!("0x{one_case}")).unwrap();
                assert_eq!((checked.canonical.as_str(), checked.checksum), (text, Checksum::None));
            }
        }
    }

    #[test]
    fn each_mistake_has_its_reason() {
        let hash = format!("0x{}", "ab".repeat(32));
        for (text, reason) in [
            ("0XD1220A0CF47C7B9BE7A2E6BA89F429762E7B9ADB", Reason::Prefix),
            ("d1220a0cf47c7b9be7a2e6ba89f429762e7b9adb", Reason::Prefix),
            ("0xff4d6793F584a473", Reason::Length),
            ("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDg", Reason::Alphabet),
            (hash.as_str(), Reason::TransactionHash),
        ] {
            assert_eq!(check(text), Err(reason), "{text}");
        }
    }

    /// The checksum is weak: some 1 in 4,000 single changes pass it, so this holds for these addresses, not for all.
    #[test]
    fn no_single_letter_of_the_examples_can_change_its_case() {
        for text in EXAMPLES {
            for (place, letter) in text
                .char_indices()
                .skip(2)
                .filter(|(_, letter)| letter.is_ascii_alphabetic())
            {
                let flipped = if letter.is_ascii_uppercase() {
                    letter.to_ascii_lowercase()
                } else {
                    letter.to_ascii_uppercase()
                };
                let mut changed = text.to_owned();
                changed.replace_range(place..=place, &flipped.to_string());
                assert_eq!(check(&changed), Err(Reason::Checksum), "{changed}");
            }
        }
    }
}
