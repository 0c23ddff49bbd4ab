//! The case files of the agency, with their addresses.

use super::super::super::scene::{CaseFile, List};
use super::super::{FBI_BYBIT, OFAC_CHATEX, OFAC_CHEIL, TETHER};
use crate::domain::cases::Offence;
use crate::domain::requests::kinds::Confidence;

pub(super) const MARE: CaseFile = CaseFile {
    reference: "NUIPC 2210/26.4JGLSB",
    title: "Operation Maré: trading site that pays nothing out",
    offence: Offence::Deception,
    summary: "A site in Portuguese promised daily returns on trading in crypto-assets. Victims were contacted \
        through messaging groups and paid in USDT on TRON over several weeks. Balances shown to them never existed. \
        Withdrawals were refused unless a further tax was paid.\n\
        Funds of fourteen victims were gathered on two addresses and passed on within hours to deposit addresses of \
        three exchanges.",
    period: (61, 31),
    losses: &[("USDT/6", "412508.22", "412300.00")],
    victims: &[("PT", 11), ("ES", 2), ("BR", 1)],
};

pub(super) const MARE_FIRST: List = List {
    note: "Deposit address, first layer",
    confidence: Confidence::High,
    rows: &[
        ("tron", "TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz", "", OFAC_CHEIL),
        ("tron", "TBATDh41qMQ1yeVYecneEvhpfayYmkAQWS", "", OFAC_CHEIL),
        ("tron", "TBWRDpQsW1ZVPGGaBAwVLNb7iqmVBuM1nj", "", OFAC_CHEIL),
    ],
};

pub(super) const MARE_SECOND: List = List {
    note: "Deposit address, second layer",
    confidence: Confidence::Medium,
    rows: &[
        ("tron", "TBwghbQMsBC5xcUxE7ZpYXhfDMXZAfiFv6", "", OFAC_CHEIL),
        ("tron", "TC5UNu3LGrjjVCuLNDdVgjm4oL5cQAyFRZ", "", OFAC_CHEIL),
    ],
};

pub(super) const DRAINER: CaseFile = CaseFile {
    reference: "NUIPC 2391/26.0JGLSB",
    title: "Wallet drainer behind a false airdrop page",
    offence: Offence::PublicSafety,
    summary: "A page copied from a known project asked visitors to sign a message that gave a contract leave to move \
        their tokens. Three wallets of residents of Portugal were emptied within nine minutes. ETH and USDT on \
        Ethereum were split over five addresses; part was exchanged for XRP.",
    period: (16, 12),
    losses: &[("ETH/18", "38.4", "118900.00"), ("USDT/6", "64200", "64160.00")],
    victims: &[("PT", 3)],
};

pub(super) const DRAINER_LIST: List = List {
    note: "Received from the drainer's contract",
    confidence: Confidence::Medium,
    rows: &[
        ("ethereum", "0x09278b36863bE4cCd3d0c22d643E8062D7a11377", "", FBI_BYBIT),
        ("ethereum", "0x1bb0970508316DC735329752a4581E0a4bAbc6B4", "", FBI_BYBIT),
        ("ethereum", "0x1eB27f136BFe7947f80d6ceE3Cf0bfDf92b45e57", "", FBI_BYBIT),
        ("ethereum", "0x060c676d9bd33d4eb944f3b6c19b3ac9eaa9ef66", "", TETHER),
        ("ethereum", "0x0643d7ace2912ea4243c222c6156806881860dc1", "", TETHER),
        ("xrp", "rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66", "100482", OFAC_CHATEX),
    ],
};

pub(super) const RANSOM: CaseFile = CaseFile {
    reference: "NUIPC 1874/26.2JGLSB",
    title: "Extortion of a hospital supplier",
    offence: Offence::Person,
    summary: "A supplier of hospitals paid after its order system had been encrypted. The payment was followed to one \
        account; data on its holder were produced. The proceedings go on against one suspect abroad.",
    period: (96, 95),
    losses: &[("USDT/6", "95000", "94950.00")],
    victims: &[("PT", 1)],
};

pub(super) const RANSOM_LIST: List = List {
    note: "Address named in the demand",
    confidence: Confidence::High,
    rows: &[("ethereum", "0x06c048c2afb355b22b76d73b4ec244a862e7e260", "", TETHER)],
};
