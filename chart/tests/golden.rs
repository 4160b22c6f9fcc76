//! Pictures of lines that must not change by accident; see [`common::files`].

#[expect(dead_code, reason = "other test programs use the rest")]
mod common;

use common::files::{check, check_in, compare};
use common::{
    DARK, LIGHT, Noise, chart, colour, dark, light, loss, range, ranged, scaled, series, smooth,
    steps,
};
use suisei_chart::{
    Emphasis, EstimatedText, Limits, Line, LineChart, Mark, MarkKind, Overlay, ScaleKind,
    Selection, Series, XAxis, XKind, Zone, hover, line, overlay, svg,
};

#[test]
fn smooth_curve() {
    let x = steps(2000, 2000.0);
    let y: Vec<f64> = x.iter().map(|x| 0.8 - 0.7 / (1.0 + x / 150.0)).collect();
    check("smooth", &chart(&[series(&x, &y, 0)]));
}

#[test]
fn steep_curve() {
    let x = steps(900, 900.0);
    let y: Vec<f64> = x
        .iter()
        .map(|x| 1.0 / (1.0 + (x - 450.0).abs().powi(3) / 2e3))
        .collect();
    check("steep", &chart(&[series(&x, &y, 1)]));
}

#[test]
fn step_function() {
    let x = range(400);
    let y: Vec<f64> = x.iter().map(|x| (x / 80.0).floor() * 0.1).collect();
    check("step", &chart(&[series(&x, &y, 2)]));
}

#[test]
fn one_spike_in_a_million_points() {
    let x = range(1_000_000);
    let mut noise = Noise::new(3);
    let mut y: Vec<f32> = x.iter().map(|_| 1.0 + 0.1 * noise.next() as f32).collect();
    y[612_345] = 9.0;
    let line = Line {
        x: &x,
        y: y.as_slice().into(),
    };
    check(
        "spike",
        &chart(&[Series {
            line,
            ..series(&x, &[], 0)
        }]),
    );
}

#[test]
fn constant() {
    let x = range(50);
    check("constant", &chart(&[series(&x, &[0.001; 50], 0)]));
}

#[test]
fn single_point() {
    check("single", &chart(&[series(&[250.0], &[0.73], 3)]));
}

#[test]
fn sparse_points() {
    let x = steps(9, 900.0);
    check("sparse", &chart(&[series(&x, &loss(4, &x, 1.0), 0)]));
}

#[test]
fn empty() {
    check("empty", &chart(&[]));
    check("empty-series", &chart(&[series(&[], &[], 0)]));
}

#[test]
fn gaps_and_marks() {
    let x = range(200);
    let mut y = loss(5, &x, 1.0);
    let marks: Vec<Mark> = [60, 61, 62, 100, 102, 150]
        .map(|at| Mark {
            x: x[at],
            kind: MarkKind::NotANumber,
        })
        .to_vec();
    for mark in &marks {
        y[mark.x as usize] = f64::NAN;
    }
    check(
        "gaps",
        &chart(&[Series {
            marks: &marks,
            ..series(&x, &y, 1)
        }]),
    );
}

#[test]
fn infinities() {
    let x = range(60);
    let mut y = loss(6, &x, 1.0);
    (y[20], y[40]) = (f64::INFINITY, f64::NEG_INFINITY);
    let marks = [
        Mark {
            x: 20.0,
            kind: MarkKind::PositiveInfinity,
        },
        Mark {
            x: 40.0,
            kind: MarkKind::NegativeInfinity,
        },
    ];
    check(
        "infinities",
        &chart(&[Series {
            marks: &marks,
            ..series(&x, &y, 1)
        }]),
    );
}

#[test]
fn logarithmic() {
    let x = steps(300, 90_000.0);
    let y: Vec<f64> = x
        .iter()
        .map(|x| 1e-3 * (1.0 - x / 9.1e4).powi(3) + 1e-6)
        .collect();
    let all = [series(&x, &y, 0)];
    check("log", &scaled(&all, ScaleKind::Log));
}

#[test]
fn logarithmic_with_values_it_cannot_place() {
    let x = range(120);
    let y: Vec<f64> = x.iter().map(|x| (x - 40.0) * (x - 90.0) / 10.0).collect();
    let all = [series(&x, &y, 0)];
    let chart = scaled(&all, ScaleKind::Log);
    let picture = line::draw(&chart, &light(), &EstimatedText);
    assert_eq!(picture.not_positive, 51);
    check("log-not-positive", &chart);
}

#[test]
fn huge_and_tiny_values() {
    let x = range(100);
    let wave: Vec<f64> = x.iter().map(|x| x * (100.0 - x) / 2500.0 - 0.5).collect();
    let huge: Vec<f64> = wave.iter().map(|y| y * 1e300).collect();
    check("huge", &chart(&[series(&x, &huge, 0)]));
    let tiny: Vec<f64> = wave.iter().map(|y| y * 1e-300).collect();
    check("tiny", &chart(&[series(&x, &tiny, 0)]));
    let both: Vec<f64> = wave.iter().map(|y| y * 1.7e308 * 2.0).collect();
    check("full-range", &chart(&[series(&x, &both, 0)]));
}

#[test]
fn negative_values() {
    let x = range(300);
    let y: Vec<f64> = loss(7, &x, 1.0).iter().map(|y| -1000.0 * y).collect();
    check("negative", &chart(&[series(&x, &y, 5)]));
}

#[test]
fn wall_time() {
    let start = 1_795_404_000e6;
    let x: Vec<f64> = range(200).iter().map(|i| start + i * 240e6).collect();
    let zone = Zone::fixed(9 * 3600);
    let x_axis = XAxis {
        zone: &zone,
        ..XAxis::new(XKind::WallTime, "time")
    };
    let y = loss(8, &range(200), 1.0);
    let all = [series(&x, &y, 0)];
    check(
        "wall-time",
        &LineChart {
            x_axis,
            ..chart(&all)
        },
    );
}

#[test]
fn relative_time() {
    let x: Vec<f64> = range(200).iter().map(|i| i * 30e6).collect();
    let y = loss(9, &range(200), 1.0);
    let all = [series(&x, &y, 0)];
    let x_axis = XAxis::new(XKind::RelativeTime, "relative");
    check(
        "relative-time",
        &LineChart {
            x_axis,
            ..chart(&all)
        },
    );
}

#[test]
fn twenty_series() {
    let x = steps(360, 90_000.0);
    let curves: Vec<Vec<f64>> = (0..20)
        .map(|i| smooth(&loss(i + 20, &x, 0.4 + 0.12 * i as f64), 0.9))
        .collect();
    let all: Vec<Series<'_>> = curves
        .iter()
        .enumerate()
        .map(|(slot, y)| series(&x, y, slot))
        .collect();
    check("twenty", &chart(&all));
}

#[test]
fn smoothing_with_ghosted_raw_lines() {
    let x = steps(360, 90_000.0);
    let raw: Vec<Vec<f64>> = (0..5)
        .map(|i| loss(i + 40, &x, 0.6 + 0.2 * i as f64))
        .collect();
    let lines: Vec<Vec<f64>> = raw.iter().map(|y| smooth(y, 0.9)).collect();
    let all = smoothed(&x, &raw, &lines, LIGHT);
    let wide = LineChart {
        width: 545.0,
        height: 280.0,
        y_axis: ranged(0.5, 4.2),
        ..chart(&all)
    };
    check("smoothing", &wide);
    let all = smoothed(&x, &raw, &lines, DARK);
    check_in(
        "dark",
        &LineChart {
            series: &all,
            ..wide
        },
        &dark(),
    );
}

fn smoothed<'a>(
    x: &'a [f64],
    raw: &'a [Vec<f64>],
    lines: &'a [Vec<f64>],
    palette: [&str; 12],
) -> Vec<Series<'a>> {
    let one = |slot: usize| Series {
        smooth: Some(Line {
            x,
            y: lines[slot].as_slice().into(),
        }),
        colour: colour(palette[slot]),
        ..series(x, &raw[slot], slot)
    };
    (0..raw.len()).map(one).collect()
}

#[test]
fn lit_and_dimmed() {
    let x = steps(360, 90_000.0);
    let curves: Vec<Vec<f64>> = (0..4)
        .map(|i| smooth(&loss(i + 60, &x, 0.5 + 0.3 * i as f64), 0.9))
        .collect();
    let emphasis = |slot| {
        if slot == 1 {
            Emphasis::Lit
        } else {
            Emphasis::Dimmed
        }
    };
    let all: Vec<Series<'_>> = curves
        .iter()
        .enumerate()
        .map(|(slot, y)| Series {
            emphasis: emphasis(slot),
            ..series(&x, y, slot)
        })
        .collect();
    check("emphasis", &chart(&all));
}

#[test]
fn narrow_panel() {
    let x = steps(500, 500.0);
    let y = loss(10, &x, 0.3);
    let all = [series(&x, &y, 0)];
    check(
        "narrow",
        &LineChart {
            width: 260.0,
            height: 140.0,
            ..chart(&all)
        },
    );
}

#[test]
fn zoomed_range() {
    let x = steps(200, 2000.0);
    let y = loss(11, &x, 0.3);
    let all = [series(&x, &y, 0)];
    let zoomed = LineChart {
        x_axis: XAxis {
            range: Limits::between(402.0, 658.0),
            ..XAxis::new(XKind::Step, "step")
        },
        ..chart(&all)
    };
    check("zoomed", &zoomed);
    check(
        "zoomed-both",
        &LineChart {
            y_axis: ranged(0.9, 1.05),
            ..zoomed
        },
    );
}

#[test]
fn twice_the_pixels() {
    let x = steps(300, 300.0);
    let y = loss(12, &x, 0.3);
    let all = [series(&x, &y, 6)];
    check(
        "ratio-2",
        &LineChart {
            ratio: 2.0,
            ..chart(&all)
        },
    );
}

#[test]
fn cursor_and_selection() {
    let x = steps(90, 90_000.0);
    let curves: Vec<Vec<f64>> = (0..3)
        .map(|i| smooth(&loss(i + 70, &x, 0.5 + 0.4 * i as f64), 0.8))
        .collect();
    let mut all: Vec<Series<'_>> = curves
        .iter()
        .enumerate()
        .map(|(slot, y)| series(&x, y, slot))
        .collect();
    all[2].emphasis = Emphasis::Lit;
    let theme = light();
    let picture = line::draw(&chart(&all), &theme, &EstimatedText);
    let hovered = hover::at_pixel(&picture.layout, &all, (205.0, 150.0)).unwrap();
    assert_eq!((hovered.x, hovered.label.as_str()), (40_000.0, "40,000"));
    let dots = hovered.dots(&all);
    let above = Overlay {
        x: Some(hovered.x),
        dots: &dots,
        selection: Some(Selection {
            x: Some((320.0, 260.0)),
            y: None,
        }),
        ..Overlay::default()
    };
    let above = overlay::draw(&picture.layout, &above, &theme, &EstimatedText);
    // As on the page: the overlay lies on the picture.
    let below = svg::to_svg(&picture.commands, Some(theme.surface));
    let above = svg::to_svg(&above, None);
    compare(
        "cursor",
        &format!("{}{above}</svg>\n", below.strip_suffix("</svg>\n").unwrap()),
    );
}

#[test]
fn a_rectangle_is_selected_and_a_range_measured() {
    let x = steps(90, 90_000.0);
    let y = smooth(&loss(70, &x, 0.9), 0.8);
    let all = [series(&x, &y, 0)];
    let theme = light();
    let picture = line::draw(&chart(&all), &theme, &EstimatedText);
    let above = Overlay {
        selection: Some(Selection {
            x: Some((320.0, 260.0)),
            y: Some((60.0, 140.0)),
        }),
        measured: Some((30_000.0, 10_000.0)),
        ..Overlay::default()
    };
    let above = overlay::draw(&picture.layout, &above, &theme, &EstimatedText);
    let below = svg::to_svg(&picture.commands, Some(theme.surface));
    let above = svg::to_svg(&above, None);
    compare(
        "selected",
        &format!("{}{above}</svg>\n", below.strip_suffix("</svg>\n").unwrap()),
    );
}
