//! The table: sorting, choosing columns, searching; what is chosen stays chosen.

use serde_json::json;
use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, TestServer, wait};

use crate::fixture;

/// Experiments by their last validation accuracy, the lowest first.
const BY_ACCURACY: [&str; 4] = ["adam large", "sgd", "momentum", "adam"];

fn open(server: &TestServer) -> Browser {
    fixture::fill(&server.client());
    let browser = Browser::signed_in(server, Look::default());
    browser.open_project(fixture::PROJECT);
    browser.click_within(".tabs", "Table");
    wait::wait_until("all rows", || names(&browser).len() == 4);
    browser
}

fn names(browser: &Browser) -> Vec<String> {
    browser.texts(".experiment-table .table-row .experiment-link")
}

fn has_column(browser: &Browser, name: &str) -> bool {
    browser
        .texts(".experiment-table .head-button")
        .iter()
        .any(|text| text.starts_with(name))
}

/// Sorts by a column and waits for one of the two orders.
fn sort_by(browser: &Browser, column: &str, expected: &[&str]) {
    for _ in 0..2 {
        let before = names(browser);
        browser.click_inside(".experiment-table .head-button", column);
        wait::wait_until("another order", || names(browser) != before);
        if names(browser) == expected {
            return;
        }
    }
    assert_eq!(names(browser), expected);
}

#[test]
fn rows_are_sorted_by_a_metric() {
    let server = TestServer::start();
    let browser = open(&server);
    let mut descending = BY_ACCURACY;
    descending.reverse();
    sort_by(&browser, "val/acc", &BY_ACCURACY);
    browser.wait_for("th[aria-sort=ascending]");
    sort_by(&browser, "val/acc", &descending);
    browser.wait_for("th[aria-sort=descending]");
    browser.screenshot("table-sorted");
    let client = server.client();
    let project = client.project_id(fixture::PROJECT).unwrap();
    wait::wait_until("the kept order", || {
        let view = client
            .get(&format!("/api/v1/projects/{project}/view"))
            .json();
        view["sort"][0]["descending"] == true
    });
    browser.reload();
    wait::wait_until("the kept order", || names(&browser) == descending);
}

#[test]
fn columns_are_chosen() {
    let server = TestServer::start();
    let browser = open(&server);
    let was_there = has_column(&browser, "batch_size");
    let choose = || {
        browser.click_on(".table-bar button[aria-label^=Columns], .table-bar .button");
        browser.type_into(".popover-search input", "batch");
        browser.click_inside(".column-choice", "batch_size");
    };
    choose();
    wait::wait_until("the chosen column", || {
        has_column(&browser, "batch_size") != was_there
    });
    browser.screenshot("table-columns");
    let client = server.client();
    let project = client.project_id(fixture::PROJECT).unwrap();
    wait::wait_until("the kept columns", || {
        let view = client
            .get(&format!("/api/v1/projects/{project}/view"))
            .json();
        view["columns"]
            .as_array()
            .is_some_and(|columns| !columns.is_empty())
    });
    browser.reload();
    wait::wait_until("all rows", || names(&browser).len() == 4);
    assert_ne!(has_column(&browser, "batch_size"), was_there);
    choose();
    wait::wait_until("the column as before", || {
        has_column(&browser, "batch_size") == was_there
    });
}

#[test]
fn rows_are_searched_and_hidden_from_charts() {
    let server = TestServer::start();
    let browser = open(&server);
    browser.type_into(".table-search input", "adam");
    wait::wait_until("the matching rows", || names(&browser).len() == 2);
    browser.see("2 of 4 experiments");
    browser.type_text(" nothing");
    wait::wait_until("no rows", || names(&browser).is_empty());
    browser.wait_for(".empty");
    browser.screenshot("table-no-match");
    browser.reload();
    wait::wait_until("all rows", || names(&browser).len() == 4);
    browser.click_on(".experiment-table .table-row .row-switch");
    browser.click_within(".tabs", "Panels");
    browser.see("3 of 4 shown");
}

#[test]
fn a_metric_is_shown_as_a_small_curve() {
    let server = TestServer::start();
    let browser = open(&server);
    browser.click_on(".table-bar button[aria-label^=Columns], .table-bar .button");
    let choose = "
        const list = [...document.querySelectorAll('.statistic-choice')]
            .find(one => one.getAttribute('aria-label').includes('train/loss'));
        if (!list) return false;
        list.value = [...list.options].find(one => one.text === 'curve').value;
        list.dispatchEvent(new Event('change', {bubbles: true}));
        return true";
    wait::wait_until("the list of statistics", || {
        browser.run(choose, &json!([])) == true
    });
    browser.press(&[Key::Escape]);
    let drawn = "
        const paths = [...document.querySelectorAll('.trend-cell path')];
        return paths.filter(path => path.getAttribute('d').length > 40).length";
    wait::wait_until("four curves", || browser.run(drawn, &json!([])) == 4);
    browser.screenshot("table-curves");
}
