//! What people, browsers and strangers send that no page of ours asked for: nothing breaks, nothing changes, nothing
//! typed is lost.

mod addresses;
mod drafts;
mod fields;
mod walk;

use crosshold::domain::actor::Role;

use crate::cases::case_with;
use crate::requests::Stage;
use crate::support::{Client, Fetched, Site};
use walk::Walk;

const POLICE: &str = "Polícia Judiciária";
const EXCHANGE: &str = "Northbank Exchange";
const TRON: &str = "TSFGVvWpbjHj2VvhZbuYEpFpQBaMyrwb9f";

/// A site on which something of everything stands, and the people who know of it.
struct Scene {
    site: Site,
    stage: Stage,
    /// A case with an indicator.
    case: String,
    /// A request that is issued and taken on.
    issued: String,
}

impl Scene {
    async fn new() -> Self {
        let site = Site::new().await;
        let stage = Stage::on(&site).await;
        let issued = format!("/requests/{}", stage.issued().await);
        let intake = &stage.intake;
        intake.reads(format!("{issued}/acknowledgement")).await;
        intake
            .sends_on(&format!("{issued}/acknowledgement"), &[("reference", "NB-1")])
            .await;
        let case = case_with(&stage.officer, "PJ-2026-7", TRON).await;
        Self {
            site,
            stage,
            case,
            issued,
        }
    }

    /// Everybody on the stage, each with where to begin.
    fn people(&self) -> [(&Client, Vec<String>); 4] {
        let begin = |paths: &[&str]| {
            let own = paths.iter().map(|path| (*path).to_owned());
            own.chain(["/home".to_owned(), self.issued.clone()]).collect::<Vec<_>>()
        };
        let (case, new) = (self.case.clone(), format!("{}/requests/new", self.case));
        [
            (
                &self.stage.officer,
                begin(&[&case, &new, "/cases/new", "/account", "/organisations"]),
            ),
            (&self.stage.supervisor, begin(&["/requests", "/holds"])),
            (&self.stage.intake, begin(&["/requests", "/notices"])),
            (&self.stage.responder, begin(&["/requests", "/verify"])),
        ]
    }

    /// Every row but those of who looked, and when somebody was last seen.
    async fn rows(&self) -> String {
        let dump = self.site.dump().await;
        let kept = dump.lines().filter(|row| {
            let table = row.split(':').next().unwrap_or_default();
            !matches!(
                table,
                "leaves"
                    | "leaf_details"
                    | "leaf_clock"
                    | "sessions"
                    | "sign_in_failures"
                    | "verify_checks"
                    | "sqlite_sequence"
            )
        });
        kept.collect::<Vec<_>>().join("\n")
    }

    async fn walks(&self) -> Vec<(&Client, Walk)> {
        let mut walks = Vec::new();
        for (client, start) in self.people() {
            let start: Vec<&str> = start.iter().map(String::as_str).collect();
            walks.push((client, Walk::of(client, &start).await));
        }
        walks
    }
}

/// A page apart from what differs by its call: the id, the token, and the address itself, to which a choice of language
/// comes back.
fn without_ids(fetched: &Fetched, address: &str) -> String {
    fetched
        .body
        .replace(&format!("value=\"{address}\""), "value=\"ADDRESS\"")
        .replace(&fetched.header("x-request-id"), "ID")
        .split("name=\"csrf\" value=\"")
        .map(|part| part.split_once('"').map_or(part, |(_, rest)| rest))
        .collect()
}

/// Somebody of another agency, or of another exchange, with every role there is on that side.
async fn strangers(site: &Site) -> [Client; 2] {
    [
        site.member_of("Guardia Civil", &[Role::Officer, Role::Supervisor])
            .await,
        site.member_of("Halden Markets", &[Role::Intake, Role::Responder, Role::Counsel])
            .await,
    ]
}

/// An address that fits `pattern`, to which nothing belongs.
fn absent(pattern: &str) -> String {
    let parts = pattern.split('/').map(|part| match part {
        "{reference}" => "FR-2026-999999",
        "{position}" => "1",
        "{code}" => "0000-0000-0000-0000",
        part if part.starts_with('{') => "01939000-0000-7000-8000-000000000000",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}
