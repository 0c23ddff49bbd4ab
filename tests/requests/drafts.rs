//! Drafts as an officer saves them, made without the pages: what the other tests begin with.

use crosshold::domain::actor::Actor;
use crosshold::domain::audit::Call;
use crosshold::domain::cases::Typed;
use crosshold::domain::cases::indicators::ChecksumState;
use crosshold::domain::clocks::Urgency;
use crosshold::domain::ids::{CallId, CaseId, RequestId, TargetId};
use crosshold::domain::money::{Asset, Units};
use crosshold::domain::organisations::Organisation;
use crosshold::domain::people::{Person, Proof};
use crosshold::domain::requests::drafting::{InCase, Origin};
use crosshold::domain::requests::kinds::{AtExpiry, Confidence, Kind, Route, Scope, Tlp};
use crosshold::domain::requests::undertakings::Undertaking;
use crosshold::domain::requests::{Content, Request, Target};
use crosshold::service::{Context, cases};
use crosshold::store;

use crate::cases::case_with;
use crate::support::{Client, Site};

fn case() -> Typed {
    Typed {
        title: "False trading site".to_owned(),
        offence: "07".to_owned(),
        summary: "A false trading site took deposits.".to_owned(),
        ..Typed::default()
    }
}

fn target(site: &Site, position: u32, chain: &str, value: &str, symbol: &str, amount: &str) -> Target {
    let asset = Asset::find(chain, symbol).unwrap();
    Target {
        id: TargetId::new(site.app.now()),
        position,
        indicator: None,
        what: "address".to_owned(),
        chain: chain.to_owned(),
        value: value.to_owned(),
        tag: String::new(),
        checksum: ChecksumState::Holds,
        amount: Some(Units::typed(amount, asset.decimals).unwrap()),
        asset: Some(asset),
        txid: String::new(),
        confidence: Confidence::High,
        source: "the victim’s own withdrawal receipt".to_owned(),
        hold: None,
        preservation: None,
        answer: None,
        anew: false,
        no_tag: None,
    }
}

/// An urgent draft with two targets; its id.
pub async fn draft(site: &Site, author: &Person, exchange: &Organisation) -> String {
    draft_with(site, author, exchange, |_| ()).await
}

/// The same after `change`.
pub async fn draft_with(
    site: &Site,
    author: &Person,
    exchange: &Organisation,
    change: impl FnOnce(&mut Content),
) -> String {
    draft_of(site, author, exchange, |content, _| change(content)).await
}

/// As [`draft_with`]; the change may be of its two targets as well.
pub async fn draft_of(
    site: &Site,
    author: &Person,
    exchange: &Organisation,
    change: impl FnOnce(&mut Content, &mut Vec<Target>),
) -> String {
    let agency = store::organisations::get(site.app.db.read(), author.organisation).await;
    let agency = agency.unwrap().unwrap();
    let actor: Actor = author.actor(&agency, Some(Proof::DEMO));
    let now = site.app.now();
    let call = Call {
        id: CallId::new(now),
        source: None,
    };
    let cx = Context {
        db: &site.app.db,
        actor: &actor,
        now,
        call: &call,
        as_of: None,
    };
    let typed = case();
    let case = CaseId::new(cx.now);
    cases::open(&cx, case, &typed).await.unwrap();
    let bases = store::legal_bases::current(site.app.db.read()).await.unwrap();
    let basis = bases.iter().find(|basis| basis.code == "vol_letter").unwrap();
    let mut content = Content {
        kind: Kind::Freeze,
        route: Route::Direct,
        recipient: exchange.id,
        why_recipient: "The victim’s receipt names the deposit address.".to_owned(),
        deputy: None,
        urgency: Urgency::Urgent,
        urgency_reason: "Funds reached the deposit addresses within 36 hours of the loss.".to_owned(),
        callback: String::new(),
        language: "en".to_owned(),
        basis: basis.id,
        scope: Scope::AssetAmount,
        uncapped_reason: String::new(),
        until: Some("2026-12-18".parse().unwrap()),
        order_expected_on: Some("2026-12-02".parse().unwrap()),
        order_court: "Lisbon criminal court".to_owned(),
        at_expiry: AtExpiry::AskFirst,
        facts: "A false trading site took deposits from 3 to 16 November 2026.\nIt closed on 17 November.".to_owned(),
        flows: Vec::new(),
        offence: typed.offence.clone(),
        victims: [("PT".parse().unwrap(), 11), ("ES".parse().unwrap(), 3)].into(),
        losses: Vec::new(),
        data: Vec::new(),
        tlp: Tlp::Amber,
        secret_until: Some("2027-02-02".parse().unwrap()),
        secret_basis: "Article 86 of the Code of Criminal Procedure".to_owned(),
        undertakings: [Undertaking::ThisCaseOnly].into(),
        release_reason: None,
        exceptions: [("document".to_owned(), "The letter follows by post.".to_owned())].into(),
    };
    let mut targets = vec![
        target(
            site,
            1,
            "tron",
            "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
            "USDT",
            "412508.22",
        ),
        target(
            site,
            2,
            "ethereum",
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "ETH",
            "58",
        ),
    ];
    change(&mut content, &mut targets);
    let id = RequestId::new(now);
    let in_case = InCase {
        id: case,
        owner: agency.id,
        open: true,
    };
    let change = Request::draft(&actor, in_case, id, content, targets, Origin::Blank, now).unwrap();
    let tx = site.app.db.begin().await.unwrap();
    assert!(store::requests::save(&tx, &change, "vol_letter", &call).await.unwrap());
    tx.commit().await.unwrap();
    id.to_string()
}

/// A case with so many indicators, numbered in their last digits; its path.
pub async fn case_of(officer: &Client, many: usize) -> String {
    let lines: String = (1..=many).map(|n| format!("eth 0x{n:040x}\n")).collect();
    case_with(officer, "PJ-11", &lines).await
}
