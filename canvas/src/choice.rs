//! Which backend draws lines: found out by timing both on a small chart.
//!
//! A canvas strokes quickly where a graphics card does it and slowly where the processor does.
//! Nothing tells a page which of the two it has, so it tries.

use suisei_chart::{Line, LineChart, Rgba, Series, Theme, XAxis, XKind};

use crate::{Canvas, context, draw_chart, new_canvas, resize};

/// Size of the chart that is tried, in CSS pixels: that of a usual panel.
const SIZE: (f64, f64) = (420.0, 240.0);
const LINES: usize = 6;
const POINTS: usize = 600;
/// Each backend is tried this often after a first time that does not count.
const ROUNDS: usize = 3;

/// What draws lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// The engine turns lines into pixels and copies them.
    #[default]
    Raster,
    /// The canvas strokes them.
    Commands,
}

/// Median milliseconds of a redraw by each backend, until its pixels can be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// By [`Backend::Raster`].
    pub raster_ms: f64,
    /// By [`Backend::Commands`].
    pub commands_ms: f64,
}

impl Timing {
    /// The faster one.
    pub fn faster(&self) -> Backend {
        if self.commands_ms < self.raster_ms {
            Backend::Commands
        } else {
            Backend::Raster
        }
    }
}

/// Times both backends at a pixel ratio; `None` where there is no canvas or no clock.
pub fn time(ratio: f64, theme: &Theme) -> Option<Timing> {
    let probe = new_canvas()?;
    resize(&probe, 1.0, 1.0, 1.0);
    let mut trials = [
        Trial::new(Backend::Raster, ratio)?,
        Trial::new(Backend::Commands, ratio)?,
    ];
    let x: Vec<f64> = (0..POINTS).map(|step| step as f64).collect();
    let y: Vec<Vec<f64>> = (0..LINES).map(curve).collect();
    let series: Vec<Series<'_>> = y.iter().map(|y| series(&x, y)).collect();
    let chart = LineChart {
        ratio,
        ..LineChart::new(SIZE.0, SIZE.1, XAxis::new(XKind::Step, ""), &series)
    };
    // In turns, so that whatever else the machine does hits both.
    for _ in 0..=ROUNDS {
        for trial in &mut trials {
            let time = redraw(trial, &probe, &chart, theme)?;
            trial.times.push(time);
        }
    }
    let [raster, commands] = trials.map(|trial| median(trial.times.get(1..)?.to_vec()));
    Some(Timing {
        raster_ms: raster?,
        commands_ms: commands?,
    })
}

/// A canvas for one backend, and what it took so far.
struct Trial {
    backend: Backend,
    canvas: Canvas,
    times: Vec<f64>,
}

impl Trial {
    fn new(backend: Backend, ratio: f64) -> Option<Self> {
        let canvas = new_canvas()?;
        resize(&canvas, SIZE.0, SIZE.1, ratio);
        Some(Self {
            backend,
            canvas,
            times: Vec::new(),
        })
    }
}

/// Milliseconds until the picture is there: a canvas may put its work off until somebody wants a
/// pixel. The pixel is read from a second canvas, because one that is read itself may lose the
/// graphics card.
fn redraw(trial: &Trial, probe: &Canvas, chart: &LineChart<'_>, theme: &Theme) -> Option<f64> {
    let clock = web_sys::window()?.performance()?;
    let probe = context(probe, Backend::Raster)?;
    let canvas = &trial.canvas;
    let start = clock.now();
    draw_chart(canvas, chart, theme, trial.backend);
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    probe
        .draw_image_with_html_canvas_element_and_dw_and_dh(canvas, -width, -height, width, height)
        .ok()?;
    probe.get_image_data(0.0, 0.0, 1.0, 1.0).ok()?;
    Some(clock.now() - start)
}

fn median(mut times: Vec<f64>) -> Option<f64> {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}

/// A falling curve with a ripple, as a loss is.
fn curve(seed: usize) -> Vec<f64> {
    let value = |step: usize| {
        let place = step as f64 / POINTS as f64;
        let ripple = ((step * 7919 + seed * 104_729) % 997) as f64 / 997.0;
        2.5 / (1.0 + 12.0 * place) + 0.2 * seed as f64 + 0.3 * ripple
    };
    (0..POINTS).map(value).collect()
}

fn series<'a>(x: &'a [f64], y: &'a [f64]) -> Series<'a> {
    let blue = Rgba {
        red: 38,
        green: 94,
        blue: 231,
        alpha: 1.0,
    };
    Series::new(Line { x, y: y.into() }, blue)
}
