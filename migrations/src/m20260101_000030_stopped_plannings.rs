//! A planning that is stopped keeps the best programme so far: who stopped it, and why the search of a programme ended.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let known = Expr::cust("ending IN ('optimal', 'moves_made', 'time_limit', 'stopped')");
        let ending = text_null("ending").check(("programmes_ending_known", known)).take();
        manager.alter_table(Table::alter().table("programmes").add_column(ending).to_owned()).await?;
        let stopped_by = text_null("stopped_by");
        manager.alter_table(Table::alter().table("planning_jobs").add_column(stopped_by).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("planning_jobs").drop_column("stopped_by").to_owned()).await?;
        manager.alter_table(Table::alter().table("programmes").drop_column("ending").to_owned()).await
    }
}
