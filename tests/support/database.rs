//! A migrated database for each test: an SQLite file, or a clone of a template where `CROSSHOLD_TEST_POSTGRES` names a
//! server.

use std::path::PathBuf;

use crosshold::store::{Database as Place, Db};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::sync::OnceCell;
use uuid::Uuid;

pub struct Database {
    pub db: Db,
    folder: Option<PathBuf>,
}

static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl Database {
    pub async fn new() -> Self {
        match server() {
            Some(server) => Self::on(&server).await,
            None => Self::in_file().await,
        }
    }

    async fn in_file() -> Self {
        let folder = folder();
        let file = folder.join("crosshold.sqlite");
        std::fs::write(&file, FILE.get_or_init(migrated_file).await).unwrap();
        Self {
            db: Db::connect(&Place::File(file)).await.unwrap(),
            folder: Some(folder),
        }
    }

    async fn on(server: &str) -> Self {
        let template = TEMPLATE.get_or_init(|| migrated_template(server)).await;
        let name = name();
        execute(server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self {
            db: Db::connect(&place(server, &name)).await.unwrap(),
            folder: None,
        }
    }

    /// Every row of every table.
    pub async fn dump(&self) -> String {
        let db = self.db.read();
        let backend = db.get_database_backend();
        let is_sqlite = backend == DbBackend::Sqlite;
        let tables = if is_sqlite {
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        } else {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
        };
        let mut dump = String::new();
        for table in db.query_all_raw(Statement::from_string(backend, tables)).await.unwrap() {
            let table: String = table.try_get("", "name").unwrap();
            let row = if is_sqlite {
                let columns = format!("SELECT name FROM pragma_table_info('{table}')");
                let columns = db
                    .query_all_raw(Statement::from_string(backend, columns))
                    .await
                    .unwrap();
                let columns: Vec<String> = columns
                    .iter()
                    .map(|column| format!("quote(\"{}\")", column.try_get::<String>("", "name").unwrap()))
                    .collect();
                columns.join(" || '|' || ")
            } else {
                "t::text".to_owned()
            };
            let rows = format!("SELECT {row} AS row FROM \"{table}\" t ORDER BY 1");
            for row in db.query_all_raw(Statement::from_string(backend, rows)).await.unwrap() {
                let row: String = row.try_get("", "row").unwrap();
                dump.push_str(&format!("{table}: {row}\n"));
            }
        }
        dump
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

async fn migrated_file() -> Vec<u8> {
    let folder = folder();
    let file = folder.join("template.sqlite");
    migrate(&Place::File(file.clone())).await;
    let bytes = std::fs::read(&file).unwrap();
    let _ = std::fs::remove_dir_all(&folder);
    bytes
}

async fn migrated_template(server: &str) -> String {
    let name = name();
    execute(server, &format!("CREATE DATABASE {name}")).await;
    migrate(&place(server, &name)).await;
    name
}

async fn migrate(place: &Place) {
    let db = Db::connect(place).await.unwrap();
    db.migrate().await.unwrap();
    db.close().await.unwrap();
}

async fn execute(server: &str, sql: &str) {
    let db = Db::connect(&Place::Server(server.to_owned())).await.unwrap();
    db.read().execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

fn place(server: &str, name: &str) -> Place {
    Place::Server(url_on(server, name))
}

/// The server's URL with another database: what stands between the last slash of the path and the query.
pub fn url_on(server: &str, name: &str) -> String {
    let (path, query) = server
        .split_once('?')
        .map_or((server, None), |(path, query)| (path, Some(query)));
    let (base, _) = path.rsplit_once('/').unwrap();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{base}/{name}{query}")
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(name());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn name() -> String {
    format!("crosshold_test_{}", Uuid::new_v4().simple())
}

/// The server of databases of the tests, where there is one.
#[expect(clippy::disallowed_methods, reason = "tests have no settings")]
pub fn server() -> Option<String> {
    std::env::var("CROSSHOLD_TEST_POSTGRES").ok()
}
