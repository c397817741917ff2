//! The builder of a simulated hub.

use std::time::Duration;

use serde_json::Value;

use crate::chat::StreamStyle;
use crate::faults::Fault;
use crate::hub::{Hub, StartError};
use crate::settings::{CatalogSource, Settings};

/// A builder of a [`Hub`], made by [`Hub::builder`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let hub = oxen_hub_sim::Hub::builder().seed(7).key("sim-key").start().await?;
/// assert!(hub.base_url().starts_with("http://127.0.0.1:"));
/// hub.stop().await;
/// # Ok::<(), oxen_hub_sim::StartError>(()) }).unwrap();
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Builder {
    settings: Settings,
    faults: Vec<Fault>,
}

impl Builder {
    /// Serves the models of a listing, `{"data": […]}` or `{"models": […]}`, instead of the embedded catalog.
    pub fn listing(mut self, listing: Value) -> Self {
        self.settings.catalog = CatalogSource::Listing(listing);
        self
    }

    /// Adds a model object, a custom model for example; it replaces a model of the same id.
    pub fn model(mut self, model: Value) -> Self {
        self.settings.models.push(model);
        self
    }

    /// Listens on this port; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// Sets the only key that is accepted. By default one is derived from the seed.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.settings.key = Some(key.into());
        self
    }

    /// Sets the seed of ids, pictures and everything else that would be random. The default is 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Stops the clock, so that answers are the same in every run. `seconds` count from 1970.
    pub fn frozen_clock(mut self, seconds: u64) -> Self {
        self.settings.frozen_clock = Some(seconds);
        self
    }

    /// Sets the time before the head of every answer; none by default.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency = latency;
        self
    }

    /// Sets the time that a generation is queued, and then again processed; 10 ms by default.
    pub fn queue_latency(mut self, latency: Duration) -> Self {
        self.settings.queue_latency = latency;
        self
    }

    /// Sets the time that a deployment takes to start or to end; 10 ms by default.
    pub fn deployment_latency(mut self, latency: Duration) -> Self {
        self.settings.deployment_latency = latency;
        self
    }

    /// Leaves generations `queued` until [`Hub::run_queue`] or [`Hub::finish`] moves them.
    pub fn manual_queue(mut self) -> Self {
        self.settings.manual_queue = true;
        self
    }

    /// Sets the largest `num_generations`: 4 by default, as in the reference; the API description has 12.
    pub fn max_generations(mut self, max: u64) -> Self {
        self.settings.max_generations = max;
        self
    }

    /// Sets the credits of the user, in millionths of a dollar; unlimited by default.
    pub fn credits(mut self, micros: u64) -> Self {
        self.settings.credits = Some(micros);
        self
    }

    /// Sets the largest number of entries in a listing of the queue; unlimited by default.
    pub fn listing_cap(mut self, entries: usize) -> Self {
        self.settings.listing_cap = entries;
        self
    }

    /// Sets the pause after which an idle event stream sends a comment; 15 s by default.
    pub fn keep_alive(mut self, pause: Duration) -> Self {
        self.settings.keep_alive = pause;
        self
    }

    /// Sets how long a link to a result is valid; an hour by default. [`Hub::expire_links`] invalidates links at once.
    pub fn link_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.link_lifetime = lifetime;
        self
    }

    /// Serves results from the hub's own origin, which answers 401 without the key, instead of a second origin.
    pub fn links_on_hub(mut self) -> Self {
        self.settings.links_on_hub = true;
        self
    }

    /// Sets the largest body of a request in bytes; 64 MiB by default.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// Sets how many of the last requests the log keeps, for a hub that runs for a long time; all by default.
    pub fn log_limit(mut self, requests: usize) -> Self {
        self.settings.log_limit = requests;
        self
    }

    /// Sets the form of streamed chat answers.
    pub fn stream_style(mut self, style: StreamStyle) -> Self {
        self.settings.stream = style;
        self
    }

    /// Injects a fault from the start, as [`Hub::inject`] does later.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Accepts faults from the request header [`FAULT_HEADER`](crate::FAULT_HEADER) too.
    pub fn fault_header(mut self) -> Self {
        self.settings.fault_header = true;
        self
    }

    /// Starts the hub.
    ///
    /// # Errors
    ///
    /// If the port is taken, or the listing or a model can't be used.
    #[allow(clippy::unused_async, reason = "starting may have to wait in a later version")]
    pub async fn start(self) -> Result<Hub, StartError> {
        self.start_blocking()
    }

    /// Starts the hub from code that is not async. It needs no runtime: the hub has a thread of its own.
    ///
    /// # Errors
    ///
    /// As [`Builder::start`].
    pub fn start_blocking(self) -> Result<Hub, StartError> {
        Hub::launch(self.settings, self.faults)
    }
}

impl Hub {
    /// Starts a hub with the committed catalog on a free port.
    ///
    /// # Errors
    ///
    /// If there is no free port.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Like [`Hub::start`], for code that is not async.
    ///
    /// # Errors
    ///
    /// If there is no free port.
    pub fn start_blocking() -> Result<Self, StartError> {
        Self::builder().start_blocking()
    }

    /// Returns a builder with the default settings.
    pub fn builder() -> Builder {
        Builder::default()
    }
}
