//! What data may be asked for on a legal basis. A letter under an exchange's terms asks only whether an account exists.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Words of `domain::requests::kinds::DataKind`, divided by commas; none is any.
        let data = ColumnDef::new("data").text().not_null().default("").take();
        manager
            .alter_table(Table::alter().table("legal_bases").add_column(data).take())
            .await?;
        let letter = Query::update()
            .table("legal_bases")
            .value("data", "existence")
            .and_where(Expr::col("code").eq("vol_letter"))
            .take();
        manager.get_connection().execute(&letter).await?;
        Ok(())
    }
}
