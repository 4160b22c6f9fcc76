//! The canvas and its margins, before and after the labels are known.

use super::labels::{self, EDGE_GAP, Labels, Shown};
use super::{Grid, Layout, Rect, Ruler, sound_canvas};
use crate::scale::Scale;
use crate::spec::{LineChart, Side, XKind};
use crate::theme::Rgba;
use crate::ticks::{self, Labelled};

/// Margins around the plot.
const TOP: f64 = 8.0;
const RIGHT: f64 = 12.0;
const BOTTOM: f64 = 24.0;
const LEFT: f64 = 44.0;
/// A side margin grows in steps of this.
const STEP: f64 = 4.0;
/// What remains of a margin without labels.
const BARE: f64 = 6.0;
/// A side margin takes at most this share of the width, on a chart with one and with two axes.
/// Labels that would need more are left out.
const MOST_OF_ONE: f64 = 0.5;
const MOST_OF_TWO: f64 = 0.34;
/// Names of rows take at most this share of the width; longer ones are cut.
const MOST_OF_NAMES: f64 = 0.4;
/// The name of the x axis takes at most this share of the tick row.
const MOST_OF_ROW: f64 = 0.6;
/// A canvas lower than this has no x labels.
const LOWEST: f64 = 52.0;
/// Between a y label and the plot.
const LABEL_GAP: f64 = 8.0;
/// Between the names of the axes and the plot.
const NAME_GAP: f64 = 7.0;
/// Wanted distance of y labels.
const Y_DISTANCE: f64 = 40.0;
/// The margins are drawn for labels of this size and grow with larger ones.
pub(crate) const USUAL_SIZE: f64 = 11.0;

/// Whether there is anything to put numbers on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Neither data nor a chosen range: numbers on the axes would be made up.
    None,
    /// Something to see.
    Some,
}

/// The scales of a chart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scales {
    pub(crate) x: Scale,
    pub(crate) left: Scale,
    pub(crate) right: Option<Scale>,
}

/// The labels of the y axes; the right ones only when there is a right axis.
pub(crate) struct YLabels {
    left: Vec<Labelled>,
    right: Option<Vec<Labelled>>,
}

impl YLabels {
    /// The same with the last one first, which has precedence where labels would touch.
    pub(crate) fn reversed(mut self) -> Self {
        self.left.reverse();
        self
    }
}

/// A side margin.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Margin {
    width: f64,
    labels: Shown,
}

/// Where the middle of a row lies on the vertical axis of a chart with rows: they count down from
/// zero, so that the first one is on top.
pub(crate) fn row_value(row: usize) -> f64 {
    -(row as f64 + 0.5)
}

/// The canvas and its margins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    size: (f64, f64),
    ratio: f64,
    /// Whether there is no room for anything but lines and numbers at the left.
    low: bool,
    top: f64,
    bottom: f64,
    left: Margin,
    right: Margin,
}

impl Frame {
    pub(crate) fn new(chart: &LineChart<'_>, font: &Labels<'_>) -> Self {
        let (size, ratio) = sound_canvas((chart.width, chart.height), chart.ratio);
        let larger = (font.height() / USUAL_SIZE).max(1.0);
        let low = size.1 < LOWEST * larger;
        let named = chart
            .right_axis
            .is_some_and(|right| !(right.name.is_empty() && chart.y_axis.name.is_empty()));
        let names = if named && !low {
            font.height() + NAME_GAP
        } else {
            0.0
        };
        let two = chart.right_axis.is_some();
        let frame = Self {
            size,
            ratio,
            low,
            top: if low {
                BARE * larger
            } else {
                TOP * larger + names
            },
            bottom: if low { BARE * larger } else { BOTTOM * larger },
            left: Margin {
                width: 0.0,
                labels: Shown::Labels,
            },
            right: Margin {
                width: RIGHT.min(size.0 * 0.1),
                labels: Shown::Lines,
            },
        };
        let left = chart.minimum_left.min(frame.most(two)).max(LEFT);
        Self {
            left: frame.margin(left, two),
            right: if two {
                frame.margin(LEFT, two)
            } else {
                frame.right
            },
            ..frame
        }
    }

    /// A margin of `wanted` pixels, or a bare one when that is too much.
    fn margin(&self, wanted: f64, two: bool) -> Margin {
        let most = self.most(two);
        if wanted <= most {
            Margin {
                width: wanted,
                labels: Shown::Labels,
            }
        } else {
            Margin {
                width: BARE.min(most),
                labels: Shown::Lines,
            }
        }
    }

    /// The widest a side margin may be on a chart with one axis or with two.
    fn most(&self, two: bool) -> f64 {
        self.size.0 * if two { MOST_OF_TWO } else { MOST_OF_ONE }
    }

    /// The same frame with room for `labels`, if they need more.
    pub(crate) fn with_room_for(self, labels: &YLabels, font: &Labels<'_>) -> Self {
        let two = labels.right.is_some();
        let grown = |margin: Margin, labels: &[Labelled]| {
            let widest = labels
                .iter()
                .map(|(_, label)| font.width(label))
                .fold(0.0, f64::max);
            let needed = widest + LABEL_GAP + EDGE_GAP;
            if margin.labels == Shown::Lines || needed <= margin.width {
                return margin;
            }
            let steps = ((needed - margin.width) / STEP).ceil();
            self.margin(margin.width + steps * STEP, two)
        };
        Self {
            left: grown(self.left, &labels.left),
            right: match &labels.right {
                Some(right) => grown(self.right, right),
                None => self.right,
            },
            ..self
        }
    }

    /// The same frame with this left margin, unless its own is wider or it has no labels.
    pub(crate) fn with_left(self, left: f64) -> Self {
        let most = self.size.0 * MOST_OF_ONE;
        let width = match self.left.labels {
            Shown::Labels => self.left.width.max(left.min(most)),
            Shown::Lines => self.left.width,
        };
        Self {
            left: Margin { width, ..self.left },
            ..self
        }
    }

    /// The same frame with a right margin of at least `right`, as far as the plot keeps some width.
    pub(crate) fn with_right(self, right: f64) -> Self {
        let most = (self.size.0 - self.left.width) * MOST_OF_TWO;
        let width = self.right.width.max(right.min(most));
        Self {
            right: Margin {
                width,
                ..self.right
            },
            ..self
        }
    }

    fn plot(&self) -> Rect {
        let snap = |css: f64| (css * self.ratio).round();
        let (left, top) = (snap(self.left.width), snap(self.top));
        let right = snap(self.size.0 - self.right.width).max(left + 1.0);
        let bottom = snap(self.size.1 - self.bottom).max(top + 1.0);
        let css = |device: f64| device / self.ratio;
        Rect {
            left: css(left),
            top: css(top),
            right: css(right),
            bottom: css(bottom),
        }
    }

    /// The same frame with room for the name of the left axis above it, unless it is too low.
    pub(crate) fn with_name(self, name: &str, font: &Labels<'_>) -> Self {
        if name.is_empty() || self.bottom <= BARE {
            return self;
        }
        Self {
            top: self.top + font.height() + NAME_GAP,
            ..self
        }
    }

    /// The same frame around a square plot: what is too much goes to the right or to the bottom.
    pub(crate) fn squared(self) -> Self {
        let plot = self.plot();
        let wider = plot.width() - plot.height();
        Self {
            right: Margin {
                width: self.right.width + wider.max(0.0),
                ..self.right
            },
            bottom: self.bottom + (-wider).max(0.0),
            ..self
        }
    }

    /// Device pixel columns of the plot.
    pub(crate) fn columns(&self) -> usize {
        (self.plot().width() * self.ratio).round() as usize
    }

    /// Labels of the y axes.
    pub(crate) fn y_labels(&self, scales: &Scales) -> YLabels {
        let target = (self.plot().height() / Y_DISTANCE).max(2.0);
        YLabels {
            left: ticks::y(&scales.left, target),
            right: scales.right.map(|right| ticks::y(&right, target)),
        }
    }

    /// Names of rows instead of numbers, the first on top; see [`row_value`].
    pub(crate) fn row_labels(&self, names: &[&str], font: &Labels<'_>) -> YLabels {
        let most = self.size.0 * MOST_OF_NAMES - LABEL_GAP - EDGE_GAP;
        let label =
            |(row, name): (usize, &&str)| (row_value(row), font.shortened_within(name, most));
        YLabels {
            left: names.iter().enumerate().map(label).collect(),
            right: None,
        }
    }

    /// Finishes the layout. Without data the y labels are lines only and x has none.
    pub(crate) fn layout(
        self,
        chart: &LineChart<'_>,
        scales: Scales,
        y_labels: YLabels,
        font: &Labels<'_>,
        content: Content,
    ) -> Layout {
        let ruler = |scale| Ruler {
            scale,
            ticks: Vec::new(),
            minor: Vec::new(),
        };
        let axis = &chart.x_axis;
        let mut layout = Layout {
            size: self.size,
            ratio: self.ratio,
            plot: self.plot(),
            x: ruler(scales.x),
            left: ruler(scales.left),
            right: scales.right.map(ruler),
            names: Vec::new(),
            x_name: String::new(),
            x_kind: axis.kind,
            zone: axis.zone.clone(),
            grid: Grid::default(),
        };
        let height = layout.plot.height();
        let shown = |margin: Margin| match content {
            Content::Some => margin.labels,
            Content::None => Shown::Lines,
        };
        layout.left.ticks =
            labels::y_ticks(&layout, Side::Left, y_labels.left, shown(self.left), font);
        if let (Some(right), Some(labels)) = (&layout.right, y_labels.right) {
            let ticks = labels::y_ticks(&layout, Side::Right, labels, shown(self.right), font);
            layout.right = Some(Ruler {
                ticks,
                ..right.clone()
            });
        }
        let low = self.low;
        if !low && font.width(axis.name) <= layout.plot.width() * MOST_OF_ROW {
            axis.name.clone_into(&mut layout.x_name);
        }
        if content == Content::Some && !low {
            layout.x.ticks = labels::x_ticks(&layout, axis, font);
        }
        if content == Content::Some {
            // Decades of microseconds mean nothing on a clock.
            if axis.kind != XKind::RelativeTime {
                let width = layout.plot.width();
                mark(&mut layout.x, width);
            }
            mark(&mut layout.left, height);
            if let Some(right) = &mut layout.right {
                mark(right, height);
            }
        }
        if let (Some(right), false) = (chart.right_axis, low) {
            let both = [chart.y_axis.name, right.name];
            let colours = [Side::Left, Side::Right].map(|side| only_colour(chart, side));
            layout.names = labels::names(both, colours, self.size.0, font);
        }
        layout
    }
}

/// The colour of the only series of a side.
fn only_colour(chart: &LineChart<'_>, side: Side) -> Option<Rgba> {
    let mut found = chart.series.iter().filter(|series| series.side == side);
    let first = found.next()?;
    found.next().is_none().then_some(first.colour)
}

/// Marks what lies between the labels of an axis of `length` CSS pixels.
fn mark(ruler: &mut Ruler, length: f64) {
    ruler.minor = ticks::minor(&ruler.scale, &ruler.ticks, length);
}
