//! The log: readable lines on stderr. Never logs headers, queries or bodies, which carry secrets.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts the log. Our own lines come from this level on; those of libraries, which tell more than
/// anybody wants, from `warn` on at most.
pub fn start(level: LevelFilter) {
    let filter = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target("suisei_server", level);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false);
    // A second start, as in tests, keeps the first.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .try_init();
}

/// From now on a part of the program that gives up says so in one line of the log, with a trace where
/// `RUST_BACKTRACE` asks for one. Whoever waits for that part gets an error of its own.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("no message");
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let trace = std::backtrace::Backtrace::capture();
        match trace.status() {
            std::backtrace::BacktraceStatus::Captured => {
                tracing::error!("a part of the server gave up: {message}, at `{place}`\n{trace}");
            }
            _ => tracing::error!("a part of the server gave up: {message}, at `{place}`"),
        }
    }));
}
