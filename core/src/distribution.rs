//! What a set of values looks like: quartiles, whiskers, outliers, mean and density. Values that
//! are no finite number are counted apart and take part in nothing.

mod axis;
mod density;

pub use axis::Axis;
pub use density::Density;

/// Whiskers reach this many interquartile ranges beyond the box, at most.
const REACH: f64 = 1.5;

/// Values in ascending order, and how many were no number that has a place among them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    sorted: Vec<f64>,
    nan: usize,
    below: usize,
    above: usize,
}

/// The numbers of a box plot, over finite values. `low_whisker ≤ low_quartile ≤ median ≤
/// high_quartile ≤ high_whisker`, whatever the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many values.
    pub count: usize,
    /// The smallest.
    pub minimum: f64,
    /// Where the whisker below ends: the smallest value that is no outlier, or the box itself when
    /// no such value lies below it.
    pub low_whisker: f64,
    /// A quarter of the values lie below.
    pub low_quartile: f64,
    /// Half of the values lie below.
    pub median: f64,
    /// Three quarters of the values lie below.
    pub high_quartile: f64,
    /// Where the whisker above ends, as for the one below.
    pub high_whisker: f64,
    /// The greatest.
    pub maximum: f64,
    /// Arithmetic mean.
    pub mean: f64,
}

impl Sample {
    /// Of values in any order.
    pub fn new(values: impl IntoIterator<Item = f64>) -> Self {
        let mut sample = Self::default();
        for value in values {
            if value.is_finite() {
                sample.sorted.push(value);
            } else if value.is_nan() {
                sample.nan += 1;
            } else if value > 0.0 {
                sample.above += 1;
            } else {
                sample.below += 1;
            }
        }
        sample.sorted.sort_unstable_by(f64::total_cmp);
        sample
    }

    /// The finite values, ascending.
    pub fn values(&self) -> &[f64] {
        &self.sorted
    }

    /// How many were not a number.
    pub fn nan(&self) -> usize {
        self.nan
    }

    /// How many were −∞ and how many +∞.
    pub fn infinite(&self) -> (usize, usize) {
        (self.below, self.above)
    }

    /// The value below which the share `p` (0–1) of the values lies: with n sorted values and
    /// h = (n − 1) p, the value at ⌊h⌋ and the next one, mixed by what h has beyond ⌊h⌋. This is
    /// type 7 of Hyndman & Fan 1996, "Sample quantiles in statistical packages", The American
    /// Statistician 50(4), 361–365. `None` without values or for a `p` that is no share.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        let place = self.sorted.len().checked_sub(1)? as f64 * p;
        let before = place.floor();
        let a = *self.sorted.get(before as usize)?;
        let b = *self.sorted.get(place.ceil() as usize)?;
        let share = place - before;
        // Not a + (b − a) share, which overflows for values at both ends of what a number can be.
        Some((a * (1.0 - share) + b * share).clamp(a, b))
    }

    /// The numbers of a box plot, `None` without values. Whiskers and outliers follow Tukey 1977,
    /// "Exploratory Data Analysis", section 2D: a value more than 1.5 interquartile ranges beyond
    /// the box is an outlier; whiskers end at the outermost values that are none.
    pub fn summary(&self) -> Option<Summary> {
        let (&minimum, &maximum) = (self.sorted.first()?, self.sorted.last()?);
        let low_quartile = self.quantile(0.25)?;
        let high_quartile = self.quantile(0.75)?;
        let within = &self.sorted[self.within()?];
        let low_whisker = within.first().map_or(low_quartile, |&value| value);
        let high_whisker = within.last().map_or(high_quartile, |&value| value);
        Some(Summary {
            count: self.sorted.len(),
            minimum,
            low_whisker: low_whisker.min(low_quartile),
            low_quartile,
            median: self.quantile(0.5)?,
            high_quartile,
            high_whisker: high_whisker.max(high_quartile),
            maximum,
            mean: self.mean()?,
        })
    }

    /// Values beyond the whiskers, those below and those above, ascending.
    pub fn outliers(&self) -> (&[f64], &[f64]) {
        match self.within() {
            Some(within) => (&self.sorted[..within.start], &self.sorted[within.end..]),
            None => (&[], &[]),
        }
    }

    /// The density of the values along an axis; see [`Density`]. `None` when the values have no
    /// extent there: one value, or all the same, is a place and no distribution.
    pub fn density(&self, axis: Axis) -> Option<Density> {
        Density::of(self, axis)
    }

    /// Where in the sorted values those lie that are no outliers.
    fn within(&self) -> Option<std::ops::Range<usize>> {
        let (low, high) = (self.quantile(0.25)?, self.quantile(0.75)?);
        let reach = (high - low) * REACH;
        let (low, high) = (low - reach, high + reach);
        let start = self.sorted.partition_point(|&value| value < low);
        let end = self.sorted.partition_point(|&value| value <= high);
        Some(start..end)
    }

    fn mean(&self) -> Option<f64> {
        let (&first, &last) = (self.sorted.first()?, self.sorted.last()?);
        let n = self.sorted.len() as f64;
        // From the median on, so that far-off values keep their digits.
        let centre = self.quantile(0.5)?;
        let offset = self.sorted.iter().map(|value| value - centre).sum::<f64>() / n;
        let mean = if offset.is_finite() {
            centre + offset
        } else {
            self.sorted.iter().map(|value| value / n).sum()
        };
        Some(mean.clamp(first, last))
    }
}
