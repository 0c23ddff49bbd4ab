//! Confirming that a request is taken back: of each hold and preservation that stands, what becomes of it.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::act_page::{Asked, Asking, Form, Group, Place, handlers};
use super::typed::LONGEST_TEXT;
use super::words::{ended_or, held};
use crate::domain::actor::Actor;
use crate::domain::change::{Fault, Refusal};
use crate::domain::ids::{HoldId, PreservationId};
use crate::domain::requests::Request;
use crate::domain::requests::acts::Act;
use crate::domain::requests::withdrawal::{Fate, Fates, OtherBasis, data_field, hold_field, note_field};
use crate::service::requests::{Opened, answering};
use crate::service::{Context, Error};
use crate::web::form::clean_text;
use crate::web::page::Page;
use crate::web::views::{Choice, Fact, FieldView};

/// How the form sends that something ends with the request; what stays is sent as its [`OtherBasis`].
const LET_GO: &str = "let_go";

/// Name and value of each field.
type Fields = BTreeMap<String, String>;

/// As it was typed: two fields for each hold and preservation, named after its id.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(try_from = "Fields")]
pub struct Typed(Fields);

/// A field that the form does not have.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no field of a confirmation")]
pub struct UnknownField;

impl TryFrom<BTreeMap<String, String>> for Typed {
    type Error = UnknownField;

    fn try_from(fields: BTreeMap<String, String>) -> Result<Self, UnknownField> {
        let is_known = |field: &String| {
            named::<HoldId>(field, "hold-").is_some()
                || named::<PreservationId>(field, "data-").is_some()
                || named::<HoldId>(field, "note-").is_some()
        };
        if fields.keys().all(is_known) {
            Ok(Self(fields))
        } else {
            Err(UnknownField)
        }
    }
}

/// The id in the name of a field.
fn named<T: FromStr>(field: &str, start: &str) -> Option<T> {
    field.strip_prefix(start)?.parse().ok()
}

handlers!(Typed);

impl Typed {
    fn typed(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// What is said of all that `start` names.
    fn fates<T: FromStr + Copy + std::fmt::Display>(&self, start: &str, faults: &mut Vec<Fault>) -> Vec<(T, Fate)> {
        let mut fates = Vec::new();
        for (field, word) in self.0.iter().filter(|(_, word)| !word.is_empty()) {
            let Some(id) = named::<T>(field, start) else { continue };
            if word == LET_GO {
                fates.push((id, Fate::LetGo));
            } else if let Ok(basis) = word.parse::<OtherBasis>() {
                let note = note_field(id);
                let note = clean_text(&note, self.typed(&note), LONGEST_TEXT, faults);
                fates.push((id, Fate::Stays { basis, note }));
            } else {
                faults.push(Fault::new(field, "unknown_choice"));
            }
        }
        fates
    }

    /// What is asked of one hold or preservation, in the words of `thing`.
    fn group(&self, asking: &Asking<'_>, thing: &str, title: String, field: &str, note: &str) -> Group {
        let page = asking.page;
        let typed = self.typed(field);
        let choice = |word: &str| {
            let key = |part: &str| format!("requests.fate.{thing}.{word}.{part}");
            Choice::new(word, page.t(&key("label")), typed).hint(page.t(&key("hint")))
        };
        let words = std::iter::once(LET_GO).chain(OtherBasis::ALL.iter().map(|basis| basis.code()));
        let needed = page.t("requests.fate.note_needed");
        Group {
            title: Some(title),
            fields: vec![
                Asked::Explained(asked(asking, "fate", field, typed), words.map(choice).collect()),
                Asked::Area(asked(asking, "fate_note", note, self.typed(note)).needed(needed)),
            ],
            ..Group::default()
        }
    }
}

/// The field `name`, with the words of `key`.
fn asked(asking: &Asking<'_>, key: &str, name: &str, typed: &str) -> FieldView {
    FieldView {
        name: name.to_owned(),
        ..asking.field_as(key, name, typed)
    }
}

impl Form for Typed {
    const NAME: &'static str = "confirm_withdrawal";
    const DANGER: bool = true;

    fn path(_place: &Place) -> String {
        "withdrawal/confirmation".to_owned()
    }

    fn may(request: &Request, actor: &Actor, _place: &Place) -> Result<(), Refusal> {
        request.may(Act::ConfirmWithdrawal, actor)
    }

    fn first(_opened: &Opened, _place: &Place, _page: &Page) -> Self {
        Self::default()
    }

    // Each hold has its own question below.
    fn about(asking: &Asking<'_>) -> Vec<Fact> {
        asking.request()
    }

    fn groups(&self, asking: &Asking<'_>) -> Vec<Group> {
        let (page, request) = (asking.page, &asking.opened.request);
        let holds = request.own_holds().map(|hold| {
            let gaps = [
                ("position", hold.position.to_string()),
                ("amount", held(page, hold)),
                ("until", asking.both_sides(hold.until)),
            ];
            let title = page.ta(
                ended_or(page, hold, "requests.acts.hold", "requests.acts.hold_ended"),
                gaps,
            );
            self.group(asking, "hold", title, &hold_field(hold.id), &note_field(hold.id))
        });
        let data = request.own_preservations().map(|kept| {
            let gaps = [
                ("position", kept.position.to_string()),
                ("until", asking.both_sides(kept.until)),
            ];
            let title = page.ta(
                ended_or(
                    page,
                    kept,
                    "requests.acts.preservation",
                    "requests.acts.preservation_ended",
                ),
                gaps,
            );
            self.group(asking, "data", title, &data_field(kept.id), &note_field(kept.id))
        });
        holds.chain(data).collect()
    }

    async fn send(&self, cx: &Context<'_>, place: &Place, _page: &Page) -> Result<Request, Error> {
        let mut faults = Vec::new();
        let fates = Fates {
            holds: self.fates("hold-", &mut faults),
            preservations: self.fates("data-", &mut faults),
        };
        Refusal::unless_empty(faults)?;
        answering::confirm_withdrawal(cx, &place.reference, fates).await
    }
}
