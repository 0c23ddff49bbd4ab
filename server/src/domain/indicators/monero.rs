//! Monero: base58 in blocks of eleven letters for eight bytes, and four bytes of Keccak-256 at the end (Monero's
//! `cryptonote_basic_impl.cpp` and `base58.cpp`).

use sha3::{Digest, Keccak256};

use crate::domain::indicators::{Checked, Form, Network, Outcome, Reason};

const LETTERS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Checks a standard address, a sub-address or an integrated address.
pub(super) fn check(network: Network, text: &str) -> Outcome {
    let bytes = blocks(text)?;
    let (body, sum) = bytes.split_last_chunk::<4>().ok_or(Reason::Length)?;
    let hash: [u8; 32] = Keccak256::digest(body).into();
    if !hash.starts_with(sum) {
        return Err(Reason::Checksum);
    }
    let (prefix, keys) = body.split_first().ok_or(Reason::Length)?;
    let (form, is_main) = match prefix {
        18 => (Form::Account, true),
        19 => (Form::Integrated, true),
        42 => (Form::Subaddress, true),
        // Test network, then stage network.
        53 | 24 => (Form::Account, false),
        54 | 25 => (Form::Integrated, false),
        63 | 36 => (Form::Subaddress, false),
        _ => return Err(Reason::Content),
    };
    // Two keys, and in an integrated address a payment number of eight bytes.
    let expected = if form == Form::Integrated { 72 } else { 64 };
    if keys.len() != expected {
        return Err(Reason::Length);
    }
    if is_main != (network == Network::Mainnet) {
        return Err(Reason::Network);
    }
    Ok(Checked::held(text.to_owned(), form))
}

fn blocks(text: &str) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::with_capacity(80);
    for block in text.as_bytes().chunks(11) {
        bytes.extend(block_of(block)?);
    }
    Ok(bytes)
}

/// The bytes of one block; its number must not be larger than they can hold.
fn block_of(letters: &[u8]) -> Result<Vec<u8>, Reason> {
    let mut number = 0_u128;
    for letter in letters {
        let digit = LETTERS
            .iter()
            .position(|known| known == letter)
            .ok_or(Reason::Alphabet)?;
        number = number * 58 + digit as u128;
    }
    let size = match letters.len() {
        2 => 1,
        3 => 2,
        5 => 3,
        6 => 4,
        7 => 5,
        9 => 6,
        10 => 7,
        11 => 8,
        _ => return Err(Reason::Length),
    };
    if number >> (8 * size) != 0 {
        return Err(Reason::Checksum);
    }
    Ok(number.to_be_bytes().into_iter().skip(16 - size).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, lists};

    const STANDARD: &str =
        "48bWuoDG75CXMDHbmPEvUF2hm1vLDic7ZJ7hqRkL65QR9p13AQAX4eEACXNk4YP115Q4KRVZnAvmMBHrcGfv9FvKPZnH6vH";
    const SUBADDRESS: &str =
        "88WB4JKdQVhWfkc8cBT9EEJ6vejSAqKJHbV1dXBAXdpgQovtNDNRxfKCS7wB8rHQ5D5zH2Pd1YkyMNNQDie6ZfeZ311fPgn";

    /// An address of `prefix` with `size` bytes of content, written block by block.
    fn written(prefix: u8, size: usize) -> String {
        let mut bytes = [&[prefix][..], &vec![7; size]].concat();
        let hash: [u8; 32] = Keccak256::digest(&bytes).into();
        bytes.extend_from_slice(&hash[..4]);
        let lengths = [0, 2, 3, 5, 6, 7, 9, 10, 11];
        let block = |bytes: &[u8]| {
            let mut number = bytes
                .iter()
                .fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
            let mut letters = Vec::new();
            for _ in 0..lengths[bytes.len()] {
                letters.push(char::from(LETTERS[(number % 58) as usize]));
                number /= 58;
            }
            letters.into_iter().rev().collect::<String>()
        };
        bytes.chunks(8).map(block).collect()
    }

    #[test]
    fn each_form_is_told() {
        let form = |text: &str| check(Network::Mainnet, text).map(|checked| checked.form);
        assert_eq!(form(STANDARD), Ok(Form::Account));
        assert_eq!(form(SUBADDRESS), Ok(Form::Subaddress));
        assert_eq!(form(&written(19, 72)), Ok(Form::Integrated));
        assert_eq!(written(19, 72).len(), 106);
    }

    #[test]
    fn networks_are_kept_apart() {
        for prefix in [53, 24] {
            let text = written(prefix, 64);
            assert_eq!(check(Network::Mainnet, &text), Err(Reason::Network));
            assert!(check(Network::Testnet, &text).is_ok());
        }
        assert_eq!(check(Network::Testnet, STANDARD), Err(Reason::Network));
    }

    #[test]
    fn an_integrated_prefix_needs_its_payment_number() {
        assert_eq!(check(Network::Mainnet, &written(19, 64)), Err(Reason::Length));
    }

    #[test]
    fn no_single_character_can_differ() {
        lists::no_single_change_passes(&Chain::Monero, STANDARD);
        lists::no_single_change_passes(&Chain::Monero, SUBADDRESS);
    }
}
