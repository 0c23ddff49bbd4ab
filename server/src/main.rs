//! Crosshold.
fn main() {}
