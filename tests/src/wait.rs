//! Waiting for a condition with a time-out, instead of sleeping and hoping.

use std::time::{Duration, Instant};

/// Between the first looks at a condition; later ones are further apart.
const FIRST_STEP: Duration = Duration::from_millis(1);

/// The most between two looks.
const LONGEST_STEP: Duration = Duration::from_millis(25);

/// How long a thing may take that usually takes a moment: machines that run tests are busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Asks until there is an answer; stops the test after `patience` with `what` was waited for.
pub fn wait_within<T>(patience: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    let mut step = FIRST_STEP;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(
            start.elapsed() < patience,
            "waited {} s in vain for {what}",
            patience.as_secs()
        );
        std::thread::sleep(step);
        step = (step * 5 / 4).min(LONGEST_STEP);
    }
}

/// [`wait_within`] the usual patience.
pub fn wait_for<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    wait_within(PATIENCE, what, ask)
}

/// Waits until something is true.
pub fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    wait_for(what, || is_true().then_some(()));
}
