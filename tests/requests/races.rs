//! Two people act on one request at the same time, a thousand times, over all the pairs of acts that stand in each
//! other's way (security S32, F15). One of them is done whole; the other is refused, told so, and leaves nothing.
#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

pub mod desk;

use actix_web::http::StatusCode;
use crosshold::domain::holds::HoldStatus;
use crosshold::domain::pace::Limits;
use crosshold::domain::requests::Request;
use crosshold::domain::requests::kinds::Status;

use crate::support::{Client, Fetched};
use desk::{Desk, of_hold, page};

/// One of two acts that are tried at once.
struct Try<'a> {
    by: &'a Client,
    path: String,
    fields: &'a [(&'a str, &'a str)],
    /// What the trail tells of it, in order.
    tells: &'a [&'a str],
    /// How often it saves the request that the race is about.
    saves: i64,
    /// What it is told where it comes too late.
    refused: (StatusCode, &'static str),
}

impl<'a> Try<'a> {
    fn of(by: &'a Client, path: String, fields: &'a [(&'a str, &'a str)], tells: &'a [&'a str]) -> Self {
        Self {
            by,
            path,
            fields,
            tells,
            saves: 1,
            refused: (StatusCode::CONFLICT, "requests.acts.stale_title"),
        }
    }

    /// Sends what was made as of that version, which both read before either acts.
    async fn send(&self, as_of: Option<&str>) -> Fetched {
        let said = self.fields.iter().any(|(name, _)| *name == "as_of");
        let as_of = as_of.filter(|_| !said).map(|version| ("as_of", version));
        let fields: Vec<_> = self.fields.iter().copied().chain(as_of).collect();
        self.by.sends(&self.path, &fields).await
    }

    async fn reads(&self) -> Option<String> {
        self.by.as_of(&self.path).await.map(|version| version.to_string())
    }
}

/// Whether the second act is still possible after the first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// Each rules the other out.
    Neither,
    /// The second comes whatever happened; the first must come before it.
    Second,
}

/// What came of a race, and whether the first was done.
struct Ended {
    request: Request,
    first: bool,
}

/// Lets both act at once on `request`, and checks that what was done was done whole, and what was refused not at all.
async fn race(desk: &Desk, at: usize, request: &Request, tries: [Try<'_>; 2], after: After) -> Ended {
    let [one, two] = &tries;
    let mut tells = desk.told(request).await;
    // Who is asked first takes turns.
    let (of_one, of_two) = (one.reads().await, two.reads().await);
    let answers = if at.is_multiple_of(2) {
        futures_util::future::join(one.send(of_one.as_deref()), two.send(of_two.as_deref())).await
    } else {
        let (second, first) =
            futures_util::future::join(two.send(of_two.as_deref()), one.send(of_one.as_deref())).await;
        (first, second)
    };
    let mut version = request.version;
    for (answer, tried) in [(&answers.0, one), (&answers.1, two)] {
        if answer.status == StatusCode::SEE_OTHER {
            tells.extend(tried.tells.iter().map(ToString::to_string));
            version += tried.saves;
        } else {
            let (status, words) = tried.refused;
            assert_eq!(answer.status, status, "{at} {}: {}", tried.path, answer.text());
            answer.shows(words);
        }
    }
    let [first, second] = [&answers.0, &answers.1].map(|answer| answer.status == StatusCode::SEE_OTHER);
    match after {
        After::Neither => assert!(first != second, "{at}: {first} {second} {}", one.path),
        After::Second => assert!(second, "{at}: {first} {second} {}", one.path),
    }
    let kept = desk.kept(request).await;
    assert_eq!(desk.told(request).await, tells, "{at} {}", one.path);
    assert_eq!(kept.version, version, "{at} {}", one.path);
    Ended { request: kept, first }
}

const APPROVES: &[(&str, &str)] = &[("as_of", "1")];
const LIFTS: &[(&str, &str)] = &[("reason", "court_order")];

#[tokio::test(flavor = "current_thread")]
async fn of_two_supervisors_who_approve_at_once_one_issues_it() {
    // A thousand races, by people who are refused no more often than one may be.
    for _ in 0..4 {
        approve_at_once(&Desk::new().await).await;
    }
}

async fn approve_at_once(desk: &Desk) {
    let of_two = |at| at % 5 == 4;
    let all = desk.keep(250, |at, draft| {
        if of_two(at) {
            desk.in_review_of_two(draft)
        } else {
            desk.in_review(draft)
        }
    });
    let mut numbers = Vec::new();
    for (at, request) in all.await.iter().enumerate() {
        let tells: &[&str] = if of_two(at) { &["approved"] } else { &["issued"] };
        let approval = |by| Try::of(by, format!("{}/approval", page(request)), APPROVES, tells);
        let tries = [approval(&desk.supervisors.0), approval(&desk.supervisors.1)];

        let ended = race(desk, at, request, tries, After::Neither).await.request;

        assert_eq!(ended.approvals.len(), 1);
        assert_eq!(ended.status == Status::Issued, !of_two(at));
        assert_eq!(ended.packet.is_empty(), of_two(at));
        assert_eq!(ended.packet_hash.is_empty(), of_two(at));
        numbers.extend(ended.seal.map(|seal| seal.number));
    }
    let counted: Vec<String> = (1..=200).map(|at| format!("FR-2026-{at:06}")).collect();
    assert_eq!(numbers, counted, "no number is lost or given twice");
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_approved_is_not_sent_back_and_the_other_way_round() {
    let desk = Desk::new().await;
    let all = desk.keep(250, |_, draft| desk.in_review(draft)).await;
    let back = [("reason", "facts_unclear"), ("note", "Which deposits?")];
    for (at, request) in all.iter().enumerate() {
        let (approval, returned) = (
            format!("{}/approval", page(request)),
            format!("{}/return", page(request)),
        );
        let tries = [
            Try::of(&desk.supervisors.0, approval, APPROVES, &["issued"]),
            Try::of(&desk.supervisors.1, returned, &back, &["returned"]),
        ];

        let Ended { request, first, .. } = race(&desk, at, request, tries, After::Neither).await;

        let status = if first { Status::Issued } else { Status::Draft };
        assert_eq!(
            (request.status, request.seal.is_some(), request.approvals.len()),
            (status, first, usize::from(first))
        );
        assert_eq!(request.remark.is_empty(), first);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_approved_is_not_thrown_away_and_the_other_way_round() {
    let desk = Desk::new().await;
    let all = desk.keep(100, |_, draft| desk.in_review(draft)).await;
    for (at, request) in all.iter().enumerate() {
        let (approval, discard) = (
            format!("{}/approval", page(request)),
            format!("{}/discard", page(request)),
        );
        let tries = [
            Try::of(&desk.supervisors.0, approval, APPROVES, &["issued"]),
            Try::of(&desk.officers.1, discard, &[], &["draft_discarded"]),
        ];

        let Ended { request, first, .. } = race(&desk, at, request, tries, After::Neither).await;

        let status = if first { Status::Issued } else { Status::Withdrawn };
        assert_eq!((request.status, request.seal.is_some()), (status, first));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_sent_for_approval_is_what_was_read_and_no_later_draft() {
    let desk = Desk::new().await;
    let limits = Limits {
        sent_per_officer: 100,
        ..Limits::default()
    };
    crate::pace::sets(&desk.site, limits).await;
    let all = desk.keep(75, |_, draft| draft).await;
    let edit = desk.officers.0.reads(format!("{}/edit", page(&all[0]))).await;
    let facts = "A false trading site took deposits from 3 to 17 November 2026.\nIt closed on 18 November.";
    let form: Vec<(String, String)> = edit
        .form_to(&page(&all[0]))
        .into_iter()
        .filter(|(name, _)| name != "csrf")
        .map(|(name, value)| {
            let value = if name == "facts" { facts.to_owned() } else { value };
            (name, value)
        })
        .collect();
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    for (at, request) in all.iter().enumerate() {
        let tries = [
            Try::of(
                &desk.officers.0,
                format!("{}/submission", page(request)),
                APPROVES,
                &["submitted"],
            ),
            Try {
                refused: (StatusCode::CONFLICT, "requests.form.overtaken_lead"),
                ..Try::of(&desk.officers.1, page(request), &form, &["draft_changed"])
            },
        ];

        let Ended { request, first, .. } = race(&desk, at, request, tries, After::Neither).await;

        let status = if first { Status::InReview } else { Status::Draft };
        assert_eq!((request.status, request.content.facts == facts), (status, !first));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn of_two_responders_who_answer_a_target_at_once_one_places_the_hold() {
    let desk = Desk::new().await;
    let all = desk.keep(50, |at, draft| desk.begun(at, draft)).await;
    let frozen = |asset, amount| {
        [
            ("outcome", "frozen_full"),
            ("match_basis", "deposit_address"),
            ("relied_on", "request"),
            ("asset", asset),
            ("amount", amount),
            ("placed_at", "2026-11-22T16:00:00"),
            ("until", "2026-12-10T12:00"),
        ]
    };
    let (first, second) = (frozen("USDT.6", "412508.22"), frozen("ETH.18", "58"));
    for (at, request) in all.iter().enumerate() {
        let answer = |position, by, fields, tells| {
            let path = format!("{}/targets/{position}/answer", page(request));
            Try::of(by, path, fields, tells)
        };
        let (one, two) = &desk.responders;
        let tells = &["target_answered", "hold_placed"];
        let tries = [answer(1, one, &first, tells), answer(1, two, &first, tells)];

        let ended = race(&desk, at, request, tries, After::Neither).await.request;

        assert_eq!((ended.status, ended.holds.len()), (Status::PartlyAnswered, 1));
        let none = [("outcome", "no_match")];
        let tries = [
            answer(2, one, &second, &["target_answered", "hold_placed", "answered"]),
            answer(2, two, &none, &["target_answered", "answered"]),
        ];
        let ended = race(&desk, at, &ended, tries, After::Neither).await;
        assert_eq!(ended.request.status, Status::Answered);
        assert_eq!(ended.request.holds.len(), if ended.first { 2 } else { 1 });
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_accepted_is_not_disputed_and_the_other_way_round() {
    let desk = Desk::new().await;
    let all = desk.keep(75, |at, draft| desk.answered(at, draft)).await;
    let dispute = [("targets", "1"), ("note", "The receipt names this address.")];
    for (at, request) in all.iter().enumerate() {
        let (acceptance, disputed) = (
            format!("{}/acceptance", page(request)),
            format!("{}/dispute", page(request)),
        );
        let tries = [
            Try::of(&desk.officers.0, acceptance, &[], &["accepted"]),
            Try::of(&desk.officers.1, disputed, &dispute, &["disputed"]),
        ];

        let Ended { request, first } = race(&desk, at, request, tries, After::Neither).await;

        let status = if first { Status::Closed } else { Status::Disputed };
        assert_eq!(request.status, status);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_sent_elsewhere_is_not_taken_on_any_more() {
    let desk = Desk::new().await;
    let all = desk.keep(50, |at, draft| desk.issued(at, draft)).await;
    let elsewhere = [("reason", "group_company"), ("entity", "Halden Markets")];
    for (at, request) in all.iter().enumerate() {
        let (taken, sent) = (
            format!("{}/acknowledgement", page(request)),
            format!("{}/redirection", page(request)),
        );
        let tries = [
            Try::of(&desk.intakes.0, taken, &[("reference", "NB-7")], &["acknowledged"]),
            Try::of(&desk.intakes.1, sent, &elsewhere, &["redirected"]),
        ];

        let Ended { request, first } = race(&desk, at, request, tries, After::Neither).await;

        let status = if first {
            Status::Acknowledged
        } else {
            Status::Redirected
        };
        assert_eq!(request.status, status);
        assert_eq!(request.exchange_reference.is_empty(), !first);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_hold_that_is_lifted_is_not_lengthened_any_more() {
    let desk = Desk::new().await;
    let all = desk.keep(50, |at, draft| desk.held(at, draft)).await;
    for (at, request) in all.iter().enumerate() {
        let hold = &request.holds[0];
        let later = [("until", "2026-12-20T12:00")];
        let tries = [
            Try::of(
                &desk.responders.0,
                of_hold(request, hold, "extension"),
                &later,
                &["hold_extended"],
            ),
            lifts(&desk, request),
        ];

        let Ended { request: ended, first } = race(&desk, at, request, tries, After::Neither).await;

        let status = if first {
            HoldStatus::Extended
        } else {
            HoldStatus::Released
        };
        assert_eq!(ended.holds[0].status, status);
        assert_eq!(ended.holds[0].until != hold.until, first);
    }
}

/// The first hold of `request` is lifted.
fn lifts<'a>(desk: &'a Desk, request: &Request) -> Try<'a> {
    let path = of_hold(request, &request.holds[0], "lift");
    Try::of(&desk.responders.1, path, LIFTS, &["hold_released"])
}

#[tokio::test(flavor = "current_thread")]
async fn an_extension_is_not_issued_for_a_hold_that_is_being_lifted() {
    let desk = Desk::new().await;
    let all = desk.keep(25, |at, draft| desk.held(at, draft)).await;
    let extensions = desk.extend(&all, |_, draft| desk.in_review(draft)).await;
    for (at, (request, extension)) in all.iter().zip(&extensions).enumerate() {
        let approval = format!("{}/approval", page(extension));
        let approval = Try {
            refused: (StatusCode::UNPROCESSABLE_ENTITY, "refusals.gate"),
            ..Try::of(&desk.supervisors.0, approval, APPROVES, &["followed"])
        };

        let tries = [approval, lifts(&desk, request)];
        let Ended { request: ended, first } = race(&desk, at, request, tries, After::Neither).await;

        assert_eq!(ended.holds[0].status == HoldStatus::Released, !first);
        let extension = desk.kept(extension).await;
        assert_eq!((extension.seal.is_some(), extension.version > 1), (first, first));
        assert_eq!(desk.told(&extension).await.len(), usize::from(first));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_hold_that_is_lifted_is_not_lengthened_by_an_extension_either() {
    let desk = Desk::new().await;
    let all = desk.keep(25, |at, draft| desk.held(at, draft)).await;
    let extensions = desk.extend(&all, |at, draft| desk.begun(at, draft)).await;
    let later = [("outcome", "extended"), ("until", "2026-12-19T12:00")];
    for (at, (request, extension)) in all.iter().zip(&extensions).enumerate() {
        let answer = format!("{}/targets/1/answer", page(extension));
        let answer = Try {
            saves: 0,
            refused: (StatusCode::UNPROCESSABLE_ENTITY, "errors.field.hold_ended"),
            ..Try::of(&desk.responders.0, answer, &later, &["hold_extended"])
        };

        let tries = [answer, lifts(&desk, request)];
        let Ended { request: ended, first } = race(&desk, at, request, tries, After::Second).await;

        assert_eq!(ended.holds[0].status, HoldStatus::Released);
        assert_eq!(ended.holds[0].until != request.holds[0].until, first);
        let status = if first { Status::Answered } else { Status::Executing };
        assert_eq!(desk.kept(extension).await.status, status);
    }
}
