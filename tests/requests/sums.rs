//! Holds are counted together where the same is said of them: that comes to what each by itself does.

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::holds::{Hold, HoldStatus, Share};
use crosshold::domain::requests::Request;
use crosshold::domain::requests::kinds::Status;
use crosshold::domain::sums::{Frozen, sum_up};
use crosshold::store::holds;
use jiff::SignedDuration;

use super::races::desk::Desk;
use super::{EXCHANGE, POLICE};

/// Hours from now to the ends of the holds: past, now, soon, at the mark, and later.
const ENDS: [i64; 6] = [-30, -1, 0, 1, 24 * 7, 24 * 30];

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
            hold.amount = if at == 0 { "0" } else { &*format!("{at}00") }.parse().unwrap();
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
        let actor = desk.site.person_of(name, &[role]).await.actor(&organisation, None);
        let groups = holds::held(desk.site.app.db.read(), &actor, now, week).await.unwrap();

        let each: Vec<Frozen> = standing.iter().copied().map(Frozen::from).collect();
        let together: Vec<Frozen> = groups.iter().map(|group| group.frozen.clone()).collect();
        assert!(together.len() < each.len());
        let said = |frozen: &[Frozen]| -> Vec<_> {
            let sums = sum_up(&[], frozen, now).into_iter();
            sums.map(|sum| (sum.asset, sum.holds, sum.held, sum.unsaid)).collect()
        };
        assert_eq!(said(&together), said(&each), "{name}");
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
        .actor(&nobody, None);
    let none = holds::held(desk.site.app.db.read(), &actor, now, week).await.unwrap();
    assert!(none.is_empty());
}
