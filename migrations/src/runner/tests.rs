use std::future::pending as forever;
use std::time::Duration;

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, MigrationTrait};

use super::*;
use crate::schema::{create, id, text};
use crate::scratch::Scratch;

#[tokio::test(flavor = "multi_thread")]
async fn several_instances_that_start_at_once_migrate_once() {
    for scratch in Scratch::each().await {
        let instances = [
            scratch.connect().await,
            scratch.connect().await,
            scratch.connect().await,
        ];

        let runs = instances
            .clone()
            .map(|db| tokio::spawn(async move { up(&db).await.unwrap() }));
        let mut applied = 0;
        for run in runs {
            applied += run.await.unwrap();
        }

        assert_eq!(applied as usize, Migrator::migrations().len(), "{}", scratch.url);
        assert!(pending(&instances[0]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    for scratch in Scratch::each().await {
        let db = scratch.connect().await;
        assert_eq!(pending(&db).await.unwrap().len(), Migrator::migrations().len());
        up(&db).await.unwrap();

        assert_eq!(up(&db).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_run_cut_off_half_way_is_completed_by_the_next() {
    for scratch in Scratch::each().await {
        let cut = tokio::time::timeout(Duration::from_millis(700), up_of::<Stops>(&scratch.connect().await)).await;
        assert!(cut.is_err(), "it was to hang");

        let applied = up_of::<Goes>(&scratch.connect().await).await.unwrap();

        assert_eq!(applied, 1, "the first stayed, the second left nothing: {}", scratch.url);
    }
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing_and_says_so() {
    for scratch in Scratch::each().await {
        let db = scratch.connect().await;
        assert!(up_of::<Fails>(&db).await.is_err());

        assert_eq!(up_of::<Goes>(&db).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_database_of_a_later_version_is_refused() {
    for scratch in Scratch::each().await {
        let db = scratch.connect().await;
        up_of::<Goes>(&db).await.unwrap();

        assert!(up(&db).await.is_err());
        assert!(pending(&db).await.is_err());
    }
}

enum Then {
    Goes,
    Hangs,
    Fails,
}

struct First;
struct Second(Then);

impl MigrationName for First {
    fn name(&self) -> &str {
        "first"
    }
}

impl MigrationName for Second {
    fn name(&self) -> &str {
        "second"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(create("ones").col(id()).take()).await
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Second {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(create("twos").col(id()).col(text("name")).take())
            .await?;
        match self.0 {
            Then::Goes => Ok(()),
            Then::Hangs => forever().await,
            Then::Fails => Err(DbErr::Custom("on purpose".to_owned())),
        }
    }
}

macro_rules! migrator {
    ($name:ident, $then:ident) => {
        struct $name;
        #[async_trait::async_trait]
        impl MigratorTrait for $name {
            fn migrations() -> Vec<Box<dyn MigrationTrait>> {
                vec![Box::new(First), Box::new(Second(Then::$then))]
            }
        }
    };
}

migrator!(Goes, Goes);
migrator!(Stops, Hangs);
migrator!(Fails, Fails);
