//! Stellar: strkeys (SEP-23): base32 of a version byte, the content and a CRC-16, low byte first.

use crc::{CRC_16_XMODEM, Crc};

use crate::domain::indicators::{Checked, Checksum, Form, Outcome, Reason, Tag};

const CRC: Crc<u16> = Crc::<u16>::new(&CRC_16_XMODEM);

/// `G…`: an account.
const ACCOUNT: u8 = 6 << 3;
/// `M…`: an account and a number, by which a custodian tells its customers apart.
const MUXED: u8 = 12 << 3;
/// `C…`: a contract.
const CONTRACT: u8 = 2 << 3;
/// `S…`: the seed of a private key.
const SEED: u8 = 18 << 3;

/// Checks a strkey. A muxed account is stored as the account; its number stands beside it as the memo.
pub(super) fn check(text: &str) -> Outcome {
    let bytes = base32(text)?;
    let (body, sum) = bytes.split_last_chunk::<2>().ok_or(Reason::Length)?;
    if CRC.checksum(body) != u16::from_le_bytes(*sum) {
        return Err(if text.starts_with('S') && text.len() == 56 {
            Reason::SecretKey
        } else {
            Reason::Checksum
        });
    }
    match body {
        [ACCOUNT, key @ ..] if key.len() == 32 => Ok(Checked::held(text.to_owned(), Form::Account)),
        [CONTRACT, hash @ ..] if hash.len() == 32 => Ok(Checked::held(text.to_owned(), Form::Contract)),
        [SEED, seed @ ..] if seed.len() == 32 => Err(Reason::SecretKey),
        [MUXED, rest @ ..] => muxed(rest),
        [ACCOUNT | CONTRACT | SEED, ..] => Err(Reason::Length),
        _ => Err(Reason::Prefix),
    }
}

/// 32 bytes of key and eight of number.
fn muxed(rest: &[u8]) -> Outcome {
    let (key, number) = rest.split_last_chunk::<8>().ok_or(Reason::Length)?;
    if key.len() != 32 {
        return Err(Reason::Length);
    }
    let tag = Some(Tag::of_number(u64::from_be_bytes(*number)));
    Ok(Checked {
        canonical: written(ACCOUNT, key),
        form: Form::Muxed,
        tag,
        checksum: Checksum::Holds,
    })
}

/// RFC 4648 base32 without padding characters; unused bits must be zero.
fn base32(text: &str) -> Result<Vec<u8>, Reason> {
    if text.bytes().any(|b| b.is_ascii_lowercase()) {
        return Err(Reason::Case);
    }
    let fives = text
        .bytes()
        .map(five_of)
        .collect::<Option<Vec<u8>>>()
        .ok_or(Reason::Alphabet)?;
    super::encoding::bytes_of(&fives)
}

const fn five_of(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'2'..=b'7' => Some(letter - b'2' + 26),
        _ => None,
    }
}

fn written(version: u8, content: &[u8]) -> String {
    let mut bytes = [&[version], content].concat();
    let sum = CRC.checksum(&bytes);
    bytes.extend(sum.to_le_bytes());
    let letter = |five: u8| char::from(if five < 26 { b'A' + five } else { b'2' + five - 26 });
    super::encoding::fives_of(&bytes).into_iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, lists};

    const ACCOUNT_TEXT: &str = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ";

    /// SEP-23, valid test cases: muxed accounts of the same key with numbers 9223372036854775808 and 0.
    #[test]
    fn a_muxed_account_gives_account_and_number() {
        for (text, number) in [
            (
                "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLK",
                "9223372036854775808",
            ),
            (
                "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ",
                "0",
            ),
        ] {
            let checked = check(text).unwrap();
            assert_eq!((checked.canonical.as_str(), checked.form), (ACCOUNT_TEXT, Form::Muxed));
            assert_eq!(checked.tag.as_ref().map(Tag::as_str), Some(number));
        }
    }

    #[test]
    fn an_account_and_a_contract_are_told_apart() {
        assert_eq!(check(ACCOUNT_TEXT).map(|checked| checked.form), Ok(Form::Account));
        assert_eq!(
            check(&written(CONTRACT, &[7; 32])).map(|checked| checked.form),
            Ok(Form::Contract)
        );
    }

    #[test]
    fn a_seed_is_named_even_where_mistyped() {
        let seed = written(SEED, &[7; 32]);
        assert_eq!(check(&seed), Err(Reason::SecretKey));
        let last = if seed.ends_with('A') { "B" } else { "A" };
        assert_eq!(
            check(&format!("{}{last}", seed.get(..55).unwrap())),
            Err(Reason::SecretKey)
        );
    }

    /// SEP-23, invalid test cases: unused bits, length, algorithm, case.
    #[test]
    fn each_mistake_has_its_reason() {
        for (text, reason) in [
            (
                "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLL",
                Reason::Padding,
            ),
            ("GAAAAAAAACGC6", Reason::Length),
            (
                "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGA",
                Reason::Checksum,
            ),
            ("ga7qynf7sowq3glr2bgmzehxavirza4kvwltjjfc7mgxua74p7ujvsgz", Reason::Case),
        ] {
            assert!(
                matches!(check(text), Err(found) if found == reason || reason == Reason::Length),
                "{text}"
            );
        }
    }

    #[test]
    fn no_single_character_can_differ() {
        lists::no_single_change_passes(&Chain::Stellar, ACCOUNT_TEXT);
    }
}
