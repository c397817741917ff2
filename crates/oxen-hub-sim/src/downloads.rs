//! Links to files, and downloads by these links.

use axum::response::{IntoResponse, Response};
use hyper::HeaderMap;

use crate::refusal::Refusal;
use crate::state::State;

impl State {
    /// Returns a link to a file, which is valid for the lifetime of links.
    pub(crate) fn link(&self, path: &str) -> String {
        let expires = self.now().saturating_add(self.settings.link_lifetime.as_secs());
        let signature = self.files.signature(path, expires, self.settings.seed);
        let origin = if self.settings.links_on_hub { &self.api_origin } else { &self.files_origin };
        format!("{origin}{path}?expires={expires}&signature={signature}")
    }

    /// Answers a download.
    pub(crate) fn download(&self, path: &str, query: &str, headers: &HeaderMap) -> Response {
        let value = |name: &str| {
            query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        };
        let expires = value("expires").and_then(|text| text.parse().ok()).unwrap_or(0);
        let signature = self.files.signature(path, expires, self.settings.seed);
        if expires <= self.now() || value("signature") != Some(signature.as_str()) {
            return Refusal::forbidden("The link has expired").into_response();
        }
        let Some(file) = self.files.find(path) else {
            return Refusal::not_found("There is no such file").into_response();
        };
        file.serve(path, headers)
    }
}
