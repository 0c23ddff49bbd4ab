//! `demo`: the same site over invented people and cases, made anew at every start.

mod evidence;
mod joining;
mod organisations;
mod people;
mod scene;
mod stage;
mod story;

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::serve::TASKS;
use crate::app::{self, App, Door, Error, files};
use crate::config::Settings;
use crate::domain::actor::Actor;
use crate::domain::people::Proof;
use crate::domain::values::Time;
use crate::service::{factors, passwords, sign_in};
use crate::store::settings::Site;
use crate::store::{self, Database, Db};
use crate::telemetry;
use crate::web::WAYS;
use crate::web::session::hash_key;

use stage::Stage;

/// How the demonstration says where it is.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print one line of JSON with the address and the accounts, in place of the address.
    #[arg(long)]
    json: bool,
}

/// The file of its database in the data folder; no other command uses it.
const FILE: &str = "demo.sqlite3";

/// Characters of a password: 120 bits.
const PASSWORD: usize = 20;

/// When everybody joined, in days before now.
const JOINED: i64 = 120;

/// So many requests everybody had had issued before the story begins: nobody looks at theirs twice.
const BEFORE: u32 = 12;

/// When the one who left was last there, in days before now.
const GONE: i64 = 13;

/// A database was named, and a demonstration never uses it.
#[derive(Debug, thiserror::Error)]
#[error(
    "DATABASE_URL: a demonstration makes a database of its own in the data folder and uses no other; start it without \
     this setting"
)]
struct NotThere;

/// Serves until a signal.
pub(super) fn run(arguments: &Arguments, mut settings: Settings) -> ExitCode {
    telemetry::start(&settings);
    if settings.names_database() {
        return super::failed(NotThere);
    }
    let file = settings.data_dir.join(FILE);
    settings.database = Database::File(file.clone());
    let is_json = arguments.json;
    super::block_on(async {
        let door = Door::take(&settings).await?;
        make_way(&file).await?;
        app::serve(door, settings, Site::Demo, WAYS, TASKS, async |app, address| {
            let accounts = stage_all(app).await?;
            if is_json {
                let said = Said { url: address, accounts };
                serde_json::to_string(&said).map_err(Error::of)
            } else {
                Ok(address.to_owned())
            }
        })
        .await
    })
}

/// Removes the database of an earlier demonstration, which nobody serves any more. Looks first whose it is, and changes
/// nothing that is another's.
async fn make_way(file: &Path) -> Result<(), Error> {
    if !file.try_exists().map_err(Error::Folder)? {
        return Ok(());
    }
    let db = Db::connect(&Database::File(file.to_owned()))
        .await
        .map_err(Error::Database)?;
    let owner = store::settings::owner(&db).await;
    db.close().await.map_err(Error::Database)?;
    match owner.map_err(Error::Database)? {
        Some(Site::Demo) => {}
        owner @ (Some(Site::Serve | Site::Seed) | None) => {
            return Err(Error::Belongs {
                owner: owner.unwrap_or(Site::Serve),
                site: Site::Demo,
            });
        }
    }
    files::remove(file).map_err(Error::Folder)
}

/// The line of JSON.
#[derive(Serialize)]
struct Said<'a> {
    url: &'a str,
    accounts: Vec<Account>,
}

/// An account of the demonstration.
#[derive(Serialize)]
struct Account {
    email: &'static str,
    password: String,
    /// Of the authenticator app, in base 32.
    totp_secret: String,
    organisation: &'static str,
    roles: Vec<&'static str>,
}

/// Makes the organisations, the people and their stories.
async fn stage_all(app: &App) -> Result<Vec<Account>, Error> {
    let now = app.now();
    let mut stage = Stage::new(&app.db, app.secret.expose(), now).await?;
    let mut accounts = introduce(&mut stage, &hash_key(app), now).await?;
    // Whose account is closed signs in no more.
    accounts.retain(|account| account.email != story::people::NUNES);
    stage.tell(story::scenes()).await?;
    joining::tell(&stage).await?;
    evidence::ask(&stage).await?;
    Ok(accounts)
}

async fn introduce(stage: &mut Stage<'_>, key: &[u8; 32], now: Time) -> Result<Vec<Account>, Error> {
    let joined = now.plus(-jiff::SignedDuration::from_hours(24 * JOINED));
    let passwords = people::PLANS.iter().map(async |plan| {
        let password: String = sign_in::secret()?.chars().take(PASSWORD).collect();
        let hash = passwords::hash(&password).await?;
        Ok::<_, crate::service::Error>((plan, password, hash))
    });
    let passwords = futures_util::future::try_join_all(passwords).await.map_err(Error::of)?;
    let tx = stage.db.begin().await.map_err(Error::Database)?;
    for plan in organisations::PLANS {
        let organisation = plan.build(joined).map_err(Error::of)?;
        store::organisations::insert(&tx, &organisation, joined)
            .await
            .map_err(Error::Database)?;
        stage.organisations.insert(plan.host, organisation);
    }
    let mut accounts = Vec::new();
    for (plan, password, hash) in passwords {
        let fault = || Error::of(scene::Fault::Unknown(plan.email));
        let organisation = stage.organisations.get(plan.host()).ok_or_else(fault)?;
        let person = plan.build(organisation.id, joined);
        store::people::insert(&tx, &person, Some(hash), joined)
            .await
            .map_err(Error::Database)?;
        if plan.email != story::first_requests::NEW {
            // They had asked before the story begins.
            store::pace::put_issued(&tx, person.id, BEFORE)
                .await
                .map_err(Error::Database)?;
        }
        let totp_secret = factors::made_up_secret().map_err(Error::of)?;
        let given = factors::give_totp(&tx, key, person.id, &totp_secret, joined).await;
        given.map_err(Error::of)?;
        let named = organisations::PLANS.iter().find(|named| named.host == plan.host());
        accounts.push(Account {
            email: plan.email,
            password,
            totp_secret,
            organisation: named.map_or("", |named| named.name),
            roles: person.roles.iter().map(|role| role.code()).collect(),
        });
        let actor = Actor {
            assurance: plan.assurance,
            ..person.actor(organisation, Some(Proof::DEMO))
        };
        stage.people.insert(plan.email, actor);
    }
    evidence::give(&tx, stage, people::PLANS, joined).await?;
    // They joined long ago, and work there every day.
    store::people::note_sign_in_of_all(&tx, now)
        .await
        .map_err(Error::Database)?;
    let gone = now.plus(-jiff::SignedDuration::from_hours(24 * GONE));
    if let Some(nunes) = stage.people.get(story::people::NUNES).and_then(|actor| actor.person) {
        store::people::note_sign_in(&tx, nunes, gone)
            .await
            .map_err(Error::Database)?;
    }
    tx.commit().await.map_err(Error::Database)?;
    Ok(accounts)
}
