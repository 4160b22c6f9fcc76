//! The points a line panel holds: answers of the source, kept, extended and smoothed.
//! Pure: neither fetches nor draws.

mod pieces;
#[cfg(test)]
mod tests;

use suisei_core::ids::ExperimentKey;
use suisei_core::query::{Answer, Domain, SeriesRef, Smoothing, XAxis};
use suisei_core::smooth::smooth_into;
use suisei_core::table::MetricName;
use suisei_core::view::PanelSettings;
use suisei_core::wire::frame::Frame;

use super::zoom::Range;
use super::zoom::follow::Reach;
use pieces::{extended, hollow, laid_into, with_infinities};

/// Which line of a panel: an experiment's metric in one context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineName {
    /// The experiment.
    pub(crate) key: ExperimentKey,
    /// The metric.
    pub(crate) metric: String,
    /// The context; empty for none.
    pub(crate) context: String,
}

/// One line of a panel.
#[derive(Debug, Clone)]
pub(crate) struct PanelLine {
    /// Which it is.
    pub(crate) name: LineName,
    /// Its points and what they leave out: fine ones in the part that was asked for last, those
    /// that stand for the whole axis beside it.
    pub(crate) answer: Answer,
    /// The smoothed line over the same or, when sampled, its own places; empty without smoothing.
    pub(crate) smooth_x: Vec<f64>,
    /// Its values.
    pub(crate) smooth_y: Vec<f64>,
    /// What the line is made of, as it came, while a part of it is finer than the rest.
    layers: Option<Box<Layers>>,
}

/// A line of the whole axis, and a finer part of it.
#[derive(Debug, Clone)]
struct Layers {
    whole: Answer,
    part: Answer,
}

impl PanelLine {
    /// True when every point of the series is here.
    pub(crate) fn is_whole(&self) -> bool {
        self.layers.is_none() && !self.answer.meta.sampled
    }

    /// The points that stand for the whole axis, however fine a part of it is.
    pub(crate) fn overview(&self) -> &Answer {
        self.layers
            .as_ref()
            .map_or(&self.answer, |layers| &layers.whole)
    }

    fn new(name: LineName, answer: Answer) -> Self {
        let mut line = Self {
            name,
            answer,
            smooth_x: Vec::new(),
            smooth_y: Vec::new(),
            layers: None,
        };
        line.unpack();
        line
    }

    /// Takes the smoothed line that came with the points.
    fn unpack(&mut self) {
        self.smooth_x = std::mem::take(&mut self.answer.smooth_x);
        self.smooth_y = std::mem::take(&mut self.answer.smooth_y);
    }

    /// The points of the whole axis, as they came, out of a line that is let go.
    fn into_whole(self) -> Answer {
        match self.layers {
            Some(layers) => layers.whole,
            None => Answer {
                smooth_x: self.smooth_x,
                smooth_y: self.smooth_y,
                ..self.answer
            },
        }
    }

    /// `whole` with the finer points of `part` in its place.
    fn layered(name: LineName, whole: Answer, part: Answer, range: Range) -> Self {
        let mut line = Self {
            name,
            answer: laid_into(&whole, &part, range),
            smooth_x: Vec::new(),
            smooth_y: Vec::new(),
            layers: Some(Box::new(Layers { whole, part })),
        };
        line.unpack();
        line
    }
}

/// The lines of a panel.
#[derive(Debug, Clone, Default)]
pub(crate) struct PanelData {
    lines: Vec<PanelLine>,
    x: XAxis,
    /// The metric that gives the places.
    against: Option<MetricName>,
    /// The part of the axis that is finer than the rest.
    part: Option<Range>,
    /// How whole lines are smoothed by now.
    smoothed: Smoothed,
}

/// What a frame answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Asked {
    /// The part of the axis; none for all of it.
    pub(crate) range: Option<Range>,
    /// The metric that gives the places.
    pub(crate) against: Option<MetricName>,
    /// How lines are smoothed now.
    pub(crate) smoothed: Smoothed,
}

/// What smoothed lines are.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Smoothed {
    smoothing: Option<Smoothing>,
    domain: Domain,
}

impl Smoothed {
    /// As settings ask for.
    pub(crate) fn of(settings: &PanelSettings) -> Self {
        Self {
            smoothing: settings.smoothing(),
            domain: settings.domain(),
        }
    }
}

/// What a footer says about the points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Totals {
    /// Points that stand in the visible part of the picture.
    pub(crate) drawn: u64,
    /// Points of all series.
    pub(crate) total: u64,
    /// NaN and infinite points.
    pub(crate) non_finite: u64,
    /// Points that have no place on the axis.
    pub(crate) no_x: u64,
    /// Points that edits hide.
    pub(crate) hidden: u64,
    /// True when buckets stand for points.
    pub(crate) sampled: bool,
    /// True when only the points of a part of the axis are here.
    pub(crate) part: bool,
}

impl PanelData {
    /// The lines, in drawing order.
    pub(crate) fn lines(&self) -> &[PanelLine] {
        &self.lines
    }

    /// True when the points here lie on the axis that settings ask for; so do no points at all.
    pub(crate) fn is_on(&self, settings: &PanelSettings) -> bool {
        self.lines.is_empty() || self.x == settings.x && self.against.as_ref() == settings.against()
    }

    /// The settings with the axis of the points that are here.
    pub(crate) fn placed(&self, settings: PanelSettings) -> PanelSettings {
        if self.is_on(&settings) {
            return settings;
        }
        PanelSettings {
            x: self.x,
            against: self.against.clone(),
            ..settings
        }
    }

    /// True when every point of every line is here: then no zoom and no smoothing needs others.
    pub(crate) fn is_whole(&self) -> bool {
        self.lines.iter().all(PanelLine::is_whole)
    }

    /// The part of the axis that is finer than the rest.
    pub(crate) fn part(&self) -> Option<Range> {
        self.part
    }

    /// True when every point between two places is here.
    pub(crate) fn holds_all(&self, (low, high): Range) -> bool {
        let inside = self
            .part
            .is_some_and(|part| part.0 <= low && high <= part.1);
        let holds = |line: &PanelLine| match &line.layers {
            Some(layers) => inside && !layers.part.meta.sampled,
            None => !line.answer.meta.sampled,
        };
        self.lines.iter().all(holds)
    }

    /// What to ask for, so that `names` are up to date on the axis of `settings`. Lines whose
    /// points are all here are only asked for what came after them.
    pub(crate) fn wanted(
        &self,
        names: &[LineName],
        settings: &PanelSettings,
        extend: Extend,
    ) -> Vec<SeriesRef> {
        let extends = extend == Extend::Yes && self.is_on(settings);
        let after = |name: &LineName| {
            let line = self.lines.iter().find(|line| line.name == *name)?;
            let whole = extends && line.is_whole() && line.answer.meta.found;
            whole.then_some(line.answer.meta.next_ordinal)
        };
        names
            .iter()
            .map(|name| SeriesRef {
                experiment: name.key.clone(),
                metric: name.metric.clone(),
                context: name.context.clone(),
                source: 0,
                after: after(name),
            })
            .collect()
    }

    /// Takes an answer in. Lines that were not asked for are dropped. An answer for a part of the
    /// axis makes that part finer; one for the whole axis takes the place of everything.
    pub(crate) fn take(&mut self, frame: Frame, asked: Asked) {
        let mut old = std::mem::take(&mut self.lines);
        let same_axis = self.x == frame.meta.x && self.against == asked.against;
        (self.x, self.against, self.part) = (frame.meta.x, asked.against, asked.range);
        for answer in frame.answers {
            if !answer.meta.found {
                continue;
            }
            let answer = with_infinities(answer);
            let series = &answer.meta.series;
            let name = LineName {
                key: series.experiment.clone(),
                metric: series.metric.clone(),
                context: series.context.clone(),
            };
            let known = old.iter().position(|line| line.name == name);
            let known = known.map(|index| old.swap_remove(index));
            self.lines
                .push(match (known.filter(|_| same_axis), asked.range) {
                    (Some(line), Some(range)) => {
                        PanelLine::layered(name, line.into_whole(), answer, range)
                    }
                    (None, Some(range)) => PanelLine::layered(name, hollow(&answer), answer, range),
                    (Some(line), None) if answer.meta.appended => {
                        PanelLine::new(name, extended(line.answer, answer))
                    }
                    _ => PanelLine::new(name, answer),
                });
        }
        self.smooth_anew(asked.smoothed);
    }

    /// Shows the whole axis as coarse as it was before a part of it was asked for.
    pub(crate) fn drop_part(&mut self) {
        self.part = None;
        for line in &mut self.lines {
            if let Some(layers) = line.layers.take() {
                line.answer = layers.whole;
                line.unpack();
            }
        }
        self.smooth_anew(self.smoothed);
    }

    /// Drops all lines but these, and puts them in this order; false when nothing has changed.
    pub(crate) fn keep(&mut self, names: &[LineName]) -> bool {
        let before: Vec<LineName> = self.lines.iter().map(|line| line.name.clone()).collect();
        let place = |line: &PanelLine| names.iter().position(|name| *name == line.name);
        self.lines.retain(|line| place(line).is_some());
        self.lines.sort_by_key(place);
        let now = self.lines.iter().map(|line| &line.name);
        !now.eq(before.iter())
    }

    /// Smooths every line whose points are all here, unless they are so already; others come
    /// smoothed.
    pub(crate) fn smooth(&mut self, smoothed: Smoothed) {
        if self.smoothed != smoothed {
            self.smooth_anew(smoothed);
        }
    }

    fn smooth_anew(&mut self, smoothed: Smoothed) {
        self.smoothed = smoothed;
        for line in &mut self.lines {
            match smoothed.smoothing {
                Some(smoothing) if line.is_whole() => {
                    let Answer { x, y, .. } = &line.answer;
                    line.smooth_x.clone_from(x);
                    smooth_into(x, y, smoothing, smoothed.domain, &mut line.smooth_y);
                }
                Some(_) => {}
                None => {
                    line.smooth_x.clear();
                    line.smooth_y.clear();
                }
            }
        }
    }

    /// The first and the last place of all points.
    pub(crate) fn span(&self) -> Option<(f64, f64)> {
        let ends = self.lines.iter().filter_map(|line| {
            let x = &line.answer.x;
            Some((*x.first()?, *x.last()?))
        });
        ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// How far the points reach.
    pub(crate) fn reach(&self) -> Reach {
        let ends = self.lines.iter().filter_map(|line| {
            let mark = line.answer.marks.last().map(|mark| mark.x);
            let point = line.answer.x.last().copied();
            point.into_iter().chain(mark).reduce(f64::max)
        });
        Reach {
            end: ends.fold(f64::NEG_INFINITY, f64::max),
            total: self.lines.iter().map(|line| line.answer.meta.total).sum(),
        }
    }

    /// True when the axis is the index, because no series has steps.
    pub(crate) fn is_indexed(&self) -> bool {
        self.lines.iter().any(|line| line.answer.meta.indexed)
    }

    /// What the footer says while `view` is visible; none for everything.
    pub(crate) fn totals(&self, view: Option<Range>) -> Totals {
        let mut totals = Totals::default();
        let inside = |x: &[f64]| match view {
            Some((low, high)) => {
                let end = x.partition_point(|&x| x <= high);
                end.saturating_sub(x.partition_point(|&x| x < low))
            }
            None => x.len(),
        };
        for line in &self.lines {
            let meta = &line.answer.meta;
            totals.drawn += inside(&line.answer.x) as u64;
            totals.total += meta.total;
            totals.non_finite += meta.nan + meta.infinite;
            totals.no_x += meta.no_x;
            totals.hidden += meta.hidden;
            totals.sampled |= meta.sampled;
            totals.part |= line.layers.is_some();
        }
        totals
    }
}

/// Whether lines that are here may be answered by their new points alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extend {
    /// They may.
    Yes,
    /// Everything is asked for anew.
    No,
}
