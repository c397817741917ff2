//! The typed client against the simulated hub.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets the unexpected should stop"
)]

// Over the frozen catalog: see `tests/frozen`.
extern crate oxen_models_frozen as oxen_models;

mod blocking;
mod discovered;
mod drops;
mod features;
mod queue;
mod send;
mod stream;
mod structured;
mod tools;

use oxen_hub_sim::Hub;
use oxen_models::Client;

/// Returns a client of the simulated hub.
fn client(hub: &Hub) -> Client {
    Client::builder().base_url(&hub.base_url()).unwrap().key(hub.key()).unwrap().build().unwrap()
}
