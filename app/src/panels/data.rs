//! The points a line panel holds: answers of the source, kept, extended and smoothed.
//! Pure: neither fetches nor draws.

use suisei_core::ids::ExperimentKey;
use suisei_core::query::{Answer, Domain, Mark, SeriesRef, Smoothing, XAxis};
use suisei_core::smooth::smooth_into;
use suisei_core::view::PanelSettings;
use suisei_core::wire::frame::Frame;

use super::zoom::follow::Reach;

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
    /// Its points and what they leave out.
    pub(crate) answer: Answer,
    /// The smoothed line over the same or, when sampled, its own places; empty without smoothing.
    pub(crate) smooth_x: Vec<f64>,
    /// Its values.
    pub(crate) smooth_y: Vec<f64>,
}

/// The lines of a panel.
#[derive(Debug, Clone, Default)]
pub(crate) struct PanelData {
    lines: Vec<PanelLine>,
    x: XAxis,
    /// How whole lines are smoothed by now.
    smoothed: Smoothed,
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
    /// Points that stand in the picture.
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
    /// True when the axis is the index, because no series has steps.
    pub(crate) indexed: bool,
}

impl PanelData {
    /// The lines, in drawing order.
    pub(crate) fn lines(&self) -> &[PanelLine] {
        &self.lines
    }

    /// True when some line is sampled: zooming and smoothing then need another answer.
    pub(crate) fn is_sampled(&self) -> bool {
        self.lines.iter().any(|line| line.answer.meta.sampled)
    }

    /// What to ask for, so that `names` are up to date on axis `x`. Lines whose points are all
    /// here are only asked for what came after them.
    pub(crate) fn wanted(&self, names: &[LineName], x: XAxis, extend: Extend) -> Vec<SeriesRef> {
        let after = |name: &LineName| {
            let line = self.lines.iter().find(|line| line.name == *name)?;
            let whole = extend == Extend::Yes && self.x == x && !line.answer.meta.sampled;
            (whole && line.answer.meta.found).then_some(line.answer.meta.next_ordinal)
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

    /// Takes an answer in. Lines that were not asked for are dropped.
    pub(crate) fn take(&mut self, frame: Frame, smoothed: Smoothed) {
        let mut old = std::mem::take(&mut self.lines);
        self.x = frame.meta.x;
        for mut answer in frame.answers {
            let name = LineName {
                key: answer.meta.series.experiment.clone(),
                metric: answer.meta.series.metric.clone(),
                context: answer.meta.series.context.clone(),
            };
            if answer.meta.appended
                && let Some(index) = old.iter().position(|line| line.name == name)
            {
                answer = extended(old.swap_remove(index).answer, answer);
            }
            if answer.meta.found {
                let (smooth_x, smooth_y) = (
                    std::mem::take(&mut answer.smooth_x),
                    std::mem::take(&mut answer.smooth_y),
                );
                self.lines.push(PanelLine {
                    name,
                    answer,
                    smooth_x,
                    smooth_y,
                });
            }
        }
        self.smooth_anew(smoothed);
    }

    /// Smooths every line whose points are all here, unless they are so already; sampled ones came
    /// smoothed.
    pub(crate) fn smooth(&mut self, smoothed: Smoothed) {
        if self.smoothed != smoothed {
            self.smooth_anew(smoothed);
        }
    }

    fn smooth_anew(&mut self, smoothed: Smoothed) {
        self.smoothed = smoothed;
        let whole = |line: &&mut PanelLine| !line.answer.meta.sampled;
        for line in self.lines.iter_mut().filter(whole) {
            match smoothed.smoothing {
                Some(smoothing) => {
                    let Answer { x, y, .. } = &line.answer;
                    line.smooth_x.clone_from(x);
                    smooth_into(x, y, smoothing, smoothed.domain, &mut line.smooth_y);
                }
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

    /// What the footer says.
    pub(crate) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for line in &self.lines {
            let meta = &line.answer.meta;
            totals.drawn += line.answer.x.len() as u64;
            totals.total += meta.total;
            totals.non_finite += meta.nan + meta.infinite;
            totals.no_x += meta.no_x;
            totals.hidden += meta.hidden;
            totals.sampled |= meta.sampled;
            totals.indexed |= meta.indexed;
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

/// `old` with the points of `new` behind it; sorted again where they came out of order.
fn extended(old: Answer, new: Answer) -> Answer {
    let in_order = match (old.x.last(), new.x.first()) {
        (Some(last), Some(first)) => last <= first,
        _ => true,
    };
    let mut meta = new.meta;
    // The answer counted only what it carries.
    meta.in_range += old.meta.in_range;
    meta.no_x += old.meta.no_x;
    let mut answer = Answer { meta, ..old };
    answer.x.extend(new.x);
    answer.y.extend(new.y);
    answer.marks.extend(new.marks);
    if !in_order {
        let mut order: Vec<usize> = (0..answer.x.len()).collect();
        order.sort_by(|&a, &b| answer.x[a].total_cmp(&answer.x[b]));
        answer.x = order.iter().map(|&index| answer.x[index]).collect();
        answer.y = order.iter().map(|&index| answer.y[index]).collect();
        answer
            .marks
            .sort_by(|a: &Mark, b: &Mark| a.x.total_cmp(&b.x));
    }
    answer
}

#[cfg(test)]
mod tests {
    use suisei_core::number::Float;
    use suisei_core::query::{self, Plan, SeriesRequest};
    use suisei_core::series::columns::Row;
    use suisei_core::series::{Columns, Summary};
    use suisei_core::view::{Scale, SmoothingKind};
    use suisei_core::wire::frame::FrameMeta;

    use super::*;

    fn columns(steps: &[i64]) -> Columns {
        let mut columns = Columns::default();
        for &step in steps {
            columns.push(Row {
                step,
                epoch: f64::NAN,
                time: step,
                value: step as f64,
            });
        }
        columns
    }

    fn name() -> LineName {
        LineName {
            key: "0".repeat(32).parse().unwrap(),
            metric: "loss".to_owned(),
            context: String::new(),
        }
    }

    /// Answers as the server would, with `steps` being everything logged so far.
    fn ask(data: &PanelData, steps: &[i64]) -> Frame {
        let all = columns(steps);
        let summary = Summary::of(&all);
        let request = SeriesRequest {
            series: data.wanted(&[name()], XAxis::Step, Extend::Yes),
            width_px: 400,
            ..SeriesRequest::default()
        };
        let plan = Plan::new(&request, std::iter::once(&summary));
        let series = &request.series[0];
        let from = series.after.unwrap_or(0) as usize;
        let points = all.slice(from..steps.len());
        let answer = query::answer(series, &points, &summary, 0, &plan);
        let meta = FrameMeta {
            build: String::new(),
            x: XAxis::Step,
            seq: 0,
        };
        Frame {
            meta,
            answers: vec![answer],
        }
    }

    #[test]
    fn a_growing_line_equals_a_fresh_one() {
        let mut growing = PanelData::default();
        for steps in [
            &[1, 2, 3][..],
            &[1, 2, 3, 4],
            &[1, 2, 3, 4, 2, 7],
            &[1, 2, 3, 4, 2, 7, 0],
        ] {
            let frame = ask(&growing, steps);
            growing.take(frame, Smoothed::default());
            let mut fresh = PanelData::default();
            let frame = ask(&fresh, steps);
            fresh.take(frame, Smoothed::default());
            assert_eq!(growing.lines()[0].answer.x, fresh.lines()[0].answer.x);
            assert_eq!(growing.totals(), fresh.totals());
        }
    }

    #[test]
    fn smoothing_follows_the_settings() {
        let mut data = PanelData::default();
        let frame = ask(&data, &[1, 2, 3]);
        let settings = |smoothing_kind| PanelSettings {
            smoothing: Float(0.5),
            smoothing_kind,
            window: 3,
            ..PanelSettings::default()
        };
        data.take(frame, Smoothed::of(&settings(SmoothingKind::Exponential)));
        assert_eq!(data.lines()[0].smooth_x, [1.0, 2.0, 3.0]);
        data.smooth(Smoothed::of(&settings(SmoothingKind::Mean)));
        assert_eq!(data.lines()[0].smooth_y, [1.5, 2.0, 2.5]);
        data.smooth(Smoothed::default());
        assert!(data.lines()[0].smooth_x.is_empty());
    }

    #[test]
    fn whole_lines_are_smoothed_as_a_server_smooths_sampled_ones() {
        let steps: Vec<i64> = (0..3_000).map(|i| i + i % 3 / 2).collect();
        let all = columns(&steps);
        let summary = Summary::of(&all);
        let settings = PanelSettings {
            smoothing_kind: SmoothingKind::Gaussian,
            sigma: Float(12.0),
            scale: Scale::Log,
            ..PanelSettings::default()
        };
        let mut data = PanelData::default();
        let frame = ask(&data, &steps);
        data.take(frame, Smoothed::of(&settings));
        let request = SeriesRequest {
            series: data.wanted(&[name()], XAxis::Step, Extend::No),
            width_px: 40,
            smoothing: settings.smoothing(),
            domain: settings.domain(),
            ..SeriesRequest::default()
        };
        let many = Summary {
            count: query::RAW_POINTS + 1,
            ..summary
        };
        let plan = Plan::new(&request, std::iter::once(&many));
        let answer = query::answer(&request.series[0], &all, &summary, 0, &plan);
        assert!(answer.meta.sampled && answer.smooth_x.len() > 100);
        let line = &data.lines()[0];
        let mine = |x: &f64, y: &f64| {
            let mut own = line.smooth_x.iter().zip(&line.smooth_y);
            own.any(|(a, b)| a == x && (b == y || b.is_nan() && y.is_nan()))
        };
        let mut theirs = answer.smooth_x.iter().zip(&answer.smooth_y);
        assert!(theirs.all(|(x, y)| mine(x, y)));
    }
}
