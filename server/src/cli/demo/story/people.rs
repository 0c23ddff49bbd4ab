//! Who comes and goes: one is invited and has not come yet, one let the link run out, one has left.

use super::super::scene::{Act, Invitee, Scene, days, hours, scene};
use crate::domain::actor::Role;

const ROCHA: &str = "i.rocha@pj.example";
const GOH: &str = "n.goh@northbank.example";

/// Worked at the Polícia Judiciária, until another agency took her on.
pub(in super::super) const NUNES: &str = "d.nunes@pj.example";

const MATOS: Invitee = Invitee {
    email: "c.matos@pj.example",
    name: "C. Matos",
    badge: "PJ-4617",
    language: "en",
    roles: &[Role::Officer],
};

const CHUA: Invitee = Invitee {
    email: "p.chua@northbank.example",
    name: "P. Chua",
    badge: "",
    language: "en",
    roles: &[Role::Intake, Role::Responder],
};

pub(super) const SCENES: &[Scene] = &[
    scene(days(12), ROCHA, "", Act::Close(NUNES, "j.pereira@pj.example")),
    scene(days(4), GOH, "", Act::Invite(&CHUA)),
    scene(hours(5), ROCHA, "", Act::Invite(&MATOS)),
];
