//! The lowest and highest value of a slice, many lanes at a time. The only hot loop of the
//! crate: it must stay free of branches and of calls so that the compiler can vectorise it.

/// What a pass over a slice saw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Extent {
    /// Lowest value; meaningless unless all are finite.
    pub(crate) low: f64,
    /// Highest value; meaningless unless all are finite.
    pub(crate) high: f64,
    /// Whether every value is finite.
    pub(crate) all_finite: bool,
}

/// A value of a series, in either precision.
pub(crate) trait Sample: Copy {
    /// The value in double precision, exactly.
    fn value(self) -> f64;
    /// The extent of `values`, which is not empty.
    fn extent(values: &[Self]) -> Extent;
}

macro_rules! sample {
    ($number:ty, $lanes:literal) => {
        impl Sample for $number {
            #[inline(always)]
            fn value(self) -> f64 {
                f64::from(self)
            }

            fn extent(values: &[Self]) -> Extent {
                const LANES: usize = $lanes;
                let mut low = [<$number>::INFINITY; LANES];
                let mut high = [<$number>::NEG_INFINITY; LANES];
                // Zero as long as every value is finite: infinity minus itself is NaN.
                let mut poison: [$number; LANES] = [0.0; LANES];
                let chunks = values.chunks_exact(LANES);
                let rest = chunks.remainder();
                for chunk in chunks {
                    for lane in 0..LANES {
                        let value = chunk[lane];
                        low[lane] = if value < low[lane] { value } else { low[lane] };
                        high[lane] = if value > high[lane] {
                            value
                        } else {
                            high[lane]
                        };
                        poison[lane] += value - value;
                    }
                }
                for (lane, &value) in rest.iter().enumerate() {
                    low[lane] = low[lane].min(value);
                    high[lane] = high[lane].max(value);
                    poison[lane] += value - value;
                }
                Extent {
                    low: low
                        .into_iter()
                        .fold(<$number>::INFINITY, <$number>::min)
                        .value(),
                    high: high
                        .into_iter()
                        .fold(<$number>::NEG_INFINITY, <$number>::max)
                        .value(),
                    all_finite: poison.into_iter().sum::<$number>() == 0.0,
                }
            }
        }
    };
}

sample!(f32, 16);
sample!(f64, 8);

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn finds_both_ends_wherever_they_lie() {
        for length in 1..40usize {
            for spike in 0..length {
                let mut values = vec![1.0f32; length];
                values[spike] = -7.0;
                values[length - 1 - spike] += 9.0;
                let extent = f32::extent(&values);
                let low = values.iter().copied().fold(f32::INFINITY, f32::min);
                let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                assert_eq!((extent.low, extent.high), (f64::from(low), f64::from(high)));
                assert!(extent.all_finite);
            }
        }
    }

    #[test]
    fn one_bad_value_is_noticed() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for at in 0..19 {
                let mut values = [f64::MAX; 19];
                values[at] = bad;
                assert!(!f64::extent(&values).all_finite);
            }
        }
        assert!(f64::extent(&[f64::MAX, f64::MIN, 0.0]).all_finite);
    }
}
