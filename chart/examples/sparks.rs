//! Prints the time to draw a thousand sparklines, and a confusion matrix of a thousand classes.
//! Run with `--release`. Times are the fastest of some rounds: what a machine needs that does
//! nothing else.

#![expect(
    clippy::print_stdout,
    reason = "printing the times is what this program is for"
)]

use std::time::Instant;

use suisei_chart::matrix::{self, MatrixChart, Share};
use suisei_chart::spark::{Spark, draw, svg_path};
use suisei_chart::{EstimatedText, Rgba, Theme};

const SPARKS: usize = 1_000;
const ROUNDS: usize = 15;
const CLASSES: usize = 1_000;

fn main() {
    let grey = Rgba {
        red: 128,
        green: 128,
        blue: 128,
        alpha: 1.0,
    };
    let theme = Theme::plain(grey);
    println!("{:>7}  {:>9}  {:>9}", "points", "draw ms", "path ms");
    for length in [200, 1_000, 10_000] {
        let all: Vec<Vec<f64>> = (0..SPARKS).map(|seed| curve(seed, length)).collect();
        let spark = |y: &'_ [f64]| draw_words(y, grey, &theme);
        let path = |y: &'_ [f64]| {
            let spark = Spark {
                ratio: 2.0,
                ..Spark::new(80.0, 20.0, y.into(), grey)
            };
            svg_path(&spark).len()
        };
        println!(
            "{length:>7}  {:>9.2}  {:>9.2}",
            fastest(&all, spark),
            fastest(&all, path)
        );
    }
    let labels = vec!["a class"; CLASSES];
    for (name, every) in [("sparse", 20), ("dense", 1)] {
        let count = |at: usize| f64::from(u8::from(at.is_multiple_of(every))) * (at % 97) as f64;
        let cells: Vec<f64> = (0..CLASSES * CLASSES).map(count).collect();
        let draw = |cells: &[f64]| {
            let chart = MatrixChart {
                width: 800.0,
                height: 800.0,
                ratio: 2.0,
                labels: &labels,
                cells,
                actual: "actual",
                predicted: "predicted",
                share: Share::Counts,
                highlight: None,
            };
            matrix::draw(&chart, &theme, &EstimatedText)
                .commands
                .words()
                .len()
        };
        println!("{name} matrix: {:.1} ms", fastest(&[cells], draw));
    }
}

fn draw_words(y: &[f64], colour: Rgba, theme: &Theme) -> usize {
    let spark = Spark {
        ratio: 2.0,
        ..Spark::new(80.0, 20.0, y.into(), colour)
    };
    draw(&spark, theme).words().len()
}

/// The fastest time over all of them, in milliseconds.
fn fastest(all: &[Vec<f64>], one: impl Fn(&[f64]) -> usize) -> f64 {
    let times = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        let words: usize = all.iter().map(|y| one(y)).sum();
        std::hint::black_box(words);
        start.elapsed().as_secs_f64() * 1e3
    });
    times.fold(f64::INFINITY, f64::min)
}

fn curve(seed: usize, length: usize) -> Vec<f64> {
    let mut state = seed as u64 * 2 + 1;
    (0..length)
        .map(|step| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let noise = (state >> 33) as f64 / f64::from(u32::MAX);
            1.0 / (1.0 + step as f64 * 9.0 / length as f64) + 0.1 * noise
        })
        .collect()
}
