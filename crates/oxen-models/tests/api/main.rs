//! The public interface, through models written by hand in the shape of the generated ones.

#![allow(missing_docs, unreachable_pub, reason = "as in a user's program")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests are tests")]

mod any_request;
mod chat;
mod choices;
mod conversions;
mod generated;
mod media;
mod models;
mod snippets;
mod violations;
