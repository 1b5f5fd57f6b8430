//! The index of places holds the positions too: a shape is tested, and its requests are counted, without their rows.

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
        manager.create_index(index(WITH_POSITIONS, &["h3_cell", "lon", "lat"])).await?;
        manager.drop_index(Index::drop().table(TABLE).name(CELLS_ALONE).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index(CELLS_ALONE, &["h3_cell"])).await?;
        manager.drop_index(Index::drop().table(TABLE).name(WITH_POSITIONS).to_owned()).await
    }
}

const TABLE: &str = "service_requests";
const CELLS_ALONE: &str = "service_requests_h3_cell_index";
const WITH_POSITIONS: &str = "service_requests_h3_cell_lon_lat_index";

fn index(name: &str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.table(TABLE).name(name);
    for column in columns {
        index.col(*column);
    }
    index
}
