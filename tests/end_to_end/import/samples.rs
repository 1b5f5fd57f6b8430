//! The samples that are shipped, with the mappings that are shipped.

use std::path::{Path, PathBuf};

use riverain::catalogue::{CatalogueSource, load, load_city};
use riverain::import::areas::{AreaImport, AreaKind, import_areas};
use riverain::import::progress::NoProgress;
use riverain::import::requests::{RequestImport, RequestImportSummary, import_requests};
use riverain::locale::Locale;
use riverain::services::catalogue::apply;
use riverain_entities::service_requests::{Column, Entity};
use riverain_tests::{TestApp, TestDatabase, now};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tempfile::TempDir;

use super::world::app_at;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples").join(name)
}

/// Imports a shipped sample with its mapping over the catalogue of this city.
async fn import(database: &TestDatabase, name: &str, city: Option<&str>) -> RequestImportSummary {
    let mut catalogue = load(&CatalogueSource::BuiltIn).unwrap();
    if let Some(city) = city {
        catalogue.city = load_city(&sample(city)).unwrap();
    }
    apply(database.connection(), &catalogue, now()).await.unwrap();
    let folder = TempDir::new().unwrap();
    let import = RequestImport {
        file: sample(name).join("requests.csv.gz"),
        mapping: sample(name).join("mapping.toml"),
        report: folder.path().join("rejected.csv"),
        locale: Locale::English,
    };
    import_requests(&app_at(database.connection().clone(), now()), &import, &mut NoProgress).await.unwrap()
}

#[tokio::test]
async fn every_request_of_boston_is_imported() {
    let database = TestDatabase::sqlite().await;
    let tally = Box::pin(import(&database, "boston", Some("boston/city.toml"))).await.tally;
    assert_eq!((tally.read, tally.inserted, tally.rejected, tally.closings_moved), (45_455, 45_455, 0, 152));
    let located = Entity::find().filter(Column::Lon.is_not_null()).count(database.connection()).await.unwrap();
    assert_eq!(located, 41_734);
}

#[tokio::test]
async fn every_request_of_montreal_is_imported_and_known_by_its_line() {
    let database = TestDatabase::sqlite().await;
    let tally = Box::pin(import(&database, "montreal", None)).await.tally;
    assert_eq!((tally.read, tally.inserted, tally.rejected), (10_000, 10_000, 0));
    let of_line = |line: &str| Entity::find().filter(Column::ExternalId.eq(line)).count(database.connection());
    assert_eq!((of_line("1").await.unwrap(), of_line("2").await.unwrap()), (0, 1), "the header is line 1");
    assert_eq!((of_line("10001").await.unwrap(), of_line("10002").await.unwrap()), (1, 0));
}

#[tokio::test]
async fn the_areas_of_quebec_are_told_apart() {
    let app = TestApp::sqlite().await;
    for (name, kind, count) in [("boroughs", AreaKind::Boroughs, 6), ("neighbourhoods", AreaKind::Neighbourhoods, 35)] {
        let file = sample(&format!("quebec/{name}.geojson"));
        let import = AreaImport { file, kind: None, code_property: None, name_property: None, borough_property: None };
        let summary = import_areas(&app.app, &import).await.unwrap();
        assert_eq!((summary.kind, summary.created + summary.updated), (kind, count));
    }
}
