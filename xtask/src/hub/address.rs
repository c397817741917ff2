//! Where the hub is, and the key for it.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;
use reqwest::header::HeaderValue;

use super::HubError;

/// The hub that is asked unless another one is named.
pub const DEFAULT_HUB: &str = "https://hub.oxen.ai/api/ai";

/// The base URL of a hub, such as [`DEFAULT_HUB`].
#[derive(Debug, Clone)]
pub struct HubAddress(Url);

impl HubAddress {
    /// Reads a base URL.
    ///
    /// # Errors
    ///
    /// [`HubError::Address`] unless it is an `http` or `https` URL without user name, query and fragment.
    pub fn parse(text: &str) -> Result<Self, HubError> {
        let refuse = |reason: &str| HubError::Address { reason: reason.to_owned() };
        let url = Url::parse(text.trim()).map_err(|error| refuse(&format!("{error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refuse("it must start with https:// or http://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse(
                "it must not contain a user name or password; the key goes into OXEN_API_KEY",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refuse("it must not have a query or fragment"));
        }
        Ok(Self(url))
    }

    /// Whether what is sent stays on this machine or is encrypted.
    pub fn is_confidential(&self) -> bool {
        self.0.scheme() == "https" || self.is_loopback()
    }

    /// Whether the hub is on this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }

    /// The URL of an endpoint, each segment escaped.
    pub(super) fn endpoint(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        // Only a URL that can't have a path fails here, and http and https URLs have one.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
}

impl fmt::Display for HubAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// A secret that shows itself to nobody but the hub: no `Display`, and `Debug` without content.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// Takes a key as the environment has it, without the white space around it; an empty one is none.
    ///
    /// # Errors
    ///
    /// [`HubError::Key`] if it has characters that no header can carry.
    pub fn new(text: &str) -> Result<Option<Self>, HubError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(HubError::Key);
        }
        Ok(Some(Self(text.to_owned())))
    }

    /// The value of the `Authorization` header, marked so that no library prints it.
    pub(super) fn authorization(&self) -> Result<HeaderValue, HubError> {
        let mut value =
            HeaderValue::try_from(format!("Bearer {}", self.0)).map_err(|_| HubError::Key)?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Whether `text` quotes the key. One so short that it may be a word of any text can't be told.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.len() >= 16 && text.contains(&self.0)
    }

    /// `text` with the key struck out, for an answer that quotes it.
    pub(super) fn strike_out(&self, text: &str) -> String {
        text.replace(&self.0, "[the key]")
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKey(..)")
    }
}
