//! The versions of the life cycle and of the rules of assignment, by key; the present ones among them.

use std::collections::HashMap;

use riverain_entities::{assignment_rule_sets, life_cycles};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::assignment::AssignmentRules;
use crate::domain::life_cycle::LifeCycle;

/// What the life of a request goes by.
#[derive(Debug, Default)]
pub struct RequestLife {
    cycles: Versions<LifeCycle>,
    rules: Versions<AssignmentRules>,
}

/// Every version of something, by key, and which of them holds at present.
#[derive(Debug)]
struct Versions<T> {
    by_key: HashMap<i64, T>,
    current: Option<i64>,
    none: T,
}

impl<T: Default> Default for Versions<T> {
    fn default() -> Self {
        Self { by_key: HashMap::new(), current: None, none: T::default() }
    }
}

impl RequestLife {
    /// The present life cycle; one without steps where none has been applied.
    pub fn cycle(&self) -> &LifeCycle {
        self.cycles.current().map_or(&self.cycles.none, |(_, cycle)| cycle)
    }

    /// The key of the present life cycle.
    pub fn cycle_key(&self) -> Option<i64> {
        self.cycles.current
    }

    /// The life cycle of this key.
    pub fn cycle_of(&self, key: i64) -> Option<&LifeCycle> {
        self.cycles.by_key.get(&key)
    }

    /// The present rules of assignment with their key; none where none have been applied.
    pub fn rules(&self) -> Option<(i64, &AssignmentRules)> {
        self.rules.current()
    }

    /// The rules of assignment of this key.
    pub fn rules_of(&self, key: i64) -> Option<&AssignmentRules> {
        self.rules.by_key.get(&key)
    }

    pub(super) async fn read(connection: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let cycles = life_cycles::Entity::find().order_by_asc(life_cycles::Column::Id).all(connection).await?;
        let rules =
            assignment_rule_sets::Entity::find().order_by_asc(assignment_rule_sets::Column::Id).all(connection).await?;
        Ok(Self {
            cycles: Versions::of(cycles.into_iter().map(|row| (row.id, row.superseded_at.is_none(), row.definition)))?,
            rules: Versions::of(rules.into_iter().map(|row| (row.id, row.superseded_at.is_none(), row.definition)))?,
        })
    }
}

impl<T: DeserializeOwned + Default> Versions<T> {
    fn of(rows: impl Iterator<Item = (i64, bool, Value)>) -> Result<Self, DbErr> {
        let mut versions = Self::default();
        for (key, is_current, definition) in rows {
            let content = serde_json::from_value(definition)
                .map_err(|error| DbErr::Custom(format!("the version {key} of a life cycle does not hold: {error}")))?;
            versions.by_key.insert(key, content);
            if is_current {
                versions.current = Some(key);
            }
        }
        Ok(versions)
    }
}

impl<T> Versions<T> {
    fn current(&self) -> Option<(i64, &T)> {
        let key = self.current?;
        Some((key, self.by_key.get(&key)?))
    }
}
