//! A request in every status, as every role on both sides reads it: the waiting line is one wherever it stands, and
//! every act has its button, or its reason.
#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

mod held;

use crosshold::domain::actor::{Actor, OrganisationKind, Role};
use crosshold::domain::clocks::Urgency;
use crosshold::domain::holds::HoldStatus;
use crosshold::domain::ids::PreservationId;
use crosshold::domain::people::Proof;
use crosshold::domain::preservations::{Preservation, PreservationStatus};
use crosshold::domain::requests::acts::{Act, Side};
use crosshold::domain::requests::kinds::{Kind, Status};
use crosshold::domain::requests::{Content, Request};
use crosshold::text::Language;
use jiff::SignedDuration;
use scraper::{ElementRef, Html, Selector};

use super::races::desk::{Desk, page};
use super::{EXCHANGE, POLICE};
use crate::support::{Client, Fetched, Site};

/// Who reads.
struct Reader {
    client: Client,
    actor: Actor,
    role: Role,
}

async fn readers(site: &Site) -> Vec<Reader> {
    let mut readers = Vec::new();
    for (name, kind, roles) in [
        (
            POLICE,
            OrganisationKind::Agency,
            [Role::Officer, Role::Supervisor].as_slice(),
        ),
        (
            EXCHANGE,
            OrganisationKind::Exchange,
            [Role::Intake, Role::Responder, Role::Counsel].as_slice(),
        ),
    ] {
        let organisation = site.organisation(name, kind).await;
        for &role in roles {
            let person = site.person_of(name, &[role]).await;
            let client = site.nobody();
            client.signs_in(&person).await;
            readers.push(Reader {
                actor: person.actor(&organisation, Some(Proof::DEMO)),
                client,
                role,
            });
        }
    }
    readers
}

/// A request of `urgency` in every status there is, whatever led there.
pub async fn in_every_status(desk: &Desk, urgency: Urgency) -> Vec<Request> {
    let of = |at: usize, draft: Request| {
        let status = Status::REACHED[at];
        let draft = Request {
            content: Content {
                urgency,
                callback: "+351215550134".to_owned(),
                ..draft.content.clone()
            },
            ..draft
        };
        let number = at + 40 * usize::from(urgency.is_emergency());
        if status == Status::Draft {
            draft
        } else if status == Status::InReview {
            desk.in_review(draft)
        } else if status == Status::Clarification {
            desk.asked(number, draft)
        } else {
            Request {
                status,
                ..desk.begun(number, draft)
            }
        }
    };
    desk.keep(Status::REACHED.len(), of).await
}

fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

fn text_of(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The waiting line of the request's own page.
fn line_of_page(fetched: &Fetched) -> String {
    let html = Html::parse_document(&fetched.body);
    html.select(&select(".waiting.wide")).map(text_of).next().unwrap()
}

/// The waiting line of its row in a list; nothing where it has none.
fn line_of_row(fetched: &Fetched, address: &str) -> Option<String> {
    let html = Html::parse_document(&fetched.body);
    let rows = select("table.queue tbody tr");
    let link = select(&format!("th a[href=\"{address}\"]"));
    let row = html.select(&rows).find(|row| row.select(&link).next().is_some())?;
    row.select(&select(".waiting")).map(text_of).next()
}

fn knows(reader: &Reader, request: &Request) -> bool {
    request.may_know(&reader.actor).is_ok()
}

#[tokio::test(flavor = "current_thread")]
async fn the_waiting_line_of_a_list_is_that_of_the_page_in_every_status() {
    let desk = Desk::new().await;
    let readers = readers(&desk.site).await;
    for urgency in [Urgency::Flash, Urgency::Urgent] {
        for request in in_every_status(&desk, urgency).await {
            let (address, status) = (page(&request), request.status);
            for reader in readers.iter().filter(|reader| knows(reader, &request)) {
                // The status turns the list to the tab it stands in.
                let list = format!("/requests?status={status}&urgency={urgency}");
                let list = reader.client.reads(&list).await;
                let of_row = line_of_row(&list, &address);
                let of_page = line_of_page(&reader.client.reads(&address).await);

                assert_eq!(of_row, Some(of_page), "{urgency} {status} as {}", reader.role);
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_question_of_a_flash_request_stops_no_clock_and_no_page_says_so() {
    let desk = Desk::new().await;
    let readers = readers(&desk.site).await;
    for urgency in [Urgency::Flash, Urgency::Urgent] {
        let all = in_every_status(&desk, urgency).await;
        let asked = all.iter().find(|one| one.status == Status::Clarification).unwrap();
        for reader in &readers {
            let read = reader.client.reads(page(asked)).await;
            let list = reader.client.reads("/requests?status=clarification").await;
            let row = line_of_row(&list, &page(asked)).unwrap();
            let runs = Language::English.words().t("requests.waits.meanwhile.execution");
            let runs = runs.split('%').next().unwrap();
            assert_eq!(row.contains(runs), urgency.is_emergency(), "{urgency}: {row}");
            if urgency.is_emergency() {
                read.shows("requests.waits.promise.question_runs")
                    .shows("requests.waits.meanwhile.execution")
                    .hides("requests.waits.promise.question");
                let says_that_they_stop = read.text().contains("stand still");
                assert!(!says_that_they_stop, "{}", read.text());
            } else {
                read.shows("requests.waits.promise.question")
                    .hides("requests.waits.meanwhile.execution");
            }
        }
        let executing = all.iter().find(|one| one.status == Status::Executing).unwrap();
        let intake = readers.iter().find(|reader| reader.role == Role::Intake).unwrap();
        let form = intake.client.reads(format!("{}/questions", page(executing))).await;
        let officer = readers.iter().find(|reader| reader.role == Role::Officer).unwrap();
        let answer = officer.client.reads(format!("{}/answers", page(asked))).await;
        if urgency.is_emergency() {
            form.shows("requests.acts.ask.lead_runs")
                .hides("requests.acts.ask.lead");
            answer
                .shows("requests.acts.clarify.lead_runs")
                .hides("requests.acts.clarify.lead");
        } else {
            form.shows("requests.acts.ask.lead");
            answer.shows("requests.acts.clarify.lead");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn neither_side_is_said_to_have_written_what_the_other_did() {
    let desk = Desk::new().await;
    let readers = readers(&desk.site).await;
    for request in in_every_status(&desk, Urgency::Urgent).await {
        let status = request.status;
        let made_by_asker = matches!(
            status,
            Status::Issued | Status::Maintained | Status::Withdrawing | Status::Closed | Status::Disputed
        );
        for reader in readers.iter().filter(|reader| knows(reader, &request)) {
            let read = reader.client.reads(page(&request)).await;
            let html = Html::parse_document(&read.body);
            let sides: Vec<String> = html.select(&select(".sides > div")).map(text_of).collect();
            let [asker, recipient] = sides.as_slice() else {
                panic!("{sides:?}")
            };
            let word = Language::English.words().t(&format!("requests.status.{status}"));
            assert!(
                !(made_by_asker && recipient.contains(word.as_ref())),
                "{status}: {recipient}"
            );
            let own = Language::English.words().t("requests.show.by_you");
            let (of_asker, of_recipient) = if reader.role.kind() == OrganisationKind::Agency {
                (own, Language::English.words().t("requests.show.by_recipient"))
            } else {
                (Language::English.words().t("requests.show.by_asker"), own)
            };
            assert!(asker.contains(of_asker.as_ref()), "{status}: {asker}");
            assert!(recipient.contains(of_recipient.as_ref()), "{status}: {recipient}");
        }
    }
}

/// A button as it stands on a page.
#[derive(Debug)]
struct Button {
    label: String,
    /// Why it cannot be used.
    reason: Option<String>,
}

fn buttons(fetched: &Fetched) -> Vec<Button> {
    let html = Html::parse_document(&fetched.body);
    let button = |element: ElementRef<'_>| {
        let described = element.value().attr("aria-describedby");
        let refused = element.value().attr("aria-disabled").is_some();
        let reason = described.filter(|_| refused).map(|id| {
            let reason = html.select(&select(&format!("#{id}"))).map(text_of).next();
            reason.unwrap_or_default()
        });
        Button {
            label: text_of(element),
            reason: if refused {
                Some(reason.unwrap_or_default())
            } else {
                None
            },
        }
    };
    html.select(&select("main .button")).map(button).collect()
}

/// What the button of an act may be called.
fn labels(act: Act) -> Vec<String> {
    let words = Language::English.words();
    let mut keys = vec![format!("requests.act.{act}")];
    if act == Act::Answer {
        keys.push("requests.show.answer_target".to_owned());
    } else if act == Act::Follow {
        keys.extend(["ask_extension", "ask_release"].map(|key| format!("requests.show.{key}")));
    }
    let label = |key: &String| words.t(key).split('%').next().unwrap().to_owned();
    keys.iter().map(label).collect()
}

/// Whether `act` is one of `reader`'s own side that this request can ever come to. What was never flash or emergency is
/// never reviewed, and a review that was done is no act any more.
fn is_own(act: Act, reader: &Reader, request: &Request) -> bool {
    let asks = reader.role.kind() == OrganisationKind::Agency;
    let is_reviewed = act != Act::Review || request.review.is_some();
    // One stands by what stands still only.
    let stands_still = act != Act::StandBy || request.stops.are_any();
    is_reviewed
        && stands_still
        && match act.side() {
            Side::Asker => asks,
            Side::Recipient => !asks,
            Side::Both => true,
        }
}

fn has_every_act(read: &Fetched, reader: &Reader, request: &Request) {
    let buttons = buttons(read);
    for button in &buttons {
        assert_ne!(button.reason.as_deref(), Some(""), "{button:?} does not say why");
    }
    for &act in Act::ALL.iter().filter(|act| is_own(**act, reader, request)) {
        let about = format!("{act} of {} as {}", request.status, reader.role);
        let labels = labels(act);
        let own: Vec<&Button> = buttons
            .iter()
            .filter(|button| labels.iter().any(|label| button.label.starts_with(label.as_str())))
            .collect();
        assert!(!own.is_empty(), "no button to {about}");
        let is_offered = own.iter().any(|button| button.reason.is_none());
        let may = request.may(act, &reader.actor);
        assert!(!is_offered || may.is_ok(), "{about}: offered, {may:?}");
        // The quality check may stop what the life cycle allows, and says so.
        let is_checked = matches!(act, Act::Submit | Act::Approve);
        assert!(
            is_offered || may.is_err() || is_checked,
            "{about}: allowed, not offered"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn every_act_of_ones_side_has_its_button_or_its_reason_in_every_status() {
    let desk = Desk::new().await;
    let readers = readers(&desk.site).await;
    for urgency in [Urgency::Flash, Urgency::Urgent] {
        for request in in_every_status(&desk, urgency).await {
            for reader in readers.iter().filter(|reader| knows(reader, &request)) {
                let read = reader.client.reads(page(&request)).await;
                has_every_act(&read, reader, &request);
            }
        }
    }
}

/// What can be said or asked of what is held or kept, by the words of its buttons.
fn of_held(reader: &Reader, is_data: bool) -> Vec<String> {
    let words = Language::English.words();
    let keys: &[&str] = match (reader.role.kind(), is_data) {
        (OrganisationKind::Agency, _) => &["ask_extension", "ask_release"],
        (_, false) => &["extend_hold", "lift_hold", "lapse_hold"],
        (_, true) => &["extend_preservation", "lift_preservation", "lapse_preservation"],
    };
    keys.iter()
        .map(|key| words.t(&format!("requests.show.{key}")).into_owned())
        .collect()
}

fn has_every_word_on_held(read: &Fetched, reader: &Reader, is_data: bool, about: &str) {
    let buttons = buttons(read);
    for label in of_held(reader, is_data) {
        let own: Vec<&Button> = buttons.iter().filter(|button| button.label == label).collect();
        assert!(!own.is_empty(), "no button “{label}” of {about} as {}", reader.role);
        let is_responder = reader.role == Role::Responder;
        let is_theirs = is_responder || reader.role.kind() == OrganisationKind::Agency;
        assert!(
            is_theirs || own.iter().all(|button| button.reason.is_some()),
            "“{label}” of {about} is offered to {}",
            reader.role
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn every_word_on_a_hold_has_its_button_or_its_reason_however_it_stands() {
    let desk = Desk::new().await;
    let readers = readers(&desk.site).await;
    let statuses = [
        Status::PartlyAnswered,
        Status::Withdrawing,
        Status::Withdrawn,
        Status::Closed,
    ];
    let of = |at: usize, draft: Request| {
        let mut held = desk.held(at, draft);
        let status = HoldStatus::ALL[at / statuses.len()];
        for hold in &mut held.holds {
            hold.status = status;
            hold.ended_at = (!status.stands()).then_some(hold.placed_at);
        }
        Request {
            status: statuses[at % statuses.len()],
            ..held
        }
    };
    let all = desk.keep(statuses.len() * HoldStatus::ALL.len(), of).await;
    for request in &all {
        let about = format!("a hold {} under {}", request.holds[0].status, request.status);
        for reader in &readers {
            let read = reader.client.reads(page(request)).await;
            has_every_word_on_held(&read, reader, false, &about);
            has_every_act(&read, reader, request);
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn every_word_on_a_preservation_has_its_button_or_its_reason_however_it_stands() {
    let desk = Desk::new().await;
    let readers = readers(&desk.site).await;
    let of = |at: usize, draft: Request| {
        let content = Content {
            kind: Kind::Preserve,
            ..draft.content.clone()
        };
        let answered = desk.answered(at, Request { content, ..draft });
        let status = PreservationStatus::ALL[at];
        let since = answered.status_since;
        let kept = Preservation {
            id: PreservationId::new(since),
            request: answered.id,
            target: answered.targets[0].id,
            position: 1,
            holder: answered.content.recipient,
            asker: answered.asker,
            status,
            placed_at: since,
            end_named_at: None,
            until: since.plus(SignedDuration::from_hours(200)),
            lift_reason: None,
            ended_at: (!status.stands()).then_some(since),
        };
        Request {
            preservations: vec![kept],
            ..answered
        }
    };
    let all = desk.keep(PreservationStatus::ALL.len(), of).await;
    for request in &all {
        let about = format!("a preservation {}", request.preservations[0].status);
        for reader in &readers {
            let read = reader.client.reads(page(request)).await;
            has_every_word_on_held(&read, reader, true, &about);
            has_every_act(&read, reader, request);
        }
    }
}
