//! Every page of a request in every status, asked by people of both sides, of others, and by those who may not act at all,
//! compared with `golden/requests_access.txt` (S24). `CROSSHOLD_GOLDEN=write` writes the file anew; read the difference
//! before it is committed.

use std::fmt::Write as _;
use std::path::Path;

use crosshold::domain::actor::Role;
use crosshold::domain::clocks::Urgency;
use crosshold::domain::requests::Request;
use crosshold::domain::requests::kinds::Status;
use crosshold::domain::{organisations, people};
use crosshold::web::routes::ROUTES;

use super::races::desk::{Desk, page};
use super::states::in_every_status;
use super::{EXCHANGE, POLICE};
use crate::support::{Client, Site};

const ABSENT: &str = "01939000-0000-7000-8000-000000000000";

/// Who asks; `own` reads every status, the others two of them.
struct Reader {
    name: &'static str,
    own: bool,
    client: Client,
}

async fn readers(site: &Site) -> Vec<Reader> {
    let own: [(&str, &str, Role); 9] = [
        ("asker/officer", POLICE, Role::Officer),
        ("asker/supervisor", POLICE, Role::Supervisor),
        ("asker/agency_admin", POLICE, Role::AgencyAdmin),
        ("recipient/intake", EXCHANGE, Role::Intake),
        ("recipient/responder", EXCHANGE, Role::Responder),
        ("recipient/counsel", EXCHANGE, Role::Counsel),
        ("recipient/exchange_admin", EXCHANGE, Role::ExchangeAdmin),
        ("foreign/supervisor", "Another agency", Role::Supervisor),
        ("foreign/responder", "Another exchange", Role::Responder),
    ];
    let others: [(&str, &str, Role); 4] = [
        ("coordinator", "Desk", Role::Coordinator),
        ("auditor", "Inspectorate", Role::Auditor),
        ("verifier", "Platform", Role::Verifier),
        ("operator", "Platform", Role::Operator),
    ];
    let mut readers = Vec::new();
    for (is_own, (name, organisation, role)) in own
        .into_iter()
        .map(|one| (true, one))
        .chain(others.map(|one| (false, one)))
    {
        readers.push(Reader {
            name,
            own: is_own,
            client: site.member_of(organisation, &[role]).await,
        });
    }
    for (name, standing) in [
        ("asker/supervisor, suspended", people::Standing::Suspended),
        ("asker/supervisor, left", people::Standing::Left),
        ("asker/supervisor, invited", people::Standing::Invited),
    ] {
        let person = site.person_of(POLICE, &[Role::Supervisor]).await;
        let client = site.nobody();
        client.signs_in(&person).await;
        site.set_standing(&person, standing).await;
        readers.push(Reader {
            name,
            own: false,
            client,
        });
    }
    let client = site.supervisor_of("Stopped agency").await;
    site.set_organisation_standing("Stopped agency", organisations::Standing::Suspended)
        .await;
    readers.push(Reader {
        name: "supervisor of a suspended agency",
        own: false,
        client,
    });
    readers.push(Reader {
        name: "nobody",
        own: false,
        client: site.nobody(),
    });
    readers
}

/// The address of `pattern` on `request`, with its first target, hold and preservation.
fn address(pattern: &str, request: &Request) -> String {
    let hold = request.holds.first().map(|hold| hold.id.to_string());
    let kept = request.preservations.first().map(|kept| kept.id.to_string());
    let of = |found: Option<String>| found.unwrap_or_else(|| ABSENT.to_owned());
    pattern
        .replace("/requests/{reference}", &page(request))
        .replace("{position}", "1")
        .replace("{hold}", &of(hold))
        .replace("{preservation}", &of(kept))
}

/// How each status was answered, those alike together: `200: draft in_review · 404: all others`.
fn told(answers: &[(Status, u16)]) -> String {
    let mut codes: Vec<u16> = answers.iter().map(|(_, code)| *code).collect();
    codes.sort_unstable();
    codes.dedup();
    if let [only] = codes.as_slice() {
        return only.to_string();
    }
    let of = |code: &u16| {
        let statuses = answers.iter().filter(|(_, one)| one == code);
        let statuses: Vec<&str> = statuses.map(|(status, _)| status.code()).collect();
        format!("{code}: {}", statuses.join(" "))
    };
    codes.iter().map(of).collect::<Vec<_>>().join(" · ")
}

#[tokio::test(flavor = "current_thread")]
async fn every_page_of_a_request_is_open_to_exactly_whom_the_table_names_in_every_status() {
    let desk = Desk::new().await;
    let readers = readers(&desk.site).await;
    let requests = in_every_status(&desk, Urgency::Urgent).await;
    let mut table = String::new();
    let routes = ROUTES
        .iter()
        .filter(|route| route.method == "GET" && route.path.starts_with("/requests/{reference}"));
    for route in routes {
        writeln!(table, "GET {}", route.path).unwrap();
        for reader in &readers {
            let mut answers = Vec::new();
            let asked = |request: &&Request| reader.own || matches!(request.status, Status::Draft | Status::Executing);
            for request in requests.iter().filter(asked) {
                let fetched = reader.client.get(&address(route.path, request)).await;
                answers.push((request.status, fetched.status.as_u16()));
            }
            writeln!(table, "  {:<32} {}", reader.name, told(&answers)).unwrap();
        }
    }

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/requests_access.txt");
    #[expect(clippy::disallowed_methods, reason = "tests have no settings")]
    if std::env::var("CROSSHOLD_GOLDEN").is_ok_and(|value| value == "write") {
        std::fs::write(&file, &table).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    for (now, then) in table.lines().zip(golden.lines()) {
        assert_eq!(now, then, "see tests/golden/requests_access.txt");
    }
    assert_eq!(table.lines().count(), golden.lines().count(), "routes came or went");
}
