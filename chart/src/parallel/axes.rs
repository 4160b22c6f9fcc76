//! Where the axes stand, and what lies under the pointer. Lengths are CSS pixels.

use super::labels::Writer;
use super::lines::share_at;
use super::{AxisKind, ParallelAxis, ParallelChart, ParallelLine, is_brushed};
use crate::layout::Rect;
use crate::range;
use crate::scale::{Scale, ScaleKind};

/// Room for names above the axes, and below the axes.
const TOP: f64 = 30.0;
const BOTTOM: f64 = 12.0;
/// Height of a second row of names, and how low a canvas must not be for one.
pub(super) const NAME_ROW: f64 = 15.0;
const TWO_ROWS: f64 = 120.0;
/// Space between two names.
pub(super) const NAME_SPACE: f64 = 10.0;
/// From the lower end of the axes to the place of missing values.
const MISSING: f64 = 22.0;
/// How far beyond an end a value lies that the range leaves out.
const BEYOND: f64 = 7.0;
/// What a line needs beyond its middle.
const LINE: f64 = 2.0;
/// Left margin at least and right margin at most.
const LEFT: f64 = 32.0;
const RIGHT: f64 = 44.0;
/// Share of the width that a margin takes at most.
const MOST: f64 = 0.25;
/// Between a label and its axis, marks included.
pub(super) const LABEL_GAP: f64 = 7.0;
/// Least space at the edges of the canvas.
pub(super) const EDGE: f64 = 2.0;
/// An axis further from the pointer than this is not meant.
const AXIS_REACH: f64 = 12.0;
/// Nor is a line.
const LINE_REACH: f64 = 8.0;

/// The axes of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Axes {
    /// What lines may cover.
    pub(super) plot: Rect,
    /// Ends of all axes.
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Where each axis stands and how it measures.
    pub(super) places: Vec<(f64, Measure)>,
    /// Rows of names: two where they would not fit side by side.
    pub(super) name_rows: usize,
    /// Whether any value is missing.
    pub(super) missing: bool,
}

/// How an axis measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Measure {
    Numbers(Scale),
    Categories(usize),
}

impl Measure {
    fn new(axis: &ParallelAxis<'_>, values: impl Iterator<Item = f64>) -> Self {
        let (scale, limits) = match axis.kind {
            AxisKind::Categories(names) => return Self::Categories(names.len()),
            AxisKind::Numbers { scale, range } => (scale, range),
        };
        let data = range::span(values.filter(|&value| scale.has_place(value)));
        let found = range::resolve(limits, data, scale, |low, high| {
            // The labels at the ends say how far the data go.
            if low < high && Scale::new(scale, low, high).is_sound() {
                whole_ends(low, high, scale)
            } else {
                range::automatic_y(low, high, scale)
            }
        });
        let (low, high) = found.unwrap_or_else(|| range::without_data(scale));
        Self::Numbers(Scale::new(scale, low, high))
    }

    /// Where a value lies: 0 at the lower end, 1 at the upper one; none for one without a place.
    pub(super) fn fraction(&self, value: f64) -> Option<f64> {
        match self {
            Self::Numbers(scale) => {
                let placed = scale.kind().has_place(value);
                placed.then(|| scale.fraction(value))
            }
            Self::Categories(count) => {
                let index = value as usize;
                let known = index < *count && index as f64 == value;
                known.then(|| 1.0 - (index as f64 + 0.5) / *count as f64)
            }
        }
    }

    /// Where a value lies; none for a missing one and for one without a place.
    pub(super) fn place(&self, value: Option<f64>) -> Option<f64> {
        value.and_then(|value| self.fraction(value))
    }

    /// The value at a share of the axis.
    fn value(&self, fraction: f64) -> f64 {
        match self {
            Self::Numbers(scale) => scale.value(fraction),
            Self::Categories(count) => {
                let most = count.saturating_sub(1) as f64;
                ((1.0 - fraction) * *count as f64).floor().clamp(0.0, most)
            }
        }
    }
}

/// Where the first and the last axis stand.
fn margins(
    chart: &ParallelChart<'_>,
    first: Option<&Measure>,
    missing: Option<&str>,
    writer: &Writer<'_>,
) -> (f64, f64) {
    let most = chart.width * MOST;
    let labels = writer.widest(chart.axes.first(), first, missing);
    // Axes stand on whole pixels, up to half a pixel beside this.
    let left = (labels + LABEL_GAP + EDGE + 1.0).max(LEFT).min(most);
    let last = chart.axes.last();
    let name = last.map_or(0.0, |axis| writer.name_width(axis));
    let right = (name / 2.0 + 2.0 * EDGE).clamp(BOTTOM, RIGHT).min(most);
    (left, chart.width - right)
}

/// The ends of a linear axis moved outwards to a number of few digits, by a tenth of its span at
/// most. Ratios have no such numbers: a batch of 256 is as round as one of 200.
fn whole_ends(low: f64, high: f64, kind: ScaleKind) -> (f64, f64) {
    let unit = 10f64.powf((high / 10.0 - low / 10.0).log10().floor());
    let ends = ((low / unit).floor() * unit, (high / unit).ceil() * unit);
    let countable = low.abs().max(high.abs()) / unit < 1e6;
    if kind == ScaleKind::Linear && countable && ends.0 < ends.1 {
        ends
    } else {
        (low, high)
    }
}

impl Axes {
    pub(super) fn new(chart: &ParallelChart<'_>, writer: &Writer<'_>) -> Self {
        let measure = |(index, axis): (usize, &ParallelAxis<'_>)| {
            let values = chart.lines.iter().filter_map(|line| line.value(index));
            Measure::new(axis, values)
        };
        let measures: Vec<Measure> = chart.axes.iter().enumerate().map(measure).collect();
        let numbered = || measures.iter().enumerate();
        let lost = |line: &ParallelLine<'_>| {
            let place = |(index, measure): (usize, &Measure)| measure.place(line.value(index));
            numbered().map(place).any(|place| place.is_none())
        };
        let missing = chart.lines.iter().any(lost);
        let label = missing.then_some(chart.missing);
        let (left, right) = margins(chart, measures.first(), label, writer);
        let step = (right - left) / measures.len().saturating_sub(1).max(1) as f64;
        let wide = |axis: &ParallelAxis<'_>| writer.name_width(axis) > step - NAME_SPACE;
        let two = chart.height >= TWO_ROWS && chart.axes.len() > 2 && chart.axes.iter().any(wide);
        let name_rows = 1 + usize::from(two);
        let whole = |css: f64| (css * chart.ratio).round() / chart.ratio;
        let alone = measures.len() == 1;
        let stand = |index: usize| whole(left + step * if alone { 0.5 } else { index as f64 });
        let places = numbered().map(|(index, measure)| (stand(index), *measure));
        let axes = Self {
            plot: Rect::default(),
            top: 0.0,
            bottom: 0.0,
            places: places.collect(),
            name_rows,
            missing,
        };
        axes.upright(chart.height, whole)
    }

    /// The same with heights for a canvas so high.
    fn upright(self, height: f64, whole: impl Fn(f64) -> f64) -> Self {
        let top = TOP + (self.name_rows - 1) as f64 * NAME_ROW;
        let top = whole(top.min(height * MOST));
        let (below, room) = if self.missing {
            (MISSING, MISSING + BOTTOM)
        } else {
            (BEYOND, BOTTOM)
        };
        let bottom = whole(height - room.min(height * MOST * 2.0)).max(top);
        let ends = [self.places.first(), self.places.last()];
        let [left, right] = ends.map(|place| place.map_or(0.0, |place| place.0));
        Self {
            plot: Rect {
                left,
                right,
                top: (top - BEYOND - LINE).max(0.0),
                bottom: (bottom + below + LINE).min(height).max(bottom),
            },
            top,
            bottom,
            ..self
        }
    }

    /// The axis under the pointer, if one is within twelve pixels to either side.
    pub fn axis_at(&self, (x, _): (f64, f64)) -> Option<usize> {
        let away = |index: &usize| (self.places[*index].0 - x).abs();
        let all = (0..self.places.len()).filter(|index| away(index) <= AXIS_REACH);
        all.min_by(|a, b| away(a).total_cmp(&away(b)))
    }

    /// The value of an axis at a height: a number between its ends, or the index of a category;
    /// none where there is no such axis.
    pub fn value_at(&self, axis: usize, y: f64) -> Option<f64> {
        let (_, measure) = self.places.get(axis)?;
        let fraction = (self.bottom - y) / (self.bottom - self.top).max(f64::MIN_POSITIVE);
        let fraction = if fraction.is_nan() {
            0.0
        } else {
            fraction.clamp(0.0, 1.0)
        };
        Some(measure.value(fraction))
    }

    /// Where a value of an axis lies; a missing one, or one without a place, lies below the axis.
    /// None where there is no such axis.
    pub fn position(&self, axis: usize, value: Option<f64>) -> Option<(f64, f64)> {
        let (x, measure) = self.places.get(axis)?;
        Some((*x, self.height(measure, value)))
    }

    fn height(&self, measure: &Measure, value: Option<f64>) -> f64 {
        let fraction = measure.place(value);
        let Some(fraction) = fraction else {
            return self.missing_height();
        };
        let y = self.bottom - fraction * (self.bottom - self.top);
        if fraction < 0.0 {
            self.bottom + BEYOND
        } else if fraction > 1.0 {
            self.top - BEYOND
        } else {
            y
        }
    }

    /// Height of the place for missing values.
    pub(super) fn missing_height(&self) -> f64 {
        self.bottom + MISSING
    }

    /// The line nearest to the pointer within eight pixels, a brushed one before all others: its
    /// index.
    pub fn line_at(&self, chart: &ParallelChart<'_>, (x, y): (f64, f64)) -> Option<usize> {
        let next = self.places.iter().position(|place| place.0 >= x)?;
        let at = next.max(1);
        let (from, to) = (self.places.get(at - 1)?, self.places.get(at)?);
        let width = to.0 - from.0;
        if !(from.0 - LINE_REACH..=to.0).contains(&x) || width <= 0.0 {
            return None;
        }
        let (share, slope) = share_at(((x - from.0) / width).clamp(0.0, 1.0));
        let mut best: Option<(bool, f64, usize)> = None;
        for (index, line) in chart.lines.iter().enumerate() {
            let start = self.height(&from.1, line.value(at - 1));
            let end = self.height(&to.1, line.value(at));
            let tilt = (end - start) * slope / width;
            let distance = (start + (end - start) * share - y).abs() / tilt.hypot(1.0);
            if distance <= LINE_REACH {
                let brushed = is_brushed(chart.axes, line);
                let nearer = best.is_none_or(|(other, least, _)| {
                    (brushed && !other) || (brushed == other && distance <= least)
                });
                if nearer {
                    best = Some((brushed, distance, index));
                }
            }
        }
        best.map(|(_, _, index)| index)
    }
}
