//! Indicators of a case: what leads to the money or to a person, where each came from, and how far it can be trusted.

use std::collections::HashSet;

use crate::domain::actor::{Actor, words};
use crate::domain::change::{Change, Fault, Refusal};
use crate::domain::events::Event;
use crate::domain::ids::{CaseId, IndicatorId, PersonId};
use crate::domain::indicators::{Chain, Checksum, IndicatorKind, Network, Reason, Verdict, check};
use crate::domain::requests::kinds::Confidence;
use crate::domain::values::Time;

use super::Case;
use super::typed::{read_line, read_lines};

/// A list that is longer is another case, or a label set and no indicators of a crime.
pub const MOST_INDICATORS: u32 = 100_000;

/// The longest note and the longest source of an indicator, in characters.
pub const LONGEST_NOTE: usize = 500;

words! {
    /// Reliability of the source, the first half of the 4×4 evaluation (domain §6).
    SourceGrade("grade of source") {
        /// No doubt about the source.
        A = "A",
        /// Reliable in most instances.
        B = "B",
        /// Not reliable in most instances.
        C = "C",
        /// Cannot be assessed.
        X = "X",
    }
}

words! {
    /// Accuracy of the information, the second half of the 4×4 evaluation (domain §6).
    InformationGrade("grade of information") {
        /// Accurate without reservation.
        One = "1",
        /// Known to the source, not to who passes it on.
        Two = "2",
        /// Not known to the source, corroborated.
        Three = "3",
        /// Cannot be corroborated.
        Four = "4",
    }
}

/// The 4×4 evaluation, such as `B2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Of the source.
    pub source: SourceGrade,
    /// Of what it says.
    pub information: InformationGrade,
}

words! {
    /// Whether a checksum stands behind what is stored.
    ChecksumState("state of checksum") {
        /// It does, and it holds.
        Holds = "holds",
        /// This way of writing has none: compared by eye.
        None = "none",
        /// The rules of the chain or of the kind are not known here.
        Unchecked = "unchecked",
    }
}

impl ChecksumState {
    /// The state itself where something of `kind` must be compared with its source by eye: an address or contract whose
    /// form has no checksum, or on a chain whose rules are not known here.
    pub fn by_eye(self, kind: IndicatorKind) -> Option<Self> {
        let is_address = match kind {
            IndicatorKind::Address | IndicatorKind::Contract => true,
            IndicatorKind::Txid
            | IndicatorKind::AccountUid
            | IndicatorKind::Email
            | IndicatorKind::Phone
            | IndicatorKind::NameDob
            | IndicatorKind::Iban
            | IndicatorKind::DeviceIp
            | IndicatorKind::OrderId => false,
        };
        match self {
            Self::None | Self::Unchecked => is_address.then_some(self),
            Self::Holds => None,
        }
    }
}

/// What makes two indicators of a case the same. The chain is part of it, since one EVM address stands on many chains,
/// and so is the tag, since exchanges share one address among customers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndicatorKey {
    /// What it is.
    pub kind: IndicatorKind,
    /// Where it stands; nothing for what is on no chain.
    pub chain: Option<Chain>,
    /// On which deployment of the chain.
    pub network: Network,
    /// Its canonical form.
    pub value: String,
    /// Destination tag or memo; empty where there is none.
    pub tag: String,
}

/// One indicator as it was read from what people gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// What it is.
    pub key: IndicatorKey,
    /// As it was given.
    pub typed: String,
    /// Whether a checksum stands behind it.
    pub checksum: ChecksumState,
}

impl Observed {
    /// An address on the main network of `chain`, as somebody gave it, with the tag that stands inside it.
    ///
    /// # Errors
    /// Why it is no address of that chain.
    pub fn address(chain: Chain, typed: &str) -> Result<Self, Reason> {
        let network = Network::Mainnet;
        let (checksum, tag) = match check(&chain, network, typed) {
            Verdict::Invalid(reason) => return Err(reason),
            Verdict::Unchecked => (ChecksumState::Unchecked, None),
            Verdict::Valid(checked) => match checked.checksum {
                Checksum::Holds => (ChecksumState::Holds, checked.tag),
                Checksum::None => (ChecksumState::None, checked.tag),
            },
        };
        let key = IndicatorKey {
            kind: IndicatorKind::Address,
            network,
            value: IndicatorKind::Address.normalise(Some(&chain), typed)?,
            tag: tag.map(|tag| tag.as_str().to_owned()).unwrap_or_default(),
            chain: Some(chain),
        };
        let typed = typed.trim().to_owned();
        Ok(Self { key, typed, checksum })
    }
}

/// That an address has no tag or memo, though its chain has them: a private wallet. Nothing shows it but somebody's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTag {
    /// Who said so.
    pub by: PersonId,
    /// When.
    pub at: Time,
}

/// One indicator of a list, with what the list says beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What was read.
    pub observed: Observed,
    /// That it was said to have no tag.
    pub has_no_tag: bool,
    /// What stands beside it, such as an amount that was seen there; joins the note of the batch.
    pub note: String,
    /// Where this one comes from; empty takes the source of the batch.
    pub source: String,
}

impl From<Observed> for Given {
    /// Nothing stands beside it.
    fn from(observed: Observed) -> Self {
        Self {
            observed,
            has_no_tag: false,
            note: String::new(),
            source: String::new(),
        }
    }
}

/// Indicators given together, with what is said of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The indicators, in the order given.
    pub given: Vec<Given>,
    /// How many lines more said the same as another line or the case.
    pub merged: u32,
    /// How many of these said the same as another line.
    pub repeated: u32,
    /// What they are in the case, such as "exchange deposit"; may be empty.
    pub note: String,
    /// Where they come from, in words.
    pub source: String,
    /// How good that is.
    pub evaluation: Evaluation,
    /// How sure the agency is that they are the thief's.
    pub confidence: Confidence,
}

/// An indicator of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its id.
    pub id: IndicatorId,
    /// The case.
    pub case: CaseId,
    /// Its number in the case, from 1.
    pub position: u32,
    /// What it is.
    pub observed: Observed,
    /// What it is in the case.
    pub note: String,
    /// Where it comes from.
    pub source: String,
    /// How good that is.
    pub evaluation: Evaluation,
    /// How sure the agency is.
    pub confidence: Confidence,
    /// That it was said to have no tag.
    pub no_tag: Option<NoTag>,
    /// Who added it.
    pub added_by: PersonId,
    /// When.
    pub added_at: Time,
}

/// What a batch adds to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Additions {
    /// The case after it.
    pub case: Case,
    /// The new ones, numbered.
    pub added: Vec<Indicator>,
    /// How many of the batch the case had already, or named twice.
    pub merged: u32,
}

/// What was written of all indicators of a list, unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedBatch {
    /// What they are in the case.
    pub note: String,
    /// Where they come from.
    pub source: String,
    /// A [`SourceGrade`].
    pub source_grade: String,
    /// An [`InformationGrade`].
    pub information_grade: String,
    /// A [`Confidence`].
    pub confidence: String,
}

impl TypedBatch {
    /// What is said of `given`; `merged` lines more said the same as another line or the case, `repeated` of them as
    /// another line.
    ///
    /// # Errors
    /// A fault for each field that is not acceptable.
    pub fn read(&self, given: Vec<Given>, merged: usize, repeated: usize) -> Result<Batch, Vec<Fault>> {
        let mut faults = Vec::new();
        let note = read_lines("note", &self.note, LONGEST_NOTE, &mut faults);
        let source = read_line("source", &self.source, LONGEST_NOTE, &mut faults);
        if source.is_empty() {
            faults.push(Fault::new("source", "required"));
        }
        let source_grade = self.source_grade.parse::<SourceGrade>().ok();
        let information = self.information_grade.parse::<InformationGrade>().ok();
        let confidence = self.confidence.parse::<Confidence>().ok();
        for (field, is_chosen) in [
            ("source_grade", source_grade.is_some()),
            ("information_grade", information.is_some()),
            ("confidence", confidence.is_some()),
        ] {
            if !is_chosen {
                faults.push(Fault::new(field, "unknown_choice"));
            }
        }
        match (source_grade, information, confidence) {
            (Some(source_grade), Some(information), Some(confidence)) if faults.is_empty() => Ok(Batch {
                given,
                merged: u32::try_from(merged).unwrap_or(u32::MAX),
                repeated: u32::try_from(repeated).unwrap_or(u32::MAX),
                note,
                source,
                evaluation: Evaluation {
                    source: source_grade,
                    information,
                },
                confidence,
            }),
            (_, _, _) => Err(faults),
        }
    }
}

impl Case {
    /// Adds the indicators of `batch`. `known` are those of its keys that the case has already; these, and keys that
    /// come twice in the batch, are merged. Facts and version stay: nobody's edit of the facts is in the way.
    pub fn add_indicators(
        self,
        batch: Batch,
        known: &HashSet<IndicatorKey>,
        actor: &Actor,
        at: Time,
    ) -> Result<Change<Additions>, Refusal> {
        self.may_work(actor)?;
        let added_by = Self::may_open(actor)?;
        let Batch {
            given,
            merged,
            repeated,
            note,
            source,
            evaluation,
            confidence,
        } = batch;
        if given.is_empty() {
            return Err(Refusal::field("lines", "required"));
        }
        let all = given.len();
        let there = given.iter().filter(|one| known.contains(&one.observed.key)).count();
        let mut seen = HashSet::new();
        let fresh: Vec<Given> = given
            .into_iter()
            .filter(|one| !known.contains(&one.observed.key) && seen.insert(one.observed.key.clone()))
            .collect();
        let room = MOST_INDICATORS.saturating_sub(self.indicators);
        let count = u32::try_from(fresh.len()).unwrap_or(u32::MAX);
        if count > room {
            return Err(Refusal::Fields(vec![
                Fault::new("lines", "too_many").with("most", MOST_INDICATORS),
            ]));
        }
        let dropped = all - fresh.len();
        let more = |count: usize, than: u32| than.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        let merged = more(dropped, merged);
        let repeated = more(dropped.saturating_sub(there), repeated);
        let added: Vec<Indicator> = (self.indicators + 1..)
            .zip(fresh)
            .map(|(position, one)| Indicator {
                id: IndicatorId::new(at),
                case: self.id,
                position,
                observed: one.observed,
                note: joined(&note, &one.note),
                source: Some(one.source)
                    .filter(|own| !own.is_empty())
                    .unwrap_or_else(|| source.clone()),
                evaluation,
                confidence,
                no_tag: one.has_no_tag.then_some(NoTag { by: added_by, at }),
                added_by,
                added_at: at,
            })
            .collect();
        let case = Self {
            indicators: self.indicators + count,
            updated_at: at,
            ..self
        };
        let without_tag = added.iter().filter(|one| one.no_tag.is_some());
        let event = Event::IndicatorsAdded {
            added: count,
            merged,
            repeated: Some(repeated),
            no_tag: without_tag.map(|one| one.position).collect(),
        };
        Ok(Change::new(Additions { case, added, merged }, event, actor, at))
    }
}

/// Two notes as one, where both say something.
fn joined(of_batch: &str, of_one: &str) -> String {
    let both = [of_batch, of_one].into_iter().filter(|note| !note.is_empty());
    both.collect::<Vec<_>>().join(" · ")
}
