//! From tokens to tokens.

mod check;
mod derive;
mod emit;
mod errors;
mod known;
#[cfg(feature = "model-types")]
mod model_types;
mod node;
mod parse;
mod reach;
mod request;
mod runtime;

pub(crate) use derive::derive;
#[cfg(feature = "model-types")]
pub(crate) use model_types::model_types;
pub(crate) use request::{Mode, request};

#[cfg(test)]
mod tests;
