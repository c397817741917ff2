//! Waiting for generations: one connection for events and one poller a client, shared by all waits.
//!
//! `board` has what is waited for, `attendant` is the task that listens and polls, `case` decides when a generation is
//! asked about, and `ticket` ties a wait to both: the first one starts the task, the last one ends it.

mod all;
mod attendant;
mod board;
mod case;
mod message;
mod outcome;
mod patience;
mod rhythm;
mod run;
mod ticket;
mod wait;

pub use self::all::WaitAll;
pub(crate) use self::board::Board;
pub use self::patience::Progress;
pub use self::run::Run;
pub use self::wait::Wait;
