//! Ridges of histograms over steps.

use proptest::prelude::*;
use suisei_chart::heat::Column;
use suisei_chart::ridge::{RidgeChart, columns_at, draw};
use suisei_chart::{EstimatedText, ScaleKind, Theme, XAxis, XKind, YAxis};

use super::heat::Narrowing;
use crate::common::files::check_kind;
use crate::common::{dark, light, steps};

fn chart<'a>(edges: &'a [f64], columns: &'a [Column<'a>]) -> RidgeChart<'a> {
    RidgeChart {
        width: 420.0,
        height: 240.0,
        ratio: 1.0,
        steps: XAxis::new(XKind::Step, "step"),
        values: YAxis::default(),
        edges,
        columns,
    }
}

fn check(name: &str, chart: &RidgeChart<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, measure| {
        draw(&RidgeChart { ratio, ..*chart }, theme, measure).commands
    });
}

#[test]
fn few_ridges() {
    let data = Narrowing::new(steps(5, 50_000.0), 60, 0.2);
    check("ridge-few", &chart(&data.edges, &data.columns()), &light());
}

#[test]
fn forty_ridges() {
    let data = Narrowing::new(steps(40, 80_000.0), 60, 0.2);
    let columns = data.columns();
    let chart = RidgeChart {
        height: 320.0,
        ..chart(&data.edges, &columns)
    };
    check("ridge", &chart, &light());
    check("ridge-dark", &chart, &dark());
}

#[test]
fn more_steps_than_ridges_have_room() {
    let data = Narrowing::new(steps(500, 100_000.0), 60, 0.2);
    let columns = data.columns();
    let chart = chart(&data.edges, &columns);
    check("ridge-many", &chart, &light());
    // No step is left out.
    let layout = draw(&chart, &light(), &EstimatedText).layout;
    let plot = layout.plot();
    let mut found: Vec<usize> = (0..2_400)
        .filter_map(|tenth| columns_at(&chart, &layout, (2.0, f64::from(tenth) / 10.0)))
        .flatten()
        .collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, (0..500).collect::<Vec<_>>());
    assert_eq!(columns_at(&chart, &layout, (plot.right + 2.0, 50.0)), None);
}

#[test]
fn the_pointer_finds_the_foremost_ridge() {
    let data = Narrowing::new(steps(5, 50_000.0), 60, 0.0);
    let columns = data.columns();
    let chart = chart(&data.edges, &columns);
    let layout = draw(&chart, &light(), &EstimatedText).layout;
    let plot = layout.plot();
    let at = |value: f64, y: f64| columns_at(&chart, &layout, (layout.x_to_pixel(value), y));
    assert_eq!(at(0.0, plot.bottom - 2.0), Some(vec![4]));
    // The ridge before stands nearer, but the newest one covers the place.
    let foot = layout.y_to_pixel(suisei_chart::Side::Left, -3.5);
    assert_eq!(at(0.0, foot - 1.0), Some(vec![4]));
    assert_eq!(
        columns_at(&chart, &layout, (2.0, foot - 1.0)),
        Some(vec![3])
    );
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -30.0..30.0, 1 => proptest::num::f64::ANY]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn anything_gives_a_picture(
        places in proptest::collection::vec(any_number(), 0..80),
        counts in proptest::collection::vec(any_number(), 0..12),
        mut edges in proptest::collection::vec(any_number(), 0..12),
        size in (any_number(), any_number()),
        scale in prop_oneof![
            Just(ScaleKind::Linear),
            Just(ScaleKind::Log),
            Just(ScaleKind::Symlog { threshold: 0.1 }),
        ],
    ) {
        edges.sort_by(f64::total_cmp);
        let columns: Vec<Column<'_>> =
            places.iter().map(|&x| Column { x, counts: &counts }).collect();
        let chart = RidgeChart {
            width: size.0 * 15.0,
            height: size.1 * 15.0,
            values: YAxis { scale, ..YAxis::default() },
            ..chart(&edges, &columns)
        };
        let picture = draw(&chart, &light(), &EstimatedText);
        prop_assert!(picture.commands.words().iter().all(|word| word.is_finite()));
        columns_at(&chart, &picture.layout, (60.0, 40.0));
    }
}
