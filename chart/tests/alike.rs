//! The two backends side by side: whatever is drawn, the pixels of one look like those that the
//! commands of the other stand for.

#[expect(dead_code, reason = "other test programs use the rest")]
mod common;

use common::files::decoded;
use common::{Noise, chart, colour, light, loss, range, scaled, series, steps};
use suisei_chart::{EstimatedText, LineChart, Raster, ScaleKind, Series, line};

/// Share of the ink that may be off for lines that turn at most once in a column, for those that
/// jump within one, and for denser ones. Those the raster covers up to their extremes, while the
/// commands follow point after point.
const PLAIN: f64 = 0.02;
const JUMPS: f64 = 0.1;
const DENSE: f64 = 0.2;
/// A pixel counts as different when it is off by more than this share of black.
const OFF: f64 = 0.25;

/// The sum of differences that count, and the sum of all ink of the commands.
fn difference(chart: &LineChart<'_>) -> (f64, f64) {
    let theme = light();
    let mut raster = Raster::new();
    let picture = line::draw_pixels(&mut raster, chart, &theme, &EstimatedText);
    let commands = line::draw(chart, &theme, &EstimatedText).commands;
    let drawn = decoded(&commands, theme.surface);
    let Some(drawn) = drawn else {
        return (f64::INFINITY, 0.0);
    };
    let (plot, ratio) = (picture.layout.plot(), chart.ratio);
    let left = (plot.left * ratio).round() as u32;
    let top = ((plot.top - 2.0) * ratio).floor() as u32;
    let (width, height) = raster.size();
    let (mut off, mut all) = (0.0, 0.0);
    // Not the rows at the edge, where the axis lies over the commands.
    for row in (2.0 * ratio) as usize..height - (4.0 * ratio) as usize {
        for column in 2..width - 2 {
            let ours = raster.pixels()[row * width + column] & 0xff;
            let theirs = drawn.pixel(left + column as u32, top + row as u32);
            let theirs = theirs.map_or(255, |pixel| pixel.red());
            let apart = (f64::from(ours) - f64::from(theirs)).abs() / 255.0;
            off += if apart > OFF { apart } else { 0.0 };
            all += 1.0 - f64::from(theirs) / 255.0;
        }
    }
    (off, all)
}

fn check(name: &str, chart: &LineChart<'_>, limit: f64) {
    for ratio in [1.0, 2.0] {
        let (off, all) = difference(&LineChart { ratio, ..*chart });
        assert!(
            all > 0.0 && off / all < limit,
            "{name} at {ratio}: {off} of {all}"
        );
    }
}

fn black<'a>(x: &'a [f64], y: &'a [f64]) -> [Series<'a>; 1] {
    [Series {
        colour: colour("#000000"),
        ..series(x, y, 0)
    }]
}

#[test]
fn lines_of_every_shape_and_density() {
    let sparse = steps(60, 60.0);
    let usual = steps(900, 900.0);
    let dense = steps(30_000, 30_000.0);
    let wave = |x: &[f64], period: f64| -> Vec<f64> {
        x.iter().map(|x| (x / period * 6.3).sin() + 1.5).collect()
    };
    let stairs = |x: &[f64], length: f64| -> Vec<f64> {
        x.iter().map(|x| (x / length).floor() % 4.0 + 1.0).collect()
    };
    let noise = |x: &[f64]| -> Vec<f64> {
        let mut noise = Noise::new(5);
        x.iter().map(|_| noise.next() + 2.0).collect()
    };
    let mut gaps = loss(6, &usual, 1.0);
    gaps.iter_mut().step_by(40).for_each(|y| *y = f64::NAN);
    let cases = [
        ("smooth", PLAIN, &sparse, wave(&sparse, 30.0)),
        ("smooth, dense", PLAIN, &dense, wave(&dense, 15_000.0)),
        ("steep", PLAIN, &usual, wave(&usual, 90.0)),
        ("stairs", PLAIN, &sparse, stairs(&sparse, 12.0)),
        ("stairs, dense", JUMPS, &dense, stairs(&dense, 4_000.0)),
        ("noise", DENSE, &usual, noise(&usual)),
        ("noise, dense", DENSE, &dense, noise(&dense)),
        ("loss", DENSE, &usual, loss(4, &usual, 0.4)),
        ("gaps", DENSE, &usual, gaps),
        ("constant", PLAIN, &sparse, vec![0.7; 60]),
    ];
    for (name, limit, x, y) in &cases {
        let all = black(x, y);
        check(name, &chart(&all), *limit);
        check(name, &scaled(&all, ScaleKind::Log), *limit);
        check(
            name,
            &scaled(&all, ScaleKind::Symlog { threshold: 0.5 }),
            *limit,
        );
    }
}

#[test]
fn a_single_spike() {
    let x = range(100_000);
    let mut y = vec![1.0; 100_000];
    y[61_234] = 9.0;
    check("spike", &chart(&black(&x, &y)), DENSE);
}
