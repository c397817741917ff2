//! Requests to a hub for its models, by the client that `oxen-models` offers its users.

use std::sync::Arc;
use std::time::Duration;

use oxen_hub::{
    ApiKey, BaseUrl, CallOptions, Client, ErrorKind, Limits, Method, RetryPolicy, Timeouts,
};
use oxen_schema::catalog::MAX_BYTES;

use crate::arguments::FetchArguments;
use crate::error::Error;

/// The largest size of one model, in bytes.
const MODEL_LIMIT: u64 = 4 << 20;

/// A hub, with timeouts and a retry policy. Only GET requests are sent to it.
#[derive(Debug)]
pub struct Hub {
    client: Client,
}

/// A callback that shows the user a message about a repetition.
pub(crate) type Notice = Arc<dyn Fn(&str) + Send + Sync>;

/// A listing as received.
#[derive(Debug)]
pub(crate) struct HubListing {
    pub(crate) text: String,
    /// The sign that there is more than could be fetched.
    pub(crate) missing: Option<String>,
}

impl Hub {
    /// Sets up a client.
    ///
    /// # Errors
    ///
    /// [`Error::HubSetup`] if the key would travel in plain text, or TLS is not available.
    pub fn new(
        base: &BaseUrl,
        key: Option<ApiKey>,
        arguments: &FetchArguments,
    ) -> Result<Self, Error> {
        let mut timeouts = Timeouts::default();
        timeouts.read = Duration::from_secs(arguments.timeout);
        timeouts.body = timeouts.read;
        timeouts.connect = timeouts.connect.min(timeouts.read);
        let longest = Duration::from_millis(arguments.longest_delay);
        let retry = RetryPolicy::default()
            .repetitions(arguments.retries)
            .pauses(Duration::from_millis(arguments.first_delay), longest)
            .longest_wait(longest);
        let mut limits = Limits::default();
        // A larger listing would not be read as JSON.
        limits.listing = MAX_BYTES as u64;
        limits.json = MODEL_LIMIT;
        let mut builder = Client::builder()
            .limits(limits)
            .base_url(&base.to_string())?
            .timeouts(timeouts)
            .retry(retry)
            .user_agent(concat!("oxen-models-xtask/", env!("CARGO_PKG_VERSION")));
        if let Some(key) = key {
            builder = builder.api_key(key);
        }
        Ok(Self { client: builder.build()? })
    }

    /// Returns the text of GET `/models`, of all its pages.
    ///
    /// # Errors
    ///
    /// [`Error::Hub`] if the exchange fails, after the allowed repetitions.
    pub(crate) async fn listing(&self, notice: &Notice) -> Result<HubListing, Error> {
        let call = self.client.models().list(oxen_hub::models::ModelFilter::new());
        let document = call
            .options(with_notice(notice))
            .partial()
            .refuse_key()
            .document()
            .await
            .map_err(|source| self.failed("/models", source))?;
        let missing = document.missing().map(str::to_owned);
        Ok(HubListing { text: document.into_text(), missing })
    }

    /// Returns the text of GET `/models/{id}`.
    ///
    /// # Errors
    ///
    /// [`Error::Hub`] if the exchange fails, after the allowed repetitions.
    pub(crate) async fn model(&self, id: &str, notice: &Notice) -> Result<String, Error> {
        let call = self.client.models().get(id).options(with_notice(notice));
        let text = call.refuse_key().text().await;
        text.map_err(|source| self.failed(&format!("/models/{id}"), source))
    }

    fn failed(&self, path: &str, source: oxen_hub::Error) -> Error {
        let hint = match source.kind() {
            ErrorKind::Timeout { .. } => "; --timeout sets the time limit".to_owned(),
            ErrorKind::RateLimited { .. } => {
                "; try again later, or raise --longest-delay".to_owned()
            }
            ErrorKind::Redirected { .. } => {
                "; if the hub moved, give its new address with --hub".to_owned()
            }
            ErrorKind::Malformed { .. } => {
                format!("; is {} the base URL of the API?", self.client.base_url())
            }
            _ => String::new(),
        };
        let request = format!("{} {path}", Method::Get);
        Error::Hub { request, source, hint }
    }
}

fn with_notice(notice: &Notice) -> CallOptions {
    let notice = Arc::clone(notice);
    CallOptions::default().on_retry(move |error, pause| {
        notice(&format!("{error}; trying again in {:.1} s", pause.as_secs_f64()));
    })
}
