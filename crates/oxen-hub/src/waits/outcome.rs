//! From the record of a generation that has ended to what its wait gives.

use crate::error::{Error, ErrorKind};
use crate::events::Completion;
use crate::generations::{Generation, GenerationStatus};

/// The result of a generation that the hub doesn't count as active any more.
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

/// The record as the event of its end has it, where the hub's own is late.
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
