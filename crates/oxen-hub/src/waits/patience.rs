//! How long a wait lasts, and what it tells meanwhile.

use std::time::Duration;

use crate::generations::{GenerationId, GenerationStatus, MediaType};

/// How long a wait lasts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Deadline {
    /// As the medium has it: 30 minutes for images, 2 hours for videos and what is not known yet.
    #[default]
    ByMedium,
    After(Duration),
    Never,
}

impl Deadline {
    pub(super) fn limit(self, media_type: Option<&MediaType>) -> Option<Duration> {
        match (self, media_type) {
            (Self::ByMedium, Some(MediaType::Image)) => Some(Duration::from_mins(30)),
            (Self::ByMedium, _) => Some(Duration::from_hours(2)),
            (Self::After(limit), _) => Some(limit),
            (Self::Never, _) => None,
        }
    }
}

/// How far a generation that is waited for has come.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// The generation.
    pub id: GenerationId,
    /// Its state, once something was heard of it.
    pub status: Option<GenerationStatus>,
    /// How long it has been waited for.
    pub elapsed: Duration,
}

/// Told how far a generation has come.
pub(super) type OnProgress = dyn FnMut(&Progress) + Send;
