//! A migrated database of its own for each test: an SQLite file, or a PostgreSQL database where
//! `CROSSHOLD_TEST_POSTGRES` names a server on which databases may be made.

use std::path::PathBuf;

use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{Database, Db};

/// A database of its own, gone (where it is a file) when this is dropped.
pub struct Scratch {
    /// The open database.
    pub db: Db,
    /// Where it is.
    pub database: Database,
    folder: Option<PathBuf>,
}

impl Scratch {
    /// A migrated, empty database on the engine under test.
    pub async fn new() -> Self {
        match server() {
            Some(server) => Self::on_server(&server).await,
            None => Self::in_file().await,
        }
    }

    /// One on each engine at hand, for tests of what differs between them.
    pub async fn each() -> Vec<Self> {
        let mut all = vec![Self::in_file().await];
        match server() {
            Some(server) => all.push(Self::on_server(&server).await),
            None => eprintln!("PostgreSQL skipped: CROSSHOLD_TEST_POSTGRES names no server"),
        }
        all
    }

    async fn in_file() -> Self {
        let folder = std::env::temp_dir().join(name());
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("crosshold.sqlite");
        std::fs::write(&file, TEMPLATE_FILE.get_or_init(template_file).await).unwrap();
        let database = Database::File(file);
        Self {
            db: Db::connect(&database).await.unwrap(),
            database,
            folder: Some(folder),
        }
    }

    async fn on_server(server: &str) -> Self {
        let template = TEMPLATE_DATABASE.get_or_init(|| template_database(server)).await;
        let name = name();
        create(server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        let database = of(server, &name);
        Self {
            db: Db::connect(&database).await.unwrap(),
            database,
            folder: None,
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Migrated once, copied for each test: the schema takes longer to make than most tests to run.
static TEMPLATE_FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
static TEMPLATE_DATABASE: OnceCell<String> = OnceCell::const_new();

async fn template_file() -> Vec<u8> {
    let folder = std::env::temp_dir().join(name());
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("template.sqlite");
    migrate(&Database::File(file.clone())).await;
    let bytes = std::fs::read(&file).unwrap();
    let _ = std::fs::remove_dir_all(&folder);
    bytes
}

async fn template_database(server: &str) -> String {
    let name = name();
    create(server, &format!("CREATE DATABASE {name}")).await;
    migrate(&of(server, &name)).await;
    name
}

async fn migrate(database: &Database) {
    let db = Db::connect(database).await.unwrap();
    db.migrate().await.unwrap();
    db.close().await.unwrap();
}

async fn create(server: &str, sql: &str) {
    let db = Db::connect(&Database::Server(server.to_owned())).await.unwrap();
    db.read().execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

fn of(server: &str, name: &str) -> Database {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    Database::Server(format!("{}/{name}?{options}", address.rsplit_once('/').unwrap().0))
}

fn name() -> String {
    format!("crosshold_test_{}", Uuid::new_v4().simple())
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings")]
fn server() -> Option<String> {
    std::env::var("CROSSHOLD_TEST_POSTGRES").ok()
}
