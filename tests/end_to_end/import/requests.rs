//! Requests are imported once, then again and again.

use riverain::import::Tally;
use riverain_entities::follow_ups::{self, Audience, AuthorKind, FollowUpKind};
use riverain_entities::service_requests::{RequestChannel, RequestStatus};
use riverain_entities::{boroughs, import_runs, request_status_changes};
use sea_orm::{EntityTrait, QueryOrder};

use super::world::{HEADER, MAPPING, World, moment};

const OPEN_SIDEWALK: &str = "101001240763,2015-01-01T08:38:00,,,Open,Sidewalk Repair,Back Bay,\"1 Beacon St, Boston\",42.3581,-71.0636,Constituent Call,0";
const CLOSED_LIGHT: &str = "101001240735,2015-01-01T00:25:23,2015-01-16T08:30:00,2015-01-02T16:17:43,Closed,Street Light Outages,Fenway / Kenmore,145-151 Ipswich St,42.3474,-71.0944,Citizens Connect App,0";
const DEFAULT_GEOCODE: &str = "101001240759,2014-12-31T23:59:59,,,Open,Sidewalk Repair (Make Safe),Back Bay,,42.3594,-71.0587,Employee Generated,1";
const ROWS: [&str; 3] = [OPEN_SIDEWALK, CLOSED_LIGHT, DEFAULT_GEOCODE];

#[tokio::test]
async fn rows_become_requests() {
    for world in World::each().await {
        let summary = world.import(&ROWS).await;
        assert_eq!(summary.tally, Tally { read: 3, inserted: 3, boroughs: 2, ..Tally::default() });
        assert_eq!((summary.report, world.read("requests.csv.rejected.csv")), (None, None));

        let requests = world.requests().await;
        let [light, unknown, sidewalk] = requests.as_slice() else { panic!("three requests: {requests:#?}") };
        assert_eq!(light.opened_at, moment("2015-01-01T05:25:23Z"));
        assert_eq!(light.due_at, Some(moment("2015-01-16T13:30:00Z")));
        assert_eq!(light.closed_at, Some(moment("2015-01-02T21:17:43Z")));
        assert_eq!((light.status, light.channel), (RequestStatus::Done, RequestChannel::MobileApp));
        assert_eq!((light.department_id, light.work_type_code.as_deref()), (2, None));
        assert_eq!(light.number, "2015-0000002");

        assert_eq!(sidewalk.number, "2015-0000001");
        assert_eq!((sidewalk.lon, sidewalk.lat), (Some(-71.0636), Some(42.3581)));
        assert!(sidewalk.h3_cell.is_some());
        assert_eq!(sidewalk.address.as_deref(), Some("1 Beacon St, Boston"));
        assert_eq!((sidewalk.department_id, sidewalk.work_type_code.as_deref()), (1, Some("sidewalk_repair")));
        assert_eq!((sidewalk.estimated_cost_cents, sidewalk.estimated_hours), (Some(250_000), Some(12.5)));
        assert_eq!((sidewalk.status, sidewalk.channel), (RequestStatus::Received, RequestChannel::Telephone));
        assert!(sidewalk.priority > 0.0);

        // The position of a default geocode is unknown, and its year is the one of the city's clocks.
        assert_eq!((unknown.lon, unknown.lat, unknown.h3_cell), (None, None, None));
        assert_eq!(unknown.number, "2014-0000001");
        assert_eq!(unknown.borough_id, sidewalk.borough_id);

        let connection = world.database.connection();
        let mut names: Vec<String> =
            boroughs::Entity::find().all(connection).await.unwrap().into_iter().map(|row| row.code).collect();
        names.sort();
        assert_eq!(names, ["back_bay", "fenway_kenmore"]);
        let [run] = import_runs::Entity::find().all(connection).await.unwrap().try_into().unwrap();
        assert_eq!((run.rows_read, run.inserted, run.finished_at.is_some()), (3, 3, true));
    }
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    for world in World::each().await {
        world.import(&ROWS).await;
        let before = world.requests().await;
        let summary = world.import(&ROWS).await;
        assert_eq!(summary.tally, Tally { read: 3, unchanged: 3, ..Tally::default() });
        assert_eq!(world.requests().await, before);
    }
}

#[tokio::test]
async fn a_changed_row_updates_its_request() {
    for world in World::each().await {
        world.import(&ROWS).await;
        let before = world.requests().await;
        let closed = OPEN_SIDEWALK.replace(",,,Open,", ",,2015-03-01T09:00:00,Closed,");
        let reopened = CLOSED_LIGHT.replace("2015-01-02T16:17:43,Closed", ",Open");
        let summary = world.import(&[&closed, &reopened, DEFAULT_GEOCODE]).await;
        assert_eq!(summary.tally, Tally { read: 3, updated: 2, unchanged: 1, ..Tally::default() });

        let after = world.requests().await;
        assert_eq!(
            after.iter().map(|row| &row.number).collect::<Vec<_>>(),
            before.iter().map(|row| &row.number).collect::<Vec<_>>()
        );
        assert_eq!((after[2].status, after[2].closed_at), (RequestStatus::Done, Some(moment("2015-03-01T14:00:00Z"))));
        assert_eq!((after[0].status, after[0].closed_at), (RequestStatus::Received, None));
        assert_eq!(after[1], before[1]);
        assert_eq!(after[0].created_at, before[0].created_at);

        // The change of status is kept; the citizen is not told of one that feeds the planned programme.
        let follow_ups = follow_ups::Entity::find().all(world.database.connection()).await.unwrap();
        assert_eq!(follow_ups.len(), 2);
        for follow_up in follow_ups {
            let is_planned = follow_up.request_id == after[2].id;
            assert_eq!(follow_up.audience, if is_planned { Audience::Internal } else { Audience::Public });
            assert_eq!((follow_up.author_kind, follow_up.kind), (AuthorKind::System, FollowUpKind::StatusChange));
        }
        let history = request_status_changes::Entity::find()
            .order_by_asc(request_status_changes::Column::RequestId)
            .order_by_asc(request_status_changes::Column::ChangedAt)
            .order_by_asc(request_status_changes::Column::Id)
            .all(world.database.connection())
            .await
            .unwrap();
        let of = |request: i64| {
            let rows = history.iter().filter(move |row| row.request_id == request);
            rows.map(|row| (row.status_from, row.status_to)).collect::<Vec<_>>()
        };
        let (received, done) = (RequestStatus::Received, RequestStatus::Done);
        assert_eq!(of(after[0].id), [(None, received), (Some(received), done), (Some(done), received)]);
        assert_eq!(of(after[1].id)[0], (None, received));
        assert_eq!(of(after[2].id), [(None, received), (Some(received), done)]);
        assert!(history.iter().all(|row| row.author_kind == AuthorKind::System && row.author_name == "boston_311"));
    }
}

#[tokio::test]
async fn neighbours_raise_a_priority() {
    for world in World::each().await {
        world.import(&[OPEN_SIDEWALK]).await;
        let alone = world.requests().await[0].priority;
        world.import(&[&OPEN_SIDEWALK.replace("101001240763", "101001240764")]).await;
        let together = world.requests().await;
        assert!(together.iter().all(|row| row.priority > alone), "{alone} < {together:#?}");
    }
}

#[tokio::test]
async fn geojson_and_gzip_are_read_too() {
    let feature = |id: u32, geometry: &str| {
        format!(
            r#"{{"type":"Feature","geometry":{geometry},"properties":{{"CASE_ENQUIRY_ID":{id},"OPEN_DT":"2015-01-01T08:38:00","TARGET_DT":null,"CLOSED_DT":null,"CASE_STATUS":"Open","TYPE":"Sidewalk Repair","neighborhood":"Back Bay","STREET":"1 Beacon St","Source":"Constituent Call","default_geocode":0}}}}"#
        )
    };
    let features = [feature(7, r#"{"type":"Point","coordinates":[-71.0636,42.3581]}"#), feature(8, "null")].join(",\n");
    let text = format!("{{\"bbox\":[-72,42,-71,43],\"type\":\"FeatureCollection\",\"features\":[\n{features}]}}");
    let mapping = MAPPING.replace("time_zone =", "format = \"geojson\"\ntime_zone =");
    let mapping = mapping.replace("\"LONGITUDE\"", "\"longitude\"").replace("\"LATITUDE\"", "\"latitude\"");
    for world in World::each().await {
        let packed = gzip(text.as_bytes());
        let summary = world.import_file(&packed, &mapping).await.unwrap();
        assert_eq!(summary.tally, Tally { read: 2, inserted: 2, boroughs: 1, ..Tally::default() });
        let requests = world.requests().await;
        assert_eq!((requests[0].lon, requests[1].lon), (Some(-71.0636), None));
    }
}

#[tokio::test]
async fn features_are_known_by_their_id_or_their_rank() {
    let feature = |id: &str, street: &str| {
        format!(
            r#"{{"type":"Feature",{id}"geometry":null,"properties":{{"OPEN_DT":"2015-01-01T08:38:00","CASE_STATUS":"Open","TYPE":"Sidewalk Repair","STREET":"{street}"}}}}"#
        )
    };
    let features =
        [feature(r#""id":"A-7","#, "1 Beacon St"), feature("", "2 Beacon St"), feature(r#""id":9,"#, "3 Beacon St")];
    // All on one line, as many tools write it.
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    let mapping = r#"
source = "one_line"
format = "geojson"
time_zone = "America/New_York"
date_formats = ["%Y-%m-%dT%H:%M:%S"]
columns = { opened_at = "OPEN_DT", address = "STREET" }
channel = { default = "internal" }
categories = [{ product = "sidewalk", precision = "raised_slab" }]
"#;
    for world in World::each().await {
        let tally = world.import_file(text.as_bytes(), mapping).await.unwrap().tally;
        assert_eq!((tally.inserted, tally.rejected), (3, 0));
        let identifiers: Vec<String> = world.requests().await.into_iter().filter_map(|row| row.external_id).collect();
        assert_eq!(identifiers, ["2", "9", "A-7"]);
        let again = world.import_file(text.as_bytes(), mapping).await.unwrap().tally;
        assert_eq!(again.unchanged, 3);
        let doubled = text.replace(r#""id":9"#, r#""id":"A-7""#);
        assert_eq!(world.import_file(doubled.as_bytes(), mapping).await.unwrap().tally.rejected, 1);
        assert!(world.read("requests.csv.rejected.csv").unwrap().contains("1,id,A-7,DUPLICATE"));
    }
}

#[tokio::test]
async fn a_closing_shortly_before_its_opening_is_moved_to_it() {
    let mapping = MAPPING.replace("time_zone =", "closed_before_opened_tolerance_seconds = 40\ntime_zone =");
    let closed = |at: &str| CLOSED_LIGHT.replace("2015-01-02T16:17:43", at);
    for world in World::each().await {
        let text = format!("{HEADER}\n{}\n", closed("2015-01-01T00:24:43"));
        let tally = world.import_file(text.as_bytes(), &mapping).await.unwrap().tally;
        assert_eq!((tally.inserted, tally.closings_moved), (1, 1));
        let [request] = world.requests().await.try_into().unwrap();
        assert_eq!(request.closed_at, Some(request.opened_at));
        let text = format!("{HEADER}\n{}\n", closed("2015-01-01T00:24:42"));
        assert_eq!(world.import_file(text.as_bytes(), &mapping).await.unwrap().tally.rejected, 1);
    }
}

#[tokio::test]
async fn a_quantity_makes_the_estimate() {
    for world in World::each().await {
        let text = format!("{HEADER},AREA\n{OPEN_SIDEWALK},10\n{DEFAULT_GEOCODE},\n");
        let mapping = format!(
            "{MAPPING}\n[estimates]\nquantity = \"AREA\"\n[estimates.work_types.sidewalk_repair]\nmean_cost_cents = 99\n"
        );
        world.import_file(text.as_bytes(), &mapping).await.unwrap();
        let requests = world.requests().await;
        assert_eq!((requests[1].estimated_cost_cents, requests[1].estimated_hours), (Some(300_000), Some(5.0)));
        assert_eq!((requests[0].estimated_cost_cents, requests[0].estimated_hours), (Some(99), Some(12.5)));
        let again = world.import_file(text.as_bytes(), &mapping).await.unwrap();
        assert_eq!(again.tally.unchanged, 2);
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
