//! Programmes as files, over HTTP: each format is read back by a parser of its own.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use geojson::FeatureCollection;
use icalendar::{Calendar, CalendarComponent, Component};
use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use serde_json::{Value, json};

use crate::planned_requests::{PlannedRequest, sidewalk, write};
use crate::programme_doors::{planned, publish};

/// The headings of what the report tells staff beside the programme.
const SCARCITY: &str = "<h2>Rareté</h2>";
const EQUITY: &str = "<h2>Équité entre les arrondissements</h2>";

/// A programme of two departments over two years, with three projects of roads and one of water.
async fn programme(app: &TestApp) -> String {
    let water = PlannedRequest { work_type: "water_main_renewal", ..sidewalk(9_000.0) };
    write(app, &[sidewalk(0.0), sidewalk(20.0), sidewalk(3_000.0), sidewalk(6_000.0), water]).await;
    planned(app, json!([{ "department": "roads" }, { "department": "water" }])).await
}

async fn export(app: &TestApp, id: &str, file: &str, token: Option<&str>) -> reqwest::Response {
    app.get(&format!("/programmes/{id}/export.{file}"), token, &[]).await
}

async fn text(app: &TestApp, id: &str, file: &str, token: Option<&str>) -> String {
    let answer = export(app, id, file, token).await;
    assert_eq!(answer.status(), 200, "{file}");
    answer.text().await.unwrap()
}

fn rows(table: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(table.as_bytes()).records().map(Result::unwrap).collect()
}

fn workbook(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn events(calendar: &str) -> Vec<icalendar::Event> {
    let calendar: Calendar = calendar.parse().unwrap();
    let event = |component: &CalendarComponent| component.as_event().cloned();
    calendar.components.iter().filter_map(event).collect()
}

#[tokio::test]
async fn a_programme_is_read_back_from_each_format() {
    for app in TestApp::each().await {
        let id = programme(&app).await;
        let planner = app.token(TokenRole::Planner);
        let paths = "query($id: ID!) { programme(id: $id) { exports { geoJson csv xlsx iCalendar report }
            totals { scheduledProjectCount unscheduledProjectCount scheduledCostCents } } }";
        let read = app.data(&planner, paths, json!({ "id": id })).await["programme"].clone();
        assert_eq!(read["exports"]["iCalendar"], format!("/programmes/{id}/export.ics"));
        let count = |field: &str| usize::try_from(read["totals"][field].as_u64().unwrap()).unwrap();
        let (done, all) =
            (count("scheduledProjectCount"), count("scheduledProjectCount") + count("unscheduledProjectCount"));
        assert!(done >= 3, "{read:#}");

        let map: FeatureCollection = text(&app, &id, "geojson", Some(&planner)).await.parse().unwrap();
        assert_eq!(map.features.len(), all);
        let spent: i64 = map
            .features
            .iter()
            .filter(|feature| !feature.property("year").unwrap().is_null())
            .map(|feature| feature.property("cost_cents").unwrap().as_i64().unwrap())
            .sum();
        assert_eq!(read["totals"]["scheduledCostCents"], spent);
        assert!(map.features.iter().all(|feature| feature.geometry.is_some() && feature.id.is_some()));

        let table = text(&app, &id, "csv", Some(&planner)).await;
        assert!(table.lines().count() == all + 1 && table.matches("\r\n").count() == all + 1);
        let of_requests: usize = rows(&table).iter().map(|row| row[19].split(' ').count()).sum();
        assert_eq!(of_requests, 5, "staff see the numbers of requests: {table}");
        assert!(rows(&table).iter().all(|row| row[8].is_empty() == row[9].is_empty()), "a lot where there is a year");

        let answer = export(&app, &id, "xlsx", Some(&planner)).await;
        let mut book = workbook(answer.bytes().await.unwrap().to_vec());
        assert_eq!(book.sheet_names(), ["Années et services", "Lots", "Projets", "Demandes"]);
        let projects = book.worksheet_range("Projets").unwrap();
        assert_eq!(projects.height(), all + 1);
        assert_eq!(projects.get((0, 2)), Some(&Data::String("Service".to_owned())));
        let dollars: f64 = projects
            .rows()
            .skip(1)
            .filter(|row| row[1].is_float() || row[1].is_int())
            .map(|row| row[9].as_f64().unwrap())
            .sum();
        assert!((dollars * 100.0 - read["totals"]["scheduledCostCents"].as_f64().unwrap()).abs() < 1.0);
        assert_eq!(book.worksheet_range("Demandes").unwrap().height(), 6);
        let lots = book.worksheet_range("Lots").unwrap().height() - 1;

        let calendar = text(&app, &id, "ics", Some(&planner)).await;
        let entries = events(&calendar);
        assert_eq!(entries.len(), lots);
        let identifiers: BTreeSet<&str> = entries.iter().map(|entry| entry.get_uid().unwrap()).collect();
        assert_eq!(identifiers.len(), lots, "an identifier each");
        for entry in &entries {
            let year: i32 = entry.property_value("DTSTART").unwrap()[..4].parse().unwrap();
            assert_eq!(entry.property_value("DTEND").unwrap(), format!("{}0101", year + 1));
        }
        assert!(calendar.lines().all(|line| line.len() <= 75), "folded");
        assert_eq!(text(&app, &id, "ics", Some(&planner)).await, calendar, "the same entries each time");

        let report = text(&app, &id, "html", Some(&planner)).await;
        assert!(report.starts_with("<!DOCTYPE html><html lang=\"fr\">") && report.trim_end().ends_with("</html>"));
        for outside in ["http://", "https://", "<script", "<link", "<img", "url("] {
            assert!(!report.contains(outside), "no outside resource: {outside}");
        }
        let tables = report.matches("<table").count();
        assert!(tables > 5 && report.matches("<caption>").count() == tables, "a caption a table");
        assert!(
            report.matches("<svg").count()
                == report.matches("role=\"img\"").count() + report.matches("aria-hidden=\"true\" focusable").count()
        );
        assert!(report.contains("id=\"y2027\"") && report.contains("class=\"map\""));
        assert!(report.contains("<h2>Preuve</h2>"), "the proof is told");
        assert!(report.contains(SCARCITY) && report.contains(EQUITY), "what is scarce, and how boroughs are served");
        let day: Vec<&str> = report.split("planifié le ").nth(1).unwrap().split(['<', ' ']).take(3).collect();
        let is_month = day[1].chars().all(char::is_alphabetic) && day[1].len() > 2;
        assert!(is_month && day[2].starts_with("20"), "the day is in words: {day:?}");
    }
}

#[tokio::test]
async fn everyone_exports_a_published_programme_without_its_requests() {
    for app in TestApp::each().await {
        let id = programme(&app).await;
        let agent = app.token(TokenRole::Agent);
        for token in [None, Some(app.citizen_token(1)), Some(agent.clone())] {
            for file in ["geojson", "csv", "xlsx", "ics", "html"] {
                let hidden = export(&app, &id, file, token.as_deref()).await;
                assert_eq!(hidden.status(), 404, "unpublished, unseen");
            }
        }
        publish(&app, &id).await;
        let table = text(&app, &id, "csv", None).await;
        assert!(rows(&table).iter().all(|row| row[19].is_empty()), "{table}");
        let answer = export(&app, &id, "xlsx", None).await;
        assert_eq!(answer.headers()["cache-control"], "public, max-age=60, must-revalidate");
        let book = workbook(answer.bytes().await.unwrap().to_vec());
        assert_eq!(book.sheet_names(), ["Années et services", "Lots", "Projets"]);
        for file in ["geojson", "ics", "html"] {
            let shown = text(&app, &id, file, None).await;
            assert!(!shown.contains("2026-0000001"), "no request in {file}");
            assert!(!shown.contains(SCARCITY) && !shown.contains(EQUITY), "no analysis in {file}");
        }
        let tag = async |token| export(&app, &id, "html", token).await.headers()["etag"].clone();
        let planner = app.token(TokenRole::Planner);
        assert_ne!(tag(None).await, tag(Some(planner.as_str())).await, "the analysis is another content");
        let staff = export(&app, &id, "xlsx", Some(&agent)).await;
        assert_eq!(staff.headers()["cache-control"], "no-store", "what changes is not kept");
        assert!(workbook(staff.bytes().await.unwrap().to_vec()).sheet_names().contains(&"Demandes".to_owned()));
    }
}

#[tokio::test]
async fn an_export_is_narrowed_to_a_year_and_a_department_in_a_language() {
    for app in TestApp::each().await {
        let id = programme(&app).await;
        let planner = app.token(TokenRole::Planner);
        let get = async |query: &str, headers: &[(&str, &str)]| {
            app.get(&format!("/programmes/{id}/export.csv?{query}"), Some(&planner), headers).await
        };
        let narrowed = get("year=2027&department=water&lang=en", &[]).await;
        assert_eq!(narrowed.headers()["content-language"], "en");
        let disposition = narrowed.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(
            disposition.starts_with("attachment; filename=\"programme-") && disposition.ends_with(".csv\""),
            "{disposition}"
        );
        let narrowed = rows(&narrowed.text().await.unwrap());
        assert_eq!(narrowed.len(), 1);
        assert_eq!((&narrowed[0][4], &narrowed[0][8]), ("water", "2027"));
        let english = get("", &[("accept-language", "en")]).await.text().await.unwrap();
        let french = get("", &[]).await.text().await.unwrap();
        assert!(english.contains("Scheduled in 2027") && french.contains("Prévu en 2027"), "{english}");

        let tag = get("", &[]).await.headers()["etag"].to_str().unwrap().to_owned();
        let known = get("", &[("if-none-match", &tag)]).await;
        assert_eq!(
            (known.status().as_u16(), known.headers()["cache-control"].to_str().unwrap()),
            (304, "private, no-cache")
        );
        assert_eq!(
            get("lang=en", &[("if-none-match", &tag)]).await.status(),
            200,
            "another language is another content"
        );
        assert_eq!(get("year=2028", &[("if-none-match", &tag)]).await.status(), 200);
    }
}

#[tokio::test]
async fn what_cannot_be_exported_is_a_problem_in_the_callers_language() {
    let app = TestApp::sqlite().await;
    let id = programme(&app).await;
    let planner = app.token(TokenRole::Planner);
    let problem = async |path: &str, language: &str, token: Option<&str>| {
        let answer = app.get(path, token, &[("accept-language", language)]).await;
        let (status, kind) = (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap().to_owned());
        assert_eq!(kind, "application/problem+json");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["status"], status);
        body
    };
    let unknown = problem("/programmes/UHJvZ3JhbW1lOjk5OTk/export.csv", "en", Some(&planner)).await;
    assert_eq!((unknown["status"].clone(), unknown["code"].clone()), (json!(404), json!("PROGRAMME_NOT_FOUND")));
    assert_eq!(unknown["title"], "No such programme");
    let malformed = problem("/programmes/12/export.csv", "fr", Some(&planner)).await;
    assert_eq!(malformed["title"], "Programme introuvable");
    let format = problem(&format!("/programmes/{id}/export.pdf"), "fr", Some(&planner)).await;
    assert!(format["status"] == 404 && format["detail"].as_str().unwrap().contains("export.xlsx"), "{format:#}");
    let token = problem(&format!("/programmes/{id}/export.csv"), "fr", Some("not a token")).await;
    assert_eq!(token["status"], 401);
    let path = format!("/programmes/{id}/export.html?year=2050&department=police&lang=de&yaer=2027&year=2027x");
    let faulty = problem(&path, "en", Some(&planner)).await;
    assert_eq!(faulty["status"], 400, "{faulty:#}");
    let found: BTreeSet<(&str, &str)> = faulty["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap()))
        .collect();
    let expected = [
        ("department", "UNKNOWN"),
        ("lang", "UNKNOWN"),
        ("query", "UNKNOWN"),
        ("year", "DUPLICATE"),
        ("year", "OUT_OF_RANGE"),
    ];
    assert_eq!(found, BTreeSet::from(expected));
}

#[tokio::test]
async fn an_export_reads_page_by_page() {
    for app in TestApp::each().await {
        let requests: Vec<_> = (0..60).map(|rank| sidewalk(f64::from(rank) * 400.0)).collect();
        write(&app, &requests[..3]).await;
        let small = planned(&app, json!([{ "department": "roads" }])).await;
        for (request, number) in requests[3..].iter().zip(100..) {
            crate::planned_requests::write_one(&app, request, &format!("2026-{number:07}")).await;
        }
        let large = planned(&app, json!([{ "department": "roads" }])).await;
        let token = app.token(TokenRole::Planner);
        let statements = async |id: &str, file: &str| {
            let before = app.statements();
            export(&app, id, file, Some(&token)).await.bytes().await.unwrap();
            app.statements() - before
        };
        statements(&small, "csv").await;
        for file in ["csv", "xlsx", "ics", "html"] {
            assert_eq!(
                statements(&small, file).await,
                statements(&large, file).await,
                "no statement a project: {file}"
            );
        }
    }
}
