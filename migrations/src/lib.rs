//! The schema: one file a migration, forward only, the same on SQLite and PostgreSQL.
