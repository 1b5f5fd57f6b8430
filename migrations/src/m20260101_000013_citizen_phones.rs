//! Telephone numbers in one form and found by an index: ten digits in North America, without the country's.

use sea_orm_migration::prelude::*;

/// This step. Going down leaves the numbers as they are: both forms name the same telephone.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(WITHOUT_COUNTRY).await?;
        manager.create_index(Index::create().table("citizens").name(INDEX).col("phone").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().table("citizens").name(INDEX).to_owned()).await
    }
}

const INDEX: &str = "citizens_phone_index";

const WITHOUT_COUNTRY: &str = "
UPDATE citizens SET phone = substr(phone, 3), search_text = replace(search_text, substr(phone, 2), substr(phone, 3))
WHERE phone LIKE '+1%' AND length(phone) = 12;
UPDATE citizens SET phone = substr(phone, 2), search_text = replace(search_text, phone, substr(phone, 2))
WHERE phone LIKE '1%' AND length(phone) = 11;
";
