//! Experiments: create, resume, look at, change, trash, restore.

use axum::http::Method;
use serde_json::json;
use suisei_core::api::{Code, CreatedExperiment, Experiment};
use suisei_core::event::State;
use suisei_core::table::TablePage;

use crate::support::TestServer;

#[tokio::test]
async fn creating_again_resumes() {
    let server = TestServer::start();
    let key = "0123456789abcdef0123456789abcdef";
    let body = json!({"key": key, "project": "digits", "name": "first", "created": 1_000_000});
    let first: CreatedExperiment = server
        .post("/experiments", body.clone())
        .await
        .status(201)
        .json();
    assert!(first.created);
    assert_eq!(first.url, format!("/experiments/{key}"));
    let again: CreatedExperiment = server.post("/experiments", body).await.status(200).json();
    assert!(!again.created);
    assert_eq!((again.key, again.project), (first.key, first.project));
    let page: Experiment = server.get(&format!("/experiments/{key}")).await.json();
    assert_eq!((page.head.name.as_str(), page.head.number), ("first", 1));
    assert_eq!(
        (page.head.state, page.head.created),
        (State::Running, 1_000_000)
    );
}

#[tokio::test]
async fn nothing_needs_to_be_said_to_begin() {
    let server = TestServer::start();
    let one: CreatedExperiment = server
        .post("/experiments", json!({}))
        .await
        .status(201)
        .json();
    let two: CreatedExperiment = server
        .post("/experiments", json!({}))
        .await
        .status(201)
        .json();
    assert_eq!(
        (one.project.name.as_str(), one.workspace.as_str()),
        ("default", "default")
    );
    assert_eq!(one.key.as_str().len(), 32);
    assert!(one.key < two.key, "keys sort by time");
    let page: Experiment = server.get(&two.url).await.status(200).json();
    assert!(page.head.name.ends_with("-2"), "{}", page.head.name);
}

#[tokio::test]
async fn many_at_once_get_one_project_and_numbers_of_their_own() {
    let server = TestServer::start();
    let create = || async {
        let created: CreatedExperiment = server
            .post("/experiments", json!({"project": "crowd"}))
            .await
            .status(201)
            .json();
        let page: Experiment = server.get(&created.url).await.json();
        (created.project.id, page.head.number)
    };
    let made = futures_util::future::join_all((0..20).map(|_| create())).await;
    let mut numbers: Vec<u32> = made.iter().map(|(_, number)| *number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<u32>>());
    assert!(made.iter().all(|(project, _)| *project == made[0].0));
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let server = TestServer::start();
    for (body, part) in [
        (json!({"project": ""}), "`project`"),
        (json!({"name": "x".repeat(10_000)}), "10000 characters"),
        (json!({"key": "short"}), "32 to 50"),
        (json!({"project": 7}), "`project`"),
        (json!({"created": "now"}), "`created`"),
    ] {
        let error = server
            .post("/experiments", body)
            .await
            .error(422, "invalid");
        assert!(error.message.contains(part), "{}", error.message);
    }
    let error = server
        .post("/experiments", json!({"workspace": "moon"}))
        .await;
    assert!(
        error
            .error(404, "not_found")
            .hint
            .unwrap()
            .contains("default")
    );
    let call = server.call(Method::POST, "/experiments").body("{}");
    call.send().await.error(415, "unsupported_media_type");
    let call = server
        .call(Method::POST, "/experiments")
        .header("content-type", "application/json");
    let error = call
        .body("{\"project\": ")
        .send()
        .await
        .error(400, "malformed");
    assert!(error.message.contains("byte 12"), "{}", error.message);
}

#[tokio::test]
async fn names_notes_and_archiving_change() {
    let server = TestServer::start();
    let url = server.start_experiment().await.url;
    let patch = json!({"name": "彗星", "notes": "**why**", "archived": true});
    let page: Experiment = server.patch(&url, patch).await.status(200).json();
    assert_eq!(
        (page.head.name.as_str(), page.notes.as_str()),
        ("彗星", "**why**")
    );
    assert!(page.head.archived);
    let page: Experiment = server.patch(&url, json!({"archived": false})).await.json();
    assert!(!page.head.archived);
    assert_eq!(page.notes, "**why**");
    server
        .patch(&url, json!({"name": "\u{7}"}))
        .await
        .error(422, "invalid");
    let notes = "x".repeat(100_000);
    server
        .patch(&url, json!({"notes": notes}))
        .await
        .error(422, "invalid");
}

#[tokio::test]
async fn trash_and_back() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let table = format!("/projects/{}/table", created.project.id);
    let rows = async || -> usize {
        let page: TablePage = server.post(&table, json!({"limit": 10})).await.json();
        page.rows.len()
    };
    assert_eq!(rows().await, 1);
    server.delete(&created.url).await.status(204);
    assert_eq!(rows().await, 0);
    let page: Experiment = server.get(&created.url).await.status(200).json();
    assert!(page.trashed);
    let restore = format!("{}/restore", created.url);
    let page: Experiment = server
        .call(Method::POST, &restore)
        .send()
        .await
        .status(200)
        .json();
    assert!(!page.trashed);
    assert_eq!(rows().await, 1);
}

#[tokio::test]
async fn a_heartbeat_is_heard() {
    let server = TestServer::start();
    let url = server.start_experiment().await.url;
    let heard = async || -> i64 {
        let page: Experiment = server.get(&url).await.json();
        page.head.heard
    };
    let before = heard().await;
    let heartbeat = format!("{url}/heartbeat");
    server
        .call(Method::POST, &heartbeat)
        .send()
        .await
        .status(204);
    assert!(heard().await > before);
}

#[tokio::test]
async fn code_is_files_git_and_patch() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let key = created.key.as_str();
    let asset = |id: char, kind: &str| json!({"id": id.to_string().repeat(32), "type": kind, "name": format!("{kind}.txt")});
    server
        .log_asset(key, 0, asset('a', "code"), b"print()")
        .await;
    server
        .log_asset(key, 1, asset('b', "git-patch"), b"+1")
        .await;
    server.log_asset(key, 2, asset('c', "image"), b"png").await;
    let git = json!([{"kind": "environment", "section": "git", "value": {"commit": "abc"}}]);
    server.log(key, 3, git).await;
    let code: Code = server
        .get(&format!("{}/code", created.url))
        .await
        .status(200)
        .json();
    assert_eq!(code.files.len(), 1);
    assert!(code.files[0].present);
    assert_eq!(code.git.unwrap()["commit"], "abc");
    assert_eq!(code.patch.unwrap().kind, "git-patch");
}
