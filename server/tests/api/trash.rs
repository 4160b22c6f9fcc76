//! The trash gives its space back: what is purged is gone from every answer and from the disk, and
//! nothing of anybody else.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use axum::http::Method;
use serde_json::json;
use suisei_core::api::{CreatedExperiment, TrashedExperiment};
use suisei_server::store::dump;
use suisei_server::store::kv::Change;
use suisei_server::trash;

use crate::support::{TestServer, sha256};

const SHARED: &[u8] = b"the same picture";
const OWN: &[u8] = b"a picture of its own";

/// Numbers that no compression shortens.
fn noise(step: u64) -> f64 {
    let mixed = (step + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 32)) as f64
}

/// An experiment with points in a pack, a shared asset and one of its own.
async fn filled(server: &TestServer) -> CreatedExperiment {
    let created = server.start_experiment().await;
    let key = created.key.as_str();
    let events: Vec<_> = (0..9_000_u64)
        .map(|step| {
            let value = noise(step);
            json!({"kind": "metric", "name": "loss", "value": value, "step": step})
        })
        .collect();
    server.log(key, 0, json!(events)).await;
    for (seq, bytes) in [(9_000, SHARED), (9_001, OWN)] {
        let asset = json!({"id": format!("{seq:032x}"), "type": "image", "name": "a.png"});
        send_asset(server, key, seq, asset, bytes).await;
    }
    let end = json!([{"kind": "status", "state": "finished"}]);
    server.log(key, 9_002, end).await;
    server.app.ingest.compact(&created.key).await.unwrap();
    created
}

async fn send_asset(
    server: &TestServer,
    key: &str,
    seq: u64,
    asset: serde_json::Value,
    bytes: &[u8],
) {
    let path = format!("/experiments/{key}/blobs/{}", sha256(bytes));
    let put = server.call(Method::PUT, &path).body(bytes.to_vec());
    assert!(put.send().await.status.is_success());
    let mut event = asset;
    event["kind"] = json!("asset");
    event["sha256"] = json!(sha256(bytes));
    event["size"] = json!(bytes.len());
    server.log(key, seq, json!([event])).await;
}

fn files(server: &TestServer) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&server.app.store.folder().join("blobs"), &mut found);
    found
}

/// As if every file had come two hours ago.
fn let_claims_end(server: &TestServer) {
    for file in files(server) {
        let file = std::fs::File::open(file).unwrap();
        let before = SystemTime::now() - Duration::from_secs(7_200);
        file.set_modified(before).unwrap();
    }
}

fn has(server: &TestServer, bytes: &[u8]) -> bool {
    files(server)
        .iter()
        .any(|file| file.ends_with(sha256(bytes)))
}

fn packs(server: &TestServer) -> usize {
    let is_pack = |file: &&PathBuf| file.components().any(|part| part.as_os_str() == "packs");
    files(server).iter().filter(is_pack).count()
}

/// How many keys of a kind are stored.
fn count(server: &TestServer, kind: u8) -> usize {
    let mut bytes = Vec::new();
    server.app.store.dump(&mut bytes).unwrap();
    let mut n = 0;
    dump::read(bytes.as_slice(), |change| {
        let is_put = matches!(&change, Change::Put(..));
        n += usize::from(is_put && change.key().as_bytes().first() == Some(&kind));
        Ok(())
    })
    .unwrap();
    n
}

async fn purge(server: &TestServer, url: &str) {
    server.delete(url).await.status(204);
    let path = format!("{url}/purge");
    server.post(&path, json!({})).await.status(202);
    server.app.ingest.finish_purges().await.unwrap();
}

#[tokio::test]
async fn what_is_purged_leaves_nothing_behind_but_its_key() {
    let server = TestServer::start();
    let (one, other) = (filled(&server).await, filled(&server).await);
    let_claims_end(&server);
    assert_eq!(packs(&server), 2);
    let purge_one = format!("{}/purge", one.url);
    let error = server
        .post(&purge_one, json!({}))
        .await
        .error(409, "conflict");
    assert!(error.message.contains("in the trash"), "{}", error.message);
    assert_eq!(server.get("/trash").await.text(), "[]");
    server.delete(&one.url).await.status(204);
    let listed: Vec<TrashedExperiment> = server.get("/trash").await.status(200).json();
    assert_eq!(
        (listed.len(), listed[0].points, listed[0].assets),
        (1, 9_000, 2)
    );
    assert_eq!(listed[0].key, one.key);
    server.post(&purge_one, json!({})).await.status(202);
    server.app.ingest.finish_purges().await.unwrap();
    assert_eq!(server.get("/trash").await.text(), "[]");
    // The other one has everything, the shared bytes too.
    let assets = format!("{}/assets", other.url);
    for (seq, bytes) in [(9_000, SHARED), (9_001, OWN)] {
        let found = server
            .get(&format!("{assets}/{seq:032x}"))
            .await
            .status(200);
        assert_eq!(found.bytes, bytes);
    }
    assert_eq!(packs(&server), 1);
    assert_eq!(
        [b'x', b'r', b'n', b's', b'k', b'z'].map(|kind| count(&server, kind)),
        [1, 1, 1, 1, 1, 0]
    );
    assert_eq!(
        [b'a', b'w', b'y'].map(|kind| count(&server, kind)),
        [2, 1, 1]
    );
    // Then that one goes too.
    purge(&server, &other.url).await;
    assert!(files(&server).is_empty());
    let left = (b'a'..=b'z').filter(|kind| !b"mgjdy".contains(kind));
    assert_eq!(left.map(|kind| count(&server, kind)).sum::<usize>(), 0);
}

#[tokio::test]
async fn a_purged_key_does_not_come_back() {
    let server = TestServer::start();
    let one = filled(&server).await;
    purge(&server, &one.url).await;
    let batch =
        json!({"writer": "w", "first_seq": 9_003, "events": [{"kind": "tag", "name": "t"}]});
    let path = |rest: &str| format!("{}{rest}", one.url);
    let error = server
        .post(&path("/batches"), batch)
        .await
        .error(410, "gone");
    assert!(
        error.message.contains("deleted for good"),
        "{}",
        error.message
    );
    server.get(&one.url).await.error(410, "gone");
    server.delete(&one.url).await.error(410, "gone");
    for rest in ["/restore", "/purge", "/heartbeat"] {
        server.post(&path(rest), json!({})).await.error(410, "gone");
    }
    let again = json!({"key": one.key, "project": "another"});
    server.post("/experiments", again).await.error(410, "gone");
    let projects: Vec<serde_json::Value> = server.get("/projects").await.json();
    assert_eq!(projects.len(), 1, "no project was made for nothing");
    let unknown = format!("/experiments/{}", "0".repeat(32));
    server.get(&unknown).await.error(404, "not_found");
}

#[tokio::test]
async fn bytes_that_somebody_was_promised_stay() {
    let server = TestServer::start();
    let (one, other) = (filled(&server).await, server.start_experiment().await);
    let_claims_end(&server);
    // The other one is told that the bytes are here, and refers to them after the purge.
    let path = format!("{}/blobs/{}", other.url, sha256(OWN));
    server.call(Method::HEAD, &path).send().await.status(200);
    purge(&server, &one.url).await;
    assert!(has(&server, OWN) && !has(&server, SHARED));
    let asset = json!({"kind": "asset", "id": "7".repeat(32), "type": "file", "name": "f", "sha256": sha256(OWN), "size": OWN.len()});
    server.log(other.key.as_str(), 0, json!([asset])).await;
    let_claims_end(&server);
    server.app.ingest.finish_purges().await.unwrap();
    let found = server
        .get(&format!("{}/assets/{}", other.url, "7".repeat(32)))
        .await;
    assert_eq!(found.status(200).bytes, OWN);
    assert_eq!(count(&server, b'z'), 0);
}

#[tokio::test]
async fn the_trash_empties_itself() {
    let server = TestServer::start();
    let one = filled(&server).await;
    server.delete(&one.url).await.status(204);
    assert_eq!(trash::empty(&server.app, trash::DAY).await, Ok(0));
    server.get(&one.url).await.status(200);
    assert_eq!(trash::empty(&server.app, 0).await, Ok(1));
    server.get(&one.url).await.error(410, "gone");
}

#[tokio::test]
async fn a_project_takes_its_trash_along() {
    let server = TestServer::start();
    let (one, other) = (filled(&server).await, filled(&server).await);
    server.delete(&one.url).await.status(204);
    let project = format!("/projects/{}", one.project.id);
    server.delete(&project).await.error(409, "conflict");
    server.get(&one.url).await.status(200);
    server.delete(&other.url).await.status(204);
    server.delete(&project).await.status(204);
    server.app.ingest.finish_purges().await.unwrap();
    server.get(&one.url).await.error(410, "gone");
    assert_eq!(packs(&server), 0);
}

#[tokio::test]
async fn purges_wait_for_who_holds_them_off() {
    let server = TestServer::start();
    let one = filled(&server).await;
    let_claims_end(&server);
    let hold = server.app.store.hold_purges();
    purge(&server, &one.url).await;
    server.get(&one.url).await.error(410, "gone");
    assert_eq!((files(&server).len(), count(&server, b'r')), (3, 1));
    drop(hold);
    server.app.ingest.finish_purges().await.unwrap();
    assert_eq!((files(&server).len(), count(&server, b'r')), (0, 0));
    server.get("/hold").await.error(403, "forbidden");
}
