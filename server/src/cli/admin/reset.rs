//! Taking away the second factors of somebody who lost them, two operators at the machine.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use clap::Args;

use super::{Fault, call, ended, opened};
use crate::app::Error;
use crate::config::Settings;
use crate::service::machine::{self, Reset, Shown};
use crate::web::session::hash_key;

/// Whose, and why.
#[derive(Debug, Args)]
pub(in crate::cli) struct ResetFactors {
    /// The mailbox of the account. Call its person back through the directory's number first.
    #[arg(long)]
    email: String,
    /// Why, in words, and how the person was called back.
    #[arg(long)]
    reason: String,
}

/// What an operator shows. A passkey cannot be shown here: one of its owner's recovery codes stands in for it.
struct Typed {
    email: String,
    password: String,
    code: String,
}

/// Asks two operators, resets, and prints the code.
pub(super) async fn reset(ResetFactors { email, reason }: &ResetFactors, settings: Settings) -> Result<(), Error> {
    let typed = [ask(1).map_err(Error::of)?, ask(2).map_err(Error::of)?];
    let app = opened(settings).await?;
    let now = app.now();
    let key = hash_key(&app);
    let shown = typed.each_ref().map(|one| Shown {
        email: &one.email,
        password: &one.password,
        code: &one.code,
    });
    let done = machine::reset_factors(&app.db, &key, now, &call(now), email, reason, shown).await;
    match ended(app, done).await? {
        Reset::Done(code) => {
            println!("{code}");
            Ok(())
        }
        Reset::Wrong(which) => Err(Error::of(Fault::NotShown(which + 1))),
        Reset::Locked(which) => Err(Error::of(Fault::Locked(which + 1))),
        Reset::NotTwo => Err(Error::of(Fault::NotTwo)),
        Reset::Nobody => Err(Error::of(Fault::Nobody)),
    }
}

/// Asks one operator: at a terminal without an echo of what is secret, else three lines.
fn ask(which: usize) -> Result<Typed, Fault> {
    let secret = |prompt: &str| {
        if std::io::stdin().is_terminal() {
            rpassword::prompt_password(format!("Operator {which}, {prompt}: ")).map_err(Fault::from)
        } else {
            line()
        }
    };
    if std::io::stdin().is_terminal() {
        eprint!("Operator {which}, mailbox: ");
        std::io::stderr().flush()?;
    }
    Ok(Typed {
        email: line()?,
        password: secret("password")?,
        code: secret("code of the app, or a recovery code")?,
    })
}

fn line() -> Result<String, Fault> {
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(Fault::SixLines);
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
