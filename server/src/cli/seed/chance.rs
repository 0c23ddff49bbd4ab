//! Chance that repeats: SplitMix64 (Steele, Lea and Flood 2014). For made-up data only, never for secrets.

use sha2::{Digest, Sha256};

use crate::domain::indicators::Chain;

/// A source of numbers; the same start gives the same numbers.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn of(start: u64) -> Self {
        Self(start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to just below `high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(1).unsigned_abs();
        low.saturating_add_unsigned(self.next() % span)
    }

    /// True in so many of a hundred.
    pub(super) fn percent(&mut self, of_hundred: i64) -> bool {
        self.between(0, 100) < of_hundred
    }

    /// One of `all`; nothing where there is none.
    pub(super) fn one<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let most = i64::try_from(all.len()).unwrap_or(i64::MAX);
        usize::try_from(self.between(0, most))
            .ok()
            .and_then(|place| all.get(place))
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.next().to_be_bytes()[0];
        }
        bytes
    }

    /// So many characters of Crockford's base 32.
    pub(super) fn code(&mut self, length: usize) -> String {
        const DIGITS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        (0..length)
            .filter_map(|_| self.one(DIGITS).copied().map(char::from))
            .collect()
    }

    /// An address of a random account, as its chain writes it, checksum included.
    pub(super) fn address(&mut self, chain: &Chain) -> String {
        let account: [u8; 20] = self.bytes();
        if *chain == Chain::Tron {
            base58check(0x41, &account)
        } else if *chain == Chain::Bitcoin {
            base58check(0x00, &account)
        } else {
            format!("0x{}", hex::encode(account))
        }
    }
}

fn base58check(version: u8, account: &[u8]) -> String {
    let mut bytes = vec![version];
    bytes.extend_from_slice(account);
    let twice = Sha256::digest(Sha256::digest(&bytes));
    bytes.extend(twice.iter().take(4));
    bs58::encode(bytes).into_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Network, Verdict, check};

    #[test]
    fn made_up_addresses_are_valid_and_repeat() {
        let (mut one, mut two) = (Chance::of(7), Chance::of(7));
        for chain in [Chain::Tron, Chain::Bitcoin, Chain::Ethereum] {
            let address = one.address(&chain);
            assert!(
                matches!(check(&chain, Network::Mainnet, &address), Verdict::Valid(_)),
                "{address}"
            );
            assert_eq!(address, two.address(&chain));
        }
    }
}
