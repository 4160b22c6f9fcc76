//! Axes and scales: what a place on them means, and how it is written.

use serde_json::json;
use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, TestServer, wait};

use crate::fixture::{self, STEPS};

const PANEL: &str = "train/loss";

fn open(server: &TestServer) -> Browser {
    fixture::fill(&server.client());
    let browser = Browser::signed_in(server, Look::default());
    browser.open_project(fixture::PROJECT);
    browser.wait_for_chart(PANEL);
    wait::wait_until("all points", || browser.panel_points(PANEL) == 4 * STEPS);
    browser.keep_what_is_handed_over();
    browser
}

fn choose(browser: &Browser, menu: &str, group: &str, choice: &str) {
    browser.click(menu);
    browser.click_within(group, choice);
    if browser.count(".menu-popup") > 0 {
        browser.press(&[Key::Escape]);
    }
}

const Y_AXIS: &str = "[role=group][aria-label='Y axis']";
const X_AXIS: &str = "[role=group][aria-label='X axis']";

#[test]
fn every_axis_can_be_chosen_and_is_named() {
    let server = TestServer::start();
    let browser = open(&server);
    let mut before = browser.picture_of(PANEL);
    for (choice, name) in [
        ("epoch", "epoch"),
        ("relative time", "relative time"),
        ("train/lr", "train/lr"),
        ("step", "step"),
    ] {
        choose(&browser, "X axis", ".menu-popup", choice);
        browser.leave_charts();
        before = browser.picture_changes(PANEL, choice, &before);
        if choice != "epoch" {
            let labels = browser.labels_of(PANEL);
            assert!(labels.contains(&name.to_owned()), "{choice}: {labels:?}");
        }
        browser.screenshot(&format!("axis-{}", choice.replace('/', "-")));
    }
}

#[test]
fn times_of_day_are_local_or_utc() {
    let server = TestServer::start();
    let browser = open(&server);
    choose(&browser, "X axis", ".menu-popup", "time");
    wait::wait_until("clock times", || {
        browser
            .labels_of(PANEL)
            .iter()
            .any(|text| text.contains(':'))
    });
    browser.screenshot("axis-wall");
    choose(&browser, "X axis", ".menu-popup", "UTC");
    // The fixture begins at 20:26:40 UTC.
    wait::wait_until("times in UTC", || {
        browser
            .labels_of(PANEL)
            .iter()
            .any(|text| text.starts_with("20:2"))
    });
    let kept = || {
        let client = server.client();
        let project = client.project_id(fixture::PROJECT).unwrap();
        client
            .get(&format!("/api/v1/projects/{project}/view"))
            .json()["settings"]
            .take()
    };
    wait::wait_until("the kept choice", || {
        kept()["x"] == "wall" && kept()["clock"] == "utc"
    });
}

#[test]
fn scales_of_both_axes_are_chosen_and_a_symlog_has_its_threshold() {
    let server = TestServer::start();
    let browser = open(&server);
    let linear = browser.picture_of(PANEL);
    choose(&browser, "Scale", Y_AXIS, "Symlog");
    browser.leave_charts();
    let symlog = browser.picture_changes(PANEL, "symlog", &linear);
    browser.click("Scale");
    browser.retype_into(".threshold input", "0.5");
    browser.press(&[Key::Enter, Key::Escape]);
    browser.leave_charts();
    let chosen = browser.picture_changes(PANEL, "the chosen threshold", &symlog);
    let labels = browser.labels_of(PANEL);
    assert!(labels.iter().any(|text| text.contains("0.5")), "{labels:?}");
    browser.screenshot("scale-symlog");
    browser.click("Scale");
    browser.retype_into(".threshold input", "-1");
    browser.press(&[Key::Enter]);
    browser.wait_for(".threshold .input.error");
    browser.press(&[Key::Escape]);

    choose(&browser, "Scale", X_AXIS, "Log");
    browser.leave_charts();
    let both = browser.picture_changes(PANEL, "a logarithmic x axis", &chosen);
    browser.see("Symlog, x Log");
    browser.screenshot("scale-symlog-log");
    // Zooming and panning work in what the eye sees.
    browser.drag(
        browser.place_in_chart(PANEL, 0.3, 0.5),
        browser.place_in_chart(PANEL, 0.6, 0.5),
    );
    browser.leave_charts();
    browser.picture_changes(PANEL, "a part of it", &both);
    browser.double_click_at(browser.place_in_chart(PANEL, 0.5, 0.5));
    browser.leave_charts();
    browser.picture_returns(PANEL, "everything", &both);
    choose(&browser, "Scale", X_AXIS, "Symlog");
    browser.leave_charts();
    browser.picture_changes(PANEL, "a symlog x axis", &both);
    browser.reload();
    browser.wait_for_chart(PANEL);
    browser.see("Symlog, x Symlog");
}

#[test]
fn an_axis_change_keeps_the_old_picture_until_the_new_points_are_here() {
    let server = TestServer::start();
    let browser = open(&server);
    browser.leave_charts();
    browser.make_answers_late(500);
    browser.watch_picture(PANEL);
    let before = browser.picture_of(PANEL);
    choose(&browser, "X axis", ".menu-popup", "relative time");
    assert_eq!(browser.picture_of(PANEL), before);
    browser.picture_changes(PANEL, "relative time", &before);
    assert!(browser.least_covered() > 0.9);
}

#[test]
fn a_line_without_height_and_a_range_without_one_are_shown() {
    let server = TestServer::start();
    let client = server.client();
    let key = client.create("flat", "constant");
    let line = suisei_tests::batch::line("w", 0, "flat", (0..50).map(|step| (step, 3.0)));
    client.batch(&key, &line);
    let browser = Browser::signed_in(&server, Look::default());
    browser.open_project("flat");
    browser.wait_for_chart("flat");
    browser.keep_what_is_handed_over();
    let labels = browser.labels_of("flat");
    assert!(labels.contains(&"3.0".to_owned()), "{labels:?}");
    browser.choose_in_panel("flat", "Ranges…");
    browser.type_into("dialog label:first-child input", "3");
    browser.type_into("dialog label:last-child input", "3");
    browser.click_within("dialog", "Apply");
    browser.see("The lower end must be below the upper one");
    browser.press(&[Key::Escape]);
    browser.wait_until_gone("dialog");
    // A view may hold one all the same, from elsewhere.
    let project = client.project_id("flat").unwrap();
    let path = format!("/api/v1/projects/{project}/view");
    let mut view = client.get(&path).json();
    view["ranges"] = json!([{
        "kind": {"kind": "line", "metric": "flat"},
        "y": {"low": 3.0, "high": 3.0},
    }]);
    client.ask(
        "PUT",
        &path,
        Some(suisei_tests::client::Body::json(
            view.to_string().as_bytes(),
        )),
    );
    browser.reload();
    browser.wait_for_chart("flat");
    browser.screenshot("flat");
}
