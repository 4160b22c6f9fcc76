//! Means and sums of centred squares and products of (x, y), without cancellation however far the
//! points lie from zero. Never sums raw squares.
//!
//! Within a block: the corrected two-pass algorithm (Chan, Golub & LeVeque 1983, "Algorithms for
//! computing the sample variance", The American Statistician 37(3), eq. 1.7). Across blocks: the
//! pairwise update of the same paper (eq. 2.1), for products Pébay 2008, "Formulas for robust,
//! one-pass parallel computation of covariances and arbitrary-order statistical moments", eq. 3.1.

/// Points of a block.
const BLOCK: usize = 256;

/// Moments of the points so far.
#[derive(Debug, Clone)]
pub(super) struct Moments {
    merged: Totals,
    /// Points that are not merged yet.
    x: Vec<f64>,
    y: Vec<f64>,
}

/// Moments as sums about the means.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    /// How many points.
    pub(super) n: u64,
    mean_x: f64,
    mean_y: f64,
    sum_xx: f64,
    sum_xy: f64,
    sum_yy: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Self {
            merged: Totals::default(),
            x: Vec::with_capacity(BLOCK),
            y: Vec::with_capacity(BLOCK),
        }
    }
}

impl Moments {
    /// Takes in a point.
    pub(super) fn push(&mut self, x: f64, y: f64) {
        self.x.push(x);
        self.y.push(y);
        if self.x.len() == BLOCK {
            self.merged = self.totals();
            self.x.clear();
            self.y.clear();
        }
    }

    /// The moments of all points.
    pub(super) fn totals(&self) -> Totals {
        self.merged.merge(&Totals::of(&self.x, &self.y))
    }
}

impl Totals {
    fn of(x: &[f64], y: &[f64]) -> Self {
        let n = x.len() as f64;
        let (Some(&x0), Some(&y0)) = (x.first(), y.first()) else {
            return Self::default();
        };
        // Means are taken from the first point on, so that far-off values keep their digits.
        let mean_x = x0 + x.iter().map(|x| x - x0).sum::<f64>() / n;
        let mean_y = y0 + y.iter().map(|y| y - y0).sum::<f64>() / n;
        let (mut rest_x, mut rest_y) = (0.0, 0.0);
        let (mut sum_xx, mut sum_xy, mut sum_yy) = (0.0, 0.0, 0.0);
        for (x, y) in x.iter().zip(y) {
            let (dx, dy) = (x - mean_x, y - mean_y);
            rest_x += dx;
            rest_y += dy;
            sum_xx += dx * dx;
            sum_xy += dx * dy;
            sum_yy += dy * dy;
        }
        Self {
            n: x.len() as u64,
            mean_x: mean_x + rest_x / n,
            mean_y: mean_y + rest_y / n,
            sum_xx: sum_xx - rest_x * rest_x / n,
            sum_xy: sum_xy - rest_x * rest_y / n,
            sum_yy: sum_yy - rest_y * rest_y / n,
        }
    }

    fn merge(&self, other: &Self) -> Self {
        if self.n == 0 || other.n == 0 {
            return if self.n == 0 { *other } else { *self };
        }
        let (mine, theirs) = (self.n as f64, other.n as f64);
        let n = mine + theirs;
        let (dx, dy) = (other.mean_x - self.mean_x, other.mean_y - self.mean_y);
        let between = mine * (theirs / n);
        Self {
            n: self.n + other.n,
            mean_x: self.mean_x + dx * (theirs / n),
            mean_y: self.mean_y + dy * (theirs / n),
            sum_xx: self.sum_xx + other.sum_xx + dx * dx * between,
            sum_xy: self.sum_xy + other.sum_xy + dx * dy * between,
            sum_yy: self.sum_yy + other.sum_yy + dy * dy * between,
        }
    }

    /// The mean of y.
    pub(super) fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean_y)
    }

    /// The sample standard deviation of y.
    pub(super) fn deviation(&self) -> Option<f64> {
        (self.n > 1).then(|| (self.sum_yy.max(0.0) / (self.n - 1) as f64).sqrt())
    }

    /// The slope of the least-squares line of y over x.
    pub(super) fn slope(&self) -> Option<f64> {
        (self.sum_xx > 0.0).then(|| self.sum_xy / self.sum_xx)
    }
}
