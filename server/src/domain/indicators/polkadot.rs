//! Polkadot and Kusama: SS58, base58 of a network prefix, 32 bytes of account and two bytes of BLAKE2b-512.

use blake2::{Blake2b512, Digest};

use crate::domain::indicators::encoding::base58;
use crate::domain::indicators::{Checked, Form, Outcome, Reason};

/// The prefix for accounts that name no network.
const GENERIC: u8 = 42;

/// Checks an account written for the network of `prefix`, or for no network. Stored with `prefix`.
pub(super) fn check(prefix: u8, text: &str) -> Outcome {
    let bytes = base58(text, bs58::Alphabet::BITCOIN)?;
    // Prefixes from 64 take two bytes, the first of them 64 to 127.
    let size = match bytes.first() {
        Some(64..=127) => 36,
        _ => 35,
    };
    if bytes.len() != size {
        return Err(Reason::Length);
    }
    let (body, sum) = bytes.split_last_chunk::<2>().ok_or(Reason::Length)?;
    if checksum(body) != *sum {
        return Err(Reason::Checksum);
    }
    match body {
        [found, account @ ..] if account.len() == 32 && (*found == prefix || *found == GENERIC) => {
            Ok(Checked::held(written(prefix, account), Form::Account))
        }
        // The checksum holds, so it was written for another network of the same kind.
        _ => Err(Reason::WrongChain),
    }
}

fn checksum(body: &[u8]) -> [u8; 2] {
    let hash: [u8; 64] = Blake2b512::new()
        .chain_update(b"SS58PRE")
        .chain_update(body)
        .finalize()
        .into();
    let [a, b, ..] = hash;
    [a, b]
}

fn written(prefix: u8, account: &[u8]) -> String {
    let body = [&[prefix], account].concat();
    bs58::encode([body.as_slice(), &checksum(&body)].concat()).into_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, lists};

    #[test]
    fn a_generic_account_is_stored_with_the_prefix_of_the_chain() {
        let own = written(0, &[7; 32]);
        assert_eq!(check(0, &own).map(|checked| checked.canonical).as_ref(), Ok(&own));
        assert_eq!(
            check(0, &written(GENERIC, &[7; 32])).map(|checked| checked.canonical),
            Ok(own)
        );
    }

    #[test]
    fn an_account_of_another_network_is_told() {
        assert_eq!(
            check(0, "CspNJ5uJ9WcF6Nf6sJY9YRQL3dWZmKrMnmd2qY4BXMTGEgi"),
            Err(Reason::WrongChain)
        );
        assert!(check(2, "CspNJ5uJ9WcF6Nf6sJY9YRQL3dWZmKrMnmd2qY4BXMTGEgi").is_ok());
    }

    /// The checksum has 16 bits, so some 1 change in 65,536 passes: of 15FKUKXC6kwaXxJ1tXNywmFy4ZY6FoDFCnU3fMbibFdeqwGw
    /// one does. Of this address none does.
    #[test]
    fn no_single_character_of_an_example_can_differ() {
        lists::no_single_change_passes(&Chain::Polkadot, "1FRMM8PEiWXYax7rpS6X4XZX1aAAxSWx1CrKTyrVYhV24fg");
    }
}
