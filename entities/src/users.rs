//! The city's own users.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An agent, a planner, a supervisor or an administrator.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Subject of the user's tokens.
    #[sea_orm(unique)]
    pub subject: String,
    /// The user's name.
    pub name: String,
    /// What the user may do.
    pub role: UserRole,
    /// The departments that the user works for.
    #[sea_orm(has_many, via = "user_departments")]
    pub departments: HasMany<super::departments::Entity>,
}

/// What a user of the city does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum UserRole {
    /// Answers citizens.
    Agent,
    /// Plans the work of departments.
    Planner,
    /// Runs the centre.
    Supervisor,
    /// Runs the product.
    Administrator,
}

impl ActiveModelBehavior for ActiveModel {}
