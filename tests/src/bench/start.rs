//! How soon a server is ready, and what it takes while it has nothing to do.

use std::time::{Duration, Instant};

use suisei_tests::TestServer;
use suisei_tests::process::cpu_seconds;

use crate::report::{Better, Measured, median, ms};

const TIMES: usize = 9;

pub(crate) fn measure() {
    let mut server = TestServer::start();
    let times = (0..TIMES).map(|_| ms(server.restart())).collect();
    Measured {
        name: "start_to_ready".to_owned(),
        value: median(times),
        unit: "ms",
        better: Better::Lower,
        goal: Some(50.0),
        note: "from starting the process to /readyz, empty store".to_owned(),
    }
    .print();
    Measured {
        name: "rss_idle_empty".to_owned(),
        value: resident_mib(server.id()),
        unit: "MiB",
        better: Better::Lower,
        goal: Some(40.0),
        note: String::new(),
    }
    .print();
}

/// Waits until a process has had nothing to do for a while.
pub(crate) fn wait_idle(id: u32) {
    const LOOK: Duration = Duration::from_secs(2);
    let start = Instant::now();
    let mut before = cpu_seconds(id);
    while start.elapsed() < Duration::from_secs(900) {
        std::thread::sleep(LOOK);
        let now = cpu_seconds(id);
        if now - before <= 0.04 {
            return;
        }
        before = now;
    }
}

/// Memory of a process that lies in RAM.
pub(crate) fn resident_mib(id: u32) -> f64 {
    memory_mib(id, "VmRSS:")
}

/// The most of its memory that ever lay in RAM.
pub(crate) fn peak_mib(id: u32) -> f64 {
    memory_mib(id, "VmHWM:")
}

fn memory_mib(id: u32, what: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kib = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.map_or(f64::NAN, |kib| kib / 1024.0)
}
