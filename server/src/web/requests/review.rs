//! The review after a flash or emergency request, on the asker's page alone: by when, what was found, and its form.

use super::act_page::{Asked, Asking, Form, Group, Place, handlers};
use super::actions::{ActionView, path};
use super::clocks;
use super::typed::{LONGEST_TEXT, chosen, read};
use super::words::{Cast, in_own_direction, reference};
use crate::domain::actor::Actor;
use crate::domain::change::{Fault, Refusal};
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::review::{Finding, Found, Review};
use crate::service::requests::{Opened, issuing};
use crate::service::{Context, Error};
use crate::web::form::clean_text;
use crate::web::page::Page;
use crate::web::views::{Choice, Fact, Icon, Tag, Tone};

/// Where a review stands.
#[derive(Clone, Debug)]
pub struct ReviewView {
    /// In a word.
    pub tag: Tag,
    /// Whose it is to do; nothing once it was done.
    pub text: Option<String>,
    /// By when, and who did it when.
    pub facts: Vec<Fact>,
    /// What was written about it.
    pub note: Option<String>,
    /// The button, or why there is none.
    pub action: Option<ActionView>,
}

/// The review that a request owes or has had. Nothing for the other side, which never learns of it.
pub fn review(page: &Page, request: &Request, cast: Cast<'_>) -> Option<ReviewView> {
    let review = request.review.as_ref().filter(|_| cast.asks())?;
    Some(match &review.found {
        Some(found) => done(page, request, review, found, cast),
        None => owed(page, request, review, cast),
    })
}

fn owed(page: &Page, request: &Request, review: &Review, cast: Cast<'_>) -> ReviewView {
    let (tone, icon, state) = if review.is_late(page.now()) {
        (Tone::Danger, Icon::Alert, "overdue")
    } else {
        (Tone::Warn, Icon::Hourglass, "due")
    };
    let key = |part: &str| format!("requests.review.{part}");
    let left = clocks::left(page, review.due.since(page.now()));
    let when = page.ta(&key("when"), [("when", page.moment(review.due)), ("left", left)]);
    let href = format!("/requests/{}/{}", reference(request), path(Act::Review, request));
    let label = page.t(&format!("requests.act.{}", Act::Review)).into_owned();
    let allowed = request.may(Act::Review, cast.reader);
    ReviewView {
        tag: Tag::new(tone, icon, page.t(&key(state))),
        text: Some(page.t(&key("whose")).into_owned()),
        facts: vec![Fact::new(page.t(&key(&format!("{state}_since"))), when)],
        note: None,
        action: Some(ActionView::of(page, Act::Review.code(), label, href, allowed)),
    }
}

fn done(page: &Page, request: &Request, review: &Review, found: &Found, cast: Cast<'_>) -> ReviewView {
    let (tone, icon) = look(found.finding);
    let gaps = [
        ("person", cast.person(found.by).to_owned()),
        ("when", page.moment(found.at)),
    ];
    let mut facts = vec![Fact::new(
        page.t("requests.review.by"),
        in_own_direction(page, page.ta("requests.review.by_whom", gaps)),
    )];
    if request.is_reviewed_by_approver() {
        facts.push(Fact::new(
            page.t("requests.review.hands"),
            page.t("requests.review.by_approver"),
        ));
    }
    if found.at >= review.due {
        let late = clocks::left(page, review.due.since(found.at));
        let gaps = [("when", page.moment(review.due)), ("left", late)];
        facts.push(Fact::new(
            page.t("requests.review.due_since"),
            page.ta("requests.review.when", gaps),
        ));
    }
    ReviewView {
        tag: Tag::new(tone, icon, page.t(&format!("requests.finding.{}", found.finding))).wrapping(),
        text: None,
        facts,
        note: Some(found.note.clone()).filter(|note| !note.is_empty()),
        action: None,
    }
}

/// How a finding looks.
pub const fn look(finding: Finding) -> (Tone, Icon) {
    match finding {
        Finding::Justified => (Tone::Ok, Icon::Check),
        Finding::WrongUrgency => (Tone::Warn, Icon::Flag),
        Finding::NotJustified => (Tone::Danger, Icon::Alert),
    }
}

/// As it was typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    finding: String,
    review_note: String,
}

handlers!(Typed);

impl Form for Typed {
    const NAME: &'static str = "review";

    fn path(_place: &Place) -> String {
        "review".to_owned()
    }

    fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
        request.may(Act::Review, actor)
    }

    fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
        Self::default()
    }

    fn about(asking: &Asking<'_>) -> Vec<Fact> {
        let page = asking.page;
        let request = &asking.opened.request;
        let content = &request.content;
        let urgency = page.t(&format!("clocks.urgency.{}", content.urgency)).into_owned();
        let mut facts = vec![
            Fact::new(page.t("requests.index.filter.urgency"), urgency),
            Fact::new(
                page.t("requests.form.field.urgency_reason.label"),
                content.urgency_reason.clone(),
            ),
        ];
        let name = |id| asking.opened.people.get(&id).cloned().unwrap_or_default();
        facts.push(Fact::new(page.t("requests.show.officer"), name(request.author)));
        for approval in &request.approvals {
            let gaps = [("person", name(approval.by)), ("time", page.moment(approval.at))];
            let approved = in_own_direction(page, page.ta("requests.show.approved_by", gaps));
            facts.push(Fact::new(page.t("requests.show.approved"), approved));
        }
        let due = request.review.iter().map(|review| page.moment(review.due));
        facts.extend(due.map(|due| Fact::new(page.t("requests.review.due_since"), due)));
        facts
    }

    fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
        let page = asking.page;
        let choice = |finding: &Finding| {
            let word = |section: &str| page.t(&format!("requests.{section}.{finding}")).into_owned();
            Choice::new(finding.code(), word("finding"), &self.finding).hint(word("finding_hint"))
        };
        let note = asking
            .field("review_note", &self.review_note)
            .needed(page.t("requests.acts.review.when"));
        vec![Group {
            fields: vec![
                Asked::Explained(
                    asking.field("finding", &self.finding),
                    Finding::ALL.iter().map(choice).collect(),
                ),
                Asked::Area(note),
            ],
            ..Group::default()
        }]
    }

    async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
        let mut faults = Vec::new();
        let finding: Option<Finding> = chosen("finding", &self.finding, &mut faults);
        let note = clean_text("review_note", &self.review_note, LONGEST_TEXT, &mut faults);
        let is_explained = !note.trim().is_empty() || faults.iter().any(|fault| fault.field == "review_note");
        if finding.is_some_and(Finding::finds_fault) && !is_explained {
            faults.push(Fault::new("review_note", "required"));
        }
        let finding = read(finding, faults)?;
        issuing::review(cx, &place.reference, finding, note).await
    }
}
