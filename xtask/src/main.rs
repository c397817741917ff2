//! The command line of [`xtask`]: parses, runs, and turns an error into an exit code.

use std::error::Error as _;
use std::process::ExitCode;

use clap::Parser;
use oxen_hub::ApiKey;
use xtask::{Arguments, Console, Environment, KeyGuard};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let run = |environment| xtask::run(&arguments, &environment);
    match Environment::from_process().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // An unusable environment may contain a key nevertheless.
            let console = Console::new(KeyGuard::new(ApiKey::from_env().ok().flatten()));
            console.note(&format!("error: {error}"));
            let mut source = error.source();
            let mut message = error.to_string();
            while let Some(cause) = source {
                let cause_message = cause.to_string();
                // Some messages already end with their cause.
                if !message.ends_with(&cause_message) {
                    console.note(&format!("  caused by: {cause_message}"));
                }
                message = cause_message;
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
