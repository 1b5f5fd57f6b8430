//! Files of e-mails are kept with what their e-mail becomes; hostile ones, and the same e-mail again, leave nothing.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration as Span;
use exif::{In, Reader, Tag};
use image::ImageFormat;
use riverain::auth::token::TokenRole;
use riverain::clock::{Clock, SystemClock};
use riverain::services::attachments::{MAXIMUM_OF_DRAFT, sweep};
use riverain_entities::{attachments, contacts};
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, least_answers, requester, submit, submit_input};
use riverain_tests::uploads::{FileToSend, phone_photo, picture};
use riverain_tests::{EMAIL_SECRET, TestApp, now};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

const ALICE: &str = "Alice Tremblay <alice.tremblay@exemple.ca>";

const DOCUMENT: &[u8] = b"%PDF-1.7\n1 0 obj <</Author (Alice)>> endobj\n%%EOF\n";

const DRAFTS: &str = "query($state: DraftState!) { draftRequests(state: $state) { nodes { id
  attachments { id fileName mediaType byteSize width height url thumbnailUrl }
  emails { attachments { name mediaType notKept attachment { id fileName } } } } } }";

const REQUEST: &str = "query($number: String!) { request(number: $number) { attachments { id fileName url }
  answeredQuestions { code value }
  followUps(last: 5) { nodes { audience text attachments { fileName mediaType } } } } }";

const DISCARD: &str = "mutation($input: DiscardDraftInput!) { discardDraft(input: $input) { __typename } }";

fn email(id: &str, (subject, more_headers): (&str, &str), files: &[FileToSend<'_>]) -> Vec<u8> {
    let mut written = format!(
        "From: {ALICE}\r\nTo: 311@ville.example\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n{more_headers}\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Voici des photos du trottoir devant chez moi.\r\n"
    );
    for (name, media_type, content) in files {
        write!(
            written,
            "--b\r\nContent-Type: {media_type}; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n"
        )
        .unwrap();
        for line in STANDARD.encode(content).as_bytes().chunks(76) {
            write!(written, "{}\r\n", std::str::from_utf8(line).unwrap()).unwrap();
        }
    }
    written.push_str("--b--\r\n");
    written.into_bytes()
}

fn photo() -> FileToSend<'static> {
    ("dalle.jpg", "image/jpeg", phone_photo((640, 480), 6, SAINT_ROCH))
}

fn document() -> FileToSend<'static> {
    ("plan.pdf", "application/pdf", DOCUMENT.to_vec())
}

async fn take(app: &TestApp, raw: Vec<u8>) -> (u16, Value) {
    let answer = app.post_email(raw, EMAIL_SECRET).await;
    (answer.status().as_u16(), answer.json::<Value>().await.unwrap()["outcome"].clone())
}

async fn draft(app: &TestApp, state: &str) -> Value {
    let data = app.data(&app.token(TokenRole::Agent), DRAFTS, json!({ "state": state })).await;
    data["draftRequests"]["nodes"][0].clone()
}

async fn request(app: &TestApp, number: &Value) -> Value {
    app.data(&app.token(TokenRole::Agent), REQUEST, json!({ "number": number })).await["request"].clone()
}

async fn rows(app: &TestApp) -> u64 {
    attachments::Entity::find().count(app.database()).await.unwrap()
}

fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|one| one[field].as_str().unwrap_or_default()).collect()
}

#[tokio::test]
async fn files_are_the_drafts_then_the_requests_for_those_who_may_see_it() {
    for app in TestApp::each().await {
        let other = ("virus.exe", "application/pdf", b"MZ\x90\0".to_vec());
        let raw = email("a@mail", ("Dalle", ""), &[photo(), document(), other]);
        assert_eq!(take(&app, raw.clone()).await, (201, json!("DRAFTED")));
        assert_eq!(take(&app, raw).await, (200, json!("TAKEN_BEFORE")));
        assert_eq!((rows(&app).await, app.stored_files().len()), (2, 3), "a photo, its small one and a document");
        let open = draft(&app, "OPEN").await;
        let files = &open["attachments"];
        assert_eq!(texts(files, "mediaType"), ["image/jpeg", "application/pdf"], "{open:#}");
        assert_eq!((&files[0]["width"], &files[0]["height"]), (&json!(640), &json!(480)));
        let absent = ["width", "height", "thumbnailUrl"].map(|field| &files[1][field]);
        assert_eq!(absent, [&Value::Null; 3]);
        let noted = &open["emails"][0]["attachments"];
        assert_eq!(texts(noted, "notKept"), ["", "", "UNSUPPORTED_FILE"], "{noted:#}");
        assert_eq!(noted[1]["attachment"], json!({ "id": files[1]["id"], "fileName": "plan.pdf" }));

        let kept = app.get(files[0]["url"].as_str().unwrap(), None, &[]).await.bytes().await.unwrap();
        let exif = Reader::new().read_from_container(&mut std::io::Cursor::new(&kept)).unwrap();
        assert_eq!(exif.fields().count(), 1, "its place and its camera are gone");
        assert!(exif.get_field(Tag::Orientation, In::PRIMARY).is_some());
        let small = app.get(files[0]["thumbnailUrl"].as_str().unwrap(), None, &[]).await;
        assert_eq!(image::load_from_memory(&small.bytes().await.unwrap()).unwrap().height(), 480, "upright");
        let given = app.get(files[1]["url"].as_str().unwrap(), None, &[]).await;
        assert_eq!(given.headers()["content-type"], "application/pdf");
        assert!(given.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(given.bytes().await.unwrap(), DOCUMENT);
        let path = |file: &Value| file["url"].as_str().unwrap().split('?').next().unwrap().to_owned();
        let (agent, planner) = (app.token(TokenRole::Agent), app.token(TokenRole::Planner));
        let status = async |path: &str, token: &str| app.get(path, Some(token), &[]).await.status().as_u16();
        assert_eq!(status(&path(&files[0]), &agent).await, 200);
        assert_eq!(status(&path(&files[0]), &planner).await, 404);
        assert_eq!(status(&format!("{}/thumbnail", path(&files[1])), &agent).await, 404, "a document has no small one");

        let input = json!({ "product": "tree", "precision": "felling", "channel": "EMAIL", "draft": open["id"] });
        let made = submit_input(&app, input).await;
        let number = &made["requestNumber"];
        let shown = request(&app, number).await;
        assert_eq!(texts(&shown["attachments"], "fileName"), ["dalle.jpg", "plan.pdf"], "{made:#}");
        let completed = draft(&app, "COMPLETED").await;
        assert_eq!(completed["attachments"], json!([]));
        assert_eq!(completed["emails"][0]["attachments"][0]["attachment"]["id"], files[0]["id"]);
        let citizen = citizen_of(&app, number.as_str().unwrap()).await;
        let own = app.citizen_token(citizen);
        let stranger = app.citizen_token(citizen + 1);
        assert_eq!(status(&path(&files[1]), &own).await, 200);
        assert_eq!(status(&path(&files[1]), &stranger).await, 404);
        sweep(&app.app, SystemClock.now() + Span::days(400), None).await.unwrap();
        assert_eq!((rows(&app).await, app.stored_files().len()), (2, 3));
    }
}

#[tokio::test]
async fn files_of_a_draft_that_waits_outlive_the_sweep_and_go_with_one_that_is_set_aside() {
    for app in TestApp::each().await {
        take(&app, email("a@mail", ("Dalle", ""), &[photo(), document()])).await;
        let more = email("b@mail", ("Re: Dalle", "In-Reply-To: <a@mail>\r\n"), &[document()]);
        assert_eq!(take(&app, more).await.1, "ADDED_TO_DRAFT");
        let swept = sweep(&app.app, SystemClock.now() + Span::days(400), None).await.unwrap();
        assert_eq!((swept.unused, swept.without_row), (0, 0));
        let open = draft(&app, "OPEN").await;
        assert_eq!(open["attachments"].as_array().unwrap().len(), 3, "those of both its e-mails");
        let url = open["attachments"][0]["url"].as_str().unwrap();
        assert_eq!(app.get(url, None, &[]).await.status(), 200);
        let input = json!({ "draft": open["id"], "reason": "UNWANTED" });
        let discarded = app.data(&app.token(TokenRole::Agent), DISCARD, json!({ "input": input })).await;
        assert_eq!(discarded["discardDraft"]["__typename"], "DiscardDraftSuccess");
        assert_eq!((rows(&app).await, app.stored_files().len()), (0, 0));
        assert_eq!(app.get(url, None, &[]).await.status(), 404);
        let aside = draft(&app, "DISCARDED").await;
        assert_eq!(aside["attachments"], json!([]));
        let noted = &aside["emails"][0]["attachments"][0];
        assert_eq!((&noted["attachment"], &noted["notKept"]), (&Value::Null, &Value::Null));
    }
}

#[tokio::test]
async fn a_photo_of_the_draft_answers_a_question_of_its_request_and_of_no_other() {
    for app in TestApp::each().await {
        app.import_areas().await;
        take(&app, email("a@mail", ("Dalle", ""), &[photo(), document()])).await;
        let open = draft(&app, "OPEN").await;
        let id = &open["attachments"][0]["id"];
        let mut answers = least_answers(&app, "sidewalk", "raised_slab").await;
        answers["photo"] = json!([id]);
        let place = json!({ "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 });
        let mut input = json!({ "product": "sidewalk", "precision": "raised_slab", "channel": "EMAIL", "place": place,
            "answers": answers });
        let refused = submit_input(&app, input.clone()).await;
        assert_eq!(super::faults(&refused), [("input.answers.photo".into(), "ABSENT".into())]);
        input["draft"] = open["id"].clone();
        let made = submit_input(&app, input).await;
        let shown = request(&app, &made["requestNumber"]).await;
        assert_eq!(texts(&shown["attachments"], "fileName"), ["dalle.jpg", "plan.pdf"], "{made:#}");
        let answered = shown["answeredQuestions"].as_array().unwrap();
        assert!(answered.iter().any(|answer| answer["code"] == "photo" && answer["value"] == json!([id])), "{shown:#}");
    }
}

#[tokio::test]
async fn files_of_a_reply_are_its_follow_ups_and_those_of_a_program_are_not_kept() {
    for app in TestApp::each().await {
        let number = json!(submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await);
        let subject = format!("Re: {}", number.as_str().unwrap());
        assert_eq!(take(&app, email("a@mail", (&subject, ""), &[document()])).await.1, "FOLLOWED_UP");
        let automatic = "Auto-Submitted: auto-replied\r\n";
        assert_eq!(take(&app, email("b@mail", (&subject, automatic), &[photo()])).await.1, "AUTOMATIC");
        let shown = request(&app, &number).await;
        assert_eq!(shown["attachments"], json!([]));
        let followed = &shown["followUps"]["nodes"][0];
        assert_eq!(followed["attachments"], json!([{ "fileName": "plan.pdf", "mediaType": "application/pdf" }]));
        assert_eq!((rows(&app).await, app.stored_files().len()), (1, 1));
    }
}

#[tokio::test]
async fn files_that_lie_burst_or_are_too_many_are_told_and_the_email_is_taken() {
    for app in TestApp::each().await {
        let broken = ("cassee.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 rien".to_vec());
        let bomb = ("bombe.png", "image/png", crate::attachments::hostile::bomb());
        let lie = ("facture.pdf", "application/pdf", picture(8, 8, ImageFormat::Png));
        let mut files = vec![broken, bomb, lie];
        files.extend((0..9).map(|_| document()));
        assert_eq!(take(&app, email("a@mail", ("Dalle", ""), &files)).await, (201, json!("DRAFTED")));
        let open = draft(&app, "OPEN").await;
        let noted = &open["emails"][0]["attachments"];
        let mut reasons = vec!["UNREADABLE_IMAGE", "TOO_MANY_PIXELS"];
        reasons.extend([""; 8]);
        reasons.extend(["TOO_MANY_FILES"; 2]);
        assert_eq!(texts(noted, "notKept"), reasons, "{noted:#}");
        let liar = &open["attachments"][0];
        assert_eq!((&liar["fileName"], &liar["mediaType"]), (&json!("facture.pdf.png"), &json!("image/png")));
        assert_eq!((rows(&app).await, app.stored_files().len()), (8, 9));

        // However many replies come, a draft holds so many.
        let files: Vec<_> = (0..10).map(|_| document()).collect();
        for rank in 0..5 {
            let reply = email(&format!("{rank}@mail"), ("Re: Dalle", "In-Reply-To: <a@mail>\r\n"), &files);
            assert_eq!(take(&app, reply).await.1, "ADDED_TO_DRAFT");
        }
        assert_eq!(rows(&app).await, MAXIMUM_OF_DRAFT as u64);
        assert_eq!(app.stored_files().len(), MAXIMUM_OF_DRAFT + 1, "what was beyond is gone from the store");
        let last = &draft(&app, "OPEN").await["emails"][5]["attachments"];
        assert_eq!(texts(last, "notKept").iter().filter(|reason| **reason == "TOO_MANY_FILES").count(), 8);
    }
}

#[tokio::test]
async fn a_bomb_of_ten_thousand_files_writes_none() {
    let one = picture(8, 8, ImageFormat::Png);
    let bomb = email("a@mail", ("Bombe", ""), &vec![("a.png", "image/png", one); 10_000]);
    for app in TestApp::each().await {
        let answer = app.post_email(bomb.clone(), EMAIL_SECRET).await;
        assert_eq!(answer.status(), 422);
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], "TOO_MANY_PARTS");
        assert_eq!((rows(&app).await, app.stored_files().len()), (0, 0));
    }
}

#[tokio::test]
async fn the_same_email_many_times_at_once_keeps_its_files_once() {
    for app in TestApp::each().await {
        let raw = email("a@mail", ("Dalle", ""), &[photo(), document()]);
        let taken = futures::future::join_all((0..6).map(|_| take(&app, raw.clone()))).await;
        assert_eq!(taken.iter().filter(|(status, _)| *status == 201).count(), 1, "{taken:?}");
        assert_eq!((rows(&app).await, app.stored_files().len()), (2, 3));
    }
}

#[tokio::test]
async fn an_email_that_fails_between_file_and_row_leaves_no_row_and_is_whole_when_it_comes_again() {
    for app in TestApp::each().await {
        let raw = email("a@mail", ("Dalle", ""), &[photo(), document()]);
        let rename = async |from: &str, to: &str| {
            app.database().execute_unprepared(&format!("ALTER TABLE {from} RENAME TO {to}")).await.unwrap();
        };
        rename("draft_requests", "out_of_reach").await;
        assert_eq!(app.post_email(raw.clone(), EMAIL_SECRET).await.status(), 500);
        rename("out_of_reach", "draft_requests").await;
        let written = contacts::Entity::find().count(app.database()).await.unwrap();
        assert_eq!((written, rows(&app).await, app.stored_files().len()), (0, 0, 3), "content without a row");
        assert_eq!(take(&app, raw).await, (201, json!("DRAFTED")));
        assert_eq!((rows(&app).await, app.stored_files().len()), (2, 6));
        let swept = sweep(&app.app, SystemClock.now() + Span::hours(2), None).await.unwrap();
        assert_eq!((swept.unused, swept.without_row), (0, 3));
        let open = draft(&app, "OPEN").await;
        for file in open["attachments"].as_array().unwrap() {
            assert_eq!(app.get(file["url"].as_str().unwrap(), None, &[]).await.status(), 200);
        }
        let folder = format!("{}/", now().date_naive());
        assert!(app.stored_files().iter().all(|path| path.starts_with(&folder)));
    }
}
