//! Waiting for generations: one connection for events and one poller per client, shared by all waits.
//!
//! `registry` holds the generations that are waited for, `poller` is the task that listens and polls, `tracker` decides
//! when the hub is asked for the record of a generation, and `lease` keeps the poller: the first one starts it, the last
//! one ends it.

mod all;
mod lease;
mod message;
mod outcome;
mod poller;
mod progress;
mod registry;
mod rhythm;
mod run;
mod tracker;
mod wait;

pub use self::all::WaitAll;
pub use self::progress::Progress;
pub(crate) use self::registry::Registry;
pub use self::run::Run;
pub use self::wait::Wait;
