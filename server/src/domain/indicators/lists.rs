//! The rules against public lists: published test vectors, sanctions lists and lists of illicit addresses.

use std::collections::BTreeSet;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

/// Changes each character of `text` into every letter and digit: none may pass. `0x` addresses and Solana have no such
/// checksum and are not asked.
pub(super) fn no_single_change_passes(chain: &Chain, text: &str) {
    let family = chain.family().unwrap();
    assert!(within(family, Network::Mainnet, text).is_ok(), "{text}");
    for place in 0..text.len() {
        for letter in ('0'..='9').chain('a'..='z').chain('A'..='Z').chain([':', '_', '-']) {
            let mut changed = text.to_owned();
            changed.replace_range(place..=place, &letter.to_string());
            if changed == text {
                continue;
            }
            for network in Network::ALL {
                assert!(within(family, *network, &changed).is_err(), "{changed} on {network}");
            }
        }
    }
}

/// Where the published data lies; `None`, with a word why, where it does not.
#[expect(
    clippy::disallowed_methods,
    reason = "a test finds its data without the program's settings"
)]
fn shared(file: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CROSSHOLD_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = root.join("data").join(file);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

/// The rows of a list as (chain, address, network).
fn rows(file: &str) -> Vec<(Chain, String, Network)> {
    let Some(path) = shared(file) else { return Vec::new() };
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headings = reader.headers().unwrap().clone();
    let place = |name| headings.iter().position(|heading| heading == name);
    let (chain, address, network) = (place("chain").unwrap(), place("address").unwrap(), place("network"));
    let row = |record: csv::StringRecord| {
        let network = Network::read(network.map_or("", |place| &record[place])).unwrap();
        (record[chain].parse().unwrap(), record[address].to_owned(), network)
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn every_published_valid_address_is_valid() {
    for (chain, address, network) in rows("address-vectors/valid.csv") {
        match (check(&chain, network, &address), chain.family().is_some()) {
            (Verdict::Valid(_), true) | (Verdict::Unchecked, false) => {}
            (verdict, _) => panic!("{chain} {address}: {verdict:?}"),
        }
    }
}

#[test]
fn every_published_invalid_address_is_invalid() {
    for (chain, address, network) in rows("address-vectors/invalid.csv") {
        match (check(&chain, network, &address), chain.family().is_some()) {
            (Verdict::Invalid(_), true) | (Verdict::Unchecked, false) => {}
            (verdict, _) => panic!("{chain} {address}: {verdict:?}"),
        }
    }
}

/// Rows that are wrong in the lists themselves.
const WRONG_IN_THE_LISTS: &[(&str, &str, Reason)] = &[
    // OFAC's SDN list of 2026-08-20: published with letters that base58 does not have.
    (
        "monero",
        "45ezvPejNsKYntjhyyeb7fbfzilsxYQozc5Ffseh8jPGW4JZQQVXykNTfK5uGFiij7Hp3qPv3T5HCR7F3Fnmz2mzE1aKQwo",
        Reason::Alphabet,
    ),
];

#[test]
fn every_listed_address_is_valid_but_for_those_that_are_wrong_in_the_list() {
    let mut wrong = BTreeSet::new();
    let mut count = 0;
    for file in [
        "sanctions/listed_addresses.csv",
        "illicit/illicit_addresses.csv",
        "illicit/ransomware_addresses.csv",
        "illicit/scamsniffer_addresses.csv",
        "attribution/exchange_addresses.csv",
    ] {
        for (chain, address, network) in rows(file) {
            count += 1;
            if let Verdict::Invalid(reason) = check(&chain, network, &address) {
                wrong.insert((chain.to_string(), address, reason));
            }
        }
    }
    if count == 0 {
        return;
    }
    let owned = |(chain, address, reason): &(&str, &str, Reason)| ((*chain).to_owned(), (*address).to_owned(), *reason);
    let known: BTreeSet<_> = WRONG_IN_THE_LISTS.iter().map(owned).collect();
    let surprises: Vec<_> = wrong.symmetric_difference(&known).collect();
    assert!(surprises.is_empty(), "{} of {count}: {surprises:#?}", surprises.len());
}

#[test]
fn what_is_stored_is_valid_and_stored_as_itself() {
    for (chain, address, network) in rows("address-vectors/valid.csv") {
        if let Verdict::Valid(checked) = check(&chain, network, &address) {
            let Verdict::Valid(again) = check(&chain, network, &checked.canonical) else {
                panic!("{address}")
            };
            assert_eq!(again.canonical, checked.canonical);
        }
    }
}

#[test]
fn an_address_suggests_its_own_chain() {
    for (chain, address, network) in rows("address-vectors/valid.csv") {
        if network == Network::Mainnet && chain.family().is_some() {
            assert!(suggest(&address).contains(&chain), "{chain} {address}");
        }
    }
    assert_eq!(suggest("TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC"), [Chain::Tron]);
    assert_eq!(suggest("TJRyWwFs9wTFGZg3JcrVriFbNfCug5tDeC"), [Chain::Tron]);
    assert_eq!(
        suggest("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").first(),
        Some(&Chain::Ethereum)
    );
    assert_eq!(
        suggest("12KYrjTdVGjFMtaxERSk3gphreJ5US8aUP"),
        [Chain::Bitcoin, Chain::BitcoinCash]
    );
    assert_eq!(suggest("good morning"), []);
}

#[test]
fn a_chain_without_rules_refuses_only_what_nobody_can_read() {
    let chain = Chain::Other("hedera".to_owned());
    assert_eq!(check(&chain, Network::Mainnet, "0.0.1"), Verdict::Unchecked);
    assert_eq!(check(&chain, Network::Mainnet, " "), Verdict::Invalid(Reason::Empty));
    assert_eq!(
        check(&chain, Network::Mainnet, "0.0\u{202e}.1"),
        Verdict::Invalid(Reason::Deceptive)
    );
}

#[test]
fn a_transaction_is_told_on_every_chain() {
    let hash = "9da15599fdc03724f8110feef80a1b51dd4f62288073a45073e75ad44c91cde2";
    for chain in Chain::ALL {
        for text in [hash.to_owned(), format!("0x{hash}")] {
            assert_eq!(
                check(chain, Network::Mainnet, &text),
                Verdict::Invalid(Reason::TransactionHash),
                "{chain}"
            );
        }
    }
}

proptest! {
    #[test]
    fn no_text_stops_the_rules(text in "\\PC{0,120}") {
        for chain in Chain::ALL {
            for network in Network::ALL {
                check(chain, *network, &text);
            }
        }
        suggest(&text);
    }

    #[test]
    fn no_bytes_of_base58_stop_the_rules(bytes in proptest::collection::vec(any::<u8>(), 0..90)) {
        let text = bs58::encode(&bytes).into_string();
        for chain in Chain::ALL {
            check(chain, Network::Mainnet, &text);
        }
    }

    #[test]
    fn a_random_change_is_refused(hash in any::<[u8; 20]>(), place in 0_usize..34, letter in "[1-9A-HJ-NP-Za-km-z]") {
        for (chain, version, alphabet) in [
            (Chain::Bitcoin, 0_u8, bs58::Alphabet::BITCOIN),
            (Chain::Tron, 0x41, bs58::Alphabet::BITCOIN),
            (Chain::Dogecoin, 30, bs58::Alphabet::BITCOIN),
            (Chain::Xrp, 0, bs58::Alphabet::RIPPLE),
        ] {
            let text = encoding::to_base58check(&[&[version], hash.as_slice()].concat(), alphabet);
            prop_assert!(matches!(check(&chain, Network::Mainnet, &text), Verdict::Valid(_)));
            let place = place % text.len();
            let mut changed = text.clone();
            changed.replace_range(place..=place, &letter);
            if changed != text {
                prop_assert!(matches!(check(&chain, Network::Mainnet, &changed), Verdict::Invalid(_)));
            }
        }
    }
}
