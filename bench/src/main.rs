//! The chart engine for a page that times it beside another library.
//!
//! It draws through the same crates, with the same compiler flags and profile, as the app. What is
//! measured and how is in `page/contest.js`; this file holds data and calls the engine.

use suisei_canvas::{Backend, Canvas, CanvasText};
use suisei_chart::{
    Layout, Line, LineChart, Overlay, Rgba, Series, Theme, XAxis, XKind, hover, overlay,
};
use suisei_core::smooth::{Domain, Smoothing, smooth_into};
use wasm_bindgen::prelude::wasm_bindgen;

mod kinds;

fn main() {}

/// One chart: its data, its size and what is visible.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Plot {
    size: (f64, f64),
    ratio: f64,
    theme: Theme,
    colours: Vec<Rgba>,
    x: Vec<f64>,
    y: Vec<Vec<f32>>,
    /// The values as the app keeps them while it smooths, and one series smoothed.
    wide: Vec<Vec<f64>>,
    smooth: Vec<f64>,
    range: Option<(f64, f64)>,
    layout: Option<Layout>,
}

#[wasm_bindgen]
impl Plot {
    /// A chart without data. Sizes and widths are CSS pixels.
    #[wasm_bindgen(constructor)]
    pub fn new(width: f64, height: f64, ratio: f64, line_width: f64) -> Self {
        Self {
            size: (width, height),
            ratio,
            theme: theme(line_width),
            colours: Vec::new(),
            x: Vec::new(),
            y: Vec::new(),
            wide: Vec::new(),
            smooth: Vec::new(),
            range: None,
            layout: None,
        }
    }

    /// Takes the places that all series share.
    pub fn set_x(&mut self, x: Vec<f64>) {
        self.x = x;
    }

    /// Takes the values of a series, which cross into the module's memory once.
    pub fn set_series(&mut self, index: usize, colour: &str, values: Vec<f32>) {
        if self.y.len() <= index {
            self.y.resize(index + 1, Vec::new());
            self.colours.resize(index + 1, self.theme.axis);
        }
        self.y[index] = values;
        if let Some(colour) = Rgba::parse(colour) {
            self.colours[index] = colour;
        }
    }

    /// Chooses the visible range; everything for an empty one.
    pub fn set_range(&mut self, low: f64, high: f64) {
        self.range = (low < high).then_some((low, high));
    }

    /// Draws, with pixels or with commands.
    pub fn draw(&mut self, canvas: &Canvas, backend: &str) {
        let backend = crate::backend(backend);
        suisei_canvas::resize(canvas, self.size.0, self.size.1, self.ratio);
        let series = self.series();
        let x_axis = XAxis {
            range: self.range.into(),
            ..XAxis::new(XKind::Step, "step")
        };
        let chart = LineChart {
            ratio: self.ratio,
            expected_left: self.layout.as_ref().map_or(0.0, Layout::left),
            ..LineChart::new(self.size.0, self.size.1, x_axis, &series)
        };
        let picture = suisei_canvas::draw_chart(canvas, &chart, &self.theme, backend);
        drop(series);
        self.layout = Some(picture.layout);
    }

    /// Index of the series nearest to a position in CSS pixels; −1 for none.
    pub fn nearest(&self, x: f64, y: f64) -> i32 {
        let nearest = self
            .layout
            .as_ref()
            .and_then(|layout| hover::at_pixel(layout, &self.series(), (x, y))?.nearest);
        nearest.map_or(-1, |index| index as i32)
    }

    /// Draws the cursor and its dots on a canvas above the picture.
    pub fn draw_cursor(&self, canvas: &Canvas, x: f64, y: f64) {
        let Some(layout) = &self.layout else { return };
        suisei_canvas::resize(canvas, self.size.0, self.size.1, self.ratio);
        let series = self.series();
        let Some(hovered) = hover::at_pixel(layout, &series, (x, y)) else {
            return;
        };
        let dots = hovered.dots(&series);
        let shown = Overlay {
            x: Some(hovered.x),
            dots: &dots,
            ..Overlay::default()
        };
        let commands = overlay::draw(layout, &shown, &self.theme, &CanvasText);
        suisei_canvas::draw(canvas, &commands, Backend::Raster);
    }

    /// Prepares the values for smoothing.
    pub fn widen(&mut self) {
        let wide = |y: &Vec<f32>| y.iter().map(|&value| f64::from(value)).collect();
        self.wide = self.y.iter().map(wide).collect();
    }

    /// Smooths every series anew, by the name of a smoothing and its one number, and returns the
    /// last value, so that nothing is left out.
    pub fn smooth(&mut self, kind: &str, amount: f64) -> f64 {
        let smoothing = match kind {
            "mean" => Smoothing::Mean {
                points: amount as u32,
            },
            "median" => Smoothing::Median {
                points: amount as u32,
            },
            "gaussian" => Smoothing::Gaussian { sigma: amount },
            _ => Smoothing::Exponential { weight: amount },
        };
        let mut last = 0.0;
        for y in &self.wide {
            smooth_into(&self.x, y, smoothing, Domain::Linear, &mut self.smooth);
            last = self.smooth.last().copied().unwrap_or_default();
        }
        last
    }
}

fn backend(name: &str) -> Backend {
    match name {
        "raster" => Backend::Raster,
        _ => Backend::Commands,
    }
}

impl Plot {
    fn series(&self) -> Vec<Series<'_>> {
        self.y
            .iter()
            .zip(&self.colours)
            .map(|(y, &colour)| {
                let line = Line {
                    x: &self.x,
                    y: y.as_slice().into(),
                };
                Series::new(line, colour)
            })
            .collect()
    }
}

/// The backend that the app would choose at this pixel ratio.
#[wasm_bindgen]
pub fn chosen_backend(ratio: f64) -> String {
    let timing = suisei_canvas::time(ratio, &theme(1.5));
    match timing.map(|timing| timing.faster()).unwrap_or_default() {
        Backend::Raster => "raster".to_owned(),
        Backend::Commands => "commands".to_owned(),
    }
}

fn theme(line_width: f64) -> Theme {
    let colour = |red, green, blue| Rgba {
        red,
        green,
        blue,
        alpha: 1.0,
    };
    Theme {
        surface: colour(255, 255, 255),
        grid: colour(236, 238, 242),
        axis: colour(195, 200, 209),
        tick: colour(97, 104, 118),
        cross: colour(107, 114, 128),
        zoom: colour(200, 210, 240),
        chip: colour(25, 28, 34),
        chip_text: colour(255, 255, 255),
        font_family: "system-ui, sans-serif".to_owned(),
        line_width,
        lit_width: line_width * 1.5,
        ..Theme::plain(colour(0, 0, 0))
    }
}
