//! What must hold for any data: nothing lost in a column, labels in their place, positions that
//! invert, and a cursor that finds the nearest.

use proptest::prelude::*;
use suisei_chart::{
    Emphasis, EstimatedText, Layout, Line, LineChart, Rgba, ScaleKind, Series, Theme, XAxis, XKind,
    hover, line,
};

const GREY: Rgba = Rgba {
    red: 128,
    green: 128,
    blue: 128,
    alpha: 1.0,
};

fn theme() -> Theme {
    Theme {
        surface: GREY,
        grid: GREY,
        axis: GREY,
        tick: GREY,
        cross: GREY,
        zoom: GREY,
        chip: GREY,
        chip_text: GREY,
        font_family: "sans-serif".to_owned(),
        font_size: 11.0,
        chip_weight: 500,
        line_width: 1.5,
        lit_width: 2.25,
        raw_width: 1.0,
        raw_opacity: 0.26,
        dimmed_opacity: 0.16,
    }
}

fn series<'a>(x: &'a [f64], y: &'a [f64]) -> Series<'a> {
    Series {
        line: Line { x, y: y.into() },
        smooth: None,
        colour: GREY,
        dash: &[],
        emphasis: Emphasis::Normal,
        marks: &[],
    }
}

fn chart<'a>(series: &'a [Series<'a>], kind: XKind, y_scale: ScaleKind) -> LineChart<'a> {
    LineChart {
        width: 420.0,
        height: 240.0,
        ratio: 1.0,
        x_axis: XAxis { kind, name: "step" },
        x_range: None,
        y_range: None,
        y_scale,
        minimum_left: 0.0,
        expected_left: 0.0,
        series,
    }
}

fn layout(chart: &LineChart<'_>) -> Layout {
    line::draw(chart, &theme(), &EstimatedText).layout
}

/// Finite numbers of every size and sign.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -1e3..1e3f64,
        (-300..300i32, -10.0..10.0f64).prop_map(|(exponent, lead)| lead * 10f64.powi(exponent)),
        Just(0.0),
    ]
}

fn x_kind() -> impl Strategy<Value = XKind> {
    prop_oneof![
        Just(XKind::Step),
        Just(XKind::Index),
        Just(XKind::Epoch),
        Just(XKind::RelativeTime),
        (-50_000..50_000i32).prop_map(|offset_seconds| XKind::WallTime { offset_seconds }),
    ]
}

fn y_scale() -> impl Strategy<Value = ScaleKind> {
    prop_oneof![Just(ScaleKind::Linear), Just(ScaleKind::Log)]
}

/// Up to `most` points with ascending x, some of them equal.
fn points(most: usize) -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let point = (prop_oneof![Just(0.0), 0.0..10.0f64], -100.0..100.0f64);
    proptest::collection::vec(point, 1..most).prop_map(|points| {
        let mut at = 0.0;
        points
            .into_iter()
            .map(|(step, y)| {
                at += step;
                (at, y)
            })
            .unzip()
    })
}

proptest! {
    #[test]
    fn any_two_values_can_be_drawn(
        x in (number(), number()),
        y in (number(), number()),
        kind in x_kind(),
        scale in y_scale(),
    ) {
        let xs = [x.0.min(x.1), x.0.max(x.1)];
        let ys = [y.0, y.1];
        let all = [series(&xs, &ys)];
        let picture = line::draw(&chart(&all, kind, scale), &theme(), &EstimatedText);
        prop_assert!(picture.commands.words().iter().all(|word| word.is_finite()));
        prop_assert!(picture.layout.x_ticks().len() < 20 && picture.layout.y_ticks().len() < 40);
    }

    #[test]
    fn labels_stand_clear_within_the_range(
        x in (number(), number()),
        y in (number(), number()),
        kind in x_kind(),
        scale in y_scale(),
        width in 60.0..1200.0f64,
        height in 40.0..600.0f64,
    ) {
        let xs = [x.0.min(x.1), x.0.max(x.1)];
        let ys = [y.0, y.1];
        let all = [series(&xs, &ys)];
        let layout = layout(&LineChart { width, height, ..chart(&all, kind, scale) });
        for tick in layout.x_ticks() {
            prop_assert!(layout.x().contains(tick.value), "{tick:?}");
            prop_assert!(tick.position + tick.width / 2.0 <= width, "{tick:?}");
        }
        for pair in layout.x_ticks().windows(2) {
            let end = pair[0].position + pair[0].width / 2.0;
            prop_assert!(end < pair[1].position - pair[1].width / 2.0, "{pair:?}");
            prop_assert!(pair[0].label != pair[1].label, "{pair:?}");
        }
        for tick in layout.y_ticks() {
            prop_assert!(layout.y().contains(tick.value), "{tick:?}");
            prop_assert!(tick.width + 8.0 <= layout.left(), "{tick:?}");
        }
        for pair in layout.y_ticks().windows(2) {
            prop_assert!(pair[0].position - pair[1].position >= 12.0, "{pair:?}");
            prop_assert!(pair[0].label.is_empty() || pair[0].label != pair[1].label, "{pair:?}");
        }
    }

    #[test]
    fn positions_and_values_are_inverse(
        (x, y) in points(50),
        at in (0.0..1.0f64, 0.0..1.0f64),
        scale in y_scale(),
    ) {
        let all = [series(&x, &y)];
        let layout = layout(&chart(&all, XKind::Epoch, scale));
        let plot = layout.plot();
        let pixel = plot.left + at.0 * plot.width();
        prop_assert!((layout.x_to_pixel(layout.pixel_to_x(pixel)) - pixel).abs() < 1e-6);
        let pixel = plot.top + at.1 * plot.height();
        prop_assert!((layout.y_to_pixel(layout.pixel_to_y(pixel)) - pixel).abs() < 1e-6);
    }

    #[test]
    fn hover_finds_the_nearest(
        lines in proptest::collection::vec(points(60), 1..6),
        at in (0.0..1.0f64, 0.0..1.0f64),
    ) {
        let all: Vec<Series<'_>> = lines.iter().map(|(x, y)| series(x, y)).collect();
        let layout = layout(&chart(&all, XKind::Epoch, ScaleKind::Linear));
        let plot = layout.plot();
        let pointer = (plot.left + at.0 * plot.width(), plot.top + at.1 * plot.height());
        let hovered = hover::at_pixel(&layout, &all, pointer).unwrap();

        let x = layout.pixel_to_x(pointer.0);
        let nearest = |points: &[f64], x: f64| {
            points.iter().map(|other| (other - x).abs()).fold(f64::INFINITY, f64::min)
        };
        let everywhere: Vec<f64> = lines.iter().flat_map(|(x, _)| x.iter().copied()).collect();
        prop_assert_eq!((hovered.x - x).abs(), nearest(&everywhere, x));

        let reaches = |points: &[f64]| {
            points.first().unwrap() <= &hovered.x && hovered.x <= *points.last().unwrap()
        };
        let expected: Vec<usize> =
            (0..lines.len()).filter(|&index| reaches(&lines[index].0)).collect();
        let found: Vec<usize> = hovered.hits.iter().map(|hit| hit.series).collect();
        prop_assert_eq!(found, expected);
        for hit in &hovered.hits {
            let (x, y) = &lines[hit.series];
            prop_assert_eq!((hit.x, hit.y), (x[hit.index], y[hit.index]));
            prop_assert_eq!((hit.x - hovered.x).abs(), nearest(x, hovered.x));
        }

        let distance = |hit: &suisei_chart::Hit| {
            let (dx, dy) =
                (layout.x_to_pixel(hit.x) - pointer.0, layout.y_to_pixel(hit.y) - pointer.1);
            dx * dx + dy * dy
        };
        let best = hovered.hits.iter().map(distance).fold(f64::INFINITY, f64::min);
        let chosen = hovered.hits.iter().find(|hit| Some(hit.series) == hovered.nearest).unwrap();
        prop_assert_eq!(distance(chosen), best);
    }
}
