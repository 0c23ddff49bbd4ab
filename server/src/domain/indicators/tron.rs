//! TRON: base58 of the byte 0x41, the last 20 bytes of the key's hash, and a checksum (TRON developer documentation,
//! "Account").

use crate::domain::indicators::encoding::base58check;
use crate::domain::indicators::{Checked, Form, Network, Outcome, Reason};

/// The first byte. Today's public test networks share it.
const VERSION: u8 = 0x41;

/// The first byte of the test network of 2018.
const OLD_TEST_VERSION: u8 = 0xa0;

/// Checks an address.
pub(super) fn check(network: Network, text: &str) -> Outcome {
    let bytes = base58check(text, bs58::Alphabet::BITCOIN)?;
    match (bytes.as_slice(), network) {
        ([VERSION, rest @ ..], _) if rest.len() == 20 => Ok(Checked::held(text.to_owned(), Form::Account)),
        ([OLD_TEST_VERSION, rest @ ..], Network::Testnet | Network::Regtest) if rest.len() == 20 => {
            Ok(Checked::held(text.to_owned(), Form::Account))
        }
        ([OLD_TEST_VERSION, rest @ ..], Network::Mainnet) if rest.len() == 20 => Err(Reason::Network),
        (bytes, _) if bytes.len() == 21 => Err(Reason::Content),
        (_, _) => Err(Reason::Length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, Verdict, lists};

    const ADDRESS: &str = "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC";

    #[test]
    fn an_address_is_stored_as_it_is() {
        assert_eq!(
            check(Network::Mainnet, ADDRESS),
            Ok(Checked::held(ADDRESS.to_owned(), Form::Account))
        );
    }

    #[test]
    fn each_mistake_has_its_reason() {
        let verdict = |text: &str| crate::domain::indicators::check(&Chain::Tron, Network::Mainnet, text);
        for (text, reason) in [
            ("27bLJCYjbH6MT8DBF9xcrK6yZnm43vx7MNQ", Reason::Network),
            ("TJRyWwFs9wTFGZg3JcrVriFbNfCug5tDeC", Reason::Checksum),
            ("tjrywwfs9wtfgzg3jbrvrifbnfcug5tdec", Reason::Case),
            ("34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo", Reason::WrongChain),
            ("0x9ec7d40d627ec59981446a6e5acb33d51afcaf8a", Reason::WrongChain),
            ("abc", Reason::Length),
        ] {
            assert_eq!(verdict(text), Verdict::Invalid(reason), "{text}");
        }
    }

    #[test]
    fn no_single_character_can_differ() {
        lists::no_single_change_passes(&Chain::Tron, ADDRESS);
    }
}
