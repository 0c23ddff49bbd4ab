//! An officer of the Polícia Judiciária whose account was taken over: a request went out in their name, the exchange called
//! back, and the platform stopped the account. The request stands still until somebody stands by it or takes it back.

use super::super::scene::{Act, CaseFile, List, Scene, Wish, days, hours, scene};
use super::OFAC_CHEIL;
use crate::domain::cases::Offence;
use crate::domain::clocks::Urgency;
use crate::domain::requests::kinds::Confidence;
use crate::domain::suspensions::Reason;

const DUARTE: &str = "n.duarte@pj.example";
const ALMEIDA: &str = "t.almeida@pj.example";
const ONG: &str = "l.ong@northbank.example";
const BAKKER: &str = "s.bakker@platform.example";

/// An address of a public list that no other case here has.
const DEPOSIT: &str = "TE3mCcPULjPUE7ykX7RArDPAhyahoy3d2j";

const RENTAL: CaseFile = CaseFile {
    reference: "NUIPC 2466/26.1JGLSB",
    title: "Deposits for flats that were never let",
    offence: Offence::Deception,
    summary: "Advertisements offered flats in Lisbon against a deposit in USDT. The flats exist and were never to let. \
        Four tenants paid to one address on TRON.",
    period: (12, 4),
    losses: &[("USDT/6", "9840", "9835.00")],
    victims: &[("PT", 3), ("FR", 1)],
};

const RENTAL_LIST: List = List {
    note: "Address named in the advertisements",
    confidence: Confidence::Medium,
    rows: &[("tron", DEPOSIT, "", OFAC_CHEIL)],
};

const DEPOSITS: Wish = Wish {
    case: "rental",
    to: "northbank.example",
    urgency: Urgency::Priority,
    facts: "Four tenants paid deposits for flats that were never to let to the address below, which your label gives to \
        one of your customers. We ask for a capped hold of what the four paid.",
    until: Some(26),
    targets: &[(DEPOSIT, "USDT", "9840")],
    ..Wish::PLAIN
};

pub(super) const SCENES: &[Scene] = &[
    scene(days(3), DUARTE, "rental", Act::Open(&RENTAL)),
    scene(days(3) - 20, DUARTE, "rental", Act::Add(&RENTAL_LIST)),
    scene(hours(28), DUARTE, "deposits", Act::Draft(&DEPOSITS)),
    scene(hours(28) - 8, DUARTE, "deposits", Act::Submit),
    scene(hours(27), ALMEIDA, "deposits", Act::Approve),
    scene(hours(25), ONG, "deposits", Act::Acknowledge("NBX-LE-26-28719")),
    scene(
        hours(5),
        BAKKER,
        "deposits",
        Act::Suspend(
            DUARTE,
            Reason::Compromised,
            "The exchange called back through the switchboard: the officer was abroad without a device when this was sent.",
        ),
    ),
];
