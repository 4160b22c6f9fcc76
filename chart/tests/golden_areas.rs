//! Pictures of bands and areas that must not change by accident; see [`common::files`].

#[expect(dead_code, reason = "other test programs use the rest")]
mod common;

use common::files::{check, check_in};
use common::{DARK, Noise, chart, colour, dark, light, loss, range, scaled, series, smooth, steps};
use suisei_chart::{Band, EstimatedText, LineChart, Raster, ScaleKind, Series, YAxis, line};

/// A curve with what lies a deviation below and above it.
struct Spread {
    middle: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
}

fn spread(seed: u64, x: &[f64], end: f64) -> Spread {
    let middle = smooth(&loss(seed, x, end), 0.9);
    let deviation = |y: &f64| 0.1 + 0.12 * y;
    Spread {
        low: middle.iter().map(|y| y - deviation(y)).collect(),
        high: middle.iter().map(|y| y + deviation(y)).collect(),
        middle,
    }
}

fn banded<'a>(x: &'a [f64], spread: &'a Spread, slot: usize, palette: [&str; 12]) -> Series<'a> {
    Series {
        colour: colour(palette[slot]),
        band: Some(Band {
            x,
            low: spread.low.as_slice().into(),
            high: spread.high.as_slice().into(),
        }),
        ..series(x, &spread.middle, slot)
    }
}

#[test]
fn bands_of_three_groups() {
    let x = steps(300, 90_000.0);
    let spreads = [0, 1, 2].map(|slot| spread(70 + slot, &x, 0.5 + 0.6 * slot as f64));
    let of = |palette| [0, 1, 2].map(|slot| banded(&x, &spreads[slot], slot, palette));
    check("bands", &chart(&of(common::LIGHT)));
    check_in("bands-dark", &chart(&of(DARK)), &dark());
}

#[test]
fn a_band_of_a_million_points() {
    let x = range(200_000);
    let mut noise = Noise::new(9);
    let middle: Vec<f64> = x.iter().map(|x| 3.0 / (1.0 + x / 2e4)).collect();
    let low: Vec<f64> = middle
        .iter()
        .map(|y| y - 0.3 + 0.1 * noise.next())
        .collect();
    let mut high: Vec<f64> = middle
        .iter()
        .map(|y| y + 0.3 + 0.1 * noise.next())
        .collect();
    high[120_000] = 2.5;
    let spread = Spread { middle, low, high };
    check(
        "band-dense",
        &chart(&[banded(&x, &spread, 0, common::LIGHT)]),
    );
}

#[test]
fn a_band_with_gaps_on_a_logarithmic_scale() {
    let x = range(120);
    let mut spread = spread(81, &x, 0.3);
    for index in 40..50 {
        spread.low[index] = f64::NAN;
        spread.middle[index] = f64::NAN;
    }
    for low in &mut spread.low[90..] {
        *low -= 1.0;
    }
    let all = [banded(&x, &spread, 1, common::LIGHT)];
    check("band-log", &scaled(&all, ScaleKind::Log));
}

#[test]
fn areas_to_a_baseline() {
    let x = steps(300, 3000.0);
    let y: Vec<f64> = x
        .iter()
        .map(|x| (1.0 - x / 3500.0) * (x / 1000.0 - 1.2))
        .collect();
    let filled = Series {
        fill: Some(0.0),
        ..series(&x, &y, 0)
    };
    check("area", &chart(&[filled]));
    let zoomed = YAxis {
        range: suisei_chart::Limits::between(-0.1, 0.1),
        ..YAxis::default()
    };
    check(
        "area-zoomed",
        &LineChart {
            y_axis: zoomed,
            ..chart(&[filled])
        },
    );
}

/// The raster tints what the commands fill: no pixel differs much, and few differ at all.
#[test]
fn both_backends_tint_the_same() {
    let x = steps(300, 90_000.0);
    let spreads = [0, 1].map(|slot| spread(70 + slot, &x, 0.5 + 0.6 * slot as f64));
    let all = [0, 1].map(|slot| Series {
        // Nothing but the band: the lines have tests of their own.
        colour: colour("#000000"),
        line: suisei_chart::Line {
            x: &[],
            y: (&[] as &[f64]).into(),
        },
        ..banded(&x, &spreads[slot], slot, common::LIGHT)
    });
    let chart = chart(&all);
    let mut raster = Raster::new();
    let picture = line::draw_pixels(&mut raster, &chart, &light(), &EstimatedText);
    let commands = line::draw(&chart, &light(), &EstimatedText).commands;
    let drawn = common::files::decoded(&commands, light().surface).unwrap();
    let plot = picture.layout.plot();
    let (left, top) = (plot.left as usize, plot.top as usize - 2);
    let (width, height) = raster.size();
    let mut worst = 0.0;
    let mut sum = 0.0;
    for row in 2..height - 2 {
        for column in 0..width {
            let ours = raster.pixels()[row * width + column] & 0xff;
            let theirs = drawn
                .pixel((left + column) as u32, (top + row) as u32)
                .unwrap()
                .red();
            let difference = f64::from(ours) - f64::from(theirs);
            worst = f64::max(worst, difference.abs());
            sum += difference.abs();
        }
    }
    let mean = sum / (width * height) as f64;
    // The first column is covered in part only, which the raster leaves out.
    assert!(worst < 32.0 && mean < 0.2, "{worst} {mean}");
}
