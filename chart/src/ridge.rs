//! Histograms over steps as ridges: one outline for each step, the oldest at the back on top, the
//! newest in front at the bottom. Where there are more steps than ridges have room, each ridge
//! stands for the steps around it; none is left out.

mod paint;

use crate::cells::{self, Shares};
use crate::format::format_x;
use crate::heat::Column;
use crate::layout::{Grid, Layout, row_value};
use crate::line::Picture;
use crate::range;
use crate::spec::{Side, XAxis, XKind, YAxis};
use crate::stage::{self, Stage, Upright};
use crate::text::TextMeasure;
use crate::theme::Theme;

/// Ridges overlap by at most this share of their height, and by this much for each one that stands
/// before them.
const OVERLAP: f64 = 0.6;
const OVERLAP_EACH: f64 = 0.1;
/// Least distance between two ridges in CSS pixels.
const LEAST_DISTANCE: f64 = 5.0;
/// Height of everything that is not the plot.
const AROUND: f64 = 32.0;

/// A chart of ridges. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct RidgeChart<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// What the places of columns mean: ridges are in their order and bear their names. They stand
    /// at equal distances, whatever lies between.
    pub steps: XAxis<'a>,
    /// The axis of values, at the bottom.
    pub values: YAxis<'a>,
    /// The ends of the bins, ascending and finite, one more than there are bins.
    pub edges: &'a [f64],
    /// The histograms, in any order.
    pub columns: &'a [Column<'a>],
}

/// Draws ridges. Any data and any size give a picture.
pub fn draw(chart: &RidgeChart<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    let ridges = Ridges::new(chart);
    let names: Vec<String> = ridges.all.iter().map(|ridge| ridge.name(chart)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let y = if names.is_empty() {
        Upright::Rows(&names)
    } else {
        Upright::Ridges(&names, ridges.rows())
    };
    let stage = Stage {
        size: (chart.width, chart.height),
        ratio: chart.ratio,
        x: XAxis {
            scale: chart.values.scale,
            ..XAxis::new(XKind::Epoch, chart.values.name)
        },
        x_range: ridges.x_range(),
        y,
        right: 0.0,
        grid: Grid::Upright,
    };
    let picture = stage::draw(&stage, theme, measure, |commands, layout, place| {
        paint::ridges(&ridges, commands, (layout, place), theme);
    });
    Picture {
        not_positive: ridges.without_place,
        ..picture
    }
}

/// The columns of the ridge under a pointer in CSS pixels, the newest last: of the foremost one that
/// covers it, else of the one whose foot is nearest. `None` outside the plot and its names.
pub fn columns_at(
    chart: &RidgeChart<'_>,
    layout: &Layout,
    (x, y): (f64, f64),
) -> Option<Vec<usize>> {
    let plot = layout.plot();
    if !(0.0..plot.right).contains(&x) || !(plot.top..plot.bottom).contains(&y) {
        return None;
    }
    let ridges = Ridges::new(chart);
    let bins = ridges.slabs(layout);
    let bin = cells::slab_at(&bins, (x - plot.left) * layout.ratio);
    let foot = |row: usize| layout.y_to_pixel(Side::Left, row_value(row));
    let covers = |row: &usize| {
        let share = bin.map_or(0.0, |bin| ridges.all[*row].highest(bin));
        let top = foot(*row) - share / ridges.greatest * ridges.height(layout) / layout.ratio;
        share > 0.0 && top <= y && y <= foot(*row)
    };
    let rows = 0..ridges.all.len();
    let nearest = |a: &usize, b: &usize| {
        let distance = |row: usize| (foot(row) - y).abs();
        distance(*a).total_cmp(&distance(*b))
    };
    let front = rows.clone().rev().find(covers);
    let found = front.or_else(|| rows.min_by(nearest))?;
    Some(ridges.all[found].columns.clone())
}

/// The histograms that one ridge shows.
struct Ridge {
    /// The columns, the newest last.
    columns: Vec<usize>,
    /// The mean share of each bin.
    shares: Vec<f64>,
}

impl Ridge {
    fn name(&self, chart: &RidgeChart<'_>) -> String {
        let newest = self
            .columns
            .last()
            .map_or(f64::NAN, |&at| chart.columns[at].x);
        format_x(chart.steps.kind, chart.steps.zone, newest)
    }

    /// The greatest share of the bins that fall together.
    fn highest(&self, bins: cells::Slab) -> f64 {
        let shares = self.shares[bins.first..=bins.last].iter();
        shares.copied().fold(0.0, f64::max)
    }
}

struct Ridges<'a> {
    chart: &'a RidgeChart<'a>,
    edges: &'a [f64],
    /// From the oldest to the newest.
    all: Vec<Ridge>,
    /// The greatest share of all: as high as a ridge gets.
    greatest: f64,
    /// The extent of the bins that hold anything.
    held: Option<(f64, f64)>,
    /// Filled bins of columns that have no place on the axis.
    without_place: usize,
}

impl<'a> Ridges<'a> {
    fn new(chart: &'a RidgeChart<'a>) -> Self {
        let edges = cells::sound_edges(chart.edges);
        let bins = edges.len().saturating_sub(1);
        let shares = Shares::new(chart.columns, bins);
        let order = cells::in_order(chart.columns, chart.steps.scale_kind());
        let room = ((chart.height - AROUND) / LEAST_DISTANCE).clamp(1.0, 4_096.0) as usize;
        let room = room.max(1);
        // Pools of the same size, from the newest on; only the oldest may be smaller.
        let size = order.len().div_ceil(room).max(1);
        let mut all: Vec<Ridge> = order
            .rchunks(size)
            .map(|pool| {
                let mean = |bin: usize| {
                    let sum: f64 = pool.iter().map(|&column| shares.of(column, bin)).sum();
                    sum / pool.len() as f64
                };
                Ridge {
                    shares: (0..bins).map(mean).collect(),
                    columns: pool.to_vec(),
                }
            })
            .collect();
        all.reverse();
        let highest = all.iter().flat_map(|ridge| ridge.shares.iter().copied());
        Self {
            chart,
            edges,
            greatest: highest.fold(0.0, f64::max),
            without_place: shares.without_place(edges, chart.values.scale),
            held: cells::held(edges, &shares, chart.values.scale),
            all,
        }
    }

    /// All bins that hold anything.
    fn x_range(&self) -> Option<(f64, f64)> {
        let axis = &self.chart.values;
        range::resolve(axis.range, self.held, axis.scale, |low, high| {
            if low < high {
                (low, high)
            } else {
                range::automatic_y(low, high, axis.scale)
            }
        })
    }

    /// Height of a ridge in distances between ridges.
    fn distances(&self) -> f64 {
        let before = self.all.len().saturating_sub(1) as f64;
        1.0 / (1.0 - (before * OVERLAP_EACH).min(OVERLAP))
    }

    /// The range of rows in which the last one stands at the bottom and the first one has its full
    /// height.
    fn rows(&self) -> (f64, f64) {
        let last = self.all.len().saturating_sub(1);
        (row_value(last), row_value(0) + self.distances())
    }

    /// Height of the highest ridge in device pixels.
    fn height(&self, layout: &Layout) -> f64 {
        let rows = self.all.len().saturating_sub(1) as f64 + self.distances();
        layout.plot().height() / rows * self.distances() * layout.ratio
    }

    /// The bins on the pixels of the plot.
    fn slabs(&self, layout: &Layout) -> Vec<cells::Slab> {
        let (plot, ratio) = (layout.plot(), layout.ratio);
        let place = |&edge: &f64| {
            let place = (layout.x_to_pixel(edge) - plot.left) * ratio;
            if place.is_nan() { f64::MIN } else { place }
        };
        let places: Vec<f64> = self.edges.iter().map(place).collect();
        cells::slabs(&places, (plot.width() * ratio).round().max(0.0) as usize, 1)
    }
}
