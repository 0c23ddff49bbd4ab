//! The cases of Taiwan and Singapore: money that went back to its owners, and holds that came to their end.

use super::super::scene::{Act, CaseFile, Follow, List, Reply, Scene, Wish, days, hours, scene};
use super::{FBI_BYBIT, TETHER};
use crate::domain::cases::{Offence, Status};
use crate::domain::clocks::Urgency;
use crate::domain::requests::kinds::{Confidence, Kind, ReleaseReason};
use crate::domain::requests::outcomes::Outcome;

const LIN: &str = "y.lin@cib.example";
const WU: &str = "c.wu@cib.example";
const TAN: &str = "r.tan@spf.example";
const NAIR: &str = "p.nair@spf.example";

const ONG: &str = "l.ong@northbank.example";
const RAHMAN: &str = "f.rahman@northbank.example";
const FAVRE: &str = "c.favre@halden.example";
const KELLER: &str = "m.keller@halden.example";
const ALMARRI: &str = "s.almarri@meridian.example";
const HADDAD: &str = "k.haddad@meridian.example";

const SENT: &str = "The sealed letter went to the compliance mailbox by official mail.";

const UNNAMED: CaseFile = CaseFile {
    reference: "刑偵八二字第1150042號",
    title: "未具名嫌疑人之虛擬資產竊盜案",
    offence: Offence::Theft,
    summary: "被害人之錢包私鑰外洩，泰達幣於數分鐘內遭轉出。交易所、警方與檢察官合作，在未能特定嫌疑人之情形下凍結該筆款項，並依檢察官命令發還被害人。",
    period: (71, 71),
    losses: &[("USDT/6", "318000", "317800.00")],
    victims: &[("TW", 1)],
};

const UNNAMED_LIST: List = List {
    note: "贓款匯入之存款地址",
    confidence: Confidence::High,
    rows: &[("ethereum", "0x08422a6435a87362c435a234e97a068854d14fe4", "", TETHER)],
};

const UNNAMED_FREEZE: Wish = Wish {
    case: "unnamed",
    to: "northbank.example",
    urgency: Urgency::Urgent,
    language: "zh-Hant",
    facts: "被害人錢包之私鑰外洩，318000 顆泰達幣遭轉出，於二十分鐘內匯入下列存款地址。嫌疑人身分尚待查明。請於法院裁定前，就此數額暫停提領，並告知帳戶目前餘額與最近登入時間。",
    until: Some(-11),
    no_document: "蓋印公文已寄至法遵信箱。",
    targets: &[("0x08422a6435a87362c435a234e97a068854d14fe4", "USDT", "318000")],
    ..Wish::PLAIN
};

const UNNAMED_RELEASE: Follow = Follow {
    parent: "unnamed-freeze",
    kind: Kind::Release,
    until: None,
    reason: Some(ReleaseReason::VictimPaid),
    facts: "檢察官已命將款項發還被害人，被害人並已確認收訖。本案凍結之原因消滅，請解除對該帳戶之全部限制，並回復帳戶之正常使用。",
};

const NOTES: CaseFile = CaseFile {
    reference: "CAD/2026/18830",
    title: "Sale of notes that were never issued",
    offence: Offence::Deception,
    summary: "A company sold tokenised notes with a fixed return to retail investors; none was ever issued. \
        1.7 million USDC were gathered. All of it was found at three exchanges.",
    period: (80, 58),
    losses: &[("USDC/6", "1700000", "1699900.00")],
    victims: &[("SG", 31), ("MY", 6)],
};

const NOTES_LIST: List = List {
    note: "Account of the issuer",
    confidence: Confidence::High,
    rows: &[
        ("ethereum", "0x09278b36863bE4cCd3d0c22d643E8062D7a11377", "", FBI_BYBIT),
        ("ethereum", "0x08914a74959101c5770a10bf0e8de495794cac23", "", TETHER),
        ("ethereum", "0x089f232ce975dddf28fd9f9c6e25899cfc1d2c3c", "", TETHER),
    ],
};

/// Its hold has come to its end, and the exchange has said nothing.
const NOTES_DUE: Wish = Wish {
    case: "notes",
    to: "halden.example",
    urgency: Urgency::Priority,
    facts: "Thirty-seven retail investors paid for notes that were never issued. 640000 USDC reached your account \
        behind the address below. We ask for a hold until the seizure under section 35 has been served.",
    until: Some(4),
    no_document: SENT,
    targets: &[("0x08914a74959101c5770a10bf0e8de495794cac23", "USDC", "640000")],
    ..Wish::PLAIN
};

/// Its hold lapsed.
const NOTES_LAPSED: Wish = Wish {
    case: "notes",
    to: "meridian.example",
    urgency: Urgency::Priority,
    facts: "Thirty-seven retail investors paid for notes that were never issued. 85000 USDC reached your account \
        behind the address below. We ask for a hold while the flow of the remaining funds is established.",
    until: Some(-5),
    no_document: SENT,
    targets: &[("0x089f232ce975dddf28fd9f9c6e25899cfc1d2c3c", "USDC", "85000")],
    ..Wish::PLAIN
};

pub(super) const SCENES: &[Scene] = &[
    // Taiwan: held, returned, lifted.
    scene(days(70), LIN, "unnamed", Act::Open(&UNNAMED)),
    scene(days(70) - 10, LIN, "unnamed", Act::Add(&UNNAMED_LIST)),
    scene(days(70) - 15, LIN, "unnamed", Act::Become(Status::Active)),
    scene(days(70) - 20, LIN, "unnamed-freeze", Act::Draft(&UNNAMED_FREEZE)),
    scene(days(70) - 30, LIN, "unnamed-freeze", Act::Submit),
    scene(days(70) - 48, WU, "unnamed-freeze", Act::Approve),
    scene(
        days(70) - 70,
        ONG,
        "unnamed-freeze",
        Act::Acknowledge("NBX-LE-26-28840"),
    ),
    scene(days(70) - 85, RAHMAN, "unnamed-freeze", Act::Start),
    scene(
        days(70) - 110,
        RAHMAN,
        "unnamed-freeze",
        Act::Answer(
            1,
            Reply {
                account: "NBX-5d20f8",
                held: Some(("USDT", "318000")),
                until: Some(-days(12)),
                ..Reply::of(Outcome::FrozenFull)
            },
        ),
    ),
    scene(days(68), LIN, "unnamed-freeze", Act::Accept),
    scene(days(21), LIN, "unnamed-release", Act::Follow(&UNNAMED_RELEASE)),
    scene(days(21) - 15, LIN, "unnamed-release", Act::Submit),
    scene(days(21) - 60, WU, "unnamed-release", Act::Approve),
    scene(
        days(21) - 120,
        ONG,
        "unnamed-release",
        Act::Acknowledge("NBX-LE-26-30511"),
    ),
    scene(days(20), RAHMAN, "unnamed-release", Act::Start),
    scene(
        days(20) - 10,
        RAHMAN,
        "unnamed-release",
        Act::Answer(1, Reply::of(Outcome::Released)),
    ),
    scene(days(19), LIN, "unnamed-release", Act::Accept),
    scene(days(18), WU, "unnamed", Act::Become(Status::Closed)),
    // Singapore: ends.
    scene(days(56), TAN, "notes", Act::Open(&NOTES)),
    scene(days(56) - 20, TAN, "notes", Act::Add(&NOTES_LIST)),
    scene(days(56) - 35, TAN, "notes", Act::Become(Status::Active)),
    scene(days(50), TAN, "notes-lapsed", Act::Draft(&NOTES_LAPSED)),
    scene(days(50) - 20, TAN, "notes-lapsed", Act::Submit),
    scene(days(50) - 90, NAIR, "notes-lapsed", Act::Approve),
    scene(
        days(50) - 240,
        ALMARRI,
        "notes-lapsed",
        Act::Acknowledge("MC/LEA/2026/0540"),
    ),
    scene(days(48), HADDAD, "notes-lapsed", Act::Start),
    scene(
        days(48) - 30,
        HADDAD,
        "notes-lapsed",
        Act::Answer(
            1,
            Reply {
                account: "MC-488102",
                held: Some(("USDC", "85000")),
                until: Some(-days(13)),
                ..Reply::of(Outcome::FrozenFull)
            },
        ),
    ),
    scene(days(46), TAN, "notes-lapsed", Act::Accept),
    scene(days(12), HADDAD, "notes-lapsed", Act::Lapse),
    scene(days(31), TAN, "notes-due", Act::Draft(&NOTES_DUE)),
    scene(days(31) - 30, TAN, "notes-due", Act::Submit),
    scene(days(31) - 80, NAIR, "notes-due", Act::Approve),
    scene(days(31) - 200, FAVRE, "notes-due", Act::Acknowledge("HM-2026-4105")),
    scene(days(29), KELLER, "notes-due", Act::Start),
    scene(
        days(29) - 20,
        KELLER,
        "notes-due",
        Act::Answer(
            1,
            Reply {
                account: "HM-A-66031",
                held: Some(("USDC", "640000")),
                until: Some(-hours(5)),
                ..Reply::of(Outcome::FrozenFull)
            },
        ),
    ),
    scene(days(27), TAN, "notes-due", Act::Accept),
];
