//! The reasons for which 9-1-1 answers. They have no versions: what a citizen in danger is told is corrected at once.

use riverain_entities::emergency_reasons::{ActiveModel, Entity, Model};
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel, NotSet};

use super::in_place::{absent, by_code};
use super::report::Changes;
use crate::catalogue::format::EmergencyReason;
use crate::services::ServiceError;
use crate::store::catalogue::{insert, overwrite, rows};

/// Writes the reasons; one that the file no longer holds stays for the diversions that were recorded with it.
pub(super) async fn emergency_reasons(
    connection: &impl ConnectionTrait,
    reasons: &[EmergencyReason],
) -> Result<Changes, ServiceError> {
    let mut changes = Changes::default();
    let held = by_code(rows::<Entity>(connection).await?, |row| &row.code);
    for reason in reasons {
        let code = reason.code.to_string();
        let row = Model {
            id: held.get(&code).map_or(0, |held| held.id),
            code: code.clone(),
            name_fr: reason.name.fr.clone(),
            name_en: reason.name.en.clone(),
            text_fr: reason.text.fr.clone(),
            text_en: reason.text.en.clone(),
        };
        match held.get(&code) {
            None => {
                changes.note(&code, true);
                let new = ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
                insert(connection, new).await?;
            }
            Some(held) if *held == row => changes.unchanged.push(code),
            Some(_) => {
                overwrite(connection, row).await?;
                changes.note(&code, false);
            }
        }
    }
    changes.left = absent(held.keys(), reasons.iter().map(|reason| reason.code.as_str()));
    Ok(changes)
}
