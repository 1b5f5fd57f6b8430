//! What another 100,000 dollars or 100 hours of a scarce resource would pay for, of what waits.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::json_binary_null;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let brought_in = json_binary_null("brought_in");
        manager.alter_table(Table::alter().table("programme_prices").add_column(brought_in).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("programme_prices").drop_column("brought_in").to_owned()).await
    }
}
