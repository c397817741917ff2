//! `cargo xtask`: fetches the catalog into `schemas/`, generates code from it, and checks that both agree.
//!
//! Disk and network logic of the generation is only here. `oxen-schema` decides what a listing means, and `oxen-codegen`
//! what the code looks like; a command computes the whole new state in memory, and a
//! [`Transaction`](transaction::Transaction) then writes it to the disk as a whole. All printed text passes the
//! [`Console`], and all text that is written to files passes the [`KeyGuard`].
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod bounded;
pub mod catalogs;
pub mod changelog;
pub mod changes;
mod commands;
mod console;
mod details;
mod environment;
pub mod error;
pub mod features;
pub mod fetch;
pub mod generated;
pub mod hub;
mod key_guard;
pub mod left_out;
pub mod owned_path;
mod progress;
pub mod snapshot;
pub mod transaction;
pub mod tree;
pub mod workspace;

pub use arguments::{Arguments, Command, DriftArguments, DriftFormat, FailOn, FetchArguments};
pub use commands::run;
pub use console::Console;
pub use environment::Environment;
pub use key_guard::KeyGuard;
