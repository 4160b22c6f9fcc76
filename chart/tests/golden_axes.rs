//! Pictures of axes that must not change by accident; see [`common::files`].

#[expect(dead_code, reason = "other test programs use the rest")]
mod common;

use common::files::{check, check_in};
use common::{DARK, LIGHT, chart, colour, dark, loss, range, scaled, series, smooth, steps};
use suisei_chart::{
    Annotation, Limits, LineChart, OffsetChange, Reference, ScaleKind, Series, Side, XAxis, XKind,
    YAxis, Zone,
};

/// A gradient that changes sign and grows over seven decades.
fn swings(x: &[f64]) -> Vec<f64> {
    x.iter()
        .map(|x| {
            let t = x / 50.0;
            let sign = if (t as i64) % 2 == 0 { 1.0 } else { -1.0 };
            let within = t - t.floor();
            sign * within * (1.0 - within) * 10f64.powi((x / 60.0) as i32 - 2)
        })
        .collect()
}

#[test]
fn symlog_shows_both_signs_and_its_threshold() {
    let x = range(400);
    let y = swings(&x);
    let kind = ScaleKind::symlog_for(y.iter().copied());
    let all = [series(&x, &y, 0)];
    check("symlog", &scaled(&all, kind));
    let lights = [Series {
        colour: colour(DARK[0]),
        ..all[0]
    }];
    check_in("symlog-dark", &scaled(&lights, kind), &dark());
    let wide = ScaleKind::Symlog { threshold: 1.0 };
    check("symlog-wide", &scaled(&all, wide));
}

#[test]
fn logarithmic_x() {
    let x = steps(3000, 100_000.0);
    let y: Vec<f64> = x.iter().map(|x| 4.0 / (1.0 + x / 300.0) + 0.2).collect();
    let all = [series(&x, &y, 0)];
    let axis = |scale| XAxis {
        scale,
        ..XAxis::new(XKind::Step, "step")
    };
    let log = LineChart {
        x_axis: axis(ScaleKind::Log),
        ..chart(&all)
    };
    check("log-x", &log);
    check(
        "log-both",
        &LineChart {
            x_axis: axis(ScaleKind::Log),
            ..scaled(&all, ScaleKind::Log)
        },
    );
    let symlog = ScaleKind::Symlog { threshold: 100.0 };
    check(
        "symlog-x",
        &LineChart {
            x_axis: axis(symlog),
            ..chart(&all)
        },
    );
}

#[test]
fn logarithmic_relative_time() {
    let x: Vec<f64> = steps(500, 500.0).iter().map(|i| i * i * 4e6).collect();
    let y = loss(31, &x, 1.0);
    let all = [series(&x, &y, 2)];
    let x_axis = XAxis {
        scale: ScaleKind::Log,
        ..XAxis::new(XKind::RelativeTime, "relative")
    };
    check(
        "log-relative",
        &LineChart {
            x_axis,
            ..chart(&all)
        },
    );
}

#[test]
fn six_hundred_decades() {
    let x = range(300);
    let y: Vec<f64> = x.iter().map(|x| 10f64.powi(2 * *x as i32 - 300)).collect();
    let all = [series(&x, &y, 0)];
    check("decades", &scaled(&all, ScaleKind::Log));
    let both: Vec<f64> = x
        .iter()
        .zip(&y)
        .map(|(x, y)| if x % 20.0 < 10.0 { *y } else { -y })
        .collect();
    let all = [series(&x, &both, 1)];
    check(
        "decades-symlog",
        &scaled(&all, ScaleKind::Symlog { threshold: 1e-300 }),
    );
}

#[test]
fn less_than_a_decade() {
    let x = range(60);
    let y: Vec<f64> = x.iter().map(|x| 0.2 + 0.012 * x).collect();
    check("log-narrow", &scaled(&[series(&x, &y, 0)], ScaleKind::Log));
}

#[test]
fn two_values_that_are_hardly_different() {
    let x = range(20);
    let y: Vec<f64> = x
        .iter()
        .map(|x| {
            if x % 2.0 == 0.0 {
                1.0
            } else {
                1.0 + f64::EPSILON
            }
        })
        .collect();
    check(
        "one-ulp",
        &LineChart {
            y_axis: YAxis {
                range: Limits::between(1.0, 1.0 + f64::EPSILON),
                ..YAxis::default()
            },
            ..chart(&[series(&x, &y, 0)])
        },
    );
}

#[test]
fn clocks_that_change() {
    // 2026-10-25 01:00 UTC: in Berlin three o'clock becomes two o'clock.
    let at = 1_792_890_000_000_000;
    let zone = Zone::with_changes(
        7200,
        [OffsetChange {
            at,
            offset_seconds: 3600,
        }],
    );
    let x_axis = XAxis {
        zone: &zone,
        ..XAxis::new(XKind::WallTime, "time")
    };
    let picture = |name: &str, hours: f64| {
        let start = at as f64 - hours * 0.5 * 3600e6;
        let x: Vec<f64> = range(200)
            .iter()
            .map(|i| start + i * hours * 18e6)
            .collect();
        let y = loss(8, &range(200), 1.0);
        let all = [series(&x, &y, 0)];
        check(
            name,
            &LineChart {
                x_axis,
                ..chart(&all)
            },
        );
    };
    picture("wall-change", 6.0);
    picture("wall-days", 100.0);
    picture("wall-months", 5000.0);
}

#[test]
fn two_axes() {
    let x = steps(400, 40_000.0);
    let loss = smooth(&loss(51, &x, 0.4), 0.9);
    let rate: Vec<f64> = x
        .iter()
        .map(|x| 3e-4 * (x / 4e3).min(1.0) * (1.0 - x / 5e4))
        .collect();
    let right = Series {
        side: Side::Right,
        ..series(&x, &rate, 1)
    };
    let all = [series(&x, &loss, 0), right];
    let two = |scale| LineChart {
        y_axis: YAxis {
            name: "loss",
            ..YAxis::default()
        },
        right_axis: Some(YAxis {
            name: "learning rate",
            scale,
            ..YAxis::default()
        }),
        ..chart(&all)
    };
    check("two-axes", &two(ScaleKind::Linear));
    check("two-axes-log", &two(ScaleKind::Log));
    let lights = [0, 1].map(|slot| Series {
        colour: colour(DARK[slot]),
        ..all[slot]
    });
    check_in(
        "two-axes-dark",
        &LineChart {
            series: &lights,
            ..two(ScaleKind::Linear)
        },
        &dark(),
    );
    check(
        "two-axes-narrow",
        &LineChart {
            width: 200.0,
            height: 120.0,
            ..two(ScaleKind::Linear)
        },
    );
}

#[test]
fn reference_lines() {
    let x = steps(400, 40_000.0);
    let y = smooth(&loss(61, &x, 0.4), 0.8);
    let all = [series(&x, &y, 0)];
    let annotations = [
        Annotation {
            at: Reference::Y(Side::Left, 0.75),
            label: "baseline 0.75",
            colour: None,
        },
        Annotation {
            at: Reference::X(10_000.0),
            label: "learning rate ÷ 10",
            colour: None,
        },
        Annotation {
            at: Reference::X(30_000.0),
            label: "best",
            colour: Some(colour(LIGHT[2])),
        },
        Annotation {
            at: Reference::X(90_000.0),
            label: "not in view",
            colour: None,
        },
    ];
    check(
        "annotations",
        &LineChart {
            annotations: &annotations,
            ..chart(&all)
        },
    );
}

#[test]
fn one_hundred_series() {
    let x = steps(200, 90_000.0);
    let curves: Vec<Vec<f64>> = (0..100)
        .map(|i| smooth(&loss(i + 20, &x, 0.4 + 0.03 * i as f64), 0.9))
        .collect();
    let all: Vec<Series<'_>> = curves
        .iter()
        .enumerate()
        .map(|(slot, y)| Series {
            colour: colour(LIGHT[slot % 12]),
            ..series(&x, y, slot)
        })
        .collect();
    check(
        "hundred",
        &LineChart {
            width: 640.0,
            height: 360.0,
            ..chart(&all)
        },
    );
}

#[test]
fn little_room() {
    let x = steps(200, 2000.0);
    let y = loss(11, &x, 0.3);
    let all = [series(&x, &y, 0)];
    for (name, width, height) in [
        ("tiny-panel", 84.0, 60.0),
        ("low-panel", 300.0, 40.0),
        ("tall-panel", 90.0, 300.0),
    ] {
        check(
            name,
            &LineChart {
                width,
                height,
                ..chart(&all)
            },
        );
    }
}
