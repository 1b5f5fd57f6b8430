//! Agents find a person who is misspelt, however the number is typed, the best answers first and by index alone.

use std::time::{Duration, Instant};

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, submit};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, Statement, TransactionTrait};
use serde_json::{Value, json};

const SEARCH: &str = "query($filter: CitizenFilter!, $first: Int, $after: String) {
    citizens(filter: $filter, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { givenName familyName } } }";

async fn record_of(app: &TestApp, given_name: &str, family_name: &str, email: &str, phone: &str) -> i64 {
    let requester = json!({ "givenName": given_name, "familyName": family_name, "email": email, "phone": phone });
    citizen_of(app, &submit(app, TREE_FELLING, SAINT_ROCH, Some(requester)).await).await
}

async fn search(app: &TestApp, text: &str) -> Vec<String> {
    let found = app.data(&app.token(TokenRole::Agent), SEARCH, json!({ "filter": { "text": text } })).await;
    let nodes = found["citizens"]["nodes"].as_array().unwrap().clone();
    assert_eq!(found["citizens"]["totalCount"], nodes.len());
    let name =
        |node: &Value| format!("{} {}", node["givenName"].as_str().unwrap(), node["familyName"].as_str().unwrap());
    nodes.iter().map(name).collect()
}

async fn four_people(app: &TestApp) {
    record_of(app, "Alice", "Tremblay", "alice@exemple.ca", "418-555-0101").await;
    record_of(app, "Jérôme", "Bouchard", "jb@exemple.ca", "(581) 555-0202").await;
    record_of(app, "Zoé", "Gagnon", "zoe.g@exemple.ca", "418 555 0303").await;
    record_of(app, "Paul", "Roy", "proy@exemple.ca", "+1 418 555-0404").await;
}

#[tokio::test]
async fn slips_of_the_keyboard_are_forgiven() {
    for app in TestApp::each().await {
        four_people(&app).await;
        for (typed, expected) in [
            ("Tremblai", "Alice Tremblay"),
            ("Trembaly", "Alice Tremblay"),
            ("TREMBLAAY", "Alice Tremblay"),
            ("remblay", "Alice Tremblay"),
            ("tremblay alcie", "Alice Tremblay"),
            ("Bouchrad", "Jérôme Bouchard"),
            ("bouchad jerome", "Jérôme Bouchard"),
            ("Gerome Buochard", "Jérôme Bouchard"),
            ("Gagnn", "Zoé Gagnon"),
            ("gangon", "Zoé Gagnon"),
            ("gagnon zeo", "Zoé Gagnon"),
            ("Rpy Paul", "Paul Roy"),
            ("proy@exemple.ca", "Paul Roy"),
            ("proy@exempel.ca", "Paul Roy"),
            ("bouch", "Jérôme Bouchard"),
        ] {
            assert_eq!(search(&app, typed).await, [expected], "{typed}");
        }
        for typed in ["Lavoie", "Tremblay Roy", "Zz", "trombone"] {
            assert!(search(&app, typed).await.is_empty(), "{typed}");
        }
        assert_eq!(search(&app, "exemple").await.len(), 4);
    }
}

#[tokio::test]
async fn a_number_is_found_however_it_is_typed_and_by_a_part_of_it() {
    for app in TestApp::each().await {
        four_people(&app).await;
        for typed in [
            "418-555-0101",
            "(418) 555 0101",
            "+1 418 555 0101",
            "14185550101",
            "418.555.0101",
            "555-0101",
            "0101",
            "5501 01",
        ] {
            assert_eq!(search(&app, typed).await, ["Alice Tremblay"], "{typed}");
        }
        assert_eq!(search(&app, "tremblai 418 555").await, ["Alice Tremblay"]);
        assert_eq!(search(&app, "418").await.len(), 3);
        assert!(search(&app, "tremblay 581").await.is_empty());
    }
}

#[tokio::test]
async fn the_best_answers_come_first_and_pages_go_on_where_they_ended() {
    for app in TestApp::each().await {
        for (rank, family_name) in ["Tremblay-Roy", "Tremblais", "Tramblay", "Tremblay", "Trembly"].iter().enumerate() {
            record_of(&app, "Anne", family_name, &format!("a{rank}@exemple.ca"), "").await;
        }
        let expected = ["Anne Tremblay", "Anne Tremblay-Roy", "Anne Trembly", "Anne Tramblay", "Anne Tremblais"];
        let found = search(&app, "tremblay").await;
        assert_eq!(found, expected);
        let (token, mut after, mut paged) = (app.token(TokenRole::Agent), Value::Null, Vec::new());
        loop {
            let variables = json!({ "filter": { "text": "tremblay" }, "first": 2, "after": after });
            let page = app.data(&token, SEARCH, variables).await["citizens"].clone();
            paged.extend(page["nodes"].as_array().unwrap().clone());
            after = page["pageInfo"]["endCursor"].clone();
            if paged.len() == 2 {
                // A better answer that comes in meanwhile moves nobody to another page.
                record_of(&app, "Anne", "Tremblay", "a9@exemple.ca", "").await;
            }
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        let names: Vec<&str> = paged.iter().map(|node| node["familyName"].as_str().unwrap()).collect();
        assert_eq!(names, ["Tremblay", "Tremblay-Roy", "Trembly", "Tramblay", "Tremblais"]);
        let variables = json!({ "filter": {}, "after": after });
        let refused = app.graphql(Some(&token), SEARCH, variables).await;
        assert_eq!(refused["errors"][0]["extensions"]["faults"][0]["field"], "after", "{refused:#}");
        let refused =
            app.graphql(Some(&app.token(TokenRole::Planner)), SEARCH, json!({ "filter": { "text": "a" } })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
    }
}

#[tokio::test]
async fn who_changes_their_number_is_found_by_the_new_one() {
    for app in TestApp::each().await {
        let alice = record_of(&app, "Alice", "Tremblay", "alice@exemple.ca", "418 555-0101").await;
        assert_eq!(record_of(&app, "Alice", "Tremblay", "alice@exemple.ca", "418 555-0909").await, alice);
        assert_eq!(search(&app, "555 0909").await, ["Alice Tremblay"]);
        assert!(search(&app, "555 0101").await.is_empty());
    }
}

#[tokio::test]
async fn the_contacts_of_a_person_are_found_as_the_person_is() {
    let open = "mutation($input: OpenContactInput!) { openContact(input: $input) { __typename } }";
    let list =
        "query($filter: ContactFilter!) { contacts(filter: $filter) { totalCount nodes { citizen { givenName } } } }";
    for app in TestApp::each().await {
        let token = app.token(TokenRole::Agent);
        for (given_name, phone) in [("Alice", "418 555-0101"), ("Paul", "418 555-0202")] {
            let requester = json!({ "givenName": given_name, "familyName": "Bouchard", "phone": phone });
            let input = json!({ "channel": "TELEPHONE", "language": "FRENCH", "answer": true, "caller": { "requester": requester } });
            let opened = app.data(&token, open, json!({ "input": input })).await;
            assert_eq!(opened["openContact"]["__typename"], "ContactSuccess");
        }
        let found =
            app.data(&token, list, json!({ "filter": { "person": "alcie bouchrad" } })).await["contacts"].clone();
        assert_eq!(found, json!({ "totalCount": 1, "nodes": [{ "citizen": { "givenName": "Alice" } }] }));
        let all = app.data(&token, list, json!({ "filter": { "person": "bouchrad" } })).await;
        assert_eq!(all["contacts"]["totalCount"], 2);
        let none = app.data(&token, list, json!({ "filter": { "person": "Lavoie" } })).await;
        assert_eq!(none["contacts"], json!({ "totalCount": 0, "nodes": [] }));
    }
}

/// People with every mix of a hundred given and a thousand family names, a number and an address each.
async fn fill(app: &TestApp, from: u32, to: u32) {
    let consonants = |number: &str| {
        ["b", "d", "f", "g", "k", "l", "m", "n", "r", "s"]
            .iter()
            .enumerate()
            .fold(number.to_owned(), |text, (digit, letter)| format!("replace({text}, '{digit}', '{letter}o')"))
    };
    let (given, family) = (consonants("CAST(i % 100 AS text)"), consonants("CAST(1000 + i % 1000 AS text)"));
    let copies = format!(
        "WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to})
         INSERT INTO citizens (id, given_name, family_name, language, language_ground, consent_to_contact, phone,
             search_text, created_at)
         SELECT i, {given}, {family}, language, language_ground, false, '418' || (5000000 + i),
             {given} || ' ' || {family} || ' courriel' || i || ' exemple ca 418' || (5000000 + i), created_at
         FROM citizens CROSS JOIN n WHERE id = 1"
    );
    app.database().execute_unprepared(&copies).await.unwrap();
    app.database().execute_unprepared("ANALYZE").await.unwrap();
}

async fn plan_of(transaction: &impl ConnectionTrait, statement: &Statement) -> String {
    if statement.sql.contains("set_config") {
        transaction.query_one_raw(statement.clone()).await.unwrap();
        return String::new();
    }
    let (explain, column) = match transaction.get_database_backend() {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let explained = Statement { sql: format!("{explain} {}", statement.sql), ..statement.clone() };
    let rows = transaction.query_all_raw(explained).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", column).unwrap() + "\n").collect()
}

const TYPED: [&str; 6] = ["dobobobi", "Trembaly", "tremblay 418 555", "exemple courriel", "5001234", "bo dodo"];

#[tokio::test]
async fn people_are_searched_by_index_alone() {
    for app in TestApp::each().await {
        record_of(&app, "Alice", "Tremblay", "alice@exemple.ca", "418 555-0101").await;
        fill(&app, 2, 20_000).await;
        let postgres = app.database().get_database_backend() == DbBackend::Postgres;
        let contacts = "query($filter: ContactFilter!) { contacts(filter: $filter) { nodes { id } } }";
        let token = app.token(TokenRole::Agent);
        for typed in TYPED {
            let mut statements = app.statements_of(&token, SEARCH, json!({ "filter": { "text": typed } })).await;
            statements.extend(app.statements_of(&token, contacts, json!({ "filter": { "person": typed } })).await);
            let mut plans = String::new();
            // How PostgreSQL is to read holds until the end of a transaction.
            let transaction = app.database().begin().await.unwrap();
            for statement in &statements {
                let plan = plan_of(&transaction, statement).await;
                for whole in
                    ["Seq Scan", "SCAN citizens", "SCAN citizen_words", "SCAN name_words", "SCAN contacts", "SCAN w\n"]
                {
                    // PostgreSQL reads a table of a page or two whole: that of contacts has no row.
                    assert!(
                        !plan.replace("Seq Scan on contacts", "").contains(whole),
                        "{typed}\n{}\n{plan}",
                        statement.sql
                    );
                }
                plans.push_str(&plan);
            }
            let trigrams = if postgres { "name_words_trigrams" } else { "name_word_search VIRTUAL TABLE INDEX" };
            // What many words begin with is not looked for among those that are like it.
            let is_beginning = ["bo dodo", "exemple courriel"].contains(&typed) && !plans.contains(trigrams);
            assert!(plans.contains(trigrams) || is_beginning, "{typed}\n{plans}");
        }
    }
}

#[tokio::test]
#[ignore = "fills a hundred thousand records and measures: run it alone"]
#[expect(clippy::disallowed_methods, reason = "it measures")]
async fn a_table_of_ten_times_as_many_people_costs_little_more() {
    for app in TestApp::each().await {
        record_of(&app, "Alice", "Tremblay", "alice@exemple.ca", "418 555-0101").await;
        let token = app.token(TokenRole::Agent);
        let mut times: Vec<Vec<Duration>> = Vec::new();
        for (from, to) in [(2, 10_000), (10_001, 100_000)] {
            let filling = Instant::now();
            fill(&app, from, to).await;
            println!("{:?}: filled to {to} in {:?}", app.database().get_database_backend(), filling.elapsed());
            let mut medians = Vec::new();
            for typed in TYPED {
                let mut took = Vec::new();
                for _ in 0..15 {
                    let begin = Instant::now();
                    app.data(&token, SEARCH, json!({ "filter": { "text": typed } })).await;
                    took.push(begin.elapsed());
                }
                took.sort_unstable();
                medians.push(took[7]);
            }
            times.push(medians);
        }
        let mut bare = Vec::new();
        for _ in 0..15 {
            let begin = Instant::now();
            app.data(&token, "{ __typename }", json!({})).await;
            bare.push(begin.elapsed());
        }
        bare.sort_unstable();
        let people = riverain_entities::citizens::Entity::find().count(app.database()).await.unwrap();
        println!("{people} people; a bare query {:?}", bare[7]);
        for (rank, typed) in TYPED.iter().enumerate() {
            let (small, large) = (times[0][rank], times[1][rank]);
            println!("{typed}: {small:?} -> {large:?}, {:.1}", large.as_secs_f64() / small.as_secs_f64());
            assert!(large.as_secs_f64() < 6.0 * small.as_secs_f64() + 0.02, "{typed}: {small:?} -> {large:?}");
        }
    }
}
