//! Panels are put where people want them, and stay there.

use serde_json::Value;
use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, TestServer, wait};

use crate::fixture;

const PANEL: &str = "train/loss";
const NEIGHBOUR: &str = "train/lr";

/// Rows of a panel that nobody has resized, in a section of two.
const USUAL_ROWS: u64 = 5;

fn open(server: &TestServer) -> Browser {
    fixture::fill(&server.client());
    let browser = Browser::signed_in(server, Look::default());
    browser.open_project(fixture::PROJECT);
    for title in [PANEL, NEIGHBOUR, "val/acc", "val/loss"] {
        browser.wait_for_chart(title);
    }
    browser
}

/// Waits until the server keeps a view of which this is true: edits arrive there a moment later.
fn wait_until_kept(server: &TestServer, what: &str, is_kept: impl Fn(&Value) -> bool) {
    let client = server.client();
    let project = client.project_id(fixture::PROJECT).unwrap();
    wait::wait_until(what, || {
        is_kept(
            &client
                .get(&format!("/api/v1/projects/{project}/view"))
                .json(),
        )
    });
}

/// The height of the panel in a kept view, in rows of the grid; 0 when it was never changed.
fn kept_height(view: &Value) -> u64 {
    let sections = view["sections"].as_array().into_iter().flatten();
    let mut panels =
        sections.flat_map(|section| section["panels"].as_array().into_iter().flatten());
    let found = panels.find(|panel| panel["kind"]["metric"] == PANEL);
    found
        .and_then(|panel| panel["size"]["h"].as_u64())
        .unwrap_or(0)
}

#[test]
fn a_dragged_and_resized_panel_stays_where_it_was_put() {
    let server = TestServer::start();
    let browser = open(&server);
    let before = browser.panel_order();
    let (own, other) = (browser.panel_rect(PANEL), browser.panel_rect(NEIGHBOUR));
    assert!(own.left < other.left);

    browser.drag_panel(PANEL, other.left - own.left + 20.0, 4.0);
    wait::wait_until("the panels to have changed places", || {
        browser.panel_rect(PANEL).left > browser.panel_rect(NEIGHBOUR).left
    });
    let arranged = browser.panel_order();
    assert_ne!(arranged, before);

    let small = browser.panel_rect(PANEL);
    browser.resize_panel(PANEL, -160.0, 150.0);
    wait::wait_until("another size", || {
        browser.panel_rect(PANEL).height > small.height + 40.0
    });
    let placed = browser.panel_place(PANEL);
    assert!(placed.width < small.width - 40.0);
    browser.screenshot("panels-arranged");

    wait_until_kept(&server, "the kept size", |view| {
        kept_height(view) >= USUAL_ROWS + 2
    });
    browser.reload();
    browser.wait_for_chart(PANEL);
    wait::wait_until("the panel where it was put", || {
        browser.panel_place(PANEL).is_near(placed)
    });
    assert_eq!(browser.panel_order(), arranged);
}

#[test]
fn a_drag_can_be_given_up() {
    let server = TestServer::start();
    let browser = open(&server);
    let before = browser.panel_order();
    let grip = browser.rect_in_panel(PANEL, ".panel-head h3").at(0.2, 0.5);
    browser.drag_and_hold(grip, grip.moved(700.0, 10.0));
    browser.see("Drop here");
    browser.screenshot("panel-dragged");
    browser.press(&[Key::Escape]);
    browser.see_no_more("Drop here");
    browser.let_go();
    assert_eq!(browser.panel_order(), before);
}

#[test]
fn keys_move_and_resize_a_panel() {
    let server = TestServer::start();
    let browser = open(&server);
    let before = browser.panel_rect(PANEL);
    browser.focus_panel(PANEL);
    browser.press(&[Key::Space, Key::Right, Key::Space]);
    wait::wait_until("the panels to have changed places", || {
        browser.panel_rect(PANEL).left > browser.panel_rect(NEIGHBOUR).left
    });
    browser.focus_panel(PANEL);
    browser.press(&[Key::Shift, Key::Down, Key::Down]);
    wait::wait_until("a taller panel", || {
        browser.panel_rect(PANEL).height > before.height + 40.0
    });
    let placed = browser.panel_place(PANEL);
    wait_until_kept(&server, "the kept size", |view| {
        kept_height(view) >= USUAL_ROWS + 2
    });
    browser.reload();
    browser.wait_for_chart(PANEL);
    wait::wait_until("the panel where it was put", || {
        browser.panel_place(PANEL).is_near(placed)
    });
    browser.focus_panel(PANEL);
    browser.press(&[Key::Sign('f')]);
    wait::wait_until("a full window", || {
        browser.panel_rect(PANEL).width > 1_200.0
    });
    browser.press(&[Key::Escape]);
    wait::wait_until("the panel in its place", || {
        browser.panel_place(PANEL).is_near(placed)
    });
}

#[test]
fn a_section_folds_and_panels_are_searched() {
    let server = TestServer::start();
    let browser = open(&server);
    browser.click_inside(".section-fold", "train");
    wait::wait_until("the folded section", || {
        !browser.panel_order().contains(&PANEL.to_owned())
    });
    wait_until_kept(&server, "the folded section", |view| {
        view.to_string().contains("\"collapsed\":true")
    });
    browser.reload();
    browser.wait_for_chart("val/acc");
    assert!(!browser.panel_order().contains(&PANEL.to_owned()));
    browser.click_inside(".section-fold", "train");
    browser.wait_for_chart(PANEL);

    browser.type_into(".panel-search input", "loss");
    wait::wait_until("the matching panels", || {
        browser.panel_order() == ["train/loss", "val/loss"]
    });
    browser.type_text(" nothing");
    browser.see("No panel matches the search");
}
