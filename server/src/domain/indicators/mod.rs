//! Indicators: what leads to money or to a person. Public addresses are checked with the rules of their chain, so that
//! a mistyped one is refused before anybody acts on it. Each family of addresses has a file of its own.

mod avalanche;
mod bitcoin;
mod bitcoin_cash;
mod cardano;
mod chain;
mod cosmos;
mod encoding;
mod evm;
mod kind;
mod monero;
pub mod paste;
mod polkadot;
mod solana;
mod stellar;
mod tag;
mod ton;
mod tron;
mod xrp;

#[cfg(test)]
mod lists;

pub use chain::{Chain, Network};
pub use kind::IndicatorKind;
pub use tag::{Tag, TagKind, TagVerdict, check_tag};

use chain::Family;
use encoding::is_hex;

use crate::domain::actor::words;
use crate::domain::hidden::hides;

/// The longest text taken for an address, in bytes: well above the longest in use (Litecoin MWEB, 124).
pub const LONGEST: usize = 200;

/// What the rules say of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It follows the rules of its chain. Nobody says that it was ever used.
    Valid(Checked),
    /// It cannot be an address of that chain and network.
    Invalid(Reason),
    /// The chain's rules are not known here: taken as it is, to be compared by eye.
    Unchecked,
}

impl Verdict {
    /// The word used in lists and keys: `valid`, `invalid`, `unchecked`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Valid(_) => "valid",
            Self::Invalid(_) => "invalid",
            Self::Unchecked => "unchecked",
        }
    }
}

/// An address that follows the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The one way it is stored and matched: two spellings of one account come out the same.
    pub canonical: String,
    /// How it was written.
    pub form: Form,
    /// The tag found inside the address (XRP X-address, Stellar muxed account).
    pub tag: Option<Tag>,
    /// Whether a checksum stands behind it.
    pub checksum: Checksum,
}

impl Checked {
    /// An address whose checksum holds and which carries no tag.
    fn held(canonical: String, form: Form) -> Self {
        Self {
            canonical,
            form,
            tag: None,
            checksum: Checksum::Holds,
        }
    }
}

/// Whether an address carries a checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// It does, and it holds.
    Holds,
    /// This way of writing has none: a wrong character cannot be seen.
    None,
}

words! {
    /// How an address is written.
    Form("form of address") {
        /// Pay to a public key's hash, base58 or CashAddr.
        PubkeyHash = "p2pkh",
        /// Pay to a script's hash, base58 or CashAddr.
        ScriptHash = "p2sh",
        /// Segregated witness version 0.
        Segwit = "segwit",
        /// Segregated witness version 1.
        Taproot = "taproot",
        /// Segregated witness of a version without rules yet (2 to 16).
        SegwitLater = "segwit_later",
        /// Litecoin's confidential addresses (LIP-4).
        Mweb = "mweb",
        /// The chain's usual account.
        Account = "account",
        /// XRP: account, network and tag in one (XLS-5).
        XAddress = "x_address",
        /// Stellar: account and number in one (CAP-27).
        Muxed = "muxed",
        /// A contract.
        Contract = "contract",
        /// Monero: a sub-address.
        Subaddress = "subaddress",
        /// Monero: an address with a payment number inside.
        Integrated = "integrated",
        /// Cardano: rewards.
        Stake = "stake",
        /// Cardano: an address of the first era.
        Byron = "byron",
        /// TON: workchain and hash in hexadecimal.
        Raw = "raw",
    }
}

words! {
    /// Why a text is no address of its chain; each has a sentence that says what to do.
    Reason("reason") {
        /// Nothing was given.
        Empty = "empty",
        /// Longer than any address.
        TooLong = "too_long",
        /// Control characters, direction marks or invisible characters.
        Deceptive = "deceptive",
        /// A character that this way of writing does not use.
        Alphabet = "alphabet",
        /// Does not begin as addresses of this chain do.
        Prefix = "prefix",
        /// Too few or too many characters.
        Length = "length",
        /// The checksum does not hold: a character differs.
        Checksum = "checksum",
        /// Letters lost their case, or mix cases where they may not.
        Case = "case",
        /// An address of another network of this chain.
        Network = "network",
        /// Looks like an address of another chain.
        WrongChain = "wrong_chain",
        /// A transaction, not an address.
        TransactionHash = "transaction_hash",
        /// A private key: whoever has it has the money.
        SecretKey = "secret_key",
        /// Bitcoin: a witness version that does not exist.
        WitnessVersion = "witness_version",
        /// Left-over bits that are not zero.
        Padding = "padding",
        /// The checksum holds, but what stands inside has no meaning on this chain.
        Content = "content",
    }
}

/// What a rule answers.
type Outcome = Result<Checked, Reason>;

/// Checks `text` as an address of `chain` on `network`. White space around it does not count. Where a chain writes
/// the addresses of all its networks alike (EVM, TRON, Solana, Stellar, Cosmos), the network makes no difference.
pub fn check(chain: &Chain, network: Network, text: &str) -> Verdict {
    let text = text.trim();
    let Some(family) = chain.family() else {
        return match readable(text) {
            Err(reason) => Verdict::Invalid(reason),
            Ok(()) => Verdict::Unchecked,
        };
    };
    match within(family, network, text) {
        Ok(checked) => Verdict::Valid(checked),
        Err(reason) => Verdict::Invalid(explained(family, text, reason)),
    }
}

/// The chains whose form `text` has, the likelier first: all on whose main network it is valid, or else the one it
/// would belong to but for a mistake. Several mean that a person must say which; one EVM address stands on many chains.
pub fn suggest(text: &str) -> Vec<Chain> {
    let text = text.trim();
    let fitting = fitting(text);
    if fitting.is_empty() {
        resembled(text).into_iter().collect()
    } else {
        fitting
    }
}

/// What `text` is as an address: every chain on whose main network it is valid, with its canonical form there. However
/// an address is written, it is found by these.
pub fn readings(text: &str) -> Vec<(Chain, String)> {
    let chains = fitting(text.trim()).into_iter();
    chains
        .filter_map(|chain| match check(&chain, Network::Mainnet, text) {
            Verdict::Valid(checked) => Some((chain, checked.canonical)),
            Verdict::Invalid(_) | Verdict::Unchecked => None,
        })
        .collect()
}

/// Neither empty nor with characters that change how it reads.
fn readable(text: &str) -> Result<(), Reason> {
    if text.is_empty() {
        return Err(Reason::Empty);
    }
    if hides(text) {
        return Err(Reason::Deceptive);
    }
    Ok(())
}

fn within(family: Family, network: Network, text: &str) -> Outcome {
    readable(text)?;
    if text.len() > LONGEST {
        return Err(Reason::TooLong);
    }
    if !text.is_ascii() {
        return Err(Reason::Alphabet);
    }
    match family {
        Family::Bitcoin => bitcoin::check(&bitcoin::BITCOIN, network, text),
        Family::Litecoin => bitcoin::check(&bitcoin::LITECOIN, network, text),
        Family::Dogecoin => bitcoin::check(&bitcoin::DOGECOIN, network, text),
        Family::BitcoinCash => bitcoin_cash::check(network, text),
        Family::Evm => evm::check(text),
        Family::Avalanche => avalanche::check(network, text),
        Family::Tron => tron::check(network, text),
        Family::Xrp => xrp::check(network, text),
        Family::Stellar => stellar::check(text),
        Family::Solana => solana::check(text),
        Family::Monero => monero::check(network, text),
        Family::Ton => ton::check(network, text),
        Family::Cardano => cardano::check(network, text),
        Family::Ss58(prefix) => polkadot::check(prefix, text),
        Family::Cosmos(hrp) => cosmos::check(hrp, text),
        Family::CosmosOrEvm(_) if text.starts_with("0x") => evm::check(text),
        Family::CosmosOrEvm(hrp) => cosmos::check(hrp, text),
    }
}

/// A better reason than the rule could know: a transaction, or an address of another chain.
fn explained(family: Family, text: &str, reason: Reason) -> Reason {
    match reason {
        Reason::Empty
        | Reason::TooLong
        | Reason::Deceptive
        | Reason::Network
        | Reason::SecretKey
        | Reason::TransactionHash
        | Reason::WrongChain => reason,
        Reason::Alphabet
        | Reason::Prefix
        | Reason::Length
        | Reason::Checksum
        | Reason::Case
        | Reason::WitnessVersion
        | Reason::Padding
        | Reason::Content => {
            if is_hex(text.strip_prefix("0x").unwrap_or(text), 64) {
                Reason::TransactionHash
            } else if fitting(text).iter().any(|chain| chain.family() != Some(family)) {
                Reason::WrongChain
            } else {
                reason
            }
        }
    }
}

/// The chains on whose main network `text` is valid.
fn fitting(text: &str) -> Vec<Chain> {
    let is_evm = within(Family::Evm, Network::Mainnet, text).is_ok();
    let fits = |chain: &&Chain| match chain.family() {
        Some(Family::Evm | Family::Avalanche | Family::CosmosOrEvm(_)) if is_evm => true,
        Some(Family::Evm) | None => false,
        Some(Family::Cosmos(hrp) | Family::CosmosOrEvm(hrp)) if !cosmos::begins(hrp, text) => false,
        Some(family) => within(family, Network::Mainnet, text).is_ok(),
    };
    Chain::ALL.iter().filter(fits).cloned().collect()
}

/// The chain a mistyped address most resembles, by its first letters and length.
fn resembled(text: &str) -> Option<Chain> {
    let lower = text.to_ascii_lowercase();
    let by_hrp = Chain::ALL.iter().find(|chain| {
        matches!(chain.family(), Some(Family::Cosmos(hrp) | Family::CosmosOrEvm(hrp)) if cosmos::begins(hrp, &lower))
    });
    let length = text.len();
    match text.bytes().next()? {
        _ if by_hrp.is_some() => by_hrp.cloned(),
        _ if lower.starts_with("0x") && (38..=46).contains(&length) => Some(Chain::Ethereum),
        _ if lower.starts_with("bc1") => Some(Chain::Bitcoin),
        _ if lower.starts_with("ltc1") => Some(Chain::Litecoin),
        _ if lower.starts_with("bitcoincash:") => Some(Chain::BitcoinCash),
        _ if lower.starts_with("addr1") || lower.starts_with("stake1") => Some(Chain::Cardano),
        b'T' if (33..=35).contains(&length) => Some(Chain::Tron),
        b'1' | b'3' if (25..=36).contains(&length) => Some(Chain::Bitcoin),
        b'L' | b'M' if (33..=35).contains(&length) => Some(Chain::Litecoin),
        b'D' if (33..=35).contains(&length) => Some(Chain::Dogecoin),
        b'r' if (25..=36).contains(&length) => Some(Chain::Xrp),
        b'X' if (46..=48).contains(&length) => Some(Chain::Xrp),
        b'G' if (55..=57).contains(&length) => Some(Chain::Stellar),
        b'4' | b'8' if (94..=107).contains(&length) => Some(Chain::Monero),
        b'E' | b'U' if (47..=49).contains(&length) => Some(Chain::Ton),
        _ => None,
    }
}
