//! `suisei-bench AREA`: measures the running product and prints each result as one line, `bench: `
//! and a JSON object. Server and load share one machine; values are medians.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "printing results is what this program is for, and without the product there are none"
)]

mod app;
mod charts;
mod ingest;
mod report;
mod sdk;
mod series;
mod space;
mod start;

/// Areas with their measurements, in the order in which they run.
const AREAS: [(&str, &[fn()]); 4] = [
    (
        "store",
        &[
            start::measure,
            ingest::measure,
            series::measure,
            space::measure,
        ],
    ),
    ("charts", &[charts::measure]),
    ("app", &[app::measure]),
    ("sdk", &[sdk::measure]),
];

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_else(|| "all".to_owned());
    for (area, measurements) in AREAS {
        if wanted == "all" || wanted == area {
            for measure in measurements {
                measure();
            }
        }
    }
    if wanted != "all" && !AREAS.iter().any(|(area, _)| *area == wanted) {
        println!("nothing is measured yet in the area {wanted}");
    }
}
