//! Refusals of the transport and of the library: in the caller's language, with a code and a position.

use riverain_tests::TestApp;
use serde_json::{Value, json};

#[tokio::test]
async fn faults_of_a_document_are_told_in_the_callers_language() {
    let app = TestApp::sqlite().await;
    #[rustfmt::skip]
    let cases = [
        ("query {", "ne se lit pas", "cannot be read"),
        ("{ unicorn }", "Le type « Query » n’a pas de champ « unicorn »", "The type “Query” has no field “unicorn”"),
        ("{ boroughs(unicorn: 1) { code } }", "« boroughs » n’a pas d’argument « unicorn »", "“boroughs” has no argument “unicorn”"),
        ("{ boroughs }", "Le champ « boroughs » ne convient pas", "The field “boroughs” does not fit"),
        ("{ request { number } }", "Le champ « request » ne convient pas", "The field “request” does not fit"),
        ("{ request(number: 5) { number } }", "La valeur de l’argument « number »", "The value of the argument “number”"),
        ("{ programmes(first: 99999999999) { nodes { id } } }", "n’est pas du type « Int »", "is not of the type “Int”"),
        ("query($n: String!) { request(number: $n) { id } }", "La variable « n » ne convient pas", "The variable “n” does not fit"),
        ("{ request(number: $n) { id } }", "La variable « n » ne convient pas", "The variable “n” does not fit"),
        ("{ ...unicorn }", "Le fragment « unicorn » n’est pas défini", "The fragment “unicorn” is not defined"),
        ("mutation { planProgramme(input: { name: \"P\", horizon: { firstYear: 2027, years: 1 }, departments: [{ department: \"roads\", years: [{ year: 2027, budgetCents: 1.5 }] }] }) { __typename } }",
            "n’est pas du type « Cents »", "is not of the type “Cents”"),
    ];
    for (document, french, english) in cases {
        for (language, expected) in [("fr", french), ("en", english)] {
            let answer = app.graphql_in(language, None, document, json!({})).await;
            let error = &answer["errors"][0];
            assert_eq!(error["extensions"]["code"], "GRAPHQL_INVALID", "{document}: {answer:#}");
            assert!(error["message"].as_str().unwrap().contains(expected), "{document}: {answer:#}");
            assert!(error["locations"][0]["line"].is_number(), "{document}: {answer:#}");
        }
    }
    let flood = format!("{{ {} }}", (0..3_000).map(|rank| format!("u{rank}")).collect::<Vec<_>>().join(" "));
    let answer = app.graphql(None, &flood, json!({})).await;
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 21, "twenty, and how many more");
    assert!(errors[20]["message"].as_str().unwrap().contains("2980"), "{}", errors[20]);
}

#[tokio::test]
async fn refusals_of_the_transport_carry_a_code_and_say_their_language() {
    let app = TestApp::sqlite().await;
    let url = format!("http://{}/graphql", app.address);
    let client = reqwest::Client::new();
    let mutation = "mutation%7BapproveProgramme(input%3A%7Bprogramme%3A%22x%22%7D)%7B__typename%7D%7D";
    for (language, body, query, variables, post) in [
        ("fr", "(ligne 1, colonne 1)", "« query »", "« variables »", "par POST"),
        ("en", "(line 1, column 1)", "“query”", "“variables”", "by POST"),
    ] {
        let calls = [
            (client.post(&url).body("{"), 400, "GRAPHQL_INVALID", body),
            (client.get(&url), 400, "GRAPHQL_INVALID", query),
            (client.get(format!("{url}?query=%7Bme%7Brole%7D%7D&variables=%7B")), 400, "GRAPHQL_INVALID", variables),
            (client.get(format!("{url}?query={mutation}")), 405, "GRAPHQL_INVALID", post),
            (
                client.get(format!("{url}?query=%7Bme%7Brole%7D%7D")).bearer_auth("x"),
                401,
                "UNAUTHENTICATED",
                "Authorization",
            ),
        ];
        for (call, status, code, wording) in calls {
            let answer = call.header("accept-language", language).send().await.unwrap();
            assert_eq!(answer.status(), status);
            assert_eq!(answer.headers()["content-language"], language);
            assert!(
                answer.headers().get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("accept-language"))
            );
            let answer: Value = answer.json().await.unwrap();
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer:#}");
            assert!(answer["errors"][0]["message"].as_str().unwrap().contains(wording), "{answer:#}");
        }
    }
}
