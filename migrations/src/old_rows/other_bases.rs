//! What stayed held or kept after a withdrawal before it said on which basis, and the orders of holds.

use sea_orm_migration::sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{DAY, HOUR, NOW, Old, all};
use crate::runner::up;
use crate::scratch::Scratch;

/// The schema as it was before what stays after a withdrawal said on which basis.
const BEFORE_OTHER_BASES: usize = 17;

impl Old {
    /// As [`Old::hold`], once a row said how much was frozen.
    async fn whole_hold(&self, request: Uuid, target: Uuid, position: u32, units: u32) -> Uuid {
        let id = Uuid::new_v4();
        let [hold, request, target, exchange, agency] =
            [id, request, target, self.exchange, self.agency].map(|id| self.id(id));
        self.run(&format!(
            "INSERT INTO holds (id, request_id, target_id, position, holder_id, asker_id, symbol, decimals, amount, frozen, \
             status, stands, runs, placed_at, until_at) VALUES ({hold}, {request}, {target}, {position}, {exchange}, \
             {agency}, 'USDT', 6, '{units:0>78}', '{units:0>78}', 'placed', TRUE, TRUE, {NOW}, {})",
            NOW + 30 * DAY
        ))
        .await;
        id
    }

    /// The agency's claim on `hold`.
    async fn claim(&self, hold: Uuid, request: Uuid) {
        let [id, hold, request, agency] = [Uuid::new_v4(), hold, request, self.agency].map(|id| self.id(id));
        self.run(&format!(
            "INSERT INTO claims (id, hold_id, organisation_id, request_id, rank, until_at) \
             VALUES ({id}, {hold}, {agency}, {request}, 1, {NOW})"
        ))
        .await;
    }

    /// Data of `target` that is kept.
    async fn preservation(&self, request: Uuid, target: Uuid, position: u32) -> Uuid {
        let id = Uuid::new_v4();
        let [kept, request, target, exchange, agency] =
            [id, request, target, self.exchange, self.agency].map(|id| self.id(id));
        self.run(&format!(
            "INSERT INTO preservations (id, request_id, target_id, position, holder_id, asker_id, status, stands, runs, \
             placed_at, until_at) VALUES ({kept}, {request}, {target}, {position}, {exchange}, {agency}, 'kept', TRUE, \
             TRUE, {NOW}, {})",
            NOW + 30 * DAY
        ))
        .await;
        id
    }

    /// The target of an extension that is about `hold`.
    async fn about(&self, request: Uuid, hold: Uuid) {
        let [id, request, hold] = [Uuid::new_v4(), request, hold].map(|id| self.id(id));
        self.run(&format!(
            "INSERT INTO targets (id, request_id, position, what, chain, value, tag, txid, confidence, source, hold_id) \
             VALUES ({id}, {request}, 1, 'address', 'tron', 'T1', '', '', 'high', '', {hold})"
        ))
        .await;
    }
}

#[tokio::test]
async fn what_stayed_after_a_withdrawal_before_stands_on_another_basis_and_no_claim_is_left() {
    for scratch in Scratch::each().await {
        let mut old = Old::at::<BEFORE_OTHER_BASES>(&scratch).await;
        let back = old.request("freeze", "withdrawn").await;
        let live = old.request("freeze", "closed").await;
        // Told of twice, told of once, erased, and one that nobody took back.
        for (position, request, units) in [(1, back, 100), (2, back, 40), (3, back, 70), (4, live, 5)] {
            let target = old.target(request, position, "frozen_full", NOW, Some(NOW + DAY)).await;
            let hold = old.whole_hold(request, target, position, units).await;
            old.claim(hold, request).await;
            let stays = |basis: &str| format!(r#"{{"hold":"{hold}","basis":"{basis}","note":"A duty"}}"#);
            match position {
                1 => old.leaf("hold_stays", NOW + HOUR, Some(stays("own_basis"))).await,
                2 => old.leaf("hold_stays", NOW + 2 * HOUR, Some(stays("other_order"))).await,
                3 => old.leaf("hold_stays", NOW + 3 * HOUR, None).await,
                _ => {}
            }
        }
        let data = old.request("preserve", "withdrawn").await;
        for (position, basis) in [(1, Some("other_order")), (2, None)] {
            let target = old.target(data, position, "preserved", NOW, Some(NOW + DAY)).await;
            let kept = old.preservation(data, target, position).await;
            let details =
                basis.map(|basis| format!(r#"{{"preservation":"{kept}","basis":"{basis}","note":"A duty"}}"#));
            old.leaf("preservation_stays", NOW + HOUR, details).await;
        }

        up(&old.db).await.unwrap();

        let rows = old.rows("SELECT * FROM holds ORDER BY position").await;
        let statuses = ["own_basis", "other_order", "own_basis", "placed"];
        assert_eq!(all::<String>(&rows, "status"), statuses, "{}", scratch.url);
        assert_eq!(all::<bool>(&rows, "stands"), [false, false, false, true]);
        assert_eq!(all::<bool>(&rows, "runs"), [false, false, false, true]);
        let ended = [Some(NOW + HOUR), Some(NOW + 2 * HOUR), Some(NOW), None];
        assert_eq!(all::<Option<i64>>(&rows, "ended_at"), ended);
        let claims = old
            .rows("SELECT claims.ended_at FROM claims JOIN holds ON holds.id = claims.hold_id ORDER BY holds.position")
            .await;
        assert_eq!(all::<Option<i64>>(&claims, "ended_at"), ended);
        let rows = old.rows("SELECT * FROM preservations ORDER BY position").await;
        assert_eq!(all::<String>(&rows, "status"), ["other_order", "own_basis"]);
        assert_eq!(all::<bool>(&rows, "stands"), [false, false]);
        assert_eq!(all::<Option<i64>>(&rows, "ended_at"), [Some(NOW + HOUR), Some(NOW)]);
        // The words are checked as before, and what has ended stays so.
        for wrong in [
            "UPDATE holds SET status = 'perhaps' WHERE position = 4",
            "UPDATE holds SET status = 'placed' WHERE position = 1",
            "UPDATE preservations SET status = 'kept' WHERE position = 1",
        ] {
            assert!(old.db.execute_unprepared(wrong).await.is_err(), "{wrong}");
        }
    }
}

#[tokio::test]
async fn a_hold_of_before_knows_the_order_of_its_request_or_of_the_last_extension_that_names_one() {
    for scratch in Scratch::each().await {
        let mut old = Old::at::<BEFORE_OTHER_BASES>(&scratch).await;
        let named = r#"{"order_expected_on":"2026-12-01","order_court":"Lisboa"}"#;
        let freeze = old.saying("freeze", "closed", NOW, named).await;
        let silent = old.request("freeze", "closed").await;
        let mut holds = Vec::new();
        for (position, request) in [(1, freeze), (2, freeze), (3, silent)] {
            let target = old.target(request, position, "frozen_full", NOW, Some(NOW + DAY)).await;
            holds.push(old.whole_hold(request, target, position, 7).await);
        }
        let extensions = [
            (
                NOW + HOUR,
                r#"{"order_expected_on":"2026-12-10","order_court":"Porto"}"#,
            ),
            (NOW + 3 * HOUR, r#"{"order_expected_on":null,"order_court":""}"#),
            (NOW + 2 * HOUR, r#"{"order_expected_on":"2026-12-20","order_court":""}"#),
        ];
        for (issued_at, content) in extensions {
            let extension = old.saying("extend", "answered", issued_at, content).await;
            old.about(extension, *holds.first().unwrap()).await;
        }

        up(&old.db).await.unwrap();

        let rows = old.rows("SELECT * FROM holds ORDER BY position").await;
        let days = [Some("2026-12-20"), Some("2026-12-01"), None].map(|day| day.map(str::to_owned));
        assert_eq!(
            all::<Option<String>>(&rows, "order_expected_on"),
            days,
            "{}",
            scratch.url
        );
        assert_eq!(all::<String>(&rows, "order_court"), ["", "Lisboa", ""]);
    }
}
