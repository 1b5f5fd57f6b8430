//! Writes what was planned for a programme: all of it in one transaction, in statements of many rows.

use std::collections::HashMap;

use riverain_entities::programmes::ActiveModel;
use riverain_entities::{
    programme_areas, programme_budget_points, programme_budgets, programme_crew_hours, programme_left_out_requests,
    programme_lot_projects, programme_lots, programme_minimum_shares, programme_moratorium_blocks, programme_prices,
    programme_project_requests, programme_projects, programme_repeated_street_projects, programme_repeated_streets,
    programme_sites,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::programmes;

/// The most values that a statement of many rows carries: SQLite takes 32,766, PostgreSQL 65,535.
const MAXIMUM_VALUES: usize = 30_000;

/// What was planned.
#[derive(Debug)]
pub struct PlanRecord {
    /// The programme's own fields; its key is set.
    pub programme: ActiveModel,
    /// What is spent of each budget.
    pub budgets: Vec<programme_budgets::ActiveModel>,
    /// What is used of each crew's hours.
    pub crew_hours: Vec<programme_crew_hours::ActiveModel>,
    /// The sites, by code.
    pub sites: Vec<programme_sites::ActiveModel>,
    /// The projects, in the order in which they are to be listed.
    pub projects: Vec<ProjectRecord>,
    /// The requests that are left out.
    pub left_out: Vec<programme_left_out_requests::ActiveModel>,
    /// What its scarce resources are worth.
    pub prices: Vec<programme_prices::ActiveModel>,
    /// The lots, in the order of their numbers.
    pub lots: Vec<LotRecord>,
    /// What its minimum shares came to.
    pub minimum_shares: Vec<programme_minimum_shares::ActiveModel>,
    /// How it serves the areas.
    pub areas: Vec<programme_areas::ActiveModel>,
    /// The moratoria that keep projects out.
    pub moratorium_blocks: Vec<MoratoriumBlockRecord>,
    /// The streets that are opened again, in the order of their numbers.
    pub repeated_streets: Vec<RepeatedStreetRecord>,
    /// What other budgets would give.
    pub budget_points: Vec<programme_budget_points::ActiveModel>,
}

/// A moratorium that keeps a project out.
#[derive(Debug)]
pub struct MoratoriumBlockRecord {
    /// The code of the project.
    pub project_code: String,
    /// The code of the project whose work starts it.
    pub other_code: Option<String>,
    /// Its fields but the projects.
    pub block: programme_moratorium_blocks::ActiveModel,
}

/// A street that is opened again.
#[derive(Debug)]
pub struct RepeatedStreetRecord {
    /// Its fields.
    pub street: programme_repeated_streets::ActiveModel,
    /// The codes of the projects on it.
    pub project_codes: Vec<String>,
}

/// A planned project.
#[derive(Debug)]
pub struct ProjectRecord {
    /// Its code in the programme.
    pub code: String,
    /// The code of its site.
    pub site_code: String,
    /// Its fields but its site.
    pub project: programme_projects::ActiveModel,
    /// The keys of its requests.
    pub request_ids: Vec<i64>,
}

/// A lot of planned projects.
#[derive(Debug)]
pub struct LotRecord {
    /// Its year, the key of its department and its number in them.
    pub place: (i32, i64, i32),
    /// Its fields.
    pub lot: programme_lots::ActiveModel,
    /// The codes of its projects, in the order of visit.
    pub project_codes: Vec<String>,
}

/// Writes a plan for a programme that is being planned, and has none yet.
///
/// # Errors
/// A database that fails.
pub async fn write(transaction: &impl ConnectionTrait, programme_id: i64, plan: PlanRecord) -> Result<(), DbErr> {
    programmes::change(transaction, programme_id, plan.programme).await?;
    insert_all(transaction, plan.budgets).await?;
    insert_all(transaction, plan.crew_hours).await?;
    insert_all(transaction, plan.left_out).await?;
    insert_all(transaction, plan.prices).await?;
    insert_all(transaction, plan.minimum_shares).await?;
    insert_all(transaction, plan.areas).await?;
    insert_all(transaction, plan.budget_points).await?;
    insert_all(transaction, plan.sites).await?;
    let site_ids = site_ids(transaction, programme_id).await?;
    let mut held: Vec<(String, Vec<i64>)> = Vec::with_capacity(plan.projects.len());
    let mut projects = Vec::with_capacity(plan.projects.len());
    for mut record in plan.projects {
        let site_id = key_of(&site_ids, &record.site_code)?;
        record.project.site_id = Set(site_id);
        projects.push(record.project);
        held.push((record.code, record.request_ids));
    }
    insert_all(transaction, projects).await?;
    let project_ids = project_ids(transaction, programme_id).await?;
    let mut requests = Vec::new();
    for (code, request_ids) in held {
        let project_id = key_of(&project_ids, &code)?;
        requests.extend(request_ids.into_iter().map(|request_id| programme_project_requests::ActiveModel {
            project_id: Set(project_id),
            request_id: Set(request_id),
            programme_id: Set(programme_id),
        }));
    }
    insert_all(transaction, requests).await?;
    write_lots(transaction, programme_id, plan.lots, &project_ids).await?;
    write_repeated_streets(transaction, programme_id, plan.repeated_streets, &project_ids).await?;
    let mut blocks = Vec::with_capacity(plan.moratorium_blocks.len());
    for mut record in plan.moratorium_blocks {
        record.block.project_id = Set(key_of(&project_ids, &record.project_code)?);
        let other = record.other_code.as_ref().map(|code| key_of(&project_ids, code)).transpose()?;
        record.block.other_project_id = Set(other);
        blocks.push(record.block);
    }
    insert_all(transaction, blocks).await
}

async fn write_lots(
    transaction: &impl ConnectionTrait,
    programme_id: i64,
    records: Vec<LotRecord>,
    project_ids: &HashMap<String, i64>,
) -> Result<(), DbErr> {
    let mut lots = Vec::with_capacity(records.len());
    let mut held = Vec::with_capacity(records.len());
    for LotRecord { place, lot, project_codes } in records {
        lots.push(lot);
        held.push((place, project_codes));
    }
    insert_all(transaction, lots).await?;
    let lot_ids = lot_ids(transaction, programme_id).await?;
    let mut projects = Vec::new();
    for (place, project_codes) in held {
        let lot_id = lot_ids.get(&place).ok_or_else(|| DbErr::RecordNotFound(format!("lot {place:?} of the plan")))?;
        for (code, position) in project_codes.iter().zip(1..) {
            projects.push(programme_lot_projects::ActiveModel {
                lot_id: Set(*lot_id),
                position: Set(position),
                project_id: Set(key_of(project_ids, code)?),
            });
        }
    }
    insert_all(transaction, projects).await
}

async fn write_repeated_streets(
    transaction: &impl ConnectionTrait,
    programme_id: i64,
    records: Vec<RepeatedStreetRecord>,
    project_ids: &HashMap<String, i64>,
) -> Result<(), DbErr> {
    let (streets, held): (Vec<_>, Vec<_>) = records.into_iter().map(|row| (row.street, row.project_codes)).unzip();
    insert_all(transaction, streets).await?;
    let street_ids = street_ids(transaction, programme_id).await?;
    let mut projects = Vec::new();
    for (street_id, codes) in street_ids.into_iter().zip(held) {
        for code in codes {
            let project_id = Set(key_of(project_ids, &code)?);
            projects.push(programme_repeated_street_projects::ActiveModel { street_id: Set(street_id), project_id });
        }
    }
    insert_all(transaction, projects).await
}

async fn insert_all<A>(transaction: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), DbErr>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let columns = <<A::Entity as EntityTrait>::Column as sea_orm::Iterable>::iter().count();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let batch: Vec<A> = rows.by_ref().take(MAXIMUM_VALUES / columns).collect();
        A::Entity::insert_many(batch).exec_without_returning(transaction).await?;
    }
    Ok(())
}

/// Keys by code, of the rows that a plan has written.
async fn ids_by_code<E: EntityTrait>(
    transaction: &impl ConnectionTrait,
    rows: Select<E>,
    (code, id): (E::Column, E::Column),
) -> Result<HashMap<String, i64>, DbErr> {
    let rows: Vec<(String, i64)> = rows.select_only().columns([code, id]).into_tuple().all(transaction).await?;
    Ok(rows.into_iter().collect())
}

async fn site_ids(transaction: &impl ConnectionTrait, programme_id: i64) -> Result<HashMap<String, i64>, DbErr> {
    use programme_sites::{Column, Entity};
    let sites = Entity::find().filter(Column::ProgrammeId.eq(programme_id));
    ids_by_code(transaction, sites, (Column::Code, Column::Id)).await
}

async fn project_ids(transaction: &impl ConnectionTrait, programme_id: i64) -> Result<HashMap<String, i64>, DbErr> {
    use programme_projects::{Column, Entity};
    let projects = Entity::find().filter(Column::ProgrammeId.eq(programme_id));
    ids_by_code(transaction, projects, (Column::Code, Column::Id)).await
}

async fn lot_ids(
    transaction: &impl ConnectionTrait,
    programme_id: i64,
) -> Result<HashMap<(i32, i64, i32), i64>, DbErr> {
    use programme_lots::{Column, Entity};
    let rows: Vec<(i32, i64, i32, i64)> = Entity::find()
        .select_only()
        .columns([Column::Year, Column::DepartmentId, Column::Number, Column::Id])
        .filter(Column::ProgrammeId.eq(programme_id))
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(rows.into_iter().map(|(year, department_id, number, id)| ((year, department_id, number), id)).collect())
}

/// In the order of their numbers.
async fn street_ids(transaction: &impl ConnectionTrait, programme_id: i64) -> Result<Vec<i64>, DbErr> {
    use programme_repeated_streets::{Column, Entity};
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ProgrammeId.eq(programme_id))
        .order_by_asc(Column::Number)
        .into_tuple()
        .all(transaction)
        .await
}

fn key_of(keys: &HashMap<String, i64>, code: &str) -> Result<i64, DbErr> {
    keys.get(code).copied().ok_or_else(|| DbErr::RecordNotFound(format!("{code} of the plan")))
}
