//! Which products may be asked for about one problem, how far apart, and whether everyone may see what was reported.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, double_null, integer_null, text_null};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let radius = Expr::cust("duplicate_radius_m > 0 AND duplicate_radius_m <= 2000");
        let days = Expr::cust("duplicate_closed_days BETWEEN 0 AND 365");
        let columns = [
            text_null("family"),
            double_null("duplicate_radius_m").check(("products_duplicate_radius_m_range", radius)).take(),
            integer_null("duplicate_closed_days").check(("products_duplicate_closed_days_range", days)).take(),
            boolean("reports_are_public").default(false).take(),
        ];
        for column in columns {
            manager.alter_table(Table::alter().table("products").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["reports_are_public", "duplicate_closed_days", "duplicate_radius_m", "family"] {
            manager.alter_table(Table::alter().table("products").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
