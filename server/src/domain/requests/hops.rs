//! The hops of money that people type beside a target: the transaction that moved it, and the address it reached. Both
//! are read by the rules of the target's chain, as its indicators are, so that a mistyped one leads nobody astray.

use crate::domain::change::Fault;
use crate::domain::indicators::{Chain, IndicatorKind, LONGEST, Reason};

use super::request::{Answer, Movement, Target};

/// A transaction on the chain called `chain`, as its explorers write it. On a chain whose rules are not known here, and
/// on none, any text within bounds. Nothing typed is nothing.
///
/// # Errors
/// It is none of that chain; the fault stands at `field`.
pub fn transaction(field: impl Into<String>, chain: &str, typed: &str) -> Result<String, Fault> {
    read(IndicatorKind::Txid, chain, typed).map_err(|reason| match reason {
        Reason::Deceptive => Fault::new(field, "deceptive"),
        Reason::TooLong => Fault::new(field, "too_long").with("longest", LONGEST),
        Reason::Empty
        | Reason::Alphabet
        | Reason::Prefix
        | Reason::Length
        | Reason::Checksum
        | Reason::Case
        | Reason::Network
        | Reason::WrongChain
        | Reason::TransactionHash
        | Reason::SecretKey
        | Reason::WitnessVersion
        | Reason::Padding
        | Reason::Content => {
            if Chain::known(chain) == Some(Chain::Solana) {
                Fault::new(field, "no_signature")
            } else {
                Fault::new(field, "no_txid")
            }
        }
    })
}

/// An address on the chain called `chain`, in the one form in which indicators are stored; otherwise as [`transaction`].
///
/// # Errors
/// It is none of that chain; the fault at `field` is the reason that addresses of indicators get.
pub fn destination(field: impl Into<String>, chain: &str, typed: &str) -> Result<String, Fault> {
    read(IndicatorKind::Address, chain, typed).map_err(|reason| match reason {
        Reason::TooLong => Fault::new(field, "too_long").with("longest", LONGEST),
        Reason::Empty
        | Reason::Deceptive
        | Reason::Alphabet
        | Reason::Prefix
        | Reason::Length
        | Reason::Checksum
        | Reason::Case
        | Reason::Network
        | Reason::WrongChain
        | Reason::TransactionHash
        | Reason::SecretKey
        | Reason::WitnessVersion
        | Reason::Padding
        | Reason::Content => Fault::new(field, reason.code()),
    })
}

fn read(kind: IndicatorKind, chain: &str, typed: &str) -> Result<String, Reason> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    let chain: Option<Chain> = chain.parse().ok();
    kind.normalise(chain.as_ref(), typed)
}

/// `answer` with its hops in the form of the target's chain. What cannot be read stays as typed, for [`check`] to refuse.
pub(super) fn in_one_form(target: &Target, answer: Answer) -> Answer {
    let movement = answer.movement.map(|moved| Movement {
        txid: transaction("txid", &target.chain, &moved.txid).unwrap_or(moved.txid),
        destination: destination("destination", &target.chain, &moved.destination).unwrap_or(moved.destination),
        ..moved
    });
    Answer { movement, ..answer }
}

/// Why the hops of `answer` cannot be such on the target's chain.
pub(super) fn check(target: &Target, answer: &Answer) -> Vec<Fault> {
    let Some(moved) = &answer.movement else {
        return Vec::new();
    };
    [
        transaction("txid", &target.chain, &moved.txid),
        destination("destination", &target.chain, &moved.destination),
    ]
    .into_iter()
    .filter_map(Result::err)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::Verdict;

    #[test]
    fn no_chain_that_is_known_takes_any_word_for_a_transaction_or_an_address() {
        for chain in Chain::ALL {
            for typed in ["zzz", "12", &"g".repeat(64), &"0".repeat(63), "0x", &"a".repeat(201)] {
                let wrong = transaction("txid", chain.name(), typed).unwrap_err();
                assert!(
                    matches!(wrong.code, "no_txid" | "no_signature" | "too_long"),
                    "{chain} {typed}"
                );
                assert!(
                    destination("destination", chain.name(), typed).is_err(),
                    "{chain} {typed}"
                );
            }
        }
    }

    #[test]
    fn a_transaction_is_taken_in_the_form_of_its_chain_and_nothing_typed_is_nothing() {
        let signature = bs58::encode([9; 64]).into_string();
        let hash = "AB".repeat(32);
        for chain in Chain::ALL {
            let typed = if *chain == Chain::Solana { &signature } else { &hash };
            let read = transaction("txid", chain.name(), typed).unwrap();
            assert_eq!(transaction("txid", chain.name(), &read), Ok(read), "{chain}");
            assert_eq!(transaction("txid", chain.name(), " "), Ok(String::new()), "{chain}");
            assert_eq!(
                destination("destination", chain.name(), ""),
                Ok(String::new()),
                "{chain}"
            );
        }
    }

    #[test]
    fn an_address_comes_out_as_an_indicator_of_its_chain_would() {
        let lower = "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb";
        let Verdict::Valid(checked) =
            crate::domain::indicators::check(&Chain::Ethereum, crate::domain::indicators::Network::Mainnet, lower)
        else {
            panic!("valid");
        };
        assert_eq!(destination("destination", "ethereum", lower), Ok(checked.canonical));
        let wrong = destination("destination", "ethereum", "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f").unwrap_err();
        assert_eq!((wrong.field.as_str(), wrong.code), ("destination", "wrong_chain"));
    }

    #[test]
    fn on_a_chain_that_is_not_known_or_none_any_text_within_bounds_is_taken() {
        for chain in ["hedera", ""] {
            assert_eq!(transaction("txid", chain, " 0.0.1@2.3 "), Ok("0.0.1@2.3".to_owned()));
            assert_eq!(destination("destination", chain, "0.0.8"), Ok("0.0.8".to_owned()));
            for (typed, code) in [("a\u{202e}b", "deceptive"), ("a".repeat(201).as_str(), "too_long")] {
                assert_eq!(transaction("txid", chain, typed).unwrap_err().code, code);
                assert_eq!(destination("destination", chain, typed).unwrap_err().code, code);
            }
        }
    }
}
