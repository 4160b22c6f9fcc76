//! Powers with a fast exponential function, the same on every machine. Never off by more than a
//! few units of the last place.
//!
//! Tang 1989, "Table-driven implementation of the exponential function in IEEE floating-point
//! arithmetic", ACM Transactions on Mathematical Software 15(2): e^t = 2^k · 2^(j/32) · e^r, with r
//! so small that a polynomial of degree 6 is exact.

/// Entries of the table.
const STEPS: usize = 32;

/// ln 2 in two parts, the first of which has so few digits that its multiples are exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Adding this rounds to a whole number, which then stands in the last bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Below this, e^t counts as 0.
const LOWEST: f64 = -700.0;

/// The exponential function of arguments up to 0.
#[derive(Debug, Clone)]
pub(super) struct Power {
    table: [f64; STEPS],
}

impl Power {
    pub(super) fn new() -> Self {
        Self {
            table: std::array::from_fn(|j| (j as f64 / STEPS as f64).exp2()),
        }
    }

    /// e^t, for t ≤ 0.
    #[inline]
    pub(super) fn exp(&self, t: f64) -> f64 {
        if t.is_nan() || t < LOWEST {
            return 0.0;
        }
        let shifted = t * (STEPS as f64 * std::f64::consts::LOG2_E) + ROUND;
        let k = shifted - ROUND;
        let r = (t - k * (LN_2_HIGH / STEPS as f64)) - k * (LN_2_LOW / STEPS as f64);
        let rest = r + r
            * r
            * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0)))));
        // `shifted` holds k in its last 32 bits, as a number with a sign.
        let k = shifted.to_bits() as i32;
        let step = self.table[(k & (STEPS as i32 - 1)) as usize];
        let power = f64::from_bits(((i64::from(k >> 5) + 1_023) << 52) as u64);
        (step + step * rest) * power
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_the_standard_library() {
        let power = Power::new();
        for i in 0..700_000 {
            let t = f64::from(i) * -1e-3 + 1e-4 * f64::from(i % 7);
            let (got, want) = (power.exp(t.min(0.0)), t.min(0.0).exp());
            assert!((got - want).abs() <= 1e-15 * want, "{t}: {got} {want}");
        }
        assert_eq!(power.exp(0.0), 1.0);
        assert_eq!(power.exp(-1e300), 0.0);
    }
}
