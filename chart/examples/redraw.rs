//! Prints the median time to build the picture of common data sizes. Run with `--release`.
//! Nothing is cached between rounds: each one reads all points, as a live redraw would.

#![expect(
    clippy::print_stdout,
    reason = "printing the times is what this program is for"
)]

use std::time::Instant;

use suisei_chart::{
    EstimatedText, Line, LineChart, Raster, Rgba, ScaleKind, Series, Theme, XAxis, XKind, YAxis,
    curve, hover, line, parallel, scatter,
};

const ROUNDS: usize = 21;

fn main() {
    println!(
        "{:>14}  {:>9}  {:>9}  {:>9}  {:>7}",
        "points", "f64 ms", "f32 ms", "pixels ms", "words"
    );
    for (count, length) in [
        (10, 1_000),
        (10, 10_000),
        (100, 1_000),
        (10, 100_000),
        (1, 1_000_000),
        (10, 1_000_000),
    ] {
        let x: Vec<f64> = (0..length).map(|step| step as f64).collect();
        let y: Vec<Vec<f64>> = (0..count).map(|seed| curve(seed, length)).collect();
        let narrow: Vec<Vec<f32>> = y
            .iter()
            .map(|y| y.iter().map(|&value| value as f32).collect())
            .collect();
        let wide: Vec<Line<'_>> = y
            .iter()
            .map(|y| Line {
                x: &x,
                y: y.as_slice().into(),
            })
            .collect();
        let narrow: Vec<Line<'_>> = narrow
            .iter()
            .map(|y| Line {
                x: &x,
                y: y.as_slice().into(),
            })
            .collect();
        let (milliseconds, words) = redraw(&wide);
        let (narrow_milliseconds, _) = redraw(&narrow);
        let label = format!("{count} × {length}");
        let pixels = redraw_pixels(&narrow);
        println!(
            "{label:>14}  {milliseconds:>9.3}  {narrow_milliseconds:>9.3}  {pixels:>9.3}  {words:>7}"
        );
    }
    println!("hover, 100 × 10000: {:.4} ms", hover_time());
    for count in [4_000, 100_000] {
        let [draw, index, hover] = scatter_times(count);
        println!("scatter, {count}: {draw:.3} ms, index {index:.3} ms, hover {hover:.5} ms");
    }
    println!("curve, 1 × 100000: {:.3} ms", curve_time());
    let [commands, pixels] = parallel_times();
    println!("parallel, 1000 × 8: {commands:.3} ms, pixels {pixels:.3} ms");
}

/// Median milliseconds to draw points, to sort them for the pointer, and to find one.
fn scatter_times(count: usize) -> [f64; 3] {
    let (x, y) = (curve(3, count), curve(4, count));
    let chart = scatter::ScatterChart {
        width: 800.0,
        height: 400.0,
        ratio: 1.0,
        x: XAxis::new(XKind::Epoch, "x"),
        y: YAxis::default(),
        points: scatter::Points::new(&x, &y, grey()),
    };
    let theme = theme();
    let layout = scatter::draw(&chart, &theme, &EstimatedText).layout;
    let index = scatter::Index::new(&layout, &chart.points);
    [
        median(|| {
            std::hint::black_box(scatter::draw(&chart, &theme, &EstimatedText));
        }),
        median(|| {
            std::hint::black_box(scatter::Index::new(&layout, &chart.points));
        }),
        median(|| {
            for at in 0..100 {
                let pointer = (60.0 + 7.0 * f64::from(at), 390.0 - 3.5 * f64::from(at));
                std::hint::black_box(index.at_pixel(pointer));
            }
        }) / 100.0,
    ]
}

/// Median milliseconds to draw a long curve.
fn curve_time() -> f64 {
    let x: Vec<f64> = (0..100_000).map(|at| f64::from(at) / 1e5).collect();
    let y = curve(5, x.len());
    let curves = [curve::Curve::new(&x, &y, grey())];
    let chart = curve::CurveChart {
        width: 800.0,
        height: 400.0,
        ratio: 1.0,
        x: XAxis::new(XKind::Epoch, "x"),
        y: YAxis::default(),
        curves: &curves,
        baseline: None,
        square: false,
    };
    let theme = theme();
    median(|| {
        std::hint::black_box(curve::draw(&chart, &theme, &EstimatedText));
    })
}

/// Median milliseconds to draw parallel coordinates as commands and as pixels.
fn parallel_times() -> [f64; 2] {
    let columns: Vec<Vec<f64>> = (0..8).map(|seed| curve(seed, 1_000)).collect();
    let values: Vec<Vec<Option<f64>>> = (0..1_000)
        .map(|row| {
            columns
                .iter()
                .zip([37, 41, 101, 211, 307, 401, 503, 601])
                .map(|(column, stride)| Some(column[row * stride % 1_000]))
                .collect()
        })
        .collect();
    let lines: Vec<_> = values
        .iter()
        .map(|values| parallel::ParallelLine::new(values))
        .collect();
    let mut axes = [parallel::ParallelAxis::numbers("a name", ScaleKind::Linear); 8];
    axes[7].brush = parallel::Brush::Between(0.8, 2.0);
    let chart = parallel::ParallelChart {
        width: 800.0,
        height: 400.0,
        ratio: 1.0,
        axes: &axes,
        lines: &lines,
        missing: "none",
    };
    let (theme, mut raster) = (theme(), Raster::new());
    [
        median(|| {
            std::hint::black_box(parallel::draw(&chart, &theme, &EstimatedText));
        }),
        median(|| {
            let drawn = parallel::draw_pixels(&mut raster, &chart, &theme, &EstimatedText);
            std::hint::black_box(&drawn);
        }),
    ]
}

/// Median milliseconds of a redraw, and the size of the command buffer.
fn redraw(lines: &[Line<'_>]) -> (f64, usize) {
    let all: Vec<Series<'_>> = lines.iter().map(|&line| series(line)).collect();
    let (chart, theme) = (chart(&all), theme());
    let mut words = 0;
    let median = median(|| {
        words = line::draw(&chart, &theme, &EstimatedText)
            .commands
            .words()
            .len();
    });
    (median, words)
}

/// Median milliseconds of a redraw with lines as pixels.
fn redraw_pixels(lines: &[Line<'_>]) -> f64 {
    let all: Vec<Series<'_>> = lines.iter().map(|&line| series(line)).collect();
    let (chart, theme) = (chart(&all), theme());
    let mut raster = Raster::new();
    median(|| {
        let picture = line::draw_pixels(&mut raster, &chart, &theme, &EstimatedText);
        std::hint::black_box(&picture);
    })
}

fn hover_time() -> f64 {
    let x: Vec<f64> = (0..10_000).map(f64::from).collect();
    let y = curve(1, x.len());
    let line = Line {
        x: &x,
        y: y.as_slice().into(),
    };
    let all = vec![series(line); 100];
    let layout = line::draw(&chart(&all), &theme(), &EstimatedText).layout;
    median(|| {
        std::hint::black_box(hover::at_pixel(&layout, &all, (321.0, 123.0)));
    })
}

fn median(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

/// A falling curve with noise.
fn curve(seed: usize, length: usize) -> Vec<f64> {
    let mut state = seed as u64 * 0x9e37_79b9 + 1;
    (0..length)
        .map(|step| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let noise = (state >> 40) as f64 / (1u64 << 24) as f64 - 0.5;
            let t = step as f64 / length as f64;
            0.1 * seed as f64 + 3.0 / (1.0 + 20.0 * t) + 0.3 * noise
        })
        .collect()
}

fn series(line: Line<'_>) -> Series<'_> {
    Series::new(line, grey())
}

fn chart<'a>(series: &'a [Series<'a>]) -> LineChart<'a> {
    LineChart::new(800.0, 400.0, XAxis::new(XKind::Step, "step"), series)
}

fn grey() -> Rgba {
    Rgba {
        red: 128,
        green: 128,
        blue: 128,
        alpha: 1.0,
    }
}

fn theme() -> Theme {
    Theme::plain(grey())
}
