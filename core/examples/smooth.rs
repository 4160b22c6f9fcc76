//! Times every kind of smoothing: `cargo run --release -p suisei-core --example smooth [POINTS]`.
//! Prints milliseconds for ten series; measures nothing else.

#![expect(
    clippy::print_stdout,
    reason = "a program that prints what it measures"
)]

use std::time::Instant;

use suisei_core::query::Statistics;
use suisei_core::smooth::{ema_into, gaussian_into, mean_into, median_into};

const SERIES: usize = 10;

fn time(name: &str, mut once: impl FnMut()) {
    once();
    let mut times: Vec<f64> = (0..3)
        .map(|_| {
            let start = Instant::now();
            (0..SERIES).for_each(|_| once());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{name:28} {:9.1} ms", times[1]);
}

fn main() {
    let n = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000_u32);
    let regular: Vec<f64> = (0..n).map(f64::from).collect();
    // Distances from 0.5 to 1.5, without a pattern.
    let uneven: Vec<f64> = (0..n)
        .map(|i| f64::from(i) + f64::from(i.wrapping_mul(2_654_435_761) >> 16) / 65_536.0 * 0.5)
        .collect();
    let y: Vec<f64> = (0..n)
        .map(|i| {
            (f64::from(i) * 1e-3).sin() + f64::from(i.wrapping_mul(40_503) & 0xffff) / 65_536.0
        })
        .collect();
    let mut out = Vec::new();
    for (spacing, x) in [("regular", &regular), ("uneven", &uneven)] {
        time(&format!("{spacing} ema 0.97"), || {
            ema_into(x, &y, 0.97, &mut out);
        });
        time(&format!("{spacing} mean 51"), || {
            mean_into(x, &y, 51, &mut out);
        });
        time(&format!("{spacing} median 51"), || {
            median_into(x, &y, 51, &mut out);
        });
        time(&format!("{spacing} median 1001"), || {
            median_into(x, &y, 1_001, &mut out);
        });
        for sigma in [3.0, 12.0, 100.0] {
            time(&format!("{spacing} gaussian {sigma}"), || {
                gaussian_into(x, &y, sigma, &mut out);
            });
        }
        time(&format!("{spacing} statistics"), || {
            std::hint::black_box(Statistics::of(x, &y, None));
        });
    }
}
