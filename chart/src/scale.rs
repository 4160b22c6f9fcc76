//! From values to fractions of an axis and back. Never overflows for finite ranges.

/// How values spread along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScaleKind {
    /// Equal differences have equal lengths.
    #[default]
    Linear,
    /// Equal ratios have equal lengths; only positive values have a place.
    Log,
}

/// A range of values laid along an axis: 0 is its low end, 1 its high end.
///
/// The low end is subtracted before anything is scaled, so that microseconds since 1970 keep
/// their precision, and halves are used throughout, so that the full range of `f64` fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    kind: ScaleKind,
    low: f64,
    high: f64,
    half_start: f64,
    half_span: f64,
}

impl Scale {
    /// A scale over `low..high`; expects finite `low < high`, positive when logarithmic.
    pub(crate) fn new(kind: ScaleKind, low: f64, high: f64) -> Self {
        let (start, end) = (forward(kind, low), forward(kind, high));
        let half_start = start * 0.5;
        Self {
            kind,
            low,
            high,
            half_start,
            half_span: end * 0.5 - half_start,
        }
    }

    /// How values spread.
    pub fn kind(&self) -> ScaleKind {
        self.kind
    }

    /// The value at the low end.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The value at the high end.
    pub fn high(&self) -> f64 {
        self.high
    }

    /// Whether `value` lies between the ends, both included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Where `value` lies: 0 at the low end, 1 at the high end, beyond outside. NaN for a value
    /// that has no place (not a number, or not positive on a logarithmic scale).
    #[inline]
    pub fn fraction(&self, value: f64) -> f64 {
        (forward(self.kind, value) * 0.5 - self.half_start) / self.half_span
    }

    /// The value at `fraction` of the axis; the inverse of [`fraction`](Self::fraction).
    pub fn value(&self, fraction: f64) -> f64 {
        let half = self.half_start + fraction * self.half_span;
        match self.kind {
            ScaleKind::Linear => half * 2.0,
            ScaleKind::Log => 10f64.powf(half * 2.0),
        }
    }
}

#[inline]
fn forward(kind: ScaleKind, value: f64) -> f64 {
    match kind {
        ScaleKind::Linear => value,
        ScaleKind::Log if value > 0.0 => value.log10(),
        ScaleKind::Log => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::{Scale, ScaleKind};

    #[test]
    fn ends_are_zero_and_one() {
        for (kind, low, high) in [
            (ScaleKind::Linear, -3.0, 9.0),
            (ScaleKind::Log, 1e-9, 1e3),
            (ScaleKind::Linear, f64::MIN, f64::MAX),
            (ScaleKind::Linear, 1e-300, 3e-300),
            (ScaleKind::Linear, 1.7e15, 1.7e15 + 4.0),
        ] {
            let scale = Scale::new(kind, low, high);
            assert_eq!(scale.fraction(low), 0.0, "{low}");
            assert_eq!(scale.fraction(high), 1.0, "{high}");
        }
    }

    #[test]
    fn not_positive_has_no_place_on_a_log_scale() {
        let scale = Scale::new(ScaleKind::Log, 0.1, 10.0);
        assert!(scale.fraction(0.0).is_nan() && scale.fraction(-1.0).is_nan());
    }
}
