//! How values of a case stand in columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::cases::indicators::ChecksumState;
use crate::domain::cases::{InformationGrade, Offence, SourceGrade, Status};
use crate::domain::indicators::{IndicatorKind, Network};
use crate::domain::requests::Loss;
use crate::domain::values::Country;
use crate::{json_column, text_column};

/// What was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Losses(pub Vec<Loss>);

/// Victims by country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Victims(pub BTreeMap<Country, u32>);

json_column!(Losses);
json_column!(Victims);
text_column!(Status, Status::code);
text_column!(Offence, Offence::code);
text_column!(SourceGrade, SourceGrade::code);
text_column!(InformationGrade, InformationGrade::code);
text_column!(ChecksumState, ChecksumState::code);
text_column!(IndicatorKind, IndicatorKind::code);
text_column!(Network, Network::code);
