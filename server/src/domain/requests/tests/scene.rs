//! The people, the places and the request that the tests of the life cycle are about.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use crate::domain::actor::{Actor, Assurance, OrganisationKind, Role, Roles};
use crate::domain::cases::indicators::ChecksumState;
use crate::domain::change::{Change, Refusal};
use crate::domain::clocks::{Calendar, Urgency, WorkingWeek};
use crate::domain::ids::{CaseId, LegalBasisId, OrganisationId, PersonId, RequestId, TargetId};
use crate::domain::legal_bases::{Binding, Jurisdiction, LegalBasis};
use crate::domain::money::{Asset, Units};
use crate::domain::pace::Sent;
use crate::domain::people::Proof;
use crate::domain::requests::drafting::{InCase, Origin, Parent};
use crate::domain::requests::kinds::{AtExpiry, Confidence, Kind, Route, Scope, Status, Tlp};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::packet::Packet;
use crate::domain::requests::quality::Surroundings;
use crate::domain::requests::quality::{Check, Finding, Report};
use crate::domain::requests::terms::{Promises, Terms};
use crate::domain::requests::withdrawal::{Fate, Fates};
use crate::domain::requests::{Answer, Content, Found, Held, MatchBasis, Movement, ReliedOn, Request, Seal, Target};
use crate::domain::values::{Time, Zone};

/// Sunday, 22 November 2026, 16:00 UTC.
pub const NOW: Time = Time::from_micros(1_795_363_200_000_000);

/// So many hours after [`NOW`].
pub fn hours(count: i64) -> Time {
    NOW.plus(SignedDuration::from_hours(count))
}

/// Bitcoin with so many satoshi.
pub fn bitcoin(satoshi: &str) -> Held {
    Held {
        asset: asset("BTC", 8),
        amount: satoshi.parse().unwrap(),
    }
}

pub fn asset(symbol: &str, decimals: u8) -> Asset {
    Asset {
        symbol: symbol.to_owned(),
        decimals,
    }
}

/// Two organisations with their people, a third that has no part in it, and the clock.
pub struct Scene {
    pub author: Actor,
    pub second: Actor,
    pub third: Actor,
    pub intake: Actor,
    pub responder: Actor,
    pub counsel: Actor,
    pub stranger: Actor,
    pub clockwork: Actor,
    pub agency: OrganisationId,
    pub exchange: OrganisationId,
    case: CaseId,
    week: Calendar,
    promises: Promises,
    languages: Vec<String>,
}

impl Scene {
    pub fn new() -> Self {
        let [agency, exchange, elsewhere] = [1, 2, 3].map(|_| OrganisationId::new(NOW));
        let agent = |roles: &[Role]| person(agency, OrganisationKind::Agency, roles);
        let desk = |roles: &[Role]| person(exchange, OrganisationKind::Exchange, roles);
        Self {
            author: agent(&[Role::Officer, Role::Supervisor]),
            second: agent(&[Role::Supervisor]),
            third: agent(&[Role::Supervisor]),
            intake: desk(&[Role::Intake]),
            responder: desk(&[Role::Responder]),
            counsel: desk(&[Role::Counsel]),
            stranger: person(elsewhere, OrganisationKind::Agency, Role::ALL),
            clockwork: Actor {
                person: None,
                ..person(elsewhere, OrganisationKind::Platform, &[])
            },
            agency,
            exchange,
            case: CaseId::new(NOW),
            week: Calendar {
                zone: Zone::utc(),
                week: WorkingWeek::MONDAY_TO_FRIDAY,
                holidays: [].into(),
                hours: None,
            },
            promises: Promises::default(),
            languages: vec!["en".to_owned()],
        }
    }

    /// What the gate looks at around a request on `basis`, where nothing is amiss and nobody else works at the agency.
    pub fn around<'a>(&'a self, basis: &'a LegalBasis) -> Surroundings<'a> {
        Surroundings {
            today: NOW.date_in(&self.week.zone),
            zone: &self.week.zone,
            asker_country: self.author.country,
            languages: &self.languages,
            basis,
            documents: 1,
            unchecked: &[],
            untagged: &[],
            retagged: &[],
            held_already: &[],
            asked_already: &[],
            colleagues: &[],
            terms: self.terms(),
            now: NOW,
        }
    }

    pub fn terms(&self) -> Terms<'_> {
        Terms {
            recipient: &self.week,
            asker: &self.week,
            promises: &self.promises,
        }
    }

    pub fn case(&self) -> InCase {
        InCase {
            id: self.case,
            owner: self.agency,
            open: true,
        }
    }

    pub fn content(&self, kind: Kind, urgency: Urgency) -> Content {
        Content {
            kind,
            route: Route::Direct,
            recipient: self.exchange,
            why_recipient: String::new(),
            deputy: None,
            urgency,
            urgency_reason: "The funds reached the deposit address".to_owned(),
            callback: "+351215550134".to_owned(),
            language: "en".to_owned(),
            basis: LegalBasisId::new(NOW),
            scope: Scope::AssetAmount,
            uncapped_reason: String::new(),
            until: Some(hours(30 * 24).date_in(&Zone::utc())),
            order_expected_on: None,
            order_court: String::new(),
            at_expiry: AtExpiry::AskFirst,
            facts: "A false trading site took deposits and closed.".to_owned(),
            flows: Vec::new(),
            offence: String::new(),
            victims: BTreeMap::new(),
            losses: Vec::new(),
            data: Vec::new(),
            tlp: Tlp::Amber,
            secret_until: None,
            secret_basis: String::new(),
            undertakings: BTreeSet::new(),
            release_reason: None,
            exceptions: BTreeMap::new(),
        }
    }

    /// An official letter, for whatever can be filed.
    pub fn basis(&self) -> LegalBasis {
        LegalBasis {
            id: LegalBasisId::new(NOW),
            code: "vol_letter".to_owned(),
            version: 1,
            jurisdiction: Jurisdiction::Any,
            kinds: Kind::FILED.to_vec(),
            data: Vec::new(),
            route: Route::Direct,
            binding: Binding::No,
            longest_days: None,
        }
    }

    /// A draft with two targets, of 100 satoshi each.
    pub fn draft(&self, kind: Kind, urgency: Urgency) -> Request {
        let mut targets = vec![target(1), target(2)];
        let content = self.content(kind, urgency);
        let id = RequestId::new(NOW);
        if !kind.follows() {
            let drafted = Request::draft(&self.author, self.case(), id, content, targets, Origin::Blank, NOW);
            return done(drafted);
        }
        // What is about holds follows a request and names its holds.
        let parent = self.closed();
        for (target, hold) in targets.iter_mut().zip(&parent.holds) {
            target.hold = Some(hold.id);
        }
        self.follow(&parent, content, targets)
            .map(|change| change.after().clone())
            .unwrap()
    }

    /// A draft that follows `parent`.
    pub fn follow(&self, parent: &Request, content: Content, targets: Vec<Target>) -> Result<Change<Request>, Refusal> {
        let zone = Zone::utc();
        let origin = Origin::Following(Parent {
            request: parent,
            zone: &zone,
        });
        let id = RequestId::new(NOW);
        Request::draft(&self.author, self.case(), id, content, targets, origin, NOW)
    }

    pub fn freeze(&self) -> Request {
        self.draft(Kind::Freeze, Urgency::Urgent)
    }

    /// The request with the approver.
    pub fn in_review(&self, request: Request) -> Request {
        let version = request.version;
        done(request.submit(&self.author, version, &good(), &Sent::by_known(), NOW))
    }

    pub fn approve(&self, request: Request, by: &Actor) -> Result<Change<Request>, Refusal> {
        let version = request.version;
        request.approve(by, version.into(), &good(), mint, self.terms(), NOW)
    }

    /// The request with the exchange.
    pub fn issued(&self, request: Request) -> Request {
        let mut request = self.in_review(request);
        for by in [&self.second, &self.third] {
            if request.status == Status::InReview {
                request = done(self.approve(request, by));
            }
        }
        request
    }

    pub fn acknowledged(&self, request: Request) -> Request {
        done(self.issued(request).acknowledge(&self.intake, "NB-1".to_owned(), NOW))
    }

    pub fn executing(&self, request: Request) -> Request {
        done(self.acknowledged(request).start(&self.responder, NOW))
    }

    pub fn answer(
        &self,
        request: Request,
        position: u32,
        answer: Answer,
        at: Time,
    ) -> Result<Change<Request>, Refusal> {
        request.answer(&self.responder, position, answer, self.terms(), at)
    }

    /// The first target of a freeze held in full, for a week; the second has no outcome.
    pub fn partly_answered(&self) -> Request {
        done(self.answer(self.executing(self.freeze()), 1, frozen("100"), NOW))
    }

    /// Both targets of a freeze held in full, for a week.
    pub fn answered(&self) -> Request {
        done(self.answer(self.partly_answered(), 2, frozen("100"), NOW))
    }

    pub fn closed(&self) -> Request {
        done(self.answered().accept(&self.author, NOW))
    }

    /// Refused as a whole.
    pub fn refused(&self) -> Request {
        use crate::domain::requests::grounds::Ground;
        let request = self.acknowledged(self.freeze());
        done(request.refuse(&self.responder, Ground::Overbroad, String::new(), self.terms(), NOW))
    }
}

fn person(organisation: OrganisationId, kind: OrganisationKind, roles: &[Role]) -> Actor {
    Actor {
        person: Some(PersonId::new(NOW)),
        organisation,
        kind,
        country: "PT".parse().unwrap(),
        roles: roles.iter().copied().collect::<Roles>(),
        assurance: Assurance::L3,
        session: None,
        // What is signed has tests of its own.
        proof: Some(Proof::DEMO),
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn target(position: u32) -> Target {
    Target {
        id: TargetId::new(NOW),
        position,
        indicator: None,
        what: "address".to_owned(),
        chain: "bitcoin".to_owned(),
        value: format!("address {position}"),
        tag: String::new(),
        checksum: ChecksumState::Holds,
        asset: Some(asset("BTC", 8)),
        amount: Some("100".parse::<Units>().unwrap()),
        txid: String::new(),
        confidence: Confidence::High,
        source: String::new(),
        hold: None,
        preservation: None,
        answer: None,
        anew: false,
        no_tag: None,
    }
}

/// The request after a permitted act.
pub fn done(change: Result<Change<Request>, Refusal>) -> Request {
    change.unwrap().after().clone()
}

pub fn mint(request: &Request) -> (Seal, Packet) {
    let seal = Seal {
        number: "PT-2026-000001".to_owned(),
        verify_code: "7K4Q9TXM2HBVR8DN".to_owned(),
    };
    let packet = Packet {
        canonical: format!("{} by {}", request.content.facts, request.approvals.len()),
        hash: "148de9c5".to_owned(),
    };
    (seal, packet)
}

/// A gate that finds nothing wrong.
pub fn good() -> Report {
    Report {
        findings: vec![(Check::Facts, Finding::Passes)],
    }
}

/// A gate that blocks.
pub fn bad() -> Report {
    Report {
        findings: vec![(Check::EndDate, Finding::Blocks)],
    }
}

/// An answer with an outcome and nothing else.
pub fn plain(outcome: Outcome) -> Answer {
    Answer {
        found: found(outcome),
        ..Answer::of(outcome, NOW, PersonId::new(NOW))
    }
}

/// What must be found of `outcome`, and nothing else.
pub fn found(outcome: Outcome) -> Found {
    Found {
        match_basis: outcome.finds_account().then_some(MatchBasis::DepositAddress),
        relied_on: outcome.relies_on_basis().then_some(ReliedOn::Request),
        ..Found::default()
    }
}

/// A request that asks `kind` of all that stands under `parent`.
pub fn follower(parent: &Request, kind: Kind) -> Request {
    let mut follower = parent.clone();
    follower.content.kind = kind;
    let of_holds = parent.own_holds().map(|hold| Target {
        hold: Some(hold.id),
        asset: hold.named_asset().cloned(),
        amount: hold.whole(),
        ..target(hold.position)
    });
    let of_data = parent.own_preservations().map(|kept| Target {
        preservation: Some(kept.id),
        ..target(kept.position)
    });
    follower.targets = of_holds.chain(of_data).collect();
    follower
}

/// So many satoshi are held in full for a week from [`NOW`].
pub fn frozen(satoshi: &str) -> Answer {
    Answer {
        held: vec![bitcoin(satoshi)],
        placed_at: Some(NOW),
        until: Some(hours(7 * 24)),
        ..plain(Outcome::FrozenFull)
    }
}

pub fn moved(outcome: Outcome, at: Time) -> Answer {
    Answer {
        movement: Some(Movement {
            at,
            txid: String::new(),
            destination: String::new(),
            exchange: String::new(),
        }),
        ..plain(outcome)
    }
}

/// The codes of faulty fields: `field:code`.
pub fn faults(change: Result<Change<Request>, Refusal>) -> Vec<String> {
    match change {
        Err(Refusal::Fields(faults)) => faults
            .iter()
            .map(|fault| format!("{}:{}", fault.field, fault.code))
            .collect(),
        other => panic!("no faults in fields but {other:?}"),
    }
}

/// The words of what happened.
pub fn events(change: &Change<Request>) -> Vec<&'static str> {
    change.events().iter().map(|event| event.act()).collect()
}

/// Every hold and preservation of `request` is let go.
pub fn all_let_go(request: &Request) -> Fates {
    Fates {
        holds: request.own_holds().map(|hold| (hold.id, Fate::LetGo)).collect(),
        preservations: request.own_preservations().map(|kept| (kept.id, Fate::LetGo)).collect(),
    }
}
