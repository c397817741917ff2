//! Requests as the commands and programs that send them.

mod curl;
mod python;

pub(crate) use curl::curl;
pub(crate) use python::python;

use crate::endpoint::Endpoint;

/// The base URL of the API.
const BASE_URL: &str = "https://hub.oxen.ai/api/ai";

/// The URL of an endpoint.
pub(crate) fn url(endpoint: Endpoint) -> String {
    format!("{BASE_URL}{endpoint}")
}
