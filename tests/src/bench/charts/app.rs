//! How long a chart takes to be drawn again in the app.

use serde_json::json;
use suisei_core::wire::batch::Batch;
use suisei_core::wire::points::{Point, Points};
use suisei_core::wire::record::{Record, SeriesName};
use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, TestServer, wait};

use crate::ingest::{time, value};
use crate::report::{Better, Measured, median};

const LINES: u64 = 10;
const POINTS: u64 = 10_000;
const TIMES: usize = 20;
const PANEL: &str = "loss";

/// Measures the work of every animation frame.
const WATCH: &str = "
    window.frameTimes = [];
    const plain = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = callback => plain(now => {
        const start = performance.now();
        callback(now);
        window.frameTimes.push(performance.now() - start);
    });";

pub(crate) fn measure() {
    let server = TestServer::start();
    let client = server.client();
    for number in 0..LINES {
        let key = client.create("bench", &format!("line {number}"));
        client.batch(&key, &line(number));
    }
    let browser = Browser::signed_in(&server, Look::default());
    browser.run_before_pages(WATCH);
    browser.open_project("bench");
    browser.wait_for_chart(PANEL);
    wait::wait_until("all points", || {
        browser.panel_points(PANEL) == LINES * POINTS
    });
    browser.focus_panel(PANEL);
    let badge = browser.panel_badge(PANEL);
    let times = (0..TIMES).map(|_| redraw(&browser)).collect();
    Measured {
        name: "redraw_10x10k".to_owned(),
        value: median(times),
        unit: "ms",
        better: Better::Lower,
        goal: None,
        note: format!("script time of the frame that redraws a resized panel in the app: {badge}"),
    }
    .print();
}

/// Puts the panel to the full window or back; milliseconds of the frame that drew it again.
fn redraw(browser: &Browser) -> f64 {
    let width = || {
        let script = "return panel(args[0]).querySelector('canvas').width";
        browser.run(script, &json!([PANEL])).as_u64()
    };
    let before = width();
    browser.run("window.frameTimes = []", &json!([]));
    browser.press(&[Key::Sign('f')]);
    wait::wait_until("the panel in its new size", || width() != before);
    let longest = browser.run("return Math.max(...window.frameTimes)", &json!([]));
    longest.as_f64().unwrap_or(f64::NAN)
}

fn line(number: u64) -> Vec<u8> {
    let mut points = Points::default();
    for step in 0..POINTS {
        points.push(Point {
            series: 0,
            time: time(step),
            value: value(number, step),
            step: step as i64,
            epoch: f64::NAN,
        });
    }
    let name = SeriesName {
        metric: PANEL.to_owned(),
        context: String::new(),
        source: 0,
    };
    let records = [Record::Series(0, name), Record::Points(points)];
    Batch::encode(&"bench".parse().unwrap(), 0, &records)
}
