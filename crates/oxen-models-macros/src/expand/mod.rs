//! From tokens to tokens.

mod check;
mod derive;
mod emit;
mod errors;
mod known;
mod node;
mod parse;
mod reach;
mod request;
mod runtime;

pub(crate) use derive::derive;
pub(crate) use request::{Mode, request};

#[cfg(test)]
mod tests;
