//! What a server has acknowledged, and until which place of the recorder's log it had not.

use std::sync::{Mutex, PoisonError};

use serde_json::json;
use suisei_core::event::{AssetEvent, Event, State};
use suisei_core::ids::ExperimentKey;
use suisei_tests::Client;
use suisei_tests::batch::BatchBuilder;
use suisei_tests::client::{Body, sha256};
use suisei_tests::power::Recorder;
use suisei_tests::writer::Writer;

/// One acknowledged thing.
#[derive(Debug, Clone)]
pub(crate) enum Fact {
    /// An experiment was made.
    Experiment(ExperimentKey),
    /// A writer's events before this one were taken.
    Events(usize, u64),
    /// The bytes and the description of an asset were taken.
    Asset(ExperimentKey, u64),
    /// The view was stored for this time.
    View(u64),
    /// The notes of an experiment were stored for this time.
    Notes(ExperimentKey, u64),
    /// An experiment was purged.
    Purged(ExperimentKey),
    /// A key was made.
    KeyMade(String),
    /// A key was revoked.
    KeyRevoked(String),
}

/// All acknowledged things, each with the length of the log just afterwards.
pub(crate) struct Ledger<'a> {
    recorder: &'a Recorder,
    facts: Mutex<Vec<(u64, Fact)>>,
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(recorder: &'a Recorder) -> Self {
        Self {
            recorder,
            facts: Mutex::default(),
        }
    }

    /// Notes what an answer has just acknowledged.
    pub(crate) fn note(&self, fact: Fact) {
        let at = self.recorder.position();
        let mut facts = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        facts.push((at, fact));
    }

    /// The places in the log at which something had just been acknowledged.
    pub(crate) fn places(&self) -> Vec<u64> {
        self.facts
            .lock()
            .unwrap()
            .iter()
            .map(|fact| fact.0)
            .collect()
    }

    /// What had been acknowledged before a place.
    pub(crate) fn before(&self, place: u64) -> Vec<Fact> {
        let facts = self.facts.lock().unwrap();
        let before = facts.iter().filter(|(at, _)| *at <= place);
        before.map(|(_, fact)| fact.clone()).collect()
    }
}

/// Bytes of the asset with this number.
pub(crate) fn asset_bytes(number: u64) -> Vec<u8> {
    let length = 1 + suisei_tests::random::mixed(number) % 20_000;
    (0..length).map(|i| (i * (number + 3)) as u8).collect()
}

/// Its id.
pub(crate) fn asset_id(number: u64) -> String {
    format!("{number:032x}")
}

/// Changes everything but events for the `round`th time.
pub(crate) fn change_things(
    client: &Client,
    ledger: &Ledger<'_>,
    experiment: &ExperimentKey,
    round: u64,
) {
    send_asset(client, experiment, round);
    ledger.note(Fact::Asset(experiment.clone(), round));
    // Its points move into a pack.
    let end = Event::Status {
        state: State::Finished,
        message: None,
        time: Some(1),
    };
    let sent = BatchBuilder::new(&format!("ends-{round}"), 0)
        .event(&end)
        .encode();
    assert_eq!(client.batch(experiment, &sent).accepted, 1);
    let project = client.project_id("power").unwrap();
    let view = json!({"version": 1, "sections": [{"name": format!("round {round}")}]});
    let path = format!("/api/v1/projects/{project}/view");
    let body = view.to_string();
    client
        .ask("PUT", &path, Some(Body::json(body.as_bytes())))
        .expect_status(200);
    ledger.note(Fact::View(round));
    // Long enough for several chunks every now and then.
    let notes = format!("{round} {}", "n".repeat((round % 3 * 20_000) as usize));
    let body = json!({ "notes": notes }).to_string();
    let path = format!("/api/v1/experiments/{experiment}");
    client
        .ask("PATCH", &path, Some(Body::json(body.as_bytes())))
        .expect_status(200);
    ledger.note(Fact::Notes(experiment.clone(), round));
    let made = client
        .post("/api/v1/keys", &json!({"name": format!("key {round}")}))
        .json();
    let key = made["key"].as_str().unwrap().to_owned();
    ledger.note(Fact::KeyMade(key.clone()));
    if round % 2 == 1 {
        let id = made["id"].as_str().unwrap();
        let reply = client.ask("DELETE", &format!("/api/v1/keys/{id}"), None);
        assert!(reply.status < 300, "{}", reply.text());
        ledger.note(Fact::KeyRevoked(key));
    }
    purge_another(client, ledger, round);
    if round.is_multiple_of(4) {
        ledger.note(Fact::Experiment(
            client.create("power", &format!("e{round}")),
        ));
    }
}

/// Makes an experiment that shares the bytes of an asset, and purges it.
fn purge_another(client: &Client, ledger: &Ledger<'_>, round: u64) {
    let doomed = client.create("power", &format!("doomed {round}"));
    send_asset(client, &doomed, round);
    for (method, rest, status) in [("DELETE", "", 204), ("POST", "/purge", 202)] {
        let path = format!("/api/v1/experiments/{doomed}{rest}");
        client.ask(method, &path, None).expect_status(status);
    }
    ledger.note(Fact::Purged(doomed));
}

fn send_asset(client: &Client, experiment: &ExperimentKey, number: u64) {
    let bytes = asset_bytes(number);
    let hash = sha256(&bytes);
    let body = Body {
        content_type: "application/octet-stream",
        encoding: "",
        bytes: &bytes,
    };
    let path = format!("/api/v1/experiments/{experiment}/blobs/{hash}");
    let reply = client.ask("PUT", &path, Some(body));
    assert!(reply.status < 300, "{}", reply.text());
    let event = Event::Asset(AssetEvent {
        id: asset_id(number),
        kind: "file".to_owned(),
        name: format!("file {number}"),
        sha256: hash.parse().unwrap(),
        size: bytes.len() as u64,
        content_type: None,
        step: None,
        epoch: None,
        context: None,
        metadata: None,
        time: Some(1),
    });
    let sent = BatchBuilder::new(&format!("assets-{number}"), 0)
        .event(&event)
        .encode();
    assert_eq!(client.batch(experiment, &sent).accepted, 1);
}

/// Sends one batch of a writer and notes it.
pub(crate) fn send(client: &Client, ledger: &Ledger<'_>, index: usize, writer: &mut Writer) {
    suisei_tests::wait::wait_until("an acknowledged batch", || writer.step(client));
    ledger.note(Fact::Events(index, writer.acknowledged));
}
