//! Values of either precision, and the extent of a slice of them.

use crate::simd::{self, Extent};

/// A value of a series, in either precision.
pub(crate) trait Sample: Copy {
    /// The value in double precision, exactly.
    fn value(self) -> f64;
    /// The extent of `values`.
    fn extent(values: &[Self]) -> Extent<f64>;
}

impl Sample for f64 {
    #[inline(always)]
    fn value(self) -> f64 {
        self
    }

    fn extent(values: &[Self]) -> Extent<f64> {
        simd::extent_f64(values)
    }
}

impl Sample for f32 {
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from(self)
    }

    fn extent(values: &[Self]) -> Extent<f64> {
        let extent = simd::extent_f32(values);
        Extent {
            low: f64::from(extent.low),
            high: f64::from(extent.high),
            all_finite: extent.all_finite,
        }
    }
}
