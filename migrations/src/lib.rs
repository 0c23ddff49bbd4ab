//! The schema: one file a migration, forward only, the same on SQLite and PostgreSQL.
//!
//! A new migration is a file `m0002_things.rs` beside this one, a `mod` line and a line in [`Migrator::migrations`].
//! Files that were released are never changed.

mod guard;
mod m0001_settings;
mod m0002_organisations;
mod m0003_trail;
mod m0004_cases;
mod m0005_legal_bases;
mod m0006_requests;
mod m0007_verify_checks;
mod m0008_guards;
mod m0009_reviews;
mod m0010_preservations;
mod m0011_data_of_bases;
mod m0012_extensions;
mod m0013_checksums_of_targets;
mod m0014_frozen;
mod m0015_traces;
mod m0016_kept_forms;
mod m0017_ends;
mod m0018_other_bases;
mod m0019_disputes;
mod m0020_no_tags;
mod m0021_whole_values;
mod m0022_kept_whole;
mod m0023_blocks;
mod m0024_secrecy;
mod m0025_kept_as_issued;
mod m0026_reopenings;
mod m0027_left_open;
mod m0028_whole_rows;
mod m0029_ends_named;
mod m0030_proved;
mod m0031_people;
mod m0032_joining;
mod m0033_suspensions;
mod m0034_factors;
mod m0035_passkeys;
mod m0036_providers;
mod m0037_assurance;
mod m0038_pace;
#[cfg(test)]
mod old_rows;
mod runner;
pub mod schema;
#[cfg(test)]
mod scratch;

use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

pub use runner::{pending, up};

/// Every migration, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_settings::Migration),
            Box::new(m0002_organisations::Migration),
            Box::new(m0003_trail::Migration),
            Box::new(m0004_cases::Migration),
            Box::new(m0005_legal_bases::Migration),
            Box::new(m0006_requests::Migration),
            Box::new(m0007_verify_checks::Migration),
            Box::new(m0008_guards::Migration),
            Box::new(m0009_reviews::Migration),
            Box::new(m0010_preservations::Migration),
            Box::new(m0011_data_of_bases::Migration),
            Box::new(m0012_extensions::Migration),
            Box::new(m0013_checksums_of_targets::Migration),
            Box::new(m0014_frozen::Migration),
            Box::new(m0015_traces::Migration),
            Box::new(m0016_kept_forms::Migration),
            Box::new(m0017_ends::Migration),
            Box::new(m0018_other_bases::Migration),
            Box::new(m0019_disputes::Migration),
            Box::new(m0020_no_tags::Migration),
            Box::new(m0021_whole_values::Migration),
            Box::new(m0022_kept_whole::Migration),
            Box::new(m0023_blocks::Migration),
            Box::new(m0024_secrecy::Migration),
            Box::new(m0025_kept_as_issued::Migration),
            Box::new(m0026_reopenings::Migration),
            Box::new(m0027_left_open::Migration),
            Box::new(m0028_whole_rows::Migration),
            Box::new(m0029_ends_named::Migration),
            Box::new(m0030_proved::Migration),
            Box::new(m0031_people::Migration),
            Box::new(m0032_joining::Migration),
            Box::new(m0033_suspensions::Migration),
            Box::new(m0034_factors::Migration),
            Box::new(m0035_passkeys::Migration),
            Box::new(m0036_providers::Migration),
            Box::new(m0037_assurance::Migration),
            Box::new(m0038_pace::Migration),
        ]
    }
}
