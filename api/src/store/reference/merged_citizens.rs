//! Records of citizens that are merged into others.

use std::collections::HashMap;

use riverain_entities::citizens::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

/// What merged records are merged into: few beside those that are not, and two numbers each.
#[derive(Debug)]
pub(super) struct MergedCitizens(HashMap<i64, i64>);

impl MergedCitizens {
    /// Those of the database.
    ///
    /// # Errors
    /// A database that fails.
    pub(super) async fn read(connection: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let rows: Vec<(i64, i64)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::MasterId])
            .filter(Column::MasterId.is_not_null())
            .into_tuple()
            .all(connection)
            .await?;
        Ok(Self(rows.into_iter().collect()))
    }

    /// The record that stands for this one: itself, where it is not merged.
    pub(super) fn root_of(&self, citizen_id: i64) -> i64 {
        self.0.get(&citizen_id).copied().unwrap_or(citizen_id)
    }
}
