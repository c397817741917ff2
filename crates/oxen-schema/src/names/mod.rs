//! Rust names for models, parameters and values.
