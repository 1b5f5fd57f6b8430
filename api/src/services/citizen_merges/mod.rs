//! One person, many records: records are merged into one of them and unmerged again. A merged record keeps its name, its
//! addresses and its consent; its requests, contacts and drafts stand under the record that it is merged into, and are given
//! back when it is unmerged; what it follows, the person follows.

pub mod merging;
pub mod unmerging;

use riverain_entities::citizen_merges::Model;
use riverain_entities::citizens;

use super::ServiceError;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::store;
use crate::store::citizens::CitizenFilter;
use crate::store::page::{MomentPosition, Page, PageRequest};

/// The longest note on a merge, in characters.
pub const MAXIMUM_NOTE: usize = 500;

/// One page of the merges of a record, the earliest first.
///
/// # Errors
/// A caller who may not search citizens, or a database that fails.
pub async fn history(
    app: &App,
    viewer: &Viewer,
    citizen_id: i64,
    page: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, ServiceError> {
    check_reader(viewer)?;
    Ok(store::citizen_merges::page(&app.database, citizen_id, page).await?)
}

/// One page of the records that are merged into this one, directly or through others, the newest first.
///
/// # Errors
/// A caller who may not search citizens, or a database that fails.
pub async fn merged_into(
    app: &App,
    viewer: &Viewer,
    citizen_id: i64,
    page: &PageRequest<i64>,
) -> Result<Page<citizens::Model>, ServiceError> {
    check_reader(viewer)?;
    let filter = CitizenFilter { merged_into: Some(citizen_id), ..CitizenFilter::default() };
    Ok(store::citizens::page(&app.database, &filter, page).await?)
}

fn check_reader(viewer: &Viewer) -> Result<(), ServiceError> {
    if may(viewer, Action::SearchCitizens) { Ok(()) } else { Err(ServiceError::refused(viewer)) }
}
