//! Sessions that end here because they ended at the provider (OpenID Connect Back-Channel Logout 1.0).

use super::entering::{Ended, Way, refuse};
use crate::domain::audit::{Subject, Who};
use crate::domain::events::Event;
use crate::domain::ids::ProviderId;
use crate::domain::providers::{ENDING_LASTS, Provider, Purpose, SKEW, Trouble, ended};
use crate::service::Error;
use crate::service::sign_in::digest;
use crate::store::providers::{self as rows, attempts};
use crate::store::{audit, sessions};

/// The provider `id` says, by a token that it signed, that sessions ended: ours that began by them end too. Answers why not,
/// where it does not count.
///
/// # Errors
/// Not found: no such provider is bound.
pub async fn end(way: &Way<'_>, id: ProviderId, token: &str) -> Result<Result<(), Trouble>, Error> {
    let kept = rows::bound(way.db.read(), id).await?.ok_or(Error::NotFound)?;
    match ends(way, &kept.provider, token).await {
        Ok(()) => Ok(Ok(())),
        Err(Ended::Error(error)) => Err(error),
        Err(Ended::Trouble(trouble)) => {
            refuse(way, Some(&kept.provider), Purpose::Logout, trouble).await?;
            Ok(Err(trouble))
        }
    }
}

async fn ends(way: &Way<'_>, provider: &Provider, token: &str) -> Result<(), Ended> {
    let token = way.reach.read(provider, token, way.now).await?;
    let logout = ended(&token, provider, way.now)?;
    let tx = way.db.begin().await?;
    let hash = digest(&["provider logout", &logout.id]);
    let until = way.now.plus(ENDING_LASTS + SKEW + SKEW);
    if !attempts::note_logout(&tx, provider.id, hash, until).await? {
        return Err(Trouble::Replayed.into());
    }
    let meant = (logout.session.as_deref(), logout.subject.as_deref());
    let ended = sessions::end_of_provider(&tx, provider.id, Some(meant)).await?.len();
    let event = Event::ProviderLoggedOut {
        provider: provider.id,
        sessions: u32::try_from(ended).unwrap_or(u32::MAX),
    };
    let subject = Subject::organisation(provider.organisation);
    audit::record_one(&tx, &event, Who::nobody(), Some(&subject), way.call, way.now).await?;
    Ok(tx.commit().await?)
}
