//! A file or a mapping that cannot be used is refused whole, before anything is written.

use riverain::import::ImportError;
use riverain::import::progress::NoProgress;
use riverain::import::requests::{RequestImport, import_requests};
use riverain::locale::Locale;
use riverain_entities::import_runs;
use riverain_tests::TestDatabase;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::world::{HEADER, MAPPING, World, app_over, import_into};

const GOOD: &str =
    "1,2015-01-01T08:38:00,,,Open,Sidewalk Repair,Back Bay,1 Beacon St,42.3581,-71.0636,Constituent Call,0";

async fn refused(content: &[u8], mapping: &str) -> ImportError {
    let mut errors = Vec::new();
    for world in World::each().await {
        errors.push(world.import_file(content, mapping).await.unwrap_err());
        assert!(world.requests().await.is_empty());
        assert_eq!(import_runs::Entity::find().count(world.database.connection()).await.unwrap(), 0);
    }
    errors.swap_remove(0)
}

fn text(rows: &[&str]) -> Vec<u8> {
    format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes()
}

#[tokio::test]
async fn latin_1_declared_as_utf_8_names_line_byte_and_remedy() {
    let mut content = text(&[GOOD]);
    content.extend_from_slice(
        b"2,2015-01-01T08:38:00,,,Open,Sidewalk Repair,Qu\xe9bec,1 Beacon St,42.3581,-71.0636,Constituent Call,0\n",
    );
    let error = refused(&content, MAPPING).await;
    let ImportError::WrongEncoding { line: 3, column: 48, byte: 0xe9, excerpt, .. } = &error else {
        panic!("{error:?}")
    };
    assert!(excerpt.contains("Québec"), "{excerpt}");
    let french = error.describe(Locale::French).join("\n");
    assert!(french.contains("ligne 3") && french.contains("encoding = \"windows-1252\""), "{french}");
    assert!(error.describe(Locale::English)[0].contains("Nothing was imported"));

    for world in World::each().await {
        let mapping = MAPPING.replace("time_zone =", "encoding = \"windows-1252\"\ntime_zone =");
        assert_eq!(world.import_file(&content, &mapping).await.unwrap().tally.inserted, 2);
    }
}

#[tokio::test]
async fn a_broken_quote_names_where_it_opens() {
    let rows = [
        GOOD,
        "2,2015-01-01T08:38:00,,,Open,Sidewalk Repair,\"Back Bay,1 Beacon St,42.3581,-71.0636,Constituent Call,0",
        GOOD,
    ];
    let error = refused(&text(&rows), MAPPING).await;
    assert!(matches!(error, ImportError::BrokenQuote { line: 3, column: 46, .. }), "{error:?}");
    assert!(error.describe(Locale::French)[0].contains("guillemet"));
}

#[tokio::test]
async fn an_unknown_column_is_named_with_those_that_exist() {
    let mapping = MAPPING.replace("\"OPEN_DT\"", "\"OPENED\"").replace("\"STREET\"", "\"ADDRESS\"");
    let error = refused(&text(&[GOOD]), &mapping).await;
    let described = error.describe(Locale::English);
    assert_eq!(described.len(), 2, "{described:?}");
    assert!(
        described.iter().any(|line| line.contains("columns.opened_at")
            && line.contains("“OPENED”")
            && line.contains("OPEN_DT, TARGET_DT")),
        "{described:?}"
    );
    assert!(error.describe(Locale::French)[0].contains("Ses colonnes"), "{error:?}");
}

#[tokio::test]
async fn codes_that_the_catalogue_lacks_are_named() {
    let mapping = MAPPING
        .replace("product = \"sidewalk\"", "product = \"side_walk\"")
        .replace("precision = \"out\"", "precision = \"off\"");
    let described = refused(&text(&[GOOD]), &mapping).await.describe(Locale::English);
    assert!(described[0].contains("“side_walk”") && described[0].contains("sidewalk, street_light"), "{described:?}");
    assert!(described[1].contains("“off”") && described[1].contains("out"), "{described:?}");
}

#[tokio::test]
async fn a_mapping_of_another_form_is_refused_at_its_line() {
    let ImportError::Mapping(faults) = refused(&text(&[GOOD]), &MAPPING.replace("time_zone =", "timezone =")).await
    else {
        panic!("a fault of the mapping")
    };
    assert!(faults.iter().any(|fault| fault.line == 3), "{faults:?}");
    for (wrong, right) in
        [("\"America/New_York\"", "\"Mars/Olympus\""), ("%Y-%m-%dT", "%Q"), ("\"boston_311\"", "\"Boston 311\"")]
    {
        assert_eq!(refused(&text(&[GOOD]), &MAPPING.replace(wrong, right)).await.code(), "INVALID_MAPPING");
    }
    let encoding = MAPPING.replace("time_zone =", "encoding = \"utf-16\"\ntime_zone =");
    assert_eq!(refused(&text(&[GOOD]), &encoding).await.code(), "INVALID_MAPPING");
}

#[tokio::test]
async fn files_without_rows_or_form_are_refused() {
    assert_eq!(refused(b"", MAPPING).await.code(), "FILE_EMPTY");
    assert_eq!(refused(format!("{HEADER}\n").as_bytes(), MAPPING).await.code(), "FILE_EMPTY");
    assert_eq!(refused(b"a,b,a\n1,2,3\n", MAPPING).await.code(), "DUPLICATE_COLUMN");
    let geojson = MAPPING.replace("time_zone =", "format = \"geojson\"\ntime_zone =");
    assert_eq!(refused(&text(&[GOOD]), &geojson).await.code(), "NOT_GEOJSON");
    assert_eq!(
        refused(br#"{"type":"FeatureCollection","features":[{"properties":"#, &geojson).await.code(),
        "NOT_GEOJSON"
    );
    assert_eq!(refused(br#"{"type":"Feature","features":[]}"#, &geojson).await.code(), "NOT_GEOJSON");
    assert_eq!(refused(&[0x1f, 0x8b, 1, 2, 3], MAPPING).await.code(), "FILE_UNREADABLE");
}

#[tokio::test]
async fn estimates_beyond_any_work_are_refused_at_their_line() {
    for wrong in [
        "mean_crew_hours = { concrete = -1 }",
        "mean_crew_hours = { concrete = 1e300 }",
        "mean_cost_cents = 9000000000000000000",
    ] {
        let mapping = format!("{MAPPING}\n[estimates.work_types.sidewalk_repair]\n{wrong}\n");
        let described = refused(&text(&[GOOD]), &mapping).await.describe(Locale::English);
        assert!(described[0].contains("estimates.work_types"), "{described:?}");
    }
}

#[tokio::test]
async fn a_report_that_cannot_be_written_stops_the_import_before_it_begins() {
    for world in World::each().await {
        let (file, mapping) = (world.file("requests.csv", text(&[GOOD])), world.file("mapping.toml", MAPPING));
        let report = file.with_file_name("absent").join("report.csv");
        let import = RequestImport { file, mapping, report, locale: Locale::French };
        let error = import_requests(&world.app, &import, &mut NoProgress).await.unwrap_err();
        assert_eq!(error.code(), "REPORT_UNWRITABLE");
        assert!(world.requests().await.is_empty());
        assert_eq!(import_runs::Entity::find().count(world.database.connection()).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_database_without_a_city_asks_for_a_catalogue() {
    for database in TestDatabase::each().await {
        let folder = tempfile::TempDir::new().unwrap();
        let (file, mapping) = (folder.path().join("requests.csv"), folder.path().join("mapping.toml"));
        std::fs::write(&file, text(&[GOOD])).unwrap();
        std::fs::write(&mapping, MAPPING).unwrap();
        let app = app_over(database.connection().clone());
        let error = import_into(&app, &file, &mapping).await.unwrap_err();
        assert_eq!(error.code(), "NO_CATALOGUE");
        assert!(error.describe(Locale::French)[0].contains("riverain catalogue apply"));
    }
}
