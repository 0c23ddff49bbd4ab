//! A request on its way: time passes, and somebody takes a step.

mod checks;

use jiff::SignedDuration;

use super::random::{Random, Who};
use super::step::Step;
use crate::domain::actor::{Actor, OrganisationKind};
use crate::domain::change::{Change, Refusal};
use crate::domain::clocks::{Calendar, Urgency};
use crate::domain::holds::LiftReason;
use crate::domain::ids::{HoldId, MessageId, PersonId, PreservationId, SuspensionId};
use crate::domain::pace::Sent;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Kind, Question, RedirectReason, ReturnReason};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::review::Finding;
use crate::domain::requests::stops::Stopped;
use crate::domain::requests::terms::Terms;
use crate::domain::requests::tests::scene::{NOW, Scene, follower, frozen, good, mint, plain};
use crate::domain::requests::withdrawal::{Fate, Fates, OtherBasis};
use crate::domain::requests::{Answer, Content, Request};
use crate::domain::suspensions::{Done, Of, Reason, Side, Suspension};
use crate::domain::values::{Time, Zone};
use crate::domain::{organisations, people};

/// How long a hold of a walk lasts, and how long a question waits.
pub const HOLD: SignedDuration = SignedDuration::from_hours(72);
pub const QUESTION: SignedDuration = SignedDuration::from_hours(24);
pub const LONGER: SignedDuration = SignedDuration::from_hours(48);

/// A request on its way.
pub struct Walk<'a> {
    scene: &'a Scene,
    pub request: Request,
    pub now: Time,
    /// Breaches that were told so far.
    breaches: usize,
    /// The last suspension of each who can be.
    suspensions: Vec<(Stopped, Suspension)>,
}

type Answered = Result<Vec<&'static str>, Option<Refusal>>;

impl<'a> Walk<'a> {
    pub fn begin(scene: &'a Scene, random: &mut Random) -> Self {
        let kind = random.of(&[Kind::Freeze, Kind::Preserve]);
        let mut request = scene.draft(kind, random.of(Urgency::ALL));
        // A walk takes months: no end is asked that a hold could pass.
        request.content.until = None;
        Self {
            scene,
            request,
            now: NOW,
            breaches: 0,
            suspensions: Vec::new(),
        }
    }

    /// Minutes, hours or days; now and then none, and sometimes the clock of the machine stands still.
    pub fn pass_time(&mut self, random: &mut Random) {
        let most = random.of(&[1, 30, 600, 3_000]);
        let minutes = i64::try_from(random.below(most)).unwrap();
        self.now = self.now.plus(SignedDuration::from_mins(minutes));
    }

    fn actor(&self, who: Who) -> &'a Actor {
        match who {
            Who::Author => &self.scene.author,
            Who::Second => &self.scene.second,
            Who::Third => &self.scene.third,
            Who::Intake => &self.scene.intake,
            Who::Responder => &self.scene.responder,
            Who::Counsel => &self.scene.counsel,
            Who::Stranger => &self.scene.stranger,
            Who::Clockwork => &self.scene.clockwork,
        }
    }

    /// The suspension of who is, from now on.
    fn suspension(&self, who: Stopped) -> Suspension {
        let of = match who {
            Stopped::Asker | Stopped::Recipient => Of::Organisation {
                was: organisations::Standing::Active,
            },
            Stopped::Officer => Of::Person {
                person: self.scene.author.person.unwrap(),
                was: people::Standing::Active,
            },
        };
        Suspension {
            id: SuspensionId::new(self.now),
            organisation: match who {
                Stopped::Asker | Stopped::Officer => self.scene.agency,
                Stopped::Recipient => self.scene.exchange,
            },
            kind: OrganisationKind::Agency,
            of,
            side: Side::Platform,
            by: None,
            reason: Reason::Forged,
            note: "Because".to_owned(),
            at: self.now,
            done: Done::default(),
            told: 0,
            lifted: None,
        }
    }

    /// The suspension under which the request stands, if it is of `who`.
    fn standing(&self, who: Stopped) -> Option<&Suspension> {
        let of_who = self.suspensions.iter().rev().find(|(of, _)| *of == who);
        of_who.map(|(_, suspension)| suspension)
    }

    /// The first hold that stands.
    fn hold(&self) -> HoldId {
        let standing = self.request.holds.iter().find(|hold| hold.status.stands());
        standing.map_or_else(|| HoldId::new(self.now), |hold| hold.id)
    }

    /// The first preservation that stands.
    fn kept(&self) -> PreservationId {
        let standing = self.request.preservations.iter().find(|kept| kept.status.stands());
        standing.map_or_else(|| PreservationId::new(self.now), |kept| kept.id)
    }

    /// The first `gone` of what stands are let go, the others stay.
    fn fates(&self, gone: usize) -> Fates {
        let fate = |place: usize| {
            if place < gone {
                return Fate::LetGo;
            }
            Fate::Stays {
                basis: OtherBasis::OtherOrder,
                note: "Another order".to_owned(),
            }
        };
        let holds = self.request.own_holds().enumerate();
        let data = self.request.own_preservations().enumerate();
        Fates {
            holds: holds.map(|(place, hold)| (hold.id, fate(place))).collect(),
            preservations: data.map(|(place, kept)| (kept.id, fate(place))).collect(),
        }
    }

    /// Takes the step, and keeps it where it was permitted; as the store does, with the next version.
    pub fn step(&mut self, step: Step, who: Who) -> Answered {
        if let Step::Suspend(who) = step {
            self.suspensions.push((who, self.suspension(who)));
        }
        let change = self.change(step, self.actor(who))?;
        assert_eq!(change.before(), Some(&self.request));
        let after = change.after().clone();
        let ends = |request: &Request| request.preservations.iter().map(|kept| kept.until).collect::<Vec<_>>();
        let is_keeper = self.actor(who).organisation == self.scene.exchange;
        assert!(
            is_keeper || ends(&self.request) == ends(&after),
            "{who:?} lengthened what another keeps"
        );
        self.request = Request {
            version: after.version + 1,
            ..after
        };
        // As the store does, for whoever reads it at the asker's.
        if let Some(review) = &mut self.request.review {
            let supervisors = [&self.scene.author, &self.scene.second, &self.scene.third];
            review.supervisors = Some(supervisors.iter().filter_map(|actor| actor.person).collect());
        }
        let events: Vec<_> = change.events().iter().map(|event| event.act()).collect();
        self.breaches += events.iter().filter(|event| **event == "clock_breached").count();
        Ok(events)
    }

    fn change(&self, step: Step, actor: &Actor) -> Result<Change<Request>, Option<Refusal>> {
        let (request, now, terms) = (self.request.clone(), self.now, self.scene.terms());
        let version = request.version;
        let note = || "Because".to_owned();
        let message = MessageId::new(now);
        let (hold, kept) = (self.hold(), self.kept());
        let is_data = request.content.kind.keeps_data();
        let change = match step {
            Step::Revise => {
                let facts = format!("Told anew, version {version}");
                let content = Content {
                    facts,
                    ..request.content.clone()
                };
                let targets = request.targets.clone();
                return match request.revise(actor, version, content, targets, now) {
                    Ok(change) => change.ok_or(None),
                    Err(refusal) => Err(Some(refusal)),
                };
            }
            // Nobody is suspended twice at once.
            Step::Suspend(who) if request.stops.has(who) => return Err(None),
            Step::Suspend(who) => {
                let suspension = self.standing(who).ok_or(None)?;
                return request.suspended(suspension, actor, now).ok_or(None);
            }
            Step::Lift(who) => {
                let marks = request.stops.all.iter().find(|stop| stop.who == who).ok_or(None)?;
                let of_mark = |(_, suspension): &&(Stopped, Suspension)| suspension.id == marks.suspension;
                let (_, suspension) = self.suspensions.iter().find(of_mark).unwrap();
                return request.resumed(suspension, actor, now).ok_or(None);
            }
            Step::StandBy => request.stood_by(actor, note(), now),
            Step::Discard => request.discard(actor, now),
            Step::Submit => request.submit(actor, version, &good(), &Sent::by_known(), now),
            Step::SendBack => request.send_back(actor, ReturnReason::FactsUnclear, note(), now),
            Step::Approve => request.approve(actor, version.into(), &good(), mint, terms, now),
            Step::Clarify => request.clarify(actor, message, now),
            Step::Maintain => request.maintain(actor, note(), terms, now),
            Step::Withdraw => request.withdraw(actor, note(), terms, now),
            Step::Accept => request.accept(actor, now),
            Step::Dispute => request.dispute(actor, &[1, 2], note(), terms, now),
            Step::DisputeOne(position) => request.dispute(actor, &[position], note(), terms, now),
            Step::ReplaceDeadline => {
                let due = request.earliest_new_deadline(terms.recipient, now).max(now.plus(HOLD));
                request.replace_deadline(actor, due, terms, now)
            }
            Step::Follow => request.followed(actor, &follower(&self.request, Kind::Extend), now),
            Step::FollowRelease => request.followed(actor, &follower(&self.request, Kind::Release), now),
            Step::Review => request.reviewed(actor, version, Finding::NotJustified, note(), now),
            Step::Acknowledge => request.acknowledge(actor, "NB-1".to_owned(), now),
            Step::Assign => request.assign(actor, PersonId::new(now), now),
            Step::Redirect => request.redirect(actor, RedirectReason::GroupCompany, note(), now),
            Step::Ask => {
                // A working day of an asker who works every day.
                let asker = &Calendar::round_the_clock(Zone::utc());
                let terms = Terms { asker, ..terms };
                request.ask(actor, message, Question::TagMissing, now.plus(QUESTION), terms, now)
            }
            Step::Start => request.start(actor, now),
            Step::Freeze(position) | Step::Block(position) if is_data => {
                let answer = Answer {
                    until: Some(now.plus(HOLD)),
                    frees: true,
                    ..plain(Outcome::Preserved)
                };
                request.answer(actor, position, answer, terms, now)
            }
            Step::Freeze(position) => {
                let answer = Answer {
                    placed_at: Some(now),
                    until: Some(now.plus(HOLD)),
                    // It may end sooner than what stands there.
                    frees: true,
                    ..frozen("100")
                };
                request.answer(actor, position, answer, terms, now)
            }
            Step::Block(position) => {
                let answer = Answer {
                    placed_at: Some(now),
                    until: Some(now.plus(HOLD)),
                    frees: true,
                    ..plain(Outcome::FrozenZeroBalance)
                };
                request.answer(actor, position, answer, terms, now)
            }
            Step::NoMatch(position) => {
                let answer = Answer {
                    frees: true,
                    ..plain(Outcome::NoMatch)
                };
                request.answer(actor, position, answer, terms, now)
            }
            Step::RefuseOne(position, counsel) => {
                let answer = Answer {
                    ground: Some(ground(counsel)),
                    frees: true,
                    ..plain(Outcome::Refused)
                };
                request.answer(actor, position, answer, terms, now)
            }
            Step::RefuseAll(counsel) => request.refuse(actor, ground(counsel), note(), terms, now),
            Step::ConfirmWithdrawal => request.confirm_withdrawal(actor, &self.fates(1), now),
            Step::ConfirmStays => request.confirm_withdrawal(actor, &self.fates(0), now),
            Step::ConfirmSilently => request.confirm_withdrawal(actor, &Fates::default(), now),
            Step::Reopen => request.reopen(actor, &[], note(), terms, now),
            Step::ReopenOne(position) => request.reopen(actor, &[position], note(), terms, now),
            Step::ExtendHold if is_data => {
                let until = request.kept(kept).map_or(now, |kept| kept.until).max(now).plus(LONGER);
                request.extend_preservation(actor, kept, until, now)
            }
            Step::LiftHold if is_data => request.lift_preservation(actor, kept, LiftReason::TermsEnded, now),
            Step::LapseHold if is_data => request.lapse_preservation(actor, kept, now),
            Step::ExtendHold => {
                let until = request.held(hold).map_or(now, |held| held.until).max(now).plus(LONGER);
                request.extend_hold(actor, hold, until, now)
            }
            Step::LiftHold => request.lift_hold(actor, hold, LiftReason::TermsEnded, now),
            Step::LapseHold => request.lapse_hold(actor, hold, now),
            Step::Breach => return request.breach(actor, now).ok_or(None),
            Step::CloseUnanswered => return request.close_unanswered(actor, now).ok_or(None),
            Step::Expire if is_data => return request.expire_preservation(kept, actor, now).ok_or(None),
            Step::Alarm if is_data => return request.alarm_preservation(kept, 6, actor, now).ok_or(None),
            Step::Expire => return request.expire(hold, actor, now).ok_or(None),
            Step::OverdueReview => return request.overdue_review(actor, now).ok_or(None),
            Step::Alarm => return request.alarm(hold, 6, actor, now).ok_or(None),
        };
        change.map_err(Some)
    }
}

fn ground(counsel: bool) -> Ground {
    if counsel {
        Ground::ConflictOfLaw
    } else {
        Ground::Incomplete
    }
}
