//! From tokens to tokens: a request is [parsed](parse), [verified](verify) and [emitted](emit), in this order.

mod catalog;
mod catch_panics;
mod derive;
mod emit;
mod errors;
#[cfg(feature = "model-types")]
mod model_types;
mod parse;
mod request;
mod verify;

pub(crate) use catch_panics::catch_panics;
pub(crate) use derive::derive;
#[cfg(feature = "model-types")]
pub(crate) use model_types::model_types;
pub(crate) use request::request;
pub(crate) use verify::Mode;

#[cfg(test)]
mod agreement;
// These name models: `oxen-models-macros-frozen` runs them.
#[cfg(frozen_catalog)]
#[cfg(test)]
mod tests;
