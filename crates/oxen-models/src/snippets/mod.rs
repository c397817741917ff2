//! Requests as the commands and programs that send them.

mod curl;
mod python;

pub(crate) use curl::curl;
pub(crate) use python::python;

use crate::request::AnyRequest;

/// The base URL of the API.
const BASE_URL: &str = "https://hub.oxen.ai/api/ai";

fn url(request: &AnyRequest) -> String {
    format!("{BASE_URL}{}", request.model().endpoint)
}
