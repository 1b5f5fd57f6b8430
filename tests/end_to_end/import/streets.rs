//! Street segments out of GeoJSON.

use riverain::import::areas::{AreaImport, AreaKind, import_areas};
use riverain::import::progress::NoProgress;
use riverain::import::streets::{StreetImport, StreetImportSummary, import_streets};
use riverain::locale::Locale;
use riverain_entities::street_segments;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::world::World;

fn street(id: u32, name: &str, geometry: Value) -> Value {
    json!({ "type": "Feature", "properties": { "id": id, "name": name, "kind": "Tronçon" }, "geometry": geometry })
}

fn line(from: (f64, f64), to: (f64, f64)) -> Value {
    json!({ "type": "LineString", "coordinates": [[from.0, from.1], [to.0, to.1]] })
}

async fn import(world: &World, streets: &[Value]) -> StreetImportSummary {
    let collection = json!({ "type": "FeatureCollection", "features": streets });
    let file = world.file("streets.geojson", collection.to_string());
    let report = riverain::import::rejects::default_path(&file);
    let import = StreetImport { file, report, locale: Locale::English };
    import_streets(&world.app, &import, &mut NoProgress).await.unwrap()
}

async fn import_borough(world: &World) {
    let outline = json!({ "type": "Polygon", "coordinates": [[[-71.2, 42.2], [-71.0, 42.2], [-71.0, 42.5], [-71.2, 42.5], [-71.2, 42.2]]] });
    let feature = json!({ "type": "Feature", "properties": { "NOM": "Ouest" }, "geometry": outline });
    let file = world.file("areas.geojson", json!({ "type": "FeatureCollection", "features": [feature] }).to_string());
    let kind = Some(AreaKind::Boroughs);
    let import = AreaImport { file, kind, code_property: None, name_property: None, borough_property: None };
    import_areas(&world.app, &import).await.unwrap();
}

#[tokio::test]
async fn segments_are_located_by_their_midpoint_and_replaced_by_their_code() {
    for world in World::each().await {
        // Its midpoint is in the west although one end is not.
        let crossing = street(1, "Rue du Milieu", line((-71.15, 42.3), (-70.95, 42.3)));
        let outside = street(2, "Rue de l’Est", line((-70.95, 42.3), (-70.92, 42.3)));
        let before = import(&world, std::slice::from_ref(&crossing)).await;
        assert_eq!((before.read, before.written, before.rejected), (1, 1, 0));
        import_borough(&world).await;
        let stored = || {
            street_segments::Entity::find().order_by_asc(street_segments::Column::Code).all(world.database.connection())
        };
        assert!(stored().await.unwrap()[0].borough_id.is_some(), "located again once the outlines are there");

        let renamed = street(1, "Rue du Centre", line((-71.15, 42.3), (-70.95, 42.3)));
        assert_eq!(import(&world, &[renamed, outside]).await.written, 2);
        let [first, second] = stored().await.unwrap().try_into().unwrap();
        assert_eq!((first.code.as_str(), first.name.as_str(), first.kind.as_str()), ("1", "Rue du Centre", "Tronçon"));
        assert!(first.borough_id.is_some() && second.borough_id.is_none());
    }
}

#[tokio::test]
async fn segments_that_do_not_hold_are_reported() {
    for world in World::each().await {
        let good = street(1, "Rue du Milieu", line((-71.15, 42.3), (-70.95, 42.3)));
        let point = street(2, "Rue du Point", json!({ "type": "Point", "coordinates": [-71.1, 42.3] }));
        let summary = import(
            &world,
            &[
                good.clone(),
                point,
                street(3, "Rue Nulle", Value::Null),
                good,
                street(4, "", line((-71.1, 42.3), (-71.0, 42.3))),
            ],
        )
        .await;
        assert_eq!((summary.read, summary.written, summary.rejected), (5, 1, 4));
        let report = world.read("streets.geojson.rejected.csv").unwrap();
        for code in ["MALFORMED", "REQUIRED", "DUPLICATE"] {
            assert!(report.contains(code), "{report}");
        }
    }
}
