//! Parallel coordinates.

use suisei_chart::parallel::{
    AxisKind, Brush, ParallelAxis, ParallelChart, ParallelLine, Tint, draw, draw_pixels, is_brushed,
};
use suisei_chart::{Emphasis, EstimatedText, Limits, Raster, ScaleKind, Theme};

use crate::common::files::{check_kind, check_kind_pixels, decoded};
use crate::common::{LIGHT, Noise, colour, dark, light};

/// Numbers of a sweep: learning rate, weight decay, batch size, dropout, warm-up and what came of
/// them, then as many more as wanted.
fn sweep(count: usize, axes: usize) -> Vec<Vec<Option<f64>>> {
    let mut noise = Noise::new(77);
    let mut even = |at: usize| {
        (noise.next() * 1.3 + 1.0)
            .mul_add(0.5, at as f64 * 0.618)
            .fract()
    };
    let line = |at: usize| {
        let [lr, decay, batch, dropout, warm] = [1, 2, 3, 4, 5].map(|axis| even(at * axis));
        let rate = 1e-4 * (1.0 + lr * lr * lr * 29.0);
        let acc = 0.79
            - 0.12 * (lr - 0.6) * (lr - 0.6)
            - 0.1 * (decay - 0.3) * (decay - 0.3)
            - 0.05 * dropout * dropout
            - 0.04 * (warm - 0.4) * (warm - 0.4);
        let batch = f64::from(256_u32 << ((batch * 5.0) as u32));
        let mut values = vec![rate, 0.2 * decay, batch, 0.3 * dropout, 2e4 * warm];
        values.extend((6..axes).map(|axis| even(at * axis) * 10.0));
        values.push(acc);
        values.into_iter().map(Some).collect()
    };
    (0..count).map(line).collect()
}

fn sweep_axes() -> Vec<ParallelAxis<'static>> {
    let numbers = |name| ParallelAxis::numbers(name, ScaleKind::Linear);
    vec![
        ParallelAxis::numbers("lr", ScaleKind::Log),
        numbers("weight_decay"),
        ParallelAxis::numbers("batch_size", ScaleKind::Log),
        numbers("dropout"),
        numbers("warmup"),
        ParallelAxis {
            brush: Brush::Between(0.75, 1.0),
            ..numbers("val/acc")
        },
    ]
}

fn lines(values: &[Vec<Option<f64>>]) -> Vec<ParallelLine<'_>> {
    values
        .iter()
        .map(|values| ParallelLine::new(values))
        .collect()
}

fn chart<'a>(axes: &'a [ParallelAxis<'a>], lines: &'a [ParallelLine<'a>]) -> ParallelChart<'a> {
    ParallelChart {
        width: 600.0,
        height: 220.0,
        ratio: 1.0,
        axes,
        lines,
        missing: "none",
    }
}

fn check(name: &str, chart: &ParallelChart<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, measure| {
        draw(&ParallelChart { ratio, ..*chart }, theme, measure)
            .picture
            .commands
    });
}

#[test]
fn a_sweep_with_a_brush() {
    let (axes, values) = (sweep_axes(), sweep(48, 6));
    let lines = lines(&values);
    check("parallel", &chart(&axes, &lines), &light());
    check("parallel-dark", &chart(&axes, &lines), &dark());
    let narrow = ParallelChart {
        width: 300.0,
        height: 200.0,
        ..chart(&axes, &lines)
    };
    check("parallel-narrow", &narrow, &light());
}

#[test]
fn a_thousand_lines() {
    let values = sweep(1_000, 8);
    let mut axes = sweep_axes();
    axes.insert(5, ParallelAxis::numbers("augment", ScaleKind::Linear));
    axes.insert(6, ParallelAxis::numbers("mixup", ScaleKind::Linear));
    let lines = lines(&values);
    let chart = ParallelChart {
        width: 480.0,
        height: 180.0,
        ..chart(&axes, &lines)
    };
    check_kind_pixels("parallel-thousand", &light(), &|ratio, measure| {
        draw(&ParallelChart { ratio, ..chart }, &light(), measure)
            .picture
            .commands
    });
}

#[test]
fn categories_and_missing_values() {
    let mut noise = Noise::new(3);
    let values: Vec<Vec<Option<f64>>> = (0..36)
        .map(|at| {
            let optimiser = Some(f64::from(at % 4));
            let momentum = (at % 4 == 1).then(|| 0.9 + 0.05 * noise.next());
            let schedule = (at % 7 != 0).then(|| f64::from(at % 3));
            let lr = if at == 5 {
                0.0
            } else {
                1e-3 * f64::from(1 + at % 9)
            };
            vec![
                optimiser,
                Some(lr),
                momentum,
                schedule,
                Some(0.7 + 0.08 * noise.next()),
            ]
        })
        .collect();
    let axes = [
        ParallelAxis {
            brush: Brush::Categories(&[1, 2]),
            ..ParallelAxis::categories("optimiser", &["adamw", "sgd", "lion", "adafactor"])
        },
        ParallelAxis::numbers("lr", ScaleKind::Log),
        ParallelAxis::numbers("momentum", ScaleKind::Linear),
        ParallelAxis::categories(
            "schedule",
            &["cosine", "linear", "a schedule with a long name"],
        ),
        ParallelAxis::numbers("val/acc", ScaleKind::Linear),
    ];
    let mut lines = lines(&values);
    lines[6].emphasis = Emphasis::Lit;
    lines[9].tint = Tint::Colour(colour(LIGHT[1]));
    let chart = chart(&axes, &lines);
    check("parallel-categories", &chart, &light());
    let drawn = draw(&chart, &light(), &EstimatedText);
    assert_eq!(drawn.picture.not_positive, 1);
    let below = drawn.axes.position(2, None).map(|(_, y)| y);
    let end = drawn.axes.position(2, Some(0.0)).map(|(_, y)| y);
    assert!(below > end, "{below:?} {end:?}");
}

#[test]
fn brushes_pick_lines() {
    let mut axes = sweep_axes();
    let values = [
        Some(1e-3),
        Some(0.1),
        Some(512.0),
        None,
        Some(1.0),
        Some(0.76),
    ];
    let line = ParallelLine::new(&values);
    assert!(is_brushed(&axes, &line));
    axes[3].brush = Brush::Between(0.0, 1.0);
    assert!(!is_brushed(&axes, &line), "what is missing is not picked");
    axes[3].brush = Brush::Off;
    axes[0].brush = Brush::Between(2e-3, 1e-3);
    assert!(is_brushed(&axes, &line), "ends upside down are turned");
    axes[5].brush = Brush::Between(0.77, 0.8);
    assert!(!is_brushed(&axes, &line));
}

#[test]
fn the_pointer_finds_axes_values_and_lines() {
    let (axes, values) = (sweep_axes(), sweep(48, 6));
    let lines = lines(&values);
    let chart = chart(&axes, &lines);
    let found = draw(&chart, &light(), &EstimatedText).axes;
    for (index, line) in lines.iter().enumerate() {
        for axis in 0..6 {
            let value = line.values[axis];
            let at = found.position(axis, value).unwrap_or_default();
            assert_eq!(found.axis_at((at.0 + 5.0, 0.0)), Some(axis));
            let back = found.value_at(axis, at.1).unwrap_or_default();
            let value = value.unwrap_or_default();
            assert!(
                (back - value).abs() <= value.abs() * 1e-6 + 1e-9,
                "{back} {value}"
            );
        }
        // Where a line that is picked passes its last axis there is that line, or one as near.
        let at = found.position(5, line.values[5]).unwrap_or_default();
        if is_brushed(&axes, line) {
            let there = found.line_at(&chart, at);
            let same = there.is_some_and(|other| lines[other].values[5] == line.values[5]);
            assert!(same || there == Some(index), "{there:?}");
        }
    }
    assert_eq!(
        found.axis_at((found.position(0, None).unwrap_or_default().0 + 40.0, 9.0)),
        None
    );
    assert_eq!(found.line_at(&chart, (f64::NAN, 3.0)), None);
    assert_eq!(found.line_at(&chart, (3.0, -500.0)), None);
}

#[test]
fn both_backends_draw_the_same() {
    let (axes, values) = (sweep_axes(), sweep(48, 6));
    let lines = lines(&values);
    let chart = ParallelChart {
        ratio: 2.0,
        ..chart(&axes, &lines)
    };
    let theme = light();
    // Labels and axes lie above the lines: without colour they do not count.
    let bare = Theme {
        tick: theme.surface,
        text: theme.surface,
        ..theme
    };
    let picture = draw(&chart, &bare, &EstimatedText).picture;
    let mut raster = Raster::new();
    let pixels = draw_pixels(&mut raster, &chart, &bare, &EstimatedText).picture;
    assert_eq!(picture.layout, pixels.layout);
    let Some(drawn) = decoded(&picture.commands, bare.surface) else {
        unreachable!("a picture can be decoded");
    };
    let (width, height) = raster.size();
    let plot = picture.layout.plot();
    let (left, top) = (
        (plot.left * 2.0).round() as usize,
        (plot.top * 2.0).round() as usize - 4,
    );
    let (mut sum, mut count) = (0.0, 0);
    for row in 0..height {
        for column in 0..width {
            let own = raster.pixels()[row * width + column].to_le_bytes();
            let there = drawn.pixel((column + left) as u32, (row + top) as u32);
            let there = there.map_or(0, |pixel| pixel.red());
            sum += f64::from(own[0].abs_diff(there));
            count += 1;
        }
    }
    let mean = sum / f64::from(count);
    assert!(mean < 3.0, "{mean}");
}

#[test]
fn degenerate_data_have_a_picture() {
    let odd = [
        Some(f64::NAN),
        Some(f64::INFINITY),
        Some(-f64::MAX),
        Some(f64::MAX),
        None,
    ];
    let lines = [
        ParallelLine::new(&odd),
        ParallelLine::new(&[]),
        ParallelLine::new(&odd[2..]),
    ];
    let all = [
        ParallelAxis::numbers("", ScaleKind::Log),
        ParallelAxis::numbers(
            "a name that is longer than there is room",
            ScaleKind::Linear,
        ),
        ParallelAxis {
            kind: AxisKind::Numbers {
                scale: ScaleKind::Symlog { threshold: 0.0 },
                range: Limits::between(f64::NAN, 3.0),
            },
            brush: Brush::Between(f64::NAN, f64::INFINITY),
            ..ParallelAxis::numbers("s", ScaleKind::Linear)
        },
        ParallelAxis {
            brush: Brush::Categories(&[0, 7, usize::MAX]),
            ..ParallelAxis::categories("c", &[])
        },
        ParallelAxis::categories("d", &["only"]),
    ];
    let mut raster = Raster::new();
    for count in 0..=all.len() {
        for (width, height) in [
            (0.0, 0.0),
            (1.0, 1.0),
            (40.0, 400.0),
            (f64::NAN, f64::INFINITY),
        ] {
            for ratio in [f64::NAN, 0.5, 3.0] {
                let chart = ParallelChart {
                    width,
                    height,
                    ratio,
                    ..chart(&all[..count], &lines)
                };
                let drawn = draw(&chart, &light(), &EstimatedText);
                draw_pixels(&mut raster, &chart, &light(), &EstimatedText);
                let finite = drawn
                    .picture
                    .commands
                    .words()
                    .iter()
                    .all(|word| word.is_finite());
                assert!(finite, "{count} {width} {ratio}");
                drawn.axes.value_at(0, f64::NAN);
                drawn.axes.line_at(&chart, (width, height));
            }
        }
    }
}
