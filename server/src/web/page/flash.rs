//! What an act says on the next page, once.

use serde::{Deserialize, Serialize};

use crate::text::Words;
use crate::web::views::{Flash, Tone};

/// A message for the next page, kept until it is shown.
#[derive(Debug, Serialize, Deserialize)]
struct KeptFlash {
    tone: KeptTone,
    key: String,
    gaps: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptTone {
    Neutral,
    Faint,
    Held,
    Ok,
    Warn,
    Danger,
}

impl From<Tone> for KeptTone {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Neutral => Self::Neutral,
            Tone::Faint => Self::Faint,
            Tone::Held => Self::Held,
            Tone::Ok => Self::Ok,
            Tone::Warn => Self::Warn,
            Tone::Danger => Self::Danger,
        }
    }
}

impl From<KeptTone> for Tone {
    fn from(tone: KeptTone) -> Self {
        match tone {
            KeptTone::Neutral => Self::Neutral,
            KeptTone::Faint => Self::Faint,
            KeptTone::Held => Self::Held,
            KeptTone::Ok => Self::Ok,
            KeptTone::Warn => Self::Warn,
            KeptTone::Danger => Self::Danger,
        }
    }
}

/// The message of `key` as it is kept with the session.
///
/// # Errors
/// It cannot be written as JSON.
pub(super) fn kept(tone: Tone, key: &str, gaps: &[(&str, String)]) -> Result<String, serde_json::Error> {
    serde_json::to_string(&KeptFlash {
        tone: tone.into(),
        key: key.to_owned(),
        gaps: gaps
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    })
}

/// A message that was kept, in words; nothing where it does not read as one.
pub(super) fn said(words: &Words, kept: &str) -> Option<Flash> {
    let KeptFlash { tone, key, gaps } = serde_json::from_str(kept).ok()?;
    let gaps: Vec<(&str, &str)> = gaps
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    Some(Flash {
        tone: tone.into(),
        text: words.ta(&key, gaps),
    })
}
