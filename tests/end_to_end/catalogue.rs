//! The catalogue in the database: applied again and again, history keeps its meaning.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use riverain::catalogue::{Catalogue, CatalogueSource, load, load_city};
use riverain::services::catalogue::{ApplyError, CataloguePart, apply, apply_replacing_city};
use riverain_entities::{boroughs, city, closed_days, precisions, products, question_tree_versions, work_types};
use riverain_tests::TestDatabase;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

fn first_day() -> DateTime<Utc> {
    "2026-03-02T13:00:00Z".parse().unwrap()
}

fn committed() -> Catalogue {
    load(&CatalogueSource::BuiltIn).unwrap()
}

/// The committed catalogue after a clerk edited some files: texts replaced in them, and files removed.
fn edited(edits: &[(&str, &str, &str)], removed: &[&str]) -> Catalogue {
    let folder = tempfile::tempdir().unwrap();
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalogue");
    fs::create_dir(folder.path().join("products")).unwrap();
    for part in ["", "products"] {
        for entry in fs::read_dir(committed.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                fs::copy(&path, folder.path().join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    for (file, from, to) in edits {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} does not hold {from:?}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }
    for file in removed {
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    load(&CatalogueSource::Folder(folder.path().to_owned())).unwrap()
}

async fn connected() -> Vec<(TestDatabase, DatabaseConnection)> {
    let mut connected = Vec::new();
    for database in TestDatabase::each().await {
        let connection = riverain::store::connect::connect(database.url(), 4).await.unwrap();
        connected.push((database, connection));
    }
    connected
}

async fn versions_of(database: &DatabaseConnection, code: &str) -> Vec<products::Model> {
    let rows = products::Entity::find().filter(products::Column::Code.eq(code));
    rows.order_by_asc(products::Column::Version).all(database).await.unwrap()
}

#[tokio::test]
async fn applying_twice_writes_once() {
    for (_database, database) in connected().await {
        let catalogue = committed();
        let first = apply(&database, &catalogue, first_day()).await.unwrap();
        let products = first.changes(CataloguePart::Products).unwrap();
        assert_eq!(products.added.len(), catalogue.products.len());
        assert!(products.unchanged.is_empty() && products.changed.is_empty());
        let written = precisions::Entity::find().count(&database).await.unwrap();
        let expected: usize = catalogue.products.iter().map(|product| product.precisions.len()).sum();
        assert_eq!(written, expected as u64);
        let revision = city::Entity::find().one(&database).await.unwrap().unwrap().revision;

        let second = apply(&database, &catalogue, first_day() + Duration::days(1)).await.unwrap();
        assert!(second.is_unchanged(), "{second:?}");
        assert_eq!(second.changes(CataloguePart::Products).unwrap().unchanged.len(), catalogue.products.len());
        assert_eq!(precisions::Entity::find().count(&database).await.unwrap(), written);
        assert_eq!(city::Entity::find().one(&database).await.unwrap().unwrap().revision, revision);
    }
}

#[tokio::test]
async fn an_edited_product_gets_a_version_and_keeps_the_former_one() {
    for (_database, database) in connected().await {
        apply(&database, &committed(), first_day()).await.unwrap();
        let later = first_day() + Duration::days(30);
        let catalogue = edited(&[("products/pavement.toml", "Nid-de-poule", "Nid de poule")], &[]);
        let applied = apply(&database, &catalogue, later).await.unwrap();
        assert_eq!(applied.changes(CataloguePart::Products).unwrap().changed, ["pavement"]);
        assert!(applied.changes(CataloguePart::WorkTypes).unwrap().is_empty());

        let versions = versions_of(&database, "pavement").await;
        let [former, present] = versions.as_slice() else { panic!("{versions:?}") };
        assert_eq!((former.version, former.superseded_at), (1, Some(later)));
        assert_eq!((present.version, present.valid_from, present.superseded_at), (2, later, None));
        for (product, name) in [(former, "Nid-de-poule"), (present, "Nid de poule")] {
            let pothole = precisions::Entity::find()
                .filter(precisions::Column::ProductId.eq(product.id))
                .filter(precisions::Column::Code.eq("pothole"))
                .one(&database)
                .await
                .unwrap()
                .unwrap();
            assert_eq!((pothole.name_fr.as_str(), pothole.superseded_at), (name, product.superseded_at));
            let tree = question_tree_versions::Entity::find()
                .filter(question_tree_versions::Column::ProductId.eq(product.id))
                .one(&database)
                .await
                .unwrap()
                .unwrap();
            assert_eq!((tree.version, tree.superseded_at), (product.version, product.superseded_at));
        }
    }
}

#[tokio::test]
async fn an_edited_question_gives_a_version_of_the_tree_alone() {
    for (_database, database) in connected().await {
        apply(&database, &committed(), first_day()).await.unwrap();
        let catalogue = edited(&[("products/graffiti.toml", "À quelle hauteur?", "À quelle hauteur, en mètres?")], &[]);
        let applied = apply(&database, &catalogue, first_day() + Duration::days(1)).await.unwrap();
        assert_eq!(applied.changes(CataloguePart::QuestionTrees).unwrap().changed, ["graffiti"]);
        assert!(applied.changes(CataloguePart::Products).unwrap().is_empty());
        let product = versions_of(&database, "graffiti").await.remove(0);
        let trees = question_tree_versions::Entity::find()
            .filter(question_tree_versions::Column::ProductId.eq(product.id))
            .filter(question_tree_versions::Column::SupersededAt.is_null())
            .all(&database)
            .await
            .unwrap();
        assert_eq!(trees.iter().map(|tree| tree.version).collect::<Vec<_>>(), [2]);
    }
}

#[tokio::test]
async fn a_product_without_a_file_is_retired_and_may_come_back() {
    for (_database, database) in connected().await {
        apply(&database, &committed(), first_day()).await.unwrap();
        let retired_on = first_day() + Duration::days(1);
        let without = edited(&[], &["products/graffiti.toml"]);
        let applied = apply(&database, &without, retired_on).await.unwrap();
        assert_eq!(applied.changes(CataloguePart::Products).unwrap().retired, ["graffiti"]);
        assert_eq!(applied.changes(CataloguePart::QuestionTrees).unwrap().retired, ["graffiti"]);
        let retired = versions_of(&database, "graffiti").await.remove(0);
        assert_eq!(retired.superseded_at, Some(retired_on));
        let precisions = precisions::Entity::find().filter(precisions::Column::ProductId.eq(retired.id));
        let precisions = precisions.all(&database).await.unwrap();
        assert!(!precisions.is_empty() && precisions.iter().all(|row| row.superseded_at == Some(retired_on)));

        let applied = apply(&database, &committed(), first_day() + Duration::days(2)).await.unwrap();
        assert_eq!(applied.changes(CataloguePart::Products).unwrap().added, ["graffiti"]);
        let versions: Vec<i32> = versions_of(&database, "graffiti").await.iter().map(|row| row.version).collect();
        assert_eq!(versions, [1, 2]);
    }
}

#[tokio::test]
async fn what_has_no_versions_is_written_in_place() {
    for (_database, database) in connected().await {
        apply(&database, &committed(), first_day()).await.unwrap();
        let before = boroughs::Entity::find().order_by_asc(boroughs::Column::Id).all(&database).await.unwrap();
        let edits = [
            ("city.toml", "equity_weight = 1.15", "equity_weight = 1.5"),
            ("city.toml", "show_planned_year = false", "show_planned_year = true"),
            ("calendar.toml", "day = 2026-12-24", "day = 2026-12-23"),
        ];
        let applied = apply(&database, &edited(&edits, &[]), first_day() + Duration::days(1)).await.unwrap();
        assert_eq!(applied.changes(CataloguePart::Boroughs).unwrap().changed, ["la_cite_limoilou"]);
        assert_eq!(applied.changes(CataloguePart::City).unwrap().changed, ["quebec"]);
        assert_eq!(applied.changes(CataloguePart::Calendar).unwrap().changed, ["contact_centre"]);
        let after = boroughs::Entity::find().order_by_asc(boroughs::Column::Id).all(&database).await.unwrap();
        let keys = |rows: &[boroughs::Model]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(keys(&before), keys(&after));
        assert!(after.iter().any(|row| row.code == "la_cite_limoilou" && (row.equity_weight - 1.5).abs() < 1e-9));
        assert!(city::Entity::find().one(&database).await.unwrap().unwrap().show_planned_year);
        let days: Vec<String> =
            closed_days::Entity::find().all(&database).await.unwrap().iter().map(|row| row.day.to_string()).collect();
        assert!(days.contains(&"2026-12-23".to_owned()) && !days.contains(&"2026-12-24".to_owned()), "{days:?}");
    }
}

#[tokio::test]
async fn a_work_type_keeps_the_version_that_requests_were_made_with() {
    for (_database, database) in connected().await {
        apply(&database, &committed(), first_day()).await.unwrap();
        let edits = [("work-types.toml", "radius_m = 60, max_span_m = 400", "radius_m = 75, max_span_m = 400")];
        apply(&database, &edited(&edits, &[]), first_day() + Duration::days(1)).await.unwrap();
        let versions = work_types::Entity::find()
            .filter(work_types::Column::Code.eq("sidewalk_repair"))
            .order_by_asc(work_types::Column::Version)
            .all(&database)
            .await
            .unwrap();
        let radii: Vec<(i32, f64, bool)> =
            versions.iter().map(|row| (row.version, row.radius_m, row.superseded_at.is_none())).collect();
        assert_eq!(radii, [(1, 60.0, false), (2, 75.0, true)]);
    }
}

#[tokio::test]
async fn another_city_is_refused_unless_it_is_to_replace_the_one_held() {
    let boston = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/boston/city.toml");
    let boston = Catalogue { city: load_city(&boston).unwrap(), ..committed() };
    for (_kept, database) in connected().await {
        apply(&database, &committed(), first_day()).await.unwrap();
        let renamed = edited(&[("city.toml", "name = \"Québec\"", "name = \"Ville de Québec\"")], &[]);
        apply(&database, &renamed, first_day()).await.unwrap();
        let error = apply(&database, &boston, first_day()).await.unwrap_err();
        assert!(matches!(&error, ApplyError::OtherCity { held, .. } if held == "Ville de Québec (quebec)"), "{error}");
        let held = async || city::Entity::find().one(&database).await.unwrap().unwrap().name;
        assert_eq!(held().await, "Ville de Québec");
        apply_replacing_city(&database, &boston, first_day()).await.unwrap();
        assert_eq!(held().await, "Boston");
    }
}
