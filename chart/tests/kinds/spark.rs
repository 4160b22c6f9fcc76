//! Sparklines, many of them on one sheet, and cards with one number.

use proptest::prelude::*;
use suisei_chart::scalar::{self, Delta, ScalarCard};
use suisei_chart::spark::{Spark, draw, svg_path};
use suisei_chart::{EstimatedText, Limits, Rgba, ScaleKind, Theme, Values};

use crate::common::files::check_kind;
use crate::common::words::{dots, paths, texts_stand_clear};
use crate::common::{LIGHT, colour, dark, light, loss, steps};

fn blue() -> Rgba {
    colour(LIGHT[0])
}

fn spark(y: &[f64]) -> Spark<'_> {
    Spark::new(120.0, 28.0, y.into(), blue())
}

fn check(name: &str, spark: &Spark<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, _| {
        draw(&Spark { ratio, ..*spark }, theme)
    });
}

#[test]
fn a_loss_with_its_extremes() {
    let y = loss(4, &steps(2000, 2000.0), 0.4);
    let with_ends = Spark {
        extremes: true,
        ..spark(&y)
    };
    check("spark", &with_ends, &light());
    let few = loss(4, &steps(40, 2000.0), 0.4);
    check("spark-dark", &spark(&few), &dark());
}

#[test]
fn gaps_single_points_and_nothing() {
    let mut y = loss(4, &steps(60, 2000.0), 0.4);
    for at in [20, 21, 22, 24, 50] {
        y[at] = f64::NAN;
    }
    check("spark-gaps", &spark(&y), &light());
    let theme = light();
    assert_eq!(
        dots(&draw(&spark(&[5.0]), &theme)).len(),
        2,
        "lonely, and last"
    );
    for nothing in [&[][..], &[f64::NAN, f64::INFINITY]] {
        let commands = draw(&spark(nothing), &theme);
        assert!(paths(&commands).is_empty() && dots(&commands).is_empty());
        assert_eq!(svg_path(&spark(nothing)), "");
    }
}

#[test]
fn the_path_is_what_is_drawn() {
    let y = [1.0, 3.0, 2.0, f64::NAN, 2.0, f64::NAN, 1.0, 2.0];
    let path = svg_path(&spark(&y));
    assert_eq!(path.matches('M').count(), 3);
    assert_eq!(path.matches("h0").count(), 1);
    assert!(path.starts_with("M3 26L19.43 3 "), "{path}");
}

#[test]
fn a_constant_lies_in_the_middle() {
    for value in [0.0, 1e-300, 0.79, -40.0, 1e300] {
        let y = [value; 20];
        let runs = paths(&draw(&spark(&y), &light()));
        assert!(
            runs[0].iter().all(|&(_, y)| (9.0..=19.0).contains(&y)),
            "{runs:?}"
        );
    }
}

#[test]
fn sparklines_of_a_column_share_a_range() {
    let (low, high) = ([1.0, 2.0, 1.0], [4.0, 9.0, 4.0]);
    let shared = |y| Spark {
        range: Limits::between(0.0, 5.0),
        ..spark(y)
    };
    let top = |y| {
        let runs = paths(&draw(&shared(y), &light()));
        runs[0].iter().map(|at| at.1).fold(f32::MAX, f32::min)
    };
    assert!(top(&low) > 10.0 && top(&high) < 0.0, "cut by the clip");
}

proptest! {
    /// In every device pixel column the line reaches the lowest and the highest of its points.
    #[test]
    fn every_column_reaches_its_extremes(
        y in prop::collection::vec(prop_oneof![9 => -1e3..1e3f64, 1 => Just(f64::NAN)], 1..3000),
        ratio in prop::sample::select(vec![1.0, 2.0]),
    ) {
        let commands = draw(&Spark { ratio, ..spark(&y) }, &light());
        let finite = || y.iter().copied().filter(|y| y.is_finite());
        let (low, high) = (finite().fold(f64::MAX, f64::min), finite().fold(f64::MIN, f64::max));
        prop_assume!(low < high);
        let (left, width) = ((2.5 * ratio).round(), (117.5 * ratio).round() - (2.5 * ratio).round());
        let (top, bottom) = ((2.5 * ratio).round(), (25.5 * ratio).round());
        let points: Vec<(f32, f32)> =
            paths(&commands).into_iter().flatten().chain(dots(&commands)).collect();
        let last = (y.len() - 1).max(1) as f64;
        let mut columns = std::collections::BTreeMap::<i64, (f64, f64)>::new();
        for (index, &y) in y.iter().enumerate().filter(|(_, y)| y.is_finite()) {
            let column = (index as f64 / last * width).floor().min(width - 1.0) as i64;
            let ends = columns.entry(column).or_insert((y, y));
            *ends = (ends.0.min(y), ends.1.max(y));
        }
        for (column, (least, most)) in columns {
            for extreme in [least, most] {
                let wanted = bottom - (extreme - low) / (high - low) * (bottom - top);
                let found = points.iter().any(|&(x, y)| {
                    let x = f64::from(x) - left - column as f64;
                    (-0.01..=1.01).contains(&x) && (f64::from(y) - wanted).abs() < 0.01
                });
                prop_assert!(found, "column {column}: {extreme}");
            }
        }
    }

    #[test]
    fn any_sparkline_gives_a_picture(
        y in prop::collection::vec(prop_oneof![
            Just(f64::NAN), Just(f64::INFINITY), Just(f64::MAX), Just(f64::MIN), Just(5e-324), -1.0..1.0f64,
        ], 0..60),
        size in (prop_oneof![Just(0.0), Just(f64::NAN), 0.0..300.0f64], prop_oneof![Just(0.0), Just(-3.0), 0.0..90.0f64]),
        kind in prop::sample::select(vec![ScaleKind::Linear, ScaleKind::Log, ScaleKind::Symlog { threshold: 0.1 }]),
        x in prop::bool::ANY,
    ) {
        let positions: Vec<f64> = y.iter().enumerate().map(|(at, _)| (at / 2) as f64 * 1e300).collect();
        let spark = Spark {
            width: size.0,
            height: size.1,
            scale: kind,
            x: if x { &positions } else { &[] },
            extremes: true,
            ..Spark::new(0.0, 0.0, Values::F64(&y), blue())
        };
        let commands = draw(&spark, &light());
        prop_assert!(commands.words().iter().all(|word| word.is_finite()));
        let path = svg_path(&spark);
        prop_assert!(!path.contains("NaN") && !path.contains("inf"), "{}", path);
    }
}

fn card(value: f64) -> ScalarCard<'static> {
    ScalarCard {
        width: 200.0,
        height: 120.0,
        ratio: 1.0,
        name: "val/acc",
        value,
        delta: None,
        spark: None,
    }
}

fn check_card(name: &str, card: &ScalarCard<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, measure| {
        scalar::draw(&ScalarCard { ratio, ..*card }, theme, measure).commands
    });
}

#[test]
fn a_number_with_its_change_and_its_course() {
    let y: Vec<f64> = loss(4, &steps(200, 2000.0), 0.4)
        .iter()
        .map(|y| 1.0 - y / 5.0)
        .collect();
    let worse = Delta {
        value: -0.0057,
        unit: "",
        colour: colour("#b42318"),
    };
    let full = ScalarCard {
        delta: Some(worse),
        spark: Some(spark(&y)),
        ..card(0.7874)
    };
    check_card("scalar", &full, &light());
    let on_dark = Delta {
        colour: colour("#f97066"),
        ..worse
    };
    let dark_card = ScalarCard {
        delta: Some(on_dark),
        ..full
    };
    check_card("scalar-dark", &dark_card, &dark());
    let narrow = ScalarCard {
        width: 96.0,
        value: 12_345_678.0,
        delta: Some(Delta {
            value: 8.5,
            unit: " %",
            colour: colour("#067647"),
        }),
        ..full
    };
    check_card("scalar-narrow", &narrow, &light());
}

proptest! {
    #[test]
    fn the_number_is_always_there_and_nothing_overlaps(
        value in prop_oneof![
            any::<f64>(), -1e6..1e6f64, Just(0.0), Just(f64::NAN), Just(f64::INFINITY),
        ],
        change in prop::option::of(prop_oneof![any::<f64>(), -1.0..1.0f64]),
        size in (40.0..500.0f64, 24.0..300.0f64),
        font_size in 8.0..18.0f64,
    ) {
        let y = [1.0, 2.0, 1.5];
        let card = ScalarCard {
            width: size.0,
            height: size.1,
            delta: change.map(|value| Delta { value, unit: " %", colour: blue() }),
            spark: Some(spark(&y)),
            ..card(value)
        };
        let theme = Theme { font_size, ..light() };
        let picture = scalar::draw(&card, &theme, &EstimatedText);
        prop_assert!(picture.commands.words().iter().all(|word| word.is_finite()));
        prop_assert!(picture.commands.strings().chars().any(|c| c.is_ascii_digit() || c == '∞' || c == 'N'));
        texts_stand_clear(&picture.commands, size)?;
    }
}

/// On a card without room for one digit the number is small, not cut.
#[test]
fn a_number_with_a_long_exponent_fits_a_narrow_card() {
    let card = ScalarCard {
        width: 40.0,
        ..card(-1.93e-266)
    };
    let picture = scalar::draw(&card, &light(), &EstimatedText);
    assert!(picture.commands.strings().contains("−2e−266"));
    assert!(texts_stand_clear(&picture.commands, (40.0, 120.0)).is_ok());
}
