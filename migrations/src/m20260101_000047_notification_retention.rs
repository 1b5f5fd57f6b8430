//! What was delivered long ago is found to be removed.

use sea_orm_migration::prelude::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(INDEX).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX notification_deliveries_removable").await?;
        Ok(())
    }
}

const INDEX: &str = "CREATE INDEX notification_deliveries_removable ON notification_deliveries (ended_at, id)
    WHERE state IN ('delivered', 'dropped')";
