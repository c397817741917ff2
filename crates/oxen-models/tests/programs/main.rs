//! The programs of a demanding user, each as short as it should be.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

// Over the frozen catalog: see `tests/frozen`.
extern crate oxen_models_frozen as oxen_models;

mod chat;
mod command_line;
mod generic;
mod models;
mod stored;
