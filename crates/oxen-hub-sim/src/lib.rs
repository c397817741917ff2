//! A simulator of the Oxen.ai inference hub on loopback, for tests of its clients.
//!
//! It answers every endpoint of the hub: models, chat (whole and streamed), pictures, videos, sounds, the queue with its
//! events, and the history. Requests are checked by the `jsonschema` crate, with the request schemas of the committed
//! catalog or of a listing of your own. Results are small real files behind links that expire, on a second origin.
//! Everything that a test may want to inspect is recorded, and faults of every kind can be injected.
//!
//! ```
//! use oxen_hub_sim::{Fault, Hub};
//!
//! let hub = Hub::start_blocking()?;
//! hub.inject(Fault::status(503).on("POST /chat/completions").times(1));
//! // Point the code under test to `hub.base_url()` with `hub.key()`, then look at what it did.
//! assert_eq!(hub.count("POST /chat/completions"), 0);
//! # Ok::<(), oxen_hub_sim::StartError>(())
//! ```
//!
//! `cargo run -p oxen-hub-sim` serves the same from the command line.
//!
//! The request checker of the clients is deliberately not used: a simulator that shared it would agree with it by
//! construction.

mod answers;
mod builder;
mod catalog;
mod chat;
mod compile;
mod connection;
mod documented;
mod downloads;
mod faults;
mod files;
mod hub;
mod instance;
mod jobs;
mod lock;
mod media;
mod random;
mod record;
mod refusal;
mod routes;
mod run;
mod server;
mod settings;
mod state;
mod validate;

pub use answers::Answer;
pub use builder::Builder;
pub use chat::{LineEnd, StreamStyle};
pub use connection::{End, Origin};
pub use faults::{Envelope, FAULT_HEADER, Fault, ParseFaultError};
pub use hub::{Hub, StartError};
pub use instance::instance;
pub use jobs::Status;
pub use record::Request;
pub use run::Outcome;

/// Compiles and runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
