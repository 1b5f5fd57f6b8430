//! An import that is killed is finished by running it again: nothing lost, nothing doubled.

use std::fmt::Write;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use riverain::store::connect::connect;
use riverain_entities::{import_runs, service_requests};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::world::{HEADER, MAPPING, World, app_over, import_into};

const ROWS: u64 = 6_000;

/// Of the child: the URL of the database, the file and the mapping, a line each.
const TOLD: &str = "RIVERAIN_TEST_IMPORT";

/// What the child process runs: this very test program, told by its environment what to import.
#[tokio::test]
async fn import_as_told() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let [url, file, mapping] = told.lines().collect::<Vec<_>>().try_into().unwrap();
    let app = app_over(connect(url, 4).await.unwrap());
    import_into(&app, Path::new(file), Path::new(mapping)).await.unwrap();
}

#[tokio::test]
async fn a_killed_import_is_finished_by_the_next() {
    for world in World::each().await {
        let file = world.file("requests.csv", rows());
        let mapping = world.file("mapping.toml", MAPPING);
        let mut child = start(world.database.url(), &file, &mapping);
        while count(&world).await == 0 {
            assert!(child.try_wait().unwrap().is_none(), "the import ended before it could be killed");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let written = count(&world).await;
        assert!(0 < written && written < ROWS, "killed after {written} rows");
        assert_eq!(written % 1_000, 0, "a batch is whole or absent");

        assert!(start(world.database.url(), &file, &mapping).wait().unwrap().success());
        assert_eq!(count(&world).await, ROWS);
        let numbers = world.requests().await.into_iter().map(|row| row.number);
        assert_eq!(numbers.collect::<std::collections::BTreeSet<_>>().len() as u64, ROWS);
        let runs = import_runs::Entity::find().order_by_asc(import_runs::Column::Id).all(world.database.connection());
        let [killed, finished] = runs.await.unwrap().try_into().unwrap();
        assert_eq!((killed.finished_at, killed.inserted.unsigned_abs()), (None, written));
        assert!(finished.finished_at.is_some());
        assert_eq!((finished.unchanged.unsigned_abs(), finished.inserted.unsigned_abs()), (written, ROWS - written));
    }
}

fn start(url: &str, file: &Path, mapping: &Path) -> Child {
    let told = format!("{url}\n{}\n{}", file.display(), mapping.display());
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "import::interrupted::import_as_told"])
        .env(TOLD, told)
        .spawn()
        .unwrap()
}

async fn count(world: &World) -> u64 {
    let imported = service_requests::Entity::find().filter(service_requests::Column::Source.eq("boston_311"));
    imported.count(world.database.connection()).await.unwrap()
}

fn rows() -> String {
    let mut text = format!("{HEADER}\n");
    for id in 0..ROWS {
        let (minute, second) = (id / 60 % 60, id % 60);
        writeln!(
            text,
            "{id},2015-01-01T08:{minute:02}:{second:02},,,Open,Sidewalk Repair,Back Bay,{id} Beacon St,42.{},-71.06,Constituent Call,0",
            3_000 + id % 1_000
        )
        .unwrap();
    }
    text
}
