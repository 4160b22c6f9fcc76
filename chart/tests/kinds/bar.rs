//! Bars.

use suisei_chart::bar::{Bar, BarChart, draw, height_for};
use suisei_chart::{Emphasis, EstimatedText, Limits, ScaleKind, Theme, row_at};

use crate::common::files::check_kind;
use crate::common::{LIGHT, colour, dark, light};

const NAMES: [&str; 8] = [
    "vit-s16-lr3e-4-wd.05",
    "vit-s16-lr1e-3-wd.05",
    "vit-s16-lr3e-4-wd.1",
    "vit-s16-lion-lr1e-4-a-name-that-is-much-longer-than-the-others",
    "convnext-t-lr4e-4",
    "vit-s16-sgd-lr0.5",
    "vit-ti16-lr1e-3",
    "vit-s16-lr3e-3-wd.05",
];

fn bars(values: &[f64]) -> Vec<Bar<'static>> {
    let bar = |(slot, &value): (usize, &f64)| Bar {
        label: NAMES[slot % NAMES.len()],
        value,
        interval: None,
        colour: colour(LIGHT[slot % 12]),
        emphasis: Emphasis::Normal,
    };
    values.iter().enumerate().map(bar).collect()
}

fn chart<'a>(bars: &'a [Bar<'a>]) -> BarChart<'a> {
    BarChart {
        width: 420.0,
        height: 240.0,
        ratio: 1.0,
        name: "",
        scale: ScaleKind::Linear,
        range: Limits::AUTOMATIC,
        bars,
    }
}

fn check(name: &str, chart: &BarChart<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, measure| {
        draw(&BarChart { ratio, ..*chart }, theme, measure).commands
    });
}

const BEST: [f64; 8] = [0.793, 0.787, 0.786, 0.779, 0.776, 0.742, 0.720, 0.613];

#[test]
fn best_values() {
    check("bar", &chart(&bars(&BEST)), &light());
    check("bar-dark", &chart(&bars(&BEST)), &dark());
}

#[test]
fn values_on_both_sides_of_zero_and_no_values() {
    let values = [0.4, -0.25, f64::NAN, f64::INFINITY, 0.0, -0.9];
    check("bar-signs", &chart(&bars(&values)), &light());
    check("bar-empty", &chart(&[]), &light());
}

#[test]
fn intervals_and_emphasis() {
    let mut bars = bars(&BEST[..4]);
    for (index, bar) in bars.iter_mut().enumerate() {
        bar.interval = Some((bar.value - 0.08, bar.value + 0.05));
        if index != 1 {
            bar.emphasis = Emphasis::Dimmed;
        }
    }
    check("bar-intervals", &chart(&bars), &light());
}

#[test]
fn logarithms() {
    let bars = bars(&[1e-4, 3e-3, 20.0, 0.0, -1.0]);
    let chart = BarChart {
        scale: ScaleKind::Log,
        ..chart(&bars)
    };
    check("bar-log", &chart, &light());
    assert_eq!(draw(&chart, &light(), &EstimatedText).not_positive, 2);
}

#[test]
fn a_hundred_bars_keep_some_names() {
    let values: Vec<f64> = (0..100).map(|row| f64::from(row % 17) + 1.0).collect();
    check("bar-hundred", &chart(&bars(&values)), &light());
    assert!(height_for(100) > 2_000.0);
}

#[test]
fn the_pointer_finds_its_row() {
    let bars = bars(&BEST);
    let picture = draw(&chart(&bars), &light(), &EstimatedText);
    let plot = picture.layout.plot();
    let row = |at| row_at(&picture.layout, bars.len(), at);
    assert_eq!(row((plot.left + 1.0, plot.top + 1.0)), Some(0));
    assert_eq!(row((4.0, plot.bottom - 1.0)), Some(7), "names count");
    assert_eq!(row((plot.left + 1.0, plot.bottom + 5.0)), None);
}
