//! What an axis is asked to show.

use crate::range::Limits;
use crate::scale::ScaleKind;
use crate::zone::Zone;

/// The horizontal axis: what its numbers mean and how it is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct XAxis<'a> {
    /// What x values mean.
    pub kind: XKind,
    /// Name at the right end of the tick row; may be empty.
    pub name: &'a str,
    /// How values map to width. Wall time is always linear: it has no zero to take ratios from.
    pub scale: ScaleKind,
    /// The visible range when the user chose one (zoom); otherwise the data decide.
    pub range: Limits,
    /// The time zone of the labels of wall time.
    pub zone: &'a Zone,
}

impl<'a> XAxis<'a> {
    /// A linear axis that shows all data, in UTC.
    pub const fn new(kind: XKind, name: &'a str) -> Self {
        Self {
            kind,
            name,
            scale: ScaleKind::Linear,
            range: Limits::AUTOMATIC,
            zone: Zone::UTC,
        }
    }

    /// The scale that is used.
    pub(crate) fn scale_kind(&self) -> ScaleKind {
        match self.kind {
            XKind::WallTime => ScaleKind::Linear,
            _ => self.scale,
        }
    }
}

/// What x values mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XKind {
    /// Optimiser steps: whole numbers.
    Step,
    /// Position in the series: whole numbers.
    Index,
    /// Epochs, or any other number that may have a fraction.
    Epoch,
    /// Microseconds since 1970 UTC, labelled in the local time of [`XAxis::zone`].
    WallTime,
    /// Microseconds since the start of the experiment.
    RelativeTime,
}

/// A vertical axis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct YAxis<'a> {
    /// Name above the axis, shown only when there are two; may be empty.
    pub name: &'a str,
    /// How values map to height.
    pub scale: ScaleKind,
    /// The visible range when the user chose one; otherwise the data in view decide.
    pub range: Limits,
}

/// Which vertical axis a series belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Side {
    /// The usual one, which also has the grid lines.
    #[default]
    Left,
    /// The second one. On a chart without a right axis this is the left one.
    Right,
}
