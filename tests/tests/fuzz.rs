//! Runs every fuzz target over its corpus and over many mutations of it, with stable Rust and from a
//! seed. `fuzz/README.md` tells how to search longer, guided by coverage.
//!
//! `SUISEI_FUZZ_ROUNDS` sets how many mutations each target gets, `SUISEI_SEED` repeats a run.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test's helpers fail by panicking and tell what they did"
)]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use suisei_tests::batch::line;
use suisei_tests::client::Body;
use suisei_tests::fuzz::{TARGETS, Target};
use suisei_tests::random::Random;
use suisei_tests::{TestServer, repository};

/// Mutations for each target while somebody works, and where `CI` is set: some minutes.
const ROUNDS: u64 = 30_000;
const CI_ROUNDS: u64 = 1_000_000;

/// Most memory that all of this may take: no few bytes may ask for gigabytes.
const MOST_MEMORY_KB: u64 = 600_000;

/// Numbers at which lengths and counts go wrong.
const EDGES: [u64; 12] = [
    0,
    1,
    7,
    8,
    255,
    65_535,
    65_536,
    0x7fff_ffff,
    0xffff_ffff,
    u64::MAX >> 1,
    (u64::MAX >> 1) + 1,
    u64::MAX,
];

#[test]
fn decoders_neither_panic_nor_swell() {
    let asked = std::env::var("SUISEI_FUZZ_ROUNDS").ok();
    let usual = match std::env::var_os("CI") {
        Some(_) => CI_ROUNDS,
        None => ROUNDS,
    };
    run_all(asked.and_then(|text| text.parse().ok()).unwrap_or(usual));
}

/// Requests that were changed at random get an answer, and never the one of a server that failed.
#[test]
fn changed_requests_never_fail_the_server() {
    let mut random = Random::from_environment();
    let server = TestServer::start();
    let client = server.client();
    let key = client.create("p", "e");
    client.batch(
        &key,
        &line("w", 0, "loss", (0..5_000).map(|step| (step, step as f64))),
    );
    let project = client.project_id("p").unwrap();
    let own = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let text = text.replace("0193a1b2c3d47e5f8a9b0c1d2e3f4a5b", key.as_str());
        text.replace("\"context\": \"train\", ", "").into_bytes()
    };
    let bodies: Vec<Vec<u8>> = corpus("requests").iter().map(|body| own(body)).collect();
    let batches: Vec<Vec<u8>> = corpus("batch_json").iter().map(|body| own(body)).collect();
    let routes = [
        ("POST", "/api/v1/series".to_owned(), &bodies),
        ("POST", format!("/api/v1/projects/{project}/table"), &bodies),
        ("PUT", format!("/api/v1/projects/{project}/view"), &bodies),
        (
            "POST",
            format!("/api/v1/experiments/{key}/batches"),
            &batches,
        ),
    ];
    for _ in 0..1_000 {
        for (method, path, bodies) in &routes {
            let bytes = mutate(bodies, &mut random);
            let reply = client.ask(method, path, Some(Body::json(&bytes)));
            let body = String::from_utf8_lossy(&bytes);
            assert!(
                reply.status < 500,
                "{path} answers {} to `{body}`",
                reply.status
            );
        }
    }
    assert!(!server.output().contains("gave up"), "something panicked");
}

fn run_all(rounds: u64) {
    let mut random = Random::from_environment();
    let seeds: Vec<u64> = TARGETS.iter().map(|_| random.number()).collect();
    let work = |parity: usize| {
        let all = TARGETS.iter().zip(&seeds).skip(parity).step_by(2);
        all.for_each(|(target, seed)| mutate_and_run(*target, rounds, Random::new(*seed)));
    };
    std::thread::scope(|scope| {
        (0..2).for_each(|parity| drop(scope.spawn(move || work(parity))));
    });
    #[cfg(target_os = "linux")]
    assert!(most_memory_kb() < MOST_MEMORY_KB, "{} kB", most_memory_kb());
}

fn mutate_and_run(target: Target, rounds: u64, mut random: Random) {
    let corpus = corpus(target.0);
    assert!(!corpus.is_empty(), "no corpus for `{}`", target.0);
    corpus.iter().for_each(|bytes| run(target, bytes));
    for _ in 0..rounds {
        run(target, &mutate(&corpus, &mut random));
    }
}

fn run(target: Target, bytes: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| target.1(bytes))).is_err() {
        let folder = repository().join("target/fuzz");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{}-{:08x}", target.0, crc32fast::hash(bytes)));
        fs::write(&path, bytes).unwrap();
        eprintln!("target `{}` fails on `{}`", target.0, path.display());
        std::panic::resume_unwind(Box::new("a decoder failed"));
    }
}

/// The kept inputs of a target, in the order of their names.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = repository().join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("cannot list `{}`: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// One of the corpus, changed in one to eight places.
fn mutate(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let pick = |random: &mut Random| &corpus[random.within(0, corpus.len() as u64) as usize];
    let mut bytes = pick(random).clone();
    for _ in 0..random.within(1, 9) {
        let at = random.within(0, bytes.len() as u64 + 1) as usize;
        let length = random.within(1, 9) as usize;
        let end = (at + length).min(bytes.len());
        match random.within(0, 9) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
            3 => bytes.insert(at, random.number() as u8),
            4 => {
                let other = pick(random);
                let from = random.within(0, other.len() as u64 + 1) as usize;
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            5 | 6 => {
                let edge = EDGES[random.within(0, EDGES.len() as u64) as usize].to_le_bytes();
                let width = [1, 2, 4, 8][random.within(0, 4) as usize];
                for (byte, new) in bytes[at..].iter_mut().zip(&edge[..width]) {
                    *byte = *new;
                }
            }
            7 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.number() as u8;
                }
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.within(0, 8);
                }
            }
        }
    }
    bytes
}

#[cfg(target_os = "linux")]
fn most_memory_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
