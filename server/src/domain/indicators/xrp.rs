//! XRP Ledger: classic addresses and X-addresses (XLS-5), which hold account, network and tag in one.

use crate::domain::indicators::encoding::{base58check, to_base58check};
use crate::domain::indicators::{Checked, Checksum, Form, Network, Outcome, Reason, Tag};

const ALPHABET: &bs58::Alphabet = bs58::Alphabet::RIPPLE;

/// First bytes of an X-address on the main network.
const MAIN: [u8; 2] = [0x05, 0x44];

/// First bytes of an X-address on any test network.
const TEST: [u8; 2] = [0x04, 0x93];

/// Checks either form. Stored as the classic address; the tag of an X-address stands beside it.
pub(super) fn check(network: Network, text: &str) -> Outcome {
    let bytes = base58check(text, ALPHABET)?;
    match bytes.as_slice() {
        [0, account @ ..] if account.len() == 20 => Ok(Checked::held(text.to_owned(), Form::Account)),
        // A family seed, from which the private key is made.
        [33, seed @ ..] if seed.len() == 16 => Err(Reason::SecretKey),
        [a, b, rest @ ..] if rest.len() == 29 => extended([*a, *b], rest, network),
        [_, rest @ ..] if rest.len() == 20 => Err(Reason::Content),
        _ => Err(Reason::Length),
    }
}

/// 20 bytes of account, a byte that says whether a tag follows, and the tag in eight bytes, low byte first.
fn extended(prefix: [u8; 2], rest: &[u8], network: Network) -> Outcome {
    let is_main = match prefix {
        MAIN => true,
        TEST => false,
        _ => return Err(Reason::Content),
    };
    let (account, flag_and_tag) = rest.split_first_chunk::<20>().ok_or(Reason::Length)?;
    let (flag, tag) = flag_and_tag.split_first().ok_or(Reason::Length)?;
    let tag = u64::from_le_bytes(tag.try_into().map_err(|_| Reason::Length)?);
    let tag = match flag {
        0 if tag == 0 => None,
        1 if u32::try_from(tag).is_ok() => Some(Tag::of_number(tag)),
        _ => return Err(Reason::Content),
    };
    if is_main != (network == Network::Mainnet) {
        return Err(Reason::Network);
    }
    let canonical = to_base58check(&[&[0], account.as_slice()].concat(), ALPHABET);
    Ok(Checked {
        canonical,
        form: Form::XAddress,
        tag,
        checksum: Checksum::Holds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, lists};

    /// XRPL's own codec tests.
    #[test]
    fn an_x_address_gives_account_and_tag() {
        for (text, account, tag) in [
            (
                "XV5sbjUmgPpvXv4ixFWZ5ptAYZ6PD2m4Er6SnvjVLpMWPjR",
                "rPEPPER7kfTD9w2To4CQk6UCfuHM9c6GDY",
                Some("0"),
            ),
            (
                "XVLhHMPHU98es4dbozjVtdWzVrDjtV1kAsixQTdMjbWi39u",
                "rGWrZyQqhTp9Xu7G5Pkayo7bXjH4k4QYpf",
                Some("4294967294"),
            ),
            (
                "XVLhHMPHU98es4dbozjVtdWzVrDjtV5fdx1mHp98tDMoQXb",
                "rGWrZyQqhTp9Xu7G5Pkayo7bXjH4k4QYpf",
                None,
            ),
        ] {
            let checked = check(Network::Mainnet, text).unwrap();
            assert_eq!(checked.canonical, account);
            assert_eq!(checked.tag.as_ref().map(Tag::as_str), tag);
            assert!(check(Network::Mainnet, account).is_ok());
        }
    }

    #[test]
    fn an_x_address_knows_its_network() {
        let test = "T719a5UwUCnEs54UsxG9CJYYDhwmFCziiNHtUukubF2Mg6t";
        assert_eq!(check(Network::Mainnet, test), Err(Reason::Network));
        assert!(check(Network::Testnet, test).is_ok());
    }

    #[test]
    fn a_seed_is_named_as_such() {
        let seed = to_base58check(&[&[33_u8][..], &[5; 16]].concat(), ALPHABET);
        assert!(seed.starts_with('s'));
        assert_eq!(check(Network::Mainnet, &seed), Err(Reason::SecretKey));
    }

    #[test]
    fn no_single_character_can_differ() {
        lists::no_single_change_passes(&Chain::Xrp, "rDTXLQ7ZKZVKz33zJbHjgVShjsBnqMBhmN");
        lists::no_single_change_passes(&Chain::Xrp, "X7AcgcsBL6XDcUb289X4mJ8djcdyKaLFuhLRuNXPrDeJd9A");
    }
}
