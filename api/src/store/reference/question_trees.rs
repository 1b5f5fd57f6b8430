//! The question trees in all their versions: a request is read with the one that it answered.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use riverain_entities::{question_tree_versions, question_trees};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::domain::question_tree::QuestionTree;

/// A version of the question tree of a product.
#[derive(Debug)]
pub struct StoredQuestionTree {
    /// Key of the version.
    pub id: i64,
    /// Its number, from 1.
    pub version: i32,
    /// The version of the product that it asks about.
    pub product_id: i64,
    /// Since when a later version replaces it.
    pub superseded_at: Option<DateTime<Utc>>,
    /// The questions, and what their answers lead to.
    pub tree: QuestionTree,
}

/// Every version of every question tree.
#[derive(Debug, Default)]
pub struct QuestionTrees {
    by_key: HashMap<i64, Arc<StoredQuestionTree>>,
    current_of_product: HashMap<i64, Arc<StoredQuestionTree>>,
    versions_of_code: HashMap<String, Vec<Arc<StoredQuestionTree>>>,
}

impl QuestionTrees {
    /// The version of this key.
    pub fn of_key(&self, key: i64) -> Option<&Arc<StoredQuestionTree>> {
        self.by_key.get(&key)
    }

    /// The present tree of a version of a product; none where it asks nothing.
    pub fn current_of(&self, product_key: i64) -> Option<&Arc<StoredQuestionTree>> {
        self.current_of_product.get(&product_key)
    }

    /// The version of this number of the tree of a product, by its code.
    pub fn version(&self, product_code: &str, version: i32) -> Option<&Arc<StoredQuestionTree>> {
        self.versions_of_code.get(product_code)?.iter().find(|tree| tree.version == version)
    }

    pub(super) async fn read(connection: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let trees = question_trees::Entity::find().all(connection).await?;
        let codes: HashMap<i64, String> = trees.into_iter().map(|tree| (tree.id, tree.code)).collect();
        let mut all = Self::default();
        for row in question_tree_versions::Entity::find().all(connection).await? {
            let broken =
                |what: String| DbErr::Custom(format!("question tree version {} does not hold: {what}", row.id));
            let code = codes.get(&row.question_tree_id).ok_or_else(|| broken("it is of no tree".to_owned()))?;
            let stored = Arc::new(StoredQuestionTree {
                id: row.id,
                version: row.version,
                product_id: row.product_id,
                superseded_at: row.superseded_at,
                tree: serde_json::from_value(row.definition).map_err(|error| broken(error.to_string()))?,
            });
            all.by_key.insert(stored.id, Arc::clone(&stored));
            if stored.superseded_at.is_none() {
                all.current_of_product.insert(stored.product_id, Arc::clone(&stored));
            }
            all.versions_of_code.entry(code.clone()).or_default().push(stored);
        }
        Ok(all)
    }
}
