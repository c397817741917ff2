//! Reading and checking request schemas, with the `jsonschema` crate for an oracle: whatever it says
//! of a value, `check` has to say.

#![allow(clippy::unwrap_used)]

mod catalog;
mod contradictions;
mod focused;
mod formats;
mod generated;
mod hostile;
mod keywords;
mod mutations;
mod normal_form;
mod patterns;
mod reading;
mod sentences;
mod support;
mod surfaces;
mod unknown;
