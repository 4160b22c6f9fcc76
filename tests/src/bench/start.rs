//! How soon a server is ready, and what it takes while it has nothing to do.

use suisei_tests::TestServer;

use crate::report::{Better, Measured, median, ms};

const TIMES: usize = 9;

pub(crate) fn measure() {
    let mut server = TestServer::start();
    let times = (0..TIMES).map(|_| ms(server.restart())).collect();
    Measured {
        name: "start_to_ready",
        value: median(times),
        unit: "ms",
        better: Better::Lower,
        goal: Some(50.0),
        note: "from starting the process to /readyz, empty store".to_owned(),
    }
    .print();
    Measured {
        name: "rss_idle_empty",
        value: resident_mib(server.id()),
        unit: "MiB",
        better: Better::Lower,
        goal: Some(40.0),
        note: String::new(),
    }
    .print();
}

/// Memory of a process that lies in RAM.
pub(crate) fn resident_mib(id: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.map_or(f64::NAN, |kib| kib / 1024.0)
}
