//! An organisation that has applied: one verifier has called it back, and a second one has not yet.

use jiff::SignedDuration;
use jiff::civil::{Date, time};

use super::stage::Stage;
use crate::app::Error as Stop;
use crate::domain::actor::OrganisationKind;
use crate::domain::applications::{Act, Administrator, Callback, Check, Content, Found, NumberSource};
use crate::domain::audit::Call;
use crate::domain::clocks::{Hours, WorkingWeek};
use crate::domain::ids::CallId;
use crate::domain::organisations::Holiday;
use crate::domain::values::{Malformed, Time};
use crate::service::applications::{self, Received};
use crate::service::{Context, Error};
use crate::store::applications::Wanted;
use crate::store::paging::Place;

/// Who has confirmed it.
const VERIFIER: &str = "s.bakker@platform.example";

/// How long ago it came, and how long ago it was confirmed, in minutes.
const RECEIVED: i64 = 190;
const CONFIRMED: i64 = 45;

/// Lets it apply, and one verifier confirm it.
pub(super) async fn tell(stage: &Stage<'_>) -> Result<(), Stop> {
    let at = |minutes: i64| stage.now.plus(-SignedDuration::from_mins(minutes));
    let content = content(stage.now).map_err(Stop::of)?;
    applied(stage, content, at(RECEIVED)).await.map_err(Stop::of)?;
    confirmed(stage, at(CONFIRMED)).await.map_err(Stop::of)
}

async fn applied(stage: &Stage<'_>, content: Content, at: Time) -> Result<(), Error> {
    match applications::receive(stage.db, "", content, &call(at), at).await? {
        Received::As(_) | Received::TooMany(_) => Ok(()),
    }
}

async fn confirmed(stage: &Stage<'_>, at: Time) -> Result<(), Error> {
    let actor = stage.people.get(VERIFIER).ok_or(Error::NotFound)?;
    let call = call(at);
    let cx = Context {
        db: stage.db,
        actor,
        now: at,
        call: &call,
        as_of: None,
    };
    let wanted = Wanted {
        text: String::new(),
        statuses: Vec::new(),
        place: Place::First,
    };
    for application in applications::list(&cx, &wanted).await?.rows {
        let found = Found {
            checks: Check::of(application.content.kind).to_vec(),
            callback: Callback {
                number: "+55 61 5550 0119".to_owned(),
                source: NumberSource::OfficialDirectory,
                reference: "Diretório de autoridades centrais, 2026, p. 41".to_owned(),
                called_at: at.plus(-SignedDuration::from_mins(20)),
                spoke_to: "R. Barros, chefia de gabinete".to_owned(),
            },
            note: String::new(),
        };
        applications::confirm(&cx, stage.key, application.id, Act::Confirm, found).await?;
    }
    Ok(())
}

fn content(now: Time) -> Result<Content, Malformed> {
    let zone = "America/Sao_Paulo".parse()?;
    let year = now.date_in(&zone).year();
    let mut holidays = Vec::new();
    for (year, month, day, name, own) in [
        (year, 12, 25, "Christmas Day", "Natal"),
        (year + 1, 1, 1, "New Year's Day", "Confraternização Universal"),
        (year + 1, 4, 21, "Tiradentes", "Tiradentes"),
    ] {
        let names = [("en", name), ("pt", own)].map(|(tag, name)| (tag.to_owned(), name.to_owned()));
        holidays.push(Holiday {
            on: Date::new(year, month, day).map_err(|_| Malformed("holiday"))?,
            names: names.into(),
        });
    }
    Ok(Content {
        kind: OrganisationKind::Agency,
        country: "BR".parse()?,
        name: "Polícia Federal".to_owned(),
        legal_name: "Polícia Federal, Diretoria de Combate a Crimes Cibernéticos".to_owned(),
        authority: "Ministério da Justiça e Segurança Pública".to_owned(),
        authority_reference: "Lei 9.266/1996".to_owned(),
        domains: vec!["pf.example".to_owned()],
        switchboard: "+55 61 5550 0119".to_owned(),
        switchboard_found: "https://www.pf.example/contato".to_owned(),
        zone,
        week: WorkingWeek::MONDAY_TO_FRIDAY,
        hours: Some(Hours::new(time(8, 0, 0, 0), time(18, 0, 0, 0))?),
        holidays,
        languages: vec!["pt".to_owned(), "en".to_owned()],
        administrator: Administrator {
            name: "L. Figueiredo".to_owned(),
            email: "l.figueiredo@pf.example".to_owned(),
            position: "Delegada, matrícula 18.204".to_owned(),
        },
    })
}

fn call(at: Time) -> Call {
    Call {
        id: CallId::new(at),
        source: None,
    }
}
