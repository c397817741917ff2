//! Requests written as JSON: what they become.
#![cfg(all(feature = "macros", feature = "developers"))]

mod constants;
mod derived;
mod fallible;
mod infallible;
#[cfg(feature = "model-types")]
mod private;
