//! The simplest user script, with the real SDK and the real server: everything that it leaves.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it stands"
)]

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use suisei_core::event::State;
use suisei_core::ids::ExperimentKey;
use suisei_core::query::XAxis;
use suisei_tests::{Client, Python, TestServer, wait};

const SCRIPT: &str = r#"
import sys, time
from suisei import Experiment

experiment = Experiment()
for epoch in range(3):
    print("epoch", epoch)
    time.sleep(0.5)
print("a warning", file=sys.stderr)
experiment.log_metric("test accuracy", 0.9375)
"#;

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Tester", "-c", "user.email=t@example.org"]);
    let output = command.args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn only_experiment(client: &Client, python: &Python) -> ExperimentKey {
    let keys = python.experiments();
    assert_eq!(keys.len(), 1);
    let key: ExperimentKey = keys[0].parse().unwrap();
    wait::wait_until("the end of the experiment", || {
        client.experiment(&key).head.state != State::Running
    });
    key
}

#[test]
fn the_simplest_script_leaves_everything() {
    let server = TestServer::start();
    let client = server.client();
    let python = Python::for_server(&server);
    // The script lies in a repository with a change that was not committed.
    let folder = python.folder();
    std::fs::write(folder.join("notes.txt"), "one\n").unwrap();
    git(folder, &["init", "--quiet", "--initial-branch", "research"]);
    git(folder, &["add", "notes.txt"]);
    git(folder, &["commit", "--quiet", "--message", "Begin"]);
    std::fs::write(folder.join("notes.txt"), "one\ntwo\n").unwrap();
    let mut script = python.start_text("train.py", SCRIPT, Stdio::null());
    assert!(script.wait(wait::PATIENCE).success(), "{}", script.output());

    let key = only_experiment(&client, &python);
    let path = |rest: &str| format!("/api/v1/experiments/{key}/{rest}");
    let experiment = client.experiment(&key);
    assert_eq!(experiment.head.state, State::Finished);
    assert_eq!(experiment.project.name, "default");
    assert_eq!(
        client.points(&key, "test accuracy", XAxis::Step).1,
        [0.9375]
    );

    let output = client.get(&path("output")).json();
    let lines: Vec<&str> = output["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|line| line["text"].as_str())
        .collect();
    for expected in ["epoch 0", "epoch 1", "epoch 2", "a warning"] {
        assert_eq!(
            lines.iter().filter(|&&line| line == expected).count(),
            1,
            "{lines:?}"
        );
    }

    let environment = client.get(&path("environment")).json();
    let version = environment["python"]["version"].as_str().unwrap();
    assert!(version.starts_with("3."), "{version}");
    let packages = environment["packages"].as_array().unwrap();
    assert!(
        packages.iter().any(|package| package[0] == "numpy"),
        "{packages:?}"
    );
    assert!(environment["host"]["cpu_count"].as_u64().unwrap() > 0);
    assert!(environment["command"].to_string().contains("train.py"));
    assert_eq!(environment["git"]["branch"], "research");
    assert_eq!(environment["git"]["dirty"], true);

    let code = client.get(&path("code")).json();
    let script = code["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| is_named(file, "train.py"));
    assert_eq!(text_of(&client, &key, script.unwrap()), SCRIPT);
    assert!(text_of(&client, &key, &code["patch"]).contains("+two"));

    let metrics = client.metrics(&key);
    let system: Vec<&str> = metrics
        .iter()
        .map(|metric| metric.series.metric.as_str())
        .filter(|name| name.starts_with("sys."))
        .collect();
    assert!(system.iter().any(|name| name.contains("cpu")), "{system:?}");
    assert!(
        system.iter().any(|name| name.contains("memory")),
        "{system:?}"
    );
}

fn is_named(file: &Value, name: &str) -> bool {
    file["name"].as_str().is_some_and(|own| own.ends_with(name))
}

fn text_of(client: &Client, key: &ExperimentKey, asset: &Value) -> String {
    let id = asset["id"].as_str().unwrap();
    let reply = client.get(&format!("/api/v1/experiments/{key}/assets/{id}"));
    reply.expect_status(200).text()
}
