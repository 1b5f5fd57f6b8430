//! Uploads beyond the bounds are refused as they come, and never held.

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain::services::attachments::MAXIMUM_FILE;
use riverain_tests::TestApp;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::photo;
use crate::server_process::ServerProcess;
use riverain_tests::uploads::UPLOAD;

const MEGABYTE: usize = 1024 * 1024;

#[tokio::test]
async fn a_file_and_a_number_of_files_have_their_bounds() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        let mut long = photo().2;
        long.resize(MAXIMUM_FILE + 1, 0);
        let answer = app.upload(Some(&agent), &[("long.jpg", "image/jpeg", long)]).await;
        let extensions = &answer["errors"][0]["extensions"];
        assert_eq!(extensions["code"], "PAYLOAD_TOO_LARGE", "{answer:#}");
        assert_eq!(extensions["faults"][0]["code"], "FILE_TOO_LARGE", "{answer:#}");
        assert!(extensions["faults"][0]["remedy"].as_str().unwrap().contains("15728640"), "{answer:#}");
        let many: Vec<_> = (0..11).map(|_| photo()).collect();
        let answer = app.upload(Some(&agent), &many).await;
        assert_eq!(answer["errors"][0]["extensions"]["faults"][0]["code"], "TOO_MANY", "{answer:#}");
        let answer = app.upload(Some(&agent), &[]).await;
        assert_eq!(answer["data"]["uploadAttachments"]["faults"][0]["code"], "REQUIRED", "{answer:#}");
        assert_eq!(app.stored_files(), Vec::<String>::new());
    }
}

/// What a form for one file begins with.
fn beginning() -> String {
    let operation = json!({ "query": UPLOAD, "variables": { "input": { "files": [null] } } });
    let part = |name: &str, value: Value| {
        format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let places = json!({ "0": ["variables.input.files.0"] });
    format!("{}{}", part("operations", operation), part("map", places))
}

/// Sends 200 MB behind a beginning, and gives the answer and how many bytes the server took.
async fn send_200_megabytes(address: &str, token: &str, beginning: String) -> (String, usize) {
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nAccept-Language: en\r\n\
         Content-Type: multipart/form-data; boundary=limit\r\nContent-Length: {}\r\n\r\n",
        beginning.len() + 200 * MEGABYTE,
    );
    let (mut reader, mut writer) = TcpStream::connect(address).await.unwrap().into_split();
    let sending = async {
        let mut sent = 0;
        writer.write_all(head.as_bytes()).await.unwrap();
        writer.write_all(beginning.as_bytes()).await.unwrap();
        let megabyte = vec![0xab; MEGABYTE];
        while sent < 200 && writer.write_all(&megabyte).await.is_ok() {
            sent += 1;
        }
        sent
    };
    let reading = async {
        let mut answer = Vec::new();
        let mut part = [0; 4096];
        while let Ok(length) = reader.read(&mut part).await {
            answer.extend_from_slice(&part[..length]);
            // The answer is there: what is still being sent is of no interest.
            if length == 0 || String::from_utf8_lossy(&answer).contains("\"errors\"") {
                break;
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    };
    let (sent, answer) = tokio::join!(sending, tokio::time::timeout(Duration::from_mins(1), reading));
    (answer.unwrap(), sent)
}

/// The most memory that a process ever had, in bytes.
fn peak_memory(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn two_hundred_megabytes_are_refused_while_they_come_and_never_held() {
    let app = TestApp::sqlite().await;
    let server = ServerProcess::start(&app, 0).await;
    let before = peak_memory(server.process_id());
    let file =
        "--limit\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n";
    let (answer, sent) = send_200_megabytes(server.address(), server.token(), format!("{}{file}", beginning())).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("FILE_TOO_LARGE"), "{answer}");
    assert!(sent < 120, "the server took {sent} MB");
    // A part whose header has no end is gathered by nobody.
    let endless = format!("{}--limit\r\nContent-Disposition: ", beginning());
    let (answer, sent) = send_200_megabytes(server.address(), server.token(), endless).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(sent < 20, "the server took {sent} MB");
    let grown = peak_memory(server.process_id()) - before;
    assert!(grown < 24 * MEGABYTE, "memory grew by {} MB", grown / MEGABYTE);
    let still = server.ask("{ serviceCommitments { code } }", json!({})).await;
    assert!(still["serviceCommitments"].is_array());
}
