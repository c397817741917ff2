//! The queue: enqueuing, listing, cancelling, and recovering from an interrupted enqueue.

mod body;
mod calls;
mod enqueue;
mod list;
mod recover;

pub use self::calls::{CancelCall, Queue};
pub use self::enqueue::{Enqueue, Enqueued, Queued};
pub use self::list::{QueueListing, QueueListingCall};
pub use self::recover::Recover;
