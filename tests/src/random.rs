//! Random numbers that a failed test can be run with again.

/// A generator (SplitMix64). Its seed is printed when a test fails.
#[derive(Debug)]
pub struct Random {
    seed: u64,
    state: u64,
}

impl Random {
    /// From `SUISEI_SEED`, else from the clock.
    pub fn from_environment() -> Self {
        let given = std::env::var("SUISEI_SEED")
            .ok()
            .and_then(|text| text.parse().ok());
        let clock = || {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.map_or(1, |passed| passed.as_nanos() as u64)
        };
        Self::new(given.unwrap_or_else(clock))
    }

    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, state: seed }
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.state)
    }

    /// A number in `low..high`.
    pub fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.number() % (high - low).max(1)
    }
}

impl Drop for Random {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("run again with SUISEI_SEED={}", self.seed);
        }
    }
}

/// A number that looks random and follows from another one.
pub fn mixed(number: u64) -> u64 {
    let z = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
