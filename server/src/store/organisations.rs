//! Rows of organisations and their holidays.

use std::collections::{BTreeMap, HashMap};

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{holidays, organisations};
use super::{Error, Tx, for_update};
use crate::domain::actor::{Actor, OrganisationKind, Role};
use crate::domain::change::Change;
use crate::domain::ids::OrganisationId;
use crate::domain::organisations::attestation::{Attestation, Stated};
use crate::domain::organisations::{Desk, Holiday, LISTED, Organisation, Standing};
use crate::domain::values::{Country, Malformed, Time, Zone};

/// What `actor` may know of: every listed organisation that takes part, and the own one; verifiers, whoever there is.
pub fn visible_to(actor: &Actor) -> Condition {
    if actor.roles.has(Role::Verifier) {
        return Condition::all();
    }
    let listed = Condition::all()
        .add(organisations::Column::Standing.eq(Standing::Active))
        .add(organisations::Column::Kind.is_in(LISTED.iter().copied()));
    Condition::any()
        .add(listed)
        .add(organisations::Column::Id.eq(actor.organisation))
}

/// Every organisation `actor` may know of, by name.
pub async fn directory(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Organisation>, Error> {
    with_holidays(db, visible_to(actor)).await
}

/// What lists show of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Its id.
    pub id: OrganisationId,
    /// What it is here for.
    pub kind: OrganisationKind,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub country: Country,
    /// Its zone.
    pub zone: Zone,
}

/// The organisations with these ids, whoever asks: pages name the sides of what their reader may know of. With
/// `listed`, also every one of that kind that takes part. By name; one statement.
pub async fn brief(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = OrganisationId>,
    listed: Option<OrganisationKind>,
) -> Result<Vec<Brief>, Error> {
    use organisations::Column;
    let mut wanted = Condition::any().add(Column::Id.is_in(ids));
    if let Some(kind) = listed {
        wanted = wanted.add(
            Condition::all()
                .add(Column::Standing.eq(Standing::Active))
                .add(Column::Kind.eq(kind)),
        );
    }
    let rows: Vec<(OrganisationId, OrganisationKind, String, Country, Zone)> = organisations::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Kind, Column::Name, Column::Country, Column::Zone])
        .filter(wanted)
        .order_by_asc(Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, name, country, zone)| Brief {
            id,
            kind,
            name,
            country,
            zone,
        })
        .collect())
}

/// One organisation `actor` may know of.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, id: OrganisationId) -> Result<Option<Organisation>, Error> {
    let condition = Condition::all()
        .add(visible_to(actor))
        .add(organisations::Column::Id.eq(id));
    Ok(with_holidays(db, condition).await?.pop())
}

/// One organisation, whoever asks: for rules and jobs, which need its calendar, never for a page.
pub async fn get(db: &impl ConnectionTrait, id: OrganisationId) -> Result<Option<Organisation>, Error> {
    let condition = Condition::all().add(organisations::Column::Id.eq(id));
    Ok(with_holidays(db, condition).await?.pop())
}

/// Those of `ids` that there are, whoever asks: for rules and jobs, which need their calendars. One statement.
pub async fn get_many(db: &impl ConnectionTrait, ids: &[OrganisationId]) -> Result<Vec<Organisation>, Error> {
    let condition = Condition::all().add(organisations::Column::Id.is_in(ids.iter().copied()));
    with_holidays(db, condition).await
}

/// The names of organisations, whoever asks: pages show only those of events they may show.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = OrganisationId>,
) -> Result<HashMap<OrganisationId, String>, Error> {
    let rows = organisations::Entity::find()
        .filter(organisations::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The organisation named `name`, whoever asks: for the command line and the demonstration.
pub async fn named(db: &impl ConnectionTrait, name: &str) -> Result<Option<Organisation>, Error> {
    let condition = Condition::all().add(organisations::Column::Name.eq(name));
    Ok(with_holidays(db, condition).await?.pop())
}

/// Every organisation that takes part, by name, whoever asks: for the demonstration, which has few.
pub async fn active(db: &impl ConnectionTrait) -> Result<Vec<Organisation>, Error> {
    let condition = Condition::all().add(organisations::Column::Standing.eq(Standing::Active));
    with_holidays(db, condition).await
}

/// Every organisation of one kind that takes part, by name, whoever asks: for rules and jobs.
pub async fn active_of(db: &impl ConnectionTrait, kind: OrganisationKind) -> Result<Vec<Organisation>, Error> {
    let condition = Condition::all()
        .add(organisations::Column::Standing.eq(Standing::Active))
        .add(organisations::Column::Kind.eq(kind));
    with_holidays(db, condition).await
}

/// Every organisation of whatever standing, each with when it was entered, by name; whoever asks: for those who verify
/// them. One statement.
pub async fn register(db: &impl ConnectionTrait) -> Result<Vec<(Organisation, Time)>, Error> {
    dated(db, Condition::all()).await
}

/// Adds an organisation with its holidays.
pub async fn insert(tx: &Tx, organisation: &Organisation, at: Time) -> Result<(), Error> {
    let Organisation {
        id,
        kind,
        country,
        name,
        legal_name,
        calendar,
        holidays: days,
        languages,
        domains,
        switchboard,
        standing,
        verified_at,
        attestation,
    } = organisation.clone();
    let Attestation {
        verifiers,
        last_at,
        until,
        stated,
    } = attestation;
    organisations::Entity::insert(organisations::ActiveModel {
        id: Set(id),
        kind: Set(kind),
        country: Set(country),
        name: Set(name),
        legal_name: Set(legal_name),
        zone: Set(calendar.zone),
        week: Set(calendar.week),
        hours: Set(calendar.hours),
        languages: Set(languages.join(",")),
        domains: Set(domains.join(",")),
        switchboard: Set(switchboard),
        standing: Set(standing),
        verified_at: Set(verified_at),
        created_at: Set(at),
        verifiers: Set(verifiers.into()),
        attested_at: Set(last_at),
        attest_by_at: Set(until),
        stated_at: Set(stated.as_ref().map(|stated| stated.at)),
        stated_by_id: Set(stated.as_ref().map(|stated| stated.by)),
        stated_domains: Set(stated.map(|stated| stated.domains.join(","))),
    })
    .exec_without_returning(tx)
    .await?;
    insert_holidays(tx, id, days).await
}

async fn insert_holidays(tx: &Tx, id: OrganisationId, days: Vec<Holiday>) -> Result<(), Error> {
    let days: Vec<_> = days
        .into_iter()
        .map(|Holiday { on, names }| {
            Ok(holidays::ActiveModel {
                organisation_id: Set(id),
                held_on: Set(on.to_string()),
                names: Set(serde_json::to_string(&names).map_err(Error::unreadable)?),
            })
        })
        .collect::<Result<_, Error>>()?;
    if !days.is_empty() {
        holidays::Entity::insert_many(days).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// One organisation, whoever asks, locked until the transaction ends.
pub async fn lock_any(tx: &Tx, id: OrganisationId) -> Result<Option<Organisation>, Error> {
    let row: Option<OrganisationId> = for_update(organisations::Entity::find_by_id(id), tx)
        .select_only()
        .column(organisations::Column::Id)
        .into_tuple()
        .one(tx)
        .await?;
    match row {
        Some(id) => get(tx, id).await,
        None => Ok(None),
    }
}

/// Saves what an attestation changes: days, hours, holidays, languages, mail domains, and until when it holds.
pub async fn save_attestation(tx: &Tx, change: &Change<Organisation>) -> Result<(), Error> {
    let Organisation {
        id,
        calendar,
        holidays: days,
        languages,
        domains,
        attestation,
        ..
    } = change.after().clone();
    let Attestation {
        verifiers: _,
        last_at,
        until,
        stated,
    } = attestation;
    let row = organisations::ActiveModel {
        week: Set(calendar.week),
        hours: Set(calendar.hours),
        languages: Set(languages.join(",")),
        domains: Set(domains.join(",")),
        attested_at: Set(last_at),
        attest_by_at: Set(until),
        stated_at: Set(stated.as_ref().map(|stated| stated.at)),
        stated_by_id: Set(stated.as_ref().map(|stated| stated.by)),
        stated_domains: Set(stated.map(|stated| stated.domains.join(","))),
        ..Default::default()
    };
    organisations::Entity::update_many()
        .set(row)
        .filter(organisations::Column::Id.eq(id))
        .exec(tx)
        .await?;
    if change.before().is_none_or(|before| before.holidays != days) {
        holidays::Entity::delete_many()
            .filter(holidays::Column::OrganisationId.eq(id))
            .exec(tx)
            .await?;
        insert_holidays(tx, id, days).await?;
    }
    Ok(())
}

/// The ids of the organisations of one kind that take part, whoever asks.
pub async fn ids_of(db: &impl ConnectionTrait, kind: OrganisationKind) -> Result<Vec<OrganisationId>, Error> {
    Ok(organisations::Entity::find()
        .select_only()
        .column(organisations::Column::Id)
        .filter(organisations::Column::Standing.eq(Standing::Active))
        .filter(organisations::Column::Kind.eq(kind))
        .order_by_asc(organisations::Column::Name)
        .into_tuple()
        .all(db)
        .await?)
}

/// Locks the row of an organisation until the transaction ends: whoever acts for it holds it as it is, and a change of where
/// it stands waits for them.
pub async fn lock(tx: &Tx, id: OrganisationId) -> Result<(), Error> {
    let select = organisations::Entity::find_by_id(id)
        .select_only()
        .column(organisations::Column::Id);
    let _: Option<OrganisationId> = super::for_change(select, tx).into_tuple().one(tx).await?;
    Ok(())
}

/// Lets an organisation take part, or stops it. Its people notice on their next call.
pub async fn set_standing(tx: &Tx, id: OrganisationId, standing: Standing) -> Result<(), Error> {
    organisations::Entity::update_many()
        .col_expr(
            organisations::Column::Standing,
            sea_orm::sea_query::Expr::value(standing),
        )
        .filter(organisations::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// By name; one statement, however many there are.
async fn with_holidays(db: &impl ConnectionTrait, condition: Condition) -> Result<Vec<Organisation>, Error> {
    let found = dated(db, condition).await?;
    Ok(found.into_iter().map(|(organisation, _)| organisation).collect())
}

/// As [`with_holidays`], each with when it was entered.
async fn dated(db: &impl ConnectionTrait, condition: Condition) -> Result<Vec<(Organisation, Time)>, Error> {
    let mut rows = organisations::Entity::find()
        .find_with_related(holidays::Entity)
        .filter(condition)
        .order_by_asc(holidays::Column::HeldOn)
        .all(db)
        .await?;
    // A select of two tables sorts by the key of the first before all else.
    rows.sort_by(|(one, _), (other, _)| (&one.name, one.id).cmp(&(&other.name, other.id)));
    rows.into_iter()
        .map(|(row, days)| {
            let days = days.into_iter().map(holiday).collect::<Result<_, _>>()?;
            let entered_at = row.created_at;
            Ok((organisation(row, days), entered_at))
        })
        .collect()
}

fn organisation(row: organisations::Model, holidays: Vec<Holiday>) -> Organisation {
    let organisations::Model {
        id,
        kind,
        country,
        name,
        legal_name,
        zone,
        week,
        hours,
        languages,
        domains,
        switchboard,
        standing,
        verified_at,
        created_at: _,
        verifiers,
        attested_at,
        attest_by_at,
        stated_at,
        stated_by_id,
        stated_domains,
    } = row;
    let stated = stated_at.zip(stated_by_id).map(|(at, by)| Stated {
        by,
        at,
        domains: listed(&stated_domains.unwrap_or_default()),
    });
    Organisation {
        id,
        kind,
        country,
        name,
        legal_name,
        calendar: Desk { zone, week, hours }.calendar(&holidays),
        holidays,
        languages: listed(&languages),
        domains: listed(&domains),
        switchboard,
        standing,
        verified_at,
        attestation: Attestation {
            verifiers: u8::try_from(verifiers).unwrap_or_default(),
            last_at: attested_at,
            until: attest_by_at,
            stated,
        },
    }
}

/// What stands in a column apart by commas.
fn listed(joined: &str) -> Vec<String> {
    joined
        .split(',')
        .filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
}

fn holiday(row: holidays::Model) -> Result<Holiday, Error> {
    let holidays::Model {
        organisation_id: _,
        held_on,
        names,
    } = row;
    let on = held_on.parse().map_err(|_| Error::unreadable(Malformed("holiday")))?;
    let names: BTreeMap<String, String> = serde_json::from_str(&names).map_err(Error::unreadable)?;
    Ok(Holiday { on, names })
}
