//! Text search over requests and citizens: FTS5 on SQLite, GIN indexes on PostgreSQL.
//!
//! The columns searched hold normalised text (words of plain letters and digits, separated by spaces), so that both
//! databases cut them into the same words.

use sea_orm_migration::prelude::*;
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
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_UP,
            _ => SQLITE_UP,
        };
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_DOWN,
            _ => SQLITE_DOWN,
        };
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }
}

const POSTGRES_UP: &str = "
CREATE INDEX service_requests_place_search ON service_requests
    USING gin (to_tsvector('simple', place_search));
CREATE INDEX service_requests_text_search ON service_requests
    USING gin (to_tsvector('simple', place_search || ' ' || description_search));
CREATE INDEX citizens_search_text_search ON citizens
    USING gin (to_tsvector('simple', search_text));
";

const POSTGRES_DOWN: &str = "
DROP INDEX citizens_search_text_search;
DROP INDEX service_requests_text_search;
DROP INDEX service_requests_place_search;
";

// FTS5 keeps the words only and reads the texts back from its content, which must have columns of the same names:
// hence the views. Deleting a row from the index takes the very text that was put in, hence the old values.
const SQLITE_UP: &str = "
CREATE VIEW service_request_search_content AS
    SELECT id, place_search AS place, description_search AS description FROM service_requests;
CREATE VIRTUAL TABLE service_request_search USING fts5(
    place, description, content = 'service_request_search_content', content_rowid = 'id');
INSERT INTO service_request_search(service_request_search) VALUES ('rebuild');
CREATE TRIGGER service_request_search_inserted AFTER INSERT ON service_requests BEGIN
    INSERT INTO service_request_search(rowid, place, description)
        VALUES (new.id, new.place_search, new.description_search);
END;
CREATE TRIGGER service_request_search_deleted AFTER DELETE ON service_requests BEGIN
    INSERT INTO service_request_search(service_request_search, rowid, place, description)
        VALUES ('delete', old.id, old.place_search, old.description_search);
END;
CREATE TRIGGER service_request_search_updated
AFTER UPDATE OF id, place_search, description_search ON service_requests
WHEN old.id <> new.id OR old.place_search <> new.place_search OR old.description_search <> new.description_search
BEGIN
    INSERT INTO service_request_search(service_request_search, rowid, place, description)
        VALUES ('delete', old.id, old.place_search, old.description_search);
    INSERT INTO service_request_search(rowid, place, description)
        VALUES (new.id, new.place_search, new.description_search);
END;

CREATE VIRTUAL TABLE citizen_search USING fts5(search_text, content = 'citizens', content_rowid = 'id');
INSERT INTO citizen_search(citizen_search) VALUES ('rebuild');
CREATE TRIGGER citizen_search_inserted AFTER INSERT ON citizens BEGIN
    INSERT INTO citizen_search(rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TRIGGER citizen_search_deleted AFTER DELETE ON citizens BEGIN
    INSERT INTO citizen_search(citizen_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
END;
CREATE TRIGGER citizen_search_updated AFTER UPDATE OF id, search_text ON citizens
WHEN old.id <> new.id OR old.search_text <> new.search_text
BEGIN
    INSERT INTO citizen_search(citizen_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    INSERT INTO citizen_search(rowid, search_text) VALUES (new.id, new.search_text);
END;
";

const SQLITE_DOWN: &str = "
DROP TRIGGER citizen_search_updated;
DROP TRIGGER citizen_search_deleted;
DROP TRIGGER citizen_search_inserted;
DROP TABLE citizen_search;
DROP TRIGGER service_request_search_updated;
DROP TRIGGER service_request_search_deleted;
DROP TRIGGER service_request_search_inserted;
DROP TABLE service_request_search;
DROP VIEW service_request_search_content;
";
