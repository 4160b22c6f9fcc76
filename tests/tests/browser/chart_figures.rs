//! Figures out of a chart: a measured range, the chart as a table and in words, files.

use serde_json::json;
use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, TestServer, wait};

use crate::fixture::{self, EXPERIMENTS, STEPS};

const PANEL: &str = "train/loss";

fn open(server: &TestServer, look: Look) -> Browser {
    fixture::fill(&server.client());
    let browser = Browser::signed_in(server, look);
    browser.open_project(fixture::PROJECT);
    browser.wait_for_chart(PANEL);
    wait::wait_until("all points", || browser.panel_points(PANEL) == 4 * STEPS);
    browser.keep_what_is_handed_over();
    browser
}

#[test]
fn a_range_is_measured_by_hand_by_the_tool_and_with_keys() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    let at = |x| browser.place_in_chart(PANEL, x, 0.5);
    browser.holding(Key::Alt, || browser.drag(at(0.3), at(0.6)));
    browser.wait_for(".measure-sheet");
    assert_eq!(browser.count(".measure-sheet tbody tr"), EXPERIMENTS.len());
    browser.screenshot("measured");
    browser.click_within(".measure-sheet", "Copy table");
    let copied = browser.handed_over("clipboard");
    let first = copied.lines().nth(2).unwrap_or_default();
    assert_eq!(first.split('\t').count(), 7, "{copied}");
    browser.focus_chart(PANEL);
    browser.press(&[Key::Escape]);
    browser.wait_until_gone(".measure-sheet");

    browser.choose_in_panel(PANEL, "Measure range");
    browser.see("Drag over the range to measure");
    browser.drag(at(0.4), at(0.5));
    browser.wait_for(".measure-sheet");
    browser.click_within(".measure-sheet", "Close");
    browser.wait_until_gone(".measure-sheet");

    browser.focus_chart(PANEL);
    browser.press(&[Key::Right]);
    browser.press(&[Key::Sign('m'), Key::Right, Key::Right, Key::Right]);
    browser.wait_for(".measure-sheet");
    browser.press(&[Key::Sign('m'), Key::Escape]);
    browser.wait_until_gone(".measure-sheet");
}

#[test]
fn a_chart_is_also_a_table_and_words() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    let words = browser.run(
        "const chart = panel(args[0]).querySelector('.chart');
         return document.getElementById(chart.getAttribute('aria-describedby')).innerText",
        &json!([PANEL]),
    );
    let words = words.as_str().unwrap_or_default();
    for (name, ..) in EXPERIMENTS {
        assert!(words.contains(&format!("{name}: first ")), "{words}");
    }
    browser.focus_chart(PANEL);
    browser.press(&[Key::Sign('t')]);
    browser.wait_for(".chart-table");
    browser.see(&format!("{STEPS} rows"));
    assert_eq!(
        browser.count(".chart-table thead th"),
        1 + EXPERIMENTS.len()
    );
    assert!(browser.count(".chart-table tbody tr") < STEPS as usize / 2);
    browser.screenshot("chart-table");
    browser.click_within(".chart-table", "Copy table");
    assert_eq!(
        browser.handed_over("clipboard").lines().count(),
        1 + STEPS as usize
    );
    browser.press(&[Key::Sign('t')]);
    browser.wait_until_gone(".chart-table");
    browser.press(&[Key::Right]);
    wait::wait_until("the cursor in words", || {
        let said = browser.texts("[role=status]");
        said.iter().any(|text| text.starts_with("step "))
    });
}

#[test]
fn a_chart_is_saved_and_copied() {
    let server = TestServer::start();
    let browser = open(&server, Look::default().dark());
    browser.choose_in_panel(PANEL, "Save SVG");
    let svg = browser.handed_over("train-loss.svg");
    assert!(svg.starts_with("<svg xmlns=") && svg.trim_end().ends_with("</svg>"));
    for text in ["train/loss", EXPERIMENTS[0].0, "step"] {
        assert!(svg.contains(text), "`{text}` is missing in the picture");
    }
    browser.choose_in_panel(PANEL, "Save PNG");
    assert!(browser.handed_over("train-loss.png").contains("PNG"));
    browser.choose_in_panel(PANEL, "Copy picture");
    assert!(browser.handed_over("clipboard").starts_with("image/png "));
    browser.choose_in_panel(PANEL, "Save CSV");
    let csv = browser.handed_over("train-loss.csv");
    assert_eq!(csv.lines().count(), 1 + STEPS as usize);
    assert!(csv.starts_with("step,"), "{csv}");
}
