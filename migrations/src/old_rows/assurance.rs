//! Levels of assurance that stood before there was evidence of them.

use super::{Old, all};
use crate::runner::up;
use crate::scratch::Scratch;

/// The schema as it was before evidence was kept.
const BEFORE_EVIDENCE: usize = 36;

#[tokio::test]
async fn whoever_had_a_level_before_has_evidence_that_it_was_recorded_and_nobody_else_has_any() {
    for scratch in Scratch::each().await {
        let old = Old::at::<BEFORE_EVIDENCE>(&scratch).await;
        let approver = old.id(old.approver);
        old.run(&format!("UPDATE people SET assurance = 'L0' WHERE id = {approver}"))
            .await;

        up(&old.db).await.unwrap();

        let rows = old.rows("SELECT * FROM assurance_evidence").await;
        assert_eq!(all::<uuid::Uuid>(&rows, "person_id"), [old.author], "{}", scratch.url);
        assert_eq!(all::<String>(&rows, "kind"), ["recorded"]);
        assert_eq!(all::<String>(&rows, "what"), [r#"{"kind":"recorded","level":"L3"}"#]);
        assert_eq!(all::<Option<i64>>(&rows, "expires_at"), [None]);
        let levels = old.rows("SELECT assurance FROM people ORDER BY assurance").await;
        assert_eq!(all::<String>(&levels, "assurance"), ["L0", "L3"]);
    }
}
