//! A small city to import into: two departments, a planned and a rapid product, no outline.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use riverain::app::{App, SharedApp};
use riverain::auth::token::Keyring;
use riverain::clock::FixedClock;
use riverain::import::ImportError;
use riverain::import::areas::{AreaImport, import_areas};
use riverain::import::progress::NoProgress;
use riverain::import::requests::{RequestImport, RequestImportSummary, import_requests};
use riverain::locale::Locale;
use riverain::services::notifications::{NotificationSettings, Notifications};
use riverain::services::planning_jobs::PlanningSettings;
use riverain::store::objects::Objects;
use riverain_entities::products::RequestKind;
use riverain_entities::{
    business_calendars, city, crews, departments, precisions, priority_policies, products, service_requests, work_types,
};
use riverain_planner::PriorityPolicy;
use riverain_tests::TestDatabase;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryOrder};
use serde_json::json;
use tempfile::TempDir;

/// The columns of the files of the tests: some of those of Boston.
pub(super) const HEADER: &str = "CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,CASE_STATUS,TYPE,neighborhood,STREET,LATITUDE,LONGITUDE,Source,default_geocode";

/// A mapping of those columns.
pub(super) const MAPPING: &str = r#"
source = "boston_311"
time_zone = "America/New_York"
date_formats = ["%Y-%m-%dT%H:%M:%S"]

[columns]
external_id = "CASE_ENQUIRY_ID"
opened_at = "OPEN_DT"
due_at = "TARGET_DT"
closed_at = "CLOSED_DT"
address = "STREET"
borough = "neighborhood"

[position]
longitude = "LONGITUDE"
latitude = "LATITUDE"
unknown_when = [{ column = "default_geocode", is = ["1"] }]

[status]
column = "CASE_STATUS"
words = { Open = "received", Closed = "done" }

[channel]
column = "Source"
words = { "Constituent Call" = "telephone", "Citizens Connect App" = "mobile_app" }
default = "internal"

[[categories]]
when = [{ column = "TYPE", is = ["Sidewalk Repair", "Sidewalk Repair (Make Safe)"] }]
product = "sidewalk"
precision = "raised_slab"

[[categories]]
when = [{ column = "TYPE", is = ["Street Light Outages"] }]
product = "street_light"
precision = "out"
"#;

/// A service over a small city, and a folder for its files.
pub(super) struct World {
    pub(super) app: SharedApp,
    pub(super) database: TestDatabase,
    folder: TempDir,
}

impl World {
    /// One over each kind of database that the machine has.
    pub(super) async fn each() -> Vec<Self> {
        let mut worlds = Vec::new();
        for database in TestDatabase::each().await {
            insert_city(database.connection()).await;
            let app = app_over(database.connection().clone());
            worlds.push(Self { app, database, folder: TempDir::new().unwrap() });
        }
        worlds
    }

    /// Writes a file of the world's folder.
    pub(super) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// What a file of the world's folder holds; nothing where it is absent.
    pub(super) fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join(name)).ok()
    }

    /// Imports these rows under the usual header and mapping.
    pub(super) async fn import(&self, rows: &[&str]) -> RequestImportSummary {
        let text = format!("{HEADER}\n{}\n", rows.join("\n"));
        self.import_file(text.as_bytes(), MAPPING).await.unwrap()
    }

    /// Imports a file with a mapping.
    pub(super) async fn import_file(&self, content: &[u8], mapping: &str) -> Result<RequestImportSummary, ImportError> {
        let file = self.file("requests.csv", content);
        let mapping = self.file("mapping.toml", mapping);
        import_into(&self.app, &file, &mapping).await
    }

    /// Imports one borough, around the whole city.
    pub(super) async fn import_borough(&self, name: &str) {
        let outline = json!({ "type": "Polygon", "coordinates": [[[-71.2, 42.2], [-70.9, 42.2], [-70.9, 42.5], [-71.2, 42.5], [-71.2, 42.2]]] });
        let feature = json!({ "type": "Feature", "properties": { "NOM": name }, "geometry": outline });
        let content = json!({ "type": "FeatureCollection", "features": [feature] }).to_string();
        let file = self.file("areas.geojson", content);
        let import = AreaImport { file, kind: None, code_property: None, name_property: None, borough_property: None };
        import_areas(&self.app, &import).await.unwrap();
    }

    /// Every request, by its identifier in its source.
    pub(super) async fn requests(&self) -> Vec<service_requests::Model> {
        let by_identifier = service_requests::Entity::find().order_by_asc(service_requests::Column::ExternalId);
        by_identifier.all(self.database.connection()).await.unwrap()
    }
}

/// The moment at which the tests stand.
pub(super) fn now() -> DateTimeUtc {
    moment("2016-06-01T12:00:00Z")
}

pub(super) fn moment(text: &str) -> DateTimeUtc {
    text.parse().unwrap()
}

/// A service over this database.
pub(super) fn app_over(connection: DatabaseConnection) -> SharedApp {
    app_at(connection, now())
}

/// A service over this database, at this moment.
pub(super) fn app_at(connection: DatabaseConnection, now: DateTimeUtc) -> SharedApp {
    let keyring = Keyring::new(&"a key for tests, of thirty-two bytes or more".to_owned().into());
    let (planning, objects) = (PlanningSettings::default(), Objects::in_memory());
    let notifications = Notifications::new(NotificationSettings::default(), None);
    App::new(connection, Arc::new(FixedClock(now)), keyring, planning, notifications, objects, None)
}

/// Imports a file, its report in English.
pub(super) async fn import_into(app: &App, file: &Path, mapping: &Path) -> Result<RequestImportSummary, ImportError> {
    let report = riverain::import::rejects::default_path(file);
    let import = RequestImport { file: file.to_owned(), mapping: mapping.to_owned(), report, locale: Locale::English };
    import_requests(app, &import, &mut NoProgress).await
}

async fn insert_city(connection: &DatabaseConnection) {
    insert(connection, city()).await;
    insert(connection, department(1, "roads")).await;
    insert(connection, department(2, "lighting")).await;
    insert(connection, crew()).await;
    insert(connection, business_calendar()).await;
    insert(connection, priority_policy()).await;
    insert(connection, work_type()).await;
    for (id, code, department_id) in [(1, "sidewalk", 1), (2, "street_light", 2)] {
        insert(connection, product(id, code, department_id)).await;
    }
    insert(connection, precision(1, "raised_slab", Some("sidewalk_repair"))).await;
    insert(connection, precision(2, "out", None)).await;
}

async fn insert<M>(connection: &DatabaseConnection, model: M)
where
    M: IntoActiveModel<<<M as sea_orm::ModelTrait>::Entity as EntityTrait>::ActiveModel> + sea_orm::ModelTrait,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    M::Entity::insert(model.into_active_model().reset_all()).exec_without_returning(connection).await.unwrap();
}

fn city() -> city::Model {
    city::Model {
        id: 1,
        code: None,
        name: "Boston".into(),
        time_zone: "America/New_York".into(),
        min_lon: -71.2,
        min_lat: 42.2,
        max_lon: -70.9,
        max_lat: 42.5,
        show_planned_year: false,
        simulated: false,
        revision: 1,
    }
}

fn department(id: i64, code: &str) -> departments::Model {
    departments::Model { id, code: code.into(), name_fr: code.into(), name_en: code.into(), yearly_budget_cents: 0 }
}

fn crew() -> crews::Model {
    crews::Model {
        id: 1,
        code: "concrete".into(),
        department_id: 1,
        name_fr: "Béton".into(),
        name_en: "Concrete".into(),
        yearly_hours: 12_000.0,
    }
}

fn business_calendar() -> business_calendars::Model {
    business_calendars::Model {
        id: 1,
        code: "centre".into(),
        name_fr: "Centre".into(),
        name_en: "Centre".into(),
        time_zone: "America/New_York".into(),
        opening: json!({"monday": ["08:00", "19:00"]}),
        holiday_rules: json!(["new_year"]),
        at_risk_share: 0.75,
    }
}

fn priority_policy() -> priority_policies::Model {
    priority_policies::Model {
        id: 1,
        code: "city".into(),
        version: 1,
        valid_from: moment("2014-01-01T00:00:00Z"),
        superseded_at: None,
        digest: "00".into(),
        name_fr: "Ville".into(),
        name_en: "City".into(),
        weights: serde_json::to_value(PriorityPolicy::default()).unwrap(),
    }
}

fn work_type() -> work_types::Model {
    work_types::Model {
        id: 1,
        code: "sidewalk_repair".into(),
        version: 1,
        valid_from: moment("2014-01-01T00:00:00Z"),
        superseded_at: None,
        digest: "00".into(),
        department_id: 1,
        name_fr: "Réfection de trottoir".into(),
        name_en: "Sidewalk repair".into(),
        radius_m: 50.0,
        max_span_m: None,
        max_requests: None,
        max_cost_cents: None,
        distance: work_types::Distance::GreatCircle,
        mobilization_cost_cents: 0,
        mobilization_shared_cost_cents: 0,
        after: json!([]),
        breaks_ground: false,
        moratorium_years: 0,
        mean_cost_cents: 250_000,
        unit: Some("m²".into()),
        cost_per_unit_cents: Some(30_000),
        mean_crew_hours: json!({"concrete": 12.5}),
        crew_hours_per_unit: Some(json!({"concrete": 0.5})),
    }
}

fn product(id: i64, code: &str, department_id: i64) -> products::Model {
    products::Model {
        id,
        code: code.into(),
        version: 1,
        valid_from: moment("2014-01-01T00:00:00Z"),
        superseded_at: None,
        digest: "00".into(),
        kind: RequestKind::RapidIntervention,
        department_id,
        name_fr: code.into(),
        name_en: code.into(),
        severity: 40,
        service_commitment_code: None,
        family: None,
        duplicate_radius_m: None,
        duplicate_closed_days: None,
        reports_are_public: false,
        reopening_days: None,
        reopening_unit: None,
        position: 0,
    }
}

fn precision(id: i64, code: &str, work_type_code: Option<&str>) -> precisions::Model {
    precisions::Model {
        id,
        product_id: id,
        code: code.into(),
        version: 1,
        valid_from: moment("2014-01-01T00:00:00Z"),
        superseded_at: None,
        kind: RequestKind::RapidIntervention,
        department_id: id,
        work_type_code: work_type_code.map(Into::into),
        name_fr: code.into(),
        name_en: code.into(),
        severity: 55,
        service_commitment_code: None,
        position: 0,
    }
}
