//! What sharing the mobilization of sites saves.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::department::Department;
use crate::graphql::context::reference;
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost};
use crate::store::programme_dig_once;

/// What projects save by sharing the mobilization of their site.
#[derive(Debug)]
pub struct SharedMobilizations {
    /// How often several projects share a site and a year.
    pub openings: i64,
    /// By year and department.
    pub rows: Vec<programme_dig_once::SharedMobilizations>,
}

/// What projects of a department save in a year.
#[derive(Debug, SimpleObject)]
pub struct DepartmentSaving {
    /// The calendar year.
    year: i32,
    /// The department.
    department: Option<Department>,
    /// How many projects share their mobilization.
    project_count: i64,
    /// Their full mobilizations less those that they pay.
    saved_cents: Cents,
}

/// What projects save by sharing the mobilization of their site.
#[Object]
impl SharedMobilizations {
    /// The full mobilizations of the projects that share, less those that they pay.
    async fn saved_cents(&self) -> Cents {
        Cents(self.rows.iter().map(|row| row.saved_cents).sum())
    }

    /// How often several projects share a site and a year.
    async fn opening_count(&self) -> i64 {
        self.openings
    }

    /// By year and department; those that save nothing are left out.
    #[graphql(complexity = "cost::list(cost::YEARS * cost::DEPARTMENTS, child_complexity)")]
    async fn departments(&self, ctx: &Context<'_>) -> Result<Vec<DepartmentSaving>> {
        let reference = reference(ctx)?;
        let saving = |row: &programme_dig_once::SharedMobilizations| DepartmentSaving {
            year: row.year,
            department: reference.department(row.department_id).cloned().map(Department),
            project_count: row.project_count,
            saved_cents: Cents(row.saved_cents),
        };
        budget::within(ctx, self.rows.iter().map(saving).collect())
    }
}
