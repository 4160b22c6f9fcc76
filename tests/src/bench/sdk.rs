//! What a call of the SDK costs the training loop.

use std::process::Stdio;
use std::time::Duration;

use suisei_tests::{Python, TestServer};

use crate::report::{Better, Measured};

/// Prints microseconds: median and 99th percentile of single calls, median of calls with many metrics.
const SCRIPT: &str = r#"
import time
from suisei import Experiment

experiment = Experiment(project_name="bench")

def measure(call, times):
    taken = []
    clock = time.perf_counter_ns
    for step in range(times):
        start = clock()
        call(step)
        taken.append(clock() - start)
        if step % 1000 == 999:
            time.sleep(0.01)
    taken.sort()
    return taken[times // 2] / 1000, taken[times * 99 // 100] / 1000

many = {f"metric {number}": 0.5 for number in range(50)}
one = measure(lambda step: experiment.log_metric("loss", 0.5, step=step), 50_000)
fifty = measure(lambda step: experiment.log_metrics(many, step=step), 2_000)
print("result", *one, *fifty)
"#;

pub(crate) fn measure() {
    let mut server = TestServer::start();
    let python = Python::for_server(&server);
    let alive = run(&python);
    print("log_metric_p50", alive[0], 1.0);
    print("log_metric_p99", alive[1], 20.0);
    print("log_50_metrics_p50", alive[2], 15.0);
    server.kill();
    print("log_metric_p99_server_dead", run(&python)[1], 20.0);
}

fn run(python: &Python) -> Vec<f64> {
    let mut script = python.start_text("bench.py", SCRIPT, Stdio::null());
    assert!(
        script.wait(Duration::from_secs(120)).success(),
        "{}",
        script.output()
    );
    let numbers = |line: &str| {
        let rest = line.strip_prefix("result ")?;
        rest.split(' ')
            .map(|number| number.parse().ok())
            .collect::<Option<Vec<f64>>>()
    };
    script.find_line(numbers).unwrap()
}

fn print(name: &'static str, value: f64, goal: f64) {
    let measured = Measured {
        name: name.to_owned(),
        value,
        unit: "µs",
        better: Better::Lower,
        goal: Some(goal),
        note: String::new(),
    };
    measured.print();
}
