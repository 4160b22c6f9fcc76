//! Boxes, violins, whiskers and dots.

use super::{COUNT_GAP, Density, DistributionChart, Group, Quartiles, Shape, place_of, points};
use crate::commands::{Align, Commands, Join};
use crate::ink::Place;
use crate::layout::{Labels, Layout, row_value};
use crate::spec::{Emphasis, Side};
use crate::theme::{Rgba, Theme};

/// Share of a row that a shape fills, and how thick it gets at most, in CSS pixels.
const BOX_FILL: f64 = 0.6;
const THICKEST_BOX: f64 = 20.0;
const VIOLIN_FILL: f64 = 0.86;
const THICKEST_VIOLIN: f64 = 64.0;
/// The bar of quartiles within a violin, and the dot on it.
const BAR: f64 = 5.0;
const MEDIAN_RADIUS: f64 = 2.6;
/// Opacity of fills, as a multiple of that of bands.
const TINT: f32 = 1.6;
/// The mark of the median, across a box.
const MEDIAN_WIDTH: f64 = 2.0;
/// Share of the thickness of a box that the end of a whisker has.
const CAP: f64 = 0.5;
/// Dots of values.
const RADIUS: f64 = 2.2;
const DOT_OPACITY: f32 = 0.65;
/// Rows lower than this have no number of values behind them.
const LOWEST_ROW: f64 = 12.0;

pub(super) struct Painter<'a> {
    pub(super) chart: &'a DistributionChart<'a>,
    pub(super) theme: &'a Theme,
    pub(super) layout: &'a Layout,
    pub(super) place: &'a Place<'a>,
}

impl Painter<'_> {
    pub(super) fn groups(&self, commands: &mut Commands) {
        for (row, group) in self.chart.groups.iter().enumerate() {
            let density = group.density.filter(|_| self.chart.shape == Shape::Violin);
            match (group.usable_quartiles(), density) {
                (Some(quartiles), Some(density)) => {
                    self.violin(commands, (row, group), &density);
                    self.dots(commands, (row, group));
                    self.inner(commands, (row, group), &quartiles);
                }
                (Some(quartiles), None) => {
                    self.whiskers(commands, (row, group), &quartiles);
                    self.quartile_box(commands, (row, group), &quartiles);
                    self.dots(commands, (row, group));
                    self.median(commands, (row, group), quartiles.median);
                }
                (None, _) => {
                    self.dots(commands, (row, group));
                    // One value is its own median.
                    let several = group.count > 1;
                    if let Some(quartiles) = group.quartiles.filter(|_| several) {
                        self.median(commands, (row, group), quartiles.median);
                    }
                }
            }
        }
    }

    /// How many values there are, behind each row.
    pub(super) fn counts(&self, commands: &mut Commands, font: &Labels<'_>, texts: &[String]) {
        if self.row_height() < self.device(LOWEST_ROW.max(font.height())) {
            return;
        }
        let right = self.device(self.layout.size.0 - COUNT_GAP);
        for ((row, group), text) in self.chart.groups.iter().enumerate().zip(texts) {
            let at = (Align::End, right, self.middle(row));
            let colour = self.theme.tick.faded(self.opacity(group));
            font.write(commands, self.layout, at, text, colour);
        }
    }

    /// The tinted outline of a density.
    fn violin(
        &self,
        commands: &mut Commands,
        (row, group): (usize, &Group<'_>),
        density: &Density<'_>,
    ) {
        let heights = density.heights.iter().copied();
        let densest = heights.filter(|h| h.is_finite()).fold(0.0, f64::max);
        if densest <= 0.0 {
            return;
        }
        let half = self.thickness(VIOLIN_FILL, THICKEST_VIOLIN) / 2.0;
        let middle = self.middle(row);
        let known = density.values.iter().zip(density.heights);
        let upper: Vec<(f64, f64)> = known
            .filter(|(_, height)| height.is_finite())
            .filter_map(|(&value, &height)| {
                let x = place_of(self.chart.scale, self.layout, value)?;
                Some((x, (height / densest).clamp(0.0, 1.0) * half))
            })
            .collect();
        let there = upper.iter().map(|&(x, h)| (x as f32, (middle - h) as f32));
        let back = upper.iter().rev();
        let back = back.map(|&(x, h)| (x as f32, (middle + h) as f32));
        let outline: Vec<(f32, f32)> = there.chain(back).collect();
        commands.fill(self.tint(group));
        commands.polygons(std::iter::once(outline.as_slice()));
    }

    /// Quartiles, whiskers and median within a violin.
    fn inner(
        &self,
        commands: &mut Commands,
        (row, group): (usize, &Group<'_>),
        quartiles: &Quartiles,
    ) {
        let thickness = self.whole(BAR.min(self.thickness(BOX_FILL, BAR) / self.layout.ratio));
        let colour = group.colour.faded(self.opacity(group));
        let line = self.whole(1.0);
        let q = quartiles;
        commands.fill(colour);
        for (ends, thickness, radius) in [
            ((q.low_whisker, q.low), line, 0.0),
            ((q.low, q.high), thickness, thickness / 2.0),
            ((q.high, q.high_whisker), line, 0.0),
        ] {
            self.level(commands, row, ends, thickness, radius);
        }
        let Some(x) = place_of(self.chart.scale, self.layout, q.median) else {
            return;
        };
        let centre = [(x as f32, self.bar_middle(row, thickness) as f32)];
        let radius = self.device(MEDIAN_RADIUS).min(thickness);
        commands.dots((radius + self.device(1.0)) as f32, &centre);
        commands.fill(self.theme.surface);
        commands.dots(radius as f32, &centre);
    }

    /// A level bar between two values, on whole device pixels.
    fn level(
        &self,
        commands: &mut Commands,
        row: usize,
        ends: (f64, f64),
        thickness: f64,
        radius: f64,
    ) {
        let (left, right) = self.ends(ends);
        if right <= left {
            return;
        }
        let top = self.bar_middle(row, thickness) - thickness / 2.0;
        let width = right - left;
        let radius = radius.min(width / 2.0);
        let rect = [left, top, width, thickness, radius].map(|length| length as f32);
        commands.rect(rect[0], rect[1], rect[2], rect[3], rect[4]);
    }

    fn whiskers(
        &self,
        commands: &mut Commands,
        (row, group): (usize, &Group<'_>),
        quartiles: &Quartiles,
    ) {
        let (line, thickness) = (self.whole(1.0), self.box_thickness());
        let q = quartiles;
        commands.fill(group.colour.faded(self.opacity(group)));
        self.level(commands, row, (q.low_whisker, q.low), line, 0.0);
        self.level(commands, row, (q.high, q.high_whisker), line, 0.0);
        for (end, from) in [(q.low_whisker, q.low), (q.high_whisker, q.high)] {
            if end != from {
                self.upright(commands, row, end, line, thickness * CAP);
            }
        }
    }

    fn quartile_box(
        &self,
        commands: &mut Commands,
        (row, group): (usize, &Group<'_>),
        quartiles: &Quartiles,
    ) {
        let (left, right) = self.ends((quartiles.low, quartiles.high));
        let thickness = self.box_thickness();
        let top = self.bar_middle(row, thickness) - thickness / 2.0;
        let line = self.whole(1.0);
        let (left, right) = (left.round(), right.round().max(left.round() + line));
        // The grid must not shine through.
        for colour in [self.theme.surface, self.tint(group)] {
            commands.fill(colour);
            let rect = [left, top, right - left, thickness].map(|length| length as f32);
            commands.rect(rect[0], rect[1], rect[2], rect[3], 0.0);
        }
        commands.stroke(group.colour.faded(self.opacity(group)));
        commands.pen(line as f32, Join::Round);
        commands.dash(&[], 1.0);
        let half = line / 2.0;
        let (left, right) = ((left + half) as f32, (right - half) as f32);
        let (top, bottom) = ((top + half) as f32, (top + thickness - half) as f32);
        let mut path = commands.path();
        path.move_to(left, top);
        for (x, y) in [(right, top), (right, bottom), (left, bottom), (left, top)] {
            path.line_to(x, y);
        }
    }

    fn median(&self, commands: &mut Commands, (row, group): (usize, &Group<'_>), median: f64) {
        commands.fill(group.colour.faded(self.opacity(group)));
        let width = self.whole(MEDIAN_WIDTH);
        self.upright(commands, row, median, width, self.box_thickness());
    }

    /// An upright mark at a value, on whole device pixels.
    fn upright(&self, commands: &mut Commands, row: usize, value: f64, width: f64, height: f64) {
        let Some(x) = place_of(self.chart.scale, self.layout, value) else {
            return;
        };
        let left = (x - width / 2.0).round();
        let height = height.round().max(1.0);
        let top = (self.bar_middle(row, self.box_thickness()) - height / 2.0).round();
        let rect = [left, top, width, height].map(|length| length as f32);
        commands.rect(rect[0], rect[1], rect[2], rect[3], 0.0);
    }

    fn dots(&self, commands: &mut Commands, (row, group): (usize, &Group<'_>)) {
        let singles = points::singles(self.chart, self.layout, row);
        let in_view = singles.filter(|&(_, (x, y))| self.place.contains(x, y));
        let mut centres: Vec<(f32, f32)> = in_view
            .map(|(_, (x, y))| ((x * 2.0).round() as f32 / 2.0, y as f32))
            .collect();
        // Outliers of millions of values lie on each other; one dot says as much.
        centres.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        centres.dedup();
        commands.fill(group.colour.faded(DOT_OPACITY * self.opacity(group)));
        commands.dots(self.device(RADIUS) as f32, &centres);
    }

    /// Left and right end in device pixels. An end without a place lies at the edge of the plot:
    /// the values there are smaller than any that has one.
    fn ends(&self, (low, high): (f64, f64)) -> (f64, f64) {
        let edge = self.place.span().0;
        let x = |value| place_of(self.chart.scale, self.layout, value).unwrap_or(edge);
        (x(low), x(high))
    }

    /// The middle of a row.
    fn middle(&self, row: usize) -> f64 {
        self.layout.y_to_pixel(Side::Left, row_value(row)) * self.layout.ratio
    }

    /// The middle of something of a thickness whose edges lie on whole device pixels.
    fn bar_middle(&self, row: usize, thickness: f64) -> f64 {
        (self.middle(row) - thickness / 2.0).round() + thickness / 2.0
    }

    fn box_thickness(&self) -> f64 {
        let thickness = self.thickness(BOX_FILL, THICKEST_BOX).round().max(1.0);
        // Even like the hairlines within it, so that these lie in its middle.
        let odd = (thickness - self.whole(1.0)) % 2.0 != 0.0;
        thickness + if odd { 1.0 } else { 0.0 }
    }

    fn thickness(&self, fill: f64, most: f64) -> f64 {
        (self.row_height() * fill).min(self.device(most))
    }

    fn row_height(&self) -> f64 {
        self.device(self.layout.plot().height() / self.chart.groups.len().max(1) as f64)
    }

    fn tint(&self, group: &Group<'_>) -> Rgba {
        let tint = (self.theme.band_opacity * TINT).min(1.0);
        group.colour.faded(tint * self.opacity(group))
    }

    fn opacity(&self, group: &Group<'_>) -> f32 {
        match group.emphasis {
            Emphasis::Dimmed => self.theme.dimmed_opacity,
            Emphasis::Normal | Emphasis::Lit => 1.0,
        }
    }

    /// A CSS length in whole device pixels.
    fn whole(&self, length: f64) -> f64 {
        self.device(length).round().max(1.0)
    }

    fn device(&self, length: f64) -> f64 {
        length * self.layout.ratio
    }
}
