//! Points in a plane.

use proptest::prelude::*;
use suisei_chart::scatter::{Colouring, Index, Points, ScatterChart, draw, not_finite};
use suisei_chart::{Emphasis, EstimatedText, Limits, ScaleKind, Side, Theme, XAxis, XKind, YAxis};

use crate::common::files::{check_kind, decoded};
use crate::common::{DARK, LIGHT, Noise, colour, dark, light};

fn chart<'a>(points: Points<'a>) -> ScatterChart<'a> {
    ScatterChart {
        width: 420.0,
        height: 260.0,
        ratio: 1.0,
        x: XAxis::new(XKind::Epoch, "dropout"),
        y: YAxis {
            name: "val/acc",
            ..YAxis::default()
        },
        points,
    }
}

fn check(name: &str, chart: &ScatterChart<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, measure| {
        draw(&ScatterChart { ratio, ..*chart }, theme, measure).commands
    });
}

/// A sweep: learning rates from 1e-4 to 3e-3, and what came of them.
fn sweep(count: usize) -> (Vec<f64>, Vec<f64>) {
    let mut noise = Noise::new(5);
    let x: Vec<f64> = (0..count)
        .map(|at| 1e-4 * (1.0 + 30.0 * (at * at) as f64 / (count * count) as f64))
        .collect();
    let y = x
        .iter()
        .map(|x| 0.79 - 3e4 * (x - 1e-3) * (x - 1e-3) + 0.02 * noise.next())
        .collect();
    (x, y)
}

/// Two clouds, one of them dense, and a few points far away.
fn clouds(count: usize) -> (Vec<f64>, Vec<f64>) {
    let mut noise = Noise::new(11);
    let point = |at: usize| {
        let (a, b) = (noise.next(), noise.next());
        match at % 1000 {
            0 => (4.0 * a, 3.0 * b),
            1..400 => (0.5 + 0.25 * a, 0.4 + 0.2 * b),
            _ => (a - 0.5, 0.8 * b + 0.5 * a),
        }
    };
    (0..count).map(point).unzip()
}

#[test]
fn few_points() {
    let (x, y) = sweep(40);
    let points = Points::new(&x, &y, colour(LIGHT[0]));
    let axis = XAxis {
        scale: ScaleKind::Log,
        ..XAxis::new(XKind::Epoch, "lr")
    };
    let chart = ScatterChart {
        x: axis,
        ..chart(points)
    };
    check("scatter", &chart, &light());
}

#[test]
fn groups_sizes_and_emphasis() {
    let (x, y) = sweep(60);
    let group: Vec<usize> = (0..60).map(|at| at % 3).collect();
    let size: Vec<f64> = (0..60).map(|at| f64::from(64 << (at % 5))).collect();
    for (name, theme, colours) in [
        ("scatter-groups", light(), LIGHT),
        ("scatter-groups-dark", dark(), DARK),
    ] {
        let colours: Vec<_> = colours.iter().map(|token| colour(token)).collect();
        let points = Points {
            size: &size,
            colour: Colouring::Groups {
                group: &group,
                colours: &colours,
            },
            ..Points::new(&x, &y, colour(LIGHT[0]))
        };
        let chart = ScatterChart {
            x: XAxis {
                scale: ScaleKind::Log,
                ..XAxis::new(XKind::Epoch, "lr")
            },
            ..chart(points)
        };
        check(name, &chart, &theme);
    }
}

#[test]
fn shaded_by_value_with_one_lit() {
    let (x, y) = sweep(60);
    let mut emphasis = vec![Emphasis::Normal; 30];
    emphasis[10] = Emphasis::Lit;
    emphasis.extend([Emphasis::Dimmed; 8]);
    let points = Points {
        colour: Colouring::Values {
            values: &y,
            range: (0.72, 0.8),
        },
        emphasis: &emphasis,
        ..Points::new(&x, &y, colour(LIGHT[0]))
    };
    check("scatter-values", &chart(points), &light());
}

#[test]
fn a_hundred_thousand_points() {
    let (x, y) = clouds(100_000);
    let points = Points::new(&x, &y, colour(LIGHT[0]));
    check("scatter-many", &chart(points), &light());
    check("scatter-many-dark", &chart(points), &dark());
    let group: Vec<usize> = (0..x.len())
        .map(|at| usize::from(at % 1000 < 400))
        .collect();
    let colours = [colour(LIGHT[0]), colour(LIGHT[1])];
    let points = Points {
        colour: Colouring::Groups {
            group: &group,
            colours: &colours,
        },
        ..points
    };
    check("scatter-many-groups", &chart(points), &light());
}

#[test]
fn logarithms_count_what_they_cannot_show() {
    let x = [1e-5, 1e-3, 0.5, 0.0, 10.0, -3.0, f64::NAN, 7.0];
    let y = [1.0, 30.0, 2000.0, 1.0, 5e4, 1.0, 1.0, f64::INFINITY];
    let points = Points::new(&x, &y, colour(LIGHT[1]));
    let chart = ScatterChart {
        x: XAxis {
            scale: ScaleKind::Log,
            ..XAxis::new(XKind::Epoch, "learning rate")
        },
        y: YAxis {
            scale: ScaleKind::Log,
            name: "parameters",
            ..YAxis::default()
        },
        ..chart(points)
    };
    check("scatter-log", &chart, &light());
    assert_eq!(draw(&chart, &light(), &EstimatedText).not_positive, 2);
    assert_eq!(not_finite(&points), 2);
}

#[test]
fn degenerate_data_have_a_picture() {
    let grey = colour(LIGHT[0]);
    let one = Points::new(&[3.0], &[-2.0], grey);
    check("scatter-one", &chart(one), &light());
    check(
        "scatter-empty",
        &chart(Points::new(&[], &[], grey)),
        &light(),
    );
    let huge = [f64::MAX, -f64::MAX, 0.0, 5e-324, f64::NAN];
    for (width, height) in [(0.0, 0.0), (1.0, 1.0), (f64::NAN, 20.0), (3.0, 900.0)] {
        for scale in [
            ScaleKind::Linear,
            ScaleKind::Log,
            ScaleKind::Symlog { threshold: 0.0 },
        ] {
            let chart = ScatterChart {
                width,
                height,
                ratio: 1.5,
                y: YAxis {
                    scale,
                    ..YAxis::default()
                },
                ..chart(Points {
                    size: &[f64::INFINITY, -1.0, f64::NAN],
                    ..Points::new(&huge, &huge, grey)
                })
            };
            let picture = draw(&chart, &light(), &EstimatedText);
            assert!(!picture.commands.words().is_empty());
            let index = Index::new(&picture.layout, &chart.points);
            index.at_pixel((f64::MAX, f64::NEG_INFINITY));
            index.at_pixel((1e300, -1e300));
        }
    }
}

/// The distance of a point from the pointer.
fn distance(picture: &suisei_chart::Picture, at: (f64, f64), pointer: (f64, f64)) -> f64 {
    let layout = &picture.layout;
    let (x, y) = (layout.x_to_pixel(at.0), layout.y_to_pixel(Side::Left, at.1));
    (x - pointer.0).hypot(y - pointer.1)
}

#[test]
fn the_pointer_finds_the_nearest_point() {
    let (x, y) = clouds(3_000);
    let points = Points::new(&x, &y, colour(LIGHT[0]));
    let picture = draw(&chart(points), &light(), &EstimatedText);
    let index = Index::new(&picture.layout, &points);
    let mut found = 0;
    for at in 0..500 {
        let pointer = (f64::from(at * 37 % 420), f64::from(at * 53 % 260));
        let all = x
            .iter()
            .zip(&y)
            .map(|(&x, &y)| distance(&picture, (x, y), pointer));
        let nearest = all.fold(f64::INFINITY, f64::min);
        match index.at_pixel(pointer) {
            Some(index) => {
                found += 1;
                let own = distance(&picture, (x[index], y[index]), pointer);
                assert!(own <= nearest + 0.2, "{own} {nearest}");
            }
            None => assert!(nearest > 12.0 - 0.2, "{nearest}"),
        }
    }
    assert!(found > 100);
}

#[test]
fn of_points_at_one_place_the_last_is_found() {
    let (x, y) = (vec![1.0; 50_000], vec![1.0; 50_000]);
    let points = Points::new(&x, &y, colour(LIGHT[0]));
    let picture = draw(&chart(points), &light(), &EstimatedText);
    let at = (
        picture.layout.x_to_pixel(1.0) + 3.0,
        picture.layout.y_to_pixel(Side::Left, 1.0) + 4.0,
    );
    assert_eq!(
        Index::new(&picture.layout, &points).at_pixel(at),
        Some(49_999)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Every point in view has ink at its pixel, whether it is a circle, a dot or in a cell.
    #[test]
    fn no_point_is_invisible(
        seed in 0_u64..1_000,
        count in prop_oneof![1_usize..50, 4_001_usize..6_000],
        spread in 0.01_f64..3.0,
        ratio in prop_oneof![Just(1.0), Just(1.25), Just(2.0)],
        zoomed in any::<bool>(),
    ) {
        let mut noise = Noise::new(seed + 1);
        let (x, y): (Vec<f64>, Vec<f64>) = (0..count)
            .map(|at| {
                let far = if at % 50 == 0 { 3.0 } else { spread };
                (far * noise.next(), far * noise.next())
            })
            .unzip();
        let points = Points::new(&x, &y, colour(LIGHT[0]));
        let range = if zoomed { Limits::between(-0.5, 0.5) } else { Limits::AUTOMATIC };
        let chart = ScatterChart {
            width: 200.0,
            height: 140.0,
            ratio,
            x: XAxis { range, ..XAxis::new(XKind::Epoch, "") },
            y: YAxis { range, ..YAxis::default() },
            points,
        };
        // Nothing but points may leave ink.
        let surface = colour("#ffffff");
        let theme = Theme { grid: surface, axis: surface, tick: surface, ..light() };
        let picture = draw(&chart, &theme, &EstimatedText);
        let pixels = decoded(&picture.commands, surface);
        prop_assert!(pixels.is_some());
        let Some(pixels) = pixels else { return Ok(()) };
        let layout = &picture.layout;
        for (&x, &y) in x.iter().zip(&y) {
            if !(layout.x().contains(x) && layout.y(Side::Left).contains(y)) {
                continue;
            }
            let at = (layout.x_to_pixel(x) * ratio, layout.y_to_pixel(Side::Left, y) * ratio);
            // The right and lower edges belong to the last pixels.
            let edge = (layout.plot().right * ratio, layout.plot().bottom * ratio);
            let column = (at.0.floor() as u32).min(edge.0.round() as u32 - 1);
            let row = (at.1.floor() as u32).min(edge.1.round() as u32 - 1);
            let pixel = pixels.pixel(column, row).map(|pixel| pixel.red());
            prop_assert!(pixel.is_some_and(|red| red < 250), "{at:?} {pixel:?}");
        }
    }
}
