//! `suisei-bench AREA`: measures the running product and prints `bench: {json}` lines.

fn main() {}
