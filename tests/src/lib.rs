//! Drives the running product: starts the real server, speaks to it, runs the SDK, opens a browser.
//!
//! For tests and benchmarks alone. What goes wrong here stops the test with a message: nothing is
//! retried silently, and every process that is started is stopped by its own id.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on stops where it stands"
)]

pub mod batch;
pub mod browser;
pub mod client;
pub mod fuzz;
#[cfg(target_os = "linux")]
pub mod obstacle;
#[cfg(target_os = "linux")]
pub mod power;
#[cfg(target_os = "linux")]
mod preload;
pub mod process;
pub mod python;
pub mod random;
pub mod server;
pub mod wait;
pub mod writer;

pub use browser::Browser;
pub use client::Client;
pub use python::Python;
pub use server::TestServer;

use std::path::PathBuf;

/// The checkout.
pub fn repository() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().unwrap().to_path_buf()
}
