//! What departments do in some years on a site or a street.

use async_graphql::{Context, Result, SimpleObject};

use super::department::Department;
use crate::graphql::budget;
use crate::graphql::context::{locale, reference};
use crate::store::programme_dig_once::Opening;

/// What a department does on a site or a street in a year.
#[derive(Debug, SimpleObject)]
pub struct DepartmentOpening {
    /// The calendar year.
    year: i32,
    /// The department.
    department: Option<Department>,
    /// How many projects.
    project_count: i64,
    /// Whether one of them breaks the ground.
    breaks_ground: bool,
}

/// What departments do there, by year.
///
/// # Errors
/// A call whose answer holds too many rows already.
pub fn by_department(ctx: &Context<'_>, openings: &[Opening]) -> Result<Vec<DepartmentOpening>> {
    let reference = reference(ctx)?;
    let opening = |row: &Opening| DepartmentOpening {
        year: row.year,
        department: reference.department(row.department_id).cloned().map(Department),
        project_count: row.project_count,
        breaks_ground: row.breaks_ground > 0,
    };
    budget::within(ctx, openings.iter().map(opening).collect())
}

/// The least number of years between two openings.
pub fn least_years_apart(openings: &[Opening]) -> Option<i32> {
    let years = openings.windows(2).map(|pair| pair[1].year - pair[0].year);
    years.filter(|apart| *apart > 0).min()
}

/// Whether the ground is broken in more than one year.
pub fn breaks_ground_again(openings: &[Opening]) -> bool {
    let mut years: Vec<i32> = openings.iter().filter(|row| row.breaks_ground > 0).map(|row| row.year).collect();
    years.dedup();
    years.len() > 1
}

/// The years, each with its department, in the caller's language.
///
/// # Errors
/// No catalogue.
pub fn in_words(ctx: &Context<'_>, openings: &[Opening]) -> Result<String> {
    let (locale, reference) = (locale(ctx), reference(ctx)?);
    let named = openings.iter().map(|row| {
        let department = reference.department(row.department_id);
        let name = department.map_or("", |row| locale.pick(&row.name_fr, &row.name_en));
        format!("{} ({name})", row.year)
    });
    Ok(named.collect::<Vec<_>>().join(", "))
}
