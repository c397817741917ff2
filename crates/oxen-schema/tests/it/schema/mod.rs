//! Reading and checking request schemas, with the `jsonschema` crate as an oracle: `check` has to give
//! the same verdicts.

mod bounds;
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
