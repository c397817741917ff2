//! From tokens to tokens.

mod argument;
mod check;
mod constant;
mod derive;
mod emit;
mod errors;
mod guard;
mod json;
mod known;
mod literal;
#[cfg(feature = "model-types")]
mod model_types;
mod node;
mod parse;
mod probes;
mod quick;
mod reach;
mod request;
mod runtime;
mod simple;
mod tokens;

pub(crate) use derive::derive;
pub(crate) use guard::guarded;
#[cfg(feature = "model-types")]
pub(crate) use model_types::model_types;
pub(crate) use request::{Mode, request};

#[cfg(test)]
mod agreement;
// These name models: `oxen-models-macros-frozen` runs them.
#[cfg(frozen_catalog)]
#[cfg(test)]
mod tests;
