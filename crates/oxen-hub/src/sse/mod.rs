//! Server-sent events: the body of an answer, read one event at a time, within limits.

mod body;
mod reader;
#[cfg(test)]
mod tests;

pub(crate) use self::reader::{Event, EventFailure, EventReader};
