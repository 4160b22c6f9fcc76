//! A thousand listeners on the running server, over real sockets: each is told everything in order,
//! one that comes back misses nothing, and those who stop reading cost neither memory nor time.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it stands"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use suisei_core::ids::ExperimentKey;
use suisei_core::query::SeriesRequest;
use suisei_tests::batch::{BatchBuilder, line};
use suisei_tests::server::OWNER_KEY;
use suisei_tests::{Client, TestServer, wait};

const LISTENERS: usize = 1_000;

/// What the server may take for them all. It is generous: they took 20 MiB when it was measured.
const LISTENERS_MIB: u64 = 200;

/// What it may take for those who do not read, who are sent more than a hundred times as much.
const STUCK_MIB: u64 = 150;

/// Writers that send while some do not read, and how many batches each.
const WRITERS: usize = 8;
const BATCHES: u64 = 200;

/// An open stream of notices, read when somebody asks for the next one.
struct Listener {
    socket: TcpStream,
    text: Vec<u8>,
    /// The last notice it was told.
    seen: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Notice(u64),
    Reset,
}

impl Listener {
    /// Asks for notices; those after a number, where one is given.
    fn open(server: &TestServer, after: Option<u64>) -> Self {
        let mut socket = TcpStream::connect(server.url().strip_prefix("http://").unwrap()).unwrap();
        socket.set_read_timeout(Some(wait::PATIENCE)).unwrap();
        let resume = after.map_or(String::new(), |id| format!("Last-Event-ID: {id}\r\n"));
        // Version 1.0 keeps chunks out of the stream.
        let request = format!(
            "GET /api/v1/live HTTP/1.0\r\nAuthorization: Bearer {OWNER_KEY}\r\n{resume}\r\n"
        );
        socket.write_all(request.as_bytes()).unwrap();
        let mut listener = Self {
            socket,
            text: Vec::new(),
            seen: after.unwrap_or(0),
        };
        let head = listener.until(b"\r\n\r\n");
        assert!(head.contains(" 200 OK"), "{head}");
        listener
    }

    /// What comes before `end`, which is taken away.
    fn until(&mut self, end: &[u8]) -> String {
        let mut searched = 0;
        let mut piece = [0; 64 * 1024];
        loop {
            let rest = &self.text[searched..];
            if let Some(at) = rest.windows(end.len()).position(|found| found == end) {
                let text = self.text.drain(..searched + at + end.len()).collect();
                return String::from_utf8(text).unwrap();
            }
            searched = (self.text.len() + 1).saturating_sub(end.len());
            let n = self.socket.read(&mut piece).unwrap();
            assert!(n > 0, "the server closed the stream");
            self.text.extend_from_slice(&piece[..n]);
        }
    }

    /// The next event; comments are passed over.
    fn next(&mut self) -> Event {
        loop {
            let text = self.until(b"\n\n");
            if text.contains("event: reset") {
                return Event::Reset;
            }
            let id = text.lines().find_map(|line| line.strip_prefix("id: "));
            if let Some(id) = id {
                self.seen = id.parse().unwrap();
                return Event::Notice(self.seen);
            }
        }
    }

    /// Insists on these notices and no others.
    #[track_caller]
    fn expect(&mut self, notices: RangeInclusive<u64>) {
        for id in notices {
            assert_eq!(self.next(), Event::Notice(id));
        }
    }
}

/// Lets this process have so many connections open.
fn allow_connections(n: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < n + 100) {
        let current = Some(n + 100);
        setrlimit(Resource::Nofile, Rlimit { current, ..limit }).unwrap();
    }
}

/// The memory of the server in MiB, where the system tells it.
fn resident_mib(server: &TestServer) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()));
    let kib = status.unwrap_or_default();
    let line = kib.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map_or(0, |line| {
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    })
}

/// Sends points one batch after the other, each of which is told.
fn log(client: &Client, key: &ExperimentKey, seqs: std::ops::Range<u64>) {
    for seq in seqs {
        client.batch(key, &line("w", seq, "loss", [(seq as i64, 0.5)]));
    }
}

#[test]
fn a_thousand_listeners_are_told_everything() {
    allow_connections(LISTENERS as u64);
    let server = TestServer::start();
    let client = server.client();
    let key = client.create("live", "followed");
    log(&client, &key, 0..1);
    let before_mib = resident_mib(&server);
    let start = Instant::now();
    let mut listeners: Vec<Listener> = (0..LISTENERS)
        .map(|_| Listener::open(&server, None))
        .collect();
    let opened = start.elapsed();
    log(&client, &key, 1..21);
    let Event::Notice(first) = listeners[0].next() else {
        panic!("a listener that was there all the time is not reset");
    };
    listeners[0].expect(first + 1..=first + 19);
    for listener in &mut listeners[1..] {
        listener.expect(first..=first + 19);
    }
    let all_mib = resident_mib(&server);

    // Half of them go, and come back later.
    listeners.truncate(LISTENERS / 2);
    log(&client, &key, 21..41);
    listeners.resize_with(LISTENERS, || Listener::open(&server, Some(first + 19)));
    log(&client, &key, 41..46);
    for listener in &mut listeners {
        listener.expect(first + 20..=first + 44);
    }
    println!(
        "{LISTENERS} listeners: opened in {} ms, all done after {} ms, {before_mib} to {all_mib} MiB",
        opened.as_millis(),
        start.elapsed().as_millis()
    );
    assert!(all_mib <= before_mib + LISTENERS_MIB, "{all_mib} MiB");
}

/// Batches with long names, whose notices are long too. Returns the longest wait for one.
fn log_at_length(server: &TestServer, key: &ExperimentKey) -> Duration {
    let client = server.client();
    let mut longest = Duration::ZERO;
    for seq in 0..BATCHES {
        let mut batch = BatchBuilder::new("w", seq * 20);
        for metric in 0..20 {
            batch.point(&format!("{metric}/{}", "long".repeat(220)), None, 0.5);
        }
        let bytes = batch.encode();
        let start = Instant::now();
        client.batch(key, &bytes);
        longest = longest.max(start.elapsed());
    }
    longest
}

#[test]
fn whoever_does_not_read_holds_nobody_up_and_catches_up() {
    let server = TestServer::start();
    let client = server.client();
    let keys: Vec<ExperimentKey> = (0..WRITERS)
        .map(|number| client.create("live", &format!("writer {number}")))
        .collect();
    let mut stuck: Vec<Listener> = (0..10).map(|_| Listener::open(&server, None)).collect();
    let before_mib = resident_mib(&server);
    let start = Instant::now();
    let longest = std::thread::scope(|scope| {
        let writers: Vec<_> = keys
            .iter()
            .map(|key| scope.spawn(|| log_at_length(&server, key)))
            .collect();
        let waits = writers.into_iter().map(|writer| writer.join().unwrap());
        waits.max().unwrap()
    });
    let sent = start.elapsed();
    let after_mib = resident_mib(&server);
    let end = client.series(&SeriesRequest::default()).meta.seq;
    for listener in &mut stuck {
        while listener.next() != Event::Reset {
            assert!(
                listener.seen < end,
                "it was too far behind to be told everything"
            );
        }
    }
    // From there on they are told everything again. Whoever was behind twice has to be told twice.
    let mut seq = 0;
    let mut log_one = || {
        client.batch(&keys[0], &line("end", seq, "end", [(0, 1.0)]));
        seq += 1;
    };
    log_one();
    for listener in &mut stuck {
        while listener.seen <= end {
            if listener.next() == Event::Reset {
                log_one();
            }
        }
    }
    println!(
        "{} listeners that did not read: {} batches in {} ms, the longest {} ms, {before_mib} to {after_mib} MiB",
        stuck.len(),
        WRITERS as u64 * BATCHES,
        sent.as_millis(),
        longest.as_millis()
    );
    assert!(after_mib <= before_mib + STUCK_MIB, "{after_mib} MiB");
}
