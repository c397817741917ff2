//! Serves a simulated hub until it is interrupted.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use clap::Parser;
use oxen_hub_sim::{Fault, Hub};

/// Simulates the Oxen.ai inference hub on this machine, without network, key or cost.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Serve the models of this listing, the saved answer of GET /models, instead of the committed catalog.
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// Listen on this port instead of a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Wait this many milliseconds before each answer.
    #[arg(long, default_value_t = 0, value_name = "MS")]
    latency: u64,
    /// Keep a generation queued for this many milliseconds, and process it for as many.
    #[arg(long, default_value_t = 1000, value_name = "MS")]
    queue_latency: u64,
    /// Derive ids, pictures and the key from this seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Inject a fault, such as "POST /queue status=503 times=2"; may be given more than once.
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
    /// Take faults from the request header `x-oxen-sim-fault` too.
    #[arg(long)]
    fault_header: bool,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), String> {
    let mut builder = Hub::builder()
        // The program never reads its log.
        .log_limit(0)
        .port(arguments.port)
        .seed(arguments.seed)
        .latency(Duration::from_millis(arguments.latency))
        .queue_latency(Duration::from_millis(arguments.queue_latency));
    if let Some(path) = &arguments.catalog {
        let failed = |error: String| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        let listing = serde_json::from_str(&text).map_err(|error| failed(error.to_string()))?;
        builder = builder.listing(listing);
    }
    if arguments.fault_header {
        builder = builder.fault_header();
    }
    for fault in arguments.fault {
        builder = builder.fault(fault);
    }
    let (interrupted, wait) = mpsc::channel();
    ctrlc::set_handler(move || {
        // The receiver is gone only when the program ends anyway.
        let _ = interrupted.send(());
    })
    .map_err(|error| error.to_string())?;
    let hub =
        builder.start_blocking().map_err(|error| match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        })?;
    println!("export OXEN_BASE_URL={}", hub.base_url());
    println!("export OXEN_API_KEY={}", hub.key());
    eprintln!("Serving on loopback until interrupted (Ctrl-C).");
    // An error means that no interrupt can come any more.
    let _ = wait.recv();
    Ok(())
}
