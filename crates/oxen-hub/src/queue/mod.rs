//! The queue: enqueuing, looking, cancelling, and finding what an interrupted enqueue made.

mod body;
mod calls;
mod enqueue;
mod list;
mod recover;

pub use self::calls::{CancelCall, Queue};
pub use self::enqueue::{Enqueue, Enqueued, Queued};
pub use self::list::{QueueListing, QueueListingCall};
pub use self::recover::Recover;
