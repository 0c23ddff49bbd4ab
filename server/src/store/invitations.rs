//! Rows of invitations. What stands in a link is not here: only its SHA-256, and a nonce that makes it with the
//! program's secret.

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::invitations;
use super::{Error, Tx, audit, for_update};
use crate::domain::actor::{Role, Roles};
use crate::domain::audit::{Call, Subject};
use crate::domain::change::Change;
use crate::domain::ids::{InvitationId, LeafId, OrganisationId};
use crate::domain::invitations::Invitation;
use crate::domain::values::Malformed;

/// The link of an invitation, as far as rows know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Chance, hexadecimal.
    pub nonce: String,
    /// SHA-256 of what stands in the link, hexadecimal.
    pub token_hash: String,
}

/// Those of an organisation, the newest first.
pub async fn of_organisation(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Result<Vec<Invitation>, Error> {
    let rows = invitations::Entity::find()
        .filter(invitations::Column::OrganisationId.eq(organisation))
        .order_by_desc(invitations::Column::CreatedAt)
        .order_by_desc(invitations::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// One of an organisation's own, with its link.
pub async fn find(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    id: InvitationId,
) -> Result<Option<(Invitation, Link)>, Error> {
    let condition = Condition::all()
        .add(invitations::Column::OrganisationId.eq(organisation))
        .add(invitations::Column::Id.eq(id));
    one(db, condition).await
}

/// One, whoever asks: the rule says who looks after it.
pub async fn get(db: &impl ConnectionTrait, id: InvitationId) -> Result<Option<(Invitation, Link)>, Error> {
    one(db, Condition::all().add(invitations::Column::Id.eq(id))).await
}

/// Whose link hashes to `token_hash`.
pub async fn of_token(db: &impl ConnectionTrait, token_hash: &str) -> Result<Option<Invitation>, Error> {
    let condition = Condition::all().add(invitations::Column::TokenHash.eq(token_hash));
    Ok(one(db, condition).await?.map(|(invitation, _)| invitation))
}

/// Those to a mailbox that nobody ended, with their links: for whoever has a shell on the machine.
pub async fn open_to(db: &impl ConnectionTrait, email: &str) -> Result<Vec<(Invitation, Link)>, Error> {
    let rows = invitations::Entity::find()
        .filter(invitations::Column::Email.eq(email))
        .filter(invitations::Column::Ended.is_null())
        .order_by_desc(invitations::Column::SentAt)
        .all(db)
        .await?;
    rows.into_iter().map(with_link).collect()
}

/// Locks an invitation until the transaction ends: two that take it up at once come one after the other.
pub async fn lock(tx: &Tx, id: InvitationId) -> Result<(), Error> {
    let select = invitations::Entity::find_by_id(id)
        .select_only()
        .column(invitations::Column::Id);
    let _: Option<InvitationId> = for_update(select, tx).into_tuple().one(tx).await?;
    Ok(())
}

/// Saves a change of an invitation with its leaf; answers that. With `link`, the one before leads nowhere.
///
/// # Errors
/// Taken: `invitations_pkey` where it is there already, `invitations_organisation_id_email_key` where the mailbox is
/// invited there.
pub async fn save(tx: &Tx, change: &Change<Invitation>, link: Option<Link>, call: &Call) -> Result<Vec<LeafId>, Error> {
    let row = row_of(change.after(), link);
    if change.before().is_none() {
        invitations::Entity::insert(row).exec_without_returning(tx).await?;
    } else {
        invitations::Entity::update_many()
            .set(invitations::ActiveModel {
                id: NotSet,
                organisation_id: NotSet,
                ..row
            })
            .filter(invitations::Column::Id.eq(change.after().id))
            .exec(tx)
            .await?;
    }
    audit::save_leaves(tx, change, &Subject::person(change.after().person), call).await
}

/// Ends what a person invited to and nobody took up, of those to `email` or by the person: who leaves lets nobody in.
pub async fn withdraw_of(
    tx: &Tx,
    organisation: OrganisationId,
    by: crate::domain::ids::PersonId,
    at: crate::domain::values::Time,
) -> Result<Vec<crate::domain::ids::PersonId>, Error> {
    use crate::domain::invitations::Ended;
    use invitations::Column;
    use sea_orm::sea_query::{Expr, ExprTrait, Query};
    let statement = Query::update()
        .table(invitations::Entity)
        .value(Column::Ended, Ended::Withdrawn)
        .value(Column::EndedAt, at)
        .and_where(Expr::col(Column::OrganisationId).eq(organisation))
        .and_where(Expr::col(Column::InvitedById).eq(by))
        .and_where(Column::Ended.is_null())
        .returning_col(Column::PersonId)
        .take();
    let rows = tx.query_all(&statement).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

async fn one(db: &impl ConnectionTrait, condition: Condition) -> Result<Option<(Invitation, Link)>, Error> {
    let row = invitations::Entity::find().filter(condition).one(db).await?;
    row.map(with_link).transpose()
}

fn row_of(invitation: &Invitation, link: Option<Link>) -> invitations::ActiveModel {
    let Invitation {
        id,
        organisation,
        person,
        email,
        name,
        badge,
        language,
        roles,
        by,
        created_at,
        sent_at,
        expires_at,
        ended,
    } = invitation.clone();
    let words: Vec<&str> = roles.iter().map(Role::code).collect();
    let (nonce, token_hash) = match link {
        Some(Link { nonce, token_hash }) => (Set(nonce), Set(token_hash)),
        None => (NotSet, NotSet),
    };
    invitations::ActiveModel {
        id: Set(id),
        organisation_id: Set(organisation),
        person_id: Set(person),
        email: Set(email),
        name: Set(name),
        badge: Set(badge),
        language: Set(language),
        roles: Set(words.join(",")),
        invited_by_id: Set(by),
        created_at: Set(created_at),
        sent_at: Set(sent_at),
        expires_at: Set(expires_at),
        nonce,
        token_hash,
        ended: Set(ended.map(|(how, _)| how)),
        ended_at: Set(ended.map(|(_, at)| at)),
    }
}

fn with_link(row: invitations::Model) -> Result<(Invitation, Link), Error> {
    let link = Link {
        nonce: row.nonce.clone(),
        token_hash: row.token_hash.clone(),
    };
    Ok((read(row)?, link))
}

fn read(row: invitations::Model) -> Result<Invitation, Error> {
    let invitations::Model {
        id,
        organisation_id,
        person_id,
        email,
        name,
        badge,
        language,
        roles,
        invited_by_id,
        created_at,
        sent_at,
        expires_at,
        nonce: _,
        token_hash: _,
        ended,
        ended_at,
    } = row;
    let roles: Result<Roles, Malformed> = roles.split(',').map(str::parse::<Role>).collect();
    Ok(Invitation {
        id,
        organisation: organisation_id,
        person: person_id,
        email,
        name,
        badge,
        language,
        roles: roles.map_err(Error::unreadable)?,
        by: invited_by_id,
        created_at,
        sent_at,
        expires_at,
        ended: ended.zip(ended_at),
    })
}
