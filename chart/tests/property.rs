//! What must hold for any data: positions that invert, and a cursor that finds the nearest.

use proptest::prelude::*;
use suisei_chart::{
    EstimatedText, Layout, Line, LineChart, Overlay, Rgba, ScaleKind, Series, Side, Theme, XAxis,
    XKind, YAxis, hover, line, overlay,
};

const GREY: Rgba = Rgba {
    red: 128,
    green: 128,
    blue: 128,
    alpha: 1.0,
};

fn series<'a>(x: &'a [f64], y: &'a [f64]) -> Series<'a> {
    Series::new(Line { x, y: y.into() }, GREY)
}

fn chart<'a>(series: &'a [Series<'a>], kind: XKind, scale: ScaleKind) -> LineChart<'a> {
    LineChart {
        y_axis: YAxis {
            scale,
            ..YAxis::default()
        },
        ..LineChart::new(420.0, 240.0, XAxis::new(kind, "step"), series)
    }
}

fn layout(chart: &LineChart<'_>) -> Layout {
    line::draw(chart, &Theme::plain(GREY), &EstimatedText).layout
}

fn y_scale() -> impl Strategy<Value = ScaleKind> {
    prop_oneof![
        Just(ScaleKind::Linear),
        Just(ScaleKind::Log),
        (-6..6i32).prop_map(|exponent| ScaleKind::Symlog {
            threshold: 10f64.powi(exponent)
        }),
    ]
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
        prop_assert!((layout.y_to_pixel(Side::Left, layout.pixel_to_y(Side::Left, pixel)) - pixel).abs() < 1e-6);
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
                (layout.x_to_pixel(hit.x) - pointer.0, layout.y_to_pixel(Side::Left, hit.y) - pointer.1);
            dx * dx + dy * dy
        };
        let best = hovered.hits.iter().map(distance).fold(f64::INFINITY, f64::min);
        let chosen = hovered.hits.iter().find(|hit| Some(hit.series) == hovered.nearest).unwrap();
        prop_assert_eq!(distance(chosen), best);
    }
}

/// A chart with a loss on the left and a rate ten thousand times smaller on the right.
fn with_two_axes(check: impl FnOnce(&Layout, &[Series<'_>])) {
    let x = [0.0, 50.0, 100.0];
    let (loss, rate) = ([4.0, 2.0, 1.0], [1e-4, 3e-4, 2e-4]);
    let right = Series {
        side: Side::Right,
        ..series(&x, &rate)
    };
    let all = [series(&x, &loss), right];
    let chart = LineChart {
        right_axis: Some(YAxis::default()),
        ..chart(&all, XKind::Step, ScaleKind::Linear)
    };
    check(&layout(&chart), &all);
}

#[test]
fn the_pointer_reads_each_axis_by_its_own_scale() {
    with_two_axes(|layout, all| {
        assert!(layout.y(Side::Right).high() < 1e-3 && layout.y(Side::Left).high() > 4.0);
        for (side, value, nearest) in [(Side::Left, 2.0, 0), (Side::Right, 3e-4, 1)] {
            let pixel = layout.y_to_pixel(side, value);
            assert!((layout.pixel_to_y(side, pixel) / value - 1.0).abs() < 1e-9);
            let hovered = hover::at_pixel(layout, all, (layout.x_to_pixel(50.0), pixel)).unwrap();
            assert_eq!(hovered.nearest, Some(nearest));
        }
    });
}

#[test]
fn the_dots_of_the_cursor_lie_on_their_lines() {
    with_two_axes(|layout, all| {
        let hovered = hover::at_value(layout, all, 50.0).unwrap();
        let dots = hovered.dots(all);
        let sides: Vec<Side> = dots.iter().map(|dot| dot.side).collect();
        assert_eq!(sides, [Side::Left, Side::Right]);
        let cursor = Overlay {
            x: Some(hovered.x),
            dots: &dots,
            ..Overlay::default()
        };
        let commands = overlay::draw(layout, &cursor, &Theme::plain(GREY), &EstimatedText);
        for dot in dots {
            let y = layout.y_to_pixel(dot.side, dot.y) as f32;
            assert!(commands.words().contains(&y), "{dot:?}");
        }
    });
}

#[test]
fn without_a_right_axis_the_left_one_measures_all() {
    let x = [0.0, 1.0];
    let y = [1.0, 5.0];
    let all = [Series {
        side: Side::Right,
        ..series(&x, &y)
    }];
    let layout = layout(&chart(&all, XKind::Step, ScaleKind::Linear));
    assert!(layout.y(Side::Left).contains(5.0));
    assert_eq!(layout.y(Side::Right), layout.y(Side::Left));
}
