//! What is told beside a programme: prices, minimum shares, how areas are served, sites opened once or again, moratoria, a
//! year earlier, other budgets.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use serde_json::{Value, json};

use crate::planned_requests::{LATITUDE, LONGITUDE, PlannedRequest, sidewalk, write};
use crate::programme_doors::until;

const PLAN: &str = "mutation($input: PlanProgrammeInput!) { planProgramme(input: $input) { __typename
  ... on PlanProgrammeSuccess { programme { id } } ... on InvalidInput { faults { field code message remedy } } } }";

const ANALYSIS: &str = "query($id: ID!) { programme(id: $id) { objective upperBound analysis {
  shadowPrices { year department { code } crew { code } value rangeCents rangeHours text
    broughtIn { value projectCount projects { projectCode fromYear value alongCodes } text } }
  minimumShares { department { code } borough { code } share spentCents spentInBoroughCents lostByAPoint text }
  boroughs { borough { code } requestCount scheduledRequestCount requestShare costCents costShare value valueShare spentCents
    spendingShare scheduledValue scheduledValueShare meanYears meanAgeDays medianAgeDays }
  neighbourhoods { neighbourhood { code } requestCount }
  sharedMobilizations { savedCents openingCount departments { year department { code } projectCount savedCents } }
  repeatedSites(first: 5) { pageInfo { hasNextPage endCursor } nodes { site { code projects { code } } leastYearsApart breaksGroundAgain text
    openings { year department { code } projectCount breaksGround } } }
  dugSites: repeatedSites(breaksGroundAgain: true) { nodes { site { code } } }
  moratoriumBlocks(first: 5) { nodes { untilYear text moratorium { radiusMetres untilYear } project { code workType { code } }
    otherProject { code workType { code } } } }
  budgetCurves { department { code } points { changePercent objective upperBound } } } } }";

const PROJECTS: &str = "query($id: ID!) { programme(id: $id) { unscheduledProjects { nodes { ...Explained } }
    years { departments { projects { nodes { ...Explained } } } } } }
  fragment Explained on Project { code year reason { ...Why } yearEarlier { year gainedValue lostValue text blockers { ...Why }
    moves { projectCode fromYear toYear costCents hours } mobilizationChanges { projectCode year changeCents } } }
  fragment Why on ProjectReason { code text year department { code } missingCents otherProjectCode otherProjectYear projectCode requestNumber
    priceValue shadowPrice { year value text } }";

/// A two-year programme of departments that may each spend so much a year, with all the hours they need.
fn input(departments: &[(&str, i64)], more: Value) -> Value {
    let department = |(code, cents): &(&str, i64)| {
        let years: Vec<Value> = [2027, 2028]
            .map(|year| json!({ "year": year, "budgetCents": cents, "crewHours": unlimited(code) }))
            .to_vec();
        json!({ "department": code, "years": years })
    };
    let mut input = json!({
        "name": "Analyse",
        "horizon": { "firstYear": 2027, "years": 2, "discountRate": 0.05 },
        "departments": departments.iter().map(department).collect::<Vec<_>>(),
    });
    for (field, value) in more.as_object().unwrap() {
        input[field] = value.clone();
    }
    input
}

fn unlimited(department: &str) -> Value {
    match department {
        "roads" => json!([{ "crew": "concrete", "hours": null }, { "crew": "paving", "hours": null }]),
        _ => json!([{ "crew": "waterworks", "hours": null }]),
    }
}

async fn planned(app: &TestApp, input: Value, state: &str) -> String {
    let answer = app.data(&app.token(TokenRole::Administrator), PLAN, json!({ "input": input })).await;
    let id = answer["planProgramme"]["programme"]["id"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned();
    until(app, &id, state).await;
    id
}

async fn read(app: &TestApp, query: &str, id: &str) -> Value {
    app.data(&app.token(TokenRole::Planner), query, json!({ "id": id })).await["programme"].clone()
}

/// Ten sidewalks of Limoilou, and four of Beauport that are less urgent, each a project of 900,000 cents.
fn two_boroughs() -> Vec<PlannedRequest> {
    let request = |rank: u32| {
        let is_far = rank >= 10;
        PlannedRequest {
            borough: Some(if is_far { "beauport" } else { "la_cite_limoilou" }),
            severity: if is_far { 20 } else { 80 },
            ..sidewalk(f64::from(rank) * 700.0)
        }
    };
    (0..14).map(request).collect()
}

#[tokio::test]
async fn a_borough_gets_its_minimum_share_and_its_price_is_told() {
    for app in TestApp::each().await {
        write(&app, &two_boroughs()).await;
        let shares = json!({ "minimumShares": [{ "department": "roads", "borough": "beauport", "share": 0.25 }] });
        let without =
            read(&app, ANALYSIS, &planned(&app, input(&[("roads", 3_600_000)], json!({})), "PLANNED").await).await;
        let id = planned(&app, input(&[("roads", 3_600_000)], shares), "PLANNED").await;
        let with = read(&app, ANALYSIS, &id).await;
        let spent_there = |programme: &Value| {
            let boroughs = programme["analysis"]["boroughs"].as_array().unwrap();
            let beauport = boroughs.iter().find(|area| area["borough"]["code"] == "beauport").unwrap();
            beauport["spentCents"].as_i64().unwrap()
        };
        assert_eq!((spent_there(&without), spent_there(&with)), (0, 1_800_000), "two projects of eight");
        assert_eq!(without["analysis"]["minimumShares"], json!([]));
        let share = &with["analysis"]["minimumShares"][0];
        assert_eq!((&share["spentCents"], &share["spentInBoroughCents"]), (&json!(7_200_000), &json!(1_800_000)));
        let lost = share["lostByAPoint"].as_f64().unwrap();
        assert!(lost > 0.0, "{share:#}");
        let text = share["text"].as_str().unwrap();
        assert!(text.starts_with("Beauport reçoit 25\u{a0}% des dépenses du service Travaux publics"), "{text}");
        assert!(with["objective"].as_f64().unwrap() < without["objective"].as_f64().unwrap());
    }
}

#[tokio::test]
async fn minimum_shares_that_do_not_hold_are_refused_each_with_its_place() {
    let app = TestApp::sqlite().await;
    let numbers = write(&app, &two_boroughs()).await;
    let shares = json!({ "minimumShares": [
        { "department": "roads", "borough": "beauport", "share": 0.7 },
        { "department": "roads", "borough": "la_cite_limoilou", "share": 0.4 },
        { "department": "water", "borough": "atlantis", "share": -0.1 },
        { "department": "roads", "borough": "beauport", "share": 0.1 },
    ] });
    let token = app.token(TokenRole::Administrator);
    let answer = app.data(&token, PLAN, json!({ "input": input(&[("roads", 100)], shares) })).await;
    let faults = answer["planProgramme"]["faults"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
    let found: Vec<_> = faults.iter().map(|fault| (fault["field"].as_str().unwrap(), &fault["code"])).collect();
    for expected in [
        ("input.minimumShares.1.share", &json!("OUT_OF_RANGE")),
        ("input.minimumShares.2.department", &json!("UNKNOWN")),
        ("input.minimumShares.2.borough", &json!("UNKNOWN")),
        ("input.minimumShares.2.share", &json!("OUT_OF_RANGE")),
        ("input.minimumShares.3.borough", &json!("DUPLICATE")),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    // Pins that spend it all elsewhere: the planning says by how much.
    let pins: Vec<Value> = (0..4).map(|rank| json!({ "requestNumber": numbers[rank], "year": 2027 })).collect();
    let more =
        json!({ "pins": pins, "minimumShares": [{ "department": "roads", "borough": "beauport", "share": 0.75 }] });
    let id = planned(&app, input(&[("roads", 3_600_000)], more), "FAILED").await;
    let failure = read(&app, "query($id: ID!) { programme(id: $id) { failure { code details } } }", &id).await;
    assert_eq!(failure["failure"]["code"], "PINS_INFEASIBLE", "{failure:#}");
    let detail = failure["failure"]["details"][0].as_str().unwrap();
    assert!(detail.contains("75\u{a0}%") && detail.contains("18\u{a0}000\u{a0}$"), "{detail}");
}

#[tokio::test]
async fn a_programme_tells_its_prices_how_areas_are_served_and_what_a_year_earlier_takes() {
    for app in TestApp::each().await {
        write(&app, &two_boroughs()).await;
        let id = planned(&app, input(&[("roads", 3_600_000)], json!({ "sensitivity": true })), "PLANNED").await;
        let analysis = read(&app, ANALYSIS, &id).await["analysis"].clone();
        let price = &analysis["shadowPrices"][0];
        assert_eq!((&price["department"]["code"], &price["crew"]), (&json!("roads"), &Value::Null), "{analysis:#}");
        assert!(price["value"].as_f64().unwrap() > 0.0 && price["rangeCents"].as_i64().is_some(), "{price:#}");
        let text = price["text"].as_str().unwrap();
        assert!(text.starts_with("100\u{a0}000\u{a0}$ de plus pour le service Travaux publics"), "{text}");
        // 100,000 dollars pay for eleven projects: all that wait, and those of the second year.
        let brought_in = &price["broughtIn"];
        assert_eq!(brought_in["projectCount"], 10, "{price:#}");
        assert_eq!(brought_in["projects"].as_array().unwrap().len(), 10);
        let of_2028 = brought_in["projects"].as_array().unwrap().iter().filter(|one| one["fromYear"] == 2028).count();
        assert_eq!(of_2028, 4, "{price:#}");
        assert!(brought_in["value"].as_f64().unwrap() > brought_in["projects"][0]["value"].as_f64().unwrap());
        assert!(text.ends_with(brought_in["text"].as_str().unwrap()), "{text}");

        let areas = analysis["boroughs"].as_array().unwrap();
        let limoilou = areas.iter().find(|area| area["borough"]["code"] == "la_cite_limoilou").unwrap();
        assert_eq!((&limoilou["requestCount"], &limoilou["scheduledRequestCount"]), (&json!(10), &json!(8)));
        assert!((limoilou["requestShare"].as_f64().unwrap() - 10.0 / 14.0).abs() < 1e-9);
        assert_eq!((&limoilou["spendingShare"], &limoilou["scheduledValueShare"]), (&json!(1.0), &json!(1.0)));
        assert_eq!((&limoilou["meanYears"], &limoilou["spentCents"]), (&json!(0.5), &json!(7_200_000)));
        assert!((limoilou["medianAgeDays"].as_f64().unwrap() - 10.0).abs() < 0.1, "{limoilou:#}");
        assert_eq!(analysis["neighbourhoods"], json!([{ "neighbourhood": null, "requestCount": 14 }]));

        let curve = &analysis["budgetCurves"][0];
        let points = curve["points"].as_array().unwrap();
        let changes: Vec<i64> = points.iter().map(|point| point["changePercent"].as_i64().unwrap()).collect();
        assert_eq!(changes, [-20, -10, -5, 0, 5, 10, 20]);
        let worth = |point: &Value| point["objective"].as_f64().unwrap();
        assert!(points.windows(2).all(|pair| worth(&pair[0]) <= worth(&pair[1])), "{curve:#}");
        assert!(points.iter().all(|point| worth(point) <= point["upperBound"].as_f64().unwrap() + 1e-6));

        let projects = read(&app, PROJECTS, &id).await;
        let waiting = &projects["unscheduledProjects"]["nodes"][0];
        assert_eq!(waiting["reason"]["code"], "BUDGET", "{waiting:#}");
        assert_eq!(waiting["reason"]["department"]["code"], "roads");
        assert_eq!(waiting["reason"]["missingCents"], 900_000);
        assert!(waiting["reason"]["shadowPrice"]["value"].as_f64().unwrap() > 0.0, "{waiting:#}");
        assert_eq!(waiting["reason"]["priceValue"], waiting["reason"]["shadowPrice"]["value"]);
        let text = waiting["reason"]["text"].as_str().unwrap();
        assert!(text.contains("de plus y rapporteraient environ"), "{text}");
        let earlier = &waiting["yearEarlier"];
        assert_eq!(earlier["blockers"][0]["missingCents"], 900_000, "{earlier:#}");
        assert!(earlier["text"].as_str().unwrap().starts_with("Pour être fait en 20"), "{earlier:#}");
        let years = projects["years"].as_array().unwrap();
        let project = |year: usize| &years[year]["departments"][0]["projects"]["nodes"][0];
        assert_eq!(project(0)["yearEarlier"], Value::Null);
        assert_eq!(project(1)["yearEarlier"]["year"], 2027, "{projects:#}");
        let answer = app.graphql_in("en", Some(&app.token(TokenRole::Planner)), PROJECTS, json!({ "id": id })).await;
        let text = &answer["data"]["programme"]["unscheduledProjects"]["nodes"][0]["yearEarlier"]["text"];
        assert!(text.as_str().unwrap().contains("the budget of department Public Works"), "{text}");
    }
}

#[tokio::test]
async fn a_request_is_done_no_earlier_than_the_planner_says() {
    for app in TestApp::each().await {
        let numbers = write(&app, &[sidewalk(0.0), sidewalk(2_000.0)]).await;
        let pins = json!({ "pins": [{ "requestNumber": numbers[0], "notBefore": 2028 }] });
        let id = planned(&app, input(&[("roads", 90_000_000)], pins), "PLANNED").await;
        let years = read(&app, PROJECTS, &id).await["years"].clone();
        let held = &years[1]["departments"][0]["projects"]["nodes"][0];
        assert_eq!((&held["reason"]["code"], &held["reason"]["year"]), (&json!("EARLIEST_YEAR"), &json!(2028)));
        assert_eq!(held["reason"]["requestNumber"], json!(numbers[0]), "{held:#}");
        let text = held["reason"]["text"].as_str().unwrap();
        assert!(text.contains("ne peut être faite avant 2028"), "{text}");
        let earlier = &held["yearEarlier"];
        assert_eq!((&earlier["year"], earlier["blockers"].as_array().unwrap().len()), (&json!(2027), 1), "{earlier:#}");
        let pin = |fields: Value| {
            let mut pin = json!({ "requestNumber": numbers[0] });
            pin.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            json!({ "pins": [pin] })
        };
        for (fields, field, code) in [
            (json!({ "notBefore": 2026 }), "input.pins.0.notBefore", "OUT_OF_RANGE"),
            (json!({ "notBefore": 2029 }), "input.pins.0.notBefore", "OUT_OF_RANGE"),
            (json!({ "notBefore": 2028, "year": 2028 }), "input.pins.0.year", "CONTRADICTION"),
            (json!({ "notBefore": 2028, "excluded": true }), "input.pins.0.notBefore", "CONTRADICTION"),
        ] {
            let asked = json!({ "input": input(&[("roads", 90_000_000)], pin(fields)) });
            let answer = app.data(&app.token(TokenRole::Administrator), PLAN, asked).await;
            let fault = &answer["planProgramme"]["faults"][0];
            assert_eq!((&fault["field"], &fault["code"]), (&json!(field), &json!(code)), "{answer:#}");
        }
    }
}

#[tokio::test]
async fn a_year_earlier_is_the_whole_move_with_what_must_come_first() {
    for app in TestApp::each().await {
        let main = PlannedRequest { work_type: "water_main_renewal", ..sidewalk(0.0) };
        write(&app, &[main, sidewalk(5.0)]).await;
        let mut asked = input(&[("roads", 90_000_000), ("water", 90_000_000)], json!({}));
        asked["departments"][1]["years"][0]["budgetCents"] = json!(0);
        let id = planned(&app, asked, "PLANNED").await;
        let years = read(&app, PROJECTS, &id).await["years"].clone();
        let of = |department: usize| &years[1]["departments"][department]["projects"]["nodes"][0];
        let [walk, main] = match of(0)["yearEarlier"]["moves"].as_array().unwrap().len() {
            1 => [of(0), of(1)],
            _ => [of(1), of(0)],
        };
        assert_eq!(walk["reason"]["code"], "ORDER", "{walk:#}");
        assert_eq!(walk["reason"]["otherProjectYear"], 2028);
        let earlier = &walk["yearEarlier"];
        let moved = &earlier["moves"][0];
        assert_eq!(moved["projectCode"], main["code"], "{earlier:#}");
        assert_eq!((&moved["fromYear"], &moved["toYear"]), (&json!(2028), &json!(2027)));
        let blockers = earlier["blockers"].as_array().unwrap();
        assert_eq!(blockers.len(), 1, "{earlier:#}");
        assert_eq!((&blockers[0]["code"], &blockers[0]["year"]), (&json!("BUDGET"), &json!(2027)));
        assert_eq!(blockers[0]["department"]["code"], "water");
        assert_eq!(blockers[0]["missingCents"], moved["costCents"], "nothing of it is there");
        let text = earlier["text"].as_str().unwrap();
        assert!(text.contains("devrait venir aussi"), "{text}");
        // Without its sidewalk, the main would pay for the crew's coming alone.
        assert_eq!(main["yearEarlier"]["mobilizationChanges"].as_array().unwrap().len(), 2, "{main:#}");
    }
}

#[tokio::test]
async fn what_a_street_opened_once_saves_and_what_opens_it_again() {
    for app in TestApp::each().await {
        let main = |metres: f64| PlannedRequest { work_type: "water_main_renewal", ..sidewalk(metres) };
        // Two mains with a sidewalk above each; the second sidewalk's ground is closed until 2027.
        write(&app, &[main(0.0), sidewalk(5.0), main(2_000.0), sidewalk(2_005.0)]).await;
        let place = json!({ "longitude": LONGITUDE + 2_005.0 / 76_090.0, "latitude": LATITUDE });
        let moratoria = json!({ "moratoria": [{ "place": place, "radiusMetres": 2, "untilYear": 2027 }] });
        let budgets = [("roads", 90_000_000), ("water", 90_000_000)];
        let id = planned(&app, input(&budgets, moratoria), "PLANNED").await;
        let analysis = read(&app, ANALYSIS, &id).await["analysis"].clone();
        let shared = &analysis["sharedMobilizations"];
        assert_eq!(
            (&shared["openingCount"], &shared["savedCents"]),
            (&json!(1), &json!(400_000 + 1_300_000)),
            "{shared:#}"
        );
        assert_eq!(shared["departments"].as_array().unwrap().len(), 2);
        let repeated = analysis["repeatedSites"]["nodes"].as_array().unwrap();
        assert_eq!(repeated.len(), 1, "{analysis:#}");
        assert_eq!(analysis["dugSites"]["nodes"][0]["site"]["code"], repeated[0]["site"]["code"]);
        assert_eq!((&repeated[0]["leastYearsApart"], &repeated[0]["breaksGroundAgain"]), (&json!(1), &json!(true)));
        let opening = |rank: usize| {
            let opening = &repeated[0]["openings"][rank];
            (opening["year"].as_i64().unwrap(), opening["department"]["code"].as_str().unwrap().to_owned())
        };
        assert_eq!([opening(0), opening(1)], [(2027, "water".to_owned()), (2028, "roads".to_owned())]);
        let text = repeated[0]["text"].as_str().unwrap();
        assert!(text.contains("2027") && text.contains("2028") && !text.contains("analysis."), "{text}");
        let blocks = analysis["moratoriumBlocks"]["nodes"].as_array().unwrap();
        assert_eq!(blocks.len(), 1, "{blocks:#?}");
        assert_eq!((&blocks[0]["untilYear"], &blocks[0]["moratorium"]["radiusMetres"]), (&json!(2027), &json!(2.0)));
        assert_eq!(blocks[0]["project"]["workType"]["code"], "sidewalk_repair");
        assert!(blocks[0]["text"].as_str().unwrap().starts_with("Un moratoire interdit"), "{blocks:#?}");
        let stranger = app.graphql(None, ANALYSIS, json!({ "id": id })).await;
        assert_eq!(stranger["data"]["programme"], Value::Null, "a draft is for those who plan");
    }
}

#[tokio::test]
async fn the_weight_of_equity_changes_what_is_planned() {
    let app = TestApp::sqlite().await;
    // The same request in two boroughs: La Cité-Limoilou weighs more in the catalogue's policy.
    let there = PlannedRequest { borough: Some("les_rivieres"), ..sidewalk(0.0) };
    let here = PlannedRequest { borough: Some("la_cite_limoilou"), ..sidewalk(5_000.0) };
    write(&app, &[there, here]).await;
    let id = planned(&app, input(&[("roads", 900_000)], json!({})), "PLANNED").await;
    let areas = read(&app, ANALYSIS, &id).await["analysis"]["boroughs"].clone();
    let first = |code: &str| {
        let area = areas.as_array().unwrap().iter().find(|area| area["borough"]["code"] == code).unwrap();
        area["meanYears"].as_f64().unwrap()
    };
    let reference = app.app.reference.current().await.unwrap();
    let weight = |code: &str| reference.borough_of_code(code).unwrap().equity_weight;
    let heavier = weight("la_cite_limoilou") > weight("les_rivieres");
    assert!(heavier, "the catalogue weighs La Cité-Limoilou more");
    assert!(first("la_cite_limoilou") < first("les_rivieres"), "{areas:#}");
}
