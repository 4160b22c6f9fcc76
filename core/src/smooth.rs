//! Smoothing, computed on all points before anything is sampled. `docs/smoothing.md` has the
//! formulas. Never makes a value up where a point has none: NaN and infinite points stay NaN.
//!
//! One implementation serves lines that are whole and lines that come in pieces, so that both are
//! the same bit by bit.

mod exponential;
mod gaussian;
mod mean;
mod median;
mod power;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use self::exponential::Exponential;
use self::gaussian::Gaussian;
use self::mean::Mean;
use self::median::Median;

/// A gap of more than this many typical distances ends a window: what lies behind it has nothing
/// to do with what lies before. Points that come at random (a Poisson process) leave such a gap
/// once in e³² ≈ 8·10¹³ points.
pub const GAP_DISTANCES: f64 = 32.0;

/// Greatest weight of the exponential moving average.
pub const MAX_WEIGHT: f64 = 0.9999;

/// Widest window of the running mean and median, in points.
pub const MAX_WINDOW: u32 = 5_001;

/// Greatest standard deviation of the Gaussian, in typical distances.
pub const MAX_SIGMA: f64 = 2_000.0;

/// How a series is smoothed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Smoothing {
    /// Exponential moving average of the points so far, weighted by distance and debiased.
    Exponential {
        /// In [0, 1); 0 is none.
        weight: f64,
    },
    /// Mean of the points around each point.
    Mean {
        /// Width of the window, in points; 1 is none, an even number counts as the next odd one.
        points: u32,
    },
    /// Median of the points around each point.
    Median {
        /// As for the mean.
        points: u32,
    },
    /// Mean of the points around each point, weighted by distance along the axis.
    Gaussian {
        /// Standard deviation of the weights, in typical distances between points; 0 is none.
        sigma: f64,
    },
}

impl Smoothing {
    /// True when it changes anything.
    pub fn acts(self) -> bool {
        match self {
            Self::Exponential { weight } => weight > 0.0,
            Self::Mean { points } | Self::Median { points } => points > 1,
            Self::Gaussian { sigma } => sigma > 0.0,
        }
    }
}

/// What is averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Domain {
    /// Values.
    #[default]
    Linear,
    /// Their logarithms, for a logarithmic axis; values that are not positive are left out like NaN.
    Log,
}

impl Domain {
    /// True for the default.
    pub fn is_linear(&self) -> bool {
        *self == Self::Linear
    }
}

/// Smooths `y` over `x` (sorted) into `out`, which is emptied before.
pub fn smooth_into(x: &[f64], y: &[f64], smoothing: Smoothing, domain: Domain, out: &mut Vec<f64>) {
    out.clear();
    out.reserve(x.len());
    let extent = x.first().copied().zip(x.last().copied());
    let mut smoother = Smoother::new(smoothing, domain, extent.unwrap_or_default(), x.len());
    smoother.take(x, y, out);
    smoother.end(out);
}

/// [`Smoothing::Exponential`] of a whole line.
pub fn ema_into(x: &[f64], y: &[f64], weight: f64, out: &mut Vec<f64>) {
    smooth_into(x, y, Smoothing::Exponential { weight }, Domain::Linear, out);
}

/// [`Smoothing::Mean`] of a whole line.
pub fn mean_into(x: &[f64], y: &[f64], points: u32, out: &mut Vec<f64>) {
    smooth_into(x, y, Smoothing::Mean { points }, Domain::Linear, out);
}

/// [`Smoothing::Median`] of a whole line.
pub fn median_into(x: &[f64], y: &[f64], points: u32, out: &mut Vec<f64>) {
    smooth_into(x, y, Smoothing::Median { points }, Domain::Linear, out);
}

/// [`Smoothing::Gaussian`] of a whole line.
pub fn gaussian_into(x: &[f64], y: &[f64], sigma: f64, out: &mut Vec<f64>) {
    smooth_into(x, y, Smoothing::Gaussian { sigma }, Domain::Linear, out);
}

/// Smooths a line that comes in pieces. Holds the points of one window.
#[derive(Debug, Clone)]
pub struct Smoother {
    filter: Filter,
    domain: Domain,
    gap: f64,
    previous: f64,
    order: Order,
}

#[derive(Debug, Clone)]
enum Filter {
    Exponential(Box<Exponential>),
    Mean(Mean),
    Median(Median),
    Gaussian(Box<Gaussian>),
}

/// A filter that looks ahead: gives the values of finite points in their order, later than it
/// takes them.
trait Centred {
    /// Takes the next point; gives the values that it makes known.
    fn push(&mut self, x: f64, y: f64, give: &mut impl FnMut(f64));

    /// Gives all other values; what comes then is the first point of another run.
    fn end_run(&mut self, give: &mut impl FnMut(f64));
}

/// Puts NaN back where points were not finite.
#[derive(Debug, Clone, Default)]
struct Order {
    taken: u64,
    given: u64,
    holes: VecDeque<u64>,
}

impl Order {
    fn skip(&mut self) {
        self.holes.push_back(self.taken);
        self.taken += 1;
    }

    fn fill_holes(&mut self, out: &mut Vec<f64>) {
        while self.holes.front() == Some(&self.given) {
            self.holes.pop_front();
            self.given += 1;
            out.push(f64::NAN);
        }
    }
}

impl Smoother {
    /// For `n` points from the first to the second place of `extent`.
    pub fn new(smoothing: Smoothing, domain: Domain, extent: (f64, f64), n: usize) -> Self {
        let typical = typical_distance(extent, n);
        let half = |points: u32| (points.clamp(1, MAX_WINDOW) / 2) as usize;
        let filter = match smoothing {
            Smoothing::Exponential { weight } => {
                Filter::Exponential(Box::new(Exponential::new(weight, typical)))
            }
            Smoothing::Mean { points } => Filter::Mean(Mean::new(half(points))),
            Smoothing::Median { points } => Filter::Median(Median::new(half(points))),
            Smoothing::Gaussian { sigma } => {
                let sigma = sigma.clamp(f64::MIN_POSITIVE, MAX_SIGMA);
                Filter::Gaussian(Box::new(Gaussian::new(sigma, typical)))
            }
        };
        Self {
            filter,
            domain,
            gap: typical.map_or(f64::INFINITY, |typical| typical * GAP_DISTANCES),
            previous: f64::NEG_INFINITY,
            order: Order::default(),
        }
    }

    /// Takes the next points; appends the smoothed values that are known by now, each once and in
    /// the order of the points.
    pub fn take(&mut self, x: &[f64], y: &[f64], out: &mut Vec<f64>) {
        match self.domain {
            Domain::Linear => self.take_values(x, y, out),
            Domain::Log => {
                let logarithms: Vec<f64> = y.iter().map(|y| y.log10()).collect();
                let known = out.len();
                self.take_values(x, &logarithms, out);
                raise(&mut out[known..]);
            }
        }
    }

    fn take_values(&mut self, x: &[f64], y: &[f64], out: &mut Vec<f64>) {
        let Self {
            filter,
            gap,
            previous,
            order,
            ..
        } = self;
        let mut run = Run {
            gap: *gap,
            previous,
            order,
        };
        match filter {
            Filter::Exponential(filter) => filter.take(x, y, out),
            Filter::Mean(filter) => run.take(filter, x, y, out),
            Filter::Median(filter) => run.take(filter, x, y, out),
            Filter::Gaussian(filter) => run.take(filter.as_mut(), x, y, out),
        }
    }

    /// Appends the values of the points that are left.
    pub fn end(&mut self, out: &mut Vec<f64>) {
        let known = out.len();
        let order = &mut self.order;
        match &mut self.filter {
            Filter::Exponential(_) => {}
            Filter::Mean(filter) => filter.end_run(&mut |value| give(order, value, out)),
            Filter::Median(filter) => filter.end_run(&mut |value| give(order, value, out)),
            Filter::Gaussian(filter) => filter.end_run(&mut |value| give(order, value, out)),
        }
        self.order.fill_holes(out);
        if self.domain == Domain::Log {
            raise(&mut out[known..]);
        }
    }
}

/// Where a centred filter stands in its line.
struct Run<'a> {
    gap: f64,
    previous: &'a mut f64,
    order: &'a mut Order,
}

impl Run<'_> {
    fn take(&mut self, filter: &mut impl Centred, x: &[f64], y: &[f64], out: &mut Vec<f64>) {
        for (&x, &y) in x.iter().zip(y) {
            if !y.is_finite() {
                self.order.skip();
                continue;
            }
            let mut give = |value| give(self.order, value, out);
            if x - *self.previous > self.gap {
                filter.end_run(&mut give);
            }
            *self.previous = x;
            filter.push(x, y, &mut give);
            self.order.taken += 1;
        }
    }
}

fn give(order: &mut Order, value: f64, out: &mut Vec<f64>) {
    order.fill_holes(out);
    order.given += 1;
    out.push(value);
}

fn raise(logarithms: &mut [f64]) {
    for value in logarithms {
        *value = 10_f64.powf(*value);
    }
}

/// The mean distance between neighbours; none where all points lie in one place.
fn typical_distance((first, last): (f64, f64), n: usize) -> Option<f64> {
    let typical = (last - first) / n.saturating_sub(1) as f64;
    (typical.is_finite() && typical > 0.0).then_some(typical)
}
