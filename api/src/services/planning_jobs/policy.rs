//! The policy that a programme's priorities follow.

use sea_orm::ConnectionTrait;

use crate::services::ServiceError;
use crate::store::planning_input;

/// The policy's weights, as the planner reads them.
///
/// # Errors
/// A policy that does not exist, or stored weights that do not hold.
pub async fn policy(
    connection: &impl ConnectionTrait,
    key: i64,
) -> Result<riverain_planner::PriorityPolicy, ServiceError> {
    let row = planning_input::policies(connection, &[key]).await?.pop();
    let row = row.ok_or_else(|| ServiceError::Internal(format!("priority policy {key} does not exist")))?;
    Ok(serde_json::from_value(row.weights)?)
}
