//! Renders requests as commands and programs that send them.

mod curl;
mod python;

pub(crate) use curl::curl;
pub(crate) use python::python;

use oxen_schema::model::Endpoint as HubEndpoint;

use crate::endpoint::Endpoint;

/// The base URL of the API.
const BASE_URL: &str = "https://hub.oxen.ai/api/ai";

/// Returns the URL of a request: its endpoint's, or that of the queue if a parameter is set that only the queue accepts.
pub(crate) fn url(endpoint: Endpoint, is_set: impl Fn(&str) -> bool) -> String {
    if endpoint.is_queueable() && HubEndpoint::QUEUE_PARAMETERS.into_iter().any(is_set) {
        return format!("{BASE_URL}/queue");
    }
    format!("{BASE_URL}{endpoint}")
}
