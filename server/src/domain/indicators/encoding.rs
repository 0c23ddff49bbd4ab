//! The encodings several families share: base58 with a double SHA-256 checksum, bech32, groups of bits.

use bech32::primitives::decode::UncheckedHrpstring;
use bech32::{Bech32, Bech32m};
use sha2::{Digest, Sha256};

use crate::domain::indicators::Reason;

/// Base58 bytes of `text` without its checksum, which must hold.
pub(super) fn base58check(text: &str, alphabet: &bs58::Alphabet) -> Result<Vec<u8>, Reason> {
    let mut bytes = base58(text, alphabet)?;
    let (body, sum) = bytes.split_last_chunk::<4>().ok_or(Reason::Length)?;
    if *sum != double_sha(body) {
        return Err(folded_or(text, Reason::Checksum));
    }
    bytes.truncate(bytes.len().saturating_sub(4));
    Ok(bytes)
}

/// Base58 bytes of `text`. The work grows with the square of the length, which the caller has bounded.
pub(super) fn base58(text: &str, alphabet: &bs58::Alphabet) -> Result<Vec<u8>, Reason> {
    bs58::decode(text)
        .with_alphabet(alphabet)
        .into_vec()
        .map_err(|_| folded_or(text, Reason::Alphabet))
}

/// `bytes` and their checksum in base58.
pub(super) fn to_base58check(bytes: &[u8], alphabet: &bs58::Alphabet) -> String {
    let whole = [bytes, &double_sha(bytes)].concat();
    bs58::encode(whole).with_alphabet(alphabet).into_string()
}

/// The first four bytes of SHA-256 taken twice.
fn double_sha(bytes: &[u8]) -> [u8; 4] {
    let hash: [u8; 32] = Sha256::digest(Sha256::digest(bytes)).into();
    let [a, b, c, d, ..] = hash;
    [a, b, c, d]
}

/// Base58 needs both cases. Twelve letters all of one case mean that some program folded them, which cannot make a zero.
fn folded_or(text: &str, reason: Reason) -> Reason {
    if text.bytes().any(|b| b == b'0' || !b.is_ascii_alphanumeric()) {
        return reason;
    }
    let lower = text.bytes().filter(u8::is_ascii_lowercase).count();
    let upper = text.bytes().filter(u8::is_ascii_uppercase).count();
    if (lower == 0) != (upper == 0) && lower + upper >= 12 {
        Reason::Case
    } else {
        reason
    }
}

/// Lower-case `text` if it is in one case only: BIP-173 forbids a mixture.
pub(super) fn one_case(text: &str) -> Result<String, Reason> {
    let has_lower = text.bytes().any(|b| b.is_ascii_lowercase());
    let has_upper = text.bytes().any(|b| b.is_ascii_uppercase());
    if has_lower && has_upper {
        Err(Reason::Case)
    } else {
        Ok(text.to_ascii_lowercase())
    }
}

/// Which of the two checksums a bech32 text carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variant {
    /// BIP-173.
    Bech32,
    /// BIP-350.
    Bech32m,
}

/// A bech32 text taken apart.
pub(super) struct Parts {
    /// The readable part.
    pub hrp: String,
    /// Groups of five bits, without the checksum.
    pub fives: Vec<u8>,
    /// The checksum that holds.
    pub variant: Variant,
}

/// Takes lower-case bech32 `text` apart; one of the two checksums must hold.
pub(super) fn bech32(text: &str) -> Result<Parts, Reason> {
    let unchecked = UncheckedHrpstring::new(text).map_err(|_| Reason::Alphabet)?;
    let variant = if unchecked.has_valid_checksum::<Bech32>() {
        Variant::Bech32
    } else if unchecked.has_valid_checksum::<Bech32m>() {
        Variant::Bech32m
    } else {
        return Err(Reason::Checksum);
    };
    let hrp = unchecked.hrp().to_string();
    let checked = unchecked.remove_checksum::<Bech32>();
    Ok(Parts {
        hrp,
        fives: checked.fe32_iter().map(bech32::Fe32::to_u8).collect(),
        variant,
    })
}

/// Bytes from groups of five bits; what is left over must be fewer than five bits, all zero (BIP-173).
pub(super) fn bytes_of(fives: &[u8]) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::with_capacity(fives.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for five in fives {
        held = (held << 5 | u32::from(*five)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    let rest = held & ((1 << bits) - 1);
    if bits >= 5 || rest != 0 {
        Err(Reason::Padding)
    } else {
        Ok(bytes)
    }
}

/// Groups of five bits from bytes, the last one filled with zeros.
pub(super) fn fives_of(bytes: &[u8]) -> Vec<u8> {
    let mut fives = Vec::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            fives.push((held >> bits & 31) as u8);
        }
    }
    if bits > 0 {
        fives.push((held << (5 - bits) & 31) as u8);
    }
    fives
}

/// Whether `text` is hexadecimal and of this many digits.
pub(super) fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn groups_of_bits_come_back_as_the_same_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..70)) {
            prop_assert_eq!(bytes_of(&fives_of(&bytes)), Ok(bytes));
        }

        #[test]
        fn base58_comes_back_as_the_same_bytes(bytes in proptest::collection::vec(any::<u8>(), 1..70)) {
            let text = to_base58check(&bytes, bs58::Alphabet::BITCOIN);
            prop_assert_eq!(base58check(&text, bs58::Alphabet::BITCOIN), Ok(bytes));
        }
    }

    #[test]
    fn a_folded_text_is_told_from_a_mistyped_one() {
        let folded = "tjrywwfs9wtfgzg3jbrvrifbnfcug5tdec";
        assert_eq!(base58check(folded, bs58::Alphabet::BITCOIN), Err(Reason::Case));
        let mistyped = "TJRyWwFs9wTFGZg3JcrVriFbNfCug5tDeC";
        assert_eq!(base58check(mistyped, bs58::Alphabet::BITCOIN), Err(Reason::Checksum));
    }
}
