//! Files that lie, that are broken, or that burst.

use image::ImageFormat;
use reqwest::multipart::{Form, Part};
use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::uploads::{UPLOAD, picture};
use serde_json::{Value, json};

use super::photo;

fn codes(answer: &Value) -> Vec<(String, String)> {
    let faults = answer["data"]["uploadAttachments"]["faults"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    faults.iter().map(|fault| (text(&fault["field"]), text(&fault["code"]))).collect()
}

/// A PNG file of a few bytes that says it is a square of 50,000 pixels a side.
pub(crate) fn bomb() -> Vec<u8> {
    use img_parts::png::{Png, PngChunk};
    let mut file = Png::from_bytes(picture(2, 2, ImageFormat::Png).into()).unwrap();
    let mut header = file.chunks()[0].contents().to_vec();
    header[..4].copy_from_slice(&50_000_u32.to_be_bytes());
    header[4..8].copy_from_slice(&50_000_u32.to_be_bytes());
    file.chunks_mut()[0] = PngChunk::new(*b"IHDR", header.into());
    file.encoder().bytes().to_vec()
}

#[tokio::test]
async fn every_file_that_does_not_hold_is_told_and_none_is_kept() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        let png = || picture(8, 8, ImageFormat::Png);
        let mut damaged = png();
        let middle = damaged.len() / 2;
        damaged[middle..middle + 4].copy_from_slice(b"oops");
        let files = [
            photo(),
            ("a.png", "image/jpeg", png()),
            ("a.jpg", "application/octet-stream", png()),
            ("a.jpg", "image/jpeg", b"<html><script>alert(1)</script></html>".to_vec()),
            ("a.gif", "image/gif", b"GIF89a\x01\x00\x01\x00".to_vec()),
            ("empty.jpg", "image/jpeg", Vec::new()),
            ("damaged.png", "image/png", damaged),
            ("bomb.png", "image/png", bomb()),
        ];
        let answer = app.upload(Some(&agent), &files).await;
        let expected = [
            ("input.files.1", "FILE_TYPE_MISMATCH"),
            ("input.files.2", "FILE_TYPE_MISMATCH"),
            ("input.files.3", "UNSUPPORTED_FILE"),
            ("input.files.4", "UNSUPPORTED_FILE"),
            ("input.files.5", "UNSUPPORTED_FILE"),
            ("input.files.6", "UNREADABLE_IMAGE"),
            ("input.files.7", "TOO_MANY_PIXELS"),
        ]
        .map(|(field, code)| (field.to_owned(), code.to_owned()));
        assert_eq!(codes(&answer), expected, "{answer:#}");
        let lie = answer["data"]["uploadAttachments"]["faults"][0]["message"].as_str().unwrap();
        assert!(lie.contains("image/png") && lie.contains("image/jpeg"), "{lie}");
        assert_eq!(app.stored_files(), Vec::<String>::new(), "the photo that held is not kept either");
    }
}

#[tokio::test]
async fn a_body_that_does_not_follow_the_specification_is_refused_in_words() {
    let app = TestApp::sqlite().await;
    let agent = app.token(TokenRole::Agent);
    let operation = json!({ "query": UPLOAD, "variables": { "input": { "files": [null] } } }).to_string();
    let places = json!({ "0": ["variables.input.files.0"] }).to_string();
    let file = || Part::bytes(photo().2).file_name("a.jpg").mime_str("image/jpeg").unwrap();
    let form = |parts: Vec<(&'static str, Part)>| {
        parts.into_iter().fold(Form::new(), |form, (name, part)| form.part(name, part))
    };
    let text = |text: &str| Part::text(text.to_owned());
    let bodies = [
        ("no map", form(vec![("operations", text(&operation)), ("0", file())])),
        ("map first", form(vec![("map", text(&places)), ("operations", text(&operation)), ("0", file())])),
        ("no file", form(vec![("operations", text(&operation)), ("map", text(&places))])),
        ("other file", form(vec![("operations", text(&operation)), ("map", text("{}")), ("0", file())])),
        ("no JSON", form(vec![("operations", text("{")), ("map", text(&places)), ("0", file())])),
        ("nothing", Form::new()),
    ];
    for (what, body) in bodies {
        let answer = app.post_form(Some(&agent), body).await;
        assert_eq!(answer.status(), 400, "{what}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_INVALID", "{what}: {answer:#}");
    }
    // Without files, the operation of a form is like any other.
    let ask = json!({ "query": "{ serviceCommitments { code } }" }).to_string();
    let answer = app.post_form(None, form(vec![("operations", text(&ask)), ("map", text("{}"))])).await;
    let answer: Value = answer.json().await.unwrap();
    assert!(answer["data"]["serviceCommitments"].is_array(), "{answer:#}");
    // A file that is no file: the variable says so.
    let answer = app.graphql(Some(&agent), UPLOAD, json!({ "input": { "files": ["x"] } })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_INVALID", "{answer:#}");
}
