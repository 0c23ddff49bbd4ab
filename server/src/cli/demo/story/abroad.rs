//! The cases of Hong Kong, Viet Nam, Ukraine and Canada.

use super::super::scene::{Act, CaseFile, Follow, List, Reply, Scene, Wish, days, scene};
use super::{FBI_BYBIT, OFAC_HYDRA, OFAC_SUEX, TETHER};
use crate::domain::cases::{Offence, Status};
use crate::domain::clocks::Urgency;
use crate::domain::requests::Limit;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Confidence, DataKind, Kind, Question};
use crate::domain::requests::outcomes::Outcome;

const CHAN: &str = "w.chan@hkpf.example";
const LAU: &str = "k.lau@hkpf.example";
const NGUYEN: &str = "h.nguyen@mps.example";
const TRAN: &str = "d.tran@mps.example";
const SHEVCHUK: &str = "o.shevchuk@cyberpolice.example";
const MELNYK: &str = "v.melnyk@cyberpolice.example";
const TREMBLAY: &str = "e.tremblay@rcmp.example";
const MACLEOD: &str = "g.macleod@rcmp.example";

const ONG: &str = "l.ong@northbank.example";
const ZHOU: &str = "x.zhou@northbank.example";
const FAVRE: &str = "c.favre@halden.example";
const KELLER: &str = "m.keller@halden.example";
const ALMARRI: &str = "s.almarri@meridian.example";
const HADDAD: &str = "k.haddad@meridian.example";

const SENT: &str = "The sealed letter went to the compliance mailbox by official mail.";

const APP: CaseFile = CaseFile {
    reference: "CSTCB 26001187",
    title: "False trading app offered in chat groups",
    offence: Offence::Deception,
    summary: "Residents were led to a trading app outside the usual stores. Deposits in USDT were shown as profit; \
        withdrawals failed. Five deposit addresses were reported by victims and by a bank.",
    period: (74, 40),
    losses: &[("USDT/6", "2700000", "2698200.00")],
    victims: &[("HK", 9), ("CN", 4)],
};

const APP_LIST: List = List {
    note: "Reported by victims",
    confidence: Confidence::High,
    rows: &[
        ("ethereum", "0x06f406e7963bec67c5f89d97ae4d085acc3ccd1d", "", TETHER),
        ("ethereum", "0x0747fb95a1ad27cf1a8cc9f14768c7cc0a8f5dde", "", TETHER),
        ("ethereum", "0x0763fa09cc7d60e734c670d327d11b3a8a3f7776", "", TETHER),
    ],
};

const APP_HOLDER: Wish = Wish {
    case: "app",
    kind: Kind::Info,
    to: "halden.example",
    urgency: Urgency::Priority,
    facts: "Thirteen persons paid into a false trading app. 410000 USDT of it reached the address below, which you \
        named as yours in an earlier matter. We ask whether it belongs to an account of yours.",
    data: &[(DataKind::Existence, 0)],
    no_document: SENT,
    targets: &[("0x06f406e7963bec67c5f89d97ae4d085acc3ccd1d", "USDT", "410000")],
    ..Wish::PLAIN
};

const APP_KEEP: Wish = Wish {
    case: "app",
    kind: Kind::Preserve,
    to: "northbank.example",
    urgency: Urgency::Priority,
    facts: "Thirteen persons paid into a false trading app. Log-ins of the accounts behind the two addresses below may \
        be overwritten soon. Please keep all data on them unchanged while we prepare a request for production.",
    until: Some(21),
    no_document: SENT,
    targets: &[
        ("0x0747fb95a1ad27cf1a8cc9f14768c7cc0a8f5dde", "USDT", ""),
        ("0x0763fa09cc7d60e734c670d327d11b3a8a3f7776", "USDT", ""),
    ],
    ..Wish::PLAIN
};

const LOAN: CaseFile = CaseFile {
    reference: "A05-2026-0713",
    title: "Loan app that emptied wallets",
    offence: Offence::Deception,
    summary: "An app for small loans asked for the recovery phrase of a wallet as security. 1.2 million USDT was taken \
        from some two hundred persons. Sixty per cent was found again at two exchanges.",
    period: (52, 20),
    losses: &[("USDT/6", "1200000", "1199300.00")],
    victims: &[("VN", 212)],
};

const LOAN_LIST: List = List {
    note: "Deposit address",
    confidence: Confidence::Medium,
    rows: &[
        ("ethereum", "0x0792c1eae810ace99005a917bdb271210a24b0a6", "", TETHER),
        ("ethereum", "0x07aff5c0cc27473c3e4ac359e7a2372d85d556e2", "", TETHER),
    ],
};

const LOAN_FREEZE: Wish = Wish {
    case: "loan",
    to: "halden.example",
    urgency: Urgency::Urgent,
    facts: "Some two hundred persons lost 1.2 million USDT to a loan app that asked for their recovery phrase. \
        430000 USDT reached the deposit address below in eleven transfers. We ask for a hold of this amount.",
    until: Some(40),
    targets: &[("0x0792c1eae810ace99005a917bdb271210a24b0a6", "USDT", "430000")],
    ..Wish::PLAIN
};

const BRIDGE: CaseFile = CaseFile {
    reference: "12026000000001407",
    title: "Theft of ETH from a charity",
    offence: Offence::Theft,
    summary: "Donations collected in ETH were moved out after the laptop of an accountant had been taken over. About \
        half could be followed to customer accounts of one exchange.",
    period: (9, 8),
    losses: &[("ETH/18", "161.2", "500400.00")],
    victims: &[("UA", 1)],
};

const BRIDGE_LIST: List = List {
    note: "Customer account, by the tracing tool",
    confidence: Confidence::Medium,
    rows: &[
        ("ethereum", "0x21032176B43d9f7E9410fB37290a78f4fEd6044C", "", FBI_BYBIT),
        ("ethereum", "0x2290937A4498C96eFfb87b8371a33D108F8D433f", "", FBI_BYBIT),
        ("ethereum", "0x23Db729908137cb60852f2936D2b5c6De0e1c887", "", FBI_BYBIT),
    ],
};

const BRIDGE_FREEZE: Wish = Wish {
    case: "bridge",
    to: "northbank.example",
    urgency: Urgency::Urgent,
    facts: "161.2 ETH of donations were taken from a charity. 128 ETH were followed to the three addresses below \
        within two days. We ask for a hold of these amounts until the court in Kyiv has decided.",
    until: Some(30),
    order: Some((14, "Pecherskyi District Court, Kyiv")),
    targets: &[
        ("0x21032176B43d9f7E9410fB37290a78f4fEd6044C", "ETH", "80.6"),
        ("0x2290937A4498C96eFfb87b8371a33D108F8D433f", "ETH", "30"),
        ("0x23Db729908137cb60852f2936D2b5c6De0e1c887", "ETH", "17.4"),
    ],
    ..Wish::PLAIN
};

const ROBBERY: CaseFile = CaseFile {
    reference: "PRO-2026-4471",
    title: "Vol qualifié au domicile d’un investisseur",
    offence: Offence::Robbery,
    summary: "Deux hommes ont contraint un investisseur, à son domicile, à virer des bitcoins depuis un portefeuille \
        matériel. Environ dix millions de dollars ont été dispersés en une nuit. Une partie a atteint deux plateformes.",
    period: (36, 36),
    losses: &[("BTC/8", "104.5", "10020000.00")],
    victims: &[("CA", 1)],
};

const ROBBERY_LIST: List = List {
    note: "Adresse de dépôt",
    confidence: Confidence::High,
    rows: &[
        ("bitcoin", "1295rkVyNfFpqZpXvKGhDqwhP1jZcNNDMV", "", OFAC_SUEX),
        ("bitcoin", "12HQDsicffSBaYdJ6BhnE22sfjTESmmzKx", "", OFAC_SUEX),
        ("bitcoin", "123WBUDmSJv4GctdVEz6Qq6z8nXSKrJ4KX", "", OFAC_HYDRA),
    ],
};

const ROBBERY_FREEZE: Wish = Wish {
    case: "robbery",
    to: "meridian.example",
    urgency: Urgency::Urgent,
    facts: "An investor was forced at home to send 104.5 BTC from a hardware wallet. 62.7 BTC reached the two deposit \
        addresses below the same night. We ask for a hold of these amounts; a restraint order is applied for.",
    until: Some(21),
    order: Some((17, "Ontario Superior Court of Justice")),
    no_document: SENT,
    targets: &[
        ("1295rkVyNfFpqZpXvKGhDqwhP1jZcNNDMV", "BTC", "40.2"),
        ("12HQDsicffSBaYdJ6BhnE22sfjTESmmzKx", "BTC", "22.5"),
    ],
    ..Wish::PLAIN
};

const ROBBERY_LONGER: Follow = Follow {
    parent: "robbery-freeze",
    kind: Kind::Extend,
    until: Some(45),
    reason: None,
    facts: "The hearing on the restraint order was moved by the court. We ask to keep the holds unchanged until a week \
        after the new date.",
};

const ROBBERY_HOLDER: Wish = Wish {
    case: "robbery",
    kind: Kind::Info,
    to: "halden.example",
    urgency: Urgency::Priority,
    language: "fr",
    facts: "Un investisseur a été contraint, à son domicile, de virer 104,5 BTC. 8,1 BTC ont atteint l’adresse \
        ci-dessous deux jours plus tard. Nous demandons si elle appartient à un compte chez vous.",
    data: &[(DataKind::Existence, 0)],
    no_document: "La lettre signée est envoyée aujourd’hui par courrier officiel.",
    targets: &[("123WBUDmSJv4GctdVEz6Qq6z8nXSKrJ4KX", "BTC", "8.1")],
    ..Wish::PLAIN
};

pub(super) const SCENES: &[Scene] = &[
    // Hong Kong: data produced, data kept.
    scene(days(38), CHAN, "app", Act::Open(&APP)),
    scene(days(38) - 30, CHAN, "app", Act::Add(&APP_LIST)),
    scene(days(38) - 50, CHAN, "app", Act::Become(Status::Active)),
    scene(days(34), CHAN, "app-keep", Act::Draft(&APP_KEEP)),
    scene(days(34) - 20, CHAN, "app-keep", Act::Submit),
    scene(days(34) - 55, LAU, "app-keep", Act::Approve),
    scene(days(34) - 200, ONG, "app-keep", Act::Acknowledge("NBX-LE-26-30102")),
    scene(days(33), ZHOU, "app-keep", Act::Start),
    scene(
        days(33) - 12,
        ZHOU,
        "app-keep",
        Act::Answer(
            1,
            Reply {
                account: "NBX-20aa51",
                until: Some(days(20)),
                ..Reply::of(Outcome::Preserved)
            },
        ),
    ),
    scene(
        days(33) - 14,
        ZHOU,
        "app-keep",
        Act::Answer(
            2,
            Reply {
                account: "NBX-8e7704",
                until: Some(days(20)),
                ..Reply::of(Outcome::Preserved)
            },
        ),
    ),
    scene(days(32), CHAN, "app-keep", Act::Accept),
    scene(days(8), CHAN, "app-holder", Act::Draft(&APP_HOLDER)),
    scene(days(8) - 25, CHAN, "app-holder", Act::Submit),
    scene(days(8) - 80, LAU, "app-holder", Act::Approve),
    scene(days(8) - 400, FAVRE, "app-holder", Act::Acknowledge("HM-2026-4390")),
    scene(days(6), KELLER, "app-holder", Act::Start),
    scene(
        days(2),
        KELLER,
        "app-holder",
        Act::Answer(
            1,
            Reply {
                account: "HM-A-77120",
                note: "Holder data and movements are in the official mailbox, with a list of the files and their \
                    checksums.",
                ..Reply::of(Outcome::Produced)
            },
        ),
    ),
    // Viet Nam: refused without an order.
    scene(days(19), NGUYEN, "loan", Act::Open(&LOAN)),
    scene(days(19) - 30, NGUYEN, "loan", Act::Add(&LOAN_LIST)),
    scene(days(4), NGUYEN, "loan-freeze", Act::Draft(&LOAN_FREEZE)),
    scene(days(4) - 30, NGUYEN, "loan-freeze", Act::Submit),
    scene(days(4) - 90, TRAN, "loan-freeze", Act::Approve),
    scene(days(4) - 210, FAVRE, "loan-freeze", Act::Acknowledge("HM-2026-4498")),
    scene(
        days(3) + 600,
        KELLER,
        "loan-freeze",
        Act::Refuse(
            Ground::CourtOrderRequired,
            "The account is in Switzerland. Above 100000 USDT our terms ask for an order of a court or prosecutor; a \
             copy in English suffices. We watch the balance until Friday of next week.",
        ),
    ),
    // Ukraine: half answered.
    scene(days(7), SHEVCHUK, "bridge", Act::Open(&BRIDGE)),
    scene(days(7) - 40, SHEVCHUK, "bridge", Act::Add(&BRIDGE_LIST)),
    scene(days(2), SHEVCHUK, "bridge-freeze", Act::Draft(&BRIDGE_FREEZE)),
    scene(days(2) - 40, SHEVCHUK, "bridge-freeze", Act::Submit),
    scene(days(2) - 75, MELNYK, "bridge-freeze", Act::Approve),
    scene(days(2) - 160, ONG, "bridge-freeze", Act::Acknowledge("NBX-LE-26-30977")),
    scene(days(1) + 240, ZHOU, "bridge-freeze", Act::Start),
    scene(
        days(1),
        ZHOU,
        "bridge-freeze",
        Act::Answer(
            1,
            Reply {
                account: "NBX-c4471b",
                held: Some(("ETH", "80.6")),
                before: Some("82.114"),
                limits: &[Limit::Staked],
                until: Some(days(29)),
                ..Reply::of(Outcome::FrozenFull)
            },
        ),
    ),
    scene(
        days(1) - 35,
        ZHOU,
        "bridge-freeze",
        Act::Answer(
            2,
            Reply {
                account: "NBX-c4471b",
                note: "Withdrawn to an unhosted address before your request.",
                moved: Some((
                    days(5),
                    "0x1360f8668647d623a9132d1fec566cc3f0cf870b0aa3b77b4ae152cb8b74c9b3",
                    "0x4e548fd843a3016dba3656d914772f5c57e8c1d9",
                )),
                ..Reply::of(Outcome::MovedBefore)
            },
        ),
    ),
    // Canada: held, and longer wanted.
    scene(days(34), TREMBLAY, "robbery", Act::Open(&ROBBERY)),
    scene(days(34) - 60, TREMBLAY, "robbery", Act::Add(&ROBBERY_LIST)),
    scene(days(34) - 70, TREMBLAY, "robbery", Act::Become(Status::Active)),
    scene(days(33), TREMBLAY, "robbery-freeze", Act::Draft(&ROBBERY_FREEZE)),
    scene(days(33) - 20, TREMBLAY, "robbery-freeze", Act::Submit),
    scene(days(33) - 45, MACLEOD, "robbery-freeze", Act::Approve),
    scene(
        days(33) - 130,
        ALMARRI,
        "robbery-freeze",
        Act::Acknowledge("MC/LEA/2026/0611"),
    ),
    scene(days(33) - 300, HADDAD, "robbery-freeze", Act::Start),
    scene(
        days(32),
        HADDAD,
        "robbery-freeze",
        Act::Answer(
            1,
            Reply {
                account: "MC-500218",
                held: Some(("BTC", "38.9441")),
                until: Some(days(6)),
                note: "The rest had left the account as trading fees and two withdrawals on the first night.",
                ..Reply::of(Outcome::FrozenPartial)
            },
        ),
    ),
    scene(
        days(32) - 15,
        HADDAD,
        "robbery-freeze",
        Act::Answer(
            2,
            Reply {
                account: "MC-500219",
                held: Some(("BTC", "22.5")),
                until: Some(days(6)),
                ..Reply::of(Outcome::FrozenFull)
            },
        ),
    ),
    scene(days(30), TREMBLAY, "robbery-freeze", Act::Accept),
    scene(days(5), TREMBLAY, "robbery-holder", Act::Draft(&ROBBERY_HOLDER)),
    scene(days(5) - 30, TREMBLAY, "robbery-holder", Act::Submit),
    scene(days(5) - 90, MACLEOD, "robbery-holder", Act::Approve),
    scene(days(5) - 400, FAVRE, "robbery-holder", Act::Acknowledge("HM-2026-4466")),
    scene(
        days(4) + 480,
        FAVRE,
        "robbery-holder",
        Act::Ask(
            Question::PeriodUnclear,
            5,
            "fr",
            "Les connexions sont conservées par mois civil. Vous faut-il aussi le mois précédant les faits ?",
        ),
    ),
    scene(
        days(4) + 60,
        TREMBLAY,
        "robbery-holder",
        Act::Clarify(
            "fr",
            "Oui : le mois des faits et le mois précédent. Les mois antérieurs ne sont pas nécessaires.",
        ),
    ),
    scene(days(3), KELLER, "robbery-holder", Act::Start),
    scene(days(1), TREMBLAY, "robbery-longer", Act::Follow(&ROBBERY_LONGER)),
    scene(days(1) - 20, TREMBLAY, "robbery-longer", Act::Submit),
    scene(days(1) - 70, MACLEOD, "robbery-longer", Act::Approve),
    scene(
        days(1) - 200,
        ALMARRI,
        "robbery-longer",
        Act::Acknowledge("MC/LEA/2026/0688"),
    ),
];
