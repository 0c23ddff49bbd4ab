//! Suspending somebody from the machine, and lifting it: for when nobody of the platform can sign in.

use std::str::FromStr;

use clap::Args;

use super::{call, ended, opened};
use crate::app::Error;
use crate::config::Settings;
use crate::domain::suspensions::{LiftedFor, Reason, Told};
use crate::service::machine::{self, Whom};

/// Whom it is about: one of the two.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Who {
    /// The mailbox of a person.
    #[arg(long)]
    person: Option<String>,
    /// The exact name of an organisation.
    #[arg(long)]
    organisation: Option<String>,
}

impl Who {
    fn whom(&self) -> Whom {
        match (&self.person, &self.organisation) {
            (Some(person), _) => Whom::Person(person.clone()),
            (None, Some(organisation)) => Whom::Organisation(organisation.clone()),
            // Clap asks for one of the two.
            (None, None) => Whom::Organisation(String::new()),
        }
    }
}

/// Whom, and why.
#[derive(Debug, Args)]
pub(in crate::cli) struct Suspend {
    #[command(flatten)]
    who: Who,
    /// Why: compromised, forged, misuse, unconfirmed, asked_for or other.
    #[arg(long, value_parser = Reason::from_str)]
    reason: Reason,
    /// Why, in words: both sides' administrators and the trail's readers see them.
    #[arg(long)]
    note: String,
}

/// Whose, and why.
#[derive(Debug, Args)]
pub(in crate::cli) struct Lift {
    #[command(flatten)]
    who: Who,
    /// Why: cleared, mended, confirmed, mistake or other.
    #[arg(long, value_parser = LiftedFor::from_str)]
    reason: LiftedFor,
    /// Why, in words.
    #[arg(long)]
    note: String,
}

/// Suspends, and prints what that reached.
pub(super) async fn suspend(Suspend { who, reason, note }: &Suspend, settings: Settings) -> Result<(), Error> {
    let app = opened(settings).await?;
    let now = app.now();
    let told = Told {
        reason: *reason,
        note: note.clone(),
    };
    let done = machine::suspend(&app.db, now, &call(now), &who.whom(), told).await;
    let suspended = ended(app, done).await?;
    let reached = suspended.done;
    println!(
        "suspended: {} people, {} sessions ended, {} requests marked, {} clocks stand still",
        reached.people, reached.sessions, reached.requests, reached.clocks
    );
    Ok(())
}

/// Lifts, and prints what goes on.
pub(super) async fn lift(Lift { who, reason, note }: &Lift, settings: Settings) -> Result<(), Error> {
    let app = opened(settings).await?;
    let now = app.now();
    let done = machine::lift(&app.db, now, &call(now), &who.whom(), *reason, note.clone()).await;
    let lifted = ended(app, done).await?.lifted;
    println!("lifted: {} requests go on", lifted.map_or(0, |lifted| lifted.requests));
    Ok(())
}
