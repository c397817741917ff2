//! The conversion of the record of a generation into the result of its wait.

use crate::error::{Error, ErrorKind};
use crate::events::Completion;
use crate::generations::{Generation, GenerationStatus};

/// Converts the record of a generation that is not active any more into the result of its wait.
pub(super) fn of(generation: Generation) -> Result<Generation, Error> {
    let id = generation.id.clone();
    let kind = match generation.status {
        GenerationStatus::Succeeded if generation.result_url.is_some() => return Ok(generation),
        GenerationStatus::Succeeded => ErrorKind::NoResult(Box::new(generation)),
        GenerationStatus::Failed => ErrorKind::Failed(Box::new(generation)),
        GenerationStatus::Cancelled => ErrorKind::Cancelled(Box::new(generation)),
        _ => ErrorKind::UnknownStatus(Box::new(generation)),
    };
    Err(Error::new(kind).with_generations([&id]))
}

/// Combines the last record with the event of the end, where the hub's own record is late.
pub(super) fn with_event(last: Option<Generation>, event: Completion) -> Generation {
    let mut generation =
        last.unwrap_or_else(|| Generation::new(event.id.clone(), event.status.clone()));
    generation.status = event.status;
    generation.result_url = event.url.or(generation.result_url);
    generation.error_message = event.error.or(generation.error_message);
    generation.model = generation.model.or(event.model);
    generation.media_type = generation.media_type.or(event.media_type);
    generation
}
