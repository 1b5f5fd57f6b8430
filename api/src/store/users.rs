//! The city's own users.

use riverain_entities::user_departments;
use riverain_entities::users::{ActiveModel, Column, Entity, UserRole};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, NotSet, QueryFilter,
};

use super::connect::begin_write;

/// A user to write.
#[derive(Debug, Clone)]
pub struct NewUser<'a> {
    /// Subject of their tokens.
    pub subject: &'a str,
    /// Their name.
    pub name: &'a str,
    /// What they do.
    pub role: UserRole,
    /// Keys of the departments that they work for.
    pub departments: Vec<i64>,
}

/// The key of the user whose tokens have this subject.
///
/// # Errors
/// A database that fails.
pub async fn key_of_subject(connection: &impl ConnectionTrait, subject: &str) -> Result<Option<i64>, DbErr> {
    Ok(Entity::find().filter(Column::Subject.eq(subject)).one(connection).await?.map(|user| user.id))
}

/// Writes a user with their departments, where their subject is nobody's yet; gives whether they are new.
///
/// # Errors
/// A database that fails.
pub async fn insert_missing(database: &DatabaseConnection, user: NewUser<'_>) -> Result<bool, DbErr> {
    let transaction = begin_write(database).await?;
    if Entity::find().filter(Column::Subject.eq(user.subject)).one(&transaction).await?.is_some() {
        return Ok(false);
    }
    let row = ActiveModel {
        id: NotSet,
        subject: Set(user.subject.to_owned()),
        name: Set(user.name.to_owned()),
        role: Set(user.role),
    };
    let user_id = row.insert(&transaction).await?.id;
    let departments = user.departments.into_iter().map(|department_id| user_departments::ActiveModel {
        user_id: Set(user_id),
        department_id: Set(department_id),
    });
    let departments: Vec<_> = departments.collect();
    if !departments.is_empty() {
        user_departments::Entity::insert_many(departments).exec_without_returning(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(true)
}
