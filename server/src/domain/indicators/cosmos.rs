//! Cosmos chains: bech32 with the chain's readable part, over 20 bytes of account or 32 of contract or module (Cosmos
//! SDK, ADR-028).

use crate::domain::indicators::encoding::{Variant, bech32, bytes_of, one_case};
use crate::domain::indicators::{Checked, Form, Outcome, Reason};

/// Whether `text` begins as an address of the chain does.
pub(super) fn begins(hrp: &str, text: &str) -> bool {
    text.to_ascii_lowercase()
        .strip_prefix(hrp)
        .is_some_and(|rest| rest.starts_with('1'))
}

/// Checks an address of the chain with this readable part.
pub(super) fn check(hrp: &str, text: &str) -> Outcome {
    if !begins(hrp, text) {
        return Err(Reason::Prefix);
    }
    let text = one_case(text)?;
    let parts = bech32(&text)?;
    if parts.variant != Variant::Bech32 {
        return Err(Reason::Checksum);
    }
    if parts.hrp != hrp {
        return Err(Reason::Prefix);
    }
    match bytes_of(&parts.fives)?.len() {
        20 => Ok(Checked::held(text, Form::Account)),
        32 => Ok(Checked::held(text, Form::Contract)),
        _ => Err(Reason::Length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, Network, Verdict, lists};

    const ADDRESS: &str = "cosmos1n5ukn9q2r5vrgt6su0e6cvm5lyxe2cn9pu3chd";

    #[test]
    fn the_same_account_on_another_chain_is_another_address() {
        assert!(check("cosmos", ADDRESS).is_ok());
        assert!(check("inj", "inj1n5ukn9q2r5vrgt6su0e6cvm5lyxe2cn9t4xu94").is_ok());
        let verdict = crate::domain::indicators::check(&Chain::Osmosis, Network::Mainnet, ADDRESS);
        assert_eq!(verdict, Verdict::Invalid(Reason::WrongChain));
    }

    #[test]
    fn an_upper_case_address_is_stored_in_lower_case() {
        let checked = check("cosmos", &ADDRESS.to_uppercase()).unwrap();
        assert_eq!(checked.canonical, ADDRESS);
    }

    #[test]
    fn no_single_character_can_differ() {
        lists::no_single_change_passes(&Chain::Cosmos, ADDRESS);
    }
}
