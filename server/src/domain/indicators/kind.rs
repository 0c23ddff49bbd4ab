//! Kinds of indicators, and the one way each is stored so that two cases find each other.

use std::net::IpAddr;

use crate::domain::actor::words;
use crate::domain::indicators::chain::Family;
use crate::domain::indicators::encoding::{base58, is_hex};
use crate::domain::indicators::{Chain, Network, Reason, Verdict, check, readable};

words! {
    /// What an indicator is (domain §2).
    IndicatorKind("kind of indicator") {
        /// A public address on a chain.
        Address = "address",
        /// A transaction on a chain.
        Txid = "txid",
        /// A customer's number at an exchange.
        AccountUid = "account_uid",
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// A person's name and date of birth.
        NameDob = "name_dob",
        /// A bank account.
        Iban = "iban",
        /// An internet address of a device.
        DeviceIp = "device_ip",
        /// An exchange's order number.
        OrderId = "order_id",
        /// A contract on a chain, such as a token.
        Contract = "contract",
    }
}

/// The longest value of a kind without rules of its own, in characters.
const LONGEST_PLAIN: usize = 200;

impl IndicatorKind {
    /// Whether it stands on a chain, which is then part of its identity.
    pub const fn is_on_chain(self) -> bool {
        match self {
            Self::Address | Self::Txid | Self::Contract => true,
            Self::AccountUid
            | Self::Email
            | Self::Phone
            | Self::NameDob
            | Self::Iban
            | Self::DeviceIp
            | Self::OrderId => false,
        }
    }

    /// The form in which `text` is stored and matched, or why it is none of this kind. `chain` counts for what stands
    /// on a chain; without one such a text is taken as it is. Addresses are read on the main network.
    pub fn normalise(self, chain: Option<&Chain>, text: &str) -> Result<String, Reason> {
        let text = text.trim();
        readable(text)?;
        match (self, chain) {
            (Self::Address | Self::Contract, Some(chain)) => match check(chain, Network::Mainnet, text) {
                Verdict::Valid(checked) => Ok(checked.canonical),
                Verdict::Invalid(reason) => Err(reason),
                Verdict::Unchecked => plain(text),
            },
            (Self::Txid, Some(chain)) => txid(chain, text),
            (Self::Email, _) => email(text),
            (Self::Phone, _) => phone(text),
            (Self::Iban, _) => iban(text),
            (Self::DeviceIp, _) => ip(text),
            (Self::Address | Self::Contract | Self::Txid, None) => plain(text),
            (Self::AccountUid | Self::NameDob | Self::OrderId, _) => plain(text),
        }
    }
}

/// As typed, with single spaces.
fn plain(text: &str) -> Result<String, Reason> {
    if text.chars().count() > LONGEST_PLAIN {
        return Err(Reason::TooLong);
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A transaction: 64 hexadecimal digits in lower case, after `0x` on EVM chains, Polkadot and Kusama; on Solana a
/// signature of 64 bytes in base58, case kept.
fn txid(chain: &Chain, text: &str) -> Result<String, Reason> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let lower = digits.to_ascii_lowercase();
    match chain.family() {
        None => plain(text),
        Some(Family::Solana) => {
            if text.len() > LONGEST_PLAIN {
                return Err(Reason::TooLong);
            }
            let bytes = base58(text, bs58::Alphabet::BITCOIN)?;
            if bytes.len() == 64 {
                Ok(text.to_owned())
            } else {
                Err(Reason::Length)
            }
        }
        Some(Family::Evm | Family::Ss58(_)) => hash(digits).map(|()| format!("0x{lower}")),
        // Two kinds of transaction are in use; only one is written with `0x`.
        Some(Family::Avalanche) if avalanche_id(text) => Ok(text.to_owned()),
        Some(Family::CosmosOrEvm(_) | Family::Avalanche) => hash(digits).map(|()| text.to_ascii_lowercase()),
        Some(
            Family::Bitcoin
            | Family::Litecoin
            | Family::Dogecoin
            | Family::BitcoinCash
            | Family::Tron
            | Family::Xrp
            | Family::Stellar
            | Family::Monero
            | Family::Ton
            | Family::Cardano
            | Family::Cosmos(_),
        ) => hash(digits).map(|()| lower),
    }
}

/// The X- and P-Chain write a transaction's 32 bytes in base58 with four bytes of checksum.
fn avalanche_id(text: &str) -> bool {
    text.len() <= LONGEST_PLAIN && base58(text, bs58::Alphabet::BITCOIN).is_ok_and(|id| id.len() == 36)
}

fn hash(digits: &str) -> Result<(), Reason> {
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Reason::Alphabet);
    }
    if is_hex(digits, 64) {
        Ok(())
    } else {
        Err(Reason::Length)
    }
}

/// RFC 5321: up to 64 bytes, `@`, up to 253 bytes of domain. The domain's case does not count; the rest is the
/// receiving server's business and is kept.
fn email(text: &str) -> Result<String, Reason> {
    let (local, domain) = text.rsplit_once('@').ok_or(Reason::Content)?;
    if local.len() > 64 || domain.len() > 253 {
        return Err(Reason::TooLong);
    }
    let is_label = |label: &str| {
        let inner = !label.starts_with('-') && !label.ends_with('-');
        inner && !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let has_local = !local.is_empty() && !local.chars().any(|c| c.is_whitespace() || c == '@');
    if !has_local || !domain.contains('.') || !domain.split('.').all(is_label) {
        return Err(Reason::Content);
    }
    Ok(format!("{local}@{}", domain.to_lowercase()))
}

/// ITU-T E.164: `+` and 8 to 15 digits. `00` reads as `+`; a national number cannot be matched abroad.
fn phone(text: &str) -> Result<String, Reason> {
    let joined: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}'))
        .collect();
    let digits = joined
        .strip_prefix('+')
        .or_else(|| joined.strip_prefix("00"))
        .ok_or(Reason::Prefix)?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::Alphabet);
    }
    if !(8..=15).contains(&digits.len()) || digits.starts_with('0') {
        return Err(Reason::Length);
    }
    Ok(format!("+{digits}"))
}

/// ISO 13616: country, two check digits, up to 30 letters and digits; with the first four moved to the end and letters
/// as 10 to 35 the number leaves 1 when divided by 97.
fn iban(text: &str) -> Result<String, Reason> {
    let joined: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let iban = joined.to_ascii_uppercase();
    if !iban.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Reason::Alphabet);
    }
    if !(15..=34).contains(&iban.len()) {
        return Err(Reason::Length);
    }
    let (head, rest) = iban.split_at_checked(4).ok_or(Reason::Length)?;
    let is_head = matches!(head.as_bytes(), [a, b, c, d] if [a, b].iter().all(|b| b.is_ascii_uppercase())
        && [c, d].iter().all(|b| b.is_ascii_digit()));
    if !is_head {
        return Err(Reason::Prefix);
    }
    let remainder = rest
        .chars()
        .chain(head.chars())
        .filter_map(|c| c.to_digit(36))
        .fold(0_u32, |sum, value| {
            let shift = if value < 10 { 10 } else { 100 };
            (sum * shift + value) % 97
        });
    if remainder == 1 {
        Ok(iban)
    } else {
        Err(Reason::Checksum)
    }
}

/// Version 4 or 6, in the shortest form (RFC 5952).
fn ip(text: &str) -> Result<String, Reason> {
    let address: IpAddr = text.parse().map_err(|_| Reason::Content)?;
    Ok(address.to_canonical().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(kind: IndicatorKind, text: &str) -> Result<String, Reason> {
        kind.normalise(None, text)
    }

    #[test]
    fn a_transaction_is_written_as_on_its_chain() {
        let hash = "AB".repeat(32);
        let on = |chain: Chain, text: &str| IndicatorKind::Txid.normalise(Some(&chain), text);
        assert_eq!(on(Chain::Bitcoin, &hash), Ok("ab".repeat(32)));
        assert_eq!(on(Chain::Bitcoin, &format!("0x{hash}")), Ok("ab".repeat(32)));
        assert_eq!(on(Chain::Ethereum, &hash), Ok(format!("0x{}", "ab".repeat(32))));
        assert_eq!(on(Chain::Tron, "abc"), Err(Reason::Length));
        let signature = bs58::encode([9; 64]).into_string();
        assert_eq!(on(Chain::Solana, &signature), Ok(signature.clone()));
        assert_eq!(on(Chain::Solana, &hash), Err(Reason::Length));
    }

    #[test]
    fn an_address_is_stored_in_its_one_form() {
        let lower = "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb";
        let stored = IndicatorKind::Address.normalise(Some(&Chain::Ethereum), lower);
        assert_eq!(stored.as_deref(), Ok("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"));
    }

    #[test]
    fn an_e_mail_address_keeps_its_first_part() {
        assert_eq!(
            stored(IndicatorKind::Email, " A.B+c@Example.ORG ").as_deref(),
            Ok("A.B+c@example.org")
        );
        for bad in [
            "",
            "a",
            "@example.org",
            "a@b",
            "a b@example.org",
            "a@-x.org",
            "a@x..org",
            "a@b@example.org",
        ] {
            assert!(stored(IndicatorKind::Email, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_telephone_number_is_international() {
        assert_eq!(
            stored(IndicatorKind::Phone, "+351 21 000-0000").as_deref(),
            Ok("+351210000000")
        );
        assert_eq!(
            stored(IndicatorKind::Phone, "00351 210 000 000").as_deref(),
            Ok("+351210000000")
        );
        assert_eq!(stored(IndicatorKind::Phone, "210 000 000"), Err(Reason::Prefix));
        assert_eq!(stored(IndicatorKind::Phone, "+12"), Err(Reason::Length));
    }

    /// The examples of the registry of IBAN formats.
    #[test]
    fn a_bank_account_has_its_check_digits() {
        assert_eq!(
            stored(IndicatorKind::Iban, "gb82 west 1234 5698 7654 32").as_deref(),
            Ok("GB82WEST12345698765432")
        );
        assert!(stored(IndicatorKind::Iban, "DE89370400440532013000").is_ok());
        assert_eq!(
            stored(IndicatorKind::Iban, "DE89370400440532013001"),
            Err(Reason::Checksum)
        );
        assert_eq!(stored(IndicatorKind::Iban, "DE8937"), Err(Reason::Length));
    }

    #[test]
    fn an_internet_address_is_written_in_one_way() {
        assert_eq!(
            stored(IndicatorKind::DeviceIp, "2001:DB8:0:0::1").as_deref(),
            Ok("2001:db8::1")
        );
        assert_eq!(
            stored(IndicatorKind::DeviceIp, "::ffff:192.0.2.1").as_deref(),
            Ok("192.0.2.1")
        );
        assert!(stored(IndicatorKind::DeviceIp, "192.0.2.256").is_err());
    }

    #[test]
    fn no_kind_takes_hidden_characters() {
        for kind in IndicatorKind::ALL {
            assert_eq!(stored(*kind, "a\u{202e}b"), Err(Reason::Deceptive), "{kind}");
            assert_eq!(stored(*kind, "  "), Err(Reason::Empty), "{kind}");
        }
    }
}
