//! Whether a work type's distances follow the streets, and the boxes that streets are found by.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{double_null, text};
use sea_orm_migration::sea_orm::DbBackend;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let known = Expr::cust("distance IN ('great_circle', 'street_network')");
        let distance = text("distance").default("great_circle").check(("work_types_distance_known", known)).take();
        manager.alter_table(Table::alter().table("work_types").add_column(distance).to_owned()).await?;
        for bound in BOUNDS {
            manager.alter_table(Table::alter().table(STREETS).add_column(double_null(bound)).to_owned()).await?;
        }
        let measure = match manager.get_database_backend() {
            DbBackend::Postgres => MEASURE_ON_POSTGRES,
            _ => MEASURE_ON_SQLITE,
        };
        manager.get_connection().execute_unprepared(measure).await?;
        let mut index = Index::create();
        index.table(STREETS).name(INDEX);
        for bound in BOUNDS {
            index.col(bound);
        }
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().table(STREETS).name(INDEX).to_owned()).await?;
        for bound in BOUNDS.into_iter().rev() {
            manager.alter_table(Table::alter().table(STREETS).drop_column(bound).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table("work_types").drop_column("distance").to_owned()).await
    }
}

const STREETS: &str = "street_segments";
const INDEX: &str = "street_segments_bounds_index";
const BOUNDS: [&str; 4] = ["min_lat", "max_lat", "min_lon", "max_lon"];

/// The boxes of the streets that are there: a `LineString` is a `MultiLineString` of one.
const MEASURE_ON_POSTGRES: &str = "UPDATE street_segments SET min_lat = bounds.min_lat, max_lat = bounds.max_lat,
  min_lon = bounds.min_lon, max_lon = bounds.max_lon
FROM (
  SELECT id, min((place->>0)::double precision) AS min_lon, max((place->>0)::double precision) AS max_lon,
    min((place->>1)::double precision) AS min_lat, max((place->>1)::double precision) AS max_lat
  FROM street_segments,
    jsonb_array_elements(CASE geometry->>'type' WHEN 'LineString' THEN jsonb_build_array(geometry->'coordinates')
      ELSE geometry->'coordinates' END) AS line,
    jsonb_array_elements(line) AS place
  GROUP BY id
) AS bounds WHERE bounds.id = street_segments.id";

const MEASURE_ON_SQLITE: &str = "UPDATE street_segments SET (min_lat, max_lat, min_lon, max_lon) = (
  SELECT min(atom) FILTER (WHERE key = 1), max(atom) FILTER (WHERE key = 1),
    min(atom) FILTER (WHERE key = 0), max(atom) FILTER (WHERE key = 0)
  FROM json_tree(street_segments.geometry, '$.coordinates') WHERE type IN ('integer', 'real'))";
