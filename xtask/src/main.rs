//! Run, build, test, bench, tidy: the project's own tool, in plain Rust.
fn main() {}
