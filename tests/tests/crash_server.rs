//! The server is killed at random moments while several writers send and experiments end. What it
//! had acknowledged is there, point by point and bit by bit, and nothing is there twice.
//!
//! `SUISEI_CRASH_ROUNDS` sets how often it is killed, `SUISEI_SEED` repeats a run.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use suisei_core::ids::ExperimentKey;
use suisei_tests::client::Body;
use suisei_tests::random::Random;
use suisei_tests::writer::Writer;
use suisei_tests::{Client, TestServer, wait};

/// Kills in a usual run, and kills before new writers begin.
const ROUNDS: u64 = 20;

/// Says again and again that an experiment has ended and goes on: whenever it has ended, its points
/// are sealed.
fn end_and_resume(client: &Client, experiment: &ExperimentKey, stop: &AtomicBool) {
    let mut seq = 0;
    while !stop.load(Ordering::Relaxed) {
        for state in ["finished", "running"] {
            let status = json!({"kind": "status", "state": state});
            let batch = json!({"writer": "states", "first_seq": seq, "events": [status]});
            seq += 1;
            // What a crash swallows is said again a moment later.
            let _ = client.try_batch(experiment, Body::json(batch.to_string().as_bytes()));
            std::thread::sleep(Duration::from_millis(40));
        }
    }
}

/// Starts writers, kills the server again and again while they send, and compares.
fn crash(server: &mut TestServer, rounds: u64, random: &mut Random) -> u64 {
    let client = server.client();
    // Two writers share an experiment; the others have their own.
    let shared = client.create("crash", "shared");
    let experiments = [
        shared.clone(),
        shared,
        client.create("crash", "b"),
        client.create("crash", "c"),
    ];
    let ending = experiments[1..].to_vec();
    let mut writers: Vec<Writer> = experiments
        .into_iter()
        .enumerate()
        .map(|(number, experiment)| {
            Writer::new(&format!("writer{number}"), experiment, random.number())
        })
        .collect();
    let stop = AtomicBool::new(false);
    let total = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for writer in &mut writers {
            let (client, stop, total) = (server.client(), &stop, &total);
            scope.spawn(move || writer.run(&client, stop, total));
        }
        for experiment in &ending {
            let (client, stop) = (server.client(), &stop);
            scope.spawn(move || end_and_resume(&client, experiment, stop));
        }
        for _ in 0..rounds {
            let before = total.load(Ordering::Relaxed);
            // A moment within the work, not before it has begun again.
            wait::wait_until("an acknowledged batch", || {
                total.load(Ordering::Relaxed) > before
            });
            std::thread::sleep(Duration::from_micros(random.within(0, 150_000)));
            server.restart();
        }
        stop.store(true, Ordering::Relaxed);
    });
    for writer in &writers {
        writer.check(&client);
    }
    // Once more from what the disk holds alone.
    server.restart();
    for writer in &writers {
        writer.check(&client);
    }
    total.load(Ordering::Relaxed)
}

#[test]
fn a_killed_server_keeps_all_that_it_acknowledged() {
    let asked = std::env::var("SUISEI_CRASH_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let mut random = Random::from_environment();
    let mut server = TestServer::start();
    let mut left = asked.unwrap_or(ROUNDS);
    let mut acknowledged = 0;
    while left > 0 {
        let rounds = left.min(ROUNDS);
        acknowledged += crash(&mut server, rounds, &mut random);
        left -= rounds;
    }
    eprintln!("{acknowledged} events acknowledged");
}
