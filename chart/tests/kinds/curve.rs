//! Curves that may turn back.

use suisei_chart::curve::{Baseline, Curve, CurveChart, at_pixel, draw, not_finite};
use suisei_chart::{Emphasis, EstimatedText, Limits, ScaleKind, Side, Theme, XAxis, XKind, YAxis};

use crate::common::files::{check_kind, decoded};
use crate::common::{DARK, LIGHT, Noise, colour, dark, light};

fn chart<'a>(names: (&'a str, &'a str), curves: &'a [Curve<'a>]) -> CurveChart<'a> {
    CurveChart {
        width: 320.0,
        height: 280.0,
        ratio: 1.0,
        x: XAxis::new(XKind::Epoch, names.0),
        y: YAxis {
            name: names.1,
            ..YAxis::default()
        },
        curves,
        baseline: None,
        square: false,
    }
}

fn check(name: &str, chart: &CurveChart<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, measure| {
        draw(&CurveChart { ratio, ..*chart }, theme, measure).commands
    });
}

/// Steps of a classifier: true over false positives. The higher `skill`, the better it is.
fn roc(seed: u64, count: usize, skill: f64) -> (Vec<f64>, Vec<f64>) {
    let mut noise = Noise::new(seed);
    let (mut x, mut y) = (vec![0.0], vec![0.0]);
    for at in 1..count {
        let t = at as f64 / count as f64;
        let ideal = t * (1.0 + skill) / (1.0 + skill * t);
        x.push((t + 0.02 * noise.next()).clamp(x[at - 1], 1.0));
        y.push((ideal + 0.02 * noise.next()).clamp(y[at - 1], 1.0));
    }
    x.push(1.0);
    y.push(1.0);
    (x, y)
}

#[test]
fn receiver_operating_characteristics() {
    let all: Vec<_> = [(1, 12.0), (2, 5.0), (3, 1.6)]
        .map(|(seed, skill)| roc(seed, 60, skill))
        .to_vec();
    for (name, theme, colours) in [
        ("curve-roc", light(), LIGHT),
        ("curve-roc-dark", dark(), DARK),
    ] {
        let mut curves: Vec<Curve<'_>> = all
            .iter()
            .zip(colours)
            .map(|((x, y), token)| Curve::new(x, y, colour(token)))
            .collect();
        curves[0].fill = true;
        let chart = CurveChart {
            baseline: Some(Baseline::Diagonal),
            square: true,
            ..chart(("false positive rate", "true positive rate"), &curves)
        };
        check(name, &chart, &theme);
    }
}

#[test]
fn precision_against_recall() {
    let mut noise = Noise::new(4);
    let recall: Vec<f64> = (0..=200).map(|at| 1.0 - f64::from(at) / 200.0).collect();
    let mut precision = |skill: f64| -> Vec<f64> {
        let at = |r: &f64| 1.0 - 0.75 * r.powi(2) / (r.powi(2) + skill * (1.0 - r));
        recall
            .iter()
            .map(|r| (at(r) + 0.03 * noise.next()).clamp(0.0, 1.0))
            .collect()
    };
    let (good, bad) = (precision(6.0), precision(0.8));
    let mut curves = [
        Curve::new(&recall, &good, colour(LIGHT[0])),
        Curve::new(&recall, &bad, colour(LIGHT[6])),
    ];
    curves[1].dash = &[6.0, 3.0];
    let chart = CurveChart {
        width: 420.0,
        height: 240.0,
        baseline: Some(Baseline::Level(0.25)),
        ..chart(("recall", "precision"), &curves)
    };
    check("curve-pr", &chart, &light());
}

#[test]
fn curves_turn_back_and_break() {
    let point = |at: u32| {
        let t = f64::from(at) / 400.0;
        // A figure that crosses itself, from plain arithmetic.
        let (a, b) = (t * 8.0 - 4.0, t * 2.0 - 1.0);
        (a * a * a - 7.0 * a, 40.0 * b * b - 30.0 * b.powi(4))
    };
    let (x, y): (Vec<f64>, Vec<f64>) = (0..=400).map(point).unzip();
    let broken: Vec<f64> = y
        .iter()
        .enumerate()
        .map(|(at, y)| match at {
            180..220 if at != 200 => f64::NAN,
            _ => y - 6.0,
        })
        .collect();
    let mut curves = [
        Curve::new(&x, &y, colour(LIGHT[2])),
        Curve::new(&x, &broken, colour(LIGHT[1])),
    ];
    curves[1].emphasis = Emphasis::Lit;
    assert_eq!(not_finite(&curves[1]), 39);
    check(
        "curve-turns",
        &chart(("shift", "energy"), &curves),
        &light(),
    );
}

#[test]
fn shares_show_all_of_zero_to_one() {
    let curves = [Curve::new(&[0.2, 0.4], &[0.5, 1.0], colour(LIGHT[0]))];
    let layout = draw(&chart(("", ""), &curves), &light(), &EstimatedText).layout;
    assert_eq!((layout.x().low(), layout.x().high()), (0.0, 1.0));
    assert_eq!(
        (layout.y(Side::Left).low(), layout.y(Side::Left).high()),
        (0.0, 1.0)
    );
}

/// A line along the upper edge keeps its whole width.
#[test]
fn lines_at_the_edge_are_not_cut() {
    let curves = [Curve::new(
        &[0.0, 0.0, 1.0],
        &[0.0, 1.0, 1.0],
        colour("#000000"),
    )];
    let picture = draw(
        &CurveChart {
            ratio: 2.0,
            ..chart(("", ""), &curves)
        },
        &light(),
        &EstimatedText,
    );
    let plot = picture.layout.plot();
    let pixels = decoded(&picture.commands, colour("#ffffff"));
    let ink = |x: f64, y: f64| {
        let pixel = pixels
            .as_ref()
            .and_then(|pixels| pixels.pixel(x as u32, y as u32));
        pixel.map(|pixel| pixel.red() < 100)
    };
    let middle = plot.left + plot.width() / 2.0;
    assert_eq!(ink(middle * 2.0, plot.top * 2.0 - 1.0), Some(true));
    assert_eq!(ink(middle * 2.0, plot.top * 2.0), Some(true));
    let half = plot.top + plot.height() / 2.0;
    assert_eq!(ink(plot.left * 2.0 - 1.0, half * 2.0), Some(true));
}

#[test]
fn squares_are_square_whatever_the_canvas() {
    let curves = [Curve::new(&[0.0, 1.0], &[0.0, 1.0], colour(LIGHT[0]))];
    for (width, height) in [(600.0, 240.0), (200.0, 500.0)] {
        let chart = CurveChart {
            width,
            height,
            square: true,
            ..chart(("x", "y"), &curves)
        };
        let plot = draw(&chart, &light(), &EstimatedText).layout.plot();
        assert!((plot.width() - plot.height()).abs() <= 1.0, "{plot:?}");
    }
}

#[test]
fn a_hundred_thousand_points_become_a_few_thousand() {
    let (x, y) = roc(9, 100_000, 6.0);
    let curves = [Curve::new(&x, &y, colour(LIGHT[0]))];
    let picture = draw(&chart(("", ""), &curves), &light(), &EstimatedText);
    assert!(
        picture.commands.words().len() < 10_000,
        "{}",
        picture.commands.words().len()
    );
}

#[test]
fn the_pointer_finds_a_curve_and_its_point() {
    let curves = [
        Curve::new(&[0.0, 0.5, 1.0], &[0.0, 0.8, 1.0], colour(LIGHT[0])),
        Curve::new(&[1.0, 0.0], &[0.0, 0.1], colour(LIGHT[1])),
    ];
    let picture = draw(&chart(("", ""), &curves), &light(), &EstimatedText);
    let layout = &picture.layout;
    let at = |x: f64, y: f64| {
        let pointer = (layout.x_to_pixel(x), layout.y_to_pixel(Side::Left, y));
        at_pixel(layout, &curves, pointer)
    };
    assert_eq!(at(0.5, 0.8), Some((0, 1)));
    assert_eq!(at(0.1, 0.16), Some((0, 0)));
    assert_eq!(at(0.4, 0.06), Some((1, 1)), "between its points");
    assert_eq!(at(0.5, 0.45), None);
    assert_eq!(at(f64::NAN, 0.5), None);
}

#[test]
fn degenerate_data_have_a_picture() {
    let odd = [
        f64::NAN,
        f64::INFINITY,
        f64::MAX,
        -f64::MAX,
        0.0,
        -1.0,
        5e-324,
    ];
    let mut curve = Curve::new(&odd, &odd, colour(LIGHT[0]));
    curve.fill = true;
    for scale in [
        ScaleKind::Linear,
        ScaleKind::Log,
        ScaleKind::Symlog { threshold: -1.0 },
    ] {
        for (size, curves) in [(0.0, vec![]), (1.0, vec![curve]), (300.0, vec![curve])] {
            for baseline in [
                Baseline::Diagonal,
                Baseline::Level(f64::NAN),
                Baseline::Level(-1.0),
            ] {
                let chart = CurveChart {
                    width: size,
                    height: size,
                    x: XAxis {
                        scale,
                        ..XAxis::new(XKind::Epoch, "x")
                    },
                    y: YAxis {
                        scale,
                        range: Limits {
                            low: Some(0.5),
                            high: None,
                        },
                        name: "y",
                    },
                    baseline: Some(baseline),
                    square: true,
                    ..chart(("", ""), &curves)
                };
                let picture = draw(&chart, &light(), &EstimatedText);
                let finite = picture.commands.words().iter().all(|word| word.is_finite());
                assert!(finite, "{scale:?} {size} {baseline:?}");
            }
        }
    }
}
