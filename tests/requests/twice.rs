//! A form that is sent twice: what it creates is created once, and every further sending leads there.

use actix_web::http::StatusCode;
use crosshold::domain::actor::{OrganisationKind, Role};
use futures_util::future::join3;

use super::{EXCHANGE, POLICE, Stage};
use crate::support::{Client, Fetched, PASSWORD, Site};

const FACTS: &str = "On 2 November the funds of one victim were moved to the address named here, within an hour.";

/// A form that begins something: who sends it, where it stands, where it goes, and what is typed into it.
struct Begins {
    by: Client,
    form: String,
    to: String,
    typed: Vec<(&'static str, String)>,
}

impl Begins {
    fn with<'a>(&'a self, creates: &'a str) -> Vec<(&'a str, &'a str)> {
        let typed = self.typed.iter().map(|(name, value)| (*name, value.as_str()));
        typed.chain([("creates", creates)]).collect()
    }
}

fn owned(fields: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    fields
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

/// How many cases and requests there are.
async fn made(site: &Site) -> usize {
    let dump = site.dump().await;
    let of = |row: &&str| row.starts_with("cases:") || row.starts_with("requests:");
    dump.lines().filter(of).count()
}

/// Every form that creates a case or a request.
async fn all(site: &Site, stage: &Stage) -> Vec<Begins> {
    let next = site
        .organisation("Halden Markets", OrganisationKind::Exchange)
        .await
        .id
        .to_string();
    let page = stage.begun().await;
    let officer = &stage.officer;
    for (position, answer) in [
        (
            1,
            [
                ("outcome", "frozen_full"),
                ("match_basis", "deposit_address"),
                ("relied_on", "request"),
                ("amount", "412508.22"),
                ("asset", "USDT.6"),
            ],
        ),
        (
            2,
            [
                ("outcome", "moved_before"),
                ("match_basis", "deposit_address"),
                ("relied_on", ""),
                ("txid", ""),
                ("destination", "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb"),
            ],
        ),
    ] {
        let form = format!("{page}/targets/{position}/answer");
        let mut fields = answer.to_vec();
        fields.extend([
            ("placed_at", if position == 1 { "2026-11-22T16:00:00" } else { "" }),
            ("until", if position == 1 { "2026-12-10T12:00" } else { "" }),
            ("moved_at", if position == 1 { "" } else { "2026-11-20T10:00:00" }),
        ]);
        stage.responder.reads(&form).await;
        let sent = stage.responder.sends(&form, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }
    let hold = officer
        .reads(format!("{page}/release/new"))
        .await
        .value_of("holds")
        .unwrap();
    let follow = |ending: &str, typed: &[(&'static str, &str)]| Begins {
        by: officer.copy(),
        form: format!("{page}/{ending}/new"),
        to: format!("{page}/{ending}"),
        typed: owned(typed),
    };
    let case = [
        ("reference", "PJ-7"),
        ("title", "False trading site"),
        ("offence", "07"),
    ];
    vec![
        Begins {
            by: officer.copy(),
            form: "/cases/new".to_owned(),
            to: "/cases".to_owned(),
            typed: owned(&case),
        },
        follow("release", &[("holds", &hold), ("reason", "cleared"), ("facts", FACTS)]),
        follow(
            "extension",
            &[("holds", &hold), ("until", "2027-01-10"), ("facts", FACTS)],
        ),
        Begins {
            form: format!("{page}/again/new?target=2"),
            ..follow("again", &[("recipient", &next), ("target", "2")])
        },
    ]
}

/// A new request from a case, with what its form needs to be saved.
async fn of_case(site: &Site, officer: &Client) -> Begins {
    let exchange = site
        .organisation(EXCHANGE, OrganisationKind::Exchange)
        .await
        .id
        .to_string();
    let case = [("reference", "PJ-8"), ("title", "Another"), ("offence", "07")];
    let path = officer.sends("/cases", &case).await.leads_to().unwrap();
    let form = format!("{path}/requests/new");
    let to = format!("{path}/requests");
    let shown = officer.reads(&form).await;
    let html = shown.html();
    let letter = scraper::Selector::parse("#basis option:not([value=\"\"])").unwrap();
    let basis = html
        .select(&letter)
        .next()
        .unwrap()
        .value()
        .attr("value")
        .unwrap()
        .to_owned();
    let typed = [
        ("kind", "freeze"),
        ("recipient", &exchange),
        ("basis", &basis),
        ("urgency", "routine"),
        ("language", "en"),
        ("tlp", "amber"),
        ("facts", FACTS),
    ];
    Begins {
        by: officer.copy(),
        form,
        to,
        typed: owned(&typed),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_form_that_is_sent_three_times_creates_once_and_leads_there() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let mut forms = all(&site, &stage).await;
    forms.push(of_case(&site, &stage.officer).await);
    for form in &forms {
        let before = made(&site).await;
        let creates = form.by.reads(&form.form).await.value_of("creates").unwrap();

        let first = form.by.sends(&form.to, &form.with(&creates)).await;
        let second = form.by.sends(&form.to, &form.with(&creates)).await;
        let third = form.by.sends(&form.to, &form.with(&creates)).await;

        for sent in [&first, &second, &third] {
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}: {}", form.to, sent.text());
            assert_eq!(sent.leads_to(), first.leads_to(), "{}", form.to);
        }
        assert_eq!(made(&site).await, before + 1, "{}", form.to);
        let told = if form.to == "/cases" {
            "cases.form.opened_before"
        } else {
            "requests.form.begun_before"
        };
        form.by.follows(&third.leads_to().unwrap()).await.shows(told);
        // Another form of the same begins another.
        let anew = form.by.reads(&form.form).await.value_of("creates").unwrap();
        assert_ne!(anew, creates);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_form_that_is_sent_three_times_at_once_creates_once_and_leads_there() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let mut forms = all(&site, &stage).await;
    forms.push(of_case(&site, &stage.officer).await);
    for form in &forms {
        let before = made(&site).await;
        let creates = form.by.reads(&form.form).await.value_of("creates").unwrap();
        let windows = [form.by.copy(), form.by.copy(), form.by.copy()];
        let fields = form.with(&creates);
        let [one, two, three] = windows.each_ref().map(|window| window.sends(&form.to, &fields));

        let (one, two, three) = join3(one, two, three).await;

        for sent in [&one, &two, &three] {
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}: {}", form.to, sent.text());
            assert_eq!(sent.leads_to(), one.leads_to(), "{}", form.to);
        }
        assert_eq!(made(&site).await, before + 1, "{}", form.to);
    }
}

/// What is mended after going back, and the key of the field in the draft's form with what stands there then.
fn mended(form: &Begins, other: &str) -> (Vec<(&'static str, String)>, &'static str, String) {
    let (field, in_draft, now) = if form.to.ends_with("/again") {
        ("recipient", "recipient", other.to_owned())
    } else {
        ("facts", "facts", format!("{FACTS} The victim named a second account."))
    };
    let kept = form.typed.iter().filter(|(name, _)| *name != field).cloned();
    let typed = kept.chain([(field, now.clone())]).collect();
    (typed, in_draft, now)
}

#[tokio::test(flavor = "current_thread")]
async fn a_form_that_is_sent_again_with_other_words_keeps_them_for_the_draft_it_began() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let other = site
        .organisation("Meridian Exchange", OrganisationKind::Exchange)
        .await
        .id
        .to_string();
    let mut forms = all(&site, &stage).await;
    forms.push(of_case(&site, &stage.officer).await);
    for form in forms.iter().filter(|form| form.to != "/cases") {
        let creates = form.by.reads(&form.form).await.value_of("creates").unwrap();
        let first = form.by.sends(&form.to, &form.with(&creates)).await;
        let edit = first.leads_to().unwrap();
        let before = made(&site).await;
        let (typed, field, now) = mended(form, &other);
        let form = Begins {
            by: form.by.copy(),
            form: form.form.clone(),
            to: form.to.clone(),
            typed,
        };

        let second = form.by.sends(&form.to, &form.with(&creates)).await;

        assert_eq!(second.status, StatusCode::CONFLICT, "{}: {}", form.to, second.text());
        second
            .shows("requests.form.begun_otherwise")
            .hides("requests.form.begun_about_others");
        let draft = edit.trim_end_matches("/edit");
        let fields = second.form_to(draft);
        assert!(
            fields.contains(&(field.to_owned(), now.clone())),
            "{}: {fields:?}",
            form.to
        );
        assert_eq!(made(&site).await, before, "{}", form.to);
        // Saved from there it stands in the draft, and the form leads there once more.
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| *name != "csrf")
            .collect();
        form.by.sends_on(draft, &fields).await.shows("requests.form.saved");
        assert!(
            form.by
                .reads(&edit)
                .await
                .form_to(draft)
                .contains(&(field.to_owned(), now))
        );
        let third = form.by.sends(&form.to, &form.with(&creates)).await;
        assert_eq!(third.leads_to(), Some(edit), "{}: {}", form.to, third.text());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_draft_stays_about_the_holds_it_was_begun_with() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let forms = all(&site, &stage).await;
    for form in forms.iter().filter(|form| form.form.ends_with("/extension/new")) {
        let creates = form.by.reads(&form.form).await.value_of("creates").unwrap();
        form.by.sends(&form.to, &form.with(&creates)).await;
        let none: Vec<(&str, &str)> = form
            .with(&creates)
            .into_iter()
            .filter(|(name, _)| *name != "holds")
            .collect();

        let second = form.by.sends(&form.to, &none).await;

        assert_eq!(second.status, StatusCode::CONFLICT, "{}", second.text());
        second
            .shows("requests.form.begun_otherwise")
            .shows("requests.form.begun_about_others");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_a_form_creates_is_neither_anothers_nor_made_up_nor_of_another_form() {
    let site = Site::new().await;
    let stage = Stage::on(&site).await;
    let forms = all(&site, &stage).await;
    let colleague = site.officer_of(POLICE).await;
    colleague.reads("/cases/new").await;
    let mut before = made(&site).await;
    for (form, other) in forms.iter().zip(forms.iter().cycle().skip(1)) {
        let of_colleague = colleague.creates(&form.to).unwrap();
        let of_other = form.by.creates(&other.to).unwrap();
        let made_up = "01939000000070008000000000000000.00000000000000000000000000000000";
        for strange in [of_colleague.as_str(), &of_other, made_up, ""] {
            let sent: Fetched = form.by.sends(&form.to, &form.with(strange)).await;

            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", sent.text());
            sent.shows("errors.field.other_form");
            // It was made anew, and nothing that was typed is lost.
            let creates = sent.value_of("creates").unwrap();
            assert!(!creates.is_empty() && creates != strange);
            let typed = sent.form_to(&form.to);
            for (name, value) in form.typed.iter().filter(|(_, value)| !value.is_empty()) {
                assert!(
                    typed.contains(&((*name).to_owned(), value.clone())),
                    "{name}: {typed:?}"
                );
            }
        }
        assert_eq!(made(&site).await, before);
        // It stays the same while the form comes back, and then begins.
        let about = form.typed.iter().find(|(name, _)| *name == "target");
        let bare = |creates: &str| {
            let about = about.map(|(name, value)| (*name, value.clone()));
            [("creates", creates.to_owned())]
                .into_iter()
                .chain(about)
                .collect::<Vec<_>>()
        };
        let sent = async |creates: &str| {
            let fields = bare(creates);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            form.by.sends(&form.to, &fields).await
        };
        let wrong = sent(&form.by.creates(&form.to).unwrap()).await;
        let creates = wrong.value_of("creates").unwrap();
        let again = sent(&creates).await;
        assert_eq!(again.value_of("creates").as_ref(), Some(&creates), "{}", again.text());
        let sent = form.by.sends(&form.to, &form.with(&creates)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        before = made(&site).await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_form_keeps_what_it_creates_over_a_sign_in() {
    let site = Site::new().await;
    let person = site.person_of(POLICE, &[Role::Officer]).await;
    let officer = site.nobody();
    officer.signs_in(&person).await;
    let creates = officer.reads("/cases/new").await.value_of("creates").unwrap();
    let fields = [
        ("title", "False trading site"),
        ("offence", "07"),
        ("creates", creates.as_str()),
    ];
    officer.sends("/cases", &fields).await;
    site.wait(jiff::SignedDuration::from_hours(1));

    let asked = officer.sends("/cases", &fields).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    let kept = asked.value_of("kept").unwrap();
    let signs_in = [
        ("email", person.email.as_str()),
        ("password", PASSWORD),
        ("to", "/cases"),
        ("kept", &kept),
    ];
    let page = officer.signs_in_by_pages(&person, &signs_in).await.leads_to().unwrap();
    let shown = officer.reads(page).await;

    assert_eq!(shown.value_of("creates"), Some(creates.clone()));
    officer
        .sends_on("/cases", &fields)
        .await
        .shows("cases.form.opened_before");
    assert_eq!(made(&site).await, 1);
}
