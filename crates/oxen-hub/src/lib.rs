//! An HTTP client for the Oxen.ai hub that is independent of specific models: key, base URL, retries, limits,
//! redirects, error envelopes, answers and downloads.
//!
//! The typed client for the models of the catalog is `oxen_models::Client`, which is built on this one.
//!
//! - Which requests are repeated, and which never are: [`RetryPolicy`].
//! - The reasons why a call fails: [`ErrorKind`].
//! - Generations, which take minutes: [`Client::run`], [`Client::enqueue`] and [`Client::wait`], with the ends of a
//!   wait at [`Wait`](waits::Wait).
//! - Time limits and size limits: [`Timeouts`], [`Limits`].
//!
//! # Features
//!
//! `ring`, on by default, brings the TLS provider that is used if the process has none of its own; no provider is ever
//! installed for the whole process. `reqwest-0_13` adds a hook that receives the builder of the HTTP library.

mod address;
pub mod answers;
mod client;
mod error;
pub mod events;
pub mod generations;
mod key;
pub mod media;
mod method;
pub mod models;
pub mod queue;
mod retry;
mod sse;
pub mod stream;
mod transport;
pub mod waits;

pub use address::BaseUrl;
pub use client::{
    CallOptions, Client, ClientBuilder, Generate, Limits, RawAnswer, RawCall, StreamCall, Timeouts,
};
pub use error::{Error, ErrorKind, NotFound, Partial, Phase};
pub use key::ApiKey;
pub use method::Method;
pub use retry::{Clock, RetryPolicy, SystemClock, retry_after};
