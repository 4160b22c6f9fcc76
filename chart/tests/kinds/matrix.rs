//! Confusion matrices.

use proptest::prelude::*;
use suisei_chart::matrix::{MatrixChart, Share, cell_at, draw};
use suisei_chart::{Commands, EstimatedText, Rgba, Theme};

use crate::common::files::check_kind;
use crate::common::{Noise, dark, light};

const ANIMALS: [&str; 8] = [
    "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
];
const LONG: [&str; 8] = [
    "great white shark",
    "cat",
    "a class with a name that is longer than anything",
    "dog",
    "バスケットボール",
    "horse",
    "container ship",
    "truck",
];

/// Mostly right, with two classes that are taken for each other.
fn cells(classes: usize, scale: f64) -> Vec<f64> {
    let mut noise = Noise::new(3);
    let cell = |at: usize| {
        let (row, column) = (at / classes, at % classes);
        let even = noise.next() * 0.5 + 0.5;
        let count = if row == column {
            82.0 + 15.0 * even
        } else if row.abs_diff(column) == 2 && row.min(column) == 1 {
            11.0 + 5.0 * even
        } else {
            6.0 * even * even - 0.9
        };
        (count.max(0.0) * scale).round()
    };
    (0..classes * classes).map(cell).collect()
}

fn chart<'a>(labels: &'a [&'a str], cells: &'a [f64]) -> MatrixChart<'a> {
    MatrixChart {
        width: 320.0,
        height: 300.0,
        ratio: 1.0,
        labels,
        cells,
        actual: "actual",
        predicted: "predicted",
        share: Share::Counts,
        highlight: None,
    }
}

fn check(name: &str, chart: &MatrixChart<'_>, theme: &Theme) {
    check_kind(name, theme, &|ratio, measure| {
        draw(&MatrixChart { ratio, ..*chart }, theme, measure).commands
    });
}

#[test]
fn eight_classes() {
    let cells = cells(8, 1.0);
    check("matrix", &chart(&ANIMALS, &cells), &light());
    let lit = MatrixChart {
        highlight: Some((1, 3)),
        ..chart(&ANIMALS, &cells)
    };
    check("matrix-dark", &lit, &dark());
}

#[test]
fn shares_and_long_names() {
    let cells = cells(8, 40.0);
    let chart = MatrixChart {
        share: Share::OfRow,
        width: 460.0,
        height: 370.0,
        ..chart(&LONG, &cells)
    };
    check("matrix-shares", &chart, &light());
}

fn numbered(classes: usize) -> Vec<String> {
    (0..classes).map(|class| format!("class {class}")).collect()
}

#[test]
fn many_classes() {
    let names = numbered(100);
    let labels: Vec<&str> = names.iter().map(String::as_str).collect();
    let hundred = cells(100, 1.0);
    let chart = MatrixChart {
        highlight: Some((41, 43)),
        ..chart(&labels, &hundred)
    };
    check("matrix-hundred", &chart, &light());
}

#[test]
fn a_matrix_without_classes() {
    check("matrix-empty", &chart(&[], &[]), &light());
}

#[test]
fn counts_that_are_none() {
    let cells = [f64::NAN, f64::INFINITY, -3.0, 0.0, 5.0];
    let chart = MatrixChart {
        width: 160.0,
        height: 160.0,
        ..chart(&["a", "b", "c"], &cells)
    };
    check("matrix-broken", &chart, &light());
}

/// A filled rectangle: left, top, width, height, and the colour it has.
fn rects(commands: &Commands) -> Vec<([f32; 4], [f32; 3])> {
    let mut fill = [0.0; 3];
    let mut found = Vec::new();
    for (code, arguments) in crate::common::words::commands(commands) {
        match code {
            2 => fill.copy_from_slice(&arguments[..3]),
            8 => found.push(([0, 1, 2, 3].map(|at| arguments[at]), fill)),
            _ => {}
        }
    }
    found
}

fn step_of(colour: [f32; 3], theme: &Theme) -> Option<usize> {
    let channels = |token: &Rgba| [token.red, token.green, token.blue].map(f32::from);
    theme.seq.iter().position(|token| channels(token) == colour)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Each cell that was counted has its colour, or that of a larger one, on the pixel under
    /// which the pointer finds it; however many cells share that pixel.
    #[test]
    fn no_hit_vanishes(
        classes in prop::sample::select(vec![1usize, 2, 5, 30, 30, 120, 120, 300, 1000]),
        size in (20.0..700.0f64, 20.0..700.0f64),
        ratio in prop::sample::select(vec![1.0, 1.5, 2.0]),
        hits in prop::collection::vec((any::<prop::sample::Index>(), 0.1..1e6f64), 1..12),
        share in prop::sample::select(vec![Share::Counts, Share::OfRow, Share::OfColumn]),
    ) {
        let mut cells = vec![0.0; classes * classes];
        for (at, count) in &hits {
            cells[at.index(classes * classes)] = *count;
        }
        let labels = vec!["a class"; classes];
        let chart = MatrixChart {
            width: size.0,
            height: size.1,
            ratio,
            share,
            ..chart(&labels, &cells)
        };
        let theme = light();
        let picture = draw(&chart, &theme, &EstimatedText);
        let plot = picture.layout.plot();
        let rects = rects(&picture.commands);
        for (at, _) in hits {
            let at = at.index(classes * classes);
            let (row, column) = (at / classes, at % classes);
            let middle = |class: usize, start: f64, length: f64| {
                let pixels = (length * ratio).round();
                let pixel = (class as f64 * pixels / classes as f64 + 1e-6).floor();
                start + (pixel + 0.5) / ratio
            };
            let pointer = (
                middle(column, plot.left, plot.width()),
                middle(row, plot.top, plot.height()),
            );
            let (x, y) = ((pointer.0 * ratio) as f32, (pointer.1 * ratio) as f32);
            let covers = |rect: &[f32; 4]| {
                rect[0] <= x && x < rect[0] + rect[2] && rect[1] <= y && y < rect[1] + rect[3]
            };
            let top = rects.iter().rfind(|(rect, _)| covers(rect));
            let step = top.and_then(|(_, colour)| step_of(*colour, &theme));
            prop_assert!(step > Some(0), "{row} {column}: {top:?}");
            let found = cell_at(&picture.layout, &chart, pointer).unwrap();
            prop_assert!(cells[found.0 * classes + found.1] > 0.0, "{found:?}");
            if classes <= 20 {
                prop_assert_eq!(found, (row, column));
            }
        }
    }

    #[test]
    fn any_input_gives_a_picture(
        cells in prop::collection::vec(prop_oneof![
            Just(f64::NAN), Just(f64::INFINITY), Just(-1.0), Just(0.0), Just(f64::MAX), 0.0..1e9f64,
        ], 0..40),
        classes in 0usize..7,
        size in (prop_oneof![Just(0.0), Just(f64::NAN), -5.0..900.0f64], prop_oneof![Just(0.0), Just(f64::INFINITY), 0.0..900.0f64]),
        ratio in prop_oneof![Just(f64::NAN), Just(0.0), 0.5..4.0f64],
        highlight in prop::option::of((0usize..9, 0usize..9)),
    ) {
        let labels = &LONG[..classes];
        let chart = MatrixChart {
            width: size.0,
            height: size.1,
            ratio,
            highlight,
            ..chart(labels, &cells)
        };
        let picture = draw(&chart, &light(), &EstimatedText);
        prop_assert!(picture.commands.words().iter().all(|word| word.is_finite()));
        prop_assert_eq!(picture.clone(), draw(&chart, &light(), &EstimatedText));
    }

    /// Names stand clear of each other, of the numbers and of the edges.
    #[test]
    fn names_never_overlap(
        classes in 1usize..130,
        size in (60.0..700.0f64, 60.0..700.0f64),
        long in any::<bool>(),
        highlight in prop::option::of((0usize..130, 0usize..130)),
        font_size in 8.0..20.0f64,
    ) {
        let names = numbered(classes);
        let labels: Vec<&str> = (0..classes)
            .map(|class| if long { LONG[class % 8] } else { names[class].as_str() })
            .collect();
        let cells = cells(classes, 1.0);
        let chart = MatrixChart { width: size.0, height: size.1, highlight, ..chart(&labels, &cells) };
        let theme = Theme { font_size, ..light() };
        let picture = draw(&chart, &theme, &EstimatedText);
        crate::common::words::texts_stand_clear(&picture.commands, size)?;
    }
}

/// What the criterion for legible text asks of every number in every cell, in both themes.
#[test]
fn numbers_are_legible_on_every_step() {
    let luminance = |[red, green, blue]: [f32; 3]| {
        let linear = |channel: f32| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    };
    let labels = ["a", "b", "c", "d"];
    // Squares of ninths: one cell for each step.
    let cells: Vec<f64> = (0..10).map(|step| f64::from(step * step)).collect();
    for theme in [light(), dark()] {
        let picture = draw(&chart(&labels, &cells), &theme, &EstimatedText);
        let rects = rects(&picture.commands);
        let mut fill = [0.0; 3];
        let mut numbers = 0;
        for (code, arguments) in crate::common::words::commands(&picture.commands) {
            match code {
                2 => fill.copy_from_slice(&arguments[..3]),
                11 => {
                    let (x, y) = (arguments[1], arguments[2] - 2.0);
                    let inside = |rect: &[f32; 4]| {
                        (rect[0]..rect[0] + rect[2]).contains(&x)
                            && (rect[1]..rect[1] + rect[3]).contains(&y)
                    };
                    let cell = rects.iter().find(|(rect, _)| inside(rect));
                    let Some((_, cell)) = cell else { continue };
                    let (a, b) = (luminance(fill), luminance(*cell));
                    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    assert!(contrast >= 4.5, "{contrast} on {cell:?}");
                    numbers += 1;
                }
                _ => {}
            }
        }
        assert_eq!(numbers, 9, "one for each step but zero");
    }
}

#[test]
fn the_pointer_finds_its_cell() {
    let cells = cells(8, 1.0);
    let chart = chart(&ANIMALS, &cells);
    let picture = draw(&chart, &light(), &EstimatedText);
    let plot = picture.layout.plot();
    let pitch = plot.width() / 8.0;
    let at = |column: f64, row: f64| {
        let pointer = (plot.left + column * pitch, plot.top + row * pitch);
        cell_at(&picture.layout, &chart, pointer)
    };
    assert_eq!(at(0.5, 0.5), Some((0, 0)));
    assert_eq!(at(3.1, 1.9), Some((1, 3)));
    assert_eq!(at(7.9, 7.9), Some((7, 7)));
    assert_eq!(at(8.1, 3.0), None);
    assert_eq!(at(-0.1, 3.0), None);
    assert_eq!(chart.format_cell(1, 1), cells[9].to_string());
}

/// Nothing is squeezed: cells are as high as they are wide, and one pixel apart.
#[test]
fn cells_are_squares() {
    for ratio in [1.0, 2.0, 3.0] {
        let cells = cells(8, 1.0);
        let chart = MatrixChart {
            ratio,
            ..chart(&ANIMALS, &cells)
        };
        let picture = draw(&chart, &light(), &EstimatedText);
        let all = rects(&picture.commands);
        assert_eq!(all.len(), 64);
        for (rect, _) in &all {
            assert_eq!(rect[2], rect[3]);
            assert!(rect.iter().all(|length| length.fract() == 0.0));
        }
        let pitch = all[0].0[2] + ratio as f32;
        let plot = picture.layout.plot();
        assert_eq!((plot.width() * ratio).round() as f32, pitch * 8.0);
    }
}
