//! A sending process whose every event follows from its name and the sequence number, so that all
//! that a server holds of it can be compared with all that was acknowledged.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use suisei_core::api::{BatchAck, OutputPage, Values};
use suisei_core::event::{Event, NamedValue, Stream};
use suisei_core::ids::ExperimentKey;
use suisei_core::query::XAxis;

use crate::Client;
use crate::batch::BatchBuilder;
use crate::client::Body;
use crate::random::{Random, mixed};

/// A series holds no more, so that all of it can be compared.
const MOST_EVENTS: u64 = 140_000;

/// One sending process.
#[derive(Debug)]
pub struct Writer {
    name: String,
    experiment: ExperimentKey,
    random: Random,
    /// Events before this one were acknowledged.
    pub acknowledged: u64,
}

impl Writer {
    /// One that has sent nothing; `seed` decides how it cuts its events into batches.
    pub fn new(name: &str, experiment: ExperimentKey, seed: u64) -> Self {
        Self {
            name: name.to_owned(),
            experiment,
            random: Random::new(seed),
            acknowledged: 0,
        }
    }

    /// Where it sends to.
    pub fn experiment(&self) -> &ExperimentKey {
        &self.experiment
    }

    /// Sends until told to stop; every batch again and again until it is acknowledged.
    pub fn run(&mut self, client: &Client, stop: &AtomicBool, total: &AtomicU64) {
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

    /// Sends the next events once; true when they were acknowledged.
    pub fn step(&mut self, client: &Client) -> bool {
        let end = self.acknowledged + self.random.within(1, 300);
        self.send(client, end, &AtomicU64::new(0))
    }

    /// Sends everything before `end` again; it is acknowledged, and what was there stays single.
    pub fn send_again(&mut self, client: &Client, end: u64) {
        let bytes = self.batch(0, end);
        let ack = client.batch(&self.experiment, &bytes);
        assert_eq!(ack.accepted + ack.duplicates, end, "{ack:?}");
        assert!(
            ack.duplicates >= self.acknowledged,
            "acknowledged events were lost: {ack:?}"
        );
        self.acknowledged = end;
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
    pub fn check(&self, client: &Client) {
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
