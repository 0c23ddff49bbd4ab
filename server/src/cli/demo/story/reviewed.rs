//! An emergency of the Polícia Judiciária that is over and reviewed: it could not wait, and somebody looked at that
//! afterwards.

use super::super::scene::{Act, Reply, Scene, Wish, days, scene};
use crate::domain::clocks::Urgency;
use crate::domain::requests::kinds::{DataKind, Kind};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::review::Finding;

const SILVA: &str = "a.silva@pj.example";
const COSTA: &str = "m.costa@pj.example";
const ALMEIDA: &str = "t.almeida@pj.example";

const ONG: &str = "l.ong@northbank.example";
const RAHMAN: &str = "f.rahman@northbank.example";

const EMERGENCY: Wish = Wish {
    case: "ransom",
    kind: Kind::Info,
    basis: "eu_epoc",
    to: "northbank.example",
    urgency: Urgency::Emergency,
    why_now: "Two hospitals cannot order blood products while the supplier's system is encrypted; keys are promised \
        for a second payment tonight.",
    callback: "+351 21 555 0134",
    facts: "A supplier of hospitals was extorted after its order system had been encrypted, and two hospitals cannot \
        order blood products. The address below received the first payment. We ask from where the account behind it \
        was used in the last week, so that whoever holds the keys can be found before tonight.",
    data: &[(DataKind::LoginIpDevice, 7), (DataKind::Contact, 0)],
    targets: &[("0x06c048c2afb355b22b76d73b4ec244a862e7e260", "USDT", "")],
    ..Wish::PLAIN
};

pub(super) const SCENES: &[Scene] = &[
    scene(days(90) - 40, SILVA, "emergency", Act::Draft(&EMERGENCY)),
    scene(days(90) - 44, SILVA, "emergency", Act::Submit),
    scene(days(90) - 52, COSTA, "emergency", Act::Approve),
    scene(days(90) - 58, ALMEIDA, "emergency", Act::Approve),
    scene(days(90) - 75, ONG, "emergency", Act::Acknowledge("NBX-LE-26-27998")),
    scene(days(90) - 81, RAHMAN, "emergency", Act::Start),
    scene(
        days(90) - 140,
        RAHMAN,
        "emergency",
        Act::Answer(
            1,
            Reply {
                account: "NBX-1c90ee",
                note: "Sent to the official mailbox: one file of sign-ins of the last seven days.",
                ..Reply::of(Outcome::Produced)
            },
        ),
    ),
    scene(days(89) + 500, SILVA, "emergency", Act::Accept),
    scene(
        days(88),
        COSTA,
        "emergency",
        Act::Review(
            Finding::Justified,
            "Supply of two hospitals had stopped, which the ministry confirmed that evening. The answer came within two \
             hours and led to the seizure of the server.",
        ),
    ),
];
