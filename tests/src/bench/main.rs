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

/// The areas that are measured.
const AREAS: [&str; 4] = ["store", "charts", "app", "sdk"];

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_else(|| "all".to_owned());
    for area in AREAS {
        if wanted == "all" || wanted == area {
            measure(area);
        }
    }
    if wanted != "all" && !AREAS.contains(&wanted.as_str()) {
        println!("nothing is measured yet in the area {wanted}");
    }
}

fn measure(area: &str) {
    match area {
        "store" => {
            start::measure();
            ingest::measure();
            series::measure();
            space::measure();
        }
        "charts" => charts::measure(),
        "app" => app::measure(),
        _ => sdk::measure(),
    }
}
