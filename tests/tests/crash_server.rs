//! The server is killed at random moments while several writers send and experiments end. What it had acknowledged is
//! there, point by point and bit by bit, and nothing is there twice.
//!
//! `SUISEI_CRASH_ROUNDS` sets how often it is killed, `SUISEI_SEED` repeats a run.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use suisei_core::api::{BatchAck, OutputPage, Values};
use suisei_core::event::{Event, NamedValue, Stream};
use suisei_core::ids::ExperimentKey;
use suisei_core::query::XAxis;
use suisei_tests::batch::BatchBuilder;
use suisei_tests::client::Body;
use suisei_tests::random::{Random, mixed};
use suisei_tests::{Client, TestServer, wait};

/// Kills in a usual run, and kills before new writers begin.
const ROUNDS: u64 = 20;

/// A series holds no more, so that all of it can be compared.
const MOST_EVENTS: u64 = 140_000;

/// One sending process: what it sends follows from its number and the sequence number alone.
struct Writer {
    name: String,
    experiment: ExperimentKey,
    random: Random,
    /// Events before this one were acknowledged.
    acknowledged: u64,
}

impl Writer {
    /// Sends until told to stop; every batch again and again until it is acknowledged.
    fn run(&mut self, client: &Client, stop: &AtomicBool, total: &AtomicU64) {
        while !stop.load(Ordering::Relaxed) && self.acknowledged < MOST_EVENTS {
            let end = self.acknowledged + self.random.within(1, 300);
            while !self.send(client, end, total) {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }

    /// Sends the events up to `end`, sometimes from further back than needed.
    fn send(&mut self, client: &Client, end: u64, total: &AtomicU64) -> bool {
        let back = if self.random.within(0, 4) == 0 {
            self.random.within(0, 400)
        } else {
            0
        };
        let first = self.acknowledged.saturating_sub(back);
        let bytes = self.batch(first, end);
        let Ok(reply) = client.try_batch(&self.experiment, Body::batch(&bytes)) else {
            return false;
        };
        if matches!(reply.status, 429 | 503) {
            return false;
        }
        let ack: BatchAck = reply.expect_status(200).read();
        assert_eq!(ack.accepted + ack.duplicates, end - first, "{ack:?}");
        assert!(
            ack.duplicates >= self.acknowledged - first,
            "acknowledged events were lost: {ack:?}"
        );
        assert_eq!(ack.next_seq, end, "{ack:?}");
        total.fetch_add(end - self.acknowledged, Ordering::Relaxed);
        self.acknowledged = end;
        true
    }

    fn batch(&self, first: u64, end: u64) -> Vec<u8> {
        let mut builder = BatchBuilder::new(&self.name, first);
        for seq in first..end {
            match seq % 50 {
                48 => builder.event(&Event::Parameter(NamedValue {
                    name: format!("{}-{seq}", self.name),
                    value: seq.into(),
                })),
                49 => builder.event(&Event::Output {
                    stream: Stream::Stdout,
                    text: format!("{} {seq}\n", self.name),
                    time: Some(seq as i64),
                }),
                rest => builder.point(&self.metric(rest % 3), Some(seq as i64), value(seq)),
            };
        }
        builder.encode()
    }

    fn metric(&self, number: u64) -> String {
        format!("{}/{number}", self.name)
    }

    /// Compares all that is stored with all that was acknowledged.
    fn check(&self, client: &Client) {
        let all: Vec<u64> = (0..self.acknowledged).collect();
        for number in 0..3 {
            let (x, y) = client.points(&self.experiment, &self.metric(number), XAxis::Step);
            let expected: Vec<u64> = all
                .iter()
                .copied()
                .filter(|seq| seq % 50 < 48 && seq % 50 % 3 == number)
                .collect();
            let steps: Vec<u64> = x.iter().map(|&x| x as u64).collect();
            assert_eq!(
                known(&steps, self.acknowledged),
                expected,
                "{}",
                self.metric(number)
            );
            for (&step, y) in steps.iter().zip(&y) {
                assert_eq!(y.to_bits(), value(step).to_bits(), "step {step}");
            }
        }
        let parameters: Values = client
            .get(&format!(
                "/api/v1/experiments/{}/parameters",
                self.experiment
            ))
            .read();
        for seq in all.iter().filter(|&seq| seq % 50 == 48) {
            assert!(
                parameters.contains_key(&format!("{}-{seq}", self.name)),
                "parameter {seq}"
            );
        }
        let expected: Vec<u64> = all.into_iter().filter(|seq| seq % 50 == 49).collect();
        assert_eq!(
            known(&self.printed(client), self.acknowledged),
            expected,
            "output"
        );
    }

    /// The numbers of the lines that this writer has printed, in the order of the console.
    fn printed(&self, client: &Client) -> Vec<u64> {
        let mut numbers = Vec::new();
        let mut after = 0;
        loop {
            let path = format!(
                "/api/v1/experiments/{}/output?after={after}&limit=1000",
                self.experiment
            );
            let page: OutputPage = client.get(&path).expect_status(200).read();
            let Some(last) = page.lines.last() else {
                return numbers;
            };
            after = last.number + 1;
            let own = |text: &str| -> Option<u64> {
                text.strip_prefix(&format!("{} ", self.name))?.parse().ok()
            };
            numbers.extend(page.lines.iter().filter_map(|line| own(&line.text)));
        }
    }
}

/// Any finite bits.
fn value(seq: u64) -> f64 {
    let value = f64::from_bits(mixed(seq));
    if value.is_finite() { value } else { seq as f64 }
}

/// What was sent last may be stored without having been acknowledged; it may not be there twice.
fn known(numbers: &[u64], acknowledged: u64) -> Vec<u64> {
    let mut seen = std::collections::BTreeSet::new();
    assert!(
        numbers.iter().all(|&number| seen.insert(number)),
        "something is stored twice"
    );
    numbers
        .iter()
        .copied()
        .filter(|&number| number < acknowledged)
        .collect()
}

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
        .map(|(number, experiment)| Writer {
            name: format!("writer{number}"),
            experiment,
            random: Random::new(random.number()),
            acknowledged: 0,
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
