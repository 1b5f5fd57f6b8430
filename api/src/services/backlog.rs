//! The backlog of planned interventions, counted.

use std::collections::HashMap;
use std::hash::Hash;

use super::ServiceError;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::backlog::{Backlog, BacklogDimension, BacklogKey, year_starts};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, check_length};
use crate::domain::request_filter::RequestFilter;
use crate::store::backlog::{self, BacklogGrouping};
use crate::store::connect::begin_snapshot;
use crate::store::reference::Reference;
use crate::store::request_conditions::{in_backlog, matching};

/// The most dimensions that are looked at; more than there are, so that a repeated one is named.
const MAXIMUM_DIMENSIONS: usize = 20;

/// What is asked of the backlog.
#[derive(Debug, Clone, Copy)]
pub struct BacklogQuestion<'a> {
    /// Which of its requests; scoped to what the caller may see.
    pub filter: &'a RequestFilter,
    /// What they are counted by, in the order that groups are sorted by.
    pub dimensions: &'a [BacklogDimension],
    /// Whether ages are asked for too.
    pub with_ages: bool,
}

/// The backlog, counted; groups follow the catalogue's order of each dimension in turn, what has no value last.
///
/// # Errors
/// A dimension given twice, a caller who may not see the backlog, or a database that fails.
pub async fn count(
    app: &App,
    viewer: &Viewer,
    reference: &Reference,
    question: BacklogQuestion<'_>,
) -> Result<Backlog, ServiceError> {
    if !may(viewer, Action::ReadBacklog) {
        return Err(ServiceError::refused(viewer));
    }
    check_length("groupBy", question.dimensions.len(), MAXIMUM_DIMENSIONS)?;
    check_dimensions(question.dimensions)?;
    let now = app.clock.now();
    let year_starts = year_starts(reference.calendar().time_zone(), now);
    let grouping = BacklogGrouping { dimensions: question.dimensions, year_starts: &year_starts, now };
    let condition = in_backlog().add(matching(question.filter, reference, app.database.get_database_backend()));
    let mut backlog = match question.with_ages {
        false => backlog::count(&app.database, condition, &grouping).await?,
        true => {
            let snapshot = begin_snapshot(&app.database).await?;
            let mut counted = backlog::count(&snapshot, condition.clone(), &grouping).await?;
            backlog::add_ages(&snapshot, condition, &grouping, &mut counted).await?;
            snapshot.commit().await?;
            counted
        }
    };
    let order = CatalogueOrder::new(reference);
    backlog.groups.sort_by_cached_key(|group| order.ranks(question.dimensions, &group.key));
    Ok(backlog)
}

fn check_dimensions(dimensions: &[BacklogDimension]) -> Result<(), ServiceError> {
    let mut faults = FaultCollector::default();
    for (index, dimension) in dimensions.iter().enumerate() {
        if dimensions[..index].contains(dimension) {
            faults.push(Fault::new(format!("groupBy.{index}"), format!("{dimension:?}"), FaultKind::Duplicate));
        }
    }
    Ok(faults.finish()?)
}

/// Where each value of a dimension stands in the catalogue.
struct CatalogueOrder<'a> {
    departments: HashMap<i64, usize>,
    work_types: HashMap<&'a str, usize>,
    boroughs: HashMap<i64, usize>,
    neighbourhoods: HashMap<i64, usize>,
}

/// A rank, or none for what has no value; the text tells apart what the catalogue no longer knows.
type Rank = (bool, usize, String);

impl<'a> CatalogueOrder<'a> {
    fn new(reference: &'a Reference) -> Self {
        Self {
            departments: positions(reference.departments().iter().map(|row| row.id)),
            work_types: positions(reference.work_types().iter().map(|row| row.code.as_str())),
            boroughs: positions(reference.boroughs().iter().map(|row| row.id)),
            neighbourhoods: positions(reference.neighbourhoods().iter().map(|row| row.id)),
        }
    }

    fn ranks(&self, dimensions: &[BacklogDimension], key: &BacklogKey) -> Vec<Rank> {
        dimensions.iter().map(|dimension| self.rank(*dimension, key)).collect()
    }

    fn rank(&self, dimension: BacklogDimension, key: &BacklogKey) -> Rank {
        match dimension {
            BacklogDimension::Department => among(&self.departments, key.department_id),
            BacklogDimension::WorkType => {
                let code = key.work_type_code.as_deref();
                let position = code.and_then(|code| self.work_types.get(code)).copied().unwrap_or(usize::MAX);
                (code.is_none(), position, code.unwrap_or_default().to_owned())
            }
            BacklogDimension::Borough => among(&self.boroughs, key.borough_id),
            BacklogDimension::Neighbourhood => among(&self.neighbourhoods, key.neighbourhood_id),
            BacklogDimension::PriorityBand => number(key.band_start),
            BacklogDimension::YearOpened => number(key.year_opened),
        }
    }
}

fn positions<K: Eq + Hash>(keys: impl Iterator<Item = K>) -> HashMap<K, usize> {
    keys.enumerate().map(|(position, key)| (key, position)).collect()
}

fn among(positions: &HashMap<i64, usize>, key: Option<i64>) -> Rank {
    let position = key.and_then(|key| positions.get(&key)).copied().unwrap_or(usize::MAX);
    (key.is_none(), position, String::new())
}

fn number(value: Option<i32>) -> Rank {
    let position = value.and_then(|value| usize::try_from(value).ok()).unwrap_or(usize::MAX);
    (value.is_none(), position, String::new())
}
