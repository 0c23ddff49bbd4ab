//! What browsers send of a ceremony: the few members that are checked, and nothing else.

use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

/// The longest that is read, in characters: with a long attestation a few thousand.
const LONGEST: usize = 16 * 1024;

/// A passkey that was shown. Bytes are base64url.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// How authenticators name it.
    pub id: String,
    #[serde(rename = "rawId")]
    raw_id: String,
    #[serde(rename = "type")]
    kind: String,
    /// What was signed.
    pub response: Assertion,
}

/// What was signed, by which authenticator and on which page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Assertion {
    /// What the browser says of the page: JSON.
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    /// What the authenticator says of itself and its owner.
    pub authenticator_data: String,
    /// Over the two.
    pub signature: String,
    /// Whose it is, as was said when it was made.
    #[serde(default)]
    pub user_handle: Option<String>,
}

/// A passkey that was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    id: String,
    #[serde(rename = "rawId")]
    raw_id: String,
    #[serde(rename = "type")]
    kind: String,
    response: Attestation,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Attestation {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
    #[serde(default)]
    transports: Vec<String>,
}

/// Ways to an authenticator that are told to browsers again, so that they ask the right one first.
const TRANSPORTS: &[&str] = &["usb", "nfc", "ble", "internal", "hybrid"];

/// What `text` says was shown; nothing where it is nothing that our script sends.
pub fn shown(text: &str) -> Option<Shown> {
    let shown: Shown = read(text)?;
    (shown.id == shown.raw_id && shown.kind == "public-key").then_some(shown)
}

impl Shown {
    /// The same for the library.
    pub fn credential(&self) -> Option<PublicKeyCredential> {
        serde_json::from_value(serde_json::to_value(self).ok()?).ok()
    }
}

/// What `text` says was made, for the library.
pub fn made(text: &str) -> Option<RegisterPublicKeyCredential> {
    let mut made: Made = read(text)?;
    if made.id != made.raw_id || made.kind != "public-key" {
        return None;
    }
    made.response
        .transports
        .retain(|way| TRANSPORTS.contains(&way.as_str()));
    serde_json::from_value(serde_json::to_value(made).ok()?).ok()
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    if text.len() > LONGEST {
        return None;
    }
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(more: &str) -> String {
        format!(
            "{{\"id\":\"AQ\",\"rawId\":\"AQ\",\"type\":\"public-key\"{more},\"response\":{{\"clientDataJSON\":\"\",\
             \"authenticatorData\":\"\",\"signature\":\"\",\"userHandle\":null}}}}"
        )
    }

    #[test]
    fn only_what_our_script_sends_is_read() {
        assert!(shown(&told("")).is_some_and(|shown| shown.credential().is_some()));
        assert!(shown(&told(",\"admin\":true")).is_none());
        assert!(shown(&told("").replace("rawId\":\"AQ", "rawId\":\"Ag")).is_none());
        assert!(shown(&told("").replace("public-key", "password")).is_none());
        assert!(shown(&format!("{}{}", told(""), " ".repeat(LONGEST))).is_none());
        for bad in ["", "null", "[]", "{}"] {
            assert!(shown(bad).is_none() && made(bad).is_none(), "{bad}");
        }
    }
}
