//! TON: the friendly form (TEP-2: flags, workchain, hash and CRC-16 in base64) and the raw form (`workchain:hash`).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use crc::{CRC_16_XMODEM, Crc};

use crate::domain::indicators::encoding::is_hex;
use crate::domain::indicators::{Checked, Checksum, Form, Network, Outcome, Reason};

const CRC: Crc<u16> = Crc::<u16>::new(&CRC_16_XMODEM);

/// Money sent here comes back if nobody takes it.
const BOUNCEABLE: u8 = 0x11;
/// Money sent here stays.
const NON_BOUNCEABLE: u8 = 0x51;
/// Added where programs of the main network must refuse the address.
const TEST_ONLY: u8 = 0x80;

/// Checks either form. Stored as the bounceable friendly form in the URL alphabet (`EQ…`): whether money bounces is a
/// wish of the sender, not another account.
pub(super) fn check(network: Network, text: &str) -> Outcome {
    match text.split_once(':') {
        Some((workchain, hash)) => raw(network, workchain, hash),
        None => friendly(network, text),
    }
}

fn raw(network: Network, workchain: &str, hash: &str) -> Outcome {
    let workchain = match workchain {
        "0" => 0_u8,
        "-1" => 0xff,
        _ => return Err(Reason::Prefix),
    };
    if !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Reason::Alphabet);
    }
    if !is_hex(hash, 64) {
        return Err(Reason::Length);
    }
    let hash = hex::decode(hash).map_err(|_| Reason::Alphabet)?;
    let canonical = written(network, workchain, &hash);
    Ok(Checked {
        canonical,
        form: Form::Raw,
        tag: None,
        checksum: Checksum::None,
    })
}

fn friendly(network: Network, text: &str) -> Outcome {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    if !text.bytes().all(is_letter) {
        return Err(Reason::Alphabet);
    }
    if text.len() != 48 {
        return Err(Reason::Length);
    }
    let engine = if text.contains(['-', '_']) { URL_SAFE } else { STANDARD };
    let bytes = engine.decode(text).map_err(|_| Reason::Alphabet)?;
    let (body, sum) = bytes.split_last_chunk::<2>().ok_or(Reason::Length)?;
    if CRC.checksum(body) != u16::from_be_bytes(*sum) {
        return Err(Reason::Checksum);
    }
    let [flags, workchain, hash @ ..] = body else {
        return Err(Reason::Length);
    };
    if !matches!(flags & !TEST_ONLY, BOUNCEABLE | NON_BOUNCEABLE) || !matches!(workchain, 0 | 0xff) {
        return Err(Reason::Content);
    }
    if flags & TEST_ONLY != 0 && network == Network::Mainnet {
        return Err(Reason::Network);
    }
    Ok(Checked::held(written(network, *workchain, hash), Form::Account))
}

fn written(network: Network, workchain: u8, hash: &[u8]) -> String {
    let flags = match network {
        Network::Mainnet => BOUNCEABLE,
        Network::Testnet | Network::Regtest => BOUNCEABLE | TEST_ONLY,
    };
    let mut bytes = [&[flags, workchain], hash].concat();
    let sum = CRC.checksum(&bytes);
    bytes.extend(sum.to_be_bytes());
    URL_SAFE.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, lists};

    /// An exchange's address as public lists have it, in its four spellings.
    const RAW: &str = "0:16ea6a34f0d704b6fac9b7592e003f6f28ae5d1a8a6ba9d1650e4dd30ab8eada";

    fn canonical(network: Network, text: &str) -> Result<String, Reason> {
        check(network, text).map(|checked| checked.canonical)
    }

    fn spelled(flags: u8, engine: &impl Engine) -> String {
        let mut bytes = [vec![flags, 0], hex::decode(RAW.trim_start_matches("0:")).unwrap()].concat();
        bytes.extend(CRC.checksum(&bytes).to_be_bytes());
        engine.encode(bytes)
    }

    #[test]
    fn all_spellings_of_an_account_are_stored_alike() {
        let stored = canonical(Network::Mainnet, RAW).unwrap();
        assert!(stored.starts_with("EQ"));
        for text in [
            RAW.to_uppercase(),
            spelled(BOUNCEABLE, &URL_SAFE),
            spelled(BOUNCEABLE, &STANDARD),
            spelled(NON_BOUNCEABLE, &URL_SAFE),
        ] {
            assert_eq!(canonical(Network::Mainnet, &text).as_ref(), Ok(&stored), "{text}");
        }
    }

    #[test]
    fn the_raw_form_has_no_checksum() {
        assert_eq!(
            check(Network::Mainnet, RAW).map(|checked| checked.checksum),
            Ok(Checksum::None)
        );
    }

    #[test]
    fn an_address_for_tests_only_is_none_of_the_main_network() {
        let test = spelled(BOUNCEABLE | TEST_ONLY, &URL_SAFE);
        assert_eq!(canonical(Network::Mainnet, &test), Err(Reason::Network));
        assert_eq!(canonical(Network::Testnet, &test), Ok(test));
    }

    #[test]
    fn the_two_alphabets_are_not_mixed() {
        let mut text = spelled(BOUNCEABLE, &URL_SAFE);
        text.replace_range(10..12, "-+");
        assert_eq!(canonical(Network::Mainnet, &text), Err(Reason::Alphabet));
    }

    /// But for `-` and `+`, `_` and `/`, which are the same letter in the two alphabets.
    #[test]
    fn no_single_character_can_differ() {
        lists::no_single_change_passes(&Chain::Ton, "EQDAflHltpSTd1j0X0ADBxyE9MSmi9sWiiLD1si4nNYYb7Kq");
    }
}
