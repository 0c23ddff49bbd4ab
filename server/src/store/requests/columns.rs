//! How the words and parts of a request stand in columns.

use serde::{Deserialize, Serialize};

use crate::domain::clocks::{ClockKind, Urgency};
use crate::domain::holds::{HoldStatus, LiftReason};
use crate::domain::ids::PersonId;
use crate::domain::legal_bases::Binding;
use crate::domain::money::{Asset, Units};
use crate::domain::pace::SecondLook;
use crate::domain::preservations::PreservationStatus;
use crate::domain::requests::grounds::Ground;
use crate::domain::requests::kinds::{Confidence, Desired, Kind, Question, Route, Status};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::review::Finding;
use crate::domain::requests::stops::Stops;
use crate::domain::requests::{Answer, Approval, Content, Party, RequestClock};
use crate::{json_column, text_column};

/// Who approved, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Approvals(pub Vec<Approval>);

/// Who wrote any of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Writers(pub Vec<PersonId>);

/// Its clocks, in the order in which they began.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clocks(pub Vec<RequestClock>);

/// What is asked for in all, per asset; kept beside a request so that lists need not read its targets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Asked(pub Vec<(Asset, Units)>);

json_column!(Approvals);
json_column!(Asked);
json_column!(Clocks);
json_column!(Content);
json_column!(SecondLook);
json_column!(Stops);
json_column!(Writers);
json_column!(Answer);
text_column!(Kind, Kind::code);
text_column!(Urgency, Urgency::code);
text_column!(Status, Status::code);
text_column!(Desired, Desired::code);
text_column!(Party, Party::code);
text_column!(Question, Question::code);
text_column!(Ground, Ground::code);
text_column!(ClockKind, ClockKind::code);
text_column!(Confidence, Confidence::code);
text_column!(Finding, Finding::code);
text_column!(Outcome, Outcome::code);
text_column!(HoldStatus, HoldStatus::code);
text_column!(LiftReason, LiftReason::code);
text_column!(PreservationStatus, PreservationStatus::code);
text_column!(Route, Route::code);
text_column!(Binding, Binding::code);
