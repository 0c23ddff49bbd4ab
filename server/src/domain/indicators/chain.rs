//! Chains and networks that an indicator can stand on, by the names that public lists use.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::actor::words;
use crate::domain::indicators::tag::TagKind;
use crate::domain::values::Malformed;

words! {
    /// Which deployment of a chain: real money stands on the main network only.
    Network("network") {
        /// The network with real money.
        Mainnet = "mainnet",
        /// Any public test network.
        Testnet = "testnet",
        /// A network on one's own machine.
        Regtest = "regtest",
    }
}

impl Network {
    /// Reads a word of a list: an empty word means the main network; the names of public test networks mean
    /// [`Network::Testnet`]. Any other word is malformed, and an address under it stays unchecked.
    pub fn read(word: &str) -> Result<Self, Malformed> {
        match word.trim().to_ascii_lowercase().as_str() {
            "" | "main" | "mainnet" | "livenet" => Ok(Self::Mainnet),
            "test" | "testnet" | "testnet3" | "testnet4" | "signet" | "stagenet" | "chipnet" | "preprod"
            | "preview" | "devnet" | "nile" | "shasta" | "sepolia" => Ok(Self::Testnet),
            "regtest" => Ok(Self::Regtest),
            _ => Err(Malformed("network")),
        }
    }
}

/// How the addresses of a chain are written; each has a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Bitcoin,
    Litecoin,
    Dogecoin,
    BitcoinCash,
    Evm,
    Avalanche,
    Tron,
    Xrp,
    Stellar,
    Solana,
    Monero,
    Ton,
    Cardano,
    /// SS58 with the account prefix of the network.
    Ss58(u8),
    /// Bech32 with this readable part.
    Cosmos(&'static str),
    /// The same, and the chain takes Ethereum's form too.
    CosmosOrEvm(&'static str),
}

macro_rules! chains {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $ticker:literal, $family:expr;)*) => {
        /// The chain an address stands on: part of its identity, since one EVM address exists on many chains.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum Chain {
            $($(#[$doc])* $variant,)*
            /// A chain whose addresses are taken as they are: lower case, up to 40 letters, digits and `._- `.
            Other(String),
        }

        impl Chain {
            /// Every chain whose addresses are checked; of several that fit a text the likelier stands first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word stored, sent and used in keys, such as `bitcoincash`.
            pub fn name(&self) -> &str {
                match self { $(Self::$variant => $name,)* Self::Other(name) => name }
            }

            /// The short name people type, such as `BCH`; a chain that is not known has none of its own.
            pub fn ticker(&self) -> &str {
                match self { $(Self::$variant => $ticker,)* Self::Other(name) => name }
            }

            pub(super) const fn family(&self) -> Option<Family> {
                match self { $(Self::$variant => Some($family),)* Self::Other(_) => None }
            }
        }
    };
}

chains! {
    /// Bitcoin.
    Bitcoin = "bitcoin", "BTC", Family::Bitcoin;
    /// Ethereum.
    Ethereum = "ethereum", "ETH", Family::Evm;
    /// TRON.
    Tron = "tron", "TRX", Family::Tron;
    /// BNB Smart Chain.
    Bsc = "bsc", "BSC", Family::Evm;
    /// Arbitrum One.
    Arbitrum = "arbitrum", "ARB", Family::Evm;
    /// Polygon PoS.
    Polygon = "polygon", "POL", Family::Evm;
    /// OP Mainnet.
    Optimism = "optimism", "OP", Family::Evm;
    /// Base.
    Base = "base", "BASE", Family::Evm;
    /// Avalanche: C-Chain, X-Chain and P-Chain.
    Avalanche = "avalanche", "AVAX", Family::Avalanche;
    /// Linea.
    Linea = "linea", "LINEA", Family::Evm;
    /// Gnosis Chain.
    Gnosis = "gnosis", "GNO", Family::Evm;
    /// Fantom.
    Fantom = "fantom", "FTM", Family::Evm;
    /// Ethereum Classic.
    EthereumClassic = "ethereumclassic", "ETC", Family::Evm;
    /// ZKsync Era.
    Zksync = "zksync", "ZK", Family::Evm;
    /// Scroll.
    Scroll = "scroll", "SCR", Family::Evm;
    /// Mantle.
    Mantle = "mantle", "MNT", Family::Evm;
    /// Blast.
    Blast = "blast", "BLAST", Family::Evm;
    /// Celo.
    Celo = "celo", "CELO", Family::Evm;
    /// Cronos.
    Cronos = "cronos", "CRO", Family::Evm;
    /// Sonic.
    Sonic = "sonic", "SONIC", Family::Evm;
    /// Litecoin.
    Litecoin = "litecoin", "LTC", Family::Litecoin;
    /// Bitcoin Cash.
    BitcoinCash = "bitcoincash", "BCH", Family::BitcoinCash;
    /// Dogecoin.
    Dogecoin = "dogecoin", "DOGE", Family::Dogecoin;
    /// XRP Ledger.
    Xrp = "xrp", "XRP", Family::Xrp;
    /// Solana.
    Solana = "solana", "SOL", Family::Solana;
    /// Stellar.
    Stellar = "stellar", "XLM", Family::Stellar;
    /// Monero.
    Monero = "monero", "XMR", Family::Monero;
    /// TON.
    Ton = "ton", "TON", Family::Ton;
    /// Cardano.
    Cardano = "cardano", "ADA", Family::Cardano;
    /// Polkadot relay chain.
    Polkadot = "polkadot", "DOT", Family::Ss58(0);
    /// Kusama relay chain.
    Kusama = "kusama", "KSM", Family::Ss58(2);
    /// Cosmos Hub.
    Cosmos = "cosmos", "ATOM", Family::Cosmos("cosmos");
    /// Osmosis.
    Osmosis = "osmosis", "OSMO", Family::Cosmos("osmo");
    /// Injective.
    Injective = "injective", "INJ", Family::CosmosOrEvm("inj");
    /// Celestia.
    Celestia = "celestia", "TIA", Family::Cosmos("celestia");
    /// Terra.
    Terra = "terra", "LUNA", Family::Cosmos("terra");
    /// THORChain.
    Thorchain = "thorchain", "RUNE", Family::Cosmos("thor");
    /// dYdX Chain.
    Dydx = "dydx", "DYDX", Family::Cosmos("dydx");
    /// Akash.
    Akash = "akash", "AKT", Family::Cosmos("akash");
    /// Kava.
    Kava = "kava", "KAVA", Family::CosmosOrEvm("kava");
    /// Sei.
    Sei = "sei", "SEI", Family::CosmosOrEvm("sei");
    /// Axelar.
    Axelar = "axelar", "AXL", Family::Cosmos("axelar");
    /// Juno.
    Juno = "juno", "JUNO", Family::Cosmos("juno");
    /// Secret Network.
    Secret = "secret", "SCRT", Family::Cosmos("secret");
    /// Neutron.
    Neutron = "neutron", "NTRN", Family::Cosmos("neutron");
    /// Noble, where USDC of the Cosmos chains is issued.
    Noble = "noble", "NOBLE", Family::Cosmos("noble");
    /// Evmos.
    Evmos = "evmos", "EVMOS", Family::CosmosOrEvm("evmos");
    /// BNB Beacon Chain, closed in 2024; old lists still name it.
    BnbBeacon = "bnb-beacon", "BEP2", Family::Cosmos("bnb");
}

impl Chain {
    /// What has to stand beside an address of this chain so that it names one customer of an exchange; none where
    /// the address alone does.
    pub const fn needs_tag(&self) -> Option<TagKind> {
        match self.family() {
            Some(Family::Xrp) => Some(TagKind::DestinationTag),
            Some(Family::Stellar | Family::Ton | Family::Cosmos(_) | Family::CosmosOrEvm(_)) => Some(TagKind::Memo),
            Some(
                Family::Bitcoin
                | Family::Litecoin
                | Family::Dogecoin
                | Family::BitcoinCash
                | Family::Evm
                | Family::Avalanche
                | Family::Tron
                | Family::Solana
                | Family::Monero
                | Family::Cardano
                | Family::Ss58(_),
            )
            | None => None,
        }
    }

    /// The chain of a name, ticker or usual nickname in any case, if its addresses are checked.
    pub fn known(word: &str) -> Option<Self> {
        let word = word.trim();
        let named = Self::ALL
            .iter()
            .find(|chain| chain.name().eq_ignore_ascii_case(word) || chain.ticker().eq_ignore_ascii_case(word));
        named.cloned().or_else(|| Self::nicknamed(&word.to_ascii_lowercase()))
    }

    /// Words that explorers and exchanges use for a chain beside its name.
    fn nicknamed(word: &str) -> Option<Self> {
        match word {
            "xbt" => Some(Self::Bitcoin),
            "ether" | "erc20" | "erc-20" => Some(Self::Ethereum),
            "trc20" | "trc-20" => Some(Self::Tron),
            "bnb" | "bep20" | "bep-20" | "binance" | "bnb smart chain" | "binance smart chain" => Some(Self::Bsc),
            "matic" => Some(Self::Polygon),
            "xdai" => Some(Self::Gnosis),
            "ethereum classic" | "ethereum-classic" | "ethereum_classic" => Some(Self::EthereumClassic),
            "bitcoin cash" | "bitcoin-cash" | "bitcoin_cash" => Some(Self::BitcoinCash),
            "ripple" => Some(Self::Xrp),
            "lumen" | "lumens" => Some(Self::Stellar),
            "toncoin" => Some(Self::Ton),
            "cosmoshub" | "cosmos hub" => Some(Self::Cosmos),
            _ => None,
        }
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Chain {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if let Some(known) = Self::known(text) {
            return Ok(known);
        }
        let name = text.trim().to_ascii_lowercase();
        let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._- ".contains(&b));
        if is_plain && (1..=40).contains(&name.len()) {
            Ok(Self::Other(name))
        } else {
            Err(Malformed("chain"))
        }
    }
}

impl TryFrom<String> for Chain {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Chain> for String {
    fn from(chain: Chain) -> Self {
        chain.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn chains_are_read_by_name_and_by_ticker() {
        for chain in Chain::ALL {
            assert_eq!(chain.name().parse().as_ref(), Ok(chain));
            assert_eq!(chain.ticker().parse().as_ref(), Ok(chain));
            assert_eq!(chain.ticker().to_lowercase().parse().as_ref(), Ok(chain));
        }
    }

    #[test]
    fn no_two_chains_share_a_word() {
        let words = Chain::ALL
            .iter()
            .flat_map(|c| BTreeSet::from([c.name().to_uppercase(), c.ticker().to_owned()]));
        let mut seen = BTreeSet::new();
        for word in words {
            assert!(seen.insert(word.clone()), "{word}");
        }
    }

    #[test]
    fn an_unknown_chain_keeps_its_name_and_a_strange_word_is_refused() {
        assert_eq!("Hedera".parse(), Ok(Chain::Other("hedera".to_owned())));
        for bad in ["", " ", "a,b", "x\u{202e}y", &"a".repeat(41)] {
            assert!(bad.parse::<Chain>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn tags_are_asked_for_where_exchanges_share_an_address() {
        assert_eq!(Chain::Xrp.needs_tag(), Some(TagKind::DestinationTag));
        for chain in [Chain::Stellar, Chain::Ton, Chain::Cosmos, Chain::BnbBeacon] {
            assert_eq!(chain.needs_tag(), Some(TagKind::Memo));
        }
        assert_eq!(Chain::Bitcoin.needs_tag(), None);
    }
}
