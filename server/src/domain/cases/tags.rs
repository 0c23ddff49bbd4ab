//! What people say of the tag or memo of an address that came without one.

use super::Case;
use super::indicators::{Indicator, NoTag};
use crate::domain::actor::Actor;
use crate::domain::change::{Change, Refusal};
use crate::domain::events::Event;
use crate::domain::indicators::{Chain, IndicatorKind, Tag};
use crate::domain::values::Time;

/// What somebody says of the tag of an indicator that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It has this one.
    Tag(Tag),
    /// It has none.
    NoTag,
}

impl Case {
    /// Somebody says of an address on a chain with tags which it has, or that it has none, having read what was said of it
    /// `as_of` a [version](Indicator::tag_version). Requests that were issued keep what they were issued with.
    ///
    /// # Errors
    /// As [`Case::may_work`]; its chain has no tags, something else was said meanwhile, or just that was said already.
    pub fn say_tag(
        &self,
        indicator: Indicator,
        said: Said,
        as_of: i64,
        actor: &Actor,
        at: Time,
    ) -> Result<Change<Indicator>, Refusal> {
        self.may_work(actor)?;
        let by = Self::may_open(actor)?;
        indicator.may_tell_tag()?;
        if indicator.has_tag() || indicator.tag_version() != as_of {
            return Err(Refusal::Stale);
        }
        let mut after = indicator.clone();
        match said {
            Said::Tag(tag) => {
                after.observed.key.tag = tag.as_str().to_owned();
                after.no_tag = None;
            }
            Said::NoTag if indicator.no_tag.is_some() => return Err(Refusal::field("no_tag", "said_already")),
            Said::NoTag => after.no_tag = Some(NoTag { by, at }),
        }
        let event = Event::IndicatorTagSaid {
            position: indicator.position,
            has_tag: after.no_tag.is_none(),
        };
        Ok(Change::of(indicator, after, event, actor, at))
    }
}

impl Indicator {
    /// Whether its chain has tags, so that people say which it has, or have said so.
    ///
    /// # Errors
    /// Unseen: it has not.
    pub fn may_tell_tag(&self) -> Result<(), Refusal> {
        let key = &self.observed.key;
        let is_asked = key.kind == IndicatorKind::Address && key.chain.as_ref().and_then(Chain::needs_tag).is_some();
        if is_asked { Ok(()) } else { Err(Refusal::Unseen) }
    }

    /// Whether there is something to say of its tag: its chain has them, and it has none.
    ///
    /// # Errors
    /// Unseen: there is not.
    pub fn may_say_tag(&self) -> Result<(), Refusal> {
        self.may_tell_tag()?;
        if self.has_tag() { Err(Refusal::Unseen) } else { Ok(()) }
    }

    /// Whether it has a tag.
    pub fn has_tag(&self) -> bool {
        !self.observed.key.tag.is_empty()
    }

    /// Which word stands while it has no tag: when it was said to have none, in microseconds; zero where nobody did.
    pub fn tag_version(&self) -> i64 {
        self.no_tag.map_or(0, |said| said.at.micros())
    }
}
