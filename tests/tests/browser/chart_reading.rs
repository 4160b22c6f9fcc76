//! Reading a chart closely: pinned and copied values, the legend, what was recorded at a point.

use serde_json::json;
use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, TestServer, wait};

use crate::fixture::{self, EXPERIMENTS, STEPS};

const PANEL: &str = "train/loss";
const OTHER: &str = "val/acc";

fn open(server: &TestServer, look: Look) -> Browser {
    fixture::fill(&server.client());
    let browser = Browser::signed_in(server, look);
    browser.open_project(fixture::PROJECT);
    browser.wait_for_chart(PANEL);
    wait::wait_until("all points", || browser.panel_points(PANEL) == 4 * STEPS);
    browser
}

fn picture_changes(browser: &Browser, what: &str, before: &str) -> String {
    wait::wait_for(what, || {
        let now = browser.picture_of(PANEL);
        (now != before && now == browser.picture_of(PANEL)).then_some(now)
    })
}

#[test]
fn a_click_pins_the_values_which_are_copied_and_let_go() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    browser.keep_what_is_handed_over();
    let place = browser.place_in_chart(PANEL, 0.6, 0.5);
    browser.click_at(place);
    browser.wait_for(".tooltip.pinned");
    let read = browser.texts(".tooltip-head b");
    browser.point_at(place.moved(80.0, 20.0));
    assert_eq!(
        browser.texts(".tooltip-head b"),
        read,
        "a pinned reading stays"
    );
    browser.screenshot("tooltip-pinned");
    browser.click_within(".tooltip", "Copy values");
    let copied = browser.handed_over("clipboard");
    let lines: Vec<&str> = copied.lines().collect();
    assert_eq!(lines.len(), 1 + EXPERIMENTS.len(), "{copied}");
    assert!(lines[0].starts_with("step\t"), "{copied}");
    for (name, ..) in EXPERIMENTS {
        assert!(copied.contains(&format!("{name}\t")), "{copied}");
    }
    browser.press(&[Key::Escape]);
    browser.wait_until_gone(".tooltip.pinned");

    // The same with keys alone.
    browser.focus_chart(PANEL);
    browser.press(&[Key::Right, Key::Right]);
    browser.wait_for(".tooltip");
    browser.press(&[Key::Sign('c')]);
    assert!(browser.handed_over("clipboard").starts_with("step\t"));
    browser.press(&[Key::Enter]);
    browser.wait_for(".tooltip.pinned");
    browser.press(&[Key::Escape]);
    browser.wait_until_gone(".tooltip");
}

#[test]
fn a_tooltip_never_leaves_what_can_be_seen() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    for (x, y) in [(0.12, 0.1), (0.95, 0.1), (0.95, 0.85), (0.12, 0.85)] {
        browser.point_at(browser.place_in_chart(PANEL, x, y));
        let tooltip = browser.wait_for(".tooltip");
        let main = browser.wait_for("main");
        assert!(
            tooltip.left >= main.left
                && tooltip.left + tooltip.width <= main.left + main.width
                && tooltip.top >= main.top
                && tooltip.top + tooltip.height <= main.top + main.height,
            "{tooltip:?} leaves {main:?}"
        );
    }
}

#[test]
fn the_legend_isolates_and_hides_lines() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    let all = browser.picture_of(PANEL);
    let name = || {
        browser
            .rect_in_panel(PANEL, ".panel-foot .legend-name")
            .middle()
    };
    let leave = || browser.leave_charts();
    browser.click_at(name());
    leave();
    let alone = picture_changes(&browser, "one line alone", &all);
    browser.screenshot("legend-isolated");
    browser.click_at(name());
    leave();
    wait::wait_until("all lines", || browser.picture_of(PANEL) == all);
    browser.holding(Key::Shift, || browser.click_at(name()));
    leave();
    let without = picture_changes(&browser, "the others", &all);
    assert_ne!(without, alone);

    browser.focus_chart(PANEL);
    browser.press(&[Key::Sign('l')]);
    browser.wait_for(".legend-list");
    assert_eq!(browser.count(".legend-list .legend-row"), EXPERIMENTS.len());
    browser.point_at(browser.place_in_chart(PANEL, 0.9, 0.5));
    wait::wait_until("the values at the cursor", || {
        let values = browser.texts(".legend-list .legend-row b");
        values.iter().filter(|value| !value.is_empty()).count() == EXPERIMENTS.len() - 1
    });
    browser.screenshot("legend-open");
    browser.click_within(".legend-list", "Show all");
    leave();
    wait::wait_until("all lines again", || browser.picture_of(PANEL) == all);

    // Pointing at a name lights its experiment up in the list and in other panels.
    browser.point_at(
        browser
            .rect_in_panel(PANEL, ".legend-list .legend-name")
            .middle(),
    );
    browser.wait_for(".experiment-row.marked");
    browser.focus_chart(PANEL);
    browser.press(&[Key::Escape]);
    browser.wait_until_gone(".legend-list");
}

#[test]
fn a_point_leads_to_what_was_printed_then() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    browser.wait_for_chart(OTHER);
    browser.click_at(browser.place_in_chart(OTHER, 0.6, 0.5));
    browser.wait_for(".tooltip.pinned");
    browser.click_within(".tooltip", "Output at this step");
    browser.wait_for(".console-line.current");
    assert!(browser.path().ends_with("/output"));
    let query = browser.text_of("return location.search");
    assert!(
        query.contains("step=") && query.contains("time="),
        "{query}"
    );
    browser.screenshot("output-at-step");
    browser.run("history.back()", &json!([]));
    browser.wait_for_chart(OTHER);
    browser.click_at(browser.place_in_chart(OTHER, 0.6, 0.5));
    browser.wait_for(".tooltip.pinned");
    browser.click_within(".tooltip", "Open experiment");
    browser.wait_for(".figure-box");
}
