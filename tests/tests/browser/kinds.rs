//! Panels of every kind are added, read, changed and taken away.

use serde_json::{Value, json};
use suisei_core::ids::ExperimentKey;
use suisei_tests::browser::{Key, Look};
use suisei_tests::client::{Body, sha256};
use suisei_tests::{Browser, Client, TestServer, wait};

use crate::fixture;

/// Logs a JSON file as an asset.
fn log_file(client: &Client, key: &ExperimentKey, writer: &str, asset: &Value, content: &Value) {
    let bytes = content.to_string().into_bytes();
    let hash = sha256(&bytes);
    let put = client.ask(
        "PUT",
        &format!("/api/v1/experiments/{key}/blobs/{hash}"),
        Some(Body {
            content_type: "application/octet-stream",
            ..Body::json(&bytes)
        }),
    );
    // 200 for bytes that another experiment had before.
    assert!(matches!(put.status, 200 | 201), "{put:?}");
    let mut event = asset.clone();
    event["kind"] = json!("asset");
    event["id"] = json!(hash[..32]);
    event["sha256"] = json!(hash);
    event["size"] = json!(bytes.len());
    event["content_type"] = json!("application/json");
    let batch = json!({"writer": writer, "first_seq": 0, "events": [event]});
    let ack = client.batch_json(key, &batch);
    assert!(ack.rejected.is_empty(), "{ack:?}");
}

/// Histograms over steps, a curve and a confusion matrix.
fn log_files(client: &Client, keys: &[ExperimentKey]) {
    for (number, key) in keys.iter().enumerate() {
        for step in 0..20 {
            let counts: Vec<u32> = (0..16).map(|bin| 100 / (1 + bin * step + step)).collect();
            let edges: Vec<f64> = (0..=16).map(|edge| f64::from(edge) / 8.0 - 1.0).collect();
            log_file(
                client,
                key,
                &format!("h{step}"),
                &json!({"type": "histogram", "name": "weights", "step": step * 20}),
                &json!({"version": 1, "edges": edges, "counts": counts, "run": number}),
            );
        }
        log_file(
            client,
            key,
            "curve",
            &json!({"type": "curve", "name": "ROC", "step": 400}),
            &json!({"name": "ROC", "x": [0.0, 0.1, 0.4, 1.0],
                "y": [0.0, 0.5 + number as f64 / 10.0, 0.9, 1.0]}),
        );
        log_file(
            client,
            key,
            "matrix",
            &json!({"type": "confusion-matrix", "name": "mistakes", "step": 400}),
            &json!({"labels": ["cat", "dog", "owl"],
                "matrix": [[40, 2, number], [3, 37, 1], [0, 5, 41]]}),
        );
    }
}

fn open(server: &TestServer, look: Look) -> Browser {
    let keys = fixture::fill(&server.client());
    log_files(&server.client(), &keys);
    let browser = Browser::signed_in(server, look);
    browser.open_project(fixture::PROJECT);
    browser.wait_for_chart("val/acc");
    browser
}

/// Chooses in a list by what its line says.
fn choose(browser: &Browser, label: &str, line: &str) {
    let script = "
        const labels = [...document.querySelectorAll('dialog label')];
        const own = labels.find(one => one.querySelector('.label')?.innerText === args[0]
            && one.querySelector('select'));
        const list = own?.querySelector('select');
        const line = [...(list?.options ?? [])].find(one => one.text === args[1]);
        if (!line) return false;
        list.value = line.value;
        list.dispatchEvent(new Event('change', {bubbles: true}));
        return true";
    wait::wait_until(&format!("`{line}` in the list `{label}`"), || {
        browser.run(script, &json!([label, line])) == true
    });
}

/// Opens the gallery and chooses a kind of chart.
fn begin(browser: &Browser, kind: &str) {
    browser.click("Add panel");
    browser.click_inside(".gallery-kind", kind);
}

fn add(browser: &Browser, title: &str) {
    browser.click_within("dialog footer", "Add");
    browser.wait_until_gone("dialog");
    browser.wait_for_chart(title);
}

/// Points into a panel until a tooltip says something.
fn read(browser: &Browser, title: &str, (x, y): (f64, f64), text: &str) {
    wait::wait_until(&format!("`{text}` in the tooltip of `{title}`"), || {
        browser.point_at(browser.place_in_chart(title, x, y));
        browser
            .texts(".tooltip")
            .iter()
            .any(|tip| tip.contains(text))
    });
}

/// How many rows the table of a panel has.
fn rows_of_table(browser: &Browser, title: &str) -> usize {
    browser.focus_chart(title);
    browser.press(&[Key::Sign('t')]);
    browser.wait_for(".chart-table tbody tr");
    let rows = browser.count(".chart-table tbody tr");
    browser.press(&[Key::Escape]);
    browser.wait_until_gone(".chart-table");
    rows
}

#[test]
fn bars_boxes_and_numbers_of_experiments() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    begin(&browser, "Bars");
    choose(&browser, "Value", "val/acc");
    add(&browser, "val/acc last");
    read(&browser, "val/acc last", (0.1, 0.15), "val/acc last");
    assert_eq!(rows_of_table(&browser, "val/acc last"), 4);

    begin(&browser, "Bars");
    choose(&browser, "Value", "val/acc");
    choose(&browser, "Group by", "batch_size");
    add(&browser, "val/acc last by batch_size");
    assert_eq!(rows_of_table(&browser, "val/acc last by batch_size"), 1);

    begin(&browser, "Boxes");
    choose(&browser, "Value", "train/loss");
    add(&browser, "train/loss");
    begin(&browser, "Number");
    choose(&browser, "Value", "val/loss");
    add(&browser, "val/loss last");
    browser.screenshot("kinds-bars");
}

#[test]
fn a_point_lights_its_experiment_up_everywhere() {
    let server = TestServer::start();
    let browser = open(&server, Look::default().dark());
    begin(&browser, "Scatter");
    choose(&browser, "Horizontal", "learning_rate");
    choose(&browser, "Vertical", "val/acc");
    let title = "val/acc last over learning_rate";
    add(&browser, title);
    assert_eq!(rows_of_table(&browser, title), 4);
    browser.focus_chart(title);
    browser.press(&[Key::Right]);
    browser.wait_for(".tooltip");
    browser.wait_for(".marked");
    browser.screenshot("kinds-scatter-dark");
}

#[test]
fn dragging_along_an_axis_selects_experiments() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    begin(&browser, "Parallel coordinates");
    choose(&browser, "Axes, in this order", "learning_rate");
    choose(&browser, "Axes, in this order", "batch_size");
    choose(&browser, "Axes, in this order", "val/acc");
    let title = "Parameters to val/acc last";
    add(&browser, title);
    assert_eq!(rows_of_table(&browser, title), 4);
    // The last axis stands at the right end; its upper half holds the better ones.
    let chart = browser.rect_in_panel(title, ".chart");
    let script = "
        const chart = panel(args[0]).querySelector('.chart').getBoundingClientRect();
        return chart.width";
    let width = browser.run(script, &json!([title])).as_f64().unwrap();
    let axis = (width - 30.0) / width;
    let mut found = String::new();
    for nudge in 0..12 {
        let x = axis + f64::from(nudge) * 3.0 / width - 0.03;
        browser.drag(chart.at(x, 0.15), chart.at(x, 0.5));
        found = browser.panel_badge(title);
        if found.contains("selected") {
            browser.screenshot("kinds-parallel");
            browser.click_at(chart.at(x, 0.3));
            wait::wait_until("nothing selected", || {
                !browser.panel_badge(title).contains("selected")
            });
            break;
        }
    }
    assert!(
        found.starts_with("2 of 4") || found.starts_with("3 of 4"),
        "{found}"
    );
}

#[test]
fn files_of_experiments_are_charts_too() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    for (kind, title) in [
        ("heat map", "weights"),
        ("Confusion matrix", "mistakes"),
        ("Curves", "ROC"),
    ] {
        begin(&browser, kind);
        browser.wait_for("dialog select");
        add(&browser, title);
    }
    read(&browser, "weights", (0.5, 0.5), "bin");
    read(&browser, "mistakes", (0.5, 0.3), "taken for");
    assert_eq!(rows_of_table(&browser, "mistakes"), 9);
    assert_eq!(rows_of_table(&browser, "ROC"), 4);
    assert!(browser.panel_badge("mistakes").contains("momentum"));
    browser.screenshot("kinds-files");
}

#[test]
fn metrics_share_a_chart_with_two_axes() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    begin(&browser, "Lines");
    let check = |list: usize, name: &str| {
        let script = "
            const list = document.querySelectorAll('dialog .gallery-metrics')[args[0]];
            const own = [...list.querySelectorAll('label')].find(one => one.innerText.trim() === args[1]);
            own.querySelector('input').click();
            return true";
        assert_eq!(browser.run(script, &json!([list, name])), true);
    };
    check(0, "val/acc");
    check(1, "val/loss");
    add(&browser, "val/acc, val/loss");
    wait::wait_until("the points of both", || {
        browser.panel_points("val/acc, val/loss") == 160
    });
    browser.screenshot("kinds-two-axes");
}

#[test]
fn an_added_panel_is_changed_removed_and_brought_back() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    begin(&browser, "Bars");
    choose(&browser, "Value", "val/acc");
    add(&browser, "val/acc last");
    browser.choose_in_panel("val/acc last", "Edit panel…");
    choose(&browser, "Value", "val/loss");
    browser.click_within("dialog footer", "Apply");
    browser.wait_for_chart("val/loss last");
    let client = server.client();
    let project = client.project_id(fixture::PROJECT).unwrap();
    wait::wait_until("the kept panel", || {
        let view = client
            .get(&format!("/api/v1/projects/{project}/view"))
            .json();
        view["sections"][0]["panels"][0]["kind"]["value"]["name"] == "val/loss"
    });
    browser.reload();
    browser.wait_for_chart("val/loss last");
    browser.choose_in_panel("val/loss last", "Remove panel");
    browser.wait_until_gone("[data-panel='val/loss last']");
    browser.click_within(".toast", "Undo");
    browser.wait_for_chart("val/loss last");
}

#[test]
fn a_panel_without_data_says_so() {
    let server = TestServer::start();
    let client = server.client();
    fixture::fill(&client);
    let browser = Browser::signed_in(&server, Look::default().narrow());
    browser.open_project(fixture::PROJECT);
    browser.wait_for_chart("val/acc");
    // On a narrow screen the bar is at the top of the page and is swiped until the button is there.
    let swipe = "
        for (let one = document.querySelector('.settings-bar'); one; one = one.parentElement)
            one.scrollTop = 0;
        document.querySelector('.settings-bar').scrollLeft = 9999";
    browser.run(swipe, &json!([]));
    begin(&browser, "Curves");
    browser.see("No experiment has logged any yet");
    browser.click_within("dialog footer", "Add");
    browser.see("Choose at least one");
    browser.screenshot("kinds-gallery-narrow");
}
