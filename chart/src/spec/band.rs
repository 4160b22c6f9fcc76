//! Areas that belong to a series.

use super::Values;

/// The room between two lines that share their x, drawn in a light tint of the series' colour
/// under all lines. `x` is finite and ascends; where a value is NaN or infinite the band has a
/// gap. Extra values of the longer columns are left out.
#[derive(Clone, Copy, Debug)]
pub struct Band<'a> {
    /// Horizontal positions.
    pub x: &'a [f64],
    /// Lower values.
    pub low: Values<'a>,
    /// Upper values.
    pub high: Values<'a>,
}

impl Band<'_> {
    /// Number of places.
    pub fn len(&self) -> usize {
        self.x.len().min(self.low.len()).min(self.high.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
