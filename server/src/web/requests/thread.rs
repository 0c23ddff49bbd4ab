//! Questions of the exchange and answers of the asker, on the page of their request.

use super::actions::ActionView;
use super::words::{Cast, language, reference};
use crate::domain::requests::acts::Act;
use crate::service::requests::Opened;
use crate::store::requests::Message;
use crate::web::page::Page;

/// The thread.
#[derive(Clone, Debug)]
pub struct ThreadView {
    /// How many rounds.
    pub note: String,
    /// Each message, oldest first.
    pub messages: Vec<MessageView>,
    /// What an open question does to the clocks.
    pub clocks: Option<String>,
    /// Answering or asking, where the reader's side does that next.
    pub action: Option<ActionView>,
}

/// A message.
#[derive(Clone, Debug)]
pub struct MessageView {
    /// Whether the reader's side wrote it.
    pub mine: bool,
    /// Who says what: "Northbank Exchange asks".
    pub by: String,
    /// When.
    pub when: String,
    /// The same for machines.
    pub at: String,
    /// The coded question, in the reader's language.
    pub question: Option<String>,
    /// Answer by.
    pub deadline: Option<String>,
    /// As it was written.
    pub body: String,
    /// Its language, for `lang`.
    pub lang: String,
    /// That it stands in its original, where that is not the reader's language.
    pub original: Option<String>,
}

/// The thread of an opened request.
pub fn thread(page: &Page, opened: &Opened, cast: Cast<'_>) -> ThreadView {
    let request = &opened.request;
    let questions = opened
        .messages
        .iter()
        .filter(|message| message.question.is_some())
        .count();
    let open = request.question.is_some();
    let paused = request
        .clocks
        .iter()
        .any(|held| held.clock.due().is_none() && held.clock.remaining(page.now()).is_some());
    let act = if cast.asks() { Act::Clarify } else { Act::Ask };
    let path = if cast.asks() { "answers" } else { "questions" };
    let href = format!("/requests/{}/{path}", reference(request));
    let action = act.from(request.status).is_ok().then(|| {
        let label = page.t(&format!("requests.act.{act}"));
        let view = ActionView::of(
            page,
            &format!("thread-{act}"),
            label,
            href,
            request.may(act, cast.reader),
        );
        if cast.asks() { view.primary() } else { view }
    });
    ThreadView {
        note: page.n("requests.show.rounds", questions),
        messages: opened
            .messages
            .iter()
            .enumerate()
            .map(|(at, message)| {
                let deadline = deadline(page, opened, at, cast);
                view(page, message, deadline, cast)
            })
            .collect(),
        clocks: open.then(|| {
            let key = if paused {
                "requests.show.clocks_stand"
            } else {
                "requests.show.clocks_run"
            };
            page.t(key).into_owned()
        }),
        action,
    }
}

/// Until when the question at `at` is answered, or that it was not; nothing of one that was.
fn deadline(page: &Page, opened: &Opened, at: usize, cast: Cast<'_>) -> Option<String> {
    let message = opened.messages.get(at)?;
    let until = message.deadline?;
    let open = opened.request.question.as_ref().map(|question| question.id);
    let is_answered = opened
        .messages
        .iter()
        .skip(at + 1)
        .take_while(|later| later.question.is_none())
        .next()
        .is_some();
    let key = if open == Some(message.id) {
        "requests.show.answer_by"
    } else if is_answered {
        return None;
    } else {
        "requests.show.not_answered_by"
    };
    Some(page.ta(key, [("when", cast.moment(page, until))]))
}

fn view(page: &Page, message: &Message, deadline: Option<String>, cast: Cast<'_>) -> MessageView {
    let organisation = cast.organisation(message.organisation).unwrap_or_default();
    let key = if message.question.is_some() {
        "requests.show.asks"
    } else {
        "requests.show.answers"
    };
    let is_other = message.language != page.lang();
    MessageView {
        mine: message.organisation == cast.reader.organisation,
        by: page.ta(key, [("organisation", organisation)]),
        when: page.moment(message.at),
        at: message.at.rfc3339_millis(),
        question: message
            .question
            .map(|question| page.t(&format!("requests.question.{question}")).into_owned()),
        deadline,
        body: message.body.clone(),
        lang: message.language.clone(),
        original: is_other.then(|| {
            page.ta(
                "requests.show.original",
                [("language", language(page, &message.language))],
            )
        }),
    }
}
