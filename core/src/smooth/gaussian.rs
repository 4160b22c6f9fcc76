//! The mean of the points around each point, weighted with a Gaussian of their distance along the
//! axis and divided by the sum of weights (Nadaraya 1964; Watson 1964), so that ends and uneven
//! spacing bias nothing. Points further away than [`REACH`] standard deviations do not count.
//!
//! Where points are regular, weights come from a table. Elsewhere points that lie close together
//! count as one bin, whose sum is expanded in Hermite polynomials about its middle (Greengard &
//! Strain 1991, "The fast Gauss transform"), so that a point costs at most 81 bins however many
//! points its window holds. A bin of one place is exact; of others, weights are off by at most
//! max|He₄(t)·e^(−t²/2)| · (1/16)⁴ / 4! < 2·10⁻⁶ of the greatest.

mod bin;

use std::collections::VecDeque;

use self::bin::Bin;
use super::Centred;
use super::power::Power;

/// How far the window reaches, in standard deviations; the weight there is 4·10⁻⁶.
const REACH: f64 = 5.0;

/// Bins of a standard deviation.
const BINS: f64 = 8.0;

/// Windows of more points on a side have no table.
const MAX_TABLE: f64 = 1_000.0;

/// By how much of the typical distance regular ones may differ: what rounding does to places.
const ALIKE: f64 = 1e-9;

/// Points that are kept beyond those that are needed, so that making room is rare.
const SPARE: usize = 4_096;

/// The window.
#[derive(Debug, Clone)]
pub(super) struct Gaussian {
    sigma: f64,
    reach: f64,
    typical: f64,
    /// Weights by distance in points; empty without a table.
    table: Vec<f64>,
    power: Power,
    x: Vec<f64>,
    y: Vec<f64>,
    /// How many typical distances in a row end at each point.
    regular: Vec<usize>,
    /// The point whose value is given next.
    next: usize,
    /// The first point of the bin that is not complete.
    open: usize,
    bins: VecDeque<Bin>,
}

impl Gaussian {
    /// With a standard deviation of `sigma` times the distance `typical`.
    pub(super) fn new(sigma: f64, typical: Option<f64>) -> Self {
        let typical = typical.unwrap_or(1.0);
        let side = (REACH * sigma).floor();
        let power = Power::new();
        let weight = |distance: usize| {
            let t = distance as f64 / sigma;
            power.exp(-0.5 * t * t)
        };
        let has_table = side <= MAX_TABLE;
        Self {
            sigma: sigma * typical,
            reach: REACH * sigma * typical,
            typical,
            table: (0..if has_table { side as usize + 1 } else { 0 })
                .map(weight)
                .collect(),
            power,
            x: Vec::new(),
            y: Vec::new(),
            regular: Vec::new(),
            next: 0,
            open: 0,
            bins: VecDeque::new(),
        }
    }

    fn is_regular(&self, distance: f64) -> bool {
        (distance - self.typical).abs() <= ALIKE * self.typical
    }

    fn bin_of(&self, x: f64) -> f64 {
        (x / self.sigma * BINS).floor()
    }

    fn close_bin(&mut self) {
        if self.open < self.x.len() {
            let points = self.open..self.x.len();
            let bin = Bin::of(&self.x[points.clone()], &self.y[points], self.sigma);
            self.bins.push_back(bin);
            self.open = self.x.len();
        }
    }

    fn value(&mut self) -> f64 {
        let x = self.x[self.next];
        while self
            .bins
            .front()
            .is_some_and(|bin| bin.middle() < x - self.reach)
        {
            self.bins.pop_front();
        }
        self.table_value().unwrap_or_else(|| self.bins_value(x))
    }

    /// Where all points of the window are regular.
    fn table_value(&self) -> Option<f64> {
        let side = self.table.len().checked_sub(1)?;
        let last = self.next + side;
        if *self.regular.get(last)? < 2 * side {
            return None;
        }
        let before = self.y[self.next - side..self.next].iter().rev();
        let after = &self.y[self.next + 1..=last];
        let mut sum = self.table[0] * self.y[self.next];
        let mut mass = self.table[0];
        for ((before, after), weight) in before.zip(after).zip(&self.table[1..]) {
            sum += weight * (before + after);
            mass += 2.0 * weight;
        }
        Some(sum / mass)
    }

    fn bins_value(&self, x: f64) -> f64 {
        let (mut sum, mut mass) = (0.0, 0.0);
        for bin in &self.bins {
            let distance = x - bin.middle();
            if distance < -self.reach {
                break;
            }
            let t = distance / self.sigma;
            let weight = self.power.exp(-0.5 * t * t);
            let (values, points) = bin.at(t);
            sum += weight * values;
            mass += weight * points;
        }
        sum / mass
    }

    /// Forgets points that no window will reach again.
    fn make_room(&mut self) {
        let needed = self.open.min(self.next.saturating_sub(self.table.len()));
        if needed > SPARE {
            self.x.drain(..needed);
            self.y.drain(..needed);
            self.regular.drain(..needed);
            self.open -= needed;
            self.next -= needed;
        }
    }
}

impl Centred for Gaussian {
    fn push(&mut self, x: f64, y: f64, give: &mut impl FnMut(f64)) {
        let bin = self.bin_of(x);
        if self
            .x
            .get(self.open)
            .is_some_and(|&first| self.bin_of(first) != bin)
        {
            self.close_bin();
            while self.next < self.open && self.bin_of(self.x[self.next] + self.reach) < bin {
                give(self.value());
                self.next += 1;
            }
            self.make_room();
        }
        let regular = match (self.x.last(), self.regular.last()) {
            (Some(previous), Some(&regular)) if self.is_regular(x - previous) => regular + 1,
            _ => 0,
        };
        self.x.push(x);
        self.y.push(y);
        self.regular.push(regular);
    }

    fn end_run(&mut self, give: &mut impl FnMut(f64)) {
        self.close_bin();
        while self.next < self.x.len() {
            give(self.value());
            self.next += 1;
        }
        self.x.clear();
        self.y.clear();
        self.regular.clear();
        self.bins.clear();
        (self.next, self.open) = (0, 0);
    }
}
