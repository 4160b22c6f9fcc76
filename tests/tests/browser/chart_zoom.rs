//! Looking closer at a chart: by rectangle, wheel, hand and fingers, and back again; with others,
//! and while new points arrive.

use serde_json::{Value, json};
use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, TestServer, wait};

use crate::fixture::{self, STEPS};

const PANEL: &str = "train/loss";
const NEIGHBOUR: &str = "train/lr";

fn open(server: &TestServer, look: Look) -> Browser {
    fixture::fill(&server.client());
    let browser = Browser::signed_in(server, look);
    browser.open_project(fixture::PROJECT);
    browser.wait_for_chart(PANEL);
    wait::wait_until("all points", || browser.panel_points(PANEL) == 4 * STEPS);
    browser
}

/// Waits until the picture of a panel is another one and has come to rest; gives it.
fn changed(browser: &Browser, panel: &str, what: &str, before: &str) -> String {
    wait::wait_for(what, || {
        let now = browser.picture_of(panel);
        (now != before && now == browser.picture_of(panel)).then_some(now)
    })
}

/// Waits until a panel shows an earlier picture again.
fn returns(browser: &Browser, panel: &str, what: &str, picture: &str) {
    wait::wait_until(what, || browser.picture_of(panel) == picture);
}

fn leave(browser: &Browser) {
    browser.leave_charts();
}

fn has_zoom(browser: &Browser, panel: &str) -> bool {
    let script = "return !!panel(args[0]).querySelector('.panel-zoomed')";
    browser.run(script, &json!([panel])) == true
}

#[test]
fn a_drag_zooms_by_its_shape_and_history_leads_back_and_forward() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    let at = |x, y| browser.place_in_chart(PANEL, x, y);
    let whole = browser.picture_of(PANEL);
    browser.drag_and_hold(at(0.3, 0.3), at(0.6, 0.7));
    browser.screenshot("zoom-rectangle");
    browser.let_go();
    leave(&browser);
    let both = changed(&browser, PANEL, "the rectangle", &whole);
    browser.drag(at(0.5, 0.3), at(0.51, 0.6));
    leave(&browser);
    changed(&browser, PANEL, "a part of the height", &both);
    browser.screenshot("zoom-history");

    browser.focus_chart(PANEL);
    browser.press(&[Key::Alt, Key::Left]);
    returns(&browser, PANEL, "the step before", &both);
    browser.press(&[Key::Alt, Key::Left]);
    returns(&browser, PANEL, "the start", &whole);
    browser.press(&[Key::Alt, Key::Right]);
    returns(&browser, PANEL, "forward again", &both);
    browser.click_at(
        browser
            .rect_in_panel(PANEL, ".zoom-tools .icon-button")
            .middle(),
    );
    returns(&browser, PANEL, "back by the button", &whole);
}

#[test]
fn the_wheel_zooms_when_asked_and_else_scrolls_the_page() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    let place = browser.place_in_chart(PANEL, 0.5, 0.5);
    let whole = browser.picture_of(PANEL);
    browser.turn_wheel_at(place, 120);
    browser.wait_for(".chart-hint");
    assert!(!has_zoom(&browser, PANEL));
    let script = "document.querySelector('.main').scrollTop = 0";
    browser.run(script, &Value::Null);
    wait::wait_until("the page at its top", || {
        browser.text_of("return String(document.querySelector('.main').scrollTop)") == "0"
    });

    let place = browser.place_in_chart(PANEL, 0.5, 0.5);
    browser.holding(Key::Control, || browser.turn_wheel_at(place, -120));
    wait::wait_until("the zoom", || has_zoom(&browser, PANEL));
    leave(&browser);
    let zoomed = changed(&browser, PANEL, "the zoomed picture", &whole);
    browser.focus_chart(PANEL);
    browser.turn_wheel_at(place, -120);
    leave(&browser);
    let nearer = changed(&browser, PANEL, "a nearer picture", &zoomed);

    // A hand with Shift moves what is visible, keys do too, and keys in the height.
    browser.holding(Key::Shift, || {
        browser.drag(place, place.moved(-60.0, 2.0));
    });
    leave(&browser);
    let moved = changed(&browser, PANEL, "the part beside it", &nearer);
    browser.focus_chart(PANEL);
    browser.press(&[Key::Shift, Key::Left]);
    let back = changed(&browser, PANEL, "a part to the left", &moved);
    browser.press(&[Key::Shift, Key::Up]);
    changed(&browser, PANEL, "a part above", &back);
    browser.press(&[Key::Sign('0')]);
    wait::wait_until("everything", || browser.picture_of(PANEL) == whole);
}

#[test]
fn linked_panels_show_the_same_part() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    browser.wait_for_chart(NEIGHBOUR);
    let other = browser.picture_of(NEIGHBOUR);
    let zoom = || {
        browser.drag(
            browser.place_in_chart(PANEL, 0.3, 0.5),
            browser.place_in_chart(PANEL, 0.6, 0.5),
        );
        leave(&browser);
        wait::wait_until("the zoom", || has_zoom(&browser, PANEL));
    };
    zoom();
    assert!(!has_zoom(&browser, NEIGHBOUR));
    browser.double_click_at(browser.place_in_chart(PANEL, 0.5, 0.5));
    wait::wait_until("everything", || !has_zoom(&browser, PANEL));
    browser.click("Link zoom");
    zoom();
    wait::wait_until("the other panel's zoom", || has_zoom(&browser, NEIGHBOUR));
    changed(&browser, NEIGHBOUR, "the other picture", &other);
    browser.screenshot("zoom-linked");
    browser.double_click_at(browser.place_in_chart(NEIGHBOUR, 0.5, 0.5));
    leave(&browser);
    wait::wait_until("everything in both", || !has_zoom(&browser, PANEL));
    returns(&browser, NEIGHBOUR, "the whole other picture", &other);
}

/// Logs so many steps of the loss of a running experiment.
fn log(client: &suisei_tests::Client, key: &suisei_core::ids::ExperimentKey, from: u64, to: u64) {
    let steps: Vec<u64> = (from..to).collect();
    let event = json!({
        "kind": "points",
        "names": [PANEL],
        "series": vec![0; steps.len()],
        "value": steps.iter().map(|&step| 1.0 / (step as f64 + 1.0)).collect::<Vec<f64>>(),
        "time": steps.iter().map(|&step| 1_780_000_000_000_000_u64 + step).collect::<Vec<u64>>(),
        "step": steps,
    });
    let body = json!({"writer": "live", "first_seq": from, "events": [event]});
    assert!(client.batch_json(key, &body).rejected.is_empty());
}

#[test]
fn a_zoomed_view_stays_while_points_arrive_until_it_jumps_to_live() {
    let server = TestServer::start();
    let client = server.client();
    let browser = open(&server, Look::default());
    let key = client.create_at(fixture::PROJECT, "running", 1_780_000_000_000_000);
    log(&client, &key, 0, 400);
    browser.see("running");
    wait::wait_until("its points", || browser.panel_points(PANEL) == 5 * STEPS);
    browser.drag(
        browser.place_in_chart(PANEL, 0.5, 0.5),
        browser.place_in_chart(PANEL, 0.7, 0.52),
    );
    leave(&browser);
    wait::wait_until("the zoom", || has_zoom(&browser, PANEL));
    let still = wait::wait_for("a picture at rest", || {
        let now = browser.picture_of(PANEL);
        std::thread::yield_now();
        (now == browser.picture_of(PANEL)).then_some(now)
    });
    log(&client, &key, 400, 500);
    wait::wait_until("the new points", || {
        browser.panel_points(PANEL) == 5 * STEPS + 100
    });
    browser.wait_for(".jump-to-live");
    assert_eq!(browser.picture_of(PANEL), still);
    browser.screenshot("zoom-live");
    browser.click("Jump to live");
    browser.wait_until_gone(".jump-to-live");
    let end = changed(&browser, PANEL, "the newest points", &still);
    log(&client, &key, 500, 700);
    changed(&browser, PANEL, "newer points", &end);
    assert!(has_zoom(&browser, PANEL));
}

#[test]
fn fingers_read_zoom_and_reset() {
    let server = TestServer::start();
    let browser = open(&server, Look::default().narrow());
    let place = browser.place_in_chart(PANEL, 0.55, 0.5);
    browser.long_press(place, place.moved(30.0, 4.0));
    browser.wait_for(".tooltip.pinned");
    browser.screenshot("touch-reading");
    let close = browser.wait_for(".tooltip [aria-label=Close]");
    browser.tap(close.middle());
    browser.wait_until_gone(".tooltip");
    browser.pinch(place, 80.0, 220.0);
    wait::wait_until("the zoom", || has_zoom(&browser, PANEL));
    browser.screenshot("touch-zoomed");
    browser.double_tap(browser.place_in_chart(PANEL, 0.5, 0.5));
    wait::wait_until("everything", || !has_zoom(&browser, PANEL));
}

#[test]
fn a_panel_keeps_the_range_it_was_given() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    let whole = browser.picture_of(PANEL);
    browser.choose_in_panel(PANEL, "Ranges…");
    browser.type_into("dialog label:first-child input", "2");
    browser.type_into("dialog label:last-child input", "1");
    browser.click_within("dialog", "Apply");
    browser.see("The lower end must be below the upper one");
    browser.retype_into("dialog label:last-child input", "2.5");
    browser.screenshot("ranges");
    browser.click_within("dialog", "Apply");
    browser.wait_until_gone("dialog");
    leave(&browser);
    changed(&browser, PANEL, "the given range", &whole);
    let client = server.client();
    let project = client.project_id(fixture::PROJECT).unwrap();
    wait::wait_until("the kept range", || {
        let view = client.get(&format!("/api/v1/projects/{project}/view"));
        view.json()["ranges"][0]["y"]["low"] == 2.0
    });
    browser.reload();
    browser.wait_for_chart(PANEL);
    leave(&browser);
    changed(&browser, PANEL, "the given range again", &whole);
    browser.choose_in_panel(PANEL, "Ranges…");
    browser.click_within("dialog", "All automatic");
    browser.click_within("dialog", "Apply");
    leave(&browser);
    wait::wait_until("everything", || browser.picture_of(PANEL) == whole);
}
