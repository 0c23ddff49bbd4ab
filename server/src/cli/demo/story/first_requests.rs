//! An officer who joined the Polícia Judiciária last week: two supervisors look at the first requests. One was issued, the
//! next waits for the second look.

use super::super::scene::{Act, Scene, Wish, days, hours, scene};
use crate::domain::clocks::Urgency;
use crate::domain::requests::kinds::Kind;

/// Whom nobody here knows yet.
pub(in super::super) const NEW: &str = "b.fontes@pj.example";

const COSTA: &str = "m.costa@pj.example";
const ALMEIDA: &str = "t.almeida@pj.example";

const FIRST: Wish = Wish {
    case: "drainer",
    kind: Kind::Preserve,
    to: "meridian.example",
    urgency: Urgency::Priority,
    facts: "The address below received tokens of three wallets that were emptied within nine minutes through a false \
        airdrop page. Your label gives it to one of your customers. Please keep the log-ins of that account unchanged \
        until the request for their production follows.",
    until: Some(40),
    targets: &[("0x09278b36863bE4cCd3d0c22d643E8062D7a11377", "ETH", "")],
    ..Wish::PLAIN
};

const HELD: Wish = Wish {
    case: "drainer",
    to: "meridian.example",
    urgency: Urgency::Urgent,
    facts: "Part of the ETH taken through the false airdrop page went to the address below, which your label gives to \
        one of your customers. We ask for a capped hold of that part while the order of the court is prepared.",
    until: Some(26),
    targets: &[("0x1bb0970508316DC735329752a4581E0a4bAbc6B4", "ETH", "4.2")],
    ..Wish::PLAIN
};

pub(super) const SCENES: &[Scene] = &[
    scene(days(2), NEW, "first", Act::Draft(&FIRST)),
    scene(days(2) - 25, NEW, "first", Act::Submit),
    scene(days(2) - 70, COSTA, "first", Act::Approve),
    scene(days(2) - 95, ALMEIDA, "first", Act::Approve),
    scene(hours(4), NEW, "held", Act::Draft(&HELD)),
    scene(hours(4) - 30, NEW, "held", Act::Submit),
];
