//! The people of the demonstration: all invented.

use crate::domain::actor::Assurance::{self, L1, L2, L3, L4};
use crate::domain::actor::Role::{
    self, AgencyAdmin, Auditor, Coordinator, Counsel, ExchangeAdmin, Intake, Officer, Operator, Responder, Supervisor,
    Verifier,
};
use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::people::{Person, Standing, Theme};
use crate::domain::values::Time;

/// A person as written down here.
pub(super) struct Plan {
    /// The mailbox; its host is the organisation's.
    pub email: &'static str,
    name: &'static str,
    badge: &'static str,
    /// Language of the pages.
    language: &'static str,
    /// What the evidence amounts to.
    pub assurance: Assurance,
    roles: &'static [Role],
    /// Whether the badge was seen, where nobody has vouched yet.
    pub has_badge_seen: bool,
}

const fn plan(
    email: &'static str,
    name: &'static str,
    badge: &'static str,
    language: &'static str,
    assurance: Assurance,
    roles: &'static [Role],
) -> Plan {
    Plan {
        email,
        name,
        badge,
        language,
        assurance,
        roles,
        has_badge_seen: false,
    }
}

/// Everybody, by organisation. The first of the platform is its first operator.
pub(super) const PLANS: &[Plan] = &[
    plan("r.devries@platform.example", "R. de Vries", "", "en", L4, &[Operator]),
    plan("s.bakker@platform.example", "S. Bakker", "", "en", L4, &[Verifier]),
    plan("d.vermeer@platform.example", "D. Vermeer", "", "en", L4, &[Verifier]),
    plan("a.silva@pj.example", "A. Silva", "PJ-4471", "en", L3, &[Officer]),
    plan("j.pereira@pj.example", "J. Pereira", "PJ-4519", "en", L2, &[Officer]),
    plan("n.duarte@pj.example", "N. Duarte", "PJ-4602", "en", L2, &[Officer]),
    plan("d.nunes@pj.example", "D. Nunes", "PJ-3977", "en", L2, &[Officer]),
    Plan {
        has_badge_seen: true,
        ..plan("r.lopes@pj.example", "R. Lopes", "PJ-4710", "en", L1, &[Officer])
    },
    plan("b.fontes@pj.example", "B. Fontes", "PJ-4703", "en", L2, &[Officer]),
    plan("m.costa@pj.example", "M. Costa", "PJ-2208", "en", L3, &[Supervisor]),
    plan("t.almeida@pj.example", "T. Almeida", "PJ-1976", "en", L3, &[Supervisor]),
    plan("i.rocha@pj.example", "I. Rocha", "PJ-3050", "en", L2, &[AgencyAdmin]),
    plan(
        "w.chan@hkpf.example",
        "Chan Wai-lam",
        "HK-51820",
        "zh-Hans",
        L3,
        &[Officer],
    ),
    plan("k.lau@hkpf.example", "Lau Ka-yan", "HK-30117", "en", L3, &[Supervisor]),
    plan(
        "y.lin@cib.example",
        "Lin Yu-ting",
        "CIB-0932",
        "zh-Hans",
        L3,
        &[Officer],
    ),
    plan(
        "c.wu@cib.example",
        "Wu Chih-hao",
        "CIB-0415",
        "zh-Hans",
        L3,
        &[Supervisor],
    ),
    plan(
        "h.nguyen@mps.example",
        "Nguyễn Thu Hà",
        "MPS-7714",
        "en",
        L2,
        &[Officer],
    ),
    plan(
        "d.tran@mps.example",
        "Trần Quốc Dũng",
        "MPS-6021",
        "en",
        L3,
        &[Supervisor],
    ),
    plan("r.tan@spf.example", "R. Tan", "SPF-8840", "en", L3, &[Officer]),
    plan("p.nair@spf.example", "P. Nair", "SPF-3312", "en", L3, &[Supervisor]),
    plan(
        "o.shevchuk@cyberpolice.example",
        "O. Shevchuk",
        "UA-1207",
        "en",
        L3,
        &[Officer],
    ),
    plan(
        "v.melnyk@cyberpolice.example",
        "V. Melnyk",
        "UA-0844",
        "en",
        L3,
        &[Supervisor],
    ),
    plan(
        "e.tremblay@rcmp.example",
        "É. Tremblay",
        "RCMP-61190",
        "fr",
        L3,
        &[Officer],
    ),
    plan(
        "g.macleod@rcmp.example",
        "G. MacLeod",
        "RCMP-52274",
        "en",
        L3,
        &[Supervisor],
    ),
    plan("l.ong@northbank.example", "L. Ong", "", "en", L2, &[Intake]),
    plan("f.rahman@northbank.example", "F. Rahman", "", "en", L2, &[Responder]),
    plan("x.zhou@northbank.example", "Zhou Xin", "", "zh-Hans", L2, &[Responder]),
    plan("b.teo@northbank.example", "B. Teo", "", "en", L2, &[Counsel]),
    plan("n.goh@northbank.example", "N. Goh", "", "en", L1, &[ExchangeAdmin]),
    plan("c.favre@halden.example", "C. Favre", "", "fr", L2, &[Intake]),
    plan("m.keller@halden.example", "M. Keller", "", "en", L2, &[Responder]),
    plan("d.rossier@halden.example", "D. Rossier", "", "fr", L2, &[Counsel]),
    plan("u.brunner@halden.example", "U. Brunner", "", "en", L1, &[ExchangeAdmin]),
    plan("s.almarri@meridian.example", "سارة المري", "", "ar", L2, &[Intake]),
    plan("k.haddad@meridian.example", "كريم حداد", "", "ar", L2, &[Responder]),
    plan("h.mansour@meridian.example", "هدى منصور", "", "ar", L2, &[Counsel]),
    plan(
        "j.dsouza@meridian.example",
        "J. D’Souza",
        "",
        "en",
        L1,
        &[ExchangeAdmin],
    ),
    plan(
        "p.lindqvist@jointdesk.example",
        "P. Lindqvist",
        "JFD-011",
        "en",
        L3,
        &[Coordinator],
    ),
    plan(
        "e.moreau@inspectorate.example",
        "E. Moreau",
        "DPI-104",
        "fr",
        L3,
        &[Auditor],
    ),
];

impl Plan {
    /// The host of the mailbox.
    pub(super) fn host(&self) -> &'static str {
        self.email.split_once('@').map_or("", |(_, host)| host)
    }

    /// The number of the badge; of whoever has none, of the letter of appointment.
    pub(super) fn badge_number(&self) -> String {
        if self.badge.is_empty() {
            format!("Letter of appointment, {}", self.name)
        } else {
            self.badge.to_owned()
        }
    }

    /// The person, who works there since `at`.
    pub(super) fn build(&self, organisation: OrganisationId, at: Time) -> Person {
        Person {
            id: PersonId::new(at),
            organisation,
            email: self.email.to_owned(),
            name: self.name.to_owned(),
            badge: Some(self.badge.to_owned()).filter(|badge| !badge.is_empty()),
            phone: None,
            language: self.language.to_owned(),
            theme: Theme::System,
            zone: None,
            // It follows from the evidence.
            assurance: Assurance::L0,
            standing: Standing::Active,
            roles: self.roles.iter().copied().collect(),
        }
    }
}
