//! Kinds of charts that uPlot does not have: sparklines, scatter, parallel coordinates.

use suisei_canvas::{Backend, Canvas, CanvasText};
use suisei_chart::parallel::{ParallelAxis, ParallelChart, ParallelLine};
use suisei_chart::scatter::{self, Points, ScatterChart};
use suisei_chart::spark::{self, Spark};
use suisei_chart::{Rgba, ScaleKind, Theme, XAxis, XKind, YAxis};
use wasm_bindgen::prelude::wasm_bindgen;

/// Size of a sparkline in a cell of a table, in CSS pixels.
const SPARK: (f64, f64) = (80.0, 20.0);
/// Size of the other charts.
const CHART: (f64, f64) = (800.0, 400.0);

/// Data of these kinds, one column after the other.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Kinds {
    ratio: f64,
    theme: Theme,
    columns: Vec<Vec<f64>>,
}

#[wasm_bindgen]
impl Kinds {
    /// Without data.
    #[wasm_bindgen(constructor)]
    pub fn new(ratio: f64) -> Self {
        Self {
            ratio,
            theme: crate::theme(1.0),
            columns: Vec::new(),
        }
    }

    /// Takes one more column of values.
    pub fn push(&mut self, values: Vec<f64>) {
        self.columns.push(values);
    }

    /// Draws one column as a sparkline.
    pub fn draw_spark(&self, column: usize, canvas: &Canvas) {
        suisei_canvas::resize(canvas, SPARK.0, SPARK.1, self.ratio);
        let commands = spark::draw(&self.spark(column), &self.theme);
        suisei_canvas::draw(canvas, &commands, Backend::Commands);
    }

    /// Length of the path of a sparkline, as a list of experiments would put it into a page.
    pub fn spark_path(&self, column: usize) -> usize {
        spark::svg_path(&self.spark(column)).len()
    }

    /// Draws the first two columns as points.
    pub fn draw_scatter(&self, canvas: &Canvas, backend: &str) {
        suisei_canvas::resize(canvas, CHART.0, CHART.1, self.ratio);
        let [x, y, ..] = self.columns.as_slice() else {
            return;
        };
        let chart = ScatterChart {
            width: CHART.0,
            height: CHART.1,
            ratio: self.ratio,
            x: XAxis::new(XKind::Epoch, "x"),
            y: YAxis::default(),
            points: Points::new(x, y, self.colour()),
        };
        let picture = scatter::draw(&chart, &self.theme, &CanvasText);
        suisei_canvas::draw(canvas, &picture.commands, crate::backend(backend));
    }

    /// Draws as many lines as a column is long, each with a value from every column.
    pub fn draw_parallel(&self, canvas: &Canvas, backend: &str) {
        suisei_canvas::resize(canvas, CHART.0, CHART.1, self.ratio);
        let count = self.columns.first().map_or(0, Vec::len);
        let values: Vec<Vec<Option<f64>>> = (0..count)
            .map(|row| self.columns.iter().map(|c| c.get(row).copied()).collect())
            .collect();
        let lines: Vec<_> = values.iter().map(|own| ParallelLine::new(own)).collect();
        let axis = ParallelAxis::numbers("a name", ScaleKind::Linear);
        let chart = ParallelChart {
            width: CHART.0,
            height: CHART.1,
            ratio: self.ratio,
            axes: &vec![axis; self.columns.len()],
            lines: &lines,
            missing: "none",
        };
        suisei_canvas::draw_parallel(canvas, &chart, &self.theme, crate::backend(backend));
    }
}

impl Kinds {
    fn spark(&self, column: usize) -> Spark<'_> {
        let values = self.columns.get(column).map_or(&[][..], Vec::as_slice);
        Spark {
            ratio: self.ratio,
            ..Spark::new(SPARK.0, SPARK.1, values.into(), self.colour())
        }
    }

    fn colour(&self) -> Rgba {
        self.theme.axis
    }
}
