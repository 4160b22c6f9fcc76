//! `suisei-bench AREA [PART]`: measures the running product and prints each result as one line, `bench: `
//! and a JSON object. Server and load share one machine; values are medians.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "printing results is what this program is for, and without the product there are none"
)]

mod app;
mod billion;
mod charts;
mod ingest;
mod many;
mod paced;
mod report;
mod sdk;
mod series;
mod space;
mod start;

/// The areas that are measured.
const AREAS: [&str; 4] = ["store", "charts", "app", "sdk"];

/// Measured only when it is named.
const LARGE_AREA: &str = "billion";

/// What is measured of the store, one after the other.
const STORE: [(&str, fn()); 5] = [
    ("start", start::measure),
    ("ingest", ingest::measure),
    ("series", series::measure),
    ("space", space::measure),
    ("many", many::measure),
];

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_else(|| "all".to_owned());
    let part = std::env::args().nth(2);
    if wanted == "parts" {
        return print_parts(part.as_deref());
    }
    // The other areas are their own only part.
    let part = part.filter(|_| matches!(wanted.as_str(), "store" | "charts"));
    for area in AREAS {
        if wanted == "all" || wanted == area {
            measure(area, part.as_deref());
        }
    }
    if wanted == LARGE_AREA {
        billion::measure();
    } else if wanted != "all" && !AREAS.contains(&wanted.as_str()) {
        println!("nothing is measured yet in the area {wanted}");
    }
}

/// What is measured of charts.
const CHARTS: [(&str, fn()); 3] = [
    ("page", charts::beside_another),
    ("app", charts::in_the_app),
    ("live", charts::live_in_the_app),
];

/// What can be measured alone in an area, one a line; an area without parts is its own.
fn print_parts(area: Option<&str>) {
    match area {
        Some("store") => STORE.iter().for_each(|(part, _)| println!("{part}")),
        Some("charts") => CHARTS.iter().for_each(|(part, _)| println!("{part}")),
        area => println!("{}", area.unwrap_or("all")),
    }
}

fn measure(area: &str, part: Option<&str>) {
    match area {
        "store" => measure_parts(&STORE, part),
        "charts" => measure_parts(&CHARTS, part),
        "app" => app::measure(),
        _ => sdk::measure(),
    }
}

fn measure_parts(parts: &[(&str, fn())], wanted: Option<&str>) {
    for (name, measure) in parts {
        if wanted.is_none_or(|wanted| wanted == *name) {
            measure();
        }
    }
}
