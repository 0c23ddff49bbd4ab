//! Cardano: Shelley addresses (CIP-19, bech32) and Byron addresses (base58 of CBOR with a CRC-32).

use crc::{CRC_32_ISO_HDLC, Crc};

use crate::domain::indicators::encoding::{Variant, base58, bech32, bytes_of, one_case};
use crate::domain::indicators::{Checked, Form, Network, Outcome, Reason};

const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Checks an address of either era.
pub(super) fn check(network: Network, text: &str) -> Outcome {
    let lower = text.to_ascii_lowercase();
    match lower.split_once('1') {
        Some(("addr" | "addr_test" | "stake" | "stake_test", _)) => shelley(network, &one_case(text)?),
        _ => byron(network, text),
    }
}

/// CIP-19: four bits of type, four of network, then credentials of 28 bytes.
fn shelley(network: Network, text: &str) -> Outcome {
    let parts = bech32(text)?;
    if parts.variant != Variant::Bech32 {
        return Err(Reason::Checksum);
    }
    let bytes = bytes_of(&parts.fives)?;
    let (header, content) = bytes.split_first().ok_or(Reason::Length)?;
    let (form, fits) = match header >> 4 {
        0..=3 => (Form::Account, content.len() == 56),
        4 | 5 => (Form::Account, is_pointer(content)),
        6 | 7 => (Form::Account, content.len() == 28),
        14 | 15 => (Form::Stake, content.len() == 28),
        _ => return Err(Reason::Content),
    };
    if !fits {
        return Err(Reason::Length);
    }
    let is_main = match header & 15 {
        1 => true,
        0 => false,
        _ => return Err(Reason::Network),
    };
    let readable = match (form == Form::Stake, is_main) {
        (false, true) => "addr",
        (false, false) => "addr_test",
        (true, true) => "stake",
        (true, false) => "stake_test",
    };
    if parts.hrp != readable {
        return Err(Reason::Prefix);
    }
    if is_main != (network == Network::Mainnet) {
        return Err(Reason::Network);
    }
    Ok(Checked::held(text.to_owned(), form))
}

/// A credential and three numbers (slot, transaction, certificate), seven bits a byte, the last byte below 128.
fn is_pointer(content: &[u8]) -> bool {
    let numbers = content.get(28..).unwrap_or_default();
    let ends = numbers.iter().filter(|byte| **byte < 128).count();
    ends == 3 && numbers.last().is_some_and(|byte| *byte < 128) && numbers.len() <= 30
}

/// `[24(bytes), checksum]`, where bytes are `[root, attributes, type]`. A test network stands in attribute 2.
fn byron(network: Network, text: &str) -> Outcome {
    let bytes = base58(text, bs58::Alphabet::BITCOIN)?;
    let mut outer = Cbor(&bytes);
    outer.expect(ARRAY, 2)?;
    outer.expect(TAG, 24)?;
    let payload = outer.bytes()?;
    let sum = outer.number()?;
    if u64::from(CRC.checksum(payload)) != sum {
        return Err(Reason::Checksum);
    }
    outer.end()?;
    let mut inner = Cbor(payload);
    inner.expect(ARRAY, 3)?;
    if inner.bytes()?.len() != 28 {
        return Err(Reason::Length);
    }
    let is_main = !has_magic(&mut inner)?;
    inner.number()?;
    inner.end()?;
    if is_main != (network == Network::Mainnet) {
        return Err(Reason::Network);
    }
    Ok(Checked::held(text.to_owned(), Form::Byron))
}

/// Reads the attributes; whether one of them names a test network.
fn has_magic(inner: &mut Cbor<'_>) -> Result<bool, Reason> {
    let (MAP, count) = inner.head()? else {
        return Err(Reason::Content);
    };
    let mut found = false;
    for _ in 0..count {
        found |= inner.number()? == 2;
        inner.bytes()?;
    }
    Ok(found)
}

const NUMBER: u8 = 0;
const BYTES: u8 = 2;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

/// As much of CBOR (RFC 8949) as Byron addresses use: definite lengths, no floats.
struct Cbor<'a>(&'a [u8]);

impl<'a> Cbor<'a> {
    /// Major type and argument of the next item.
    fn head(&mut self) -> Result<(u8, u64), Reason> {
        let [first] = *self.take(1)? else {
            return Err(Reason::Content);
        };
        let argument = match first & 31 {
            small @ 0..=23 => u64::from(small),
            size @ 24..=27 => {
                let bytes = self.take(1 << (size - 24))?;
                bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
            }
            _ => return Err(Reason::Content),
        };
        Ok((first >> 5, argument))
    }

    fn expect(&mut self, major: u8, argument: u64) -> Result<(), Reason> {
        if self.head()? == (major, argument) {
            Ok(())
        } else {
            Err(Reason::Content)
        }
    }

    fn number(&mut self) -> Result<u64, Reason> {
        match self.head()? {
            (NUMBER, number) => Ok(number),
            _ => Err(Reason::Content),
        }
    }

    fn bytes(&mut self) -> Result<&'a [u8], Reason> {
        match self.head()? {
            (BYTES, length) => self.take(usize::try_from(length).map_err(|_| Reason::Length)?),
            _ => Err(Reason::Content),
        }
    }

    fn end(&self) -> Result<(), Reason> {
        if self.0.is_empty() { Ok(()) } else { Err(Reason::Length) }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Reason> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Reason::Length)?;
        self.0 = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, lists};

    const BASE: &str =
        "addr1qxy3w62dupy9pzmpdfzxz4k240w5vawyagl5m9djqquyymrtm3grn7gpnjh7rwh2dy62hk8639lt6kzn32yxq960usnq9pexvt";
    const BYRON: &str = "Ae2tdPwUPEZKmwoy3AU3cXb5Chnasj6mvVNxV1H11997q3VW5ihbSfQwGpm";

    /// CIP-19, test vectors.
    #[test]
    fn each_form_is_told() {
        let form = |text| check(Network::Mainnet, text).map(|checked| checked.form);
        assert_eq!(form(BASE), Ok(Form::Account));
        assert_eq!(form(BYRON), Ok(Form::Byron));
        assert_eq!(
            form("stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw"),
            Ok(Form::Stake)
        );
        assert_eq!(
            form("addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8"),
            Ok(Form::Account)
        );
        let pointer = "addr1gx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer5pnz75xxcrzqf96k";
        assert_eq!(form(pointer), Ok(Form::Account));
    }

    #[test]
    fn networks_are_kept_apart() {
        let test = "addr_test1vz2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzerspjrlsz";
        assert_eq!(check(Network::Mainnet, test), Err(Reason::Network));
        assert!(check(Network::Testnet, test).is_ok());
        assert_eq!(check(Network::Testnet, BYRON), Err(Reason::Network));
    }

    #[test]
    fn no_single_character_can_differ() {
        lists::no_single_change_passes(&Chain::Cardano, BASE);
        lists::no_single_change_passes(&Chain::Cardano, BYRON);
    }
}
