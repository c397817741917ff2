//! Messages to the poller.

use crate::error::Error;
use crate::events::Event;
use crate::generations::{Generation, GenerationId};
use crate::queue::QueueListing;

/// A message to the poller.
pub(super) enum Message {
    /// There are new entries in the registry.
    Wake,
    Event(Result<Event, Error>),
    /// The pause with this number is over.
    Tick(u64),
    /// The listing of a namespace; `None` stands for the client's own.
    Listed(Option<String>, Result<QueueListing, Error>),
    /// Request the record of a generation again.
    Ask(GenerationId),
    Answered(GenerationId, Box<Result<Generation, Error>>),
}
