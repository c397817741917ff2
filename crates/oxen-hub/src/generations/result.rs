//! The download of a generation's result.

use std::sync::Arc;

use super::{Generation, MediaType};
use crate::client::Client;
use crate::media::{ANY_MEDIUM, Download, Source};

impl Generation {
    /// Returns a download of the result. An expired link is renewed once.
    pub fn download(&self, client: &Client) -> Download {
        let medium = match &self.media_type {
            Some(MediaType::Image) => "image",
            Some(MediaType::Video) => "video",
            _ => ANY_MEDIUM,
        };
        let source = self.result_url.clone().map_or(Source::Missing, Source::of_url);
        let model = Arc::from(self.model.as_deref().unwrap_or(medium));
        let download = Download::new(Some(client.clone()), source, medium, model, 1);
        download.renewable(Some(self.id.clone()))
    }
}
