//! The engine beside uPlot, in turns on one page: `bench/page/contest.js` says what is timed.
//!
//! Ratios are uPlot's time divided by ours, in the same run. The backend that counts is the one
//! that the start-up timing chooses on this machine; the other one is printed beside it.

use std::path::PathBuf;

use serde_json::{Value, json};
use suisei_tests::Browser;
use suisei_tests::browser::Look;

use super::{kinds, server};
use crate::report::{Better, Measured, lower, median};

/// One set of data, and what is wanted of the ratio at one and at two device pixels.
struct Set {
    name: &'static str,
    lines: u32,
    points: u32,
    rounds: u32,
    goals: [f64; 2],
}

const fn set(name: &'static str, lines: u32, points: u32, rounds: u32, goals: [f64; 2]) -> Set {
    Set {
        name,
        lines,
        points,
        rounds,
        goals,
    }
}

const SETS: [Set; 6] = [
    set("a", 10, 1_000, 41, [1.5, 6.0]),
    set("b", 10, 10_000, 31, [3.3, 13.0]),
    set("c", 100, 1_000, 21, [3.3, 13.0]),
    set("d", 10, 100_000, 21, [8.0, 13.0]),
    set("e", 1, 1_000_000, 31, [7.5, 13.0]),
    set("f", 10, 1_000_000, 9, [17.0, 13.0]),
];

/// What the whole browser's processor time is measured over.
const FRAMES: u32 = 120;

pub(crate) fn measure() {
    let Some(folder) = std::env::var_os("SUISEI_BENCH_PAGE").map(PathBuf::from) else {
        println!("charts beside uPlot: `cargo xtask bench charts` builds the page");
        return;
    };
    let origin = server::serve(&folder);
    let mut least_script = f64::INFINITY;
    for (at, ratio) in [1, 2].into_iter().enumerate() {
        let look = Look {
            pixel_ratio: f64::from(ratio),
            ..Look::default()
        };
        let page = Page(Browser::at(&origin, look));
        let chosen = page.run("choice", &json!([]));
        let chosen = chosen.as_str().unwrap_or("raster").to_owned();
        println!("at {ratio} device pixels the start-up timing chooses: {chosen}");
        for set in &SETS {
            let script = redraw(&page, set, (at, ratio), &chosen);
            least_script = least_script.min(script);
        }
        if ratio == 1 {
            interaction(&page, &chosen);
            smoothing(&page);
            kinds::measure(&page, &chosen);
            processor(&page, &chosen);
        }
        dashboard(&page, ratio, &chosen);
    }
    higher(
        "script_ratio_min_backend_b",
        least_script,
        Some(1.0),
        "least ratio of script time, commands, over all sets and both pixel ratios",
    );
}

pub(super) struct Page(Browser);

impl Page {
    pub(super) fn run(&self, contest: &str, values: &Value) -> Value {
        let script = "runContest(args[0], args[1], done)";
        let found = self.0.run_async(script, &json!([contest, values]));
        if let Some(problem) = found.as_str().filter(|text| text.contains("Error")) {
            println!("{contest}: {problem}");
        }
        found
    }
}

/// Times one set; gives the ratio of script time of the commands.
fn redraw(page: &Page, set: &Set, (at, ratio): (usize, u32), chosen: &str) -> f64 {
    let with_copy = set.name == "f";
    let values = json!([set.lines, set.points, set.rounds, with_copy]);
    let times = page.run("redraw", &values);
    let total = |who: &str| number(&times[who]["total"]);
    let script = |who: &str| number(&times[who]["script"]);
    let told = |who: &str| {
        let times = total("uplot") / total(who);
        format!("{who} {:.2} ({:.2}) {times:.2}x", total(who), script(who))
    };
    let note = format!(
        "{} x {}, total (script) ms: uplot {:.2} ({:.2}), {}, {}",
        set.lines,
        set.points,
        total("uplot"),
        script("uplot"),
        told("raster"),
        told("commands")
    );
    higher(
        &format!("ratio_{}_dpr{ratio}", set.name),
        total("uplot") / total(chosen),
        Some(set.goals[at]),
        &note,
    );
    if with_copy {
        higher(
            &format!("ratio_{}_dpr{ratio}_with_copy", set.name),
            total("uplot") / total("copied"),
            (ratio == 1).then_some(10.0),
            &format!(
                "with copying all values into the module: {:.2} ms",
                total("copied")
            ),
        );
    }
    script("uplot") / script("commands")
}

fn interaction(page: &Page, chosen: &str) {
    let hover = page.run("hover", &json!([100, 10_000]));
    lower(
        "hover_lookup_100x10k",
        number(&hover["lookup"]),
        "ms",
        Some(0.05),
        "the line nearest to the pointer",
    );
    lower(
        "hover_cursor_100x10k",
        number(&hover["cursor"]),
        "ms",
        Some(1.0),
        "cursor and dots on the canvas above, until its pixels can be read",
    );
    let zoom = page.run("zoom", &json!([10, 1_000_000, 15]));
    let total = |who: &str| number(&zoom[who]["total"]);
    lower(
        "zoom_step_10x1m",
        total(chosen),
        "ms",
        Some(8.0),
        format!("windows of 50, 10 and 1 %; uPlot {:.2} ms", total("uplot")),
    );
}

fn smoothing(page: &Page) {
    // What is smoothed how much at first, and by how much more each time.
    for (name, regular, kind, amount, more, goal) in [
        ("regular", true, "exponential", 0.9, 0.001, Some(60.0)),
        ("irregular", false, "exponential", 0.9, 0.001, Some(200.0)),
        ("mean", true, "mean", 101.0, 2.0, None),
        ("median", true, "median", 101.0, 2.0, None),
        ("gaussian", true, "gaussian", 20.0, 1.0, None),
    ] {
        let values = json!([10, 1_000_000, regular, kind, amount, more, 5]);
        lower(
            &format!("smooth_10x1m_{name}"),
            number(&page.run("smooth", &values)),
            "ms",
            goal,
            format!("{kind} from {amount} on, all points, in WASM"),
        );
    }
}

/// The processor time of all of the browser's processes for one redraw, less that of a frame in
/// which nothing is drawn.
fn processor(page: &Page, chosen: &str) {
    let spent = |who: &str| {
        let values = json!([who, 10, 100_000, FRAMES]);
        let before = page.0.cpu_seconds();
        page.run("keepDrawing", &values);
        (page.0.cpu_seconds() - before) * 1e3 / f64::from(FRAMES)
    };
    let rounds: Vec<[f64; 3]> = (0..3)
        .map(|_| [spent("idle"), spent("uplot"), spent(chosen)])
        .collect();
    let middle = |at: usize| median(rounds.iter().map(|round| round[at]).collect());
    let (idle, theirs, ours) = (middle(0), middle(1), middle(2));
    higher(
        "ratio_cpu_10x100k",
        (theirs - idle) / (ours - idle),
        Some(4.0),
        &format!(
            "ms of processor time a redraw: uPlot {theirs:.1}, {chosen} {ours:.1}, idle {idle:.1}"
        ),
    );
}

fn dashboard(page: &Page, ratio: u32, chosen: &str) {
    let times = page.run("dashboard", &json!([12, 20, 2_000, 5]));
    let total = |who: &str| number(&times[who]);
    let name = if ratio == 1 {
        "ratio_dashboard_12".to_owned()
    } else {
        format!("ratio_dashboard_12_dpr{ratio}")
    };
    higher(
        &name,
        total("uplot") / total(chosen),
        (ratio == 1).then_some(4.0),
        &format!(
            "12 charts of 20 x 2,000 made and drawn, ms: uPlot {:.1}, raster {:.1}, commands {:.1}",
            total("uplot"),
            total("raster"),
            total("commands")
        ),
    );
}

fn higher(name: &str, value: f64, goal: Option<f64>, note: &str) {
    Measured {
        name: name.to_owned(),
        value,
        unit: "x",
        better: Better::Higher,
        goal,
        note: note.to_owned(),
    }
    .print();
}

pub(super) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}
