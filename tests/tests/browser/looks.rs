//! Every page in light and dark, in Japanese and on a telephone: pictures to look at, no errors, and
//! nothing that jumps.

use serde_json::json;
use suisei_core::ids::ExperimentKey;
use suisei_tests::browser::Look;
use suisei_tests::{Browser, TestServer, wait};

use crate::fixture;

/// The most that a page may jump while it loads, by the browser's own measure.
const MOST_SHIFT: f64 = 0.02;

/// The same on a telephone, where heads take as many lines as their content needs.
const MOST_SHIFT_NARROW: f64 = 0.1;

/// Opens every page, keeps a picture of it, and measures how much it jumps.
fn show_all(server: &TestServer, keys: &[ExperimentKey], look: Look, name: &str) {
    let browser = Browser::signed_in(server, look);
    let project = server.client().project_id(fixture::PROJECT).unwrap();
    let pages = [
        ("home", "/".to_owned(), ".project-card"),
        (
            "panels",
            format!("/projects/{project}"),
            ".panel canvas[data-painted]",
        ),
        (
            "table",
            format!("/projects/{project}/table"),
            "[role=row], tbody tr",
        ),
        (
            "overview",
            format!("/experiments/{}", keys[2]),
            ".figure-box",
        ),
        (
            "charts",
            format!("/experiments/{}/charts", keys[2]),
            ".panel canvas[data-painted]",
        ),
        (
            "output",
            format!("/experiments/{}/output", keys[2]),
            ".console-line",
        ),
        (
            "parameters",
            format!("/experiments/{}/parameters", keys[2]),
            "table",
        ),
    ];
    let mut problems = Vec::new();
    for (page, path, content) in &pages {
        browser.go(path);
        browser.wait_for(content);
        come_to_rest(&browser);
        browser.screenshot(&format!("{page}-{name}"));
        let (shift, what) = browser.layout_shift();
        let most = if look.width < 600 {
            MOST_SHIFT_NARROW
        } else {
            MOST_SHIFT
        };
        if shift >= most {
            problems.push(format!("{page} ({name}) jumps by {shift:.3}: {what:#?}"));
        }
        let wide = "return document.documentElement.scrollWidth > innerWidth";
        if browser.run(wide, &json!([])) == true {
            problems.push(format!("{page} ({name}) scrolls sideways"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Waits until the page has had nothing to do for a few frames.
fn come_to_rest(browser: &Browser) {
    let script = "
        let calm = 0, before = '';
        const look = () => {
            const now = document.body.innerHTML.length + ':' + performance.getEntriesByType('resource').length;
            calm = now === before ? calm + 1 : 0;
            before = now;
            calm > 12 ? done(true) : setTimeout(look, 25);
        };
        look()";
    assert_eq!(browser.run_async(script, &json!([])), true);
}

#[test]
fn all_pages_in_light_and_dark() {
    let server = TestServer::start();
    let keys = fixture::fill(&server.client());
    show_all(&server, &keys, Look::default(), "light");
    show_all(&server, &keys, Look::default().fine().dark(), "dark");
}

#[test]
fn all_pages_in_japanese_and_narrow() {
    let server = TestServer::start();
    let keys = fixture::fill(&server.client());
    show_all(&server, &keys, Look::default().japanese(), "japanese");
    show_all(&server, &keys, Look::default().narrow(), "narrow");
}

#[test]
fn theme_and_language_are_chosen_in_the_menu() {
    let server = TestServer::start();
    fixture::fill(&server.client());
    let browser = Browser::signed_in(&server, Look::default());
    browser.open_project(fixture::PROJECT);
    let colour = || browser.text_of("return getComputedStyle(document.body).backgroundColor");
    let light = colour();
    browser.click("Settings");
    browser.click_within(".menu-popup", "Dark");
    wait::wait_until("the dark", || colour() != light);
    browser.reload();
    browser.wait_for(".avatar-button");
    assert_ne!(colour(), light);
    browser.click("Settings");
    browser.click_within(".menu-popup", "日本語");
    browser.see("パネル");
    browser.reload();
    browser.see("パネル");
    assert_eq!(
        browser.text_of("return document.documentElement.lang"),
        "ja"
    );
}
