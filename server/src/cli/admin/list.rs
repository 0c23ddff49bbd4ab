//! Organisations and people, as rows of cells parted by tabs: for `column`, `cut` and `grep`.

use std::io::Write as _;

use clap::Args;

use super::{Fault, call, ended, opened};
use crate::app::Error;
use crate::config::Settings;
use crate::domain::values::Time;
use crate::service::machine;
use crate::store::members::Member;

/// Of whom.
#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    /// The exact name of an organisation, for its people; all organisations where it is left out.
    #[arg(long)]
    organisation: Option<String>,
}

/// Prints them, under a line of headings.
pub(super) async fn print(List { organisation }: &List, settings: Settings) -> Result<(), Error> {
    let app = opened(settings).await?;
    let now = app.now();
    let rows = match organisation {
        None => {
            let found = machine::list_organisations(&app.db, now, &call(now)).await;
            let found = ended(app, found).await?;
            let cells = ["name", "kind", "country", "standing", "attested until", "made"];
            let rows = found.iter().map(|(one, made)| {
                vec![
                    one.name.clone(),
                    one.kind.to_string(),
                    one.country.to_string(),
                    one.standing.to_string(),
                    one.attestation.until.map_or_else(String::new, Time::rfc3339_millis),
                    made.rfc3339_millis(),
                ]
            });
            table(&cells, rows)
        }
        Some(name) => {
            let found = machine::list_people(&app.db, now, &call(now), name).await;
            let found = ended(app, found).await?;
            let cells = [
                "mailbox",
                "name",
                "roles",
                "standing",
                "assurance",
                "app",
                "passkeys",
                "codes",
                "last sign-in",
            ];
            let rows = found.iter().map(
                |(
                    Member {
                        person, signed_in_at, ..
                    },
                    held,
                )| {
                    let roles: Vec<&str> = person.roles.iter().map(|role| role.code()).collect();
                    vec![
                        person.email.clone(),
                        person.name.clone(),
                        roles.join(","),
                        person.standing.to_string(),
                        person.assurance.code().to_owned(),
                        u8::from(held.has_totp).to_string(),
                        held.passkeys.to_string(),
                        held.recovery_codes.to_string(),
                        signed_in_at.rfc3339_millis(),
                    ]
                },
            );
            table(&cells, rows)
        }
    };
    let written = std::io::stdout().lock().write_all(rows.as_bytes());
    written.map_err(|error| Error::of(Fault::Input(error)))
}

fn table(cells: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = cells.join("\t");
    for row in rows {
        text.push('\n');
        text.push_str(&row.join("\t"));
    }
    text.push('\n');
    text
}
