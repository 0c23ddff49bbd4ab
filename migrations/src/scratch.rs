//! Databases for tests of the schema.

use std::path::PathBuf;

use sea_orm_migration::sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use uuid::Uuid;

/// A database of its own for one test: a file, and where the environment names a server, one of its databases too.
pub struct Scratch {
    pub url: String,
    file: Option<PathBuf>,
}

impl Scratch {
    pub async fn each() -> Vec<Self> {
        let name = format!("crosshold_migrations_{}", Uuid::new_v4().simple());
        let file = std::env::temp_dir().join(format!("{name}.sqlite"));
        let mut all = vec![Self {
            url: format!("sqlite://{}?mode=rwc", file.display()),
            file: Some(file),
        }];
        #[expect(clippy::disallowed_methods, reason = "tests have no settings")]
        match std::env::var("CROSSHOLD_TEST_POSTGRES") {
            Ok(server) => {
                let db = Database::connect(&server).await.unwrap();
                db.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
                let (address, options) = server.split_once('?').unwrap_or((&server, ""));
                let (base, _) = address.rsplit_once('/').unwrap();
                all.push(Self {
                    url: format!("{base}/{name}?{options}"),
                    file: None,
                });
            }
            Err(_) => eprintln!("PostgreSQL skipped: CROSSHOLD_TEST_POSTGRES names no server"),
        }
        all
    }

    pub async fn connect(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            let _ = std::fs::remove_file(file);
        }
    }
}
