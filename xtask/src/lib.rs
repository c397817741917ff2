//! `cargo xtask`: fetches the catalog into `schemas/`, generates code from it, and checks that both agree.
//!
//! This is the only place of the workspace with disk and network logic of its own. What a listing means is decided
//! in `oxen-schema`, what the code looks like in `oxen-codegen`; here a command computes the whole new state in
//! memory, and a [`Transaction`](transaction::Transaction) then puts it on the disk as a whole. Every text that is printed
//! passes the [`Console`], and every one that is written to a file the [`KeyGuard`].
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
