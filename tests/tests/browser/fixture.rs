//! A project with a few finished experiments, the same in every test.

use serde_json::json;
use suisei_core::ids::ExperimentKey;
use suisei_tests::Client;

/// The name of the project.
pub(crate) const PROJECT: &str = "curves";

/// Steps of every training metric.
pub(crate) const STEPS: u64 = 400;

/// Name, learning rate and last validation accuracy of each experiment, oldest first.
pub(crate) const EXPERIMENTS: [(&str, f64, f64); 4] = [
    ("adam large", 0.02, 0.84),
    ("sgd", 0.1, 0.91),
    ("adam", 0.002, 0.97),
    ("momentum", 0.05, 0.94),
];

/// Fills the project; gives the experiments' keys.
pub(crate) fn fill(client: &Client) -> Vec<ExperimentKey> {
    let all = EXPERIMENTS.iter().enumerate();
    all.map(|(number, &(name, rate, accuracy))| {
        let key = client.create_at(PROJECT, name, time(0));
        let ack = client.batch_json(
            &key,
            &json!({
                "writer": "fixture",
                "first_seq": 0,
                "events": events(number as f64, rate, accuracy),
            }),
        );
        assert!(ack.rejected.is_empty(), "{ack:?}");
        key
    })
    .collect()
}

/// When a step was logged, in microseconds.
fn time(step: u64) -> u64 {
    1_780_000_000_000_000 + step * 250_000
}

fn events(seed: f64, rate: f64, accuracy: f64) -> Vec<serde_json::Value> {
    let steps: Vec<u64> = (0..STEPS).collect();
    let epochs: Vec<u64> = (1..=20).collect();
    let loss = |step: &u64| {
        let at = *step as f64;
        2.2 * (-at * (rate + 0.01) / 9.0).exp() + 0.1 + 0.08 * (at * (1.7 + seed)).sin()
    };
    let acc = |epoch: &u64| accuracy * (1.0 - (-(*epoch as f64) / 3.0).exp());
    let line = |name: &str, value: Vec<f64>, steps: Vec<u64>| {
        json!({
            "kind": "points",
            "names": [name],
            "series": vec![0; steps.len()],
            "value": value,
            "time": steps.iter().map(|&step| time(step)).collect::<Vec<u64>>(),
            "step": steps,
        })
    };
    let epoch_steps: Vec<u64> = epochs.iter().map(|epoch| epoch * STEPS / 20).collect();
    let mut events = vec![
        line(
            "train/loss",
            steps.iter().map(loss).collect(),
            steps.clone(),
        ),
        line(
            "train/lr",
            steps.iter().map(|_| rate).collect(),
            steps.clone(),
        ),
        line(
            "val/acc",
            epochs.iter().map(acc).collect(),
            epoch_steps.clone(),
        ),
        line(
            "val/loss",
            epochs.iter().map(|epoch| 1.2 - acc(epoch)).collect(),
            epoch_steps,
        ),
        json!({"kind": "parameter", "name": "learning_rate", "value": rate}),
        json!({"kind": "parameter", "name": "batch_size", "value": 32}),
        json!({"kind": "tag", "name": "mlp"}),
        json!({"kind": "environment", "section": "command", "value":
            {"argv": ["train.py", "--quick"], "script": "train.py", "cwd": "/work", "pid": 1}}),
        json!({"kind": "environment", "section": "host", "value":
            {"hostname": "node", "os": "Linux", "machine": "x86_64", "cpu_count": 8}}),
    ];
    for epoch in epochs {
        let text = format!("epoch {epoch:2}/20  accuracy {:.4}\n", acc(&epoch));
        events.push(json!({"kind": "output", "stream": "stdout", "text": text}));
    }
    events.push(json!({"kind": "status", "state": "finished", "time": time(STEPS)}));
    events
}
