//! The contract with clients: `openapi.json`, `docs/api.md` and `docs/config.md` say what there is.

use std::collections::BTreeSet;

use serde_json::Value;
use suisei_server::config;
use suisei_server::openapi::document;
use suisei_server::router::endpoints;

use crate::support::{TestServer, assert_snapshot};

#[tokio::test]
async fn the_description_is_the_committed_one() {
    let server = TestServer::start();
    let answer = server.get("/openapi.json").await.status(200);
    assert_snapshot("tests/api/openapi.json", &answer.text());
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let document = document();
    let mut described = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            described.insert((method.to_uppercase(), path.clone()));
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{path}"
            );
            assert!(
                operation["responses"].as_object().unwrap().len() >= 2,
                "{path}"
            );
        }
    }
    let routed: BTreeSet<(String, String)> = endpoints()
        .iter()
        .map(|endpoint| (endpoint.method.to_string(), endpoint.path.to_owned()))
        .collect();
    assert_eq!(described, routed);
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| walk(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut references = Vec::new();
    walk(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn every_route_is_in_the_prose() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/api.md");
    let prose = std::fs::read_to_string(path).unwrap();
    for endpoint in endpoints() {
        let line = format!("`{} {}`", endpoint.method, endpoint.path);
        assert!(prose.contains(&line), "docs/api.md does not mention {line}");
    }
    for code in suisei_server::error::Code::ALL {
        assert!(prose.contains(&format!("`{}`", code.word())), "{code:?}");
    }
}

#[test]
fn the_reference_of_flags_is_the_committed_one() {
    assert_snapshot("../docs/config.md", &config::reference());
}
