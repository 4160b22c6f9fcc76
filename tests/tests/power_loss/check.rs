//! Compares a server that was started on a rebuilt folder with what had been acknowledged.

use std::collections::BTreeSet;

use suisei_core::ids::ExperimentKey;
use suisei_tests::Client;
use suisei_tests::writer::Writer;

use crate::ledger::{Fact, asset_bytes, asset_id};

/// Whom a writer writes to.
pub(crate) type Writers = Vec<(String, ExperimentKey)>;

/// Stops the test when anything that was acknowledged is not there.
pub(crate) fn check(client: &Client, facts: &[Fact], writers: &Writers) {
    let revoked: BTreeSet<&String> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::KeyRevoked(key) => Some(key),
            _ => None,
        })
        .collect();
    for fact in facts {
        match fact {
            Fact::Experiment(key) => drop(client.experiment(key)),
            Fact::Purged(key) => {
                let reply = client.get(&format!("/api/v1/experiments/{key}"));
                reply.expect_status(410);
            }
            Fact::Asset(experiment, number) => check_asset(client, experiment, *number),
            Fact::KeyMade(key) => {
                let status = client.with_key(Some(key)).get("/api/v1/session").status;
                // A key whose deletion was under way may be gone, a revoked one must be.
                let fine = if revoked.contains(key) {
                    status == 401
                } else {
                    matches!(status, 200 | 401)
                };
                assert!(fine, "a key answers {status}");
            }
            Fact::KeyRevoked(_) | Fact::Events(..) | Fact::View(_) | Fact::Notes(..) => {}
        }
    }
    check_last_round(client, facts);
    for (writer, end) in resumed(facts, writers) {
        assert_eq!(writer.acknowledged, end);
        writer.check(client);
    }
}

/// Sends everything again: what was acknowledged counts once, what was not is taken now.
pub(crate) fn send_again(client: &Client, facts: &[Fact], writers: &Writers) {
    for (mut writer, end) in resumed(facts, writers) {
        writer.send_again(client, end + 500);
        writer.check(client);
    }
}

/// The writers as they were after these facts.
fn resumed(facts: &[Fact], writers: &Writers) -> Vec<(Writer, u64)> {
    let end = |index: usize| {
        let ends = facts.iter().filter_map(|fact| match fact {
            Fact::Events(own, end) if *own == index => Some(*end),
            _ => None,
        });
        ends.max().unwrap_or(0)
    };
    let known: BTreeSet<&ExperimentKey> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Experiment(key) => Some(key),
            _ => None,
        })
        .collect();
    let writers = writers.iter().enumerate();
    writers
        .filter(|(_, (_, experiment))| known.contains(experiment))
        .map(|(index, (name, experiment))| {
            let mut writer = Writer::new(name, experiment.clone(), 1);
            writer.acknowledged = end(index);
            (writer, end(index))
        })
        .collect()
}

fn check_asset(client: &Client, experiment: &ExperimentKey, number: u64) {
    let path = format!(
        "/api/v1/experiments/{experiment}/assets/{}",
        asset_id(number)
    );
    let reply = client.get(&path).expect_status(200);
    assert!(reply.body == asset_bytes(number), "asset {number} differs");
}

/// What is overwritten every round stands at the last acknowledged round or later.
fn check_last_round(client: &Client, facts: &[Fact]) {
    let views = facts.iter().filter_map(|fact| match fact {
        Fact::View(round) => Some(*round),
        _ => None,
    });
    if let Some(last) = views.max() {
        let project = client.project_id("power").unwrap();
        let view = client.get(&format!("/api/v1/projects/{project}/view"));
        let view = view.expect_status(200).json();
        let name = view["sections"][0]["name"].as_str().unwrap_or_default();
        let found: u64 = name.trim_start_matches("round ").parse().unwrap_or(0);
        assert!(found >= last, "the view is of round {found}, not {last}");
    }
    let notes = facts.iter().filter_map(|fact| match fact {
        Fact::Notes(experiment, round) => Some((*round, experiment)),
        _ => None,
    });
    if let Some((last, experiment)) = notes.max() {
        let notes = client.experiment(experiment).notes;
        let round = notes.split(' ').next().unwrap_or_default();
        let found: u64 = round.parse().unwrap_or(0);
        assert!(found >= last, "the notes are of round {found}, not {last}");
        assert_eq!(
            notes.len(),
            format!("{found} ").len() + (found % 3 * 20_000) as usize
        );
    }
}
