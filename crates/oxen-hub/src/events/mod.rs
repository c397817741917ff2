//! The events of the user: ends of generations, as they happen.

mod event;
mod stream;

pub use self::event::{Completion, Event};
pub use self::stream::Events;
