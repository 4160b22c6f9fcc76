//! What people see when there is nothing to see yet, when they may not, and when the server is away.

use serde_json::json;
use suisei_tests::browser::Look;
use suisei_tests::{Browser, TestServer, batch, wait};

use crate::fixture;

#[test]
fn a_fresh_server_shows_what_to_paste() {
    let server = TestServer::start();
    let browser = Browser::signed_in(&server, Look::default());
    for line in [
        "from suisei import Experiment",
        "experiment = Experiment(",
        "experiment.log_metric(",
        server.url().as_str(),
    ] {
        browser.see(line);
    }
    browser.screenshot("first-experiment");
    // What is pasted works: the page shows the project by itself.
    let client = server.client();
    let key = client.create("my-project", "first");
    client.batch(&key, &batch::line("w", 0, "train/loss", [(1, 0.5)]));
    browser.wait_for(".project-card");
    browser.see("my-project");
}

#[test]
fn a_project_without_experiments_says_so() {
    let server = TestServer::start();
    let client = server.client();
    client
        .post("/api/v1/projects", &json!({"name": "empty"}))
        .expect_status(201);
    let browser = Browser::signed_in(&server, Look::default());
    let project = client.project_id("empty").unwrap();
    browser.go(&format!("/projects/{project}"));
    browser.see("No metrics yet");
    browser.screenshot("project-empty");
    browser.go(&format!("/projects/{project}/table"));
    browser.wait_for(".empty");
    let key = client.create("empty", "silent");
    browser.go(&format!("/experiments/{key}/output"));
    browser.see("No output");
    browser.go(&format!("/experiments/{key}/images"));
    browser.see("No images");
}

#[test]
fn without_a_session_there_is_only_the_way_to_sign_in() {
    let server = TestServer::start();
    let keys = fixture::fill(&server.client());
    let browser = Browser::signed_out(&server, Look::default());
    browser.allow("401");
    for path in ["/", &format!("/experiments/{}", keys[0])] {
        browser.go(path);
        browser.see("This server is private");
        assert!(!browser.shows(fixture::PROJECT));
    }
    browser.screenshot("sign-in");
    browser.type_into("#token", "wrong");
    browser.click_on(".sign-in button[type=submit]");
    browser.see("This link was used already or has expired");
    browser.sign_in(&server);
    browser.see(fixture::PROJECT);
    browser.click("Settings");
    browser.click_within(".menu-popup", "Sign out");
    browser.see("This server is private");
    browser.go("/");
    browser.see("This server is private");
}

#[test]
fn a_wrong_address_leads_back() {
    let server = TestServer::start();
    let browser = Browser::signed_in(&server, Look::default());
    browser.allow("404");
    for path in [
        "/nothing",
        "/projects/000000000000",
        &format!("/experiments/{}", "0".repeat(32)),
    ] {
        browser.go(path);
        browser.see("There is nothing here");
    }
    browser.screenshot("not-found");
    browser.click("To the projects");
    browser.see("from suisei import Experiment");
}

#[test]
fn a_page_waits_for_a_server_that_went_away() {
    let mut server = TestServer::start();
    let keys = fixture::fill(&server.client());
    let browser = Browser::signed_in(&server, Look::default());
    browser.allow("ERR_");
    browser.open_project(fixture::PROJECT);
    browser.wait_for_chart("train/loss");
    let before = browser.panel_points("train/loss");
    server.kill();
    browser.see("Live updates stopped");
    assert_eq!(browser.panel_points("train/loss"), before);
    browser.screenshot("server-away");
    server.restart();
    browser.see_no_more("Live updates stopped");
    let line = batch::line(
        "later",
        0,
        "train/loss",
        (1_000..1_010).map(|step| (step, 0.1)),
    );
    server.client().batch(&keys[0], &line);
    wait::wait_until("the new points", || {
        browser.panel_points("train/loss") == before + 10
    });
}

#[test]
fn a_page_opened_without_a_server_says_so() {
    let mut server = TestServer::start();
    fixture::fill(&server.client());
    let browser = Browser::signed_in(&server, Look::default());
    browser.allow("ERR_");
    browser.see(fixture::PROJECT);
    server.kill();
    browser.click_inside(".project-card", fixture::PROJECT);
    browser.see("The server did not answer");
    server.restart();
    browser.click("Retry");
    browser.wait_for_chart("train/loss");
}
