//! Sessions that began at a provider.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::domain::ids::{PersonId, ProviderId};
use crate::store::entity::sessions::{Column, Entity};
use crate::store::{Error, Tx};

/// How a provider knows a session that began there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeganAt {
    /// Which.
    pub provider: ProviderId,
    /// Whom it knows.
    pub subject: String,
    /// Its own name for the session, where it has one.
    pub session: Option<String>,
}

/// As it stands in its columns.
pub(super) fn parts(began_at: Option<BeganAt>) -> (Option<ProviderId>, Option<String>, Option<String>) {
    match began_at {
        Some(BeganAt {
            provider,
            subject,
            session,
        }) => (Some(provider), Some(subject), session),
        None => (None, None, None),
    }
}

/// Ends the sessions that began at `provider`, all of them, or those that it means by its name for a session or for somebody;
/// answers whose they were, one for each session.
pub async fn end_of_provider(
    tx: &Tx,
    provider: ProviderId,
    meant: Option<(Option<&str>, Option<&str>)>,
) -> Result<Vec<PersonId>, Error> {
    let mut query = Query::delete()
        .from_table(Entity)
        .and_where(Expr::col(Column::ProviderId).eq(provider))
        .returning_col(Column::PersonId)
        .take();
    if let Some((session, subject)) = meant {
        // With both, both must fit (Back-Channel Logout 1.0 §2.6).
        if let Some(session) = session {
            query.and_where(Expr::col(Column::ProviderSession).eq(session));
        }
        if let Some(subject) = subject {
            query.and_where(Expr::col(Column::ProviderSubject).eq(subject));
        }
    }
    let rows = tx.query_all(&query).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}
