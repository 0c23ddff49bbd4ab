//! Providers of sign-ins (OpenID Connect): asked only under their own name, never led elsewhere, for a few seconds and a few
//! bytes (S40). What they answer goes into no log.

mod addresses;
mod tokens;

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::SignedDuration;
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreJsonWebKeySet};
use openidconnect::url::form_urlencoded::byte_serialize;
use openidconnect::{
    AuthUrl, ClientId, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, LoginHint, Nonce, PkceCodeChallenge,
    RedirectUrl, Scope, http,
};
use reqwest::{Client, Url};
use serde::Deserialize;
use serde_json::Value;

use crate::domain::providers::{Provider, Token, Trouble, is_issuer, is_on_loopback, is_place_of};
use crate::domain::values::Time;

/// An answer takes no longer.
const LONGEST: Duration = Duration::from_secs(5);

/// Nor is it larger, in bytes.
const LARGEST: usize = 256 * 1024;

/// What a provider says of itself is believed for so long.
const KNOWN_FOR: SignedDuration = SignedDuration::from_mins(10);

/// Keys are fetched anew for a token signed by one that is not known, so often at most: whoever makes tokens up makes no
/// calls.
const KEYS_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// So many providers are remembered.
const MOST: usize = 1000;

/// The way to providers, with what they said of themselves. A clone is the same way.
#[derive(Clone)]
pub struct Reach {
    loopback: bool,
    client: Arc<OnceLock<Option<Client>>>,
    known: Arc<Mutex<HashMap<String, Known>>>,
}

#[derive(Clone)]
struct Known {
    said: Arc<Said>,
    keys: Arc<CoreJsonWebKeySet>,
    at: Time,
    keys_again_at: Option<Time>,
}

/// What a provider says of itself (OpenID Connect Discovery 1.0 §3), as far as it is read.
#[derive(Debug, Deserialize)]
struct Said {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    scopes_supported: Vec<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    /// RFC 9207 §3.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// What a provider answers to a code.
#[derive(Deserialize)]
struct Answered {
    id_token: Option<String>,
    access_token: Option<String>,
    error: Option<String>,
}

/// What somebody is sent to a provider with.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// Where they come back to.
    pub back: &'a str,
    /// What comes back with them.
    pub state: &'a str,
    /// What ties the answer to the attempt.
    pub nonce: &'a str,
    /// The mailbox that was typed.
    pub hint: Option<&'a str>,
    /// Whether they must sign in there now, also where they have done so before.
    pub anew: bool,
}

/// Why a provider was not asked, or gave no answer. Says nothing that came from it.
#[derive(Debug, thiserror::Error)]
enum Unreached {
    #[error("the address is not asked")]
    Closed,
    #[error("the answer is too large")]
    TooLarge,
    #[error("no client")]
    NoClient,
    #[error("no answer")]
    Failed,
}

impl Reach {
    /// Nobody was asked anything. With `loopback` also providers on this machine are, for tests.
    pub fn new(loopback: bool) -> Self {
        Self {
            loopback,
            client: Arc::default(),
            known: Arc::default(),
        }
    }

    /// Whether providers on this machine are asked.
    pub fn is_on_loopback(&self) -> bool {
        self.loopback
    }

    /// Asks `issuer` about itself anew, with its keys.
    ///
    /// # Errors
    /// It does not answer, is not who it should be, or sends elsewhere.
    pub async fn test(&self, issuer: &str, now: Time) -> Result<(), Trouble> {
        self.fetch(issuer, now).await.map(|_| ())
    }

    /// Whether the provider says with every answer who it is (RFC 9207).
    ///
    /// # Errors
    /// As [`Reach::test`].
    pub async fn names_itself(&self, issuer: &str, now: Time) -> Result<bool, Trouble> {
        let known = self.known(issuer, now).await?;
        Ok(known.said.authorization_response_iss_parameter_supported)
    }

    /// Where to send somebody, and the verifier of PKCE that the code is asked for with (RFC 7636).
    ///
    /// # Errors
    /// As [`Reach::test`].
    pub async fn ask(
        &self,
        provider: &Provider,
        question: Question<'_>,
        now: Time,
    ) -> Result<(String, String), Trouble> {
        let known = self.known(&provider.issuer, now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = CoreClient::new(
            ClientId::new(provider.client_id.clone()),
            IssuerUrl::new(provider.issuer.clone()).map_err(|_| Trouble::Unreachable)?,
            CoreJsonWebKeySet::default(),
        )
        .set_auth_uri(AuthUrl::new(known.said.authorization_endpoint.clone()).map_err(|_| Trouble::Unreachable)?)
        .set_redirect_uri(RedirectUrl::new(question.back.to_owned()).map_err(|_| Trouble::Unreachable)?);
        let (state, nonce) = (question.state.to_owned(), question.nonce.to_owned());
        let mut asked = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge);
        let claim = &provider.settings.groups_claim;
        if !claim.is_empty() && known.said.scopes_supported.contains(claim) {
            asked = asked.add_scope(Scope::new(claim.clone()));
        }
        if let Some(hint) = question.hint {
            asked = asked.set_login_hint(LoginHint::new(hint.to_owned()));
        }
        if question.anew {
            asked = asked.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (url, _, _) = asked.url();
        Ok((url.into(), verifier.into_secret()))
    }

    /// Exchanges a code for what the provider says of whoever came back with it: a token as it was signed, and what opens
    /// the place that tells more.
    ///
    /// # Errors
    /// It does not take the code, or does not answer.
    pub async fn exchange(
        &self,
        provider: &Provider,
        secret: &str,
        back: &str,
        (code, verifier): (&str, &str),
        now: Time,
    ) -> Result<(String, String), Trouble> {
        let known = self.known(&provider.issuer, now).await?;
        let methods = &known.said.token_endpoint_auth_methods_supported;
        let takes = |method: &str| methods.iter().any(|taken| taken == method);
        let in_body = takes("client_secret_post") && !takes("client_secret_basic");
        // Asked here and not by the library, which reads the token before its signature is checked, and so cannot say what is
        // wrong with it (RFC 6749 §4.1.3, RFC 7636 §4.5).
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("code_verifier", verifier),
        ];
        let mut request = http::Request::post(&known.said.token_endpoint)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded");
        if in_body {
            fields.extend([("client_id", provider.client_id.as_str()), ("client_secret", secret)]);
        } else {
            request = request.header("authorization", basic(&provider.client_id, secret));
        }
        let body = serde_html_form::to_string(fields).map_err(|_| Trouble::Malformed)?;
        let request = request.body(body.into_bytes()).map_err(|_| Trouble::Malformed)?;
        let answer = self.send(request).await.map_err(|_| Trouble::Unreachable)?;
        let said: Option<Answered> = serde_json::from_slice(answer.body()).ok();
        match (answer.status(), said) {
            (http::StatusCode::OK, Some(said)) => match (said.id_token, said.access_token) {
                (Some(token), Some(access)) => Ok((token, access)),
                (_, _) => Err(Trouble::Malformed),
            },
            (http::StatusCode::OK, None) => Err(Trouble::Malformed),
            // Only what says that it is a refusal is one (RFC 6749 §5.2).
            (status, Some(said)) if status.is_client_error() && said.error.is_some() => Err(Trouble::Exchange),
            (_, _) => Err(Trouble::Unreachable),
        }
    }

    /// What a token says, signed by a key that the provider publishes; where it is a new one, its keys are fetched anew.
    ///
    /// # Errors
    /// It cannot be read, or is not signed as it must.
    pub async fn read(&self, provider: &Provider, raw: &str, now: Time) -> Result<Token, Trouble> {
        let claim = &provider.settings.groups_claim;
        let known = self.known(&provider.issuer, now).await?;
        match tokens::read(raw, &known.keys, claim) {
            Err(Trouble::Key) if self.may_fetch_again(&provider.issuer, now) => {
                let known = self.fetch(&provider.issuer, now).await?;
                tokens::read(raw, &known.keys, claim)
            }
            read => read,
        }
    }

    /// What the provider tells besides, where it tells that under its own name: mailbox and groups. It counts only of the
    /// very same person (OpenID Connect Core 1.0 §5.3.4).
    ///
    /// # Errors
    /// It does not answer, or tells of somebody else.
    pub async fn more(
        &self,
        provider: &Provider,
        access: &str,
        subject: &str,
        now: Time,
    ) -> Result<Option<Token>, Trouble> {
        let known = self.known(&provider.issuer, now).await?;
        let Some(place) = &known.said.userinfo_endpoint else {
            return Ok(None);
        };
        if !is_place_of(&provider.issuer, place) {
            return Ok(None);
        }
        let request = http::Request::get(place)
            .header("accept", "application/json")
            .header("authorization", ["Bearer", access].join(" "))
            .body(Vec::new())
            .map_err(|_| Trouble::Malformed)?;
        let said = self.json(request).await?;
        let token = tokens::token(&said, &provider.settings.groups_claim)?;
        if token.subject.as_deref() == Some(subject) {
            Ok(Some(token))
        } else {
            Err(Trouble::Malformed)
        }
    }

    /// Forgets what a provider said of itself.
    pub fn forget(&self, issuer: &str) {
        self.locked().remove(issuer);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn known(&self, issuer: &str, now: Time) -> Result<Known, Trouble> {
        let known = self.locked().get(issuer).cloned();
        let is_fresh = |known: &Known| now.since(known.at).abs() < KNOWN_FOR;
        match known.filter(is_fresh) {
            Some(known) => Ok(known),
            None => self.fetch(issuer, now).await,
        }
    }

    /// Whether keys may be fetched for a token now; from then on not for a while.
    fn may_fetch_again(&self, issuer: &str, now: Time) -> bool {
        let mut known = self.locked();
        let Some(known) = known.get_mut(issuer) else {
            return true;
        };
        let may = known
            .keys_again_at
            .is_none_or(|at| now.since(at).abs() >= KEYS_AGAIN_AFTER);
        if may {
            known.keys_again_at = Some(now);
        }
        may
    }

    async fn fetch(&self, issuer: &str, now: Time) -> Result<Known, Trouble> {
        if !is_issuer(issuer, self.loopback) {
            return Err(Trouble::Unreachable);
        }
        let place = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let said = self.get(&place).await?;
        let said: Said = serde_json::from_value(said).map_err(|_| Trouble::Unreachable)?;
        if said.issuer != issuer {
            return Err(Trouble::Issuer);
        }
        // What is sent to it, and by what it is known, stays under its own names; people are sent there over TLS.
        let is_own = |place: &str| self.is_secure(place) && is_place_of(issuer, place);
        if !is_own(&said.token_endpoint) || !is_own(&said.jwks_uri) || !self.is_secure(&said.authorization_endpoint) {
            return Err(Trouble::Unreachable);
        }
        let keys = self.get(&said.jwks_uri).await?;
        let keys: CoreJsonWebKeySet = serde_json::from_value(keys).map_err(|_| Trouble::Unreachable)?;
        let mut all = self.locked();
        if all.len() >= MOST {
            all.clear();
        }
        let known = Known {
            said: Arc::new(said),
            keys: Arc::new(keys),
            at: now,
            keys_again_at: all.get(issuer).and_then(|known| known.keys_again_at),
        };
        all.insert(issuer.to_owned(), known.clone());
        Ok(known)
    }

    fn is_secure(&self, place: &str) -> bool {
        place.starts_with("https://") || (self.loopback && place.starts_with("http://") && is_on_loopback(place))
    }

    async fn get(&self, place: &str) -> Result<Value, Trouble> {
        let request = http::Request::get(place)
            .header("accept", "application/json")
            .body(Vec::new())
            .map_err(|_| Trouble::Unreachable)?;
        self.json(request).await
    }

    async fn json(&self, request: HttpRequest) -> Result<Value, Trouble> {
        let answer = self.send(request).await.map_err(|_| Trouble::Unreachable)?;
        if answer.status() != http::StatusCode::OK {
            return Err(Trouble::Unreachable);
        }
        serde_json::from_slice(answer.body()).map_err(|_| Trouble::Unreachable)
    }

    /// Sends a request, and reads the answer to its end. The only place that calls anybody.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreached> {
        let request = reqwest::Request::try_from(request).map_err(|_| Unreached::Failed)?;
        if !self.is_open(request.url()) {
            return Err(Unreached::Closed);
        }
        let client = self.client.get_or_init(|| client(self.loopback));
        let client = client.as_ref().ok_or(Unreached::NoClient)?;
        let mut answer = client.execute(request).await.map_err(|_| Unreached::Failed)?;
        let status = answer.status();
        let mut body = Vec::new();
        let headers = answer.headers().clone();
        while let Some(chunk) = answer.chunk().await.map_err(|_| Unreached::Failed)? {
            if body.len() + chunk.len() > LARGEST {
                return Err(Unreached::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    /// Names are looked up, and closed, where the call is made; an address that stands there as a number is looked at here.
    fn is_open(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let number = host.trim_matches(['[', ']']).parse::<IpAddr>();
        let is_reachable = number.map_or(!host.is_empty(), |number| addresses::is_open(number, self.loopback));
        is_reachable && self.is_secure(url.as_str())
    }
}

/// How we say who we are (RFC 6749 §2.3.1).
fn basic(id: &str, secret: &str) -> String {
    let part = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", BASE64.encode(format!("{}:{}", part(id), part(secret))))
}

fn client(loopback: bool) -> Option<Client> {
    // Whoever is first chooses; there is one anyway.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .timeout(LONGEST)
        .connect_timeout(LONGEST)
        .https_only(!loopback)
        .dns_resolver(addresses::guarded(loopback))
        .build()
        .inspect_err(|error| tracing::error!(%error, "providers of sign-ins cannot be asked"))
        .ok()
}

impl fmt::Debug for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reach")
            .field("loopback", &self.loopback)
            .finish_non_exhaustive()
    }
}
