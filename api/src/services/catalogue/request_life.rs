//! The versions of what the life of a request goes by: the life cycle and the rules of assignment, of which there is one
//! each, and the templates of follow-ups.

use riverain_entities::{assignment_rule_sets, follow_up_templates, life_cycles};
use sea_orm::{ConnectionTrait, NotSet, Set};
use serde_json::json;

use super::report::Changes;
use super::versioned::{Writer, digested};
use super::versions::{NewVersion, plan};
use crate::catalogue::AssignmentRules;
use crate::catalogue::format::{FollowUpTemplate, LifeCycleFile};
use crate::services::ServiceError;
use crate::store::catalogue::{held_versions, insert, supersede};

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn life_cycle(&self, cycle: &LifeCycleFile) -> Result<Changes, ServiceError> {
        use life_cycles::{ActiveModel, Entity};
        let held = held_versions::<Entity>(self.connection).await?;
        let plan = plan(&held, digested(std::slice::from_ref(cycle), |_| "life_cycle")?);
        supersede::<Entity>(self.connection, &plan.superseded, self.now).await?;
        for NewVersion { content, version, digest } in plan.new {
            let row = ActiveModel {
                id: NotSet,
                code: Set("life_cycle".to_owned()),
                version: Set(version),
                valid_from: Set(self.now),
                superseded_at: Set(None),
                digest: Set(digest),
                definition: Set(json!(content)),
            };
            insert(self.connection, row).await?;
        }
        Ok(plan.changes)
    }

    pub(super) async fn follow_up_templates(&self, templates: &[FollowUpTemplate]) -> Result<Changes, ServiceError> {
        use follow_up_templates::{ActiveModel, Entity};
        // Where a template stands in the list is of its content: the digest is of both.
        let placed: Vec<(i32, &FollowUpTemplate)> = (0..).zip(templates).collect();
        let held = held_versions::<Entity>(self.connection).await?;
        let plan = plan(&held, digested(&placed, |(_, template)| template.code.as_str())?);
        supersede::<Entity>(self.connection, &plan.superseded, self.now).await?;
        for NewVersion { content: (position, template), version, digest } in plan.new {
            let row = ActiveModel {
                id: NotSet,
                code: Set(template.code.to_string()),
                version: Set(version),
                valid_from: Set(self.now),
                superseded_at: Set(None),
                digest: Set(digest),
                position: Set(*position),
                name_fr: Set(template.name.fr.clone()),
                name_en: Set(template.name.en.clone()),
                text_fr: Set(template.text.fr.clone()),
                text_en: Set(template.text.en.clone()),
            };
            insert(self.connection, row).await?;
        }
        Ok(plan.changes)
    }

    pub(super) async fn assignment(&self, rules: &AssignmentRules) -> Result<Changes, ServiceError> {
        use assignment_rule_sets::{ActiveModel, Entity};
        let held = held_versions::<Entity>(self.connection).await?;
        let plan = plan(&held, digested(std::slice::from_ref(rules), |_| "assignment")?);
        supersede::<Entity>(self.connection, &plan.superseded, self.now).await?;
        for NewVersion { content, version, digest } in plan.new {
            let row = ActiveModel {
                id: NotSet,
                code: Set("assignment".to_owned()),
                version: Set(version),
                valid_from: Set(self.now),
                superseded_at: Set(None),
                digest: Set(digest),
                definition: Set(json!(content)),
            };
            insert(self.connection, row).await?;
        }
        Ok(plan.changes)
    }
}
