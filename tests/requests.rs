//! One request from draft to answer, as both sides use its pages.

mod anew;
mod asked_data;
mod blocks;
pub mod drafts;
mod ends;
mod flows;
mod forms;
mod found;
mod gate;
mod holder;
mod incidents;
mod left_open;
mod missed;
mod not_ours;
mod onward;
mod preservations;
mod pressing;
mod promises;
pub mod races;
mod releases;
mod review;
mod seen;
mod stale;
mod states;
mod told;
mod twice;
mod withdrawals;
mod writing;

use crosshold::domain::actor::{OrganisationKind, Role};
use crosshold::domain::requests::kinds::Kind;
use crosshold::text::Language;

use crate::support::{Client, Site};

pub use drafts::{draft, draft_of, draft_with};

const POLICE: &str = "Polícia Judiciária";
const EXCHANGE: &str = "Northbank Exchange";

/// Both sides of a request, each signed in, and a draft between them.
pub struct Stage {
    pub officer: Client,
    pub supervisor: Client,
    pub intake: Client,
    pub responder: Client,
    pub draft: String,
}

impl Stage {
    pub async fn on(site: &Site) -> Self {
        Self::asking(site, Kind::Freeze).await
    }

    /// As [`Stage::on`], with a draft of `kind`.
    pub async fn asking(site: &Site, kind: Kind) -> Self {
        let author = site.person_of(POLICE, &[Role::Officer]).await;
        let officer = site.nobody();
        officer.signs_in(&author).await;
        let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
        Self {
            supervisor: site.supervisor_of(POLICE).await,
            intake: site.intake_of(EXCHANGE).await,
            responder: site.responder_of(EXCHANGE).await,
            draft: draft_with(site, &author, &exchange, |content| content.kind = kind).await,
            officer,
        }
    }

    /// Issued, acknowledged and begun; the address of its page.
    pub async fn begun(&self) -> String {
        let page = format!("/requests/{}", self.issued().await);
        self.intake.reads(&page).await;
        self.intake
            .sends_on(&format!("{page}/acknowledgement"), &[("reference", "NB-1")])
            .await;
        self.responder.reads(&page).await;
        self.responder.sends_on(&format!("{page}/start"), &[]).await;
        page
    }

    /// The draft is sent and approved; its number.
    pub async fn issued(&self) -> String {
        let to = issue(&self.officer, &[&self.supervisor], &self.draft).await;
        to.rsplit('/').next().unwrap().to_owned()
    }
}

/// The draft is sent by `officer` and approved by each of `supervisors`; the page it has then.
pub async fn issue(officer: &Client, supervisors: &[&Client], draft: &str) -> String {
    let page = format!("/requests/{draft}");
    let version = officer.reads(&page).await.value_of("as_of").unwrap();
    officer
        .sends_on(&format!("{page}/submission"), &[("as_of", &version)])
        .await;
    approve(supervisors, &page).await
}

/// What was sent is approved by each of `supervisors`; the page it has then.
pub async fn approve(supervisors: &[&Client], page: &str) -> String {
    let mut to = page.to_owned();
    for supervisor in supervisors {
        let version = supervisor.reads(&to).await.value_of("as_of").unwrap();
        let sent = supervisor
            .sends(&format!("{page}/approval"), &[("as_of", &version)])
            .await;
        to = sent.leads_to().unwrap();
        let done = if to == page { "done_waits" } else { "done" };
        supervisor
            .reads(&to)
            .await
            .shows(&format!("requests.acts.approve.{done}"));
    }
    to
}

#[tokio::test(flavor = "current_thread")]
async fn an_exchange_asks_freezes_and_police_see_it() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = stage.issued().await;
    let page = format!("/requests/{number}");
    let at = |below: &str| format!("{page}/{below}");

    stage
        .intake
        .reads(&page)
        .await
        .shows("requests.status.issued")
        .shows("requests.show.call_back_only");
    stage.intake.reads(at("acknowledgement")).await;
    let read = stage
        .intake
        .sends_on(&at("acknowledgement"), &[("reference", "NB-LE-88213")])
        .await;
    read.shows("requests.acts.acknowledge.done").says("NB-LE-88213");

    let question = [
        ("question", "tag_missing"),
        ("body", "Which destination tag?"),
        ("language", "en"),
        ("deadline", "2026-11-25T12:00"),
    ];
    stage.responder.reads(at("questions")).await;
    stage
        .responder
        .sends_on(&at("questions"), &question)
        .await
        .shows("requests.status.clarification");
    stage
        .officer
        .reads(&page)
        .await
        .says("Which destination tag?")
        .shows("requests.question.tag_missing");
    stage.officer.reads(at("answers")).await.says("Which destination tag?");
    let answer = [("body", "There is none."), ("language", "en")];
    stage
        .officer
        .sends_on(&at("answers"), &answer)
        .await
        .says("There is none.");

    stage
        .responder
        .sends_on(&at("start"), &[])
        .await
        .shows("requests.acts.start.done");
    stage
        .responder
        .reads(at("targets/1/answer"))
        .await
        .says("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
    let frozen = [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", "412508.22"),
        ("placed_at", "2026-11-22T16:00:00"),
        ("until", "2026-11-28T14:03"),
        ("account", "NB-7731"),
    ];
    let read = stage.responder.sends_on(&at("targets/1/answer"), &frozen).await;
    read.shows("requests.outcome.frozen_full")
        .shows("requests.status.partly_answered")
        .says("412,508.22 USDT");
    let read = stage.officer.reads(&page).await;
    read.says("4 days uncovered")
        .shows("requests.show.ask_extension")
        .shows("requests.next.secure_the_hold");
    let gone = [
        ("outcome", "moved_before"),
        ("match_basis", "deposit_address"),
        ("moved_at", "2026-11-20T22:41:00"),
        ("exchange", "Halden Markets"),
    ];
    let read = stage.responder.sends_on(&at("targets/2/answer"), &gone).await;
    read.shows("requests.status.answered").says("Halden Markets");
    stage.officer.reads(at("acceptance")).await;
    stage
        .officer
        .sends_on(&at("acceptance"), &[])
        .await
        .shows("requests.status.closed");
}

#[tokio::test(flavor = "current_thread")]
async fn every_act_has_its_page_in_every_language() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let number = stage.issued().await;
    let page = format!("/requests/{number}");
    for language in Language::ALL {
        for reader in [&stage.officer, &stage.supervisor, &stage.intake, &stage.responder] {
            reader
                .sends("/language", &[("tag", language.tag()), ("to", &page)])
                .await;
            reader.reads(&page).await.says(&number);
        }
        for below in ["withdrawal", "deadline"] {
            stage.supervisor.reads(format!("{page}/{below}")).await;
        }
        for below in ["acknowledgement", "assignment", "redirection"] {
            stage.intake.reads(format!("{page}/{below}")).await;
        }
        stage
            .responder
            .reads(format!("{page}/refusal"))
            .await
            .shows("requests.ground.incomplete");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn who_wrote_it_does_not_approve_it_and_reads_why() {
    let site = Site::new().await;
    let author = site.person_of(POLICE, &[Role::Officer, Role::Supervisor]).await;
    let both = site.nobody();
    both.signs_in(&author).await;
    let exchange = site.organisation(EXCHANGE, OrganisationKind::Exchange).await;
    let page = format!("/requests/{}", draft(&site, &author, &exchange).await);

    let version = both.reads(&page).await.value_of("as_of").unwrap();
    let read = both
        .sends_on(&format!("{page}/submission"), &[("as_of", &version)])
        .await;

    read.shows("refusals.four_eyes").shows("requests.act.approve");
    let refused = both.sends(&format!("{page}/approval"), &[("as_of", "2")]).await;
    assert_eq!(refused.status, 403);
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_no_business_of_theirs_is_not_there_for_others() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let stranger = site.officer_of("Guardia Civil").await;
    let other = site.responder_of("Halden Markets").await;

    assert_eq!(
        stage.intake.get(&format!("/requests/{}", stage.draft)).await.status,
        404
    );
    let number = stage.issued().await;

    for reader in [&stranger, &other] {
        let hidden = reader.get(&format!("/requests/{number}")).await;
        let absent = reader.get("/requests/FR-2026-999999").await;
        assert_eq!(
            (hidden.status, absent.status),
            (404.try_into().unwrap(), 404.try_into().unwrap())
        );
        assert_eq!(without_ids(&hidden.text()), without_ids(&absent.text()));
    }
}

/// Each error page quotes the id of its own call.
fn without_ids(text: &str) -> String {
    let is_id = |word: &&str| word.len() == 36 && word.matches('-').count() == 4;
    text.split(' ').filter(|word| !is_id(word)).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn an_approval_of_what_somebody_changed_meanwhile_is_refused_and_says_so() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = format!("/requests/{}", stage.draft);
    let version = stage.officer.reads(&page).await.value_of("as_of").unwrap();
    stage
        .officer
        .sends_on(&format!("{page}/submission"), &[("as_of", &version)])
        .await;

    stage.supervisor.reads(&page).await;
    let stale = stage
        .supervisor
        .sends(&format!("{page}/approval"), &[("as_of", &version)])
        .await;

    assert_eq!(stale.status, 409);
    stale.shows("requests.acts.stale_title").shows("requests.acts.changed");
    stage.supervisor.reads(&page).await.shows("requests.status.in_review");
}

#[tokio::test(flavor = "current_thread")]
async fn a_bad_answer_keeps_what_was_typed_and_a_strange_field_is_no_form_of_ours() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let page = stage.begun().await;
    let form = format!("{page}/targets/1/answer");

    let typed = [
        ("outcome", "frozen_full"),
        ("match_basis", "deposit_address"),
        ("relied_on", "request"),
        ("asset", "USDT.6"),
        ("amount", "1,234"),
        ("until", "2020-01-01T00:00"),
        ("note", "as typed"),
    ];
    let again = stage.responder.sends(&form, &typed).await;
    let strange = stage
        .responder
        .sends(&form, &[("outcome", "no_match"), ("status", "closed")])
        .await;
    let counsel = stage
        .responder
        .sends(&form, &[("outcome", "refused"), ("ground", "impossible")])
        .await;

    assert_eq!(again.status, 422);
    again.says("as typed").shows("errors.field.two_amounts");
    assert_eq!(again.value_of("amount").as_deref(), Some("1,234"));
    assert_eq!(again.value_of("until").as_deref(), Some("2020-01-01T00:00"));
    assert_eq!(strange.status, 400);
    assert_eq!(counsel.status, 422);
    counsel.shows("errors.field.needs_counsel");
    stage.responder.reads(&page).await.shows("requests.show.waits_you");
}
