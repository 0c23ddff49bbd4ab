//! What is held: a hold reads the same wherever it is shown, what is most pressing stands first, and holds that are counted
//! together come to what each does by itself.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::holds::{Claim, Hold, HoldStatus, Share};
use crosshold::domain::ids::{ClaimId, HoldId};
use crosshold::domain::people::Proof;
use crosshold::domain::requests::kinds::Status;
use crosshold::domain::requests::{Content, Request};
use crosshold::domain::sums::{Frozen, sum_up};
use crosshold::store::holds;
use jiff::SignedDuration;

use super::super::races::desk::{Desk, page};
use super::super::{EXCHANGE, POLICE};
use crate::support::Fetched;

/// Hours from now to the ends of the holds: past, now, soon, at the mark, and later.
const ENDS: [i64; 6] = [-30, -1, 0, 1, 24 * 7, 24 * 30];

/// The clocks of the holds of a page, in its order: what they hold, their marks, and what is covered.
fn clocks(page: &Fetched) -> Vec<String> {
    let holds = scraper::Selector::parse("article.hold").unwrap();
    let parts = scraper::Selector::parse("h3, .clock-marks, .marks, .uncovered, .covered").unwrap();
    let html = page.html();
    html.select(&holds)
        .map(|hold| {
            let parts = hold.select(&parts).flat_map(|part| part.text());
            parts
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[tokio::test(flavor = "current_thread")]
async fn a_hold_reads_alike_on_its_request_on_an_extension_of_it_and_in_the_list() {
    let desk = Desk::new().await;
    let freezes = desk
        .keep(1, |at, draft| {
            let content = Content {
                order_expected_on: Some("2026-12-24".parse().unwrap()),
                order_court: "Lisboa".to_owned(),
                ..draft.content.clone()
            };
            desk.held(at, Request { content, ..draft })
        })
        .await;
    let extensions = desk
        .extend(&freezes, |at, draft| {
            let content = Content {
                order_expected_on: None,
                order_court: String::new(),
                ..draft.content.clone()
            };
            desk.begun(at + 1, Request { content, ..draft })
        })
        .await;
    for (reader, side) in [(&desk.officers.0, "asker"), (&desk.responders.0, "recipient")] {
        let freeze = reader.reads(page(&freezes[0])).await;
        freeze.shows(&format!("holds.clock.uncovered_text.{side}"));
        let extension = reader.reads(page(&extensions[0])).await;
        let list = reader.reads("/holds").await;
        assert_eq!(clocks(&freeze).len(), 1);
        assert_eq!(clocks(&extension), clocks(&freeze), "{side}");
        assert_eq!(clocks(&list), clocks(&freeze), "{side}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_hold_advises_an_extension_only_where_one_can_be_asked() {
    let desk = Desk::new().await;
    let requests = desk
        .keep(2, |at, draft| {
            let content = Content {
                order_expected_on: Some("2026-12-24".parse().unwrap()),
                ..draft.content.clone()
            };
            let held = desk.held(at, Request { content, ..draft });
            let status = [held.status, Status::Withdrawing][at];
            Request { status, ..held }
        })
        .await;
    let read = desk.officers.0.reads(page(&requests[0])).await;
    read.shows("holds.clock.uncovered_text.asker");
    let read = desk.officers.0.reads(page(&requests[1])).await;
    read.shows("holds.clock.uncovered_text.asker_over")
        .hides("holds.clock.uncovered_text.asker");
    // The list says of each what its page says.
    let list = desk.officers.0.reads("/holds").await;
    assert_eq!(list.text().matches("ask for an extension now").count(), 1);
    assert_eq!(clocks(&list).len(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn of_the_holds_of_a_request_what_is_uncovered_and_what_ends_soonest_stands_first() {
    let desk = Desk::new().await;
    let requests = desk
        .keep(1, |at, draft| {
            let content = Content {
                order_expected_on: None,
                ..draft.content.clone()
            };
            let held = desk.held(at, Request { content, ..draft });
            let first = held.holds[0].clone();
            let with = |units: u64, status: HoldStatus, days: i64, order: Option<&str>| {
                let mut hold = Hold {
                    id: HoldId::new(first.placed_at),
                    amount: format!("{units}000000").parse().unwrap(),
                    frozen: format!("{units}000000").parse().unwrap(),
                    status,
                    until: first.placed_at.plus(SignedDuration::from_hours(24 * days)),
                    ended_at: (!status.stands()).then_some(first.placed_at),
                    ..first.clone()
                };
                hold.order.expected_on = order.map(|day| day.parse().unwrap());
                for claim in &mut hold.claims {
                    let id = ClaimId::new(first.placed_at);
                    *claim = Claim { id, ..claim.clone() };
                }
                hold
            };
            let holds = vec![
                with(1, HoldStatus::Released, 1, None),
                with(2, HoldStatus::Placed, 9, None),
                with(3, HoldStatus::OwnBasis, 2, None),
                with(4, HoldStatus::Placed, 12, Some("2026-12-24")),
                with(5, HoldStatus::Placed, 4, None),
                with(6, HoldStatus::Extended, 5, Some("2026-12-24")),
            ];
            Request {
                holds,
                status: Status::Closed,
                ..held
            }
        })
        .await;
    let read = desk.officers.0.reads(page(&requests[0])).await;
    let amounts: Vec<String> = clocks(&read)
        .iter()
        .map(|clock| clock.chars().filter(char::is_ascii_digit).take(1).collect())
        .collect();
    assert_eq!(amounts, ["6", "4", "5", "2", "1", "3"]);
}

#[tokio::test(flavor = "current_thread")]
async fn holds_that_are_counted_together_come_to_what_each_does_by_itself() {
    let desk = Desk::new().await;
    let now = desk.site.app.now();
    let hours = |count: i64| now.plus(SignedDuration::from_hours(count));
    let of = |at: usize, draft: Request| {
        let mut held = desk.held(at, draft);
        let (status, end) = (HoldStatus::ALL[at / ENDS.len()], ENDS[at % ENDS.len()]);
        for hold in &mut held.holds {
            hold.status = status;
            hold.until = hours(end);
            hold.ended_at = (!status.stands()).then_some(now);
            // One of them holds nothing.
            let amount = if at == 0 { 0 } else { at * 100 };
            hold.amount = amount.to_string().parse().unwrap();
            hold.frozen = hold.amount;
        }
        Request {
            status: Status::Closed,
            ..held
        }
    };
    let all = desk.keep(HoldStatus::ALL.len() * ENDS.len(), of).await;
    let standing: Vec<&Hold> = all
        .iter()
        .flat_map(|request| &request.holds)
        .filter(|hold| hold.status.stands())
        .collect();
    let week = hours(24 * 7);
    for (name, kind, role) in [
        (POLICE, OrganisationKind::Agency, Role::Officer),
        (EXCHANGE, OrganisationKind::Exchange, Role::Responder),
    ] {
        let organisation = desk.site.organisation(name, kind).await;
        let actor = desk
            .site
            .person_of(name, &[role])
            .await
            .actor(&organisation, Some(Proof::DEMO));
        let groups = holds::held(desk.site.app.db.read(), &actor, now, week).await.unwrap();

        let each: Vec<Frozen> = standing.iter().copied().map(Frozen::from).collect();
        let together: Vec<Frozen> = groups.iter().map(|group| group.frozen.clone()).collect();
        assert!(together.len() < each.len());
        let said = |frozen: &[Frozen]| -> Vec<_> {
            let sums = sum_up(&[], frozen, now).into_iter();
            sums.map(|sum| (sum.asset, sum.held, sum.unsaid)).collect()
        };
        assert_eq!(said(&together), said(&each), "{name}");
        // The one that holds nothing is counted as a hold as well.
        let counted: usize = together.iter().map(|one| one.holds).sum();
        assert_eq!(counted, each.len(), "{name}");
        let ending = |frozen: &[Frozen]| -> usize {
            let soon = frozen
                .iter()
                .filter(|one| one.share(now) == Share::Held && one.until < week);
            soon.map(|one| one.holds).sum()
        };
        assert_eq!(ending(&together), ending(&each), "{name}");
        let is_theirs = |group: &holds::Held| group.asker == actor.organisation || group.holder == actor.organisation;
        assert!(groups.iter().all(is_theirs));
    }
    let nobody = desk
        .site
        .organisation("Elsewhere Exchange", OrganisationKind::Exchange)
        .await;
    let actor = desk
        .site
        .person_of("Elsewhere Exchange", &[Role::Responder])
        .await
        .actor(&nobody, Some(Proof::DEMO));
    let none = holds::held(desk.site.app.db.read(), &actor, now, week).await.unwrap();
    assert!(none.is_empty());
}
