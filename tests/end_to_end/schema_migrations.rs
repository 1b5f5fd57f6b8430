//! The schema goes up, down and up again on both databases.

use riverain_entities::{attachments, street_segments};
use riverain_migrations::{Migrator, MigratorTrait};
use riverain_tests::TestDatabase;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryOrder, Statement};

#[tokio::test]
async fn goes_up_down_and_up_again() {
    for database in TestDatabase::each_empty().await {
        let connection = database.connection();
        Migrator::up(connection, None).await.unwrap();
        let first = objects(connection).await;
        assert!(first.iter().any(|object| object.starts_with("service_requests")), "{first:?}");

        Migrator::down(connection, None).await.unwrap();
        assert_eq!(objects(connection).await, Vec::<String>::new(), "what down leaves behind");

        Migrator::up(connection, None).await.unwrap();
        assert_eq!(objects(connection).await, first);
    }
}

#[tokio::test]
async fn each_step_undoes_itself() {
    for database in TestDatabase::each_empty().await {
        let connection = database.connection();
        let mut before = objects(connection).await;
        for _ in Migrator::migrations() {
            Migrator::up(connection, Some(1)).await.unwrap();
            let after = objects(connection).await;
            Migrator::down(connection, Some(1)).await.unwrap();
            assert_eq!(objects(connection).await, before);
            Migrator::up(connection, Some(1)).await.unwrap();
            assert_ne!(after, before);
            before = after;
        }
    }
}

#[tokio::test]
async fn streets_that_are_there_get_their_boxes() {
    let step =
        Migrator::migrations().iter().position(|step| step.name() == "m20260101_000019_street_distances").unwrap();
    for database in TestDatabase::each_empty().await {
        let connection = database.connection();
        Migrator::up(connection, Some(u32::try_from(step).unwrap())).await.unwrap();
        let streets = "INSERT INTO street_segments (id, code, name, kind, geometry) VALUES
          (1, 'A', 'a', '', '{\"type\":\"LineString\",\"coordinates\":[[-71.5,46.25],[-71,46.75,9]]}'),
          (2, 'B', 'b', '', '{\"type\":\"MultiLineString\",\"coordinates\":[[[1,2],[3,4]],[[-5,0],[0,0]]]}')";
        connection.execute_unprepared(streets).await.unwrap();
        Migrator::up(connection, Some(1)).await.unwrap();
        let rows =
            street_segments::Entity::find().order_by_asc(street_segments::Column::Id).all(connection).await.unwrap();
        let boxes: Vec<_> = rows.iter().map(|row| [row.min_lon, row.min_lat, row.max_lon, row.max_lat]).collect();
        assert_eq!(boxes, [[-71.5, 46.25, -71.0, 46.75], [-5.0, 0.0, 3.0, 4.0]].map(|bounds| bounds.map(Some)));
    }
}

#[tokio::test]
async fn photos_that_are_there_stay_when_documents_come_and_when_they_go() {
    let step = Migrator::migrations().iter().position(|step| step.name() == "m20260101_000049_email_files").unwrap();
    for database in TestDatabase::each_empty().await {
        let connection = database.connection();
        Migrator::up(connection, Some(u32::try_from(step).unwrap())).await.unwrap();
        let insert = async |id: i64, media_type: &str, side: &str| {
            let sql = format!(
                "INSERT INTO attachments (id, file_name, media_type, byte_size, width, height, digest, uploaded_by,
                     uploaded_at, upload_rank)
                 VALUES ({id}, 'dalle', '{media_type}', 5, {side}, {side}, 'd', 'u', '2026-09-15T09:30:00.123+00:00', 1)"
            );
            connection.execute_unprepared(&sql).await
        };
        insert(1, "image/png", "3").await.unwrap();
        assert!(insert(2, "application/pdf", "3").await.is_err());
        Migrator::up(connection, Some(1)).await.unwrap();
        let photo = attachments::Entity::find_by_id(1).one(connection).await.unwrap().unwrap();
        assert_eq!((photo.width, photo.uploaded_at.timestamp_millis()), (Some(3), 1_789_464_600_123));
        insert(3, "application/pdf", "NULL").await.unwrap();
        assert!(insert(4, "application/pdf", "3").await.is_err(), "a document has no pixels");
        assert!(insert(5, "image/png", "NULL").await.is_err(), "a photo has");
        Migrator::down(connection, Some(1)).await.unwrap();
        let left = Statement::from_string(connection.get_database_backend(), "SELECT id, width FROM attachments");
        let left = connection.query_all_raw(left).await.unwrap();
        let left: Vec<(i64, i32)> =
            left.iter().map(|row| (row.try_get("", "id").unwrap(), row.try_get("", "width").unwrap())).collect();
        assert_eq!(left, [(1, 3)]);
    }
}

/// Definitions of the tables, indexes, views, triggers and constraints, but the migrator's own.
async fn objects(connection: &DatabaseConnection) -> Vec<String> {
    let sql = match connection.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT o FROM (
                 SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
                        || coalesce(column_default, '') AS o
                 FROM information_schema.columns WHERE table_schema = 'public'
                 UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
                 UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                 FROM pg_constraint WHERE connamespace = 'public'::regnamespace
             ) objects WHERE o NOT LIKE '%seaql_migrations%' ORDER BY o"
        }
        _ => {
            "SELECT name || ' ' || coalesce(sql, '') AS o FROM sqlite_master
             WHERE name NOT LIKE '%seaql_migrations%' AND name <> 'sqlite_sequence' ORDER BY o"
        }
    };
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.unwrap().iter().map(|row| row.try_get("", "o").unwrap()).collect()
}
