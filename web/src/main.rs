//! The program that the browser loads: it starts the app and does nothing else.
//!
//! It is a crate of its own because the optimisation level of what links everything decides whether
//! any loop becomes vector instructions: this one is built for speed, the app for size.

fn main() {
    suisei_app::start();
}
