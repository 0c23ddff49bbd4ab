//! What the database refuses, whatever is above it: a guard is a trigger, and no act of the site meets one.

use sea_orm_migration::sea_orm::DbBackend;

/// What must not be: `event` on a row of `table` while `wrong`, which names the row as OLD and NEW.
pub struct Guard {
    /// The trigger's.
    pub name: &'static str,
    /// Whose rows.
    pub table: &'static str,
    /// When it is asked.
    pub event: Event,
    /// What must not be.
    pub wrong: String,
    /// What the database says then.
    pub says: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A row is added or changed.
    Write,
    /// A row is changed.
    Update,
    /// A row goes.
    Delete,
}

impl Guard {
    /// What makes it, on this database, where one of that name and event may stand already.
    pub fn statements_anew(&self, backend: DbBackend) -> Vec<String> {
        let mut statements = gone(self.name, self.table, backend);
        statements.extend(self.statements(backend));
        statements
    }

    /// What makes it, on this database.
    pub fn statements(&self, backend: DbBackend) -> Vec<String> {
        let Self {
            name,
            table,
            event,
            wrong,
            says,
        } = self;
        if backend == DbBackend::Postgres {
            let (when, row) = match event {
                Event::Write => ("INSERT OR UPDATE", "NEW"),
                Event::Update => ("UPDATE", "NEW"),
                Event::Delete => ("DELETE", "OLD"),
            };
            return vec![
                format!(
                    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS \
                     $$ BEGIN IF {wrong} THEN RAISE EXCEPTION '{says}'; END IF; RETURN {row}; END $$"
                ),
                format!("CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"),
                // Otherwise a session that plays the replica would pass it by.
                format!("ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"),
            ];
        }
        let trigger = |ending: &str, when: &str| {
            format!(
                "CREATE TRIGGER {name}{ending} BEFORE {when} ON {table} WHEN {wrong} \
                 BEGIN SELECT RAISE(ABORT, '{says}'); END"
            )
        };
        match event {
            Event::Write => vec![trigger("_at_first", "INSERT"), trigger("", "UPDATE")],
            Event::Update => vec![trigger("", "UPDATE")],
            Event::Delete => vec![trigger("", "DELETE")],
        }
    }
}

/// What takes away the guard of that name, where there is one.
pub fn gone(name: &str, table: &str, backend: DbBackend) -> Vec<String> {
    if backend == DbBackend::Postgres {
        vec![
            format!("DROP TRIGGER IF EXISTS {name} ON {table}"),
            format!("DROP FUNCTION IF EXISTS {name}()"),
        ]
    } else {
        vec![
            format!("DROP TRIGGER IF EXISTS {name}_at_first"),
            format!("DROP TRIGGER IF EXISTS {name}"),
        ]
    }
}

/// Whether one of `columns` changes.
pub fn changes(columns: &[&str]) -> String {
    let each: Vec<String> = columns
        .iter()
        .map(|column| format!("NEW.{column} IS DISTINCT FROM OLD.{column}"))
        .collect();
    format!("({})", each.join(" OR "))
}
