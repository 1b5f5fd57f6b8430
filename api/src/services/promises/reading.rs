//! The promises that a request was given, one after another.

use riverain_entities::promises::Model;

use crate::app::App;
use crate::services::ServiceError;
use crate::store::page::{MomentPosition, Page, PageRequest};
use crate::store::promises;

/// One page of the promises of a request that the caller may see, earliest first.
///
/// # Errors
/// A database that fails.
pub async fn page(app: &App, request_id: i64, page: &PageRequest<MomentPosition>) -> Result<Page<Model>, ServiceError> {
    Ok(promises::page(&app.database, request_id, page).await?)
}
