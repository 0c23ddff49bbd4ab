//! Approving with proof (S69): the approver's passkey signs the hash of what is approved, so that who approved what can be
//! shown without us.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude;

use super::wire::{self, Shown};
use super::{Context, Error, Place, ceremonies, keys, refuse};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::passkeys::{Doubt, Purpose};
use crate::domain::requests::acts::Act;
use crate::domain::requests::packet::{Names, Statement};
use crate::domain::requests::{Request, Signature};
use crate::service::requests::{Setting, issuing};
use crate::service::sign_in::{Tally, secret};
use crate::store::passkeys::{self as rows, Ceremony, Kept};
use crate::store::requests::{self as requests, signatures};
use crate::store::{Connection, Tx, people};

/// What an approval is signed with, as it was sent.
#[derive(Clone, Copy)]
pub struct Signing<'a> {
    /// Where.
    pub place: Place<'a>,
    /// What the browser sent.
    pub credential: &'a str,
}

/// What the end of a signing is checked against.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    nonce: String,
    hash: String,
    ast: Value,
}

/// Begins to sign the approval of the request as the actor read it.
pub async fn begin(cx: &Context<'_>, place: &Place<'_>, reference: &str) -> Result<Value, Error> {
    let version = cx.as_of.ok_or(Error::Conflict)?;
    let db = cx.db.read();
    let request = requests::find(db, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    request.may(Act::Approve, cx.actor)?;
    if request.version != version {
        return Err(Error::Conflict);
    }
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let own = rows::of_person(db, person).await?;
    if own.is_empty() {
        return Err(Refusal::NeedsPasskey.into());
    }
    let setting = Setting::of(cx.db, db, &request).await?;
    let names = issuing::names(db, &request, &setting, cx).await?;
    let nonce = secret()?;
    let statement = statement(&request, &names, &nonce)?;
    let challenge = hex::decode(&statement.hash).map_err(Error::internal)?;
    let (options, state) = ceremonies::to_show(place.site, &own, Some(&challenge))?;
    let begun = Begun {
        nonce,
        hash: statement.hash,
        ast: state,
    };
    ceremonies::begin(place, Purpose::Approval, Some(person), Some(request.id), json!(begun)).await?;
    Ok(options)
}

fn statement(request: &Request, names: &Names, nonce: &str) -> Result<Statement, Error> {
    let approver = names.approvers.last().ok_or(Error::NotFound)?;
    Statement::of(request, names, approver, nonce).map_err(Error::internal)
}

/// Takes the signing that was begun for this approval, which is over by it, and counts it as a try.
pub(in crate::service) async fn take(cx: &Context<'_>, signing: &Signing<'_>) -> Result<Ceremony, Error> {
    if signing.credential.is_empty() {
        return Err(Refusal::field("credential", "unsigned").into());
    }
    let ceremony = ceremonies::take(&signing.place, Purpose::Approval).await?;
    let ceremony = ceremony.filter(|ceremony| ceremony.person.is_some() && ceremony.person == cx.actor.person);
    ceremony.ok_or_else(|| Refusal::field("credential", "expired").into())
}

/// What was signed, once it is right.
pub(in crate::service) struct Signed {
    /// What goes into the row.
    pub signature: Signature,
    kept: Kept,
}

/// How a signing ended.
pub(in crate::service) enum Signs {
    /// It is of what is approved.
    Right(Box<Signed>),
    /// It is not; to be told with [`wrong`] once the transaction is over.
    Wrong(Box<Option<(Kept, Doubt)>>),
}

/// Whether `signing` is of `request` as it stands, by the actor.
///
/// # Errors
/// Conflict: what was signed is another version, or another request.
pub(in crate::service) async fn check(
    cx: &Context<'_>,
    tx: &Tx,
    ceremony: &Ceremony,
    signing: &Signing<'_>,
    request: &Request,
    names: &Names,
) -> Result<Signs, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let begun: Begun = serde_json::from_str(&ceremony.state).map_err(Error::internal)?;
    let statement = statement(request, names, &begun.nonce)?;
    if ceremony.request != Some(request.id) || statement.hash != begun.hash {
        return Err(Error::Conflict);
    }
    let Some(shown) = wire::shown(signing.credential) else {
        return Ok(Signs::Wrong(Box::new(None)));
    };
    let kept = rows::lock_named(tx, &shown.id).await?;
    let Some(kept) = kept.filter(|kept| kept.passkey.person == person) else {
        return Ok(Signs::Wrong(Box::new(None)));
    };
    match ceremonies::checked(signing.place.site, &begun.ast.to_string(), &kept, &shown)? {
        Ok(now) => Ok(Signs::Right(Box::new(Signed {
            signature: signature(cx, signing, request, statement, &now, shown)?,
            kept: now,
        }))),
        Err(doubt) => Ok(Signs::Wrong(Box::new(Some((kept, doubt))))),
    }
}

fn signature(
    cx: &Context<'_>,
    signing: &Signing<'_>,
    request: &Request,
    statement: Statement,
    kept: &Kept,
    shown: Shown,
) -> Result<Signature, Error> {
    let passkey: prelude::Passkey = serde_json::from_str(&kept.credential).map_err(Error::internal)?;
    Ok(Signature {
        request: request.id,
        version: request.version,
        by: cx.actor.person.ok_or(Error::NotFound)?,
        at: cx.now,
        statement: statement.canonical,
        hash: statement.hash,
        origin: signing.place.site.origin.clone(),
        credential_id: shown.id,
        algorithm: i64::from(*passkey.cred_algorithm() as i32),
        public_key: BASE64.encode(keys::public(passkey.get_public_key())),
        authenticator_data: shown.response.authenticator_data,
        client_data: shown.response.client_data,
        signature: shown.response.signature,
    })
}

/// Keeps what was signed, with the approval it belongs to.
pub(in crate::service) async fn keep(cx: &Context<'_>, tx: &Tx, signed: Signed) -> Result<(), Error> {
    rows::used(tx, &signed.kept, cx.now).await?;
    Ok(signatures::insert(tx, signed.signature).await?)
}

/// A signature that is not right counts as a failure, stands in the trail where its passkey is known, and approves nothing.
pub(in crate::service) async fn wrong(
    cx: &Context<'_>,
    signing: &Signing<'_>,
    doubted: Option<(Kept, Doubt)>,
) -> Result<Refusal, Error> {
    let person = cx.actor.person.ok_or(Error::NotFound)?;
    let owner = people::get(cx.db.read(), person).await?.ok_or(Error::NotFound)?;
    // It counts, and nothing takes it back.
    Tally::of(cx.db, cx.now, &owner.email, signing.place.device).await?;
    if let Some((kept, doubt)) = doubted {
        refuse(&signing.place, &owner, &kept, Some(cx.actor), Purpose::Approval, doubt).await?;
    }
    Ok(Refusal::field("credential", "wrong_signature"))
}

/// What earlier approvers signed must be what is issued now.
///
/// # Errors
/// It is not: the request goes back, and is approved anew.
pub(in crate::service) async fn earlier_fit(
    db: &impl Connection,
    request: &Request,
    names: &Names,
) -> Result<(), Error> {
    for signature in of(db, request).await? {
        if !Statement::is_of_same(&signature.statement, request, names) {
            return Err(Refusal::NotNow(NotNow::SignedOtherwise).into());
        }
    }
    Ok(())
}

/// What was signed at the approvals that count, in their order.
pub async fn of(db: &impl Connection, request: &Request) -> Result<Vec<Signature>, Error> {
    let hashes: Vec<&str> = request
        .approvals
        .iter()
        .filter_map(|approval| approval.signed.as_deref())
        .collect();
    Ok(signatures::of_request(db, request.id, &hashes).await?)
}

/// The `n`th approval of the request as everybody can check it, with its packet once it is issued: JSON. Approvals are
/// counted from 1.
///
/// # Errors
/// Not found: there is no such approval, or nothing was signed at it.
pub async fn export(cx: &Context<'_>, request: &Request, n: usize) -> Result<String, Error> {
    let approval = n.checked_sub(1).and_then(|place| request.approvals.get(place));
    let signed = approval
        .and_then(|approval| approval.signed.as_deref())
        .ok_or(Error::NotFound)?;
    let found = signatures::of_request(cx.db.read(), request.id, &[signed]).await?;
    let signature = found.into_iter().next().ok_or(Error::NotFound)?;
    let Signature {
        request: of,
        version,
        by,
        at,
        statement,
        hash,
        origin,
        credential_id,
        algorithm,
        public_key,
        authenticator_data,
        client_data,
        signature,
    } = signature;
    let packet = request
        .seal
        .as_ref()
        .map(|seal| json!({ "number": seal.number, "canonical": request.packet, "hash": request.packet_hash }));
    let told = json!({
        "v": 1,
        "request": of,
        "version": version,
        "approver": by,
        "at": at.rfc3339_millis(),
        "statement": statement,
        "hash": hash,
        "origin": origin,
        "credential": { "id": credential_id, "algorithm": algorithm, "public_key": public_key },
        "assertion": {
            "authenticator_data": authenticator_data,
            "client_data": client_data,
            "signature": signature,
        },
        "packet": packet,
    });
    serde_json::to_string_pretty(&told).map_err(Error::internal)
}
