//! Boxes and violins.

use proptest::prelude::*;
use suisei_chart::distribution::{
    Density, DistributionChart, Group, Point, Quartiles, Shape, draw, height_for, point_at,
};
use suisei_chart::{Emphasis, EstimatedText, Limits, ScaleKind, Theme};

use crate::common::files::check_kind;
use crate::common::{DARK, LIGHT, Noise, colour, dark, light};

const NAMES: [&str; 5] = ["adamw", "lion", "sgd-momentum-0.9", "adafactor", "shampoo"];

/// A set of values with the numbers that the app would compute.
struct Set {
    values: Vec<f64>,
    quartiles: Option<Quartiles>,
    places: Vec<f64>,
    heights: Vec<f64>,
}

impl Set {
    /// Of values that are sorted here.
    fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let at = |share: f64| finite[((finite.len() - 1) as f64 * share) as usize];
        let quartiles = (!finite.is_empty()).then(|| {
            let (low, high) = (at(0.25), at(0.75));
            let reach = (high - low) * 1.5;
            let within = |v: &&f64| **v >= low - reach && **v <= high + reach;
            Quartiles {
                low_whisker: finite.iter().find(within).copied().unwrap_or(low),
                low,
                median: at(0.5),
                high,
                high_whisker: finite.iter().rev().find(within).copied().unwrap_or(high),
            }
        });
        let (mut places, mut heights) = (Vec::new(), Vec::new());
        if finite.len() > 1 && finite[0] < finite[finite.len() - 1] {
            let (low, high) = (finite[0], finite[finite.len() - 1]);
            let width = (high - low) / 12.0;
            for step in 0..=96 {
                let x = low + (high - low) * f64::from(step) / 96.0;
                // A bell without powers, so that every platform gives the same bits.
                let bell = |v: &f64| 1.0 / (1.0 + ((x - v) / width).powi(4));
                places.push(x);
                heights.push(finite.iter().map(bell).sum());
            }
        }
        Self {
            values,
            quartiles,
            places,
            heights,
        }
    }

    /// A bell with a few values far off.
    fn bell(seed: u64, count: usize, middle: f64, width: f64) -> Self {
        let mut noise = Noise::new(seed);
        let value = |at: usize| {
            let wide = if at % 41 == 7 { 3.2 } else { 1.0 };
            middle + noise.next() * width * wide
        };
        Self::new((0..count).map(value).collect())
    }
}

fn groups<'a>(sets: &'a [Set], colours: &[&str]) -> Vec<Group<'a>> {
    let group = |(at, set): (usize, &'a Set)| Group {
        label: NAMES[at % NAMES.len()],
        values: &set.values,
        count: set.values.iter().filter(|value| value.is_finite()).count(),
        quartiles: set.quartiles,
        density: (!set.places.is_empty()).then_some(Density {
            values: &set.places,
            heights: &set.heights,
        }),
        colour: colour(colours[at % 12]),
        emphasis: Emphasis::Normal,
    };
    sets.iter().enumerate().map(group).collect()
}

fn chart<'a>(groups: &'a [Group<'a>], shape: Shape) -> DistributionChart<'a> {
    DistributionChart {
        width: 420.0,
        height: 200.0,
        ratio: 1.0,
        name: "val/acc",
        scale: ScaleKind::Linear,
        range: Limits::AUTOMATIC,
        shape,
        groups,
    }
}

fn check(name: &str, chart: &DistributionChart<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, measure| {
        draw(&DistributionChart { ratio, ..*chart }, theme, measure).commands
    });
}

fn optimisers() -> Vec<Set> {
    vec![
        Set::bell(3, 240, 0.77, 0.06),
        Set::bell(5, 180, 0.74, 0.09),
        Set::bell(7, 90, 0.67, 0.12),
        Set::bell(11, 400, 0.75, 0.03),
    ]
}

#[test]
fn boxes() {
    let sets = optimisers();
    check("box", &chart(&groups(&sets, &LIGHT), Shape::Box), &light());
    check(
        "box-dark",
        &chart(&groups(&sets, &DARK), Shape::Box),
        &dark(),
    );
}

#[test]
fn violins() {
    let mut sets = optimisers();
    // Two modes, which a box would hide.
    let two = Set::bell(13, 150, 0.6, 0.05).values.into_iter();
    sets[2] = Set::new(two.chain(Set::bell(17, 100, 0.72, 0.04).values).collect());
    for (name, colours, theme) in [("violin", &LIGHT, light()), ("violin-dark", &DARK, dark())] {
        let groups = groups(&sets, colours);
        let violins = DistributionChart {
            height: 240.0,
            ..chart(&groups, Shape::Violin)
        };
        check(name, &violins, &theme);
    }
}

#[test]
fn few_values_are_shown_one_by_one() {
    let sets = [
        Set::bell(3, 300, 0.77, 0.06),
        Set::bell(5, 24, 0.75, 0.07),
        Set::bell(7, 5, 0.72, 0.05),
        Set::bell(9, 3, 0.70, 0.05),
        Set::new(vec![0.74]),
    ];
    let mut groups = groups(&sets, &LIGHT);
    check("box-mixed", &chart(&groups, Shape::Box), &light());
    groups[0].emphasis = Emphasis::Dimmed;
    check("violin-mixed", &chart(&groups, Shape::Violin), &light());
}

#[test]
fn one_value_and_none() {
    let sets = [Set::new(vec![0.793]), Set::new(vec![])];
    let groups = groups(&sets, &LIGHT);
    let one = DistributionChart {
        height: 100.0,
        ..chart(&groups, Shape::Box)
    };
    check("box-single", &one, &light());
    check("box-empty", &chart(&[], Shape::Violin), &light());
}

#[test]
fn logarithms() {
    let powers = |seed, width: f64| {
        let set = Set::bell(seed, 120, 0.0, width).values;
        // Powers of two by halves and doubles, which are exact everywhere.
        let two = |v: f64| 2_f64.powi(v.floor() as i32) * (1.0 + v - v.floor());
        set.into_iter().map(move |v| two(v) * 1e-3)
    };
    let sets = [
        Set::new(powers(3, 9.0).collect()),
        Set::new(powers(5, 3.0).chain([0.0, -1.0, f64::INFINITY]).collect()),
    ];
    let groups = groups(&sets, &LIGHT);
    let chart = DistributionChart {
        scale: ScaleKind::Log,
        name: "lr",
        height: 130.0,
        ..chart(&groups, Shape::Box)
    };
    check("box-log", &chart, &light());
    assert_eq!(draw(&chart, &light(), &EstimatedText).not_positive, 2);
}

#[test]
fn the_pointer_finds_single_values() {
    let sets = [Set::new(vec![1.0, 2.0, 3.0]), Set::bell(3, 100, 2.0, 1.0)];
    let groups = groups(&sets, &LIGHT);
    let chart = chart(&groups, Shape::Violin);
    let layout = draw(&chart, &light(), &EstimatedText).layout;
    let x = layout.x_to_pixel(2.0);
    // Values leave the middle of their row by at most seven pixels.
    let row = layout.plot().top + layout.plot().height() / 4.0;
    let found = point_at(&chart, &layout, (x, row));
    assert_eq!(found, Some(Point { group: 0, index: 1 }));
    assert_eq!(point_at(&chart, &layout, (x + 20.0, row)), None);
    assert_eq!(point_at(&chart, &layout, (x, -5.0)), None);
    assert!(height_for(2) < height_for(3));
}

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -3.0..3.0, 1 => proptest::num::f64::ANY]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn anything_gives_a_picture(
        values in proptest::collection::vec(any_value(), 0..60),
        ends in proptest::array::uniform5(any_value()),
        size in (any_value(), any_value()),
        ratio in any_value(),
        log in proptest::bool::ANY,
    ) {
        let [low_whisker, low, median, high, high_whisker] = ends;
        let group = Group {
            label: "a",
            values: &values,
            count: values.iter().filter(|value| value.is_finite()).count(),
            quartiles: Some(Quartiles { low_whisker, low, median, high, high_whisker }),
            density: Some(Density { values: &values, heights: &ends }),
            colour: colour(LIGHT[0]),
            emphasis: Emphasis::Normal,
        };
        for shape in [Shape::Box, Shape::Violin] {
            let groups = [group, group];
            let chart = DistributionChart {
                width: size.0 * 200.0,
                height: size.1 * 200.0,
                ratio,
                scale: if log { ScaleKind::Log } else { ScaleKind::Linear },
                range: Limits::between(ends[0], ends[1]),
                ..chart(&groups, shape)
            };
            let picture = draw(&chart, &light(), &EstimatedText);
            prop_assert!(picture.commands.words().iter().all(|word| word.is_finite()));
            point_at(&chart, &picture.layout, (100.0, 50.0));
        }
    }
}
