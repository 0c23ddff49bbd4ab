//! Facts about this database as a whole.

use std::str::FromStr;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockBehavior, LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QuerySelect};

use super::entity::{cases, organisations, people};
use super::{Db, Error, Tx, is_postgres};
use crate::domain::values::Malformed;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "settings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub value: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Whom a database belongs to. Invented people and real ones never share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// A real site.
    Serve,
    /// The demonstration.
    Demo,
    /// Measurements over made-up bulk.
    Seed,
}

impl Site {
    /// The word in the row, which is also the command.
    pub fn word(self) -> &'static str {
        match self {
            Self::Serve => "serve",
            Self::Demo => "demo",
            Self::Seed => "seed",
        }
    }

    /// Whether what works for `self` may open a database of `owner`. A real site may serve what was made up for load,
    /// and says so on every page; bulk may be filled into a site at which nobody works yet, which then is one no more.
    /// A demonstration shares with nobody.
    pub const fn may_open(self, owner: Self) -> bool {
        match (self, owner) {
            (Self::Serve | Self::Seed, Self::Serve | Self::Seed) | (Self::Demo, Self::Demo) => true,
            (Self::Serve | Self::Seed, Self::Demo) | (Self::Demo, Self::Serve | Self::Seed) => false,
        }
    }
}

impl FromStr for Site {
    type Err = Malformed;
    fn from_str(word: &str) -> Result<Self, Malformed> {
        match word {
            "serve" => Ok(Self::Serve),
            "demo" => Ok(Self::Demo),
            "seed" => Ok(Self::Seed),
            _ => Err(Malformed("kind of site")),
        }
    }
}

/// The setting that says whose database it is.
pub const SITE: &str = "site";

/// Takes the database for `site` where nobody has; answers whose it is. Two that ask at once get the same answer.
pub async fn claim(db: &impl ConnectionTrait, site: Site) -> Result<Site, Error> {
    let claim = row::ActiveModel {
        key: Set(SITE.to_owned()),
        value: Set(site.word().to_owned()),
    };
    row::Entity::insert(claim)
        .on_conflict(OnConflict::column(row::Column::Key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    get(db, SITE)
        .await?
        .unwrap_or_default()
        .parse()
        .map_err(Error::unreadable)
}

/// Keeps `value` under `key` where nothing stands there; answers whether it now stands there. Of two that ask at once
/// one is told no. Values must differ.
pub async fn first(db: &impl ConnectionTrait, key: &str, value: &str) -> Result<bool, Error> {
    row::Entity::insert(row::ActiveModel {
        key: Set(key.to_owned()),
        value: Set(value.to_owned()),
    })
    .on_conflict(OnConflict::column(row::Column::Key).do_nothing().to_owned())
    .exec_without_returning(db)
    .await?;
    Ok(get(db, key).await?.as_deref() == Some(value))
}

/// Whose database this is; nothing where nobody has taken it, or it has no schema of ours yet. Changes nothing.
pub async fn owner(db: &Db) -> Result<Option<Site>, Error> {
    let schema = sea_orm_migration::SchemaManager::new(db.read());
    if !schema.has_table("settings").await? {
        return Ok(None);
    }
    let word = get(db.read(), SITE).await?;
    word.map(|word| word.parse().map_err(Error::unreadable)).transpose()
}

/// Holds the database for one filling at a time, until `tx` ends; answers whose it is. Nothing where another process
/// holds it, and an error where nobody took it yet.
pub async fn hold(tx: &Tx) -> Result<Option<Site>, Error> {
    let select = of(SITE);
    let select = if is_postgres(tx) {
        select.lock_with_behavior(LockType::Update, LockBehavior::Nowait)
    } else {
        // There the transaction holds the only write lock.
        select
    };
    match select.one(tx).await.map_err(Error::from) {
        Ok(Some(row::Model { key: _, value })) => value.parse().map(Some).map_err(Error::unreadable),
        Ok(None) => Err(Error::Other(DbErr::RecordNotFound(SITE.to_owned()))),
        Err(Error::Unavailable(_)) => Ok(None),
        Err(error @ (Error::Taken(_) | Error::Other(_))) => Err(error),
    }
}

/// Gives the database to `site`, whoever had it.
pub async fn give(tx: &Tx, site: Site) -> Result<(), Error> {
    set(tx, SITE, site.word()).await
}

/// Whether nobody works here yet: there is no organisation, no person and no case.
pub async fn is_empty(db: &impl ConnectionTrait) -> Result<bool, Error> {
    let organisation = organisations::Entity::find().one(db).await?;
    let person = people::Entity::find().one(db).await?;
    let case = cases::Entity::find().one(db).await?;
    Ok(organisation.is_none() && person.is_none() && case.is_none())
}

/// The setting named `key`.
pub async fn get(db: &impl ConnectionTrait, key: &str) -> Result<Option<String>, Error> {
    let row = of(key).one(db).await?;
    Ok(row.map(|row::Model { key: _, value }| value))
}

/// The row named `key`, for locking it.
pub(super) fn of(key: &str) -> Select<row::Entity> {
    row::Entity::find_by_id(key)
}

/// Keeps `value` under `key`, in place of what stood there.
pub async fn set(db: &impl ConnectionTrait, key: &str, value: &str) -> Result<(), Error> {
    row::Entity::insert(row::ActiveModel {
        key: Set(key.to_owned()),
        value: Set(value.to_owned()),
    })
    .on_conflict(
        OnConflict::column(row::Column::Key)
            .update_column(row::Column::Value)
            .to_owned(),
    )
    .exec_without_returning(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_people_meet_real_ones_nowhere_but_where_every_page_says_so() {
        let all = [Site::Serve, Site::Demo, Site::Seed];
        let open: Vec<(&str, &str)> = all
            .iter()
            .flat_map(|site| all.map(|owner| (*site, owner)))
            .filter(|(site, owner)| site.may_open(*owner))
            .map(|(site, owner)| (site.word(), owner.word()))
            .collect();
        assert_eq!(
            open,
            [
                ("serve", "serve"),
                ("serve", "seed"),
                ("demo", "demo"),
                ("seed", "serve"),
                ("seed", "seed"),
            ]
        );
    }
}
