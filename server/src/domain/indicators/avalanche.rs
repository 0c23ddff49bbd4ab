//! Avalanche: Ethereum's form on the C-Chain; on the X- and P-Chain a letter, `-` and bech32 over 20 bytes (Avalanche
//! documentation, "Cryptographic primitives").

use crate::domain::indicators::encoding::{Variant, bech32, bytes_of, one_case};
use crate::domain::indicators::{Checked, Form, Network, Outcome, Reason, evm};

/// Checks an address of any of the three chains.
pub(super) fn check(network: Network, text: &str) -> Outcome {
    let (chain, address) = match text.split_once('-') {
        Some((chain @ ("X" | "P" | "C"), address)) => (chain, one_case(address)?),
        Some(_) => return Err(Reason::Prefix),
        None => return evm::check(text),
    };
    let parts = bech32(&address)?;
    if parts.variant != Variant::Bech32 {
        return Err(Reason::Checksum);
    }
    if bytes_of(&parts.fives)?.len() != 20 {
        return Err(Reason::Length);
    }
    let of = match parts.hrp.as_str() {
        "avax" => Network::Mainnet,
        "fuji" => Network::Testnet,
        "local" => Network::Regtest,
        _ => return Err(Reason::Prefix),
    };
    if of != network {
        return Err(Reason::Network);
    }
    Ok(Checked::held(format!("{chain}-{address}"), Form::Account))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "X-avax1ju2khnvkex4u30rt5jm5x8jd3jdfhvawg7ed9x";

    #[test]
    fn both_forms_are_read() {
        assert!(check(Network::Mainnet, ADDRESS).is_ok());
        assert!(check(Network::Mainnet, "0xE37c0D48d68da5c5b14E5c1a9f1CFE802776D9FF").is_ok());
        assert_eq!(check(Network::Testnet, ADDRESS), Err(Reason::Network));
    }

    /// But for its first letter, which names the chain and stands outside the checksum.
    #[test]
    fn no_single_character_can_differ() {
        let own = |text: &str| check(Network::Mainnet, text);
        assert!(own(&ADDRESS.replace("X-", "P-")).is_ok());
        for place in 2..ADDRESS.len() {
            for letter in ('0'..='9').chain('a'..='z') {
                let mut changed = ADDRESS.to_owned();
                changed.replace_range(place..=place, &letter.to_string());
                assert!(changed == ADDRESS || own(&changed).is_err(), "{changed}");
            }
        }
    }
}
