//! How fast an agency may go: its administrator sets it, its supervisors and the verifiers read it.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use serde::Deserialize;

use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::OrganisationId;
use crate::domain::pace::{Limit, Limits, Pace};
use crate::service::{Error, organisations, pace};
use crate::web::error::Failure;
use crate::web::form::Typed;
use crate::web::page::{Answer, Page, again, answered, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Crumb, ErrorSummary, Fact, FieldView, Tone};

#[derive(Template)]
#[template(path = "organisations/pace.html")]
struct PacePage {
    page: Page,
    crumbs: Vec<Crumb>,
    action: String,
    back: String,
    /// That somebody else set it meanwhile.
    is_stale: bool,
    /// Why the reader does not set it, where they could in another session.
    refused: Option<String>,
    summary: ErrorSummary,
    /// The fields, for who sets it.
    fields: Vec<FieldView>,
    /// What is set, for who reads it.
    facts: Vec<Fact>,
    version: i64,
    /// Who was stopped lately: the name, and when.
    stopped: Vec<Fact>,
}

/// What is set, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Set {
    first_requests: String,
    sent_per_officer: String,
    sent_per_organisation: String,
    pressing: String,
    unfamiliar_for: String,
    version: String,
}

/// Where it is told.
pub fn href(id: OrganisationId) -> String {
    format!("{}/pace", super::href(id))
}

/// `GET /organisations/{id}/pace`.
pub async fn show(page: Page, caller: Caller, id: Path<String>) -> Answer {
    let pace = pace::show(&caller.context(), id_in(&id)?).await?;
    let typed = Set::of(&pace);
    shown(&view(page, &caller, &pace, &typed, &[]).await?)
}

/// `POST /organisations/{id}/pace`.
pub async fn set(page: Page, caller: Caller, id: Path<String>, typed: Typed<Set>) -> Answer {
    let (cx, id) = (caller.context(), id_in(&id)?);
    let standing = pace::show(&cx, id).await?;
    let typed = match typed {
        Typed::Sent(typed) => typed,
        Typed::Resumed(typed) => return shown(&view(page, &caller, &standing, &typed, &[]).await?),
    };
    let done = match typed.read() {
        Ok((limits, version)) => pace::set(&cx, id, version, limits).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            page.say_next(Tone::Ok, "pace.done", &[]).await?;
            see_other(&href(id))
        }
        Err(Error::Refused(Refusal::Fields(faults))) => again(&view(page, &caller, &standing, &typed, &faults).await?),
        Err(Error::Conflict) => {
            // What was typed stays; sent once more it takes the place of what is set now.
            let standing = pace::show(&cx, id).await?;
            let typed = Set {
                version: standing.version.to_string(),
                ..typed
            };
            let stale = PacePage {
                is_stale: true,
                ..view(page, &caller, &standing, &typed, &[]).await?
            };
            answered(StatusCode::CONFLICT, &stale)
        }
        Err(error) => Err(error.into()),
    }
}

fn id_in(path: &str) -> Result<OrganisationId, Failure> {
    path.parse().map_err(|_| Failure::NotFound)
}

impl Set {
    fn of(pace: &Pace) -> Self {
        let of = |limit: Limit| pace.limits.get(limit).to_string();
        Self {
            first_requests: of(Limit::FirstRequests),
            sent_per_officer: of(Limit::SentPerOfficer),
            sent_per_organisation: of(Limit::SentPerOrganisation),
            pressing: of(Limit::Pressing),
            unfamiliar_for: of(Limit::UnfamiliarFor),
            version: pace.version.to_string(),
        }
    }

    fn typed(&self, limit: Limit) -> &str {
        match limit {
            Limit::FirstRequests => &self.first_requests,
            Limit::SentPerOfficer => &self.sent_per_officer,
            Limit::SentPerOrganisation => &self.sent_per_organisation,
            Limit::Pressing => &self.pressing,
            Limit::UnfamiliarFor => &self.unfamiliar_for,
        }
    }

    /// What was typed is a number within the bounds, in whichever digits the keyboard has.
    fn read(&self) -> Result<(Limits, i64), Refusal> {
        let number = |limit: Limit| crate::domain::people::plain_digits(self.typed(limit)).parse::<u32>();
        let unread = Limit::ALL.iter().filter(|limit| number(**limit).is_err());
        let mut faults: Vec<Fault> = unread.map(|limit| limit.out_of_bounds()).collect();
        // Zero lies out of all bounds: it stands for what was told above.
        let limits = Limits::of(|limit| number(limit).unwrap_or_default());
        for fault in limits.faults() {
            if faults.iter().all(|other| other.field != fault.field) {
                faults.push(fault);
            }
        }
        Refusal::unless_empty(faults)?;
        let version = self.version.parse().map_err(|_| Refusal::Stale)?;
        Ok((limits, version))
    }
}

async fn view(page: Page, caller: &Caller, pace: &Pace, typed: &Set, faults: &[Fault]) -> Result<PacePage, Failure> {
    let organisation = organisations::show(&caller.context(), pace.organisation).await?;
    let stopped = pace::stopped(&caller.context(), pace).await?;
    let stopped = stopped.into_iter().map(|(name, at)| Fact::new(name, page.moment(at)));
    let may = pace.may_set(caller.actor());
    let refused = match &may {
        Err(refusal @ Refusal::NeedsPasskey) => Some(page.refusal(refusal)),
        Ok(()) | Err(_) => None,
    };
    let label = |limit: &Limit| page.t(&format!("pace.field.{limit}.label")).into_owned();
    let hint = |limit: &Limit| {
        let (least, most) = limit.bounds();
        let number = |value: u32| page.words().number(value);
        let bounds = [
            ("least", number(least)),
            ("most", number(most)),
            ("default", number(limit.default())),
        ];
        let gaps = [
            ("first", page.t(&format!("pace.field.{limit}.hint")).into_owned()),
            ("second", page.ta("pace.within", bounds)),
        ];
        page.ta("requests.show.two", gaps)
    };
    let field = |limit: &Limit| {
        let fault = faults.iter().find(|fault| fault.field == limit.code());
        FieldView::new(limit.code(), label(limit))
            .value(typed.typed(*limit))
            .hint(hint(limit))
            .keyboard("numeric")
            .left_to_right()
            .error(fault.map(|fault| page.fault(fault)))
    };
    let fields: Vec<FieldView> = match (&may, &refused) {
        (Ok(()), _) | (_, Some(_)) => Limit::ALL.iter().map(field).collect(),
        (Err(_), None) => Vec::new(),
    };
    let fact = |limit: &Limit| Fact::new(label(limit), page.words().number(pace.limits.get(*limit)));
    let facts = Limit::ALL.iter().map(fact).collect();
    let step = |href: Option<String>, text: String| Crumb { href, text };
    Ok(PacePage {
        crumbs: vec![
            step(
                Some("/organisations".to_owned()),
                page.t("organisations.index.title").into_owned(),
            ),
            step(Some(super::href(organisation.id)), organisation.name.clone()),
            step(None, page.t("pace.title").into_owned()),
        ],
        action: href(pace.organisation),
        back: super::href(pace.organisation),
        is_stale: false,
        refused,
        summary: ErrorSummary::of(page.words(), &fields, faults),
        fields,
        facts,
        stopped: stopped.collect(),
        version: typed.version.parse().unwrap_or(pace.version),
        page,
    })
}
