//! A table to be made: its columns, its named constraints and its indexes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_pk_auto, integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null};

/// Gathers what a table is made of, then makes it and its indexes.
pub(crate) struct NewTable {
    name: &'static str,
    table: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
}

impl NewTable {
    /// A table without any column yet.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, table: Table::create().table(name).take(), indexes: Vec::new() }
    }

    /// A table whose key is `id`, given by the database.
    pub(crate) fn with_id(name: &'static str) -> Self {
        Self::new(name).columns([big_pk_auto("id")])
    }

    /// A table of immutable versions of what `identity` names; at most one version of each is not superseded.
    pub(crate) fn of_versions(name: &'static str, identity: ColumnDef) -> Self {
        let identity_name = identity.get_column_name();
        Self::with_id(name)
            .columns([identity, integer("version"), text("digest")])
            .validity()
            .check("version_positive", "version >= 1")
            .unique(&[&identity_name, "version"])
            .index_where("current", &[&identity_name], "superseded_at IS NULL", true)
    }

    /// Columns that say from when to when a row holds.
    pub(crate) fn validity(self) -> Self {
        self.columns([timestamp_with_time_zone("valid_from"), timestamp_with_time_zone_null("superseded_at")])
            .check("superseded_at_not_before_valid_from", "superseded_at >= valid_from")
    }

    /// Adds columns.
    pub(crate) fn columns(mut self, columns: impl IntoIterator<Item = ColumnDef>) -> Self {
        for column in columns {
            self.table.col(column);
        }
        self
    }

    /// Makes several columns the key.
    pub(crate) fn primary_key(mut self, columns: &[&'static str]) -> Self {
        let mut key = Index::create();
        for column in columns {
            key.col(*column);
        }
        self.table.primary_key(&mut key);
        self
    }

    /// `column` is the `id` of a row of `parent`, which can then not be deleted.
    pub(crate) fn references(self, column: &'static str, parent: &'static str) -> Self {
        self.foreign_key(column, parent, ForeignKeyAction::Restrict)
    }

    /// `column` is the `id` of a row of `parent`, and is deleted with it.
    pub(crate) fn part_of(self, column: &'static str, parent: &'static str) -> Self {
        self.foreign_key(column, parent, ForeignKeyAction::Cascade)
    }

    /// `condition` is never false. The constraint is named after the table and `rule`.
    pub(crate) fn check(mut self, rule: &str, condition: impl Into<String>) -> Self {
        self.table.check((format!("{}_{rule}", self.name), Expr::cust(condition.into())));
        self
    }

    /// `column` is one of `values`.
    pub(crate) fn known(self, column: &str, values: &[&str]) -> Self {
        self.check(&format!("{column}_known"), format!("{column} IN ('{}')", values.join("', '")))
    }

    /// `column` lies between two bounds, both allowed. (PostgreSQL's `NaN` is above any bound.)
    pub(crate) fn between(self, column: &str, least: f64, most: f64) -> Self {
        self.check(&format!("{column}_range"), format!("{column} BETWEEN {least} AND {most}"))
    }

    /// None of the columns is negative, nor endless.
    pub(crate) fn not_negative(self, columns: &[&str]) -> Self {
        columns.iter().fold(self, |table, column| {
            table.check(&format!("{column}_not_negative"), format!("{column} BETWEEN 0 AND 9000000000000000000"))
        })
    }

    /// `lon` and `lat` are WGS 84 degrees.
    pub(crate) fn position(self, lon: &str, lat: &str) -> Self {
        self.between(lon, -180.0, 180.0).between(lat, -90.0, 90.0)
    }

    /// No two rows agree on all of the columns.
    pub(crate) fn unique(mut self, columns: &[&str]) -> Self {
        let index = self.new_index(columns, "key").unique().take();
        self.indexes.push(index);
        self
    }

    /// An index on the columns, in this order.
    pub(crate) fn index(mut self, columns: &[&str]) -> Self {
        let index = self.new_index(columns, "index");
        self.indexes.push(index);
        self
    }

    /// An index on the columns of the rows that satisfy `condition`, unique there where asked.
    pub(crate) fn index_where(mut self, name: &str, columns: &[&str], condition: &'static str, unique: bool) -> Self {
        let mut index = self.new_index(columns, "index");
        index.name(format!("{}_{name}", self.name)).and_where(Expr::cust(condition));
        if unique {
            index.unique();
        }
        self.indexes.push(index);
        self
    }

    /// Makes the table, then its indexes.
    pub(crate) async fn create(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        manager.create_table(self.table).await?;
        for index in self.indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn foreign_key(mut self, column: &'static str, parent: &'static str, on_delete: ForeignKeyAction) -> Self {
        let name = format!("{}_{column}_fkey", self.name);
        self.table
            .foreign_key(ForeignKey::create().name(name).from(self.name, column).to(parent, "id").on_delete(on_delete));
        self
    }

    fn new_index(&self, columns: &[&str], suffix: &str) -> IndexCreateStatement {
        let mut index = Index::create();
        index.table(self.name).name(format!("{}_{}_{suffix}", self.name, columns.join("_")));
        for column in columns {
            index.col((*column).to_owned());
        }
        index
    }
}

/// Drops tables, in this order.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, names: &[&'static str]) -> Result<(), DbErr> {
    for name in names {
        manager.drop_table(Table::drop().table(*name).take()).await?;
    }
    Ok(())
}
