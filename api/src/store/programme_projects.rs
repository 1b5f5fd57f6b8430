//! The projects of work programmes, their sites and their requests.

use std::collections::HashMap;

use riverain_entities::programme_projects::{Column, Entity, Model};
use riverain_entities::{programme_budgets, programme_project_requests, programme_sites, service_requests};
use sea_orm::sea_query::{Alias, Expr, Func, OverStatement, Query, SelectStatement, WindowStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult, JoinType, Order,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait,
};

use super::page::{Direction, Page, PageRequest, first_pages, page_by};

/// A part of a programme's projects: those of a year, or those that wait; of one department, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Section {
    /// The programme's key.
    pub programme_id: i64,
    /// The year; none for the projects that wait beyond the horizon.
    pub year: Option<i32>,
    /// The department's key.
    pub department_id: Option<i64>,
}

impl Section {
    /// The part that a budget is for.
    pub fn of(budget: &programme_budgets::Model) -> Self {
        Self { programme_id: budget.programme_id, year: Some(budget.year), department_id: Some(budget.department_id) }
    }
}

/// The figures of a programme's projects of a year and a department.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct SectionTotals {
    /// The programme's key.
    pub programme_id: i64,
    /// The year; none for the projects that wait.
    pub year: Option<i32>,
    /// The department's key.
    pub department_id: i64,
    /// How many projects.
    pub project_count: i64,
    /// How many requests they hold.
    pub request_count: i64,
    /// Sum of their costs, cents.
    pub cost_cents: i64,
    /// Sum of their values.
    pub value: f64,
}

/// The projects of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// One page of the projects of a section, the most valuable first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    section: Section,
    request: &PageRequest<i64>,
) -> Result<Page<Model>, DbErr> {
    let year = match section.year {
        Some(year) => Column::Year.eq(year),
        None => Column::Year.is_null(),
    };
    let of_department = Condition::all().add_option(section.department_id.map(|key| Column::DepartmentId.eq(key)));
    let projects =
        Entity::find().filter(Column::ProgrammeId.eq(section.programme_id)).filter(year).filter(of_department);
    page_by(connection, projects, Column::Id, Direction::Ascending, request).await
}

/// The first projects of every year and department of programmes, in one statement.
///
/// # Errors
/// A database that fails.
pub async fn first_of_sections(
    connection: &impl ConnectionTrait,
    programme_ids: &[i64],
    size: u64,
) -> Result<HashMap<Section, Page<Model>>, DbErr> {
    let window = WindowStatement::partition_by(Column::ProgrammeId)
        .partition_by(Column::Year)
        .partition_by(Column::DepartmentId)
        .order_by(Column::Id, Order::Asc)
        .to_owned();
    let scheduled = of_programmes(programme_ids).add(Column::Year.is_not_null());
    let rows = first_of_windows(connection, window, scheduled, size).await?;
    let section = |row: &Model| Section {
        programme_id: row.programme_id,
        year: row.year,
        department_id: Some(row.department_id),
    };
    Ok(first_pages(rows.into_iter().map(|row| (section(&row), row)), size))
}

/// The first projects of programmes that wait beyond the horizon, by programme, in one statement.
///
/// # Errors
/// A database that fails.
pub async fn first_unscheduled(
    connection: &impl ConnectionTrait,
    programme_ids: &[i64],
    size: u64,
) -> Result<HashMap<i64, Page<Model>>, DbErr> {
    let window = WindowStatement::partition_by(Column::ProgrammeId).order_by(Column::Id, Order::Asc).to_owned();
    let waiting = of_programmes(programme_ids).add(Column::Year.is_null());
    let rows = first_of_windows(connection, window, waiting, size).await?;
    Ok(first_pages(rows.into_iter().map(|row| (row.programme_id, row)), size))
}

/// The figures of programmes by year and department.
///
/// # Errors
/// A database that fails.
pub async fn totals_of(connection: &impl ConnectionTrait, programme_ids: &[i64]) -> Result<Vec<SectionTotals>, DbErr> {
    Entity::find()
        .select_only()
        .columns([Column::ProgrammeId, Column::Year, Column::DepartmentId])
        .column_as(Column::Id.count(), "project_count")
        .expr_as(Expr::cust("CAST(SUM(request_count) AS BIGINT)"), "request_count")
        .expr_as(Expr::cust("CAST(SUM(cost_cents) AS BIGINT)"), "cost_cents")
        .column_as(Column::Value.sum(), "value")
        .filter(Column::ProgrammeId.is_in(programme_ids.iter().copied()))
        .group_by(Column::ProgrammeId)
        .group_by(Column::Year)
        .group_by(Column::DepartmentId)
        .into_model()
        .all(connection)
        .await
}

/// The sites of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn sites(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<programme_sites::Model>, DbErr> {
    use programme_sites::{Column, Entity};
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// The first projects of each of some sites, by key, in one statement.
///
/// # Errors
/// A database that fails.
pub async fn first_of_sites(
    connection: &impl ConnectionTrait,
    site_ids: &[i64],
    size: u64,
) -> Result<Vec<Model>, DbErr> {
    let window = WindowStatement::partition_by(Column::SiteId).order_by(Column::Id, Order::Asc).to_owned();
    let ranked = Query::select()
        .column(Column::Id)
        .expr_window_as(Func::cust("ROW_NUMBER"), window, RANK)
        .from(Entity)
        .and_where(Column::SiteId.is_in(site_ids.iter().copied()))
        .to_owned();
    let kept = kept(ranked, "id", size.saturating_sub(1));
    Entity::find().filter(Column::Id.in_subquery(kept)).order_by_asc(Column::Id).all(connection).await
}

/// One page of the requests of a project, by key; a citizen's alone where one is given.
///
/// # Errors
/// A database that fails.
pub async fn requests(
    connection: &impl ConnectionTrait,
    project_id: i64,
    citizen: Option<i64>,
    request: &PageRequest<i64>,
) -> Result<Page<service_requests::Model>, DbErr> {
    use programme_project_requests::Column as Held;
    let held = super::requests::without_search_texts()
        .join_rev(JoinType::InnerJoin, programme_project_requests::Relation::ServiceRequests.def())
        .filter(Held::ProjectId.eq(project_id))
        .filter(of_citizen(citizen));
    page_by(connection, held, Held::RequestId, Direction::Ascending, request).await
}

/// How many requests of a citizen each of these projects holds; projects without any are left out.
///
/// # Errors
/// A database that fails.
pub async fn count_requests_of_citizen(
    connection: &impl ConnectionTrait,
    project_ids: &[i64],
    citizen: i64,
) -> Result<HashMap<i64, u64>, DbErr> {
    use programme_project_requests::{Column as Held, Entity as HeldRequests};
    let counts: Vec<(i64, i64)> = HeldRequests::find()
        .select_only()
        .column(Held::ProjectId)
        .column_as(Held::RequestId.count(), "held")
        .inner_join(service_requests::Entity)
        .filter(Held::ProjectId.is_in(project_ids.iter().copied()))
        .filter(of_citizen(Some(citizen)))
        .group_by(Held::ProjectId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counts.into_iter().map(|(project_id, held)| (project_id, held.unsigned_abs())).collect())
}

/// The first requests of several projects, in one statement for the keys and one for the requests; projects without any
/// are left out.
///
/// # Errors
/// A database that fails.
pub async fn first_requests(
    connection: &impl ConnectionTrait,
    project_ids: &[i64],
    citizen: Option<i64>,
    size: u64,
) -> Result<HashMap<i64, Page<service_requests::Model>>, DbErr> {
    use programme_project_requests::{Column as Held, Entity as HeldRequests};
    let window = WindowStatement::partition_by(Held::ProjectId).order_by(Held::RequestId, Order::Asc).to_owned();
    let held = Held::ProjectId.is_in(project_ids.iter().copied());
    let mut ranked =
        HeldRequests::find().select_only().columns([Held::ProjectId, Held::RequestId]).filter(held).into_query();
    if citizen.is_some() {
        ranked
            .inner_join(
                service_requests::Entity,
                service_requests::Column::Id.into_expr().equals((HeldRequests, Held::RequestId)),
            )
            .cond_where(of_citizen(citizen));
    }
    ranked.expr_window_as(Func::cust("ROW_NUMBER"), window, RANK);
    let kept = Query::select()
        .columns([Held::ProjectId, Held::RequestId])
        .from_subquery(ranked, RANKED)
        .and_where(Expr::col(RANK).lte(size + 1))
        .to_owned();
    let mut project_of: Vec<(i64, i64)> = Vec::new();
    for row in connection.query_all(&kept).await? {
        project_of.push((row.try_get("", "request_id")?, row.try_get("", "project_id")?));
    }
    project_of.sort_unstable();
    let keys: Vec<i64> = project_of.iter().map(|(request_id, _)| *request_id).collect();
    let rows = super::requests::by_keys(connection, &keys).await?;
    let rows: HashMap<i64, service_requests::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    // Projects of several programmes may hold the same request.
    let held = |(request_id, project_id): (i64, i64)| Some((project_id, rows.get(&request_id)?.clone()));
    Ok(first_pages(project_of.into_iter().filter_map(held), size))
}

/// Some requests of projects after a project's request, by project and request, each with the key of its project.
///
/// # Errors
/// A database that fails.
pub async fn held_requests(
    connection: &impl ConnectionTrait,
    project_ids: &[i64],
    after: Option<(i64, i64)>,
    size: u64,
) -> Result<Vec<(i64, service_requests::Model)>, DbErr> {
    use programme_project_requests::{Column as Held, Entity as HeldRequests};
    let beyond = after.map(|(project_id, request_id)| {
        let same = Held::ProjectId.eq(project_id).and(Held::RequestId.gt(request_id));
        Held::ProjectId.gt(project_id).or(same)
    });
    let held: Vec<(i64, i64)> = HeldRequests::find()
        .select_only()
        .columns([Held::ProjectId, Held::RequestId])
        .filter(Held::ProjectId.is_in(project_ids.iter().copied()))
        .filter(Condition::all().add_option(beyond))
        .order_by_asc(Held::ProjectId)
        .order_by_asc(Held::RequestId)
        .limit(size)
        .into_tuple()
        .all(connection)
        .await?;
    let keys: Vec<i64> = held.iter().map(|(_, request_id)| *request_id).collect();
    let rows = super::requests::by_keys(connection, &keys).await?;
    let mut rows: HashMap<i64, service_requests::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    // A request is in one project of a programme at the most.
    Ok(held.into_iter().filter_map(|(project_id, key)| Some((project_id, rows.remove(&key)?))).collect())
}

/// The numbers of the requests of projects, by request, each with the key of its project.
///
/// # Errors
/// A database that fails.
pub async fn request_numbers(
    connection: &impl ConnectionTrait,
    project_ids: &[i64],
) -> Result<Vec<(i64, String)>, DbErr> {
    use programme_project_requests::{Column as Held, Entity as HeldRequests};
    HeldRequests::find()
        .select_only()
        .column(Held::ProjectId)
        .column(service_requests::Column::Number)
        .inner_join(service_requests::Entity)
        .filter(Held::ProjectId.is_in(project_ids.iter().copied()))
        .order_by_asc(Held::RequestId)
        .into_tuple()
        .all(connection)
        .await
}

const RANK: &str = "rank_of_part";
const RANKED: &str = "ranked";

async fn first_of_windows(
    connection: &impl ConnectionTrait,
    window: WindowStatement,
    condition: Condition,
    size: u64,
) -> Result<Vec<Model>, DbErr> {
    let ranked = Query::select()
        .column(Column::Id)
        .expr_window_as(Func::cust("ROW_NUMBER"), window, RANK)
        .from(Entity)
        .cond_where(condition)
        .to_owned();
    let kept = kept(ranked, "id", size);
    Entity::find().filter(Column::Id.in_subquery(kept)).order_by_asc(Column::Id).all(connection).await
}

fn of_programmes(keys: &[i64]) -> Condition {
    Condition::all().add(Column::ProgrammeId.is_in(keys.iter().copied()))
}

fn kept(ranked: SelectStatement, key: &'static str, size: u64) -> SelectStatement {
    Query::select()
        .column(Alias::new(key))
        .from_subquery(ranked, RANKED)
        .and_where(Expr::col(RANK).lte(size + 1))
        .to_owned()
}

fn of_citizen(citizen: Option<i64>) -> Condition {
    Condition::all().add_option(citizen.map(|key| service_requests::Column::CitizenId.eq(key)))
}
