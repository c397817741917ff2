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
            // An environment that can't be used may have a key all the same.
            let console = Console::new(KeyGuard::new(ApiKey::from_env().ok().flatten()));
            console.note(&format!("error: {error}"));
            let mut source = error.source();
            let mut said = error.to_string();
            while let Some(cause) = source {
                let cause_said = cause.to_string();
                // Some errors say their cause themselves.
                if !said.ends_with(&cause_said) {
                    console.note(&format!("  caused by: {cause_said}"));
                }
                said = cause_said;
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
