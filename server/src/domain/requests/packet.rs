//! The packet: what was issued, as canonical JSON (RFC 8785), and its hash. The exchange sees this, never the case.

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::domain::ids::{OrganisationId, PersonId};
use crate::domain::values::Country;

use super::request::Request;

/// The canonical text and its SHA-256 in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// RFC 8785 JSON.
    pub canonical: String,
    /// SHA-256 of its bytes.
    pub hash: String,
}

/// Who asks or answers, as it stood at issue.
#[derive(Clone, Debug, Serialize)]
pub struct PartyName {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: Country,
}

/// A person of the asker, as it stood at issue.
#[derive(Clone, Debug, Serialize)]
pub struct PersonName {
    /// The person.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The badge.
    pub badge: String,
    /// The official mailbox.
    pub mailbox: String,
}

/// What the packet names beside the request itself.
#[derive(Clone, Debug)]
pub struct Names {
    /// Who asks.
    pub asker: PartyName,
    /// To whom.
    pub recipient: PartyName,
    /// The author.
    pub author: PersonName,
    /// The approvers, in order.
    pub approvers: Vec<PersonName>,
    /// Who answers for the author.
    pub deputy: Option<PersonName>,
    /// Code of the legal basis.
    pub basis: String,
    /// Its version.
    pub basis_version: u32,
    /// The number of the request it follows.
    pub parent: Option<String>,
}

impl Packet {
    /// The packet of `request` under `number`: its [`body`], and what is known at issue only. Of each approver who signed it
    /// names the hash that was signed.
    ///
    /// # Errors
    /// The JSON cannot be made canonical: a fault of the program, since nothing typed can cause it.
    pub fn of(request: &Request, number: &str, names: &Names) -> Result<Self, serde_json::Error> {
        let approvers: Vec<_> = names.approvers.iter().map(|person| approver(request, person)).collect();
        let mut value = body(request, names);
        let issued_at = request.issued_at.map(crate::domain::values::Time::rfc3339_millis);
        if let Some(told) = value.as_object_mut() {
            told.insert("number".to_owned(), json!(number));
            told.insert("issued_at".to_owned(), json!(issued_at));
            told.insert("approvers".to_owned(), json!(approvers));
        }
        canonical(&value).map(|(canonical, hash)| Self { canonical, hash })
    }
}

/// An approver, with the hash of what was signed, where it was.
fn approver(request: &Request, person: &PersonName) -> Value {
    let approval = request.approvals.iter().find(|approval| approval.by == person.id);
    let mut named = json!(person);
    if let (Some(approval), Some(named)) = (approval, named.as_object_mut()) {
        if let Some(signed) = &approval.signed {
            named.insert("signed".to_owned(), json!(signed));
        }
        if approval.spoke {
            named.insert("spoke_with_author".to_owned(), json!(true));
        }
    }
    named
}

/// RFC 8785 text of `value`, and its SHA-256 in hexadecimal.
fn canonical(value: &Value) -> Result<(String, String), serde_json::Error> {
    let canonical = serde_json_canonicalizer::to_string(value)?;
    let hash = hex::encode(Sha256::digest(canonical.as_bytes()));
    Ok((canonical, hash))
}

/// What an approver signs (S69): the request as it would be issued, without what only the issue mints. The hash is the
/// challenge of the passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// RFC 8785 JSON.
    pub canonical: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub hash: String,
}

impl Statement {
    /// What `approver` signs of `request` as it stands. `nonce` makes each signing one of its own, so that what was signed
    /// once proves nothing of another time.
    ///
    /// # Errors
    /// As [`Packet::of`].
    pub fn of(request: &Request, names: &Names, approver: &PersonName, nonce: &str) -> Result<Self, serde_json::Error> {
        let mut value = json!({
            "v": 1,
            "what": "approval",
            "request": request.id,
            "version": request.version,
            "approver": approver,
            "nonce": nonce,
            "packet": body(request, names),
        });
        // Nobody approves it without saying so: who signs has said it.
        if let (Some(_), Some(told)) = (&request.second_look, value.as_object_mut()) {
            told.insert("spoke_with_author".to_owned(), json!(true));
        }
        canonical(&value).map(|(canonical, hash)| Self { canonical, hash })
    }

    /// Whether what is written in `canonical` is of the same request, as it stands now: what an earlier approver signed is
    /// what the last one issues.
    pub fn is_of_same(canonical: &str, request: &Request, names: &Names) -> bool {
        let signed: Option<Value> = serde_json::from_str(canonical).ok();
        let told = signed.as_ref().and_then(|signed| signed.get("packet"));
        told.is_some_and(|told| *told == body(request, names))
    }
}

/// What a packet says whenever and by whomever it is issued.
fn body(request: &Request, names: &Names) -> Value {
    let content = &request.content;
    let targets: Vec<_> = request
        .targets
        .iter()
        .map(|target| {
            let mut told = json!({
                "position": target.position,
                "what": target.what,
                "chain": target.chain,
                "value": target.value,
                "tag": target.tag,
                "checksum": target.checksum,
                "asset": target.asset,
                "amount": target.amount,
                "txid": target.txid,
                "confidence": target.confidence,
                "source": target.source,
            });
            // An empty tag may be one that nobody knows: that there is none is said by somebody.
            if let (Some(said), Some(told)) = (target.no_tag, told.as_object_mut()) {
                told.insert("no_tag_since".to_owned(), json!(said.at.rfc3339_millis()));
            }
            // What is about a hold says how much of how much: a part, or all of it.
            let held = target.hold.and_then(|hold| request.held(hold).ok());
            if let (Some(held), Some(told)) = (held, told.as_object_mut()) {
                told.insert("held".to_owned(), json!(held.amount));
            }
            told
        })
        .collect();
    let mut told = json!({
        "v": 1,
        "kind": content.kind,
        "route": content.route,
        "asker": names.asker,
        "author": names.author,
        "deputy": names.deputy,
        "recipient": names.recipient,
        "why_recipient": content.why_recipient,
        "basis": { "code": names.basis, "version": names.basis_version },
        "parent": names.parent,
        "urgency": content.urgency,
        "urgency_reason": content.urgency_reason,
        "callback": content.callback,
        "language": content.language,
        "facts": content.facts,
        "flows": content.flows.iter().map(|flow| json!({
            "chain": flow.chain,
            "from": flow.from,
            "to": flow.to,
            "asset": flow.moved.as_ref().map(|moved| &moved.asset),
            "amount": flow.moved.as_ref().map(|moved| moved.amount),
            "txid": flow.txid,
            "at": flow.at.map(crate::domain::values::Time::rfc3339_millis),
        })).collect::<Vec<_>>(),
        "offence": content.offence,
        "victims": content.victims,
        "losses": content.losses.iter().map(|loss| json!({
            "asset": loss.asset,
            "amount": loss.amount,
            "value": loss.value.as_ref().map(|value| json!({
                "minor": value.minor.to_string(),
                "currency": value.currency,
                "source": value.source,
                "priced_at": value.priced_at.rfc3339_millis(),
            })),
        })).collect::<Vec<_>>(),
        "targets": targets,
        "action": {
            "scope": content.scope,
            "uncapped_reason": content.uncapped_reason,
            "until": content.until,
            "order_expected_on": content.order_expected_on,
            "order_court": content.order_court,
            "at_expiry": content.at_expiry,
            "release_reason": content.release_reason,
        },
        "data": content.data,
        "handling": {
            "tlp": content.tlp,
            "secret_until": content.secret_until,
            "secret_basis": content.secret_basis,
        },
        "undertakings": content.undertakings,
        "exceptions": content.exceptions,
    });
    if let (Some(look), Some(told)) = (&request.second_look, told.as_object_mut()) {
        told.insert("second_look".to_owned(), json!(look));
    }
    told
}
