//! The power fails at any moment: right after an acknowledgement, in the middle of a commit, while a
//! store is made, opened or compacted. Whatever was acknowledged is there, point by point.
//!
//! `SUISEI_POWER_CUTS` sets how many moments are tried, `SUISEI_SEED` repeats a run.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test's helpers fail by panicking and tell what they did"
)]

mod check;
mod ledger;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use suisei_tests::TestServer;
use suisei_tests::power::{Disk, Loss, Operation, Recorder, read_log};
use suisei_tests::random::Random;
use suisei_tests::server::empty_folder;
use suisei_tests::writer::Writer;
use tempfile::TempDir;

use check::Writers;
use ledger::{Fact, Ledger};

/// Moments in a usual run, and most that are taken from one recording.
const CUTS: usize = 150;
const CUTS_OF_ONE: usize = 200;

/// Recordings that may be torn in one run; a recorder that misses something tears them all.
const MOST_TORN: usize = 4;

/// Lives of the server in one recording.
const LIVES: u64 = 4;

/// Batches that each writer sends in one life, alone and again beside the others.
const BATCHES: usize = 10;

/// Cuts that are tried at the same time.
const PARALLEL: usize = 3;

/// A moment at which the power fails, and what that takes.
#[derive(Debug, Clone, Copy)]
struct Cut {
    place: u64,
    loss: Loss,
}

/// A server's work, written down.
struct Recording<'a> {
    before: Disk,
    operations: Vec<(u64, Operation)>,
    /// Where in the log each life of the server began.
    starts: Vec<u64>,
    ledger: Ledger<'a>,
    writers: Writers,
}

#[test]
fn what_was_acknowledged_survives_a_power_cut() {
    let asked = std::env::var("SUISEI_POWER_CUTS").ok();
    try_many(asked.and_then(|text| text.parse().ok()).unwrap_or(CUTS));
}

#[test]
#[ignore = "heavy"]
fn what_was_acknowledged_survives_a_thousand_power_cuts() {
    try_many(1_000);
}

fn try_many(mut left: usize) {
    let mut random = Random::from_environment();
    let mut torn = 0;
    while left > 0 {
        let n = left.min(CUTS_OF_ONE);
        let tools = tempfile::tempdir().unwrap();
        let recorder = Recorder::build(tools.path());
        match record(&recorder, &mut random) {
            Ok(recording) => {
                let cuts = cuts(&recording, n, &mut random);
                replay(&recorder, &recording, &cuts);
                left -= n;
            }
            // A kill has fallen between a write and its note: that says nothing about the server.
            Err(differences) => {
                torn += 1;
                assert!(
                    torn <= MOST_TORN,
                    "the log misses something: {differences:?}"
                );
            }
        }
    }
}

/// Lets a server work through several lives, ended by a kill or a stop. Fails with what the log does
/// not tell.
fn record<'a>(recorder: &'a Recorder, random: &mut Random) -> Result<Recording<'a>, Vec<String>> {
    let data = empty_folder();
    let before = Disk::load(data.path());
    let variables = recorder.variables(data.path());
    let mut starts = vec![0];
    let mut server = TestServer::start_on(data, &variables);
    let ledger = Ledger::new(recorder);
    let writers = make_writers(&server, &ledger);
    let mut senders: Vec<Writer> = writers
        .iter()
        .map(|(name, experiment)| Writer::new(name, experiment.clone(), random.number()))
        .collect();
    for life in 0..LIVES {
        work(&server, &ledger, &mut senders, life);
        if life % 2 == 0 {
            server.kill();
        } else {
            server.stop();
        }
        if life + 1 < LIVES {
            starts.push(recorder.position());
            server.restart();
        }
    }
    let operations = read_log(recorder.log());
    let mut after = before.clone();
    for (place, operation) in &operations {
        after.apply(*place, operation);
    }
    match after.differences() {
        differences if differences.is_empty() => Ok(Recording {
            before,
            operations,
            starts,
            ledger,
            writers,
        }),
        differences => Err(differences),
    }
}

fn make_writers(server: &TestServer, ledger: &Ledger<'_>) -> Writers {
    let mut writers = Writers::new();
    for number in 0..3 {
        // Two of them share an experiment.
        let experiment = match writers.first() {
            Some((_, shared)) if number == 1 => shared.clone(),
            _ => server.client().create("power", &format!("w{number}")),
        };
        ledger.note(Fact::Experiment(experiment.clone()));
        writers.push((format!("writer{number}"), experiment));
    }
    writers
}

/// One life of the server.
fn work(server: &TestServer, ledger: &Ledger<'_>, senders: &mut [Writer], life: u64) {
    // One after the other, so that nothing happens between an acknowledgement and its note.
    for _ in 0..BATCHES {
        for (index, sender) in senders.iter_mut().enumerate() {
            ledger::send(&server.client(), ledger, index, sender);
        }
    }
    let experiment = senders[2].experiment().clone();
    std::thread::scope(|scope| {
        for (index, sender) in senders.iter_mut().enumerate() {
            let client = server.client();
            scope.spawn(move || {
                (0..BATCHES).for_each(|_| ledger::send(&client, ledger, index, sender));
            });
        }
        for round in life * 4..life * 4 + 4 {
            ledger::change_things(&server.client(), ledger, &experiment, round);
        }
    });
}

/// Moments right after acknowledgements, while a server starts, and anywhere else; in order.
fn cuts(recording: &Recording<'_>, n: usize, random: &mut Random) -> Vec<Cut> {
    let acknowledged = recording.ledger.places();
    let anywhere: Vec<u64> = recording.operations.iter().map(|one| one.0).collect();
    let starting: Vec<u64> = recording
        .starts
        .iter()
        .flat_map(|start| anywhere.iter().filter(move |place| *place > start).take(40))
        .copied()
        .collect();
    let mut cuts: Vec<Cut> = (0..n)
        .map(|number| {
            let places = [&acknowledged, &anywhere, &starting][number % 3];
            let loss = match number / 3 % 4 {
                0 => Loss::Everything,
                1 => Loss::Bytes,
                _ => Loss::Half(random.number()),
            };
            let place = places[random.within(0, places.len() as u64) as usize];
            Cut { place, loss }
        })
        .collect();
    cuts.sort_by_key(|cut| cut.place);
    cuts
}

/// Tries every cut, some at the same time.
fn replay(recorder: &Recorder, recording: &Recording<'_>, cuts: &[Cut]) {
    let disk = Mutex::new((
        recording.before.clone(),
        recording.operations.iter().peekable(),
    ));
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..PARALLEL {
            scope.spawn(|| {
                loop {
                    let mut state = disk.lock().unwrap();
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let Some(cut) = cuts.get(number) else { return };
                    let (disk, operations) = &mut *state;
                    while let Some((place, operation)) =
                        operations.next_if(|(place, _)| *place <= cut.place)
                    {
                        disk.apply(*place, operation);
                    }
                    let folder = empty_folder();
                    disk.write(cut.loss, folder.path());
                    drop(state);
                    let _named = Named(number, *cut);
                    let facts = recording.ledger.before(cut.place);
                    match number % 5 {
                        0 => try_twice(recorder, folder, &facts, &recording.writers, *cut),
                        1 => try_and_go_on(folder, &facts, &recording.writers),
                        _ => try_once(folder, &facts, &recording.writers),
                    }
                }
            });
        }
    });
}

/// Opens the rebuilt folder with the real server and compares.
fn try_once(folder: TempDir, facts: &[Fact], writers: &Writers) {
    let server = TestServer::start_on(folder, &[]);
    check::check(&server.client(), facts, writers);
}

/// The same, and everything is sent again.
fn try_and_go_on(folder: TempDir, facts: &[Fact], writers: &Writers) {
    let mut server = TestServer::start_on(folder, &[]);
    check::check(&server.client(), facts, writers);
    check::send_again(&server.client(), facts, writers);
    server.restart();
    check::check(&server.client(), facts, writers);
}

/// The power fails once more while the server comes back.
fn try_twice(recorder: &Recorder, folder: TempDir, facts: &[Fact], writers: &Writers, cut: Cut) {
    let mut disk = Disk::load(folder.path());
    let log = tempfile::NamedTempFile::new().unwrap();
    let recorder = recorder.with_log(log.path());
    let variables = recorder.variables(folder.path());
    let mut server = TestServer::start_on(folder, &variables);
    server.kill();
    let operations = read_log(recorder.log());
    let mut random = Random::new(cut.place);
    let n = random.within(0, operations.len() as u64) as usize;
    for (place, operation) in &operations[..n] {
        disk.apply(*place, operation);
    }
    let folder = empty_folder();
    disk.write(Loss::Half(random.number()), folder.path());
    try_once(folder, facts, writers);
}

/// Says which cut it was when a test fails.
struct Named(usize, Cut);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("at cut {}: {:?}", self.0, self.1);
        }
    }
}
