//! Boroughs and neighbourhoods out of GeoJSON.

use riverain::import::ImportError;
use riverain::import::areas::{AreaImport, AreaImportSummary, AreaKind, import_areas};
use riverain::locale::Locale;
use riverain_entities::{boroughs, neighbourhoods};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::world::World;

const ROW: &str = "1,2015-01-01T08:38:00,,,Open,Sidewalk Repair,,1 Beacon St,42.3581,-71.0636,Constituent Call,0";

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Value {
    json!({ "type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]] })
}

fn collection(areas: &[(&str, Value)]) -> String {
    let features: Vec<Value> = areas
        .iter()
        .map(|(name, geometry)| json!({ "type": "Feature", "properties": { "ID": "1", "NOM": name }, "geometry": geometry }))
        .collect();
    json!({ "type": "FeatureCollection", "name": "a [bracket]", "features": features }).to_string()
}

async fn import(
    world: &World,
    kind: impl Into<Option<AreaKind>>,
    content: &str,
) -> Result<AreaImportSummary, ImportError> {
    let file = world.file("areas.geojson", content);
    let kind = kind.into();
    let import = AreaImport { file, kind, code_property: None, name_property: None, borough_property: None };
    import_areas(&world.app, &import).await
}

fn west_and_east() -> String {
    collection(&[
        ("La Cité-Ouest", rectangle(-71.2, 42.2, -71.0, 42.5)),
        ("La Cité-Est", rectangle(-71.0, 42.2, -70.9, 42.5)),
    ])
}

#[tokio::test]
async fn areas_are_written_and_requests_located_again() {
    for world in World::each().await {
        world.import(&[ROW]).await;
        assert_eq!(world.requests().await[0].borough_id, None);
        let boroughs = import(&world, AreaKind::Boroughs, &west_and_east()).await.unwrap();
        assert_eq!(boroughs, AreaImportSummary { kind: AreaKind::Boroughs, created: 2, updated: 0, relocated: 1 });
        let inside = collection(&[("Le Centre", rectangle(-71.1, 42.3, -71.05, 42.4))]);
        let neighbourhoods = import(&world, AreaKind::Neighbourhoods, &inside).await.unwrap();
        assert_eq!(
            neighbourhoods,
            AreaImportSummary { kind: AreaKind::Neighbourhoods, created: 1, updated: 0, relocated: 1 }
        );

        let connection = world.database.connection();
        let written = boroughs::Entity::find().all(connection).await.unwrap();
        let west = written.iter().find(|row| row.code == "la_cite_ouest").unwrap();
        assert_eq!((west.name.as_str(), west.min_lon, west.max_lat), ("La Cité-Ouest", Some(-71.2), Some(42.5)));
        let [centre] = neighbourhoods::Entity::find().all(connection).await.unwrap().try_into().unwrap();
        assert_eq!(centre.borough_id, west.id);
        let request = &world.requests().await[0];
        assert_eq!((request.borough_id, request.neighbourhood_id), (Some(west.id), Some(centre.id)));

        // Again, and nothing changes; then an outline moves, and its requests with it.
        let again = import(&world, AreaKind::Boroughs, &west_and_east()).await.unwrap();
        assert_eq!(again, AreaImportSummary { kind: AreaKind::Boroughs, created: 0, updated: 2, relocated: 0 });
        let moved = collection(&[
            ("La Cité-Ouest", rectangle(-71.2, 42.2, -71.1, 42.5)),
            ("La Cité-Est", rectangle(-71.1, 42.2, -70.9, 42.5)),
        ]);
        assert_eq!(import(&world, AreaKind::Boroughs, &moved).await.unwrap().relocated, 1);
    }
}

#[tokio::test]
async fn areas_that_do_not_hold_are_all_told_and_none_is_written() {
    let bow_tie = json!({ "type": "Polygon", "coordinates": [[[-71.2, 42.2], [-71.0, 42.4], [-71.0, 42.2], [-71.2, 42.4], [-71.2, 42.2]]] });
    let content = collection(&[
        ("Valide", rectangle(-71.2, 42.2, -71.0, 42.5)),
        ("Papillon", bow_tie),
        ("Sans contour", Value::Null),
        ("Point", json!({ "type": "Point", "coordinates": [-71.0, 42.3] })),
        ("Valide", rectangle(-71.0, 42.2, -70.9, 42.5)),
    ]);
    for world in World::each().await {
        let error = import(&world, AreaKind::Boroughs, &content).await.unwrap_err();
        let ImportError::Areas { faults, .. } = &error else { panic!("{error:?}") };
        let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.field.as_str(), fault.kind.code())).collect();
        let expected = [
            ("features[2] (Papillon).geometry", "SELF_INTERSECTING"),
            ("features[3] (Sans contour).geometry", "REQUIRED"),
            ("features[4] (Point).geometry", "MALFORMED"),
            ("features[5]", "DUPLICATE"),
        ];
        assert_eq!(told, expected);
        let french = error.describe(Locale::French);
        assert!(french[0].contains("se croise") && french[0].contains("-71.1"), "{french:?}");
        assert!(boroughs::Entity::find().all(world.database.connection()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_neighbourhood_needs_its_borough() {
    let content = collection(&[("Le Centre", rectangle(-71.1, 42.3, -71.05, 42.4))]);
    for world in World::each().await {
        let error = import(&world, AreaKind::Neighbourhoods, &content).await.unwrap_err();
        assert!(error.describe(Locale::English)[0].contains("--kind boroughs"), "{error:?}");
    }
}

#[tokio::test]
async fn the_kind_of_areas_is_found_from_their_names_and_places() {
    for world in World::each().await {
        let boroughs = import(&world, None, &west_and_east()).await.unwrap();
        assert_eq!((boroughs.kind, boroughs.created), (AreaKind::Boroughs, 2), "no borough was known");
        let again = import(&world, None, &west_and_east()).await.unwrap();
        assert_eq!((again.kind, again.updated), (AreaKind::Boroughs, 2), "all were known");
        let within = collection(&[("Le Centre", rectangle(-71.1, 42.3, -71.05, 42.4))]);
        let neighbourhoods = import(&world, None, &within).await.unwrap();
        assert_eq!((neighbourhoods.kind, neighbourhoods.created), (AreaKind::Neighbourhoods, 1), "it lies in one");

        // A neighbourhood that names its borough beside itself, under the properties that cities use.
        let properties = json!({ "nom_arr": "La Cité-Est", "quartier": "Le Port" });
        let named =
            json!({ "type": "Feature", "properties": properties, "geometry": rectangle(-70.95, 42.3, -70.92, 42.4) });
        let named = json!({ "type": "FeatureCollection", "features": [named] }).to_string();
        assert_eq!(import(&world, None, &named).await.unwrap().kind, AreaKind::Neighbourhoods);
        let written = neighbourhoods::Entity::find().all(world.database.connection()).await.unwrap();
        assert!(written.iter().any(|row| row.code == "le_port" && row.name == "Le Port"), "{written:?}");

        let elsewhere = collection(&[("Ailleurs", rectangle(-72.0, 42.3, -71.9, 42.4))]);
        let error = import(&world, None, &elsewhere).await.unwrap_err();
        assert_eq!(error.code(), "AREA_KIND_UNKNOWN");
        assert!(error.describe(Locale::French)[0].contains("--kind"), "{error:?}");
        assert_eq!(boroughs::Entity::find().all(world.database.connection()).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn names_that_no_database_keeps_are_refused() {
    let long = "x".repeat(201);
    for world in World::each().await {
        for (name, code) in [("La Cité\0Est", "NUL_CHARACTER"), (long.as_str(), "TOO_LONG")] {
            let content = collection(&[(name, rectangle(-71.2, 42.2, -71.0, 42.5))]);
            let error = import(&world, AreaKind::Boroughs, &content).await.unwrap_err();
            let ImportError::Areas { faults, .. } = &error else { panic!("{error:?}") };
            assert_eq!(faults[0].kind.code(), code);
        }
        let mut annotated = rectangle(-71.2, 42.2, -71.0, 42.5);
        annotated["note"] = "a\0b".into();
        let imported = import(&world, AreaKind::Boroughs, &collection(&[("Ouest", annotated)])).await.unwrap();
        assert_eq!(imported.created, 1, "what is beside the coordinates is not kept");
    }
}
