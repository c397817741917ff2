//! The command line of [`xtask`]: parses, runs, and turns an error into an exit code.

use std::error::Error as _;
use std::process::ExitCode;

use clap::Parser;
use xtask::{Arguments, Environment};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match xtask::run(&arguments, &Environment::from_process()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  caused by: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
