//! Bitcoin Cash: CashAddr (the specification of 2017, token-aware types of CHIP-2022-02) and Bitcoin's old base58 form,
//! which is stored as CashAddr.

use crate::domain::indicators::encoding::{base58check, bytes_of, fives_of, one_case};
use crate::domain::indicators::{Checked, Form, Network, Outcome, Reason};

const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Prefixes by network.
const PREFIXES: &[(&str, Network)] = &[
    ("bitcoincash", Network::Mainnet),
    ("bchtest", Network::Testnet),
    ("bchreg", Network::Regtest),
];

/// Generators of the 40-bit checksum, one per bit that falls out.
const GENERATORS: [u64; 5] = [
    0x98_f2bc_8e61,
    0x79_b76d_99e2,
    0xf3_3e5f_b3c4,
    0xae_2eab_e2a8,
    0x1e_4f43_e470,
];

/// Bytes of hash by the low three bits of the version byte.
const SIZES: [usize; 8] = [20, 24, 28, 32, 40, 48, 56, 64];

/// Checks a CashAddr with or without its prefix, or an old base58 address.
pub(super) fn check(network: Network, text: &str) -> Outcome {
    if let Some((prefix, payload)) = text.split_once(':') {
        let (prefix, payload) = (prefix.to_ascii_lowercase(), payload.to_ascii_lowercase());
        one_case(text)?;
        let (prefix, of) = PREFIXES
            .iter()
            .find(|(known, _)| *known == prefix)
            .ok_or(Reason::Prefix)?;
        return cash(prefix, *of, network, &payload);
    }
    if !may_be_cash(text) {
        return legacy(network, text);
    }
    let payload = one_case(text)?;
    let outcomes = PREFIXES.iter().map(|(prefix, of)| cash(prefix, *of, network, &payload));
    let mut reason = Reason::Checksum;
    for outcome in outcomes {
        match outcome {
            Err(Reason::Checksum) => {}
            Err(other) => reason = other,
            Ok(checked) => return Ok(checked),
        }
    }
    Err(reason)
}

/// Whether a text without prefix is meant as CashAddr: its first letter holds the type, `q p z r` today, and the
/// shortest has 42 letters, while base58 has at most 35.
fn may_be_cash(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|b| LETTERS.contains(&b.to_ascii_lowercase()))
}

/// The prefix is part of what the checksum covers.
fn cash(prefix: &str, of: Network, network: Network, payload: &str) -> Outcome {
    let fives = payload
        .bytes()
        .map(five_of)
        .collect::<Option<Vec<u8>>>()
        .ok_or(Reason::Alphabet)?;
    if checksum(prefix, &fives) != 0 {
        return Err(Reason::Checksum);
    }
    let (body, _) = fives.split_last_chunk::<8>().ok_or(Reason::Length)?;
    let bytes = bytes_of(body)?;
    let (version, hash) = bytes.split_first().ok_or(Reason::Length)?;
    if SIZES.get(usize::from(version & 7)) != Some(&hash.len()) {
        return Err(Reason::Length);
    }
    // Types 2 and 3 say that the wallet understands tokens; the script is that of types 0 and 1.
    let (form, kind) = match version >> 3 {
        0 | 2 => (Form::PubkeyHash, 0),
        1 | 3 => (Form::ScriptHash, 1),
        _ => return Err(Reason::Content),
    };
    if of != network {
        return Err(Reason::Network);
    }
    Ok(Checked::held(written(prefix, kind << 3 | version & 7, hash), form))
}

fn legacy(network: Network, text: &str) -> Outcome {
    let bytes = base58check(text, bs58::Alphabet::BITCOIN)?;
    let (byte, hash) = bytes.split_first().ok_or(Reason::Length)?;
    if matches!(byte, 128 | 239) && matches!(hash.len(), 32 | 33) {
        return Err(Reason::SecretKey);
    }
    if hash.len() != 20 {
        return Err(Reason::Length);
    }
    let (form, version, is_main) = match byte {
        0 => (Form::PubkeyHash, 0, true),
        5 => (Form::ScriptHash, 8, true),
        111 => (Form::PubkeyHash, 0, false),
        196 => (Form::ScriptHash, 8, false),
        _ => return Err(Reason::Content),
    };
    if is_main != (network == Network::Mainnet) {
        return Err(Reason::Network);
    }
    let (prefix, _) = PREFIXES.iter().find(|(_, of)| *of == network).ok_or(Reason::Network)?;
    Ok(Checked::held(written(prefix, version, hash), form))
}

/// The CashAddr of a version byte and a hash, with its prefix.
fn written(prefix: &str, version: u8, hash: &[u8]) -> String {
    let mut fives = fives_of(&[&[version], hash].concat());
    let sum = checksum(prefix, &[fives.as_slice(), &[0; 8]].concat());
    fives.extend((0..8).rev().map(|place| (sum >> (5 * place) & 31) as u8));
    let letters = fives
        .iter()
        .filter_map(|five| LETTERS.get(usize::from(*five)).copied().map(char::from));
    format!("{prefix}:{}", letters.collect::<String>())
}

fn five_of(letter: u8) -> Option<u8> {
    LETTERS
        .iter()
        .position(|known| *known == letter)
        .and_then(|place| u8::try_from(place).ok())
}

/// The specification's PolyMod over prefix, zero and payload; zero where the checksum at the end holds.
fn checksum(prefix: &str, fives: &[u8]) -> u64 {
    let all = prefix.bytes().map(|b| b & 31).chain([0]).chain(fives.iter().copied());
    let sum = all.fold(1_u64, |sum, five| {
        let top = sum >> 35;
        let shifted = (sum & 0x07_ffff_ffff) << 5 ^ u64::from(five);
        let fallen = GENERATORS.iter().enumerate().filter(|(bit, _)| top >> bit & 1 == 1);
        fallen.fold(shifted, |sum, (_, generator)| sum ^ generator)
    });
    sum ^ 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, lists};

    fn canonical(text: &str) -> Result<String, Reason> {
        check(Network::Mainnet, text).map(|checked| checked.canonical)
    }

    /// The pairs of the specification's table.
    #[test]
    fn old_and_new_form_are_one_address() {
        for (old, new) in [
            (
                "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu",
                "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
            ),
            (
                "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC",
                "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq",
            ),
            (
                "16w1D5WRVKJuZUsSRzdLp9w3YGcgoxDXb",
                "bitcoincash:qqq3728yw0y47sqn6l2na30mcw6zm78dzqre909m2r",
            ),
        ] {
            assert_eq!(canonical(old).as_deref(), Ok(new));
            assert_eq!(canonical(new).as_deref(), Ok(new));
            assert_eq!(canonical(new.trim_start_matches("bitcoincash:")).as_deref(), Ok(new));
            assert_eq!(canonical(&new.to_uppercase()).as_deref(), Ok(new));
        }
    }

    #[test]
    fn a_token_aware_address_is_the_same_script() {
        let aware = written("bitcoincash", 2 << 3, &[7; 20]);
        assert!(aware.starts_with("bitcoincash:z"));
        assert_eq!(canonical(&aware), Ok(written("bitcoincash", 0, &[7; 20])));
    }

    #[test]
    fn networks_and_cases_are_not_mixed() {
        let test = written("bchtest", 0, &[7; 20]);
        assert_eq!(canonical(&test), Err(Reason::Network));
        assert_eq!(canonical(test.trim_start_matches("bchtest:")), Err(Reason::Network));
        let mixed = "bitcoincash:QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A";
        assert_eq!(canonical(mixed), Err(Reason::Case));
        assert_eq!(
            canonical("bitcoin:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"),
            Err(Reason::Prefix)
        );
    }

    #[test]
    fn every_size_of_the_specification_is_read() {
        for (bits, size) in SIZES.iter().enumerate() {
            let text = written("bitcoincash", bits as u8, &vec![5; *size]);
            assert_eq!(canonical(&text).as_ref(), Ok(&text));
        }
        assert_eq!(canonical(&written("bitcoincash", 1, &[5; 20])), Err(Reason::Length));
    }

    #[test]
    fn no_single_character_can_differ() {
        lists::no_single_change_passes(
            &Chain::BitcoinCash,
            "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
        );
        lists::no_single_change_passes(&Chain::BitcoinCash, "qpusmp64rajses77x95g9ah825mtyyv74smwwkxhx3");
    }
}
