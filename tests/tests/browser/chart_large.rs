//! Charts of more points than a screen has pixels: exact at every zoom, and never blank.

use suisei_core::ids::ExperimentKey;
use suisei_tests::browser::{Key, Look};
use suisei_tests::{Browser, Client, TestServer, batch, wait};

const PANEL: &str = "train/loss";
const NAMES: [&str; 2] = ["first", "second"];

/// Points of each line.
const POINTS: i64 = 60_000;

/// The step and the value of the only point that stands out.
const SPIKE: (i64, f64) = (23_457, 40.0);

/// How much nearer one notch of the wheel gets.
const NOTCH: f64 = 1.25;

/// Points of one batch.
const BATCH: i64 = 100_000;

/// Long noisy lines, the first of them with a spike.
fn fill(client: &Client, names: &[&str], n: i64) -> Vec<ExperimentKey> {
    let all = names.iter().enumerate();
    all.map(|(number, name)| {
        let key = client.create("large", name);
        let value = |step: i64| {
            let noise = (step.wrapping_mul(7_919) % 1_009) as f64 / 1_009.0;
            2.0 + number as f64 + noise
        };
        let spike = |step| number == 0 && step == SPIKE.0;
        let point = |step| (step, if spike(step) { SPIKE.1 } else { value(step) });
        for first in (0..n).step_by(BATCH as usize) {
            let points = (first..n.min(first + BATCH)).map(point);
            // Every batch is a writer of its own, so that none has to count events.
            let writer = format!("writer-{first}");
            client.batch(&key, &batch::line(&writer, 0, PANEL, points));
        }
        key
    })
    .collect()
}

fn open(server: &TestServer) -> Browser {
    fill(&server.client(), &NAMES, POINTS);
    open_filled(server, 2 * POINTS as u64)
}

fn open_filled(server: &TestServer, total: u64) -> Browser {
    let browser = Browser::signed_in(server, Look::default());
    browser.open_project("large");
    browser.wait_for_chart(PANEL);
    wait::wait_until("all points", || browser.panel_points(PANEL) == total);
    browser
}

#[test]
fn zooming_in_on_a_spike_shows_it_at_every_zoom_down_to_single_points() {
    let server = TestServer::start();
    let browser = open(&server);
    zoom_to_the_spike(&browser, "120,000");
}

#[test]
#[ignore = "heavy"]
fn ten_lines_of_a_million_points_are_zoomed_as_short_ones_are() {
    let server = TestServer::start();
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    fill(&server.client(), &names, 1_000_000);
    let browser = open_filled(&server, 10_000_000);
    zoom_to_the_spike(&browser, "10,000,000");
}

/// Turns the wheel over the spike until single points are in view.
fn zoom_to_the_spike(browser: &Browser, total: &str) {
    let badge = browser.panel_badge(PANEL);
    let sampled = format!(" of {total} points · extremes exact");
    assert!(badge.ends_with(&sampled), "{badge}");
    let exact = format!(" of {total} points · exact");
    browser.screenshot("large-whole");
    browser.watch_picture(PANEL);
    let peak = || browser.peak_of(PANEL).unwrap();
    let mut n = total.replace(',', "").parse::<f64>().unwrap();
    while n > 300.0 {
        browser.holding(Key::Control, || browser.turn_wheel_at(peak(), -180));
        n /= NOTCH.powi(3);
    }
    let points_in_view = || {
        let badge = browser.panel_badge(PANEL);
        let is_exact = badge.ends_with(&exact);
        let n: u64 = badge.split(' ').next()?.replace(',', "").parse().ok()?;
        is_exact.then_some(n)
    };
    wait::wait_until("every point in view", || {
        points_in_view().is_some_and(|n| n < 1_000)
    });
    assert!(browser.least_covered() > 0.9, "a frame was blank");
    browser.screenshot("large-single-points");
    let mut place = peak();
    wait::wait_until("the spike under the pointer", || {
        browser.point_at(place);
        place = place.moved(1.0, 0.0);
        browser.texts(".tooltip-row b").contains(&"40".to_owned())
    });
    assert_eq!(browser.texts(".tooltip-head b"), ["step 23,457"]);
}

#[test]
fn a_person_who_zooms_and_pans_never_sees_a_gap_while_points_are_on_their_way() {
    let server = TestServer::start();
    let browser = open(&server);
    browser.make_answers_late(300);
    browser.watch_picture(PANEL);
    let at = |x| browser.place_in_chart(PANEL, x, 0.6);
    browser.drag(at(0.4), at(0.5));
    wait::wait_until("the finer points", || {
        browser.panel_badge(PANEL).ends_with("exact")
            && browser.panel_badge(PANEL).contains(" of ")
            && !browser.panel_badge(PANEL).contains("extremes")
    });
    browser.holding(Key::Shift, || browser.drag(at(0.6), at(0.2)));
    browser.focus_chart(PANEL);
    browser.press(&[Key::Sign('-'), Key::Sign('-'), Key::Sign('-')]);
    browser.press(&[Key::Sign('0')]);
    browser.press(&[Key::Alt, Key::Left]);
    wait::wait_until("the part before", || browser.is_zoomed(PANEL));
    let covered = browser.least_covered();
    assert!(covered > 0.9, "a frame showed only {covered} of the lines");
    let (shift, what) = browser.layout_shift();
    assert!(shift < 0.02, "the page jumps by {shift}: {what:#?}");
}

#[test]
fn resetting_a_zoom_waits_for_no_answer() {
    let server = TestServer::start();
    let browser = open(&server);
    browser.leave_charts();
    let spike = browser.peak_of(PANEL).expect("the spike");
    let at = |x| browser.place_in_chart(PANEL, x, 0.6);
    browser.drag(at(0.6), at(0.7));
    wait::wait_until("the finer points", || {
        !browser.panel_badge(PANEL).contains("extremes")
    });
    browser.make_answers_late(60_000);
    browser.watch_picture(PANEL);
    browser.double_click_at(at(0.5));
    wait::wait_until("the spike where it was", || {
        browser
            .peak_of(PANEL)
            .is_some_and(|now| (now.x - spike.x).abs() < 2.0)
    });
    assert!(browser.least_covered() > 0.9);
}

#[test]
fn a_part_of_a_long_line_jumps_to_its_newest_points() {
    let server = TestServer::start();
    let client = server.client();
    let keys = fill(&client, &NAMES, POINTS);
    let browser = open_filled(&server, 2 * POINTS as u64);
    let at = |x| browser.place_in_chart(PANEL, x, 0.6);
    browser.drag(at(0.4), at(0.5));
    wait::wait_until("the finer points", || {
        !browser.panel_badge(PANEL).contains("extremes")
    });
    let log = |first: i64, end: i64| {
        let points = (first..end).map(|step| (step, 2.0));
        let writer = format!("later-{first}");
        client.batch(&keys[0], &batch::line(&writer, 0, PANEL, points));
    };
    log(POINTS, POINTS + 2_000);
    browser.click_on(".jump-to-live");
    let newest = || {
        browser.point_at(at(0.97));
        let head = browser.texts(".tooltip-head b");
        let step = head.first()?.replace("step ", "").replace(',', "");
        step.parse::<i64>().ok()
    };
    wait::wait_until("the newest points", || {
        newest().is_some_and(|step| step > POINTS + 1_000)
    });
    log(POINTS + 2_000, POINTS + 6_000);
    wait::wait_until("points that came since", || {
        newest().is_some_and(|step| step > POINTS + 5_000)
    });
    assert!(browser.is_zoomed(PANEL));
}

#[test]
fn a_range_of_sampled_lines_is_measured_exactly() {
    let server = TestServer::start();
    let browser = open(&server);
    browser.keep_what_is_handed_over();
    let at = |x| browser.place_in_chart(PANEL, x, 0.6);
    browser.holding(Key::Alt, || browser.drag(at(0.3), at(0.6)));
    browser.wait_for(".measure-sheet");
    wait::wait_until("the exact figures", || {
        let cells = browser.texts(".measure-sheet tbody td");
        cells.len() == 12 && cells.iter().all(|cell| !cell.is_empty())
    });
    browser.screenshot("large-measured");
    browser.click_within(".measure-sheet", "Copy table");
    let copied = browser.handed_over("clipboard");
    let first: Vec<&str> = copied
        .lines()
        .find(|line| line.starts_with(NAMES[0]))
        .unwrap()
        .split('\t')
        .collect();
    let n: f64 = first[1].parse().unwrap();
    assert!(n > 10_000.0 && n < POINTS as f64 / 2.0, "{copied}");
    assert_eq!(first[3], "40", "the spike is the greatest value: {copied}");
}

#[test]
fn a_smoothed_line_does_not_begin_anew_at_the_edge_of_a_part() {
    let server = TestServer::start();
    let browser = open(&server);
    let slider = browser.wait_for(".smoothing input");
    browser.click_at(slider.at(0.93, 0.5));
    let at = |x| browser.place_in_chart(PANEL, x, 0.6);
    browser.drag(at(0.495), at(0.515));
    wait::wait_until("every point in view", || {
        browser.panel_badge(PANEL).ends_with("points · exact")
    });
    let mut n_read = 0;
    for pixel in 0..12 {
        browser.point_at(at(0.075).moved(f64::from(pixel), 0.0));
        let values = browser.texts(".tooltip-row b");
        // The lines hover about these two; their first points alone lie anywhere around.
        for (text, about) in values.iter().zip([3.5, 2.5]) {
            let value: f64 = text.parse().unwrap();
            assert!((value - about).abs() < 0.02, "{values:?}");
            n_read += 1;
        }
    }
    assert!(n_read > 4, "the edge was never read");
}
