//! The site asks no machine that nobody meant it to ask (S40): not as a provider, nor where a provider points to.

use std::net::TcpListener;

use crosshold::domain::actor::Role;
use serde_json::{Value, json};

use super::{ANA, POLICE, arrives, binding, bound, can_run, count, fills, invites};
use crate::support::Site;
use crate::support::providers::{Browser, Provider};

/// Somebody on this machine who waits to be asked, and is not.
struct Listener(TcpListener);

impl Listener {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    /// Nobody has come.
    #[track_caller]
    fn is_alone(&self) {
        assert!(self.0.accept().is_err(), "somebody came");
    }
}

/// Addresses that no provider has, `:PORT` being where the listener waits.
const ADDRESSES: [&str; 63] = [
    // Without TLS, or in other ways than the web's.
    "http://provider.example",
    "http://127.0.0.1:PORT",
    "http://localhost:PORT",
    "http://[::1]:PORT",
    "ftp://127.0.0.1:PORT",
    "gopher://127.0.0.1:PORT/_GET",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:application/json,{}",
    "//127.0.0.1:PORT",
    "127.0.0.1:PORT",
    "https:127.0.0.1:PORT",
    "https:/127.0.0.1:PORT",
    "https:///127.0.0.1:PORT",
    "https://",
    "https://:PORT",
    "HTTPS://127.0.0.1:PORT",
    // This machine, in every way of writing it.
    "https://127.0.0.1:PORT",
    "https://127.1:PORT",
    "https://127.0.1:PORT",
    "https://2130706433:PORT",
    "https://0x7f000001:PORT",
    "https://0x7f.0.0.1:PORT",
    "https://0177.0.0.1:PORT",
    "https://017700000001:PORT",
    "https://127.255.255.254:PORT",
    "https://0:PORT",
    "https://0.0.0.0:PORT",
    "https://localhost:PORT",
    "https://LOCALHOST:PORT",
    "https://localhost.:PORT",
    "https://provider.localhost:PORT",
    "https://[::1]:PORT",
    "https://[0:0:0:0:0:0:0:1]:PORT",
    "https://[::]:PORT",
    "https://[::ffff:127.0.0.1]:PORT",
    "https://[::ffff:7f00:1]:PORT",
    "https://[::127.0.0.1]:PORT",
    "https://[64:ff9b::7f00:1]:PORT",
    "https://[2002:7f00:1::]:PORT",
    "https://①②⑦.⓪.⓪.①:PORT",
    "https://127。0。0。1:PORT",
    "https://１２７.0.0.1:PORT",
    // Networks that nobody outside reaches.
    "https://10.0.0.1",
    "https://172.16.0.1",
    "https://192.168.0.1",
    "https://100.64.0.1",
    "https://169.254.169.254",
    "https://[::ffff:169.254.169.254]",
    "https://[fe80::1]",
    "https://[fd00::1]",
    "https://198.18.0.1",
    "https://192.0.0.8",
    "https://224.0.0.1",
    "https://255.255.255.255",
    "https://[ff02::1]",
    // Two readings of one address.
    "https://provider.example@127.0.0.1:PORT",
    "https://127.0.0.1:PORT#.provider.example",
    "https://127.0.0.1:PORT?.provider.example",
    "https://127.0.0.1:PORT\\.provider.example",
    "https://127.0.0.1:PORT/\r\nhost: provider.example",
    "https://127.0.0.1\t:PORT",
    "https://127.0.0.1%2f:PORT",
];

#[actix_web::test]
async fn no_address_of_a_machine_that_nobody_meant_is_asked() {
    let listener = Listener::new();
    let site = Site::new().await.guarded().await;
    let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
    for address in ADDRESSES {
        let address = address.replace("PORT", &listener.port().to_string());
        let fields = [
            ("issuer", address.as_str()),
            ("client_id", "crosshold"),
            ("client_secret", "a secret of some length"),
            ("domains", super::DOMAIN),
        ];
        let refused = fills(&admin, "/provider/binding", &fields).await;
        assert_eq!(refused.status, 422, "{address}: {}", refused.text());
        listener.is_alone();
    }
    assert_eq!(count(&site, "providers").await, 0);
}

/// Whoever bound a provider while this machine was allowed reaches it no more where it is not.
#[actix_web::test]
async fn what_was_bound_before_is_looked_at_again_at_each_call() {
    if !can_run() {
        return;
    }
    let forger = Provider::forger(json!({}));
    let (site, _) = bound(&forger).await;
    forger.calls();
    let guarded = site.guarded().await;
    let visitor = guarded.nobody();

    visitor.reads("/sign-in/provider").await;
    let refused = visitor.sends("/sign-in/provider", &[("email", ANA.1)]).await;

    super::is_refused(&visitor, &refused, "unreachable");
    assert_eq!(forger.calls(), Vec::<Value>::new());
}

/// Where a provider points to is asked on its own host only, and a redirect is not followed.
#[actix_web::test]
async fn no_provider_sends_the_site_elsewhere() {
    if !can_run() {
        return;
    }
    let listener = Listener::new();
    let there = |path: &str| format!("http://127.0.0.1:{}/{path}", listener.port());
    for faults in [
        json!({"at": {"/.well-known/openid-configuration": {"redirect": there("configuration")}}}),
        json!({"at": {"/.well-known/openid-configuration": {"redirect": there("configuration"), "status": 307}}}),
        json!({"discovery": {"jwks_uri": there("jwks")}}),
        json!({"discovery": {"token_endpoint": there("token")}}),
    ] {
        let forger = Provider::forger(json!({}));
        let site = Site::new().await;
        let admin = site.member_of(POLICE, &[Role::AgencyAdmin]).await;
        forger.forges(&faults);
        let refused = fills(&admin, "/provider/binding", &binding(&forger, super::DOMAIN)).await;
        assert_eq!(refused.status, 422, "{faults}: {}", refused.text());
        listener.is_alone();
    }
    for faults in [
        json!({"sign": "unknown", "at": {"/jwks": {"redirect": there("jwks")}}}),
        json!({"at": {"/token": {"redirect": there("token"), "status": 308}}}),
        json!({"claims": {"email": null}, "at": {"/userinfo": {"redirect": there("userinfo")}}}),
        json!({"claims": {"email": null}, "discovery": {"userinfo_endpoint": there("userinfo")}}),
        json!({"header": {"jku": there("jwks"), "x5u": there("x5u"), "kid": "other"}}),
    ] {
        let forger = Provider::forger(json!({}));
        // Discovery is asked when it is bound: what it says of userinfo stands there from the beginning.
        forger.forges(&json!({"discovery": faults["discovery"]}));
        let (site, admin) = bound(&forger).await;
        invites(&admin, ANA, "officer").await;
        forger.forges(&faults);
        let visitor = site.nobody();
        let refused = arrives(&visitor, &Browser::of(ANA.0), ANA.1).await;
        assert!(
            [403, 503].contains(&refused.status.as_u16()),
            "{faults}: {}",
            refused.text()
        );
        assert!(visitor.cookie("__Host-session").is_none());
        listener.is_alone();
    }
}
