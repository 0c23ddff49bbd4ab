use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Order, QueryOrder};
use uuid::Uuid;

use super::settings::{self, Site};
use super::testing::Scratch;
use super::*;
use crate::domain::ids::CaseId;
use crate::domain::money::Units;
use crate::domain::values::{Country, Time, Zone};

/// A table with a column of each kind, made by the tests only.
mod sample {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    pub struct Notes(pub Vec<String>);

    crate::json_column!(Notes);

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "samples")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CaseId,
        pub opened_at: Time,
        pub closed_at: Option<Time>,
        pub zone: Zone,
        pub country: Option<Country>,
        pub notes: Notes,
        pub amount: Units,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use sample::Notes;

async fn with_samples() -> Vec<Scratch> {
    use migrations::schema::*;
    let all = Scratch::each().await;
    for scratch in &all {
        let tx = scratch.db.begin().await.unwrap();
        let mut table = create("samples");
        table.col(id()).col(time("opened_at")).col(time_null("closed_at"));
        table
            .col(text("zone"))
            .col(text_null("country"))
            .col(json("notes"))
            .col(amount(&tx, "amount"));
        tx.execute(&table).await.unwrap();
        tx.execute(&unique("samples", &["opened_at", "zone"])).await.unwrap();
        tx.commit().await.unwrap();
    }
    all
}

fn sample(micros: i64) -> sample::Model {
    sample::Model {
        id: CaseId(Uuid::now_v7()),
        opened_at: Time::from_micros(micros),
        closed_at: None,
        zone: Zone::utc(),
        country: "PT".parse().ok(),
        notes: Notes(vec!["“quoted”".to_owned()]),
        amount: Units::typed("1.5", 18).unwrap(),
    }
}

async fn insert(db: &impl ConnectionTrait, model: sample::Model) -> Result<(), Error> {
    let sample::Model {
        id,
        opened_at,
        closed_at,
        zone,
        country,
        notes,
        amount,
    } = model;
    let row = sample::ActiveModel {
        id: Set(id),
        opened_at: Set(opened_at),
        closed_at: Set(closed_at),
        zone: Set(zone),
        country: Set(country),
        notes: Set(notes),
        amount: Set(amount),
    };
    sample::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

#[tokio::test]
async fn domain_values_come_back_as_they_went_in() {
    for Scratch { db, .. } in &with_samples().await {
        let (one, two) = (sample(-5), sample(1_795_363_200_123_456));
        let tx = db.begin().await.unwrap();
        insert(&tx, two.clone()).await.unwrap();
        insert(&tx, one.clone()).await.unwrap();
        tx.commit().await.unwrap();

        let sorted = sample::Entity::find()
            .order_by(sample::Column::OpenedAt, Order::Asc)
            .all(db.read())
            .await
            .unwrap();
        assert_eq!(sorted, [one, two.clone()]);
        let found = sample::Entity::find_by_id(two.id).filter(sample::Column::Country.eq("PT".parse::<Country>().ok()));
        assert_eq!(found.one(db.read()).await.unwrap(), Some(two));
    }
}

#[tokio::test]
async fn a_row_that_its_type_refuses_is_an_error() {
    for Scratch { db, .. } in &with_samples().await {
        let tx = db.begin().await.unwrap();
        insert(&tx, sample(1)).await.unwrap();
        tx.execute_unprepared("UPDATE samples SET zone = 'Europe/Lisboa'")
            .await
            .unwrap();

        assert!(matches!(
            sample::Entity::find().all(&tx).await.map_err(Error::from),
            Err(Error::Other(_))
        ));
    }
}

#[tokio::test]
async fn a_unique_index_is_named_alike_on_both_databases() {
    for Scratch { db, .. } in &with_samples().await {
        let first = sample(1);
        let tx = db.begin().await.unwrap();
        insert(&tx, first.clone()).await.unwrap();
        tx.commit().await.unwrap();

        let tx = db.begin().await.unwrap();
        let error = insert(&tx, sample(1)).await.unwrap_err();
        tx.rollback().await.unwrap();
        assert!(error.is_taken("samples_opened_at_zone_key"), "{error:?}");

        let tx = db.begin().await.unwrap();
        let error = insert(
            &tx,
            sample::Model {
                id: first.id,
                ..sample(2)
            },
        )
        .await
        .unwrap_err();
        assert!(error.is_taken("samples_pkey"), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_not_committed_is_undone() {
    for Scratch { db, .. } in &with_samples().await {
        let tx = db.begin().await.unwrap();
        insert(&tx, sample(1)).await.unwrap();
        drop(tx);

        let tx = db.begin().await.unwrap();
        assert!(sample::Entity::find().one(&tx).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn sqlite_is_set_to_keep_what_it_promised() {
    let all = Scratch::each().await;
    let Scratch { db, .. } = &all[0];
    for (pragma, of_writer, of_reader) in [
        ("journal_mode", "wal", "wal"),
        ("synchronous", "2", "2"),
        ("foreign_keys", "1", "1"),
        ("busy_timeout", "5000", "5000"),
        ("trusted_schema", "0", "0"),
        ("query_only", "0", "1"),
    ] {
        let tx = db.begin().await.unwrap();
        assert_eq!(ask(&tx, pragma).await, of_writer, "{pragma} of the writer");
        assert_eq!(ask(db.read(), pragma).await, of_reader, "{pragma} of a reader");
    }
    assert!(
        settings::set(db.read(), "a", "b").await.is_err(),
        "readers do not write"
    );
}

async fn ask(db: &impl ConnectionTrait, pragma: &str) -> String {
    let statement = sea_orm::Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index::<String>(0)
        .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))
        .unwrap()
}

#[tokio::test]
async fn writers_wait_for_each_other() {
    for Scratch { db, .. } in &Scratch::each().await {
        let tx = db.begin().await.unwrap();
        settings::set(&tx, "count", "0").await.unwrap();
        tx.commit().await.unwrap();

        futures_util::future::join_all((0..8).map(async |_| {
            for _ in 0..5 {
                let tx = db.begin().await.unwrap();
                let select = settings::of("count");
                let row = for_update(select, &tx).one(&tx).await.unwrap().unwrap();
                let next: u32 = row.value.parse::<u32>().unwrap() + 1;
                settings::set(&tx, "count", &next.to_string()).await.unwrap();
                tx.commit().await.unwrap();
            }
        }))
        .await;

        assert_eq!(settings::get(db.read(), "count").await.unwrap().as_deref(), Some("40"));
    }
}

#[tokio::test]
async fn statements_are_counted_inside_and_outside_transactions() {
    for Scratch { db, .. } in &Scratch::each().await {
        let ((), outer) = statements::counted(async {
            let ((), inner) = statements::counted(async {
                settings::get(db.read(), "a").await.unwrap();
                let tx = db.begin().await.unwrap();
                settings::set(&tx, "a", "b").await.unwrap();
                settings::get(&tx, "a").await.unwrap();
                tx.commit().await.unwrap();
            })
            .await;
            assert_eq!(inner, 3);
            settings::get(db.read(), "a").await.unwrap();
        })
        .await;
        assert_eq!(outer, 4);
    }
}

#[tokio::test]
async fn a_database_belongs_to_whoever_came_first() {
    for Scratch { db, .. } in &Scratch::each().await {
        let tx = db.begin().await.unwrap();
        assert_eq!(settings::claim(&tx, Site::Demo).await.unwrap(), Site::Demo);
        assert_eq!(settings::claim(&tx, Site::Serve).await.unwrap(), Site::Demo);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_closed_database_is_unavailable() {
    for Scratch { db, .. } in &Scratch::each().await {
        db.clone().close().await.unwrap();

        assert!(matches!(db.begin().await, Err(Error::Unavailable(_))));
        assert!(matches!(
            settings::get(db.read(), "a").await,
            Err(Error::Unavailable(_))
        ));
    }
}

#[tokio::test]
async fn what_went_wrong_is_told_by_its_code_and_never_by_its_content() {
    use sea_orm::ConnectionTrait as _;
    for Scratch { db, .. } in &Scratch::each().await {
        let (sql, code) = if db.is_postgres() {
            ("SELECT 'canary'::bigint", "code 22P02")
        } else {
            ("SELECT canary FROM leaves", "code 1")
        };
        let error = Error::from(db.read().execute_unprepared(sql).await.unwrap_err());
        let said = error.to_string();
        assert!(said.contains(code) && !said.contains("canary"), "{said}");
    }
    let ours = Error::unreadable(crate::domain::values::Malformed("canary")).to_string();
    assert!(ours.contains("TryIntoErr") && !ours.contains("canary"), "{ours}");
}

#[test]
fn a_place_shows_no_password() {
    let database = Database::from_url("postgres://crosshold:canary@db.example:5432/main?sslpassword=canary").unwrap();
    assert_eq!(format!("{database:?}"), "Database(postgres://db.example:5432/main)");
    for none in ["", "mysql://a/b", "sqlite:", "sqlite::memory:", "/var/lib/file"] {
        assert_eq!(Database::from_url(none), None, "{none}");
    }
}
