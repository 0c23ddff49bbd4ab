//! Both sides with two people for each act, each pair at two instances of one site, and requests made in bulk.

use crosshold::domain::actor::{Actor, OrganisationKind, Role};
use crosshold::domain::audit::Subject;
use crosshold::domain::change::{Change, Refusal};
use crosshold::domain::clocks::Urgency;
use crosshold::domain::holds::Hold;
use crosshold::domain::ids::{MessageId, RequestId, TargetId};
use crosshold::domain::organisations::Organisation;
use crosshold::domain::pace::Sent;
use crosshold::domain::people::Proof;
use crosshold::domain::requests::drafting::{InCase, Origin, Parent};
use crosshold::domain::requests::kinds::{Kind, Question};
use crosshold::domain::requests::outcomes::Outcome;
use crosshold::domain::requests::packet::Packet;
use crosshold::domain::requests::quality::Report;
use crosshold::domain::requests::terms::{Promises, Terms};
use crosshold::domain::requests::{Answer, Content, Found, Held, MatchBasis, ReliedOn, Request, Seal, Target};
use crosshold::store::{audit, requests};
use jiff::SignedDuration;

use super::super::{EXCHANGE, POLICE, draft};
use crate::support::{Client, Site};

/// The same role twice, at two instances.
pub type Two = (Client, Client);

/// Who takes part, and the draft that all requests are made from.
pub struct Desk {
    pub site: Site,
    pub officers: Two,
    pub supervisors: Two,
    pub intakes: Two,
    pub responders: Two,
    agency: Organisation,
    exchange: Organisation,
    officer: Actor,
    approvers: [Actor; 2],
    intake: Actor,
    responder: Actor,
    model: Request,
    _other: Site,
}

impl Desk {
    pub async fn new() -> Self {
        let site = Site::new().await;
        let other = site.instance().await;
        let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
        let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
        let author = site.person_of(POLICE, &[Role::Officer]).await;
        let draft = draft(&site, &author, &exchange).await;
        let officer = author.actor(&agency, Some(Proof::DEMO));
        let model = requests::find(site.app.db.read(), &officer, &draft).await.unwrap();
        let two = async |organisation: &Organisation, role| {
            let people = (
                site.person_of(&organisation.name, &[role]).await,
                other.person_of(&organisation.name, &[role]).await,
            );
            let clients = (site.nobody(), other.nobody());
            clients.0.signs_in(&people.0).await;
            clients.1.signs_in(&people.1).await;
            let actors = [people.0, people.1].map(|person| person.actor(organisation, Some(Proof::DEMO)));
            (actors, clients)
        };
        let (approvers, supervisors) = two(&agency, Role::Supervisor).await;
        let ([intake, _], intakes) = two(&exchange, Role::Intake).await;
        let ([responder, _], responders) = two(&exchange, Role::Responder).await;
        let first = site.nobody();
        first.signs_in(&author).await;
        Self {
            officers: (first, other.officer_of(POLICE).await),
            approvers,
            intake,
            responder,
            supervisors,
            intakes,
            responders,
            officer,
            model: model.unwrap(),
            agency,
            exchange,
            site,
            _other: other,
        }
    }

    /// Who wrote all of them.
    pub fn author(&self) -> crosshold::domain::ids::PersonId {
        self.model.author
    }

    /// So many drafts with two targets each, each brought further by `on`, in one transaction and without leaves.
    pub async fn keep(&self, count: usize, on: impl Fn(usize, Request) -> Request) -> Vec<Request> {
        let now = self.site.app.now();
        let fresh = |target: &Target| Target {
            id: TargetId::new(now),
            ..target.clone()
        };
        let all: Vec<Request> = (0..count)
            .map(|at| {
                let draft = Request {
                    id: RequestId::new(now),
                    targets: self.model.targets.iter().map(fresh).collect(),
                    version: 1,
                    ..self.model.clone()
                };
                on(at, draft)
            })
            .collect();
        self.insert(&all).await;
        all
    }

    async fn insert(&self, all: &[Request]) {
        let tx = self.site.app.db.begin().await.unwrap();
        requests::bulk::insert_many(&tx, all, self.site.app.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// A draft that asks to extend the first hold of each of `parents`, brought further by `on`.
    pub async fn extend(&self, parents: &[Request], on: impl Fn(usize, Request) -> Request) -> Vec<Request> {
        let now = self.site.app.now();
        let follow = |parent: &Request| {
            let content = Content {
                kind: Kind::Extend,
                until: Some("2026-12-20".parse().unwrap()),
                ..parent.content.clone()
            };
            let target = Target {
                id: TargetId::new(now),
                hold: Some(parent.holds[0].id),
                answer: None,
                anew: false,
                no_tag: None,
                ..parent.targets[0].clone()
            };
            let case = InCase {
                id: parent.case,
                owner: parent.asker,
                open: true,
            };
            let origin = Origin::Following(Parent {
                request: parent,
                zone: &self.agency.calendar.zone,
            });
            let id = RequestId::new(now);
            done(Request::draft(
                &self.officer,
                case,
                id,
                content,
                vec![target],
                origin,
                now,
            ))
        };
        let all: Vec<Request> = parents
            .iter()
            .enumerate()
            .map(|(at, parent)| {
                let request = on(
                    at,
                    Request {
                        version: 1,
                        ..follow(parent)
                    },
                );
                // The hold is there already.
                Request {
                    holds: Vec::new(),
                    ..request
                }
            })
            .collect();
        self.insert(&all).await;
        all
    }

    /// Sent to the approver.
    pub fn in_review(&self, draft: Request) -> Request {
        let report = Report { findings: Vec::new() };
        let (version, now) = (draft.version, self.site.app.now());
        done(draft.submit(&self.officer, version, &report, &Sent::by_known(), now))
    }

    /// The same, to the approvers of what cannot wait.
    pub fn in_review_of_two(&self, draft: Request) -> Request {
        let content = Content {
            urgency: Urgency::Emergency,
            callback: "+351210000000".to_owned(),
            ..draft.content.clone()
        };
        self.in_review(Request { content, ..draft })
    }

    /// Issued under a number that nobody counts up to here.
    pub fn issued(&self, at: usize, draft: Request) -> Request {
        let now = self.site.app.now();
        let report = Report { findings: Vec::new() };
        let mut request = self.in_review(draft);
        let series = if request.content.kind == Kind::Extend { 8 } else { 9 };
        let mint = |_: &Request| {
            let seal = Seal {
                number: format!("FR-2026-{series}{at:05}"),
                verify_code: format!("{series}{at:015}"),
            };
            let packet = Packet {
                canonical: "{}".to_owned(),
                hash: format!("{series}{at:063}"),
            };
            (seal, packet)
        };
        for approver in self.approvers.iter().take(request.approvals_needed()) {
            let version = request.version;
            let approved =
                |terms: Terms<'_>| done(request.approve(approver, version.into(), &report, mint, terms, now));
            request = self.with_terms(approved);
        }
        request
    }

    /// Issued, acknowledged and begun.
    pub fn begun(&self, at: usize, draft: Request) -> Request {
        let now = self.site.app.now();
        let taken = done(self.issued(at, draft).acknowledge(&self.intake, "NB-1".to_owned(), now));
        done(taken.start(&self.responder, now))
    }

    /// Begun, and the exchange asks; an answer is due in three days.
    pub fn asked(&self, at: usize, draft: Request) -> Request {
        let now = self.site.app.now();
        let deadline = now.plus(SignedDuration::from_hours(72));
        let begun = self.begun(at, draft);
        let message = MessageId::new(now);
        self.with_terms(|terms| done(begun.ask(&self.responder, message, Question::Other, deadline, terms, now)))
    }

    /// Nothing was found of either target.
    pub fn answered(&self, at: usize, draft: Request) -> Request {
        let begun = self.begun(at, draft);
        let first = self.answer(begun, 1, self.plain(Outcome::NoMatch));
        self.answer(first, 2, self.plain(Outcome::NoMatch))
    }

    /// All that was asked of the first target is held.
    pub fn held(&self, at: usize, draft: Request) -> Request {
        let begun = self.begun(at, draft);
        let now = self.site.app.now();
        let target = &begun.targets[0];
        let held = Held {
            asset: target.asset.clone().unwrap(),
            amount: target.amount.unwrap(),
        };
        let answer = Answer {
            held: vec![held],
            placed_at: Some(now),
            until: Some(now.plus(SignedDuration::from_hours(240))),
            ..self.plain(Outcome::FrozenFull)
        };
        self.answer(begun, 1, answer)
    }

    fn answer(&self, request: Request, position: u32, answer: Answer) -> Request {
        let now = self.site.app.now();
        self.with_terms(|terms| done(request.answer(&self.responder, position, answer, terms, now)))
    }

    fn plain(&self, outcome: Outcome) -> Answer {
        let found = Found {
            match_basis: outcome.finds_account().then_some(MatchBasis::DepositAddress),
            relied_on: outcome.relies_on_basis().then_some(ReliedOn::Request),
            ..Found::default()
        };
        Answer {
            found,
            ..Answer::of(outcome, self.site.app.now(), self.responder.person.unwrap())
        }
    }

    fn with_terms(&self, act: impl FnOnce(Terms<'_>) -> Request) -> Request {
        act(Terms {
            recipient: &self.exchange.calendar,
            asker: &self.agency.calendar,
            promises: &Promises::default(),
        })
    }

    /// The request as it is kept now.
    pub async fn kept(&self, request: &Request) -> Request {
        let tx = self.site.app.db.begin().await.unwrap();
        requests::lock_any(&tx, request.id).await.unwrap().unwrap()
    }

    /// What was done to it since it was kept, the oldest first.
    pub async fn told(&self, request: &Request) -> Vec<String> {
        let subject = Subject::request(request.id, request.version, request.case);
        let reader = audit::Reader {
            organisation: self.agency.id,
            asks: true,
        };
        let lines = audit::timeline(self.site.app.db.read(), &subject, reader, 50, None).await;
        lines.unwrap().into_iter().rev().map(|line| line.act).collect()
    }
}

/// The request after a permitted act.
fn done(change: Result<Change<Request>, Refusal>) -> Request {
    change.unwrap().after().clone()
}

/// The address of a hold's act, on the page of the request that placed it.
pub fn of_hold(request: &Request, hold: &Hold, act: &str) -> String {
    format!("{}/holds/{}/{act}", page(request), hold.id)
}

/// The address of a request.
pub fn page(request: &Request) -> String {
    match &request.seal {
        Some(seal) => format!("/requests/{}", seal.number),
        None => format!("/requests/{}", request.id),
    }
}
