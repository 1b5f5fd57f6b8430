//! Work programmes: their records, budgets, hours and departments.

use riverain_entities::programmes::{ActiveModel, Column, Entity, Model, PlanningState, ProgrammeStatus};
use riverain_entities::{departments, programme_budgets, programme_crew_hours, programme_departments};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, UpdateResult,
};

use super::page::{Direction, Page, PageRequest, page_by};

/// Which programmes are asked for; every condition must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProgrammeFilter {
    /// How far the city has adopted them; all where empty.
    pub statuses: Vec<ProgrammeStatus>,
    /// How far their planning has gone; all where empty.
    pub states: Vec<PlanningState>,
    /// Keys of departments, one of which they plan; all where absent.
    pub departments: Option<Vec<i64>>,
    /// A calendar year that their horizon holds.
    pub year: Option<i32>,
    /// The key of the programme that they revise.
    pub parent: Option<i64>,
}

/// One page of programmes, latest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: &ProgrammeFilter,
    request: &PageRequest<i64>,
) -> Result<Page<Model>, DbErr> {
    page_by(connection, Entity::find().filter(matching(filter)), Column::Id, Direction::Descending, request).await
}

/// The programmes of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// The programme of this key; no other writer changes it before the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn by_key_locked(transaction: &impl ConnectionTrait, key: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(key).lock_exclusive().one(transaction).await
}

/// Writes a new programme with the departments that it plans, and gives it back with its key.
///
/// # Errors
/// A database that fails.
pub async fn insert(
    transaction: &impl ConnectionTrait,
    programme: ActiveModel,
    department_ids: &[i64],
) -> Result<Model, DbErr> {
    let programme = programme.insert(transaction).await?;
    let departments = department_ids.iter().map(|department_id| programme_departments::ActiveModel {
        programme_id: Set(programme.id),
        department_id: Set(*department_id),
    });
    programme_departments::Entity::insert_many(departments).exec(transaction).await?;
    Ok(programme)
}

/// Writes the fields of a programme that are set.
///
/// # Errors
/// A database that fails, or a key that names no programme.
pub async fn update(connection: &impl ConnectionTrait, programme: ActiveModel) -> Result<Model, DbErr> {
    programme.update(connection).await
}

/// Writes the fields of a programme that are set, without reading it back.
///
/// # Errors
/// A database that fails.
pub async fn change(connection: &impl ConnectionTrait, key: i64, fields: ActiveModel) -> Result<UpdateResult, DbErr> {
    Entity::update_many().set(fields).filter(Column::Id.eq(key)).exec(connection).await
}

/// Notes where the planning of a programme is, unless it has ended.
///
/// # Errors
/// A database that fails.
pub async fn report_progress(
    connection: &impl ConnectionTrait,
    key: i64,
    phase: &str,
    progress: f64,
) -> Result<UpdateResult, DbErr> {
    Entity::update_many()
        .col_expr(Column::Phase, Expr::value(phase))
        .col_expr(Column::Progress, Expr::value(progress))
        .filter(Column::Id.eq(key))
        .filter(Column::State.eq(PlanningState::Planning))
        .exec(connection)
        .await
}

/// The programmes that revise this one, earliest first: some of them.
///
/// # Errors
/// A database that fails.
pub async fn scenarios(connection: &impl ConnectionTrait, key: i64, most: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::ParentId.eq(key)).order_by_asc(Column::Id).limit(most).all(connection).await
}

/// Deletes a programme with all that belongs to it.
///
/// # Errors
/// A database that fails, or a programme that others revise.
pub async fn delete(transaction: &impl ConnectionTrait, key: i64) -> Result<(), DbErr> {
    Entity::delete_by_id(key).exec(transaction).await.map(|_| ())
}

/// How many programmes revise this one.
///
/// # Errors
/// A database that fails.
pub async fn count_scenarios(connection: &impl ConnectionTrait, key: i64) -> Result<u64, DbErr> {
    Entity::find().filter(Column::ParentId.eq(key)).count(connection).await
}

/// Published programmes that plan for at least one of these departments, but for one programme where it is given, by key.
///
/// # Errors
/// A database that fails.
pub async fn published_for(
    connection: &impl ConnectionTrait,
    department_ids: &[i64],
    except: Option<i64>,
) -> Result<Vec<Model>, DbErr> {
    let filter = ProgrammeFilter {
        statuses: vec![ProgrammeStatus::Published],
        departments: Some(department_ids.to_vec()),
        ..ProgrammeFilter::default()
    };
    Entity::find()
        .filter(matching(&filter))
        .filter(Condition::all().add_option(except.map(|key| Column::Id.ne(key))))
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// Holds departments until the transaction ends: whoever publishes for one of them waits.
///
/// # Errors
/// A database that fails.
pub async fn lock_departments(transaction: &impl ConnectionTrait, department_ids: &[i64]) -> Result<(), DbErr> {
    departments::Entity::find()
        .filter(departments::Column::Id.is_in(department_ids.iter().copied()))
        .order_by_asc(departments::Column::Id)
        .lock_exclusive()
        .all(transaction)
        .await?;
    Ok(())
}

/// The keys of the programmes and of the departments that they plan, in order.
///
/// # Errors
/// A database that fails.
pub async fn departments_of(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<(i64, i64)>, DbErr> {
    use programme_departments::{Column, Entity};
    Entity::find()
        .select_only()
        .columns([Column::ProgrammeId, Column::DepartmentId])
        .filter(Column::ProgrammeId.is_in(keys.iter().copied()))
        .order_by_asc(Column::ProgrammeId)
        .order_by_asc(Column::DepartmentId)
        .into_tuple()
        .all(connection)
        .await
}

/// The budgets of programmes, by programme, year and department.
///
/// # Errors
/// A database that fails.
pub async fn budgets_of(
    connection: &impl ConnectionTrait,
    keys: &[i64],
) -> Result<Vec<programme_budgets::Model>, DbErr> {
    use programme_budgets::{Column, Entity};
    Entity::find()
        .filter(Column::ProgrammeId.is_in(keys.iter().copied()))
        .order_by_asc(Column::ProgrammeId)
        .order_by_asc(Column::Year)
        .order_by_asc(Column::DepartmentId)
        .all(connection)
        .await
}

/// The crew hours of programmes, by programme, year and crew.
///
/// # Errors
/// A database that fails.
pub async fn crew_hours_of(
    connection: &impl ConnectionTrait,
    keys: &[i64],
) -> Result<Vec<programme_crew_hours::Model>, DbErr> {
    use programme_crew_hours::{Column, Entity};
    Entity::find()
        .filter(Column::ProgrammeId.is_in(keys.iter().copied()))
        .order_by_asc(Column::ProgrammeId)
        .order_by_asc(Column::Year)
        .order_by_asc(Column::CrewId)
        .all(connection)
        .await
}

fn matching(filter: &ProgrammeFilter) -> Condition {
    use programme_departments::{Column as Planned, Entity as PlannedDepartments};
    let planning = filter.departments.as_ref().map(|keys| {
        let programmes = Query::select()
            .column(Planned::ProgrammeId)
            .from(PlannedDepartments)
            .and_where(Planned::DepartmentId.is_in(keys.iter().copied()))
            .to_owned();
        Column::Id.in_subquery(programmes)
    });
    let holding = filter.year.map(|year| {
        let end = Expr::col(Column::FirstYear).add(Expr::col(Column::Years));
        Condition::all().add(Column::FirstYear.lte(year)).add(end.gt(year))
    });
    let mut all = Condition::all();
    if !filter.statuses.is_empty() {
        all = all.add(Column::Status.is_in(filter.statuses.iter().copied()));
    }
    if !filter.states.is_empty() {
        all = all.add(Column::State.is_in(filter.states.iter().copied()));
    }
    let revising = filter.parent.map(|key| Column::ParentId.eq(key));
    all.add_option(planning).add_option(holding).add_option(revising)
}
