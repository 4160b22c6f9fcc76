//! What a chart promises about single points, for both backends: no column loses an extreme, no
//! zoom level loses a spike, zooming in reaches every point, and a view is always the same bytes.

#[expect(dead_code, reason = "other test programs use the rest")]
mod common;

use std::collections::BTreeMap;

use common::words::{dots, paths};
use common::{chart, colour, dark, light, ranged, series};
use proptest::prelude::*;
use suisei_chart::{
    EstimatedText, Limits, Line, LineChart, Picture, Raster, ScaleKind, Series, Side, Theme,
    Values, XAxis, XKind, YAxis, line,
};

fn drawn(chart: &LineChart<'_>) -> Picture {
    line::draw(chart, &light(), &EstimatedText)
}

fn pixels(chart: &LineChart<'_>) -> (Raster, Picture) {
    let mut raster = Raster::new();
    let picture = line::draw_pixels(&mut raster, chart, &light(), &EstimatedText);
    (raster, picture)
}

/// A chart of part of the x axis.
fn zoomed<'a>(all: &'a [Series<'a>], low: f64, high: f64) -> LineChart<'a> {
    LineChart {
        x_axis: XAxis {
            range: Limits::between(low, high),
            ..XAxis::new(XKind::Step, "step")
        },
        ..chart(all)
    }
}

/// How far the pixel at a place of the canvas is from the white surface, 0 to 1, by its red; and
/// the same for its neighbours to the sides, the largest of all.
fn ink(raster: &Raster, picture: &Picture, x: f64, y: f64, ratio: f64) -> f64 {
    let (width, height) = raster.size();
    let plot = picture.layout.plot();
    // The region begins two CSS pixels above the plot.
    let left = (plot.left * ratio).round();
    let top = ((plot.top - 2.0) * ratio).floor();
    let column = ((x * ratio - left).floor().max(0.0) as usize).min(width - 1);
    let row = ((y * ratio - top).max(0.0) as usize).min(height - 1);
    let at = |column: usize| {
        let red = raster.pixels()[row * width + column] & 0xff;
        (255.0 - f64::from(red)) / 255.0
    };
    (column.saturating_sub(1)..=(column + 1).min(width - 1))
        .map(at)
        .fold(0.0, f64::max)
}

/// Lowest and highest value of each device pixel column of the plot.
fn extremes(x: &[f64], y: &[f64], picture: &Picture, ratio: f64) -> BTreeMap<i64, (f64, f64)> {
    let layout = &picture.layout;
    let plot = layout.plot();
    let last = (plot.width() * ratio).round() - 1.0;
    let mut columns = BTreeMap::new();
    for (&x, &y) in x.iter().zip(y) {
        if !y.is_finite() || !layout.x().contains(x) {
            continue;
        }
        let column = (layout.x().fraction(x) * (last + 1.0)).floor().min(last);
        let ends = columns.entry(column as i64).or_insert((y, y));
        *ends = (f64::min(ends.0, y), f64::max(ends.1, y));
    }
    columns
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// The paths of the commands have a corner in every column at the very value, on either axis,
    /// in either precision, on every kind of scale.
    #[test]
    fn commands_hold_the_extremes_of_every_column(
        y in prop::collection::vec(prop_oneof![30 => 1e-3..1e3f32, 1 => Just(f32::NAN)], 2..5000),
        ratio in prop::sample::select(vec![1.0, 1.5, 2.0]),
        side in prop::sample::select(vec![Side::Left, Side::Right]),
        narrow in any::<bool>(),
        scale in prop::sample::select(vec![
            ScaleKind::Linear, ScaleKind::Log, ScaleKind::Symlog { threshold: 1.0 },
        ]),
        window in (0.0..0.4f64, 0.6..1.0f64),
    ) {
        let x = common::range(y.len());
        let wide: Vec<f64> = y.iter().map(|&y| f64::from(y)).collect();
        let values = if narrow { Values::F32(&y) } else { Values::F64(&wide) };
        let all = [Series {
            side,
            line: Line { x: &x, y: values },
            ..series(&x, &[], 0)
        }];
        let last = x.len() as f64;
        let chart = LineChart {
            ratio,
            y_axis: YAxis { scale, ..YAxis::default() },
            right_axis: (side == Side::Right).then_some(YAxis { scale, ..YAxis::default() }),
            ..zoomed(&all, window.0 * last, window.1 * last)
        };
        let picture = drawn(&chart);
        let layout = &picture.layout;
        let left = (layout.plot().left * ratio).round();
        let mut found: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
        for (x, y) in paths(&picture.commands).into_iter().flatten().chain(dots(&picture.commands)) {
            let x = f64::from(x) - left;
            for column in [(x - 1e-3).floor(), x.floor(), (x + 1e-3).floor()] {
                found.entry(column as i64).or_default().push(f64::from(y));
            }
        }
        for (column, (low, high)) in extremes(&x, &wide, &picture, ratio) {
            for extreme in [low, high] {
                let wanted = layout.y_to_pixel(side, extreme) * ratio;
                // The right edge of the plot belongs to the last column.
                let near = [column, column + 1].into_iter().filter_map(|at| found.get(&at));
                let hit = near.flatten().any(|y| (y - wanted).abs() < 2e-3);
                prop_assert!(hit, "column {column}: {extreme} at {wanted}");
            }
        }
    }

    /// The pixels have ink there.
    #[test]
    fn pixels_show_the_extremes_of_every_column(
        y in prop::collection::vec(prop_oneof![30 => 1e-3..1e3f64, 1 => Just(f64::NAN)], 2..3000),
        ratio in prop::sample::select(vec![1.0, 1.5, 2.0, 3.0]),
        side in prop::sample::select(vec![Side::Left, Side::Right]),
        scale in prop::sample::select(vec![
            ScaleKind::Linear, ScaleKind::Log, ScaleKind::Symlog { threshold: 1.0 },
        ]),
    ) {
        let x = common::range(y.len());
        let all = [Series { side, colour: colour("#000000"), ..series(&x, &y, 0) }];
        let axis = YAxis { scale, ..YAxis::default() };
        let chart = LineChart {
            ratio,
            y_axis: axis,
            right_axis: (side == Side::Right).then_some(axis),
            ..chart(&all)
        };
        let (raster, picture) = pixels(&chart);
        let layout = &picture.layout;
        let dotted = dots(&picture.commands);
        for (column, (low, high)) in extremes(&x, &y, &picture, ratio) {
            let at = layout.plot().left + (column as f64 + 0.5) / ratio;
            for extreme in [low, high] {
                let height = layout.y_to_pixel(side, extreme);
                let found = ink(&raster, &picture, at, height, ratio);
                // A point without neighbours is a dot, which the commands draw.
                let near = |&(x, y): &(f32, f32)| {
                    (f64::from(x) - at * ratio).abs() <= 3.0 * ratio
                        && (f64::from(y) - height * ratio).abs() <= 3.0 * ratio
                };
                prop_assert!(found > 0.3 || dotted.iter().any(near), "{found} at {column}, {extreme}");
            }
        }
    }

    /// However points lie: once few enough are in view, each has a dot, on both backends.
    #[test]
    fn zooming_in_reaches_every_point(
        steps in prop::collection::vec(prop_oneof![Just(0.0), Just(1.0), 1e-6..10.0f64], 3..200),
        seed in 0u64..1000,
        chosen in any::<prop::sample::Index>(),
        // Steps, seconds, and microseconds since 1970, which have no halves left.
        start in prop::sample::select(vec![0.0, 1e9, 1.795e15]),
    ) {
        let mut at = start;
        let x: Vec<f64> = steps.iter().map(|step| { at += step; at }).collect();
        let mut noise = common::Noise::new(seed);
        let y: Vec<f64> = x.iter().map(|_| noise.next()).collect();
        let all = [series(&x, &y, 0)];
        let index = chosen.index(x.len());
        let middle = x[index];
        let mut half = (at - start).max(1.0);
        let mut marked = false;
        // Down to the distance of the nearest other position.
        let others = x.iter().map(|x| (x - middle).abs()).filter(|&distance| distance > 0.0);
        let nearest = others.fold(f64::MAX, f64::min);
        for _ in 0..60 {
            let chart = zoomed(&all, middle - half, middle + half * 1.1);
            for picture in [drawn(&chart), pixels(&chart).1] {
                let wanted = (
                    picture.layout.x_to_pixel(middle),
                    picture.layout.y_to_pixel(Side::Left, y[index]),
                );
                // Of dots that cover each other one is drawn.
                let near = |&(x, y): &(f32, f32)| {
                    (f64::from(x) - wanted.0).abs() <= 2.0 && (f64::from(y) - wanted.1).abs() <= 2.0
                };
                marked = dots(&picture.commands).iter().any(near);
            }
            if half <= nearest {
                break;
            }
            half /= 2.0;
        }
        prop_assert!(marked, "{index} of {x:?}");
    }

    /// One value, whatever its size, is a line in the plot, on every scale that has a place for it.
    #[test]
    fn a_range_without_height_is_shown(
        lead in -9.9..9.9f64,
        exponent in -307..307i32,
        scale in prop::sample::select(vec![
            ScaleKind::Linear, ScaleKind::Log, ScaleKind::Symlog { threshold: 1e-3 },
        ]),
        chosen in any::<bool>(),
    ) {
        let value = lead * 10f64.powi(exponent);
        prop_assume!(scale.has_place(value));
        let x = common::range(60);
        let y = vec![value; 60];
        let all = [Series { colour: colour("#000000"), ..series(&x, &y, 0) }];
        let range = if chosen { Limits::between(value, value) } else { Limits::AUTOMATIC };
        let chart = LineChart { y_axis: YAxis { scale, range, ..YAxis::default() }, ..chart(&all) };
        let (raster, picture) = pixels(&chart);
        let (layout, plot) = (&picture.layout, picture.layout.plot());
        let height = layout.y_to_pixel(Side::Left, value);
        prop_assert!(plot.top <= height && height <= plot.bottom, "{height}");
        let found = ink(&raster, &picture, (plot.left + plot.right) / 2.0, height, 1.0);
        prop_assert!(found > 0.4, "{found} at {height}");
        let runs = paths(&drawn(&chart).commands);
        let near = |&(_, y): &(f32, f32)| (f64::from(y) - height).abs() < 0.01;
        prop_assert!(runs.iter().any(|run| run.len() > 1 && run.iter().all(near)));
    }

    /// Ends given upside down are the same wish, to the byte.
    #[test]
    fn ranges_upside_down_are_turned(
        (a, b) in (-1e3..1e3f64, -1e3..1e3f64),
        (c, d) in (0.0..300.0f64, 0.0..300.0f64),
        right in any::<bool>(),
    ) {
        let x = common::range(300);
        let y: Vec<f64> = x.iter().map(|x| (x * 7.3) % 900.0 - 450.0).collect();
        let all = [Series { side: Side::Right, ..series(&x, &y, 0) }, series(&x, &y, 1)];
        let picture = |y: (f64, f64), x: (f64, f64)| {
            let axis = ranged(y.0, y.1);
            let chart = LineChart {
                y_axis: axis,
                right_axis: right.then_some(axis),
                ..zoomed(&all, x.0, x.1)
            };
            let (raster, picture) = pixels(&chart);
            (drawn(&chart), picture, raster.pixels().to_vec())
        };
        prop_assert!(picture((a, b), (c, d)) == picture((b, a), (d, c)));
    }

    /// The same view is the same words, whatever was drawn in between.
    #[test]
    fn a_view_is_always_the_same_bytes(
        y in prop::collection::vec(prop_oneof![9 => any::<f64>(), 1 => Just(f64::NAN)], 1..2000),
        window in (0.0..0.5f64, 0.5..1.0f64),
    ) {
        let x = common::range(y.len());
        let all = [series(&x, &y, 0)];
        let last = x.len() as f64;
        let view = zoomed(&all, window.0 * last, window.1 * last);
        let bits = |picture: &Picture| -> Vec<u32> {
            picture.commands.words().iter().map(|word| word.to_bits()).collect()
        };
        let first = drawn(&view);
        drawn(&LineChart { width: 900.0, ratio: 2.0, ..view });
        let second = drawn(&view);
        prop_assert_eq!(bits(&first), bits(&second));
        prop_assert_eq!(first.commands.strings(), second.commands.strings());
        let (raster, _) = pixels(&view);
        prop_assert!(raster.pixels() == pixels(&view).0.pixels());
    }
}

/// One point among `count` stands out at every zoom level around it, wherever it lies in the
/// view, on both backends and in both precisions.
fn spike_among(count: usize, narrow: bool) {
    let spike = count / 10 * 6 + 4_321;
    let x = common::range(count);
    let (mut single, mut double) = (Vec::new(), Vec::new());
    if narrow {
        single = vec![0.5f32; count];
        single[spike] = 9.0;
    } else {
        double = vec![0.5f64; count];
        double[spike] = 9.0;
    }
    let values = if narrow {
        Values::F32(&single)
    } else {
        Values::F64(&double)
    };
    let all = [Series {
        colour: colour("#000000"),
        line: Line { x: &x, y: values },
        ..series(&x, &[], 0)
    }];
    let mut half = count as f64;
    let mut share = 0.1;
    while half > 1.0 {
        let at = spike as f64;
        let (low, high) = (at - half * share * 2.0, at + half * (1.0 - share) * 2.0);
        let chart = zoomed(&all, low.max(0.0), high.min(count as f64));
        let (raster, picture) = pixels(&chart);
        let column = picture.layout.x_to_pixel(at);
        let top = picture.layout.y_to_pixel(Side::Left, 9.0);
        let found = ink(&raster, &picture, column, top, 1.0);
        assert!(found > 0.4, "{found} in {low}…{high}");
        let runs = paths(&drawn(&chart).commands);
        let hit = |&(x, y): &(f32, f32)| {
            (f64::from(x) - column).abs() <= 1.0 && (f64::from(y) - top).abs() < 0.01
        };
        assert!(runs.iter().flatten().any(hit), "{low}…{high}");
        half /= 3.0;
        share = (share + 0.37) % 0.9 + 0.05;
    }
}

#[test]
fn a_spike_among_ten_million_is_seen_at_every_zoom() {
    spike_among(10_000_000, true);
    spike_among(10_000_000, false);
}

/// From the smallest to the largest numbers there are: the extremes are where they belong.
#[test]
fn six_hundred_decades_lose_nothing() {
    let x = common::range(6000);
    let y: Vec<f64> = x.iter().map(|x| 10f64.powf(x / 10.0 - 300.0)).collect();
    for theme in [light(), dark()] {
        for scale in [ScaleKind::Log, ScaleKind::Symlog { threshold: 1e-300 }] {
            exact_everywhere(&x, &y, scale, &theme);
        }
    }
    let huge: Vec<f64> = x.iter().map(|x| (x * 0.37 % 5.0 - 2.5) * 4e307).collect();
    exact_everywhere(&x, &huge, ScaleKind::Linear, &light());
    let tiny: Vec<f64> = x.iter().map(|x| (x * 0.37 % 5.0 - 2.5) * 4e-307).collect();
    exact_everywhere(&x, &tiny, ScaleKind::Linear, &light());
    // A microscopic wave on a large offset: single precision would be a flat line.
    let offset: Vec<f64> = x.iter().map(|x| 1e6 + (x * 0.37 % 5.0) * 1e-8).collect();
    exact_everywhere(&x, &offset, ScaleKind::Linear, &light());
}

fn exact_everywhere(x: &[f64], y: &[f64], scale: ScaleKind, theme: &Theme) {
    let all = [series(x, y, 0)];
    let picture = line::draw(&common::scaled(&all, scale), theme, &EstimatedText);
    let layout = &picture.layout;
    let points: Vec<(f32, f32)> = paths(&picture.commands).into_iter().flatten().collect();
    let columns = extremes(x, y, &picture, 1.0);
    assert!(columns.len() > 300);
    for (column, (low, high)) in columns {
        let left = layout.plot().left + column as f64;
        for extreme in [low, high] {
            let wanted = layout.y_to_pixel(Side::Left, extreme);
            let hit = |&(x, y): &(f32, f32)| {
                (-0.01..=1.01).contains(&(f64::from(x) - left))
                    && (f64::from(y) - wanted).abs() < 0.01
            };
            assert!(points.iter().any(hit), "column {column}: {extreme:e}");
        }
    }
}
