//! The queue of the programmes to plan: who plans which, until when it is theirs, and how often it was tried.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, double_null, integer, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

use crate::new_table::{NewTable, drop_tables};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        planning_jobs().create(manager).await?;
        manager.get_connection().execute_unprepared(FILL).await?;
        manager.alter_table(Table::alter().table(PROGRAMMES).drop_column(ATTEMPTS).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let attempts = integer(ATTEMPTS).default(0).take();
        manager.alter_table(Table::alter().table(PROGRAMMES).add_column(attempts).to_owned()).await?;
        manager.get_connection().execute_unprepared(FILL_BACK).await?;
        drop_tables(manager, &["planning_jobs"]).await
    }
}

const PROGRAMMES: &str = "programmes";
const ATTEMPTS: &str = "planning_attempts";

/// One job for each programme: those whose planning has not ended wait again from the start of their attempts.
const FILL: &str = "
    INSERT INTO planning_jobs (programme_id, attempt, last_attempt, available_at, queued_at, finished_at)
    SELECT id, planning_attempts, planning_attempts + 3, created_at, created_at,
        CASE WHEN state IN ('queued', 'planning') THEN NULL ELSE coalesce(planned_at, created_at) END
    FROM programmes";

const FILL_BACK: &str = "
    UPDATE programmes SET planning_attempts =
        coalesce((SELECT attempt FROM planning_jobs WHERE programme_id = programmes.id), 0)";

fn planning_jobs() -> NewTable {
    NewTable::new("planning_jobs")
        .columns([
            big_integer("programme_id"),
            integer("attempt"),
            integer("last_attempt"),
            double_null("time_limit_seconds"),
            timestamp_with_time_zone("available_at"),
            text_null("worker"),
            double_null("objective"),
            double_null("upper_bound"),
            timestamp_with_time_zone("queued_at"),
            timestamp_with_time_zone_null("started_at"),
            timestamp_with_time_zone_null("finished_at"),
            text_null("cancelled_by"),
        ])
        .primary_key(&["programme_id"])
        .part_of("programme_id", "programmes")
        .check("attempt_range", "attempt BETWEEN 0 AND last_attempt")
        .check("time_limit_seconds_positive", "time_limit_seconds > 0")
        .check("finished_at_of_cancelled", "cancelled_by IS NULL OR finished_at IS NOT NULL")
        .not_negative(&["objective", "upper_bound"])
        .index_where("unfinished", &["queued_at", "programme_id"], "finished_at IS NULL", false)
}
