//! Training scripts are killed at random moments, and so is the server that they record to. Every
//! call that had returned is on the server in the end, and nothing is there twice.
//!
//! `SUISEI_CRASH_ROUNDS` sets how many scripts are killed, `SUISEI_SEED` repeats a run.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it stands"
)]

use std::io::{PipeReader, Read as _};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use suisei_core::event::State;
use suisei_core::ids::ExperimentKey;
use suisei_core::query::XAxis;
use suisei_tests::process::Program;
use suisei_tests::random::Random;
use suisei_tests::{Client, Python, TestServer, wait};

/// Scripts that run and die side by side.
const SCRIPTS: usize = 4;

/// Scripts that are killed in a usual run.
const ROUNDS: usize = 20;

/// Reports each step through its standard input, which is the writing end of a pipe, after the
/// calls of that step have returned.
const TRAINING: &str = r#"
import os, struct, time
from suisei import Experiment

experiment = Experiment(project_name="crash")
os.write(0, experiment.key.encode())
step = 0
while True:
    experiment.log_metric("loss", step * 0.1, step=step)
    if step % 20 == 0:
        experiment.log_metrics({"a": step + 0.5, "b": -step}, step=step)
        experiment.log_parameter(f"parameter {step}", step)
        print("step", step)
    if step % 500 == 0:
        experiment.log_text(f"text of step {step}", step=step)
    os.write(0, struct.pack("<q", step))
    step += 1
    if step % 20 == 0:
        time.sleep(0.001)
"#;

/// One script, and how far it came.
struct Training {
    program: Program,
    progress: PipeReader,
}

impl Training {
    fn start(python: &Python, number: usize) -> Self {
        let (progress, writing) = std::io::pipe().unwrap();
        let name = format!("training{number}.py");
        let program = python.start_text(&name, TRAINING, Stdio::from(writing));
        Self { program, progress }
    }

    /// Waits until it has begun; gives the experiment's key.
    fn key(&mut self) -> ExperimentKey {
        let mut key = [0; 32];
        self.progress.read_exact(&mut key).unwrap();
        String::from_utf8(key.to_vec()).unwrap().parse().unwrap()
    }

    /// Lets it run for a while, kills it, and gives the last step whose calls had returned.
    fn kill_after(mut self, moment: Duration) -> Option<i64> {
        let reading = std::thread::spawn(move || {
            let mut all = Vec::new();
            self.progress.read_to_end(&mut all).unwrap();
            all
        });
        std::thread::sleep(moment);
        self.program.kill();
        let all = reading.join().unwrap();
        let last = all.chunks_exact(8).next_back()?;
        Some(i64::from_le_bytes(last.try_into().unwrap()))
    }
}

fn check(client: &Client, key: &ExperimentKey, last: i64) {
    let (x, y) = client.points(key, "loss", XAxis::Step);
    // The call that was under way may have reached the journal.
    assert!(
        x.len() as i64 == last + 1 || x.len() as i64 == last + 2,
        "{} of {last}",
        x.len()
    );
    for (step, (x, y)) in x.iter().zip(&y).enumerate() {
        assert_eq!(*x, step as f64);
        assert_eq!(y.to_bits(), (step as f64 * 0.1).to_bits());
    }
    let (x, y) = client.points(key, "a", XAxis::Step);
    let expected: Vec<f64> = (0..=last).step_by(20).map(|step| step as f64).collect();
    assert_eq!(x[..expected.len()], expected);
    assert!(x.len() <= expected.len() + 1);
    assert!(x.iter().zip(&y).all(|(x, y)| *y == x + 0.5));
    let parameters = client
        .get(&format!("/api/v1/experiments/{key}/parameters"))
        .json();
    for step in (0..=last).step_by(20) {
        assert_eq!(parameters[format!("parameter {step}")], Value::from(step));
    }
    let assets = client
        .get(&format!("/api/v1/experiments/{key}/assets?type=text"))
        .json();
    let assets = assets.as_array().unwrap();
    assert!(assets.len() as i64 > last / 500, "{} texts", assets.len());
    assert!(
        assets.iter().all(|asset| asset["present"] == true),
        "{assets:?}"
    );
}

/// Whether the server knows that the script has ended, which the sender says last of all.
fn has_ended(client: &Client, key: &ExperimentKey) -> bool {
    let reply = client.try_get(&format!("/api/v1/experiments/{key}"));
    let state = |body: Value| serde_json::from_value(body["state"].clone()).ok();
    reply.is_ok_and(|reply| reply.status == 200 && state(reply.json()) == Some(State::Failed))
}

/// Starts scripts, kills them and their server, and compares.
fn crash(server: &mut TestServer, random: &mut Random) {
    let client = server.client();
    let python = Python::for_server(server);
    let mut scripts: Vec<Training> = (0..SCRIPTS)
        .map(|number| Training::start(&python, number))
        .collect();
    let keys: Vec<ExperimentKey> = scripts.iter_mut().map(Training::key).collect();
    let killed: Vec<_> = scripts
        .into_iter()
        .map(|script| {
            let moment = Duration::from_millis(random.within(0, 1_500));
            std::thread::spawn(move || script.kill_after(moment))
        })
        .collect();
    for _ in 0..4 {
        std::thread::sleep(Duration::from_millis(random.within(50, 400)));
        server.restart();
    }
    let last: Vec<Option<i64>> = killed
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    for key in &keys {
        wait::wait_within(
            Duration::from_secs(60),
            &format!("the end of {key}"),
            || has_ended(&client, key).then_some(()),
        );
    }
    python.wait_for_senders();
    server.restart();
    for (key, last) in keys.iter().zip(last) {
        check(&client, key, last.unwrap_or(-1));
    }
}

#[test]
fn killed_scripts_lose_nothing_that_had_returned() {
    let asked = std::env::var("SUISEI_CRASH_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let mut random = Random::from_environment();
    let mut server = TestServer::start();
    for _ in 0..asked.unwrap_or(ROUNDS).div_ceil(SCRIPTS) {
        crash(&mut server, &mut random);
    }
}

#[test]
fn what_was_recorded_without_a_server_is_sent_by_sync() {
    let mut server = TestServer::start();
    let client = server.client();
    let python = Python::for_server(&server);
    server.kill();
    let mut script = Training::start(&python, 0);
    let key = script.key();
    let last = script.kill_after(Duration::from_millis(400)).unwrap_or(-1);
    assert_eq!(python.experiments(), [key.as_str()]);
    // The sender that waits for the server is killed as well: the journal alone is left.
    python.kill_senders();
    server.restart();
    // What recorded the script's output may outlive it by a moment; only then is it known to be dead.
    wait::wait_until("the end of the script to be sent", || {
        let (all, said) = python.sync();
        assert!(all, "{said}");
        has_ended(&client, &key)
    });
    check(&client, &key, last);
    let (all, said) = python.sync();
    assert!(all, "{said}");
    check(&client, &key, last);
}
