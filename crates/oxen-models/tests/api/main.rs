//! The public interface, through models written by hand in the shape of the generated ones.

#![allow(missing_docs, unreachable_pub, reason = "as in a user's program")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests are tests")]

// Over the frozen catalog: see `tests/frozen`.
extern crate oxen_models_frozen as oxen_models;

mod any_request;
mod chat;
mod choices;
mod conversations;
mod conversions;
mod generated;
mod media;
mod models;
mod retarget;
mod rules;
mod snippets;
mod values;
mod violations;
