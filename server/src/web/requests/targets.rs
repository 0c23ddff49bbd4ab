//! The targets of a request on its page: what is asked of each, what the exchange says, and what comes next.

mod said;
mod since;

use since::since;

use super::actions::{ActionView, path};
use super::words::{
    Cast, amount, by_eye_tag, hold_tag, named, outcome_tag, preservation_tag, reference, source, target_view,
};
use crate::domain::actor::Role;
use crate::domain::cases;
use crate::domain::indicators::IndicatorKind;
use crate::domain::requests::acts::Act;
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::outcomes::NextStep;
use crate::domain::requests::{Answer, Request, Target};
use crate::domain::values::Time;
use crate::service::requests::Opened;
use crate::web::page::Page;
use crate::web::views::{AddressView, Crumb, Icon, Tag, Tone};

/// A line of the table.
#[derive(Clone, Debug)]
pub struct TargetRow {
    /// Its place: "Target 3".
    pub name: String,
    /// What it is.
    pub address: AddressView,
    /// The transaction that brought it there, with what that is called.
    pub transaction: Option<AddressView>,
    /// That nothing shows a mistyped character of it.
    pub by_eye: Option<Tag>,
    /// What it is where that is no address, confidence and source.
    pub about: Vec<String>,
    /// At most this much, or of this asset.
    pub asked: Option<String>,
    /// Which data is asked, or what is to be done with it; nothing where money is.
    pub asked_data: Vec<String>,
    /// The word of the exchange, or that it waits.
    pub outcome: Tag,
    /// That the asker disputes it.
    pub anew: Option<Tag>,
    /// What became since of what was answered: it stands apart from the answer.
    pub since: Vec<Said>,
    /// What was answered, where something else became of it since.
    pub answered_as: Option<String>,
    /// What was said with the answer.
    pub lines: Vec<Said>,
    /// What the asker should do next.
    pub next: Option<Crumb>,
    /// When it was answered.
    pub answered: Option<String>,
    /// Answering it, for the exchange.
    pub action: Option<ActionView>,
}

/// A line below an outcome.
#[derive(Clone, Debug)]
pub struct Said {
    /// What is said.
    pub text: String,
    /// Whether it is written left to right in every language.
    pub latin: bool,
}

/// The lines of the table, in the order of the asker.
pub fn rows(page: &Page, opened: &Opened, cast: Cast<'_>) -> Vec<TargetRow> {
    let request = &opened.request;
    let first_open = request.open_targets().next().map(|target| target.position);
    request
        .targets
        .iter()
        .map(|target| row(page, opened, target, first_open, cast))
        .collect()
}

fn row(page: &Page, opened: &Opened, target: &Target, first_open: Option<u32>, cast: Cast<'_>) -> TargetRow {
    let request = &opened.request;
    let answer = target.answer.as_ref();
    TargetRow {
        name: page.ta("requests.show.target_at", [("position", target.position.to_string())]),
        address: target_view(page, target).compared(target.compared_by_eye().is_some()),
        by_eye: by_eye_tag(page, target.compared_by_eye()),
        transaction: Some(&target.txid)
            .filter(|txid| !txid.is_empty())
            .map(|txid| AddressView::whole(page.t("requests.show.txid"), txid.clone())),
        about: about(page, request, target, cast),
        asked: asked(page, request, target),
        asked_data: asked_data(page, request, target),
        outcome: answer.map_or_else(
            || waits(page, request, cast),
            |answer| match (request.fate(target), request.fate_of_data(target)) {
                (Some(fate), _) => hold_tag(page, fate),
                (None, Some(fate)) => preservation_tag(page, fate),
                (None, None) => outcome_tag(page, answer.outcome),
            },
        ),
        anew: anew(page, request, target),
        since: answer
            .map(|answer| since(page, opened, target, answer, cast))
            .unwrap_or_default(),
        answered_as: answer.filter(|_| went_on(request, target)).map(|answer| {
            let outcome = page.t(&format!("requests.outcome.{}", answer.outcome)).into_owned();
            page.ta("requests.show.answered_as", [("outcome", outcome)])
        }),
        lines: answer
            .map(|answer| said(page, request, target, answer, cast))
            .unwrap_or_default(),
        next: request.next_step(target).filter(|_| cast.asks()).map(|step| Crumb {
            href: way(request, target, step, cast),
            text: page.t(&format!("requests.next.{}", step.code())).into_owned(),
        }),
        answered: answer.map(|answer| page.moment(answer.at)),
        action: action(page, request, target, first_open, cast),
    }
}

/// How much of which asset is asked. Of data an asset alone says nothing, and of a block there is no amount.
fn asked(page: &Page, request: &Request, target: &Target) -> Option<String> {
    let asset = target.asset.as_ref()?;
    let says_data = !asked_data(page, request, target).is_empty();
    match target.amount {
        Some(units) => Some(amount(page, units, asset)),
        None => (!says_data).then(|| asset.symbol.clone()),
    }
}

/// Whether the hold that `target` names is a block, of which there is no amount.
fn is_about_block(request: &Request, target: &Target) -> bool {
    request.content.kind.follows() && target.hold.is_some() && target.amount.is_none()
}

/// Which data is asked, what is to be done with it, or that it is about a block; nothing where money is asked.
fn asked_data(page: &Page, request: &Request, target: &Target) -> Vec<String> {
    let word = |key: &str| vec![page.t(&format!("requests.show.asked_data.{key}")).into_owned()];
    let wanted = &request.content.data;
    match request.content.kind {
        Kind::Info if wanted.is_empty() => word("none"),
        Kind::Info => wanted
            .iter()
            .map(|wanted| page.t(&format!("requests.data.{}", wanted.kind)).into_owned())
            .collect(),
        Kind::Preserve => word("keep"),
        Kind::Extend if request.is_about_data() => word("keep_longer"),
        Kind::Release if request.is_about_data() => word("let_go"),
        Kind::Extend | Kind::Release if is_about_block(request, target) => {
            vec![page.t("holds.block.name").into_owned()]
        }
        Kind::Freeze
        | Kind::Extend
        | Kind::Release
        | Kind::Convert
        | Kind::Seize
        | Kind::Return
        | Kind::Watch
        | Kind::TokenBlock
        | Kind::Amend
        | Kind::Withdraw
        | Kind::Assist
        | Kind::Ask => Vec::new(),
    }
}

/// Where a step is done, if the reader may do it now. It is about this target, and the address says so.
fn way(request: &Request, target: &Target, step: NextStep, cast: Cast<'_>) -> Option<String> {
    let (act, about) = match step {
        NextStep::CheckChainAndTag
        | NextStep::FollowTheFunds
        | NextStep::Reissue
        | NextStep::AnswerTheGround
        | NextStep::DisputeTheGround
        | NextStep::MendTheGround
        | NextStep::ContestTheRefusal
        | NextStep::DisputeTheRefusal
        | NextStep::AskAnotherWay => (Act::AskElsewhere, format!("?target={}", target.position)),
        NextStep::SecureTheHold | NextStep::AskForTheData => (Act::Follow, kept_for(request, target)),
        NextStep::AskForTheRest | NextStep::DisputeTheRest => return rest_of(request, target, cast),
        NextStep::ReadTheData => (Act::Accept, String::new()),
        NextStep::ExtendScope
        | NextStep::AskForOwnHold
        | NextStep::AskWithMore
        | NextStep::AskByTransaction
        | NextStep::AskForFreeze => return of_case(request, cast),
        NextStep::TraceTheFunds
        | NextStep::JoinHold
        | NextStep::SettleWhatStands
        | NextStep::NoteInCase
        | NextStep::AskAgain => return None,
    };
    let stands = request.holds.iter().any(|hold| hold.status.stands())
        || request.preservations.iter().any(|kept| kept.status.stands());
    let may = if act == Act::Follow {
        stands && request.may_follow(Kind::Extend, cast.reader).is_ok()
    } else {
        request.may(act, cast.reader).is_ok()
    };
    may.then(|| format!("/requests/{}/{}{about}", reference(request), path(act, request)))
}

/// Where another request is begun in the same case, for whoever works at the agency.
fn of_case(request: &Request, cast: Cast<'_>) -> Option<String> {
    let works = cases::WORKERS.iter().any(|role| cast.reader.roles.has(*role));
    (cast.asks() && works).then(|| format!("/cases/{}/requests/new", request.case))
}

/// Where the release of the rest of a hold is asked, if the reader may ask it now.
fn rest_of(request: &Request, target: &Target, cast: Cast<'_>) -> Option<String> {
    request.may_follow(Kind::Release, cast.reader).ok()?;
    let about = kept_for(request, target);
    Some(format!("/requests/{}/release/new{about}", reference(request)))
}

/// What stands for `target`, as the address of what is asked about it names it.
fn kept_for(request: &Request, target: &Target) -> String {
    let hold = request.holds_of(target).filter(|hold| hold.status.stands()).last();
    let data = request
        .preservations_of(target)
        .filter(|kept| kept.status.stands())
        .last();
    let hold = hold.map(|hold| format!("?hold={}", hold.id));
    hold.or_else(|| data.map(|kept| format!("?preservation={}", kept.id)))
        .unwrap_or_default()
}

fn about(page: &Page, request: &Request, target: &Target, cast: Cast<'_>) -> Vec<String> {
    let mut about = Vec::new();
    about.extend(no_tag(page, target, cast));
    // Beside its chain nothing else says that it is a transaction or a contract.
    if !target.chain.is_empty() && target.what != IndicatorKind::Address.code() {
        about.push(named(page, "indicators.kind", &target.what, "").unwrap_or_else(|| target.what.clone()));
    }
    about.push(
        page.t(&format!("requests.confidence.{}", target.confidence))
            .into_owned(),
    );
    about.extend(part(page, request, target));
    if !target.source.is_empty() {
        about.push(page.ta("requests.show.source", [("source", source(page, &target.source))]));
    }
    about
}

/// That it has no tag, as the asker says; its own people read who said so.
fn no_tag(page: &Page, target: &Target, cast: Cast<'_>) -> Option<String> {
    let said = target.no_tag?;
    let mut gaps = vec![("when", cast.moment(page, said.at))];
    let key = if cast.asks() {
        gaps.push(("person", cast.person(said.by).to_owned()));
        "requests.show.no_tag_by"
    } else {
        "requests.show.no_tag"
    };
    Some(page.ta(key, gaps))
}

/// Of a release that is not answered yet, of how much what is asked is a part, or that it is all.
fn part(page: &Page, request: &Request, target: &Target) -> Option<String> {
    if request.content.kind != Kind::Release || target.answer.is_some() {
        return None;
    }
    let hold = target.hold.and_then(|id| request.held(id).ok())?;
    if hold.is_block() {
        return None;
    }
    let gaps = [("held", amount(page, hold.amount, &hold.asset))];
    let is_part = target.amount.is_some_and(|asked| asked < hold.amount);
    let key = if is_part { "part_of" } else { "all_of" };
    Some(page.ta(&format!("requests.show.{key}"), gaps))
}

/// A target without an outcome: on whom it waits.
fn waits(page: &Page, request: &Request, cast: Cast<'_>) -> Tag {
    let word = |key: &str| page.t(key).into_owned();
    if !request.status.is_issued() {
        return Tag::new(Tone::Faint, Icon::Ring, word("requests.show.not_issued"));
    }
    if !request.status.is_open() {
        return Tag::new(Tone::Faint, Icon::Ring, word("requests.show.no_outcome"));
    }
    let is_theirs = cast.asks() == (request.status == Status::Clarification);
    let answers = cast.asks() || cast.reader.roles.has(Role::Responder);
    let can = answers && cast.reader.has_any(request.status.turn_of()).is_ok();
    let (tone, key) = match (cast.asks(), is_theirs) {
        // Only who can do what comes next, and answer, is told that it waits on them.
        (_, true) if can => (Tone::Danger, "requests.show.waits_you"),
        (true, true) => (Tone::Warn, "requests.show.waits_agency"),
        (false, true) => (Tone::Warn, "requests.show.waits_desk"),
        (true, false) => (Tone::Warn, "requests.show.waits_recipient"),
        (false, false) => (Tone::Warn, "requests.show.waits_asker"),
    };
    Tag::new(tone, Icon::Hourglass, word(key))
}

/// Whether something else stands now than what was answered.
fn went_on(request: &Request, target: &Target) -> bool {
    request.fate(target).is_some() || request.fate_of_data(target).is_some()
}

fn words(text: String) -> Said {
    Said { text, latin: false }
}

/// What the exchange answered of `target`, line by line, whatever became of it since.
pub fn said(page: &Page, request: &Request, target: &Target, answer: &Answer, cast: Cast<'_>) -> Vec<Said> {
    let mut lines = Vec::new();
    if let Some(moved) = answer.movement.as_ref().filter(|_| answer.outcome.is_incident()) {
        let after = request.issued_at.map(|issued| page.duration(moved.at.since(issued)));
        let gaps = [("after", after.unwrap_or_default())];
        lines.push(words(page.ta("requests.show.incident", gaps)));
    }
    if request.is_above_cap(target) {
        lines.push(words(page.t("requests.show.above_cap").into_owned()));
    }
    let asked = target.amount.filter(|_| request.not_released(target).is_some());
    lines.extend(said::said(page, answer, asked, cast));
    if !went_on(request, target)
        && let Some(until) = request.end_since(target).or(answer.until)
    {
        lines.extend(short(page, request, target, until, cast).map(words));
    }
    lines
}

/// That what `target` was answered with ends at `until`, days before what was asked.
pub fn short(page: &Page, request: &Request, target: &Target, until: Time, cast: Cast<'_>) -> Option<String> {
    let days = request.days_short(target, until, &cast.asker.calendar.zone)?;
    Some(page.n("requests.show.ends_early", days))
}

fn is_anew(request: &Request, target: &Target) -> bool {
    request.anew().any(|anew| anew.id == target.id)
}

/// That the answer is given anew, and whether since it is disputed.
fn anew(page: &Page, request: &Request, target: &Target) -> Option<Tag> {
    is_anew(request, target).then(|| {
        let (tone, icon, key) = if request.status == Status::Disputed {
            (Tone::Danger, Icon::Alert, "requests.show.disputed")
        } else {
            (Tone::Warn, Icon::Undo, "requests.show.anew")
        };
        Tag::new(tone, icon, page.t(key)).wrapping()
    })
}

/// The exchange answers from here while there is something to answer.
fn action(
    page: &Page,
    request: &Request,
    target: &Target,
    first_open: Option<u32>,
    cast: Cast<'_>,
) -> Option<ActionView> {
    let may_be_near = matches!(
        request.status,
        Status::Executing | Status::PartlyAnswered | Status::Disputed
    );
    if cast.asks() || !may_be_near || (target.answer.is_some() && !is_anew(request, target)) {
        return None;
    }
    let position = target.position;
    let href = format!("/requests/{}/targets/{position}/answer", reference(request));
    let label = page.ta("requests.show.answer_target", [("position", position.to_string())]);
    let allowed = request.may_answer(cast.reader, position);
    let view = ActionView::of(page, &format!("answer-{position}"), label, href, allowed);
    let leads = first_open == Some(position);
    Some(if leads { view.primary() } else { view })
}
