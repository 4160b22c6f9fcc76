//! Charts beside each other: what is pointed at in one place lights up everywhere; lines that
//! break, and what fingers and keys do instead of a mouse.

use serde_json::json;
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
    browser.leave_charts();
    browser
}

#[test]
fn pointing_at_a_row_or_a_line_lights_the_experiment_up_everywhere() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    browser.wait_for_chart(NEIGHBOUR);
    let (own, other) = (browser.picture_of(PANEL), browser.picture_of(NEIGHBOUR));
    browser.point_at(
        browser
            .wait_for(".experiment-row .experiment-link")
            .middle(),
    );
    browser.picture_changes(PANEL, "a line lit by its row", &own);
    browser.picture_changes(NEIGHBOUR, "the same in the other panel", &other);
    browser.screenshot("row-lights-lines");
    browser.leave_charts();
    browser.picture_returns(PANEL, "no line lit", &own);

    browser.point_at(browser.place_in_chart(PANEL, 0.6, 0.5));
    browser.wait_for(".experiment-row.marked");
    browser.picture_changes(NEIGHBOUR, "the line in the other panel", &other);
    browser.leave_charts();
    browser.wait_until_gone(".experiment-row.marked");
    browser.picture_returns(NEIGHBOUR, "no line lit there", &other);
}

#[test]
fn the_cursor_is_shown_at_the_same_place_in_all_panels() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    browser.wait_for_chart(NEIGHBOUR);
    let nothing = browser.overlay_of(NEIGHBOUR);
    browser.point_at(browser.place_in_chart(PANEL, 0.6, 0.5));
    wait::wait_until("the cursor in the other panel", || {
        browser.overlay_of(NEIGHBOUR) != nothing
    });
    assert_eq!(browser.count(".tooltip"), 1);
    browser.leave_charts();
    wait::wait_until("no cursor", || browser.overlay_of(NEIGHBOUR) == nothing);
}

#[test]
fn a_tooltip_sorts_by_value_and_marks_the_nearest() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    browser.point_at(browser.place_in_chart(PANEL, 0.5, 0.8));
    browser.wait_for(".tooltip");
    let values: Vec<f64> = browser
        .texts(".tooltip-row b")
        .iter()
        .map(|text| text.replace('\u{2212}', "-").parse().unwrap())
        .collect();
    assert!(values.is_sorted_by(|a, b| a >= b), "{values:?}");
    assert_eq!(browser.count(".tooltip-row.nearest"), 1);
}

#[test]
fn broken_lines_are_marked_counted_and_read_as_they_are() {
    let server = TestServer::start();
    let client = server.client();
    let key = client.create("broken", "run");
    let steps: Vec<i64> = (0..40).chain([40, 40, 35, 41]).chain(42..60).collect();
    let values: Vec<serde_json::Value> = (0..steps.len())
        .map(|index| match index {
            10 => json!("NaN"),
            20 => json!("Infinity"),
            30 => json!("-Infinity"),
            index => json!((index as f64 / 5.0).sin()),
        })
        .collect();
    let event = json!({
        "kind": "points",
        "names": ["loss"],
        "series": vec![0; steps.len()],
        "value": values,
        "step": steps,
        "time": (0..steps.len() as u64).map(|n| 1_780_000_000_000_000 + n).collect::<Vec<u64>>(),
    });
    let ack = client.batch_json(
        &key,
        &json!({"writer": "w", "first_seq": 0, "events": [event]}),
    );
    assert!(ack.rejected.is_empty(), "{ack:?}");
    let browser = Browser::signed_in(&server, Look::default());
    browser.open_project("broken");
    browser.wait_for_chart("loss");
    wait::wait_until("what is not finite", || {
        browser.panel_badge("loss").contains("3 NaN or ∞, marked ×")
    });
    browser.screenshot("broken-line");
    browser.focus_chart("loss");
    browser.press(&[Key::Sign('t')]);
    browser.wait_for(".chart-table");
    browser.see(&format!("{} rows", steps.len()));
    let rows = browser.run(
        "const root = panel(args[0]).querySelector('.chart-table-scroll');
         const seen = {};
         const read = () => root.querySelectorAll('tbody tr').forEach(row => {
             const cells = [...row.children].map(cell => cell.innerText);
             if (cells.length > 1) seen[cells[0]] = cells[1];
         });
         read();
         return seen",
        &json!(["loss"]),
    );
    assert_eq!(rows["10"], "NaN", "{rows}");
    browser.keep_what_is_handed_over();
    browser.click_within(".chart-table", "Copy table");
    let table = browser.handed_over("clipboard");
    for line in ["10\tNaN", "20\tinf", "30\t-inf"] {
        assert!(table.lines().any(|own| own == line), "`{line}`: {table}");
    }
    assert_eq!(table.matches("\n40\t").count(), 2, "{table}");
}

#[test]
fn every_kind_of_smoothing_answers_at_once() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    let mut before = browser.picture_of(PANEL);
    browser.forget_requests();
    for kind in [
        "Running mean",
        "Running median",
        "Gaussian",
        "Exponential average",
    ] {
        browser.click("Smoothing");
        browser.click_within(".menu-popup", kind);
        let slider = browser.wait_for(".smoothing input");
        browser.click_at(slider.at(0.6, 0.5));
        browser.leave_charts();
        before = browser.picture_changes(PANEL, kind, &before);
        browser.screenshot(&format!(
            "smoothing-{}",
            kind.to_lowercase().replace(' ', "-")
        ));
    }
    // The same frame that follows the slider shows the new line.
    browser.count_drawings();
    let script = "
        const slider = document.querySelector('.smoothing input');
        slider.value = 80;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        requestAnimationFrame(() => requestAnimationFrame(() =>
            done(window.drawings[`${args[0]} chart-picture`] ?? 0)))";
    assert_eq!(browser.run_async(script, &json!([PANEL])), 1);
    let asked = browser.requests();
    assert!(
        !asked.iter().any(|one| one.url.contains("/series")),
        "points that are all here were asked for again"
    );
}

#[test]
fn a_finger_pans_a_zoomed_chart_and_measures_with_the_tool() {
    let server = TestServer::start();
    let browser = open(&server, Look::default().narrow());
    let at = |x| browser.place_in_chart(PANEL, x, 0.5);
    browser.pinch(at(0.55), 80.0, 220.0);
    wait::wait_until("the zoom", || browser.is_zoomed(PANEL));
    let zoomed = browser.picture_of(PANEL);
    browser.swipe(at(0.7), at(0.4));
    browser.picture_changes(PANEL, "the part beside it", &zoomed);
    let head = browser.rect_in_panel(PANEL, ".panel-tools [aria-haspopup=menu]");
    browser.tap(head.middle());
    browser.click_inside(".menu-item", "Measure range");
    browser.swipe(at(0.4), at(0.7));
    browser.wait_for(".measure-sheet");
    browser.screenshot("touch-measured");
}

#[test]
fn keys_zoom_the_height_and_jump_to_the_newest_points() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    let whole = browser.picture_of(PANEL);
    browser.focus_chart(PANEL);
    browser.press(&[Key::Alt, Key::Up]);
    let high = browser.picture_changes(PANEL, "a part of the height", &whole);
    browser.press(&[Key::Alt, Key::Down]);
    browser.press(&[Key::Alt, Key::Down]);
    browser.picture_changes(PANEL, "more of the height", &high);
    browser.press(&[Key::Sign('0')]);
    browser.picture_returns(PANEL, "everything", &whole);
    browser.press(&[Key::Sign('+'), Key::Sign('+')]);
    let middle = browser.picture_changes(PANEL, "the middle", &whole);
    browser.press(&[Key::End]);
    browser.picture_changes(PANEL, "the newest points", &middle);
}

#[test]
fn a_point_leads_to_the_images_of_its_step() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    browser.click_at(browser.place_in_chart(PANEL, 0.6, 0.5));
    browser.wait_for(".tooltip.pinned");
    let step = browser.texts(".tooltip-head b")[0].replace("step ", "");
    browser.click_within(".tooltip", "Images at this step");
    wait::wait_until("the page of images", || browser.path().ends_with("/images"));
    let query = browser.text_of("return location.search");
    assert!(query.contains(&format!("step={step}")), "{query}");
}
