//! What migrations make of rows that stood before them: a database as an earlier version left it is brought up to date.

mod assurance;
mod blocks;
mod other_bases;

use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};
use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};
use uuid::Uuid;

use crate::Migrator;
use crate::runner::{up, up_of};
use crate::scratch::Scratch;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
/// 23 November 2026, when the rows were written.
const NOW: i64 = 1_795_400_000_000_000;
/// The schema as it was before data that is kept had rows of its own.
const BEFORE: usize = 9;

/// The first so many migrations.
struct First<const COUNT: usize>;

#[async_trait::async_trait]
impl<const COUNT: usize> MigratorTrait for First<COUNT> {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        Migrator::migrations().into_iter().take(COUNT).collect()
    }
}

/// A database as an earlier version left it, with an agency, an exchange, an author, an approver and a case.
struct Old {
    db: DatabaseConnection,
    agency: Uuid,
    exchange: Uuid,
    author: Uuid,
    approver: Uuid,
    case: Uuid,
    leaves: i64,
    requests: u32,
}

impl Old {
    async fn on(scratch: &Scratch) -> Self {
        Self::at::<BEFORE>(scratch).await
    }

    async fn at<const COUNT: usize>(scratch: &Scratch) -> Self {
        let db = scratch.connect().await;
        up_of::<First<COUNT>>(&db).await.unwrap();
        let [agency, exchange, author, approver, case] = [(); 5].map(|()| Uuid::new_v4());
        let old = Self {
            db,
            agency,
            exchange,
            author,
            approver,
            case,
            leaves: 0,
            requests: 0,
        };
        for (id, kind, name) in [(agency, "agency", "Polícia"), (exchange, "exchange", "Northbank")] {
            let id = old.id(id);
            old.run(&format!(
                "INSERT INTO organisations (id, kind, country, name, legal_name, zone, week, languages, standing, created_at) \
                 VALUES ({id}, '{kind}', 'PT', '{name}', '{name}', 'UTC', 'mon,tue,wed,thu,fri', 'en', 'active', {NOW})"
            ))
            .await;
        }
        let agency = old.id(old.agency);
        for (id, name) in [(author, "author"), (approver, "approver")] {
            let id = old.id(id);
            old.run(&format!(
                "INSERT INTO people (id, organisation_id, email, name, language, theme, assurance, standing, created_at) \
                 VALUES ({id}, {agency}, '{name}@pj.example', '{name}', 'en', 'system', 'L3', 'active', {NOW})"
            ))
            .await;
        }
        let (case, author) = (old.id(old.case), old.id(old.author));
        old.run(&format!(
            "INSERT INTO cases (id, owner_id, reference, title, search_text, offence, summary, losses, victims, status, \
             indicator_count, opened_by, opened_at, updated_at) VALUES ({case}, {agency}, 'C-1', 'A case', 'a case', '07', \
             '', '[]', '{{}}', 'active', 0, {author}, {NOW}, {NOW})"
        ))
        .await;
        old
    }

    /// How an id is written in a statement.
    fn id(&self, id: Uuid) -> String {
        if self.db.get_database_backend() == DbBackend::Postgres {
            format!("'{id}'")
        } else {
            format!("X'{}'", id.simple())
        }
    }

    async fn run(&self, sql: &str) {
        let done = self.db.execute_unprepared(sql).await;
        assert!(done.is_ok(), "{sql}: {done:?}");
    }

    async fn rows(&self, sql: &str) -> Vec<QueryResult> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        self.db.query_all_raw(statement).await.unwrap()
    }

    /// An issued request in `status`.
    async fn request(&mut self, kind: &str, status: &str) -> Uuid {
        self.saying(kind, status, NOW, "{}").await
    }

    /// As [`Old::request`], issued at `issued_at`, with what it says.
    async fn saying(&mut self, kind: &str, status: &str, issued_at: i64, content: &str) -> Uuid {
        self.requests += 1;
        let (id, number) = (Uuid::new_v4(), self.requests);
        let [request, case, agency, exchange, author] =
            [id, self.case, self.agency, self.exchange, self.author].map(|id| self.id(id));
        let (writer, approver) = (self.author, self.approver);
        self.run(&format!(
            "INSERT INTO requests (id, case_id, asker_id, recipient_id, author_id, writers, kind, urgency, status, \
             status_since_at, desired, content, approvals, number, verify_code, packet_hash, packet, issued_at, \
             exchange_reference, remark, created_at, updated_at, waiting_on, is_over, is_emergency, due_at, clocks, asked, \
             target_count, answered_count, words) \
             VALUES ({request}, {case}, {agency}, {exchange}, {author}, '[\"{writer}\"]', '{kind}', 'urgent', '{status}', \
             {NOW}, 'active', '{content}', '[{{\"by\":\"{approver}\"}}]', 'FR-2026-{number}', 'CODE{number}', '', '', {issued_at}, \
             'NB-1', '', {NOW}, {NOW}, 'asker', FALSE, FALSE, {NOW}, '[]', '[]', 0, 0, '')"
        ))
        .await;
        id
    }

    /// A target of `request`, answered with `outcome` at `at` until `until`.
    async fn target(&self, request: Uuid, position: u32, outcome: &str, at: i64, until: Option<i64>) -> Uuid {
        let id = Uuid::new_v4();
        let (target, request) = (self.id(id), self.id(request));
        let end = until.map(|until| format!(",\"until\":{until}")).unwrap_or_default();
        let by = Uuid::new_v4();
        self.run(&format!(
            "INSERT INTO targets (id, request_id, position, what, chain, value, tag, txid, confidence, source, outcome, answer) \
             VALUES ({target}, {request}, {position}, 'address', 'tron', 'T{position}', '', '', 'high', '', '{outcome}', \
             '{{\"outcome\":\"{outcome}\"{end},\"at\":{at},\"by\":\"{by}\"}}')"
        ))
        .await;
        id
    }

    /// A hold of so many units that stands on `target`.
    async fn hold(&self, request: Uuid, target: Uuid, position: u32, units: u32, status: &str) -> Uuid {
        let id = Uuid::new_v4();
        let [hold, request, target, exchange, agency] =
            [id, request, target, self.exchange, self.agency].map(|id| self.id(id));
        self.run(&format!(
            "INSERT INTO holds (id, request_id, target_id, position, holder_id, asker_id, symbol, decimals, amount, status, \
             stands, runs, placed_at, until_at) VALUES ({hold}, {request}, {target}, {position}, {exchange}, {agency}, \
             'USDT', 6, '{units:0>78}', '{status}', TRUE, TRUE, {NOW}, {})",
            NOW + 30 * DAY
        ))
        .await;
        id
    }

    /// A leaf of `act` at `at`; erased where it has no details.
    async fn leaf(&mut self, act: &str, at: i64, details: Option<String>) {
        self.leaves += 1;
        let (id, salt) = (
            self.id(Uuid::from_u128(self.leaves.unsigned_abs().into())),
            self.id(Uuid::nil()),
        );
        self.run(&format!(
            "INSERT INTO leaves (id, happened_at, act, out, body) VALUES ({id}, {at}, '{act}', 'ok', '{{}}')"
        ))
        .await;
        let salt = salt.replace('\'', "");
        let salt = if self.db.get_database_backend() == DbBackend::Postgres {
            format!("'\\x{}'::bytea", salt.replace('-', ""))
        } else {
            format!("X'{}'", salt.trim_start_matches('X'))
        };
        let values = match details {
            Some(details) => format!("{id}, {salt}, '{details}', NULL"),
            None => format!("{id}, NULL, NULL, {at}"),
        };
        self.run(&format!(
            "INSERT INTO leaf_details (leaf_id, salt, details, erased_at) VALUES ({values})"
        ))
        .await;
    }
}

fn all<T: sea_orm_migration::sea_orm::TryGetable>(rows: &[QueryResult], column: &str) -> Vec<T> {
    rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
}

#[tokio::test]
async fn what_was_answered_as_preserved_before_has_its_row_and_its_alarms() {
    for scratch in Scratch::each().await {
        let mut old = Old::on(&scratch).await;
        let month = old.request("preserve", "answered").await;
        // Thirty days from ten days ago; two days from five days ago, so that its end has come.
        let (placed, until) = (NOW - 10 * DAY, NOW + 20 * DAY);
        old.target(month, 1, "preserved", placed, Some(until)).await;
        old.target(month, 2, "preserved", NOW - 5 * DAY, Some(NOW - 3 * DAY))
            .await;
        old.target(month, 3, "no_match", NOW - 5 * DAY, None).await;
        let back = old.request("preserve", "withdrawn").await;
        old.target(back, 1, "preserved", placed, Some(until)).await;
        old.leaf("request_read", NOW, Some("{}".to_owned())).await;

        up(&old.db).await.unwrap();

        let kept = old
            .rows(
                "SELECT preservations.*, targets.value AS value, \
                 CASE WHEN preservations.request_id = targets.request_id AND preservations.holder_id = requests.recipient_id \
                 AND preservations.asker_id = requests.asker_id THEN 1 ELSE 0 END AS fits \
                 FROM preservations JOIN targets ON targets.id = preservations.target_id \
                 JOIN requests ON requests.id = preservations.request_id ORDER BY preservations.position",
            )
            .await;
        assert_eq!(all::<String>(&kept, "value"), ["T1", "T2"], "{}", scratch.url);
        assert!(all::<i32>(&kept, "fits").iter().all(|fits| *fits == 1));
        assert_eq!(all::<String>(&kept, "status"), ["kept", "kept"]);
        assert_eq!(all::<i64>(&kept, "placed_at"), [placed, NOW - 5 * DAY]);
        // The clock finds the second at its end in its next round, and tells both sides once.
        assert_eq!(all::<i64>(&kept, "until_at"), [until, NOW - 3 * DAY]);
        assert!(all::<bool>(&kept, "stands").iter().all(|stands| *stands));
        assert!(all::<bool>(&kept, "runs").iter().all(|runs| *runs));
        assert!(all::<Option<i64>>(&kept, "ended_at").iter().all(Option::is_none));
        assert!(all::<Option<i64>>(&kept, "end_named_at").iter().all(Option::is_none));

        // Of thirty days: 7, 3 and 1 days and 6 hours; of two: 6 hours, which is past and rings no more.
        let alarms = old
            .rows("SELECT * FROM preservation_alarms ORDER BY until_at, rings_at")
            .await;
        assert_eq!(all::<i64>(&alarms, "hours_ahead"), [6, 168, 72, 24, 6]);
        let rung: Vec<bool> = all::<Option<i64>>(&alarms, "rung_at")
            .iter()
            .map(Option::is_some)
            .collect();
        assert_eq!(rung, [true, false, false, false, false]);
        let rings = all::<i64>(&alarms, "rings_at");
        assert_eq!(rings.get(1), Some(&(until - 7 * DAY)));
    }
}

#[tokio::test]
async fn what_was_extended_before_says_when_and_what_was_frozen_says_how_much() {
    for scratch in Scratch::each().await {
        let mut old = Old::on(&scratch).await;
        let request = old.request("freeze", "closed").await;
        let mut holds = Vec::new();
        for (position, units, status) in [
            (1, 100, "extended"),
            (2, 40, "partly_released"),
            (3, 70, "placed"),
            (4, 5, "extended"),
        ] {
            let target = old.target(request, position, "frozen_full", NOW, Some(NOW + DAY)).await;
            holds.push(old.hold(request, target, position, units, status).await);
        }
        // Of the fourth nothing is told any more: what was said of it was erased.
        let [extended, reduced, grown, _] = holds.as_slice() else {
            panic!()
        };
        let asset = r#""asset":{"symbol":"USDT","decimals":6}"#;
        let placed = |hold: &Uuid, units: &str| {
            format!(r#"{{"hold":"{hold}","position":1,"amount":"{units}",{asset},"until":{NOW}}}"#)
        };
        let longer = |hold: &Uuid| format!(r#"{{"hold":"{hold}","until":{NOW}}}"#);
        let changed =
            |hold: &Uuid, units: &str| format!(r#"{{"hold":"{hold}","amount":"{units}",{asset},"until":{NOW}}}"#);
        for (act, at, details) in [
            ("hold_placed", NOW, Some(placed(extended, "100"))),
            ("hold_placed", NOW + 1, Some(placed(reduced, "100"))),
            ("hold_placed", NOW + 2, Some(placed(grown, "60"))),
            ("hold_placed", NOW + 3, None),
            ("hold_extended", NOW + HOUR, Some(longer(extended))),
            ("hold_extended", NOW + 2 * HOUR, Some(longer(extended))),
            ("hold_partly_released", NOW + 3 * HOUR, Some(changed(reduced, "40"))),
            ("hold_changed", NOW + 4 * HOUR, Some(changed(grown, "70"))),
            ("hold_extended", NOW + 5 * HOUR, None),
        ] {
            old.leaf(act, at, details).await;
        }

        up(&old.db).await.unwrap();

        let rows = old.rows("SELECT * FROM holds ORDER BY position").await;
        assert_eq!(
            all::<Option<i64>>(&rows, "end_named_at"),
            [Some(NOW + 2 * HOUR), None, None, None],
            "{}",
            scratch.url
        );
        let stored = |units: u32| format!("{units:0>78}");
        assert_eq!(all::<String>(&rows, "frozen"), [100, 100, 70, 5].map(stored));
        assert_eq!(all::<String>(&rows, "amount"), [100, 40, 70, 5].map(stored));
        // And from here on no more is held than was frozen.
        let more = old
            .db
            .execute_unprepared(&format!("UPDATE holds SET amount = '{}' WHERE position = 4", stored(6)))
            .await;
        assert!(more.is_err());
    }
}

#[tokio::test]
async fn what_left_before_is_found_by_its_transaction_and_requests_by_number_and_reference_alone() {
    for scratch in Scratch::each().await {
        let mut old = Old::on(&scratch).await;
        let request = old.request("freeze", "answered").await;
        let hash = "AB".repeat(32);
        let moved = |txid: &str| format!("\"movement\":{{\"at\":{NOW},\"txid\":\"{txid}\"}}");
        for (position, rest) in [
            (1, moved(&hash)),
            (2, moved(&format!("0x{hash}"))),
            (3, moved("5Ks")),
            (4, format!("\"movement\":{{\"at\":{NOW}}}")),
        ] {
            let id = old.id(Uuid::new_v4());
            let of = old.id(request);
            let by = Uuid::new_v4();
            old.run(&format!(
                "INSERT INTO targets (id, request_id, position, what, chain, value, tag, txid, confidence, source, outcome, \
                 answer) VALUES ({id}, {of}, {position}, 'address', 'tron', 'T{position}', '', '', 'high', '', \
                 'moved_before', '{{\"outcome\":\"moved_before\",{rest},\"at\":{NOW},\"by\":\"{by}\"}}')"
            ))
            .await;
        }
        old.target(request, 5, "no_match", NOW, None).await;
        old.run("UPDATE requests SET words = 'fr-2026-1 nb-1 t1 t2 t3 t4 t5'")
            .await;

        up(&old.db).await.unwrap();

        let rows = old.rows("SELECT moved_txid FROM targets ORDER BY position").await;
        let hash = hash.to_lowercase();
        let found = all::<String>(&rows, "moved_txid");
        assert_eq!(
            found,
            [
                hash.clone(),
                format!("0x{hash}"),
                "5Ks".to_owned(),
                String::new(),
                String::new()
            ]
        );
        let rows = old.rows("SELECT words FROM requests").await;
        assert_eq!(all::<String>(&rows, "words"), ["fr-2026-1 nb-1"]);
    }
}
