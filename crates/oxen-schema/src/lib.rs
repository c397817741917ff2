//! The catalog of models, their request schemas in a normalised form, and the checking of requests.
//!
//! Everything that reads a request schema goes through this crate: the generator, the macros, the drift
//! report and the run-time checks of `oxen-models`. It does no I/O and knows no Rust tokens.

pub mod canonical;
pub mod catalog;
mod diagnostic;
pub mod model;
pub mod names;
pub mod nested;
pub mod paging;
mod pointer;
pub mod rules;
pub mod schema;
pub mod suggest;
pub mod surface;
pub mod text;

pub use diagnostic::{Diagnostic, DiagnosticKind};
