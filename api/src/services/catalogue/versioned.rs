//! What has versions: commitments, the priority policy, work types, products with their precisions, question trees.

use chrono::{DateTime, Utc};
use riverain_entities::products::{ReopeningUnit, RequestKind};
use riverain_entities::service_commitments::{CommitmentKind, CommitmentSubject, CommitmentUnit};
use riverain_entities::work_types::Distance;
use riverain_entities::{
    precisions, priority_policies, products, question_tree_versions, service_commitments, work_types,
};
use sea_orm::{ConnectionTrait, NotSet, Set};
use serde_json::json;

use super::in_place::{DepartmentKeys, key_of};
use super::report::Changes;
use super::versions::{NewVersion, digest, plan};
use crate::catalogue::format::{self, PriorityPolicyFile, ServiceCommitment, WorkType};
use crate::catalogue::{Precision, Product};
use crate::domain::question_tree::QuestionTree;
use crate::services::ServiceError;
use crate::store::catalogue::{
    held_trees, held_versions, insert, insert_precisions, question_tree_key, supersede, supersede_precisions,
    supersede_trees,
};

/// Writes versions within a transaction, all from the same moment.
pub(super) struct Writer<'t, C> {
    pub(super) connection: &'t C,
    pub(super) now: DateTime<Utc>,
    pub(super) departments: DepartmentKeys,
}

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn commitments(&self, commitments: &[ServiceCommitment]) -> Result<Changes, ServiceError> {
        use service_commitments::{ActiveModel, Entity};
        let held = held_versions::<Entity>(self.connection).await?;
        let plan = plan(&held, digested(commitments, |commitment| commitment.code.as_str())?);
        supersede::<Entity>(self.connection, &plan.superseded, self.now).await?;
        for NewVersion { content, version, digest } in plan.new {
            let row = ActiveModel {
                id: NotSet,
                code: Set(content.code.to_string()),
                version: Set(version),
                valid_from: Set(self.now),
                superseded_at: Set(None),
                digest: Set(digest),
                name_fr: Set(content.name.fr.clone()),
                name_en: Set(content.name.en.clone()),
                kind: Set(content.kind.into()),
                unit: Set(content.unit.into()),
                amount: Set(content.amount),
                target_share: Set(content.target_share),
                at_risk_share: Set(content.at_risk_share),
                applies_to: Set(content.applies_to.into()),
            };
            insert(self.connection, row).await?;
        }
        Ok(plan.changes)
    }

    pub(super) async fn priority_policy(&self, policy: &PriorityPolicyFile) -> Result<Changes, ServiceError> {
        use priority_policies::{ActiveModel, Entity};
        let held = held_versions::<Entity>(self.connection).await?;
        let plan = plan(&held, digested(std::slice::from_ref(policy), |policy| policy.code.as_str())?);
        supersede::<Entity>(self.connection, &plan.superseded, self.now).await?;
        for NewVersion { content, version, digest } in plan.new {
            let row = ActiveModel {
                id: NotSet,
                code: Set(content.code.to_string()),
                version: Set(version),
                valid_from: Set(self.now),
                superseded_at: Set(None),
                digest: Set(digest),
                name_fr: Set(content.name.fr.clone()),
                name_en: Set(content.name.en.clone()),
                weights: Set(json!(content.policy())),
            };
            insert(self.connection, row).await?;
        }
        Ok(plan.changes)
    }

    pub(super) async fn work_types(&self, work_types: &[WorkType]) -> Result<Changes, ServiceError> {
        use work_types::{ActiveModel, Entity};
        let held = held_versions::<Entity>(self.connection).await?;
        let plan = plan(&held, digested(work_types, |work_type| work_type.code.as_str())?);
        supersede::<Entity>(self.connection, &plan.superseded, self.now).await?;
        for NewVersion { content, version, digest } in plan.new {
            let estimate = &content.estimate;
            let row = ActiveModel {
                id: NotSet,
                code: Set(content.code.to_string()),
                version: Set(version),
                valid_from: Set(self.now),
                superseded_at: Set(None),
                digest: Set(digest),
                department_id: Set(key_of(&self.departments, content.department.as_str())?),
                name_fr: Set(content.name.fr.clone()),
                name_en: Set(content.name.en.clone()),
                radius_m: Set(content.grouping.radius_m),
                max_span_m: Set(content.grouping.max_span_m),
                max_requests: Set(content.grouping.max_requests),
                max_cost_cents: Set(content.grouping.max_cost_cents),
                distance: Set(content.grouping.distance.into()),
                mobilization_cost_cents: Set(content.mobilization.cost_cents),
                mobilization_shared_cost_cents: Set(content.mobilization.shared_cost_cents),
                after: Set(json!(content.after)),
                breaks_ground: Set(content.breaks_ground),
                moratorium_years: Set(content.moratorium_years),
                mean_cost_cents: Set(estimate.mean_cost_cents),
                unit: Set(estimate.unit.clone()),
                cost_per_unit_cents: Set(estimate.cost_per_unit_cents),
                mean_crew_hours: Set(json!(estimate.mean_crew_hours)),
                crew_hours_per_unit: Set(estimate.crew_hours_per_unit.as_ref().map(|hours| json!(hours))),
            };
            insert(self.connection, row).await?;
        }
        Ok(plan.changes)
    }

    pub(super) async fn products(&self, products: &[Product]) -> Result<Changes, ServiceError> {
        use products::{ActiveModel, Entity};
        let held = held_versions::<Entity>(self.connection).await?;
        let plan = plan(&held, digested(products, |product| product.code.as_str())?);
        supersede_precisions(self.connection, &plan.superseded, self.now).await?;
        supersede::<Entity>(self.connection, &plan.superseded, self.now).await?;
        for NewVersion { content, version, digest } in plan.new {
            let duplicates = content.duplicates.as_ref();
            let row = ActiveModel {
                id: NotSet,
                code: Set(content.code.to_string()),
                version: Set(version),
                valid_from: Set(self.now),
                superseded_at: Set(None),
                digest: Set(digest),
                kind: Set(content.kind.into()),
                department_id: Set(key_of(&self.departments, content.department.as_str())?),
                name_fr: Set(content.name.fr.clone()),
                name_en: Set(content.name.en.clone()),
                severity: Set(content.severity),
                service_commitment_code: Set(content.commitment.as_ref().map(ToString::to_string)),
                reopening_days: Set(content.reopening.map(|window| window.days)),
                reopening_unit: Set(content.reopening.map(|window| window.unit.into())),
                family: Set(duplicates.and_then(|rules| rules.family.as_ref()).map(ToString::to_string)),
                duplicate_radius_m: Set(duplicates.and_then(|rules| rules.radius_metres)),
                duplicate_closed_days: Set(duplicates.and_then(|rules| rules.closed_days)),
                reports_are_public: Set(duplicates.is_some_and(|rules| rules.public)),
                position: Set(content.position),
            };
            let key = insert(self.connection, row).await?.id;
            let precisions = (0..).zip(&content.precisions);
            let precisions = precisions.map(|(position, precision)| self.precision(key, version, position, precision));
            insert_precisions(self.connection, precisions.collect::<Result<_, _>>()?).await?;
        }
        Ok(plan.changes)
    }

    fn precision(
        &self,
        product_key: i64,
        version: i32,
        position: i32,
        precision: &Precision,
    ) -> Result<precisions::ActiveModel, ServiceError> {
        Ok(precisions::ActiveModel {
            id: NotSet,
            product_id: Set(product_key),
            code: Set(precision.code.to_string()),
            version: Set(version),
            valid_from: Set(self.now),
            superseded_at: Set(None),
            kind: Set(precision.kind.into()),
            department_id: Set(key_of(&self.departments, precision.department.as_str())?),
            work_type_code: Set(precision.work_type.as_ref().map(ToString::to_string)),
            name_fr: Set(precision.name.fr.clone()),
            name_en: Set(precision.name.en.clone()),
            severity: Set(precision.severity),
            service_commitment_code: Set(precision.commitment.as_ref().map(ToString::to_string)),
            position: Set(position),
        })
    }

    /// Writes the question trees, once the products are. A version of a tree asks about a version of its product: the
    /// digest is of both.
    pub(super) async fn question_trees(&self, products: &[Product]) -> Result<Changes, ServiceError> {
        let held = held_trees(self.connection).await?;
        let keys = held_versions::<products::Entity>(self.connection).await?;
        let asking = products.iter().filter_map(|product| Some((product, product.question_tree.as_ref()?)));
        let asking: Vec<(&Product, &QuestionTree)> = asking.collect();
        let digested = asking.iter().map(|asking| {
            let (product, tree) = asking;
            let product_version = keys.get(product.code.as_str()).map(|held| held.version);
            Ok((product.code.as_str(), digest(&(product_version, tree))?, asking))
        });
        let plan = plan(&held, digested.collect::<Result<Vec<_>, serde_json::Error>>()?);
        supersede_trees(self.connection, &plan.superseded, self.now).await?;
        for NewVersion { content: (product, tree), version, digest } in plan.new {
            let code = product.code.as_str();
            let product_key = keys.get(code).map(|held| held.id);
            let unwritten =
                || ServiceError::Internal(format!("the product {code} was not written before its questions"));
            let row = question_tree_versions::ActiveModel {
                id: NotSet,
                question_tree_id: Set(question_tree_key(self.connection, code).await?),
                version: Set(version),
                valid_from: Set(self.now),
                superseded_at: Set(None),
                digest: Set(digest),
                product_id: Set(product_key.ok_or_else(unwritten)?),
                definition: Set(json!(tree)),
            };
            insert(self.connection, row).await?;
        }
        Ok(plan.changes)
    }
}

/// Each content with its code and its digest.
pub(super) fn digested<T: serde::Serialize>(
    contents: &[T],
    code: impl Fn(&T) -> &str,
) -> Result<Vec<(&str, String, &T)>, serde_json::Error> {
    contents.iter().map(|content| Ok((code(content), digest(content)?, content))).collect()
}

macro_rules! same_words {
    ($($from:path => $to:path { $($variant:ident),+ })+) => {
        $(
            impl From<$from> for $to {
                fn from(word: $from) -> Self {
                    match word {
                        $(<$from>::$variant => Self::$variant,)+
                    }
                }
            }
        )+
    };
}

same_words! {
    format::RequestKind => RequestKind { Information, ServiceRequest, RapidIntervention, CommentOrComplaint }
    format::ReopeningUnit => ReopeningUnit { BusinessDays, CalendarDays }
    format::CommitmentKind => CommitmentKind { Delay, Quality }
    format::CommitmentUnit => CommitmentUnit { BusinessDays, BusinessMinutes, Minutes, CalendarDays }
    format::Distance => Distance { GreatCircle, StreetNetwork }
    format::CommitmentSubject => CommitmentSubject { Product, Channel }
}
