//! What scenarios of programmes need: the prices that a later plan begins from, the requests that a plan leaves out and
//! why, and the names of those who decided.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, double, integer, text, text_null};

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
        programme_prices().create(manager).await?;
        programme_left_out_requests().create(manager).await?;
        for column in PEOPLE {
            let added = Table::alter().table(PROGRAMMES).add_column(text_null(column)).to_owned();
            manager.alter_table(added).await?;
        }
        for (name, subject) in NAMES {
            let known = format!(
                "UPDATE {PROGRAMMES} SET {name} = (SELECT users.name FROM users WHERE users.subject = {subject})"
            );
            manager.get_connection().execute_unprepared(&known).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in PEOPLE.into_iter().rev() {
            manager.alter_table(Table::alter().table(PROGRAMMES).drop_column(column).to_owned()).await?;
        }
        drop_tables(manager, &["programme_left_out_requests", "programme_prices"]).await
    }
}

const PROGRAMMES: &str = "programmes";

/// The new columns of a programme.
const PEOPLE: [&str; 5] =
    ["created_by_name", "approved_by_name", "published_by_name", "archived_by", "archived_by_name"];

/// The names of people, and the subjects that earlier rows know them by.
const NAMES: [(&str, &str); 3] =
    [("created_by_name", "created_by"), ("approved_by_name", "approved_by"), ("published_by_name", "published_by")];

fn programme_prices() -> NewTable {
    NewTable::with_id("programme_prices")
        .columns([
            big_integer("programme_id"),
            big_integer_null("department_id"),
            big_integer_null("crew_id"),
            integer("year"),
            double("price"),
        ])
        .part_of("programme_id", "programmes")
        .references("department_id", "departments")
        .references("crew_id", "crews")
        .check("one_resource", "(department_id IS NULL) <> (crew_id IS NULL)")
        .not_negative(&["price"])
        .index(&["programme_id", "year"])
}

fn programme_left_out_requests() -> NewTable {
    NewTable::new("programme_left_out_requests")
        .columns([big_integer("programme_id"), big_integer("request_id"), text("reason")])
        .primary_key(&["programme_id", "request_id"])
        .part_of("programme_id", "programmes")
        .references("request_id", "service_requests")
        .known("reason", &["no_place", "retired_work_type", "excluded", "released"])
        .index(&["programme_id", "reason", "request_id"])
        .index(&["request_id"])
}
