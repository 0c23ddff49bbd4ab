//! An approval that was signed with a passkey: that the approver's authenticator signed this statement, and that the packet
//! which was issued says the same (WebAuthn level 3 §7.2, RFC 8785).

use std::fmt;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
    VerificationAlgorithm,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Who approved, as the statement names them.
    pub approver: String,
    /// The request.
    pub request: String,
    /// SHA-256 of what was signed, hexadecimal.
    pub hash: String,
    /// SHA-256 of the public key (SubjectPublicKeyInfo), hexadecimal: to be compared with the key that one knows.
    pub key: String,
    /// The number under which it was issued, where the file has the packet.
    pub issued_as: Option<String>,
}

/// What does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file is not an approval, or of another version of the form.
    Form,
    /// The hash is not that of the statement.
    Hash,
    /// The statement is of another request, version or person than the file says.
    Statement,
    /// The browser did not sign this hash, not on this site, or not as a signature.
    Client,
    /// The authenticator signed for another site, or did not verify its owner.
    Authenticator,
    /// The signature is not of this key.
    Signature,
    /// The packet has another hash than the file says.
    PacketHash,
    /// The packet says something else than was signed.
    Packet,
    /// The packet does not name this approval.
    Approver,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "this is no approval that this program can read",
            Self::Hash => "the hash is not that of the statement",
            Self::Statement => "the statement is of another request, version or person",
            Self::Client => "the browser did not sign this hash on this site",
            Self::Authenticator => "the authenticator signed for another site, or did not verify its owner",
            Self::Signature => "the signature is not of this key",
            Self::PacketHash => "the packet has another hash",
            Self::Packet => "the packet that was issued says something else than was signed",
            Self::Approver => "the packet that was issued does not name this approval",
        })
    }
}

/// The owner was there, and was verified by the authenticator (WebAuthn level 3 §6.1).
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;

/// What of a packet is known at its issue only, so that nobody signs it.
const MINTED: [&str; 3] = ["number", "issued_at", "approvers"];

/// Checks the approval that `file` tells of.
///
/// # Errors
/// The first thing that does not hold.
pub fn check(file: &str) -> Result<Checked, Fault> {
    let file: Value = serde_json::from_str(file).map_err(|_| Fault::Form)?;
    if file.get("v") != Some(&Value::from(1)) {
        return Err(Fault::Form);
    }
    let said = |path: &str| file.pointer(path).and_then(Value::as_str).ok_or(Fault::Form);
    let statement_text = said("/statement")?;
    let hash = Sha256::digest(statement_text.as_bytes());
    if said("/hash")? != hex::encode(hash) {
        return Err(Fault::Hash);
    }
    let statement: Value = serde_json::from_str(statement_text).map_err(|_| Fault::Form)?;
    let same =
        |there: &str, here: &str| file.pointer(there).is_some() && file.pointer(there) == statement.pointer(here);
    let is_of_file = same("/request", "/request") && same("/version", "/version") && same("/approver", "/approver/id");
    if statement.get("what") != Some(&Value::from("approval")) || !is_of_file {
        return Err(Fault::Statement);
    }
    let bytes = |path: &str| BASE64.decode(said(path)?).map_err(|_| Fault::Form);
    let client = bytes("/assertion/client_data")?;
    check_client(&client, &hash, said("/origin")?)?;
    let authenticator = bytes("/assertion/authenticator_data")?;
    check_authenticator(&authenticator, said("/origin")?)?;
    let key = bytes("/credential/public_key")?;
    let number = file.pointer("/credential/algorithm").and_then(Value::as_i64);
    let signed = [authenticator.as_slice(), Sha256::digest(&client).as_slice()].concat();
    UnparsedPublicKey::new(algorithm(number)?, &key)
        .verify(&signed, &bytes("/assertion/signature")?)
        .map_err(|_| Fault::Signature)?;
    let issued_as = match file.get("packet") {
        None | Some(Value::Null) => None,
        Some(packet) => Some(check_packet(packet, &statement, &hex::encode(hash))?),
    };
    let name = statement.pointer("/approver/name").and_then(Value::as_str);
    Ok(Checked {
        approver: name.ok_or(Fault::Statement)?.to_owned(),
        request: said("/request")?.to_owned(),
        hash: hex::encode(hash),
        key: hex::encode(Sha256::digest(&key)),
        issued_as,
    })
}

fn check_client(client: &[u8], hash: &[u8], origin: &str) -> Result<(), Fault> {
    let said: Value = serde_json::from_slice(client).map_err(|_| Fault::Client)?;
    let is = |name: &str, expected: &str| said.get(name).and_then(Value::as_str) == Some(expected);
    let is_embedded = said.get("crossOrigin") == Some(&Value::Bool(true));
    if is("type", "webauthn.get") && is("challenge", &BASE64.encode(hash)) && is("origin", origin) && !is_embedded {
        Ok(())
    } else {
        Err(Fault::Client)
    }
}

fn check_authenticator(said: &[u8], origin: &str) -> Result<(), Fault> {
    let host = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let host = host.split(':').next().unwrap_or_default();
    let site = Sha256::digest(host.as_bytes());
    let (Some(signed_for), Some(flags)) = (said.get(..32), said.get(32)) else {
        return Err(Fault::Authenticator);
    };
    if signed_for == site.as_slice() && flags & PRESENT != 0 && flags & VERIFIED != 0 {
        Ok(())
    } else {
        Err(Fault::Authenticator)
    }
}

/// By its number in COSE (RFC 9053, RFC 8812).
fn algorithm(number: Option<i64>) -> Result<&'static dyn VerificationAlgorithm, Fault> {
    match number {
        Some(-7) => Ok(&ECDSA_P256_SHA256_ASN1),
        Some(-35) => Ok(&ECDSA_P384_SHA384_ASN1),
        Some(-8) => Ok(&ED25519),
        Some(-257) => Ok(&RSA_PKCS1_2048_8192_SHA256),
        Some(_) | None => Err(Fault::Form),
    }
}

/// Answers the number of the request.
fn check_packet(packet: &Value, statement: &Value, hash: &str) -> Result<String, Fault> {
    let text = packet.get("canonical").and_then(Value::as_str).ok_or(Fault::Form)?;
    if packet.get("hash").and_then(Value::as_str) != Some(&hex::encode(Sha256::digest(text.as_bytes()))) {
        return Err(Fault::PacketHash);
    }
    let issued: Value = serde_json::from_str(text).map_err(|_| Fault::Form)?;
    let mut body = issued.as_object().cloned().ok_or(Fault::Form)?;
    for name in MINTED {
        body.remove(name);
    }
    if statement.get("packet").and_then(Value::as_object) != Some(&body) {
        return Err(Fault::Packet);
    }
    let approvers = issued.get("approvers").and_then(Value::as_array).ok_or(Fault::Form)?;
    let is_this = |named: &Value| {
        named.get("id") == statement.pointer("/approver/id") && named.get("signed") == Some(&Value::from(hash))
    };
    if !approvers.iter().any(is_this) {
        return Err(Fault::Approver);
    }
    let number = issued.get("number").and_then(Value::as_str);
    Ok(number.ok_or(Fault::Form)?.to_owned())
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
    use serde_json::json;

    use super::*;

    const ORIGIN: &str = "https://crosshold.example";

    /// What one thing is changed in, before it is signed.
    struct Made {
        statement: Value,
        packet: Value,
        kind: &'static str,
        origin: &'static str,
        site: &'static str,
        flags: u8,
        challenge: Option<&'static [u8]>,
    }

    fn made() -> Made {
        let body = json!({ "v": 1, "facts": "Stolen on 2 May.", "kind": "freeze" });
        Made {
            statement: json!({
                "v": 1, "what": "approval", "request": "r", "version": 3, "nonce": "n",
                "approver": { "id": "p", "name": "M. Costa" }, "packet": body,
            }),
            packet: body,
            kind: "webauthn.get",
            origin: ORIGIN,
            site: "crosshold.example",
            flags: PRESENT | VERIFIED,
            challenge: None,
        }
    }

    fn signed(made: Made) -> Value {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let statement = made.statement.to_string();
        let hash = Sha256::digest(statement.as_bytes());
        let challenge = BASE64.encode(made.challenge.unwrap_or(hash.as_slice()));
        let client = json!({ "type": made.kind, "challenge": challenge, "origin": made.origin, "crossOrigin": false });
        let client = client.to_string();
        let site = Sha256::digest(made.site.as_bytes());
        let authenticator = [site.as_slice(), &[made.flags, 0, 0, 0, 1]].concat();
        let both = [authenticator.as_slice(), Sha256::digest(client.as_bytes()).as_slice()].concat();
        let signature = pair.sign(&SystemRandom::new(), &both).unwrap();
        let mut issued = made.packet;
        issued["number"] = json!("FR-2026-000001");
        issued["issued_at"] = json!("2026-11-22T16:00:00.000Z");
        issued["approvers"] = json!([{ "id": "p", "name": "M. Costa", "signed": hex::encode(hash) }]);
        let issued = issued.to_string();
        json!({
            "v": 1, "request": "r", "version": 3, "approver": "p", "at": "", "origin": ORIGIN,
            "statement": statement, "hash": hex::encode(hash),
            "credential": { "id": "", "algorithm": -7, "public_key": BASE64.encode(pair.public_key().as_der().unwrap().as_ref()) },
            "assertion": {
                "authenticator_data": BASE64.encode(authenticator),
                "client_data": BASE64.encode(client),
                "signature": BASE64.encode(signature),
            },
            "packet": { "number": "", "hash": hex::encode(Sha256::digest(issued.as_bytes())), "canonical": issued },
        })
    }

    fn checked(file: &Value) -> Result<Checked, Fault> {
        check(&file.to_string())
    }

    #[test]
    fn what_was_signed_and_issued_holds() {
        let mut file = signed(made());
        let whole = checked(&file).unwrap();
        assert_eq!((whole.approver.as_str(), whole.request.as_str()), ("M. Costa", "r"));
        assert_eq!(whole.issued_as.as_deref(), Some("FR-2026-000001"));
        file["packet"] = Value::Null;
        assert_eq!(checked(&file).unwrap().issued_as, None);
    }

    #[test]
    fn whatever_is_altered_afterwards_is_found() {
        let other = BASE64.encode(
            EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING)
                .unwrap()
                .public_key()
                .as_der()
                .unwrap()
                .as_ref(),
        );
        for (path, value, fault) in [
            ("/v", json!(2), Fault::Form),
            ("/statement", json!("{}"), Fault::Hash),
            ("/hash", json!("00"), Fault::Hash),
            ("/request", json!("q"), Fault::Statement),
            ("/version", json!(4), Fault::Statement),
            ("/approver", json!("q"), Fault::Statement),
            ("/origin", json!("https://elsewhere.example"), Fault::Client),
            ("/credential/public_key", json!(other), Fault::Signature),
            ("/credential/algorithm", json!(-35), Fault::Signature),
            ("/credential/algorithm", json!(0), Fault::Form),
            ("/assertion/signature", json!("AAAA"), Fault::Signature),
            ("/packet/hash", json!("00"), Fault::PacketHash),
        ] {
            let mut file = signed(made());
            *file.pointer_mut(path).unwrap() = value;
            assert_eq!(checked(&file), Err(fault), "{path}");
        }
    }

    #[test]
    fn what_was_never_signed_so_is_refused() {
        type Change = fn(&mut Made);
        let cases: [(Change, Fault); 8] = [
            (|made| made.kind = "webauthn.create", Fault::Client),
            (|made| made.origin = "https://elsewhere.example", Fault::Client),
            (|made| made.challenge = Some(b"another"), Fault::Client),
            (|made| made.site = "elsewhere.example", Fault::Authenticator),
            (|made| made.flags = PRESENT, Fault::Authenticator),
            (|made| made.flags = VERIFIED, Fault::Authenticator),
            (|made| made.packet["facts"] = json!("Something else."), Fault::Packet),
            (|made| made.statement["what"] = json!("dinner"), Fault::Statement),
        ];
        for (change, fault) in cases {
            let mut made = made();
            change(&mut made);
            assert_eq!(checked(&signed(made)), Err(fault), "{fault}");
        }
    }

    #[test]
    fn a_packet_that_names_another_signature_is_refused() {
        let mut file = signed(made());
        let issued = file["packet"]["canonical"]
            .as_str()
            .unwrap()
            .replace("\"signed\":\"", "\"signed\":\"0");
        file["packet"]["hash"] = json!(hex::encode(Sha256::digest(issued.as_bytes())));
        file["packet"]["canonical"] = json!(issued);
        assert_eq!(checked(&file), Err(Fault::Approver));
    }
}
