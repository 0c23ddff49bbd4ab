//! What an earlier answer placed on the target and still stands: what is held is told, and that an answer frees it is
//! ticked.

use super::super::act_page::{Asked, Asking, Group};
use super::super::words::amount;
use crate::domain::requests::Target;
use crate::web::views::{Choice, Fact};

/// How the tick is sent.
pub const FREES: &str = "yes";

/// What is held now, and until when.
pub fn facts(asking: &Asking<'_>, target: &Target) -> Vec<Fact> {
    let page = asking.page;
    let standing = asking.opened.request.standing_on(target);
    standing
        .map(|hold| {
            let gaps = [
                ("amount", amount(page, hold.amount, &hold.asset)),
                ("until", asking.both_sides(hold.until)),
            ];
            let told = page.ta("requests.acts.answer.held_until", gaps);
            Fact::new(page.t("requests.acts.answer.held_now"), told)
        })
        .collect()
}

/// The tick, where anything stands that an answer could free.
pub fn group(asking: &Asking<'_>, typed: &str) -> Option<Group> {
    let page = asking.page;
    let request = &asking.opened.request;
    let target = request.target(asking.place.position).ok()?;
    let held: Vec<String> = request
        .standing_on(target)
        .map(|hold| amount(page, hold.amount, &hold.asset))
        .collect();
    if held.is_empty() {
        return None;
    }
    let frees = page.ta("requests.acts.answer.frees", [("held", page.words().list(&held))]);
    Some(Group {
        title: Some(page.t("requests.acts.answer.group.stands").into_owned()),
        hint: Some(page.t("requests.acts.answer.hint.stands").into_owned()),
        fields: vec![Asked::Any(
            asking.field("frees", "").optional(),
            vec![Choice::new(FREES, frees, typed)],
        )],
    })
}
