//! Accounts that were blocked though nothing was in them, before that was a hold.

use uuid::Uuid;

use super::{DAY, HOUR, NOW, Old, all};
use crate::runner::up;
use crate::scratch::Scratch;

/// The schema as it was before such a block was a hold.
const BEFORE_BLOCKS: usize = 22;

impl Old {
    /// A target of `asset`, answered as frozen with zero balance since yesterday until `until`; `held` is what the answer
    /// names beside.
    async fn empty(&self, request: Uuid, position: u32, asset: Option<(&str, u8)>, until: i64, held: &str) -> Uuid {
        let id = Uuid::new_v4();
        let [target, request] = [id, request].map(|id| self.id(id));
        let (placed, by) = (NOW - DAY, Uuid::new_v4());
        let asked = asset.map_or_else(
            || "NULL, NULL, NULL".to_owned(),
            |(symbol, decimals)| format!("'{symbol}', {decimals}, '{:0>78}'", 5),
        );
        self.run(&format!(
            "INSERT INTO targets (id, request_id, position, what, chain, value, tag, txid, confidence, source, symbol, \
             decimals, amount, outcome, answer) VALUES ({target}, {request}, {position}, 'address', 'tron', 'T{position}', \
             '', '', 'high', '', {asked}, 'frozen_zero_balance', '{{\"outcome\":\"frozen_zero_balance\"{held},\
             \"placed_at\":{placed},\"until\":{until},\"at\":{NOW},\"by\":\"{by}\"}}')"
        ))
        .await;
        id
    }
}

#[tokio::test]
async fn an_empty_account_that_was_blocked_before_is_a_hold_of_nothing_with_its_claim_and_alarms() {
    for scratch in Scratch::each().await {
        let mut old = Old::at::<BEFORE_BLOCKS>(&scratch).await;
        let content = r#"{"order_expected_on":"2026-12-20","order_court":"Lisboa"}"#;
        let live = old.saying("freeze", "closed", NOW, content).await;
        let (month, past) = (NOW + 29 * DAY, NOW - HOUR);
        let asked = old.empty(live, 1, Some(("USDT", 6)), month, "").await;
        let told = r#","held":[{"asset":{"symbol":"ETH","decimals":18},"amount":"0"}]"#;
        old.empty(live, 2, None, month, told).await;
        old.empty(live, 3, None, past, "").await;
        old.target(live, 4, "no_match", NOW, None).await;
        let back = old.request("freeze", "withdrawn").await;
        old.empty(back, 1, None, month, "").await;
        old.leaf("request_read", NOW, Some("{}".to_owned())).await;

        up(&old.db).await.unwrap();

        let rows = old.rows("SELECT * FROM holds ORDER BY position").await;
        assert_eq!(all::<String>(&rows, "symbol"), ["USDT", "ETH", ""], "{}", scratch.url);
        assert_eq!(all::<i64>(&rows, "decimals"), [6, 18, 0]);
        let nothing = "0".repeat(78);
        for column in ["amount", "frozen"] {
            assert!(all::<String>(&rows, column).iter().all(|units| *units == nothing));
        }
        assert_eq!(all::<Uuid>(&rows, "target_id").first(), Some(&asked));
        assert!(all::<String>(&rows, "status").iter().all(|status| status == "placed"));
        assert!(all::<i64>(&rows, "placed_at").iter().all(|placed| *placed == NOW - DAY));
        // The clock finds the third at its end in its next round, and tells both sides once.
        assert_eq!(all::<i64>(&rows, "until_at"), [month, month, past]);
        assert!(all::<bool>(&rows, "runs").iter().all(|runs| *runs));
        assert!(
            all::<String>(&rows, "order_court")
                .iter()
                .all(|court| court == "Lisboa")
        );

        let claims = old
            .rows(
                "SELECT claims.* FROM claims JOIN holds ON holds.id = claims.hold_id \
                 AND claims.organisation_id = holds.asker_id ORDER BY holds.position",
            )
            .await;
        assert_eq!(all::<i64>(&claims, "until_at"), [month, month, past]);
        assert_eq!(
            all::<Option<String>>(&claims, "cap"),
            [Some(format!("{:0>78}", 5)), None, None]
        );

        // Of thirty days: 7, 3 and 1 days and 6 hours; of 23 hours: 6 hours, which is past and rings no more.
        let alarms = old.rows("SELECT * FROM hold_alarms ORDER BY until_at, rings_at").await;
        assert_eq!(all::<i64>(&alarms, "hours_ahead"), [6, 168, 168, 72, 72, 24, 24, 6, 6]);
        let rung = all::<Option<i64>>(&alarms, "rung_at");
        assert_eq!(rung.iter().filter(|rung| rung.is_some()).count(), 1);
    }
}
