//! Every page of suspensions, in every language, and its filters; and what was open before one.

use actix_web::http::StatusCode;
use crosshold::domain::actor::{Actor, OrganisationKind, Role};
use crosshold::text::Language;

use super::{POLICE, Scene, count};
use crate::support::Site;

#[tokio::test(flavor = "current_thread")]
async fn every_page_of_suspensions_stands_in_every_language_and_filters_in_its_address() {
    let site = Site::new().await;
    let scene = Scene::on(&site).await;
    let done = scene.suspends().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    for &language in Language::ALL {
        for client in [&scene.verifier, &admin, &scene.supervisor, &scene.intake] {
            client.reads("/account").await;
            client.sends("/language", &[("tag", language.tag()), ("to", "/")]).await;
        }
        scene
            .verifier
            .reads("/suspensions/new?q=an")
            .await
            .shows("suspensions.new.title");
        for client in [&scene.verifier, &admin] {
            client
                .reads("/suspensions")
                .await
                .shows("suspensions.index.title")
                .says(&scene.author.name);
            client.reads("/suspensions/new").await.shows("suspensions.new.title");
            client.reads(&done).await.shows("suspensions.show.done");
            client
                .reads(format!("{done}/lift"))
                .await
                .shows("suspensions.field.note.label");
        }
        scene.supervisor.reads(scene.at("standing-by")).await;
        scene.supervisor.reads("/home").await.shows("home.why.stopped.officer");
        scene.intake.reads(&scene.page).await;
        scene.intake.reads("/requests?stopped=yes").await;
        scene.intake.reads("/notices").await;
    }
    let verifier = &scene.verifier;
    let name = scene.author.name.split(' ').next_back().unwrap();
    verifier.reads(format!("/suspensions?q={name}")).await.says(name);
    for none in ["q=nobody", "state=lifted", "whom=organisations", "kind=exchange"] {
        verifier
            .reads(format!("/suspensions?{none}"))
            .await
            .shows("suspensions.index.none");
    }
    let wrong = verifier.get("/suspensions?state=never").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// What was read before a suspension is not acted on after it, though the page is still open.
#[tokio::test(flavor = "current_thread")]
async fn an_act_whose_session_was_found_before_the_suspension_is_not_done_after_it() {
    use crosshold::domain::audit::Call;
    use crosshold::domain::change::Refusal;
    use crosshold::domain::ids::{CallId, CaseId};
    use crosshold::domain::people::{Proof, Standing};
    use crosshold::service::{Context, Error, cases, requests};

    let site = Site::new().await;
    let scene = Scene::on(&site).await;
    let agency = site.organisation(POLICE, OrganisationKind::Agency).await;
    let supervisor = site.person_of(POLICE, &[Role::Supervisor]).await;
    let actor = Actor {
        proof: Some(Proof::DEMO),
        ..supervisor.actor(&agency, None)
    };
    site.set_standing(&supervisor, Standing::Suspended).await;
    let call = Call {
        id: CallId::new(site.app.now()),
        source: None,
    };
    let cx = Context {
        db: &site.app.db,
        actor: &actor,
        now: site.app.now(),
        call: &call,
        as_of: Some(1),
    };
    let number = scene.page.rsplit('/').next().unwrap();
    let stopped = |error: Error| matches!(error, Error::Refused(Refusal::Stopped));

    let withdrawn = requests::issuing::withdraw(&cx, number, "Taken back".to_owned()).await;
    assert!(withdrawn.is_err_and(stopped));
    assert!(
        requests::issuing::approve(&cx, number, false, None)
            .await
            .is_err_and(stopped)
    );
    assert!(requests::issuing::submit(&cx, number).await.is_err_and(stopped));
    let id = CaseId::new(site.app.now());
    let typed = crosshold::domain::cases::Typed {
        title: "A case".to_owned(),
        offence: "07".to_owned(),
        summary: "Something happened.".to_owned(),
        ..Default::default()
    };
    assert!(cases::open(&cx, id, &typed).await.is_err_and(stopped));
    assert_eq!(count(&site, "requests", "status = 'issued'").await, 1);
}
