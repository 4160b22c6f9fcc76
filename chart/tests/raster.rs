//! The raster backend: strokes look like strokes, and the same view gives the same pixels. What
//! it has in common with the other one is in `exact.rs` and `alike.rs`.

#[expect(dead_code, reason = "other test programs use the rest")]
mod common;

use common::{chart, colour, light};
use suisei_chart::{
    EstimatedText, Limits, Line, LineChart, Picture, Raster, Series, Side, Values, line,
};

fn plain<'a>(x: &'a [f64], y: Values<'a>, token: &str) -> Series<'a> {
    Series {
        line: Line { x, y },
        colour: colour(token),
        ..common::series(x, &[], 0)
    }
}

fn drawn(chart: &LineChart<'_>) -> (Raster, Picture) {
    let mut raster = Raster::new();
    let picture = line::draw_pixels(&mut raster, chart, &light(), &EstimatedText);
    (raster, picture)
}

fn steps(count: usize) -> Vec<f64> {
    (0..count).map(|step| step as f64).collect()
}

#[test]
fn the_same_view_gives_the_same_pixels_whatever_was_drawn_before() {
    let x = steps(5_000);
    let y: Vec<f64> = x.iter().map(|x| (x * 0.37) % 5.0).collect();
    let series = [plain(&x, Values::F64(&y), "#265ee7")];
    let wanted = chart(&series);
    let (fresh, _) = drawn(&wanted);
    let mut used = Raster::new();
    for (width, ratio) in [(900.0, 2.0), (200.0, 1.0)] {
        let other = LineChart {
            width,
            ratio,
            ..wanted
        };
        line::draw_pixels(&mut used, &other, &light(), &EstimatedText);
    }
    line::draw_pixels(&mut used, &wanted, &light(), &EstimatedText);
    assert_eq!(fresh.size(), used.size());
    assert!(fresh.pixels() == used.pixels());
}

/// What comes before the pixels is then not drawn again by `draw.js` while it stays the same.
#[test]
fn a_picture_without_dots_and_marks_ends_with_its_pixels() {
    let x = steps(5_000);
    let y: Vec<f64> = x.iter().map(|x| (x * 0.37) % 5.0).collect();
    let series = [plain(&x, Values::F64(&y), "#265ee7")];
    let (_, picture) = drawn(&chart(&series));
    assert!(picture.commands.last_blit().is_some());
}

/// Against 8 × 8 samples a pixel of the exact stroke: all points within half its width.
#[test]
fn sparse_lines_look_like_round_strokes() {
    for (ratio, limit) in [(1.0, 0.035), (2.0, 0.03)] {
        for (name, y) in shapes() {
            let x = steps(y.len());
            let series = [plain(&x, Values::F64(&y), "#000000")];
            let chart = LineChart {
                ratio,
                ..chart(&series)
            };
            let (raster, picture) = drawn(&chart);
            let layout = &picture.layout;
            let plot = layout.plot();
            let corner = (
                (plot.left * ratio).round(),
                ((plot.top - 2.0) * ratio).floor(),
            );
            let points: Vec<(f64, f64)> = x
                .iter()
                .zip(&y)
                .map(|(&x, &y)| {
                    let (x, y) = (layout.x_to_pixel(x), layout.y_to_pixel(Side::Left, y));
                    (x * ratio - corner.0, y * ratio - corner.1)
                })
                .collect();
            let radius = f64::from(light().line_width as f32) * ratio / 2.0;
            let (wrong, all) = compare(&raster, &points, radius);
            assert!(wrong / all < limit, "{name} at {ratio}: {wrong} of {all}");
        }
    }
}

fn shapes() -> [(&'static str, Vec<f64>); 4] {
    let wave = (0..300).map(|i| (f64::from(i) * 0.06).sin()).collect();
    let steep = (0..200)
        .map(|i| (f64::from(i - 100) * 0.5).tanh())
        .collect();
    let corners = vec![0.0, 4.0, 1.0, 3.5, 3.4, 0.2, 2.0];
    let stairs = (0..60).map(|i| f64::from(i / 10)).collect();
    [
        ("wave", wave),
        ("steep", steep),
        ("corners", corners),
        ("stairs", stairs),
    ]
}

/// The sum of differences larger than a quarter, and the sum of all ink of the exact stroke.
fn compare(raster: &Raster, points: &[(f64, f64)], radius: f64) -> (f64, f64) {
    const SAMPLES: usize = 8;
    let (width, height) = raster.size();
    let (mut wrong, mut all) = (0.0, 0.0);
    for column in 2..width - 2 {
        let near: Vec<_> = points
            .windows(2)
            .filter(|pair| {
                let reach = radius + 2.0;
                pair[0].0 <= column as f64 + reach && pair[1].0 >= column as f64 - reach
            })
            .collect();
        for row in 0..height - 1 {
            let near: Vec<_> = near
                .iter()
                .filter(|pair| {
                    let reach = radius + 2.0;
                    let (top, bottom) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
                    top <= row as f64 + reach && bottom >= row as f64 - reach
                })
                .collect();
            let mut inside = 0;
            for sample in 0..SAMPLES * SAMPLES {
                let offset = |index: usize| (index as f64 + 0.5) / SAMPLES as f64;
                let x = column as f64 + offset(sample % SAMPLES);
                let y = row as f64 + offset(sample / SAMPLES);
                inside += usize::from(near.iter().any(|pair| distance((x, y), pair) <= radius));
            }
            let exact = inside as f64 / (SAMPLES * SAMPLES) as f64;
            let red = raster.pixels()[row * width + column] & 0xff;
            let found = (255.0 - f64::from(red)) / 255.0;
            let difference = (exact - found).abs();
            wrong += if difference > 0.25 { difference } else { 0.0 };
            all += exact;
        }
    }
    (wrong, all)
}

fn distance((x, y): (f64, f64), pair: &[(f64, f64)]) -> f64 {
    let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let share = (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0);
    (x - ax - share * dx).hypot(y - ay - share * dy)
}

/// Lines that run below the view leave the top of the next columns alone.
#[test]
fn what_lies_out_of_view_leaves_no_pixel() {
    let x = steps(2_000);
    let y: Vec<f64> = x.iter().map(|x| -5.0 - (x * 0.37) % 5.0).collect();
    let series = [plain(&x, Values::F64(&y), "#000000")];
    for height in 60..70 {
        let mut chart = chart(&series);
        chart.height = f64::from(height);
        chart.y_axis.range = Limits::between(0.0, 1.0);
        let (raster, _) = drawn(&chart);
        let black = raster.pixels().iter().filter(|&&pixel| pixel & 0xff < 128);
        assert_eq!(black.count(), 0, "{height}");
    }
}
