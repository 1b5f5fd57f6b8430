//! A row that cannot be a request is reported with its line, column, value and reason; the others are imported.

use riverain::import::Tally;

use super::world::{HEADER, MAPPING, World};

const GOOD: &str =
    "1,2015-01-01T08:38:00,,,Open,Sidewalk Repair,Back Bay,1 Beacon St,42.3581,-71.0636,Constituent Call,0";

/// What the report says of a row that stands between two good ones: column, value and code of each fault.
async fn faults_of(row: &str) -> Vec<(String, String, String)> {
    let other = GOOD.replacen('1', "3", 1);
    let mut reports = Vec::new();
    for world in World::each().await {
        let summary = world.import(&[GOOD, row, &other]).await;
        assert_eq!((summary.tally.inserted, summary.tally.rejected), (2, 1), "{row}");
        assert_eq!(world.requests().await.len(), 2);
        let report = world.read("requests.csv.rejected.csv").unwrap();
        assert_eq!(summary.report.unwrap().file_name().unwrap(), "requests.csv.rejected.csv");
        let mut lines = csv::Reader::from_reader(report.as_bytes());
        assert_eq!(lines.headers().unwrap(), vec!["line", "column", "value", "code", "reason"]);
        let faults: Vec<(String, String, String)> = lines
            .deserialize::<(u64, String, String, String, String)>()
            .map(|line| {
                let (number, column, value, code, reason) = line.unwrap();
                assert_eq!(number, 3, "{report}");
                assert!(reason.len() > 20, "a reason and a remedy: {report}");
                (column, value, code)
            })
            .collect();
        reports.push(faults);
    }
    assert!(reports.iter().all(|report| *report == reports[0]));
    reports.swap_remove(0)
}

fn fault(column: &str, value: &str, code: &str) -> Vec<(String, String, String)> {
    vec![(column.to_owned(), value.to_owned(), code.to_owned())]
}

fn second(from: &str, to: &str) -> String {
    GOOD.replacen('1', "2", 1).replace(from, to)
}

#[tokio::test]
async fn dates_that_do_not_hold() {
    let unreadable = faults_of(&second("2015-01-01T08:38:00", "01/02/2015")).await;
    assert_eq!(unreadable, fault("OPEN_DT", "01/02/2015", "MALFORMED"));
    assert_eq!(faults_of(&second("2015-01-01T08:38:00", "")).await, fault("OPEN_DT", "", "REQUIRED"));
    let future = faults_of(&second("2015-01-01T08:38:00", "2016-06-02T00:00:00")).await;
    assert_eq!(future, fault("OPEN_DT", "2016-06-02T00:00:00", "IN_THE_FUTURE"));
    let reversed = faults_of(&second(",,,Open", ",,2014-12-31T00:00:00,Closed")).await;
    assert_eq!(reversed, fault("CLOSED_DT", "2014-12-31T00:00:00", "REVERSED"));
}

#[tokio::test]
async fn places_that_do_not_hold() {
    let quebec = faults_of(&second("42.3581", "46.8139")).await;
    assert_eq!(quebec, fault("LONGITUDE, LATITUDE", "-71.0636, 46.8139", "OUTSIDE_CITY"));
    let far = faults_of(&second("42.3581,-71.0636", "abc,-71.0636")).await;
    assert_eq!(far, fault("LATITUDE", "abc", "MALFORMED"));
    assert_eq!(faults_of(&second("42.3581,-71.0636", ",-71.0636")).await, fault("LATITUDE", "", "REQUIRED"));
    let nowhere = faults_of(&second("42.3581,-71.0636", "42.3581,-271")).await;
    assert_eq!(nowhere, fault("LONGITUDE", "-271", "OUT_OF_RANGE"));
    let above_the_pole = faults_of(&second("42.3581,-71.0636", "142,-71.0636")).await;
    assert_eq!(above_the_pole, fault("LATITUDE", "142", "OUT_OF_RANGE"));
}

#[tokio::test]
async fn words_that_mean_nothing() {
    assert_eq!(faults_of(&second("Sidewalk Repair", "Alien Landing")).await, fault("TYPE", "Alien Landing", "UNKNOWN"));
    assert_eq!(faults_of(&second("Open", "Pondering")).await, fault("CASE_STATUS", "Pondering", "UNKNOWN"));
    let contradiction = faults_of(&second(",,,Open", ",,2015-02-01T00:00:00,Open")).await;
    assert_eq!(contradiction, fault("CASE_STATUS", "Open", "CONTRADICTION"));
}

#[tokio::test]
async fn identifiers_and_texts_that_do_not_hold() {
    assert_eq!(faults_of(&GOOD.replacen('1', "", 1)).await, fault("CASE_ENQUIRY_ID", "", "REQUIRED"));
    assert_eq!(faults_of(GOOD).await, fault("CASE_ENQUIRY_ID", "1", "DUPLICATE"));
    assert_eq!(
        faults_of(&second("1 Beacon St", "1 Bea\0con St")).await,
        fault("STREET", "1 Bea␀con St", "NUL_CHARACTER")
    );
    assert_eq!(faults_of(&second("1 Beacon St", &"x".repeat(301))).await[0].2, "TOO_LONG");
    assert_eq!(faults_of("2,2015-01-01T08:38:00").await[0].2, "WRONG_WIDTH");
    assert_eq!(faults_of(&second("Back Bay", "Back\0Bay")).await, fault("neighborhood", "Back␀Bay", "NUL_CHARACTER"));
    assert_eq!(faults_of(&second("Back Bay", &"x".repeat(201))).await[0].2, "TOO_LONG");
}

#[tokio::test]
async fn every_fault_of_a_row_is_told() {
    let row = second("Open", "Pondering").replace("2015-01-01T08:38:00", "soon");
    assert_eq!(faults_of(&row).await.len(), 2);
}

#[tokio::test]
async fn a_borough_that_no_outline_has_is_rejected_rather_than_made() {
    for world in World::each().await {
        world.import_borough("Back Bay").await;
        let elsewhere = second("Back Bay", "Atlantis").replace("42.3581,-71.0636", ",");
        let unlocated = GOOD.replace("42.3581,-71.0636", ",");
        let summary = world.import(&[&unlocated, &elsewhere]).await;
        assert_eq!((summary.tally.inserted, summary.tally.rejected, summary.tally.boroughs), (1, 1, 0));
        let report = world.read("requests.csv.rejected.csv").unwrap();
        assert!(report.contains("neighborhood,Atlantis,UNKNOWN") && report.contains("Back Bay"), "{report}");
    }
}

#[tokio::test]
async fn amounts_beyond_any_work_are_rejected() {
    for world in World::each().await {
        let mapping = format!("{MAPPING}\n[estimates]\ncost = \"COST\"\nhours = \"HOURS\"\nquantity = \"AREA\"\n");
        let rows = ["1e300,,", ",1e300,", ",,1e300", "-1,,", "12,3,4"];
        let rows = (1..).zip(rows).map(|(id, amounts)| format!("{},{amounts}", GOOD.replacen('1', &id.to_string(), 1)));
        let text = format!("{HEADER},COST,HOURS,AREA\n{}\n", rows.collect::<Vec<_>>().join("\n"));
        let tally = world.import_file(text.as_bytes(), &mapping).await.unwrap().tally;
        assert_eq!((tally.inserted, tally.rejected), (1, 4));
        let report = world.read("requests.csv.rejected.csv").unwrap();
        for column in ["2,COST,1e300", "3,HOURS,1e300", "4,AREA,1e300", "5,COST,-1"] {
            assert!(report.contains(&format!("{column},OUT_OF_RANGE")), "{report}");
        }
    }
}

#[tokio::test]
async fn the_report_names_the_line_whatever_ends_it() {
    for end in ["\n", "\r\n"] {
        for world in World::each().await {
            let quoted = second("1 Beacon St", "\"1 Beacon St\nBoston\"");
            let rows = ["", HEADER, "", GOOD, &quoted, "", &GOOD.replacen('1', "3", 1).replace("Open", "Pondering")];
            let tally = world.import_file(rows.join(end).as_bytes(), MAPPING).await.unwrap().tally;
            assert_eq!((tally.read, tally.inserted, tally.rejected), (3, 2, 1));
            let report = world.read("requests.csv.rejected.csv").unwrap();
            assert!(report.lines().nth(1).unwrap().starts_with("8,CASE_STATUS,Pondering"), "{end:?}: {report}");
        }
    }
}

#[tokio::test]
async fn a_report_names_some_of_the_words_that_are_known() {
    let category = |rank: u32| {
        format!(
            "{{ when = [{{ column = \"TYPE\", is = [\"Word {rank:02}\"] }}], product = \"sidewalk\", precision = \"raised_slab\" }}"
        )
    };
    let categories = (0..30).map(category).collect::<Vec<_>>().join(",\n");
    let mapping = format!("categories = [{categories}]\n{}", MAPPING.split("[[categories]]").next().unwrap());
    for world in World::each().await {
        let text = format!("{HEADER}\n{GOOD}\n");
        assert_eq!(world.import_file(text.as_bytes(), &mapping).await.unwrap().tally.rejected, 1);
        let report = world.read("requests.csv.rejected.csv").unwrap();
        assert!(report.contains("Word 19, …") && !report.contains("Word 20"), "{report}");
    }
}

#[tokio::test]
async fn a_report_is_gone_once_all_is_well() {
    for world in World::each().await {
        assert_eq!(world.import(&[&second("Open", "Pondering")]).await.tally.rejected, 1);
        assert!(world.read("requests.csv.rejected.csv").is_some());
        let summary = world.import(&[GOOD]).await;
        assert_eq!(summary.tally, Tally { read: 1, inserted: 1, ..summary.tally });
        assert_eq!(world.read("requests.csv.rejected.csv"), None);
    }
}
