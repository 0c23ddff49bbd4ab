//! Rows of what was signed at approvals: written once, never changed.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::ids::{RequestId, SignatureId};
use crate::domain::requests::Signature;
use crate::store::entity::approval_signatures::{ActiveModel, Column, Entity, Model};
use crate::store::{Error, Tx};

/// Keeps what was signed.
pub async fn insert(tx: &Tx, signature: Signature) -> Result<(), Error> {
    let Signature {
        request,
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
    Entity::insert(ActiveModel {
        id: Set(SignatureId::new(at)),
        request_id: Set(request),
        version: Set(version),
        person_id: Set(by),
        signed_at: Set(at),
        statement: Set(statement),
        hash: Set(hash),
        origin: Set(origin),
        credential_id: Set(credential_id),
        algorithm: Set(algorithm),
        public_key: Set(public_key),
        authenticator_data: Set(authenticator_data),
        client_data: Set(client_data),
        signature: Set(signature),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// What was signed under these hashes for `request`, oldest first.
pub async fn of_request(
    db: &impl ConnectionTrait,
    request: RequestId,
    hashes: &[&str],
) -> Result<Vec<Signature>, Error> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::RequestId.eq(request))
        .filter(Column::Hash.is_in(hashes.iter().copied()))
        .order_by_asc(Column::SignedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(signature).collect())
}

fn signature(row: Model) -> Signature {
    let Model {
        id: _,
        request_id,
        version,
        person_id,
        signed_at,
        statement,
        hash,
        origin,
        credential_id,
        algorithm,
        public_key,
        authenticator_data,
        client_data,
        signature,
    } = row;
    Signature {
        request: request_id,
        version,
        by: person_id,
        at: signed_at,
        statement,
        hash,
        origin,
        credential_id,
        algorithm,
        public_key,
        authenticator_data,
        client_data,
        signature,
    }
}
