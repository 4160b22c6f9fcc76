//! From an address to the first painted chart, in a browser that was never here before.

use serde_json::json;
use suisei_core::ids::ExperimentKey;
use suisei_tests::browser::{Look, Request};
use suisei_tests::{Browser, Client, TestServer, wait};

use crate::ingest::{METRICS, STEPS, binary};
use crate::report::{lower, median};

const TIMES: usize = 7;
const EXPERIMENTS: u64 = 4;
/// Batches of a hundred steps in each experiment.
const BATCHES: u64 = 10;

/// Remembers when the page says that the first chart is painted.
const LISTEN: &str = "
    Object.defineProperty(window, '__suisei_chart_painted', {
        set() { window.paintedAt ??= performance.now(); },
        get() { return 'paintedAt' in window; },
    });";

pub(crate) fn measure() {
    let server = TestServer::start();
    let project = fill(&server.client());
    let browser = Browser::signed_in(&server, Look::default());
    browser.run_before_pages(LISTEN);
    let first: Vec<Visit> = (0..TIMES)
        .map(|_| {
            browser.clear_cache();
            visit(&browser, &project)
        })
        .collect();
    let again = (0..TIMES)
        .map(|_| visit(&browser, &project).milliseconds)
        .collect();
    let of = |value: fn(&Visit) -> f64| median(first.iter().map(value).collect());
    let note = format!(
        "project with {METRICS} panels of {EXPERIMENTS} experiments × {} points, headless, local server",
        BATCHES * STEPS
    );
    lower(
        "time_to_chart",
        of(|visit| visit.milliseconds),
        "ms",
        Some(1_000.0),
        &note,
    );
    lower(
        "time_to_chart_again",
        median(again),
        "ms",
        None,
        "the same with a filled cache",
    );
    let count = |visit: &Visit| visit.requests.len() as f64;
    lower(
        "requests_to_chart",
        of(count),
        "n",
        Some(12.0),
        paths(&first[0].requests),
    );
    let bytes = |visit: &Visit| {
        visit
            .requests
            .iter()
            .map(|r| r.wire_bytes as f64 / 1e3)
            .sum()
    };
    lower(
        "wire_bytes_to_chart",
        of(bytes),
        "KB",
        None,
        "empty cache, answers with their headers",
    );
}

struct Visit {
    milliseconds: f64,
    requests: Vec<Request>,
}

/// Opens the project and waits for its first chart.
fn visit(browser: &Browser, project: &str) -> Visit {
    // Another document in between: going to the same address again could be a reload.
    browser.go("/favicon.svg");
    browser.forget_requests();
    browser.go(&format!("/projects/{project}"));
    let milliseconds = wait::wait_for("the first chart", || {
        browser
            .run("return window.paintedAt ?? null", &json!([]))
            .as_f64()
    });
    Visit {
        milliseconds,
        requests: browser.requests(),
    }
}

fn paths(requests: &[Request]) -> String {
    let path = |request: &Request| {
        let path = request.url.splitn(4, '/').nth(3).unwrap_or_default();
        path.split('?').next().unwrap_or_default().to_owned()
    };
    requests.iter().map(path).collect::<Vec<_>>().join(" ")
}

fn fill(client: &Client) -> String {
    for number in 0..EXPERIMENTS {
        let key: ExperimentKey = client.create("bench", &format!("experiment {number}"));
        for number in 0..BATCHES {
            client.batch(&key, &binary(number, number * METRICS * STEPS));
        }
    }
    client.project_id("bench").unwrap_or_default()
}
