//! Who may fetch a photo, and how it is given.

use exif::{In, Reader, Tag};
use image::{GenericImageView, ImageFormat};
use riverain::auth::token::{Keyring, TokenRole};
use riverain_tests::TestApp;
use riverain_tests::now;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, requester, submit};
use riverain_tests::uploads::{phone_exif, picture};
use serde_json::{Value, json};

use super::{ADD, SUBMIT, photo};

/// The status of a GET of a path.
async fn status(app: &TestApp, path: &str, token: Option<&str>) -> u16 {
    app.get(path, token, &[]).await.status().as_u16()
}

fn without_token(url: &str) -> &str {
    url.split('?').next().unwrap()
}

#[tokio::test]
async fn a_photo_is_given_as_what_it_is_without_its_place_and_with_every_pixel() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        let (name, media_type, sent) = photo();
        let attachment = app.upload_one(Some(&agent), ("L’été à «Québec».jpg", media_type, sent.clone())).await;
        assert_eq!((&attachment["width"], &attachment["height"]), (&json!(640), &json!(480)), "{name}");
        let url = attachment["url"].as_str().unwrap();
        let given = app.get(url, None, &[]).await;
        assert_eq!(given.status(), 200);
        let header = |name: &str| given.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "image/jpeg");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-security-policy").contains("sandbox"));
        assert!(header("cache-control").starts_with("private"));
        assert!(header("content-disposition").contains("%C2%ABQu%C3%A9bec"), "{}", header("content-disposition"));
        let etag = header("etag");
        let content = given.bytes().await.unwrap();
        assert_eq!(attachment["byteSize"], json!(content.len()));
        let exif = Reader::new().read_from_container(&mut std::io::Cursor::new(&content)).unwrap();
        assert_eq!(exif.fields().count(), 1, "how it is turned, and nothing else");
        assert_eq!(exif.get_field(Tag::Orientation, In::PRIMARY).unwrap().value.get_uint(0), Some(6));
        assert!(!content.windows(9).any(|window| window == b"TestPhone"), "the camera is gone too");
        let (before, after) = (image::load_from_memory(&sent).unwrap(), image::load_from_memory(&content).unwrap());
        assert_eq!(before, after, "no pixel changed");
        let again = app.get(url, None, &[("if-none-match", &etag)]).await;
        assert_eq!(again.status(), 304);
        assert!(again.bytes().await.unwrap().is_empty());

        let small = app.get(attachment["thumbnailUrl"].as_str().unwrap(), None, &[]).await;
        assert_eq!(small.headers()["content-type"], "image/jpeg");
        let small = image::load_from_memory_with_format(&small.bytes().await.unwrap(), ImageFormat::Jpeg).unwrap();
        assert_eq!(small.dimensions(), (360, 480), "upright, and within 480 pixels");
    }
}

#[tokio::test]
async fn png_and_webp_lose_their_metadata_too() {
    use img_parts::{ImageEXIF, png::Png, webp::WebP};
    let app = TestApp::sqlite().await;
    let agent = app.token(TokenRole::Agent);
    let exif = phone_exif(1, SAINT_ROCH);
    let mut png = Png::from_bytes(picture(30, 20, ImageFormat::Png).into()).unwrap();
    let text = img_parts::png::PngChunk::new(*b"tEXt", "Comment\0chez moi".into());
    png.chunks_mut().insert(1, text);
    png.set_exif(Some(exif.clone()));
    let mut webp = WebP::from_bytes(picture(30, 20, ImageFormat::WebP).into()).unwrap();
    webp.set_exif(Some(exif));
    let files = [
        ("a.png", "image/png", png.encoder().bytes().to_vec()),
        ("b.webp", "image/webp", webp.encoder().bytes().to_vec()),
    ];
    for (name, media_type, sent) in files {
        assert!(sent.windows(9).any(|window| window == b"TestPhone"), "{name} has its camera");
        let attachment = app.upload_one(Some(&agent), (name, media_type, sent.clone())).await;
        let given = app.get(attachment["url"].as_str().unwrap(), None, &[]).await;
        assert_eq!(given.headers()["content-type"], media_type);
        let content = given.bytes().await.unwrap();
        assert!(Reader::new().read_from_container(&mut std::io::Cursor::new(&content)).is_err(), "{name} has no EXIF");
        assert!(!content.windows(9).any(|window| window == b"TestPhone" || window == b"chez moi\0"), "{name}");
        assert_eq!(image::load_from_memory(&sent).unwrap(), image::load_from_memory(&content).unwrap());
    }
}

#[tokio::test]
async fn those_alone_fetch_a_photo_who_may_see_it() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        let planner = app.token(TokenRole::Planner);
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Bernard", "Gagnon"))).await;
        let alice = citizen_of(&app, &number).await;
        let (own, another) = (app.citizen_token(alice), app.citizen_token(alice + 1));
        let mut paths = Vec::new();
        for audience in ["PUBLIC", "INTERNAL"] {
            let attachment = app.upload_one(Some(&agent), photo()).await;
            let path = without_token(attachment["url"].as_str().unwrap()).to_owned();
            assert_eq!(status(&app, &path, Some(&agent)).await, 200, "whoever sent it sees it before it is used");
            assert_eq!(status(&app, &path, Some(&own)).await, 404);
            assert_eq!(status(&app, &path, None).await, 404);
            let input = json!({ "requestNumber": number, "audience": audience, "text": "Vu.", "attachments": [attachment["id"]] });
            app.data(&agent, ADD, json!({ "input": input })).await;
            paths.push(path);
        }
        let expected = [("agent", &agent, [200, 200]), ("own", &own, [200, 404]), ("another", &another, [404, 404])];
        for (who, token, statuses) in expected {
            for (path, expected) in paths.iter().zip(statuses) {
                assert_eq!(status(&app, path, Some(token)).await, expected, "{who} {path}");
                assert_eq!(status(&app, &format!("{path}/thumbnail"), Some(token)).await, expected, "{who} {path}");
            }
        }
        // A planner reads what the staff writes to each other, and nothing of citizens.
        assert_eq!(status(&app, &paths[0], Some(&planner)).await, 404);
        assert_eq!(status(&app, &paths[1], Some(&planner)).await, 200);
        assert_eq!(status(&app, &paths[0], None).await, 404);
        assert_eq!(status(&app, &paths[0], Some("no token")).await, 401);
        let node = "query($id: ID!) { node(id: $id) { ... on Attachment { fileName } } }";
        let id = paths[0].rsplit('/').next().unwrap();
        assert_eq!(app.data(&own, node, json!({ "id": id })).await["node"]["fileName"], "trottoir.jpg");
        assert_eq!(app.data(&another, node, json!({ "id": id })).await["node"], Value::Null);
    }
}

#[tokio::test]
async fn a_photo_of_a_request_is_personal_data() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let alice = citizen_of(&app, &number).await;
        let citizen = app.citizen_token(alice);
        let attachment = app.upload_one(Some(&citizen), photo()).await;
        let input = json!({
            "product": "tree", "precision": "felling", "channel": "MOBILE_APP", "attachments": [attachment["id"]],
            "answers": riverain_tests::scenes::least_answers(&app, "tree", "felling").await,
            "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 },
        });
        let made = app.data(&citizen, SUBMIT, json!({ "input": input })).await["submitRequest"].clone();
        assert_eq!(made["request"]["attachments"][0]["id"], attachment["id"], "{made:#}");
        let path = without_token(attachment["url"].as_str().unwrap());
        assert_eq!(status(&app, path, Some(&citizen)).await, 200);
        assert_eq!(status(&app, path, Some(&app.citizen_token(alice + 1))).await, 404);
        assert_eq!(status(&app, path, Some(&app.token(TokenRole::Agent))).await, 200);
        assert_eq!(status(&app, path, Some(&app.token(TokenRole::Planner))).await, 404);
        let photos = "query($number: String!) { request(number: $number) { attachments { id } } }";
        let planner = app.token(TokenRole::Planner);
        let refused = app.graphql(Some(&planner), photos, json!({ "number": made["requestNumber"] })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
    }
}

#[tokio::test]
async fn an_anonymous_reporter_sends_photos_and_nobody_guesses_them() {
    for app in TestApp::each().await {
        let attachment = app.upload_one(None, photo()).await;
        let input = json!({
            "product": "tree", "precision": "felling", "channel": "WEB_FORM", "attachments": [attachment["id"]],
            "answers": riverain_tests::scenes::least_answers(&app, "tree", "felling").await,
            "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 },
        });
        let made = app.graphql(None, SUBMIT, json!({ "input": input })).await;
        assert_eq!(made["data"]["submitRequest"]["__typename"], "SubmitRequestSuccess", "{made:#}");
        let path = without_token(attachment["url"].as_str().unwrap());
        assert_eq!(status(&app, path, None).await, 404);
        assert_eq!(status(&app, path, Some(&app.token(TokenRole::Agent))).await, 200);
    }
}

#[tokio::test]
async fn a_link_opens_its_photo_alone_and_for_a_while() {
    let app = TestApp::sqlite().await;
    let agent = app.token(TokenRole::Agent);
    let (first, second) = (app.upload_one(Some(&agent), photo()).await, app.upload_one(Some(&agent), photo()).await);
    let url = |attachment: &Value| attachment["url"].as_str().unwrap().to_owned();
    let token_of = |url: &str| url.split_once("?token=").unwrap().1.to_owned();
    assert_eq!(status(&app, &url(&first), None).await, 200);
    let crossed = format!("{}?token={}", without_token(&url(&second)), token_of(&url(&first)));
    let refused = app.get(&crossed, None, &[("accept-language", "en")]).await;
    assert_eq!(refused.status(), 403);
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["code"], "LINK_OUT_OF_TIME", "{problem:#}");
    // A link opens no other door, and a caller's token is no link.
    let me = "{ serviceCommitments { code } }";
    let asked = app.graphql(Some(&token_of(&url(&first))), me, json!({})).await;
    assert_eq!(asked["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(status(&app, &format!("{}?token={agent}", without_token(&url(&first))), None).await, 403);
    // An hour before, the link that is given now would have run out by now.
    let key = i64::from_str_radix(app.stored_files()[0].split('/').nth(1).unwrap(), 16).unwrap();
    let earlier = app.app.keyring.sign_link(key, now() - chrono::Duration::hours(1)).unwrap();
    assert!(Keyring::link_expiry(now() - chrono::Duration::hours(1)) < now());
    let paths = [url(&first), url(&second)].map(|url| format!("{}?token={earlier}", without_token(&url)));
    for path in paths {
        assert_eq!(status(&app, &path, None).await, 403, "{path}");
    }
}
