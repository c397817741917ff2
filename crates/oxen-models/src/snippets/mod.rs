//! Requests as the commands and programs that send them.

mod curl;
mod python;

pub(crate) use curl::curl;
pub(crate) use python::python;

use oxen_schema::model::Endpoint;

use crate::request::AnyRequest;

/// The base URL of the API.
const BASE_URL: &str = "https://hub.oxen.ai/api/ai";

/// Returns the URL of a request: its endpoint's, or that of the queue if it has a parameter that only the queue accepts.
pub(crate) fn url(request: &AnyRequest) -> String {
    let endpoint = request.model().endpoint;
    let is_set = |name: &&str| request.parameters().contains(name);
    if endpoint.is_queueable() && Endpoint::QUEUE_PARAMETERS.iter().any(is_set) {
        return format!("{BASE_URL}/queue");
    }
    format!("{BASE_URL}{endpoint}")
}
