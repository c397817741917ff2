//! What happens to the attendant.

use crate::error::Error;
use crate::events::Event;
use crate::generations::{Generation, GenerationId};
use crate::queue::QueueListing;

/// What happens to the attendant.
pub(super) enum Message {
    /// Something new is waited for.
    Wake,
    Event(Result<Event, Error>),
    /// A pause is over; the number says which.
    Tick(u64),
    /// The listing of a namespace; none stands for the client's own.
    Listed(Option<String>, Result<QueueListing, Error>),
    /// The record of a late generation is to be asked for again.
    Ask(GenerationId),
    Answered(GenerationId, Box<Result<Generation, Error>>),
}
