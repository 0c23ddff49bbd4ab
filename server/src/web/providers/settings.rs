//! What an administrator lets the provider decide: for whom, which groups give which roles, and what counts as a second
//! factor.

use actix_web::HttpRequest;
use serde::Deserialize;

use super::{PATH, bound, crumbs, refused};
use crate::domain::actor::{Role, Roles};
use crate::domain::change::{Fault, Refusal};
use crate::domain::organisations::Organisation;
use crate::domain::providers::{Act, GroupRole, LONGEST, MOST_GROUPS, Provider, Settings};
use crate::service::providers;
use crate::service::{Context, Error};
use crate::web::form::{AS_OF, AsOf, Typed, clean_line};
use crate::web::members::act::{ActPage, Asked, field};
use crate::web::members::roles::{choices, roles_of};
use crate::web::page::{Answer, Page, see_other, shown};
use crate::web::session::Caller;
use crate::web::views::{Choice, ErrorSummary, Fact, FieldView, Tone};

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    domains: Vec<String>,
    only_way: String,
    acr: String,
    amr: String,
    groups_claim: String,
    groups: String,
    bound: Vec<String>,
}

impl Form {
    fn of(settings: &Settings) -> Self {
        let Settings {
            domains,
            is_only_way,
            groups_claim,
            groups,
            bound,
            acr,
            amr,
        } = settings;
        let groups: Vec<String> = groups
            .iter()
            .map(|mapped| format!("{} = {}", mapped.group, mapped.role))
            .collect();
        Self {
            domains: domains.clone(),
            only_way: if *is_only_way { YES.to_owned() } else { String::new() },
            acr: acr.join("\n"),
            amr: amr.join("\n"),
            groups_claim: groups_claim.clone(),
            groups: groups.join("\n"),
            bound: bound.iter().map(|role| role.code().to_owned()).collect(),
        }
    }

    fn read(&self) -> Result<Settings, Refusal> {
        let mut faults = Vec::new();
        let bound = roles_of(&self.bound).unwrap_or_else(|_| {
            faults.push(Fault::new("bound", "unknown_choice"));
            Roles::default()
        });
        if !matches!(self.only_way.as_str(), "" | YES) {
            faults.push(Fault::new("only_way", "unknown_choice"));
        }
        let settings = Settings {
            domains: self.domains.clone(),
            is_only_way: self.only_way == YES,
            groups_claim: clean_line("groups_claim", &self.groups_claim, LONGEST, &mut faults),
            groups: groups(&self.groups, &mut faults),
            bound,
            acr: values("acr", &self.acr, &mut faults),
            amr: values("amr", &self.amr, &mut faults),
        };
        Refusal::unless_empty(faults).map(|()| settings)
    }
}

const YES: &str = "yes";

/// The lines of a field, trimmed, each once.
fn values(name: &'static str, typed: &str, faults: &mut Vec<Fault>) -> Vec<String> {
    let mut values = Vec::new();
    for line in typed.lines() {
        let line = clean_line(name, line, LONGEST, faults);
        if !line.is_empty() && !values.contains(&line) {
            values.push(line);
        }
        // What is more is refused by the rule; nothing without end is read.
        if values.len() > MOST_GROUPS {
            break;
        }
    }
    values
}

/// `group = role`, a line each; the role by its word.
fn groups(typed: &str, faults: &mut Vec<Fault>) -> Vec<GroupRole> {
    let mut found = Vec::new();
    for line in values("groups", typed, faults) {
        let mapped = line.rsplit_once('=').and_then(|(group, role)| {
            let group = group.trim();
            let role: Role = role.trim().parse().ok()?;
            (!group.is_empty()).then(|| GroupRole {
                group: group.to_owned(),
                role,
            })
        });
        match mapped {
            Some(mapped) => found.push(mapped),
            None => {
                faults.push(Fault::new("groups", "group_line").with("line", line.chars().take(60).collect::<String>()));
                break;
            }
        }
    }
    found
}

/// `GET /provider/edit`.
pub async fn edit(page: Page, caller: Caller) -> Answer {
    let (organisation, provider) = bound(&caller).await?;
    let form = Form::of(&provider.settings);
    let version = provider.version;
    shown(&view(page, &caller, (&organisation, &provider), version, &form, &[]))
}

/// `POST /provider/edit`.
pub async fn update(request: HttpRequest, page: Page, caller: Caller, typed: Typed<Form>) -> Answer {
    let as_of = AsOf::of(&request).told()?;
    let cx = Context {
        as_of: Some(as_of),
        ..caller.context()
    };
    let (form, is_sent) = match typed {
        Typed::Sent(form) => (form, true),
        Typed::Resumed(form) => (form, false),
    };
    if !is_sent {
        let (organisation, provider) = bound(&caller).await?;
        return shown(&view(page, &caller, (&organisation, &provider), as_of, &form, &[]));
    }
    let done = match form.read() {
        Ok(settings) => providers::change(&cx, settings).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(is_changed) => {
            let key = if is_changed {
                "providers.edit.done"
            } else {
                "members.unchanged"
            };
            page.say_next(Tone::Ok, key, &[]).await?;
            see_other(PATH)
        }
        Err(Error::Refused(Refusal::Fields(faults))) => {
            let (organisation, provider) = bound(&caller).await?;
            view(page, &caller, (&organisation, &provider), as_of, &form, &faults).answer(&faults)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(
    page: Page,
    caller: &Caller,
    (organisation, provider): (&Organisation, &Provider),
    version: i64,
    form: &Form,
    faults: &[Fault],
) -> ActPage {
    let title = page.t("providers.act.change").into_owned();
    let asked = |name: &'static str| -> FieldView {
        field(&page, name, &format!("providers.field.{name}.label"), faults)
            .hint(page.t(&format!("providers.field.{name}.hint")))
    };
    let of_kind: Roles = Role::ALL
        .iter()
        .copied()
        .filter(|role| role.kind() == organisation.kind)
        .collect();
    let only_way = Choice::new(YES, page.t("providers.field.only_way.yes"), &form.only_way);
    let held = roles_of(&form.bound).unwrap_or_default();
    let words: Vec<&str> = of_kind.iter().map(Role::code).collect();
    let groups = asked("groups").hint(page.ta("providers.field.groups.hint", [("roles", words.join(", "))]));
    let label = |field: &str| page.t(&format!("providers.field.{field}.label")).into_owned();
    ActPage {
        crumbs: crumbs(&page, &title),
        lead: page.t("providers.edit.lead").into_owned(),
        action: format!("{PATH}/edit"),
        back: PATH.to_owned(),
        about: vec![
            Fact::latin(label("issuer"), &provider.issuer),
            Fact::latin(label("client_id"), &provider.client_id),
        ],
        hidden: vec![(AS_OF, version.to_string())],
        asked: vec![
            Asked::Any(
                asked("domains"),
                super::binding::domains(&organisation.domains, &form.domains),
            ),
            Asked::Any(asked("only_way").optional(), vec![only_way]),
            Asked::Area(asked("acr").value(&form.acr).left_to_right().optional()),
            Asked::Area(asked("amr").value(&form.amr).left_to_right().optional()),
            Asked::Any(asked("bound").optional(), choices(&page, of_kind, held)),
            Asked::Line(
                asked("groups_claim")
                    .value(&form.groups_claim)
                    .left_to_right()
                    .optional(),
            ),
            Asked::Area(groups.value(&form.groups).left_to_right().optional()),
        ],
        errors: ErrorSummary::default(),
        submit: page.t("providers.edit.submit").into_owned(),
        class: "primary",
        refused: refused(&page, caller, Act::Change, organisation, provider),
        title,
        page,
    }
}
