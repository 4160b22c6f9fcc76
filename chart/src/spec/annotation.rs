//! Lines that somebody drew into a chart to compare with.

use super::Side;
use crate::theme::Rgba;

/// A reference line across the plot, with a label. Out of view it does not show, and it never
/// changes what is in view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Annotation<'a> {
    /// Where it lies.
    pub at: Reference,
    /// What it says; may be empty. Left out where it would cover another label.
    pub label: &'a str,
    /// Its colour; without one that of the tick labels.
    pub colour: Option<Rgba>,
}

/// Where a reference line lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reference {
    /// Upright, at an x value.
    X(f64),
    /// Level, at a y value of the axis of a side.
    Y(Side, f64),
}
