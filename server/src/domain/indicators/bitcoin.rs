//! Bitcoin, Litecoin and Dogecoin: base58 addresses (version, hash, checksum) and segregated witness (BIP-173, BIP-350).

use crate::domain::indicators::encoding::{Variant, base58check, bech32, bytes_of, one_case, to_base58check};
use crate::domain::indicators::{Checked, Form, Network, Outcome, Reason};

/// What tells one of these chains from another.
pub(super) struct Rules {
    versions: &'static [Version],
    /// Readable parts of witness addresses and their networks.
    readable: &'static [(&'static str, Network)],
    /// The readable part of Litecoin's confidential addresses.
    mweb: Option<&'static str>,
}

/// A version byte of base58 addresses.
struct Version {
    byte: u8,
    form: Form,
    /// Testnet and regtest share their version bytes.
    is_main: bool,
    /// The byte under which the same script is stored; differs where a chain changed its mind.
    stored_as: u8,
}

const fn version(byte: u8, form: Form, is_main: bool) -> Version {
    Version {
        byte,
        form,
        is_main,
        stored_as: byte,
    }
}

/// Bitcoin Core, `chainparams.cpp`.
pub(super) const BITCOIN: Rules = Rules {
    versions: &[
        version(0, Form::PubkeyHash, true),
        version(5, Form::ScriptHash, true),
        version(111, Form::PubkeyHash, false),
        version(196, Form::ScriptHash, false),
    ],
    readable: &[
        ("bc", Network::Mainnet),
        ("tb", Network::Testnet),
        ("bcrt", Network::Regtest),
    ],
    mweb: None,
};

/// Litecoin Core, `chainparams.cpp`. Script hashes first looked like Bitcoin's (`3…`) and now begin with `M`.
pub(super) const LITECOIN: Rules = Rules {
    versions: &[
        version(48, Form::PubkeyHash, true),
        version(50, Form::ScriptHash, true),
        Version {
            byte: 5,
            form: Form::ScriptHash,
            is_main: true,
            stored_as: 50,
        },
        version(111, Form::PubkeyHash, false),
        version(58, Form::ScriptHash, false),
        Version {
            byte: 196,
            form: Form::ScriptHash,
            is_main: false,
            stored_as: 58,
        },
    ],
    readable: &[
        ("ltc", Network::Mainnet),
        ("tltc", Network::Testnet),
        ("rltc", Network::Regtest),
    ],
    mweb: Some("ltcmweb"),
};

/// Dogecoin Core, `chainparams.cpp`. It has no witness addresses.
pub(super) const DOGECOIN: Rules = Rules {
    versions: &[
        version(30, Form::PubkeyHash, true),
        version(22, Form::ScriptHash, true),
        version(113, Form::PubkeyHash, false),
        version(111, Form::PubkeyHash, false),
        version(196, Form::ScriptHash, false),
    ],
    readable: &[],
    mweb: None,
};

/// Version bytes of private keys in wallet import format, all networks of all three chains.
const SECRETS: &[u8] = &[128, 176, 158, 239, 241];

/// Checks `text` by the rules of one of the chains.
pub(super) fn check(rules: &Rules, network: Network, text: &str) -> Outcome {
    let lower = text.to_ascii_lowercase();
    let Some((readable, _)) = lower.rsplit_once('1') else {
        return base58(rules, network, text);
    };
    if rules.mweb == Some(readable) {
        return mweb(network, &one_case(text)?);
    }
    match rules.readable.iter().find(|(hrp, _)| *hrp == readable) {
        Some((_, of)) => witness(*of, network, &one_case(text)?),
        None => base58(rules, network, text),
    }
}

/// Version byte, 20 bytes of hash, four of checksum.
fn base58(rules: &Rules, network: Network, text: &str) -> Outcome {
    let bytes = base58check(text, bs58::Alphabet::BITCOIN)?;
    let (byte, hash) = bytes.split_first().ok_or(Reason::Length)?;
    if SECRETS.contains(byte) && matches!(hash.len(), 32 | 33) {
        return Err(Reason::SecretKey);
    }
    if hash.len() != 20 {
        return Err(Reason::Length);
    }
    let version = rules
        .versions
        .iter()
        .find(|version| version.byte == *byte)
        .ok_or(Reason::Content)?;
    if version.is_main != (network == Network::Mainnet) {
        return Err(Reason::Network);
    }
    let canonical = to_base58check(&[&[version.stored_as], hash].concat(), bs58::Alphabet::BITCOIN);
    Ok(Checked::held(canonical, version.form))
}

/// BIP-173 and BIP-350: version 0 has 20 or 32 bytes and a bech32 checksum, versions 1 to 16 have 2 to 40 bytes and a
/// bech32m checksum; never more than 90 characters.
fn witness(of: Network, network: Network, text: &str) -> Outcome {
    if text.len() > 90 {
        return Err(Reason::Length);
    }
    let parts = bech32(text)?;
    let (version, program) = parts.fives.split_first().ok_or(Reason::Length)?;
    let (form, variant) = match version {
        0 => (Form::Segwit, Variant::Bech32),
        1 => (Form::Taproot, Variant::Bech32m),
        2..=16 => (Form::SegwitLater, Variant::Bech32m),
        _ => return Err(Reason::WitnessVersion),
    };
    if parts.variant != variant {
        return Err(Reason::Checksum);
    }
    let program = bytes_of(program)?;
    let fits = if form == Form::Segwit {
        matches!(program.len(), 20 | 32)
    } else {
        (2..=40).contains(&program.len())
    };
    if !fits {
        return Err(Reason::Length);
    }
    if of != network {
        return Err(Reason::Network);
    }
    Ok(Checked::held(text.to_owned(), form))
}

/// LIP-4: version 0 and two public keys of 33 bytes, with a bech32 checksum and no limit of 90 characters.
fn mweb(network: Network, text: &str) -> Outcome {
    let parts = bech32(text)?;
    let (version, keys) = parts.fives.split_first().ok_or(Reason::Length)?;
    if *version != 0 {
        return Err(Reason::WitnessVersion);
    }
    if parts.variant != Variant::Bech32 {
        return Err(Reason::Checksum);
    }
    if bytes_of(keys)?.len() != 66 {
        return Err(Reason::Length);
    }
    if network != Network::Mainnet {
        return Err(Reason::Network);
    }
    Ok(Checked::held(text.to_owned(), Form::Mweb))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Chain, Verdict, lists};

    fn bitcoin(text: &str) -> Outcome {
        check(&BITCOIN, Network::Mainnet, text)
    }

    #[test]
    fn each_form_of_bitcoin_is_told() {
        let form = |text| bitcoin(text).map(|checked| checked.form);
        assert_eq!(form("12KYrjTdVGjFMtaxERSk3gphreJ5US8aUP"), Ok(Form::PubkeyHash));
        assert_eq!(form("38mKdURe1zcQyrFqRLzR8PRao3iLGEPVsU"), Ok(Form::ScriptHash));
        assert_eq!(form("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"), Ok(Form::Segwit));
        let taproot = "bc1p3efq8ujsj0qr5xvms7mv89p8cz0crqdtuxe9ms6grqgxc9sgsntslthf6w";
        assert_eq!(form(taproot), Ok(Form::Taproot));
        assert_eq!(form("BC1SW50QGDZ25J"), Ok(Form::SegwitLater));
    }

    #[test]
    fn a_witness_address_is_stored_in_lower_case() {
        let canonical = bitcoin("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4").map(|checked| checked.canonical);
        assert_eq!(canonical.as_deref(), Ok("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
    }

    #[test]
    fn an_address_of_a_test_network_is_none_of_the_main_network() {
        let test = "2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w";
        assert_eq!(bitcoin(test), Err(Reason::Network));
        assert!(check(&BITCOIN, Network::Testnet, test).is_ok());
        assert!(check(&BITCOIN, Network::Regtest, test).is_ok());
        let regtest = "bcrt1qjh3dnrafy8f2zszh5sdqn6c3ycfljh930yza9nt72v30dkw8mlvscn82zx";
        assert_eq!(check(&BITCOIN, Network::Testnet, regtest), Err(Reason::Network));
    }

    /// The examples of BIP-173 and BIP-350.
    #[test]
    fn each_mistake_has_its_reason() {
        for (text, reason) in [
            ("BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2", Reason::WitnessVersion),
            ("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", Reason::Length),
            ("bc1gmk9yu", Reason::Length),
            ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", Reason::Checksum),
            (
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
                Reason::Padding,
            ),
            (
                "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
                Reason::Alphabet,
            ),
            ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4", Reason::Case),
        ] {
            assert_eq!(bitcoin(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn a_private_key_is_named_as_such() {
        let key = to_base58check(&[&[128_u8][..], &[7; 32], &[1]].concat(), bs58::Alphabet::BITCOIN);
        assert_eq!(bitcoin(&key), Err(Reason::SecretKey));
    }

    #[test]
    fn both_spellings_of_a_litecoin_script_are_one() {
        let old = to_base58check(&[&[5_u8][..], &[9; 20]].concat(), bs58::Alphabet::BITCOIN);
        let new = to_base58check(&[&[50_u8][..], &[9; 20]].concat(), bs58::Alphabet::BITCOIN);
        let canonical = |text: &str| check(&LITECOIN, Network::Mainnet, text).map(|checked| checked.canonical);
        assert_eq!(canonical(&old).as_deref(), Ok(new.as_str()));
        assert_eq!(canonical(&new), Ok(new));
    }

    #[test]
    fn no_single_character_can_differ() {
        for (chain, text) in [
            (Chain::Bitcoin, "12KYrjTdVGjFMtaxERSk3gphreJ5US8aUP"),
            (Chain::Bitcoin, "bc1q2t63ewm3mvh0ztmnmezxm7s0tefknenxlrlwrk"),
            (
                Chain::Bitcoin,
                "bc1p3efq8ujsj0qr5xvms7mv89p8cz0crqdtuxe9ms6grqgxc9sgsntslthf6w",
            ),
            (Chain::Litecoin, "MQMcJhpWHYVeQArcZR3sBgyPZxxRtnH441"),
            (Chain::Litecoin, "ltc1qg42tkwuuxefutzxezdkdel39gfstuap288mfea"),
            (Chain::Dogecoin, "DPS6iZj7roHquvwRYXNBua9QtKPzigUUhM"),
        ] {
            lists::no_single_change_passes(&chain, text);
        }
    }

    #[test]
    fn a_confidential_litecoin_address_has_two_keys() {
        let hrp = ::bech32::Hrp::parse("ltcmweb").unwrap();
        let fives = [vec![0], super::super::encoding::fives_of(&[3; 66])].concat();
        let text: String = fives
            .into_iter()
            .map(|five| ::bech32::Fe32::try_from(five).unwrap())
            .collect::<Vec<_>>()
            .into_iter()
            .pipe_chars(hrp);
        assert!(matches!(
            super::super::check(&Chain::Litecoin, Network::Mainnet, &text),
            Verdict::Valid(Checked { form: Form::Mweb, .. })
        ));
    }

    trait Written {
        fn pipe_chars(self, hrp: ::bech32::Hrp) -> String;
    }

    impl<I: Iterator<Item = ::bech32::Fe32>> Written for I {
        fn pipe_chars(self, hrp: ::bech32::Hrp) -> String {
            use ::bech32::Fe32IterExt;
            self.with_checksum::<::bech32::Bech32>(&hrp).chars().collect()
        }
    }
}
