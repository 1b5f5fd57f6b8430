//! What has no versions: the city, its boroughs, the departments with their teams and crews, the calendar.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use riverain_entities::calendar_revisions::RevisionCause;
use riverain_entities::{boroughs, business_calendars, city, closed_days, crews, departments, teams};
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel, NotSet, Set};
use serde_json::json;

use super::ApplyError;
use super::report::Changes;
use crate::catalogue::format::{Calendar, City, Department};
use crate::services::ServiceError;
use crate::store::calendar_revisions;
use crate::store::catalogue::{insert, overwrite, replace_closed_days, rows};

/// The keys of the departments by code.
pub(super) type DepartmentKeys = HashMap<String, i64>;

/// That the database holds no other city. One from before codes were kept is known by its name.
pub(super) async fn check_city(connection: &impl ConnectionTrait, file: &City) -> Result<(), ApplyError> {
    let Some(held) = rows::<city::Entity>(connection).await?.into_iter().next() else { return Ok(()) };
    let is_same = match &held.code {
        Some(code) => file.code == *code.as_str(),
        None => held.name == file.name,
    };
    if is_same {
        return Ok(());
    }
    let held_code = held.code.map_or_else(String::new, |code| format!(" ({code})"));
    let wanted = format!("{} ({})", file.name, file.code);
    Err(ApplyError::OtherCity { held: format!("{}{held_code}", held.name), wanted })
}

/// Writes the city; whether its requests are simulated stays as it is.
pub(super) async fn city(connection: &impl ConnectionTrait, file: &City) -> Result<Changes, ServiceError> {
    let mut changes = Changes::default();
    let held = rows::<city::Entity>(connection).await?.into_iter().next();
    let row = city::Model {
        id: 1,
        code: Some(file.code.to_string()),
        name: file.name.clone(),
        time_zone: file.time_zone.clone(),
        min_lon: file.bounds.min_lon,
        min_lat: file.bounds.min_lat,
        max_lon: file.bounds.max_lon,
        max_lat: file.bounds.max_lat,
        show_planned_year: file.show_planned_year,
        simulated: held.as_ref().is_some_and(|held| held.simulated),
        revision: held.as_ref().map_or(1, |held| held.revision),
    };
    match held {
        None => {
            insert(connection, row.into_active_model().reset_all()).await?;
            changes.note(file.code.as_str(), true);
        }
        Some(held) if held == row => changes.unchanged.push(file.code.to_string()),
        Some(_) => {
            overwrite(connection, row).await?;
            changes.note(file.code.as_str(), false);
        }
    }
    Ok(changes)
}

/// Writes the boroughs of the city; their outlines stay as they were imported, and so do the boroughs that only an
/// import named.
pub(super) async fn boroughs(connection: &impl ConnectionTrait, file: &City) -> Result<Changes, ServiceError> {
    let mut changes = Changes::default();
    let held = by_code(rows::<boroughs::Entity>(connection).await?, |row| &row.code);
    for borough in &file.boroughs {
        let code = borough.code.to_string();
        let Some(held) = held.get(&code) else {
            changes.note(&code, true);
            let row = boroughs::ActiveModel {
                id: NotSet,
                code: Set(code),
                name: Set(borough.name.clone()),
                equity_weight: Set(borough.equity_weight),
                geometry: Set(None),
                min_lon: Set(None),
                min_lat: Set(None),
                max_lon: Set(None),
                max_lat: Set(None),
            };
            insert(connection, row).await?;
            continue;
        };
        let (name, equity_weight) = (borough.name.clone(), borough.equity_weight);
        let row = boroughs::Model { name, equity_weight, ..held.clone() };
        if row == *held {
            changes.unchanged.push(code);
        } else {
            overwrite(connection, row).await?;
            changes.note(&code, false);
        }
    }
    Ok(changes)
}

/// Writes the departments and gives the key of each.
pub(super) async fn departments(
    connection: &impl ConnectionTrait,
    file: &[Department],
) -> Result<(DepartmentKeys, Changes), ServiceError> {
    let mut changes = Changes::default();
    let held = by_code(rows::<departments::Entity>(connection).await?, |row| &row.code);
    let mut keys: DepartmentKeys = held.iter().map(|(code, row)| (code.clone(), row.id)).collect();
    for department in file {
        let code = department.code.to_string();
        let row = departments::Model {
            id: held.get(&code).map_or(0, |held| held.id),
            code: code.clone(),
            name_fr: department.name.fr.clone(),
            name_en: department.name.en.clone(),
            yearly_budget_cents: department.yearly_budget_cents,
        };
        match held.get(&code) {
            None => {
                changes.note(&code, true);
                let new = departments::ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
                keys.insert(code, insert(connection, new).await?.id);
            }
            Some(held) if *held == row => changes.unchanged.push(code),
            Some(_) => {
                overwrite(connection, row).await?;
                changes.note(&code, false);
            }
        }
    }
    changes.left = absent(held.keys(), file.iter().map(|department| department.code.as_str()));
    Ok((keys, changes))
}

/// Writes the teams of the departments.
pub(super) async fn teams(
    connection: &impl ConnectionTrait,
    file: &[Department],
    departments: &DepartmentKeys,
) -> Result<Changes, ServiceError> {
    let mut changes = Changes::default();
    let held = by_code(rows::<teams::Entity>(connection).await?, |row| &row.code);
    for department in file {
        for team in &department.teams {
            let code = team.code.to_string();
            let row = teams::Model {
                id: held.get(&code).map_or(0, |held| held.id),
                code: code.clone(),
                department_id: key_of(departments, department.code.as_str())?,
                name_fr: team.name.fr.clone(),
                name_en: team.name.en.clone(),
            };
            match held.get(&code) {
                None => {
                    changes.note(&code, true);
                    let new = teams::ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
                    insert(connection, new).await?;
                }
                Some(held) if *held == row => changes.unchanged.push(code),
                Some(_) => {
                    overwrite(connection, row).await?;
                    changes.note(&code, false);
                }
            }
        }
    }
    let in_files = file.iter().flat_map(|department| &department.teams).map(|team| team.code.as_str());
    changes.left = absent(held.keys(), in_files);
    Ok(changes)
}

/// Writes the crews of the departments.
pub(super) async fn crews(
    connection: &impl ConnectionTrait,
    file: &[Department],
    departments: &DepartmentKeys,
) -> Result<Changes, ServiceError> {
    let mut changes = Changes::default();
    let held = by_code(rows::<crews::Entity>(connection).await?, |row| &row.code);
    for department in file {
        for crew in &department.crews {
            let code = crew.code.to_string();
            let row = crews::Model {
                id: held.get(&code).map_or(0, |held| held.id),
                code: code.clone(),
                department_id: key_of(departments, department.code.as_str())?,
                name_fr: crew.name.fr.clone(),
                name_en: crew.name.en.clone(),
                yearly_hours: crew.yearly_hours,
            };
            match held.get(&code) {
                None => {
                    changes.note(&code, true);
                    let new = crews::ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
                    insert(connection, new).await?;
                }
                Some(held) if *held == row => changes.unchanged.push(code),
                Some(_) => {
                    overwrite(connection, row).await?;
                    changes.note(&code, false);
                }
            }
        }
    }
    let in_files = file.iter().flat_map(|department| &department.crews).map(|crew| crew.code.as_str());
    changes.left = absent(held.keys(), in_files);
    Ok(changes)
}

/// Writes the calendar, of which there is one, and its closed days; its hours are in the city's time zone. One that changes is
/// a new revision, by which open promises are reckoned anew.
pub(super) async fn calendar(
    connection: &impl ConnectionTrait,
    file: &Calendar,
    time_zone: &str,
    now: DateTime<Utc>,
) -> Result<Changes, ServiceError> {
    let mut changes = Changes::default();
    let code = file.code.to_string();
    let held = rows::<business_calendars::Entity>(connection).await?.into_iter().next();
    let row = business_calendars::Model {
        id: held.as_ref().map_or(0, |held| held.id),
        code: code.clone(),
        name_fr: file.name.fr.clone(),
        name_en: file.name.en.clone(),
        time_zone: time_zone.to_owned(),
        opening: json!(file.opening),
        holiday_rules: json!(file.holidays),
        at_risk_share: file.at_risk_share,
    };
    let days: BTreeSet<(NaiveDate, String, String)> =
        file.closed_days.iter().map(|day| (day.day, day.name.fr.clone(), day.name.en.clone())).collect();
    let held_days: BTreeSet<(NaiveDate, String, String)> = rows::<closed_days::Entity>(connection)
        .await?
        .into_iter()
        .filter(|day| day.calendar_id == row.id)
        .map(|day| (day.day, day.name_fr, day.name_en))
        .collect();
    let key = match held {
        None => {
            changes.note(&code, true);
            let new = business_calendars::ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
            insert(connection, new).await?.id
        }
        Some(held) if held == row && held_days == days => {
            changes.unchanged.push(code);
            return Ok(changes);
        }
        Some(held) => {
            overwrite(connection, row).await?;
            changes.note(&code, false);
            held.id
        }
    };
    replace_closed_days(connection, key, days.into_iter().collect()).await?;
    calendar_revisions::revise(connection, RevisionCause::Catalogue, now).await?;
    Ok(changes)
}

/// The key of a department that the catalogue names.
pub(super) fn key_of(departments: &DepartmentKeys, code: &str) -> Result<i64, ServiceError> {
    let missing =
        || ServiceError::Internal(format!("the catalogue names the department {code}, which was not written"));
    departments.get(code).copied().ok_or_else(missing)
}

/// The rows by their code.
pub(super) fn by_code<M>(rows: Vec<M>, code: impl Fn(&M) -> &String) -> HashMap<String, M> {
    rows.into_iter().map(|row| (code(&row).clone(), row)).collect()
}

/// The codes held that the files no longer name, in order.
pub(super) fn absent<'c>(
    held: impl Iterator<Item = &'c String>,
    in_files: impl Iterator<Item = &'c str>,
) -> Vec<String> {
    let in_files: HashSet<&str> = in_files.collect();
    let mut absent: Vec<String> = held.filter(|code| !in_files.contains(code.as_str())).cloned().collect();
    absent.sort_unstable();
    absent
}
