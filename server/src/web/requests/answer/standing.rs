//! What stands on the target already: what is held or kept is told, and that an answer frees it is ticked.

use super::super::act_page::{Asked, Asking, Group};
use super::super::show::cast;
use super::super::targets::said;
use super::super::words::{ended_or, held, in_own_direction};
use crate::domain::requests::Target;
use crate::domain::requests::kinds::Status;
use crate::web::views::{Choice, Fact};

/// How the tick is sent.
pub const FREES: &str = "yes";

/// What is held or kept now, and until when; or that its end has come and nothing was said since.
pub fn facts(asking: &Asking<'_>, target: &Target) -> Vec<Fact> {
    let (page, request) = (asking.page, &asking.opened.request);
    let fact = |now: &str, text: &str, gaps: Vec<(&'static str, String)>| {
        let word = |key: &str| format!("requests.acts.answer.{key}");
        Fact::new(page.t(&word(now)), page.ta(&word(text), gaps))
    };
    let money = request
        .holds_of(target)
        .filter(|hold| hold.status.stands())
        .map(|hold| {
            let gaps = vec![("amount", held(page, hold)), ("until", asking.both_sides(hold.until))];
            let now = ended_or(page, hold, "held_now", "at_end");
            fact(now, ended_or(page, hold, "held_until", "held_ended"), gaps)
        });
    let data = request.preservations_of(target).filter(|kept| kept.status.stands());
    let data = data.map(|kept| {
        let gaps = vec![("until", asking.both_sides(kept.until))];
        let now = ended_or(page, kept, "kept_now", "at_end");
        fact(now, ended_or(page, kept, "kept_until", "kept_ended"), gaps)
    });
    money.chain(data).collect()
}

/// Why the answer is given anew: what the asker wrote who disputes it, or whoever opened the request again; and what was
/// answered: the outcome, then each line of it.
pub fn anew(asking: &Asking<'_>, target: &Target) -> Vec<Fact> {
    let (page, request) = (asking.page, &asking.opened.request);
    let is_anew = request.anew().any(|anew| anew.id == target.id);
    let Some(answer) = target.answer.as_ref().filter(|_| is_anew) else {
        return Vec::new();
    };
    let label = |key: &str| page.t(&format!("requests.acts.answer.{key}"));
    let why = if request.status == Status::Disputed {
        "disputed"
    } else {
        "reopened"
    };
    let cast = cast(asking.opened, asking.actor);
    let outcome = page.t(&format!("requests.outcome.{}", answer.outcome)).into_owned();
    let said = said(page, request, target, answer, cast)
        .into_iter()
        .map(|line| line.text);
    let before: Vec<String> = std::iter::once(outcome)
        .chain(said)
        .map(|text| in_own_direction(page, text))
        .collect();
    vec![
        Fact::new(label(why), request.remark.clone()),
        Fact::new(label("answered_before"), before.join(" · ")),
    ]
}

/// The tick, where anything stands that an answer could free.
pub fn group(asking: &Asking<'_>, typed: &str) -> Option<Group> {
    let page = asking.page;
    let request = &asking.opened.request;
    let target = request.target(asking.place.position).ok()?;
    let mut standing = request.standing_on(target).peekable();
    let (frees, section) = if standing.peek().is_some() {
        let holds: Vec<_> = standing.collect();
        if holds.iter().all(|hold| hold.is_block()) {
            (page.t("requests.acts.answer.frees_block").into_owned(), "stands_block")
        } else {
            let told: Vec<String> = holds.iter().map(|hold| held(page, hold)).collect();
            let gaps = [("held", page.words().list(&told))];
            (page.ta("requests.acts.answer.frees", gaps), "stands")
        }
    } else if request.data_standing_on(target).next().is_some() {
        (page.t("requests.acts.answer.frees_data").into_owned(), "stands_data")
    } else {
        return None;
    };
    let word = |part: &str| page.t(&format!("requests.acts.answer.{part}.{section}")).into_owned();
    Some(Group {
        title: Some(word("group")),
        hint: Some(word("hint")),
        fields: vec![Asked::Any(
            asking.field("frees", "").optional(),
            vec![Choice::new(FREES, frees, typed)],
        )],
    })
}
