//! Edits of metrics: hide points and rename in the app, see it in the charts, undo.

use suisei_tests::browser::Look;
use suisei_tests::{Browser, TestServer, wait};

use crate::fixture;

/// Opens the dialog.
const BUTTON: &str = "button[aria-label='Edit train/loss']";

#[test]
fn points_are_hidden_and_a_metric_renamed_until_that_is_undone() {
    let server = TestServer::start();
    let keys = fixture::fill(&server.client());
    let browser = Browser::signed_in(&server, Look::default());
    let metrics = format!("/experiments/{}/metrics", keys[0]);
    browser.go(&metrics);
    browser.wait_for(BUTTON);

    assert_eq!(
        browser.texts(".export-links a"),
        ["CSV", "JSON", "Parquet"],
        "files hold what was recorded, whatever the edits"
    );

    browser.click_on(BUTTON);
    browser.wait_for(".edit-dialog[open]");
    browser.click_within(".edit-dialog", "Hide points");
    browser.retype_into(".edit-dialog label:nth-of-type(1) input", "ten");
    browser.click_within(".edit-dialog", "Apply");
    browser.see("Enter numbers");
    browser.retype_into(".edit-dialog label:nth-of-type(1) input", "100");
    browser.screenshot("edit-dialog");
    browser.click_within(".edit-dialog", "Apply");
    browser.wait_until_gone(".edit-dialog");
    browser.see("300 points of train/loss hidden: step 100 to end");
    browser.see("300 hidden");

    browser.click_on(BUTTON);
    browser.wait_for(".edit-dialog[open]");
    browser.retype_into(".edit-dialog .edit-fields input", "training loss");
    browser.click_within(".edit-dialog", "Apply");
    browser.see("train/loss is shown as training loss");
    browser.screenshot("edits");

    browser.go(&format!("/experiments/{}/charts", keys[0]));
    browser.wait_for_chart("training loss");
    assert_eq!(browser.panel_points("training loss"), 100);
    assert!(browser.panel_badge("training loss").contains("300 hidden"));

    browser.go(&metrics);
    for left in [1, 0] {
        browser.wait_for(".edit-list");
        browser.click_within(".edit-list", "Undo");
        wait::wait_until("an edit undone", || {
            browser.count(".edit-list li:not(.undone)") == left
        });
    }
    browser.wait_for(BUTTON);
    browser.go(&format!("/experiments/{}/charts", keys[0]));
    browser.wait_for_chart("train/loss");
    assert_eq!(browser.panel_points("train/loss"), fixture::STEPS);
}
