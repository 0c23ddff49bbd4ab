//! Tags and memos: on some chains an exchange keeps one address for all customers and tells them apart by these.

use serde::{Deserialize, Serialize};

use crate::domain::actor::words;
use crate::domain::hidden::hides;
use crate::domain::indicators::encoding::is_hex;
use crate::domain::indicators::{Chain, Checked, Form};
use crate::domain::values::Malformed;

words! {
    /// What the chain calls it.
    TagKind("kind of tag") {
        /// XRP Ledger: a number below 2^32.
        DestinationTag = "destination_tag",
        /// A short text, number or hash.
        Memo = "memo",
    }
}

/// Cosmos SDK, parameter `MaxMemoCharacters` as deployed; longer than any deposit memo in use on TON.
const LONGEST_MEMO: usize = 256;

/// Stellar, CAP-0000: a text memo has at most 28 bytes.
const LONGEST_STELLAR_TEXT: usize = 28;

/// A tag or memo of its chain's form, written in one way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Tag(String);

impl Tag {
    /// Reads what a person typed beside an address on `chain`. XRP: a number from 0 to 4,294,967,295. Stellar: a text
    /// of up to 28 bytes (which includes every number of a memo of type id) or a hash of 64 hexadecimal digits.
    /// Elsewhere: up to 256 bytes.
    pub fn read(chain: &Chain, text: &str) -> Result<Self, Malformed> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST_MEMO || hides(text) || text.contains(char::is_control) {
            return Err(Malformed("tag"));
        }
        match chain.needs_tag() {
            Some(TagKind::DestinationTag) => Self::number(text),
            Some(TagKind::Memo) if *chain == Chain::Stellar => Self::stellar(text),
            Some(TagKind::Memo) | None => Ok(Self(text.to_owned())),
        }
    }

    fn number(text: &str) -> Result<Self, Malformed> {
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Malformed("tag"));
        }
        let number: u32 = text.parse().map_err(|_| Malformed("tag"))?;
        Ok(Self(number.to_string()))
    }

    fn stellar(text: &str) -> Result<Self, Malformed> {
        if is_hex(text, 64) {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        if text.len() > LONGEST_STELLAR_TEXT {
            return Err(Malformed("tag"));
        }
        Ok(Self(text.to_owned()))
    }

    /// A number found inside an address.
    pub(super) fn of_number(number: u64) -> Self {
        Self(number.to_string())
    }

    /// The tag as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What stands beside an address, against what its chain wants there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum TagVerdict {
    /// The chain has none, or the address itself says that there is none.
    NotNeeded,
    /// The chain has them and none was given. A private wallet has none, so this asks and does not refuse.
    Missing,
    /// Not of the chain's form, or other than the tag inside the address.
    Malformed,
    /// Of the chain's form.
    Holds,
}

impl TagVerdict {
    /// The word used in keys.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotNeeded => "not_needed",
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Holds => "ok",
        }
    }
}

impl From<TagVerdict> for String {
    fn from(verdict: TagVerdict) -> Self {
        verdict.code().to_owned()
    }
}

impl TryFrom<String> for TagVerdict {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        [Self::NotNeeded, Self::Missing, Self::Malformed, Self::Holds]
            .into_iter()
            .find(|verdict| verdict.code() == text)
            .ok_or(Malformed("tag verdict"))
    }
}

/// The tag that counts for an address on `chain`, and what to say of it. `given` is what was typed; `checked` the
/// address, which may carry a tag inside. Where both stand they must agree.
pub fn check_tag(chain: &Chain, checked: Option<&Checked>, given: &str) -> (Option<Tag>, TagVerdict) {
    let inside = checked.and_then(|checked| checked.tag.clone());
    let speaks = checked.is_some_and(|checked| matches!(checked.form, Form::XAddress | Form::Muxed));
    let given = given.trim();
    if chain.needs_tag().is_none() {
        return (Tag::read(chain, given).ok(), TagVerdict::NotNeeded);
    }
    if given.is_empty() {
        return match (inside, speaks) {
            (Some(tag), _) => (Some(tag), TagVerdict::Holds),
            (None, true) => (None, TagVerdict::NotNeeded),
            (None, false) => (None, TagVerdict::Missing),
        };
    }
    match Tag::read(chain, given) {
        Ok(tag) if speaks && inside.as_ref() != Some(&tag) => (inside, TagVerdict::Malformed),
        Ok(tag) => (Some(tag), TagVerdict::Holds),
        Err(Malformed(_)) => (inside, TagVerdict::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicators::{Network, Verdict, check};

    fn read(chain: &Chain, text: &str) -> Option<String> {
        Tag::read(chain, text).ok().map(|tag| tag.as_str().to_owned())
    }

    fn verdict(chain: &Chain, address: &str, given: &str) -> (Option<String>, TagVerdict) {
        let Verdict::Valid(checked) = check(chain, Network::Mainnet, address) else {
            panic!("{address}")
        };
        let (tag, verdict) = check_tag(chain, Some(&checked), given);
        (tag.map(|tag| tag.as_str().to_owned()), verdict)
    }

    #[test]
    fn a_destination_tag_is_a_number_of_32_bits() {
        assert_eq!(read(&Chain::Xrp, " 0042 ").as_deref(), Some("42"));
        assert_eq!(read(&Chain::Xrp, "4294967295").as_deref(), Some("4294967295"));
        for bad in ["", "4294967296", "-1", "+1", "12a", "1.0", "٣"] {
            assert_eq!(read(&Chain::Xrp, bad), None, "{bad}");
        }
    }

    #[test]
    fn a_stellar_memo_is_a_short_text_a_number_or_a_hash() {
        assert!(read(&Chain::Stellar, "18446744073709551615").is_some());
        assert!(read(&Chain::Stellar, &"a".repeat(28)).is_some());
        assert!(read(&Chain::Stellar, &"é".repeat(15)).is_none());
        assert_eq!(read(&Chain::Stellar, &"AB".repeat(32)), Some("ab".repeat(32)));
        assert!(read(&Chain::Stellar, &"a".repeat(63)).is_none());
    }

    #[test]
    fn a_memo_hides_nothing() {
        assert!(read(&Chain::Ton, "deposit 17").is_some());
        assert!(read(&Chain::Ton, "a\u{202e}b").is_none());
        assert!(read(&Chain::Ton, &"a".repeat(257)).is_none());
    }

    #[test]
    fn an_x_address_speaks_for_its_tag() {
        let with = "X7AcgcsBL6XDcUb289X4mJ8djcdyKaLFuhLRuNXPrDeJd9A";
        let without = "XVZVpQj8YSVpNyiwXYSqvQoQqgBttTxAZwMcuJd4xteQHyt";
        let tag = Some("11747".to_owned());

        assert_eq!(verdict(&Chain::Xrp, with, ""), (tag.clone(), TagVerdict::Holds));
        assert_eq!(verdict(&Chain::Xrp, with, "11747"), (tag.clone(), TagVerdict::Holds));
        assert_eq!(verdict(&Chain::Xrp, with, "11748"), (tag, TagVerdict::Malformed));
        assert_eq!(verdict(&Chain::Xrp, without, ""), (None, TagVerdict::NotNeeded));
        assert_eq!(verdict(&Chain::Xrp, without, "1"), (None, TagVerdict::Malformed));
    }

    #[test]
    fn a_classic_address_asks_for_its_tag() {
        let classic = "rLczgQHxPhWtjkaQqn3Q6UM8AbRbbRvs5K";
        assert_eq!(verdict(&Chain::Xrp, classic, ""), (None, TagVerdict::Missing));
        assert_eq!(verdict(&Chain::Xrp, classic, "x"), (None, TagVerdict::Malformed));
        assert_eq!(
            verdict(&Chain::Xrp, classic, "7"),
            (Some("7".to_owned()), TagVerdict::Holds)
        );
    }
}
