//! The lots of work programmes, and their projects in the order of visit.

use std::collections::HashMap;

use riverain_entities::programme_lot_projects::{Column as Held, Entity as HeldProjects, Model as HeldProject};
use riverain_entities::programme_lots::{Column, Entity, Model};
use riverain_entities::programme_projects;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::page::{Direction, Page, PageRequest, first_pages, page_by};
use super::programme_projects::Section;

/// The lots of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// One page of the lots of a section, by number.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    section: Section,
    request: &PageRequest<i32>,
) -> Result<Page<Model>, DbErr> {
    let asked = Condition::all()
        .add_option(section.year.map(|year| Column::Year.eq(year)))
        .add_option(section.department_id.map(|key| Column::DepartmentId.eq(key)));
    let lots = Entity::find().filter(Column::ProgrammeId.eq(section.programme_id)).filter(asked);
    page_by(connection, lots, Column::Number, Direction::Ascending, request).await
}

/// The first lots of every year and department of programmes, in one statement.
///
/// # Errors
/// A database that fails.
pub async fn first_of_sections(
    connection: &impl ConnectionTrait,
    programme_ids: &[i64],
    size: u64,
) -> Result<HashMap<Section, Page<Model>>, DbErr> {
    // Lots are numbered without a gap within their section: the first are those of the least numbers.
    let number = i32::try_from(size + 1).unwrap_or(i32::MAX);
    let rows = Entity::find()
        .filter(Column::ProgrammeId.is_in(programme_ids.iter().copied()))
        .filter(Column::Number.lte(number))
        .order_by_asc(Column::Number)
        .all(connection)
        .await?;
    let section = |row: &Model| Section {
        programme_id: row.programme_id,
        year: Some(row.year),
        department_id: Some(row.department_id),
    };
    Ok(first_pages(rows.into_iter().map(|row| (section(&row), row)), size))
}

/// One page of the projects of a lot, in the order of visit; the key of a project is its place in that order.
///
/// # Errors
/// A database that fails.
pub async fn projects(
    connection: &impl ConnectionTrait,
    lot_id: i64,
    request: &PageRequest<i32>,
) -> Result<Page<programme_projects::Model>, DbErr> {
    let held = HeldProjects::find()
        .filter(Held::LotId.eq(lot_id))
        .filter(Condition::all().add_option(request.after.map(|position| Held::Position.gt(position))))
        .order_by_asc(Held::Position)
        .limit(request.size + 1)
        .find_also_related(programme_projects::Entity)
        .all(connection)
        .await?;
    Ok(Page::from_rows(held.into_iter().filter_map(|(_, project)| project).collect(), request))
}

/// The first projects of each of some lots, in the order of visit, in one statement.
///
/// # Errors
/// A database that fails.
pub async fn first_projects(
    connection: &impl ConnectionTrait,
    lot_ids: &[i64],
    size: u64,
) -> Result<HashMap<i64, Page<programme_projects::Model>>, DbErr> {
    // Places are numbered without a gap within a lot.
    let position = i32::try_from(size + 1).unwrap_or(i32::MAX);
    let held = HeldProjects::find()
        .filter(Held::LotId.is_in(lot_ids.iter().copied()))
        .filter(Held::Position.lte(position))
        .order_by_asc(Held::Position)
        .find_also_related(programme_projects::Entity)
        .all(connection)
        .await?;
    Ok(first_pages(held.into_iter().filter_map(|(held, project)| Some((held.lot_id, project?))), size))
}

/// The lots of these projects and their places in them, by project; those that wait are in none.
///
/// # Errors
/// A database that fails.
pub async fn of_projects(
    connection: &impl ConnectionTrait,
    project_ids: &[i64],
) -> Result<HashMap<i64, (HeldProject, Model)>, DbErr> {
    let held = HeldProjects::find()
        .filter(Held::ProjectId.is_in(project_ids.iter().copied()))
        .find_also_related(Entity)
        .all(connection)
        .await?;
    Ok(held.into_iter().filter_map(|(held, lot)| Some((held.project_id, (held, lot?)))).collect())
}

/// The longitudes and latitudes of the projects of each of some lots, in the order of visit.
///
/// # Errors
/// A database that fails.
pub async fn routes(connection: &impl ConnectionTrait, lot_ids: &[i64]) -> Result<HashMap<i64, Vec<[f64; 2]>>, DbErr> {
    let places: Vec<(i64, f64, f64)> = HeldProjects::find()
        .select_only()
        .column(Held::LotId)
        .columns([programme_projects::Column::Lon, programme_projects::Column::Lat])
        .inner_join(programme_projects::Entity)
        .filter(Held::LotId.is_in(lot_ids.iter().copied()))
        .order_by_asc(Held::LotId)
        .order_by_asc(Held::Position)
        .into_tuple()
        .all(connection)
        .await?;
    let mut routes: HashMap<i64, Vec<[f64; 2]>> = HashMap::new();
    for (lot_id, lon, lat) in places {
        routes.entry(lot_id).or_default().push([lon, lat]);
    }
    Ok(routes)
}
