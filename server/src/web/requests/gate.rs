//! The quality check on the page of a request that is not issued, and the approver's decision beside it.

use jiff::civil::Date;

use super::actions::ActionView;
use super::show::cast;
use super::words::reference;
use crate::domain::assurance::{Part, least};
use crate::domain::holds::Hold;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::quality::{Check, Finding, LEAST_FACTS};
use crate::domain::requests::{DataWanted, Request};
use crate::domain::values::Zone;
use crate::service::requests::assessing::{Assessed, assessed};
use crate::service::requests::{Opened, Setting, issuing};
use crate::service::{Context, Error};
use crate::web::assurance::way_to;
use crate::web::page::Page;
use crate::web::views::Icon;

/// What the check found.
#[derive(Clone, Debug)]
pub struct GateView {
    /// Of 100.
    pub score: u8,
    /// Each finding, blocks first.
    pub lines: Vec<GateLine>,
    /// What was found, in one sentence.
    pub summary: String,
    /// How many approvals there are of how many.
    pub approvals: String,
    /// Sending a draft; approving and sending back, while it is in review. They stand after what was found.
    pub actions: Vec<ActionView>,
}

impl GateView {
    /// Whether one of its buttons is what to do now.
    pub fn leads(&self) -> bool {
        self.actions.iter().any(|action| action.refused.is_none())
    }
}

/// A finding.
#[derive(Clone, Debug)]
pub struct GateLine {
    /// `block`, `warn` or `pass`.
    pub class: &'static str,
    /// The same as an icon.
    pub icon: Icon,
    /// What was found.
    pub text: String,
    /// How it was explained.
    pub sub: Option<String>,
    /// What is told beside it.
    pub beside: Option<String>,
    /// The field it is about, while the reader may change it.
    pub href: Option<String>,
}

/// The field of the form that a check of `request` is about, by its id there; nothing where no field can mend it. `kind` is
/// what the form says, where it says another.
pub fn field_of(check: Check, kind: Kind, request: &Request) -> Option<&'static str> {
    match check {
        // A faster answer is what its urgency promises, and fewer approvals what a lower one asks.
        Check::InTime | Check::Approvers => Some("urgency"),
        Check::HasTargets
        | Check::Checksums
        | Check::Tags
        | Check::AsInCase
        | Check::NotHeldAlready
        | Check::NotAskedAlready => {
            // A request that follows takes its targets from the holds it names: they are not on its form.
            if kind.follows() { None } else { Some("targets") }
        }
        Check::EndDate | Check::EndAhead | Check::LaterEnd | Check::WithinBasis => Some("until"),
        Check::Covered => Some("order_expected_on"),
        Check::Capped => Some("scope"),
        Check::BasisFits | Check::BasisHere => Some("basis"),
        Check::Facts | Check::NoPersonalData => Some("facts"),
        Check::Language => Some("language"),
        Check::SecrecyBasis => Some("secret_basis"),
        Check::UrgencyReason => Some("urgency_reason"),
        Check::Callback => Some("callback"),
        Check::DataNamed => Some("data"),
        Check::DataPeriod => Some("data_to"),
        Check::DataSpan => Some("data_from"),
        Check::ReleaseReason => Some("release_reason"),
        // Of blocks alone no part can be named.
        Check::PartHeld => (!request.holds.iter().all(Hold::is_block)).then_some("parts"),
        // The papers come with a later version, the holds from the request it follows; a person's assurance is given elsewhere.
        Check::Document | Check::Assurance | Check::HoldsNamed => None,
    }
}

/// What is told beside a check, whatever it found: which targets are compared by eye, by when an extension is answered,
/// who could approve. `zones` are those of the exchange and of the asker.
pub fn beside(page: &Page, check: Check, request: &Request, assessed: &Assessed, zones: [&Zone; 2]) -> Option<String> {
    match check {
        Check::Checksums => {
            let by_eye = request
                .targets
                .iter()
                .filter(|target| target.compared_by_eye().is_some())
                .map(|target| page.ta("requests.show.target_at", [("position", target.position)]))
                .collect::<Vec<_>>();
            let targets = page.words().list(&by_eye);
            (!by_eye.is_empty()).then(|| page.ta("requests.beside.by_eye", [("targets", targets)]))
        }
        Check::Tags if assessed.untagged.is_empty() => None,
        Check::Tags => {
            let targets = assessed
                .untagged
                .iter()
                .map(|position| page.ta("requests.show.target_at", [("position", position)]))
                .collect::<Vec<_>>();
            let untagged = page.ta("requests.beside.untagged", [("targets", page.words().list(&targets))]);
            let said = assessed.without_tag.iter().map(|(position, person, at)| {
                let gaps = [
                    ("target", page.ta("requests.show.target_at", [("position", position)])),
                    ("person", person.clone()),
                    ("when", page.moment_of(*at, zones)),
                ];
                let key = if person.is_empty() {
                    "no_tag_said"
                } else {
                    "no_tag_said_by"
                };
                page.ta(&format!("requests.beside.{key}"), gaps)
            });
            Some(std::iter::once(untagged).chain(said).collect::<Vec<_>>().join(" "))
        }
        Check::InTime => assessed.late.map(|late| {
            let mut gaps = vec![
                ("answered", page.moment_of(late.answered_by, zones)),
                ("ends", page.moment_of(late.ends, zones)),
            ];
            let Some(urgency) = late.fits else {
                return page.ta("requests.beside.late_anyhow", gaps);
            };
            gaps.push(("urgency", page.t(&format!("clocks.urgency.{urgency}")).into_owned()));
            page.ta("requests.beside.late", gaps)
        }),
        Check::Approvers if assessed.approvers.is_empty() => Some(page.t("requests.beside.nobody").into_owned()),
        Check::Approvers => {
            let people = page.words().list(&assessed.approvers);
            Some(page.ta("requests.beside.approvers", [("people", people)]))
        }
        Check::NotAskedAlready => {
            let asked = assessed.asked_already.iter().map(|(position, number)| {
                let gaps = [
                    ("target", page.ta("requests.show.target_at", [("position", position)])),
                    ("number", number.clone()),
                ];
                page.ta("requests.beside.asked_already", gaps)
            });
            let asked: Vec<String> = asked.collect();
            (!asked.is_empty()).then(|| asked.join(" "))
        }
        Check::Assurance => {
            let need = least(request.content.kind, request.content.urgency, Part::Author);
            let way = way_to(page, assessed.assurance, need, &assessed.helpers);
            (!way.is_empty()).then(|| page.ta("requests.beside.assurance", [("level", need.code()), ("way", &way)]))
        }
        Check::DataPeriod => kinds_with(page, request, zones, |wanted, today| !wanted.is_over(today)),
        Check::DataSpan => kinds_with(page, request, zones, |wanted, today| !wanted.is_bounded(today)),
        Check::HasTargets
        | Check::AsInCase
        | Check::EndDate
        | Check::EndAhead
        | Check::LaterEnd
        | Check::WithinBasis
        | Check::Covered
        | Check::Capped
        | Check::BasisFits
        | Check::BasisHere
        | Check::Facts
        | Check::NoPersonalData
        | Check::Language
        | Check::PartHeld
        | Check::UrgencyReason
        | Check::Callback
        | Check::SecrecyBasis
        | Check::Document
        | Check::NotHeldAlready
        | Check::DataNamed
        | Check::ReleaseReason
        | Check::HoldsNamed => None,
    }
}

/// The kinds of data that `is_meant` today, where the asker is; nothing where there is none.
fn kinds_with(
    page: &Page,
    request: &Request,
    [_, asker]: [&Zone; 2],
    is_meant: impl Fn(&DataWanted, Date) -> bool,
) -> Option<String> {
    let today = page.now().date_in(asker);
    let meant = request.content.data.iter().filter(|wanted| is_meant(wanted, today));
    let kinds: Vec<String> = meant
        .map(|wanted| page.t(&format!("requests.data.{}", wanted.kind)).into_owned())
        .collect();
    // Some kinds have commas in their names.
    let gaps = [("kinds", kinds.join(" · "))];
    (!kinds.is_empty()).then(|| page.ta("requests.beside.data", gaps))
}

/// The check of a request of the own agency that was not issued yet.
pub async fn gate(page: &Page, cx: &Context<'_>, opened: &Opened) -> Result<Option<GateView>, Error> {
    let request = &opened.request;
    let cast = cast(opened, cx.actor);
    if !cast.asks() || !matches!(request.status, Status::Draft | Status::InReview) {
        return Ok(None);
    }
    let db = cx.db.read();
    let setting = Setting::of(cx.db, db, request).await?;
    let mut assessed = assessed(db, cx, request, &setting).await?;
    assessed.report.findings.sort_by_key(|(_, finding)| *finding);
    let report = &assessed.report;
    let edit = request
        .may(Act::Revise, cx.actor)
        .is_ok()
        .then(|| format!("/requests/{}/edit", reference(request)));
    let line = |(check, finding): &(Check, Finding)| GateLine {
        href: edit.as_ref().and_then(|edit| link(edit, *check, *finding, request)),
        beside: beside(page, *check, request, &assessed, cast.zones()),
        ..line(page, *check, *finding, &request.content.exceptions)
    };
    // Only who sends it off is counted.
    let spent = if request.may(Act::Submit, cx.actor).is_ok() {
        let sent = issuing::sent(db, cx, request, &assessed).await?;
        sent.may_send(request.content.urgency, cx.now).err()
    } else {
        None
    };
    let stops = report
        .findings
        .iter()
        .filter(|(_, finding)| matches!(finding, Finding::Blocks | Finding::Explain))
        .count()
        + usize::from(spent.is_some());
    let too_many = spent.as_ref().map(|refusal| GateLine {
        class: "block",
        icon: Icon::Cross,
        text: page.refusal(refusal),
        sub: None,
        beside: None,
        href: edit.as_ref().map(|edit| format!("{edit}#urgency")),
    });
    let base = format!("/requests/{}", reference(request));
    let action = |act: Act, path: &str| {
        let label = page.t(&format!("requests.act.{act}"));
        ActionView::of(
            page,
            act.code(),
            label,
            format!("{base}/{path}"),
            request.may(act, cx.actor),
        )
    };
    let actions = if request.status == Status::Draft {
        let allowed = request
            .may(Act::Submit, cx.actor)
            .and_then(|()| report.passes())
            .and_then(|()| spent.clone().map_or(Ok(()), Err));
        let label = page.t(&format!("requests.act.{}", Act::Submit));
        let path = format!("{base}/submission");
        vec![
            ActionView::of(page, Act::Submit.code(), label, path, allowed)
                .primary()
                .sending(request.version),
        ]
    } else if request.status == Status::InReview {
        vec![
            // Who signs it, or has to say more, does so on the page of the act.
            match action(Act::Approve, "approval").primary() {
                approve if cx.actor.signs() || request.second_look.is_some() => approve,
                approve => approve.sending(request.version),
            },
            action(Act::SendBack, "return"),
        ]
    } else {
        Vec::new()
    };
    Ok(Some(GateView {
        score: report.score(),
        lines: too_many.into_iter().chain(report.findings.iter().map(line)).collect(),
        summary: page.n("requests.show.gate_stops", stops),
        approvals: page.ta(
            "requests.show.approvals",
            [
                ("given", request.approvals.len()),
                ("needed", request.approvals_needed()),
            ],
        ),
        actions,
    }))
}

/// To the field; where it has none, to where it is explained.
fn link(edit: &str, check: Check, finding: Finding, request: &Request) -> Option<String> {
    if (check, finding) == (Check::Assurance, Finding::Blocks) {
        return Some("/account#assurance".to_owned());
    }
    match (field_of(check, request.content.kind, request), finding) {
        (Some(field), _) => Some(format!("{edit}#{field}")),
        (None, Finding::Explain | Finding::Explained) => Some(format!("{edit}#explanation.{check}")),
        (None, Finding::Blocks | Finding::Warns | Finding::Passes) => None,
    }
}

/// What a check found, in a sentence; `part` says how it came out.
pub fn checked(page: &Page, check: Check, part: &str) -> String {
    page.ta(&format!("requests.check.{check}.{part}"), [("least", LEAST_FACTS)])
}

fn line(
    page: &Page,
    check: Check,
    finding: Finding,
    explained: &std::collections::BTreeMap<String, String>,
) -> GateLine {
    let (class, icon, part) = match finding {
        Finding::Blocks => ("block", Icon::Cross, "block"),
        Finding::Explain => ("warn", Icon::Alert, "explain"),
        Finding::Explained => ("warn", Icon::Message, "explain"),
        Finding::Warns => ("warn", Icon::Alert, "warn"),
        Finding::Passes => ("pass", Icon::Check, "pass"),
    };
    let why = explained.get(check.code()).filter(|_| finding == Finding::Explained);
    GateLine {
        class,
        icon,
        text: checked(page, check, part),
        sub: why.map(|why| page.ta("requests.show.explained", [("why", why)])),
        beside: None,
        href: None,
    }
}
