//! From a Python script to a chart that moves while the script trains, without loading the page anew.

use serde_json::json;
use suisei_core::api::Experiment;
use suisei_core::event::State;
use suisei_core::ids::ExperimentKey;
use suisei_tests::browser::Look;
use suisei_tests::{Browser, Client, Python, TestServer, repository, wait};

const PANEL: &str = "train/loss";

#[test]
fn a_training_run_is_live_in_the_browser() {
    let server = TestServer::start();
    let client = server.client();
    let python = Python::for_server(&server);
    let browser = Browser::signed_out(&server, Look::default());
    browser.open_link(&server.printed_link());
    browser.see("from suisei import Experiment");
    client
        .post("/api/v1/projects", &json!({"name": "digits"}))
        .expect_status(201);
    browser.go(&format!(
        "/projects/{}",
        client.project_id("digits").unwrap()
    ));
    browser.see("No metrics yet");
    browser.run("window.loadedOnce = true", &json!([]));

    let example = repository().join("sdk/python/examples/digits.py");
    let mut script = python.start(&example, &["--models", "2", "--epochs", "200"]);
    browser.wait_for_chart(PANEL);
    let early = browser.panel_points(PANEL);
    wait::wait_until("more points in the panel", || {
        browser.panel_points(PANEL) > early
    });
    assert!(
        script.ended().is_none(),
        "the script had ended before the chart could be watched"
    );
    browser.screenshot("live-panels");

    browser.click_on(".experiment-list .experiment-link");
    browser.click_on("#tab-output");
    wait::wait_until("printed lines", || printed_lines(&browser) > 0);
    let early = printed_lines(&browser);
    wait::wait_until("more printed lines", || printed_lines(&browser) > early);
    assert!(
        browser
            .texts(".console-line")
            .iter()
            .any(|line| line.contains("accuracy"))
    );
    assert!(
        script.ended().is_none(),
        "the script had ended before its output could be watched"
    );
    browser.screenshot("live-output");

    assert!(
        script.wait(std::time::Duration::from_secs(120)).success(),
        "{}",
        script.output()
    );
    let keys = finished(&client, &python);
    let expected = logged(&client, &keys);
    browser.run("history.back(); history.back()", &json!([]));
    browser.wait_for_chart(PANEL);
    wait::wait_until("all points in the panel", || {
        browser.panel_points(PANEL) == expected
    });
    assert_eq!(
        browser.run("return window.loadedOnce", &json!([])),
        true,
        "the page was loaded anew"
    );
    browser.screenshot("finished-panels");

    browser.go(&format!("/experiments/{}/images", keys[0]));
    browser.wait_for(".thumbnail img");
    browser.wait_for("table.matrix");
    wait::wait_until("pictures that show something", || {
        let script = "return [...document.querySelectorAll('.thumbnail img')]
            .every(image => image.complete && image.naturalWidth > 0)";
        browser.run(script, &json!([])) == true
    });
    browser.screenshot("images");
}

/// How many lines the output says it has.
fn printed_lines(browser: &Browser) -> u64 {
    let counts = browser.texts(".output-card header .number");
    let count = counts.first().map_or("", String::as_str);
    let total = count.split_once(" of ").map_or(count, |(_, rest)| rest);
    let digits = total.split(' ').next().unwrap_or_default();
    digits.replace(',', "").parse().unwrap_or(0)
}

/// The experiments, once the server knows that they have ended well.
fn finished(client: &Client, python: &Python) -> Vec<ExperimentKey> {
    let keys: Vec<ExperimentKey> = python
        .experiments()
        .iter()
        .map(|key| key.parse().unwrap())
        .collect();
    assert_eq!(keys.len(), 2);
    for key in &keys {
        wait::wait_until("a finished experiment", || {
            let experiment: Experiment = client.experiment(key);
            experiment.head.state == State::Finished
        });
    }
    keys
}

/// Points of the panel: 200 epochs of 42 batches in both experiments.
fn logged(client: &Client, keys: &[ExperimentKey]) -> u64 {
    for key in keys {
        let metrics = client.metrics(key);
        let count = |name: &str| {
            let found = metrics.iter().find(|metric| metric.series.metric == name);
            found.map_or(0, |metric| metric.summary.count)
        };
        assert_eq!(
            (count("train/loss"), count("train/lr"), count("val/acc")),
            (8_400, 8_400, 200)
        );
    }
    2 * 8_400
}
