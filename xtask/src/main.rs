//! Fetches, generates and checks.

fn main() {}
