//! What changes rarely and is read on nearly every request, held in memory: the catalogue, the areas, the city.
//!
//! The snapshot is exact for what never changes (versions of the catalogue, by key) and at most
//! [`FRESH_FOR`] old for the rest: whoever changes it raises `city.revision` in the same transaction.

mod merged_citizens;
mod promising;
mod question_trees;
mod request_life;
mod situations;
mod stored_forms;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use riverain_entities::{
    boroughs, city, crews, departments, emergency_reasons, follow_up_templates, neighbourhoods, precisions,
    priority_policies, products, service_commitments, teams, work_types,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::connect::begin_snapshot;
use crate::domain::areas::AreaIndex;
use crate::domain::place::{Area, BoundingBox, Point};
use merged_citizens::MergedCitizens;
pub use question_trees::{QuestionTrees, StoredQuestionTree};
pub use request_life::RequestLife;
pub use situations::{OpenSituation, open_situations};
use stored_forms::{StoredCalendar, read_calendar};

/// How long a snapshot is used before its revision is looked at again.
const FRESH_FOR: Duration = Duration::from_secs(2);

/// The snapshot of the database's reference data.
#[derive(Debug)]
pub struct Reference {
    /// The city; its settings and bounds.
    pub city: city::Model,
    /// The present version of the priority policy.
    pub priority_policy: priority_policies::Model,
    /// What the life of a request goes by.
    pub life: RequestLife,
    departments: Catalogued<departments::Model>,
    crews: Catalogued<crews::Model>,
    teams: Catalogued<teams::Model>,
    products: Catalogued<products::Model>,
    precisions: HashMap<i64, Arc<precisions::Model>>,
    precisions_of: HashMap<i64, Vec<Arc<precisions::Model>>>,
    work_types: Catalogued<work_types::Model>,
    commitments: Catalogued<service_commitments::Model>,
    emergency_reasons: Catalogued<emergency_reasons::Model>,
    follow_up_templates: Catalogued<follow_up_templates::Model>,
    boroughs: Catalogued<boroughs::Model>,
    neighbourhoods: Catalogued<neighbourhoods::Model>,
    borough_areas: AreaIndex,
    neighbourhood_areas: AreaIndex,
    calendar: StoredCalendar,
    question_trees: QuestionTrees,
    situations: Vec<OpenSituation>,
    merged_citizens: MergedCitizens,
}

/// Rows that are found by key, whatever their version, and by code, in their present version.
#[derive(Debug)]
struct Catalogued<M> {
    by_key: HashMap<i64, Arc<M>>,
    current: Vec<Arc<M>>,
    by_code: HashMap<String, Arc<M>>,
    versions_of: HashMap<String, Vec<i64>>,
}

impl<M> Catalogued<M> {
    fn new(rows: Vec<M>, describe: impl Fn(&M) -> (i64, &str, bool)) -> Self {
        let mut catalogued = Self {
            by_key: HashMap::with_capacity(rows.len()),
            current: Vec::with_capacity(rows.len()),
            by_code: HashMap::new(),
            versions_of: HashMap::new(),
        };
        for row in rows {
            let row = Arc::new(row);
            let (key, code, is_current) = describe(&row);
            catalogued.by_key.insert(key, Arc::clone(&row));
            catalogued.versions_of.entry(code.to_owned()).or_default().push(key);
            if is_current {
                catalogued.by_code.insert(code.to_owned(), Arc::clone(&row));
                catalogued.current.push(Arc::clone(&row));
            }
        }
        catalogued
    }

    fn keys_of_all<'a>(&'a self, codes: &'a [String]) -> impl Iterator<Item = i64> + 'a {
        codes.iter().filter_map(|code| self.versions_of.get(code)).flatten().copied()
    }
}

macro_rules! lookups {
    ($( $field:ident: $model:ty, $singular:ident, $of_code:ident, $known:ident, $noun:literal; )*) => {
        $(
            #[doc = concat!("The ", $noun, " of this key, whatever its version.")]
            pub fn $singular(&self, key: i64) -> Option<&Arc<$model>> {
                self.$field.by_key.get(&key)
            }

            #[doc = concat!("The present ", $noun, " of this code.")]
            pub fn $of_code(&self, code: &str) -> Option<&Arc<$model>> {
                self.$field.by_code.get(code)
            }

            #[doc = concat!("Every present ", $noun, ", in the catalogue's order.")]
            pub fn $field(&self) -> &[Arc<$model>] {
                &self.$field.current
            }

            #[doc = concat!("The keys of every version of each ", $noun, " among these codes.")]
            pub fn $known(&self, codes: &[String]) -> Vec<i64> {
                self.$field.keys_of_all(codes).collect()
            }
        )*
    };
}

impl Reference {
    lookups! {
        departments: departments::Model, department, department_of_code, department_keys, "department";
        crews: crews::Model, crew, crew_of_code, crew_keys, "crew";
        teams: teams::Model, team, team_of_code, team_keys, "team";
        products: products::Model, product, product_of_code, product_keys, "product";
        work_types: work_types::Model, work_type, work_type_of_code, work_type_keys, "work type";
        commitments: service_commitments::Model, commitment, commitment_of_code, commitment_keys, "service commitment";
        emergency_reasons: emergency_reasons::Model, emergency_reason, emergency_reason_of_code, emergency_reason_keys, "reason for which 9-1-1 answers";
        follow_up_templates: follow_up_templates::Model, follow_up_template, follow_up_template_of_code, follow_up_template_keys, "template of follow-ups";
        boroughs: boroughs::Model, borough, borough_of_code, borough_keys, "borough";
        neighbourhoods: neighbourhoods::Model, neighbourhood, neighbourhood_of_code, neighbourhood_keys, "neighbourhood";
    }

    /// The precision of this key, whatever its version.
    pub fn precision(&self, key: i64) -> Option<&Arc<precisions::Model>> {
        self.precisions.get(&key)
    }

    /// The precisions of a version of a product, in the catalogue's order.
    pub fn precisions_of(&self, product_key: i64) -> &[Arc<precisions::Model>] {
        self.precisions_of.get(&product_key).map_or(&[], Vec::as_slice)
    }

    /// The question trees, in all their versions.
    pub fn question_trees(&self) -> &QuestionTrees {
        &self.question_trees
    }

    /// The key of the record that stands for a citizen: their own, where it is merged into no other.
    pub fn root_of_citizen(&self, citizen_id: i64) -> i64 {
        self.merged_citizens.root_of(citizen_id)
    }

    /// The neighbourhoods of a borough.
    pub fn neighbourhoods_of(&self, borough_key: i64) -> impl Iterator<Item = &Arc<neighbourhoods::Model>> {
        self.neighbourhoods.current.iter().filter(move |row| row.borough_id == borough_key)
    }

    /// The keys of the borough and the neighbourhood that a point lies in.
    pub fn locate(&self, point: Point) -> (Option<i64>, Option<i64>) {
        let neighbourhood = self.neighbourhood_areas.locate(point);
        let borough = self
            .borough_areas
            .locate(point)
            .or_else(|| neighbourhood.and_then(|key| self.neighbourhood(key)).map(|row| row.borough_id));
        (borough, neighbourhood)
    }

    /// Whether the outline of any borough is known.
    pub fn has_borough_outlines(&self) -> bool {
        !self.borough_areas.is_empty()
    }

    /// Whether a point lies in the city: in one of its boroughs where their outlines are known, else in its bounds.
    pub fn is_inside_city(&self, point: Point) -> bool {
        if self.has_borough_outlines() { self.locate(point).0.is_some() } else { self.city_bounds().contains(point) }
    }

    /// The box around the city.
    pub fn city_bounds(&self) -> BoundingBox {
        let city = &self.city;
        BoundingBox { west: city.min_lon, south: city.min_lat, east: city.max_lon, north: city.max_lat }
    }

    async fn load(connection: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let missing =
            |what: &str| DbErr::RecordNotFound(format!("{what}: apply a catalogue first (riverain catalogue apply)"));
        let city = city::Entity::find_by_id(1).one(connection).await?.ok_or_else(|| missing("city"))?;
        let priority_policy = priority_policies::Entity::find()
            .filter(priority_policies::Column::SupersededAt.is_null())
            .order_by_desc(priority_policies::Column::Id)
            .one(connection)
            .await?
            .ok_or_else(|| missing("priority policy"))?;
        let precisions: Vec<Arc<precisions::Model>> = precisions::Entity::find()
            .order_by_asc(precisions::Column::Position)
            .all(connection)
            .await?
            .into_iter()
            .map(Arc::new)
            .collect();
        let mut precisions_of: HashMap<i64, Vec<Arc<precisions::Model>>> = HashMap::new();
        for precision in &precisions {
            precisions_of.entry(precision.product_id).or_default().push(Arc::clone(precision));
        }
        let boroughs = boroughs::Entity::find().order_by_asc(boroughs::Column::Name).all(connection).await?;
        let neighbourhoods =
            neighbourhoods::Entity::find().order_by_asc(neighbourhoods::Column::Name).all(connection).await?;
        let borough_areas = index(boroughs.iter().map(|row| (row.id, row.geometry.as_ref())))?;
        let neighbourhood_areas = index(neighbourhoods.iter().map(|row| (row.id, row.geometry.as_ref())))?;
        let calendar = read_calendar(connection, &city.time_zone).await?;
        Ok(Self {
            city,
            calendar,
            question_trees: QuestionTrees::read(connection).await?,
            situations: situations::read(connection).await?,
            merged_citizens: MergedCitizens::read(connection).await?,
            priority_policy,
            life: RequestLife::read(connection).await?,
            departments: Catalogued::new(
                departments::Entity::find().order_by_asc(departments::Column::Id).all(connection).await?,
                |row| (row.id, &row.code, true),
            ),
            crews: Catalogued::new(
                crews::Entity::find().order_by_asc(crews::Column::Id).all(connection).await?,
                |row| (row.id, &row.code, true),
            ),
            teams: Catalogued::new(
                teams::Entity::find().order_by_asc(teams::Column::Id).all(connection).await?,
                |row| (row.id, &row.code, true),
            ),
            products: Catalogued::new(
                products::Entity::find()
                    .order_by_asc(products::Column::Position)
                    .order_by_asc(products::Column::Id)
                    .all(connection)
                    .await?,
                |row| (row.id, &row.code, row.superseded_at.is_none()),
            ),
            precisions: precisions.into_iter().map(|row| (row.id, row)).collect(),
            precisions_of,
            work_types: Catalogued::new(
                work_types::Entity::find().order_by_asc(work_types::Column::Id).all(connection).await?,
                |row| (row.id, &row.code, row.superseded_at.is_none()),
            ),
            commitments: Catalogued::new(
                service_commitments::Entity::find()
                    .order_by_asc(service_commitments::Column::Id)
                    .all(connection)
                    .await?,
                |row| (row.id, &row.code, row.superseded_at.is_none()),
            ),
            emergency_reasons: Catalogued::new(
                emergency_reasons::Entity::find().order_by_asc(emergency_reasons::Column::Id).all(connection).await?,
                |row| (row.id, &row.code, true),
            ),
            follow_up_templates: Catalogued::new(
                follow_up_templates::Entity::find()
                    .order_by_asc(follow_up_templates::Column::Position)
                    .all(connection)
                    .await?,
                |row| (row.id, &row.code, row.superseded_at.is_none()),
            ),
            boroughs: Catalogued::new(boroughs.into_iter().map(without_outline).collect(), |row| {
                (row.id, &row.code, true)
            }),
            neighbourhoods: Catalogued::new(
                neighbourhoods.into_iter().map(|row| neighbourhoods::Model { geometry: None, ..row }).collect(),
                |row| (row.id, &row.code, true),
            ),
            borough_areas,
            neighbourhood_areas,
        })
    }
}

/// Gives the present snapshot, read again only where the database's reference data changed.
#[derive(Debug)]
pub struct ReferenceCache {
    database: DatabaseConnection,
    revision: moka::future::Cache<(), i64>,
    snapshots: moka::future::Cache<i64, Arc<Reference>>,
}

impl ReferenceCache {
    /// A cache over this database.
    pub fn new(database: DatabaseConnection) -> Self {
        Self {
            database,
            revision: moka::future::Cache::builder().max_capacity(1).time_to_live(FRESH_FOR).build(),
            snapshots: moka::future::Cache::builder().max_capacity(2).build(),
        }
    }

    /// The present snapshot.
    ///
    /// # Errors
    /// A database that fails, or holds no catalogue yet.
    pub async fn current(&self) -> Result<Arc<Reference>, DbErr> {
        let revision = self.revision.try_get_with((), self.read_revision()).await.map_err(shared)?;
        let load = async {
            // Of one moment: a catalogue that is applied meanwhile is seen whole or not at all.
            let snapshot = begin_snapshot(&self.database).await?;
            let reference = Reference::load(&snapshot).await?;
            snapshot.rollback().await?;
            Ok(Arc::new(reference))
        };
        self.snapshots.try_get_with(revision, load).await.map_err(shared)
    }

    /// Forgets how fresh the snapshot is: the next reader looks at the database.
    pub async fn look_again(&self) {
        self.revision.invalidate(&()).await;
    }

    async fn read_revision(&self) -> Result<i64, DbErr> {
        let revision: Option<i64> =
            city::Entity::find().select_only().column(city::Column::Revision).into_tuple().one(&self.database).await?;
        revision
            .ok_or_else(|| DbErr::RecordNotFound("no catalogue has been applied (riverain catalogue apply)".to_owned()))
    }
}

/// Tells every reader that reference data changed: call it in the transaction that changes it.
///
/// # Errors
/// A database that fails.
pub async fn raise_revision(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    use sea_orm::ExprTrait;
    city::Entity::update_many()
        .col_expr(city::Column::Revision, sea_orm::sea_query::Expr::col(city::Column::Revision).add(1))
        .exec(connection)
        .await?;
    Ok(())
}

fn without_outline(row: boroughs::Model) -> boroughs::Model {
    boroughs::Model { geometry: None, ..row }
}

fn index<'a>(rows: impl Iterator<Item = (i64, Option<&'a serde_json::Value>)>) -> Result<AreaIndex, DbErr> {
    let areas: Result<Vec<(i64, Area)>, DbErr> = rows
        .filter_map(|(key, geometry)| geometry.map(|geometry| (key, geometry)))
        .map(|(key, geometry)| match Area::from_stored(geometry) {
            Ok(area) => Ok((key, area)),
            Err(fault) => Err(DbErr::Custom(format!("the outline of area {key} does not hold: {fault:?}"))),
        })
        .collect();
    Ok(AreaIndex::new(areas?))
}

/// An error that all who waited for the same reading share.
fn shared(error: Arc<DbErr>) -> DbErr {
    match &*error {
        DbErr::RecordNotFound(what) => DbErr::RecordNotFound(what.clone()),
        other => DbErr::Custom(other.to_string()),
    }
}
