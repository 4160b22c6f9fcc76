//! Where the axes stand, and what lies under the pointer. Lengths are CSS pixels.

use super::labels::Writer;
use super::lines::share_at;
use super::{AxisKind, ParallelAxis, ParallelChart, ParallelLine, is_brushed};
use crate::layout::Rect;
use crate::range;
use crate::scale::Scale;

/// Room for names above the axes, and below the axes.
const TOP: f64 = 30.0;
const BOTTOM: f64 = 12.0;
/// From the lower end of the axes to the place of missing values.
const MISSING: f64 = 22.0;
/// How far beyond an end a value lies that the range leaves out.
const BEYOND: f64 = 7.0;
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
                (low, high)
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

impl Axes {
    pub(super) fn new(chart: &ParallelChart<'_>, size: (f64, f64), writer: &Writer<'_>) -> Self {
        let measures: Vec<Measure> = chart
            .axes
            .iter()
            .enumerate()
            .map(|(index, axis)| {
                let values = chart.lines.iter().filter_map(|line| line.value(index));
                Measure::new(axis, values)
            })
            .collect();
        let lost = |line: &ParallelLine<'_>| {
            let mut all = measures.iter().enumerate();
            all.any(|(index, measure)| {
                line.value(index)
                    .and_then(|value| measure.fraction(value))
                    .is_none()
            })
        };
        let missing = chart.lines.iter().any(lost);
        let (width, height) = size;
        let left = writer.widest(chart.axes.first(), measures.first(), chart.missing, missing);
        let left = (left + LABEL_GAP + EDGE).max(LEFT).min(width * MOST);
        let last = chart
            .axes
            .last()
            .map_or(0.0, |axis| writer.name_width(axis));
        let right = (last / 2.0 + EDGE).clamp(BOTTOM, RIGHT).min(width * MOST);
        let top = TOP.min(height * MOST);
        let foot = BOTTOM + if missing { MISSING } else { 0.0 };
        let bottom = (height - foot.min(height * 2.0 * MOST)).max(top);
        let gaps = measures.len().saturating_sub(1).max(1) as f64;
        let step = (width - left - right).max(0.0) / gaps;
        let whole = |css: f64| (css * chart.ratio).round() / chart.ratio;
        let alone = measures.len() == 1;
        let place = |(index, measure): (usize, Measure)| {
            let along = if alone { 0.5 } else { index as f64 };
            (whole(left + along * step), measure)
        };
        let places: Vec<(f64, Measure)> = measures.into_iter().enumerate().map(place).collect();
        let ends = (
            places.first().map_or(left, |place| place.0),
            places.last().map_or(left, |place| place.0),
        );
        Self {
            plot: Rect {
                left: ends.0,
                right: ends.1,
                top: (top - BEYOND - 2.0).max(0.0),
                bottom: if missing {
                    (bottom + MISSING + 4.0).min(height)
                } else {
                    (bottom + BEYOND + 2.0).min(height)
                },
            },
            top: whole(top),
            bottom: whole(bottom),
            places,
            missing,
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
        let fraction = value.and_then(|value| measure.fraction(value));
        let Some(fraction) = fraction else {
            return self.missing_height();
        };
        let y = self.bottom - fraction * (self.bottom - self.top);
        if fraction < 0.0 {
            y.clamp(self.bottom + BEYOND, self.bottom + BEYOND)
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
