//! Where a story is told: every act goes through its use case, at its own past instant, one after the other in time,
//! and the clock does its part in between. So leaves, clocks, alarms and notices are as real as those of a real site.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

mod answers;
mod arrivals;
mod files;

use super::scene::{Act, Fault, Follow, Scene, Wish, days};
use crate::app::Error as Stop;
use crate::domain::actor::Actor;
use crate::domain::audit::Call;
use crate::domain::clocks::alarms;
use crate::domain::ids::{CallId, CaseId, HoldId, LegalBasisId, RequestId};
use crate::domain::money::{Asset, Units};
use crate::domain::organisations::Organisation;
use crate::domain::requests::flows::Flow;
use crate::domain::requests::kinds::{AtExpiry, Route, Scope};
use crate::domain::requests::{Content, DataWanted, Held, Request};
use crate::domain::suspensions::Told;
use crate::domain::values::{Time, Zone};
use crate::service::requests::answering::{self, Said};
use crate::service::requests::drafting::{self, Chosen, Following, Written};
use crate::service::requests::issuing;
use crate::service::{Context, Error, cases, deadlines, members, requests, suspensions};
use crate::store::{self, Db, legal_bases};

/// Why cases of the story came to rest or to their end.
const REASON: &str = "Nothing is left to trace or to ask; taken up again when something new comes up.";

/// Rounds of the clock at one instant; more means that it finds no end.
const MOST_ROUNDS: usize = 50;

/// Everything that has been introduced.
pub(super) struct Stage<'a> {
    pub db: &'a Db,
    /// What links of invitations are made with.
    pub(super) key: &'a [u8],
    pub now: Time,
    pub organisations: HashMap<&'static str, Organisation>,
    pub people: HashMap<&'static str, Actor>,
    cases: HashMap<&'static str, CaseId>,
    requests: HashMap<&'static str, Request>,
    bases: HashMap<String, LegalBasisId>,
    /// When the clock has something to do.
    due: BTreeSet<Time>,
}

/// Seconds within the minute, by the number of an act: nobody acts on the full minute only.
const fn seconds(turn: usize) -> i64 {
    ((turn * 37) % 60) as i64
}

impl<'a> Stage<'a> {
    pub(super) async fn new(db: &'a Db, key: &'a [u8], now: Time) -> Result<Self, Stop> {
        let bases = legal_bases::current(db.read()).await.map_err(Stop::Database)?;
        Ok(Self {
            db,
            key,
            now,
            organisations: HashMap::new(),
            people: HashMap::new(),
            cases: HashMap::new(),
            requests: HashMap::new(),
            bases: bases.into_iter().map(|basis| (basis.code, basis.id)).collect(),
            due: BTreeSet::new(),
        })
    }

    /// Performs `scenes` in the order of time, whatever order they stand in.
    pub(super) async fn tell(&mut self, scenes: impl Iterator<Item = Scene>) -> Result<(), Stop> {
        let mut scenes: Vec<Scene> = scenes.collect();
        scenes.sort_by_key(|scene| std::cmp::Reverse(scene.ago));
        for (turn, scene) in scenes.iter().enumerate() {
            let at = self
                .before(scene.ago)
                .plus(jiff::SignedDuration::from_secs(seconds(turn)));
            // Nothing happens in the future.
            let at = at.min(self.now);
            self.clock(at).await?;
            self.perform(scene, at).await.map_err(|error| told(scene, error))?;
        }
        self.clock(self.now).await
    }

    fn before(&self, ago: i64) -> Time {
        self.now.plus(-jiff::SignedDuration::from_mins(ago))
    }

    /// Lets the clock do what falls due until `until`, each at its instant.
    async fn clock(&mut self, until: Time) -> Result<(), Stop> {
        while let Some(at) = self.due.first().copied().filter(|at| *at <= until) {
            self.due.pop_first();
            for _ in 0..MOST_ROUNDS {
                let done = deadlines::round(self.db, at).await.map_err(Stop::of)?;
                if done.looked_at == 0 {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Remembers the request, and when the clock has to look at it.
    fn keep(&mut self, on: &'static str, request: Request, at: Time) {
        self.due
            .extend(request.clocks.iter().filter_map(|held| held.clock.breaches_at()));
        self.due.extend(request.question.map(|question| question.deadline));
        self.due.extend(request.review.as_ref().map(|review| review.due));
        for hold in request.holds.iter().filter(|hold| hold.status.runs()) {
            self.due.insert(hold.until);
            for since in [hold.placed_at, at] {
                self.due
                    .extend(alarms(since, hold.until).into_iter().map(|alarm| alarm.at));
            }
        }
        for kept in request.preservations.iter().filter(|kept| kept.status.runs()) {
            self.due.insert(kept.until);
            for since in [kept.placed_at, at] {
                self.due
                    .extend(alarms(since, kept.until).into_iter().map(|alarm| alarm.at));
            }
        }
        self.requests.insert(on, request);
    }

    async fn perform(&mut self, scene: &Scene, at: Time) -> Result<(), Error> {
        let Scene { who, on, act, .. } = *scene;
        let actor = self.people.get(who).cloned().ok_or_else(|| unknown(who))?;
        let call = Call {
            id: CallId::new(at),
            source: None,
        };
        let cx = Context {
            db: self.db,
            actor: &actor,
            now: at,
            call: &call,
            as_of: None,
        };
        let request = match act {
            Act::Open(file) => {
                let case = CaseId::new(at);
                cases::open(&cx, case, &self.typed(file, at)?).await?;
                self.cases.insert(on, case);
                return Ok(());
            }
            Act::Add(list) => return self.add(&cx, on, list).await,
            Act::Become(status) => {
                let case = self.case(on)?;
                let version = cases::of_form(&cx, case).await?.version;
                return cases::change_status(&cx, case, status, REASON, version).await;
            }
            Act::Invite(invitee) => return self.invite(&cx, invitee).await,
            Act::Close(whose, to) => {
                let [whose, to] = [whose, to].map(|email| self.person(email));
                members::leave(&cx, whose?, Some(to?)).await?;
                return Ok(());
            }
            Act::Draft(wish) => self.draft(&cx, wish).await?,
            Act::Follow(follow) => self.follow(&cx, follow).await?,
            Act::Submit => {
                let cx = self.having_read(&cx, on).await?;
                issuing::submit(&cx, &reference(self.request(on)?)).await?
            }
            Act::Approve => {
                let cx = self.having_read(&cx, on).await?;
                // Whoever approves what is looked at twice has spoken with the officer.
                issuing::approve(&cx, &reference(self.request(on)?), true, None).await?
            }
            Act::Acknowledge(own) => {
                let number = reference(self.request(on)?);
                requests::open(&cx, &number).await?;
                answering::acknowledge(&cx, &number, own.to_owned()).await?
            }
            Act::Assign(to) => {
                let handler = self.person(to)?;
                answering::assign(&cx, &reference(self.request(on)?), handler).await?
            }
            Act::Redirect(reason, entity) => {
                answering::redirect(&cx, &reference(self.request(on)?), reason, entity.to_owned()).await?
            }
            Act::Start => answering::start(&cx, &reference(self.request(on)?)).await?,
            Act::Ask(question, within, language, body) => {
                let deadline = at.plus(jiff::SignedDuration::from_mins(days(within)));
                let number = reference(self.request(on)?);
                answering::ask(&cx, &number, question, deadline, said(language, body)).await?
            }
            Act::Clarify(language, body) => {
                answering::clarify(&cx, &reference(self.request(on)?), said(language, body)).await?
            }
            Act::Answer(position, reply) => {
                let request = self.request(on)?;
                let answer = self.answer(&cx, request, position, &reply)?;
                answering::answer(&cx, &reference(request), position, |_| Ok(answer)).await?
            }
            Act::Refuse(ground, note) => {
                answering::refuse(&cx, &reference(self.request(on)?), ground, note.to_owned()).await?
            }
            Act::Accept => issuing::accept(&cx, &reference(self.request(on)?)).await?,
            Act::Review(finding, note) => {
                let cx = self.having_read(&cx, on).await?;
                issuing::review(&cx, &reference(self.request(on)?), finding, note.to_owned()).await?
            }
            Act::Suspend(whom, reason, note) => {
                let person = self.people.get(whom).and_then(|actor| actor.person);
                let told = Told {
                    reason,
                    note: note.to_owned(),
                };
                suspensions::suspend_person(&cx, person.ok_or_else(|| unknown(whom))?, told).await?;
                return Ok(());
            }
            Act::Lapse => {
                let request = self.request(on)?;
                let holds: Vec<HoldId> = request.holds.iter().map(|hold| hold.id).collect();
                let number = reference(request);
                let mut after = request.clone();
                for hold in holds {
                    after = answering::lapse_hold(&cx, &number, hold).await?;
                }
                after
            }
        };
        self.keep(on, request, at);
        Ok(())
    }

    async fn draft(&self, cx: &Context<'_>, wish: &Wish) -> Result<Request, Error> {
        let case = self.case(wish.case)?;
        let found = store::cases::newest_indicators(cx.db.read(), cx.actor, case, drafting::OFFERED).await?;
        let mut chosen = Vec::new();
        for (address, symbol, amount) in wish.targets {
            let indicator = found
                .iter()
                .find(|one| one.observed.key.value.eq_ignore_ascii_case(address))
                .ok_or_else(|| unknown(address))?;
            let chain = indicator.observed.key.chain.as_ref().map_or("", |chain| chain.name());
            let asset = Asset::find(chain, symbol);
            let amount = asset
                .as_ref()
                .filter(|_| !amount.is_empty())
                .map(|asset| Units::typed(amount, asset.decimals))
                .transpose()
                .map_err(|error| form(amount, error))?;
            chosen.push(Chosen {
                indicator: indicator.id,
                asset,
                amount,
                txid: String::new(),
            });
        }
        let content = self.content(wish, cx.now)?;
        let written = Written {
            content,
            chosen,
            parts: Vec::new(),
        };
        drafting::begin(cx, RequestId::new(cx.now), case, written).await
    }

    fn content(&self, wish: &Wish, at: Time) -> Result<Content, Error> {
        let recipient = self.organisations.get(wish.to).ok_or_else(|| unknown(wish.to))?;
        let basis = self.bases.get(wish.basis).ok_or_else(|| unknown(wish.basis))?;
        let mut exceptions = std::collections::BTreeMap::new();
        if !wish.no_document.is_empty() {
            exceptions.insert("document".to_owned(), wish.no_document.to_owned());
        }
        // The last day is one that is over everywhere.
        let day = |back: i64| {
            at.plus(-jiff::SignedDuration::from_mins(days(back)))
                .date_in(&Zone::utc())
        };
        let data = wish.data.iter().map(|(kind, back)| DataWanted {
            kind: *kind,
            from: kind.is_of_period().then(|| day(*back)),
            to: kind.is_of_period().then(|| day(1)),
        });
        let flows = wish.flows.iter().map(|(from, to, amount, ago)| {
            let asset = Asset::find("tron", "USDT").ok_or_else(|| unknown("USDT"))?;
            let amount = Units::typed(amount, asset.decimals).map_err(|error| form(amount, error))?;
            Ok(Flow {
                chain: "tron".to_owned(),
                from: (*from).to_owned(),
                to: (*to).to_owned(),
                moved: Some(Held { asset, amount }),
                txid: String::new(),
                at: Some(self.before(*ago)),
            })
        });
        let flows = flows.collect::<Result<Vec<_>, Error>>()?;
        Ok(Content {
            kind: wish.kind,
            route: Route::Direct,
            recipient: recipient.id,
            why_recipient: wish.why_here.to_owned(),
            deputy: None,
            urgency: wish.urgency,
            urgency_reason: wish.why_now.to_owned(),
            callback: wish.callback.to_owned(),
            language: wish.language.to_owned(),
            basis: *basis,
            scope: Scope::AssetAmount,
            uncapped_reason: String::new(),
            until: wish.until.map(|ahead| self.day(ahead)),
            order_expected_on: wish.order.map(|(ahead, _)| self.day(ahead)),
            order_court: wish.order.map(|(_, court)| court.to_owned()).unwrap_or_default(),
            at_expiry: AtExpiry::AskFirst,
            facts: wish.facts.to_owned(),
            flows,
            offence: String::new(),
            victims: Default::default(),
            losses: Vec::new(),
            data: data.collect(),
            tlp: wish.tlp,
            secret_until: wish.until.map(|ahead| self.day(ahead)),
            secret_basis: wish.secret_basis.to_owned(),
            undertakings: wish.undertakings.iter().copied().collect(),
            release_reason: None,
            exceptions,
        })
    }

    async fn follow(&self, cx: &Context<'_>, follow: &Follow) -> Result<Request, Error> {
        let parent = self.request(follow.parent)?;
        let following = Following {
            holds: parent.holds.iter().map(|hold| (hold.id, None)).collect(),
            preservations: parent.preservations.iter().map(|kept| kept.id).collect(),
            until: follow.until.map(|ahead| self.day(ahead)),
            reason: follow.reason,
            facts: follow.facts.to_owned(),
        };
        let id = RequestId::new(cx.now);
        let draft = drafting::follow(cx, id, &reference(parent), follow.kind, |_| Ok(following)).await?;
        // The gate asks again for the documents of each request.
        let mut content = draft.content.clone();
        content
            .exceptions
            .insert("document".to_owned(), Wish::PLAIN.no_document.to_owned());
        let written = Written {
            content,
            chosen: Vec::new(),
            parts: Vec::new(),
        };
        drafting::revise(cx, &draft.id.to_string(), 1, written).await
    }

    /// The day so many days from now.
    fn day(&self, ahead: i64) -> Date {
        self.before(-days(ahead)).date_in(&Zone::utc())
    }

    fn case(&self, named: &'static str) -> Result<CaseId, Error> {
        self.cases.get(named).copied().ok_or_else(|| unknown(named))
    }

    fn request(&self, named: &'static str) -> Result<&Request, Error> {
        self.requests.get(named).ok_or_else(|| unknown(named))
    }

    /// Who decides on a request, having read it as it is in the database: the clock may have changed it.
    async fn having_read<'c>(&self, cx: &Context<'c>, named: &'static str) -> Result<Context<'c>, Error> {
        let reference = reference(self.request(named)?);
        let found = store::requests::find(cx.db.read(), cx.actor, &reference).await?;
        Ok(Context {
            as_of: Some(found.ok_or(Error::NotFound)?.version),
            ..*cx
        })
    }
}

fn said(language: &str, body: &str) -> Said {
    Said {
        body: body.to_owned(),
        language: language.to_owned(),
    }
}

fn reference(request: &Request) -> String {
    request
        .seal
        .as_ref()
        .map_or_else(|| request.id.to_string(), |seal| seal.number.clone())
}

fn unknown(named: &'static str) -> Error {
    Error::internal(Fault::Unknown(named))
}

fn form(text: &'static str, error: crate::domain::values::Malformed) -> Error {
    Error::internal(Fault::Form(text, error))
}

/// Which act of the story a rule refused.
fn told(scene: &Scene, error: Error) -> Stop {
    match error {
        Error::Refused(refusal) => Stop::of(Fault::Refused(scene.on, refusal)),
        Error::NotFound | Error::Conflict | Error::Unavailable(_) | Error::Internal(_) => Stop::of(error),
    }
}
