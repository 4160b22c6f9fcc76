//! Kinds of charts that uPlot does not have, on the same page.

use serde_json::json;

use super::page::{Page, number};
use crate::report::lower;

const ROUNDS: u32 = 9;

pub(super) fn measure(page: &Page, chosen: &str) {
    sparks(page);
    for (result, name, columns, length) in [
        ("scatter_100k", "scatter", 2, 100_000),
        ("parallel_1000x8", "parallel", 8, 1_000),
    ] {
        let times = page.run("kind", &json!([name, columns, length, ROUNDS]));
        let told = |who: &str| {
            let (total, script) = (number(&times[who]["total"]), number(&times[who]["script"]));
            format!("{who} {total:.2} ({script:.2})")
        };
        lower(
            result,
            number(&times[chosen]["total"]),
            "ms",
            None,
            format!(
                "total (script) ms: {}, {}",
                told("raster"),
                told("commands")
            ),
        );
    }
}

fn sparks(page: &Page) {
    let times = page.run("sparks", &json!([1_000, 1_000, ROUNDS]));
    let total = |who: &str| number(&times[who]["total"]);
    lower(
        "sparks_1000x1000",
        total("canvases"),
        "ms",
        None,
        format!(
            "1,000 canvases of 80 x 20, script {:.2} ms; as paths {:.2} ms",
            number(&times["canvases"]["script"]),
            total("paths")
        ),
    );
}
