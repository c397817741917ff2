//! Server-sent events: the body of an answer, read one event at a time, within limits.

#![allow(dead_code, reason = "the streams that use it follow")]

mod body;
mod reader;
#[cfg(test)]
mod tests;

pub(crate) use self::reader::{Event, EventFailure, EventReader};
