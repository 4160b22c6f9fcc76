//! Waiting for a condition with a time-out, instead of sleeping and hoping.

use std::time::{Duration, Instant};

/// The least and the most between two looks at a condition.
const STEP: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(25));

/// How long a thing may take that usually takes a moment: machines that run tests are busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Asks until there is an answer; stops the test after `patience` with `what` was waited for.
pub fn wait_within<T>(patience: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(
            start.elapsed() < patience,
            "waited {} s in vain for {what}",
            patience.as_secs()
        );
        // What is over soon is seen soon, and what takes long is not asked too often.
        std::thread::sleep((start.elapsed() / 20).clamp(STEP.0, STEP.1));
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
