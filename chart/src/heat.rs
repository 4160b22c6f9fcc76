//! Histograms over steps as a heat map: a column for each step, a cell for each bin, the darker the
//! more of its column lies in it. Where several cells fall on one pixel, the fullest one is shown.

mod paint;

use crate::cells::{self, Shares, Slab};
use crate::layout::{Content, Grid, Layout};
use crate::line::Picture;
use crate::range;
use crate::spec::{Side, XAxis, YAxis};
use crate::stage::{self, Stage, Upright};
use crate::text::TextMeasure;
use crate::theme::Theme;

/// A heat map. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct HeatChart<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// The axis of steps.
    pub x_axis: XAxis<'a>,
    /// The axis of values.
    pub y_axis: YAxis<'a>,
    /// How shares become colours.
    pub shade: Shade,
    /// The ends of the bins, ascending and finite, one more than there are bins.
    pub edges: &'a [f64],
    /// The columns, in any order.
    pub columns: &'a [Column<'a>],
}

/// The histogram of one step.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// Where it stands.
    pub x: f64,
    /// Values in each bin. Missing ones are 0, and so is whatever is no count.
    pub counts: &'a [f64],
}

/// How a share of a column becomes a colour: by the place of the share, or of its square root,
/// between nothing and the greatest share of all. The root tells small shares apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shade {
    /// In proportion to the share.
    Linear,
    /// In proportion to its square root.
    #[default]
    SquareRoot,
}

impl Shade {
    fn of(self, share: f64) -> f64 {
        match self {
            Self::Linear => share,
            Self::SquareRoot => share.sqrt(),
        }
    }
}

/// A cell of a heat map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Which column.
    pub column: usize,
    /// Which bin.
    pub bin: usize,
    /// The share of its column that it holds, 0 to 1.
    pub share: f64,
}

/// Draws a heat map. Any data and any size give a picture.
pub fn draw(chart: &HeatChart<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    let grid = HeatGrid::new(chart);
    let stage = Stage {
        size: (chart.width, chart.height),
        ratio: chart.ratio,
        x: chart.x_axis,
        x_range: grid.x_range(),
        y: Upright::Numbers(chart.y_axis, grid.y_range()),
        right: 0.0,
        grid: Grid::Level,
    };
    let known = stage.x_range.is_some() && grid.y_range().is_some();
    let picture = stage::draw(&stage, theme, measure, |commands, layout, place| {
        let content = if known { Content::Some } else { Content::None };
        paint::cells(&grid, commands, (layout, place), theme, content);
    });
    Picture {
        not_positive: grid.shares.without_place(grid.edges, chart.y_axis.scale),
        ..picture
    }
}

/// The cell under a pointer in CSS pixels; the fullest one where several share a pixel. `None`
/// outside the cells.
pub fn cell_at(chart: &HeatChart<'_>, layout: &Layout, (x, y): (f64, f64)) -> Option<Cell> {
    let plot = layout.plot();
    if !(plot.left..plot.right).contains(&x) || !(plot.top..plot.bottom).contains(&y) {
        return None;
    }
    let grid = HeatGrid::new(chart);
    let (columns, bins) = grid.slabs(layout);
    let column = cells::slab_at(&columns, (x - plot.left) * layout.ratio)?;
    let bin = cells::slab_at(&bins, (plot.bottom - y) * layout.ratio)?;
    Some(grid.fullest(column, bin))
}

/// The cells of a heat map before they have a place on a picture.
struct HeatGrid<'a> {
    chart: &'a HeatChart<'a>,
    edges: &'a [f64],
    shares: Shares<'a>,
    /// Columns in the order of their places.
    order: Vec<usize>,
    /// Ends of these columns.
    ends: Vec<f64>,
}

impl<'a> HeatGrid<'a> {
    fn new(chart: &'a HeatChart<'a>) -> Self {
        let kind = chart.x_axis.scale_kind();
        let edges = cells::sound_edges(chart.edges);
        let order = cells::in_order(chart.columns, kind);
        let places: Vec<f64> = order.iter().map(|&at| chart.columns[at].x).collect();
        let ends = cells::halfway(&places, kind);
        let ends = ends.unwrap_or_else(|| alone(&places, &chart.x_axis));
        Self {
            chart,
            edges,
            shares: Shares::new(chart.columns, edges.len().saturating_sub(1)),
            order,
            ends,
        }
    }

    /// All columns from end to end.
    fn x_range(&self) -> Option<(f64, f64)> {
        let axis = &self.chart.x_axis;
        let x = |at: Option<&usize>| at.map(|&at| self.chart.columns[at].x);
        let (first, last) = (x(self.order.first()), x(self.order.last()));
        let data = if first == last {
            first.zip(last)
        } else {
            self.ends.first().copied().zip(self.ends.last().copied())
        };
        range::resolve(axis.range, data, axis.scale_kind(), |low, high| {
            if low < high {
                (low, high)
            } else {
                range::automatic_x(low, high, axis.kind, axis.scale_kind())
            }
        })
    }

    /// All bins that hold anything.
    fn y_range(&self) -> Option<(f64, f64)> {
        let axis = &self.chart.y_axis;
        let data = cells::held(self.edges, &self.shares, axis.scale);
        range::resolve(axis.range, data, axis.scale, |low, high| {
            if low < high {
                (low, high)
            } else {
                range::automatic_y(low, high, axis.scale)
            }
        })
    }

    /// Columns and bins on the pixels of the plot, bins from the bottom.
    fn slabs(&self, layout: &Layout) -> (Vec<Slab>, Vec<Slab>) {
        let (plot, ratio) = (layout.plot(), layout.ratio);
        let place = |&end: &f64| (layout.x_to_pixel(end) - plot.left) * ratio;
        let columns: Vec<f64> = self.ends.iter().map(place).collect();
        let bins: Vec<f64> = self
            .edges
            .iter()
            .map(|&edge| {
                let place = (plot.bottom - layout.y_to_pixel(Side::Left, edge)) * ratio;
                // An edge without a place on a logarithmic axis lies below all that have one.
                if place.is_nan() { f64::MIN } else { place }
            })
            .collect();
        let size = (plot.width() * ratio, plot.height() * ratio);
        let [x, y] = [(columns, size.0), (bins, size.1)].map(|(edges, size)| {
            let unit = (ratio.floor() as usize).max(1);
            // More sources than CSS pixels: nobody sees halves of these.
            let many = edges.len() as f64 > size / unit as f64;
            let limit = size.round().max(0.0) as usize;
            cells::slabs(&edges, limit, if many { unit } else { 1 })
        });
        (x, y)
    }

    /// The fullest cell of those that fall together.
    fn fullest(&self, columns: Slab, bins: Slab) -> Cell {
        let mut found = Cell {
            column: self.order[columns.first],
            bin: bins.first,
            share: 0.0,
        };
        for &column in &self.order[columns.first..=columns.last] {
            for bin in bins.first..=bins.last {
                let share = self.shares.of(column, bin);
                if share > found.share {
                    found = Cell { column, bin, share };
                }
            }
        }
        found
    }
}

/// The ends of columns that all stand in one place: half of what the axis shows.
fn alone(places: &[f64], axis: &XAxis<'_>) -> Vec<f64> {
    let Some(&place) = places.first() else {
        return Vec::new();
    };
    let (low, high) = range::automatic_x(place, place, axis.kind, axis.scale_kind());
    let mut ends = vec![place; places.len() + 1];
    ends[0] = place.midpoint(low);
    if let Some(last) = ends.last_mut() {
        *last = place.midpoint(high);
    }
    ends
}
