//! The filter of listings of generations.

use super::{GenerationStatus, MediaType};

/// A filter of the generations in a listing.
///
/// ```
/// use oxen_hub::generations::{GenerationFilter, GenerationStatus};
///
/// let filter = GenerationFilter::new().model("flux-2-pro").status(GenerationStatus::Failed);
/// # let _ = filter;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GenerationFilter {
    /// Only generations of this namespace.
    pub namespace: Option<String>,
    /// Only generations of this model.
    pub model: Option<String>,
    /// Only generations with this status.
    pub status: Option<GenerationStatus>,
    /// Only generations of this kind of medium.
    pub media_type: Option<MediaType>,
    /// Only generations whose results go to this repository.
    pub repo: Option<String>,
    /// Only generations whose results go to this directory.
    pub folder: Option<String>,
}

impl GenerationFilter {
    /// Returns a filter that lets all generations through.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets only the generations of this namespace through.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Lets only the generations of this model through.
    #[must_use]
    pub fn model(mut self, id: impl Into<String>) -> Self {
        self.model = Some(id.into());
        self
    }

    /// Lets only the generations with this status through.
    #[must_use]
    pub fn status(mut self, status: GenerationStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Lets only the generations of this kind of medium through.
    #[must_use]
    pub fn media_type(mut self, media_type: MediaType) -> Self {
        self.media_type = Some(media_type);
        self
    }

    /// Lets only the generations through whose results go to this repository.
    #[must_use]
    pub fn repo(mut self, repo: impl Into<String>) -> Self {
        self.repo = Some(repo.into());
        self
    }

    /// Lets only the generations through whose results go to this directory.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<String>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    pub(crate) fn query(&self) -> Vec<(&'static str, &str)> {
        let pairs = [
            ("namespace", self.namespace.as_deref()),
            ("model", self.model.as_deref()),
            ("status", self.status.as_ref().map(GenerationStatus::as_str)),
            ("media_type", self.media_type.as_ref().map(MediaType::as_str)),
            ("repo", self.repo.as_deref()),
            ("folder", self.folder.as_deref()),
        ];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
