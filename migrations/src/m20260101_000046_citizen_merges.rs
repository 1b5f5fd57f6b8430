//! One person, many records: citizens who are merged into another, whose rows become the master's. The database itself keeps
//! them together, whoever writes, and keeps whose each row was, so that an unmerged record gets all that is its own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::new_table::{NewTable, drop_tables};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The columns that name a citizen, each with the key of its table; but followers, of whom each record keeps its own rows: a person
/// may follow the same request by several.
const PLACES: [(&str, &str, &str); 5] = [
    ("service_requests", "citizen_id", "id"),
    ("contacts", "citizen_id", "id"),
    ("contacts", "on_behalf_of_id", "id"),
    ("request_representatives", "citizen_id", "request_id"),
    ("draft_requests", "citizen_id", "id"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in COLUMNS {
            connection.execute_unprepared(statement).await?;
        }
        citizen_merges().create(manager).await?;
        merged_citizen_rows().create(manager).await?;
        let watch = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_WATCH,
            _ => SQLITE_WATCH,
        };
        for place in PLACES {
            connection.execute_unprepared(&of_place(watch, place)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let unwatch = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_UNWATCH,
            _ => SQLITE_UNWATCH,
        };
        for place in PLACES {
            connection.execute_unprepared(&of_place(unwatch, place)).await?;
        }
        drop_tables(manager, &["merged_citizen_rows", "citizen_merges"]).await?;
        connection.execute_unprepared("DROP INDEX citizens_master").await?;
        manager.alter_table(Table::alter().table("citizens").drop_column("master_id").take()).await
    }
}

const COLUMNS: [&str; 2] = [
    "ALTER TABLE citizens ADD COLUMN master_id bigint
     CONSTRAINT citizens_master_id_fkey REFERENCES citizens (id)
     CONSTRAINT citizens_master_id_other CHECK (master_id <> id)",
    "CREATE INDEX citizens_master ON citizens (master_id) WHERE master_id IS NOT NULL",
];

/// Each time a citizen was merged into another, and until when they were.
fn citizen_merges() -> NewTable {
    NewTable::with_id("citizen_merges")
        .columns([
            big_integer("citizen_id"),
            big_integer("master_id"),
            text_null("note"),
            timestamp_with_time_zone("merged_at"),
            big_integer_null("merged_by_user_id"),
            text("merged_by_name"),
            timestamp_with_time_zone_null("unmerged_at"),
            big_integer_null("unmerged_by_user_id"),
            text_null("unmerged_by_name"),
            text_null("unmerge_note"),
        ])
        .part_of("citizen_id", "citizens")
        .references("master_id", "citizens")
        .references("merged_by_user_id", "users")
        .references("unmerged_by_user_id", "users")
        .check("master_id_other", "master_id <> citizen_id")
        .check("unmerged_together", "(unmerged_at IS NULL) = (unmerged_by_name IS NULL)")
        .index(&["citizen_id", "merged_at", "id"])
        .index(&["master_id"])
        // A citizen is merged into one other at a time.
        .index_where("standing", &["citizen_id"], "unmerged_at IS NULL", true)
}

/// Whose a row is that stands under the master's name: the column that names a citizen, the row, and the record it is of.
fn merged_citizen_rows() -> NewTable {
    NewTable::new("merged_citizen_rows")
        .columns([text("place"), big_integer("row_id"), big_integer("citizen_id")])
        .primary_key(&["place", "row_id"])
        .part_of("citizen_id", "citizens")
        .index(&["citizen_id", "place", "row_id"])
}

fn of_place(sql: &str, (table, column, key): (&str, &str, &str)) -> String {
    let place = format!("{table}.{column}");
    let name = format!("{table}_{column}");
    sql.replace("{place}", &place)
        .replace("{name}", &name)
        .replace("{table}", table)
        .replace("{column}", column)
        .replace("{key}", key)
}

// A row that is put under the master of its record moves with its record; else it becomes the named citizen's own, and stands
// under their master where they are merged. The lock waits for a merge that is being made, and then sees it; it lets foreign
// keys be checked meanwhile, so that who holds a row and who merges do not wait for each other.
const POSTGRES_WATCH: &str = "
CREATE FUNCTION keep_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE own bigint; root bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT citizen_id INTO own FROM merged_citizen_rows WHERE place = '{place}' AND row_id = new.{key};
        own := coalesce(own, old.{column});
        SELECT coalesce(master_id, id) INTO root FROM citizens WHERE id = own;
        IF own IS NULL OR root IS DISTINCT FROM new.{column} THEN
            own := NULL;
        END IF;
    END IF;
    IF own IS NULL AND new.{column} IS NOT NULL THEN
        own := new.{column};
        SELECT coalesce(master_id, id) INTO root FROM citizens WHERE id = own FOR SHARE;
        new.{column} := coalesce(root, own);
    END IF;
    IF own IS DISTINCT FROM new.{column} THEN
        INSERT INTO merged_citizen_rows (place, row_id, citizen_id) VALUES ('{place}', new.{key}, own)
            ON CONFLICT (place, row_id) DO UPDATE SET citizen_id = excluded.citizen_id;
    ELSIF TG_OP = 'UPDATE' THEN
        DELETE FROM merged_citizen_rows WHERE place = '{place}' AND row_id = new.{key};
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER {name}_given BEFORE INSERT ON {table} FOR EACH ROW WHEN (new.{column} IS NOT NULL)
    EXECUTE FUNCTION keep_{name}();
CREATE TRIGGER {name}_moved BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
    WHEN (old.{column} IS DISTINCT FROM new.{column}) EXECUTE FUNCTION keep_{name}();
CREATE FUNCTION forget_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM merged_citizen_rows WHERE place = '{place}' AND row_id = old.{key};
    RETURN NULL;
END $$;
CREATE TRIGGER {name}_removed AFTER DELETE ON {table} FOR EACH ROW WHEN (old.{column} IS NOT NULL)
    EXECUTE FUNCTION forget_{name}();
";

const POSTGRES_UNWATCH: &str = "
DROP TRIGGER {name}_removed ON {table};
DROP FUNCTION forget_{name}();
DROP TRIGGER {name}_moved ON {table};
DROP TRIGGER {name}_given ON {table};
DROP FUNCTION keep_{name}();
";

const SQLITE_WATCH: &str = "
CREATE TRIGGER {name}_given AFTER INSERT ON {table}
WHEN (SELECT master_id FROM citizens WHERE id = new.{column}) IS NOT NULL
BEGIN
    INSERT OR REPLACE INTO merged_citizen_rows (place, row_id, citizen_id) VALUES ('{place}', new.{key}, new.{column});
    UPDATE {table} SET {column} = (SELECT master_id FROM citizens WHERE id = new.{column}) WHERE {key} = new.{key};
END;
CREATE TRIGGER {name}_moved AFTER UPDATE OF {column} ON {table} WHEN old.{column} IS NOT new.{column}
BEGIN
    INSERT INTO merged_citizen_rows (place, row_id, citizen_id) SELECT '{place}', new.{key}, old.{column}
        WHERE (SELECT master_id FROM citizens WHERE id = old.{column}) = new.{column}
            AND NOT EXISTS (SELECT 1 FROM merged_citizen_rows WHERE place = '{place}' AND row_id = new.{key});
    DELETE FROM merged_citizen_rows WHERE place = '{place}' AND row_id = new.{key} AND (citizen_id IS new.{column}
        OR (SELECT coalesce(c.master_id, c.id) FROM citizens c WHERE c.id = merged_citizen_rows.citizen_id) IS NOT new.{column});
    INSERT OR REPLACE INTO merged_citizen_rows (place, row_id, citizen_id) SELECT '{place}', new.{key}, new.{column}
        WHERE (SELECT master_id FROM citizens WHERE id = new.{column}) IS NOT NULL;
    UPDATE {table} SET {column} = (SELECT master_id FROM citizens WHERE id = new.{column})
        WHERE {key} = new.{key} AND (SELECT master_id FROM citizens WHERE id = new.{column}) IS NOT NULL;
END;
CREATE TRIGGER {name}_removed AFTER DELETE ON {table} WHEN old.{column} IS NOT NULL
BEGIN
    DELETE FROM merged_citizen_rows WHERE place = '{place}' AND row_id = old.{key};
END;
";

const SQLITE_UNWATCH: &str = "
DROP TRIGGER {name}_removed;
DROP TRIGGER {name}_moved;
DROP TRIGGER {name}_given;
";
