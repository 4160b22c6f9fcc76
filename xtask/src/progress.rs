//! Progress lines with the time since the start, so that a newcomer sees what takes long.

use std::sync::OnceLock;
use std::time::Instant;

static START: OnceLock<Instant> = OnceLock::new();

/// Starts the clock that [`say`] shows.
pub(crate) fn start() {
    START.get_or_init(Instant::now);
}

/// Prints one progress line on stderr; stdout stays for results.
pub(crate) fn say(message: &str) {
    let seconds = START.get_or_init(Instant::now).elapsed().as_secs_f64();
    eprintln!("[{seconds:6.1} s] {message}");
}
