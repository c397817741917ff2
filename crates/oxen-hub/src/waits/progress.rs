//! The deadline of a wait, and its progress.

use std::time::Duration;

use crate::generations::{GenerationId, GenerationStatus, MediaType};

/// The deadline of a wait.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Deadline {
    /// 30 minutes for images, 2 hours for videos and for a medium that isn't known yet.
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

/// The progress of a generation that is waited for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// The generation.
    pub id: GenerationId,
    /// Its status, once the hub has reported one.
    pub status: Option<GenerationStatus>,
    /// The time since the wait began.
    pub elapsed: Duration,
}

/// A callback that receives progress.
pub(super) type OnProgress = dyn FnMut(&Progress) + Send;
