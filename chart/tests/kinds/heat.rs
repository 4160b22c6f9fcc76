//! Heat maps of histograms over steps.

use proptest::prelude::*;
use suisei_chart::heat::{Cell, Column, HeatChart, Shade, cell_at, draw};
use suisei_chart::{EstimatedText, Limits, ScaleKind, Theme, XAxis, XKind, YAxis};

use crate::common::files::{check_kind, decoded};
use crate::common::{Noise, dark, light, steps};

/// Histograms that narrow down from step to step.
pub(crate) struct Narrowing {
    pub(crate) edges: Vec<f64>,
    pub(crate) places: Vec<f64>,
    pub(crate) counts: Vec<Vec<f64>>,
}

impl Narrowing {
    pub(crate) fn new(places: Vec<f64>, bins: usize, noise: f64) -> Self {
        let edges = (0..=bins).map(|at| (at as f64 * 6.0 / bins as f64 - 3.0) / 10.0);
        let edges: Vec<f64> = edges.collect();
        let last = places.last().copied().unwrap_or(1.0).max(1.0);
        let mut random = Noise::new(29);
        let column = |x: &f64| {
            let width = 0.09 + 0.23 / (1.0 + 5.0 * x / last);
            let count = |pair: &[f64]| {
                let z = (pair[0] + pair[1]) / 2.0 / width;
                let bell = (1.0 - z * z).max(0.0).powi(4);
                let count = 900.0 * bell / width * 0.1 * (1.0 + noise * random.next());
                count.max(0.0).floor()
            };
            edges.windows(2).map(count).collect()
        };
        let counts = places.iter().map(column).collect();
        Self {
            counts,
            edges,
            places,
        }
    }

    pub(crate) fn columns(&self) -> Vec<Column<'_>> {
        let pairs = self.places.iter().zip(&self.counts);
        pairs.map(|(&x, counts)| Column { x, counts }).collect()
    }
}

fn chart<'a>(edges: &'a [f64], columns: &'a [Column<'a>]) -> HeatChart<'a> {
    HeatChart {
        width: 420.0,
        height: 240.0,
        ratio: 1.0,
        x_axis: XAxis::new(XKind::Step, "step"),
        y_axis: YAxis::default(),
        shade: Shade::SquareRoot,
        edges,
        columns,
    }
}

fn check(name: &str, chart: &HeatChart<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, measure| {
        draw(&HeatChart { ratio, ..*chart }, theme, measure).commands
    });
}

#[test]
fn gradients_over_steps() {
    let data = Narrowing::new(steps(40, 90_000.0), 26, 0.5);
    let columns = data.columns();
    check("heat", &chart(&data.edges, &columns), &light());
    check("heat-dark", &chart(&data.edges, &columns), &dark());
}

#[test]
fn irregular_steps_have_columns_of_their_own_widths() {
    let places = vec![
        0.0, 100.0, 300.0, 700.0, 1500.0, 3100.0, 6300.0, 7000.0, 12_700.0,
    ];
    let data = Narrowing::new(places, 20, 0.2);
    let columns = data.columns();
    let irregular = HeatChart {
        shade: Shade::Linear,
        ..chart(&data.edges, &columns)
    };
    check("heat-irregular", &irregular, &light());
    let log = HeatChart {
        x_axis: XAxis {
            scale: ScaleKind::Log,
            ..XAxis::new(XKind::Step, "step")
        },
        ..chart(&data.edges, &columns)
    };
    check("heat-log", &log, &light());
}

#[test]
fn one_column_and_none() {
    let data = Narrowing::new(vec![500.0], 20, 0.2);
    check("heat-one", &chart(&data.edges, &data.columns()), &light());
    check("heat-empty", &chart(&data.edges, &[]), &light());
}

#[test]
fn ten_thousand_columns() {
    let mut data = Narrowing::new(steps(10_000, 90_000.0), 24, 0.1);
    // One column of ten thousand is different.
    data.counts[6_000] = vec![0.0; 24];
    data.counts[6_000][22] = 5.0;
    let columns = data.columns();
    let small = HeatChart {
        width: 240.0,
        height: 150.0,
        ..chart(&data.edges, &columns)
    };
    check("heat-dense", &small, &light());
}

#[test]
fn the_pointer_finds_its_cell() {
    let data = Narrowing::new(steps(10, 100.0), 6, 0.0);
    let columns = data.columns();
    let chart = chart(&data.edges, &columns);
    let layout = draw(&chart, &light(), &EstimatedText).layout;
    let at = |x: f64, y: f64| {
        let place = (
            layout.x_to_pixel(x),
            layout.y_to_pixel(suisei_chart::Side::Left, y),
        );
        cell_at(&chart, &layout, place)
    };
    let found = at(41.0, 0.05);
    assert!(matches!(found, Some(Cell { column: 3, bin: 3, share }) if share > 0.1));
    assert_eq!(at(41.0, 0.4), None);
    assert_eq!(at(-20.0, 0.0), None);
}

#[test]
fn bins_without_a_place_are_counted() {
    let counts = [3.0, 2.0, 1.0];
    let columns = [Column {
        x: 1.0,
        counts: &counts,
    }];
    let chart = HeatChart {
        y_axis: YAxis {
            scale: ScaleKind::Log,
            ..YAxis::default()
        },
        ..chart(&[-2.0, -1.0, 1.0, 10.0], &columns)
    };
    assert_eq!(draw(&chart, &light(), &EstimatedText).not_positive, 1);
    // A bin from zero on has a place as far as its upper end.
    let from_zero = HeatChart {
        edges: &[0.0, 1.0],
        ..chart
    };
    let picture = draw(&from_zero, &light(), &EstimatedText);
    let plot = picture.layout.plot();
    let middle = (plot.left.midpoint(plot.right), plot.bottom - 2.0);
    let found = cell_at(&from_zero, &picture.layout, middle);
    assert_eq!(
        (picture.not_positive, found.map(|cell| cell.bin)),
        (0, Some(0))
    );
}

#[test]
fn there_are_no_seams() {
    let counts = [1.0; 37];
    let columns: Vec<Column<'_>> = steps(123, 5e4)
        .iter()
        .map(|&x| Column { x, counts: &counts })
        .collect();
    let edges: Vec<f64> = (0..=37).map(f64::from).collect();
    for ratio in [1.0, 1.25, 1.5, 2.0, 3.0] {
        let chart = HeatChart {
            ratio,
            ..chart(&edges, &columns)
        };
        let theme = light();
        let picture = draw(&chart, &theme, &EstimatedText);
        let pixels = decoded(&picture.commands, theme.surface).unwrap();
        let plot = picture.layout.plot();
        let [left, top, right, bottom] =
            [plot.left, plot.top, plot.right, plot.bottom].map(|css| (css * ratio).round() as u32);
        let full = theme.seq[9];
        for (x, y) in (top..bottom - 3).flat_map(|y| (left..right).map(move |x| (x, y))) {
            let seen = pixels.pixel(x, y).unwrap();
            let seen = [seen.red(), seen.green(), seen.blue()];
            assert_eq!(seen, [full.red, full.green, full.blue], "{x} {y} {ratio}");
        }
    }
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -30.0..30.0, 1 => proptest::num::f64::ANY]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// However many columns share a pixel, the only one that is hot can be seen and pointed at.
    #[test]
    fn a_single_hot_cell_never_vanishes(
        columns in 1_usize..6_000,
        bins in 1_usize..700,
        hot in (0.0..1.0_f64, 0.0..1.0_f64),
        ratio in 0.7..3.0_f64,
    ) {
        let (hot_column, hot_bin) = (
            (hot.0 * columns as f64) as usize,
            (hot.1 * bins as f64) as usize,
        );
        let empty: [f64; 0] = [];
        let mut counts = vec![0.0; bins];
        counts[hot_bin] = 1.0;
        let all: Vec<Column<'_>> = (0..columns)
            .map(|x| Column {
                x: x as f64,
                counts: if x == hot_column { &counts } else { &empty },
            })
            .collect();
        let edges: Vec<f64> = (0..=bins).map(|edge| edge as f64).collect();
        let chart = HeatChart {
            width: 160.0,
            height: 100.0,
            ratio,
            y_axis: YAxis { range: Limits::between(0.0, bins as f64), ..YAxis::default() },
            ..chart(&edges, &all)
        };
        let theme = light();
        let picture = draw(&chart, &theme, &EstimatedText);
        let x = picture.layout.x_to_pixel(hot_column as f64);
        let y = picture.layout.y_to_pixel(suisei_chart::Side::Left, hot_bin as f64 + 0.5);
        // Ends of cells lie on whole pixels, so the hot one may be drawn half of one beside its place.
        let unit = 0.55 * ratio.floor().max(1.0) / ratio;
        let hot = Some(Cell { column: hot_column, bin: hot_bin, share: 1.0 });
        let around = [(0.0, 0.0), (0.0, unit), (0.0, -unit), (unit, 0.0), (-unit, 0.0)];
        let found = around.map(|(dx, dy)| cell_at(&chart, &picture.layout, (x + dx, y + dy)));
        prop_assert!(found.contains(&hot), "{found:?}");
        let pixels = decoded(&picture.commands, theme.surface).unwrap();
        let colour = theme.seq[9];
        let wanted = [colour.red, colour.green, colour.blue];
        let seen = pixels.pixels().iter().any(|p| [p.red(), p.green(), p.blue()] == wanted);
        prop_assert!(seen, "{} of {columns}, {} of {bins}", hot_column, hot_bin);
    }

    #[test]
    fn anything_gives_a_picture(
        places in proptest::collection::vec(any_number(), 0..20),
        counts in proptest::collection::vec(any_number(), 0..12),
        mut edges in proptest::collection::vec(any_number(), 0..12),
        size in (any_number(), any_number()),
        scale in prop_oneof![
            Just(ScaleKind::Linear),
            Just(ScaleKind::Log),
            Just(ScaleKind::Symlog { threshold: 0.1 }),
        ],
        sorted in proptest::bool::ANY,
    ) {
        if sorted {
            edges.sort_by(f64::total_cmp);
        }
        let columns: Vec<Column<'_>> =
            places.iter().map(|&x| Column { x, counts: &counts }).collect();
        for kind in [XKind::Step, XKind::WallTime] {
            let chart = HeatChart {
                width: size.0 * 15.0,
                height: size.1 * 15.0,
                x_axis: XAxis { scale, ..XAxis::new(kind, "x") },
                y_axis: YAxis { scale, ..YAxis::default() },
                ..chart(&edges, &columns)
            };
            let picture = draw(&chart, &light(), &EstimatedText);
            prop_assert!(picture.commands.words().iter().all(|word| word.is_finite()));
            cell_at(&chart, &picture.layout, (60.0, 40.0));
        }
    }
}
