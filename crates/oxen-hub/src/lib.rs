//! The Oxen.ai hub over HTTP, knowing nothing of single models: key, base URL, retries, limits, redirects, error
//! envelopes, answers and downloads.
//!
//! The typed client for the models of the catalog is `oxen_models::Client`, which is made of this one.
//!
//! - What is repeated and what never is: [`RetryPolicy`].
//! - Why a call fails: [`ErrorKind`].
//! - What takes minutes: [`Client::run`], [`Client::enqueue`] and [`Client::wait`], with what a wait may end in at
//!   [`Wait`](waits::Wait).
//! - How long a call may take, and how much it may bring: [`Timeouts`], [`Limits`].
//!
//! # Features
//!
//! `ring`, on by default, brings the TLS provider that is taken if the process has none of its own; no provider is ever
//! installed for the whole process. `reqwest-0_13` adds a hook that gets the builder of the HTTP library.

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
