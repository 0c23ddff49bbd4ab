//! An authenticator of passkeys, as WebAuthn level 3 §6 has it: P-256, its owner verified, no attestation. What it answers
//! can be twisted in one place, as an attacker would.
#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

use std::cell::RefCell;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::BASE;

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twist {
    /// Nothing.
    None,
    /// The page was another's.
    Origin,
    /// The site was another.
    Site,
    /// The page stood within another's.
    Embedded,
    /// It was made for a registration.
    Kind,
    /// Nobody verified the owner.
    Unverified,
    /// Nobody was there.
    Absent,
    /// The challenge is another.
    Challenge,
    /// One bit of the signature is another.
    Signature,
    /// It says to be somebody else's.
    Owner,
    /// The counter stands still.
    Counter,
}

struct Key {
    id: Vec<u8>,
    owner: Vec<u8>,
    pair: EcdsaKeyPair,
    counter: u32,
}

/// A device with passkeys for one site.
#[derive(Default)]
pub struct Authenticator {
    keys: RefCell<Vec<Key>>,
}

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

impl Authenticator {
    /// Makes a passkey as `options` ask.
    pub fn makes(&self, options: &Value, twist: Twist) -> Value {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        let mut id = vec![0; 16];
        getrandom::fill(&mut id).unwrap();
        // COSE_Key (RFC 9052 §7): kty EC2, alg ES256, crv P-256, x, y.
        let cose = [
            &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20],
            &point[1..33],
            &[0x22, 0x58, 0x20],
            &point[33..65],
        ]
        .concat();
        let length = u16::try_from(id.len()).unwrap().to_be_bytes();
        let attested = [&[0; 16], length.as_slice(), &id, &cose].concat();
        let said = [said_of_itself(twist, ATTESTED, 0), attested].concat();
        let size = u16::try_from(said.len()).unwrap().to_be_bytes();
        // {"fmt": "none", "attStmt": {}, "authData": bytes}
        let object = [
            &[0xa3, 0x63],
            b"fmt".as_slice(),
            &[0x64],
            b"none",
            &[0x67],
            b"attStmt",
            &[0xa0, 0x68],
            b"authData",
            &[0x59],
            &size,
            &said,
        ]
        .concat();
        let client = client_data("webauthn.create", options, twist);
        let owner = BASE64.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let name = BASE64.encode(&id);
        let counter = 0;
        self.keys.borrow_mut().push(Key {
            id,
            owner,
            pair,
            counter,
        });
        json!({
            "id": name, "rawId": name, "type": "public-key",
            "response": {
                "clientDataJSON": BASE64.encode(client),
                "attestationObject": BASE64.encode(object),
                "transports": ["internal"],
            },
        })
    }

    /// Shows its newest passkey as `options` ask.
    pub fn shows(&self, options: &Value, twist: Twist) -> Value {
        let mut keys = self.keys.borrow_mut();
        let key = keys.last_mut().unwrap();
        if twist != Twist::Counter {
            key.counter += 1;
        }
        let said = said_of_itself(twist, 0, key.counter);
        let client = client_data("webauthn.get", options, twist);
        let signed = [said.as_slice(), Sha256::digest(&client).as_slice()].concat();
        let mut signature = key.pair.sign(&SystemRandom::new(), &signed).unwrap().as_ref().to_vec();
        if twist == Twist::Signature {
            *signature.last_mut().unwrap() ^= 1;
        }
        let mut owner = key.owner.clone();
        if twist == Twist::Owner {
            *owner.last_mut().unwrap() ^= 1;
        }
        let name = BASE64.encode(&key.id);
        json!({
            "id": name, "rawId": name, "type": "public-key",
            "response": {
                "clientDataJSON": BASE64.encode(client),
                "authenticatorData": BASE64.encode(said),
                "signature": BASE64.encode(signature),
                "userHandle": BASE64.encode(owner),
            },
        })
    }
}

fn said_of_itself(twist: Twist, more: u8, counter: u32) -> Vec<u8> {
    let own = BASE.trim_start_matches("https://");
    let site = if twist == Twist::Site { "elsewhere.example" } else { own };
    let mut flags = more;
    if twist != Twist::Absent {
        flags |= PRESENT;
    }
    if twist != Twist::Unverified {
        flags |= VERIFIED;
    }
    let site = Sha256::digest(site.as_bytes());
    [site.as_slice(), &[flags], &counter.to_be_bytes()].concat()
}

fn client_data(kind: &str, options: &Value, twist: Twist) -> Vec<u8> {
    let is = |other| twist == other;
    let origin = if is(Twist::Origin) {
        "https://crosshold.example.elsewhere.example"
    } else {
        BASE
    };
    let mut said = json!({
        "type": if is(Twist::Kind) { "webauthn.other" } else { kind },
        "challenge": options["challenge"],
        "origin": origin,
        "crossOrigin": is(Twist::Embedded),
    });
    if is(Twist::Challenge) {
        said["challenge"] = json!(BASE64.encode([7; 32]));
    }
    said.to_string().into_bytes()
}
