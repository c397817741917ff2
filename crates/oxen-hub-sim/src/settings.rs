//! The settings of a simulated hub.

use std::time::Duration;

use serde_json::Value;

use crate::chat::StreamStyle;

/// The user that the key belongs to.
pub(crate) const USER: &str = "ox";

/// The source of the models.
#[derive(Clone, Debug)]
pub(crate) enum CatalogSource {
    /// The catalog that is embedded in `oxen-catalog`.
    Embedded,
    /// The answer of a listing endpoint.
    Listing(Value),
}

/// All settings of a [`Builder`](crate::Builder).
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) catalog: CatalogSource,
    /// Model objects in addition to those of the catalog.
    pub(crate) models: Vec<Value>,
    pub(crate) port: u16,
    pub(crate) key: Option<String>,
    pub(crate) seed: u64,
    /// The constant time of the clock, in seconds since 1970.
    pub(crate) frozen_clock: Option<u64>,
    /// The time before the head of every answer.
    pub(crate) latency: Duration,
    /// The time that a generation is queued, and then again processed.
    pub(crate) queue_latency: Duration,
    /// The time that a deployment takes to become active or inactive.
    pub(crate) deployment_latency: Duration,
    /// Whether generations start only when the test starts them.
    pub(crate) manual_queue: bool,
    pub(crate) max_generations: u64,
    /// The credits of the user, in millionths of a dollar.
    pub(crate) credits: Option<u64>,
    /// The largest number of entries in a listing of the queue.
    pub(crate) listing_cap: usize,
    pub(crate) keep_alive: Duration,
    pub(crate) link_lifetime: Duration,
    /// Whether results are served by the hub's own origin, which requires the key for them.
    pub(crate) links_on_hub: bool,
    pub(crate) body_limit: usize,
    /// The number of requests that the log keeps.
    pub(crate) log_limit: usize,
    pub(crate) stream: StreamStyle,
    pub(crate) fault_header: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            catalog: CatalogSource::Embedded,
            models: Vec::new(),
            port: 0,
            key: None,
            seed: 0,
            frozen_clock: None,
            latency: Duration::ZERO,
            queue_latency: Duration::from_millis(10),
            deployment_latency: Duration::from_millis(10),
            manual_queue: false,
            max_generations: 4,
            credits: None,
            listing_cap: usize::MAX,
            keep_alive: Duration::from_secs(15),
            link_lifetime: Duration::from_hours(1),
            links_on_hub: false,
            body_limit: 64 << 20,
            log_limit: usize::MAX,
            stream: StreamStyle::default(),
            fault_header: false,
        }
    }
}
