//! From values to fractions of an axis and back. Never overflows for finite ranges.

/// How values spread along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ScaleKind {
    /// Equal differences have equal lengths.
    #[default]
    Linear,
    /// Equal ratios have equal lengths; only positive values have a place.
    Log,
    /// Linear from −`threshold` to `threshold` and logarithmic beyond, on both sides of zero:
    /// every finite value has a place.
    ///
    /// After J. B. W. Webber, "A bi-symmetric log transformation for wide-range data",
    /// Measurement Science and Technology 24 (2013) 027001, with a middle that is exactly linear:
    /// *x*/*c* for |*x*| ≤ *c*, else sgn(*x*) (1 + ln(|*x*|/*c*)). The pieces meet with the same
    /// value and the same slope.
    Symlog {
        /// Where linear turns into logarithmic; positive and finite. Anything else counts as 1.
        threshold: f64,
    },
}

impl ScaleKind {
    /// Whether `value` has a place on an axis of this kind.
    #[inline]
    pub fn has_place(self, value: f64) -> bool {
        value.is_finite() && (self != Self::Log || value > 0.0)
    }

    /// A symlog scale with a threshold that suits `values`; see [`symlog_threshold`].
    pub fn symlog_for(values: impl IntoIterator<Item = f64>) -> Self {
        Self::Symlog {
            threshold: symlog_threshold(values),
        }
    }

    /// The threshold of a symlog scale, made usable.
    pub(crate) fn threshold(self) -> Option<f64> {
        match self {
            Self::Symlog { threshold } if threshold.is_finite() && threshold > 0.0 => {
                Some(threshold)
            }
            Self::Symlog { .. } => Some(1.0),
            Self::Linear | Self::Log => None,
        }
    }
}

/// Share of the values whose magnitude may lie below a suggested threshold.
const WITHIN: f64 = 0.05;
/// A suggested threshold leaves room for at most this many decades beyond it: noise about zero
/// would else take the whole picture.
const MOST_DECADES: i32 = 6;

/// A threshold for a symlog scale of `values`: the power of ten below which a twentieth of the
/// magnitudes lie, at most six decades below the largest. Zeros and what is not finite count for
/// nothing; without any other value the answer is 1.
pub fn symlog_threshold(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sizes: Vec<f64> = values
        .into_iter()
        .map(f64::abs)
        .filter(|size| size.is_finite() && *size > 0.0)
        .collect();
    let Some(largest) = sizes.iter().copied().reduce(f64::max) else {
        return 1.0;
    };
    let rank = (sizes.len() as f64 * WITHIN) as usize;
    let (_, small, _) = sizes.select_nth_unstable_by(rank, f64::total_cmp);
    let decade = |size: f64| (size.log10() + 1e-9).floor() as i32;
    let exponent = decade(*small).max(decade(largest) - MOST_DECADES);
    // Read from text: arithmetic would miss the nearest number.
    format!("1e{}", exponent.clamp(-300, 300))
        .parse()
        .unwrap_or(1.0)
}

/// A range of values laid along an axis: 0 is its low end, 1 its high end.
///
/// The low end is subtracted before anything is scaled, so that microseconds since 1970 keep
/// their precision, and halves are used throughout, so that the full range of `f64` fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    kind: ScaleKind,
    shape: Shape,
    low: f64,
    high: f64,
    half_start: f64,
    half_span: f64,
}

impl Scale {
    /// A scale over `low..high`; expects finite `low < high`, positive when logarithmic.
    pub(crate) fn new(kind: ScaleKind, low: f64, high: f64) -> Self {
        let kind = match kind.threshold() {
            Some(threshold) => ScaleKind::Symlog { threshold },
            None => kind,
        };
        let shape = Shape::of(kind);
        let (start, end) = (shape.forward(low), shape.forward(high));
        let half_start = start * 0.5;
        Self {
            kind,
            shape,
            low,
            high,
            half_start,
            half_span: end * 0.5 - half_start,
        }
    }

    /// Whether the ends differ enough to be told apart.
    pub(crate) fn is_sound(&self) -> bool {
        self.low < self.high && self.half_span > 0.0 && self.half_span.is_finite()
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
        (self.shape.forward(value) * 0.5 - self.half_start) / self.half_span
    }

    /// The value at `fraction` of the axis; the inverse of [`fraction`](Self::fraction).
    pub fn value(&self, fraction: f64) -> f64 {
        let half = self.half_start + fraction * self.half_span;
        self.shape.backward(half * 2.0)
    }
}

/// The function behind a kind of scale, with what it needs at every value worked out once.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Linear,
    Log,
    Symlog { threshold: f64, logarithm: f64 },
}

impl Shape {
    fn of(kind: ScaleKind) -> Self {
        match (kind, kind.threshold()) {
            (_, Some(threshold)) => Self::Symlog {
                threshold,
                logarithm: threshold.ln(),
            },
            (ScaleKind::Log, None) => Self::Log,
            _ => Self::Linear,
        }
    }

    #[inline]
    fn forward(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log if value > 0.0 => value.log10(),
            Self::Log => f64::NAN,
            Self::Symlog {
                threshold,
                logarithm,
            } => {
                let size = value.abs();
                if size <= threshold {
                    value / threshold
                } else {
                    (1.0 + size.ln() - logarithm).copysign(value)
                }
            }
        }
    }

    fn backward(self, place: f64) -> f64 {
        match self {
            Self::Linear => place,
            Self::Log => 10f64.powf(place),
            Self::Symlog {
                threshold,
                logarithm,
            } => {
                let distance = place.abs();
                if distance <= 1.0 {
                    place * threshold
                } else {
                    (distance - 1.0 + logarithm).exp().copysign(place)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Scale, ScaleKind, symlog_threshold};

    const SYMLOG: ScaleKind = ScaleKind::Symlog { threshold: 0.01 };

    #[test]
    fn ends_are_zero_and_one() {
        for (kind, low, high) in [
            (ScaleKind::Linear, -3.0, 9.0),
            (ScaleKind::Log, 1e-9, 1e3),
            (SYMLOG, -1e3, 1e5),
            (SYMLOG, f64::MIN, f64::MAX),
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
        assert!(!ScaleKind::Log.has_place(0.0) && ScaleKind::Log.has_place(5e-324));
        assert!(SYMLOG.has_place(-1.0) && !SYMLOG.has_place(f64::INFINITY));
    }

    #[test]
    fn symlog_is_odd_linear_inside_and_has_no_kink() {
        let scale = Scale::new(SYMLOG, -100.0, 100.0);
        assert_eq!(scale.fraction(0.0), 0.5);
        let from_zero = |value: f64| scale.fraction(value) - 0.5;
        assert!((from_zero(0.005) * 2.0 - from_zero(0.01)).abs() < 1e-15);
        for value in [1e-9, 0.01, 0.3, 100.0] {
            assert!((from_zero(value) + from_zero(-value)).abs() < 1e-15);
        }
        let slope = |a: f64, b: f64| (scale.fraction(b) - scale.fraction(a)) / (b - a);
        let (inside, outside) = (slope(0.0099, 0.01), slope(0.01, 0.0101));
        assert!((inside / outside - 1.0).abs() < 0.01, "{inside} {outside}");
        // Beyond the threshold a decade is as long as any other.
        let decade = from_zero(1.0) - from_zero(0.1);
        assert!((from_zero(100.0) - from_zero(10.0) - decade).abs() < 1e-12);
    }

    #[test]
    fn symlog_inverts() {
        for (threshold, high) in [(1e-300, 1e300), (0.5, 7.0), (5e-324, f64::MAX)] {
            let scale = Scale::new(ScaleKind::Symlog { threshold }, -high, high);
            for fraction in [0.0, 0.1, 0.5, 0.7, 0.999] {
                let there_and_back = scale.fraction(scale.value(fraction));
                assert!((there_and_back - fraction).abs() < 1e-9, "{threshold}");
            }
        }
    }

    #[test]
    fn a_threshold_that_cannot_be_is_one() {
        for threshold in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(ScaleKind::Symlog { threshold }.threshold(), Some(1.0));
        }
    }

    #[test]
    fn the_suggested_threshold_is_below_most_values_and_not_lost_in_noise() {
        let grows: Vec<f64> = (0..1000).map(|i| f64::from(i - 500)).collect();
        assert_eq!(symlog_threshold(grows.iter().copied()), 10.0);
        assert_eq!(symlog_threshold([0.003, -20.0, 500.0]), 1e-3);
        assert_eq!(symlog_threshold([1e-30, -20.0, 500.0]), 1e-4);
        assert_eq!(symlog_threshold([0.0, f64::NAN, f64::INFINITY]), 1.0);
        assert_eq!(symlog_threshold([5e-324]), 1e-300);
    }
}
