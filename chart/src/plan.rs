//! What a line chart shows: the scales of its axes and what remains of its lines on them.

use crate::area::Area;
use crate::layout::{Content, Frame, Labels, Layout, Scales};
use crate::lines::Prepared;
use crate::range;
use crate::reduce::reduce;
use crate::scale::Scale;
use crate::spec::{Line, LineChart, Series, Side};

/// A chart with everything decided and nothing drawn.
pub(crate) struct Plan<'a> {
    pub(crate) prepared: Vec<Prepared<'a>>,
    pub(crate) layout: Layout,
    /// Finite points that a logarithmic axis cannot show.
    pub(crate) not_positive: usize,
}

/// Decides ranges, margins and labels, and reduces the lines to the columns of the plot.
pub(crate) fn plan<'a>(chart: &LineChart<'a>, font: &Labels<'_>) -> Plan<'a> {
    let x_range = x_range(chart);
    let x_kind = chart.x_axis.scale_kind();
    let (low, high) = x_range.unwrap_or_else(|| range::without_data(x_kind));
    let x = Scale::new(x_kind, low, high);
    // The y labels decide the side margins, the margins the columns, and the columns the reduced
    // points. Their range does not depend on the columns, so a second pass is the last.
    let frame = Frame::new(chart, font);
    let guessed = frame.with_left(chart.expected_left);
    let first = prepare(chart, &x, guessed.columns());
    let ranges = [Side::Left, Side::Right].map(|side| y_range(chart, side, &first));
    let scale = |side: Side, range: Option<(f64, f64)>| {
        let kind = chart.axis(side).scale;
        let (low, high) = range.unwrap_or_else(|| range::without_data(kind));
        Scale::new(kind, low, high)
    };
    let scales = Scales {
        x,
        left: scale(Side::Left, ranges[0]),
        right: chart.right_axis.map(|_| scale(Side::Right, ranges[1])),
    };
    let labels = frame.y_labels(&scales);
    let roomy = frame.with_room_for(&labels, font);
    let prepared = if roomy.columns() == guessed.columns() {
        first
    } else {
        prepare(chart, &x, roomy.columns())
    };
    let known = x_range.is_some() && ranges.iter().any(Option::is_some);
    let content = if known { Content::Some } else { Content::None };
    let layout = roomy.layout(chart, scales, labels, font, content);
    let hidden: usize = prepared.iter().map(|item| item.main.not_positive).sum();
    Plan {
        not_positive: hidden + before_the_axis(chart),
        prepared,
        layout,
    }
}

fn prepare<'a>(chart: &LineChart<'a>, x: &Scale, columns: usize) -> Vec<Prepared<'a>> {
    let one = |series: &'a Series<'a>| {
        let side = chart.side_of(series);
        let reduced = |line: &Line<'_>| reduce(line, x, columns, chart.axis(side).scale);
        let (main, ghost) = match &series.smooth {
            Some(smooth) => (reduced(smooth), Some(reduced(&series.line))),
            None => (reduced(&series.line), None),
        };
        let kind = chart.axis(side).scale;
        let band = series
            .band
            .map(|band| Area::of_band(&band, x, columns, kind));
        let fill = series.fill.map(|base| Area::under(&main, base, kind));
        Prepared {
            series,
            side,
            main,
            areas: band.into_iter().chain(fill).collect(),
            ghost,
        }
    };
    chart.series.iter().map(one).collect()
}

/// The lines of a series.
fn lines<'a>(series: &'a Series<'a>) -> impl Iterator<Item = &'a Line<'a>> {
    [Some(&series.line), series.smooth.as_ref()]
        .into_iter()
        .flatten()
}

/// The chosen x range, else that of the data; none without data.
fn x_range(chart: &LineChart<'_>) -> Option<(f64, f64)> {
    let (axis, kind) = (&chart.x_axis, chart.x_axis.scale_kind());
    let all = chart.series.iter().flat_map(|series| {
        let ends = lines(series).flat_map(|line| {
            let x = &line.x[..line.len()];
            // X ascends: what has no place on a logarithmic axis comes first.
            let first = x.partition_point(|&x| !kind.has_place(x));
            [x.get(first).copied(), x.last().copied()]
        });
        let marks = [series.marks.first(), series.marks.last()];
        let band = series.band.map(|band| {
            let x = &band.x[..band.len()];
            [x.first().copied(), x.last().copied()]
        });
        ends.chain(marks.map(|mark| mark.map(|mark| mark.x)))
            .chain(band.into_iter().flatten())
    });
    let data = range::span(all.flatten().filter(|&x| kind.has_place(x)));
    range::resolve(axis.range, data, kind, |low, high| {
        range::automatic_x(low, high, axis.kind, kind)
    })
}

/// The chosen y range of a side, else that of its points in view; none without points.
fn y_range(chart: &LineChart<'_>, side: Side, prepared: &[Prepared<'_>]) -> Option<(f64, f64)> {
    let axis = chart.axis(side);
    let ends = prepared
        .iter()
        .filter(|item| item.side == side)
        .flat_map(extents)
        .flatten()
        .flat_map(|(low, high)| [low, high]);
    range::resolve(axis.range, range::span(ends), axis.scale, |low, high| {
        range::automatic_y(low, high, axis.scale)
    })
}

/// The extents of all that is drawn of a series.
fn extents<'a>(item: &'a Prepared<'_>) -> impl Iterator<Item = Option<(f64, f64)>> + 'a {
    let lines = std::iter::once(&item.main).chain(&item.ghost);
    let areas = item.areas.iter().map(|area| area.range);
    lines.map(|line| line.range).chain(areas)
}

/// Finite points to the left of everything a logarithmic x axis can show, unless a range was
/// chosen that leaves them out anyway.
fn before_the_axis(chart: &LineChart<'_>) -> usize {
    let kind = chart.x_axis.scale_kind();
    if chart
        .x_axis
        .range
        .low
        .is_some_and(|low| kind.has_place(low))
    {
        return 0;
    }
    let hidden = |series: &Series<'_>| {
        let line = &series.line;
        line.x[..line.len()].partition_point(|&x| !kind.has_place(x))
    };
    chart.series.iter().map(hidden).sum()
}
