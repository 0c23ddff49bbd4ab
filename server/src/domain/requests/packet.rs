//! The packet: what was issued, as canonical JSON (RFC 8785), and its hash. The exchange sees this, never the case.

use serde::Serialize;
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
    /// The packet of `request` under `number`.
    ///
    /// # Errors
    /// The JSON cannot be made canonical: a fault of the program, since nothing typed can cause it.
    pub fn of(request: &Request, number: &str, names: &Names) -> Result<Self, serde_json::Error> {
        let content = &request.content;
        let targets: Vec<_> = request
            .targets
            .iter()
            .map(|target| {
                let mut told = serde_json::json!({
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
                    told.insert("no_tag_since".to_owned(), serde_json::json!(said.at.rfc3339_millis()));
                }
                // What is about a hold says how much of how much: a part, or all of it.
                let held = target.hold.and_then(|hold| request.held(hold).ok());
                if let (Some(held), Some(told)) = (held, told.as_object_mut()) {
                    told.insert("held".to_owned(), serde_json::json!(held.amount));
                }
                told
            })
            .collect();
        let value = serde_json::json!({
            "v": 1,
            "number": number,
            "kind": content.kind,
            "route": content.route,
            "issued_at": request.issued_at.map(crate::domain::values::Time::rfc3339_millis),
            "asker": names.asker,
            "author": names.author,
            "approvers": names.approvers,
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
            "flows": content.flows.iter().map(|flow| serde_json::json!({
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
            "losses": content.losses.iter().map(|loss| serde_json::json!({
                "asset": loss.asset,
                "amount": loss.amount,
                "value": loss.value.as_ref().map(|value| serde_json::json!({
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
        let canonical = serde_json_canonicalizer::to_string(&value)?;
        let hash = hex::encode(Sha256::digest(canonical.as_bytes()));
        Ok(Self { canonical, hash })
    }
}
