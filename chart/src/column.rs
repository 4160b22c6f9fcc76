//! A column of values in half of its memory where that changes nothing.
//!
//! **The rule.** A series is kept in single precision only if every one of its values comes back
//! from it bit for bit. Any weaker rule, half a device pixel for example, would hold for one view
//! and break in another: people zoom until two neighbouring `f64` are a panel apart. So counts
//! below 2²⁴, losses of trainings that compute in `f32` or less, and NaN and ±∞ take four bytes;
//! everything else, 0.1 or 10⁻³⁰⁰ for example, takes eight. Frames on the wire choose the same way.

use crate::spec::Values;

/// Values of one series in the narrowest type that holds all of them exactly.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Single precision, which holds every value.
    F32(Vec<f32>),
    /// Double precision.
    F64(Vec<f64>),
}

impl Column {
    /// Chooses by the rule at the head of this file.
    pub fn of(values: &[f64]) -> Self {
        if values.iter().all(|&value| is_narrow(value)) {
            Self::F32(values.iter().map(|&value| value as f32).collect())
        } else {
            Self::F64(values.to_vec())
        }
    }

    /// What a [`Line`](crate::Line) takes.
    pub fn values(&self) -> Values<'_> {
        match self {
            Self::F32(values) => Values::F32(values),
            Self::F64(values) => Values::F64(values),
        }
    }
}

/// Whether single precision gives a value back exactly. Every NaN is the same gap.
pub fn is_narrow(value: f64) -> bool {
    let back = f64::from(value as f32);
    back.to_bits() == value.to_bits() || value.is_nan()
}

#[cfg(test)]
mod tests {
    use super::{Column, is_narrow};
    use proptest::prelude::*;

    #[test]
    fn exact_values_are_narrow_and_others_are_not() {
        for value in [
            0.0,
            -0.0,
            1.0,
            0.5,
            16_777_216.0,
            f64::from(0.1f32),
            f64::from(f32::MAX),
            f64::from(f32::MIN_POSITIVE),
            1e-45f32.into(),
            f64::INFINITY,
            f64::NAN,
        ] {
            assert!(is_narrow(value), "{value:e}");
        }
        for value in [
            0.1,
            16_777_217.0,
            1e300,
            1e-300,
            5e-324,
            f64::MAX,
            f64::from(f32::MAX) * 2.0,
            1e-46,
            1.0 + f64::EPSILON,
        ] {
            assert!(!is_narrow(value), "{value:e}");
        }
    }

    #[test]
    fn one_wide_value_makes_a_series_wide() {
        assert!(matches!(Column::of(&[1.0, 2.5, f64::NAN]), Column::F32(_)));
        assert!(matches!(Column::of(&[1.0, 2.5, 1e-300]), Column::F64(_)));
        assert_eq!(Column::of(&[]).values().len(), 0);
    }

    proptest! {
        /// Whatever is chosen, no value moves: no zoom can show a difference.
        #[test]
        fn every_value_comes_back(values in prop::collection::vec(
            prop_oneof![any::<f64>(), any::<f32>().prop_map(f64::from), -1e3..1e3f64],
            0..50,
        )) {
            let column = Column::of(&values);
            for (index, &value) in values.iter().enumerate() {
                let back = column.values().get(index).unwrap();
                prop_assert!(back.to_bits() == value.to_bits() || value.is_nan());
            }
        }
    }
}
