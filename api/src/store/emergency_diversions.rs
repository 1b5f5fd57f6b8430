//! Diversions to 9-1-1.

use chrono::{DateTime, Utc};
use riverain_entities::emergency_diversions::{ActiveModel, Column, Entity};
use riverain_entities::service_requests::RequestChannel;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::domain::request_filter::Span;

/// What diversions are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Why 9-1-1 answers.
    Reason,
    /// The version of the product.
    Product,
    /// How the demand reached the city.
    Channel,
}

/// How many diversions have these in common; what is not counted by is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiversionCount {
    /// Key of the reason.
    pub reason_id: Option<i64>,
    /// Key of the version of the product.
    pub product_id: Option<i64>,
    /// The channel.
    pub channel: Option<RequestChannel>,
    /// How many.
    pub count: u64,
}

/// Writes a diversion.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, diversion: ActiveModel) -> Result<(), DbErr> {
    Entity::insert(diversion).exec_without_returning(connection).await?;
    Ok(())
}

/// The diversions of a period, counted in one walk of an index.
///
/// # Errors
/// A database that fails.
pub async fn count(
    connection: &impl ConnectionTrait,
    period: Span<DateTime<Utc>>,
    dimensions: &[Dimension],
) -> Result<Vec<DiversionCount>, DbErr> {
    let counted = Entity::find()
        .select_only()
        .column_as(Column::DivertedAt.count(), "number")
        .apply_if(period.from, |query, from| query.filter(Column::DivertedAt.gte(from)))
        .apply_if(period.to, |query, to| query.filter(Column::DivertedAt.lte(to)));
    let grouped = dimensions.iter().fold(counted, |query, dimension| {
        let column = dimension.column();
        query.column(column).group_by(column)
    });
    let has = |dimension| dimensions.contains(&dimension);
    let rows = connection.query_all_raw(grouped.build(connection.get_database_backend())).await?;
    let counts = rows.iter().map(|row| {
        let number: i64 = row.try_get("", "number")?;
        Ok(DiversionCount {
            reason_id: has(Dimension::Reason).then(|| row.try_get("", "reason_id")).transpose()?,
            product_id: has(Dimension::Product).then(|| row.try_get("", "product_id")).transpose()?,
            channel: has(Dimension::Channel).then(|| row.try_get("", "channel")).transpose()?,
            count: number.unsigned_abs(),
        })
    });
    counts.collect()
}

impl Dimension {
    fn column(self) -> Column {
        match self {
            Self::Reason => Column::ReasonId,
            Self::Product => Column::ProductId,
            Self::Channel => Column::Channel,
        }
    }
}
