//! The cases of the Polícia Judiciária: what waits on somebody today.

mod files;

use files::{DRAINER, DRAINER_LIST, MARE, MARE_FIRST, MARE_SECOND, RANSOM, RANSOM_LIST};

use super::super::scene::{Act, Follow, Reply, Scene, Wish, days, hours, scene};
use crate::domain::cases::Status;
use crate::domain::clocks::Urgency;
use crate::domain::requests::kinds::{DataKind, Kind, Question, RedirectReason, Tlp};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::undertakings::Undertaking;

const SILVA: &str = "a.silva@pj.example";
const PEREIRA: &str = "j.pereira@pj.example";
const COSTA: &str = "m.costa@pj.example";
const ALMEIDA: &str = "t.almeida@pj.example";

const ONG: &str = "l.ong@northbank.example";
const RAHMAN: &str = "f.rahman@northbank.example";
const FAVRE: &str = "c.favre@halden.example";
const KELLER: &str = "m.keller@halden.example";

const CALLBACK: &str = "+351 21 555 0134";

/// Where the funds were gathered; an address of a public list.
const GATHERING: &str = "TDNKsLvsY2iSznyghddXz7ZDRc4X3191Z8";

/// Ends in two days; the order comes later.
const GAP: Wish = Wish {
    case: "mare",
    to: "halden.example",
    urgency: Urgency::Urgent,
    facts: "Between 3 September and 3 October fourteen persons paid 412508.22 USDT to a site that showed invented \
        trading results. We followed 61200 USDT from the gathering address to the deposit address below. The last \
        transfer was eleven hours before this request. The account is likely used to cash out. We ask for a capped \
        hold until the court in Lisbon has decided.",
    why_here: "Your own receipt names the deposit address; a public label gives it to your customers.",
    flows: &[
        (GATHERING, "TBATDh41qMQ1yeVYecneEvhpfayYmkAQWS", "62400", days(30) + 420),
        (GATHERING, "TBWRDpQsW1ZVPGGaBAwVLNb7iqmVBuM1nj", "61200", days(5) + 660),
    ],
    secret_basis: "Article 86 of the Portuguese Code of Criminal Procedure (secrecy of the investigation)",
    undertakings: &[Undertaking::OrderOrRelease, Undertaking::ThisCaseOnly],
    until: Some(25),
    order: Some((8, "Tribunal Central de Instrução Criminal, Lisboa")),
    targets: &[("TBWRDpQsW1ZVPGGaBAwVLNb7iqmVBuM1nj", "USDT", "61200")],
    ..Wish::PLAIN
};

/// Just issued.
const FLASH: Wish = Wish {
    case: "mare",
    to: "meridian.example",
    urgency: Urgency::Flash,
    why_now: "38400 USDT reached the deposit address nine minutes ago; earlier deposits left after half an hour.",
    callback: CALLBACK,
    facts: "The gathering address of the trading site in our case sent 38400 USDT to the deposit address below nine \
        minutes ago. Two earlier deposits of the same pattern were withdrawn within thirty-five minutes. We ask to stop \
        withdrawals up to this amount now; the sealed letter follows within twenty-four hours.",
    until: Some(30),
    order: Some((21, "Tribunal Central de Instrução Criminal, Lisboa")),
    tlp: Tlp::Red,
    no_document: "",
    targets: &[("TBwghbQMsBC5xcUxE7ZpYXhfDMXZAfiFv6", "USDT", "38400")],
    ..Wish::PLAIN
};

/// Held, and the hold was lengthened.
const LONG: Wish = Wish {
    case: "mare",
    to: "northbank.example",
    urgency: Urgency::Urgent,
    facts: "Fourteen persons paid 412508.22 USDT to a site that showed invented trading results. 187400 USDT of it \
        went through one gathering address to the two deposit addresses below, within six hours of the victims' \
        payments. We ask to hold these amounts, and to tell us whether both accounts have one holder.",
    flows: &[
        (
            GATHERING,
            "TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz",
            "125000",
            days(30) + 640,
        ),
        (GATHERING, "TBATDh41qMQ1yeVYecneEvhpfayYmkAQWS", "62400", days(30) + 420),
    ],
    secret_basis: "Article 86 of the Portuguese Code of Criminal Procedure (secrecy of the investigation)",
    undertakings: Undertaking::ALL,
    until: Some(25),
    order: Some((20, "Tribunal Central de Instrução Criminal, Lisboa")),
    no_document: "The sealed letter went to the compliance mailbox by official mail.",
    targets: &[
        ("TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz", "USDT", "125000"),
        ("TBATDh41qMQ1yeVYecneEvhpfayYmkAQWS", "USDT", "62400"),
    ],
    ..Wish::PLAIN
};

const LONGER: Follow = Follow {
    parent: "long",
    kind: Kind::Extend,
    until: Some(27),
    reason: None,
    facts: "The court asked for a supplementary tracing report, which was filed on Monday. Its decision is expected \
        within the month. We ask to keep both holds unchanged until then.",
};

/// Sent on to another company.
const ELSEWHERE: Wish = Wish {
    case: "mare",
    kind: Kind::Info,
    basis: "eu_epoc",
    to: "halden.example",
    urgency: Urgency::Routine,
    facts: "The deposit address below received 9100 USDT of the proceeds of the trading site in our case. We ask \
        whether it belongs to an account of yours and who opened it.",
    data: &[(DataKind::Existence, 0), (DataKind::KycBasic, 0)],
    targets: &[("TC5UNu3LGrjjVCuLNDdVgjm4oL5cQAyFRZ", "USDT", "9100")],
    ..Wish::PLAIN
};

const REVIEW: Wish = Wish {
    case: "drainer",
    to: "northbank.example",
    urgency: Urgency::Priority,
    facts: "Three wallets of residents of Portugal were emptied after their owners had signed a message on a copied \
        airdrop page. 21.5 ETH reached the two addresses below, which our tracing tool attributes to customer accounts. \
        We ask for a hold of these amounts while the court is seized of the matter.",
    until: Some(40),
    order: Some((30, "Tribunal Judicial da Comarca do Porto")),
    targets: &[
        ("0x09278b36863bE4cCd3d0c22d643E8062D7a11377", "ETH", "12.5"),
        ("0x1bb0970508316DC735329752a4581E0a4bAbc6B4", "ETH", "9"),
    ],
    ..Wish::PLAIN
};

const DRAFT: Wish = Wish {
    case: "drainer",
    kind: Kind::Info,
    basis: "eu_epoc",
    to: "halden.example",
    urgency: Urgency::Priority,
    facts: "Part of the stolen ETH was exchanged and sent to the address below.",
    data: &[
        (DataKind::KycBasic, 0),
        (DataKind::Ledger, 90),
        (DataKind::LoginIpDevice, 30),
    ],
    no_document: "",
    targets: &[("0x1eB27f136BFe7947f80d6ceE3Cf0bfDf92b45e57", "ETH", "")],
    ..Wish::PLAIN
};

const QUESTION: Wish = Wish {
    case: "drainer",
    to: "halden.example",
    urgency: Urgency::Urgent,
    facts: "Part of the ETH taken from three wallets was exchanged for XRP and sent to the address and tag below in \
        four transfers on one evening, 41800 XRP in all. We ask for a hold of this amount until the court has decided.",
    until: Some(35),
    order: Some((28, "Tribunal Judicial da Comarca do Porto")),
    targets: &[("rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66", "XRP", "41800")],
    ..Wish::PLAIN
};

/// Data that is kept for two more days; what prolongs it is drafted.
const KEEP: Wish = Wish {
    case: "ransom",
    kind: Kind::Preserve,
    to: "northbank.example",
    urgency: Urgency::Priority,
    facts: "The account behind the address below received 95000 USDT which a supplier of hospitals paid under threat. \
        Its log-ins since then may be overwritten soon. Please keep them unchanged while the suspect abroad is heard.",
    until: Some(3),
    no_document: "The sealed letter went to the compliance mailbox by official mail.",
    targets: &[("0x06c048c2afb355b22b76d73b4ec244a862e7e260", "USDT", "")],
    ..Wish::PLAIN
};

const KEEP_LONGER: Follow = Follow {
    parent: "keep",
    kind: Kind::Extend,
    until: Some(45),
    reason: None,
    facts: "The hearing abroad was moved by four weeks. The request for production of the log-ins follows once it took \
        place; until then they are needed unchanged.",
};

/// Not acknowledged, and late.
const LATE: Wish = Wish {
    case: "drainer",
    kind: Kind::Info,
    basis: "eu_epoc",
    to: "meridian.example",
    urgency: Urgency::Routine,
    facts: "Two addresses below received 64200 USDT which a drainer contract had moved out of a wallet of a resident \
        of Portugal. We ask who holds the accounts behind them and when they were last used.",
    data: &[(DataKind::KycBasic, 0), (DataKind::LoginIpDevice, 60)],
    targets: &[
        ("0x060c676d9bd33d4eb944f3b6c19b3ac9eaa9ef66", "USDT", "40000"),
        ("0x0643d7ace2912ea4243c222c6156806881860dc1", "USDT", "24200"),
    ],
    ..Wish::PLAIN
};

const HOLDER: Wish = Wish {
    case: "ransom",
    kind: Kind::Info,
    basis: "eu_epoc",
    to: "northbank.example",
    urgency: Urgency::Routine,
    facts: "The address below received 95000 USDT which a supplier of hospitals paid after its order system had been \
        encrypted. We ask who holds the account, and for its movements in the period.",
    data: &[(DataKind::KycBasic, 0), (DataKind::Ledger, 120)],
    no_document: "The sealed letter went to the compliance mailbox by official mail.",
    targets: &[("0x06c048c2afb355b22b76d73b4ec244a862e7e260", "USDT", "95000")],
    ..Wish::PLAIN
};

pub(super) const SCENES: &[Scene] = &[
    scene(days(30), SILVA, "mare", Act::Open(&MARE)),
    scene(days(30) - 25, SILVA, "mare", Act::Add(&MARE_FIRST)),
    scene(days(30) - 40, SILVA, "mare", Act::Become(Status::Active)),
    scene(days(9), SILVA, "mare", Act::Add(&MARE_SECOND)),
    // Held until the end was near, then lengthened.
    scene(days(29), SILVA, "long", Act::Draft(&LONG)),
    scene(days(29) - 30, SILVA, "long", Act::Submit),
    scene(days(29) - 75, COSTA, "long", Act::Approve),
    scene(days(29) - 110, ONG, "long", Act::Acknowledge("NBX-LE-26-30418")),
    scene(days(29) - 118, ONG, "long", Act::Assign(RAHMAN)),
    scene(days(29) - 150, RAHMAN, "long", Act::Start),
    scene(
        days(29) - 190,
        RAHMAN,
        "long",
        Act::Answer(
            1,
            Reply {
                account: "NBX-7f31c2",
                held: Some(("USDT", "125000")),
                until: Some(days(4)),
                ..Reply::of(Outcome::FrozenFull)
            },
        ),
    ),
    scene(
        days(29) - 205,
        RAHMAN,
        "long",
        Act::Answer(
            2,
            Reply {
                account: "NBX-7f31c2",
                note: "The same customer as target 1. The rest had been traded before your request.",
                held: Some(("USDT", "48112.9")),
                before: Some("48112.9"),
                until: Some(days(4)),
                ..Reply::of(Outcome::FrozenPartial)
            },
        ),
    ),
    scene(days(27), SILVA, "long", Act::Accept),
    scene(days(6), SILVA, "longer", Act::Follow(&LONGER)),
    scene(days(6) - 20, SILVA, "longer", Act::Submit),
    scene(days(6) - 95, ALMEIDA, "longer", Act::Approve),
    scene(days(6) - 140, ONG, "longer", Act::Acknowledge("NBX-LE-26-30866")),
    scene(days(5) - 200, RAHMAN, "longer", Act::Start),
    scene(
        days(5) - 230,
        RAHMAN,
        "longer",
        Act::Answer(
            1,
            Reply {
                until: Some(days(26)),
                ..Reply::of(Outcome::Extended)
            },
        ),
    ),
    scene(
        days(5) - 236,
        RAHMAN,
        "longer",
        Act::Answer(
            2,
            Reply {
                until: Some(days(26)),
                ..Reply::of(Outcome::Extended)
            },
        ),
    ),
    scene(days(4), SILVA, "longer", Act::Accept),
    // The hold that ends before the order comes.
    scene(days(5), SILVA, "gap", Act::Draft(&GAP)),
    scene(days(5) - 25, SILVA, "gap", Act::Submit),
    scene(days(5) - 52, COSTA, "gap", Act::Approve),
    scene(days(5) - 130, FAVRE, "gap", Act::Acknowledge("HM-2026-4471")),
    scene(days(5) - 135, FAVRE, "gap", Act::Assign(KELLER)),
    scene(days(4) + 300, KELLER, "gap", Act::Start),
    scene(
        days(3),
        KELLER,
        "gap",
        Act::Answer(
            1,
            Reply {
                account: "HM-A-90217",
                note: "Without an order our terms allow five days. Please send the order, or ask for an extension.",
                held: Some(("USDT", "61200")),
                before: Some("63480.15"),
                until: Some(days(2)),
                ..Reply::of(Outcome::FrozenFull)
            },
        ),
    ),
    // Another company of the market.
    scene(days(8), PEREIRA, "elsewhere", Act::Draft(&ELSEWHERE)),
    scene(days(8) - 15, PEREIRA, "elsewhere", Act::Submit),
    scene(days(8) - 70, COSTA, "elsewhere", Act::Approve),
    scene(
        days(7),
        FAVRE,
        "elsewhere",
        Act::Redirect(RedirectReason::OtherService, "Northbank Exchange Pte. Ltd."),
    ),
    // Minutes ago.
    scene(19, SILVA, "flash", Act::Draft(&FLASH)),
    scene(14, SILVA, "flash", Act::Submit),
    scene(9, COSTA, "flash", Act::Approve),
    scene(6, ALMEIDA, "flash", Act::Approve),
    // Data kept until the day after tomorrow.
    scene(days(24), PEREIRA, "keep", Act::Draft(&KEEP)),
    scene(days(24) - 20, PEREIRA, "keep", Act::Submit),
    scene(days(24) - 90, ALMEIDA, "keep", Act::Approve),
    scene(days(24) - 400, ONG, "keep", Act::Acknowledge("NBX-LE-26-30551")),
    scene(days(23), RAHMAN, "keep", Act::Start),
    scene(
        days(23) - 15,
        RAHMAN,
        "keep",
        Act::Answer(
            1,
            Reply {
                account: "NBX-1c90ee",
                until: Some(days(2) - 90),
                ..Reply::of(Outcome::Preserved)
            },
        ),
    ),
    scene(days(22), PEREIRA, "keep", Act::Accept),
    scene(hours(5), PEREIRA, "keep-longer", Act::Follow(&KEEP_LONGER)),
    // The second case.
    scene(days(11), SILVA, "drainer", Act::Open(&DRAINER)),
    scene(days(11) - 20, SILVA, "drainer", Act::Add(&DRAINER_LIST)),
    scene(days(11) - 45, SILVA, "drainer", Act::Become(Status::Active)),
    scene(days(10), SILVA, "late", Act::Draft(&LATE)),
    scene(days(10) - 40, SILVA, "late", Act::Submit),
    scene(days(10) - 120, ALMEIDA, "late", Act::Approve),
    scene(days(3), SILVA, "question", Act::Draft(&QUESTION)),
    scene(days(3) - 35, SILVA, "question", Act::Submit),
    scene(days(3) - 60, COSTA, "question", Act::Approve),
    scene(days(3) - 150, FAVRE, "question", Act::Acknowledge("HM-2026-4502")),
    scene(
        days(1) + 200,
        FAVRE,
        "question",
        Act::Ask(
            Question::AccountAmbiguous,
            5,
            "en",
            "The tag leads to a sub-account that two of our business customers share. Please name the four \
             transactions, so that we hold the right balance and nothing else.",
        ),
    ),
    scene(days(1), PEREIRA, "draft", Act::Draft(&DRAFT)),
    scene(hours(2), SILVA, "review", Act::Draft(&REVIEW)),
    scene(40, SILVA, "review", Act::Submit),
    // Over.
    scene(days(90), PEREIRA, "ransom", Act::Open(&RANSOM)),
    scene(days(90) - 15, PEREIRA, "ransom", Act::Add(&RANSOM_LIST)),
    scene(days(89), PEREIRA, "holder", Act::Draft(&HOLDER)),
    scene(days(89) - 30, PEREIRA, "holder", Act::Submit),
    scene(days(89) - 150, COSTA, "holder", Act::Approve),
    scene(days(88), ONG, "holder", Act::Acknowledge("NBX-LE-26-28007")),
    scene(days(85), RAHMAN, "holder", Act::Start),
    scene(
        days(84),
        RAHMAN,
        "holder",
        Act::Answer(
            1,
            Reply {
                account: "NBX-1c90ee",
                note: "Sent to the official mailbox: one file of holder data, one of movements.",
                ..Reply::of(Outcome::Produced)
            },
        ),
    ),
    scene(days(82), PEREIRA, "holder", Act::Accept),
    scene(days(60), COSTA, "ransom", Act::Become(Status::Dormant)),
];
