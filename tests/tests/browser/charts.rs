//! Reading a chart: tooltip, zoom, smoothing, axes; hiding a line.

use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, TestServer, wait};

use crate::fixture::{self, EXPERIMENTS, STEPS};

const PANEL: &str = "train/loss";

fn open(server: &TestServer) -> Browser {
    fixture::fill(&server.client());
    let browser = Browser::signed_in(server, Look::default());
    browser.open_project(fixture::PROJECT);
    browser.wait_for_chart(PANEL);
    wait::wait_until("all points", || browser.panel_points(PANEL) == 4 * STEPS);
    browser
}

/// Waits until the picture is another one and has come to rest; gives it.
fn changed(browser: &Browser, what: &str, before: &str) -> String {
    wait::wait_for(what, || {
        let now = browser.picture_of(PANEL);
        (now != before && now == browser.picture_of(PANEL)).then_some(now)
    })
}

fn kept_settings(server: &TestServer) -> serde_json::Value {
    let client = server.client();
    let project = client.project_id(fixture::PROJECT).unwrap();
    client
        .get(&format!("/api/v1/projects/{project}/view"))
        .json()["settings"]
        .take()
}

#[test]
fn pointing_at_a_chart_reads_all_lines() {
    let server = TestServer::start();
    let browser = open(&server);
    browser.point_at(browser.place_in_chart(PANEL, 0.6, 0.5));
    browser.wait_for(".tooltip");
    let rows = browser.texts(".tooltip-row .tooltip-name");
    for (name, ..) in EXPERIMENTS {
        assert!(
            rows.contains(&name.to_owned()),
            "`{name}` is missing: {rows:?}"
        );
    }
    let values = browser.texts(".tooltip-row b");
    assert!(
        values.iter().all(|value| value.parse::<f64>().is_ok()),
        "{values:?}"
    );
    assert!(browser.texts(".tooltip-head b")[0].starts_with("step "));
    assert_eq!(browser.count(".tooltip"), 1);
    browser.screenshot("tooltip");
    browser.point_at(browser.wait_for(".top-bar").middle());
    browser.wait_until_gone(".tooltip");
}

#[test]
fn a_chart_is_zoomed_by_dragging_and_reset() {
    let server = TestServer::start();
    let browser = open(&server);
    let whole = browser.picture_of(PANEL);
    let zoom = || {
        let (from, to) = (
            browser.place_in_chart(PANEL, 0.3, 0.5),
            browser.place_in_chart(PANEL, 0.6, 0.5),
        );
        browser.drag(from, to);
        browser.point_at(browser.wait_for(".top-bar").middle());
        browser.wait_for(".panel-zoomed");
        changed(&browser, "the zoomed picture", &whole)
    };
    let zoomed = zoom();
    browser.screenshot("zoomed");
    browser.click_on(".panel-zoomed");
    browser.wait_until_gone(".panel-zoomed");
    assert_eq!(changed(&browser, "the whole picture", &zoomed), whole);
    zoom();
    browser.double_click_at(browser.place_in_chart(PANEL, 0.5, 0.5));
    browser.wait_until_gone(".panel-zoomed");
    browser.focus_chart(PANEL);
    browser.press(&[Key::Sign('+'), Key::Sign('+')]);
    browser.wait_for(".panel-zoomed");
    browser.press(&[Key::Sign('0')]);
    browser.wait_until_gone(".panel-zoomed");
}

#[test]
fn smoothing_axis_and_scale_apply_to_all_panels_and_are_kept() {
    let server = TestServer::start();
    let browser = open(&server);
    let plain = browser.picture_of(PANEL);
    let slider = browser.wait_for(".smoothing input");
    browser.click_at(slider.at(0.7, 0.5));
    let smooth = changed(&browser, "the smoothed picture", &plain);
    browser.see("raw, ghosted");
    assert!(browser.texts(".smoothing-value")[0].parse::<f64>().unwrap() > 0.8);
    assert_eq!(browser.panel_points(PANEL), 4 * STEPS);

    browser.click("X axis");
    browser.click_within(".menu-popup", "relative time");
    let relative = changed(&browser, "the picture over relative time", &smooth);
    browser.point_at(browser.place_in_chart(PANEL, 0.6, 0.5));
    browser.wait_for(".tooltip");
    assert!(browser.texts(".tooltip-head b")[0].starts_with("relative time "));
    browser.point_at(browser.wait_for(".top-bar").middle());

    browser.click("Scale");
    browser.click_within(".menu-popup", "Log");
    changed(&browser, "the logarithmic picture", &relative);
    browser.screenshot("smoothed-log");
    wait::wait_until("the kept settings", || {
        let settings = kept_settings(&server);
        settings["x"] == "relative" && settings["scale"] == "log" && settings["smoothing"] != 0.0
    });
    browser.reload();
    browser.wait_for_chart(PANEL);
    browser.see("relative time");
    browser.see("raw, ghosted");
}

#[test]
fn the_eye_hides_a_line() {
    let server = TestServer::start();
    let browser = open(&server);
    let all = browser.picture_of(PANEL);
    browser.see("4 of 4 shown");
    browser.click_on(".experiment-list .experiment-row .row-switch");
    browser.see("3 of 4 shown");
    wait::wait_until("one line less", || browser.panel_points(PANEL) == 3 * STEPS);
    changed(&browser, "the picture with one line less", &all);
    browser.screenshot("line-hidden");
    browser.click_on(".experiment-list .experiment-row.off .row-switch");
    browser.see("4 of 4 shown");
    wait::wait_until("the line again", || {
        browser.panel_points(PANEL) == 4 * STEPS
    });
}
