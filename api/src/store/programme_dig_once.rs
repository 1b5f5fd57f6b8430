//! Opening a street once: what sharing sites saves, and which sites and streets of programmes are opened again.

use std::collections::HashMap;

use riverain_entities::programme_projects::{Column, Entity};
use riverain_entities::{programme_repeated_street_projects, programme_repeated_streets, work_types};
use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait, Select,
};

use super::page::{Direction, Page, PageRequest, page_by};

/// What the projects of a department save in a year of a programme by sharing their mobilization.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct SharedMobilizations {
    /// The programme's key.
    pub programme_id: i64,
    /// The year.
    pub year: i32,
    /// The department's key.
    pub department_id: i64,
    /// How many projects share.
    pub project_count: i64,
    /// Their full mobilizations less those that they pay, cents.
    pub saved_cents: i64,
}

/// What is done again where departments get in each other's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Any work.
    Work,
    /// The ground is broken.
    GroundBroken,
}

/// What a department does in a year on a site or a street of a programme.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Opening {
    /// The key of the site or of the street.
    pub place_id: i64,
    /// The year.
    pub year: i32,
    /// The department's key.
    pub department_id: i64,
    /// How many projects.
    pub project_count: i64,
    /// 1 where one of them breaks the ground, else 0.
    pub breaks_ground: i32,
}

/// What sharing saves in programmes, by programme, year and department.
///
/// # Errors
/// A database that fails.
pub async fn shared_mobilizations_of(
    connection: &impl ConnectionTrait,
    keys: &[i64],
) -> Result<Vec<SharedMobilizations>, DbErr> {
    const SAVED: &str =
        "CAST(SUM(work_types.mobilization_cost_cents - work_types.mobilization_shared_cost_cents) AS BIGINT)";
    const SHARES: &str = "EXISTS (SELECT 1 FROM programme_projects AS other WHERE other.site_id = programme_projects.site_id \
         AND other.year = programme_projects.year AND other.id <> programme_projects.id)";
    Entity::find()
        .select_only()
        .columns([Column::ProgrammeId, Column::Year, Column::DepartmentId])
        .column_as(Column::Id.count(), "project_count")
        .expr_as(Expr::cust(SAVED), "saved_cents")
        .inner_join(work_types::Entity)
        .filter(scheduled_of(keys))
        .filter(Expr::cust(SHARES))
        .group_by(Column::ProgrammeId)
        .group_by(Column::Year)
        .group_by(Column::DepartmentId)
        .order_by_asc(Column::ProgrammeId)
        .order_by_asc(Column::Year)
        .order_by_asc(Column::DepartmentId)
        .into_model()
        .all(connection)
        .await
}

/// How often several projects of programmes share a site and a year, by programme.
///
/// # Errors
/// A database that fails.
pub async fn shared_openings_of(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<(i64, i64)>, DbErr> {
    let shared = Query::select()
        .columns([Column::ProgrammeId, Column::SiteId, Column::Year])
        .from(Entity)
        .cond_where(scheduled_of(keys))
        .group_by_columns([Column::ProgrammeId, Column::SiteId, Column::Year])
        .and_having(Expr::cust("COUNT(*) > 1"))
        .to_owned();
    let counts = Query::select()
        .column(Column::ProgrammeId)
        .expr_as(Expr::cust("COUNT(*)"), "openings")
        .from_subquery(shared, Alias::new("shared"))
        .group_by_col(Column::ProgrammeId)
        .to_owned();
    let rows = connection.query_all(&counts).await?;
    rows.iter().map(|row| Ok((row.try_get("", "programme_id")?, row.try_get("", "openings")?))).collect()
}

/// One page of the keys of a programme's sites that several departments open in several years, by key.
///
/// # Errors
/// A database that fails.
pub async fn repeated_sites(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    again: Again,
    request: &PageRequest<i64>,
) -> Result<Page<i64>, DbErr> {
    const WORK: &str = "COUNT(DISTINCT year) > 1 AND COUNT(DISTINCT programme_projects.department_id) > 1";
    const GROUND: &str = "COUNT(DISTINCT CASE WHEN work_types.breaks_ground THEN year END) > 1";
    let opened =
        Condition::all().add(Expr::cust(WORK)).add_option((again == Again::GroundBroken).then(|| Expr::cust(GROUND)));
    let keys = Entity::find()
        .select_only()
        .column(Column::SiteId)
        .inner_join(work_types::Entity)
        .filter(scheduled_of(&[programme_id]))
        .filter(Condition::all().add_option(request.after.map(|key| Column::SiteId.gt(key))))
        .group_by(Column::SiteId)
        .having(opened)
        .order_by_asc(Column::SiteId)
        .limit(request.size + 1)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(Page::from_rows(keys, request))
}

/// What departments do on sites, by the site's key; each by year and department.
///
/// # Errors
/// A database that fails.
pub async fn openings_of_sites(
    connection: &impl ConnectionTrait,
    site_ids: &[i64],
) -> Result<HashMap<i64, Vec<Opening>>, DbErr> {
    let on_sites = Entity::find().filter(Column::SiteId.is_in(site_ids.iter().copied()));
    openings(connection, on_sites, Column::SiteId).await
}

/// One page of the streets that a programme opens again, by number.
///
/// # Errors
/// A database that fails.
pub async fn repeated_streets(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    again: Again,
    request: &PageRequest<i32>,
) -> Result<Page<programme_repeated_streets::Model>, DbErr> {
    use programme_repeated_streets::{Column, Entity};
    let ground =
        Condition::all().add_option((again == Again::GroundBroken).then(|| Column::BreaksGroundAgain.eq(true)));
    let streets = Entity::find().filter(Column::ProgrammeId.eq(programme_id)).filter(ground);
    page_by(connection, streets, Column::Number, Direction::Ascending, request).await
}

/// What departments do on streets, by the street's key; each by year and department.
///
/// # Errors
/// A database that fails.
pub async fn openings_of_streets(
    connection: &impl ConnectionTrait,
    street_ids: &[i64],
) -> Result<HashMap<i64, Vec<Opening>>, DbErr> {
    use programme_repeated_street_projects::{Column as OnStreet, Relation};
    let on_streets = Entity::find()
        .join_rev(JoinType::InnerJoin, Relation::ProgrammeProjects.def())
        .filter(OnStreet::StreetId.is_in(street_ids.iter().copied()));
    openings(connection, on_streets, OnStreet::StreetId).await
}

/// The keys of the streets with those of the projects that are done on them, by street and year.
///
/// # Errors
/// A database that fails.
pub async fn projects_of_streets(
    connection: &impl ConnectionTrait,
    street_ids: &[i64],
) -> Result<Vec<(i64, i64)>, DbErr> {
    use programme_repeated_street_projects::{Column as OnStreet, Entity as OnStreets};
    OnStreets::find()
        .select_only()
        .columns([OnStreet::StreetId, OnStreet::ProjectId])
        .inner_join(Entity)
        .filter(OnStreet::StreetId.is_in(street_ids.iter().copied()))
        .order_by_asc(OnStreet::StreetId)
        .order_by_asc(Column::Year)
        .order_by_asc(OnStreet::ProjectId)
        .into_tuple()
        .all(connection)
        .await
}

async fn openings<C: ColumnTrait>(
    connection: &impl ConnectionTrait,
    projects: Select<Entity>,
    place: C,
) -> Result<HashMap<i64, Vec<Opening>>, DbErr> {
    let rows: Vec<Opening> = projects
        .select_only()
        .column_as(place, "place_id")
        .columns([Column::Year, Column::DepartmentId])
        .column_as(Column::Id.count(), "project_count")
        .expr_as(Expr::cust("MAX(CASE WHEN work_types.breaks_ground THEN 1 ELSE 0 END)"), "breaks_ground")
        .inner_join(work_types::Entity)
        .filter(Column::Year.is_not_null())
        .group_by(place)
        .group_by(Column::Year)
        .group_by(Column::DepartmentId)
        .order_by_asc(place)
        .order_by_asc(Column::Year)
        .order_by_asc(Column::DepartmentId)
        .into_model()
        .all(connection)
        .await?;
    let mut by_place: HashMap<i64, Vec<Opening>> = HashMap::new();
    for row in rows {
        by_place.entry(row.place_id).or_default().push(row);
    }
    Ok(by_place)
}

fn scheduled_of(keys: &[i64]) -> Condition {
    Condition::all().add(Column::ProgrammeId.is_in(keys.iter().copied())).add(Column::Year.is_not_null())
}
