//! When charts are drawn: once a frame, only what is on screen, and anew for another size, screen
//! or theme.

use serde_json::json;
use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, TestServer, batch, wait};

use crate::fixture::{self, STEPS};

const PANEL: &str = "train/loss";
const NEIGHBOUR: &str = "train/lr";

fn open(server: &TestServer, look: Look) -> Browser {
    fixture::fill(&server.client());
    let browser = Browser::signed_in(server, look);
    browser.open_project(fixture::PROJECT);
    browser.wait_for_chart(PANEL);
    browser.wait_for_chart(NEIGHBOUR);
    wait::wait_until("all points", || browser.panel_points(PANEL) == 4 * STEPS);
    browser.leave_charts();
    browser
}

#[test]
fn however_many_keys_are_pressed_a_frame_draws_once() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    browser.count_drawings();
    browser.drawings_of(PANEL);
    let script = "
        const chart = panel(args[0]).querySelector('.chart');
        for (let n = 0; n < 40; n++) {
            const key = n % 3 ? '+' : '-';
            chart.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
        }";
    browser.run(script, &json!([PANEL]));
    let drawn = browser.drawings_of(PANEL);
    assert!((1..=2).contains(&drawn), "drawn {drawn} times");
    assert_eq!(browser.drawings_of(PANEL), 0, "drawn without a reason");
    assert_eq!(browser.drawings_of(NEIGHBOUR), 0);
    // A pointer that moves draws the cursor, never the lines.
    let place = browser.place_in_chart(NEIGHBOUR, 0.3, 0.5);
    for step in 0..5 {
        browser.point_at(place.moved(f64::from(step) * 20.0, 0.0));
    }
    assert!(browser.drawings_of(NEIGHBOUR) <= 1);
}

#[test]
fn charts_off_screen_neither_ask_nor_draw() {
    let server = TestServer::start();
    let client = server.client();
    let key = client.create("tall", "many");
    let title = |number: usize| format!("m{number:02}/value");
    for number in 0..24 {
        let points = (0..20).map(|step| (step, f64::from(step as i32)));
        let line = batch::line(&format!("w{number}"), 0, &title(number), points);
        client.batch(&key, &line);
    }
    let browser = Browser::signed_in(&server, Look::default());
    browser.open_project("tall");
    browser.wait_for_chart(&title(0));
    let painted = || browser.count(".panel canvas[data-painted]");
    assert!(painted() < 20, "{} charts are drawn", painted());
    browser.count_drawings();
    browser.forget_requests();
    let asked = || {
        let all = browser.requests();
        all.iter().filter(|one| one.url.contains("/series")).count()
    };
    // What is far below grows; then what can be seen does.
    let line = batch::line("late", 0, &title(23), [(100, 1.0)]);
    client.batch(&key, &line);
    let line = batch::line("later", 0, &title(0), [(100, 1.0)]);
    client.batch(&key, &line);
    wait::wait_until("the new point", || browser.panel_points(&title(0)) == 21);
    assert!(asked() <= 1, "{} requests for one chart", asked());
    assert_eq!(browser.drawings_of(&title(23)), 0);
    browser.wait_for_chart(&title(23));
    wait::wait_until("the new point below", || {
        browser.panel_points(&title(23)) == 21
    });
}

#[test]
fn another_size_screen_or_theme_draws_anew() {
    let server = TestServer::start();
    let browser = open(&server, Look::default());
    let pixels = || {
        let script = "
            const canvas = panel(args[0]).querySelector('canvas');
            return [canvas.width, Math.round(canvas.clientWidth * devicePixelRatio)]";
        let found = browser.run(script, &json!([PANEL]));
        (found[0].as_u64().unwrap(), found[1].as_u64().unwrap())
    };
    let (before, _) = pixels();
    let light = browser.picture_of(PANEL);
    browser.set_width(Look::default().fine());
    wait::wait_until("finer pixels", || {
        let (own, due) = pixels();
        own == due && own > before * 3 / 2
    });
    browser.set_width(Look {
        width: 1_000,
        ..Look::default()
    });
    wait::wait_until("a narrower picture", || {
        let (own, due) = pixels();
        own == due && own < before
    });
    browser.set_width(Look::default());
    browser.picture_returns(PANEL, "the first picture", &light);
    browser.set_width(Look::default().dark());
    let dark = browser.picture_changes(PANEL, "the dark picture", &light);
    browser.set_width(Look::default());
    browser.picture_returns(PANEL, "the light picture", &light);
    assert_ne!(dark, light);
    browser.focus_panel(PANEL);
    browser.press(&[Key::Sign('f')]);
    wait::wait_until("a picture of the whole window", || {
        let (own, due) = pixels();
        own == due && own > before * 3 / 2
    });
}

#[test]
fn nothing_moves_for_those_who_ask_for_calm() {
    let server = TestServer::start();
    let browser = open(&server, Look::default().calm());
    let moving = browser.run(
        "return [...document.querySelectorAll('.panel, .panel *')].filter(element => {
            const style = getComputedStyle(element);
            const longest = text => Math.max(...text.split(',').map(parseFloat));
            return longest(style.transitionDuration) > 0
                || style.animationName !== 'none' && longest(style.animationDuration) > 0;
        }).map(element => element.outerHTML.slice(0, 90))",
        &json!([]),
    );
    assert_eq!(moving, json!([]));
}
