//! The site to which passkeys are bound: its own address as it was configured, never what a call says of itself.

use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// What authenticators show as the name of the site.
const NAME: &str = "Crosshold";

/// A site whose passkeys work.
#[derive(Clone, Debug)]
pub struct Site {
    pub(super) webauthn: Webauthn,
    /// Its name to authenticators: the host.
    pub(super) id: String,
    /// Its address, without a path: where browsers may use them.
    pub origin: String,
}

/// Why there can be no passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSite {
    /// The address is a number, which no passkey can be bound to.
    Number,
    /// What is sent is not encrypted, so that browsers offer none; only `localhost` is excepted.
    Plain,
}

impl Site {
    /// The site at `base_url`.
    ///
    /// # Errors
    /// No passkey can be bound to it (WebAuthn level 3 §5.1.3: the effective domain of a secure context).
    pub fn at(base_url: &str) -> Result<Self, NoSite> {
        let url = Url::parse(base_url).map_err(|_| NoSite::Plain)?;
        let id = url.domain().ok_or(NoSite::Number)?.to_owned();
        if url.scheme() != "https" && id != "localhost" && !id.ends_with(".localhost") {
            return Err(NoSite::Plain);
        }
        let built = WebauthnBuilder::new(&id, &url).and_then(|builder| builder.rp_name(NAME).build());
        Ok(Self {
            webauthn: built.map_err(|_| NoSite::Plain)?,
            id,
            origin: base_url.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_bound_to_a_name_that_is_encrypted_or_this_machine() {
        for (url, expected) in [
            ("https://crosshold.example", Ok("crosshold.example")),
            ("https://crosshold.example:8443", Ok("crosshold.example")),
            ("http://localhost:8080", Ok("localhost")),
            ("http://crosshold.localhost", Ok("crosshold.localhost")),
            ("http://crosshold.example", Err(NoSite::Plain)),
            ("http://127.0.0.1:8080", Err(NoSite::Number)),
            ("https://192.0.2.7", Err(NoSite::Number)),
            ("http://[::1]:8080", Err(NoSite::Number)),
            ("", Err(NoSite::Plain)),
        ] {
            let site = Site::at(url);
            assert_eq!(
                site.as_ref().map(|site| site.id.as_str()).map_err(|no| *no),
                expected,
                "{url}"
            );
        }
    }
}
