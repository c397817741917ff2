//! The requests that the macros make of JSON.

// Over the frozen catalog: see `tests/frozen`.
extern crate oxen_models_frozen as oxen_models;

mod constants;
mod derived;
mod fallible;
mod infallible;
mod private;
mod rules;
